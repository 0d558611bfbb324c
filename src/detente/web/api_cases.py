"""Cases and their answers: each address gives what the command line prints with ``--json``."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from detente.case.pressure import FEWEST
from detente.case.zone_columns import Against
from detente.core.errors import DataError
from detente.report.export import plain
from detente.report.words import sector_name
from detente.web.jobs import ENDED, Job
from detente.web.room import Room, Sent, reply, room_of
from detente.web.shelf import title_of
from detente.web.views import HEAVY, LIGHT
from detente.world.load import load_concordance

__all__ = ["KINDS", "MOST", "SCREENS", "WAIT", "Asking", "answered", "router", "waited", "working"]

router = APIRouter(tags=["cases"])
KINDS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
}
SCREENS = ("where", "hurting", "options", "talks", "deal", "evidence", "review", "scenarios", "runs")
"""Screens of the front end, in its order."""
LOOK = 0.1
"""Seconds between two looks at a job that is waited for."""
WAIT = 60.0
"""Seconds that may be waited for a job."""
MOST = 1000
"""Draws that may be asked for."""
Found = TypeVar("Found")


class Asking(BaseModel):
    """What every answer may be asked with; a view takes those that its verb has."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    on: date | None = Field(default=None, description="day valued; default: last day of the case")
    as_of: date | None = Field(default=None, description="day of knowledge; default: the day valued")
    scenario: str | None = Field(
        default=None, max_length=120, pattern=r"^[\w.-]+:[\w.-]+$", description="CASE:ID, whose rules are applied"
    )
    importer: str | None = Field(default=None, max_length=60, description="rates, why: who levies")
    exporter: str | None = Field(default=None, max_length=60, description='rates, why: whose goods; rates also "all"')
    product: str | None = Field(default=None, max_length=20, description="rates, why: HS code")
    by: Literal["sector", "product", "partner"] | None = Field(default=None, description="rates, pressure: rows")
    definition: str | None = Field(default=None, max_length=40, description="rates: one definition only")
    compare: bool = Field(default=False, description="rates: published averages beside ours")
    cite: bool = Field(default=False, description="rates: one sentence to copy")
    claim: str | None = Field(default=None, max_length=120, description="why: id of a claim instead of a rate")
    start: str | None = Field(
        default=None, alias="from", pattern=r"^\d{4}-\d\d(-\d\d)?$", description="diff: first day; path: first month"
    )
    end: str | None = Field(
        default=None, alias="to", pattern=r"^\d{4}-\d\d(-\d\d)?$", description="diff: last day; path: last month"
    )
    since: str | None = Field(
        default=None,
        pattern=r"^(last|[0-9a-f]{4,12}|\d{4}-\d\d-\d\d)$",
        description="evidence: first day of the happenings; brief: what changed since a day, a run or the last brief",
    )
    until: date | None = Field(default=None, description="talks: last day asked")
    draws: int | None = Field(default=None, ge=FEWEST, le=MOST, description="pressure, deal: draws behind the ranges")
    against: Against | None = Field(default=None, description="deal: what sides fall back on")
    pair_only: bool = Field(default=False, description="options: leave out third countries")
    instruments: Literal["uniform", "partner", "sector", "sector-partner", "export-tax"] | None = Field(
        default=None, description="war: what is chosen"
    )
    full: bool = Field(default=False, description="brief: also what takes a minute or two")
    page: bool = Field(default=False, description="add `page`: headline, sentences and tables as a person reads them")
    wait: float = Field(default=0.0, ge=0.0, le=WAIT, description="seconds to wait for an answer that is a job")

    def given(self) -> dict[str, Any]:
        """What is asked of the view."""
        return self.model_dump(mode="json", by_alias=True, exclude={"page", "wait"}, exclude_defaults=True)


class FileAsking(Asking):
    """What a brief as a file may be asked with; a link waits by itself."""

    wait: float = Field(default=WAIT, ge=0.0, le=WAIT, description="seconds to wait for a file that is a job")


class BillAsking(FileAsking):
    """What a bill may be asked with."""

    file: str = Field(default="bill.xlsx", pattern=r"^[\w .-]{1,80}\.(?:xlsx|csv)$", description="name of the file")

    def given(self) -> dict[str, Any]:
        """What is asked of the case."""
        return self.model_dump(mode="json", by_alias=True, exclude={"page", "wait", "file"}, exclude_defaults=True)


@router.get("/cases", summary="Cases that may be asked")
def cases(request: Request) -> Any:
    """Every case with its title and days; ``first`` is the one that the server was started with."""
    room = room_of(request)
    rows = [_listed(room, name) for name in room.shelf.cases()]
    settings = room.settings
    return {"schema": "detente.cases/1", "first": settings.case, "read_only": settings.read_only, "rows": rows}


@router.get("/cases/{case}", summary="One case: title, days, sides, scenarios, screens")
def case(request: Request, case: str) -> Any:
    """What a page needs before its first answer."""
    return {"schema": "detente.case/1", **_head(room_of(request), case, brief=False)}


@router.get(
    "/cases/{case}/brief.{suffix}",
    summary="The brief as a file",
    responses={200: {"description": "the file", "content": {kind: {} for kind in KINDS.values()}}},
)
async def brief_file(
    request: Request,
    case: str,
    suffix: Literal["html", "pdf", "pptx", "xlsx", "md"],
    asking: Annotated[FileAsking, Query()],
) -> Response:
    """Page, paper, slides, workbook or text; what is not at hand is written by a job: it is waited for, or 202."""
    room = room_of(request)
    found = await waited(room, lambda: room.printed(case, asking.given(), suffix), asking.wait)
    if isinstance(found, Job):
        return working(request, found)
    named = re.sub(r"[^\w.-]", "-", case, flags=re.ASCII)
    headers = {"content-disposition": f'attachment; filename="brief-{named}.{suffix}"'}
    return Response(found, headers=headers, media_type=KINDS[suffix])


@router.post("/cases/{case}/bill", summary="The landed cost of a bill of materials")
async def bill(
    request: Request,
    case: str,
    asking: Annotated[BillAsking, Query()],
) -> Response:
    """The document of `detente rates --bill`; the body is the file, XLSX or CSV. A long one is worked out by a job."""
    room, content = room_of(request), await request.body()
    found = await waited(room, lambda: room.bill(case, asking.given(), content, asking.file), asking.wait)
    return working(request, found) if isinstance(found, Job) else reply(request, found)


@router.get("/cases/{case}/{view}", summary="An answer")
async def view(
    request: Request,
    case: str,
    view: Literal[
        "rates",
        "why",
        "diff",
        "timeline",
        "map",
        "board",
        "evidence",
        "ach",
        "parameters",
        "pressure",
        "options",
        "deal",
        "talks",
        "war",
        "path",
        "brief",
    ],
    asking: Annotated[Asking, Query()],
) -> Response:
    """The document of a verb as ``--json`` prints it.

    What takes longer than a second answers 202 with the job that works it out: ``{status: 202, job, events}``. Ask
    again when the job is done, or ask with ``wait``.
    """
    found = await answered(room_of(request), view, case, asking.given(), asking.wait)
    if isinstance(found, Job):
        return working(request, found)
    if view == "deal":
        _teach(room_of(request), case, asking)
    return reply(request, found.whole if asking.page else found.document, found.tag + ("p" if asking.page else ""))


async def answered(room: Room, view: str, case: str, given: dict[str, Any], wait: float) -> Sent | Job:
    """The answer; where it is a job, the answer within ``wait`` seconds or else the job."""
    return await waited(room, lambda: room.answer(view, case, given), wait)


async def waited(room: Room, ask: Callable[[], Found | Job], wait: float) -> Found | Job:
    """What is asked for; where it is a job, what there is when it has ended, or the job after ``wait`` seconds."""
    found = await run_in_threadpool(ask)
    until = time.monotonic() + wait
    while isinstance(found, Job) and time.monotonic() < until:
        await asyncio.sleep(LOOK)
        found = await run_in_threadpool(room.jobs.get, found.id)
        if found.state in ENDED:
            return await run_in_threadpool(ask)
    return found


def working(request: Request, job: Job) -> Response:
    """What is sent while a job works an answer out."""
    events = f"{'/'.join(request.url.path.split('/')[:3])}/jobs/{job.id}/events"
    told = {"status": 202, "job": plain(job.as_json()), "events": events}
    return reply(request, json.dumps(told).encode(), status=202)


def _teach(room: Room, case: str, asking: Asking) -> None:
    """Make the zone of a day that somebody looks at ready for packages built by hand."""
    from detente.web.api_live import zone_of

    against = asking.against or "status-quo"
    threading.Thread(
        target=zone_of, args=(room, room.shelf.case(case), asking.on, asking.as_of, against, asking.draws), daemon=True
    ).start()


def _listed(room: Room, name: str) -> dict[str, Any]:
    """A case in the list; one that cannot be read stands there with what is wrong, and hides no other."""
    try:
        return _head(room, name, brief=True)
    except DataError as error:
        bare = {"title": name, "sides": [], "first": "", "baseline": "", "last": "", "extends": ""}
        return {"case": name, "digest": "", "stamp": name, **bare, "problem": str(error)}


def _head(room: Room, name: str, *, brief: bool) -> dict[str, Any]:
    case = room.shelf.case(name)
    head = case.head
    told: dict[str, Any] = {
        "case": name,
        "digest": case.digest,
        "stamp": case.stamp,
        "title": head.title,
        "sides": list(head.sides),
        "first": head.first.isoformat(),
        "baseline": head.baseline.isoformat(),
        "last": head.last.isoformat(),
        "extends": head.extends,
    }
    if brief:
        return told
    names, sectors = case.ledger.countries.names, load_concordance().sectors
    return {
        **told,
        "summary": head.summary,
        "licence": head.licence,
        "limits": list(head.limits),
        "world": {"name": case.ledger.base.name, "digest": case.ledger.base.digest},
        "names": {code: names.get(code, code) for code in case.ledger.base.regions},
        "sectors": {code: sector_name(sectors.get(code, code)) for code in case.ledger.base.sectors},
        "scenarios": [{"id": key, "title": title_of(path)} for key, path in room.shelf.scenarios(name).items()],
        "packages": [path.stem for path in sorted((room.shelf.cases()[name] / "packages").glob("*.toml"))],
        "levers": [
            {
                "id": lever.id,
                "title": lever.title,
                "giver": lever.giver,
                "known_on": lever.known_on.isoformat(),
                "steps": [
                    {"id": step.id, "title": step.title, "known_on": (step.known_on or lever.known_on).isoformat()}
                    for step in lever.step
                ],
            }
            for lever in case.table.levers
        ],
        "views": {"quick": list(LIGHT), "jobs": list(HEAVY)},
        "screens": list(SCREENS),
        "read_only": room.settings.read_only,
    }
