"""Records of the dossier: so far the documents that measures cite."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from detente.core.records import Record, Seq

__all__ = ["Document", "Published"]


class Published(Record):
    """A publication date that is an interval, with how it was found."""

    from_: date = Field(alias="from", description="first possible day")
    to: date = Field(description="last possible day")
    best: date | None = Field(default=None, description="best single day")
    basis: str = Field(default="stated", description="stated, header or inferred")
    steps: Seq[str] = Field(default=(), description="the chain from the text to the day")


class Document(Record):
    """A text that records cite: a law, notice, statement, statistic, article or paper; kept outside the case."""

    id: str = Field(description="kebab-case, unique in the case")
    title: str = Field(description="title in our own words or as published")
    outlet: str = Field(description="who published it, for instance federal-register, mofcom, reuters")
    published: date | Published = Field(description="day of publication, or an interval")
    url: str = Field(default="", description="public address")
    derived_from: str = Field(default="", description="id of the document that this one copies; not independent of it")
    sha256: str = Field(default="", description="hash of the file, where one was read")
    note: str = Field(default="", description="remarks")
