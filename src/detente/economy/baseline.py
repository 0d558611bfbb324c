"""What a monthly flow would be on its recent level: level, seasons, and how far such forecasts missed.

Equation numbers refer to docs/explanation/path-model.md.
"""

# z[m] log of a flow less calendar and measures; S[c] season of calendar month c; a smoothing of the level

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray

__all__ = ["Level", "growth_of", "level_of", "misses"]

SMOOTHING = 0.5
"""Weight of the latest month in the level; the best of 0.3, 0.5 and 1 for imports at origins of 2010 to 2016."""
MEMORY = 0.8
"""Weight of a season of one year before, relative to this year's."""
SPAN = 24
"""Months behind a level."""
YEARS, CARRIED = 7, 0.5
"""Growth of so many years is carried forward, by this share."""


@final
@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Level and seasons seen from one origin.

    Attributes
    ----------
    last
        Position of the last month used.
    level
        Smoothed level in logs, seasons taken out.
    growth
        Growth a month that is carried forward, in logs.
    season
        (12,) logs by position modulo 12; they sum to zero.
    """

    last: int
    level: float
    growth: float
    season: FloatArray

    def at(self, months: npt.NDArray[np.intp]) -> FloatArray:
        """Forecast for positions ``months`` (eq. 9): the level goes on, the seasons return."""
        return np.asarray(self.level + self.growth * (months - self.last + 0.5) + self.season[months % 12])


def level_of(z: FloatArray, last: int) -> Level:
    """Level and seasons from the months up to ``last`` (eq. 8).

    Parameters
    ----------
    z
        (M,) logs; NaN where a month is missing.
    last
        Position of the last month to use.
    """
    return _level(z, _around(z), last)


def _around(z: FloatArray) -> FloatArray:
    """(M,) deviation from the mean of the twelve months around; NaN where one of them is missing."""
    found = np.full(len(z), np.nan)
    weights = np.array([0.5, *[1.0] * 11, 0.5]) / 12.0
    found[6:-6] = z[6:-6] - np.convolve(z, weights, mode="valid")
    return found


def _level(z: FloatArray, around: FloatArray, last: int) -> Level:
    seen = np.arange(max(0, last - 5))
    deviation = around[seen]
    weight = np.where(np.isnan(deviation), 0.0, MEMORY ** ((last - seen) / 12.0))
    total = np.bincount(seen % 12, weight, 12)
    season = np.bincount(seen % 12, weight * np.nan_to_num(deviation), 12) / np.maximum(total, 1e-12)
    season -= season.mean()
    recent = np.arange(max(0, last + 1 - SPAN), last + 1)
    values = z[recent] - season[recent % 12]
    weight = np.where(np.isnan(values), 0.0, (1.0 - SMOOTHING) ** (last - recent))
    level = float(weight @ np.nan_to_num(values) / weight.sum())
    return Level(last, level, CARRIED * growth_of(z, last), season)


def growth_of(z: FloatArray, last: int) -> float:
    """Mean growth a month over the years before ``last``; zero where they are not known."""
    back = last - 12 * YEARS
    if back < 11:
        return 0.0
    now, then = z[last - 11 : last + 1], z[back - 11 : back + 1]
    both = ~(np.isnan(now) | np.isnan(then))
    return float((now - then)[both].mean() / (12 * YEARS)) if both.any() else 0.0


def misses(z: FloatArray, first: int, last: int, horizon: int) -> FloatArray:
    """(origins, horizon) outcome less forecast from every origin ``first`` to ``last``; NaN where one is missing.

    Parameters
    ----------
    z
        (M,) logs.
    first, last
        Positions of the first and last origin.
    horizon
        Months ahead.
    """
    around = _around(z)
    found = np.full((last + 1 - first, horizon), np.nan)
    for row, origin in zip(found, range(first, last + 1), strict=True):
        months = np.arange(origin + 1, min(origin + 1 + horizon, len(z)))
        if not np.isnan(z[origin]) and months.size:
            row[: months.size] = z[months] - _level(z, around, origin).at(months)
    return found
