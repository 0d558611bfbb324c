import json

import numpy as np
import pytest

from detente.core.errors import DataError
from detente.world import load
from detente.world.lines import Lines
from detente.world.load import load_lines, load_world, save_lines, save_table, save_world
from detente.world.toy import toy_world


@pytest.fixture(scope="module")
def world():
    return load_world("2024")


def test_the_bundled_world(world):
    assert world.flows.shape == (81, 81, 50)
    assert (world.year, world.unit, world.base_day.isoformat()) == (2024, "USD mn", "2024-12-31")
    assert max(world.identities().values()) <= 1e-9
    assert set(world.elasticities) == {"cp", "fgo", "gyy", "bsy", "shap", "ll", "u4"}
    assert all(theta.min() >= 1.5 and theta.max() <= 12 for theta in world.elasticities.values())
    assert world.provenance["china_waiver_share"] == "0.3"
    assert "OECD" in world.provenance["attribution"]


def test_chinas_place_in_us_goods_imports(world):
    usa, chn = world.regions.index("USA"), world.regions.index("CHN")
    goods = np.array(world.goods)
    imports = np.delete(world.flows[usa][:, goods], usa, axis=0).sum()
    assert 12.3 <= 100 * world.flows[usa, chn, goods].sum() / imports <= 14.3


def test_base_tariffs(world):
    usa, chn, deu = (world.regions.index(code) for code in ("USA", "CHN", "DEU"))
    at = world.sectors.index
    assert world.tariff[usa, chn, at("C29")] == pytest.approx(0.25, abs=0.005)
    assert world.tariff[usa, chn, at("C26")] == pytest.approx(0.029, abs=0.005)
    assert world.tariff[usa, deu, at("C29")] < 0.03
    unwaived = json.loads(world.provenance["china_on_usa_unwaived"])
    assert all(world.tariff[chn, usa, at(name)] <= rate + 1e-4 for name, rate in unwaived.items())
    assert world.tariff[:, :, [not good for good in world.goods]].max() == 0


def test_employment_is_that_of_the_world(world):
    assert world.employment.sum() == pytest.approx(3.3e6, rel=0.05)
    assert world.employment[world.regions.index("CHN")].sum() == pytest.approx(7.7e5, rel=0.05)


def test_a_world_goes_to_disk_and_back(tmp_path, world):
    for original in (toy_world(), world):
        path = save_world(original, tmp_path / original.name)
        assert path.suffix == ".npz"
        again = load_world(path)
        assert again.digest == original.digest
        assert again.provenance == original.provenance
        assert (again.employment is None) == (original.employment is None)


def test_the_same_world_makes_the_same_bytes(tmp_path):
    first = save_world(toy_world(), tmp_path / "a").read_bytes()
    assert save_world(toy_world(), tmp_path / "b").read_bytes() == first
    assert not list(tmp_path.glob(".*"))


def test_unknown_worlds_are_named(tmp_path):
    with pytest.raises(DataError, match=r"Did you mean 2024\?.*toy, 2024"):
        load_world("2O24")


def test_broken_files_are_refused_with_a_sentence(tmp_path):
    good = save_world(toy_world(), tmp_path / "good").read_bytes()
    for name, content in (("empty", b""), ("cut", good[:500]), ("text", b"a,b\n1,2\n")):
        path = tmp_path / f"{name}.npz"
        path.write_bytes(content)
        with pytest.raises(DataError, match=f"{name}.npz cannot be read"):
            load_world(path)


def test_a_file_of_another_kind_or_format_is_refused(tmp_path):
    path = tmp_path / "other.npz"
    header = np.frombuffer(json.dumps({"format": 99}).encode(), dtype=np.uint8)
    np.savez(path, header=header)
    with pytest.raises(DataError, match="has format 99"):
        load_world(path)
    header = np.frombuffer(json.dumps({"format": 1}).encode(), dtype=np.uint8)
    np.savez(path, header=header)
    with pytest.raises(DataError, match="lacks a part"):
        load_world(path)


def test_a_world_whose_identities_fail_is_refused(tmp_path):
    world = toy_world()
    path = save_world(world, tmp_path / "toy")
    with np.load(path) as stored:
        parts = dict(stored)
    parts["value_added"] = parts["value_added"] * 1.01
    np.savez(path, **parts)
    with pytest.raises(DataError, match="output = inputs"):
        load_world(path)


def small_lines(importer):
    return Lines(
        importer=importer,
        codes=("010121", "010129", "851713"),
        sector=("A01", "A01", "C26"),
        schedule=[0.0, 0.12341, 0.05],
        exporters=("EU27", "*"),
        weight=[[100.0, 200.0, 7.0], [150.0, 333.3, 9.0]],
        year=2024,
        source="typed",
        free=("KOR",),
        members={"DEU": "EU27"},
    )


def test_lines_come_back_to_a_hundredth_of_a_percent(tmp_path, monkeypatch):
    monkeypatch.setattr(load, "DATA", tmp_path)
    originals = [small_lines(name) for name in ("USA", "CHN", "*")]
    for original in originals:
        save_lines(original, tmp_path / "lines")
    for original in originals:
        again = load_lines()[original.importer]
        cell = original.weight.sum(axis=1, keepdims=True)
        assert again.weight.sum(axis=1) == pytest.approx(cell[:, 0])
        assert np.abs(again.weight - original.weight).max() <= 1e-4 * cell.max()
        assert again.schedule == pytest.approx([0.0, 0.1234, 0.05])
        assert (again.codes, again.sector, again.exporters, again.members, again.free) == (
            original.codes, original.sector, original.exporters, original.members, original.free,
        )  # fmt: skip


def test_a_table_is_written_whole(tmp_path):
    path = save_table([("010121", "A01")], ("hs6", "sector"), tmp_path / "deep" / "x.csv")
    assert path.read_text(encoding="utf-8") == "hs6,sector\n010121,A01\n"
    with pytest.raises(DataError, match="cannot be written"):
        save_table([], ("a",), path / "y.csv")
