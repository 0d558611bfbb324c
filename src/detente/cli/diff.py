"""``detente diff``: what changed in law between two days."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from detente.case.read import open_case
from detente.cli.meta import case_meta
from detente.cli.names import CaseName
from detente.cli.options import PLAIN, Day, Output
from detente.cli.show import Answer, Column, Table, show
from detente.core.dates import show_day
from detente.core.errors import UsageError
from detente.ledger.measures import RATED, Measure, Stacking

__all__ = ["diff"]


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
            "effect": change.effect if _bears_rate(change.record) else None,
            "importer": change.importer,
            "exporter": change.exporter,
            "effective": change.record.effective,
            "title": change.record.title or change.record.instrument,
        }
        for change in found.changes
    ]
    columns = (
        Column("effective", "effective", "code"),
        Column("change", "what", "code"),
        Column("id", "measure", "code"),
        Column("title", "title"),
        Column("pair", "rate of", "code"),
        Column("effect", "effect, points", "percent", 2),
    )
    meta = {**case_meta(opened), "on": end, "as_of": found.after.as_of}
    answer = Answer(
        verb="diff",
        meta=meta,
        body={"from": start, "to": end, "measures": rows, "facts": []},
        head=f"From {show_day(start)} to {show_day(end)} · known {show_day(found.before.as_of)} and "
        f"{show_day(found.after.as_of)} · {opened.stamp}",
        tables=(Table("", columns, [{**row, "pair": f"{row['importer']} on {row['exporter']}"} for row in rows]),)
        if rows
        else (),
        lines=(
            "Effect: points added to the statutory-weighted rate, changes made in this order; none for measures "
            "without a rate."
            if rows
            else "Nothing changed in law.",
        ),
    )
    show(answer, output)


def _bears_rate(record: Measure | Stacking) -> bool:
    return isinstance(record, Stacking) or record.kind in (*RATED, "exemption")
