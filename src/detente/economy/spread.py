"""Where the spread of draws comes from: kinds of uncertainty, and single assumptions.

Equations: docs/explanation/uncertainty.md.
"""

# Y one reading; C the combination of choices of a draw, M its models and S its scenario; x one assumption
# Var Y = E Var(Y|C) + E Var(E[Y|C] | S) + Var E[Y|S]: parameters, models, scenario (eq. 1)
# share of x, first order: Var E[Y|x] / Var Y (eq. 3)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, final

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.core.execute import stream

__all__ = ["KINDS", "Driver", "Kind", "Kinds", "drivers", "kinds"]

Kind = Literal["parameters", "models", "scenario"]
KINDS: tuple[Kind, ...] = ("parameters", "models", "scenario")
LEVELS = (0.5, 0.9)
BINS = 12
"""Equally filled bins of a drawn number; a bin holds at least ``FILLED`` draws."""
FILLED = 8
FITTED = 5
"""Draws for each part of a vector below which no fit is made."""
RESAMPLES = 100
SEED = 1

Groups = npt.NDArray[np.intp]


@final
@dataclass(frozen=True, slots=True)
class Kinds:
    """Bands of one reading.

    Attributes
    ----------
    variance
        Kind -> its part of the variance; they sum to the variance of all draws.
    bands
        ``all`` or kind -> lower and upper end of the central 50 and 90 %: (4,) lo50, hi50, lo90, hi90. Bands of
        single kinds are laid around the median of all draws.
    median
        Of all draws.
    """

    variance: Mapping[str, float]
    bands: Mapping[str, FloatArray]
    median: float


@final
@dataclass(frozen=True, slots=True)
class Driver:
    """What one assumption does to one reading: its first-order share of the variance, and the error of that."""

    name: str
    share: float
    error: float


def kinds(y: FloatArray, combination: Groups, scenario: Groups) -> Kinds:
    """Split the spread of a reading by kind (eq. 1 and 2).

    Parameters
    ----------
    y
        (draws,) the reading in draws that were solved.
    combination, scenario
        (draws,) which combination of choices and which scenario each draw has; a combination has one scenario.
    """
    cell = _means(y, combination)
    place = _means(cell, scenario)
    inside = _freedom(y - cell, combination)
    cells, places = np.unique(combination).size, np.unique(scenario).size
    nothing = np.zeros_like(y)
    parts: dict[str, FloatArray] = {
        "parameters": inside,
        "models": cell - place if cells > places else nothing,
        "scenario": place - place.mean() if places > 1 else nothing,
    }
    raw = {name: float(np.mean(part**2)) for name, part in parts.items()}
    # means of few draws move with the parameters; what they owe to them is not the models'
    noise = float(np.var(inside)) * (cells - places) / y.size
    raw["models"] = max(raw["models"] - noise, 0.0)
    total = sum(raw.values())
    scale = float(y.var()) / total if total > 0.0 else 0.0
    median = float(np.median(y))
    bands = {name: median + _ends(part - np.median(part)) for name, part in parts.items()}
    return Kinds({name: value * scale for name, value in raw.items()}, {"all": _ends(y), **bands}, median)


def drivers(
    y: FloatArray,
    picks: Mapping[str, Groups],
    numbers: Mapping[str, FloatArray],
    vectors: Mapping[str, FloatArray],
    combination: Groups,
) -> tuple[Driver, ...]:
    """First-order share of each assumption in the variance of a reading (eq. 3 to 5), largest first.

    Parameters
    ----------
    y
        (draws,) the reading.
    picks
        Choice -> (draws,) what was picked.
    numbers
        Name -> (draws,) number drawn.
    vectors
        Name -> (draws, parts) of assumptions that have many parts, such as one for each sector; their share is
        that of the best linear fit. Left out where draws are fewer than five for each part.
    combination
        (draws,) which combination of choices each draw has.

    Returns
    -------
    tuple of Driver
        Shares are estimates without bias: one that is zero may come out a little below.
    """
    fitted = {name: x for name, x in vectors.items() if y.size >= FITTED * x.shape[1]}

    def shares(rows: Groups) -> list[float]:
        z, total = y[rows], float(y[rows].var())
        if total <= 0.0:
            return [0.0] * (len(picks) + len(numbers) + len(fitted))
        # numbers are drawn apart from choices, so what choices do only blurs what numbers do
        inside = _freedom(z - _means(z, combination[rows]), combination[rows])
        part = float(inside.var()) / total
        found = [_between(z, group[rows]) for group in picks.values()]
        found += [part * _between(inside, _binned(x[rows])) for x in numbers.values()]
        return found + [part * _linear(inside, x[rows]) for x in fitted.values()]

    central = shares(np.arange(y.size))
    half = y.size // 2
    # halves without replacement: a resample with replacement repeats draws and would inflate the fits
    halves = np.array([shares(stream(SEED, k).permutation(y.size)[:half]) for k in range(RESAMPLES)])
    errors = halves.std(axis=0) * np.sqrt(half / y.size)
    names = (*picks, *numbers, *fitted)
    found = [Driver(*row) for row in zip(names, central, map(float, errors), strict=True)]
    return tuple(sorted(found, key=lambda driver: -driver.share))


def _means(y: FloatArray, groups: Groups) -> FloatArray:
    """(draws,) the mean of each draw's group."""
    _, group = np.unique(groups, return_inverse=True)
    return np.asarray((np.bincount(group, y) / np.bincount(group))[group])


def _freedom(deviation: FloatArray, groups: Groups) -> FloatArray:
    """Deviations from group means, widened for the mean that each group was given."""
    _, group, count = np.unique(groups, return_inverse=True, return_counts=True)
    n = count[group]
    return np.asarray(deviation * np.sqrt(n / np.maximum(n - 1.0, 1.0)))


def _ends(y: FloatArray) -> FloatArray:
    tails = [(1.0 - level) / 2.0 for level in LEVELS]
    return np.quantile(y, [end for tail in tails for end in (tail, 1.0 - tail)])


def _binned(x: FloatArray) -> Groups:
    bins = min(BINS, max(2, x.size // FILLED))
    rank = np.argsort(np.argsort(x, kind="stable"), kind="stable")
    return np.asarray(rank * bins // x.size, dtype=np.intp)


def _between(y: FloatArray, groups: Groups) -> float:
    """Variance between groups over all variance, less what chance alone would give (epsilon squared)."""
    total = float(y.var()) * y.size
    k = np.unique(groups).size
    if total <= 0.0 or k < 2 or y.size <= k:
        return 0.0
    within = float(((y - _means(y, groups)) ** 2).sum())
    return float(1.0 - within / (y.size - k) * (y.size - 1) / total)


def _linear(y: FloatArray, x: FloatArray) -> float:
    """Adjusted R squared of a linear fit."""
    n, p = x.shape
    z = y - y.mean()
    total = float(z @ z)
    if total <= 0.0 or n <= p + 1:
        return 0.0
    design = x - x.mean(axis=0)
    # normal equations: columns are independent draws, so their condition is good, and hundreds of fits are asked for
    rest = z - design @ np.linalg.lstsq(design.T @ design, design.T @ z, rcond=None)[0]
    return float(1.0 - float(rest @ rest) / (n - p - 1) * (n - 1) / total)
