"""How many keys a review takes: ``python benchmarks/review_keys.py ARTICLE DOCUMENT PUBLISHED``.

A script that knows what the bundled case holds of an article reviews it from nothing: it accepts a proposal that meets
a passage of the dossier, corrects class or type where they differ, and rejects the rest. The keys go through the
command, which is killed after some of them and goes on. The article is not part of the repository.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from detente.case.read import open_case
from detente.cli.review import CLASSES
from detente.core.errors import UsageError
from detente.desk.edits import type_named
from detente.desk.inbox import Inbox
from detente.desk.queue import Item
from detente.evidence.dossier import Dossier

CASE = "us-china-2025"
LETTERS = {name: letter for letter, name in CLASSES.items()}


def meets(dossier: Dossier, passage: str, document: str, item: Item) -> bool:
    place = dossier.passages.get(passage)
    if place is None or place.document != document:
        return False
    spans = item.body.get("content") or [item.body]
    return any(s["start"] < place.selector.end and place.selector.start < s["end"] for s in spans)


def wanted(dossier: Dossier, document: str, item: Item) -> str | None:
    """What the dossier has there: a class of source, a type, or an empty string; None for nothing."""
    if item.kind == "attribution":
        for row in dossier.attributions.values():
            if row.passage and meets(dossier, row.passage, document, item):
                return dossier.sources[row.source].class_
    elif item.kind == "nonresponse":
        return "" if any(meets(dossier, n.passage, document, item) for n in dossier.nonresponses.values()) else None
    else:
        for row in dossier.happenings.values():
            for name in row.cites:
                claim = dossier.claims[name]
                places = [*claim.passages, *(dossier.attributions[a].passage for a in claim.attributions)]
                if any(place and meets(dossier, place, document, item) for place in places):
                    return row.type
    return None


def shortest(kind: str, known: frozenset[str]) -> str:
    """The fewest letters that name a type."""
    for size in range(1, len(kind)):
        for short in (kind[:size], kind[2 : 2 + size]):
            try:
                if type_named(short, known) == kind:
                    return short.lower()
            except UsageError:
                continue
    return kind


def keys_for(
    types_known: frozenset[str], dossier: Dossier, document: str, item: Item
) -> tuple[str, dict[str, Any] | None]:
    """Keys for one item, and the fields they set; None rejects."""
    want = wanted(dossier, document, item)
    if want is None:
        return "rw", None
    if item.kind == "attribution" and want != item.body["source"]["class"]:
        return f"c{LETTERS[want]}", {"class": want}
    if item.kind == "event":
        types = [one["type"] for one in item.body["candidates"]]
        return (str(types.index(want) + 1) if want in types else f"t{shortest(want, types_known)}\n"), {"type": want}
    return "a", {}


def planned(folder: Path, data: bytes, document: str, day: str) -> tuple[list[str], int]:
    """Keys of a whole review, and how many proposals they accept."""
    dossier = open_case(CASE).dossier
    keys: list[str] = []
    with Inbox.of(CASE, overlay=folder, who="script") as inbox:
        session = inbox.session(inbox.take(inbox.propose(data, "article.txt", day, tier="0")))
        while here := session.next_open():
            item = session.queue.items[here]
            typed, fields = keys_for(session.known.types, dossier, document, item)
            try:
                if fields is None:
                    session.decide("reject", here, seconds=0, reason="read wrongly")
                else:
                    session.decide("accept", here, seconds=0, fields=fields)
            except UsageError:
                try:
                    told = {"voice": "reporter"} if item.kind == "event" else {"class": "institution"}
                    session.decide("accept", here, seconds=0, fields={**(fields or {}), **told})
                    typed = f"v{typed}" if item.kind == "event" else "ci"
                except UsageError:
                    session.decide("reject", here, seconds=0, reason="read wrongly")
                    typed = "rw"
            keys.append(typed)
        return keys, session.queue.count("accepted")


def decided(folder: str) -> int:
    """Items that the log of another process has a decision for."""
    if not (Path(folder) / ".review" / "log.sqlite").is_file():
        return 0
    with Inbox.of(folder, who="script") as inbox:
        found = inbox.progress()
    return sum(number for state, number in found[0].counts.items() if state != "open") if found else 0


def main() -> None:
    """Plan the keys, send them through the command with a kill in between, and print the counts."""
    article, document, day = sys.argv[1:4]
    data = Path(article).read_bytes()
    with tempfile.TemporaryDirectory() as place:
        steps, accepted = planned(Path(place) / "planned", data, document, day)
        (Path(place) / "a.txt").write_bytes(data)
        words = [sys.executable, "-m", "detente", "review", CASE]
        given = ["a.txt", "--published", day, "--tier", "0", "--by", "script"]
        first = subprocess.Popen(  # noqa: S603 - our own command
            [*words, *given], cwd=place, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        before, after = "".join(steps[:12]), "".join(steps[12:])
        keys = before + after
        first.stdin.write(before)
        first.stdin.flush()
        mine = str(Path(place) / f"{CASE}-reviewed")
        while decided(mine) < 12:
            time.sleep(1)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        with Inbox.of(str(Path(place) / f"{CASE}-reviewed"), who="script") as inbox:
            kept = inbox.progress()[0].counts
        second = subprocess.run(  # noqa: S603 - our own command
            words, cwd=place, input=after, capture_output=True, text=True, check=True
        )
        with Inbox.of(str(Path(place) / f"{CASE}-reviewed"), who="script") as inbox:
            end = inbox.progress()[0].counts
        records = len(list(open_case(Path(place) / f"{CASE}-reviewed").dossier)) - len(list(open_case(CASE).dossier))
    print(
        f"{len(keys)} keys, {accepted} accepted, {len(keys) / accepted:.1f} keys each; killed after {len(before)} keys"
    )
    print(f"decided before the kill: {kept}; at the end: {end}; records: {records}")
    print(second.stdout.splitlines()[-1] if second.stdout else "")


if __name__ == "__main__":
    main()
