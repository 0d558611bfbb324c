"""What changed in law between two days."""

from __future__ import annotations

from datetime import date
from typing import Any

from detente.case.asked import case_meta, knowledge_notes
from detente.case.case import Case
from detente.core.dates import show_day
from detente.core.errors import UsageError
from detente.ledger.diff import bears_rate
from detente.report.answer import Answer, Column, Table

__all__ = ["diff_answer"]

COMING = ("announced", "to be repealed")
"""Changes whose effect is still to come."""


def diff_answer(opened: Case, start: date, end: date, as_of: date | None = None) -> Answer:
    """Changes with their effect on the average tariff.

    Parameters
    ----------
    opened
        The case.
    start, end
        The earlier and the later day.
    as_of
        Day of knowledge for both; None takes for each day what was known on it.

    Raises
    ------
    UsageError
        If the days stand the wrong way round.
    """
    if end < start:
        raise UsageError(f"--to {end} is before --from {start}; swap them.")
    found = opened.ledger.diff(start, end, as_of=as_of, sides=opened.sides)
    rows = [
        {
            "id": change.record.id,
            "change": change.change,
            "day": change.day,
            "effect": change.effect if bears_rate(change.record) else None,
            "coming": change.coming if change.change in COMING and bears_rate(change.record) else None,
            "importer": change.importer,
            "exporter": change.exporter,
            "trade_usd_mn": change.trade if bears_rate(change.record) else None,
            "effective": change.record.effective,
            "known_on": change.record.known,
            "title": change.record.title or change.record.instrument,
        }
        for change in found.changes
    ]
    columns = (
        Column("when", "day"),
        Column("change", "what", "code"),
        Column("measure", "measure"),
        Column("pair", "rate of", "code"),
        Column("effect", "effect, points", "percent", 2),
        *((Column("coming", "once in force, points", "percent", 2),) if any(row["coming"] for row in rows) else ()),
        Column("trade_usd_mn", "imports, USD mn", "number", 0),
    )
    meta = {**case_meta(opened), "on": end, "as_of": found.after.as_of}
    return Answer(
        verb="diff",
        meta=meta,
        body={"from": start, "to": end, "measures": rows},
        head=f"From {show_day(start)} to {show_day(end)} \u00b7 known {show_day(found.before.as_of)} and "
        f"{show_day(found.after.as_of)} \u00b7 {opened.stamp}",
        tables=(Table("", columns, [_shown(row) for row in rows]),) if rows else (),
        lines=(
            "Effect: points added to the average rate in law, changes made one after the other in the order in which "
            "they bound and were known; effects on one pair add up. Those that move most duty (effect times imports "
            "of 2024) stand first, measures without a rate last."
            if rows
            else "Nothing changed in law.",
        ),
        warnings=knowledge_notes(opened, as_of or end),
    )


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its name and pair, and its day with the day of knowledge where that was later."""
    late = row["change"] == "takes effect" and row["known_on"] > row["day"]
    return {
        **row,
        "measure": f"{row['title']} [{row['id']}]",
        "pair": f"{row['importer']} on {row['exporter']}",
        "when": f"{row['day']} (known {row['known_on']})" if late else str(row["day"]),
    }
