"""Types of events and what they weigh: families M, S, C, B, T, D, E and A."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, final

from pydantic import Field

from detente.core.records import Record

__all__ = ["EventType", "Ontology"]

Family = Literal["M", "S", "C", "B", "T", "D", "E", "A"]


class EventType(Record):
    """One type of event, with the codes that others use for it."""

    id: str = Field(description="family and name, for instance C.REQUEST")
    family: Family = Field(description="M measure, S signal, C contact, B bargain, T third, D home, E economy, A view")
    what: str = Field(description="what it covers, in our own words")
    root: str = Field(default="", description="PLOVER root; empty: none")
    mode: str = Field(default="", description="PLOVER mode")
    cameo: str = Field(default="", description="CAMEO code")
    goldstein: float | None = Field(default=None, description="scale of Goldstein (1992), -10 to 10")
    plover: float | None = Field(default=None, description="score of PLOVER's manual")
    weight: float | None = Field(default=None, description="our own weight of a full-size actual event, -10 to 10")


@final
@dataclass(frozen=True, slots=True)
class Ontology:
    """The table of types.

    Attributes
    ----------
    types
        By id, in the order of the table.
    version
        Version of the table.
    """

    types: Mapping[str, EventType]
    version: str

    @property
    def families(self) -> tuple[str, ...]:
        """Letters of the families, in the order of the table."""
        return tuple(dict.fromkeys(row.family for row in self.types.values()))
