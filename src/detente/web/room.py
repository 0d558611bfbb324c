"""What the addresses of one server share: cases, kept answers, stored answers and jobs."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, final

from starlette.requests import Request
from starlette.responses import Response

from detente.case.case import Case
from detente.core.errors import DataError, DetenteError, NotSolved, UsageError
from detente.report.export import plain
from detente.web.desk import Desk
from detente.web.jobs import Job, Jobs
from detente.web.settings import Settings
from detente.web.shelf import Shelf
from detente.web.stored import Stored
from detente.web.views import (
    LIGHT,
    Made,
    asked_of,
    bill_of,
    brief_at_hand,
    brief_of,
    key_of,
    make,
    mark_brief,
)

__all__ = ["Room", "Sent", "packed", "reply", "room_of"]

QUICK = ("html", "xlsx", "md")
"""Files that are written in much less than a second once the brief is there."""
SHORT = 200
"""Rows of a bill that is worked out at once."""
USUAL = "status-quo"
"""What sides fall back on where nothing is said."""
LATELY = 60.0
"""Seconds during which a failed answer is not begun again by itself."""


@final
@dataclass(frozen=True, slots=True)
class Sent:
    """An answer ready to be sent.

    Attributes
    ----------
    made
        The answer.
    document, whole
        As JSON: alone, and with its page under ``page``.
    tag
        Digest of the document, by which a browser asks whether it has changed.
    """

    made: Made
    document: bytes
    whole: bytes
    tag: str

    @classmethod
    def of(cls, made: Made) -> Sent:
        """Turn an answer into bytes, once for all who ask."""
        alone = packed(made.document)
        names = {name: figure["title"] for name, figure in made.figures.items()}
        whole = packed({**made.document, "page": {**made.page, "figures": names}})
        return cls(made, alone, whole, hashlib.sha256(whole).hexdigest()[:16])


@final
@dataclass(frozen=True, slots=True)
class Room:
    """What the addresses of one server share."""

    settings: Settings
    shelf: Shelf
    stored: Stored
    jobs: Jobs
    desk: Desk

    @classmethod
    def of(cls, settings: Settings) -> Room:
        """Open the workspace of a server."""
        shelf = Shelf(settings.folder, settings.state, settings.named)
        return cls(settings, shelf, Stored(settings.state), Jobs(settings.state), Desk(shelf, settings.folder))

    def answer(self, view: str, case: str, given: Mapping[str, Any]) -> Sent | Job:
        """An answer, or the job that works it out.

        Parameters
        ----------
        view
            One of the views.
        case, given
            Name of the case, and what is asked of it.

        Raises
        ------
        NotSolved
            If it was tried a moment ago and failed, or would have to be worked out where nothing may be written.
        """
        opened = self.shelf.case(case)
        told = self.told(view, case, given)
        key = key_of(view, opened, told)
        found: Sent | None = self.shelf.answers.peek(key)
        if found is not None:
            return found
        placed = self.shelf.placed(case, told)
        if view in LIGHT:
            return self.shelf.answers.get(key, lambda: Sent.of(make(view, opened, placed, _silent)))
        made = self.stored.read(view, key)
        if made is None and view == "brief" and brief_at_hand(opened, placed):
            made = make(view, opened, placed, _silent)
            if not self.settings.read_only:
                self._mark(opened, placed)
        if made is not None:
            return self.shelf.answers.get(key, lambda: Sent.of(made))
        return self.begin("answer", {"view": view, "case": case, "given": told}, f"{view} of {case}{_day(told)}")

    def printed(self, case: str, given: Mapping[str, Any], suffix: str) -> bytes | Job:
        """A brief as a file, or the job that writes it.

        Parameters
        ----------
        case, given
            Name of the case, and what is asked of it.
        suffix
            html, pdf, pptx, xlsx or md.

        Raises
        ------
        DataError
            If what the suffix needs is not installed.
        NotSolved
            As :meth:`answer`.
        """
        from detente.report.publish import published, require_writers

        require_writers([f".{suffix}"])
        opened = self.shelf.case(case)
        told = self.told("brief", case, given)
        key, placed = key_of("brief", opened, told), self.shelf.placed(case, told)
        found = self.stored.read_file(key, suffix)
        if found is None and suffix in QUICK and brief_at_hand(opened, placed):
            found = published(brief_of(opened, placed, _silent), f".{suffix}")
            if not self.settings.read_only:
                self._mark(opened, placed)
        if found is not None:
            return found
        asked = {"case": case, "given": told, "suffix": suffix}
        return self.begin("file", asked, f"brief of {case}{_day(told)}, .{suffix}")

    def bill(self, case: str, given: Mapping[str, Any], content: bytes, file: str) -> bytes | Job:
        """The document of a bill of materials, or the job that works out a long one.

        Parameters
        ----------
        case, given
            Name of the case, and what is asked of it.
        content, file
            Bytes and name of the bill.

        Raises
        ------
        DataError
            If the bill cannot be read.
        NotSolved
            As :meth:`answer`.
        """
        from detente.report.bill_file import read_bill

        opened, told = self.shelf.case(case), self.told("bill", case, given)
        placed = {**self.shelf.placed(case, told), "file": file}
        if len(read_bill(content, file)) <= SHORT:
            return packed(bill_of(opened, placed, content).document)
        digest = hashlib.sha256(content).hexdigest()
        key = key_of("bill", opened, {**told, "file": file, "content": digest})
        made = self.stored.read("bill", key)
        if made is not None:
            return packed(made.document)
        self.stored.write_text(key, content)
        asked = {"case": case, "given": {**told, "file": file}, "key": key}
        return self.begin("bill", asked, f"bill {file} under {case}{_day(told)}")

    def begin(self, kind: str, asked: Mapping[str, Any], title: str) -> Job:
        """Queue a job for what is not there.

        Parameters
        ----------
        kind, asked, title
            As :meth:`Jobs.submit` takes them.

        Raises
        ------
        NotSolved
            If it was tried a moment ago and failed, or nothing may be worked out here.
        UsageError, DataError
            If it failed a moment ago by what was asked.
        """
        if self.settings.read_only:
            raise NotSolved("this answer was not worked out before, and a server that only shows begins no work.")
        failed = self.jobs.failed(kind, asked, time.time() - LATELY)
        if failed is None:
            return self.jobs.submit(kind, asked, title)
        wrong: type[DetenteError] = NotSolved
        for kind_of_error in (UsageError, DataError):
            if failed.result.get("exit_code") == kind_of_error.exit_code:
                wrong = kind_of_error
        raise wrong(failed.error)

    def told(self, view: str, case: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What is asked of a view, as its answer is kept: without what stands for nothing, days and scenarios named.

        Parameters
        ----------
        view, case, given
            As :meth:`answer` takes them.

        Raises
        ------
        UsageError, DataError
            If ``since`` of a brief names nothing.
        """
        told = self.shelf.digested({k: plain(v) for k, v in given.items() if v not in (None, False, "")})
        if told.get("against") == USUAL:
            del told["against"]
        if view == "brief" and "since" in told:
            from detente.report.brief_store import run_of_brief
            from detente.report.marks import find_mark

            opened = self.shelf.case(case)
            mark = find_mark(told["since"], opened, run_of_brief(asked_of(opened, self.shelf.placed(case, told))))
            told["since"] = mark.run or mark.moment.on.isoformat()
        return told

    def _mark(self, case: Case, placed: Mapping[str, Any]) -> None:
        with suppress(DataError):
            mark_brief(case, placed)


def room_of(request: Request) -> Room:
    """The room of a request."""
    found: Room = request.app.state.room
    return found


def reply(request: Request, body: bytes, tag: str = "", status: int = 200) -> Response:
    """JSON that a browser may keep as long as it asks each time whether it has changed."""
    headers = {"cache-control": "private, no-cache", **({"etag": f'"{tag}"'} if tag else {})}
    if tag and request.headers.get("if-none-match") == f'"{tag}"':
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, "application/json")


def packed(value: Mapping[str, Any]) -> bytes:
    """A value as JSON, unknown numbers as null."""
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _day(told: Mapping[str, Any]) -> str:
    return f", {told['on']}" if "on" in told else ""


def _silent(_: str) -> None:
    """Nobody waits for the steps of a quick answer."""
