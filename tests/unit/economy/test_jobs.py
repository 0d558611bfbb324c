import numpy as np
import pytest

from detente.core.errors import DataError, LabelError
from detente.economy.exposure import exposure
from detente.economy.jobs import embodied_jobs, embodied_output, home_inputs
from detente.world.load import load_world
from detente.world.toy import toy_world


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
