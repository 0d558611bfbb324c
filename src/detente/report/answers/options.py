"""What the two sides could do, what the other might answer, what others gain by."""

from __future__ import annotations

from detente.case.asked import Asked
from detente.case.options import Options
from detente.report.answer import Answer, Column, Table, of_page
from detente.report.options import options_sentences, options_stamp, options_tables, third_sentences
from detente.report.options_json import options_json

__all__ = ["options_answer"]

LADDER = ("model", "day", "by", "on", "tariff_before", "tariff_after")
WIDE = 12
"""Letters from which a column of numbers may break its lines."""


def options_answer(asked: Asked, found: Options) -> Answer:
    """The page on what could be done.

    Parameters
    ----------
    asked
        Case, day and knowledge.
    found
        What was computed for them.
    """
    body = options_json(found)
    rows = [{key: row[key] for key in LADDER} | row["change"] for row in body["ladder"]]
    columns = [Column(key, key, "number", None) for key in (*LADDER, *asked.case.sides)]
    return Answer(
        verb="options",
        meta=asked.meta,
        body=body,
        head=f"What could they do · {options_stamp(found)}",
        intro=(*options_sentences(found), *third_sentences(found)),
        tables=tuple(of_page(page, WIDE) for page in options_tables(found) if page.rows),
        warnings=asked.notes,
        data=Table("", tuple(columns), rows),
    )
