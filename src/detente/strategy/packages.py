"""Packages of levers: every combination of their steps, and payoffs that a few solves teach.

Equation numbers refer to docs/explanation/deals.md.
"""

# M packages of the levers valued jointly, K levers, S scalars fitted; F terms of the fit; Q coordinates

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement
from typing import final

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.core.errors import DataError, LabelError
from detente.core.labels import close_name

__all__ = ["Menu", "Surrogate", "fit_surrogate", "pareto"]

IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

DEGREE = 5
"""Highest total power of the curved coordinates."""
RIDGE = 1e-7
"""Weight on the squares of coefficients, against columns that say the same."""


@final
@dataclass(frozen=True, slots=True)
class Menu:
    """Levers and their steps; a package takes one step of each.

    Attributes
    ----------
    steps
        Lever -> its steps, the first being how things stand. Packages are counted with the last lever fastest.
    """

    steps: Mapping[str, tuple[str, ...]]

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of steps of each lever."""
        return tuple(len(steps) for steps in self.steps.values())

    @property
    def count(self) -> int:
        """Number of packages."""
        return int(np.prod(self.shape, dtype=np.int64))

    def digits(self, rows: IntArray | None = None) -> IntArray:
        """(M, K) step of each lever in each package, counted from 0; all packages if ``rows`` is None."""
        chosen = np.arange(self.count) if rows is None else rows
        return np.stack(np.unravel_index(chosen, self.shape), axis=-1) if self.shape else np.zeros((1, 0), np.intp)

    def rows(self, digits: IntArray) -> IntArray:
        """(M,) numbers of packages from their steps (M, K)."""
        if not self.shape:
            return np.zeros(len(digits), np.intp)
        return np.asarray(np.ravel_multi_index(tuple(digits.T), self.shape), dtype=np.intp)

    def row(self, terms: Mapping[str, str]) -> int:
        """Number of the package of some terms; levers left out stay as they stand.

        Raises
        ------
        LabelError
            If a lever or a step is not on the menu.
        """
        digits = np.zeros((1, len(self.steps)), np.intp)
        names = tuple(self.steps)
        for lever, step in terms.items():
            if lever not in self.steps:
                raise LabelError(f'there is no lever "{lever}".{close_name(lever, names)}')
            if step not in self.steps[lever]:
                raise LabelError(f'lever "{lever}" has no step "{step}"; it has {", ".join(self.steps[lever])}.')
            digits[0, names.index(lever)] = self.steps[lever].index(step)
        return int(self.rows(digits)[0])

    def terms(self, row: int) -> dict[str, str]:
        """Terms of a package: the levers that move, with their steps."""
        digits = self.digits(np.array([row]))[0]
        return {lever: steps[digit] for (lever, steps), digit in zip(self.steps.items(), digits, strict=True) if digit}

    def among(self, lever: str, steps: Sequence[str], digits: IntArray) -> BoolArray:
        """(M,) True for packages whose step of ``lever`` is one of ``steps``."""
        at = tuple(self.steps).index(lever)
        return np.isin(digits[:, at], [self.steps[lever].index(step) for step in steps])


@final
@dataclass(frozen=True, slots=True)
class Surrogate:
    """Scalars of an equilibrium as polynomials of a package's coordinates (eq. 2).

    Attributes
    ----------
    curved
        Number of coordinates, the first ones, that enter with all powers up to a total of five; the others enter with
        their squares and in pairs with every coordinate.
    centre, scale
        (Q,) shift and scale of the coordinates.
    weights
        (F, S) coefficients.
    solves
        Equilibria behind the fit.
    """

    curved: int
    centre: FloatArray
    scale: FloatArray
    weights: FloatArray
    solves: int

    def at(self, coordinates: FloatArray) -> FloatArray:
        """(M, S) scalars at coordinates (M, Q)."""
        return np.asarray(_terms((coordinates - self.centre) / self.scale, self.curved) @ self.weights)


def fit_surrogate(coordinates: FloatArray, values: FloatArray, *, curved: int) -> Surrogate:
    """Fit scalars at solved packages: main effects and pairs in the coordinates (logs of wedges first).

    Parameters
    ----------
    coordinates
        (M, Q) coordinates of the solved packages, the ``curved`` ones first.
    values
        (M, S) what was solved there.
    curved
        Number of coordinates with higher powers.

    Raises
    ------
    DataError
        If there are fewer solved packages than terms.
    """
    centre = 0.5 * (coordinates.max(axis=0) + coordinates.min(axis=0))
    half = 0.5 * (coordinates.max(axis=0) - coordinates.min(axis=0))
    scale = np.where(half > 0.0, half, 1.0)
    terms = _terms((coordinates - centre) / scale, curved)
    if len(terms) < terms.shape[1]:
        raise DataError(f"{len(terms)} solved packages cannot teach {terms.shape[1]} terms; solve more.")
    gram = terms.T @ terms + RIDGE * len(terms) * np.eye(terms.shape[1])
    weights = np.linalg.solve(gram, terms.T @ values)
    return Surrogate(curved, centre, scale, np.asarray(weights, dtype=np.float64), len(values))


def _terms(z: FloatArray, curved: int) -> FloatArray:
    """(M, F) terms of the fit."""
    powers = range(DEGREE + 1)
    columns = [
        z[:, list(chosen)].prod(axis=1) for p in powers for chosen in combinations_with_replacement(range(curved), p)
    ]
    straight = range(curved, z.shape[1])
    columns += [z[:, q] ** power for q in straight for power in (1, 2)]
    columns += [z[:, q] * z[:, c] ** power for q in straight for c in range(curved) for power in (1, 2)]
    columns += [z[:, p] * z[:, q] for p, q in combinations(straight, 2)]
    return np.stack(columns, axis=1)


def pareto(one: FloatArray, two: FloatArray) -> IntArray:
    """Positions of points that no other point beats in both coordinates, best for ``one`` first."""
    order = np.lexsort((-two, -one))
    best = np.maximum.accumulate(two[order])
    first = np.r_[True, two[order][1:] > best[:-1]]
    return np.asarray(order[first], dtype=np.intp)
