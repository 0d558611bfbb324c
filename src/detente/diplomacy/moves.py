"""What the sides did, as dated moves of a game, and the spells from a breakdown back to the table.

A joint event is an offer by one side and an answer by the other, never a move of each side at once: the second copy
would be certain to follow. Where nobody knows who asked, ``first`` is one half and models sum over both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, final

from detente.diplomacy.records import Breakdown, Records
from detente.diplomacy.scene import side_of
from detente.evidence.dossier import Dossier
from detente.evidence.happenings import Agreement, Contact, Event, Happening

__all__ = ["Action", "Move", "Moves", "Spell", "Spells", "moves", "spells"]

Action = Literal[
    "escalate",
    "hard",
    "soft",
    "ease",
    "offer",
    "accept",
    "refuse",
    "table",
    "deal",
    "leave",
    "demand",
    "breach",
    "absorb",
    "court-third",
]
SINGLE: dict[str, Action] = {
    "escalate": "escalate",
    "retaliate": "escalate",
    "threat": "hard",
    "signal_hard": "hard",
    "deny": "hard",
    "signal_soft": "soft",
    "ease": "ease",
    "offer": "offer",
    "demand": "demand",
    "breach": "breach",
    "absorb": "absorb",
    "court_third": "court-third",
    "warn_third": "court-third",
}
"""Class of a record to the action of its one mover."""
LEVELS = {
    "leader": 5,
    "principal": 4,
    "minister": 3,
    "vice-minister": 2,
    "embassy": 2,
    "ministry": 1,
    "media": 0,
    "other": 0,
    "none": 0,
}
PRINCIPAL = 4
ANNOUNCED = timedelta(days=30)
"""A held meeting within this time after its announcement is the announced one."""
SHORT = timedelta(days=3)
"""An interval up to this long is dated by its first day, a longer one by its middle."""


@final
@dataclass(frozen=True, slots=True)
class Move:
    """One move of one side.

    Attributes
    ----------
    record
        Id of the record that it is derived from.
    day
        Day on which it is counted: the first of a short interval, the middle of a long one.
    low, high
        First and last possible day.
    known
        First day on which the public could know.
    leg
        0, or 1 for the answer to leg 0 of the same record.
    action
        What is done.
    reciprocal
        True if the mover called it an answer.
    first
        Probability that side a is the mover: 1, 0, or one half where who asked is unknown.
    rank
        Highest rank that acts, 0 to 5.
    in_person
        True for a meeting face to face.
    hostile_to_rival
        False if it is aimed at others than the rival alone.
    announced_for
        First and last day for which a meeting was announced, None where no day was given.
    """

    record: str
    day: date
    low: date
    high: date
    known: date
    leg: int
    action: Action
    reciprocal: bool
    first: float
    rank: int
    in_person: bool
    hostile_to_rival: bool
    announced_for: tuple[date, date] | None = None


@final
@dataclass(frozen=True, slots=True)
class Moves:
    """Moves of a conflict in the order of events.

    Attributes
    ----------
    sides
        Side a and side b.
    rows
        Moves, earliest first; a leg 1 follows its leg 0.
    breakdowns
        Typed days from which spells are counted, earliest first.
    last
        Last day of the record.
    """

    sides: tuple[str, str]
    rows: tuple[Move, ...]
    breakdowns: tuple[Breakdown, ...]
    last: date

    def known_by(self, day: date) -> Moves:
        """The moves that the public could know at the end of a day."""
        rows = tuple(row for row in self.rows if row.known <= day)
        typed = tuple(row for row in self.breakdowns if row.on <= day)
        return Moves(self.sides, rows, typed, min(self.last, day))

    def tables(self) -> tuple[Move, ...]:
        """Days on which principals or leaders of both sides sat together in person."""
        return tuple(
            row for row in self.rows if row.action in ("table", "deal") and row.in_person and row.rank >= PRINCIPAL
        )


@final
@dataclass(frozen=True, slots=True)
class Spell:
    """The time from a breakdown to the table.

    Attributes
    ----------
    start
        Day of the breakdown.
    alternative
        Another day from which one could count, or None.
    end
        Day on which principals met in person; None while it lasts.
    last
        End, or the last day seen.
    record
        Id of the record that ended it, or empty.
    typed
        True if a person chose the start, False if the rule found it.
    """

    start: date
    alternative: date | None
    end: date | None
    last: date
    record: str
    typed: bool

    @property
    def days(self) -> int:
        """Days from start to end, or to the last day seen."""
        return (self.last - self.start).days

    @property
    def closed(self) -> bool:
        """True if it ended at the table."""
        return self.end is not None


@final
@dataclass(frozen=True, slots=True)
class Spells:
    """Spells of one conflict, earliest first; only the last can be open."""

    rows: tuple[Spell, ...]

    @property
    def open(self) -> Spell | None:
        """The spell that still lasts, or None at the table."""
        return self.rows[-1] if self.rows and not self.rows[-1].closed else None


def moves(records: Records) -> Moves:
    """Derive the moves of both sides from the records.

    Parameters
    ----------
    records
        Everything typed for the conflict; cut the result by ``known_by``.

    Returns
    -------
    Moves
        In the order of events. Records without a class of move, or classed as none of either side's, give none.
    """
    dossier = records.dossier
    happened = sorted(
        (row for row in dossier.happenings.values() if row.move and row.status not in ("hypothetical", "negated")),
        key=lambda row: (_day(row, dossier), row.id),
    )
    announced: list[Contact] = []
    dealt: set[tuple[date, date]] = set()
    rows: list[Move] = []
    for row in happened:
        if row.same_event and row.same_event in dossier.happenings:
            continue
        if row.move == "accept" and isinstance(row, Contact):
            announced.append(row)
        if row.move == "deal":
            if row.interval in dealt:
                continue
            dealt.add(row.interval)
        rows += _derive(row, records.sides, dossier, announced)
    typed = tuple(sorted(records.breakdowns, key=lambda row: row.on))
    return Moves(records.sides, tuple(rows), typed, records.last)


def spells(moved: Moves) -> Spells:
    """Spells from breakdown to the table.

    A spell begins on a typed breakdown. After the last typed one has ended, a later one begins by rule: the first
    higher measure by a leader or principal against the rival after the table. It ends when leaders or principals of
    both sides sit together in person. The last spell is censored at the last day of the record.

    Parameters
    ----------
    moved
        The moves, cut by ``known_by`` if a day is asked for.
    """
    tables = moved.tables()
    starts = [(row.on, row.alternative, True) for row in moved.breakdowns]
    found: list[Spell] = []
    while True:
        after = found[-1].end if found else None
        if found and after is None:
            return Spells(tuple(found))
        start = next((s for s in starts if after is None or s[0] > after), None) or _next_break(moved, after)
        if start is None:
            return Spells(tuple(found))
        table = next((row for row in tables if row.day > start[0]), None)
        end = table.day if table else None
        found.append(
            Spell(start[0], start[1], end, end or max(moved.last, start[0]), table.record if table else "", start[2])
        )


def _next_break(moved: Moves, after: date | None) -> tuple[date, None, bool] | None:
    if after is None:
        return None
    days = (
        row.day
        for row in moved.rows
        if row.action == "escalate" and row.day > after and row.rank >= PRINCIPAL and row.hostile_to_rival
    )
    day = next(days, None)
    return (day, None, False) if day else None


def _derive(row: Happening, sides: tuple[str, str], dossier: Dossier, announced: Sequence[Contact]) -> Iterator[Move]:
    def leg(number: int, action: Action, first: float) -> Move:
        low, high = row.interval
        aimed = {side_of(dossier, name) for name in row.targets}
        return Move(
            record=row.id,
            day=_day(row, dossier),
            low=low,
            high=high,
            known=dossier.known_happening(row),
            leg=number,
            action=action,
            reciprocal=row.move == "retaliate",
            first=first,
            rank=_rank(row, dossier),
            in_person=_in_person(row, sides, dossier),
            hostile_to_rival=bool(aimed & set(sides)) or "all" in row.targets,
            announced_for=row.announced_days if isinstance(row, Contact) else None,
        )

    mover = _mover(row, sides, dossier)
    asked = _share(getattr(row, "initiator", ""), sides, dossier)
    if row.move in SINGLE:
        if mover is not None:
            yield leg(0, SINGLE[row.move], mover)
    elif row.move == "offer_refused":
        first = asked if asked is not None else mover if mover is not None else 0.5
        yield leg(0, "offer", first)
        yield leg(1, "refuse", 1 - first)
    elif row.move in ("meet", "accept"):
        first = 0.5 if asked is None else asked
        if row.move == "accept" or not any(_same(row, other) for other in announced):
            yield leg(0, "offer", first)
            yield leg(1, "accept", 1 - first)
        if row.move == "meet":
            yield leg(2, "table", 0.5)
    elif row.move in ("deal", "fail"):
        yield leg(0, "deal" if row.move == "deal" else "leave", 0.5)


def _same(row: Happening, announced: Contact) -> bool:
    """True if a held meeting is the one that was announced shortly before."""
    wait = row.interval[0] - announced.interval[0]
    persons = {*row.actors, *row.targets} & {*announced.actors, *announced.targets}
    return len(persons) > 1 and timedelta(0) <= wait <= ANNOUNCED


def _day(row: Happening, dossier: Dossier) -> date:
    if _claimed(row):
        return dossier.known_happening(row)
    low, high = row.interval
    return low if high - low <= SHORT else low + (high - low) // 2


def _share(name: str, sides: tuple[str, str], dossier: Dossier) -> float | None:
    side = side_of(dossier, name) if name else ""
    return None if side not in sides else float(side == sides[0])


def _claimed(row: Happening) -> bool:
    """True if all that is certain is that somebody told it: the telling is the move, not the contact."""
    return isinstance(row, Contact) and row.outcome == "disputed"


def _mover(row: Happening, sides: tuple[str, str], dossier: Dossier) -> float | None:
    if _claimed(row):
        told = [dossier.claims[name] for name in row.cites]
        sources = [dossier.attributions[name].source for claim in told for name in claim.attributions]
        acting = {dossier.sources[name].side for name in sources} & set(sides)
    else:
        acting = {side_of(dossier, name) for name in row.actors} & set(sides)
    if len(acting) == 2:
        return 0.5
    return float(sides[0] in acting) if acting else None


def _rank(row: Happening, dossier: Dossier) -> int:
    if isinstance(row, Contact) and row.level is not None:
        return row.level
    if isinstance(row, Event):
        return LEVELS[row.level]
    day = row.interval[0]
    ranks = [
        post.rank
        for name in (*row.actors, *row.targets)
        if name in dossier.people
        for post in dossier.people[name].posts(day)
    ]
    # A deal without names was still made by the persons who lead for each side.
    return max(ranks, default=PRINCIPAL if isinstance(row, Agreement) else 1)


def _in_person(row: Happening, sides: tuple[str, str], dossier: Dossier) -> bool:
    if isinstance(row, Agreement):
        # A text may be agreed from afar; a deal that persons of both sides struck was struck face to face.
        named = {dossier.people[name].side for name in (*row.actors, *row.targets) if name in dossier.people}
        return set(sides) <= named
    return isinstance(row, Contact) and row.medium in ("in-person", "visit", "margins") and row.outcome == "held"
