"""The live model: tariffs set by hand, the best reply to them, a package on the table; nothing is written."""

from __future__ import annotations

import time
from collections.abc import Hashable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from detente.case.case import Case
from detente.case.pressure import FEWEST
from detente.case.zone_columns import Against
from detente.core.errors import UsageError
from detente.report.export import plain
from detente.web.api_cases import MOST, WAIT, answered, waited, working
from detente.web.jobs import Job
from detente.web.room import Room, packed, reply, room_of

if TYPE_CHECKING:
    from detente.case.question import Question
    from detente.case.what_if import WhatIf
    from detente.case.zone import Zone
    from detente.economy.longrun import LongRun
    from detente.economy.shortrun import ShortRun

__all__ = ["Pair", "Setting", "prepare", "router", "solved", "zone_of"]

router = APIRouter(tags=["live model"])
Wait = Annotated[float, Query(ge=0.0, le=WAIT, description="seconds to wait for an answer that is a job")]
Share = Annotated[float, Field(ge=0.0, le=5.0, allow_inf_nan=False)]


class Pair(BaseModel):
    """One pair set anew."""

    model_config = ConfigDict(extra="forbid")

    importer: str = Field(max_length=10, description="who levies, a code")
    exporter: str = Field(max_length=10, description="whose goods, a code")
    rate: Share | None = Field(default=None, description="effective average as a share: 1.45 is 145 %")
    scale: Annotated[float, Field(ge=0.0, le=20.0, allow_inf_nan=False)] | None = Field(
        default=None, description="factor on what was added since the baseline"
    )


class Setting(BaseModel):
    """Tariffs set by hand on a day."""

    model_config = ConfigDict(extra="forbid")

    on: date | None = Field(default=None, description="day whose measures are the start; default: last of the case")
    as_of: date | None = Field(default=None, description="day of knowledge; default: the day valued")
    set: list[Pair] = Field(default=[], max_length=20, description="pairs set anew; all others stay")
    elasticity: Annotated[float, Field(gt=0.0, le=50.0, allow_inf_nan=False)] | Annotated[str, Field(max_length=20)] = (
        Field(default="fgo", description="name of a set, or one number")
    )
    closure: Literal["long-run", "short-run"] = Field(default="long-run", description="the model")
    deficits: Literal["fixed", "balanced", "proportional", "services-share"] = Field(
        default="fixed", description="long run: how trade deficits close"
    )
    rebate: Literal["lump-sum", "income-tax", "none"] = Field(
        default="lump-sum", description="long run: where tariff revenue goes"
    )
    data_only: bool = Field(default=False, description="leave out cards and sentence")


class Reply(Setting):
    """Whose best reply is asked."""

    player: str = Field(max_length=10, description="a side of the case")


class Offer(BaseModel):
    """A package on the table."""

    model_config = ConfigDict(extra="forbid")

    on: date | None = Field(default=None, description="day valued; default: last of the case")
    as_of: date | None = Field(default=None, description="day of knowledge; default: the day valued")
    against: Against = Field(default="status-quo", description="what sides fall back on")
    draws: int | None = Field(default=None, ge=FEWEST, le=MOST, description="draws behind the chance")
    terms: dict[Annotated[str, Field(max_length=80)], Annotated[str, Field(max_length=80)]] = Field(
        max_length=60, description="lever: step; levers left out stay as they are"
    )


@router.post("/cases/{case}/solve", summary="Solve tariffs set by hand")
def solve(request: Request, case: str, setting: Setting) -> Response:
    """Cards, every economy, sectors and shifts of trade, beside the day as it is."""
    from detente.report.answers.what_if import what_if_document

    start = time.perf_counter()
    room = room_of(request)
    opened = room.shelf.case(case)

    def make() -> bytes:
        return packed(what_if_document(*solved(room, opened, setting), data_only=setting.data_only))

    body = room.shelf.answers.get(("solve", opened.digest, setting.model_dump_json()), make)
    answer = reply(request, body)
    answer.headers["server-timing"] = f"solve;dur={1e3 * (time.perf_counter() - start):.1f}"
    return answer


@router.post("/cases/{case}/best-response", summary="The rate that suits a side best")
async def best_response(request: Request, case: str, asked: Reply, wait: Wait = WAIT) -> Response:
    """One rate on all goods of the other side, what is set being given: worked out by a job, which is waited for."""
    room = room_of(request)
    await run_in_threadpool(_checked, room, case, asked)
    given = asked.model_dump(mode="json", exclude={"data_only"}, exclude_none=True)
    found = await answered(room, "best-response", case, given, wait)
    return working(request, found) if isinstance(found, Job) else reply(request, found.document, found.tag)


@router.post("/cases/{case}/zone", summary="How likely both sides prefer a package")
async def zone(request: Request, case: str, offer: Offer, wait: Wait = WAIT) -> Response:
    """Chance that both prefer it to what they fall back on; the first of a day needs the day's ``deal``, a job."""
    room = room_of(request)
    found = await waited(room, lambda: _offered(room, case, offer), wait)
    return working(request, found) if isinstance(found, Job) else reply(request, found)


def _offered(room: Room, case: str, offer: Offer) -> bytes | Job:
    """A package measured; where nobody has asked for the zone of the day before, the job that solves its packages."""
    from detente.report.answers.deal import package_document

    opened = room.shelf.case(case)
    if room.shelf.zones.peek(_zone_key(opened, offer.on, offer.as_of, offer.against, offer.draws)) is None:
        given = offer.model_dump(mode="json", exclude={"terms"}, exclude_none=True)
        solved = room.answer("deal", case, given)
        if isinstance(solved, Job):
            return solved
    found = zone_of(room, opened, offer.on, offer.as_of, offer.against, offer.draws)
    return packed(package_document(found, offer.terms))


def solved(room: Room, case: Case, setting: Setting) -> tuple[WhatIf, WhatIf]:
    """What was set by hand, solved, and the day as it is under the same model."""
    model = _model(setting)
    return _set(room, case, setting, model), _ghost(room, case, setting, model)


def _checked(room: Room, case: str, asked: Reply) -> None:
    """Refuse at once what no job could answer."""
    opened = room.shelf.case(case)
    if asked.player not in opened.sides:
        sides = " and ".join(opened.sides)
        raise UsageError(f'"{asked.player}" is no side of this case; the sides are {sides}.')
    _set(room, opened, asked, _model(asked))


def zone_of(
    room: Room,
    case: Case,
    on: date | None,
    as_of: date | None,
    against: Against,
    draws: int | None,
) -> Zone:
    """The zone of a day, kept: the second package is asked of what the first one taught."""
    from detente.case.zone import DRAWS
    from detente.case.zone import zone as find
    from detente.report.kept import solved_packages

    moment = case.ledger.moment(on or case.head.last, as_of)

    def make() -> Zone:
        return find(
            case,
            on=moment.on,
            as_of=moment.as_of,
            against=against,
            draws=draws or DRAWS,
            solved=solved_packages(case, moment),
        )

    return room.shelf.zones.get(_zone_key(case, on, as_of, against, draws), make)


def _zone_key(case: Case, on: date | None, as_of: date | None, against: Against, draws: int | None) -> Hashable:
    from detente.case.zone import DRAWS

    return (case.digest, case.ledger.moment(on or case.head.last, as_of), against, draws or DRAWS)


def prepare(room: Room, case: Case) -> None:
    """Load models and solve the last day once, so that the first slider need not wait for it."""
    setting = Setting()
    _ghost(room, case, setting, _model(setting))


def _model(setting: Setting) -> LongRun | ShortRun:
    from detente.case.what_if import model_named

    return model_named(setting.closure, setting.elasticity, setting.deficits, setting.rebate)


def _question(room: Room, case: Case, setting: Setting) -> Question:
    """The day as it is, read once for all that is set on it."""
    from detente.case.question import pose

    moment = case.ledger.moment(setting.on or case.head.last, setting.as_of)
    if moment.on < case.head.first:
        raise UsageError(f"case {case.name} begins on {case.head.first}; ask for a day from then on.")
    key = ("question", case.digest, moment)
    return room.shelf.models.get(key, lambda: pose(case, moment.on, moment.as_of))


def _set(room: Room, case: Case, setting: Setting, model: LongRun | ShortRun) -> WhatIf:
    from detente.case.what_if import Change, what_if

    changes = [Change(one.importer, one.exporter, one.rate, one.scale) for one in setting.set]
    return what_if(_question(room, case, setting), changes, model)


def _ghost(room: Room, case: Case, setting: Setting, model: LongRun | ShortRun) -> WhatIf:
    """The day as it is under a model."""
    from detente.case.what_if import what_if

    question = _question(room, case, setting)
    key = ("ghost", case.digest, question.moment, repr(plain(str(model))))
    return room.shelf.models.get(key, lambda: what_if(question, (), model))
