"""Packages of levers: every combination of their steps, and payoffs that a few solves teach.

Equation numbers refer to docs/explanation/deals.md.
"""

# M packages, K levers, S scalars; T combinations of the joint levers; B terms of the polynomial

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import final

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.core.errors import DataError, LabelError
from detente.core.labels import close_name

__all__ = ["Menu", "Surrogate", "learn", "pareto"]

IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]


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
    """Scalars of an equilibrium for every package, learned from some (eq. 2).

    The levers that interact most, the *joint* ones, are solved in every combination. Each step of any other lever adds
    an effect that is a polynomial in two coordinates of the joint levers, the mean logs of the tariffs, through what it
    does at some anchors; pairs of other levers add what they do together beyond their sum at the middle anchor.

    Attributes
    ----------
    menu, joint
        All levers, and the positions of the joint ones.
    table
        (T, S) scalars of every combination of the joint levers, the others as they stand.
    basis
        (T, B) terms of the polynomial.
    effects
        By other lever and step: (B, S) coefficients.
    pairs
        By two other levers: (steps, steps, S) what they add together.
    solves
        Packages solved.
    """

    menu: Menu
    joint: tuple[int, ...]
    table: FloatArray
    basis: FloatArray
    effects: Mapping[int, tuple[FloatArray, ...]]
    pairs: Mapping[tuple[int, int], FloatArray]
    solves: int

    def at(self, digits: IntArray) -> FloatArray:
        """(M, S) scalars of packages given by their steps (M, K)."""
        shape = tuple(self.menu.shape[k] for k in self.joint)
        row = np.ravel_multi_index(tuple(digits[:, k] for k in self.joint), shape)
        found = self.table[row]
        for k, steps in self.effects.items():
            effect = np.stack([self.basis @ weights for weights in steps])
            found = found + effect[digits[:, k], row]
        for (k, m), together in self.pairs.items():
            found = found + together[digits[:, k], digits[:, m]]
        return np.asarray(found)


def learn(
    menu: Menu,
    joint: Sequence[int],
    coordinates: FloatArray,
    solve: Callable[[IntArray], FloatArray],
    *,
    anchors: int = 9,
) -> Surrogate:
    """Solve the packages that teach all others.

    Parameters
    ----------
    menu, joint
        All levers, and the positions of those solved in every combination.
    coordinates
        (T, 2) mean log tariffs of every combination of the joint levers.
    solve
        (K,) steps to (S,) scalars.
    anchors
        9: effects of other steps are quadratic in the coordinates, and pairs are asked for; 4: they are bilinear.

    Raises
    ------
    DataError
        If ``anchors`` is neither.
    """
    if anchors not in (4, 9):
        raise DataError(f"anchors={anchors}: use 9, or 4 for a coarse fit.")
    shape = tuple(menu.shape[k] for k in joint)
    count = int(np.prod(shape, dtype=np.int64))
    places = np.stack(np.unravel_index(np.arange(count), shape), axis=-1) if shape else np.zeros((1, 0), np.intp)
    others = [k for k in range(len(menu.shape)) if k not in joint]

    def package(row: int, moved: Mapping[int, int]) -> IntArray:
        digits = np.zeros(len(menu.shape), np.intp)
        digits[list(joint)] = places[row]
        for k, step in moved.items():
            digits[k] = step
        return digits

    table = np.stack([solve(package(row, {})) for row in range(count)])
    spread = np.ptp(coordinates, axis=0)
    z = (coordinates - coordinates.min(axis=0)) / np.where(spread > 0.0, spread, 1.0)
    ends = (0.0, 0.5, 1.0) if anchors == 9 else (0.0, 1.0)
    at = np.unique([int(((z - (a, b)) ** 2).sum(axis=1).argmin()) for a in ends for b in ends])
    u, c = z.T
    terms = [np.ones(count), u, c, u * c, u**2, c**2][: 6 if anchors == 9 else 4]
    basis = np.stack(terms, axis=1)
    inverse = np.linalg.pinv(basis[at])
    effects: dict[int, tuple[FloatArray, ...]] = {}
    solved = count
    for k in others:
        steps = [np.zeros((basis.shape[1], table.shape[1]))]
        for step in range(1, menu.shape[k]):
            gaps = np.stack([solve(package(row, {k: step})) - table[row] for row in at])
            solved += len(at)
            steps.append(inverse @ gaps)
        effects[k] = tuple(steps)
    pairs: dict[tuple[int, int], FloatArray] = {}
    middle = int(((z - 0.5) ** 2).sum(axis=1).argmin())
    for k, m in combinations(others, 2) if anchors == 9 else ():
        together = np.zeros((menu.shape[k], menu.shape[m], table.shape[1]))
        for one in range(1, menu.shape[k]):
            for two in range(1, menu.shape[m]):
                alone = basis[middle] @ (effects[k][one] + effects[m][two])
                together[one, two] = solve(package(middle, {k: one, m: two})) - table[middle] - alone
                solved += 1
        pairs[k, m] = together
    return Surrogate(menu, tuple(joint), table, basis, effects, pairs, solved)


def pareto(one: FloatArray, two: FloatArray) -> IntArray:
    """Positions of points that no other point beats in both coordinates, best for ``one`` first."""
    order = np.lexsort((-two, -one))
    best = np.maximum.accumulate(two[order])
    first = np.r_[True, two[order][1:] > best[:-1]]
    return np.asarray(order[first], dtype=np.intp)
