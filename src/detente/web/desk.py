"""The review of articles: one thread that holds the open inboxes, since a log belongs to the thread that opened it."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar, final

from detente.case.read import bundled_cases
from detente.core.errors import UsageError
from detente.desk.inbox import Inbox
from detente.desk.pages import page_of
from detente.desk.session import Session
from detente.web.shelf import Shelf

__all__ = ["OVERLAY", "Desk", "progress_of", "standing"]

Value = TypeVar("Value")
OVERLAY = "-reviewed"
"""What is added to a bundled case's name for the overlay that reviewed records go to."""
OPEN = 4
"""Sessions kept open."""


@final
class Desk:
    """Inboxes and sessions, all in one thread.

    Parameters
    ----------
    shelf
        Names the cases.
    folder
        Where overlays are made.
    """

    def __init__(self, shelf: Shelf, folder: Path) -> None:
        self._shelf, self._folder = shelf, folder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._inboxes: dict[str, Inbox] = {}
        self._sessions: dict[tuple[str, str], Session] = {}

    def run(self, work: Callable[[Desk], Value]) -> Value:
        """Do something in the thread of the desk, and wait for it."""
        return self._thread.submit(work, self).result()

    def where(self, case: str) -> str:
        """Name of the case that reviewed records of a case go to: an overlay of a bundled one, else itself."""
        if case.endswith(OVERLAY) and case.removesuffix(OVERLAY) in bundled_cases():
            return case
        return f"{case}{OVERLAY}" if case in bundled_cases() else case

    def started(self, case: str) -> bool:
        """Whether anything was ever taken in for a case."""
        known = self._shelf.cases()
        folder = known.get(self.where(case))
        return folder is not None and (folder / ".review").is_dir()

    def inbox(self, case: str) -> Inbox:
        """The inbox of a case; of a bundled one that of its overlay, which is made. In the desk's thread only."""
        name = self.where(case)
        if name not in self._inboxes:
            known = self._shelf.cases()
            who = _reviewer()
            if name in known:
                self._inboxes[name] = Inbox.of(str(known[name]), who=who)
            elif case in bundled_cases():
                self._inboxes[name] = Inbox.of(case, overlay=self._folder / name, who=who)
            else:
                raise UsageError(f'there is no case "{case}" here to review for.')
        return self._inboxes[name]

    def session(self, case: str, document: str) -> Session:
        """The review of one document. In the desk's thread only."""
        key = (self.where(case), document)
        found = self._sessions.get(key)
        if found is None:
            while len(self._sessions) >= OPEN:
                self._sessions.pop(next(iter(self._sessions)))
            found = self._sessions[key] = self.inbox(case).session(document)
        return found

    def forget(self, case: str, document: str) -> None:
        """Open a document anew next time, for instance since another process has decided something in it."""
        self._sessions.pop((self.where(case), document), None)


def _reviewer() -> str:
    """Name of the person who started the server; some machines know none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "reviewer"


def standing(session: Session, here: str) -> dict[str, Any]:
    """What a page shows of a session: the item, and how many wait."""
    queue = session.queue
    return {
        "document": session.held.id,
        "item": page_of(session, here).as_dict() if here else None,
        "counts": {state: queue.count(state) for state in ("open", "accepted", "rejected", "merged", "split")},
        "can_undo": bool(queue.rows),
    }


def progress_of(inbox: Inbox) -> list[dict[str, Any]]:
    """Where the review of each document stands."""
    return [
        {"document": row.document, "title": row.title, "counts": dict(row.counts), "seconds": row.seconds}
        for row in inbox.progress()
    ]
