"""Agreements that nobody has to enforce: what cheating gains today against what it loses from tomorrow on.

Equation numbers refer to docs/explanation/deals.md.
"""

# delta discount factor over the time until cheating is seen; agree, cheat, war payoffs per period

from __future__ import annotations

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import DataError

__all__ = ["critical_delta", "holding_margin", "over_lag"]


def critical_delta(agree: float | FloatArray, cheat: float | FloatArray, war: float | FloatArray) -> FloatArray:
    """Lowest discount factor at which a side keeps its word (eq. 6).

    Parameters
    ----------
    agree, cheat, war
        Payoffs per period: both keep the agreement; the side goes back on it while the other still keeps it; after
        the breakdown.

    Returns
    -------
    numpy.ndarray
        (cheat - agree) / (cheat - war); 0 where cheating gains nothing, infinity where breakdown is no loss.
    """
    a, c, w = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in (agree, cheat, war)))
    tempted = c > a
    feared = a > w
    ratio = np.divide(c - a, c - w, out=np.zeros_like(a), where=tempted & feared)
    return np.asarray(np.where(tempted & ~feared, np.inf, ratio))


def holding_margin(
    agree: float | FloatArray, cheat: float | FloatArray, war: float | FloatArray, delta: float | FloatArray
) -> FloatArray:
    """What keeping an agreement is worth more than breaking it (eq. 5): it holds where this is not negative.

    Parameters
    ----------
    agree, cheat, war
        As in :func:`critical_delta`.
    delta
        Discount factor over the time until cheating is seen.
    """
    return np.asarray(agree - delta * np.asarray(war) - (1.0 - np.asarray(delta)) * cheat)


def over_lag(delta: float | FloatArray, quarters: float) -> FloatArray:
    """Discount factor over the time until cheating is seen and answered.

    Parameters
    ----------
    delta
        Discount factor of a quarter, survival of the government included.
    quarters
        That time; a clock that lapses by itself and a mechanism make it short.

    Raises
    ------
    DataError
        If the factor is not between 0 and 1, or the time not above zero.
    """
    values = np.asarray(delta, dtype=np.float64)
    if not ((values > 0.0) & (values < 1.0)).all() or not quarters > 0.0:
        raise DataError("give a discount factor between 0 and 1 and a time above zero.")
    return np.asarray(values**quarters)
