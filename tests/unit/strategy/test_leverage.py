import numpy as np
import pytest

from detente.core.errors import DataError
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.ledger.wedges import wedges
from detente.strategy.leverage import Threat, damage_ratio, joint_threat, leverage, threaten
from detente.strategy.parallel import courting, isolation, parallel_talks
from detente.world.toy import toy_world

WORLD = toy_world()
LONG = LongRun(elasticity=4.0)
NOW = wedges(WORLD, {("USA", "CHN"): 0.3}, add=True)
GOODS = [s for s, good in zip(WORLD.sectors, WORLD.goods, strict=True) if good]


@pytest.mark.parametrize("model", [LONG, ShortRun(elasticity=4.0)])
def test_every_line_is_the_slope_of_a_solve(model):
    base = wedges(WORLD)
    outcome = model.solve(WORLD, base, NOW)
    lines = leverage(outcome, WORLD, "USA", "CHN")
    assert set(lines["kind"].values) == {"tariff", "export tax", "barrier on services"}
    step = 1e-4
    for k in range(lines.sizes["line"]):
        row = lines.isel(line=k)
        kind, sector = str(row["kind"].values), str(row["sector"].values)
        wedge = {"tariff": "tariff", "export tax": "export_tax", "barrier on services": "barrier"}[kind]
        pair = ("CHN", "USA") if wedge == "export_tax" else ("USA", "CHN")
        ends = []
        for sign in (0.0, 1.0):
            data = NOW.copy(deep=True)
            data[wedge].loc[{"importer": pair[0], "exporter": pair[1], "sector": sector}] += sign * step
            real = np.log1p(model.solve(WORLD, base, data).data["welfare"])
            ends.append([float(real.sel(region=name)) for name in ("USA", "CHN")])
        slopes = (np.array(ends[1]) - np.array(ends[0])) / step
        np.testing.assert_allclose([float(row["own"]), float(row["damage"])], slopes, rtol=0.03, atol=2e-6)


def test_ratios_say_who_loses():
    assert damage_ratio(-0.2, -0.1) == pytest.approx(2.0)
    assert damage_ratio(-0.2, 0.1) == np.inf
    assert np.isnan(damage_ratio(0.1, -0.1))


def threats():
    own = Threat("more", ("USA",), {"tariff": {("USA", "CHN", s): 0.25 for s in GOODS}})
    joined = Threat("others", ("ROW",), {"tariff": {("ROW", "CHN", s): 0.25 for s in GOODS}})
    return own, joined


def test_a_threat_is_a_solve_on_top_of_today():
    own, _ = threats()
    found = threaten(WORLD, LONG, NOW, (own,), "CHN")
    after = wedges(WORLD, {("USA", "CHN"): 0.55}, add=True)
    data = LONG.solve(WORLD, NOW, after).data["welfare"]
    assert found.own == pytest.approx(float(data.sel(region="USA")), abs=1e-9)
    assert found.damage == pytest.approx(float(data.sel(region="CHN")), abs=1e-9)
    assert found.others == pytest.approx(float(data.sel(region="ROW")), abs=1e-9)


def test_together_is_more_than_the_sum_where_an_outlet_closes():
    joint = joint_threat(WORLD, LONG, NOW, threats(), "CHN")
    assert joint.whole.by == ("USA", "ROW")
    assert joint.complementarity == pytest.approx(joint.whole.damage - sum(row.damage for row in joint.single))
    assert joint.complementarity < 0.0, "goods that find no other buyer hurt more than the sum"
    assert joint.whole.damage < min(row.damage for row in joint.single)


def test_the_base_of_counting_does_not_move_a_threat_in_the_long_run():
    own, _ = threats()
    one = threaten(WORLD, LONG, NOW, (own,), "CHN")
    two = threaten(WORLD, LONG, NOW, (own,), "CHN", before=wedges(WORLD))
    assert one.damage == pytest.approx(two.damage, abs=1e-9)


def talks(**more):
    calm = wedges(WORLD, {("USA", "CHN"): 0.3}, add=True)
    now = wedges(WORLD, {("USA", "CHN"): 0.3, ("USA", "ROW"): 0.1}, add=True)
    reverts = wedges(WORLD, {("USA", "CHN"): 0.3, ("USA", "ROW"): 0.6}, add=True)
    return parallel_talks(
        WORLD,
        LONG,
        now,
        **{"calm": calm, "reverts": reverts, "hub": "USA", "target": "CHN", "partners": ("ROW",), **more},
    )


def test_a_pair_agrees_where_both_gain_over_no_deal():
    found = talks()
    (row,) = found.rows
    assert found.settled
    assert row.terms is not None
    assert row.first == pytest.approx(row.together), "there is only one partner"
    assert row.alone == pytest.approx(row.holdout)
    assert row.together > row.alone
    assert found.hub_together > found.hub_apart
    assert row.bandwagon == pytest.approx(0.0, abs=1e-12)
    assert row.choice in ("sign", "align", "side")


def test_all_the_surplus_goes_to_the_powerful():
    weak, strong = talks(power=0.05).rows[0], talks(power=0.95).rows[0]
    assert weak.together >= strong.together
    assert weak.hub_first <= strong.hub_first


def test_bad_talks_are_told():
    with pytest.raises(DataError, match="no third countries"):
        talks(partners=("CHN",))
    with pytest.raises(DataError, match="bargaining power"):
        talks(power=1.0)
    with pytest.raises(DataError, match="no leverage over itself"):
        leverage(LONG.solve(WORLD, NOW, NOW), WORLD, "USA", "USA")
    with pytest.raises(DataError, match="is no wedge"):
        threaten(WORLD, LONG, NOW, (Threat("odd", ("USA",), {"tax": {("USA", "CHN", "A01"): 0.1}}),), "CHN")


def test_isolation_grows_with_talks_and_counts_signatures_apart():
    assert isolation(WORLD, "CHN", "USA") == 0.0
    assert isolation(WORLD, "CHN", "USA", talking=("ROW",)) == pytest.approx(1.0)
    assert isolation(WORLD, "CHN", "USA", talking=("ROW",), stage="signed") == 0.0
    assert isolation(WORLD, "CHN", "USA", signed=("ROW",)) == pytest.approx(1.0)
    with pytest.raises(DataError, match="no stage of talks"):
        isolation(WORLD, "CHN", "USA", stage="soon")


def test_a_pledge_helps_the_seller_at_the_buyers_cost():
    found = courting(WORLD, wedges(WORLD), NOW, "CHN", "ROW", more=0.3, model=ShortRun(elasticity=4.0))
    assert found.gain > 0.0
    assert found.subsidy > 0.0
    assert found.credible == (found.gain + found.diverted > 0.0)
    nothing = courting(WORLD, wedges(WORLD), NOW, "CHN", "ROW", more=-0.9, model=ShortRun(elasticity=4.0))
    assert nothing.gain == pytest.approx(0.0, abs=1e-9)
    assert nothing.subsidy == pytest.approx(0.0, abs=1e-9)
