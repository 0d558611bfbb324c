"""Pictures of tariffs set by hand, with their files; what is set stands in the address."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from detente.core.errors import DataError, UsageError
from detente.core.labels import close_name
from detente.report.export import plain
from detente.report.figure import Figure
from detente.web.api_figures import KINDS, figure_bytes
from detente.web.api_live import Pair, Setting, solved
from detente.web.room import Room, room_of

__all__ = ["router"]

router = APIRouter(tags=["live model"])
NAME = re.compile(r"(?P<name>[a-z-]{1,40})(?:\.(?P<suffix>[a-z]{2,4}))?\Z")
Typed = Annotated[str, Field(pattern=r"^\w{1,10}:\w{1,10}:([0-4](\.\d{1,12})?|5(\.0{1,12})?)$")]


class Asked(BaseModel):
    """What is set, as an address holds it."""

    model_config = ConfigDict(extra="forbid")

    on: date | None = Field(default=None, description="day whose measures are the start; default: last of the case")
    as_of: date | None = Field(default=None, description="day of knowledge; default: the day valued")
    set: list[Typed] = Field(default=[], max_length=20, description="IMPORTER:EXPORTER:RATE, a share; may stand again")
    elasticity: str = Field(default="fgo", max_length=20, description="name of a set")
    deficits: Literal["fixed", "balanced", "proportional", "services-share"] = "fixed"

    def setting(self) -> Setting:
        """The same for the live model."""
        pairs = [text.split(":") for text in self.set]
        return Setting(
            on=self.on,
            as_of=self.as_of,
            set=[Pair(importer=one, exporter=other, rate=float(rate)) for one, other, rate in pairs],
            elasticity=self.elasticity,
            deficits=self.deficits,
        )


@router.get("/cases/{case}/what-if/{name}", summary="A picture of tariffs set by hand, or a file of it by its suffix")
async def what_if_figure(request: Request, case: str, name: str, asked: Annotated[Asked, Query()]) -> Response:
    """``income``, or ``shift-`` and a side in small letters, as `figures/NAME` gives a figure."""
    parts = NAME.match(name)
    if parts is None:
        raise UsageError(f"{name[:60]} is no name of a figure.")
    stem, suffix = parts["name"], parts["suffix"] or ""
    if suffix and suffix not in KINDS:
        raise UsageError(f".{suffix} is not written; choose {', '.join(f'.{kind}' for kind in KINDS)}.")
    found = await run_in_threadpool(_drawn, room_of(request), case, asked.setting())
    if stem not in found:
        raise DataError(f"there is no figure {stem}; there are {', '.join(found)}.{close_name(stem, found)}")
    figure = found[stem]
    if not suffix:
        told = ("name", "title", "spec", "columns", "rows", "description", "caption")
        return JSONResponse(plain({key: getattr(figure, key) for key in told}))
    content = _snippet(case, stem, asked) if suffix == "py" else await run_in_threadpool(figure_bytes, figure, suffix)
    headers = {"content-disposition": f'attachment; filename="{stem}.{suffix}"'}
    return Response(content, headers=headers, media_type=KINDS[suffix])


def _drawn(room: Room, case: str, setting: Setting) -> dict[str, Figure]:
    from detente.report.answers.what_if import what_if_document
    from detente.report.charts.what_if import what_if_figures

    opened = room.shelf.case(case)
    told: dict[str, Any] = what_if_document(*solved(room, opened, setting))
    attribution = opened.ledger.base.provenance.get("attribution", "")
    figures = what_if_figures(told, opened.sides, opened.ledger.countries.names, attribution)
    return {figure.name: figure for figure in figures}


def _snippet(case: str, name: str, asked: Asked) -> bytes:
    """Python that makes the same figure again."""
    changes = ", ".join(
        f"Change({one!r}, {other!r}, {float(rate)!r})" for one, other, rate in (text.split(":") for text in asked.set)
    )
    on = repr(str(asked.on)) if asked.on else "case.head.last"
    as_of = f", {str(asked.as_of)!r}" if asked.as_of else ""
    return (
        "from detente.case.question import pose\n"
        "from detente.case.read import open_case\n"
        "from detente.case.what_if import Change, model_named, what_if\n"
        "from detente.report.answers.what_if import what_if_document\n"
        "from detente.report.charts.what_if import what_if_figures\n"
        "from detente.report.export import figure_svg, write_file\n\n"
        f"case = open_case({case!r})\n"
        f"question = pose(case, {on}{as_of})\n"
        f'model = model_named("long-run", {asked.elasticity!r}, {asked.deficits!r}, "lump-sum")\n'
        f"found = what_if(question, [{changes}], model)\n"
        "told = what_if_document(found, what_if(question, [], model))\n"
        'attribution = case.ledger.base.provenance.get("attribution", "")\n'
        "figures = what_if_figures(told, case.sides, case.ledger.countries.names, attribution)\n"
        f"figure = next(one for one in figures if one.name == {name!r})\n"
        f'write_file("{name}.svg", figure_svg(figure), force=True)\n'
    ).encode()
