"""Solved draws of the game, from the prior and from where a record says the parameters are.

Draws are made once; a record then only weighs them. Letters: z parameters as standard normal numbers, q density of the
mixture that the draws came from, w weights, h a power of the likelihood. The first part of a bank fills the prior; each
later one is drawn from a Student t about the mean under a higher power h, so that the bank serves early days, which
know little, and late ones (adaptive multiple importance sampling: Cornuet, Marin, Mira and Robert 2012).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp

from detente.diplomacy.timing.attrition import Stakes, solve
from detente.diplomacy.timing.filtering import Reader, read_history
from detente.diplomacy.timing.history import History
from detente.diplomacy.timing.priors import NAMES, draw, from_normal, log_density
from detente.diplomacy.timing.psis import effective, smoothed_weights

__all__ = ["Bank", "build_bank", "reader_of"]

Floats = npt.NDArray[np.float64]
FIRST = 768
"""Draws of the prior."""
LATER = ((0.1, 256), (0.3, 384), (0.6, 384))
"""h of each later part, below one so that enough draws count for a mean and a spread, and its draws."""
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
    on_progress: Callable[[str], None] | None = None,
) -> Bank:
    """Make a bank.

    Parameters
    ----------
    stakes
        Losses at each rung.
    past
        Record near whose posterior later draws go; None: draws of the prior alone. It changes how well weights work,
        not what they say.
    first
        Draws of the prior.
    on_progress
        Called with a sentence after each part.
    """
    # Half a second to import, and only a new bank needs it.
    from scipy.stats import multivariate_t

    z = draw(first, SEED)
    bank = Bank(stakes, z, log_density(z), _solve(stakes, z))
    parts: list[tuple[int, Callable[[Floats], Any]]] = [(first, log_density)]
    rng = np.random.default_rng(SEED)
    if past is None:
        return bank
    for power, count in LATER:
        if on_progress is not None:
            on_progress(f"{len(bank.z)} games solved")
        log_l = read_history(reader_of(bank), past).steps.sum(axis=0)
        w, _ = smoothed_weights(bank.log_prior() + power * log_l)
        mean = w @ bank.z
        spread = (bank.z - mean).T @ ((bank.z - mean) * w[:, None])
        # Few draws that count tell little of the spread, so it leans on the prior's.
        lean = 1.0 / (1.0 + effective(w) / len(NAMES))
        part = multivariate_t(mean, (1.0 - lean) * spread + lean * np.eye(len(NAMES)), FREEDOM)
        more = np.asarray(part.rvs(count, random_state=rng))
        parts.append((count, part.logpdf))
        both = np.concatenate([bank.z, more])
        each = np.stack([np.log(size) + density(both) for size, density in parts])
        log_q = logsumexp(each, axis=0) - np.log(len(both))
        bank = Bank(stakes, both, log_q, np.concatenate([bank.values, _solve(stakes, more)], axis=2))
    return bank


def _solve(stakes: Stakes, z: Floats) -> npt.NDArray[np.float32]:
    theta = from_normal(z).T.astype(np.float32)
    parts = [
        solve(stakes, np.ascontiguousarray(theta[:, at : at + BLOCK]), WEEKS) for at in range(0, theta.shape[1], BLOCK)
    ]
    return np.concatenate(parts, axis=2).astype(np.float32)
