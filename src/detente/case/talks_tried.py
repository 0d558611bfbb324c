"""How the chances of a model fared on days of rounds of the record that it had not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
import numpy.typing as npt

from detente.diplomacy.timing.stack import Point

__all__ = ["TRIED_DAYS", "Tried", "tried"]

Floats = npt.NDArray[np.float64]
TRIED_DAYS = 30


@final
@dataclass(frozen=True, slots=True)
class Tried:
    """Chances of a meeting within 30 days on days that were not used to fit, and what followed.

    Nothing that was announced is counted in: this is the skill of the models alone.

    Attributes
    ----------
    days
        Number of days asked.
    mean, low, high
        Mean, smallest and largest chance said.
    met
        Share of the days that a meeting followed.
    score
        Mean log score over rounds and all horizons; 0 is perfect.
    """

    days: int
    mean: float
    low: float
    high: float
    met: float
    score: float


def tried(asked: Sequence[Point], said: Sequence[Floats], scores: Floats) -> Tried | None:
    """Set the chances of one model beside what followed.

    Parameters
    ----------
    asked
        Days.
    said
        For each day an array (90,): chance of a meeting within 1..90 days.
    scores
        Mean log score in each round.

    Returns
    -------
    Tried or None
        None if the 30 days of none are over.
    """
    over = [(point, p) for point, p in zip(asked, said, strict=True) if point.seen >= TRIED_DAYS]
    if not over:
        return None
    chance = np.array([p[TRIED_DAYS - 1] for _, p in over])
    met = np.array([point.until is not None and point.until <= TRIED_DAYS for point, _ in over], dtype=float)
    return Tried(
        days=len(over),
        mean=float(chance.mean()),
        low=float(chance.min()),
        high=float(chance.max()),
        met=float(met.mean()),
        score=float(scores.mean()),
    )
