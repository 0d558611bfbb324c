"""An event of a draft against the records of a case: told already, on another day, by another who asked, denied.

Nothing is decided here: a repeat is offered to the reviewer, a conflict is shown beside the record it concerns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, final

from detente.desk.filing import TABLES
from detente.diplomacy.scene import side_of
from detente.evidence.dossier import Dossier
from detente.evidence.happenings import Contact, Happening

__all__ = ["Told", "against_case"]

Kind = Literal["repeat", "act", "figure", "quantity", "date", "speaker", "status", "denial"]
UNTOLD = timedelta(days=120)
"""How long before publication an act without a day is looked for."""
NEAR = timedelta(days=45)
"""How far apart two accounts of one act by the same persons may lie."""
SHORT = timedelta(days=31)
"""The longest interval that dates an act well enough to tell it from another."""
ASKS = ("C.REQUEST", "C.CHANNEL_SEEK", "C.INVITE", "C.OFFER_MEET", "C.CALL", "C.REFUSE")
RAISES = ("M.TARIFF_IMPOSE", "M.TARIFF_RAISE", "M.RETALIATE")
DONE = ("actual", "ongoing", "ended")
SURE = 3
"""Persons in common, one more than their number, from which another day is worth a word: both ends of the contact."""
MOST = 2


@final
@dataclass(frozen=True, slots=True)
class Told:
    """A record of the case that an event bears on.

    Attributes
    ----------
    record
        Its id.
    kind
        ``repeat`` where the event seems to tell it again, ``act`` where it seems an act of the case's law, ``figure``
        where a figure agrees with it; else what differs.
    message
        One sentence.
    case
        What the case has: days and text of the record.
    dated
        True if both tell a day and agree in persons or type, so that more than the sides agree.
    sure
        True if both name the same persons at both ends.
    """

    record: str
    kind: Kind
    message: str
    case: str = ""
    dated: bool = False
    sure: bool = False


def against_case(draft: Mapping[str, Any], event: Mapping[str, Any], dossier: Dossier) -> tuple[Told, ...]:
    """What the case has on the same act: at most two records that it may repeat, and every conflict.

    Parameters
    ----------
    draft
        The draft as printed.
    event
        One of its events.
    dossier
        The records of the case.
    """
    seen = _Seen(draft, event, dossier)
    found: list[tuple[int, int, Told]] = []
    rows = [(row, common) for row in dossier.happenings.values() if (common := seen.common(row)) and seen.alike(row)]
    near = [(row, common) for row, common in rows if seen.overlaps(row)]
    for row, common in near:
        told = seen.differs(row) or Told(
            row.id, "repeat", f'The case has this perhaps as "{row.id}" ({_days(row)}): {row.text}'
        )
        found.append((-common, seen.distance(row), seen.beside(told, row)))
    if not near:
        for row, common in rows:
            if common >= SURE and seen.dated and seen.gap(row) <= NEAR:
                text = row.text.rstrip(".")
                told = Told(
                    row.id,
                    "date",
                    f'The case has "{row.id}" on {_days(row)} ({text}): another act, or another day for one.',
                )
                found.append((-common, seen.distance(row), seen.beside(told, row)))
    found.sort(key=lambda one: (one[0], one[1], one[2].record))
    repeats = [told for _, _, told in found if told.kind == "repeat"][:MOST]
    return (*repeats, *(told for _, _, told in found if told.kind != "repeat"))


class _Seen:
    """What can be compared of an event: who, when, of which kind, how real."""

    def __init__(self, draft: Mapping[str, Any], event: Mapping[str, Any], dossier: Dossier) -> None:
        self.dossier = dossier
        parties = [one for one in (event["actor"], *event["targets"]) if one]
        self.people = {one["id"] for one in parties if one["id"] in dossier.people}
        self.sides = {one["country"] for one in parties if one["country"]}
        self.asker = event["actor"]["country"] if event["actor"] else None
        self.types = {one["type"] for one in event["candidates"][:2]}
        self.groups = {_group(kind) for kind in self.types}
        denials = {one["id"] for one in draft["attributions"] if one["polarity"] == "denies"}
        self.denied = bool(denials & set(event["attributions"]))
        self.negated = event["status"] in ("negated", "failed") or self.denied
        mention = next((one for one in draft["dates"] if one["id"] == event["date"]), None)
        interval = mention["interval"] if mention else None
        published = draft["document"]["published"]
        last = _day(published["to"] or published["from"])
        if interval and interval["from"] and interval["to"]:
            self.first, self.last = _day(interval["from"]), _day(interval["to"])
            self.dated = self.last - self.first <= SHORT
        else:
            self.first, self.last, self.dated = (last - UNTOLD if last > date.min + UNTOLD else last), last, False

    def common(self, row: Happening) -> int:
        """Persons in common, and one more where the sides agree; 0 where too little speaks for one act.

        Where both name persons of a side, one of them must be the same; an event of two persons is not one of offices.
        """
        names = {*row.actors, *row.targets}
        sides = {side_of(self.dossier, name) for name in names} - {""}
        ours, theirs = (self._by_side(people) for people in (self.people, names & set(self.dossier.people)))
        if not self.sides <= sides or any(not ours[side] & theirs[side] for side in ours.keys() & theirs.keys()):
            return 0
        shared = len(self.people & names)
        if shared:
            return shared + 1
        return int(self.dated and len(self.sides) > 1 and self.sides == sides and len(ours) < 2)

    def _by_side(self, people: set[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name in people:
            found.setdefault(side_of(self.dossier, name), set()).add(name)
        return found

    def alike(self, row: Happening) -> bool:
        return _group(row.type) in self.groups

    def overlaps(self, row: Happening) -> bool:
        first, last = row.interval
        return self.first <= last and first <= self.last

    def gap(self, row: Happening) -> timedelta:
        first, last = row.interval
        return max(first - self.last, self.first - last)

    def distance(self, row: Happening) -> int:
        return abs((min(row.interval[1], self.last) - self.last).days)

    def beside(self, told: Told, row: Happening) -> Told:
        """What was told with the record in words, and whether both tell a day."""
        first, last = row.interval
        sure = self.common(row) >= SURE
        short = first != date.min and last != date.max and last - first <= SHORT
        alike = sure or row.type in self.types or _group(row.type) == "tariff"
        return replace(told, case=f"{_days(row)}: {row.text}", dated=self.dated and short and alike, sure=sure)

    def differs(self, row: Happening) -> Told | None:
        """What the event says otherwise than a record of the same act."""
        real = row.status in DONE and getattr(row, "outcome", "held") == "held"
        if self.denied and real:
            return Told(row.id, "denial", f'"{row.id}" stands in the case as having happened; here it is denied.')
        if self.negated and real and row.type in self.types:
            return Told(row.id, "status", f'"{row.id}" stands in the case as having happened; here it did not.')
        if isinstance(row, Contact) and row.initiator and self.asker and self.types & set(ASKS):
            side = side_of(self.dossier, row.initiator)
            asked = self.asker if "C.REFUSE" not in self.types else None
            if asked and side and side != asked and asked in {side_of(self.dossier, n) for n in row.targets}:
                return Told(row.id, "speaker", f'In the case {side} asked ("{row.id}"); here {asked} did.')
        return None


def _group(kind: str) -> str:
    if kind in RAISES:
        return "tariff"
    return "contact" if TABLES.get(kind) == "contact" else kind


def _days(row: Happening) -> str:
    return " to ".join(dict.fromkeys(f"{day}" for day in _told_days(row)))


def _told_days(row: Happening) -> Iterator[date | str]:
    for day in row.interval:
        yield day if day not in (date.min, date.max) else "open"


def _day(value: str | None) -> date:
    return date.fromisoformat(value) if value else date.max
