"""One proposal on the screen: its passage with the words marked, the record it would make, and the keys."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from detente.cli.show import safe
from detente.desk.pages import ItemPage, page_of
from detente.desk.session import Session

__all__ = ["HELP", "overview", "page"]

KEYS = "a accept  t type  y told  v reporter  c class  e edit  r reject  m merge  s split  u undo  j/k  ? help  q quit"
HELP = """\
a or Enter  accept as shown            1-8  accept an event as that type
t           accept an event as another type, by its first letters
c           accept with another class of source, by letter
e           field = value; field = value   (Escape leaves it)
y           accept as the same event that the case has already ("told")
v           an event rests on the reporter's own words, whoever it is said in
r           reject, then w read wrongly, d told already, i not of this conflict, o other
m           merge into an accepted one: an attribution joins its claim, an event its record
s           split: type the words with which the second part begins
u           undo the last decision      l    list      g    go to an id
q           leave; everything decided is saved already"""
BREAKS = "\n\r\t\x0b\x0c\u2028\u2029"
STYLES = {"frame": "underline", "words": "reverse"}
"""How words are marked; all other marks are bold."""


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
    queue = session.queue
    shown = page_of(session, here)
    if clear:
        console.clear()
    if said:
        console.print(Text(said, style="italic"))
    console.print(
        Text(
            f"[{here}] {shown.kind} {shown.place} of {shown.of} \u00b7 {shown.state} \u00b7 {len(queue.open)} open, "
            f"{queue.count('accepted')} accepted, {queue.count('rejected')} rejected",
            style="bold",
        )
    )
    console.print()
    console.print(_passage(shown))
    console.print()
    grid = Grid.grid(padding=(0, 2, 0, 0))
    for line in shown.lines:
        name = f"{line.name} *" if line.typed and line.name != "text" else line.name
        grid.add_row(Text(f"{name:>9}", style="dim"), Text(_one_line(line.value)))
    for told in shown.told:
        name = "told" if told.kind == "repeat" else told.kind
        grid.add_row(Text(f"{name:>9}", style="bold"), Text(_one_line(told.message)))
    console.print(grid)
    console.print()
    console.print(Text(KEYS, style="dim"))


def overview(session: Session) -> str:
    """Every item with its state, one a line."""
    return "\n".join(
        f"{item.id:>6}  {item.state:<8}  {_one_line(item.body['quote'])[:90]}" for item in session.queue.items.values()
    )


def _passage(shown: ItemPage) -> Text:
    text = Text(_one_line(shown.text))
    for mark in shown.marks:
        text.stylize(STYLES.get(mark.role, "bold"), mark.start, mark.end)
    return text
