"""Many draws of everything that is assumed: bands by kind of uncertainty, and which assumption decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.case.asked import case_meta
from detente.case.draws import KIND_OF, LABELS
from detente.case.sweep import SweepResult
from detente.case.sweep_frames import Frame
from detente.core.dates import show_day
from detente.report.answer import Answer, Column, Table
from detente.report.charts.bands import KIND_WORDS, LABOUR, reading_words
from detente.report.sweeps import bands_of, drivers_of

__all__ = ["sweep_answer"]

SHOWN = 6
"""Assumptions shown for each reading, of those whose share is larger than its error; JSON has all."""
ENDS = {"lo50": "50 % from", "hi50": "to", "lo90": "90 % from", "hi90": "to"}


def sweep_answer(result: SweepResult, folder: Path) -> Answer:
    """The page on a finished sweep.

    Parameters
    ----------
    result
        What all draws say.
    folder
        Where they are kept.
    """
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
