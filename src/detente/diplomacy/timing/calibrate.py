"""Does the fit find what made a record? Histories of the game with known parameters, and where the truth falls.

Each history takes the public path of a record as given (rungs, pain, words, breakdowns) and draws from the game only
what the likelihood counts: private offers, and meetings. The draw that made it is left out of the bank, the rest is
weighed by the likelihood, and its rank among them is noted (simulation-based calibration: Talts, Betancourt, Simpson,
Vehtari and Gelman 2018). If fit and model agree, ranks are even.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import final

import numpy as np
import numpy.typing as npt

from detente.diplomacy.timing.attrition import ACTIONS, ASK, FROZEN, NOTHING, OFFERED, TABLE, WORKING
from detente.diplomacy.timing.bank import FIRST, Bank, reader_of
from detente.diplomacy.timing.filtering import (
    PER_DAY,
    Reader,
    channel_after,
    coarse,
    read_history,
    unanswered_after,
)
from detente.diplomacy.timing.history import Event, History
from detente.diplomacy.timing.priors import NAMES
from detente.diplomacy.timing.psis import effective, smoothed_weights
from detente.diplomacy.timing.structural import Structural, weigh_bank

__all__ = ["Calibration", "calibrate", "simulate", "widths"]

Floats = npt.NDArray[np.float64]
TALKED = ("meeting", "contact", "offer", "refused", "leave")
PARTS = 4
"""Parts of a day; in each somebody can ask once."""
MONTH = 30


@final
@dataclass(frozen=True, slots=True)
class Calibration:
    """Ranks of the truth.

    Attributes
    ----------
    names
        Parameters, then ``within 30 days``: the chance of a meeting after the end.
    ranks
        Shape (histories, names): share of the posterior below the truth, 0 to 1.
    tails, counts
        Shape (histories,): shape of the tail of the weights, and draws that count.
    meetings
        Shape (histories,): meetings of each.
    shrinkage
        Shape (histories, parameters).
    """

    names: tuple[str, ...]
    ranks: Floats
    tails: Floats
    counts: Floats
    meetings: npt.NDArray[np.int64]
    shrinkage: Floats

    def cover(self, share: float) -> Floats:
        """Share of histories whose central band of so much holds the truth: shape (names,)."""
        return np.asarray((np.abs(self.ranks - 0.5) <= 0.5 * share).mean(axis=0))


def simulate(reader: Reader, past: History, seed: int, *, told: bool = False) -> History:
    """A history that the first draw of a reader makes on the public path of a record.

    Parameters
    ----------
    reader
        One draw of the game.
    past
        The record: its rungs, its public moves and what bound the sides are kept, its talks are not.
    seed
        Seed.
    told
        True puts private offers on record, too.
    """
    rng = np.random.default_rng(seed)
    public: dict[date, list[Event]] = {}
    for row in past.events:
        if row.kind not in TALKED:
            public.setdefault(row.day, []).append(row)
    other = float(reader.theta[NAMES.index("other"), 0]) / 365.0
    events: list[Event] = []
    channel, unanswered = past.channel, NOTHING
    for n in range((past.last - past.first).days):
        day = past.first + timedelta(days=n)
        for row in public.get(day, ()):
            events.append(row)
            channel = channel_after(int(row.first < 0.5), ACTIONS.index(row.kind), channel)
            unanswered = unanswered_after(row, unanswered)
        policy = reader.choices(int(past.rung[n]), float(past.pain[n]), unanswered, coarse(past.now[n]))
        met = rng.random() < -np.expm1(-other)
        for _ in range(PARTS):
            chance = -np.expm1(-PER_DAY / PARTS * policy[:, channel, ASK, 0])
            asks = rng.random(2) < chance
            if met or not asks.any():
                continue
            side = int(rng.random() < 0.5) if asks.all() else int(asks[1])
            met = channel in (OFFERED + 1 - side, TABLE)
            if told and not met and channel == WORKING:
                events.append(Event(day + timedelta(days=1), "offer", 1.0 - side))
            channel = channel if met else WORKING if channel == FROZEN else OFFERED + side
        if met:
            events.append(Event(day + timedelta(days=1), "meeting", 0.5))
            channel, unanswered = TABLE, NOTHING
    return replace(past, events=tuple(events))


def calibrate(
    bank: Bank,
    past: History,
    histories: int,
    picked: Sequence[int] | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> Calibration:
    """Ranks of the truth in simulated histories.

    Parameters
    ----------
    bank
        Draws; the first part of a bank is from the prior, and the truth is taken from it.
    past
        The record whose public path is kept.
    histories
        How many there are.
    picked
        Numbers of those to do, from 0; default: all. Long runs can be cut into parts.
    on_progress
        Called with a sentence now and then.
    """
    whole = reader_of(bank)
    count = bank.z.shape[0]
    true = np.linspace(0, FIRST - 1, histories).astype(int)
    ranks, tails, counts, meetings, shrinkage = [], [], [], [], []
    for number in range(histories) if picked is None else picked:
        index = true[number]
        made = simulate(reader_of(bank, np.array([index])), past, number)
        read = read_history(whole, made)
        log_ratio = bank.log_prior() + read.steps.sum(axis=0)
        others = np.arange(count) != index
        w, tail = smoothed_weights(log_ratio[others])
        game = Structural(weigh_bank(bank, np.zeros(count)), whole, np.arange(count), lambda _: past)
        soon = game.from_state(read, 0, MONTH)[-1]
        values = np.concatenate([bank.z, soon[:, None]], axis=1)
        # Without the truth's own draw; equal values count half.
        below = (values[others] < values[index]) + 0.5 * (values[others] == values[index])
        ranks.append(w @ below)
        mean = w @ bank.z[others]
        shrinkage.append(1.0 - w @ (bank.z[others] - mean) ** 2)
        tails.append(tail)
        counts.append(effective(w))
        meetings.append(sum(row.kind == "meeting" for row in made.events))
        if on_progress is not None and number % 10 == 9:
            on_progress(f"{number + 1} of {histories} histories read")
    return Calibration(
        names=(*NAMES, "within 30 days"),
        ranks=np.array(ranks),
        tails=np.array(tails),
        counts=np.array(counts),
        meetings=np.array(meetings, dtype=np.int64),
        shrinkage=np.array(shrinkage),
    )


def widths(bank: Bank, past: History, histories: int) -> Floats:
    """Width of the 90 % band of the chance of a meeting within 30 days, with private offers on record and hidden.

    Parameters
    ----------
    bank
        Draws of the prior; each history is made by one of them, which stays among those that are weighed.
    past
        The record whose public path is kept.
    histories
        How many are simulated. Those without a private offer say nothing and are left out.

    Returns
    -------
    ndarray
        Shape (2, n): with them, and without.
    """
    whole, count = reader_of(bank), bank.z.shape[0]
    game = Structural(weigh_bank(bank, np.zeros(count)), whole, np.arange(count), lambda _: past)
    found = []
    for number, index in enumerate(np.linspace(0, count - 1, histories).astype(int)):
        open_ = simulate(reader_of(bank, np.array([index])), past, number, told=True)
        hidden = replace(open_, events=tuple(row for row in open_.events if row.kind != "offer"))
        if hidden.events != open_.events:
            found.append([_width(game, whole, made) for made in (open_, hidden)])
    return np.array(found).T.reshape(2, -1)


def _width(game: Structural, whole: Reader, made: History) -> float:
    read = read_history(whole, made)
    weights = weigh_bank(game.weighed.bank, read.steps.sum(axis=0)).weights
    soon = game.from_state(read, 0, MONTH)[-1]
    order = np.argsort(soon)
    low, high = np.searchsorted(np.cumsum(weights[order]), (0.05, 0.95))
    return float(soon[order][min(high, soon.size - 1)] - soon[order][low])
