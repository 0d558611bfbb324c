"""Packages of levers: every combination of their steps, and payoffs that a few solves teach.

Equation numbers refer to docs/explanation/deals.md.
"""

# M packages, K levers, S scalars; T combinations of the joint levers; P, B terms of the polynomials; N packages solved

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import final

import numpy as np
import numpy.typing as npt
from scipy.linalg import qr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError, LabelError
from detente.core.labels import close_name

__all__ = ["Lesson", "Menu", "Surrogate", "lesson", "pareto"]

IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

MORE = 1.3
"""Combinations of joint levers that are solved, for each term that is learned."""
STANDS = 30.0
"""Weight of how things stand among them: everything is counted from there."""


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

    The levers that interact most, the *joint* ones, give a smooth function of a few coordinates. Each step of any other
    lever adds an effect that is a polynomial in the first two of them; pairs of other levers add what they do together
    beyond their sum at the middle.

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
    """

    menu: Menu
    joint: tuple[int, ...]
    table: FloatArray
    basis: FloatArray
    effects: Mapping[int, tuple[FloatArray, ...]]
    pairs: Mapping[tuple[int, int], FloatArray]

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


@final
@dataclass(frozen=True, slots=True)
class Lesson:
    """Which packages to solve, and how any scalar of theirs is carried to all others.

    Attributes
    ----------
    menu, joint
        As in :class:`Surrogate`.
    terms, basis
        (T, P) terms in which scalars are smooth over the joint levers, and (T, B) those of other levers' effects.
    rows
        (R,) combinations of the joint levers that are solved; the first is how things stand.
    anchors
        (A,) positions in ``rows`` at which steps of other levers are solved.
    pairs
        True: pairs of other levers are solved too.
    """

    menu: Menu
    joint: tuple[int, ...]
    terms: FloatArray
    basis: FloatArray
    rows: IntArray
    anchors: IntArray
    pairs: bool

    @property
    def packages(self) -> IntArray:
        """(N, K) steps of the packages to solve, in the order in which :meth:`fit` wants their scalars."""
        found = [self._package(row, {}) for row in self.rows]
        found += [self._package(self.rows[at], {k: step}) for k, step in self._steps() for at in self.anchors]
        found += [self._package(self.rows[self._middle], dict(pair)) for pair in self._both()]
        return np.array(found, dtype=np.intp)

    def fit(self, values: FloatArray) -> Surrogate:
        """Learn from the scalars (N, S) of :attr:`packages`; linear in them."""
        count = len(self.rows)
        table = values[:count]
        solved = dict(zip(self.rows.tolist(), table, strict=True))
        if count < len(self.terms):
            weight = np.ones(count)
            weight[0] = STANDS
            system = self.terms[self.rows] * weight[:, None]
            table = self.terms @ np.linalg.lstsq(system, table * weight[:, None], rcond=1e-10)[0]
        inverse = np.linalg.pinv(self.basis[self.rows[self.anchors]], rcond=1e-10)
        here = np.stack([solved[int(row)] for row in self.rows[self.anchors]])
        effects: dict[int, list[FloatArray]] = {
            k: [np.zeros((self.basis.shape[1], values.shape[1]))] for k in self._others()
        }
        at = count
        for k, _ in self._steps():
            effects[k].append(inverse @ (values[at : at + len(self.anchors)] - here))
            at += len(self.anchors)
        pairs: dict[tuple[int, int], FloatArray] = {}
        row = int(self.rows[self._middle])
        for (k, one), (m, two) in self._both():
            shape = (self.menu.shape[k], self.menu.shape[m], values.shape[1])
            together = pairs.setdefault((k, m), np.zeros(shape))
            alone = self.basis[row] @ (effects[k][one] + effects[m][two])
            together[one, two] = values[at] - solved[row] - alone
            at += 1
        return Surrogate(
            self.menu, self.joint, table, self.basis, {k: tuple(steps) for k, steps in effects.items()}, pairs
        )

    @property
    def _middle(self) -> int:
        """Position in ``rows`` of the anchor nearest to the mean of all."""
        near = ((self.basis[self.rows, 1:3] - self.basis[:, 1:3].mean(axis=0)) ** 2).sum(axis=1)
        return int(self.anchors[near[self.anchors].argmin()])

    def _others(self) -> list[int]:
        return [k for k in range(len(self.menu.shape)) if k not in self.joint]

    def _steps(self) -> list[tuple[int, int]]:
        return [(k, step) for k in self._others() for step in range(1, self.menu.shape[k])]

    def _both(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        return [(a, b) for a, b in combinations(self._steps(), 2) if a[0] != b[0]] if self.pairs else []

    def _package(self, row: int, moved: Mapping[int, int]) -> IntArray:
        digits = np.zeros(len(self.menu.shape), np.intp)
        shape = tuple(self.menu.shape[k] for k in self.joint)
        if shape:
            digits[list(self.joint)] = np.unravel_index(int(row), shape)
        for k, step in moved.items():
            digits[k] = step
        return digits


def lesson(menu: Menu, joint: Sequence[int], coordinates: FloatArray, *, degree: int = 5, fine: bool = True) -> Lesson:
    """Choose the packages that teach all others.

    Parameters
    ----------
    menu, joint
        All levers, and the positions of those whose effect is smooth in the coordinates.
    coordinates
        (T, C) coordinates of every combination of the joint levers, two at least. Scalars are a polynomial of
        ``degree`` in the first two and linear in the rest.
    degree
        Of that polynomial.
    fine
        True: effects of other steps are quadratic in the first two coordinates, and pairs are asked for; False: they
        are bilinear, and pairs are not.

    Raises
    ------
    DataError
        If the degree is below one.
    """
    if degree < 1:
        raise DataError(f"degree={degree}: use 1 or more.")
    spread = np.ptp(coordinates, axis=0)
    z = 2.0 * (coordinates - coordinates.min(axis=0)) / np.where(spread > 0.0, spread, 1.0) - 1.0
    u, c = z[:, 0], z[:, 1]
    a, b = (np.polynomial.chebyshev.chebvander(x, degree) for x in (u, c))
    columns = [a[:, p] * b[:, q] for p in range(degree + 1) for q in range(degree + 1 - p)]
    columns += [z[:, k] * with_ for k in range(2, z.shape[1]) for with_ in (np.ones_like(u), u, c)]
    terms = np.stack(columns, axis=1)
    basis = np.stack([np.ones_like(u), u, c, u * c, u**2, c**2][: 6 if fine else 4], axis=1)
    rows = _spread(terms, int(np.ceil(MORE * terms.shape[1])), first=0)
    anchors = _spread(basis[rows], basis.shape[1] + (2 if fine else 0))
    return Lesson(menu, tuple(joint), terms, basis, rows, anchors, fine)


def _spread(terms: FloatArray, count: int, first: int | None = None) -> IntArray:
    """Rows at which ``terms`` differ most, all if there are hardly more: pivots of a QR factorisation."""
    if count >= len(terms):
        return np.arange(len(terms), dtype=np.intp)
    chosen: list[int] = [] if first is None else [first]
    while len(chosen) < count:
        left = np.setdiff1d(np.arange(len(terms)), chosen)
        pivots = qr(terms[left].T, mode="r", pivoting=True)[1]
        chosen += [int(left[at]) for at in pivots[: min(terms.shape[1], count - len(chosen))]]
    return np.array(chosen, dtype=np.intp)


def pareto(one: FloatArray, two: FloatArray) -> IntArray:
    """Positions of points that no other point beats in both coordinates, best for ``one`` first."""
    order = np.lexsort((-two, -one))
    best = np.maximum.accumulate(two[order])
    first = np.r_[True, two[order][1:] > best[:-1]]
    return np.asarray(order[first], dtype=np.intp)
