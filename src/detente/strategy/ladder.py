"""The ladder of escalation: what each rung costs the side that climbs it, and what it costs the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import final

import numpy as np
import xarray as xr
from scipy.interpolate import CubicSpline

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.economy.labelled import read_wedges
from detente.strategy.curves import INCOME, PayoffMap, Reply
from detente.strategy.game import TariffGame
from detente.strategy.stage import Visit

__all__ = ["Rung", "Step", "ladder", "past_turning", "turning_point", "uniform_ladder"]


@final
@dataclass(frozen=True, slots=True)
class Step:
    """One move on the way up: a label, who moves, and all wedges in force after it."""

    label: str
    by: str
    wedges: xr.Dataset


@final
@dataclass(frozen=True, slots=True)
class Rung:
    """One rung.

    Attributes
    ----------
    label, by
        Its name, and who climbs.
    value
        Player -> objective after the rung, counted from the base.
    change
        Player -> what this rung added; below zero is a loss.
    """

    label: str
    by: str
    value: Mapping[str, float]
    change: Mapping[str, float]

    def ratio(self, target: str) -> float:
        """Loss of the target for each unit that the climber loses; infinite where the climber gains or loses nothing.

        NaN where the climber is no player.
        """
        if self.by not in self.change:
            return float("nan")
        return -self.change[target] / -self.change[self.by] if self.change[self.by] < 0.0 else float("inf")


def ladder(game: TariffGame, steps: Sequence[Step]) -> tuple[Rung, ...]:
    """Climb steps that were taken, each with all before it in force.

    Parameters
    ----------
    game
        Gives the players, their objectives, the economy and the base that payoffs count from.
    steps
        In the order in which they were taken.

    Raises
    ------
    NotSolved
        If the economy has no equilibrium on a rung.
    """
    rungs: list[Rung] = []
    near: Visit | None = None
    last = dict.fromkeys(game.players, 0.0)
    for step in steps:
        stage = replace(game.stage, base=read_wedges(game.world, step.wedges, step.label))
        near = stage.visit({}, near)
        value = {player: near.payoff(player) for player in game.players}
        rungs.append(Rung(step.label, step.by, value, {p: value[p] - last[p] for p in value}))
        last = value
    return tuple(rungs)


def uniform_ladder(
    found: PayoffMap,
    sender: str,
    rates: Sequence[float],
    *,
    other: float = 0.0,
    reply: Reply = "hold",
    weights: Mapping[str, float] | None = None,
) -> tuple[Rung, ...]:
    """A ladder of even rungs: the sender's uniform rate rises, the other holds its rate or mirrors.

    Parameters
    ----------
    found
        The payoff map.
    sender
        Who climbs.
    rates
        Rates of the rungs, rising; the first is where the ladder stands.
    other
        The other's rate if it holds.
    reply
        ``hold`` or ``mirror``.
    weights
        Objective of both, as in :meth:`detente.strategy.curves.PayoffMap.objective`.

    Raises
    ------
    DataError
        If a rate is off the map.
    """
    if min(rates) < found.rates[0] or max(rates) > found.rates[-1]:
        raise DataError(f"rungs lie between {found.rates[0]:.0%} and {found.rates[-1]:.0%}, the rates of the map.")
    lines = {}
    for player in found.players:
        plane = found.objective(player, weights)
        plane = plane if player == sender else plane.T
        x = np.log1p(found.rates)
        along = np.diagonal(plane) if reply == "mirror" else CubicSpline(x, plane, axis=1)(np.log1p(other))
        lines[player] = CubicSpline(x, along)(np.log1p(np.asarray(rates, dtype=np.float64)))
    return tuple(
        Rung(
            f"{100 * before:.0f} to {100 * rate:.0f} %",
            sender,
            {p: float(line[k + 1]) for p, line in lines.items()},
            {p: float(line[k + 1] - line[k]) for p, line in lines.items()},
        )
        for k, (before, rate) in enumerate(pairwise(rates))
    )


def turning_point(found: PayoffMap, sender: str, *, other: float = 0.0, reply: Reply = "hold") -> float:
    """Lowest rate from which one more point of tariff costs the sender more real income than the target.

    Parameters
    ----------
    found, sender, other, reply
        As for :func:`uniform_ladder`.

    Returns
    -------
    float
        The rate, share; infinity if there is none on the map.
    """
    x = np.log1p(found.rates)
    slopes = {}
    fine = np.linspace(x[0], x[-1], 2001)
    for player in found.players:
        plane = found.objective(player, {INCOME: 1.0})
        plane = plane if player == sender else plane.T
        along = np.diagonal(plane) if reply == "mirror" else CubicSpline(x, plane, axis=1)(np.log1p(other))
        slopes[player] = CubicSpline(x, along).derivative()(fine)
    (target,) = (player for player in found.players if player != sender)
    past = past_turning(slopes[sender], slopes[target])
    return float(np.expm1(fine[past.argmax()])) if past.any() else float("inf")


def past_turning(own: FloatArray, target: FloatArray) -> np.ndarray:
    """Where one more point costs the sender, and more than the target: slopes of both along the sender's rate."""
    return np.asarray((own < 0.0) & (own < target))
