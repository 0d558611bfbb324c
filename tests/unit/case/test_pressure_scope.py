from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import detente as dt
from detente.case.pair import pair_alone
from detente.case.pressure_sample import share_error
from detente.case.pressure_scope import MARKETS, coming, levels_refused, markets_of


def test_between_the_two_sides_wedges_are_new_and_elsewhere_old(toy):
    before = dt.wedges(toy)
    others = [r for r in toy.regions if r not in ("USA", "CHN")]
    after = dt.wedges(toy, {("USA", "CHN"): 0.6, ("CHN", "USA"): 0.4, ("USA", others[0]): 0.1}, add=True)
    alone = pair_alone(before, after, ("USA", "CHN"))
    moved = (alone["tariff"] - before["tariff"]).transpose("importer", "exporter", "sector")
    one, two = toy.regions.index("USA"), toy.regions.index("CHN")
    goods = np.array(toy.goods)
    assert moved.values[one, two, goods] == pytest.approx(0.6)
    assert moved.values[two, one, goods] == pytest.approx(0.4)
    rest = moved.values.copy()
    rest[one, two] = rest[two, one] = 0.0
    assert not rest.any()
    assert float(abs(after["tariff"] - before["tariff"]).sel(importer="USA", exporter=others[0]).max()) > 0.0


def test_rates_of_geneva_are_coming_on_the_day_they_are_told(bundled):
    """Both cut on 14 May 2025, known on 12 May."""
    rows = coming(bundled, bundled.ledger.moment("2025-05-12"))
    assert {(row.importer, row.day, row.days) for row in rows} == {
        ("USA", date(2025, 5, 14), 2),
        ("CHN", date(2025, 5, 14), 2),
    }
    for row in rows:
        ledger = bundled.ledger
        for value, day in ((row.now, "2025-05-12"), (row.then, "2025-05-14")):
            rate = ledger.rate(row.importer, row.exporter, on=day, as_of="2025-05-12")
            assert value == pytest.approx(float(rate))
        assert row.then < 0.5 * row.now
    assert coming(bundled, bundled.ledger.moment("2025-05-09")) == (), "not known yet"


def test_a_baseline_before_the_year_of_the_tables_has_no_levels(toy):
    assert levels_refused(toy, date(2025, 1, 19)) == ""
    assert levels_refused(toy, toy.base_day) == ""
    assert "before the year of the tables (2024)" in levels_refused(toy, date(2018, 1, 1))
    older = replace(toy, base_day=date(2017, 12, 31), year=2017)
    assert levels_refused(older, date(2018, 1, 1)) == ""


def test_every_other_economy_stands_in_one_group():
    world = dt.load_world("2024")
    groups = markets_of(world, ("USA", "CHN"))
    placed = [code for members in groups.values() for code in members]
    assert sorted(placed) == sorted(r for r in world.regions if r not in ("USA", "CHN"))
    assert groups["NEIGHBOURS"] == ("CAN", "MEX")
    assert all(set(groups[code]) <= set(MARKETS[code][1]) for code in MARKETS)
    assert "CAN" not in markets_of(world, ("USA", "CAN"))["NEIGHBOURS"]


def test_the_error_of_a_share_falls_with_draws_and_is_never_zero():
    assert share_error(0.05, 60) > 0.05
    assert share_error(0.5, 60) < 0.1
    assert share_error(0.25, 400) == pytest.approx(0.5 * share_error(0.25, 100))
    assert share_error(0.0, 60) > 0.0
