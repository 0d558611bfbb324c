"""Courses of rates from the ledger and from given additions."""

from datetime import date

import numpy as np
import pytest

import detente as dt
from detente.case.courses import course_of, rate_on
from detente.world.load import load_threats
from detente.world.monthly import month_index

START = month_index("2023-12")
MONTHS = range(START, month_index("2026-01"))
AS_OF = date(2025, 5, 12)


def at(month):
    return month_index(month) - START


@pytest.fixture(scope="module")
def ledger():
    return dt.open_case("us-china-2025").ledger


@pytest.fixture(scope="module")
def course(ledger):
    return course_of(ledger, "USA", "CHN", MONTHS, as_of=AS_OF, threats=load_threats())


def test_the_average_is_that_of_the_ledger(ledger, course):
    for month, day in (("2024-11", "2024-11-15"), ("2025-06", "2025-06-15")):
        rate = float(ledger.rate("USA", "CHN", on=day)) - float(
            ledger.rate("USA", "CHN", on=day, definition="ordinary")
        )
        assert course.mean[at(month)] == pytest.approx(rate, rel=0.05)


def test_february_counts_the_days_in_force(course):
    # ten points from 4 February on: 25 of 28 days
    rise = course.mean[at("2025-02")] - course.mean[at("2025-01")]
    assert rise == pytest.approx(0.10 * 25 / 28, rel=0.05)


def test_april_is_a_mixture_of_prohibitive_and_exempt_goods(course):
    x = np.expm1(course.x[at("2025-04")])
    share = course.weight / course.weight.sum()
    assert 0.2 < share[x < 0.5].sum() < 0.5
    assert share[x > 0.8].sum() > 0.4


def test_what_was_announced_is_known_before_it_is_in_force(ledger):
    course = course_of(ledger, "USA", "CHN", range(month_index("2018-01"), month_index("2019-01")), as_of=AS_OF)
    ahead = (course.law - course.x) @ course.weight
    assert ahead[month_index("2018-10") - course.first] > 0
    assert ahead[0] < 0.01 * ahead[month_index("2018-10") - course.first]


def test_nothing_announced_later_is_known(ledger):
    early = course_of(ledger, "USA", "CHN", MONTHS, as_of=date(2025, 4, 1))
    assert early.mean[at("2025-06")] < 0.40
    assert early.mean[at("2025-03")] == pytest.approx(early.mean[at("2025-06")], abs=0.05)


def test_open_threats_count_until_acts_replace_them(ledger, course):
    assert course.threat[at("2024-10")].max() == 0.0
    assert course.threat[at("2025-01")].max() > course.threat[at("2025-03")].max() > 0.0
    assert course.threat[at("2025-05")].max() == 0.0
    bare = course_of(ledger, "USA", "CHN", MONTHS, as_of=AS_OF)
    assert bare.threat.max() == 0.0


def test_given_additions_have_the_given_average(ledger):
    given = [(date(2025, 3, 1), 0.20), (date(2025, 5, 1), 0.80), (date(2025, 7, 1), 0.0), (date(2025, 9, 1), -0.05)]
    found = course_of(ledger, "USA", "CHN", MONTHS, as_of=AS_OF, given=given)
    base = found.mean[at("2025-02")]
    assert found.mean[at("2025-01")] == pytest.approx(base, abs=0.002)
    for month, rate in (("2025-04", 0.20), ("2025-06", 0.80), ("2025-08", 0.0), ("2025-12", -0.05)):
        assert found.mean[at(month)] - base == pytest.approx(rate, abs=0.015 + 0.03 * abs(rate)), month
    # spread as the ledger's own days: some goods stay below, others go above
    x = np.expm1(found.x[at("2025-06")])
    assert x.min() < 0.5
    assert x.max() > 1.0


def test_before_the_base_day_given_courses_are_the_ledgers(ledger):
    given = [(date(2025, 3, 1), 0.20)]
    found = course_of(ledger, "CHN", "USA", MONTHS, as_of=AS_OF, given=given)
    law = course_of(ledger, "CHN", "USA", MONTHS, as_of=AS_OF)
    assert found.mean[: at("2025-01")] == pytest.approx(law.mean[: at("2025-01")], abs=1e-3)


def test_rates_on_rivals_can_be_given(ledger):
    given = [(date(2025, 3, 1), 0.20)]
    one, two = (
        course_of(ledger, "USA", "CHN", MONTHS, as_of=AS_OF, given=given, rivals=rivals)
        for rivals in ({}, {"MEX": [(date(2025, 9, 1), 0.5)]})
    )
    now = at("2025-10")
    assert (two.other[now] @ two.weight) > (one.other[now] @ one.weight) + 0.01 * one.weight.sum()


def test_waived_trade_meets_no_addition(ledger):
    found = course_of(ledger, "CHN", "USA", MONTHS, as_of=AS_OF, waived=0.25)
    whole = course_of(ledger, "CHN", "USA", MONTHS, as_of=AS_OF)
    assert found.mean == pytest.approx(0.75 * whole.mean)
    assert found.weight.sum() == pytest.approx(whole.weight.sum())


def test_a_rate_holds_until_the_next():
    given = [(date(2025, 2, 4), 0.1), (date(2025, 3, 4), 0.2)]
    assert [rate_on(given, date(2025, m, 4)) for m in (1, 2, 3, 4)] == [0.0, 0.1, 0.2, 0.2]
