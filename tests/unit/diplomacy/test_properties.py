"""Properties that the game of attrition has built in, each with its figures: of a model, not evidence.

Parameters are 128 draws of the prior. The figures stand in docs/explanation/diplomacy.md.
"""

from datetime import date, timedelta

import numpy as np
import pytest

from detente.diplomacy.timing.attrition import (
    ABSORB,
    ASK,
    FROZEN,
    GENTLE,
    HOSTILE,
    NOTHING,
    OFFERED,
    PAINS,
    RUNGS,
    SIZE,
    WORKING,
    Circumstances,
    Stakes,
    choices,
    solve,
    state,
)
from detente.diplomacy.timing.bank import build_bank
from detente.diplomacy.timing.calibrate import widths
from detente.diplomacy.timing.history import History, pain_path
from detente.diplomacy.timing.meeting import meet_within
from detente.diplomacy.timing.priors import draw, from_normal

STAKES, PAR = Stakes(), from_normal(draw(128, 1)).T
STEPS = 32
"""Eight weeks."""


@pytest.fixture(scope="module")
def values() -> np.ndarray:
    return solve(STAKES, PAR, 52)


def met(values: np.ndarray, now: Circumstances | None = None, forbidden: tuple[int, ...] = ()) -> np.ndarray:
    """Chance of a meeting within eight weeks: every state, every draw."""
    return meet_within(STAKES, PAR, values, now or Circumstances(), STEPS, forbidden)[-1]


def test_isolation_raises_acceptance_in_every_draw(values: np.ndarray) -> None:
    offered = np.array([state(4, 2, OFFERED, NOTHING)])
    alone, none = (
        choices(STAKES, PAR, values, offered, Circumstances(isolation=share))[1, 0, ASK] for share in (1.0, 0.0)
    )
    assert (alone > none).all()
    assert 100 * none.mean() == pytest.approx(2.5, abs=0.1)
    assert 100 * alone.mean() == pytest.approx(10.0, abs=0.1)


def test_a_mediator_or_venue_never_lowers_the_chance_in_any_state(values: np.ndarray) -> None:
    without, with_ = met(values), met(values, Circumstances(occasion=True))
    assert with_.shape == (SIZE, 128)
    assert (with_ >= without - 1e-9).all()
    top = state(4, 2, WORKING, NOTHING)
    assert 100 * without[top].mean() == pytest.approx(6.4, abs=0.1)
    assert 100 * with_[top].mean() == pytest.approx(12.4, abs=0.1)


def test_an_unanswered_provocation_lowers_and_a_gesture_raises_the_chance(values: np.ndarray) -> None:
    found = met(values)
    pairs = [(state(r, 2, c, NOTHING), r, c) for r in range(1, RUNGS) for c in (FROZEN, WORKING)]
    for quiet, r, c in pairs:
        for side in (0, 1):
            hostile, gentle = found[state(r, 2, c, HOSTILE + side)], found[state(r, 2, c, GENTLE + side)]
            assert hostile.mean() < found[quiet].mean() < gentle.mean()
            assert (hostile < found[quiet]).mean() > 0.95
            assert (gentle > found[quiet]).mean() > 0.95
    top = state(4, 2, WORKING, NOTHING)
    provoked, pleased = (found[state(4, 2, WORKING, move)] for move in (HOSTILE + 1, GENTLE + 1))
    assert [100 * row.mean() for row in (provoked, found[top], pleased)] == pytest.approx([6.0, 6.4, 7.0], abs=0.1)
    # While the other's offer is out and one's own rung is not the highest, being provoked hurries some into taking it.
    offer = found[state(2, 2, OFFERED, NOTHING)]
    assert 0.5 < (found[state(2, 2, OFFERED, HOSTILE + 1)] < offer).mean() < 0.9


def test_stimulus_delays_and_least_where_pain_and_rung_are_high(values: np.ndarray) -> None:
    without = met(solve(STAKES, PAR, 52, forbidden=(ABSORB,)), forbidden=(ABSORB,))
    change = met(values) - without
    rows = {(r, p): change[state(r, p, WORKING, NOTHING)] for r in (2, 3, 4) for p in range(1, PAINS)}
    assert all(row.mean() < 0.0 for row in rows.values())
    lowers = {key: (row < 0.0).mean() for key, row in rows.items()}
    assert all(lowers[r, p] > 0.9 for r in (2, 3) for p in range(1, PAINS))
    assert lowers[4, 3] < lowers[4, 2] < lowers[4, 1] < 0.75
    assert 100 * lowers[4, 3] == pytest.approx(55, abs=1)
    assert 100 * rows[3, 2].mean() == pytest.approx(-1.4, abs=0.1)
    assert 100 * rows[4, 3].mean() == pytest.approx(-0.7, abs=0.1)


def test_hiding_private_offers_widens_the_band_of_the_chance() -> None:
    """Hidden: offers that nobody but the two sides saw. Band: central 90 % of the posterior, after a simulated year."""
    days, begun = 365, date(2020, 1, 1)
    rung = np.full(days + 1, RUNGS - 1)
    idle = (Circumstances(),) * (days + 1)
    past = History(begun, begun + timedelta(days), WORKING, (), rung, pain_path(STAKES, rung, []), idle)
    told, hidden = widths(build_bank(STAKES, None, first=256), past, 120)
    wider = hidden - told
    assert wider.size > 40
    assert wider.mean() > 2.0 * wider.std(ddof=1) / np.sqrt(wider.size)
    assert (wider > 0.0).mean() > 0.6
    assert [100 * told.mean(), 100 * hidden.mean()] == pytest.approx([35.6, 36.9], abs=0.3)
