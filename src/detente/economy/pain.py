"""The pain index: five harms on one scale, each relative to a stated year of harm.

A component of 100 is as bad as its reference; the total is the weighted mean. Equation:
docs/explanation/pressure.md, eq. 9.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from detente.core.arrays import FloatArray

__all__ = ["SCALES", "Scale", "months_until", "pain_points"]


@final
@dataclass(frozen=True, slots=True)
class Scale:
    """One harm: ``reference`` (a share) counts as 100 points before the weight; ``source`` says where it is from."""

    name: str
    reference: float
    weight: float
    source: str


SCALES = (
    Scale("real income lost", 0.026, 0.35, "real GDP of the United States fell by 2.6 % in 2009"),
    Scale("labour without work", 0.035, 0.35, "US unemployment rose by 3.5 points from 2008 to 2009"),
    Scale("consumer prices over wages", 0.08, 0.15, "US consumer prices rose by 8.0 % in 2022"),
    Scale("goods exports lost", 0.16, 0.10, "China's goods exports fell by 16 % in 2009"),
    Scale("exporters out of cash by day 30", 0.10, 0.05, "a tenth, assumed"),
)
"""The harms, in the order shown; the weights sum to one (assumptions ``pain-weights`` and ``pain-references``)."""


def pain_points(values: Mapping[str, float]) -> dict[str, float]:
    """Points of each component; they sum to the index (eq. 9).

    Parameters
    ----------
    values
        Name of a scale to the harm as a share. A gain counts as no harm.

    Raises
    ------
    KeyError
        If a scale has no value.
    """
    return {s.name: 100.0 * s.weight * max(values[s.name], 0.0) / s.reference for s in SCALES}


def months_until(months: Sequence[float], losses: FloatArray, threshold: float, limit: float) -> float:
    """Months until the cumulated loss passes a threshold (eq. 10).

    Parameters
    ----------
    months, losses
        Horizons in ascending order, and the loss of real income at each, as a share of a year's income a year; straight
        lines between, level before the first and after the last.
    threshold
        Share of a year's income.
    limit
        Returned if it is not passed by then.
    """
    grid = np.linspace(0.0, limit, round(8.0 * limit) + 1)
    rate = np.interp(grid, months, losses) / 12.0
    steps = (rate[1:] + rate[:-1]) / 2.0 * np.diff(grid)
    total = np.concatenate(([0.0], np.cumsum(steps)))
    passed = np.flatnonzero(total >= threshold)
    if not passed.size:
        return limit
    k = int(passed[0])
    return float(grid[k - 1] + (threshold - total[k - 1]) / (total[k] - total[k - 1]) * (grid[k] - grid[k - 1]))
