"""Weights of models from what they said of rounds that they had not seen, and the rule that names the headline.

Letters: w weight of a model, p its chance of what then happened, c weight of a point. The weights maximise
sum_i c_i log sum_m w_m p_im + sum_m log w_m, the last term a Dirichlet prior with parameter 2 (stacking of predictive
distributions: Yao and others 2018), by expectation and maximisation, which cannot leave the simplex.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, final

import numpy as np
import numpy.typing as npt

from detente.diplomacy.moves import Moves
from detente.diplomacy.timing.psis import TRUSTED
from detente.diplomacy.timing.waits import Clock, Origin, Wait, origin

__all__ = ["HORIZONS", "Clause", "Forecaster", "Point", "gate", "points", "scored", "weigh"]

Floats = npt.NDArray[np.float64]
HORIZONS = (7, 14, 30, 60, 90)
"""Days."""
STEP, QUIET_STEP, QUIET_AGE = 7, 28, 180
ROUNDS_NEEDED, PAIRS_NEEDED = 20, 6


class Forecaster(Protocol):
    """A fitted model of timing."""

    def meet_by(self, start: Origin, days: int) -> Floats:
        """Chance of a meeting within 1..days: shape (n, days)."""
        ...


@final
@dataclass(frozen=True, slots=True)
class Point:
    """A day of the record from which models are asked, with what followed.

    Attributes
    ----------
    start
        State of the day.
    round
        Round of the record that is left out when it is asked.
    until
        Days to the next meeting, or None if none is recorded.
    seen
        Days recorded after it.
    step
        Days that it stands for: up to the next point, less in a wait of more than 90 days, whose windows tell the
        same thing again and again.
    """

    start: Origin
    round: int
    until: int | None
    seen: int
    step: float


@final
@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of the rule for the headline, whether it holds, and why."""

    name: str
    holds: bool
    sentence: str


def points(moved: Moves, known: Sequence[Clock], seen: Sequence[Wait]) -> tuple[Point, ...]:
    """Days of all waits, weekly, and every four weeks once a wait is older than half a year.

    Parameters
    ----------
    moved
        Moves as known on the day of the fit; each point sees those up to its own day.
    known
        Clocks as known.
    seen
        Waits of the record.
    """
    tables = sorted({row.day for row in moved.tables()})
    found = []
    for wait in seen:
        age, whole = 0, min(1.0, HORIZONS[-1] / max(wait.days, 1))
        while age < wait.days:
            day = wait.start + timedelta(days=age)
            step = STEP if age < QUIET_AGE else QUIET_STEP
            until = next(((table - day).days for table in tables if table > day), None)
            past = Moves(
                moved.sides,
                tuple(row for row in moved.rows if row.day <= day),
                tuple(row for row in moved.breakdowns if row.on <= day),
                day,
            )
            clocks = tuple(clock for clock in known if clock.start <= day)
            found.append(Point(origin(past, clocks, day), wait.round, until, (moved.last - day).days, step * whole))
            age += step
    return tuple(found)


def scored(found: Sequence[Point], by_model: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Chance that each model gave to what happened, for every point and horizon that is over.

    Parameters
    ----------
    found
        Points.
    by_model
        For each point an array (models, 90): mean chance of a meeting within 1..90 days.

    Returns
    -------
    p
        Shape (scores, models).
    c
        Weight of each: its step over its horizon, since windows overlap, over the number of horizons.
    """
    rows, weights = [], []
    for point, chances in zip(found, by_model, strict=True):
        for days in HORIZONS:
            # A window that is not over is left out even if they met in it: else only early meetings would count.
            if point.seen < days:
                continue
            met = point.until is not None and point.until <= days
            chance = chances[:, days - 1]
            rows.append(chance if met else 1.0 - chance)
            weights.append(min(point.step / days, 1.0) / len(HORIZONS))
    return np.array(rows), np.array(weights)


def weigh(p: Floats, c: Floats, models: int) -> Floats:
    """Weights of the stack: shape (models,), positive, summing to one."""
    w = np.full(models, 1.0 / models)
    if not p.size:
        return w
    p = np.maximum(p, 1e-6)
    for _ in range(500):
        share = w * p
        share /= share.sum(axis=1, keepdims=True)
        fresh = c @ share + 1.0
        fresh /= fresh.sum()
        if np.abs(fresh - w).max() < 1e-10:
            break
        w = fresh
    return w


def gate(
    scores: Mapping[str, Floats], benchmarks: Sequence[str], closed: int, pairs: int, tail: float | None
) -> tuple[Clause, ...]:
    """The conditions under which the structural model is the headline.

    Parameters
    ----------
    scores
        Left-out log scores by model, one per round.
    benchmarks
        Models to beat.
    closed, pairs
        Spells that ended at the table, and pairs of countries.
    tail
        Shape of the tail of the structural model's weights, None without it.
    """
    found = []
    if "structural" in scores:
        best = max(benchmarks, key=lambda name: float(scores[name].mean()))
        gain = scores["structural"] - scores[best]
        error = float(gain.std(ddof=1) / np.sqrt(gain.size)) if gain.size > 1 else float("inf")
        words = f"{gain.mean():+.2f} a round, standard error {error:.2f}".replace("-", "−")
        found.append(
            Clause(
                "score",
                float(gain.mean()) > error,
                f"On rounds that it had not seen, the game's log score less that of the best simple rule is {words}; "
                "more than one standard error is asked for.",
            )
        )
    else:
        found.append(Clause("score", holds=False, sentence="The game has no score here."))
    ended = "wait has ended" if closed == 1 else "waits have ended"
    count = f"{closed} {ended} at the table, of {pairs} pair{'s' if pairs != 1 else ''} of countries"
    found.append(
        Clause(
            "record",
            closed >= ROUNDS_NEEDED and pairs >= PAIRS_NEEDED,
            f"{count}; at least {ROUNDS_NEEDED} of {PAIRS_NEEDED} pairs are asked for.",
        )
    )
    if tail is not None:
        found.append(
            Clause(
                "fit",
                tail < TRUSTED,
                f"The tail of the weights of the solved games is {tail:.2f}; below {TRUSTED} is asked for.".replace(
                    "-", "−"
                ),
            )
        )
    found.append(
        Clause(
            "frozen",
            holds=False,
            sentence="Form and priors of the models were chosen with the record to 12 May 2025 in view.",
        )
    )
    return tuple(found)
