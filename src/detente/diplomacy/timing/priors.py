"""Parameters of the game of attrition and what was thought of them before any look at the record.

All are log-normal but ``deal``, a chance, which is logit-normal. Draws come from a Sobol sequence through the quantile
function. Costs are in log-odds of a choice: divided by ``precision``, the log-odds that one war-week is worth, they are
war-weeks. So the prior says how often sides act, whatever the stakes weigh.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, ndtri

__all__ = ["NAMES", "PRIORS", "Prior", "draw", "from_normal", "log_density"]

Floats = npt.NDArray[np.float64]


@final
@dataclass(frozen=True, slots=True)
class Prior:
    """Prior of one parameter.

    Attributes
    ----------
    name
        Name in the tables.
    words
        What it is.
    median, spread
        Median, and standard deviation of the log (of the log-odds for a chance).
    """

    name: str
    words: str
    median: float
    spread: float


PRIORS = (
    Prior("precision", "weight of a war-week", 0.2, 0.6),
    Prior("horizon", "weeks that count: 1 over the discount rate", 20.0, 0.5),
    Prior("pain_a", "weight of pain, side a, war-weeks a week", 1.0, 0.5),
    Prior("pain_b", "weight of pain, side b, war-weeks a week", 1.0, 0.5),
    Prior("top", "blame at the top rung, war-weeks a week", 0.5, 0.6),
    Prior("inertia", "cost of doing anything", 5.0, 0.3),
    Prior("asking_a", "cost of asking, side a", 0.8, 0.8),
    Prior("asking_b", "cost of asking, side b", 0.8, 0.8),
    Prior("binding", "rise of that cost per unit of public commitment, a share", 0.5, 0.5),
    Prior("giving", "cost of a cut alone, beside that of asking", 3.0, 0.5),
    Prior("anger", "gain from answering a hostile move with one", 0.8, 0.6),
    Prior("courtesy", "gain from answering a soft move with one", 0.5, 0.6),
    Prior("format", "cost of asking while who may meet is in dispute", 0.8, 0.6),
    Prior("occasion", "gain of asking when an occasion offers", 0.5, 0.6),
    Prior("isolation", "gain of asking if all other markets talk with the rival, side b", 1.0, 0.8),
    Prior("deal", "chance that a meeting takes a rung off", 0.3, 0.6),
    Prior("other", "meetings a year for reasons outside the game", 1.0, 0.5),
    Prior("scene_a", "cost of a leaders' scene, side a", 0.2, 0.8),
    Prior("scene_b", "cost of a leaders' scene, side b", 0.5, 0.8),
)
NAMES = tuple(row.name for row in PRIORS)
CHANCES = np.array([row.name == "deal" for row in PRIORS])
MEDIANS = np.array([logit(row.median) if row.name == "deal" else np.log(row.median) for row in PRIORS])
SPREADS = np.array([row.spread for row in PRIORS])


def from_normal(z: Floats) -> Floats:
    """Parameters from standard normal numbers: shape (..., parameters) to the same."""
    x = MEDIANS + SPREADS * z
    return np.where(CHANCES, expit(x), np.exp(x))


def log_density(z: Floats) -> Floats:
    """Log density of the prior in the space of ``z``: shape (n, parameters) to (n,)."""
    return np.asarray(-0.5 * (z**2 + np.log(2.0 * np.pi)).sum(axis=1))


def draw(count: int, seed: int) -> Floats:
    """Standard normal numbers that fill the prior evenly: shape (count, parameters).

    Parameters
    ----------
    count
        Number of draws, best a power of two.
    seed
        Seed of the scrambling.
    """
    # Half a second to import, and only a new bank needs it.
    from scipy.stats import qmc

    found = qmc.Sobol(len(NAMES), seed=seed).random_base2(int(np.ceil(np.log2(count))))[:count]
    return np.asarray(ndtri(np.clip(found, 1e-9, 1.0 - 1e-9)))
