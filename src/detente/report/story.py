"""How it came to this, as known on a day: who raised and who answered, signs of pain, and why the sides sit down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from detente.case.evidence_view import EvidenceView
from detente.core.dates import show_day, show_days
from detente.evidence.grading import ON_RECORD
from detente.evidence.happenings import (
    Agreement,
    Contact,
    Demand,
    Event,
    Happening,
    Offer,
    Outreach,
    Signal,
    StressReport,
)
from detente.report.evidence import claim_voices, hypothesis_rows
from detente.report.page import Section, Table
from detente.report.words import in_sentence, lowered, outcome_words

__all__ = ["story_section"]

STEPS = {
    "escalate": "raises",
    "retaliate": "answers",
    "ease": "eases",
    "deal": "agree",
    "channel_loss": "a channel is lost",
    "mediate": "a third offers",
}
"""Class of a move to what the page calls it."""
SHORT = timedelta(days=7)
"""Longer events are states of things, not steps."""
MOST = 20
"""Rows of one table, the latest ones."""
MOST_ASKED = 40
"""Rows of the table of asking and courting, the latest ones: it is short and tells how the sides came to sit down."""
WEEK = 7
"""Days of which the newest is told first."""
LIKELY = 3
"""Grades up to this one: confirmed, probably true, possibly true."""


def story_section(view: EvidenceView, baseline: date) -> tuple[Section, ...]:
    """The page; none where the case has no dossier.

    Parameters
    ----------
    view
        The dossier of the day of knowledge.
    baseline
        The first day told.
    """
    if not view.dossier.claims:
        return ()
    tables = (_new(view), _asked(view, baseline), _steps(view, baseline), _pain(view, baseline))
    return (
        Section(
            "story",
            "How it came to this",
            (*_why(view), _known(view)),
            (),
            tuple(table for table in tables if table.rows),
        ),
    )


def _why(view: EvidenceView) -> tuple[str, ...]:
    """Which explanation has least against it, and how close the next is."""
    rows = hypothesis_rows(view)
    if not rows or not view.ach.claims:
        return ()
    question = next(iter(view.dossier.hypotheses.values())).question
    ranked = "; ".join(f"{lowered(row['text'].rstrip('.'))} ({row['against']:.1f})" for row in rows)
    return (
        f"{question} {len(rows)} explanations, by the weight of what is known that speaks against each, least first: "
        f"{ranked}. They do not exclude each other, and the weights are one coder's reading.",
    )


def _known(view: EvidenceView) -> str:
    """How much is known, and how well."""
    grades = view.grades.values()
    record = sum(grade.sourcing in ON_RECORD for grade in grades)
    likely = sum(grade.credibility <= LIKELY for grade in grades)
    against = sum(row.state == "open" for row in view.contradictions)
    pairs = f"{against} pair{' of accounts contradicts' if against == 1 else 's of accounts contradict'} each other"
    return (
        f"Of {len(view.grades)} claims known on {show_day(view.day)}, {record} are on record and {likely} graded at "
        f"least “possibly true”; {pairs}. A grade is a letter for the outlet (A reliable to E unreliable, F cannot be "
        "judged) and a digit for the claim (1 confirmed, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 "
        "cannot be judged)."
    )


def _steps(view: EvidenceView, baseline: date) -> Table:
    rows = [
        row
        for row in view.dossier.happenings.values()
        if isinstance(row, Event | Agreement)
        and row.move in STEPS
        and row.status != "hypothetical"
        and row.interval[0] >= baseline
        and row.interval[1] - row.interval[0] <= SHORT
    ]
    rows.sort(key=lambda row: (row.interval, row.id))
    left = len(rows) - MOST
    more = f"; {left} earlier ones are left out" if left > 0 else ""
    return Table(
        f"Step by step since {show_day(baseline)}{more}",
        ("day", "who", "does", "what", "grade"),
        tuple(
            (show_day(row.interval[0]), _who(view, row.actors), STEPS[str(row.move)], row.text, _grade(view, row))
            for row in rows[-MOST:]
        ),
    )


def _new(view: EvidenceView) -> Table:
    """What was said, asked, offered and agreed in the week before the day, as far as it became known in it."""
    since = view.day - timedelta(days=WEEK)
    rows = [
        (known, row)
        for row in view.dossier.happenings.values()
        if isinstance(row, Contact | Signal | Demand | Offer | Agreement | Event) and row.interval[0] > since
        if row.move not in ("escalate", "retaliate") and (known := view.dossier.known_happening(row)) > since
    ]
    rows.sort(key=lambda pair: (pair[0], pair[1].id))
    return Table(
        f"Said, asked and agreed in the last {WEEK} days, measures apart",
        ("known", "what", "by whom", "grade"),
        tuple((show_day(known), row.text, _tellers(view, row), _grade(view, row)) for known, row in rows[-MOST:]),
    )


def _asked(view: EvidenceView, baseline: date) -> Table:
    """Who asked for talks, turned to others or demanded something, and what came of it."""
    rows = [
        row
        for row in view.dossier.happenings.values()
        if isinstance(row, Contact | Demand | Outreach) and row.status != "hypothetical" and row.interval[1] >= baseline
    ]
    rows.sort(key=lambda row: (row.interval, row.id))
    return Table(
        "Towards the table: who asked, demanded, courted others, and what came of it",
        ("when", "what", "came of it", "by whom", "grade"),
        tuple(
            (show_days(*row.interval), _asked_what(row), _came_of(row), _tellers(view, row), _grade(view, row))
            for row in rows[-MOST_ASKED:]
        ),
    )


def _asked_what(row: Contact | Demand | Outreach) -> str:
    """What happened, with the points of a demand."""
    points = [point.text.rstrip(".") for point in row.points] if isinstance(row, Demand) else []
    return f"{row.text} {'; '.join(points)}." if points else row.text


def _came_of(row: Contact | Demand | Outreach) -> str:
    if isinstance(row, Contact):
        return outcome_words(row.outcome, row.reason)
    if isinstance(row, Demand) and row.answer == "open":
        return "no answer known"
    return row.answer if isinstance(row, Demand) else row.status.replace("actual", "done")


def _pain(view: EvidenceView, baseline: date) -> Table:
    rows = [
        row for row in view.dossier.happenings.values() if isinstance(row, StressReport) and row.interval[1] >= baseline
    ]
    rows.sort(key=lambda row: (row.economy, row.interval, row.id))
    return Table(
        "Signs of pain, as told by then: reports, not our figures",
        ("where", "what", "how known", "by whom", "grade"),
        tuple(
            (_place(view, row.economy), row.text, row.kind, _tellers(view, row), _grade(view, row))
            for row in rows[-MOST:]
        ),
    )


def _tellers(view: EvidenceView, row: Happening) -> str:
    claims = [view.dossier.claims[name] for name in row.cites if name in view.dossier.claims]
    return ", ".join(dict.fromkeys(str(voice["who"]) for claim in claims for voice in claim_voices(view, claim)))


def _grade(view: EvidenceView, row: Happening) -> str:
    return ", ".join(f"{view.grades[name].tag} [{name}]" for name in row.cites if name in view.grades)


def _who(view: EvidenceView, names: Sequence[str]) -> str:
    return ", ".join(_place(view, name) for name in names)


def _place(view: EvidenceView, name: str) -> str:
    known = view.dossier.people.get(name) or view.dossier.actors.get(name)
    if known:
        return known.name
    return "everywhere" if name == "all" else in_sentence(view.case.ledger.countries.names, name).removeprefix("the ")
