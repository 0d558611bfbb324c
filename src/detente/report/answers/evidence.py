"""What is known of a conflict on a day: happenings, claims, competing explanations, parameters."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from detente.case.asked import case_meta, knowledge_notes
from detente.case.case import Case
from detente.case.evidence_view import EvidenceView
from detente.case.evidence_view import dossier as look
from detente.core.dates import show_day
from detente.core.errors import UsageError
from detente.evidence.archive import Checked
from detente.report.answer import Answer, Column, Table
from detente.report.evidence import (
    claim_links,
    claim_voices,
    conflict_rows,
    happening_rows,
    hypothesis_rows,
    matrix_rows,
    parameter_rows,
    silent_rows,
)

__all__ = [
    "ach_answer",
    "claim_answer",
    "evidence_answer",
    "evidence_head",
    "evidence_meta",
    "parameters_answer",
    "view_of",
]

LEGEND = (
    "CC very consistent, C consistent, N neither, I inconsistent, II very inconsistent. Weight against: sum of the "
    "grade's weight, once for I and twice for II. Cells are one coder's judgement; explanations may hold together."
)
SPAN = timedelta(days=30)
"""Days of happenings that are shown by default."""


def view_of(case: Case, day: date | None) -> tuple[EvidenceView, tuple[str, ...]]:
    """The dossier of a case as of a day, and a note where that day lies outside its record."""
    return look(case, day), knowledge_notes(case, day)


def evidence_answer(
    view: EvidenceView,
    notes: tuple[str, ...],
    on: date | None = None,
    since: date | None = None,
    checked: Checked | None = None,
) -> Answer:
    """Happenings, accounts that contradict each other, and parties that did not answer.

    Parameters
    ----------
    view, notes
        From :func:`view_of`.
    on, since
        Last and first day of the happenings shown; None takes the day of knowledge, and 30 days before the last.
    checked
        Passages checked against their texts.

    Raises
    ------
    UsageError
        If ``since`` lies after the last day.
    """
    last = on or view.day
    first = since or last - SPAN
    if first > last:
        raise UsageError(f"--since {first} lies after the last day shown ({last}).")
    happenings, conflicts, silent = happening_rows(view, first, last), conflict_rows(view), silent_rows(view)
    late = [row for row in happening_rows(view, date.min, first) if row["last"] < first <= row["known"]]
    dossier = view.dossier
    return Answer(
        verb="evidence",
        meta=evidence_meta(view, on=last),
        body={
            "since": first,
            "counts": {
                "documents": len(dossier.documents),
                "claims": len(dossier.claims),
                "happenings": len(dossier.happenings),
                "passages": len(dossier.passages),
            },
            "happenings": happenings,
            "became_known": late,
            "contradictions": conflicts,
            "not_answered": silent,
            "claims": {name: _grade(view, name) for name in dossier.claims},
            **({"texts": asdict(checked)} if checked else {}),
        },
        head=evidence_head("Evidence", view),
        intro=(
            f"{len(dossier.claims)} claims and {len(dossier.happenings)} happenings were known by then, from "
            f"{len(dossier.documents)} documents. Nothing that became known later is used.",
        ),
        tables=(
            *(_conflicts(conflicts),),
            _happened(f"What happened, or is said to have happened, {show_day(first)} to {show_day(last)}", happenings),
            *((_happened(f"Happened before, became public since {show_day(first)}", late),) if late else ()),
            *(
                (
                    Table(
                        "Asked, and did not answer",
                        (Column("who", "who"), Column("document", "in", "code"), Column("about", "about the claim")),
                        silent,
                    ),
                )
                if silent
                else ()
            ),
        ),
        lines=(
            "Grade: outlet A to F, then credibility 1 (confirmed) to 5 (improbable), 6 cannot be judged. "
            f"From a claim down to its passage: detente why {view.case.name} --claim ID.",
            *(_checked(checked) if checked else ()),
        ),
        warnings=notes,
        data=Table(
            "",
            tuple(Column(key, key) for key in ("id", "first", "last", "type", "status", "known", "grade", "claims")),
            happenings,
        ),
    )


def ach_answer(view: EvidenceView, notes: tuple[str, ...]) -> Answer:
    """Competing explanations, fewest inconsistencies first."""
    ranked, rows = hypothesis_rows(view), matrix_rows(view)
    question = next((row.question for row in view.dossier.hypotheses.values()), "")
    return Answer(
        verb="evidence-ach",
        meta=evidence_meta(view),
        body={"question": question, "hypotheses": ranked, "claims": rows},
        head=evidence_head("Competing explanations", view),
        intro=tuple(sentence for sentence in (question,) if sentence),
        tables=_matrix(view, ranked, rows) if rows else (),
        lines=(
            *(() if rows else ("No competing explanations are on record for that day.",)),
            *((LEGEND,) if rows else ()),
            *(
                f"Without {row['claim']} the first place would go to {row['leads_without']}."
                for row in rows
                if row["leads_without"]
            ),
        ),
        warnings=notes,
    )


def claim_answer(view: EvidenceView, notes: tuple[str, ...], name: str) -> Answer:
    """One claim: grade, voices, passages, links, and what rests on it."""
    row = view.claim(name)
    voices, links = claim_voices(view, row), claim_links(view, row)
    happenings = view.dossier.of_claim(name)
    rests = [one for one in view.dossier.parameters.values() if name in one.claims]
    conflicts = [one for one in conflict_rows(view) if name in one["claims"]]
    silent = [one for one in silent_rows(view) if name in one["about"]]
    grade = view.grades[name]
    return Answer(
        verb="claim",
        meta=evidence_meta(view),
        body={
            "claim": row.model_dump(mode="json"),
            "known_on": view.dossier.known(row),
            "grade": _grade(view, name),
            "voices": voices,
            "links": links,
            "contradictions": conflicts,
            "not_answered": silent,
            "happenings": [one.id for one in happenings],
            "parameters": [one.id for one in rests],
        },
        head=evidence_head(f"Claim {name}", view),
        intro=(
            row.text,
            f"Grade {grade.tag}; credibility {grade.sentence}.",
            f"Known since {show_day(view.dossier.known(row))}; weight in models {grade.weight:g}"
            + (f"; flags: {', '.join(grade.flags)}." if grade.flags else "."),
        ),
        tables=(
            *(_voices(voices),),
            *(
                (
                    Table(
                        "Linked claims",
                        (
                            Column("how", "how"),
                            Column("claim", "claim"),
                            Column("text", "says"),
                            Column("grade", "grade", "code"),
                        ),
                        links,
                    ),
                )
                if links
                else ()
            ),
            *((_conflicts(conflicts),) if conflicts else ()),
        ),
        lines=(
            *dict.fromkeys(_place(one) for one in voices),
            *(f"Asked, did not answer: {one['who']} ({one['kind']})." for one in silent),
            *(
                f"Rests on it: {one.id} ({one.type}, {getattr(one, 'outcome', one.status)}): {one.text}"
                for one in happenings
            ),
            *(f"Parameter {one.id}: {one.what}" for one in rests),
            *((f"Note: {row.note}",) if row.note else ()),
        ),
        warnings=notes,
    )


def parameters_answer(view: EvidenceView, notes: tuple[str, ...]) -> Answer:
    """Numbers and rules of models with the claims that they rest on."""
    rows = parameter_rows(view)
    shown = [{**row, "conflict": "open" if row["disputed"] else ""} for row in rows]
    return Answer(
        verb="evidence-parameters",
        meta=evidence_meta(view),
        body={"parameters": rows},
        head=evidence_head("Parameters and what they rest on", view),
        tables=(
            Table(
                "",
                (
                    Column("id", "parameter"),
                    Column("what", "says"),
                    Column("best", "best grade", "code"),
                    Column("conflict", "conflict"),
                    Column("claims", "claims"),
                ),
                shown,
            ),
        ),
        warnings=notes,
    )


def _matrix(view: EvidenceView, ranked: list[dict[str, Any]], rows: list[dict[str, Any]]) -> tuple[Table, ...]:
    return (
        Table(
            "Fewest inconsistencies first",
            (
                Column("rank", "", "number", 0),
                Column("text", "explanation"),
                Column("id", "column", "code"),
                Column("against", "weight against", "number", 1),
            ),
            ranked,
        ),
        Table(
            "Claims, most diagnostic first",
            (
                Column("claim", "claim", "code"),
                Column("grade", "grade", "code"),
                *(Column(name, name) for name in view.ach.hypotheses),
            ),
            rows,
        ),
        Table("What the claims say", (Column("claim", "claim", "code"), Column("text", "says")), rows),
    )


def _checked(checked: Checked) -> tuple[str, str]:
    stand = f"{len(checked.exact)} passages stand at their place, {len(checked.moved)} moved, {len(checked.drifted)} "
    unread = f"No text at hand of: {', '.join(checked.unread)}." if checked.unread else "Every text was at hand."
    return f"{stand}are not found.", unread


def _happened(title: str, rows: list[dict[str, Any]]) -> Table:
    columns = (
        Column("when", "when"),
        Column("told", "what [claim, grade]"),
        Column("status", "status"),
        Column("known", "public since", "code"),
    )
    return Table(title, columns, [_shown(row) for row in rows])


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    status = f"{row['status']}: {row['reason']}" if row["reason"] not in ("", "unknown") else row["status"]
    status = f"{status}, disputed" if row["disputed"] and status != "disputed" else status
    when = f"{row['first']}" if row["last"] == row["first"] else f"{row['first']} to {row['last']}"
    told = f"{row['what']} [{', '.join((*row['claims'][:1], row['grade']))}]"
    return {"when": when, "told": told, "status": status, "known": row["known"]}


def evidence_meta(view: EvidenceView, **more: Any) -> dict[str, Any]:
    """What identifies the dossier behind an answer."""
    return {**case_meta(view.case), "as_of": view.day, **more}


def evidence_head(title: str, view: EvidenceView) -> str:
    """A headline with the day of knowledge and the case."""
    return f"{title} · known {show_day(view.day)} · {view.case.stamp}"


def _grade(view: EvidenceView, name: str) -> dict[str, Any]:
    grade = view.grades[name]
    return {
        "tag": grade.tag,
        "outlet": grade.outlet,
        "sourcing": grade.sourcing,
        "credibility": grade.credibility,
        "computed": grade.computed,
        "groups": grade.groups,
        "sides": list(grade.sides),
        "flags": list(grade.flags),
        "rule": grade.rule,
        "sentence": grade.sentence,
        "weight": grade.weight,
        "confidence": grade.confidence,
        "override": grade.override.reason if grade.override else None,
    }


def _conflicts(rows: list[dict[str, Any]]) -> Table:
    columns = (
        Column("one", "one account"),
        Column("other", "the other"),
        Column("kind", "differs in"),
        Column("state", "state"),
        Column("note", "why"),
    )
    return Table("Accounts that contradict each other; both stay", columns, rows)


def _voices(rows: list[dict[str, Any]]) -> Table:
    columns = (
        Column("who", "who"),
        Column("class", "class"),
        Column("side", "side", "code"),
        Column("says", "says"),
        *((Column("quote", "words in the text"),) if any(row["quote"] for row in rows) else ()),
        Column("document", "document"),
        Column("published", "published", "code"),
    )
    return Table("Who says it", columns, rows)


def _place(row: dict[str, Any]) -> str:
    where = f"characters {row['start']} to {row['end']}" if row["quote"] else "text not at hand, cited as a whole"
    hashed = f", sha256 {row['sha256'][:12]}…" if row["sha256"] else ""
    address = f", {row['url']}" if row["url"] else ""
    same = f"; may be or is the same as {', '.join(row['same_as'])}" if row["same_as"] else ""
    return f"{row['document']} ({row['title']}; {row['outlet']}{hashed}{address}): {where}{same}."
