"""The review queue: proposals of one draft in reading order, and what the decisions in the log make of them.

The log is the state. A queue is replayed from it, so what is on the screen is always what a restart would show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, final

from detente.core.errors import UsageError
from detente.desk.store import Row

__all__ = ["Item", "Queue", "replay", "undone_by"]

Kind = Literal["attribution", "nonresponse", "event"]
State = Literal["open", "accepted", "rejected", "merged", "split"]
LISTS: tuple[tuple[str, Kind], ...] = (
    ("attributions", "attribution"),
    ("nonresponses", "nonresponse"),
    ("events", "event"),
)
"""Lists of a draft that a person reviews, in the order in which they are shown within a passage."""
DECISIONS = ("accept", "edit", "reject", "merge", "split")


@final
@dataclass(frozen=True, slots=True)
class Item:
    """One proposal in review.

    Attributes
    ----------
    id
        Id in the draft, such as ``a3``; parts of a split one are ``a3-1`` and ``a3-2``.
    kind
        What it is.
    body
        The proposal as the draft has it.
    state
        Where it stands.
    fields
        What the reviewer wrote over it.
    into
        The item that it was merged into.
    """

    id: str
    kind: Kind
    body: Mapping[str, Any]
    state: State = "open"
    fields: Mapping[str, str] = field(default_factory=dict)
    into: str = ""


@final
@dataclass(frozen=True, slots=True)
class Queue:
    """Items in reading order, with the rows of the log that still count.

    Attributes
    ----------
    items
        By id, in reading order.
    rows
        Decisions that were not undone, oldest first.
    """

    items: Mapping[str, Item]
    rows: tuple[Row, ...]

    @property
    def open(self) -> tuple[Item, ...]:
        """What waits for a decision."""
        return tuple(item for item in self.items.values() if item.state == "open")

    def count(self, state: State) -> int:
        """Number of items in a state."""
        return sum(item.state == state for item in self.items.values())


def replay(draft: Mapping[str, Any], rows: Iterable[Row]) -> Queue:
    """The queue that a log makes of a draft.

    Parameters
    ----------
    draft
        The draft as printed.
    rows
        Rows of its log.

    Raises
    ------
    UsageError
        If a decision does not fit the queue, for instance names no item.
    """
    logged = tuple(rows)
    undone = {row.body["of"] for row in logged if row.body["action"] == "undo"}
    live = tuple(row for row in logged if row.body["action"] in DECISIONS and row.seq not in undone)
    items = {item.id: item for item in _in_reading_order(draft)}
    for row in live:
        items = _decided(items, row.body)
    return Queue(items, live)


def undone_by(queue: Queue) -> Row:
    """The decision that undo takes back.

    Raises
    ------
    UsageError
        If there is none.
    """
    if not queue.rows:
        raise UsageError("There is nothing to undo.")
    return queue.rows[-1]


def _in_reading_order(draft: Mapping[str, Any]) -> list[Item]:
    starts = [passage["start"] for passage in draft["passages"]]
    found: list[tuple[tuple[int, int, int, int], Item]] = []
    for order, (part, kind) in enumerate(LISTS):
        for body in draft[part]:
            place = sum(start <= body["start"] for start in starts)
            found.append(((place, order, body["start"], len(found)), Item(body["id"], kind, body)))
    return [item for _, item in sorted(found, key=lambda pair: pair[0])]


def _decided(items: Mapping[str, Item], body: Mapping[str, Any]) -> dict[str, Item]:
    item = _item(items, body["item"])
    made = dict(items)
    action = body["action"]
    if action in ("accept", "edit"):
        fields = {**item.fields, **body.get("fields", {})}
        made[item.id] = replace(item, fields=fields, state="accepted" if action == "accept" else item.state)
    elif action == "reject":
        made[item.id] = replace(item, state="rejected")
    elif action == "merge":
        target = _item(items, body["into"])
        if target.kind != item.kind or target.id == item.id:
            raise UsageError(f"{item.id} cannot be merged into {target.id}: name another {item.kind}.")
        if target.state != "accepted":
            raise UsageError(f"{target.id} is {target.state}; accept it before {item.id} is merged into it.")
        made[item.id] = replace(item, state="merged", into=target.id)
    else:
        parts = _parts(item, int(body["at"]))
        made = {}
        for name, old in items.items():
            made[name] = replace(old, state="split") if name == item.id else old
            if name == item.id:
                made |= {part.id: part for part in parts}
    return made


def _item(items: Mapping[str, Item], name: str) -> Item:
    if name not in items:
        raise UsageError(f'There is no item "{name}" in this queue.')
    return items[name]


def _parts(item: Item, at: int) -> tuple[Item, Item]:
    """Two items of one: the first up to a place in the text, the second from there."""
    body = item.body
    if item.state != "open":
        raise UsageError(f"{item.id} is {item.state}; undo that before it is split.")
    if item.kind == "attribution":
        pieces = [half for piece in body["content"] for half in _cut(piece, at)]
        first = [piece for piece in pieces if piece["start"] < at]
        second = [piece for piece in pieces if piece["start"] >= at]
    else:
        halves = _cut(body, at)
        first, second = halves[:1], halves[1:]
    if not first or not second:
        raise UsageError(f"{item.id} cannot be split there; give words from its middle, where the second part begins.")
    made = []
    for number, pieces in enumerate((first, second), 1):
        new = {**body, "id": f"{item.id}-{number}"}
        if item.kind == "attribution":
            new["content"] = pieces
        else:
            new |= {key: pieces[0][key] for key in ("start", "end", "quote")}
        made.append(Item(new["id"], item.kind, new, fields=item.fields))
    return made[0], made[1]


def _cut(span: Mapping[str, Any], at: int) -> list[dict[str, Any]]:
    """A span cut at a place, blanks at the cut left out; whole if the place is not inside."""
    start, end, quote = span["start"], span["end"], span["quote"]
    if not start < at < end:
        return [{"start": start, "end": end, "quote": quote}]
    left = quote[: at - start].rstrip()
    right = quote[at - start :]
    skip = len(right) - len(right.lstrip())
    halves = [(start, left), (at + skip, right.lstrip())]
    return [{"start": s, "end": s + len(words), "quote": words} for s, words in halves if words]
