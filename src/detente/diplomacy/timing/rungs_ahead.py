"""Where the game of attrition takes the rung if nothing is agreed today.

Letters as in :mod:`~detente.diplomacy.timing.attrition`; K starts, T times, R rungs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from detente.diplomacy.timing.attrition import (
    ACTIONS,
    MOVES_PER_WEEK,
    RUNGS,
    SHAPE,
    SIZE,
    Circumstances,
    Stakes,
    choices,
    rules,
)
from detente.diplomacy.timing.priors import NAMES

__all__ = ["rungs_ahead"]

Numbers = npt.NDArray[np.floating]
STEPS = round(2.0 * MOVES_PER_WEEK)
"""Steps of a week."""


def rungs_ahead(stakes: Stakes, theta: Numbers, values: Numbers, starts: Numbers, weeks: Sequence[int]) -> Numbers:
    """Chance of each rung some weeks ahead, later meetings and what they take off included.

    What binds the choice of the day is taken as passing, as the values of the game take it.

    Parameters
    ----------
    stakes, theta, values
        Of the game, see :func:`~detente.diplomacy.timing.attrition.solve`.
    starts
        Shape (K, 500, D): chances of states today.
    weeks
        (T,) times, weeks from today, rising.

    Returns
    -------
    ndarray
        Shape (K, T, 5, D).
    """
    given = rules(stakes)
    half = np.float32(0.5) * choices(stakes, theta, values, np.arange(SIZE), Circumstances()).astype(np.float32)
    half = half.reshape(2, SIZE, len(ACTIONS), 1, -1)
    deal = theta[NAMES.index("deal")].astype(np.float32)
    plain, more = (csr_array(part.T).astype(np.float32) for part in (given.transitions, given.deal))
    count, _, draws = starts.shape
    rung = np.unravel_index(np.arange(SIZE), SHAPE)[0]
    member = (np.arange(RUNGS)[:, None] == rung).astype(np.float32)
    here = np.ascontiguousarray(starts.transpose(1, 0, 2), dtype=np.float32)
    found = np.empty((count, len(weeks), RUNGS, draws))
    at = 0
    for number, week in enumerate(weeks):
        while at < week * STEPS:
            flow = (half * here[None, :, None]).reshape(-1, count, draws)
            taken = (flow[given.meets] * deal).reshape(-1, count * draws)
            here = (plain @ flow.reshape(-1, count * draws) + more @ taken).reshape(SIZE, count, draws)
            at += 1
        found[:, number] = (member @ here.reshape(SIZE, -1)).reshape(RUNGS, count, draws).transpose(1, 0, 2)
    # Single precision loses a millionth or two on the way.
    return np.asarray(found / found.sum(axis=2, keepdims=True))
