"""How high the tariffs were on each side, step by step: days, acts and passages behind a scrubber of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, final

from detente.case.ask import Step, steps
from detente.case.asked import Asked
from detente.case.case import Case
from detente.core.dates import show_day
from detente.ledger.stacking import Moment
from detente.report.answer import Answer, Column, Table
from detente.report.charts.steps import steps_figure
from detente.report.figure import Figure

__all__ = ["Timeline", "timeline_answer", "timeline_figure", "timeline_of"]


@final
@dataclass(frozen=True, slots=True)
class Timeline:
    """Rates of both directions at every day of change, from the baseline to a day, seen with one knowledge."""

    case: Case
    moment: Moment
    baseline: date
    steps: Sequence[Step]


def timeline_of(asked: Asked) -> Timeline:
    """The steps up to the day asked."""
    baseline = asked.case.head.baseline_of(asked.moment.on)
    return Timeline(asked.case, asked.moment, baseline, steps(asked.case, asked.ledger, asked.moment))


def timeline_answer(asked: Asked, found: Timeline) -> Answer:
    """The steps with the acts that made them, and where each act is documented.

    Parameters
    ----------
    asked
        Case, day and knowledge.
    found
        The steps.
    """
    case = asked.case
    measures = {measure.id: measure for measure in case.ledger.measures}
    named = dict.fromkeys(name for step in found.steps for name in step.measures)
    rows = [
        {
            "day": step.day,
            "importer": step.importer,
            "exporter": step.exporter,
            "statutory": step.statutory,
            "effective": step.effective,
            "measures": step.measures,
        }
        for step in found.steps
    ]
    acts = [
        {
            "id": name,
            "title": measures[name].title or measures[name].instrument,
            "instrument": measures[name].instrument,
            "by": measures[name].by,
            "authority": measures[name].authority,
            "announced": measures[name].announced,
            "effective": measures[name].effective,
            "known_on": measures[name].known,
            "cites": [_cited(case, cite) for cite in measures[name].cites],
        }
        for name in named
    ]
    return Answer(
        verb="timeline",
        meta=asked.meta,
        body={"baseline": found.baseline, "rows": rows, "measures": acts},
        head=f"Tariffs from {show_day(found.baseline)} to {asked.days}",
        tables=(
            Table(
                "",
                (
                    Column("day", "day", "code"),
                    Column("importer", "levied by", "code"),
                    Column("exporter", "on goods of", "code"),
                    Column("statutory", "in law, %", "percent"),
                    Column("effective", "effective, %", "percent"),
                    Column("measures", "measures that change"),
                ),
                rows,
            ),
        ),
        lines=("Averages over product lines with trade weights of 2024.",),
        warnings=asked.notes,
    )


def timeline_figure(asked: Asked, found: Timeline) -> Figure:
    """Two step lines over time."""
    source = asked.case.ledger.base.provenance.get("attribution", "")
    return steps_figure(found, f"detente {asked.days}. {source}")


def _cited(case: Case, name: str) -> Mapping[str, Any]:
    """What a reader needs to find a source: its document, and the passage where the text is at hand."""
    document = case.documents.get(name)
    if document is not None:
        return {"id": name, "document": document.id, "title": document.title, "url": document.url}
    return {"id": name}
