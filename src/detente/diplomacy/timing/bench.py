"""Benchmarks of timing: constant rates, waits that depend on their age (Weibull), and a chain of moves.

Letters: r rate per day, b0 days of the prior, k shape, s scale in days, Q generator of the chain per day.
Constant: r ~ Gamma(1, b0) and a Poisson count over days at risk. Weibull: chance to have met by age t is
1 - exp(-(t/s)^k), with the same prior on 1/s and log k ~ N(0, 0.5^2), posterior on a grid. Chain: rows of the embedded
chain ~ Dirichlet(0.5), days in a state ~ exponential with a Gamma prior centred on the pooled mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import final

import numpy as np
import numpy.typing as npt
from scipy.linalg import expm

from detente.diplomacy.moves import Move, Moves
from detente.diplomacy.timing.renewal import Days, meet_by
from detente.diplomacy.timing.waits import Origin, Wait

__all__ = ["CAUSES", "Chain", "Constant", "Weibull", "chance", "fit_chain", "fit_constant", "fit_weibull"]

Floats = npt.NDArray[np.float64]
CAUSES = (("together", "meeting"), ("together", "breakdown"), ("apart", "meeting"))
"""Transitions: condition and how it ends."""
PRIOR_DAYS = (60.0, 365.0, 90.0)
"""b0 of each cause."""
DIRICHLET = 0.5
SHAPE_SD = 0.5
MEETING = "meeting"


def chance(events: float, exposure: float, days: float) -> float:
    """Chance of an event within some days at the constant rate ``events / exposure``: 1 - exp(-days r)."""
    return float(-np.expm1(-days * events / exposure))


def _at_risk(seen: Sequence[Wait], cause: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Days of the waits at risk of a cause, and whether it ended them."""
    condition, end = CAUSES[cause]
    rows = [wait for wait in seen if wait.apart == (condition == "apart")]
    return np.array([float(wait.days) for wait in rows]), np.array([wait.ended == end for wait in rows], dtype=bool)


@final
@dataclass(frozen=True, slots=True)
class Constant:
    """Posterior draws of three constant rates.

    Attributes
    ----------
    rates
        Shape (3, n), per day, in the order of :data:`CAUSES`.
    """

    rates: Floats

    def meet_by(self, start: Origin, days: int) -> Floats:
        """Chance of a meeting within 1..days: shape (n, days)."""
        p = -np.expm1(-self.rates)

        def daily(apart: bool, ages: Days, _: Days) -> tuple[Floats, Floats]:
            meet = np.multiply.outer(p[2 if apart else 0], np.ones(ages.shape))
            return meet, np.zeros_like(meet) if apart else np.multiply.outer(p[1], np.ones(ages.shape))

        return meet_by(daily, self.rates.shape[1], apart=start.apart, age=start.age, gap=start.gap, days=days)


@final
@dataclass(frozen=True, slots=True)
class Weibull:
    """Posterior draws of scale and shape of three waits.

    Attributes
    ----------
    scale, shape
        Shape (3, n) each, days and a pure number, in the order of :data:`CAUSES`.
    """

    scale: Floats
    shape: Floats

    def meet_by(self, start: Origin, days: int) -> Floats:
        """Chance of a meeting within 1..days: shape (n, days)."""
        oldest = start.age + start.gap + days + 1
        ages = np.arange(oldest + 1)[None, None, :]
        hazard = (ages / self.scale[:, :, None]) ** self.shape[:, :, None]
        p = -np.expm1(-np.diff(hazard, axis=2))

        def daily(apart: bool, at: Days, _: Days) -> tuple[Floats, Floats]:
            meet = p[2 if apart else 0][:, at]
            return meet, np.zeros_like(meet) if apart else p[1][:, at]

        return meet_by(daily, self.scale.shape[1], apart=start.apart, age=start.age, gap=start.gap, days=days)


@final
@dataclass(frozen=True, slots=True)
class Chain:
    """Posterior draws of a chain on the last move.

    Attributes
    ----------
    states
        Names of the states, last :data:`MEETING`.
    generator
        Shape (n, states, states), per day; a second meeting after a meeting is no jump in it.
    step
        Chances of one day, same shape.
    absorb
        Chances of one day with a last state more, in which the next meeting ends the wait.
    """

    states: tuple[str, ...]
    generator: Floats
    step: Floats
    absorb: Floats

    def meet_by(self, start: Origin, days: int) -> Floats:
        """Chance of a meeting within 1..days: shape (n, days)."""
        size = len(self.states)
        now = np.zeros((self.step.shape[0], 1, size))
        past = states_of(start.moves)
        now[:, 0, self.states.index(past[-1][1] if past else MEETING)] = 1.0
        for _ in range(start.gap):
            now = now @ self.step
        now = np.concatenate([now, np.zeros((self.step.shape[0], 1, 1))], axis=2)
        met = np.empty((self.step.shape[0], days))
        for day in range(days):
            now = now @ self.absorb
            met[:, day] = now[:, 0, size]
        return np.clip(met, 0.0, 1.0)


def _absorb(generator: Floats, again: Floats) -> Floats:
    """Generators with one state more, in which a meeting ends the wait; "they have just met" is where one starts."""
    size = generator.shape[1]
    found = np.zeros((generator.shape[0], size + 1, size + 1))
    found[:, :size, : size - 1] = generator[:, :, : size - 1]
    found[:, : size - 1, size] = generator[:, : size - 1, size - 1]
    found[:, size - 1, size] = again
    found[:, size - 1, size - 1] = generator[:, size - 1, size - 1] - again
    return found


def fit_constant(seen: Sequence[Wait], draws: int, seed: int) -> Constant:
    """Posterior of the constant rates.

    Parameters
    ----------
    seen
        Waits known on the day.
    draws, seed
        Number of draws and their seed.
    """
    rng = np.random.default_rng(seed)
    rates = np.empty((len(CAUSES), draws))
    for cause, b0 in enumerate(PRIOR_DAYS):
        days, ended = _at_risk(seen, cause)
        rates[cause] = rng.gamma(1.0 + ended.sum(), 1.0 / (b0 + days.sum()), draws)
    return Constant(rates)


def fit_weibull(seen: Sequence[Wait], draws: int, seed: int) -> Weibull:
    """Posterior of scale and shape of each wait, on a grid of 80 by 60."""
    rng = np.random.default_rng(seed)
    log_s = np.linspace(np.log(3.0), np.log(20000.0), 80)[:, None]
    log_k = np.linspace(np.log(0.15), np.log(4.0), 60)[None, :]
    k = np.exp(log_k)
    scale, shape = np.empty((len(CAUSES), draws)), np.empty((len(CAUSES), draws))
    for cause, b0 in enumerate(PRIOR_DAYS):
        days, ended = _at_risk(seen, cause)
        # Gamma(1, b0) on 1/s is b0 exp(-b0/s) ds/s^2; on log s one power of s less.
        log_p = -b0 * np.exp(-log_s) - log_s - 0.5 * (log_k / SHAPE_SD) ** 2
        for t, event in zip(np.maximum(days, 0.5), ended, strict=True):
            ratio = np.log(t) - log_s
            log_p = log_p - np.exp(k * ratio) + event * (log_k - np.log(t) + k * ratio)
        weight = np.exp(log_p - log_p.max())
        picked = rng.choice(weight.size, draws, p=(weight / weight.sum()).ravel())
        row, column = np.unravel_index(picked, weight.shape)
        jitter = rng.uniform(-0.5, 0.5, (2, draws))
        scale[cause] = np.exp(log_s[row, 0] + jitter[0] * (log_s[1, 0] - log_s[0, 0]))
        shape[cause] = np.exp(log_k[0, column] + jitter[1] * (log_k[0, 1] - log_k[0, 0]))
    return Weibull(scale, shape)


KINDS = {
    "escalate": "escalate",
    "hard": "hard",
    "demand": "hard",
    "breach": "hard",
    "soft": "soft",
    "ease": "ease",
    "offer": "offer",
    "refuse": "refuse",
}
"""Action to its state; each side has its own."""
JOINT = {"accept": "agreed", "table": "contact", "deal": "deal", "leave": "left"}


def states_of(moved: Moves) -> list[tuple[Move, str]]:
    """Moves as states of the chain: a held meeting or contact is one event, not an offer, an answer and a table."""
    held = {row.record for row in moved.rows if row.action == "table"}
    met = {(row.record, row.leg) for row in moved.tables()}
    found = []
    for row in moved.rows:
        if row.record in held and row.action != "table":
            continue
        if (row.record, row.leg) in met:
            found.append((row, MEETING))
        elif row.action in JOINT:
            found.append((row, JOINT[row.action]))
        elif row.action in KINDS:
            side = moved.sides[0] if row.first >= 0.5 else moved.sides[1]
            found.append((row, f"{side} {KINDS[row.action]}"))
    return found


def fit_chain(moved: Moves, draws: int, seed: int, without: Sequence[Wait] = ()) -> Chain:
    """Posterior of the chain.

    Parameters
    ----------
    moved
        Moves as known.
    draws, seed
        Number of draws and their seed.
    without
        Waits whose days are left out.
    """
    rng = np.random.default_rng(seed)
    kinds = dict.fromkeys(KINDS.values())
    states = (*(f"{side} {kind}" for side in moved.sides for kind in kinds), *JOINT.values(), MEETING)
    count = np.zeros((len(states), len(states)))
    exposure, left = np.zeros(len(states)), np.zeros(len(states))
    past = states_of(moved)
    for (row, state), following in zip_longest(past, past[1:]):
        if any(wait.start <= row.day < wait.last for wait in without):
            continue
        end = following[0].day if following else moved.last
        here = states.index(state)
        exposure[here] += max((end - row.day).days, 0)
        if following:
            count[here, states.index(following[1])] += 1.0
            left[here] += 1.0
    pooled = max(exposure.sum(), 1.0) / max(left.sum(), 1.0)
    alpha = count + DIRICHLET
    rows = rng.gamma(alpha, 1.0, (draws, *alpha.shape))
    rows /= rows.sum(axis=2, keepdims=True)
    rate = rng.gamma(1.0 + left, 1.0 / (pooled + exposure), (draws, len(states)))
    generator = rows * rate[:, :, None]
    again = generator[:, -1, -1].copy()
    generator -= np.eye(len(states)) * generator.sum(axis=2, keepdims=True)
    return Chain(states, generator, expm(generator), expm(_absorb(generator, again)))
