"""One proposal as a page shows it: its paragraph with marks, the record it would make, and what may be written over.

Terminal and web draw the same page from this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, final

from detente.core.errors import UsageError
from detente.desk import measure_drafts
from detente.desk.against import Told
from detente.desk.contract import as_plain
from detente.desk.edits import EDITABLE
from detente.desk.filing import FIELDS
from detente.desk.queue import Item, State
from detente.desk.review import filed_as, proposed_text
from detente.desk.session import Session
from detente.desk.store import Held

__all__ = ["ItemPage", "Line", "Mark", "page_of"]

AROUND = 500
"""Characters of a long paragraph shown on each side of the words."""


@final
@dataclass(frozen=True, slots=True)
class Mark:
    """Words of the page's text to mark: ``frame`` is all of a proposal, ``words`` what it says."""

    start: int
    end: int
    role: Literal["frame", "words", "cue", "source", "trigger"]


@final
@dataclass(frozen=True, slots=True)
class Line:
    """One field of the record: its name, its value, and whether the reviewer wrote it."""

    name: str
    value: str
    typed: bool = False


@final
@dataclass(frozen=True, slots=True)
class ItemPage:
    """A proposal to decide on.

    Attributes
    ----------
    id, kind, state
        Of the item in the queue.
    place, of
        Its number among all items, from 1.
    text, at
        The paragraph, and where it begins in the document's text.
    marks
        Places in ``text``.
    lines
        What the record would say, field by field.
    types
        Types of the ontology proposed for an event, best first; accept one with ``fields={"type": ...}``.
    told
        What the case has on the same act: a repeat is accepted with ``fields={"same_event": record}``, a conflict is
        for the reviewer to know.
    may_edit
        Names of the fields that ``accept`` and ``edit`` take.
    """

    id: str
    kind: str
    state: State
    place: int
    of: int
    text: str
    at: int
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    types: tuple[str, ...]
    told: tuple[Told, ...]
    may_edit: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The page as JSON holds it."""
        made: dict[str, Any] = as_plain(self)
        return made


def page_of(session: Session, name: str) -> ItemPage:
    """The page of an item.

    Parameters
    ----------
    session
        The review.
    name
        Id of the item, one of ``session.queue.items``.
    """
    queue, held = session.queue, session.held
    item = queue.items[name]
    body = item.body
    first, last = _around(held, item)
    marks = [Mark(body["start"] - first, body["end"] - first, "frame" if item.kind == "attribution" else "words")]
    marks += [Mark(piece["start"] - first, piece["end"] - first, "words") for piece in body.get("content", ())]
    roles: tuple[Literal["cue", "source", "trigger"], ...] = ("cue", "source", "trigger")
    for role in roles:
        span = body.get(role)
        if span and span["start"] is not None and first <= span["start"] and span["end"] <= last:
            marks.append(Mark(span["start"] - first, span["end"] - first, role))
    return ItemPage(
        item.id,
        item.kind,
        item.state,
        list(queue.items).index(name) + 1,
        len(queue.items),
        held.text[first:last],
        first,
        tuple(marks),
        tuple(_lines(session, item)),
        tuple(one["type"] for one in body.get("candidates", ())),
        session.told(name),
        EDITABLE[item.kind],
    )


def _around(held: Held, item: Item) -> tuple[int, int]:
    """The paragraph of an item, of a long one what stands near the words."""
    start, end = item.body["start"], item.body["end"]
    passages = held.draft["passages"]
    around = {p["paragraph"] for p in passages if p["start"] < end and p["end"] > start}
    inside = [p for p in passages if p["paragraph"] in around]
    first = max(min([p["start"] for p in inside] + [start]), start - AROUND)
    return first, min(max([p["end"] for p in inside] + [end]), end + AROUND)


def _lines(session: Session, item: Item) -> list[Line]:
    held, body = session.held, item.body
    found: list[Line] = []
    if item.kind != "nonresponse":
        found.append(Line("text", proposed_text(held, item), "text" in item.fields))
    if item.kind in ("attribution", "nonresponse"):
        source = body["source"]
        told = source["quote"] or (f"as in {source['same_as']}" if source["same_as"] else "not named")
        count = source["count"]["min"] or 1
        most = source["count"]["max"]
        many = "" if count == most == 1 else f", {count}" if count == most else f", {count} or more"
        found.append(
            Line("who", f"{told} ({source['class'] or 'class unknown'}{many}, side {source['side'] or 'unknown'})")
        )
    if item.kind == "attribution":
        found.append(Line("form", f"{body['form']}, {body['polarity']}"))
    elif item.kind == "nonresponse":
        learned = body.get("method") == "learned"
        found.append(Line("kind", f"{body['kind']} (learned, no rule: look twice)" if learned else body["kind"]))
    else:
        found += [*_event_lines(held, body), *_record_lines(session, item)]
    found += [Line(name, value, typed=True) for name, value in item.fields.items() if name != "text"]
    return found


def _event_lines(held: Held, body: Any) -> list[Line]:
    day = next((d for d in held.draft["dates"] if d["id"] == body["date"]), None)
    interval = day["interval"] if day else None
    when = f"{interval['from'] or '..'} to {interval['to'] or '..'} ({day['rule']})" if day and interval else "not told"
    who = body["actor"]["id"] or body["actor"]["quote"] if body["actor"] else "?"
    whom = ", ".join(t["id"] or t["quote"] or "?" for t in body["targets"]) or "-"
    found = [
        Line("type", "   ".join(f"{n} {c['type']}" for n, c in enumerate(body["candidates"], 1))),
        Line("who", f"{who} to {whom}"),
        Line("when", f"{when}, {body['status']}"),
        Line("said in", ", ".join(body["attributions"]) or "the reporter's own words"),
    ]
    if body["same_event"]:
        found.append(Line("perhaps", f"the same as {', '.join(body['same_event'])}"))
    return found


def _record_lines(session: Session, item: Item) -> list[Line]:
    """The record that the event becomes, with the fields of its own."""
    try:
        table, row = filed_as(session.held, item, session.known)
    except UsageError as error:
        return [Line("record", str(error))]
    own = ", ".join(f"{name} = {row[name]}" for name in FIELDS[table] if name in row)
    return [Line("record", f"{table}: {own}" if own else table), *_measure_lines(item)]


def _measure_lines(item: Item) -> list[Line]:
    """The draft of the measure that an event of law told, and what must be added before it can be one."""
    drafted = item.body["attributes"].get("measure")
    if drafted is None:
        return []
    told = {**drafted, **{name: item.fields[name] for name in measure_drafts.FIELDS if name in item.fields}}
    has = ", ".join(f"{name} = {told[name]}" for name in measure_drafts.FIELDS if told.get(name) is not None)
    named = f" (named: {', '.join(drafted['goods_named'])})" if drafted["goods_named"] else ""
    lacks = ", ".join(name for name in drafted["lacks"] if name not in item.fields) or "nothing"
    return [Line("measure", f"{has}; lacks {lacks}{named}. Type e, what it lacks, and record = measure.")]
