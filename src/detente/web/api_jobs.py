"""Jobs and runs: what was begun, how far it is, and what came of it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from detente.core.errors import UsageError
from detente.report.export import plain
from detente.web.api_cases import Asking
from detente.web.jobs import ENDED, Jobs
from detente.web.room import room_of
from detente.web.views import HEAVY

__all__ = ["router"]

router = APIRouter(tags=["jobs and runs"])
JobName = Annotated[str, Path(pattern=r"^[0-9a-f]{12}$")]
RunName = Annotated[str, Path(pattern=r"^[0-9a-f]{4,12}$")]
LOOK = 0.25
"""Seconds between two looks at a job that somebody follows."""
QUIET = 15.0
"""Seconds after which a comment keeps a silent stream open."""


class NewJob(BaseModel):
    """A job to begin."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["sweep", "run", "answer"] = Field(description="what to do")
    scenario: str | None = Field(
        default=None, max_length=120, pattern=r"^[\w.-]+:[\w.-]+$", description="sweep, run: CASE:ID"
    )
    draws: int = Field(default=200, ge=20, le=20_000, description="sweep: number of draws")
    seed: int = Field(default=1, ge=0, le=2**31, description="sweep: seed of all draws")
    case: str | None = Field(default=None, max_length=120, description="answer: the case")
    view: str | None = Field(default=None, max_length=20, description="answer: pressure, options, deal, ...")
    given: Asking = Field(default=Asking(), description="answer: what is asked")


@router.get("/jobs", summary="Jobs, the newest first")
def jobs(request: Request) -> Any:
    """Every job as it stands."""
    return {"schema": "detente.jobs/1", "rows": [plain(job.as_json()) for job in room_of(request).jobs.all()]}


@router.post("/jobs", summary="Begin a job", status_code=202)
def begin(request: Request, new: NewJob) -> Any:
    """Queue it; one that asks the same and has not ended is returned instead."""
    room = room_of(request)
    if new.kind == "answer":
        if new.case is None or new.view is None or new.view not in HEAVY:
            raise UsageError(f"an answer needs a case and a view: {', '.join(HEAVY)}.")
        room.shelf.case(new.case)
        given = room.told(new.view, new.case, new.given.given())
        wanted = {"view": new.view, "case": new.case, "given": given}
        return plain(room.jobs.submit("answer", wanted, f"{new.view} of {new.case}").as_json())
    if new.scenario is None:
        raise UsageError(f"a {new.kind} needs a scenario, CASE:ID.")
    room.shelf.scenario(new.scenario)
    asked: dict[str, Any] = {"scenario": new.scenario}
    if new.kind == "sweep":
        asked |= {"draws": new.draws, "seed": new.seed}
        return plain(room.jobs.submit("sweep", asked, f"sweep of {new.scenario}, {new.draws} draws").as_json())
    return plain(room.jobs.submit("run", asked, f"run of {new.scenario}").as_json())


@router.get("/jobs/{job}", summary="A job as it stands")
def one(request: Request, job: JobName) -> Any:
    """State, count, seconds left, what it is at, result or error."""
    return plain(room_of(request).jobs.get(job).as_json())


@router.post("/jobs/{job}/cancel", summary="Stop a job between two batches")
def cancel(request: Request, job: JobName) -> Any:
    """One that waits is stopped at once."""
    return plain(room_of(request).jobs.cancel(job).as_json())


@router.post("/jobs/{job}/resume", summary="Take up a job that failed or was cancelled")
def resume(request: Request, job: JobName) -> Any:
    """What it had finished is not done again."""
    return plain(room_of(request).jobs.resume(job).as_json())


@router.delete("/jobs/{job}", summary="Forget a job that has ended")
def delete(request: Request, job: JobName) -> Any:
    """Its results stay."""
    room_of(request).jobs.delete(job)
    return {"deleted": job}


@router.get(
    "/jobs/{job}/events",
    summary="Follow a job",
    response_class=StreamingResponse,
    responses={200: {"description": "server-sent events", "content": {"text/event-stream": {}}}},
)
async def events(request: Request, job: JobName) -> StreamingResponse:
    """An event ``job`` with the job at every change, and the last when it has ended."""
    table = room_of(request).jobs
    await run_in_threadpool(table.get, job)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_stream(request, table, job), headers=headers, media_type="text/event-stream")


async def _stream(request: Request, table: Jobs, name: str) -> AsyncIterator[str]:
    told, said = "", time.monotonic()
    while not await request.is_disconnected():
        job = await run_in_threadpool(table.get, name)
        now = json.dumps(plain(job.as_json()))
        if now != told:
            told, said = now, time.monotonic()
            yield f"event: job\ndata: {now}\n\n"
        elif time.monotonic() - said > QUIET:
            said = time.monotonic()
            yield ": still here\n\n"
        if job.state in ENDED:
            return
        await asyncio.sleep(LOOK)


@router.get("/runs", summary="Stored runs and sweeps")
def runs() -> Any:
    """Everything solved that the workspace holds."""
    from detente.report.runs import runs as stored
    from detente.report.runs import sweeps

    rows = [{"run": name, **about} for name, about in stored()]
    return {"schema": "detente.runs/1", "rows": plain(rows), "sweeps": plain(sweeps())}


@router.get("/runs/{run}", summary="A stored run")
@router.get("/r/{run}", summary="A stored run by its permanent link")
def run(request: Request, run: RunName) -> Any:
    """The run as ``detente run --json`` prints it, and whether its case has moved on since."""
    from detente.report.runs import find_run

    found = find_run(run)
    room = room_of(request)
    known = room.shelf.cases()
    case = room.shelf.case(found.about["case"]) if found.about["case"] in known else None
    moved = case is None or case.digest != found.about["case_digest"]
    told = {
        "schema": "detente.run/1",
        "meta": {**found.about, "run": found.id},
        "run": found.id,
        "scenario": found.about["scenario"],
        "rows": found.rows,
        "certificate": found.certificate.as_json(),
        "warnings": found.notes,
        "moved_on": moved,
        "moved_on_sentence": (
            f"Case {found.about['case']} has changed since this run; solve its scenario again to compare."
            if moved
            else ""
        ),
    }
    return plain(told)
