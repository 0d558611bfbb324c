import csv
import os
from pathlib import Path

import numpy as np
import pytest

from detente.core.errors import DataError, LabelError
from detente.economy.exposure import exposure
from detente.economy.jobs import embodied_jobs, embodied_output, home_inputs
from detente.world.calibration.labour import FOURTEEN, spread
from detente.world.load import load_world
from detente.world.toy import toy_world
from detente.world.world import World

DATA = Path(os.environ.get("DETENTE_DATA") or Path(__file__).parents[4] / "shared" / "data")


@pytest.fixture(scope="module")
def world():
    return load_world("2024")


def goods_exports(world, seller, buyer):
    n, m = world.regions.index(seller), world.regions.index(buyer)
    return np.where(world.goods, world.flows[m, n], 0.0)


def test_output_behind_all_final_sales_and_exports_is_output():
    world = toy_world()
    for n, region in enumerate(world.regions):
        A, output = home_inputs(world, region), world.flows[:, n].sum(axis=0)
        abroad = output - world.flows[n, n]
        own = world.flows[n, n] / (world.flows[n] * (1.0 + world.tariff[n])).sum(axis=0)
        at_home = world.final_use[n] * own
        np.testing.assert_allclose(embodied_output(world, region, abroad + at_home), output, rtol=1e-10)
        assert (A.sum(axis=0) < 1.0).all()


def test_embodied_output_sums_rounds_of_inputs():
    world = toy_world()
    x = np.array([1.0, 2.0, 0.0, 4.0])
    A, total, part = home_inputs(world, "CHN"), x.copy(), x.copy()
    for _ in range(200):
        part = A @ part
        total += part
    np.testing.assert_allclose(embodied_output(world, "CHN", x), total, rtol=1e-12)


def test_jobs_in_chinas_exports_to_the_united_states(world):
    jobs = embodied_jobs(world, "CHN", goods_exports(world, "CHN", "USA")) / 1e6
    share = dict(zip(world.sectors, jobs, strict=True))
    assert 11.0 < jobs.sum() < 14.0
    assert 0.2 < jobs[~np.array(world.goods)].sum() / jobs.sum() < 0.35
    assert max(share, key=share.get) == "C13T15"
    assert jobs.sum() * 1e3 < world.employment[world.regions.index("CHN")].sum()


def test_a_world_without_employment_has_no_jobs_to_count():
    with pytest.raises(DataError, match="knows no employment"):
        embodied_jobs(toy_world(), "CHN", np.zeros(4))
    with pytest.raises(LabelError, match="XXX"):
        home_inputs(toy_world(), "XXX")


def test_furniture_and_textiles_are_among_chinas_six_most_exposed_goods_sectors(world):
    seen = exposure(world, "CHN", "USA")
    rank = dict(zip(world.sectors, seen.rank, strict=True))
    assert rank["C31T33"] == 1
    assert 1 < rank["C13T15"] <= 6
    assert seen.direct[world.sectors.index("C31T33")] == pytest.approx(0.095, abs=0.01)
    assert sorted(seen.rank[seen.rank > 0]) == list(range(1, sum(world.goods) + 1))
    assert (seen.rank[~np.array(world.goods)] == 0).all()


def test_the_whole_exposure_is_at_least_the_direct_one_for_goods(world):
    for pair in (("CHN", "USA"), ("USA", "CHN")):
        seen = exposure(world, *pair)
        goods = np.array(world.goods)
        assert (seen.whole[goods] >= seen.direct[goods] - 1e-12).all()
        assert (seen.whole < 1.0).all()


def test_tables_of_2022_with_one_service_sector_give_sixteen_million():
    """An independent count on the raw tables gave 16.2 million for exports of 2022, 4.4 million directly."""
    table, people = DATA / "icio" / "icio2022_81x28.npz", DATA / "labour" / "employment_2018_14sectors.csv"
    if not (table.is_file() and people.is_file()):
        pytest.skip("the data folder with icio/ and labour/ is not on this machine; set DETENTE_DATA")
    with np.load(table) as raw:
        flows, use = raw["flow"].transpose(1, 0, 2).astype(float), raw["use"].astype(float)
        regions, sectors = tuple(map(str, raw["regions"])), tuple(map(str, raw["sectors"]))
    n, value_added = regions.index("CHN"), flows.sum(axis=0) - use.sum(axis=1)
    with people.open(newline="", encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if "CHN" in row.values())
    groups = {k: tuple(s for s in members if s in sectors) or ("SERV",) for k, members in FOURTEEN.items()}
    employment = np.zeros(value_added.shape)
    persons = {k: float(row[f"sector_{k}"]) for k in groups}
    employment[n] = spread(persons, groups, value_added[n], sectors)
    goods = [s != "SERV" for s in sectors]
    use *= np.minimum(1.0, 0.999 * flows.sum(axis=1) / np.maximum(use.sum(axis=2), 1e-9))[:, :, None]
    use *= np.minimum(1.0, 0.98 * flows.sum(axis=0) / np.maximum(use.sum(axis=1), 1e-9))[:, None, :]
    world = World.from_arrays(
        flows, None, use, None, np.zeros_like(flows), regions=regions, sectors=sectors, year=2022,
        unit="USD mn", goods=goods, employment=employment,
    )  # fmt: skip
    jobs = embodied_jobs(world, "CHN", goods_exports(world, "CHN", "USA")) / 1e6
    assert jobs.sum() == pytest.approx(16.2, abs=0.4)
    assert exposure(world, "CHN", "USA").direct[sectors.index("C31T33")] == pytest.approx(0.141, abs=0.005)
