"""The review log: one SQLite file beside the case, to which rows are only added, each with the hash of the one before.

What a reviewer decides stands on disk before the next key is read, so a kill at any moment loses at most that key.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, final

from detente.core.errors import DataError

__all__ = ["Held", "Row", "Store", "open_log"]

LOG = ".review"
"""Folder of a case that holds the log and the texts; kept out of version control."""

TABLES = """
CREATE TABLE IF NOT EXISTS document (
  id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, text TEXT NOT NULL, draft TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS log (
  seq INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES document (id),
  body TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS cursor (document TEXT PRIMARY KEY, item TEXT NOT NULL);
"""
GUARD = """
CREATE TRIGGER IF NOT EXISTS {table}_{act} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'rows of {table} are only added'); END;
"""
START = "0" * 64
"""What the first row has before it."""


@final
@dataclass(frozen=True, slots=True)
class Held:
    """A document in review.

    Attributes
    ----------
    id
        Its id in the case.
    sha256
        Hash of the bytes it was read from.
    text
        The untouched text that offsets count in.
    draft
        The draft as ``detente draft --json`` prints it.
    """

    id: str
    sha256: str
    text: str
    draft: Mapping[str, Any]


@final
@dataclass(frozen=True, slots=True)
class Row:
    """One row of the log: its number and what it holds."""

    seq: int
    body: Mapping[str, Any]


@final
class Store:
    """The open review log of one case.

    Parameters
    ----------
    path
        The SQLite file; made if it is not there, in a folder that exists.

    Raises
    ------
    DataError
        If the file is no review log, is held by another review, or a row of it was changed.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=1.0)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.executescript(TABLES)
            for table in ("document", "log"):
                for verb in ("UPDATE", "DELETE"):
                    self._db.executescript(GUARD.format(table=table, act=verb.lower(), verb=verb))
        except sqlite3.Error as error:
            raise DataError(f"{path}: this is no review log that can be opened ({error}).") from None
        self._check()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def documents(self) -> tuple[Held, ...]:
        """Every document in review, in the order in which they came."""
        rows = self._db.execute("SELECT id, sha256, text, draft FROM document ORDER BY rowid")
        return tuple(Held(name, digest, text, json.loads(draft)) for name, digest, text, draft in rows)

    def add(self, held: Held) -> None:
        """Take a document with its draft into review.

        Raises
        ------
        DataError
            If a document of that id is there already.
        """
        draft = json.dumps(held.draft, ensure_ascii=False)
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute(
                "INSERT INTO document (id, sha256, text, draft) VALUES (?, ?, ?, ?)",
                (held.id, held.sha256, held.text, draft),
            )
            self._insert(held.id, {"action": "draft", "draft_sha256": _sha(draft), "tool": held.draft["tool"]})
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._back()
            raise DataError(f'document "{held.id}" cannot be taken into review ({error}).') from None

    def append(self, document: str, body: Mapping[str, Any], *, after: int | None = None) -> Row:
        """Add a row; when this returns, it is on disk.

        Parameters
        ----------
        document
            Id of the document.
        body
            What it holds.
        after
            Number of the last row of the document that the writer knows; without it any will do.

        Raises
        ------
        DataError
            If it cannot be written, or another review of the document has gone on meanwhile.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            last = self._db.execute("SELECT max(seq) FROM log WHERE document = ?", (document,)).fetchone()[0]
            if after is not None and last != after:
                self._back()
                raise DataError("Another review of this text has gone on meanwhile; open it again. Nothing was saved.")
            row = self._insert(document, body)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._back()
            raise DataError(f"{self._name}: the decision is not saved ({error}); nothing was changed.") from None
        return row

    def rows(self, document: str) -> tuple[Row, ...]:
        """The log of one document, oldest first."""
        found = self._db.execute("SELECT seq, body FROM log WHERE document = ? ORDER BY seq", (document,))
        return tuple(Row(seq, json.loads(body)) for seq, body in found)

    def move(self, document: str, item: str) -> None:
        """Keep the place of the reader in a document."""
        self._db.execute("INSERT OR REPLACE INTO cursor (document, item) VALUES (?, ?)", (document, item))

    def place(self, document: str) -> str:
        """The item at which the reader was, empty at first."""
        found = self._db.execute("SELECT item FROM cursor WHERE document = ?", (document,)).fetchone()
        return found[0] if found else ""

    def _insert(self, document: str, body: Mapping[str, Any]) -> Row:
        last = self._db.execute("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1").fetchone() or (0, START)
        written = json.dumps(body, ensure_ascii=False, sort_keys=True)
        seq, previous = last[0] + 1, last[1]
        self._db.execute(
            "INSERT INTO log (seq, document, body, previous, hash) VALUES (?, ?, ?, ?, ?)",
            (seq, document, written, previous, _link(seq, document, written, previous)),
        )
        return Row(seq, json.loads(written))

    def _back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def _check(self) -> None:
        """Every row follows from the one before, and every draft is the one that was logged."""
        before, number = START, 0
        try:
            drafts = {name: _sha(draft) for name, draft in self._db.execute("SELECT id, draft FROM document")}
            rows = self._db.execute("SELECT seq, document, body, previous, hash FROM log ORDER BY seq").fetchall()
            for seq, document, body, previous, digest in rows:
                number += 1
                same = json.loads(body).get("draft_sha256", drafts.get(document)) == drafts.get(document)
                if seq != number or previous != before or digest != _link(seq, document, body, previous) or not same:
                    raise DataError(
                        f"{self._name}: row {number} of the review log was changed outside detente; restore the file "
                        "from a copy, or move it away and review again."
                    )
                before = digest
        except (sqlite3.Error, json.JSONDecodeError) as error:
            raise DataError(f"{self._name}: the review log cannot be read ({error}); restore it from a copy.") from None


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _link(seq: int, document: str, body: str, previous: str) -> str:
    return _sha(json.dumps([seq, document, body, previous], ensure_ascii=False))


def open_log(folder: Path) -> Store:
    """The log of a case folder; made, with a note to version control, where there is none."""
    (folder / LOG).mkdir(exist_ok=True)
    (folder / LOG / ".gitignore").write_text("*\n", encoding="utf-8")
    return Store(folder / LOG / "log.sqlite")
