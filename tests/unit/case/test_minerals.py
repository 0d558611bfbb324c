"""Choke points and full stops on the bundled case."""

import numpy as np
import pytest

from detente.case.mineral_table import load_minerals
from detente.case.minerals import choke_points, full_stops
from detente.core.errors import LabelError
from detente.economy.critical import CriticalInputs


@pytest.fixture(scope="module")
def day(bundled):
    return bundled.ledger.limits(bundled.ledger.base, on="2025-05-09")


@pytest.fixture(scope="module")
def stops(bundled, day):
    return full_stops(day, bundled.ledger.base, "USA")


def test_every_share_has_a_source_and_every_range_is_open():
    for row in load_minerals():
        assert row.source, row.id
        assert row.use_source, row.id
        assert row.own_use_low < row.own_use_high, row.id
        assert all(use.low < use.high for use in row.users), row.id


def test_shares_of_refining_stand_where_they_are_far_from_mining():
    rows = {row.id: row for row in load_minerals()}
    for name in ("samarium", "gadolinium", "terbium", "dysprosium", "lutetium", "scandium", "yttrium"):
        assert rows[name].stage == "refining"
        assert rows[name].share > 0.9
    assert rows["magnets"].stage == "magnets"


@pytest.mark.parametrize(
    ("on", "states"),
    [
        ("2023-07-31", {}),
        ("2023-08-01", {"gallium": "licensed", "germanium": "licensed"}),
        ("2023-12-01", {"gallium": "licensed", "germanium": "licensed", "graphite": "licensed"}),
        (
            "2025-01-19",
            {"gallium": "banned", "germanium": "banned", "graphite": "licensed", "antimony": "banned"},
        ),
    ],
)
def test_what_is_controlled_follows_the_acts(bundled, on, states):
    found = bundled.ledger.limits(bundled.ledger.base, on=on)
    assert {limit.mineral.id: limit.state for limit in found.controlled} == states


def test_on_9_may_all_named_inputs_are_controlled(day):
    assert {limit.mineral.id for limit in day.controlled} == {row.id for row in load_minerals()}


def test_chip_controls_are_named_and_not_valued(day):
    unvalued = {measure.id for measure in day.unvalued}
    assert {"usa-chips-2024", "usa-h20-licence", "chn-films", "chn-travel-alert"} <= unvalued


def test_longer_costs_more_and_stocks_cost_less(stops):
    cost = {(stop.stock_months, stop.months): stop.total.lost_usd_mn for stop in stops}
    assert cost[0.0, 3.0] < cost[0.0, 6.0] < cost[0.0, 12.0]
    assert cost[None, 3.0] == 0.0, "goods under way and two months of stock last for three months"
    assert all(cost[None, months] < cost[0.0, months] for months in (3.0, 6.0, 12.0))


def test_the_range_holds_the_central_case_and_falls_to_zero(stops):
    for stop in stops:
        for row in (*stop.sectors, stop.total):
            assert row.low_usd_mn <= row.substitution_low_usd_mn <= row.lost_usd_mn
            assert row.lost_usd_mn <= row.substitution_high_usd_mn <= row.high_usd_mn
        assert stop.total.substitution_low_usd_mn == 0.0


def test_magnets_and_yttrium_are_the_choke_points(bundled, day):
    rows = choke_points(day, bundled.ledger.base, "USA")
    assert [row.mineral for row in rows[:2]] == ["magnets", "yttrium"]
    assert [row.sector_at_risk for row in rows[:2]] == ["C29", "C302T309"]
    by_name = {row.mineral: row for row in rows}
    assert by_name["molybdenum"].share_lost == 0.0, "China buys more than it sells"
    assert by_name["molybdenum"].days_to_stop is None
    assert by_name["magnets"].measures == ("chn-rare-earth-licences",)
    losses = [row.output_at_risk_usd_mn for row in rows]
    assert losses == sorted(losses, reverse=True)


def test_gallium_and_germanium_cost_about_what_the_geological_survey_finds(bundled):
    """Nassar and others, USGS Open-File Report 2024-1057: value added in a year, with their range."""
    world = bundled.ledger.base
    calm = bundled.ledger.limits(world, on="2023-07-01")
    model = CriticalInputs(stock_months=0.0, under_way_days=0.0)
    for name, low, high in (("gallium", 1_700.0, 8_200.0), ("germanium", 10.0, 1_100.0)):
        # as if nothing had been banned on the base day
        limits = calm.stopped([name])
        course = model.course(limits, world, "USA", months=12)
        assert low < course.value_added_lost_usd_mn.sum() < high


def test_nothing_controlled_no_choke_points(bundled):
    calm = bundled.ledger.limits(bundled.ledger.base, on="2023-01-01")
    assert choke_points(calm, bundled.ledger.base, "USA") == ()
    assert full_stops(calm, bundled.ledger.base, "USA") == ()
    (row,) = choke_points(calm, bundled.ledger.base, "USA", minerals=["yttrium"])
    assert row.state == "free"


def test_unknown_inputs_and_importers_are_refused(bundled, day):
    with pytest.raises(LabelError, match='"ytrium" is no critical input'):
        choke_points(day, bundled.ledger.base, "USA", minerals=["ytrium"])
    with pytest.raises(LabelError, match="has no users in DEU"):
        CriticalInputs().course(day, bundled.ledger.base, "DEU", months=3)


def test_course_and_total_agree(stops):
    for stop in stops:
        lost = stop.course.output_lost_usd_mn.sum()
        assert stop.total.lost_usd_mn == pytest.approx(lost)
        assert sum(row.lost_usd_mn for row in stop.sectors) == pytest.approx(lost)
        assert np.all(stop.course.idle >= 0.0)
        assert np.all(stop.course.idle < 1.0)
