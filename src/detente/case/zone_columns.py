"""Columns of payoffs: what was solved carried to every package, and what sides fall back on in the same unit.

Equation numbers refer to docs/explanation/deals.md.
"""

# M packages; F columns; H horizons; N cases of a fallback: one war, or draws of the game; R rungs

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, final

import numpy as np
import numpy.typing as npt

from detente.case.lever_effects import Effects
from detente.case.zone_teach import BETA, FACTORS, PACE, Draws, Goal, Taught, horizon_weights
from detente.case.zone_wait import TODAY, Waiting
from detente.core.arrays import FloatArray
from detente.strategy.packages import Lesson

__all__ = ["Against", "Columns", "Fallback", "Goals", "case_of", "central"]

IntArray = npt.NDArray[np.intp]
Against = Literal["status-quo", "wait", "war"]
Goals = tuple[Goal, Goal | None]
"""What a side counts; with a second goal, anything between the two."""


@final
@dataclass(frozen=True, slots=True)
class Fallback:
    """What sides have without an agreement, over the status quo.

    Attributes
    ----------
    sides
        By side: (N, F) payoff in columns as those of packages.
    homes
        The same for everybody at home who could stop a deal.
    """

    sides: tuple[FloatArray, FloatArray]
    homes: tuple[FloatArray, ...]

    @property
    def drawn(self) -> bool:
        """True if it differs between draws of the game."""
        return len(self.sides[0]) > 1


@final
@dataclass(frozen=True, slots=True)
class Columns:
    """Makes columns from what was solved.

    Attributes
    ----------
    effects, lessons, taught
        What the steps change, what was solved, and how it is carried to all packages.
    """

    effects: Effects
    lessons: tuple[Lesson, ...]
    taught: Taught

    def packages(self, goals: Goals, side: int) -> FloatArray:
        """(M, F) payoff of every package over the status quo."""
        return _both(goals, lambda goal: self._packages(goal, side))

    def war(self, goals: Goals, side: int) -> FloatArray:
        """(1, F) payoff of the war over the status quo."""
        return _both(goals, lambda goal: self._war(goal, side))

    def waiting(self, goals: Goals, side: int, given: Waiting, start: str = TODAY) -> FloatArray:
        """(N, F) payoff of going on with the game over the status quo.

        On the rung of the day both have what they have now; on another one they have what its tariff on all goods of
        both gives them.
        """
        return _both(goals, lambda goal: self._waiting(goal, side, given, start))

    def _values(self, goal: Goal, side: int, digits: IntArray) -> FloatArray:
        """(3, M, H) what a side counts in packages given by their steps, by factor on elasticities."""
        solved = [goal.value(found, self.taught.rest, side) for found in self.taught.solved]
        found = np.stack([plan.fit(each).at(digits) for plan, each in zip(self.lessons, solved, strict=True)])
        return np.broadcast_to(found, (len(FACTORS), *found.shape[1:]))

    def _stands(self, goal: Goal, side: int) -> FloatArray:
        """(3, 1, H) what a side counts as things stand."""
        return self._values(goal, side, np.zeros((1, len(self.effects.menu.shape)), np.intp))

    def _packages(self, goal: Goal, side: int) -> FloatArray:
        digits = self.effects.menu.digits()
        blends = _blends(self._values(goal, side, digits))
        blends = blends - blends[:1]
        columns = [blends]
        for k, lever in enumerate(self.effects.levers):
            if lever.drawn:
                without = digits.copy()
                without[:, k] = 0
                columns.append((blends[:, 0] - blends[self.effects.menu.rows(without), 0])[:, None])
        return np.concatenate(columns, axis=1)

    def _war(self, goal: Goal, side: int) -> FloatArray:
        there = goal.value(self.taught.war, self.taught.rest, side)[:, None]
        return self._padded(_blends(there) - _blends(self._stands(goal, side)))

    def _waiting(self, goal: Goal, side: int, given: Waiting, start: str) -> FloatArray:
        gains = goal.value(self.taught.ladder, self.taught.rest, side) - self._stands(goal, side)
        gains[:, given.rung] = 0.0
        weights = given.weights(BETA, start)
        centre = np.einsum("rh,nrh->n", gains[0], weights[:, 0])
        apart = [np.einsum("rh,nrh->n", gains[f], weights[:, 0]) - centre for f in (1, 2)]
        sight = [np.einsum("rh,nrh->n", gains[0], weights[:, b]) - centre for b in (1, 2)]
        return self._padded(np.stack([centre, *apart, *sight], axis=-1))

    def _padded(self, blends: FloatArray) -> FloatArray:
        """A column of zeros for each lever whose worth is drawn: without an agreement none of them moves."""
        drawn = sum(bool(lever.drawn) for lever in self.effects.levers)
        return np.concatenate([blends, np.zeros((len(blends), drawn))], axis=1)


def _both(goals: Goals, make: Callable[[Goal], FloatArray]) -> FloatArray:
    """Columns of the first goal, and of the second less those of the first."""
    first, second = goals
    found = make(first)
    return found if second is None else np.concatenate([found, make(second) - found], axis=1)


def case_of(draws: Draws, count: int) -> IntArray:
    """(D,) which of some cases of a fallback, the slowest game first, each draw falls on."""
    return np.minimum((draws.at[PACE] * count).astype(np.intp), count - 1)


def central(x: FloatArray, effects: Effects) -> FloatArray:
    """(M, F) columns of one goal: those of the first, and half of the way to the second if there is one."""
    width = len(FACTORS) + len(BETA) - 1 + sum(bool(lever.drawn) for lever in effects.levers)
    return x if x.shape[1] == width else x[:, :width] + 0.5 * x[:, width:]


def _blends(goal: FloatArray) -> FloatArray:
    """(M, 5) from (3, M, H): centre; elasticities halved and doubled; far- and short-sighted, each less the centre."""
    centre = goal[0] @ horizon_weights(BETA[0])
    apart = [goal[f] @ horizon_weights(BETA[0]) - centre for f in (1, 2)]
    sight = [goal[0] @ horizon_weights(beta) - centre for beta in BETA[1:]]
    return np.stack([centre, *apart, *sight], axis=-1)
