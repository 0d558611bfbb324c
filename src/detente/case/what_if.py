"""What if one side's tariff on the other were another? A day's measures with single pairs set anew, solved at once.

A pair's rate is its effective average: the base tariff of the world plus changes in law, as ``detente rates`` shows
it. Setting it scales what was added since the baseline, sector by sector, so that a rate set where it stands changes
nothing; below the baseline's own rate, that is scaled instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, final

import numpy as np
import xarray as xr

from detente.case.question import Question
from detente.core.arrays import FloatArray
from detente.core.errors import LabelError, UsageError
from detente.core.labels import close_name
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.economy.shortrun import ShortRun
from detente.ledger.rates import average_rate
from detente.ledger.stacking import Moment
from detente.strategy.game import TariffGame
from detente.strategy.result import Reply

__all__ = ["LARGEST", "Change", "WhatIf", "best_reply", "model_named", "what_if"]

LARGEST = 5.0
"""Rates above this (a share) are taken for a slip."""
MOST = 20.0
"""Largest factor on what was added."""
SAME = 1e-4
"""Rates closer than this (a share) count as the same."""


@final
@dataclass(frozen=True, slots=True)
class Change:
    """One pair set anew: to an average ``rate`` (a share), or by a factor ``scale`` on what was added."""

    importer: str
    exporter: str
    rate: float | None = None
    scale: float | None = None


@final
@dataclass(frozen=True, slots=True)
class WhatIf:
    """What follows.

    Attributes
    ----------
    question
        The day as it is.
    rates
        By pair that was set: effective average before the day's measures, on the day, and as set (shares).
    after
        Wedges with the changes.
    outcome
        Effects against the baseline.
    """

    question: Question
    rates: dict[tuple[str, str], tuple[float, float, float]]
    after: xr.Dataset
    outcome: Outcome


def model_named(
    closure: Literal["long-run", "short-run"],
    elasticity: str | float,
    deficits: Literal["fixed", "balanced", "proportional", "services-share"],
    rebate: Literal["lump-sum", "income-tax", "none"],
) -> LongRun | ShortRun:
    """The model that a reader chose.

    Raises
    ------
    UsageError
        If the short run is asked for with another closure of deficits or revenue than its own.
    """
    if closure == "long-run":
        return LongRun(elasticity=elasticity, deficits=deficits, rebate=rebate)
    if (deficits, rebate) != ("fixed", "lump-sum"):
        raise UsageError("the short run holds deficits fixed and pays revenue out; leave out deficits and rebate.")
    return ShortRun(elasticity=elasticity)


def what_if(question: Question, changes: Sequence[Change], model: LongRun | ShortRun) -> WhatIf:
    """Solve a day with single pairs set anew.

    Parameters
    ----------
    question
        From :func:`detente.case.question.pose`: the day as it is.
    changes
        Pairs, each named once.
    model
        The model.

    Raises
    ------
    LabelError
        If a code is no economy of the world.
    UsageError
        If a pair stands twice, is one economy, or has neither a rate nor a scale that can be meant.
    NotSolved
        If no equilibrium is found.
    """
    after, rates = question.after, {}
    if changes:
        cube = after["tariff"].values.copy()
        for change in changes:
            pair = (change.importer, change.exporter)
            if pair in rates:
                raise UsageError(f"{change.importer} on {change.exporter} stands twice; name each pair once.")
            rates[pair] = _set(question, change, cube)
        cube.flags.writeable = False
        after = after.assign(tariff=after["tariff"].copy(data=cube))
    return WhatIf(question, rates, after, model.solve(question.world, question.before, after))


def _set(question: Question, change: Change, cube: FloatArray) -> tuple[float, float, float]:
    """Set one pair in the tariffs [importer, exporter, sector]; its averages before, on the day and as set."""
    world = question.world
    for code in (change.importer, change.exporter):
        if code not in world.regions:
            raise LabelError(f'"{code}" is no economy of world {world.name}.{close_name(code, world.regions)}')
    if change.importer == change.exporter:
        raise UsageError(f"{change.importer} levies no tariff on its own goods; name two economies.")
    if (change.rate is None) == (change.scale is None):
        raise UsageError(f"{change.importer} on {change.exporter}: give a rate or a scale, one of them.")
    if change.rate is not None and not 0.0 <= change.rate <= LARGEST:
        raise UsageError(f"rate = {change.rate:g}: rates are shares from 0 to {LARGEST:g}; 145 % is written 1.45.")
    if change.scale is not None and not 0.0 <= change.scale <= MOST:
        raise UsageError(f"scale = {change.scale:g}: give a factor from 0 to {MOST:g} on what was added.")
    n, i = world.regions.index(change.importer), world.regions.index(change.exporter)
    old, now = question.before["tariff"].values[n, i], question.after["tariff"].values[n, i]
    start, day = _average(question, change, question.start), _average(question, change, question.moment)
    goods = np.flatnonzero(world.goods)
    if change.scale is not None:
        factor, target = change.scale, start + change.scale * (day - start)
    else:
        target = float(change.rate or 0.0)
        factor = (target - start) / (day - start) if abs(day - start) > SAME else float("nan")
    if target < start - SAME and factor < 0.0:
        new = old * (target / start)
    elif np.isfinite(factor):
        new = old + factor * (now - old)
    else:
        new = now.copy()
        new[goods] += target - day
    cube[n, i] = np.maximum(new, 0.0)
    return start, day, target


def _average(question: Question, change: Change, moment: Moment) -> float:
    return float(average_rate(question.ledger, change.importer, change.exporter, moment, definition="effective"))


def best_reply(found: WhatIf, player: str, model: LongRun | ShortRun) -> Reply:
    """The one rate on the other side's goods that suits a side best, everything else as it was set.

    Parameters
    ----------
    found
        What was set.
    player
        A side.
    model
        The model.

    Raises
    ------
    UsageError
        If the player is no side of the case.
    """
    sides = found.question.case.sides
    if player not in sides:
        raise UsageError(f'"{player}" is no side of this case; the sides are {" and ".join(sides)}.')
    game = TariffGame(found.question.world, model=model, players=sides, instruments="partner", base=found.after)
    return game.best_response(player)
