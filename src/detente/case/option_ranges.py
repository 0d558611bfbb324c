"""How far the key figures of "What could they do" move with the elasticities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import final

import numpy as np
import xarray as xr
from scipy.interpolate import CubicSpline

from detente.case.lever_effects import neighbours
from detente.core.arrays import FloatArray
from detente.core.errors import DetenteError
from detente.economy.elasticities import resolve_elasticity
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.strategy.curves import FINE, RATES, ground, peak, valued
from detente.strategy.game import TariffGame
from detente.strategy.ladder import past_turning
from detente.strategy.objectives import RealIncome, Revenue
from detente.strategy.stage import Stage, Visit
from detente.world.aggregate import aggregate, aggregate_wedges
from detente.world.world import World

__all__ = ["BEST", "COST", "PEAK", "TURNING", "WHOLE", "Ranged", "elasticity_ranges"]

PEAK = "rate with the highest revenue, the other as on the day"
BEST = "best rate for real income, the other at its old rates"
COST = "real income given up by the rate in force, the other at its old rates"
TURNING = "rate from which one more point costs the sender more, the other at its old rates"
WHOLE = "real income lost by all measures since the baseline"
NAMED = ("cp", "gyy")
"""Sets that are tried where the world has them."""
FACTORS: Mapping[str, float] = {"fgo halved": 0.5, "fgo doubled": 2.0}


@final
@dataclass(frozen=True, slots=True)
class Ranged:
    """One figure of one side under several sets of elasticities.

    Attributes
    ----------
    player, model, what
        Whose, which model, and one of the figures named above.
    values
        Set of elasticities -> value, a share; infinity where there is no such rate up to the highest one read.
    """

    player: str
    model: str
    what: str
    values: Mapping[str, float]


def elasticity_ranges(
    world: World,
    sides: tuple[str, str],
    before: xr.Dataset,
    now: xr.Dataset,
    rates: Mapping[str, tuple[float, float]],
    months: float,
) -> tuple[Ranged, ...]:
    """Key figures of either side under several sets, where economies far from the two are one.

    Parameters
    ----------
    world, sides
        The economy and the two sides.
    before, now
        Wedges of the baseline, from which payoffs count, and of the day.
    rates
        Side -> its old mean tariff on the other and the one in force, shares.
    months
        Of the short run.
    """
    groups = neighbours(world, sides)
    small = aggregate(world, groups)
    old, new = (aggregate_wedges(world, day, groups) for day in (before, now))
    central = resolve_elasticity("fgo", small).values if "fgo" in small.elasticities else None
    sets: dict[str, str | FloatArray] = {name: name for name in ("fgo", *NAMED) if name in small.elasticities}
    if central is not None:
        sets |= {name: central * factor for name, factor in FACTORS.items()}
    models: dict[str, Callable[[str | FloatArray], LongRun | ShortRun]] = {
        "long run": lambda given: LongRun(elasticity=given),
        f"short run, {months:g} months": lambda given: ShortRun(given, horizon_months=months),
    }
    found: dict[tuple[str, str, str], dict[str, float]] = {}
    for model, make in models.items():
        for name, given in sets.items():
            try:
                stage = ground(TariffGame(small, make(given), players=sides, instruments="uniform", base=old), new)
                read = {key: value for side in sides for key, value in _figures(stage, side, sides, rates).items()}
            except DetenteError:
                continue
            for (side, what), value in read.items():
                found.setdefault((side, model, what), {})[name] = value
    return tuple(Ranged(side, model, what, values) for (side, model, what), values in found.items())


def _figures(
    stage: Stage, side: str, sides: tuple[str, str], rates: Mapping[str, tuple[float, float]]
) -> dict[tuple[str, str], float]:
    """Every figure of one side under one set."""
    (other,) = (name for name in sides if name != side)
    calm = _line(stage, side, other, rates[other][0])
    hot = _line(stage, side, other, rates[other][1])
    own, theirs = ([valued(there, RealIncome(), name) for there in calm] for name in (side, other))
    revenue = [valued(there, Revenue(), side) for there in hot]
    best = peak(RATES, np.array(own))
    x = np.log1p(np.array(RATES))
    line = CubicSpline(x, own)
    at = float(line(np.log1p(min(rates[side][1], RATES[-1]))))
    fine = np.linspace(x[0], x[-1], FINE)
    past = past_turning(line.derivative()(fine), CubicSpline(x, theirs).derivative()(fine))
    top = peak(RATES, np.array(revenue))
    whole = valued(stage.visit({}, hot[-1]), RealIncome(), side)
    return {
        (side, PEAK): np.inf if top.at_end else top.rate,
        (side, BEST): best.rate,
        (side, COST): best.value - at,
        (side, TURNING): float(np.expm1(fine[past.argmax()])) if past.any() else np.inf,
        (side, WHOLE): -float(np.expm1(whole)),
    }


def _line(stage: Stage, side: str, other: str, rate: float) -> list[Visit]:
    """Equilibria along a side's uniform rates, the other's given."""
    found: list[Visit] = []
    stands = np.array([np.log1p(rate)])
    for mine in RATES:
        moves = {side: np.array([np.log1p(mine)]), other: stands}
        found.append(stage.visit(moves, found[-1] if found else None))
    return found
