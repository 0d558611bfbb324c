"""``detente diff``: what changed in law between two days."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import Parameter

from detente.case.asked import case_meta
from detente.case.read import open_case
from detente.cli.names import CaseName
from detente.cli.options import PLAIN, Day, Output
from detente.cli.show import show
from detente.core.dates import show_day
from detente.core.errors import UsageError
from detente.ledger.diff import bears_rate
from detente.report.answer import Answer, Column, Table

__all__ = ["diff"]

COMING = ("announced", "to be repealed")
"""Changes whose effect is still to come."""


def diff(
    case: CaseName,
    /,
    *,
    start: Annotated[Day, Parameter(name="--from")],
    end: Annotated[Day, Parameter(name="--to")],
    as_of: Day | None = None,
    output: Output = PLAIN,
) -> None:
    """List changes with their effect on the average tariff.

    Parameters
    ----------
    case
        Bundled case or folder.
    start
        The earlier day.
    end
        The later day.
    as_of
        Day of knowledge for both; default: each day with what was known on it.
    output
        Where the answer goes.
    """
    output.refuse_files()
    if end < start:
        raise UsageError(f"--to {end} is before --from {start}; swap them.")
    opened = open_case(case)
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
    answer = Answer(
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
    )
    show(answer, output)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its name and pair, and its day with the day of knowledge where that was later."""
    late = row["change"] == "takes effect" and row["known_on"] > row["day"]
    return {
        **row,
        "measure": f"{row['title']} [{row['id']}]",
        "pair": f"{row['importer']} on {row['exporter']}",
        "when": f"{row['day']} (known {row['known_on']})" if late else str(row["day"]),
    }
