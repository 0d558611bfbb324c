"""An announced meeting: the chance that it is held, and when; every model is joined with it.

p ~ Beta(9 + held, 1 + not held) over the announced meetings of the record. F(k) is the chance that a meeting which is
held has been held k days after the announcement: spread evenly over the days for which it was announced; where no day
was given, geometric with a mean of a week, cut at the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from detente.diplomacy.timing.waits import WINDOW, Announcement

__all__ = ["held_by", "with_announced"]

Floats = npt.NDArray[np.float64]
PRIOR = (9.0, 1.0)
MEAN_DAYS = 7.0


def held_by(seen: Sequence[Announcement], day: date, days: int, draws: int, seed: int) -> Floats | None:
    """Chance that an announced meeting is held within each number of days.

    Parameters
    ----------
    seen
        Announcements known on the day.
    day
        Day of the forecast.
    days
        Longest horizon.
    draws, seed
        Draws of the chance and their seed.

    Returns
    -------
    ndarray or None
        Shape (n, days); None if no announced meeting is still to come.
    """
    pending = [row for row in seen if row.held is None]
    if not pending:
        return None
    held = sum(row.held is True for row in seen)
    failed = sum(row.held is False for row in seen)
    p = np.random.default_rng(seed).beta(PRIOR[0] + held, PRIOR[1] + failed, draws)
    waited = (day - pending[-1].day).days
    within = _within(pending[-1], waited + days)
    left = 1.0 - within[waited]
    if left <= 0.0:
        return None
    # That they have not met yet speaks against it a little: Bayes on the chance that it is still to come.
    still = p * left / (p * left + 1.0 - p)
    timing = (within[waited + 1 :] - within[waited]) / left
    return np.asarray(still[:, None] * timing[None, :])


def _within(told: Announcement, days: int) -> Floats:
    """F after 0..days days."""
    passed = np.arange(days + 1)
    if told.days is None:
        geometric: Floats = 1.0 - (1.0 - 1.0 / MEAN_DAYS) ** np.minimum(passed, WINDOW)
        return geometric / (1.0 - (1.0 - 1.0 / MEAN_DAYS) ** WINDOW)
    first, last = ((one - told.day).days for one in told.days)
    return np.clip((passed - first + 1) / (last - first + 1), 0.0, 1.0)


def with_announced(by_model: Floats, announced: Floats | None) -> Floats:
    """Chances of a model and of an announced meeting, taken as independent ways to the table."""
    return by_model if announced is None else 1.0 - (1.0 - by_model) * (1.0 - announced)
