import numpy as np
import pytest

from detente.core.errors import LabelError
from detente.economy.longrun import LongRun
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world


@pytest.fixture(scope="module")
def world():
    return toy_world()


@pytest.fixture(scope="module")
def war(world):
    return LongRun(elasticity=4).solve(world, wedges(world), wedges(world, {("USA", "CHN"): 0.6}, add=True))


def test_every_variable_says_its_unit_and_nominal_ones_their_numeraire(war):
    for name, variable in war.data.data_vars.items():
        assert variable.attrs["unit"] in {"share", "USD mn"}, name
        assert variable.attrs["long_name"], name
    for name in ("price_index", "nominal_wage", "exports", "revenue", "trade"):
        assert war.data[name].attrs["numeraire"] == "world factor income"
    assert {"deficits", "rebate", "elasticity"} <= set(war.data.attrs)


def test_real_income_is_income_over_its_price(war, world):
    data = war.data
    wages = world.value_added.sum(axis=1) * (1 + data["nominal_wage"])
    income = wages + data["revenue"] + world.deficits
    real = income / data["income_base"] / (1 + data["price_index"]) - 1
    np.testing.assert_allclose(data["welfare"], real, atol=1e-12)
    np.testing.assert_allclose(data["welfare_usd"], real * data["income_base"], rtol=1e-9)
    np.testing.assert_allclose(data["real_wage"], (1 + data["nominal_wage"]) / (1 + data["price_index"]) - 1)


def test_revenue_is_the_tariff_on_the_new_flows(war, world):
    after = wedges(world, {("USA", "CHN"): 0.6}, add=True)["tariff"]
    collected = (after * war.data["trade_value"]).sum(("exporter", "sector"))
    np.testing.assert_allclose(war.data["revenue"], collected.values, rtol=1e-9)
    np.testing.assert_allclose(war.data["revenue_change"], war.data["revenue"] - war.data["revenue_base"])


def test_first_order_parts_add_up(war):
    data = war.data
    parts = data["terms_of_trade_first_order"] + data["volume_of_trade_first_order"] + data["barriers_first_order"]
    np.testing.assert_allclose(data["welfare_first_order"], parts, atol=1e-15)


def test_diversion_shows_who_takes_the_lost_trade(war):
    moved = war.diversion("USA", "CHN")
    assert moved.attrs["pair"] < 0
    assert moved.attrs["unit"] == "USD mn"
    assert list(moved["exporter"].values) == ["USA", "ROW"]
    assert list(moved["importer"].values) == ["CHN", "ROW"]
    assert moved["imports_from"].sel(exporter="ROW") > 0
    assert moved["exports_to"].sel(importer="ROW") > 0
    one = war.diversion("USA", "CHN", sectors=["C26"]).attrs["pair"]
    cell = {"importer": "USA", "exporter": "CHN", "sector": "C26"}
    assert one == pytest.approx(float((war.data["trade_value"] - war.data["trade_base"]).sel(cell)))
    with pytest.raises(LabelError, match="Did you mean CHN"):
        war.diversion("USA", "CHA")


def test_check_lists_every_gap(war):
    found = war.check()
    assert set(found) == {"goods markets", "budgets", "labour markets", "walras", "unit costs", "homogeneity"}
    assert max(found.values()) <= 1e-9
