"""One proposal on the screen: its passage with the words marked, the record it would make, and the keys."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from detente.cli.show import safe
from detente.desk.queue import Item
from detente.desk.review import proposed_text
from detente.desk.session import Session
from detente.desk.store import Held

__all__ = ["HELP", "overview", "page"]

KEYS = "a accept   t type   c class   e edit   r reject   m merge   s split   u undo   j/k next/back   ? help   q quit"
HELP = """\
a or Enter  accept as shown            1-8  accept an event as that type
t           accept an event as another type, by its first letters
c           accept with another class of source, by letter
e           field = value; field = value   (Escape leaves it)
r           reject, then w read wrongly, d told already, i not of this conflict, o other
m           merge into an accepted one: an attribution joins its claim, an event its record
s           split: type the words with which the second part begins
u           undo the last decision      l    list      g    go to an id
q           leave; everything decided is saved already"""
BREAKS = "\n\r\t\x0b\x0c\u2028\u2029"
AROUND = 500
"""Characters of a long paragraph shown on each side of the words."""


def _one_line(words: str) -> str:
    """Words for the terminal in one line, of the same length."""
    return safe("".join(" " if c in BREAKS else c for c in words))


def page(console: Console, session: Session, here: str, said: str, *, clear: bool) -> None:
    """Print one item.

    Parameters
    ----------
    console
        Where to.
    session
        The review.
    here
        Id of the item.
    said
        Remark above it.
    clear
        Clear the screen first.
    """
    queue, held = session.queue, session.held
    item = queue.items[here]
    if clear:
        console.clear()
    if said:
        console.print(Text(said, style="italic"))
    place = list(queue.items).index(here) + 1
    console.print(
        Text(
            f"[{here}] {item.kind} {place} of {len(queue.items)} \u00b7 {item.state} \u00b7 {len(queue.open)} open, "
            f"{queue.count('accepted')} accepted, {queue.count('rejected')} rejected",
            style="bold",
        )
    )
    console.print()
    console.print(_passage(held, item))
    console.print()
    grid = Grid.grid(padding=(0, 2, 0, 0))
    for name, value in _lines(held, item):
        grid.add_row(Text(f"{name:>9}", style="dim"), Text(_one_line(value)))
    console.print(grid)
    console.print()
    console.print(Text(KEYS, style="dim"))


def overview(session: Session) -> str:
    """Every item with its state, one a line."""
    return "\n".join(
        f"{item.id:>6}  {item.state:<8}  {_one_line(item.body['quote'])[:90]}" for item in session.queue.items.values()
    )


def _passage(held: Held, item: Item) -> Text:
    body = item.body
    start, end = body["start"], body["end"]
    passages = held.draft["passages"]
    around = {p["paragraph"] for p in passages if p["start"] < end and p["end"] > start}
    inside = [p for p in passages if p["paragraph"] in around]
    first = max(min([p["start"] for p in inside] + [start]), start - AROUND)
    last = min(max([p["end"] for p in inside] + [end]), end + AROUND)
    shown = Text(_one_line(held.text[first:last]))
    shown.stylize("reverse" if item.kind != "attribution" else "underline", start - first, end - first)
    for piece in body.get("content", ()):
        shown.stylize("reverse", piece["start"] - first, piece["end"] - first)
    for part in ("cue", "source", "trigger"):
        span = body.get(part)
        if span and span["start"] is not None:
            shown.stylize("bold", span["start"] - first, span["end"] - first)
    return shown


def _lines(held: Held, item: Item) -> list[tuple[str, str]]:
    """What the record would say, field by field; what the reviewer wrote over the draft is marked."""
    body = item.body
    found: list[tuple[str, str]] = []
    if item.kind != "nonresponse":
        found.append(("text", proposed_text(held, item)))
    if item.kind in ("attribution", "nonresponse"):
        source = body["source"]
        told = source["quote"] or (f"as in {source['same_as']}" if source["same_as"] else "not named")
        count = source["count"]["min"] or 1
        most = source["count"]["max"]
        many = "" if count == most == 1 else f", {count}" if count == most else f", {count} or more"
        found.append(
            ("who", f"{told} ({source['class'] or 'class unknown'}{many}, side {source['side'] or 'unknown'})")
        )
    if item.kind == "attribution":
        found.append(("form", f"{body['form']}, {body['polarity']}"))
    elif item.kind == "nonresponse":
        found.append(("kind", body["kind"]))
    else:
        day = next((d for d in held.draft["dates"] if d["id"] == body["date"]), None)
        interval = day["interval"] if day else None
        when = (
            f"{interval['from'] or '..'} to {interval['to'] or '..'} ({day['rule']})"
            if day and interval
            else "not told"
        )
        who = body["actor"]["id"] or body["actor"]["quote"] if body["actor"] else "?"
        whom = ", ".join(t["id"] or t["quote"] or "?" for t in body["targets"]) or "-"
        types = "   ".join(f"{n} {c['type']}" for n, c in enumerate(body["candidates"], 1))
        found += [
            ("type", types),
            ("who", f"{who} to {whom}"),
            ("when", f"{when}, {body['status']}"),
            ("said in", ", ".join(body["attributions"]) or "the reporter's own words"),
        ]
        if body["same_event"]:
            found.append(("perhaps", f"the same as {', '.join(body['same_event'])}"))
    found += [(f"{name} *", value) for name, value in item.fields.items() if name != "text"]
    return found
