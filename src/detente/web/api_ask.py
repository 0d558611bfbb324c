"""Two questions across answers: one in words, and what changed."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from detente.evidence.records import Review
from detente.web.api_cases import WAIT, answered, working
from detente.web.jobs import Job
from detente.web.room import Room, packed, reply, room_of

__all__ = ["router"]

router = APIRouter(tags=["questions"])
Words = Annotated[str, Query(min_length=1, max_length=200, description="tariff on Chinese toys on 10 April 2025")]


@router.get("/search", summary="A question in words")
def search(request: Request, q: Words, case: Annotated[str | None, Query(max_length=120)] = None) -> Response:
    """A card: sentence to copy, rate before and after, sources, and what was taken for granted."""
    from detente.report.answers.search import search_document

    room = room_of(request)
    opened = room.shelf.case(case or room.settings.case)
    key = ("search", opened.digest, q)
    return reply(request, room.shelf.answers.get(key, lambda: packed(search_document(q, opened))))


@router.get("/cases/{case}/what-changed", summary="What changed since a day, or by review")
async def what_changed(
    request: Request,
    case: str,
    on: date | None = None,
    as_of: date | None = None,
    since: Annotated[date | None, Query(description="the earlier day; an overlay may leave it out")] = None,
    wait: Annotated[float, Query(ge=0.0, le=WAIT, description="seconds to wait for an answer that is a job")] = WAIT,
) -> Response:
    """Measures with their effect, facts that are new, and the decisions of reviewers.

    Since a day, it is worked out by a job, which is waited for; after ``wait`` seconds the answer is 202.
    """
    room = room_of(request)
    if since is None:
        return reply(request, await run_in_threadpool(_beside_parent, room, case, on, as_of))
    given = {"on": on, "as_of": as_of, "since": since}
    found = await answered(room, "what-changed", case, given, wait)
    if isinstance(found, Job):
        return working(request, found)
    reviews = [review.model_dump(mode="json") for review in await run_in_threadpool(_reviews, room, case)]
    return reply(request, packed({**found.made.document, "reviews": reviews}))


def _beside_parent(room: Room, case: str, on: date | None, as_of: date | None) -> bytes:
    """What an overlay adds to its own case."""
    from detente.case.asked import ask_case
    from detente.report.answer import document
    from detente.report.answers.changes import changes_answer

    opened = room.shelf.case(case)
    parent = room.shelf.case(opened.head.extends) if opened.head.extends else None
    reviews = _reviews(room, case)

    def make() -> bytes:
        return packed(document(changes_answer(ask_case(opened, on, as_of), None, parent, reviews)))

    return room.shelf.answers.get(("what-changed", opened.digest, on, as_of, len(reviews)), make)


def _reviews(room: Room, case: str) -> tuple[Review, ...]:
    """Decisions that ``reviews.jsonl`` of a case holds, oldest first; broken lines are passed over."""
    path = room.shelf.cases()[case] / "reviews.jsonl"
    found: list[Review] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        try:
            told: Any = json.loads(line)
            found.append(Review.model_validate(told))
        except (ValueError, ValidationError):
            continue
    return tuple(found)
