"""What the addresses of one server share: cases, kept answers, stored answers and jobs."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from starlette.requests import Request
from starlette.responses import Response

from detente.core.errors import NotSolved
from detente.report.export import plain
from detente.web.desk import Desk
from detente.web.jobs import Job, Jobs
from detente.web.settings import Settings
from detente.web.shelf import Shelf
from detente.web.stored import Stored
from detente.web.views import HEAVY, Made, key_of, make

__all__ = ["Room", "Sent", "packed", "reply", "room_of"]

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
        told = self.shelf.digested({k: plain(v) for k, v in given.items() if v not in (None, False, "")})
        opened = self.shelf.case(case)
        key = key_of(view, opened, told)
        if view not in HEAVY:
            return self.shelf.answers.get(key, lambda: Sent.of(make(view, opened, self.shelf.placed(told), _silent)))
        found: Sent | None = self.shelf.answers.peek(key)
        if found is not None:
            return found
        made = self.stored.read(view, key)
        if made is not None:
            return self.shelf.answers.get(key, lambda: Sent.of(made))
        if self.settings.read_only:
            raise NotSolved("this answer was not worked out before, and a server that only shows begins no work.")
        asked = {"view": view, "case": case, "given": told}
        failed = self.jobs.failed("answer", asked, time.time() - LATELY)
        if failed is not None:
            raise NotSolved(failed.error)
        days = f", {told['on']}" if "on" in told else ""
        return self.jobs.submit("answer", asked, f"{view} of {case}{days}")


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


def _silent(_: str) -> None:
    """Nobody waits for the steps of a quick answer."""
