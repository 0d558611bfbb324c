"""Hazards that move with what the sides do: one for the next meeting, one for the next breakdown.

Letters: x covariates, b coefficients, s width of the prior, y events, e days at risk. Each cause has its own hazard
exp(a + b'x) a day, constant over a week; the likelihood of a week is Poisson with exposure e (the piecewise exponential
model of competing risks). x lie between 0 and about 2; b ~ N(0, s^2/p), s chosen by rounds left out; Laplace draws
about the mode.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import final

import numpy as np
import numpy.typing as npt

from detente.diplomacy.moves import Moves, spells
from detente.diplomacy.timing.renewal import Days, meet_by
from detente.diplomacy.timing.waits import Clock, Origin, Wait

__all__ = ["COVARIATES", "Hazard", "fit_hazard"]

Floats = npt.NDArray[np.float64]
COVARIATES = ("apart", "log age", "hostile moves", "soft moves", "contacts", "clock runs")
"""Names of x."""
HALF_LIVES = np.array([14.0, 14.0, 60.0])
"""Days after which a hostile move, a soft move and a contact count half."""
WIDTHS = (0.5, 1.0, 2.0, 4.0)
INTERCEPTS = (-np.log(60.0), -np.log(200.0))
"""Mean of a for meeting and breakdown, standard deviation one."""
WEEK = 7
GROUPS = (
    frozenset({"escalate", "hard", "breach", "refuse", "demand"}),
    frozenset({"soft", "ease"}),
    frozenset({"accept", "table", "deal"}),
)
CONTACTS = 2


@final
@dataclass(frozen=True, slots=True)
class _Weeks:
    """Weeks at risk: covariates (rows, 6), days (rows,), events of each cause (2, rows), round (rows,)."""

    x: Floats
    days: Floats
    events: Floats
    rounds: npt.NDArray[np.int64]


@final
@dataclass(frozen=True, slots=True)
class Hazard:
    """Posterior draws of both hazards.

    Attributes
    ----------
    resets
        True if contacts from before a breakdown count no longer.
    width
        s of the prior that was chosen.
    mean
        Shape (6,): mean of x over the days at risk.
    coefficients
        Shape (2, n, 7): intercept and b for meeting and breakdown.
    shrinkage
        Shape (2, 6): 1 - variance after over variance before, per coefficient; near 0 nothing was learned.
    """

    resets: bool
    width: float
    mean: Floats
    coefficients: Floats
    shrinkage: Floats

    def meet_by(self, start: Origin, days: int) -> Floats:
        """Chance of a meeting within 1..days: shape (n, days).

        Moves fade to the level they had on average; a clock runs until it lapses.
        """
        last = start.day - timedelta(days=start.gap)
        total = start.gap + days
        stocks = _stocks(start.moves, np.array([last.toordinal()]), resets=self.resets)[0]
        fade = 0.5 ** (np.arange(total)[:, None] / HALF_LIVES)
        ahead = self.mean[2:5] + (stocks - self.mean[2:5]) * fade
        ticks = np.array([_runs(start.clocks, last + timedelta(days=t)) for t in range(total)])
        b = self.coefficients
        fixed = np.column_stack([np.zeros((total, 2)), ahead, ticks])
        z = fixed - self.mean
        z[:, :2] = 0.0
        base = b[:, :, :1] + b[:, :, 1:] @ z.T

        def chances(cause: int, apart: bool, ages: Days, t: Days) -> Floats:
            old = np.log1p(ages / 30.0) / 2.0 - self.mean[1]
            here = float(apart) - self.mean[0]
            eta = base[cause][:, np.broadcast_to(t, ages.shape)] + np.multiply.outer(b[cause, :, 2], old)
            eta += (b[cause, :, 1] * here).reshape(-1, *(1,) * ages.ndim)
            return np.asarray(-np.expm1(-np.exp(np.minimum(eta, 3.0))))

        def daily(apart: bool, ages: Days, t: Days) -> tuple[Floats, Floats]:
            meet = chances(0, apart, ages, t)
            return meet, np.zeros_like(meet) if apart else chances(1, apart, ages, t)

        return meet_by(daily, b.shape[1], apart=start.apart, age=start.age, gap=start.gap, days=days)


def fit_hazard(
    moved: Moves, known: Sequence[Clock], seen: Sequence[Wait], draws: int, seed: int, *, resets: bool
) -> Hazard:
    """Posterior of both hazards.

    Parameters
    ----------
    moved, known
        Moves and clocks as known on the day of the fit.
    seen
        Waits to learn from.
    draws, seed
        Number of draws and their seed.
    resets
        True: a breakdown cuts the channels, and contacts from before it count no longer.
    """
    weeks = _weeks(moved, known, seen, resets=resets)
    mean = np.average(weeks.x, axis=0, weights=weeks.days) if len(weeks.days) else np.zeros(len(COVARIATES))
    z = np.column_stack([np.ones(len(weeks.x)), weeks.x - mean])
    width = _width(z, weeks)
    rng = np.random.default_rng(seed)
    coefficients = np.empty((2, draws, z.shape[1]))
    shrinkage = np.empty((2, len(COVARIATES)))
    for cause in (0, 1):
        risk = _at_risk(cause, weeks)
        mode, covariance = _mode(z[risk], weeks.days[risk], weeks.events[cause, risk], cause, width)
        root = np.linalg.cholesky(covariance)
        coefficients[cause] = mode + rng.standard_normal((draws, mode.size)) @ root.T
        shrinkage[cause] = 1.0 - np.diag(covariance)[1:] / (width**2 / len(COVARIATES))
    return Hazard(resets, width, mean, coefficients, shrinkage)


def _weeks(moved: Moves, known: Sequence[Clock], seen: Sequence[Wait], *, resets: bool) -> _Weeks:
    x, days, events, rounds, begins = [], [], [], [], []
    for wait in seen:
        for age in range(0, max(wait.days, 1), WEEK):
            day = wait.start + timedelta(days=age)
            begins.append(day.toordinal())
            final = age + WEEK >= wait.days
            x.append([float(wait.apart), np.log1p(age / 30.0) / 2.0, 0.0, 0.0, 0.0, _runs(known, day)])
            days.append(min(WEEK, max(wait.days, 1) - age))
            events.append((final and wait.ended == "meeting", final and wait.ended == "breakdown"))
            rounds.append(wait.round)
    covariates = np.array(x).reshape(-1, len(COVARIATES))
    covariates[:, 2:5] = _stocks(moved, np.array(begins, dtype=np.int64), resets=resets)
    return _Weeks(
        covariates,
        np.array(days, dtype=np.float64),
        np.array(events, dtype=np.float64).reshape(-1, 2).T,
        np.array(rounds, dtype=np.int64),
    )


def _stocks(moved: Moves, days: npt.NDArray[np.int64], *, resets: bool) -> Floats:
    """Hostile moves, soft moves and contacts up to each day (ordinals), faded by their half-life: shape (days, 3)."""
    breaks = np.array(sorted(row.start.toordinal() for row in spells(moved).rows), dtype=np.int64)
    place = np.searchsorted(breaks, days, side="right")
    cut = np.concatenate([[0], breaks])[place] if resets else np.zeros(len(days))
    found = []
    for group, actions in enumerate(GROUPS):
        told = [row.day.toordinal() for row in moved.rows if row.action in actions]
        # A meeting is announced, held and ends in a text on one day: that is one contact.
        done = np.array(sorted(set(told) if group == CONTACTS else told), dtype=np.int64)
        since = days[:, None] - done[None, :]
        counts = since >= 0
        if group == CONTACTS:
            counts &= done[None, :] >= cut[:, None]
        found.append(-np.expm1(-(counts * 0.5 ** (np.maximum(since, 0) / HALF_LIVES[group])).sum(axis=1)))
    return np.column_stack(found)


def _runs(known: Sequence[Clock], day: date) -> float:
    return float(any(clock.start <= day < clock.end for clock in known))


def _at_risk(cause: int, weeks: _Weeks) -> npt.NDArray[np.bool_]:
    """Weeks in which a cause could strike: a breakdown only while together."""
    return np.ones(len(weeks.days), dtype=bool) if cause == 0 else weeks.x[:, 0] == 0.0


def _mode(z: Floats, days: Floats, events: Floats, cause: int, width: float) -> tuple[Floats, Floats]:
    """Mode (7,) and inverse curvature (7, 7) by Newton steps; the penalised likelihood is concave."""
    centre = np.zeros(z.shape[1])
    centre[0] = INTERCEPTS[cause]
    precision = np.full(z.shape[1], (z.shape[1] - 1) / width**2)
    precision[0] = 1.0
    b = centre.copy()
    for _ in range(60):
        rate = days * np.exp(np.minimum(z @ b, 5.0))
        gradient = z.T @ (events - rate) - precision * (b - centre)
        curvature = z.T @ (rate[:, None] * z) + np.diag(precision)
        step = np.linalg.solve(curvature, gradient)
        b += step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-10:
            break
    covariance: Floats = np.asarray(np.linalg.inv(curvature))
    return b, covariance


def _width(z: Floats, weeks: _Weeks) -> float:
    """The width of the prior under which rounds left out in turn are likeliest."""
    scores = []
    for width in WIDTHS:
        score = 0.0
        for number in np.unique(weeks.rounds):
            for cause in (0, 1):
                risk = _at_risk(cause, weeks)
                here, others = risk & (weeks.rounds == number), risk & (weeks.rounds != number)
                b, _ = _mode(z[others], weeks.days[others], weeks.events[cause, others], cause, width)
                eta = np.minimum(z[here] @ b, 5.0)
                score += float(weeks.events[cause, here] @ eta - weeks.days[here] @ np.exp(eta))
        scores.append(score)
    return WIDTHS[int(np.argmax(scores))]
