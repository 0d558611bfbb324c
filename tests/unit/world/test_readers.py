import numpy as np
import pytest

from detente.core.errors import DataError
from detente.world.load import load_world, save_world
from detente.world.readers import import_world

WORLD = load_world("toy")


def archive(path, **changed):
    arrays = {
        "flow": WORLD.flows.transpose(1, 0, 2),
        "use": WORLD.input_use,
        "regions": np.array(WORLD.regions),
        "sectors": np.array(WORLD.sectors),
    } | changed
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
    return path


EXPORTER_FIRST = ("exporter", "importer", "sector")


def test_arrays_in_another_order_of_axes(tmp_path):
    path = archive(tmp_path / "a.npz")
    world = import_world(path, axes=EXPORTER_FIRST, unit="USD mn", year=2022)
    np.testing.assert_array_equal(world.flows, WORLD.flows)
    assert world.name == "a"
    turned = import_world(archive(tmp_path / "b.npz", use=None), unit="USD mn", year=2022)
    np.testing.assert_array_equal(turned.flows, WORLD.flows.transpose(1, 0, 2))


def test_tariffs_raise_the_price_of_inputs(tmp_path):
    path = archive(tmp_path / "a.npz")
    rates = np.full((3, 3, 4), 0.1)
    np.savez(tmp_path / "t.npz", tariff=rates, regions=np.array(WORLD.regions))
    world = import_world(path, axes=EXPORTER_FIRST, unit="USD mn", year=2022, tariff=tmp_path / "t.npz")
    assert (world.tariff[~np.eye(3, dtype=bool)] == 0.1).all()
    assert (np.einsum("nnj->nj", world.tariff) == 0).all()
    price = world.spending / world.flows.sum(axis=1)
    np.testing.assert_allclose(world.input_use, WORLD.input_use * price[:, :, None], rtol=1e-12)
    np.testing.assert_allclose(world.value_added, world.output - world.input_use.sum(axis=1), rtol=1e-9)
    assert (price > 1).all()


def test_tariffs_from_a_long_table(tmp_path):
    (tmp_path / "t.csv").write_text("importer,exporter,sector,rate\nUSA,CHN,C26,0.25\n")
    path = archive(tmp_path / "a.npz")
    world = import_world(path, axes=EXPORTER_FIRST, unit="USD mn", year=2022, tariff=tmp_path / "t.csv")
    n, i, j = WORLD.regions.index("USA"), WORLD.regions.index("CHN"), WORLD.sectors.index("C26")
    assert world.tariff[n, i, j] == 0.25
    assert world.tariff.sum() == 0.25


def test_sectors_of_the_bundled_world_bring_its_elasticities(tmp_path):
    world = import_world(archive(tmp_path / "a.npz"), axes=EXPORTER_FIRST, unit="USD mn", year=2022)
    bundled = load_world()
    place = bundled.sectors.index("C26")
    assert world.elasticities["fgo"][WORLD.sectors.index("C26")] == bundled.elasticities["fgo"][place]
    assert world.goods == WORLD.goods
    names = np.array(["one", "two", "three", "four"])
    own = import_world(archive(tmp_path / "b.npz", sectors=names), axes=EXPORTER_FIRST, unit="USD mn", year=2022)
    assert own.elasticities == {}
    assert own.goods == (True,) * 4


def test_one_sector_and_flows_without_a_record(tmp_path):
    flow = WORLD.flows.sum(axis=2)
    flow[0, 1] = np.nan
    path = archive(tmp_path / "a.npz", flow=None, trade=flow, use=None, sectors=None, gdp=np.ones(3))
    world = import_world(path, axes=("importer", "exporter"), unit="thousand USD", year=2023)
    assert world.sectors == ("ALL",)
    assert world.flows[1, 0, 0] == pytest.approx(flow[1, 0] / 1e3)
    assert "1 flows without a record" in world.provenance["notes"]
    assert "not read: gdp" in world.provenance["notes"]


@pytest.mark.parametrize(
    ("changed", "options", "sentence"),
    [
        ({}, {"axes": ("importer", "sector")}, "in the order of the file"),
        ({}, {"axes": ("importer", "exporter")}, "has 3 axes, not 2"),
        ({}, {"axes": ("importer", "sector", "exporter")}, "give the file's order with --axes"),
        ({"flow": None}, {}, "flows and regions are needed"),
        ({"flow": -WORLD.flows}, {}, "flows are negative"),
        ({"use": WORLD.input_use[:, :2]}, {}, "region, sector in, sector by"),
        ({"use": WORLD.input_use * 50}, {}, "more is bought as inputs than is spent"),
        ({}, {"inputs": "more.csv"}, "long tables only"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(tmp_path, changed, options, sentence):
    path = archive(tmp_path / "a.npz", **changed)
    with pytest.raises(DataError, match=sentence):
        import_world(path, **{"unit": "USD mn", "year": 2022, **options})


def test_what_a_bare_archive_does_not_say_is_assumed_aloud(tmp_path):
    world = import_world(archive(tmp_path / "trade2019_5x4.npz"), axes=EXPORTER_FIRST)
    assert (world.unit, world.year) == ("USD mn", 2019)
    assert "USD mn is assumed" in world.provenance["notes"]
    assert "2019 is that of the file's name" in world.provenance["notes"]
    assert "give --year" in import_world(archive(tmp_path / "a.npz"), axes=EXPORTER_FIRST).provenance["notes"]


def test_what_is_no_archive(tmp_path):
    with pytest.raises(DataError, match="there is no file"):
        import_world(tmp_path / "gone.npz")
    (tmp_path / "text.npz").write_text("no archive")
    with pytest.raises(DataError, match="cannot be read as an archive"):
        import_world(tmp_path / "text.npz", unit="USD", year=2022)
    with pytest.raises(DataError, match="is a world already"):
        import_world(save_world(WORLD, tmp_path / "world.npz"), unit="USD", year=2022)
    (tmp_path / "notes.txt").write_text("words")
    with pytest.raises(DataError, match="--kind icio, wiod, table, npz"):
        import_world(tmp_path / "notes.txt")


def test_other_labels_of_tariffs_are_refused(tmp_path):
    np.savez(tmp_path / "t.npz", tariff=np.zeros((3, 3, 4)), regions=np.array(WORLD.regions[::-1]))
    with pytest.raises(DataError, match="other regions than the flows"):
        import_world(archive(tmp_path / "a.npz"), unit="USD mn", year=2022, tariff=tmp_path / "t.npz")
    np.savez(tmp_path / "u.npz", rates=np.zeros((3, 3, 4)))
    with pytest.raises(DataError, match="holds no array called tariff"):
        import_world(archive(tmp_path / "b.npz"), unit="USD mn", year=2022, tariff=tmp_path / "u.npz")


def test_kinds_are_found_out(tmp_path):
    (tmp_path / "trade.csv").write_text("importer,exporter,value_usd_mn,year\nUSA,USA,3,2022\nUSA,CHN,2,2022\n")
    world = import_world(tmp_path / "trade.csv")
    assert (world.regions, world.year) == (("CHN", "USA"), 2022)
    (tmp_path / "2022_SML.csv").write_text("V1,AUS_A01,AUS_C26,AUS_HFCE,OUT\nAUS_A01,1,2,7,10\nAUS_C26,3,1,9,13\n")
    assert import_world(tmp_path / "2022_SML.csv").sectors == ("A01", "C26")
    with pytest.raises(DataError, match="leave out the unit"):
        import_world(tmp_path / "2022_SML.csv", unit="USD")
