"""The game of attrition fitted: draws of a bank weighed by a record, and the forecast they make.

Letters: w weights, D draws that count, n draws asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import final

import numpy as np
import numpy.typing as npt

from detente.diplomacy.timing.attrition import ASK, OFFERED, Circumstances, Stakes
from detente.diplomacy.timing.bank import Bank, reader_of
from detente.diplomacy.timing.filtering import Filtered, Reader, read_history
from detente.diplomacy.timing.history import History
from detente.diplomacy.timing.meeting import DAYS_PER_STEP, meet_within, offered_by_first, walk_on
from detente.diplomacy.timing.priors import NAMES
from detente.diplomacy.timing.psis import effective, smoothed_weights
from detente.diplomacy.timing.waits import Origin, Wait

__all__ = ["Structural", "Weighed", "draw_games", "fit_structural", "weigh_bank"]

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.floating]
Ints = npt.NDArray[np.intp]


@final
@dataclass(frozen=True, slots=True)
class Weighed:
    """A bank weighed by a record.

    Attributes
    ----------
    bank
        The draws.
    weights
        Shape (draws,), summing to one.
    tail
        Shape of the tail of the weights; below 0.7 they can be used.
    count
        Draws that the weights are worth.
    """

    bank: Bank
    weights: Floats
    tail: float
    count: float

    def pick(self, draws: int) -> Ints:
        """Numbers of draws in proportion to their weights, evenly spread: shape (draws,)."""
        steps = (np.arange(draws) + 0.5) / draws
        return np.minimum(np.searchsorted(np.cumsum(self.weights), steps), self.weights.size - 1)


@final
@dataclass(frozen=True, slots=True)
class Structural:
    """A forecaster.

    Attributes
    ----------
    weighed
        The posterior.
    reader
        The draws that are used, each once.
    places
        Shape (n,): which of them each draw of a forecast is.
    past
        Start of a forecast to the record as known then.
    forbidden
        Actions that nobody can take.
    met, before
        What was computed last, for days that ask the same or go on from it.
    """

    weighed: Weighed
    reader: Reader
    places: Ints
    past: Callable[[Origin], History]
    forbidden: tuple[int, ...] = ()
    met: dict[tuple[Circumstances, int], Numbers] = field(default_factory=dict, repr=False)
    before: dict[date, tuple[History, Filtered]] = field(default_factory=dict, repr=False)

    def meet_by(self, start: Origin, days: int) -> Floats:
        """Chance of a meeting within 1..days: shape (n, days)."""
        found = self.from_state(self.read(start), start.gap, days)
        return np.ascontiguousarray(found[:, self.places].T)

    def read(self, start: Origin) -> Filtered:
        """The state on the day of a forecast, as far as the record tells."""
        past = self.past(start).since_meeting()
        before = self.before.get(past.first)
        if before is not None and not _goes_on(past, *before):
            before = None
        found = read_history(self.reader, past, begun=before[1] if before else None)
        self.before.clear()
        self.before[past.first] = (past, found)
        return found

    def from_state(self, here: Filtered, gap: int, days: int) -> Floats:
        """Chance of a meeting within 1..days from a state that was read: shape (days, D)."""
        steps = int(np.ceil(days / DAYS_PER_STEP))
        key = (here.now, steps)
        if key not in self.met:
            if len(self.met) > KEPT:
                self.met.clear()
            self.met[key] = meet_within(*self._game(), here.now, steps, self.forbidden)
        states, chances = here.states()
        if gap:
            begun = np.zeros((self.reader.values.shape[0], chances.shape[1]))
            np.add.at(begun, states, chances)
            chances = walk_on(*self._game(), here.now, begun, round(gap / DAYS_PER_STEP))
            states = np.arange(len(chances))
        by_step = np.einsum("hsd,sd->hd", self.met[key][:, states], chances)
        at = np.arange(1, days + 1) / DAYS_PER_STEP
        low = np.minimum(at.astype(int), steps - 1)
        share = (at - low)[:, None]
        inside = (1.0 - share) * by_step[low] + share * by_step[low + 1]
        other = self.reader.theta[NAMES.index("other")] / 365.0
        return np.asarray(1.0 - (1.0 - inside) * np.exp(-np.arange(1, days + 1)[:, None] * other))

    def first_mover(self, here: Filtered, days: int) -> float:
        """Chance that a meeting within some days comes from an offer of side a rather than of side b."""
        steps = int(np.ceil(days / DAYS_PER_STEP))
        met, by_a = (ask(*self._game(), here.now, steps, self.forbidden)[-1] for ask in (meet_within, offered_by_first))
        states, chances = here.states()
        whole = (met[states] * chances).sum(axis=0)[self.places].sum()
        return float((by_a[states] * chances).sum(axis=0)[self.places].sum() / whole)

    def accepts(self, here: Filtered) -> tuple[float, float]:
        """Chance that each side, at its next chance to move, takes an offer of the other."""
        policy = self.reader.choices(here.rung, here.pain, here.unanswered, here.now)
        a, b = (float(policy[side, OFFERED + 1 - side, ASK][self.places].mean()) for side in (0, 1))
        return a, b

    def _game(self) -> tuple[Stakes, Numbers, Numbers]:
        # Half the memory to walk through; a chance errs by a millionth.
        theta, values = self.reader.theta.astype(np.float32), self.reader.values.astype(np.float32)
        return self.reader.stakes, theta, values


KEPT = 40
"""Regimes whose chances are kept at a time."""


def _goes_on(past: History, old: History, read: Filtered) -> bool:
    """True if a record only adds days to one that was read."""
    return read.day <= past.last and tuple(row for row in past.events if row.day <= read.day) == old.events


def weigh_bank(bank: Bank, log_likelihood: Floats) -> Weighed:
    """Weigh a bank.

    Parameters
    ----------
    bank
        The draws.
    log_likelihood
        Shape (draws,).
    """
    weights, tail = smoothed_weights(bank.log_prior() + log_likelihood)
    return Weighed(bank, weights, tail, effective(weights))


def fit_structural(
    bank: Bank,
    read: Filtered,
    past: Callable[[Origin], History],
    draws: int,
    out: Sequence[Wait] = (),
) -> Structural:
    """Weigh a bank by a record, and take draws for a forecast.

    Parameters
    ----------
    bank
        The draws.
    read
        The record, read with all of them.
    past
        Start of a forecast to the record as known then.
    draws
        Draws of a forecast.
    out
        Waits whose days are left out.
    """
    spans = [(wait.start, wait.last) for wait in out]
    kept = np.array([not any(low < day <= high for low, high in spans) for day in read.days], dtype=bool)
    return draw_games(weigh_bank(bank, read.steps[kept].sum(axis=0)), past, draws)


def draw_games(weighed: Weighed, past: Callable[[Origin], History], draws: int) -> Structural:
    """A forecaster of so many draws of a weighed bank.

    Parameters
    ----------
    weighed
        The posterior.
    past
        Start of a forecast to the record as known then.
    draws
        Draws of a forecast.
    """
    used, places = np.unique(weighed.pick(draws), return_inverse=True)
    return Structural(weighed, reader_of(weighed.bank, used), places, past)
