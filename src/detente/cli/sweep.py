"""``detente sweep``: many draws of everything that is assumed, with bands by kind and what drives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any, Literal

from detente.case.asked import case_meta
from detente.cli.names import ScenarioName
from detente.cli.options import FLAG, PLAIN, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show
from detente.core.dates import show_day
from detente.core.errors import UsageError
from detente.report.answer import Answer, Column, Table

if TYPE_CHECKING:
    from detente.case.sweep_frames import Frame

__all__ = ["sweep"]

MODELS: Mapping[str | None, Sequence[Literal["long-run", "short-run"]] | None] = {
    None: None,
    "long-run": ("long-run",),
    "short-run": ("short-run",),
    "both": ("long-run", "short-run"),
}
SHOWN = 6
"""Assumptions shown for each reading, of those whose share is larger than its error; JSON has all."""
EVERY = 2.0
"""Seconds between two lines of progress."""
ENDS = {"lo50": "50 % from", "hi50": "to", "lo90": "90 % from", "hi90": "to"}


def sweep(
    scenario: ScenarioName,
    /,
    *,
    draws: int = 1000,
    jobs: int = 2,
    seed: int = 1,
    model: Literal["long-run", "short-run", "both"] | None = None,
    resume: Annotated[bool, FLAG] = False,
    executor: str | None = None,
    output: Output = PLAIN,
) -> None:
    """Solve a scenario under many draws of what is assumed: how sure are we, and which assumption decides?

    Parameters
    ----------
    scenario
        A file, or CASE:ID for one of a case's scenarios; its table [sweep] says what is varied.
    draws
        Number of draws.
    jobs
        Processes on this machine. Results do not depend on their number.
    seed
        Seed of all draws.
    model
        Instead of the models that the scenario lists; both draws long run and short run in turn,
        each with ranges of its own.
    resume
        Go on with a sweep that was stopped: batches of 20 draws that are there are not solved again.
    executor
        Address of a Dask scheduler, such as tcp://10.0.0.5:8786, instead of processes here.
    output
        Where the answer goes. A path without a suffix is the folder of the sweep (default: sweeps in the workspace).
    """
    from detente.case.scenarios import open_scenario
    from detente.case.sweep import pose_sweep, run_sweep
    from detente.core.execute import executor_at
    from detente.report.sweeps import open_store, store_summary

    folders = [path for path in output.out if not path.suffix]
    output = replace(output, out=tuple(path for path in output.out if path.suffix))
    output.refuse_files()
    if len(folders) > 1:
        raise UsageError(f"--out {folders[1]}: a sweep has one folder, and {folders[0]} is it.")
    workers = executor_at(executor, jobs)
    step = steps_on_stderr(output)
    question = pose_sweep(open_scenario(scenario), draws=draws, seed=seed, models=MODELS[model])
    store = open_store(question, folders[0] if folders else None, resume=resume, force=output.force)
    step(f"{draws} draws of {question.sweep.plan.space.combinations} combinations, in batches; kept in {store.folder}")
    try:
        result = run_sweep(question, workers, store, _progress(step, draws))
    except KeyboardInterrupt:
        note(f"stopped; batches that were done are in {store.folder}, and --resume goes on from there", output)
        raise
    store_summary(store, result)
    show(_answer(result, store.folder), output)


def _progress(step: Callable[[str], None], draws: int) -> Callable[[int, int], None]:
    """Tells how far a sweep is, what was not solved, and how long it will take."""
    from detente.core.execute import eta

    start = told = monotonic()
    before: int | None = None

    def report(done: int, failed: int) -> None:
        nonlocal told, before
        now = monotonic()
        if before is None:
            before = done
            if done:
                step(f"{done} of {draws} draws were there already")
            return
        if now - told < EVERY and done < draws:
            return
        told = now
        left = eta(done - before, draws - before, now - start)
        unsolved = f", {failed} not solved" if failed else ""
        wait = f", about {left:.0f} s left" if left else ""
        step(f"{done} of {draws} draws{unsolved}{wait}")

    return report


def _answer(result: Any, folder: Path) -> Answer:
    from detente.report.sweeps import bands_of, drivers_of

    question = result.question
    case, scenario = question.opened.case, question.opened.scenario
    bands, drivers = bands_of(result), drivers_of(result)
    solved = question.draws - sum(result.failed.values())
    tables = [table for frame in result.frames for table in _frame_tables(frame, bands)]
    reasons = [{"reason": reason, "draws": count} for reason, count in result.failed.items()]
    columns = Column("reason", "why draws were not solved"), Column("draws", "draws", "number", 0)
    return Answer(
        verb="sweep",
        meta={**case_meta(case), "on": scenario.base, "sweep": question.digest[:12]},
        body={
            "sweep": question.digest[:12],
            "scenario": question.opened.name,
            "draws": question.draws,
            "solved": solved,
            "seed": question.seed,
            "folder": str(folder),
            "not_solved": result.failed,
            "bands": bands,
            "drivers": drivers,
        },
        head=f"{scenario.title} · {show_day(scenario.base)} · {case.stamp} · sweep {question.digest[:12]}",
        tables=(*tables, *((Table("Not solved", columns, reasons),) if reasons else ())),
        lines=(
            "One model at one horizon in each table: the first year and the long run are different questions, not two "
            "guesses at one number. "
            "Parameters: numbers drawn within one model and scenario. Models: sets of elasticities and closures. "
            "Scenarios: what governments do. Each kind's range is laid around the median of all draws. What is left "
            "of the shares to 100 % is interaction and chance. Where one assumption decides over half of the spread, "
            "the range stands without a median.",
            f"Scenarios, not forecasts. Draws, summary and figure: {folder}",
        ),
        warnings=result.notes,
    )


def _frame_tables(frame: Frame, bands: Sequence[Mapping[str, Any]]) -> tuple[Table, Table]:
    """How sure one model is at one horizon, and which assumption decides."""
    from detente.case.draws import KIND_OF, LABELS
    from detente.report.charts.bands import KIND_WORDS, LABOUR, reading_words

    shown = [
        {
            **row,
            "kind": KIND_WORDS[row["kind"]],
            "reading": reading_words(row["reading"], {}),
            "unit": "% of labour" if row["reading"].startswith(LABOUR) else "%",
            "median": None if row["range_only"] else row["median"],
        }
        for row in bands
        if row["horizon"] == frame.name
        and row["reading"] in frame.drivers
        and (row["kind"] == "all" or row["share"] > 0.0)
    ]
    found = [
        {
            "reading": reading_words(reading, {}),
            "assumption": LABELS[row.name],
            "kind": KIND_WORDS[KIND_OF[row.name]],
            "share": max(0.0, row.share),
            "error": row.error,
        }
        for reading, rows in frame.drivers.items()
        for row in [row for row in rows if row.share > row.error][:SHOWN]
    ]
    head = f"{frame.name[0].upper()}{frame.name[1:]}"
    band = Table(
        f"{head}. How sure: changes, central 50 and 90 % of {frame.draws} draws",
        (
            Column("reading", "reading"),
            Column("unit", "unit"),
            Column("kind", "kind", "code"),
            Column("median", "median", "percent", 2),
            *(Column(end, words, "percent", 2) for end, words in ENDS.items()),
            Column("share", "of the variance, %", "percent", 0),
        ),
        shown,
    )
    driver = Table(
        f"{head}. Which assumption decides: share of the variance that each explains by itself",
        (
            Column("reading", "reading"),
            Column("assumption", "assumption"),
            Column("kind", "kind", "code"),
            Column("share", "share, %", "percent", 0),
            Column("error", "standard error", "percent", 0),
        ),
        found,
    )
    return band, driver
