"""``detente run``: solve a scenario and say what each rule does to whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from detente.case.scenarios import OpenScenario, open_scenario
from detente.cli.meta import case_meta
from detente.cli.names import ScenarioName
from detente.cli.options import FLAG, FORMATS, PLAIN, Output
from detente.cli.show import Answer, Column, Table, note, show
from detente.core.dates import show_day
from detente.core.errors import UsageError
from detente.report.runs import Run

__all__ = ["run"]

RESULTS = (".nc", ".parquet", ".xlsx")
"""Suffixes of files that hold the whole result, not only what is printed."""


def run(
    scenario: ScenarioName,
    /,
    *,
    draws: int | None = None,
    no_store: Annotated[bool, FLAG] = False,
    output: Output = PLAIN,
) -> None:
    """Solve a scenario with the long-run model, or read the stored run if the same was asked before.

    Parameters
    ----------
    scenario
        A file, or CASE:ID for one of a case's scenarios.
    draws
        Draws of the elasticities behind 50 and 90 % ranges, instead of the scenario's own number; 0 gives none.
    no_store
        Solve anew, and keep nothing in the workspace (.detente, or DETENTE_WORKSPACE).
    output
        Where the answer goes; .nc, .parquet and .xlsx hold the whole result.
    """
    output.refuse_files((*FORMATS, *RESULTS))
    opened = open_scenario(scenario)
    if draws is not None:
        if draws < 0 or draws == 1:
            raise UsageError(f"--draws {draws}: a range needs at least two draws; 0 gives none.")
        model = opened.scenario.model.model_copy(update={"draws": draws})
        opened = replace(opened, scenario=opened.scenario.model_copy(update={"model": model}))
    found = _solved(opened, output, keep=not no_store)
    show(_answer(opened, found), replace(output, out=tuple(path for path in output.out if path.suffix in FORMATS)))
    for path in output.out:
        if path.suffix in RESULTS:
            from detente.report.tables import of_run, write_export

            write_export(of_run(found), path.suffix.removeprefix("."), path, force=output.force)
            note(f"wrote {path}", output)


def _solved(opened: OpenScenario, output: Output, *, keep: bool) -> Run:
    """The run, from the workspace if it is there."""
    from detente.case.solve import scenario_id, solve_scenario
    from detente.report.runs import open_run, run_of, store_run

    if keep:
        stored = open_run(scenario_id(opened))
        if stored is not None:
            note(f"run {stored.id} was solved before and is read from the workspace; --no-store solves anew", output)
            return stored
    found = run_of(solve_scenario(opened))
    if keep:
        store_run(found)
    return found


def _answer(opened: OpenScenario, found: Run) -> Answer:
    case, scenario = opened.case, opened.scenario
    moment = case.ledger.moment(scenario.base)
    regions: dict[str, dict[str, Any]] = {}
    for row in found.rows:
        regions.setdefault(row["region"], {"region": row["region"]})[row["measure"]] = row["value"]
    return Answer(
        verb="run",
        meta={**case_meta(case), "on": moment.on, "as_of": moment.as_of, "run": found.id},
        body={"run": found.id, "scenario": opened.name, "rows": found.rows},
        head=f"{scenario.title} · {show_day(moment.on)} · {case.stamp} · run {found.id}",
        tables=(_regions(list(regions.values()), scenario.compare), *_ranges(found), _rules(opened)),
        lines=(
            f"Changes are counted from the measures of {show_day(case.head.baseline_of(moment.on))}, the baseline of "
            f"the case; \u201cwithout rules\u201d are the measures of {show_day(moment.on)} as they stand.",
            "Real income: exact change, in the long run. First order: Caliendo and Parro's formula, beside it.",
        ),
        certificate=found.certificate,
        warnings=found.notes,
    )


def _ranges(found: Run) -> list[Table]:
    """Central 50 and 90 % of draws of real income, where there are draws."""
    rows = [row for row in found.rows if row["measure"] == "welfare" and row["lo90"] is not None]
    columns = (
        Column("region", "region", "code"),
        Column("value", "real income, %", "percent", 2),
        *(
            Column(end + level, f"{words} of the central {level} %, %", "percent", 2)
            for level in ("50", "90")
            for end, words in (("lo", "low end"), ("hi", "high end"))
        ),
    )
    title = f"Real income over {found.about['draws']} draws of the elasticities"
    return [Table(title, columns, rows)] if rows else []


def _regions(regions: list[dict[str, Any]], days: tuple[str, ...]) -> Table:
    columns = (
        Column("region", "region", "code"),
        Column("welfare", "real income, %", "percent", 2),
        Column("welfare_first_order", "first order, %", "percent", 2),
        Column("welfare_without_rules", "without rules, %", "percent", 2),
        *(Column(f"welfare@{day}", f"as on {day}, %", "percent", 2) for day in days),
        Column("real_wage", "real wage, %", "percent", 2),
        Column("exports", "exports, %", "percent", 1),
        Column("imports", "imports, %", "percent", 1),
        Column("revenue", "tariff revenue, USD mn", "number", 0),
    )
    return Table("", columns, regions)


def _rules(opened: OpenScenario) -> Table:
    columns = (
        Column("rule", "rule", "number", 0),
        Column("op", "does"),
        Column("by", "by"),
        Column("on", "on"),
        Column("target", "layer"),
        Column("value", "value", "number", 3),
        Column("why", "reason"),
    )
    rows = [
        {
            "rule": number,
            "op": rule.op,
            "by": rule.by,
            "on": rule.on,
            "target": rule.authority or rule.measure or "all that was added",
            "value": rule.value,
            "why": rule.why,
        }
        for number, rule in enumerate(opened.scenario.rule, 1)
    ]
    return Table("Rules, in order", columns, rows)
