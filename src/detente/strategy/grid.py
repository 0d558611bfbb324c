"""Rates in steps: from the best rates of any size to rates on a grid that no single step improves."""

# v ln(1 + rate); g slope and b bend of the payoff in v

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import NotSolved
from detente.strategy.instruments import Levers
from detente.strategy.stage import Stage, Visit

__all__ = ["Stepped", "gridded", "neighbours", "settle"]

MOST = 150
"""Neighbours that are solved at each place, those first whose gain is highest by slope and bend."""
MOVES = 60
"""Single steps taken at most on the way."""


@final
@dataclass(frozen=True, slots=True)
class Stepped:
    """A place on the grid.

    Attributes
    ----------
    visit
        The economy there.
    gain
        Largest gain of any neighbour that was solved; not above zero once settled.
    solved, known
        Neighbours solved there, and how many there are.
    evaluations
        Equilibria solved on the way.
    """

    visit: Visit
    gain: float
    solved: int
    known: int
    evaluations: int


def gridded(stage: Stage, player: str | None = None) -> bool:
    """True if a player, or any, moves rates in steps."""
    names = stage.levers if player is None else (player,)
    return any(bool((stage.levers[name].step > 0.0).any()) for name in names)


def neighbours(levers: Levers, v: FloatArray) -> list[tuple[int, float]]:
    """Instruments and their logs one step up or down, within bounds."""
    found = []
    rates, low, high = np.expm1(v), np.expm1(levers.low), np.expm1(levers.high)
    for k in np.flatnonzero(levers.step > 0.0):
        ends = (rates[k] - levers.step[k], rates[k] + levers.step[k])
        found += [(int(k), float(np.log1p(rate))) for rate in ends if low[k] - 1e-9 <= rate <= high[k] + 1e-9]
    return found


def settle(start: Visit, player: str) -> Stepped:
    """Put a player's rates on its grid, then take single steps as long as one gains.

    Parameters
    ----------
    start
        Rates of any size, near the best.
    player
        Who moves.

    Raises
    ------
    NotSolved
        If the economy has no equilibrium at the nearest rates of the grid.
    """
    stage = start.stage
    levers = stage.levers[player]
    here = stage.visit({**start.moves, player: levers.on_grid(start.moves[player])}, start)
    evaluations, gain, solved, known = 1, -np.inf, 0, 0
    for _ in range(MOVES):
        v, value = here.moves[player], here.payoff(player)
        g, b = here.slopes(player), here.bend(player)
        near = neighbours(levers, v)
        guess = [g[k] * (to - v[k]) - 0.5 * b[k] * (to - v[k]) ** 2 for k, to in near]
        best, gain, solved, known = here, -np.inf, 0, len(near)
        for at in np.argsort(guess)[::-1][:MOST]:
            k, to = near[at]
            moved = v.copy()
            moved[k] = to
            try:
                there = stage.visit({**here.moves, player: moved}, here)
            except NotSolved:
                continue
            evaluations, solved = evaluations + 1, solved + 1
            gain = max(gain, there.payoff(player) - value)
            if gain > 0.0:
                best = there
                break
        if best is here:
            break
        here = best
    return Stepped(here, float(gain), solved, known, evaluations)
