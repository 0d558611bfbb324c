"""What our own dossier held on a day: the decisions of reviewers after it are taken back, last one first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from detente.case.case import Case
from detente.case.dossier import EVERY, make_dossier
from detente.case.toml import Place
from detente.core.records import Record
from detente.evidence.records import Review

__all__ = ["recorded"]


def recorded(case: Case, reviews: Sequence[Review], day: date) -> tuple[Case, str]:
    """A case whose dossier is that of a day of our own work.

    Parameters
    ----------
    case
        The case as it is now.
    reviews
        Decisions of its reviewers, oldest first, as ``reviews.jsonl`` holds them.
    day
        Last day, in UTC, whose decisions count.

    Returns
    -------
    tuple
        The case, and a sentence on what was taken back and on what has no day: a record that was typed by hand is in
        no log, so it is taken as always there.
    """
    rows: dict[str, dict[str, Any]] = {}
    kinds = {kind: table for table, kind in EVERY.items()}
    for record in case.dossier:
        if type(record) in kinds:
            rows.setdefault(kinds[type(record)], {})[record.id] = record
    later = [review for review in reviews if datetime.fromisoformat(review.when).date() > day]
    for review in reversed(later):
        for table, made in _records(review.after).items():
            for name in made:
                rows.get(table, {}).pop(name, None)
        for table, made in _records(review.before).items():
            rows.setdefault(table, {}).update(made)
    logged = {name for review in reviews for made in _records(review.after).values() for name in made}
    typed = sum(name not in logged for made in rows.values() for name in made)
    nowhere = Place("")
    placed = {table: [(record, nowhere) for record in made.values()] for table, made in rows.items()}
    placed["document"] = [(document, nowhere) for document in case.dossier.documents.values()]
    said = (
        f"As recorded on {day}: {len(later)} of {len(reviews)} logged decisions came later and are taken back. "
        f"{typed:,} records were typed without a review, have no day of entry, and are taken as always there."
    )
    return replace(case, dossier=make_dossier(placed)), said


def _records(written: str) -> Mapping[str, Mapping[str, Record]]:
    """Records by table and id, as a decision has them before or after it."""
    tables = json.loads(written) if written else {}
    return {
        table: {row["id"]: EVERY[table].model_validate(row, strict=False) for row in made}
        for table, made in tables.items()
        if table in EVERY
    }
