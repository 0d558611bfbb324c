"""How uncertain each sector's elasticity is: published standard errors where a set has them, else one assumption."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.draws import SPREAD
from detente.world.calibration.elasticities import SETS

__all__ = ["ERRORS", "WIDEST", "log_spread"]

ERRORS: Mapping[str, Mapping[int, tuple[float, float]]] = {
    "cp": {
        1: (9.11, 2.01), 2: (13.53, 3.67), 3: (2.62, 0.61), 4: (8.10, 1.28), 5: (11.50, 2.87),
        6: (16.52, 2.65), 7: (64.85, 15.61), 8: (3.13, 1.78), 9: (1.67, 2.23), 10: (2.41, 1.60),
        11: (3.28, 2.51), 12: (6.99, 2.12), 13: (1.45, 2.80), 14: (12.95, 4.53), 15: (12.91, 1.64),
        16: (3.95, 1.77), 17: (8.71, 1.56), 18: (1.84, 0.92), 19: (0.39, 1.08), 20: (3.98, 1.08),
    },
}  # fmt: skip
"""Set -> row of its table -> estimate and standard error (assumption ``elasticity-standard-errors``)."""
WIDEST = 0.6
"""Largest standard deviation of the log: estimates that are smaller than their errors say no more than that."""


def log_spread(name: str, sectors: tuple[str, ...]) -> FloatArray:
    """(sectors,) standard deviation of the log of each elasticity of a set.

    A sector that takes the mean of several rows gets the error of that mean, rows being independent.
    """
    spread = np.full(len(sectors), SPREAD)
    errors = ERRORS.get(name, {})
    for members, rows in SETS.get(name, ()) if errors else ():
        mean = sum(errors[row][0] for row in rows)
        error = np.sqrt(sum(errors[row][1] ** 2 for row in rows))
        for sector in members:
            if sector in sectors:
                spread[sectors.index(sector)] = min(WIDEST, np.sqrt(np.log1p((error / mean) ** 2)))
    return spread
