"""The chance of a meeting by each day, from daily chances that depend on condition and age.

Letters: m meets, l leaves (a breakdown), n draws, K cohorts by day of entry, g days without a record.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

__all__ = ["Daily", "Days", "meet_by"]

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]
Daily = Callable[[bool, Days, Days], tuple[Floats, Floats]]
"""Condition (apart or not), ages and days since the record ended -> chances (n, *shape) to meet and to break up today.

Ages have any shape; days since the record ended have the same, or one that broadcasts to it.
"""


def meet_by(daily: Daily, draws: int, *, apart: bool, age: int, gap: int, days: int) -> Floats:
    """Chance that principals meet within each number of days.

    During the gap nothing is known: they may meet, break up and meet again, and each of these restarts the age. From
    the day of the forecast on, the first meeting counts.

    Parameters
    ----------
    daily
        Daily chances.
    draws
        Draws n that ``daily`` answers for.
    apart, age
        Condition at the end of the record and its days so far.
    gap
        Days from the end of the record to the forecast.
    days
        Longest horizon.

    Returns
    -------
    ndarray
        Shape (n, days): chance of a meeting within 1, 2, ... days, not falling along a row.
    """
    if gap == 0:
        return _direct(daily, apart=apart, age=age, days=days)
    mass = np.zeros((2, draws, gap + days + 1))
    mass[int(apart), :, 0] = 1.0
    met = np.zeros((draws, days))
    for t in range(gap + days):
        ages = t - np.arange(t + 1)
        ages[0] += age
        fresh = np.zeros((2, draws))
        for condition in (0, 1):
            if not mass[condition].any():
                continue
            now = mass[condition, :, : t + 1]
            m, leave = daily(bool(condition), ages, np.array(t))
            hit = now * m
            gone = (now - hit) * leave
            mass[condition, :, : t + 1] = now - hit - gone
            if t < gap:
                fresh[0] += hit.sum(axis=1)
            else:
                met[:, t - gap] += hit.sum(axis=1)
            fresh[1] += gone.sum(axis=1)
        mass[:, :, t + 1] = fresh
    return np.clip(np.cumsum(met, axis=1), 0.0, 1.0)


def _direct(daily: Daily, *, apart: bool, age: int, days: int) -> Floats:
    """The same without a gap, where at most one breakdown lies before the meeting that counts: no loop over days."""
    t = np.arange(days)
    m, leave = daily(apart, age + t, t)
    stay = np.cumprod((1.0 - m) * (1.0 - leave), axis=1)
    before = np.concatenate([np.ones((len(m), 1)), stay[:, :-1]], axis=1)
    met = np.cumsum(before * m, axis=1)
    if apart:
        return np.clip(met, 0.0, 1.0)
    broke = before * (1.0 - m) * leave
    # Cohorts by day of breakdown, each from the next day on: only the pairs of days that come about are asked for.
    entry, at = np.triu_indices(days, 1)
    broken = True
    later, _ = daily(broken, at - entry - 1, at)
    still = np.ones((len(m), days, days))
    still[:, entry, at] = 1.0 - later
    np.cumprod(still, axis=2, out=still)
    met += broke.sum(axis=1)[:, None] - np.einsum("nk,nkt->nt", broke, still)
    return np.clip(met, 0.0, 1.0)
