"""Records of what happened, or is said to have happened: events and the kinds that models read."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from detente.core.records import Record, Seq
from detente.evidence.records import Identified

__all__ = [
    "Agreement",
    "Contact",
    "Demand",
    "Event",
    "Happening",
    "Offer",
    "Outreach",
    "Point",
    "Response",
    "Signal",
    "StressReport",
    "ThirdTalks",
    "When",
]

Status = Literal[
    "actual", "ongoing", "planned", "conditional", "hypothetical", "offered", "failed", "negated", "ended", "denied"
]
Reason = Literal[
    "rank-gap",
    "portfolio-mismatch",
    "sanctioned-counterpart",
    "who-asks-first",
    "working-level-first",
    "agenda-empty",
    "no-mandate",
    "timing",
    "personnel",
    "unknown",
]
Move = Literal[
    "escalate",
    "retaliate",
    "threat",
    "ease",
    "signal_soft",
    "signal_hard",
    "offer",
    "offer_refused",
    "accept",
    "meet",
    "deal",
    "fail",
    "demand",
    "deny",
    "breach",
    "channel_loss",
    "court_third",
    "warn_third",
    "mediate",
    "absorb",
    "hold",
    "external",
]


class When(Record):
    """An interval of days, both ends included, with how it follows from the words."""

    from_: date | None = Field(default=None, alias="from", description="first day; none is open")
    to: date | None = Field(default=None, description="last day; none is open")
    granularity: Literal["day", "week", "month", "year", "range"] = Field(default="range", description="how fine it is")
    rule: str = Field(default="", description="name of the rule, for instance last-month")
    anchor: str = Field(default="", description="what the rule counts from: published, or the id of a fact or event")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.from_ is None and self.to is None:
            raise ValueError("an interval needs a first or a last day.")
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError(f'field "to": {self.to} lies before from ({self.from_}).')
        return self


class Happening(Identified):
    """What every dated record shares: when, how real, since when known, and what it rests on."""

    text: str = Field(description="what happened, one sentence in our own words")
    when: date | When = Field(description="a day, or an interval such as {from = 2025-04-21, to = 2025-04-30}")
    status: Status = Field(default="actual", description="how real it is")
    type: str = Field(description="type of the ontology, for instance C.REQUEST")
    actors: Seq[str] = Field(description="ids of persons or actors, or codes of economies")
    targets: Seq[str] = Field(default=(), description="ids of persons or actors, or codes of economies")
    cites: Seq[str] = Field(description="ids of claims, at least one")
    known_on: date | None = Field(
        default=None, description="first day the public could know; default: earliest of what it cites"
    )
    supersedes: str = Field(default="", description="id of the record that this one corrects")
    same_event: str = Field(default="", description="id of the record that tells the same event")
    move: Move | None = Field(default=None, description="class of the move in the games")
    rows: Seq[str] = Field(default=(), description="rows of a checklist that it answers")

    @field_validator("cites")
    @classmethod
    def _cited(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("name at least one claim.")
        return value

    @property
    def interval(self) -> tuple[date, date]:
        """First and last possible day; open ends are the calendar's."""
        if isinstance(self.when, When):
            return self.when.from_ or date.min, self.when.to or date.max
        return self.when, self.when


class Event(Happening):
    """Anything that happened, typed by the ontology."""

    also: Seq[str] = Field(default=(), description="further types, where the reading is open")
    initiator: str = Field(default="", description="who began it, where that is known")
    level: Literal[
        "leader", "principal", "minister", "vice-minister", "embassy", "ministry", "media", "other", "none"
    ] = Field(default="none", description="highest level that acts")
    measures: Seq[str] = Field(default=(), description="ids of measures of the ledger that it brought")
    instrument: str = Field(default="", description="legal act")


class Contact(Happening):
    """An attempt to meet or speak, held or not."""

    initiator: str = Field(default="", description="who asked, where known; empty: unknown")
    level: int | None = Field(default=None, ge=0, le=5, description="level offered, 0 to 5")
    ranks: Seq[int] = Field(default=(), description="rank of each end, first the initiator's, where known")
    medium: Literal["call", "in-person", "video", "letter", "margins", "visit", "unknown"] = Field(
        default="unknown", description="how"
    )
    portfolio: str = Field(default="", description="what it was about, as a portfolio")
    agenda: Literal["none", "topic", "agreed", "unknown"] = Field(default="unknown", description="state of the agenda")
    venue: str = Field(default="", description="place")
    intermediary: str = Field(default="", description="id of who stood between")
    outcome: Literal["held", "refused", "unanswered", "pending", "announced", "cancelled", "disputed"] = Field(
        description="what became of it"
    )
    reason: Reason | None = Field(default=None, description="why it was refused; none where it was not")
    announced_for: date | When | None = Field(
        default=None, description="days for which an announced meeting was set; none: no day was given"
    )

    @property
    def announced_days(self) -> tuple[date, date] | None:
        """First and last day for which the meeting was announced; None where no day was given."""
        if isinstance(self.announced_for, When):
            return self.announced_for.from_ or self.interval[0], self.announced_for.to or date.max
        return None if self.announced_for is None else (self.announced_for, self.announced_for)

    @model_validator(mode="after")
    def _ahead(self) -> Self:
        days = self.announced_days
        if days is not None and (days[1] == date.max or days[1] < self.interval[0]):
            raise ValueError('field "announced_for": give a last day, not before the announcement itself.')
        return self

    @model_validator(mode="after")
    def _refused(self) -> Self:
        if (self.outcome == "refused") != (self.reason is not None):
            raise ValueError('field "reason": a refused contact needs one (unknown, if need be), no other has one.')
        return self


class Signal(Happening):
    """Words or gestures meant to be seen."""

    audience: Literal["rival", "home", "third", "markets", "all"] = Field(default="rival", description="for whom")
    medium: str = Field(default="", description="statement, post, clip, interview ...")
    hard: int = Field(default=0, ge=0, le=2, description="firmness, 0 to 2")
    soft: int = Field(default=0, ge=0, le=2, description="readiness, 0 to 2")
    taunt: int = Field(default=0, ge=0, le=2, description="mockery of the rival, 0 to 2")
    open_door: int = Field(default=0, ge=0, le=2, description="a way to talks left open, 0 to 2")
    blame_shift: int = Field(default=0, ge=0, le=2, description="blame laid on the rival, 0 to 2")
    says_rival_asked: int = Field(default=0, ge=0, le=2, description="says that the rival asked, 0 to 2")
    contradicts: str = Field(default="", description="id of the signal of the same side that it contradicts")


class Point(Record):
    """One point of a demand."""

    text: str = Field(description="what is asked, in our own words")
    intrusiveness: int = Field(ge=0, le=2, description="how far it reaches into the other's own affairs, 0 to 2")
    reading: str = Field(default="", description="how the receiver takes it")


class Demand(Happening):
    """What one side asks of the other."""

    issue: str = Field(description="what it is about")
    points: Seq[Point] = Field(default=(), description="points")
    condition: str = Field(default="", description="what is tied to it")
    public: bool = Field(default=True, description="false if it was made in private")
    answer: Literal["open", "accepted", "rejected", "withdrawn"] = Field(default="open", description="the answer")


class Offer(Happening):
    """What one side would give, or might."""

    issue: str = Field(description="what it is about")
    package: dict[str, str] = Field(default={}, description="lever to step")
    condition: str = Field(default="", description="what is tied to it")
    public: bool = Field(default=True, description="false if it was made in private")
    answer: Literal["open", "accepted", "rejected", "withdrawn"] = Field(default="open", description="the answer")


class Agreement(Happening):
    """What both sides signed or stated."""

    issue: str = Field(description="what it is about")
    package: dict[str, str] = Field(default={}, description="lever to step")
    clock_days: int | None = Field(default=None, gt=0, description="days after which it lapses")
    mechanism: Seq[str] = Field(default=(), description="persons named to go on")


class Outreach(Happening):
    """One side turns to a third country."""

    kind: Literal["letter", "call", "visit", "warning", "purchase-promise", "threat", "contact"] = Field(
        description="how"
    )
    issue: str = Field(default="", description="what it is about")


class ThirdTalks(Happening):
    """A third country talks with one side."""

    country: str = Field(description="code of the third country")
    with_: str = Field(alias="with", description="code of the side")
    stage: Literal["none", "announced", "opened", "outline", "signed"] = Field(description="how far")


class Response(Happening):
    """What a side does at home."""

    kind: Literal["mobilisation", "staffing", "propaganda", "stimulus", "relief", "personnel", "exclusion"] = Field(
        description="what"
    )
    scale: str = Field(default="", description="size, in words or numbers")


class StressReport(Happening):
    """A figure or report of economic pain."""

    economy: str = Field(description="code of the economy, or all")
    indicator: Literal[
        "output", "jobs", "closures", "orders", "prices", "shortage", "forecast", "market", "approval", "unrest"
    ] = Field(description="what is reported")
    kind: Literal["measured", "reported", "forecast"] = Field(default="reported", description="how it is known")
    sectors: Seq[str] = Field(default=(), description="ICIO sectors")
    region: str = Field(default="", description="part of the economy")
    value: float | None = Field(default=None, description="value, where one is given")
    low: float | None = Field(default=None, description="lower end")
    high: float | None = Field(default=None, description="upper end; of 'up to N' this is N")
    unit: str = Field(default="", description="unit of the number")
