"""``detente compare``: runs side by side; ``detente runs``: those that are stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from detente.cli.names import RunName
from detente.cli.options import PLAIN, Output
from detente.cli.show import show
from detente.core.errors import DataError, UsageError
from detente.core.labels import close_name
from detente.core.version import VERSION
from detente.report.answer import Answer, Column, Table
from detente.report.runs import Run, find_run, sweeps, workspace
from detente.report.runs import runs as stored_runs

__all__ = ["compare", "runs"]


def compare(
    *run: RunName, measures: Annotated[str, Parameter(name="--show")] = "welfare,real_wage", output: Output = PLAIN
) -> None:
    """Show runs side by side.

    Parameters
    ----------
    run
        Two or more run ids, or starts of them; detente runs lists what is stored.
    measures
        Measures, with commas between them.
    output
        Where the answer goes.
    """
    output.refuse_files()
    if len(run) < 2:
        raise UsageError("compare takes at least two runs; detente runs lists what is stored.")
    found = [find_run(start) for start in run]
    rows = _rows(found, _measures(found, measures))
    columns = (
        Column("region", "region", "code"),
        Column("measure", "measure"),
        Column("unit", "unit"),
        *(Column(f"run{n}", f"{one.about['scenario']} {one.id}", "number", 5) for n, one in enumerate(found)),
        Column("gap", "last less first", "number", 5),
    )
    shown = [{**row, **{f"run{n}": value for n, value in enumerate(row["values"])}} for row in rows]
    answer = Answer(
        verb="compare",
        meta={"version": VERSION, "about": [dict(one.about) for one in found]},
        body={"runs": [one.id for one in found], "rows": rows},
        head=" · ".join(f"{one.about['title']} ({one.id})" for one in found),
        tables=(Table("", columns, shown),),
        lines=("Changes are shares of the base: -0.004 is -0.4 %. Each run is counted from its own baseline.",),
        warnings=_differences(found),
    )
    show(answer, output)


def runs(*, output: Output = PLAIN) -> None:
    """List the stored runs and sweeps.

    Parameters
    ----------
    output
        Where the answer goes.
    """
    output.refuse_files()
    rows = [
        {"run": identity, **{key: about.get(key, "") for key in ("scenario", "case", "on", "title")}}
        for identity, about in stored_runs()
    ]
    keys = ("sweep", "scenario", "case", "on", "draws", "title")
    many = [
        {**{key: about.get(key, "") for key in keys}, "state": "done" if about["solved"] else "to be resumed"}
        for about in sweeps()
    ]
    shared = (
        Column("scenario", "scenario", "code"),
        Column("case", "case", "code"),
        Column("on", "day", "code"),
        Column("title", "title"),
    )
    extra = Column("draws", "draws", "number", 0), Column("state", "state")
    tables = (
        Table("", (Column("run", "run", "code"), *shared), rows),
        Table("Sweeps", (Column("sweep", "sweep", "code"), *shared, *extra), many),
    )
    answer = Answer(
        verb="runs",
        meta={"version": VERSION, "workspace": str(workspace())},
        body={"rows": rows, "sweeps": many},
        head=f"{len(rows)} runs" + (f" and {len(many)} sweeps" if many else "") + f" in {workspace()}",
        tables=tuple(table for table in tables if table.rows),
        lines=() if rows or many else ("None yet: detente run SCENARIO makes one.",),
    )
    show(answer, output)


def _measures(found: Sequence[Run], typed: str) -> list[str]:
    known = list(dict.fromkeys(row["measure"] for one in found for row in one.rows))
    wanted = [name.strip() for name in typed.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        name = unknown[0] if unknown else typed
        raise DataError(f'no run has the measure "{name}"; use {", ".join(known)}.{close_name(name, known)}')
    return wanted


def _rows(found: Sequence[Run], measures: Sequence[str]) -> list[dict[str, Any]]:
    """Every economy that any run has, in the order of the first; None where a run lacks it."""
    tables = [{(row["region"], row["measure"]): row for row in one.rows} for one in found]
    regions = dict.fromkeys(region for table in tables for region, _ in table)
    rows = []
    for measure in measures:
        for region in regions:
            cells = [table.get((region, measure)) for table in tables]
            values = [None if cell is None else cell["value"] for cell in cells]
            unit = next((cell["unit"] for cell in cells if cell is not None), None)
            if unit is None:
                continue
            first, last = values[0], values[-1]
            gap = None if first is None or last is None else last - first
            rows.append({"region": region, "measure": measure, "unit": unit, "values": values, "gap": gap})
    return rows


def _differences(found: Sequence[Run]) -> tuple[str, ...]:
    """A sentence for each thing besides the scenario in which the runs differ."""
    words = {
        "case_digest": "the case",
        "baseline": "the baseline",
        "world_digest": "the world",
        "model": "the model",
        "version": "the version of detente",
    }
    return tuple(
        f"the runs differ in {what}: {', '.join(one.about[key] for one in found)}"
        for key, what in words.items()
        if len({one.about[key] for one in found}) > 1
    )
