"""``detente run``: solve a scenario and say what each rule does to whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from detente.case.scenarios import OpenScenario, open_scenario
from detente.case.solve import scenario_id, solve_scenario
from detente.cli.names import ScenarioName
from detente.cli.options import FLAG, FORMATS, PLAIN, Output
from detente.cli.show import note, show
from detente.core.errors import UsageError
from detente.report.answers.run import run_answer
from detente.report.runs import Run, open_run, run_of, store_run

__all__ = ["run"]

RESULTS = (".nc", ".parquet", ".xlsx")
"""Suffixes of files that hold the whole result, not only what is printed."""


def run(
    scenario: ScenarioName,
    /,
    *,
    draws: int | None = None,
    full: Annotated[bool, FLAG] = False,
    no_store: Annotated[bool, FLAG] = False,
    output: Output = PLAIN,
) -> None:
    """Solve a scenario with the long-run model, or read the stored run if the same was asked before.

    Parameters
    ----------
    scenario
        A file, or CASE:ID for one of a case's scenarios.
    draws
        Draws of the elasticities behind the ranges, instead of the scenario's own number (60 unless it says); 0
        gives none.
    full
        A row for every economy, not only the two sides and those that lose and gain most.
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
    shown = replace(output, out=tuple(path for path in output.out if path.suffix in FORMATS))
    show(run_answer(opened, found, full=full), shown)
    for path in output.out:
        if path.suffix in RESULTS:
            from detente.report.tables import of_run, write_export

            write_export(of_run(found), path.suffix.removeprefix("."), path, force=output.force)
            note(f"wrote {path}", output)


def _solved(opened: OpenScenario, output: Output, *, keep: bool) -> Run:
    """The run, from the workspace if it is there."""
    if keep:
        stored = open_run(scenario_id(opened))
        if stored is not None:
            note(f"run {stored.id} was solved before and is read from the workspace; --no-store solves anew", output)
            return stored
    found = run_of(solve_scenario(opened))
    if keep:
        store_run(found)
    return found
