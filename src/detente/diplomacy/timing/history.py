"""A conflict as the game of attrition sees it: rung and pain day by day, what bound the sides, and what they did.

The public state follows from the record; what is hidden is whether somebody has asked in private. Meetings are those of
principals in person. Contacts below them say only that a channel works.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, final

import numpy as np
import numpy.typing as npt

from detente.diplomacy.moves import Move, Moves
from detente.diplomacy.timing.attrition import ABSORBED, PAINS, RELIEF, RUNGS, TABLE, WORKING, Circumstances, Stakes

__all__ = ["EDGES", "Event", "History", "Kind", "events_of", "history", "pain_path", "rungs_of"]

Kind = Literal["escalate", "ease", "soft", "hard", "absorb", "meeting", "contact", "leave", "refused", "offer"]
EDGES = (0.07, 0.14, 0.25, 0.50)
"""Mean of both sides' average tariffs on each other at which a rung begins."""
PUBLIC: dict[str, Kind] = {
    "escalate": "escalate",
    "breach": "hard",
    "hard": "hard",
    "demand": "hard",
    "soft": "soft",
    "ease": "ease",
    "absorb": "absorb",
}


@final
@dataclass(frozen=True, slots=True)
class Event:
    """Something that the game saw.

    Attributes
    ----------
    day
        Day.
    kind
        A public action; a meeting; a contact below; a table left; an offer that was refused, or one made in public.
    first
        Chance that side a did it, or offered.
    """

    day: date
    kind: Kind
    first: float


@final
@dataclass(frozen=True, slots=True)
class History:
    """A record as known on a day.

    Attributes
    ----------
    first, last
        First and last day.
    channel
        Channel on the first day.
    events
        Earliest first.
    rung, pain
        By day from the first to the last: whole numbers from 0 to 4, and 0 to 3.
    now
        What bound the sides, by day.
    """

    first: date
    last: date
    channel: int
    events: tuple[Event, ...]
    rung: npt.NDArray[np.int64]
    pain: npt.NDArray[np.float64]
    now: tuple[Circumstances, ...]

    def until(self, day: date) -> History:
        """The part up to a day, with what is known now."""
        days = max((day - self.first).days, 0) + 1
        events = tuple(row for row in self.events if row.day <= day)
        last = min(self.last, max(day, self.first))
        return History(self.first, last, self.channel, events, self.rung[:days], self.pain[:days], self.now[:days])

    def since(self, day: date) -> History:
        """The part from a day on, a working channel at its start."""
        skip = (day - self.first).days
        events = tuple(row for row in self.events if row.day > day)
        return History(day, self.last, WORKING, events, self.rung[skip:], self.pain[skip:], self.now[skip:])

    def since_meeting(self) -> History:
        """The part from the last meeting on; all of it if there is none."""
        meetings = [n for n, row in enumerate(self.events) if row.kind == "meeting"]
        if not meetings:
            return self
        at = meetings[-1]
        day = self.events[at].day
        skip = (day - self.first).days
        return History(
            day, self.last, TABLE, self.events[at + 1 :], self.rung[skip:], self.pain[skip:], self.now[skip:]
        )

    def hidden(self) -> History:
        """The same without what was said and refused in private."""
        kept = tuple(row for row in self.events if row.kind not in ("contact", "refused"))
        return History(self.first, self.last, self.channel, kept, self.rung, self.pain, self.now)


def rungs_of(rates: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Rung of mean tariffs, shares."""
    return np.searchsorted(np.array(EDGES), rates, side="right").astype(np.int64)


def pain_path(stakes: Stakes, rung: npt.NDArray[np.int64], absorbed: Sequence[int]) -> npt.NDArray[np.float64]:
    """Pain by day, from none; on the days numbered in ``absorbed`` a side takes some of it away."""
    rises = (stakes.drift(rung, 0.0) / 7.0).tolist()
    stays = 1.0 - RELIEF / 7.0
    relieved = set(absorbed)
    pain, found = 0.0, []
    for day, rise in enumerate(rises):
        pain = min(max(stays * pain + rise - ABSORBED * (day in relieved), 0.0), PAINS - 1.0)
        found.append(pain)
    return np.array(found)


def events_of(moved: Moves) -> tuple[Event, ...]:
    """What the game saw of a record, earliest first; what one side does several times on a day counts once."""
    tables = {(row.record, row.leg) for row in moved.tables()}
    held = {row.record for row in moved.rows if row.action == "table"}
    offers = {row.record: row for row in moved.rows if row.action == "offer"}
    answered = {row.record for row in moved.rows if row.leg}
    found: dict[tuple[date, Kind, float], Event] = {}
    for row in moved.rows:
        kind = _kind(row, tables, held, answered)
        if kind is None:
            continue
        who = offers[row.record].first if kind == "refused" else row.first
        event = Event(row.day, kind, 0.5 if kind in ("meeting", "contact", "leave") else who)
        found.setdefault((event.day, event.kind, event.first), event)
    return tuple(sorted(found.values(), key=lambda event: event.day))


def _kind(row: Move, tables: set[tuple[str, int]], held: set[str], answered: set[str]) -> Kind | None:
    if (row.record, row.leg) in tables:
        return "meeting"
    if row.action in PUBLIC:
        return PUBLIC[row.action]
    if row.action == "refuse":
        return "refused"
    if row.action == "leave":
        return "leave"
    if row.action == "offer" and row.record not in answered:
        return "offer"
    if row.action == "table" and row.record in held:
        return "contact"
    return None


def history(
    moved: Moves, stakes: Stakes, first: date, rung: npt.NDArray[np.int64], now: Sequence[Circumstances]
) -> History:
    """Put a record together.

    Parameters
    ----------
    moved
        Moves as known.
    stakes
        Losses, which drive pain.
    first
        First day of ``rung`` and ``now``.
    rung, now
        By day.

    Raises
    ------
    ValueError
        If the paths differ in length or a rung does not exist.
    """
    if len(rung) != len(now) or not len(rung):
        raise ValueError(f"rungs of {len(rung)} days and circumstances of {len(now)}: give one of each for every day.")
    if rung.min() < 0 or rung.max() >= RUNGS:
        raise ValueError(f"rungs go from 0 to {RUNGS - 1}, not from {rung.min()} to {rung.max()}.")
    last = first + timedelta(days=len(rung) - 1)
    events = tuple(row for row in events_of(moved) if first <= row.day <= last)
    absorbed = [(row.day - first).days for row in events if row.kind == "absorb"]
    return History(first, last, WORKING, events, rung, pain_path(stakes, rung, absorbed), tuple(now))
