"""Records of who acts: institutions, persons, and the days on which a person held a post."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from detente.core.records import Record, Seq
from detente.evidence.records import Identified

__all__ = ["Actor", "Barred", "Person", "Portfolio", "Tenure"]

Portfolio = Literal[
    "trade", "finance", "foreign", "security", "law-enforcement", "defence", "party", "leader", "general"
]


class Actor(Identified):
    """An institution that acts or speaks."""

    name: str = Field(description="name in English")
    kind: Literal["state", "ministry", "agency", "party-organ", "firm", "organisation", "media", "court"] = Field(
        description="what it is"
    )
    of: str = Field(default="", description="id of the actor that it belongs to")
    side: str = Field(default="unknown", description="code of the side, third, or unknown")
    aliases: Seq[str] = Field(default=(), description="other names that texts use")


class Tenure(Record):
    """A post held from a day until a day (exclusive)."""

    post: str = Field(description="name of the post")
    actor: str = Field(default="", description="id of the institution")
    rank: int = Field(ge=0, le=5, description="5 leader, 4 principal, 3 minister, 2 vice-minister or ambassador, 1, 0")
    portfolios: Seq[Portfolio] = Field(default=(), description="what the post deals with")
    access: Literal["direct", "indirect", "none", "unknown"] = Field(
        default="unknown", description="access to the leader"
    )
    from_: date | None = Field(default=None, alias="from", description="first day; none where it is not established")
    until: date | None = Field(default=None, description="day after the last; none where it goes on")
    cites: Seq[str] = Field(description="ids of documents or claims")

    def holds(self, day: date) -> bool:
        """True if the post is held on the day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day < self.until)


class Barred(Record):
    """A sanction listing by the other side."""

    by: str = Field(description="code of the side that lists")
    from_: date | None = Field(default=None, alias="from", description="first day; none where it is not established")
    until: date | None = Field(default=None, description="day after the last; none where it goes on")
    cites: Seq[str] = Field(description="ids of documents or claims")


class Person(Identified):
    """A person with dated posts."""

    name: str = Field(description="name in English order of the texts")
    side: str = Field(default="unknown", description="code of the side, third, or unknown")
    aliases: Seq[str] = Field(default=(), description="other names that texts use")
    tenure: Seq[Tenure] = Field(default=(), description="posts")
    barred: Seq[Barred] = Field(default=(), description="sanction listings")

    def posts(self, day: date) -> tuple[Tenure, ...]:
        """The posts held on a day."""
        return tuple(tenure for tenure in self.tenure if tenure.holds(day))
