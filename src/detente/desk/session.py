"""A review in progress: a case folder, its log, and decisions that are saved before they are shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, final

from detente.case.case import Case
from detente.case.ontology import load_ontology
from detente.case.write import add_reviews, added_problems, reviewed_files, write_reviewed
from detente.core.errors import UsageError
from detente.desk.against import Told, against_case
from detente.desk.queue import Queue, replay, undone_by
from detente.desk.review import Known, Rows, document_of, records_of
from detente.desk.store import Held, Row, Store
from detente.evidence.records import Document, Review
from detente.world.load import load_countries

__all__ = ["Session"]


@final
class Session:
    """One document of one case in review.

    Parameters
    ----------
    folder
        The case that accepted records go to.
    store
        Its log.
    held
        The document.
    case
        The case as it was when the review began.
    who
        Name of the reviewer.
    """

    def __init__(self, folder: Path, store: Store, held: Held, case: Case, who: str) -> None:
        self.folder, self.store, self.held, self.who = folder, store, held, who
        self._case, self.known = case, _known(case)
        self.document: Document = _document(held, case)
        self.rows: tuple[Row, ...] = store.rows(held.id)
        self.queue: Queue = replay(held.draft, self.rows)
        self.records: Rows = records_of(held, self.queue, self.known)

    def decide(self, action: str, item: str, *, seconds: float, **rest: Any) -> None:
        """Save one decision and write what follows from it.

        Parameters
        ----------
        action
            accept, edit, reject, merge or split.
        item
            Id of the item.
        seconds
            Time that the reviewer took.
        rest
            ``fields`` of accept and edit, ``reason`` of reject, ``into`` of merge, ``at`` of split.

        Raises
        ------
        UsageError
            If it does not fit, or no record can be made of it; nothing is saved then.
        DataError
            If it cannot be saved or written.
        """
        if self.queue.items[item].state in ("merged", "split"):
            raise UsageError(f"{item} is {self.queue.items[item].state}; undo that first.")
        self._save({"action": action, "item": item, **rest}, seconds)

    def undo(self, *, seconds: float) -> str:
        """Take back the last decision that still counts; the log keeps both.

        Returns
        -------
        str
            The item that it was about.

        Raises
        ------
        UsageError
            If there is nothing to undo.
        """
        last = undone_by(self.queue)
        self._save({"action": "undo", "item": last.body["item"], "of": last.seq}, seconds)
        return str(last.body["item"])

    def told(self, name: str) -> tuple[Told, ...]:
        """What the case has, of other texts, on the act of an event and on the figures of any item."""
        item = self.queue.items[name]
        told = against_case(self.held.draft, item.body, self._case.dossier) if item.kind == "event" else ()
        acts = [
            Told(act, "act", f'The law in the case has this perhaps as "{act}"; e and measures = {act} ties them.')
            for act in item.body.get("attributes", {}).get("acts_in_case", ())
        ]
        start, end = item.body["start"], item.body["end"]
        figures = [
            Told(next(iter(row["records"]), ""), "figure" if row["verdict"] == "agrees" else "quantity", row["message"])
            for row in self.held.draft.get("beside", ())
            if row["about"] != "event" and row["verdict"] != "open" and start <= row["start"] < end
        ]
        return (*(one for one in told if not one.record.startswith(f"{self.held.id}-")), *acts, *figures)

    def next_open(self, after: str = "") -> str:
        """The next open item after one in reading order, else the first open one, else none."""
        names = list(self.queue.items)
        waiting = [item.id for item in self.queue.open]
        place = names.index(after) if after in names else -1
        return next((name for name in waiting if names.index(name) > place), waiting[0] if waiting else "")

    def beside(self, here: str, step: int) -> str:
        """The item some steps on or back from one, open or not; those that were split are passed over."""
        names = [name for name, item in self.queue.items.items() if item.state != "split"]
        place = names.index(here) if here in names else 0
        return names[min(max(place + step, 0), len(names) - 1)]

    def split_at(self, name: str, words: str) -> int:
        """Where an item is to be split: where the words stand; without words at its second quoted piece.

        Raises
        ------
        UsageError
            If they do not stand in it.
        """
        body = self.queue.items[name].body
        if not words:
            pieces = body.get("content", ())
            if len(pieces) < 2:
                raise UsageError("not split")
            return int(pieces[1]["start"])
        found = self.held.text.find(words, body["start"], body["end"])
        if found < 0:
            raise UsageError(f'"{words}" does not stand in {name}.')
        return found

    def write(self) -> None:
        """Bring the files of the case to what the log says; does nothing where they are there already.

        Raises
        ------
        DataError
            If a file was changed by hand or cannot be written.
        """
        before = {digest for row in self.rows for digest in row.body.get("files", ())}
        write_reviewed(self.folder, self.document, self.records, before)
        decided = [row.body["review"] for row in self.rows if "review" in row.body]
        add_reviews(self.folder, [Review.model_validate(review) for review in decided])

    def _save(self, body: Mapping[str, Any], seconds: float) -> None:
        draft = self.held.draft
        queue = replay(draft, (*self.rows, Row(len(self.rows) and self.rows[-1].seq + 1, body)))
        records = records_of(self.held, queue, self.known)
        if wrong := added_problems(self._case, self.document, records):
            raise UsageError(f"{wrong[0]} Nothing was saved; type e to correct it.")
        review = Review(
            who=self.who,
            when=datetime.now(UTC).isoformat(timespec="milliseconds"),
            action=body["action"],
            record=f"{self.held.id}-{body['item']}",
            before=_changed(self.records, records),
            after=_changed(records, self.records),
            reason=body.get("reason", ""),
            seconds=round(seconds, 1),
        )
        files = [hashlib.sha256(t.encode("utf-8")).hexdigest() for t in reviewed_files(self.document, records).values()]
        after = self.rows[-1].seq if self.rows else None
        row = self.store.append(self.held.id, {**body, "review": review.model_dump(), "files": files}, after=after)
        self.rows = (*self.rows, row)
        self.queue, self.records = replay(draft, self.rows), records
        self.write()


def _known(case: Case) -> Known:
    dossier = case.dossier
    return Known(
        frozenset({*dossier.actors, *dossier.people}),
        frozenset({*load_countries().names, *case.head.sides, "all", "third"}),
        frozenset(load_ontology().types),
        dossier.people,
        {name: row.cites for name, row in dossier.happenings.items()},
        case.head.first,
    )


def _document(held: Held, case: Case) -> Document:
    """The document; of a text that the case has already under another id, a copy, so that it counts once."""
    document = document_of(held)
    digest = document.text_sha256 or document.sha256
    for other in case.documents.values():
        if other.id != held.id and digest in (other.sha256, other.text_sha256):
            return document.model_copy(update={"derived_from": other.id})
    return document


def _changed(rows: Rows, others: Rows) -> str:
    """As JSON, the records that stand in the first and not, or not so, in the second."""
    found = {
        table: [
            row.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            for row in made
            if row not in others.get(table, ())
        ]
        for table, made in rows.items()
    }
    return (
        json.dumps({table: made for table, made in found.items() if made}, ensure_ascii=False)
        if any(found.values())
        else ""
    )
