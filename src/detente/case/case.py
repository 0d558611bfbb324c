"""A case: the frozen dossier of one conflict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from detente.case.levers import LeverTable
from detente.case.publishers import Publisher
from detente.core.records import Record, Seq
from detente.diplomacy.records import ISSUE, Records
from detente.evidence.dossier import Dossier
from detente.evidence.people import Portfolio
from detente.evidence.records import Document
from detente.ledger.ledger import Ledger

__all__ = ["Case", "Head", "Others"]


class Others(Record):
    """Third countries of a conflict, as the page on what the sides could do takes them."""

    bloc: str = Field(default="EU27", description="group that sets one tariff and sits as one; none if empty")
    allies: Seq[str] = Field(
        default=(), description="economies that would join a threat of a side beside the members of the bloc"
    )
    stays: Seq[float] = Field(
        default=(0.0, 0.25, 0.5, 0.75, 1.0),
        description="shares of an extra tariff that a side and a third country may leave in place",
    )
    cuts: Seq[float] = Field(
        default=(0.0, 0.5, 1.0), description="shares of its tariffs on the side that the third country may take away"
    )

    @model_validator(mode="after")
    def _grids(self) -> Others:
        for name, values in (("stays", self.stays), ("cuts", self.cuts)):
            if not values or sorted(set(values)) != list(values) or not 0.0 <= values[0] <= values[-1] <= 1.0:
                raise ValueError(f'field "{name}": give shares from 0 to 1 in rising order.')
        return self


class Head(Record):
    """What ``case.toml`` says of a conflict."""

    title: str = Field(description="name of the conflict")
    summary: str = Field(default="", description="two or three sentences")
    sides: Seq[str] = Field(description="the two sides, as codes")
    world: str = Field(default="2024", description="the world that its rates are read on")
    timezone: str = Field(default="UTC", description="zone in which a day ends")
    baseline: date = Field(description="the day that changes are counted from")
    earlier_baselines: Seq[date] = Field(
        default=(), description="for a day before the baseline: the latest of these on or before the day counts"
    )
    first: date = Field(description="first day of the record")
    last: date = Field(description="last day of the record; knowledge is capped there")
    issue: Seq[Portfolio] = Field(
        default=ISSUE, description="portfolios that the conflict is about: a contact on one puts its persons forward"
    )
    averaging: Literal["mean", "trade"] = Field(
        default="mean",
        description="rate of a sector in the models: mean of its products' rates, or what keeps out as much trade",
    )
    free_trade: bool = Field(default=False, description="true: by treaty the sides levy no ordinary duty on each other")
    others: Others = Field(default=Others(), description="third countries; see below")
    authors: Seq[str] = Field(default=(), description="who typed it")
    licence: str = Field(default="", description="terms of the case's own text")
    limits: Seq[str] = Field(default=(), description="what a reader must know that only this case knows; printed")
    extends: str = Field(default="", description="a bundled case to which this folder adds records")

    @model_validator(mode="after")
    def _ordered(self) -> Head:
        if len(self.sides) != 2 or self.sides[0] == self.sides[1]:
            typed = ", ".join(f'"{side}"' for side in self.sides)
            raise ValueError(f'field "sides": name two different sides, for instance ["USA", "CHN"], not [{typed}].')
        if not self.first <= self.baseline <= self.last:
            raise ValueError(
                f'field "baseline": {self.baseline} lies outside first ({self.first}) to last ({self.last}).'
            )
        for day in self.earlier_baselines:
            if not self.first <= day < self.baseline:
                raise ValueError(
                    f'field "earlier_baselines": {day} lies outside first ({self.first}) to the day before baseline '
                    f"({self.baseline})."
                )
        return self

    def baseline_of(self, day: date) -> date:
        """The day that changes up to ``day`` are counted from: the latest baseline that is not after it."""
        days = sorted((*self.earlier_baselines, self.baseline))
        return max((start for start in days if start <= day), default=days[0])


@dataclass(frozen=True, slots=True)
class Case:
    """One conflict: its head, documents and ledger.

    Attributes
    ----------
    name
        Bundled name or name of the folder.
    head
        Title, sides and days.
    documents
        Every document by id.
    ledger
        Measures, asked for a day.
    publishers
        Averages that others have published.
    digest
        Twelve hex digits over every file of the case.
    table
        What the sides could give each other.
    dossier
        What is known of the conflict, by whose word and since when.
    diplomacy
        The dossier with rules of protocol, channels, groups, occasions and breakdowns beside it.
    """

    name: str
    head: Head
    documents: Mapping[str, Document]
    ledger: Ledger
    publishers: tuple[Publisher, ...]
    digest: str
    table: LeverTable
    dossier: Dossier
    diplomacy: Records

    @property
    def sides(self) -> tuple[str, str]:
        """The two sides, first mover first as typed."""
        return self.head.sides[0], self.head.sides[1]

    @property
    def stamp(self) -> str:
        """``name@digest``, as every page prints it."""
        return f"{self.name}@{self.digest}"

    def verified(self, cites: tuple[str, ...]) -> bool:
        """True if at least two independent documents are cited; a copy counts as what it copies."""
        return len({self._origin(name) for name in cites}) >= 2

    def _origin(self, name: str) -> str:
        """The document at the end of a chain of copies; of a circle, the first by name."""
        chain = [name]
        while (source := self.documents[chain[-1]].derived_from) and source not in chain:
            chain.append(source)
        return min(chain) if source else chain[-1]
