"""The rungs that were climbed: the acts of a case between two days, as steps of wedges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import final

import numpy as np
import xarray as xr

from detente.case.case import Case
from detente.core.arrays import FloatArray
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.ledger.stacking import Moment
from detente.strategy.ladder import Step
from detente.world.world import World

__all__ = ["ELSEWHERE", "MONTHS", "Climbed", "climbed", "in_pair", "mean_tariff", "name_of", "typical_rate"]

MONTHS = 12.0
"""Months of the short run at which acts and options are read."""
ELSEWHERE = "elsewhere"
"""Who acts where a step is not between the two sides."""
NOTICED = 0.0025
"""Change of a mean tariff, share, below which a day is no rung."""
NOTICED_ELSEWHERE = 0.0005
"""The same for the mean tariff on all other trade."""


@final
@dataclass(frozen=True, slots=True)
class Climbed:
    """One rung of a case.

    Attributes
    ----------
    day
        When it took effect.
    by, on
        Who levied, and on whom; :data:`ELSEWHERE` and empty for what concerns others.
    before, after
        Mean tariff in force on those goods, with base trade as weights, shares.
    step
        The wedges after it, every earlier step in force.
    """

    day: date
    by: str
    on: str
    before: float
    after: float
    step: Step


def climbed(case: Case, world: World, start: Moment, moment: Moment) -> tuple[Climbed, ...]:
    """Every step between two days, with the knowledge of the later one.

    Parameters
    ----------
    case
        Gives the acts.
    world
        Its wedges are counted on this.
    start, moment
        From the one to the other. On one day the first side comes first, then what concerns others, then the second.
    """
    ledger, (one, two) = case.ledger, case.sides
    records = [r for r in (*ledger.measures, *ledger.repeals, *ledger.stackings) if r.known <= moment.as_of]
    days = {r.effective for r in records} | {m.end for m in ledger.measures if m.end is not None}
    current = ledger.wedges(world, on=start.on, as_of=start.as_of)
    found: list[Climbed] = []
    for day in sorted(day for day in days if start.on < day <= moment.on):
        wanted = ledger.wedges(world, on=day, as_of=moment.as_of)
        for by, on in ((one, two), (ELSEWHERE, ""), (two, one)):
            before = mean_tariff(world, current, by, on, case.sides)
            after = mean_tariff(world, wanted, by, on, case.sides)
            if abs(after - before) < (NOTICED if on else NOTICED_ELSEWHERE):
                continue
            mine = in_pair(world, by, on) if on else ~(in_pair(world, one, two) | in_pair(world, two, one))
            cube = np.where(mine[:, :, None], wanted["tariff"].values, current["tariff"].values)
            current = current.assign(tariff=(current["tariff"].dims, cube))
            label = f"{by} on {on}" if on else ELSEWHERE
            found.append(Climbed(day, by, on, before, after, Step(f"{day} {label}", by, current)))
    return tuple(found)


def name_of(model: LongRun | ShortRun) -> str:
    """The model and its months."""
    if isinstance(model, LongRun):
        return "long run"
    return f"short run, {model.horizon_months:g} months"


def in_pair(world: World, importer: str, exporter: str) -> np.ndarray:
    """(N, N) true for the cell of one pair."""
    found = np.zeros((len(world.regions),) * 2, dtype=bool)
    found[world.regions.index(importer), world.regions.index(exporter)] = True
    return found


def mean_tariff(world: World, data: xr.Dataset, by: str, on: str, sides: Sequence[str]) -> float:
    """Mean tariff on a pair's goods with base trade as weights; without ``on``, on all trade not between the sides."""
    flows = np.where(np.array(world.goods), world.flows, 0.0)
    if on:
        chosen = in_pair(world, by, on)
    else:
        chosen = ~np.eye(len(world.regions), dtype=bool)
        chosen &= ~(in_pair(world, *sides) | in_pair(world, *reversed(sides)))
    weights: FloatArray = flows[chosen]
    return float(np.average(data["tariff"].values[chosen], weights=weights)) if weights.any() else 0.0


def typical_rate(case: Case, importer: str, exporter: str, moment: Moment) -> float:
    """Rate in law on the typical dollar of goods, a share: the median over product lines with import values as weights.

    Where most goods bear the headline rate it is that rate with what else is levied on the product in the middle,
    whatever is exempt.
    """
    total = case.ledger.stack(importer, exporter, moment).total
    weights = case.ledger.trade(importer, exporter)
    if not weights.any():
        return float(np.median(total))
    order = np.argsort(total)
    below = np.cumsum(weights[order]) / weights.sum()
    return float(total[order][min(int(np.searchsorted(below, 0.5)), total.size - 1)])
