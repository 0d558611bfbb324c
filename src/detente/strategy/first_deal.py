"""The Nash bargain of every draw, among all packages: which deal comes first if both split what there is to gain.

Equation numbers refer to docs/explanation/deals.md.
"""

# A, B (M,) gains of the jointly valued part of each package in one draw, a, b (K,) of the other part

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.strategy.bargain import Payoffs, Worth

__all__ = ["NOBODY", "nash_packages"]

IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]
Single = npt.NDArray[np.float32]
Found = tuple[float, int, int, float, float]
"""Value of a package, its row and other part, and what both gain."""
NOBODY = -1
"""Place of a draw in which no package suits both."""
AT_ONCE = 64
"""Rows tried first, the most promising ones."""


def nash_packages(
    payoffs: Sequence[Payoffs],
    disagreement: tuple[FloatArray, FloatArray],
    weights: Sequence[float] = (0.5,),
) -> tuple[IntArray, FloatArray]:
    """The package that maximises ``tau ln(a) + (1 - tau) ln(b)`` in each draw, among all in the zone (eq. 3).

    Parameters
    ----------
    payoffs
        One set for each class of packages.
    disagreement
        By side: (D,) what the side has without an agreement.
    weights
        (T,) weights tau of the first side, above 0 and below 1.

    Returns
    -------
    tuple
        (T, D, 3) class, row and other part of the package, :data:`NOBODY` where the zone is empty; (T, D, 2) what both
        gain by it, face taken off.

    Raises
    ------
    DataError
        If a weight is not between 0 and 1.
    """
    if not all(0.0 < tau < 1.0 for tau in weights):
        raise DataError(f"weights {', '.join(map(str, weights))}: give numbers above 0 and below 1.")
    draws = disagreement[0].size
    place = np.full((len(weights), draws, 3), NOBODY, dtype=np.intp)
    gains = np.full((len(weights), draws, 2), np.nan)
    best = np.full((len(weights), draws), -np.inf)
    for number, part in enumerate(payoffs):
        parts = _Parts.of(part, disagreement)
        for d in range(draws):
            for t, found in enumerate(parts.best(d, weights, best[:, d])):
                if found is not None:
                    best[t, d], m, k, gains[t, d, 0], gains[t, d, 1] = found
                    place[t, d] = number, m, k
    return place, gains


@final
@dataclass(frozen=True, slots=True)
class _Parts:
    """Gains and tests of one class: rows (D, M) and what the other part adds (K, D)."""

    gain: tuple[Single, Single]
    added: tuple[FloatArray, FloatArray]
    tests: tuple[tuple[Single, FloatArray], ...]
    allowed: BoolArray

    @classmethod
    def of(cls, part: Payoffs, disagreement: tuple[FloatArray, FloatArray]) -> _Parts:
        gain = [_rows(part.surplus[i]) - _rows(part.face[i]) for i in (0, 1)]
        added = [part.surplus[i].added - part.face[i].added - disagreement[i] for i in (0, 1)]
        tests = [(_rows(worth), np.broadcast_to(-worth.added, added[0].shape)) for worth in part.home]
        if part.margin is not None:
            tests += [
                (_rows(worth), part.patience[i] * disagreement[i] - worth.added) for i, worth in enumerate(part.margin)
            ]
        return cls((gain[0], gain[1]), (added[0], added[1]), tuple(tests), part.allowed)

    def best(self, d: int, weights: Sequence[float], known: FloatArray) -> list[Found | None]:
        """By weight: the best package in a draw that beats the value known; None if there is none."""
        # What a row reaches with the part that suits each side best: rows that cannot beat what is known are left out.
        high = [gain[d] + added[:, d].max() for gain, added in zip(self.gain, self.added, strict=True)]
        alive = (high[0] > 0.0) & (high[1] > 0.0)
        for rows, asked in self.tests:
            alive &= rows[d] >= asked[:, d].min()
        left = np.flatnonzero(alive)
        logs = [np.log(side[left]) for side in high]
        return [
            self._best(d, tau, left, tau * logs[0] + (1.0 - tau) * logs[1], value)
            for tau, value in zip(weights, known.tolist(), strict=True)
        ]

    def _best(self, d: int, tau: float, rows: IntArray, reach: FloatArray, value: float) -> Found | None:
        found = None
        if rows.size > AT_ONCE:
            first = np.argpartition(-reach, AT_ONCE)[:AT_ONCE]
            found = self._among(d, tau, rows[first[reach[first] > value]], value)
            value = value if found is None else found[0]
        return self._among(d, tau, rows[reach > value], value) or found

    def _among(self, d: int, tau: float, m: IntArray, value: float) -> Found | None:
        """The best package with one of some rows, if it beats a value."""
        one, two = (gain[d, m][:, None] + added[:, d] for gain, added in zip(self.gain, self.added, strict=True))
        good = (one > 0.0) & (two > 0.0) & self.allowed[m]
        for worth, asked in self.tests:
            good &= worth[d, m][:, None] >= asked[:, d]
        if not good.any():
            return None
        there = np.full(good.shape, -np.inf)
        there[good] = tau * np.log(one[good]) + (1.0 - tau) * np.log(two[good])
        i, k = divmod(int(there.argmax()), there.shape[1])
        best = float(there[i, k])
        return (best, int(m[i]), k, float(one[i, k]), float(two[i, k])) if best > value else None


def _rows(worth: Worth) -> Single:
    """(D, M) worth of the jointly valued part."""
    return np.ascontiguousarray(worth.price.T, dtype=np.float32) @ worth.features.T.astype(np.float32)
