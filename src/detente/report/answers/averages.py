"""``detente rates --compare``: averages that others have published beside ours, and the gap in parts that add up."""

from __future__ import annotations

from typing import Any

from detente.case.asked import Asked
from detente.case.published import COMPONENTS, Comparison, compare_published
from detente.core.dates import show_day
from detente.report.answer import Answer, Column, Table

__all__ = ["comparison"]


def comparison(asked: Asked, importer: str, exporter: str) -> Answer:
    """One row for each publisher with an average that stands for the day.

    Parameters
    ----------
    asked
        The case and the day.
    importer, exporter
        Codes of the pair.

    Returns
    -------
    Answer
        ``published - ours`` is the sum of base, dates, exclusions, rates and weights.
    """
    found = compare_published(asked.case, importer, exporter, asked.moment)
    rows = [_row(row) for row in found]
    columns = (
        Column("publisher", "publisher"),
        Column("published", "published, %", "percent"),
        Column("ours", "ours, %", "percent"),
        *(Column(name, f"{name}, points", "percent") for name in COMPONENTS),
        Column("simple", "ours, simple, %", "percent"),
    )
    return Answer(
        verb="rates",
        meta=asked.meta,
        body={"rows": rows},
        head=f"Published averages, {importer} on {exporter} · {asked.days}",
        tables=(Table("", columns, rows),) if rows else (),
        lines=tuple(line for row in found for line in _explained(row))
        if found
        else (f"No published average of {importer} on {exporter} stands for {show_day(asked.moment.on)}.",),
        warnings=asked.notes,
    )


def _row(row: Comparison) -> dict[str, Any]:
    return {
        "publisher": row.publisher,
        "weights": row.weights,
        "on": row.on,
        "published_on": row.published_on,
        "published": row.published,
        "ours": row.ours,
        **row.parts,
        "simple": row.simple,
        "notes": row.notes,
    }


def _explained(row: Comparison) -> list[str]:
    notes = "".join(f" {note[0].upper()}{note[1:].rstrip('.')}." for note in row.notes)
    return [f"{row.publisher}, weights {row.weights}, figure of {show_day(row.published_on)}.{notes}"]
