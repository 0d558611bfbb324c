"""Records of diplomacy that the dossier does not hold: rules of protocol, channels, groups, occasions, breakdowns.

Contacts, signals, demands, persons and claims stand in :mod:`detente.evidence`; nothing is typed twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Self, final

from pydantic import Field, model_validator

from detente.core.records import Record, Seq
from detente.evidence.dossier import Dossier
from detente.evidence.happenings import Reason, When
from detente.evidence.people import Portfolio
from detente.evidence.records import Identified

__all__ = [
    "AGENDAS",
    "ISSUE",
    "PURPOSES",
    "SETTINGS",
    "Breakdown",
    "Channel",
    "ChannelEvent",
    "Condition",
    "FocalEvent",
    "GroupEvent",
    "Mandate",
    "ProtocolRule",
    "Records",
    "WorkingGroup",
]

Purpose = Literal["contact", "meeting", "pre-negotiation", "talks", "summit"]
Setting = Literal["call", "video", "own-home", "rival-home", "third-venue"]
Agenda = Literal["none", "topic", "agreed"]
PURPOSES: tuple[Purpose, ...] = ("contact", "meeting", "pre-negotiation", "talks", "summit")
"""From least to most."""
SETTINGS: tuple[Setting, ...] = ("call", "video", "own-home", "rival-home", "third-venue")
"""How and where, seen from one side; the last three are in person."""
AGENDAS: tuple[Agenda, ...] = ("none", "topic", "agreed")
ISSUE: tuple[Portfolio, ...] = ("trade", "finance")
"""Portfolios that a conflict is about unless the case names others."""


class Condition(Record):
    """What a rule looks at, seen from the side that it binds; every field that is given must hold."""

    purpose_from: Purpose | None = Field(default=None, description="least purpose that the rule meets")
    settings: Seq[Setting] = Field(default=(), description="how and where, seen from the side; none: any")
    agendas: Seq[Agenda] = Field(default=(), description="states of the agenda; none: any")
    asked_by: Literal["own", "rival"] | None = Field(default=None, description="which side asks for it")
    leaders: bool | None = Field(default=None, description="true: both are leaders")
    rank_gap_above: int | None = Field(default=None, ge=0, le=4, description="ranks differ by more than this")
    counterpart_leader: bool | None = Field(default=None, description="the counterpart is (not) the leader")
    counterpart_rank_below: int | None = Field(default=None, ge=1, le=5, description="the counterpart ranks below this")
    counterpart_rank_from: int | None = Field(
        default=None, ge=0, le=5, description="the counterpart ranks at this or above"
    )
    counterpart_lacks: Seq[Portfolio] = Field(default=(), description="the counterpart holds none of these portfolios")
    counterpart_access: Seq[Literal["direct", "indirect", "none", "unknown"]] = Field(
        default=(), description="the counterpart's access to the leader"
    )
    counterpart_barred: bool | None = Field(default=None, description="the side lists the counterpart for sanctions")
    counterpart_speaks: Seq[Literal["yes", "no", "unclear"]] = Field(
        default=(), description="whether the counterpart speaks for the leader"
    )
    nothing_agreed: bool | None = Field(
        default=None, description="true: below the leaders nothing was agreed since the last breakdown"
    )

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("a condition that looks at nothing would forbid everything; name at least one field.")
        return self


class _Sourced(Identified):
    """A record that rests on claims, or says why it is assumed."""

    cites: Seq[str] = Field(default=(), description="ids of claims or documents")
    assumed: str = Field(default="", description="why it is assumed, where no claim carries it")
    known_on: date | None = Field(
        default=None, description="first day the public could know; default: earliest of what it cites"
    )

    @model_validator(mode="after")
    def _rests(self) -> Self:
        if not self.cites and not self.assumed:
            raise ValueError('field "cites": name a claim or a document, or say in "assumed" why it is assumed.')
        return self


class ProtocolRule(_Sourced):
    """One rule by which a side keeps out of some formats."""

    side: str = Field(description="code of the side that it binds, or both")
    if_: Seq[Condition] = Field(alias="if", description="conditions; the rule bites where any one of them holds")
    then: Literal["forbid", "flag"] = Field(default="forbid", description="forbid it, or only flag a cost")
    reason: Reason = Field(description="why, as refusals are coded")
    text: str = Field(description="the rule in one sentence")
    from_: date | None = Field(default=None, alias="from", description="first day; none: as long as the case runs")
    until: date | None = Field(default=None, description="day after the last; none where it goes on")
    rows: Seq[str] = Field(default=(), description="rows of a checklist that it answers")


class Mandate(_Sourced):
    """Whether a person speaks for the leader, as the other side could tell."""

    person: str = Field(description="id of the person")
    speaks: Literal["yes", "no", "unclear"] = Field(description="yes, no or unclear")
    from_: date | None = Field(default=None, alias="from", description="first day; none: as long as the case runs")
    until: date | None = Field(default=None, description="day after the last; none where it goes on")


class Channel(_Sourced):
    """A way from one side to the other that somebody carries."""

    end_a: str = Field(description="id of a person or actor, or code of a side")
    end_b: str = Field(description="id of a person or actor, or code of a side")
    kind: Literal["post", "personal", "embassy", "track-two", "good-offices", "working"] = Field(
        description="personal ends with the tenure of either end; post passes on, cooled"
    )
    name: str = Field(description="how it is called, in a few words")
    portfolio: Portfolio = Field(default="general", description="what it deals with")
    trust: float = Field(default=0.5, ge=0, le=1, description="trust when it was last used, 0 to 1; a judgement")
    carriers: Seq[str] = Field(default=(), description="persons who carry an embassy channel")
    from_: date | None = Field(default=None, alias="from", description="first day; none where it is not established")
    until: date | None = Field(default=None, description="day after the last; none where it goes on")
    rows: Seq[str] = Field(default=(), description="rows of a checklist that it answers")


class ChannelEvent(_Sourced):
    """What happened to a channel."""

    channel: str = Field(description="id of the channel")
    when: date | When = Field(description="a day, or an interval")
    what: Literal["opened", "used", "cooled", "lost", "restored"] = Field(description="what happened")
    reason: str = Field(default="", description="why")


class GroupEvent(_Sourced):
    """What happened to a working group."""

    when: date | When = Field(description="a day, or an interval")
    what: Literal["created", "active", "frozen", "revived", "ended"] = Field(description="what happened")


class WorkingGroup(Identified):
    """A standing group of both sides on one topic."""

    name: str = Field(description="name")
    topic: str = Field(description="what it deals with")
    rank: int = Field(ge=0, le=5, description="rank of its heads, 0 to 5")
    event: Seq[GroupEvent] = Field(description="what happened to it")
    rows: Seq[str] = Field(default=(), description="rows of a checklist that it answers")


class FocalEvent(_Sourced):
    """An occasion in the calendar at which officials of both sides are in one place."""

    name: str = Field(description="name")
    when: date | When = Field(description="a day, or an interval")
    place: str = Field(default="", description="where")
    attends: Seq[str] = Field(default=(), description="persons, actors or economies that attend")
    rows: Seq[str] = Field(default=(), description="rows of a checklist that it answers")


class Breakdown(_Sourced):
    """The day on which a side left the table, from which the way back is counted: a choice of the coder."""

    on: date = Field(description="day")
    alternative: date | None = Field(default=None, description="another day from which one could count")
    reason: str = Field(description="why this day")


@final
@dataclass(frozen=True, slots=True)
class Records:
    """Everything that diplomacy reads of one conflict.

    Attributes
    ----------
    sides
        The two sides as codes, the first called a, the second b.
    last
        Last day of the record.
    dossier
        Claims, persons, contacts, signals and the rest.
    rules, mandates, channels, channel_events, groups, focal_events, breakdowns
        The records of this module, in the order typed.
    issue
        Portfolios that the conflict is about.
    """

    sides: tuple[str, str]
    last: date
    dossier: Dossier
    rules: tuple[ProtocolRule, ...] = field(default=())
    mandates: tuple[Mandate, ...] = field(default=())
    channels: tuple[Channel, ...] = field(default=())
    channel_events: tuple[ChannelEvent, ...] = field(default=())
    groups: tuple[WorkingGroup, ...] = field(default=())
    focal_events: tuple[FocalEvent, ...] = field(default=())
    breakdowns: tuple[Breakdown, ...] = field(default=())
    issue: tuple[Portfolio, ...] = ISSUE
