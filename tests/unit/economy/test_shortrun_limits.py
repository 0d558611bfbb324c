import numpy as np
import pytest

from detente.core.errors import DataError, LabelError
from detente.economy.shortrun import ShortRun
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world

MODEL = ShortRun(elasticity=3, horizon_months=18)


@pytest.fixture(scope="module")
def world():
    return toy_world()


def limited(world, quota=(), floor=(), tariffs=None):
    """Wedges with limits, each an entry ((importer, exporter, sector), ratio)."""
    day = wedges(world, tariffs or {}, add=True)
    for name, entries in (("quota", dict(quota)), ("floor", dict(floor))):
        day[name] = day["tariff"].copy(data=np.full(world.tariff.shape, np.nan))
        for place, ratio in entries.items():
            day[name].loc[place] = ratio
    return day


def solve(world, *args, **kwargs):
    return MODEL.solve(world, wedges(world), limited(world, *args, **kwargs))


CHIPS, GRAIN = ("USA", "CHN", "C26"), ("CHN", "USA", "A01")


def cell(variable, place):
    return float(variable.sel(importer=place[0], exporter=place[1], sector=place[2]))


def test_a_cap_holds_and_its_rent_is_the_exporters(world):
    outcome = solve(world, {CHIPS: 0.6}.items())
    data = outcome.data
    quantity = (1 + cell(data["trade"], CHIPS)) / (1 + float(data["producer_price"].sel(region="CHN", sector="C26")))
    assert quantity == pytest.approx(0.6, abs=1e-10)
    premium = cell(data["premium"], CHIPS)
    assert premium > 0.1
    assert float(data["revenue"].sel(region="CHN")) > premium * cell(data["trade_value"], CHIPS)
    assert outcome.check()["limits"] < 1e-9
    assert int(data["premium"].count()) == 1


def test_a_tighter_cap_costs_more_and_a_tariff_takes_part_of_its_premium(world):
    loose, tight = (cell(solve(world, {CHIPS: cap}.items()).data["premium"], CHIPS) for cap in (0.8, 0.4))
    taxed = solve(world, {CHIPS: 0.4}.items(), tariffs={("USA", "CHN"): 0.3})
    assert 0 < loose < tight
    assert 0 < cell(taxed.data["premium"], CHIPS) < tight


def test_a_pledge_is_met_is_paid_for_and_takes_sales_from_others(world):
    outcome = solve(world, floor={GRAIN: 1.4}.items())
    data = outcome.data
    assert cell(data["trade"], GRAIN) == pytest.approx(0.4, abs=1e-10)
    assert -0.5 < cell(data["premium"], GRAIN) < 0
    assert float(data["revenue_change"].sel(region="CHN")) < 0
    assert cell(data["trade"], ("CHN", "ROW", "A01")) < 0


def test_limits_that_do_not_bind_change_nothing(world):
    war = {("USA", "CHN"): 0.5}
    free = MODEL.solve(world, wedges(world), wedges(world, war, add=True)).data
    slack = solve(world, {CHIPS: 1.5}.items(), {GRAIN: 0.5}.items(), tariffs=war).data
    for name in ("welfare", "unemployment", "sector_price", "trade_value", "revenue"):
        np.testing.assert_allclose(slack[name], free[name], rtol=1e-9, atol=1e-11, err_msg=name)
    assert cell(slack["premium"], CHIPS) == cell(slack["premium"], GRAIN) == 0


def test_a_cap_on_an_elasticity_below_zero_is_met(world):
    model = ShortRun(elasticity="blp")
    data = model.solve(world, wedges(world), limited(world, {CHIPS: 0.2}.items())).data
    assert cell(data["premium"], CHIPS) > 1.0


@pytest.mark.parametrize(
    ("quota", "floor", "sentence"),
    [
        ({CHIPS: 0.0}, {}, "quota of USA on CHN, C26 is 0; give a ratio to the base of at least 0.001"),
        ({("USA", "USA", "C26"): 0.5}, {}, "between two economies"),
        ({}, {GRAIN: -1.0}, "floor of CHN on USA, A01 is -1"),
        ({GRAIN: 0.5}, {GRAIN: 0.4}, "both a quota and a floor"),
    ],
)
def test_wrong_limits_are_refused_in_words(world, quota, floor, sentence):
    with pytest.raises(DataError, match=sentence):
        solve(world, quota.items(), floor.items())


def test_limits_start_after_and_have_the_worlds_labels(world):
    day = limited(world, {CHIPS: 0.5}.items())
    with pytest.raises(DataError, match="before holds quota"):
        MODEL.solve(world, day, day)
    with pytest.raises(LabelError, match="exporter"):
        MODEL.solve(world, wedges(world), day.isel(exporter=[0, 2, 1]))
