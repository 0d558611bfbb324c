"""The table of critical inputs: what a supplier holds of each, and who uses it."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from detente.core.records import Record, Seq

__all__ = ["Mineral", "Use"]


class Use(Record):
    """One sector of the importer that uses a critical input."""

    sector: str = Field(description="ICIO sector")
    share: float = Field(gt=0, le=1, description="its share of the importer's use")
    exposed: float = Field(ge=0, le=1, description="share of its output on lines that stop without the input")
    low: float = Field(ge=0, le=1, description="lowest value of exposed")
    high: float = Field(ge=0, le=1, description="highest value of exposed")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.exposed <= self.high:
            raise ValueError(f"exposed = {self.exposed:g} lies outside low ({self.low:g}) to high ({self.high:g}).")
        return self


class Mineral(Record):
    """One critical input of one importer, too small for a sector of the world."""

    id: str = Field(description="kebab-case name, as measures name it")
    name: str = Field(description="name in words")
    importer: str = Field(description="the economy whose use is described")
    supplier: str = Field(description="the economy that could withhold it")
    stage: Literal["mining", "refining", "magnets"] = Field(description="what the supplier's share is of")
    share: float = Field(gt=0, le=1, description="supplier's share of the world's output at that stage")
    source: str = Field(description="author, year and table of the share")
    own_use: float = Field(ge=0, lt=1, description="supplier's share of the world's use (assumed)")
    own_use_low: float = Field(ge=0, lt=1, description="lowest value of own_use")
    own_use_high: float = Field(ge=0, lt=1, description="highest value of own_use")
    reliance: float | None = Field(default=None, description="net imports over use of the importer, as published")
    direct: float = Field(ge=0, le=1, description="supplier's share of the importer's imports, from customs data")
    use_usd_mn: float = Field(gt=0, description="what the importer uses in a year, USD mn")
    use_source: str = Field(description="where reliance, direct and use_usd_mn come from")
    stock_days: float = Field(ge=0, description="days of use that users hold (assumed)")
    users: Seq[Use] = Field(description="sectors that use it")
    note: str = Field(default="", description="doubts")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.own_use_low <= self.own_use <= self.own_use_high:
            raise ValueError(f"own_use = {self.own_use:g} lies outside own_use_low to own_use_high.")
        if not self.users or sum(use.share for use in self.users) > 1.0 + 1e-9:
            raise ValueError("users are missing, or their shares add up to more than 1.")
        return self

    def lost(self, own_use: float | None = None) -> float:
        """Share of everybody else's supply that is gone when the supplier exports nothing.

        The supplier makes ``share`` of the world's output and keeps ``own_use`` of it for itself; what it exports
        is the difference. All others share the rest in proportion to their use. A supplier that imports more than it
        exports takes nothing away.
        """
        kept = self.own_use if own_use is None else own_use
        return max(0.0, (self.share - kept) / (1.0 - kept))
