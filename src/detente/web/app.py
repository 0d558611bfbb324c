"""The application: the interface below ``/api/v1`` and the pages of the front end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from detente.core.version import VERSION
from detente.web import (
    api_ask,
    api_cases,
    api_compare,
    api_figures,
    api_jobs,
    api_live,
    api_queue,
    api_scenarios,
    api_what_if,
)
from detente.web.errors import RESPONSES, handle_errors
from detente.web.guard import Guard
from detente.web.room import Room
from detente.web.settings import Settings

__all__ = ["API", "build_app"]

API = "/api/v1"
UNBUILT = (
    "The pages of the web application are not built here: run `npm ci && npm run build` in the folder web, or install "
    "a release. The interface below /api/v1 works.\n"
)
ABOUT = (
    "Every answer of the command line over HTTP: documents as `--json` prints them, figures, a live model, jobs and "
    "the review queue. Errors are `{status, sentence, where}`."
)
QUIET: Any = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""FastAPI can report to a collector that the environment names; this application reports to nobody."""


def build_app(settings: Settings, start: Callable[[Room], Callable[[], None]] | None = None) -> Guard:
    """The application of one server.

    Parameters
    ----------
    settings
        What the server was told.
    start
        Called when the server starts, for its worker and for what is loaded beforehand; returns what is called when
        it stops.

    Returns
    -------
    Guard
        An ASGI application behind its checks.
    """
    room = Room.of(settings)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        stop = start(room) if start is not None else None
        yield
        if stop is not None:
            await asyncio.to_thread(stop)

    app = FastAPI(
        title="detente",
        version=VERSION,
        description=ABOUT,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=life,
        responses=RESPONSES,
        telemetry=QUIET,
    )
    app.state.room = room
    handle_errors(app)
    for module in (
        api_ask,
        api_cases,
        api_compare,
        api_figures,
        api_jobs,
        api_live,
        api_queue,
        api_scenarios,
        api_what_if,
    ):
        app.include_router(module.router, prefix=API)
    _pages(app, settings.static, settings.case)
    app.openapi = _documented(app)  # type: ignore[method-assign]
    return Guard(app, settings)


def _pages(app: FastAPI, static: Path, case: str) -> None:
    """Files of the front end, and its one page under every address that it knows."""
    root = static.resolve()

    def shown(status: int) -> Response:
        index = root / "index.html"
        if not index.is_file():
            return PlainTextResponse(UNBUILT, status)
        return FileResponse(index, status, headers={"cache-control": "no-cache"}, media_type="text/html")

    @app.get("/", include_in_schema=False)
    def home() -> Response:
        return RedirectResponse(f"/c/{case}/where", 303)

    @app.get("/c/{rest:path}", include_in_schema=False)
    @app.get("/r/{rest:path}", include_in_schema=False)
    def page(rest: str) -> Response:  # noqa: ARG001 - the front end reads it from the address
        return shown(200)

    @app.get("/{name:path}", include_in_schema=False)
    def file(request: Request, name: str) -> Response:
        # Looked up among the files that there are, so that no name is ever made into a path.
        known = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
        if name not in known:
            if name.startswith("api/") or "text/html" not in request.headers.get("accept", ""):
                raise HTTPException(404)
            # A person who followed a wrong link gets the pages, which say so.
            return shown(404)
        kept = "no-cache" if known[name].parent == root else "public, max-age=31536000, immutable"
        return FileResponse(known[name], headers={"cache-control": kept})


def _documented(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """The OpenAPI document: errors of validation are 400 here, not 422."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        told = made()
        for operations in told["paths"].values():
            for operation in operations.values():
                operation.get("responses", {}).pop("422", None)
        for name in ("HTTPValidationError", "ValidationError"):
            told.get("components", {}).get("schemas", {}).pop(name, None)
        return told

    return openapi
