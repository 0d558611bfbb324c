"""Errors as a browser gets them: ``{status, sentence, where}``, never a traceback."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from detente.core.errors import CaseError, CheckFailed, DetenteError, NotSolved
from detente.web.guard import refusal
from detente.web.shelf import Shelf

__all__ = ["RESPONSES", "handle_errors"]

NOT_FOUND = "There is no such address; /api/v1/openapi.json lists them all."
SHAPE = {
    "type": "object",
    "required": ["status", "sentence", "where"],
    "properties": {
        "status": {"type": "integer"},
        "sentence": {"type": "string"},
        "where": {"type": "string"},
        "problems": {"type": "array", "items": {"type": "string"}},
    },
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": says, "content": {"application/json": {"schema": SHAPE}}}
    for status, says in {
        400: "what was asked does not parse, or names nothing known",
        401: "the token is missing",
        403: "not allowed: another page, or the server only shows",
        404: "there is no such address",
        408: "the body came too slowly",
        409: "not solved, or not in a state for this",
        413: "the body is too large",
    }.items()
}
"""Errors that every address may answer with."""


def handle_errors(app: FastAPI) -> None:
    """Turn every error of the package, of validation and of routing into one shape."""

    @app.exception_handler(DetenteError)
    async def ours(request: Request, error: DetenteError) -> Response:
        status = 409 if isinstance(error, NotSolved | CheckFailed) else 400 if error.exit_code in (2, 3) else 500
        shelf: Shelf = request.app.state.room.shelf
        told = refusal(status, shelf.told(str(error)), request.url.path)
        if isinstance(error, CaseError):
            told["problems"] = [shelf.told(problem) for problem in error.problems]
        return JSONResponse(told, status)

    @app.exception_handler(RequestValidationError)
    async def wrong(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        name = where.partition(".")[2] or where
        return JSONResponse(refusal(400, f"{name}: {first['msg']}.", where), 400)

    @app.exception_handler(HTTPException)
    async def routed(request: Request, error: HTTPException) -> Response:
        sentence = NOT_FOUND if error.status_code == 404 else f"{error.detail}."
        return JSONResponse(refusal(error.status_code, sentence, request.url.path), error.status_code, error.headers)
