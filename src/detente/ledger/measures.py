"""The records of the ledger: measures, repeals and stacking rules, as a person types them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from detente.core.records import Record, Seq

__all__ = ["AllBut", "Clock", "Dated", "Goods", "Measure", "Parcels", "Pledge", "Repeal", "Stacking"]

KINDS = Literal[
    "tariff",
    "suspension",
    "exemption",
    "export-control",
    "import-curb",
    "services-restriction",
    "travel-warning",
    "de-minimis",
    "purchase-pledge",
    "entity-listing",
]
RATED = ("tariff", "suspension")
OWN = {
    "export-control": ("minerals", "granted", "review_days"),
    "purchase-pledge": ("pledge",),
    "de-minimis": ("parcels",),
}
"""Fields that only one kind of measure has."""
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class AllBut(Record):
    """Every partner except those named."""

    all_but: Seq[str] = Field(description="partners that are left out: codes or named groups")


class Clock(Record):
    """A number of days counted from the day a measure takes effect."""

    days: int = Field(gt=0, description="days from the effective day")


class Goods(Record):
    """Which goods a measure covers: exactly one of ``hs``, ``sectors`` or ``list``."""

    hs: Seq[str] = Field(default=(), description="HS codes of 2 to 10 digits as people write them")
    sectors: Seq[str] = Field(default=(), description="ICIO sectors, goods or services")
    list: str = Field(default="", description="name of a CSV file in the case's lists folder")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(map(bool, (self.hs, self.sectors, self.list))) != 1:
            raise ValueError('goods needs exactly one of hs, sectors or list; or write goods = "all".')
        return self


class Parcels(Record):
    """What a parcel pays that entered free of duty before."""

    rate: float = Field(ge=0, description="duty on a parcel that comes by post, as a share of its value")
    per_item_usd: float = Field(ge=0, description="what the carrier may pay on each postal item instead, USD")


class Pledge(Record):
    """A promise to buy more, by year."""

    base_year: int = Field(description="the year above whose purchases the promise counts")
    base_usd_mn: float = Field(gt=0, description="purchases of the base year, USD mn")
    added_usd_mn: dict[str, float] = Field(description="what is promised above the base, USD mn by year")
    kept: float | None = Field(
        default=None, ge=0, description="what was bought in all its years, as a share of base and promise together"
    )

    @field_validator("added_usd_mn")
    @classmethod
    def _years(cls, value: dict[str, float]) -> dict[str, float]:
        if not value or not all(year.isdigit() and len(year) == 4 and added >= 0 for year, added in value.items()):
            raise ValueError('added_usd_mn needs a year and an amount of zero or more, for instance {"2020" = 12500}.')
        return value


class Dated(Record):
    """What every act shares: an id, an instrument, its days and what it cites."""

    id: str = Field(description="kebab-case, unique in the case")
    title: str = Field(default="", description="one line for the stack of measures on a page")
    instrument: str = Field(default="", description="the legal act, as lawyers cite it")
    announced: date = Field(description="day of signature or announcement")
    effective: date = Field(description="first day on which it applies to goods")
    known_on: date | None = Field(default=None, description="first day the public could know; default: announced")
    retroactive: bool = Field(default=False, description="true where the act applies from before its announcement")
    cites: Seq[str] = Field(description="ids of documents; two independent ones make it verified")
    supersedes: str = Field(default="", description="id of the record that this one corrects")
    note: str = Field(default="", description="what is not in the text, and doubts")

    @field_validator("id")
    @classmethod
    def _kebab(cls, value: str) -> str:
        if not ID.fullmatch(value):
            raise ValueError(f'"{value}" is not kebab-case: lower-case letters, digits and single hyphens.')
        return value

    @field_validator("cites")
    @classmethod
    def _cited(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("a record must cite at least one document; name its id from documents.toml.")
        return value

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.effective < self.announced and not self.retroactive:
            raise ValueError(
                f'field "effective": {self.effective} is before announced ({self.announced}). Write the day it '
                'applied from, correct "announced", or say retroactive = true.'
            )
        if self.known_on is not None and self.known_on < self.announced:
            raise ValueError(
                f'field "known_on": {self.known_on} is before announced ({self.announced}). Nobody could know it '
                "then: correct one of them."
            )
        return self

    @property
    def known(self) -> date:
        """First day on which the public could know of the act."""
        return self.known_on or self.announced


class Measure(Dated):
    """One measure of one legal act.

    A ``tariff`` or ``suspension`` sets the rate of its authority on its goods and partners; an ``exemption``
    takes them out of its authority for as long as it is live; the other kinds are kept as facts without a rate.
    """

    kind: KINDS = Field(description="what it does")
    by: str = Field(description="the economy or named group that levies or acts")
    on: Literal["all"] | Seq[str] | AllBut = Field(description='partners: codes or groups, "all", or {all_but = [..]}')
    goods: Literal["all"] | Goods = Field(default="all", description='"all", {hs = ..}, {sectors = ..} or {list = ..}')
    authority: str = Field(description="the legal layer; within one the latest live measure holds, layers add")
    rate: float | None = Field(default=None, description="ad valorem rate as a share: 1.25 is 125 %")
    rates: dict[str, float] = Field(default_factory=dict, description="rate by partner, as shares, instead of rate")
    rate_in_list: bool = Field(default=False, description="true: the list's column rate holds the rate of each code")
    unusual: bool = Field(default=False, description="true allows a rate above 5 (500 %)")
    until: date | Clock | None = Field(default=None, description="first day it no longer applies, if the act says so")
    minerals: Seq[str] = Field(default=(), description="export control: critical inputs it names, ids of that table")
    granted: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="export control: share of exports let through, 0 for a ban",
    )
    review_days: int | None = Field(
        default=None, gt=0, description="export control: longest time the law gives for a licence, in days"
    )
    pledge: Pledge | None = Field(default=None, description="purchase pledge: what was promised and what was bought")
    parcels: Parcels | None = Field(default=None, description="de minimis: what a parcel pays")

    @model_validator(mode="after")
    def _own_fields(self) -> Self:
        for kind, names in OWN.items():
            typed = [name for name in names if name in self.model_fields_set]
            if typed and self.kind != kind:
                raise ValueError(f'kind "{self.kind}" has no {typed[0]}; only kind "{kind}" has.')
        if (self.granted is not None or self.review_days is not None) and not self.minerals:
            raise ValueError("granted and review_days say how minerals are controlled; name them in minerals.")
        return self

    @model_validator(mode="after")
    def _rated(self) -> Self:
        ways = (self.rate is not None) + bool(self.rates) + self.rate_in_list
        if self.kind in RATED and ways != 1:
            raise ValueError(
                f"a {self.kind} needs exactly one of rate, rates or rate_in_list; this one has {ways or 'none'}."
            )
        if self.kind not in RATED and ways:
            raise ValueError(f'kind "{self.kind}" carries no rate; drop the rate, or write kind = "tariff".')
        if self.rate_in_list and not (isinstance(self.goods, Goods) and self.goods.list):
            raise ValueError("rate_in_list = true needs goods = {list = ..} whose file has a column rate.")
        if not self.unusual:
            for value in (self.rate, *self.rates.values()):
                if value is not None and value > 5:
                    raise ValueError(
                        f"rate = {value:g}: rates are shares; {value:g} % is written {value / 100:g}. If {value:g} "
                        "is meant, add unusual = true."
                    )
        for value in (self.rate, *self.rates.values()):
            if value is not None and value < 0:
                raise ValueError(f"rate = {value:g} is negative; a cut is a later measure with the lower rate.")
        if self.until is not None and self.end is not None and self.end <= self.effective:
            raise ValueError(f'field "until": {self.end} is not after effective ({self.effective}).')
        return self

    @property
    def end(self) -> date | None:
        """First day on which the measure's own clock has run out; None if it has none."""
        if isinstance(self.until, Clock):
            return self.effective + timedelta(days=self.until.days)
        return self.until


class Repeal(Dated):
    """An act that ends measures; what they had replaced revives unless it is ended too."""

    ends: Seq[str] = Field(description="ids of the measures or stacking rules that end")


class Stacking(Dated):
    """Goods on which ``applies`` levies a duty are free of ``excludes`` (same levying economy)."""

    by: str = Field(description="the economy or group whose authorities these are")
    applies: str = Field(description="the authority whose duty excludes the other")
    excludes: str = Field(description="the authority that does not apply to those goods")
