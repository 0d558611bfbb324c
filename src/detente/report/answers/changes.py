"""What changed: since a day, or, for an overlay, against the case that it adds to; and what reviewers decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from detente.case.asked import Asked
from detente.case.case import Case
from detente.case.since import changes_since, held_records
from detente.core.dates import show_day
from detente.core.errors import UsageError
from detente.evidence.records import Review
from detente.report.answer import Answer, Column, Table

__all__ = ["changes_answer"]


def changes_answer(asked: Asked, since: date | None, parent: Case | None, reviews: Sequence[Review]) -> Answer:
    """Measures that moved with their effect on real income, facts that are new, decisions of reviewers.

    Parameters
    ----------
    asked
        The case as it stands, day and knowledge.
    since
        The earlier day; None compares with ``parent`` on the same day.
    parent
        The case that an overlay adds to, for the records that were there without it.
    reviews
        Decisions of reviewers, oldest first.

    Raises
    ------
    UsageError
        If there is nothing to compare with, or ``since`` lies after the day.
    """
    case, moment = asked.case, asked.moment
    if since is None and parent is None:
        raise UsageError("say since which day: since=2025-05-01; only an overlay can be compared with its own case.")
    if since is not None and since > moment.on:
        raise UsageError(f"since {since} lies after {moment.on}; swap them.")
    before = moment if since is None else case.ledger.moment(since)
    held = None if parent is None else held_records(parent, before)
    found = changes_since(case, before, moment, held)
    facts = [asdict(fact) for fact in found.facts]
    measures = [
        {
            "id": change.record.id,
            "change": change.change,
            "day": change.day,
            "importer": change.importer,
            "exporter": change.exporter,
            "effect": change.effect,
            "real_income": found.effects.get(change.record.id),
        }
        for change in found.diff.changes
    ]
    decided = [review.model_dump(mode="json") for review in reviews]
    start = f"{case.head.extends} as it is" if since is None else show_day(since)
    return Answer(
        verb="what-changed",
        meta=asked.meta,
        body={
            "since": since,
            "parent": None if parent is None else parent.stamp,
            "nothing": found.nothing,
            "measures": measures,
            "real_income": found.change,
            "facts": facts,
            "gone": found.gone,
            "typed": found.typed,
            "reviews": decided,
        },
        head=f"What changed against {start} · {asked.days}",
        intro=(
            "Nothing changed: no measure moved and no record came or went."
            if found.nothing
            else f"{len(measures)} measures moved, {len(facts)} facts are new, {len(found.gone)} records are gone.",
        ),
        tables=tuple(
            table
            for table in (
                _table("Facts that are new", ("known", "kind", "text", "id"), facts),
                _table("Measures", ("day", "change", "id", "importer", "exporter"), measures),
                _table("Decisions", ("when", "who", "action", "record", "reason"), decided),
            )
            if table.rows
        ),
        warnings=asked.notes,
    )


def _table(title: str, keys: tuple[str, ...], rows: Sequence[dict[str, Any]]) -> Table:
    return Table(title, tuple(Column(key, key) for key in keys), rows)
