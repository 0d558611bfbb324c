"""The picture of a comparison: what differs between two stored runs, with its files."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import JSONResponse, Response

from detente.report.charts.differences import differences_figure
from detente.report.export import plain
from detente.report.figure import Figure
from detente.report.runs import find_run
from detente.web.api_figures import KINDS, figure_bytes
from detente.world.load import load_countries

__all__ = ["router"]

router = APIRouter(tags=["scenarios"])
RunName = Annotated[str, Field(pattern=r"^[0-9a-f]{4,12}$")]
Two = Annotated[list[RunName], Query(min_length=2, max_length=2, description="two stored runs, the earlier first")]
Measure = Annotated[str, Query(max_length=40, pattern=r"^[a-z_]+$", description="one measure that both have")]


@router.get("/compare/differences", summary="What differs between two runs, drawn")
def differences(run: Two, measure: Measure = "welfare") -> Response:
    """A figure as `figures/NAME` gives it: ``{name, title, spec, columns, rows, description, caption}``."""
    figure = _drawn(run, measure)
    told = ("name", "title", "spec", "columns", "rows", "description", "caption")
    return JSONResponse(plain({key: getattr(figure, key) for key in told}))


@router.get(
    "/compare/differences.{suffix}",
    summary="The same as a file",
    responses={200: {"description": "the file", "content": {kind: {} for kind in KINDS.values()}}},
)
def differences_file(
    suffix: Annotated[Literal["svg", "png", "csv", "xlsx", "pptx", "py"], Path()],
    run: Two,
    measure: Measure = "welfare",
) -> Response:
    """SVG, PNG, CSV, XLSX, PPTX, or the Python that draws it again."""
    content = _snippet(run, measure) if suffix == "py" else figure_bytes(_drawn(run, measure), suffix)
    headers = {"content-disposition": f'attachment; filename="differences.{suffix}"'}
    return Response(content, headers=headers, media_type=KINDS[suffix])


def _drawn(run: list[str], measure: str) -> Figure:
    first, last = (find_run(start) for start in run)
    return differences_figure(first, last, measure, load_countries().names)


def _snippet(run: list[str], measure: str) -> bytes:
    return (
        "from detente.report.charts.differences import differences_figure\n"
        "from detente.report.export import figure_svg, write_file\n"
        "from detente.report.runs import find_run\n"
        "from detente.world.load import load_countries\n\n"
        f"first, last = find_run({run[0]!r}), find_run({run[1]!r})\n"
        f"figure = differences_figure(first, last, {measure!r}, load_countries().names)\n"
        'write_file("differences.svg", figure_svg(figure), force=True)\n'
    ).encode()
