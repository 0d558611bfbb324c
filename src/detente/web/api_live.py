"""The live model: tariffs set by hand, the best reply to them, a package on the table; nothing is written."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from detente.case.case import Case
from detente.core.errors import UsageError
from detente.report.export import plain
from detente.web.room import Room, packed, reply, room_of

if TYPE_CHECKING:
    from detente.case.question import Question
    from detente.case.what_if import WhatIf
    from detente.case.zone import Zone
    from detente.economy.longrun import LongRun
    from detente.economy.shortrun import ShortRun

__all__ = ["prepare", "router", "zone_of"]

router = APIRouter(tags=["live model"])
Against = Literal["status-quo", "war"]
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
    draws: int | None = Field(default=None, ge=2, le=1000, description="draws behind the chance")
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
        model = _model(setting)
        found = _set(room, opened, setting, model)
        return packed(what_if_document(found, _ghost(room, opened, setting, model), data_only=setting.data_only))

    body = room.shelf.answers.get(("solve", opened.digest, setting.model_dump_json()), make)
    answer = reply(request, body)
    answer.headers["server-timing"] = f"solve;dur={1e3 * (time.perf_counter() - start):.1f}"
    return answer


@router.post("/cases/{case}/best-response", summary="The rate that suits a side best")
def best_response(request: Request, case: str, asked: Reply) -> Response:
    """One rate on all goods of the other side, what is set being given."""
    from detente.case.what_if import best_reply
    from detente.report.answers.what_if import reply_document

    room = room_of(request)
    opened = room.shelf.case(case)

    def make() -> bytes:
        model = _model(asked)
        found = _set(room, opened, asked, model)
        return packed(reply_document(found, asked.player, best_reply(found, asked.player, model)))

    return reply(request, room.shelf.answers.get(("reply", opened.digest, asked.model_dump_json()), make))


@router.post("/cases/{case}/zone", summary="How likely both sides prefer a package")
def zone(request: Request, case: str, offer: Offer) -> Response:
    """Chance that both prefer it to what they fall back on; the first of a day takes as long as the day's zone."""
    from detente.report.answers.deal import package_document

    room = room_of(request)
    opened = room.shelf.case(case)
    found = zone_of(room, opened, offer.on, offer.as_of, offer.against, offer.draws)
    return reply(request, packed(package_document(found, offer.terms)))


def zone_of(
    room: Room,
    case: Case,
    on: date | None,
    as_of: date | None,
    against: Literal["status-quo", "war"],
    draws: int | None,
) -> Zone:
    """The zone of a day, kept: the second package is asked of what the first one taught."""
    from detente.case.zone import DRAWS
    from detente.case.zone import zone as find
    from detente.report.kept import solved_packages

    moment = case.ledger.moment(on or case.head.last, as_of)
    key = ("zone", case.digest, moment, against, draws or DRAWS)

    def make() -> Zone:
        return find(
            case,
            on=moment.on,
            as_of=moment.as_of,
            against=against,
            draws=draws or DRAWS,
            solved=solved_packages(case, moment),
        )

    return room.shelf.zones.get(key, make)


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
