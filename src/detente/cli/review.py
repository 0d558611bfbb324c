"""``detente review``: proposals of an article one by one, decided by key; what is accepted enters the case."""

from __future__ import annotations

import getpass
import time
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import Console

from detente.case.read import bundled_cases, open_case
from detente.case.write import new_overlay
from detente.cli.draft import read_input
from detente.cli.keys import Keys
from detente.cli.names import CaseName
from detente.cli.options import PLAIN, Day, Output
from detente.cli.review_page import HELP, overview, page
from detente.cli.show import show
from detente.core.dates import as_day
from detente.core.errors import DataError, DetenteError, UsageError
from detente.desk.draft import draft_file
from detente.desk.ingest import read_article
from detente.desk.queue import replay
from detente.desk.review import document_of, edits, type_named
from detente.desk.session import Session
from detente.desk.store import Held, Store
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
LOG = ".review"
"""Folder of a case that holds the log and the texts; kept out of version control."""


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
    folder = _folder(case, overlay)
    (folder / LOG).mkdir(exist_ok=True)
    (folder / LOG / ".gitignore").write_text("*\n", encoding="utf-8")
    with Store(folder / LOG / "log.sqlite") as store:
        status_only = output.form != "table" or bool(output.out)
        with Keys() as keys:
            if file is not None:
                given = (published.isoformat() if published else None, outlet, tier)
                name = _take(store, file, str(folder), given, None if status_only else keys)
            else:
                name = _next(store)
            if not status_only:
                _decide(Session(folder, store, _held(store, name), open_case(folder), by or getpass.getuser()), keys)
        show(_status(store, folder), output)
    open_case(folder)


def _folder(case: str, overlay: Path | None) -> Path:
    if case in bundled_cases():
        folder = overlay or Path(f"{case}-reviewed")
        return folder if (folder / "case.toml").is_file() else new_overlay(folder, case)
    if overlay is not None:
        raise UsageError("--overlay is for a bundled case; a folder of your own is written to as it is.")
    open_case(case)
    return Path(case)


def _take(
    store: Store,
    file: str,
    case: str,
    given: tuple[str | None, str | None, Literal["auto", "0", "nlp"]],
    keys: Keys | None,
) -> str:
    """Id of the article of a file in the log; drafted and added if it is new."""
    published, outlet, tier = given
    if file == "-":
        raise UsageError("The keys come from standard input; save the article as a file and name that.")
    data = read_input(file)
    article = read_article(data, file)
    for held in store.documents():
        if held.sha256 == article.sha256:
            return held.id
    made = draft_file(data, file, published, case=case, tier=tier, outlet=outlet)
    if made.document.published.ask and keys is not None:
        day = made.document.published
        found = f"between {day.from_} and {day.to}" if day.from_ and day.to else "unknown"
        for step in day.steps:
            print(f"  {step.rule}: {step.quote or step.fact or ''}")
        typed = keys.line(f"Published {found}. Type the day, or Enter to keep that: ")
        if typed:
            made = draft_file(data, file, as_day(typed), case=case, tier=tier, outlet=outlet)
    held = Held(f"{outlet or 'text'}-{article.sha256[:6]}", article.sha256, article.text, made.as_dict())
    document_of(held)
    store.add(held)
    return held.id


def _next(store: Store) -> str:
    documents = store.documents()
    if not documents:
        raise UsageError("Nothing is in review. Name an article: detente review CASE FILE.")
    waiting = [held.id for held in documents if replay(held.draft, store.rows(held.id)).open]
    return waiting[0] if waiting else documents[-1].id


def _held(store: Store, name: str) -> Held:
    return next(held for held in store.documents() if held.id == name)


def _decide(session: Session, keys: Keys) -> None:
    """Show an item, read a key, do it; until nothing is open or the reviewer leaves."""
    console = Console(highlight=False)
    session.write()
    store, name = session.store, session.held.id
    here = store.place(name)
    began = keys.pressed
    before = session.queue.count("accepted")
    if session.queue.items.get(here) is None or session.queue.items[here].state != "open":
        here = _after(session, here)
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
        return _after(session, here), f"{here} accepted"
    if key.isdigit() and item.kind == "event":
        types = [one["type"] for one in item.body["candidates"]]
        if not 1 <= int(key) <= len(types):
            return here, f"There are {len(types)} types; press 1 to {len(types)}."
        session.decide("accept", here, seconds=took(), fields={"type": types[int(key) - 1]})
        return _after(session, here), f"{here} accepted as {types[int(key) - 1]}"
    if key == "t" and item.kind == "event":
        short = keys.line("first letters of the type: ")
        if not short:
            return here, "nothing changed"
        kind = type_named(short, session.known.types)
        session.decide("accept", here, seconds=took(), fields={"type": kind})
        return _after(session, here), f"{here} accepted as {kind}"
    if key == "c" and item.kind != "event":
        print("source: " + ", ".join(f"{letter} {name}" for letter, name in CLASSES.items()))
        speaker = CLASSES.get(keys.key())
        if speaker is None:
            return here, "nothing changed"
        session.decide("accept", here, seconds=took(), fields={"class": speaker})
        return _after(session, here), f"{here} accepted as {speaker}"
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
        return _after(session, here), f"{here} rejected"
    if key == "m":
        into = keys.line("merge into: ")
        if not into:
            return here, "not merged"
        session.decide("merge", here, seconds=took(), into=into)
        return _after(session, here), f"{here} merged into {into}"
    if key == "s":
        at = _split_at(session, here, keys)
        session.decide("split", here, seconds=took(), at=at)
        return _after(session, here), f"{here} split"
    if key == "u":
        back = session.undo(seconds=took())
        return back, f"{back}: last decision undone"
    if key in "jk" and key:
        return _beside(session, here, 1 if key == "j" else -1), ""
    if key == "g":
        to = keys.line("go to: ") or here
        return (to, "") if to in session.queue.items else (here, f'There is no item "{to}".')
    if key == "l":
        return here, overview(session)
    return here, HELP


def _split_at(session: Session, here: str, keys: Keys) -> int:
    body = session.queue.items[here].body
    words = keys.line("the second part begins with the words: ")
    if not words:
        pieces = body.get("content", ())
        if words is None or len(pieces) < 2:
            raise UsageError("not split")
        return int(pieces[1]["start"])
    found = session.held.text.find(words, body["start"], body["end"])
    if found < 0:
        raise UsageError(f'"{words}" does not stand in {here}.')
    return found


def _after(session: Session, here: str) -> str:
    """The next open item after one, else the first open one, else none."""
    names = list(session.queue.items)
    waiting = [item.id for item in session.queue.open]
    place = names.index(here) if here in names else -1
    return next((name for name in waiting if names.index(name) > place), waiting[0] if waiting else "")


def _beside(session: Session, here: str, step: int) -> str:
    names = [name for name, item in session.queue.items.items() if item.state != "split"]
    place = names.index(here) if here in names else 0
    return names[min(max(place + step, 0), len(names) - 1)]


def _status(store: Store, folder: Path) -> Answer:
    rows = []
    for held in store.documents():
        queue = replay(held.draft, store.rows(held.id))
        states = {state: queue.count(state) for state in ("open", "accepted", "rejected", "merged", "split")}
        seconds = [row.body["review"]["seconds"] for row in queue.rows]
        rows.append(
            {
                "document": held.id,
                "title": held.draft["document"]["title"] or "",
                **states,
                "seconds": sum(seconds) / len(seconds) if seconds else None,
            }
        )
    columns = (
        Column("document", "document", "code"),
        Column("title", "title"),
        *(Column(state, state, "number", 0) for state in ("open", "accepted", "rejected", "merged", "split")),
        Column("seconds", "seconds each", "number", 1),
    )
    return Answer(
        verb="review",
        meta={"case": str(folder)},
        body={"documents": rows},
        head=f"Review of {folder}",
        tables=(Table("Documents in review", columns, rows),),
        lines=(f"Accepted records stand in {folder}/evidence, decisions in {folder}/reviews.jsonl.",),
    )
