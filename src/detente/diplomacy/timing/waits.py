"""The record cut into waits: from a breakdown, or from the last meeting, to the next meeting or breakdown.

Two conditions alternate. *Apart*: a breakdown, and no meeting of principals since. *Together*: they have met and
nobody has left. A wait lasts while the condition does and nobody meets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, final

from detente.diplomacy.moves import PRINCIPAL, Moves, spells
from detente.diplomacy.records import Records
from detente.evidence.happenings import Agreement

__all__ = ["Announcement", "Clock", "Origin", "Wait", "announcements", "clocks", "origin", "waits"]


@final
@dataclass(frozen=True, slots=True)
class Wait:
    """One stretch of days without a meeting.

    Attributes
    ----------
    start, last
        First day, and the day on which it ended or was last seen.
    apart
        True after a breakdown, False after a meeting.
    ended
        ``meeting``, ``breakdown``, or ``open`` while it lasts.
    round
        Number of breakdowns before its end, from 0; waits of one round are left out together.
    """

    start: date
    last: date
    apart: bool
    ended: Literal["meeting", "breakdown", "open"]
    round: int

    @property
    def days(self) -> int:
        """Days waited."""
        return (self.last - self.start).days


@final
@dataclass(frozen=True, slots=True)
class Origin:
    """Where a forecast starts.

    Attributes
    ----------
    day
        Day of the forecast.
    apart
        Condition at the end of the record.
    age
        Days since the condition's wait began, at the end of the record.
    gap
        Days from the end of the record to the day of the forecast; nothing is known of them.
    moves
        What was known.
    clocks
        Suspensions of agreements, as known.
    """

    day: date
    apart: bool
    age: int
    gap: int
    moves: Moves
    clocks: tuple[Clock, ...]


@final
@dataclass(frozen=True, slots=True)
class Clock:
    """Days on which a suspension runs: from the agreement to its lapse."""

    start: date
    end: date


@final
@dataclass(frozen=True, slots=True)
class Announcement:
    """A meeting of principals that was made public before it took place.

    Attributes
    ----------
    record
        Id of the record.
    day
        Day of the announcement.
    held
        True if they met within the time that counts, False if that time is over, None while it runs.
    days
        First and last day for which it was announced; None where no day was given.
    """

    record: str
    day: date
    held: bool | None
    days: tuple[date, date] | None = None


WINDOW = 30
"""Days within which a meeting that was announced for no day counts as held."""


def waits(moved: Moves) -> tuple[Wait, ...]:
    """Waits of a record, earliest first.

    Parameters
    ----------
    moved
        Moves as known on a day.

    Returns
    -------
    tuple of Wait
        The last is open. Before the first meeting or breakdown there is none.
    """
    tables = {row.day for row in moved.tables()}
    breaks = {row.start for row in spells(moved).rows}
    found: list[Wait] = []
    start, apart, number = None, False, 0
    for day in sorted(tables | breaks):
        broke = day in breaks
        number += broke
        if start is not None:
            found.append(Wait(start, day, apart, "breakdown" if broke else "meeting", number))
        start, apart = day, broke
    if start is not None:
        found.append(Wait(start, max(moved.last, start), apart, "open", number))
    return tuple(found)


def clocks(records: Records, day: date) -> tuple[Clock, ...]:
    """Suspensions that agreements set and that were known on a day."""
    found = [
        Clock(row.interval[0], date.fromordinal(row.interval[0].toordinal() + row.clock_days))
        for row in records.dossier.happenings.values()
        if isinstance(row, Agreement) and row.clock_days and records.dossier.known_happening(row) <= day
    ]
    return tuple(sorted(found, key=lambda clock: clock.start))


def origin(moved: Moves, known: tuple[Clock, ...], day: date) -> Origin:
    """The start of a forecast on a day.

    Parameters
    ----------
    moved
        Moves as known on the day.
    known
        Clocks as known on the day.
    day
        Day of the forecast; it may lie after the end of the record.
    """
    seen = waits(moved)
    last = min(moved.last, day)
    first = moved.rows[0].day if moved.rows else last
    now = seen[-1] if seen else Wait(first, last, apart=False, ended="open", round=0)
    return Origin(day, now.apart, max((last - now.start).days, 0), (day - last).days, moved, known)


def announcements(moved: Moves, day: date) -> tuple[Announcement, ...]:
    """Announced meetings of principals and what became of them by a day.

    An announcement is an agreed meeting whose holding is a record of its own. It counts as held if they meet by the
    last day for which it was announced, or within 30 days where no day was given.
    """
    held = {row.record for row in moved.rows if row.action == "table"}
    days = sorted(row.day for row in moved.tables())
    found = []
    for row in moved.rows:
        if row.action != "accept" or row.record in held or row.rank < PRINCIPAL:
            continue
        counted = WINDOW if row.announced_for is None else (row.announced_for[1] - row.day).days
        met = any(0 <= (table - row.day).days <= counted for table in days)
        over = (min(day, moved.last) - row.day).days >= counted
        found.append(Announcement(row.record, row.day, True if met else False if over else None, row.announced_for))
    return tuple(found)
