"""The pages of ``detente runs``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.cli.options import Output
from detente.cli.show import show
from detente.core.errors import UsageError
from detente.core.version import VERSION
from detente.report.answer import Answer, Column, Table
from detente.report.runs import find_run, sweeps, workspace
from detente.report.shelf import delete_kept, find_kept, kept

__all__ = ["delete_page", "list_page", "show_page"]

SHOWN = ("welfare", "welfare_usd", "real_wage", "tariff_on_other_side")
"""Measures of a run that its page shows for the two sides."""


def list_page(output: Output) -> None:
    """What is kept, kind by kind."""
    output.refuse_files()
    rows = [one.as_json() for one in kept()]
    many = {str(about["sweep"]): about for about in sweeps()}
    for row in rows:
        row["run"] = row["id"]
        row["state"] = "" if row["kind"] != "sweep" else "done" if many[row["id"]]["solved"] else "to be resumed"
        row["draws"] = many[row["id"]].get("draws") if row["kind"] == "sweep" else None
    shared = (
        Column("id", "id", "code"),
        Column("scenario", "scenario", "code"),
        Column("case", "case", "code"),
        Column("on", "day", "code"),
        Column("title", "title"),
    )
    extra = Column("draws", "draws", "number", 0), Column("state", "state")
    tables = (
        Table("Runs", shared, [row for row in rows if row["kind"] == "run"]),
        Table("Sweeps", (*shared, *extra), [row for row in rows if row["kind"] == "sweep"]),
        Table("Briefs", shared, [row for row in rows if row["kind"] == "brief"]),
    )
    counts = ", ".join(f"{len(table.rows)} {table.title.lower()}" for table in tables if table.rows)
    answer = Answer(
        verb="runs",
        meta={"version": VERSION, "workspace": str(workspace())},
        body={
            "rows": [row for row in rows if row["kind"] == "run"],
            "sweeps": [{**row, "sweep": row["id"]} for row in rows if row["kind"] == "sweep"],
            "briefs": [row for row in rows if row["kind"] == "brief"],
        },
        head=f"{counts or 'nothing'} in {workspace()}",
        tables=tuple(table for table in tables if table.rows),
        lines=() if rows else ("None yet: detente run SCENARIO makes a run, detente brief CASE a brief.",),
    )
    show(answer, output)


def show_page(start: str, output: Output) -> None:
    """One run, sweep or brief."""
    output.refuse_files()
    found = find_kept(start)
    rows: list[dict[str, Any]] = []
    facts: dict[str, str] = {}
    certificate = None
    for one in found:
        facts |= {f"{one.kind}: {key}": str(value) for key, value in one.as_json().items() if key not in ("kind", "id")}
        facts |= {f"{one.kind}: kept in": ", ".join(map(str, one.paths))}
        if one.kind == "run":
            run = find_run(one.id)
            certificate = run.certificate
            facts |= {f"run: {key}": value for key, value in run.about.items()}
            rows = [dict(row) for row in run.rows]
    sides = list(dict.fromkeys(row["region"] for row in rows))[:2]
    shown = [row for row in rows if row["measure"] in SHOWN and row["region"] in sides]
    columns = (
        Column("region", "economy", "code"),
        Column("measure", "measure"),
        Column("unit", "unit"),
        Column("value", "value", "number", 5),
        Column("lo90", "5 % of draws", "number", 5),
        Column("hi90", "95 % of draws", "number", 5),
    )
    listed = [{"fact": key, "value": value} for key, value in facts.items()]
    tables = [Table("", (Column("fact", "fact"), Column("value", "value")), listed)]
    if shown:
        tables.append(Table("The two sides", columns, shown))
    one = found[0]
    answer = Answer(
        verb="runs-show",
        meta={"version": VERSION, "workspace": str(workspace())},
        body={"kept": [each.as_json() for each in found], "about": facts, "rows": rows},
        head=f"{' and '.join(each.kind for each in found)} {one.id}: {one.title}",
        tables=tuple(tables),
        lines=(f"As a file:  detente export {one.id} --out run.xlsx",) if any(e.kind == "run" for e in found) else (),
        certificate=certificate,
    )
    show(answer, output)


def delete_page(starts: Sequence[str], output: Output) -> None:
    """Delete what the ids name; nothing is deleted if one of them names nothing."""
    output.refuse_files()
    if not starts:
        raise UsageError("name what to delete: ids, or starts of them; detente runs lists them.")
    found = {(one.kind, one.id): one for start in starts for one in find_kept(start)}
    for one in found.values():
        delete_kept(one)
    answer = Answer(
        verb="runs-delete",
        meta={"version": VERSION, "workspace": str(workspace())},
        body={"deleted": [{"kind": kind, "id": identity} for kind, identity in found]},
        head=f"deleted: {', '.join(f'{kind} {identity}' for kind, identity in found)}",
    )
    show(answer, output)
