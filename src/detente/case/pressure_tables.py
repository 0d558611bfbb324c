"""Reads what the pressure pages set beside the model: published figures, product names, series that show pain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, final

from pydantic import Field

from detente.case.toml import Problems, parse_records, read_toml
from detente.core.errors import CaseError
from detente.core.records import Record, Seq

__all__ = ["FigureRecord", "Product", "SeriesRecord", "Tables", "load_tables"]

FILE = Path(__file__).parent.parent / "data" / "pressure.toml"


class FigureRecord(Record):
    """A figure that others published, to stand beside ours."""

    case: str = Field(description="name of the case it belongs to")
    what: str = Field(description="what is measured")
    region: str = Field(description="where, as a code")
    publisher: str = Field(description="who said so")
    published: date = Field(description="the day it was published; unknown before")
    value: float = Field(description="the figure in its unit")
    unit: Literal["million jobs", "% of GDP", "%"] = Field(description="unit of the figure")
    reading: Literal["jobs_embodied", "jobs_at_risk", "jobs_lost", "real_income", "consumer_prices_passed_on"] = Field(
        description="our reading that comes nearest"
    )
    differs: str = Field(description="what the two do not have in common")
    source: str = Field(description='where it was read; "as remembered" if it was not')


class Product(Record):
    """A group of product lines with its name."""

    codes: Seq[str] = Field(description="HS codes that its lines begin with")
    name: str = Field(description="what they are")
    group: bool = Field(default=False, description="true for the groups that are shown whatever their weight")


class SeriesRecord(Record):
    """A series by which pain of a side shows, or which is kept."""

    what: str = Field(description="what it tells of")
    series: str = Field(description="the series")
    sides: Seq[str] = Field(description="whose pain, as codes")
    public: bool = Field(description="true if the other side can read it")
    lag_days: int = Field(ge=0, description="days from the end of what it describes to its publication")
    monthly: bool = Field(description="true if it describes months, false if days")
    note: str = Field(description="a sentence on what it shows and hides")


@final
@dataclass(frozen=True, slots=True)
class Tables:
    """The three tables, in the order typed."""

    figures: tuple[FigureRecord, ...]
    products: tuple[Product, ...]
    series: tuple[SeriesRecord, ...]


def load_tables() -> Tables:
    """Read the tables of the package.

    Raises
    ------
    CaseError
        If the file was changed and is wrong.
    """
    problems = Problems([])
    data, text = read_toml(FILE, FILE.name, problems)
    figures = parse_records(FigureRecord, "figure", data, text, FILE.name, problems)
    products = parse_records(Product, "product", data, text, FILE.name, problems)
    series = parse_records(SeriesRecord, "series", data, text, FILE.name, problems)
    if problems.sentences:
        raise CaseError(problems.sentences)
    return Tables(tuple(f for f, _ in figures), tuple(p for p, _ in products), tuple(s for s, _ in series))
