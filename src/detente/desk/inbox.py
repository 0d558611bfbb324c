"""The review of a case without a screen: texts taken in, what stands where, and a session for each.

Terminal and web use the same calls, and both may have one folder open::

    with Inbox.of("us-china-2025", overlay=Path("mine"), who="ann") as inbox:
        held = inbox.propose(data, "article.txt", published=None)   # held.draft is what ``detente draft`` prints
        if held.draft["document"]["published"]["ask"]: ...            # ask a person, then propose with the day
        name = inbox.take(held)                                       # from here on it is in the log
        session = inbox.session(name)
        page = page_of(session, session.next_open())                  # paragraph, marks, fields, types
        session.decide("accept", page.id, seconds=2.1, fields={"type": "C.MEET"})
        session.undo(seconds=0.8)

A session belongs to the thread that opened its inbox: a server opens one for each request, which replays the log and
is quick. What is decided is on disk, and in the files of the case, when ``decide`` returns; a decision on a queue that
another session has changed meanwhile is refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self, final

from detente.case.read import bundled_cases, open_case
from detente.case.write import new_overlay
from detente.core.errors import UsageError
from detente.desk.draft import draft_file
from detente.desk.ingest import Article, read_article
from detente.desk.queue import State, replay
from detente.desk.review import document_of
from detente.desk.session import Session
from detente.desk.store import Held, Store, open_log

__all__ = ["Inbox", "Progress"]

STATES: tuple[State, ...] = ("open", "accepted", "rejected", "merged", "split")


@final
@dataclass(frozen=True, slots=True)
class Progress:
    """Where the review of one document stands.

    Attributes
    ----------
    document, title
        Id and title.
    counts
        Items by state.
    seconds
        Mean time of a decision; none before the first.
    """

    document: str
    title: str
    counts: Mapping[State, int]
    seconds: float | None


@final
class Inbox:
    """Every text in review for one case folder.

    Parameters
    ----------
    folder
        A case folder of one's own.
    store
        Its log.
    who
        Name of the reviewer.
    """

    def __init__(self, folder: Path, store: Store, who: str) -> None:
        self.folder, self._store, self._who = folder, store, who

    @classmethod
    def of(cls, case: str, *, overlay: Path | None = None, who: str) -> Self:
        """Open the inbox of a case; of a bundled one, that of an overlay which holds only what is new.

        Parameters
        ----------
        case
            Bundled name or folder.
        overlay
            Folder of the overlay; default: name of the bundled case and ``-reviewed``.
        who
            Name of the reviewer.

        Raises
        ------
        UsageError
            If an overlay is named for a folder of one's own.
        DataError
            If the case or its log cannot be read.
        """
        folder = _folder(case, overlay)
        return cls(folder, open_log(folder), who)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def propose(
        self,
        data: bytes,
        name: str,
        published: str | date | None = None,
        *,
        outlet: str | None = None,
        tier: Literal["auto", "0", "nlp"] = "auto",
        drafted: Mapping[str, Any] | None = None,
    ) -> Held:
        """Draft a file for this case; a file that is in the log already comes back as it is there.

        Parameters
        ----------
        data, name
            Bytes and name of the file.
        published, outlet, tier
            As in ``draft``.
        drafted
            The draft of these bytes where another process has made it, as ``Draft.as_dict`` gives it.
        """
        article = read_article(data, name)
        known = self._known(article)
        if known is not None:
            return known
        if drafted is None:
            made = draft_file(data, name, published, case=str(self.folder), tier=tier, outlet=outlet)
            drafted = made.as_dict()
        return Held(f"{outlet or 'text'}-{article.sha256[:6]}", article.sha256, article.text, drafted)

    def knows(self, data: bytes, name: str) -> bool:
        """Whether a file is in the log already.

        Parameters
        ----------
        data, name
            Bytes and name of the file.
        """
        return self._known(read_article(data, name)) is not None

    def _known(self, article: Article) -> Held | None:
        return next((held for held in self._store.documents() if held.sha256 == article.sha256), None)

    def take(self, held: Held) -> str:
        """Take a draft into review; one that is there already stays as it is.

        Returns
        -------
        str
            Id of the document.

        Raises
        ------
        UsageError
            If its day of publication is not known, or it holds no text.
        """
        if all(other.id != held.id for other in self._store.documents()):
            document_of(held)
            self._store.add(held)
        return held.id

    def waiting(self) -> str:
        """The first document with open items, else the last one.

        Raises
        ------
        UsageError
            If nothing was ever taken in.
        """
        documents = self._store.documents()
        if not documents:
            raise UsageError("Nothing is in review. Name an article: detente review CASE FILE.")
        open_ones = (held.id for held in documents if replay(held.draft, self._store.rows(held.id)).open)
        return next(open_ones, documents[-1].id)

    def session(self, name: str) -> Session:
        """The review of one document, as the log has it; files of the case are brought to what the log says.

        Raises
        ------
        UsageError
            If there is no such document.
        """
        held = next((one for one in self._store.documents() if one.id == name), None)
        if held is None:
            raise UsageError(f'"{name}" is no document in review.')
        session = Session(self.folder, self._store, held, open_case(self.folder), self._who)
        session.write()
        return session

    def progress(self) -> tuple[Progress, ...]:
        """Where the review of each document stands, in the order in which they came."""
        found = []
        for held in self._store.documents():
            queue = replay(held.draft, self._store.rows(held.id))
            seconds = [row.body["review"]["seconds"] for row in queue.rows]
            counts = {state: queue.count(state) for state in STATES}
            mean = sum(seconds) / len(seconds) if seconds else None
            found.append(Progress(held.id, held.draft["document"]["title"] or "", counts, mean))
        return tuple(found)


def _folder(case: str, overlay: Path | None) -> Path:
    if case in bundled_cases():
        folder = overlay or Path(f"{case}-reviewed")
        return folder if (folder / "case.toml").is_file() else new_overlay(folder, case)
    if overlay is not None:
        raise UsageError("--overlay is for a bundled case; a folder of your own is written to as it is.")
    open_case(case)
    return Path(case)
