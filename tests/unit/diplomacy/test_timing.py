"""Waits, benchmarks, hazards and the stack on small records made by hand."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from detente.diplomacy.moves import Move, Moves
from detente.diplomacy.records import Breakdown
from detente.diplomacy.timing.announced import held_by, with_announced
from detente.diplomacy.timing.bench import chance, fit_chain, fit_constant, fit_weibull
from detente.diplomacy.timing.hazard import fit_hazard
from detente.diplomacy.timing.renewal import meet_by
from detente.diplomacy.timing.stack import gate, points, scored, weigh
from detente.diplomacy.timing.waits import Announcement, Clock, announcements, origin, waits

START = date(2020, 1, 1)


def move(day: int, action: str, *, first: float = 0.5, rank: int = 4, in_person: bool = True, leg: int = 0) -> Move:
    on = START + timedelta(days=day)
    return Move(
        record=f"m{day}{action}",
        day=on,
        low=on,
        high=on,
        known=on,
        leg=leg,
        action=action,
        reciprocal=False,
        first=first,
        rank=rank,
        in_person=in_person,
        hostile_to_rival=True,
    )


def broke(day: int) -> Breakdown:
    return Breakdown(id=f"b{day}", on=START + timedelta(days=day), reason="test", cites=["x"])


@pytest.fixture
def moved() -> Moves:
    rows = (
        move(0, "table"),
        move(20, "table"),
        move(30, "escalate", first=1.0),
        move(31, "escalate", first=0.0),
        move(60, "soft", first=0.0),
        move(70, "table"),
        move(75, "table", in_person=False),
        move(90, "escalate", first=1.0),
        move(150, "table"),
    )
    return Moves(("A", "B"), rows, (broke(30), broke(90)), START + timedelta(days=160))


def test_waits_end_with_a_meeting_in_person_or_a_breakdown(moved: Moves) -> None:
    found = [(w.days, w.apart, w.ended, w.round) for w in waits(moved)]
    assert found == [
        (20, False, "meeting", 0),
        (10, False, "breakdown", 1),
        (40, True, "meeting", 1),
        (20, False, "breakdown", 2),
        (60, True, "meeting", 2),
        (10, False, "open", 2),
    ]


def test_an_origin_after_the_record_counts_the_days_nobody_recorded(moved: Moves) -> None:
    start = origin(moved, (), START + timedelta(days=200))
    assert (start.apart, start.age, start.gap) == (False, 10, 40)


@pytest.mark.parametrize(
    ("events", "exposure", "days", "expected"), [(4, 328, 30, 0.306), (3, 290, 38, 0.325), (4, 385, 30, 0.268)]
)
def test_constant_rate_of_the_four_spells(events: int, exposure: int, days: int, expected: float) -> None:
    assert chance(events, exposure, days) == pytest.approx(expected, abs=5e-4)


def test_recursion_equals_simulated_lives() -> None:
    """Meet while together with chance .02 a day, break up with .03, meet while apart with .05."""

    def daily(apart, ages, _):
        one = np.ones((1, *ages.shape))
        return (0.05 if apart else 0.02) * one, (0.0 if apart else 0.03) * one

    for gap in (0, 25):
        exact = meet_by(daily, 1, apart=False, age=3, gap=gap, days=30)[0, -1]
        rng = np.random.default_rng(1)
        apart, met = np.zeros(100_000, dtype=bool), np.zeros(100_000, dtype=bool)
        for day in range(gap + 30):
            u, v = rng.random((2, apart.size))
            hit = u < np.where(apart, 0.05, 0.02)
            gone = ~hit & ~apart & (v < 0.03)
            if day < gap:
                apart &= ~hit
            else:
                gone &= ~met
                met |= hit
            apart |= gone
        assert exact == pytest.approx(met.mean(), abs=0.006)


def test_a_day_without_record_is_the_same_as_a_day_of_the_loop() -> None:
    def daily(apart, ages, t):
        base = 0.01 + 0.02 * apart + 0.2 / (5.0 + ages + t)
        return base[None], (0.0 if apart else 0.02) * np.ones((1, *ages.shape))

    direct = meet_by(daily, 1, apart=False, age=4, gap=0, days=20)

    def later(apart, ages, t):
        meet, leave = daily(apart, ages, t - 1)
        return (meet, leave) if t.ndim or t > 0 else (0 * meet, 0 * leave)

    looped = meet_by(later, 1, apart=False, age=3, gap=1, days=20)
    assert looped == pytest.approx(direct, abs=1e-12)


def test_every_model_gives_chances_that_do_not_fall(moved: Moves) -> None:
    seen = waits(moved)
    for day in (160, 300):
        start = origin(moved, (), START + timedelta(days=day))
        for model in (
            fit_constant(seen, 20, 1),
            fit_chain(moved, 20, 1),
            fit_weibull(seen, 20, 1),
            fit_hazard(moved, (), seen, 20, 1, resets=True),
        ):
            found = model.meet_by(start, 60)
            assert found.shape == (20, 60)
            assert np.all(np.diff(found, axis=1) >= -1e-12)
            assert found[:, 0].min() > 0.0
            assert found[:, -1].max() < 1.0


def test_constant_posterior_recovers_the_rate_of_many_waits() -> None:
    rng = np.random.default_rng(4)
    rows, day = [move(0, "table")], 0
    for wait in rng.geometric(0.04, 400):
        day += int(wait)
        rows.append(move(day, "table"))
    many = Moves(("A", "B"), tuple(rows), (), START + timedelta(days=day))
    rates = fit_constant(waits(many), 500, 1).rates[0]
    assert rates.mean() == pytest.approx(0.04, rel=0.12)
    shape = fit_weibull(waits(many), 500, 1).shape[0]
    assert shape.mean() == pytest.approx(1.0, abs=0.12)


def test_hazard_learns_that_a_clock_brings_meetings() -> None:
    rng = np.random.default_rng(8)
    rows, known, day = [move(0, "table")], [], 0
    for number in range(120):
        fast = number % 2 == 0
        wait = int(rng.geometric(0.08 if fast else 0.01))
        if fast:
            known.append(Clock(START + timedelta(days=day), START + timedelta(days=day + wait)))
        day += wait
        rows.append(move(day, "table"))
    many = Moves(("A", "B"), tuple(rows), (), START + timedelta(days=day))
    fit = fit_hazard(many, known, waits(many), 50, 1, resets=False)
    clock = fit.coefficients[0, :, -1]
    assert clock.mean() > 3.0 * clock.std() > 0.0
    assert fit.shrinkage[0, -1] > 0.4
    assert fit.shrinkage[1, 0] < 0.3


def test_resets_forgets_contacts_from_before_the_breakdown(moved: Moves) -> None:
    day = START + timedelta(days=92)
    past = Moves(moved.sides, tuple(row for row in moved.rows if row.day <= day), moved.breakdowns, day)
    start, seen = origin(past, (), day), waits(moved)
    kept = fit_hazard(moved, (), seen, 200, 1, resets=False)
    lost = fit_hazard(moved, (), seen, 200, 1, resets=True)
    assert not np.allclose(kept.meet_by(start, 30).mean(axis=0), lost.meet_by(start, 30).mean(axis=0), rtol=1e-3)


def test_an_announced_meeting_raises_every_chance_and_fades_when_it_is_late() -> None:
    told = [Announcement("x", START, None)]
    soon = held_by(told, START + timedelta(days=1), 30, 200, 1)
    late = held_by(told, START + timedelta(days=25), 30, 200, 1)
    assert soon is not None
    assert late is not None
    assert soon[:, -1].mean() == pytest.approx(0.9, abs=0.03)
    assert late[:, -1].mean() < soon[:, -1].mean()
    base = np.full((200, 30), 0.2)
    assert np.all(with_announced(base, soon) >= base)
    assert held_by([Announcement("x", START, held=True)], START, 30, 200, 1) is None


def test_a_meeting_announced_for_days_is_held_on_them_or_not_at_all() -> None:
    first = START + timedelta(days=10)
    told = [Announcement("x", START, None, (first, first + timedelta(days=1)))]
    eve = held_by(told, START + timedelta(days=9), 30, 4000, 1)
    assert eve is not None
    assert eve[:, 0].mean() == pytest.approx(0.45, abs=0.01)
    assert eve[:, 1:].mean(axis=0) == pytest.approx([0.9] * 29, abs=0.01)
    early = held_by(told, START + timedelta(days=2), 30, 4000, 1)
    assert early is not None
    assert not early[:, :7].any()
    assert held_by(told, first + timedelta(days=1), 30, 4000, 1) is None


def test_a_meeting_counts_as_held_by_the_last_day_for_which_it_was_announced(moved: Moves) -> None:
    row = replace(move(100, "accept", leg=1), announced_for=(START + timedelta(days=149), START + timedelta(days=150)))
    late = replace(row, announced_for=(START + timedelta(days=148), START + timedelta(days=149)))
    for accepted, held in ((row, True), (late, False)):
        rows = tuple(sorted((*moved.rows, accepted), key=lambda one: one.day))
        told = Moves(moved.sides, rows, moved.breakdowns, moved.last)
        day = START + timedelta(days=148)
        assert [one.held for one in announcements(told.known_by(day), day)] == [None]
        assert [one.held for one in announcements(told, moved.last)] == [held]


def test_an_accepted_meeting_without_a_table_of_its_own_is_an_announcement(moved: Moves) -> None:
    rows = tuple(sorted((*moved.rows, move(145, "accept", leg=1)), key=lambda row: row.day))
    told = Moves(moved.sides, rows, moved.breakdowns, moved.last)
    day = START + timedelta(days=147)
    assert [row.held for row in announcements(told.known_by(day), day)] == [None]
    assert [row.held for row in announcements(told, moved.last)] == [True]


def test_the_stack_prefers_the_model_that_was_right_and_keeps_the_other() -> None:
    p = np.column_stack([np.full(40, 0.8), np.full(40, 0.4)])
    w = weigh(p, np.full(40, 1.0), 2)
    assert w.sum() == pytest.approx(1.0)
    assert w[0] > 0.9
    assert w[1] > 0.01
    assert weigh(np.empty((0, 2)), np.empty(0), 2) == pytest.approx([0.5, 0.5])


def test_points_see_only_their_own_day_and_unfinished_windows_do_not_count(moved: Moves) -> None:
    found = points(moved, (), waits(moved))
    assert all(row.day <= point.start.day for point in found for row in point.start.moves.rows)
    last = found[-1]
    p, _ = scored([last], [np.full((1, 90), 0.3)])
    assert last.seen < 14
    assert len(p) == (last.seen >= 7)


def test_the_gate_needs_skill_a_record_a_fit_and_a_freeze() -> None:
    better = {"constant": np.array([-1.0, -1.1, -0.9]), "structural": np.array([-0.5, -0.6, -0.5])}
    assert [clause.holds for clause in gate(better, ("constant",), 24, 7, 0.3)] == [True, True, True, False]
    worse = {"constant": better["structural"], "structural": better["constant"]}
    assert [clause.holds for clause in gate(worse, ("constant",), 4, 1, 0.9)] == [False, False, False, False]
    without = gate({"constant": better["constant"]}, ("constant",), 4, 1, None)
    assert [clause.name for clause in without] == ["score", "record", "frozen"]
    assert "has no score" in without[0].sentence
