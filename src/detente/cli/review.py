"""``detente review``: proposals of an article one by one, decided by key; what is accepted enters the case."""

from __future__ import annotations

import getpass
import time
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import Console

from detente.case.read import open_case
from detente.cli.draft import read_input
from detente.cli.keys import Keys
from detente.cli.names import CaseName
from detente.cli.options import PLAIN, Day, Output
from detente.cli.review_page import HELP, overview, page
from detente.cli.show import show
from detente.core.dates import as_day
from detente.core.errors import DataError, DetenteError, UsageError
from detente.desk.edits import edits, type_named
from detente.desk.inbox import Inbox
from detente.desk.session import Session
from detente.report.answer import Answer, Column, Table

__all__ = ["review"]

REASONS = {"w": "read wrongly", "d": "told already", "i": "not of this conflict"}
"""Reasons to reject by key; any other is typed."""
CLASSES = {
    "n": "named",
    "s": "spokesperson",
    "i": "institution",
    "d": "document",
    "a": "anonymous",
    "c": "collective",
    "r": "reporter",
}
"""Classes of sources by key."""


def review(
    case: CaseName,
    file: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    /,
    *,
    published: Day | None = None,
    outlet: str | None = None,
    tier: Literal["auto", "0", "nlp"] = "auto",
    overlay: Annotated[Path | None, Parameter(name="--overlay")] = None,
    by: str | None = None,
    output: Output = PLAIN,
) -> None:
    """Review proposals by key: accept, edit, reject, merge, split, undo; each decision is saved before the next key.

    Parameters
    ----------
    case
        A case of your own. For a bundled case an overlay is made, which holds only what is new.
    file
        Article to draft and review; without it the review goes on where it was left.
    published
        Day of publication of the article.
    outlet
        Id of the outlet.
    tier
        As in draft.
    overlay
        Folder of the overlay; default: name of the bundled case and -reviewed.
    by
        Name of the reviewer; default: your user name.
    output
        With --json, --format or --out: where the review stands, and no keys are read.
    """
    output.refuse_files()
    with Inbox.of(case, overlay=overlay, who=by or getpass.getuser()) as inbox:
        status_only = output.form != "table" or bool(output.out)
        with Keys() as keys:
            if file is None:
                name = inbox.waiting()
            else:
                given = (published.isoformat() if published else None, outlet, tier)
                name = _take(inbox, file, given, None if status_only else keys)
            if not status_only:
                _decide(inbox.session(name), keys)
        show(_status(inbox), output)
    open_case(inbox.folder)


def _take(
    inbox: Inbox, file: str, given: tuple[str | None, str | None, Literal["auto", "0", "nlp"]], keys: Keys | None
) -> str:
    """Id of the article of a file in the log; drafted and added if it is new."""
    published, outlet, tier = given
    if file == "-":
        raise UsageError("The keys come from standard input; save the article as a file and name that.")
    data = read_input(file)
    held = inbox.propose(data, file, published, outlet=outlet, tier=tier)
    day = held.draft["document"]["published"]
    if day["ask"] and keys is not None and all(row.document != held.id for row in inbox.progress()):
        found = f"between {day['from']} and {day['to']}" if day["from"] and day["to"] else "unknown"
        for step in day["steps"]:
            print(f"  {step['rule']}: {step['quote'] or step['fact'] or ''}")
        typed = keys.line(f"Published {found}. Type the day, or Enter to keep that: ")
        if typed:
            held = inbox.propose(data, file, as_day(typed), outlet=outlet, tier=tier)
    return inbox.take(held)


def _decide(session: Session, keys: Keys) -> None:
    """Show an item, read a key, do it; until nothing is open or the reviewer leaves."""
    console = Console(highlight=False)
    store, name = session.store, session.held.id
    here = store.place(name)
    began = keys.pressed
    before = session.queue.count("accepted")
    if session.queue.items.get(here) is None or session.queue.items[here].state != "open":
        here = session.next_open(here)
    said = ""
    while here:
        store.move(name, here)
        page(console, session, here, said, clear=keys.terminal)
        start = time.monotonic()
        key = keys.key()
        if key == "q":
            break
        try:
            here, said = _do(session, keys, here, key, start)
        except DetenteError as error:
            if isinstance(error, DataError):
                raise
            said = str(error)
    done, pressed = session.queue.count("accepted") - before, keys.pressed - began
    if not session.queue.open:
        console.print(f"Nothing of {name} waits.")
    if done > 0:
        console.print(f"{done} accepted with {pressed} keys, {pressed / done:.1f} each.")


def _do(session: Session, keys: Keys, here: str, key: str, start: float) -> tuple[str, str]:
    """What one key does: the item to show next, and a remark above it."""
    item = session.queue.items[here]

    def took() -> float:
        return time.monotonic() - start

    if key in ("a", "\r", "\n"):
        session.decide("accept", here, seconds=took())
        return session.next_open(here), f"{here} accepted"
    if key.isdigit() and item.kind == "event":
        types = [one["type"] for one in item.body["candidates"]]
        if not 1 <= int(key) <= len(types):
            return here, f"There are {len(types)} types; press 1 to {len(types)}."
        session.decide("accept", here, seconds=took(), fields={"type": types[int(key) - 1]})
        return session.next_open(here), f"{here} accepted as {types[int(key) - 1]}"
    if key == "t" and item.kind == "event":
        short = keys.line("first letters of the type: ")
        if not short:
            return here, "nothing changed"
        kind = type_named(short, session.known.types)
        session.decide("accept", here, seconds=took(), fields={"type": kind})
        return session.next_open(here), f"{here} accepted as {kind}"
    if key == "v" and item.kind == "event":
        session.decide("edit", here, seconds=took(), fields={"voice": "reporter"})
        return here, f"{here} rests on the reporter's own words"
    if key == "y" and item.kind == "event":
        same = next((one.record for one in session.told(here) if one.kind == "repeat"), "")
        if not same:
            return here, "The case has no record that it repeats."
        session.decide("accept", here, seconds=took(), fields={"same_event": same})
        return session.next_open(here), f"{here} accepted as the same event as {same}"
    if key == "c" and item.kind != "event":
        print("source: " + ", ".join(f"{letter} {name}" for letter, name in CLASSES.items()))
        speaker = CLASSES.get(keys.key())
        if speaker is None:
            return here, "nothing changed"
        session.decide("accept", here, seconds=took(), fields={"class": speaker})
        return session.next_open(here), f"{here} accepted as {speaker}"
    if key == "e":
        typed = keys.line("field = value: ")
        if not typed:
            return here, "nothing changed"
        session.decide("edit", here, seconds=took(), fields=edits(item, typed))
        return here, f"{here} edited"
    if key == "r":
        print("why: w read wrongly, d told already, i not of this conflict, o other")
        why = keys.key()
        reason = keys.line("reason: ") if why == "o" else REASONS.get(why)
        if not reason:
            return here, "not rejected: no reason was given"
        session.decide("reject", here, seconds=took(), reason=reason)
        return session.next_open(here), f"{here} rejected"
    if key == "m":
        into = keys.line("merge into: ")
        if not into:
            return here, "not merged"
        session.decide("merge", here, seconds=took(), into=into)
        return session.next_open(here), f"{here} merged into {into}"
    if key == "s":
        words = keys.line("the second part begins with the words: ")
        if words is None:
            return here, "not split"
        session.decide("split", here, seconds=took(), at=session.split_at(here, words))
        return session.next_open(here), f"{here} split"
    if key == "u":
        back = session.undo(seconds=took())
        return back, f"{back}: last decision undone"
    if key in "jk" and key:
        return session.beside(here, 1 if key == "j" else -1), ""
    if key == "g":
        to = keys.line("go to: ") or here
        return (to, "") if to in session.queue.items else (here, f'There is no item "{to}".')
    if key == "l":
        return here, overview(session)
    return here, HELP


def _status(inbox: Inbox) -> Answer:
    rows = [
        {"document": row.document, "title": row.title, **row.counts, "seconds": row.seconds} for row in inbox.progress()
    ]
    columns = (
        Column("document", "document", "code"),
        Column("title", "title"),
        *(Column(state, state, "number", 0) for state in ("open", "accepted", "rejected", "merged", "split")),
        Column("seconds", "seconds each", "number", 1),
    )
    return Answer(
        verb="review",
        meta={"case": str(inbox.folder)},
        body={"documents": rows},
        head=f"Review of {inbox.folder}",
        tables=(Table("Documents in review", columns, rows),),
        lines=(f"Accepted records stand in {inbox.folder}/evidence, decisions in {inbox.folder}/reviews.jsonl.",),
    )
