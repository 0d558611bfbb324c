"""Records of averages that others have published, and of how their reading of the law differs from ours."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from detente.core.records import Record, Seq

__all__ = ["Adjustment", "PublishedAverage", "Publisher"]


class Adjustment(Record):
    """One way in which a publisher reads the law otherwise, as a change to our ledger."""

    component: Literal["dates", "exclusions", "rates"] = Field(description="the part of the gap it belongs to")
    importer: str = Field(description="the side whose rate it concerns")
    from_: date = Field(alias="from", description="first day on which the publisher does so")
    until: date | None = Field(default=None, description="first day on which it no longer does")
    without: Seq[str] = Field(default=(), description="measures left out")
    move: dict[str, date] = Field(default_factory=dict, description="other first days in force, by measure or repeal")
    rate: dict[str, float] = Field(default_factory=dict, description="other rates, as shares, by measure")
    why: str = Field(description="what the publisher does, in one sentence")

    def applies(self, importer: str, day: date) -> bool:
        """True if the adjustment concerns an importer's rate on a day."""
        return self.importer == importer and self.from_ <= day and (self.until is None or day < self.until)


class PublishedAverage(Record):
    """One published average tariff."""

    importer: str = Field(description="who levies")
    exporter: str = Field(description="whose goods")
    day: date = Field(description="the day it is given for")
    until: date | None = Field(default=None, description="first day on which it no longer stands for the law")
    rate: float = Field(description="the average as a share")
    note: str = Field(default="", description="remarks")

    def stands_for(self, importer: str, exporter: str, day: date) -> bool:
        """True if this average is the pair's on a day, unless a later one is."""
        pair = self.importer == importer and self.exporter == exporter
        return pair and self.day <= day and (self.until is None or day < self.until)


class Publisher(Record):
    """Who publishes averages, with which weights and base."""

    id: str = Field(description="kebab-case, unique in the case")
    name: str = Field(description="as cited")
    weights: str = Field(description="weights and definition, in words")
    collected: float | None = Field(default=None, description="duty collected that additions start from, as a share")
    cites: Seq[str] = Field(description="ids of documents")
    average: Seq[PublishedAverage] = Field(description="the averages")
    adjustment: Seq[Adjustment] = Field(default=(), description="differences of reading, in order")
