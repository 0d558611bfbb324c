"""The review queue: articles taken in, proposals decided one by one; each decision is on disk when it is answered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from detente.core.errors import DetenteError, UsageError
from detente.web.api_cases import WAIT, waited, working
from detente.web.desk import Desk, progress_of, standing
from detente.web.jobs import Job
from detente.web.room import Room, room_of
from detente.web.views import key_of

__all__ = ["router"]

router = APIRouter(tags=["review queue"])
CaseName = Annotated[str, Query(max_length=120, description="the case that is reviewed for")]
Document = Annotated[str, Path(pattern=r"^[\w.-]{1,80}$")]
ItemName = Annotated[str, Path(pattern=r"^[\w.-]{1,40}$")]
Wait = Annotated[float, Query(ge=0.0, le=WAIT, description="seconds to wait for the job that reads the text")]
Seconds = Annotated[float, Field(ge=0.0, le=86_400.0, allow_inf_nan=False, description="time that the reviewer took")]


class Article(BaseModel):
    """A text to take in."""

    model_config = ConfigDict(extra="forbid")

    case: str = Field(max_length=120, description="the case that it is about")
    text: str = Field(min_length=1, max_length=4_000_000, description="the article, as pasted")
    name: str = Field(default="pasted.txt", max_length=120, pattern=r"^[\w .-]+\.(?:txt|html|htm)$")
    published: date | None = Field(default=None, description="day of publication, where you know it")
    outlet: str | None = Field(default=None, max_length=60, pattern=r"^[\w.-]+$", description="id of the outlet")
    tier: Literal["auto", "0", "nlp"] = Field(default="auto", description="as in `detente draft`")
    anyway: bool = Field(default=False, description="take it in though its day is known only roughly")


class Decision(BaseModel):
    """What a reviewer decided on one item."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["accept", "edit", "reject", "merge", "split"] = Field(description="what is decided")
    fields: dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=4000)]] = Field(
        default={}, max_length=40, description="accept, edit: what is written over the proposal"
    )
    reason: str = Field(default="", max_length=400, description="reject: why")
    into: str = Field(default="", max_length=40, description="merge: the item that it is the same as")
    words: str = Field(default="", max_length=400, description="split: the words with which the second part begins")
    seconds: Seconds = 0.0


class Undo(BaseModel):
    """Take back the last decision."""

    model_config = ConfigDict(extra="forbid")

    seconds: Seconds = 0.0


@router.get("/queue", summary="Texts in review for a case")
def queue(request: Request, case: CaseName) -> Any:
    """Where each stands, and the case that accepted records go to."""
    desk = room_of(request).desk
    room_of(request).shelf.case(case)
    rows = desk.run(lambda d: progress_of(d.inbox(case))) if desk.started(case) else []
    return {"schema": "detente.queue/1", "case": desk.where(case), "rows": rows}


@router.post("/queue/draft", summary="Take an article in")
async def draft(request: Request, article: Article, wait: Wait = WAIT) -> Any:
    """Propose what it holds. Where its day is not known, `ask` says what was found, and nothing is taken in yet.

    A job reads the text, and is waited for; after ``wait`` seconds the answer is 202, and the same is asked again.
    """
    room = room_of(request)
    found = await waited(room, lambda: _taken(room, article), wait)
    return working(request, found) if isinstance(found, Job) else found


def _taken(room: Room, article: Article) -> dict[str, Any] | Job:
    """A text as it stands in review, or the job that reads it."""
    room.shelf.case(article.case)
    data = article.text.encode()
    known = room.desk.run(lambda desk: desk.inbox(article.case).knows(data, article.name))
    drafted: Mapping[str, Any] = {}
    if not known:
        where = room.desk.where(article.case)
        given = article.model_dump(mode="json", exclude={"case", "text", "anyway"})
        told = {"text": hashlib.sha256(data).hexdigest(), **given}
        key = key_of("draft", room.shelf.case(where), told)
        found = room.stored.read_draft(key)
        if found is None:
            room.stored.write_text(key, data)
            title = f"reading of {article.name}, {len(article.text):,} characters, for {where}"
            return room.begin("draft", {"case": where, "key": key, **given}, title)
        drafted = found

    def work(desk: Desk) -> dict[str, Any]:
        inbox = desk.inbox(article.case)
        held = inbox.propose(data, article.name, article.published, drafted=drafted, outlet=article.outlet)
        published = held.draft["document"]["published"]
        told = {"case": desk.where(article.case), "document": held.id, "published": published}
        if published["ask"] and not article.anyway and held.id not in {row["document"] for row in progress_of(inbox)}:
            return {**told, "ask": True}
        inbox.take(held)
        session = desk.session(article.case, held.id)
        return {**told, "ask": False, **standing(session, session.next_open())}

    return room.desk.run(work)


@router.get("/queue/{document}", summary="A text in review: its words, its items")
def document(request: Request, document: Document, case: CaseName) -> Any:
    """The text, every item with its state, and the item that waits."""

    def work(desk: Desk) -> dict[str, Any]:
        session = desk.session(case, document)
        items = [
            {
                "id": item.id,
                "kind": item.kind,
                "state": item.state,
                "start": item.body["start"],
                "end": item.body["end"],
                "into": item.into,
            }
            for item in session.queue.items.values()
        ]
        told = standing(session, session.next_open())
        return {**told, "text": session.held.text, "title": session.held.draft["document"]["title"], "items": items}

    return _checked(request, case, document).run(work)


@router.get("/queue/{document}/{item}", summary="One item: its paragraph, marks, fields and types")
def item(request: Request, document: Document, item: ItemName, case: CaseName) -> Any:
    """What a reviewer must see to decide."""

    def work(desk: Desk) -> dict[str, Any]:
        session = desk.session(case, document)
        _known(session.queue.items, item)
        return standing(session, item)

    return _checked(request, case, document).run(work)


@router.post("/queue/{document}/undo", summary="Take back the last decision")
def undo(request: Request, document: Document, case: CaseName, given: Undo) -> Any:
    """The item that it was about, open again."""

    def work(desk: Desk) -> dict[str, Any]:
        session = desk.session(case, document)
        back = session.undo(seconds=given.seconds)
        return {**standing(session, back), "said": f"{back}: last decision undone"}

    return _decided(request, case, document, work)


@router.post("/queue/{document}/{item}", summary="Decide on one item")
def decide(request: Request, document: Document, item: ItemName, case: CaseName, given: Decision) -> Any:
    """Save it, write what follows from it, and give the next item that waits; after edit, the same."""

    def work(desk: Desk) -> dict[str, Any]:
        session = desk.session(case, document)
        _known(session.queue.items, item)
        rest: dict[str, Any] = {}
        if given.action in ("accept", "edit") and given.fields:
            rest["fields"] = given.fields
        if given.action == "reject":
            rest["reason"] = given.reason or "not said"
        if given.action == "merge":
            rest["into"] = given.into
        if given.action == "split":
            rest["at"] = session.split_at(item, given.words)
        session.decide(given.action, item, seconds=given.seconds, **rest)
        here = item if given.action == "edit" else session.next_open(item)
        return {**standing(session, here), "said": f"{item}: {given.action}"}

    return _decided(request, case, document, work)


def _checked(request: Request, case: str, document: str) -> Desk:
    room = room_of(request)
    room.shelf.case(case)
    if not room.desk.started(case):
        raise UsageError(f'"{document}" is no document in review.')
    return room.desk


def _decided(request: Request, case: str, document: str, work: Any) -> Any:
    """Do it; where it fails, the document is opened anew next time, for another process may have decided in it."""
    desk = _checked(request, case, document)
    try:
        return desk.run(work)
    except DetenteError:
        desk.forget(case, document)
        raise


def _known(items: Any, name: str) -> None:
    if name not in items:
        raise UsageError(f'there is no item "{name}" in this document.')
