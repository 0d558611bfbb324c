"""Biproportional balancing (RAS) of a matrix to given row and column sums."""

from __future__ import annotations

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import CheckFailed

__all__ = ["balance"]

ROUNDS = 20_000


def balance(seed: FloatArray, rows: FloatArray, columns: FloatArray, tolerance: float = 1e-11) -> FloatArray:
    """Scale rows and columns in turn until both margins hold; zeros stay zero.

    The result is the matrix with these margins that is closest to the seed in relative entropy.

    Parameters
    ----------
    seed
        (R, C) not negative.
    rows, columns
        (R,) and (C,) margins, not negative, of equal sum (the columns are scaled to the rows' sum).
    tolerance
        Largest gap of a row, relative to the sum of all.

    Returns
    -------
    numpy.ndarray
        (R, C) matrix.

    Raises
    ------
    CheckFailed
        If the margins are not reached: some margin has no positive seed.
    """
    total = float(rows.sum())
    if total <= 0:
        return np.zeros_like(seed)
    target = columns * (total / columns.sum())
    matrix = seed.copy()
    gap = np.inf
    for _ in range(ROUNDS):
        sums = matrix.sum(axis=0)
        matrix *= np.divide(target, sums, out=np.zeros_like(sums), where=sums > 0)
        sums = matrix.sum(axis=1)
        gap = float(np.abs(sums - rows).max()) / total
        if gap <= tolerance:
            return matrix
        matrix *= np.divide(rows, sums, out=np.zeros_like(sums), where=sums > 0)[:, None]
    raise CheckFailed(f"balancing stopped {gap:.1e} away from its margins; a margin has no positive seed.")
