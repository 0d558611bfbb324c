"""Figures: each is named by the answer that it belongs to, and comes as a spec with its data, or as a file."""

from __future__ import annotations

import csv
import io
import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from detente.core.errors import DataError, UsageError
from detente.core.labels import close_name
from detente.report.export import figure_png, figure_svg
from detente.report.figure import Figure
from detente.web.api_cases import KINDS as BOOK
from detente.web.api_cases import Asking, answered, working
from detente.web.jobs import Job
from detente.web.room import room_of

__all__ = ["KINDS", "figure_bytes", "router"]

router = APIRouter(tags=["figures"])
KINDS = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "xlsx": BOOK["xlsx"],
    "pptx": BOOK["pptx"],
    "py": "text/x-python; charset=utf-8",
}
NAME = re.compile(r"(?P<name>[a-z0-9][a-z0-9-]{0,60})(?:\.(?P<suffix>[a-z]{2,4}))?\Z", re.IGNORECASE)


class FigureAsking(Asking):
    """What a figure may be asked with."""

    case: str = Field(max_length=120, description="name of the case")
    view: Literal["timeline", "map", "board", "pressure", "options", "deal", "talks", "path", "brief"] = Field(
        description="the answer that the figure belongs to"
    )
    data_only: bool = Field(default=False, description="leave out the spec: the table behind the picture")

    def given(self) -> dict[str, Any]:
        """What is asked of the view."""
        left_out = {"page", "wait", "case", "view", "data_only"}
        return self.model_dump(mode="json", by_alias=True, exclude=left_out, exclude_defaults=True)


@router.get("/figures", summary="Names of the figures of an answer")
async def figures(request: Request, asking: Annotated[FigureAsking, Query()]) -> Any:
    """Name and title of each figure of an answer."""
    found = await answered(room_of(request), asking.view, asking.case, asking.given(), asking.wait)
    if isinstance(found, Job):
        return working(request, found)
    rows = [{"name": name, "title": figure["title"]} for name, figure in found.made.figures.items()]
    return {"schema": "detente.figures/1", "meta": found.made.document.get("meta", {}), "rows": rows}


@router.get("/figures/{name}", summary="A figure, or a file of it by its suffix")
async def figure(request: Request, name: str, asking: Annotated[FigureAsking, Query()]) -> Response:
    """``{name, title, spec, columns, rows, description, caption}``.

    With a suffix, NAME.svg, .png, .csv, .xlsx, .pptx or .py, it comes as a file.
    """
    parts = NAME.match(name)
    if parts is None:
        raise UsageError(f"{name[:60]} is no name of a figure.")
    stem, suffix = parts["name"], (parts["suffix"] or "").lower()
    if suffix and suffix not in KINDS:
        raise UsageError(f".{suffix} is not written; choose {', '.join(f'.{kind}' for kind in KINDS)}.")
    found = await answered(room_of(request), asking.view, asking.case, asking.given(), asking.wait)
    if isinstance(found, Job):
        return working(request, found)
    if stem not in found.made.figures:
        close = close_name(stem, found.made.figures)
        raise DataError(f"{asking.view} has no figure {stem}; it has {', '.join(found.made.figures)}.{close}")
    told = found.made.figures[stem]
    if not suffix:
        return JSONResponse({k: v for k, v in told.items() if k != "spec" or not asking.data_only})
    if suffix == "py":
        content = _snippet(stem, asking).encode()
    else:
        content = await run_in_threadpool(figure_bytes, _figure(told), suffix)
    headers = {"content-disposition": f'attachment; filename="{stem}.{suffix}"'}
    return Response(content, headers=headers, media_type=KINDS[suffix])


def _figure(told: Any) -> Figure:
    rows = tuple(tuple(row) for row in told["rows"])
    texts = {key: told[key] for key in ("name", "title", "spec", "description", "caption")}
    return Figure(columns=tuple(told["columns"]), rows=rows, **texts)


def figure_bytes(figure: Figure, suffix: str) -> bytes:
    """A figure as a file.

    Parameters
    ----------
    figure
        The figure.
    suffix
        svg, png, csv, xlsx or pptx.
    """
    if suffix == "svg":
        return figure_svg(figure).encode()
    if suffix == "png":
        return figure_png(figure)
    if suffix == "csv":
        text = io.StringIO()
        text.write(f"# {figure.title}\n# {figure.caption}\n")
        csv.writer(text, lineterminator="\n").writerows([figure.columns, *figure.rows])
        return text.getvalue().encode()
    if suffix == "xlsx":
        from detente.report.sheets import figure_workbook

        return figure_workbook(figure)
    from detente.report.slides import figure_slides

    return figure_slides(figure)


def _snippet(name: str, asking: FigureAsking) -> str:
    """Python that makes the same figure again."""
    given = ", ".join(f"{key}={value!r}" for key, value in asking.given().items())
    return (
        "from detente.case.read import open_case\n"
        "from detente.report.export import figure_svg, write_file\n"
        "from detente.web.views import figure_of\n\n"
        f"figure = figure_of({asking.view!r}, open_case({asking.case!r}), {name!r}, {{{_dict(asking)}}})\n"
        f'write_file("{name}.svg", figure_svg(figure), force=True)\n'
        f"# asked with {given or 'nothing but the case'}\n"
    )


def _dict(asking: FigureAsking) -> str:
    return ", ".join(f"{key!r}: {value!r}" for key, value in asking.given().items())
