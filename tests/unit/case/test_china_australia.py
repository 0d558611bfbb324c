"""The second case: days of its measures, who could meet whom, its two spells, isolation, and what stops would cost."""

from datetime import date

import pytest

from detente.case.board import board, isolation
from detente.case.checks import unverified
from detente.case.pair import two_way_trade
from detente.case.read import bundled_cases, open_case
from detente.case.scenarios import open_scenario
from detente.case.talks_past import _spans
from detente.diplomacy.moves import moves, spells
from detente.economy.longrun import LongRun

D = date
NAME = "china-australia-2020"
PAIR = ("CHN", "AUS")


@pytest.fixture(scope="module")
def case():
    return open_case(NAME)


def on_product(case, code, on, as_of=None):
    return round(100 * case.ledger.why(*PAIR, product=code, on=on, as_of=as_of).statutory, 1)


def test_both_cases_ship_and_every_measure_has_two_sources(case):
    assert {NAME, "us-china-2025"} <= set(bundled_cases())
    assert not unverified(case)
    assert case.sides == PAIR


@pytest.mark.parametrize(
    ("code", "on", "percent"),
    [
        ("1003", "2020-05-18", 0.0),
        ("1003", "2020-05-19", 80.5),
        ("1003", "2023-08-04", 80.5),
        ("1003", "2023-08-05", 0.0),
        ("2204.21", "2020-11-27", 0.0),
        ("2204.21", "2020-11-28", 169.3),
        ("2204.21", "2021-03-28", 175.6),
        ("2204.21", "2024-03-28", 175.6),
        ("2204.21", "2024-03-29", 0.0),
        ("2204.22", "2021-04-01", 0.0),
    ],
)
def test_duties_on_the_days_of_the_acts(case, code, on, percent):
    assert on_product(case, code, on, "2024-12-31") == percent


def test_what_is_announced_is_known_a_day_before_it_binds(case):
    assert on_product(case, "1003", "2020-05-19", "2020-05-17") == 0.0
    assert float(case.ledger.rate(*PAIR, on="2020-05-18", definition="announced")) > float(
        case.ledger.rate(*PAIR, on="2020-05-18")
    )


def test_stops_by_word_of_mouth_are_facts_without_a_number(case):
    world = case.ledger.base
    unvalued = {m.id for m in case.ledger.limits(world, on="2021-01-04").unvalued}
    assert {"chn-coal-informal", "chn-cotton-informal", "chn-lobster-checks", "chn-logs-nsw-wa"} <= unvalued
    early = {m.id for m in case.ledger.limits(world, on="2020-10-12", as_of="2020-10-12").unvalued}
    assert "chn-coal-informal" not in early
    late = {m.id for m in case.ledger.limits(world, on="2024-12-31").unvalued}
    assert late == {"chn-sugar-informal", "chn-travel-warning-aus", "aus-5g-exclusion"} & late


def test_no_door_was_open_until_the_ministers_of_defence_met(case):
    opened = {
        day: len(board(case, day).board.meetings.open_now)
        for day in ("2020-06-01", "2021-04-01", "2022-05-01", "2022-06-13")
    }
    assert opened == {"2020-06-01": 0, "2021-04-01": 0, "2022-05-01": 0, "2022-06-13": 1}
    frozen = board(case, "2021-04-01").board
    assert not frozen.meetings.open_potential
    assert frozen.meetings.working_contact
    assert {row.contact.outcome for row in frozen.attempts} == {"refused", "unanswered"}


def test_the_meeting_in_bali_is_open_once_it_is_announced(case):
    before, after = (board(case, day).board.meetings.open_now for day in ("2022-07-06", "2022-07-07"))
    assert ("wang-yi", "penny-wong") not in before
    assert ("wang-yi", "penny-wong") in after


def test_ministers_meet_in_a_third_country_before_they_visit(case):
    only = board(case, "2022-07-07").board.venue_only
    assert ("wang-yi", "penny-wong") in only
    assert not board(case, "2023-01-10").board.venue_only


def test_two_waits_from_a_breakdown_to_the_table(case):
    found = spells(moves(case.diplomacy)).rows
    assert [(row.start, row.days, row.record) for row in found] == [
        (D(2017, 12, 9), 163, "bishop-wang-2018"),
        (D(2020, 5, 18), 755, "marles-wei"),
    ]


def test_the_list_of_grievances_has_fourteen_points_most_of_them_intrusive(case):
    listed = case.dossier.happenings["fourteen-grievances"]
    assert len(listed.points) == 14
    assert sum(point.intrusiveness == 2 for point in listed.points) > 7


def test_two_accounts_of_one_meeting_stand_side_by_side(case):
    clash = case.dossier.conflicts["bishop-wang-status"]
    assert set(clash.claims) == {"c-bishop-warm", "c-wang-cool"}


def test_isolation_steps_up_when_others_sign(case):
    days = [D(2020, 12, 29), D(2020, 12, 30), D(2021, 1, 27)]
    share = isolation(case, days).share.tolist()
    assert share[0] == 0.0
    assert 0.05 < share[1] < share[2] < 0.15


def test_stops_at_a_prohibitive_rate_cost_australia_more_than_the_duties_alone(case):
    opened = open_scenario(f"{NAME}:informal-bans")
    world = case.ledger.base
    before = case.ledger.wedges(world, on="2020-04-30")
    law = case.ledger.wedges(world, on="2021-04-01")
    both = case.ledger.with_rules(opened.scenario.rule).wedges(world, on="2021-04-01")
    found = [LongRun().solve(world, before, after) for after in (law, both)]
    real = [float(outcome.data["welfare"].sel(region="AUS")) for outcome in found]
    assert -0.002 < real[1] < real[0] < 0.0
    assert two_way_trade(found[1], *PAIR) < -0.02


@pytest.mark.parametrize(
    ("span", "marked"),
    [
        ((D(2018, 5, 1), D(2018, 5, 22)), [0, 0, 0, 0, 0]),
        ((D(2020, 1, 3), D(2020, 1, 5)), [0, 0, 1, 1, 0]),
        ((D(2019, 12, 1), D(2020, 1, 2)), [1, 0, 0, 0, 0]),
        ((D(2020, 1, 4), D.max), [0, 0, 0, 1, 1]),
        ((D(2021, 1, 3), D(2021, 1, 5)), [0, 0, 0, 0, 0]),
    ],
)
def test_an_occasion_marks_only_the_days_asked(span, marked):
    """The G20 of 2018 lies years before the second wait: it must not shorten the days of that wait."""
    assert _spans([span], D(2020, 1, 1), 5) == marked
