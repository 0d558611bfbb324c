"""Solved draws of the game, from the prior and from where a record says the parameters are.

Draws are made once; a record then only weighs them. Letters: z parameters as standard normal numbers, q density of the
mixture that the draws came from, w weights, h power of the likelihood. Two thirds of a bank fill the prior; the rest is
drawn from a Student t about the weighted mean, so that the bank serves early days, which know little, and late ones.

The power h is below one because a record's meetings come in rounds and tell much of the same news; the posterior is
the coarsened one of Miller and Dunson (2019).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np
import numpy.typing as npt
from scipy.stats import multivariate_t

from detente.diplomacy.timing.attrition import Stakes, solve
from detente.diplomacy.timing.filtering import Reader, read_history
from detente.diplomacy.timing.history import History
from detente.diplomacy.timing.priors import NAMES, draw, from_normal, log_density
from detente.diplomacy.timing.psis import effective, smoothed_weights

__all__ = ["POWER", "Bank", "build_bank", "reader_of"]

Floats = npt.NDArray[np.float64]
FIRST, SECOND = 1024, 512
"""Draws of the prior, and about the weighted mean."""
POWER = 0.3
"""h."""
WEEKS = 52
"""Horizon of the game in the bank."""
BLOCK = 64
FREEDOM = 5
SEED = 20250512


@final
@dataclass(frozen=True, slots=True)
class Bank:
    """Draws with their solutions.

    Attributes
    ----------
    stakes
        Losses at each rung.
    z
        Shape (n, parameters).
    log_q
        Shape (n,): log density of the mixture they came from.
    values
        Shape (500, 2, n).
    """

    stakes: Stakes
    z: Floats
    log_q: Floats
    values: npt.NDArray[np.float32]

    def theta(self) -> Floats:
        """Parameters: shape (parameters, n)."""
        return np.ascontiguousarray(from_normal(self.z).T)

    def log_prior(self) -> Floats:
        """Log density of the prior over that of the mixture: shape (n,)."""
        return log_density(self.z) - self.log_q


def reader_of(bank: Bank, picked: npt.NDArray[np.intp] | None = None) -> Reader:
    """A reader of records with all draws, or with some."""
    theta, values = bank.theta(), bank.values.astype(np.float64)
    if picked is not None:
        theta, values = np.ascontiguousarray(theta[:, picked]), np.ascontiguousarray(values[:, :, picked])
    return Reader(bank.stakes, theta, values, {})


def build_bank(
    stakes: Stakes,
    past: History | None,
    *,
    first: int = FIRST,
    second: int = SECOND,
    on_progress: Callable[[str], None] | None = None,
) -> Bank:
    """Make a bank.

    Parameters
    ----------
    stakes
        Losses at each rung.
    past
        Record near whose posterior the second part goes; None: draws of the prior alone. It changes how well weights
        work, not what they say.
    first, second
        Draws of the prior, and of the second part.
    on_progress
        Called with a sentence after each part.
    """
    z = draw(first, SEED)
    log_q = log_density(z)
    bank = Bank(stakes, z, log_q, _solve(stakes, z))
    if on_progress is not None:
        on_progress(f"{first} games of the prior solved")
    if past is None or not second:
        return bank
    w, _ = smoothed_weights(POWER * read_history(reader_of(bank), past).steps.sum(axis=0))
    mean = w @ z
    spread = (z - mean).T @ ((z - mean) * w[:, None])
    # Few draws that count tell little of the spread, so it leans on the prior's.
    lean = 1.0 / (1.0 + effective(w) / len(NAMES))
    part = multivariate_t(mean, (1.0 - lean) * spread + lean * np.eye(len(NAMES)), FREEDOM)
    more = np.asarray(part.rvs(second, random_state=np.random.default_rng(SEED)))
    both = np.concatenate([z, more])
    log_q = np.logaddexp(np.log(first) + log_density(both), np.log(second) + part.logpdf(both)) - np.log(len(both))
    values = np.concatenate([bank.values, _solve(stakes, more)], axis=2)
    if on_progress is not None:
        on_progress(f"{second} games near the record solved")
    return Bank(stakes, both, log_q, values)


def _solve(stakes: Stakes, z: Floats) -> npt.NDArray[np.float32]:
    theta = from_normal(z).T.astype(np.float32)
    parts = [
        solve(stakes, np.ascontiguousarray(theta[:, at : at + BLOCK]), WEEKS) for at in range(0, theta.shape[1], BLOCK)
    ]
    return np.concatenate(parts, axis=2).astype(np.float32)
