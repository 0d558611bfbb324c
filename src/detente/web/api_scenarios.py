"""Scenarios: a day plus named rules; looked at, previewed, saved in the workspace, and runs compared."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path as File
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from detente.case.write import scenario_text
from detente.core.errors import CaseError, DataError, UsageError
from detente.core.files import write_whole
from detente.report.export import plain
from detente.web.room import Room, packed, reply, room_of

__all__ = ["router"]

router = APIRouter(tags=["scenarios"])
CaseName = Annotated[str, Path(max_length=120)]
ScenarioName = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
Code = Annotated[str, Field(max_length=20, pattern=r"^[\w-]+$")]
Number = Annotated[float, Field(ge=-50.0, le=50.0, allow_inf_nan=False)]


class Goods(BaseModel):
    """Which goods a rule is about: one of the three."""

    model_config = ConfigDict(extra="forbid")

    hs: list[Annotated[str, Field(max_length=16)]] = Field(default=[], max_length=200, description="HS codes")
    sectors: list[Code] = Field(default=[], max_length=60, description="ICIO sectors")
    named: str = Field(default="", alias="list", max_length=80, pattern=r"^[\w-]*$", description="a list of the case")


class Rule(BaseModel):
    """One rule; what it means is told by the records page."""

    model_config = ConfigDict(extra="forbid")

    op: Literal["set", "add", "scale", "cap", "remove", "mirror", "use"] = Field(description="what the rule does")
    by: str = Field(default="", max_length=20, pattern=r"^[\w-]*$", description="who levies")
    on: Literal["all"] | Annotated[list[Code], Field(max_length=90)] = Field(default=[], description="partners")
    goods: Literal["all"] | Goods = Field(default="all", description="the goods concerned")
    authority: str = Field(default="", max_length=80, pattern=r"^[\w-]*$", description="the layer concerned")
    measure: str = Field(default="", max_length=80, pattern=r"^[\w-]*$", description="remove: the measure")
    value: Number | None = Field(default=None, description="rate as a share, factor, or degree of mirroring")
    scenario: str = Field(default="", max_length=80, pattern=r"^[\w-]*$", description="use: another scenario")
    why: str = Field(default="", max_length=400, description="the reason, printed in the brief")


class Model(BaseModel):
    """Which model a scenario is solved with."""

    model_config = ConfigDict(extra="forbid")

    elasticity: Number | Annotated[str, Field(max_length=20, pattern=r"^[\w-]+$")] = "fgo"
    deficits: Literal["fixed", "balanced", "proportional", "services-share"] = "fixed"
    rebate: Literal["lump-sum", "income-tax", "none"] = "lump-sum"
    draws: int = Field(default=60, ge=0, le=1000)


class NewScenario(BaseModel):
    """A scenario built in the browser."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9-]{0,60})?$", description="name of its file; to save")
    title: str = Field(min_length=1, max_length=200, description="one line, printed in the brief")
    base: date = Field(description="the day whose measures the rules change")
    model: Model = Model()
    compare: list[date] = Field(default=[], max_length=10, description="days solved beside it")
    rule: list[Rule] = Field(default=[], max_length=60, description="rules, applied in order")


@router.get("/scenarios/{case}", summary="Scenarios of a case")
def scenarios(request: Request, case: CaseName) -> Any:
    """Its own, and those saved in the workspace, which may be deleted."""
    from detente.web.shelf import title_of

    shelf = room_of(request).shelf
    own = shelf.saved(case)
    rows = [
        {"id": key, "title": title_of(path), "saved": path.parent == own} for key, path in shelf.scenarios(case).items()
    ]
    return {"schema": "detente.scenarios/1", "case": case, "rows": rows}


@router.get("/scenarios/{case}/{scenario}", summary="One scenario")
def one(request: Request, case: CaseName, scenario: ScenarioName) -> Any:
    """Its fields, its file as typed, and remarks on rules that touch the same cells."""
    from detente.case.scenarios import open_scenario

    shelf = room_of(request).shelf
    path = shelf.scenario(f"{case}:{scenario}")
    opened = open_scenario(str(path))
    told = opened.scenario.model_dump(mode="json", exclude={"sweep", "case"})
    return {
        "schema": "detente.scenario/1",
        "case": case,
        "id": scenario,
        "saved": path.parent == shelf.saved(case),
        **told,
        "text": opened.text,
        "remarks": opened.remarks,
    }


@router.post("/scenarios/{case}/preview", summary="What a scenario would do, without keeping it")
def preview(request: Request, case: CaseName, new: NewScenario) -> Response:
    """Average rates of the sides with and without its rules, the long run beside the day as it is, and its file."""
    from detente.case.question import pose
    from detente.case.scenarios import open_scenario
    from detente.case.solve import model_of
    from detente.case.what_if import what_if
    from detente.ledger.rates import average_rate
    from detente.report.answers.what_if import what_if_document

    room = room_of(request)
    home = room.shelf.case(case)
    text = _text(room, case, new)
    with tempfile.TemporaryDirectory() as folder:
        path = File(folder) / f"{new.id or 'preview'}.toml"
        path.write_text(text, encoding="utf-8")
        opened = open_scenario(str(_beside(room, case, path)))
    scenario, model = opened.scenario, model_of(opened)
    ruled = pose(home, scenario.base, model=model, rules=scenario.rule)
    bare = pose(home, scenario.base, model=model)
    rates = [
        {
            "importer": n,
            "exporter": i,
            "day": float(average_rate(bare.ledger, n, i, bare.moment)),
            "ruled": float(average_rate(ruled.ledger, n, i, ruled.moment)),
        }
        for n, i in (home.sides, home.sides[::-1])
    ]
    found = what_if_document(what_if(ruled, (), model), what_if(bare, (), model))
    return reply(request, packed({**found, "rates": rates, "remarks": opened.remarks, "text": text}))


@router.post("/scenarios/{case}", summary="Save a scenario in the workspace", status_code=201)
def save(request: Request, case: CaseName, new: NewScenario) -> Any:
    """Checked first; one of that name that was saved here is replaced, one of the case's own is not."""
    from detente.case.scenarios import open_scenario

    room = room_of(request)
    room.shelf.case(case)
    if not new.id:
        raise UsageError("id: give the scenario a short name, such as halve-both.")
    folder = room.shelf.saved(case)
    known = room.shelf.scenarios(case)
    if new.id in known and known[new.id].parent != folder:
        raise UsageError(f'"{new.id}" is a scenario of the case itself; choose another name.')
    target = folder / f"{new.id}.toml"
    before = target.read_bytes() if target.is_file() else None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(target, _text(room, case, new).encode())
        open_scenario(str(target))
    except OSError as error:
        raise DataError(f"the scenario cannot be saved in {folder}: {error.strerror}.") from error
    except CaseError:
        _put_back(target, before)
        raise
    return {"id": new.id, "scenario": f"{case}:{new.id}"}


@router.delete("/scenarios/{case}/{scenario}", summary="Delete a saved scenario")
def delete(request: Request, case: CaseName, scenario: ScenarioName) -> Any:
    """Only one that was saved here; runs of it stay."""
    shelf = room_of(request).shelf
    path = shelf.scenario(f"{case}:{scenario}")
    if path.parent != shelf.saved(case):
        raise UsageError(f'"{scenario}" is a scenario of the case itself; it is not deleted here.')
    path.unlink(missing_ok=True)
    return {"deleted": scenario}


@router.get("/compare", summary="Stored runs side by side")
def compare(
    request: Request,
    run: Annotated[list[Annotated[str, Field(pattern=r"^[0-9a-f]{4,12}$")]], Query(min_length=2, max_length=6)],
    show: Annotated[str, Query(max_length=200)] = "welfare,real_wage",
) -> Response:
    """The document of `detente compare`."""
    from detente.report.answer import document
    from detente.report.answers.compare import compare_answer
    from detente.report.runs import find_run

    return reply(request, packed(document(compare_answer([find_run(start) for start in run], show))))


def _text(room: Room, case: str, new: NewScenario) -> str:
    """The scenario's file; a case that is no bundled one is named by its folder."""
    from detente.case.read import bundled_cases

    first = room.shelf.case(case).head.first
    if new.base < first:
        raise UsageError(f"base: case {case} begins on {first}; take a day from then on.")
    named = case if case in bundled_cases() else str(room.shelf.cases()[case].resolve())
    told: Mapping[str, Any] = {
        "case": named,
        "title": new.title,
        "base": new.base,
        "compare": plain(new.compare),
        "model": new.model.model_dump(exclude_defaults=True),
        "rule": [_rule(rule) for rule in new.rule],
    }
    return scenario_text(told)


def _rule(rule: Rule) -> dict[str, Any]:
    return rule.model_dump(exclude_defaults=True, by_alias=True)


def _beside(room: Room, case: str, path: File) -> File:
    """The draft, with what it may use beside it: scenarios of the case and those saved here."""
    for key, known in room.shelf.scenarios(case).items():
        beside = path.parent / f"{key}.toml"
        if not beside.exists():
            beside.write_bytes(known.read_bytes())
    return path


def _put_back(target: File, before: bytes | None) -> None:
    if before is None:
        target.unlink(missing_ok=True)
    else:
        write_whole(target, before)
