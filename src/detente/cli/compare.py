"""``detente compare``: runs side by side; ``detente runs``: those that are stored."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from detente.cli.names import RunName
from detente.cli.options import PLAIN, Output
from detente.cli.show import show
from detente.core.errors import UsageError
from detente.core.version import VERSION
from detente.report.answer import Answer, Column, Table
from detente.report.answers.compare import compare_answer
from detente.report.runs import find_run, sweeps, workspace
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
    show(compare_answer([find_run(start) for start in run], measures), output)


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
