import numpy as np
import pytest
import xarray as xr

from detente.core.errors import DataError, LabelError
from detente.economy.longrun import LongRun
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world

OF = {"USA": ("welfare", "USA"), "CHN": ("welfare", "CHN"), "sales": ("trade_value", "USA", "CHN")}


@pytest.fixture(scope="module")
def world():
    return toy_world()


@pytest.fixture(scope="module")
def war(world):
    after = wedges(world, {("USA", "CHN"): 1.45, ("CHN", "USA"): 1.25}, add=True)
    return LongRun(elasticity=4.0).solve(world, wedges(world), after)


def make_parts(world, **shares):
    """Parts of the war: each a share of what one side levies on the other."""
    full = wedges(world, {("USA", "CHN"): 1.45, ("CHN", "USA"): 1.25}, add=True)["tariff"] - wedges(world)["tariff"]
    cubes = [full.where(full["importer"] == side, 0.0) * share for side, share in shares.values()]
    return xr.Dataset({"tariff": xr.concat(cubes, xr.Variable("part", list(shares)))})


@pytest.fixture(scope="module")
def parts(world):
    return make_parts(world, fentanyl=("USA", 20 / 145), reciprocal=("USA", 125 / 145), answer=("CHN", 1.0))


@pytest.mark.parametrize("method", ["path", "shapley"])
def test_effects_add_up(war, parts, method):
    found = war.attribute(parts, OF, method=method)
    assert found.certificate.ok
    assert found.data.attrs["method"] == method
    for region in ("USA", "CHN"):
        assert float(found.data["change"].sel(scalar=region)) == pytest.approx(
            float(war.data["welfare"].sel(region=region)), abs=1e-12
        )
    gap = found.data["effect"].sum("part") - found.data["change"]
    np.testing.assert_allclose(gap[:2], 0.0, atol=1e-8)
    np.testing.assert_allclose(gap[2] / found.data["change"][2], 0.0, atol=1e-8)


def test_on_the_path_equal_points_count_equally(war, parts):
    effect = war.attribute(parts, OF).data["effect"]
    np.testing.assert_allclose(effect.sel(part="reciprocal") / effect.sel(part="fentanyl"), 125 / 20, rtol=1e-9)


def test_the_mean_slope_is_the_attribution_of_every_line(world, war, parts):
    slope = war.gradient(("welfare", "CHN"), at="mean")
    change = wedges(world, {("USA", "CHN"): 1.45, ("CHN", "USA"): 1.25}, add=True) - wedges(world)
    assert float((slope.data["tariff"] * change["tariff"]).sum()) == pytest.approx(
        float(war.data["welfare"].sel(region="CHN")), abs=1e-8
    )
    answer = float((slope.data["tariff"] * parts["tariff"].sel(part="answer")).sum())
    found = war.attribute(parts, OF).data["effect"]
    assert answer == pytest.approx(float(found.sel(part="answer", scalar="CHN")), abs=1e-8)


def test_shapley_is_the_mean_over_both_orders(world, war):
    two = make_parts(world, ours=("USA", 1.0), theirs=("CHN", 1.0))
    model = LongRun(elasticity=4.0)
    alone = {}
    for label, cells in (("ours", {("USA", "CHN"): 1.45}), ("theirs", {("CHN", "USA"): 1.25})):
        alone[label] = model.solve(world, wedges(world), wedges(world, cells, add=True)).data["welfare"]
    whole = war.data["welfare"]
    effect = war.attribute(two, OF, method="shapley").data["effect"]
    for label, other in (("ours", "theirs"), ("theirs", "ours")):
        mean = (alone[label] + whole - alone[other]) / 2
        for region in ("USA", "CHN"):
            assert float(effect.sel(part=label, scalar=region)) == pytest.approx(
                float(mean.sel(region=region)), abs=1e-9
            )


def test_parts_may_hold_every_wedge(world):
    after = wedges(world, {("USA", "CHN"): 0.5}, add=True)
    pair = {"importer": "ROW", "exporter": "USA"}
    after["export_tax"].loc[pair] = 0.1
    after["barrier"].loc[pair] = 0.2
    outcome = LongRun(elasticity=4.0).solve(world, wedges(world), after)
    change = after - wedges(world)
    names = ["tariff", "export_tax", "barrier"]
    alone = [change.assign({other: 0.0 * change[other] for other in names if other != name}) for name in names]
    parts = xr.concat(alone, xr.Variable("part", names))
    effect = outcome.attribute(parts, OF).data["effect"]
    np.testing.assert_allclose(effect.sum("part")[:2], outcome.data["welfare"].sel(region=["USA", "CHN"]), atol=1e-8)
    assert np.all(np.abs(effect.sel(scalar="USA")) > 1e-6)


def test_parts_that_miss_something_are_refused(world, war, parts):
    with pytest.raises(DataError, match="miss the change of the tariff of CHN on USA"):
        war.attribute(parts.isel(part=[0, 1]), OF)
    with pytest.raises(LabelError, match="sector"):
        war.attribute(parts.isel(sector=[0]), OF)


def test_shapley_takes_ten_parts(world, war):
    shares = {f"p{k}": ("USA", 1 / 10) for k in range(10)} | {"answer": ("CHN", 1.0)}
    with pytest.raises(DataError, match="11 parts"):
        war.attribute(make_parts(world, **shares), OF, method="shapley")
    with pytest.raises(DataError, match="not known"):
        war.attribute(make_parts(world, **shares), OF, method="average")
