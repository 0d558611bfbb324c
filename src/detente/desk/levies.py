"""Rates of duty that a text tells: who levies how much on whose goods, since when, as a level, a step or what was.

The reading is of grammar alone; what the law of a case says to it is asked elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, final

from detente.desk.contract import DateMention, EventMention, Quantity
from detente.desk.gazetteer import Found, Gazetteer
from detente.desk.segment import Layout

__all__ = ["Levy", "levies"]

Role = Literal["level", "step", "former"]
DUTY = re.compile(r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|surtax(?:es)?|tax(?:es)?)\b", re.IGNORECASE)
ON = re.compile(r"\b(?:on|against|for|facing)\b", re.IGNORECASE)
END = re.compile(
    r"[.;:,()\"\u2013]|\b(?:from|in) (?=(?:the )?\d)"
    r"|\b(?:to|by|at|while|after|since|because|that|which|when|if|unless)\b"
)
STEP = re.compile(r"\b(?:by|additional|extra|further|another|added)(?: an?| the)? $", re.IGNORECASE)
FROM = re.compile(r"\bfrom $", re.IGNORECASE)
PLAIN_GOODS = frozenset(
    [
        *("a", "all", "an", "any", "and", "country", "each", "every", "everything"),
        *("export", "exports", "from", "for", "goods", "import", "imported", "imports", "in"),
        *("into", "items", "merchandise", "most", "nearly", "nations", "of", "other", "our"),
        *("product", "products", "shipment", "shipments", "some", "the", "their", "these", "those"),
        *("countries", "partners", "everybody", "rivals", "its", "on"),
    ]
)
"""Words of a phrase for goods that name no single ones."""
LOW = re.compile(r"(?<![A-Za-z])[a-z][a-z-]{2,}")
WORLD = re.compile(
    r"\b(?:all|every|other|dozens of|most|nearly all)\b.{0,20}\b(?:countr|nation|partner|import)", re.IGNORECASE
)
UNIONS = {"EUR": "EU27"}
"""Code of a union among names to that of its group among the economies that levy duties."""
AROUND = 90
"""How far from a figure its word for a duty may stand."""
AHEAD = ("planned",)
UNREAL = ("conditional", "hypothetical", "offered", "negated", "failed")


@final
@dataclass(frozen=True, slots=True)
class Levy:
    """One rate as the text tells it.

    Attributes
    ----------
    quantity, event
        Ids in the draft; no event where the sentence tells none.
    start, end
        Its place.
    importer, exporter
        Who levies on whose goods, codes of economies; None where the text does not say, ``all`` for everybody's.
    assumed
        True if one of the two was taken from the other, as there are two sides.
    rate
        As a share.
    comparator
        As the quantity has it.
    role
        ``level``, ``step`` (by so much more) or ``former`` (what it was before).
    first, last
        Days of which it is told; those of publication where ``dated`` is false.
    status
        ``real``, ``ahead`` (announced or planned) or ``unreal`` (a condition, an offer, a denial).
    goods
        Words for single goods; none where it is told of all.
    """

    quantity: str
    event: str
    start: int
    end: int
    importer: str | None
    exporter: str | None
    assumed: bool
    rate: float
    comparator: str
    role: Role
    first: date
    last: date
    dated: bool
    status: Literal["real", "ahead", "unreal"]
    goods: tuple[str, ...]


def levies(
    layout: Layout,
    events: Sequence[EventMention],
    dates: Sequence[DateMention],
    figures: Sequence[Quantity],
    gazetteer: Gazetteer,
    sides: tuple[str, str],
    published: tuple[date, date],
) -> list[Levy]:
    """Every rate of duty of a text.

    Parameters
    ----------
    layout
        The divided text.
    events, dates, figures
        What was found in it.
    gazetteer
        Names of economies, offices and persons.
    sides
        The two sides of the case.
    published
        First and last day on which it may have been published.
    """
    named = gazetteer.find(layout.clean)
    days = {one.id: one for one in dates}
    made: list[Levy] = []
    for one in figures:
        place = layout.piece_at(one.start)
        if one.kind != "rate" or place is None:
            continue
        piece = layout.pieces[place]
        duty = _nearest(layout.clean, piece.start, piece.end, one)
        if duty is None:
            continue
        event = _event(events, one)
        inside = [found for found in named if piece.start <= found.start < piece.end]
        importer, exporter, assumed, goods = _parties(layout.clean, piece, one, duty, inside, event, sides)
        first, last, dated = _days(days, dates, piece, one, event, published)
        status: Literal["real", "ahead", "unreal"] = "real"
        if event is not None:
            status = "ahead" if event.status in AHEAD else "unreal" if event.status in UNREAL else "real"
        before = layout.clean[max(piece.start, one.start - 24) : one.start]
        figures_told = _roles(one, before)
        for rate, role in figures_told:
            made.append(
                Levy(
                    one.id,
                    event.id if event else "",
                    one.start,
                    one.end,
                    importer,
                    exporter,
                    assumed,
                    rate,
                    one.comparator if one.comparator != "range" else "exact",
                    role,
                    first,
                    last,
                    dated,
                    status,
                    goods,
                )
            )
    return made


def _roles(one: Quantity, before: str) -> list[tuple[float, Role]]:
    """Figures of a quantity, and whether each is where the rate is, was, or what it moves by."""
    if one.value is None:
        if FROM.search(before) and one.low is not None and one.high is not None:
            return [(one.low, "former"), (one.high, "level")]
        return []
    if "point" in one.quote or STEP.search(before):
        return [(one.value, "step")]
    return [(one.value, "former" if FROM.search(before) else "level")]


def _nearest(clean: str, start: int, end: int, one: Quantity) -> re.Match[str] | None:
    near = DUTY.finditer(clean, max(start, one.start - AROUND), min(end, one.end + AROUND))
    return min(near, key=lambda m: max(m.start() - one.end, one.start - m.end()), default=None)


def _event(events: Sequence[EventMention], one: Quantity) -> EventMention | None:
    """The act that a rate belongs to, the last of those that hold it: the inner clause."""
    held = [event for event in events if one.id in event.quantities]
    real = [event for event in held if event.candidates[0].family == "M"]
    chosen = real or held
    return chosen[-1] if chosen else None


def _parties(
    clean: str,
    piece: Any,
    one: Quantity,
    duty: re.Match[str],
    inside: Sequence[Found],
    event: EventMention | None,
    sides: tuple[str, str],
) -> tuple[str | None, str | None, bool, tuple[str, ...]]:
    """Who levies, on whose goods, whether one was taken from the other, and words for single goods."""
    exporter, goods, where = _target(clean, piece.end, max(duty.end(), 0), inside)
    if where is None and one.end > duty.end():
        exporter, goods, where = _target(clean, piece.end, one.end, inside)
    importer = _owner(clean, min(one.start, duty.start()), duty.start(), inside)
    if importer is None and event is not None and event.actor is not None:
        importer = event.actor.country
    if importer is None:
        left = [found for found in inside if found.side and found.end <= min(one.start, duty.start())]
        importer = next((f.side for f in left if f.side != exporter and f.kind != "adjective"), None)
    importer, exporter = UNIONS.get(importer or "", importer), UNIONS.get(exporter or "", exporter)
    if importer == exporter:
        importer = None
    assumed = False
    if importer is None and exporter in sides:
        importer, assumed = sides[1 - sides.index(exporter)], True
    elif exporter is None and importer in sides and not goods:
        exporter, assumed = sides[1 - sides.index(importer)], True
    return importer, exporter, assumed, goods


def _target(
    clean: str, end: int, start: int, inside: Sequence[Found]
) -> tuple[str | None, tuple[str, ...], int | None]:
    """Whose goods, and which, stand behind "on" next to a duty."""
    m = ON.search(clean, start, min(end, start + 40))
    if m is None or END.search(clean, start, m.start()):
        return None, (), None
    stop = END.search(clean, m.end(), end)
    last = stop.start() if stop else end
    phrase = clean[m.end() : last]
    there = [found for found in inside if m.end() <= found.start < last]
    whose = next((found.side for found in there if found.side and found.side != "third"), None)
    if whose is None and WORLD.search(phrase):
        whose = "all"
    rest = phrase
    for found in there:
        rest = rest.replace(clean[found.start : found.end], " ")
    goods = tuple(word for word in LOW.findall(rest) if word not in PLAIN_GOODS)
    return whose, goods[:3], m.start()


def _owner(clean: str, start: int, duty: int, inside: Sequence[Found]) -> str | None:
    """The economy whose duty it is by the words around it: Norland's 20% duty, the Sudland tariff of 5%."""
    for found in reversed(inside):
        gap = clean[found.end : duty]
        if found.side and found.end <= duty and found.end >= start - 30 and len(gap) < 40:
            own = found.kind in ("adjective", "place", "capital", "institution", "person", "surname")
            if own and re.fullmatch(r"(?:'s|')? ?(?:[\w%.-]+ ){0,3}", gap) and not ON.search(gap):
                behind = clean[max(0, found.start - 12) : found.start]
                if not re.search(r"\b(?:on|against|from|to|by)(?: the)? $", behind):
                    return found.side
    return None


def _days(
    known: Mapping[str, DateMention],
    dates: Sequence[DateMention],
    piece: Any,
    one: Quantity,
    event: EventMention | None,
    published: tuple[date, date],
) -> tuple[date, date, bool]:
    """The days of which the rate is told: its act's, else the date nearest in its sentence, else publication."""
    mention = known.get(event.date or "") if event is not None else None
    if mention is None:
        near = [d for d in dates if piece.start <= d.start < piece.end and d.interval is not None]
        mention = min(near, key=lambda d: max(d.start - one.end, one.start - d.end), default=None)
    interval = mention.interval if mention is not None else None
    if interval is None or interval.from_ is None or interval.to is None:
        return (*published, False)
    return date.fromisoformat(interval.from_), date.fromisoformat(interval.to), True
