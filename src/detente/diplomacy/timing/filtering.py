"""What a record says of the game's parameters: its likelihood, with private offers summed over.

Letters: f chance of each channel (5, D), r rates a day, P choices. Each side has chances to move at the rate mu a week.
Between events the hidden chances drift,

    df_c/dt = sum_c' f_c' r(c' -> c) - f_c (r_hidden(c) + r_seen(c)),

where asking that does not end at a table is hidden and everything else is seen; an event multiplies f by its rate.
Offers and meetings also happen for reasons outside the game, at a small rate of their own. The log-likelihood is the
sum of the logs of what f loses and is multiplied with (Doraszelski and Judd 2012; Arcidiacono, Bayer, Blevins and
Ellickson 2016 on games with random movers in continuous time).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import final

import numpy as np
import numpy.typing as npt

from detente.diplomacy.timing.attrition import (
    ABSORB,
    ACTIONS,
    ASK,
    CHANNELS,
    EASE,
    ESCALATE,
    FROZEN,
    GENTLE,
    HARD,
    HOSTILE,
    MOVES_PER_WEEK,
    NOTHING,
    OFFERED,
    PAINS,
    SOFT,
    TABLE,
    WORKING,
    Circumstances,
    Stakes,
    choices,
    state,
)
from detente.diplomacy.timing.history import Event, History
from detente.diplomacy.timing.priors import NAMES

__all__ = [
    "EVERYTHING",
    "PER_DAY",
    "TALKS",
    "Filtered",
    "Reader",
    "channel_after",
    "coarse",
    "read_history",
    "unanswered_after",
]

Numbers = npt.NDArray[np.floating]
PER_DAY = MOVES_PER_WEEK / 7.0
SEEN = (ESCALATE, EASE, SOFT, HARD, ABSORB)
TALKS = frozenset({"meeting", "offer", "refused"})
"""Kinds of events that the likelihood counts: who asked and when they met, public moves taken as given."""
EVERYTHING = TALKS | {ACTIONS[action] for action in SEEN}
LEAST = 1e-12
"""Rate below which an event counts as this unlikely: the form is wrong then, not the draw alone."""
PARTS, TERMS = 4, 5
WATCHED = timedelta(days=90)
"""So long after an event quiet days tell something; later the record is taken to be thin, not the sides to be still."""


@final
@dataclass(frozen=True, slots=True)
class Filtered:
    """A record read with every draw of the parameters.

    Attributes
    ----------
    day
        Last day read.
    days, kinds
        Of each step of the reading: its last day, and its event or ``quiet``.
    steps
        Shape (steps, D): what each adds to the log-likelihood.
    channel
        Shape (5, D): chances of the channel at the end.
    rung, pain, unanswered
        Public state at the end.
    now
        What binds at the end.
    """

    day: date
    days: tuple[date, ...]
    kinds: tuple[str, ...]
    steps: Numbers
    channel: Numbers
    rung: int
    pain: float
    unanswered: int
    now: Circumstances

    def states(self) -> tuple[npt.NDArray[np.intp], Numbers]:
        """Numbers of the states that are possible at the end, and their chances (n, D)."""
        low = min(int(self.pain), PAINS - 2)
        share = self.pain - low
        numbers = [state(self.rung, low + up, c, self.unanswered) for up in (0, 1) for c in range(CHANNELS)]
        return np.array(numbers), np.concatenate([(1.0 - share) * self.channel, share * self.channel])


@final
@dataclass(frozen=True, slots=True)
class Reader:
    """Draws of the game with their values, and the choices already computed.

    Attributes
    ----------
    stakes, theta, values
        Of the game, see :func:`~detente.diplomacy.timing.attrition.solve`.
    known
        Choices by public state and circumstances.
    """

    stakes: Stakes
    theta: Numbers
    values: Numbers
    known: dict[tuple[int, int, int, Circumstances], Numbers]

    def choices(self, rung: int, pain: float, unanswered: int, now: Circumstances) -> Numbers:
        """Choices of both sides at each channel: shape (2, 5, 7, D)."""
        low = min(int(pain), PAINS - 2)
        share = pain - low
        parts = [self._at(rung, low + up, unanswered, now) for up in ((0, 1) if share > 0.0 else (0,))]
        return parts[0] if len(parts) == 1 else np.asarray((1.0 - share) * parts[0] + share * parts[1])

    def _at(self, rung: int, pain: int, unanswered: int, now: Circumstances) -> Numbers:
        key = (rung, pain, unanswered, now)
        if key not in self.known:
            s = np.array([state(rung, pain, c, unanswered) for c in range(CHANNELS)])
            self.known[key] = choices(self.stakes, self.theta, self.values, s, now).astype(np.float32)
        return self.known[key]


def read_history(
    reader: Reader, past: History, counted: Collection[str] = TALKS, begun: Filtered | None = None
) -> Filtered:
    """Read a record.

    Parameters
    ----------
    reader
        Draws of the game.
    past
        The record.
    counted
        Kinds of events in the likelihood. Others move the state and say nothing: neither that they happened nor that
        they did not.
    begun
        A reading of the first part of the same record, to go on from; its steps are not repeated.
    """
    draws = reader.theta.shape[1]
    # Single floats: logs of some hundred steps err by less than a thousandth of what two draws differ.
    f: Numbers = np.zeros((CHANNELS, draws), dtype=np.float32)
    f[past.channel] = 1.0
    other = (reader.theta[NAMES.index("other")] / 365.0).astype(np.float32)
    unanswered, day, events = NOTHING, past.first, past.events
    if begun is not None:
        f, unanswered, day = begun.channel, begun.unanswered, begun.day
        events = tuple(row for row in events if row.day > day)
    last = max((row.day for row in past.events if row.day <= day), default=day)
    steps, days, kinds = [], [], []
    seen = [action for action in SEEN if ACTIONS[action] in counted]

    def place(when: date) -> tuple[int, float, Circumstances]:
        n = (when - past.first).days
        return int(past.rung[n]), float(past.pain[n]), coarse(past.now[n])

    for event in (*events, None):
        end = event.day if event else past.last
        while day < end:
            until = min(day + timedelta(days=7), end)
            rung, pain, now = place(day)
            policy = reader.choices(rung, pain, unanswered, now)
            f, lost = _drift(f, policy, other, (until - day).days, seen, meetings="meeting" in counted)
            day = until
            steps.append(lost if day <= last + WATCHED else np.zeros(draws))
            days.append(day)
            kinds.append("quiet")
        if event is None:
            break
        last = event.day
        rung, pain, now = place(event.day)
        policy = reader.choices(rung, pain, unanswered, now)
        f, gained = _happen(f, policy, other, event, weigh=event.kind in counted)
        unanswered = unanswered_after(event, unanswered)
        steps.append(gained if event.kind in counted else np.zeros(draws))
        days.append(day)
        kinds.append(event.kind)
    rung, pain, now = place(past.last)
    table = np.array(steps, dtype=np.float64) if steps else np.zeros((0, draws))
    return Filtered(past.last, tuple(days), tuple(kinds), table, f, rung, pain, unanswered, now)


def coarse(now: Circumstances) -> Circumstances:
    """Rounded, so that choices computed once serve many days."""
    return replace(
        now,
        bound=(round(4.0 * now.bound[0]) / 4.0, round(4.0 * now.bound[1]) / 4.0),
        asked=(round(5.0 * now.asked[0]) / 5.0, round(5.0 * now.asked[1]) / 5.0),
        isolation=round(10.0 * now.isolation) / 10.0,
    )


def _drift(
    f: Numbers, policy: Numbers, other: Numbers, days: int, seen: list[int], *, meetings: bool
) -> tuple[Numbers, Numbers]:
    """Chances of the channel after quiet days, and the log of what they lost."""
    ask = PER_DAY * policy[:, :, ASK]
    out = PER_DAY * policy[:, :, seen].sum(axis=(0, 2))
    knock, offers = ask[:, FROZEN].sum(axis=0), ask[:, WORKING]
    out[FROZEN] += knock
    out[WORKING] += offers[0] + offers[1]
    if meetings:
        out += other
        out[OFFERED] += ask[1, OFFERED]
        out[OFFERED + 1] += ask[0, OFFERED + 1]
        out[TABLE] += ask[:, TABLE].sum(axis=0)
    step = days / PARTS
    np.negative(out, out=out)
    for _ in range(PARTS):
        term, total = f, f.copy()
        for order in range(1, TERMS + 1):
            fresh = out * term
            fresh[WORKING] += knock * term[FROZEN]
            fresh[OFFERED : OFFERED + 2] += offers * term[WORKING]
            fresh *= step / order
            total += fresh
            term = fresh
        f = total
    return _settled(np.maximum(f, 0.0))


def _happen(f: Numbers, policy: Numbers, other: Numbers, event: Event, *, weigh: bool) -> tuple[Numbers, Numbers]:
    """Chances of the channel after an event, and the log of its rate; unweighed, a public move only moves them."""
    fresh = np.zeros_like(f)
    if event.kind == "meeting":
        ask = PER_DAY * policy[:, :, ASK]
        rate = (
            f[OFFERED] * ask[1, OFFERED] + f[OFFERED + 1] * ask[0, OFFERED + 1] + f[TABLE] * ask[:, TABLE].sum(axis=0)
        )
        fresh[TABLE] = 1.0
        return fresh, np.log(rate + other)
    if event.kind == "refused":
        asks = event.first * policy[0, :, ASK] + (1.0 - event.first) * policy[1, :, ASK]
        rate = PER_DAY * (f[FROZEN] * asks[FROZEN] + f[WORKING] * asks[WORKING])
        fresh[FROZEN] = 1.0
        return fresh, np.log(rate + other)
    if event.kind == "offer":
        rate = other.copy()
        for side, share in ((0, event.first), (1, 1.0 - event.first)):
            fresh[OFFERED + side] = share
            rate += share * PER_DAY * (f[[FROZEN, WORKING]] * policy[side, [FROZEN, WORKING], ASK]).sum(axis=0)
        return fresh, np.log(rate)
    if event.kind == "contact":
        fresh = f.copy()
        fresh[WORKING] += fresh[FROZEN]
        fresh[FROZEN] = 0.0
        return fresh, np.zeros(f.shape[1])
    if event.kind == "leave":
        fresh = f.copy()
        fresh[WORKING] += fresh[TABLE]
        fresh[TABLE] = 0.0
        return fresh, np.zeros(f.shape[1])
    action = ACTIONS.index(event.kind)
    for side, share in ((0, event.first), (1, 1.0 - event.first)):
        if share:
            hit = share * f * (PER_DAY * policy[side, :, action] if weigh else 1.0)
            for c in range(CHANNELS):
                fresh[channel_after(side, action, c)] += hit[c]
    return _settled(np.maximum(fresh, 0.0))


def channel_after(side: int, action: int, channel: int) -> int:
    """The channel after a public move."""
    if action == ESCALATE:
        return min(channel, WORKING)
    if action == HARD and channel == OFFERED + 1 - side:
        return FROZEN
    return channel


def unanswered_after(event: Event, unanswered: int) -> int:
    """The unanswered move after an event."""
    side = int(event.first < 0.5)
    if event.kind in ("escalate", "hard"):
        return HOSTILE + side
    if event.kind in ("ease", "soft"):
        return GENTLE + side
    return NOTHING if event.kind == "meeting" else unanswered


def _settled(f: Numbers) -> tuple[Numbers, Numbers]:
    total = f.sum(axis=0)
    empty = total <= LEAST
    if empty.any():
        f = np.where(empty, 1.0 / CHANNELS, f)
    return f / np.where(empty, 1.0, total), np.log(np.maximum(total, LEAST))
