"""The dossier in words and rows: what happened, who says it, what contradicts what, which explanation stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from detente.core.dates import show_day
from detente.report.page import Section, Table

if TYPE_CHECKING:
    from detente.case.evidence_view import EvidenceView
    from detente.evidence.happenings import Happening
    from detente.evidence.records import Attribution, Claim, Source

__all__ = [
    "claim_links",
    "claim_voices",
    "conflict_rows",
    "evidence_section",
    "happening_rows",
    "hypothesis_rows",
    "matrix_rows",
    "parameter_rows",
    "silent_rows",
]

SOURCING = {
    "P": "the act itself",
    "R1": "named, on record",
    "R2": "spokesperson or institution",
    "D": "document seen",
    "X2": "anonymous, two sides",
    "X1+": "two or more anonymous",
    "X1": "one anonymous",
    "E": "named expert",
    "T": "hearsay",
    "V": "reporter's own word",
    "": "text of a later day",
}


def happening_rows(view: EvidenceView, first: date, last: date) -> list[dict[str, Any]]:
    """Happenings whose days touch an interval, by day: what, status, kind, grade, known since, ids."""
    found = []
    disputed = {name for row in view.contradictions if row.state == "open" for name in row.claims}
    for row in view.dossier.happenings.values():
        begin, end = row.interval
        if end < first or begin > last:
            continue
        best = min((view.grades[name] for name in row.cites), key=lambda grade: -grade.weight, default=None)
        found.append(
            {
                "id": row.id,
                "first": begin,
                "last": end,
                "what": row.text,
                "type": row.type,
                "status": getattr(row, "outcome", row.status),
                "disputed": not disputed.isdisjoint(row.cites),
                "reason": getattr(row, "reason", None) or "",
                "by": ", ".join(_name(view, name) for name in row.actors),
                "initiator": _name(view, getattr(row, "initiator", "")),
                "known": _known(view, row),
                "grade": best.tag if best else "–",
                "sourcing": SOURCING[best.sourcing] if best else SOURCING[""],
                "claims": list(row.cites),
            }
        )
    return sorted(found, key=lambda row: (row["last"], row["first"], row["id"]))


def conflict_rows(view: EvidenceView) -> list[dict[str, Any]]:
    """Contradictions with both accounts side by side."""
    return [
        {
            "one": _account(view, row.claims[0]),
            "other": " / ".join(_account(view, name) for name in row.claims[1:]),
            "kind": row.kind,
            "state": row.state,
            "note": row.resolution or row.reason,
            "claims": list(row.claims),
        }
        for row in view.contradictions
    ]


def silent_rows(view: EvidenceView) -> list[dict[str, Any]]:
    """Parties that were asked and said nothing."""
    dossier = view.dossier
    return [
        {
            "who": dossier.sources[row.source].description,
            "kind": row.kind,
            "document": dossier.passages[row.passage].document,
            "about": list(row.about),
            "quote": dossier.passages[row.passage].selector.exact,
        }
        for row in dossier.nonresponses.values()
    ]


def parameter_rows(view: EvidenceView) -> list[dict[str, Any]]:
    """Parameters of models with the claims that they rest on, and the conflicts among those."""
    disputed = {name for row in view.contradictions if row.state == "open" for name in row.claims}
    found = []
    for row in view.dossier.parameters.values():
        grades = [view.grades[name] for name in row.claims]
        found.append(
            {
                "id": row.id,
                "what": row.what,
                "used_by": row.used_by,
                "value": row.value,
                "low": row.low,
                "high": row.high,
                "unit": row.unit,
                "best": max(grades, key=lambda grade: grade.weight).tag,
                "claims": list(row.claims),
                "disputed": sorted(disputed & set(row.claims)),
            }
        )
    return found


def hypothesis_rows(view: EvidenceView) -> list[dict[str, Any]]:
    """Hypotheses, fewest inconsistencies first, with the claim that would change the order."""
    ach, dossier = view.ach, view.dossier
    return [
        {
            "rank": number,
            "id": name,
            "text": dossier.hypotheses[name].text,
            "against": ach.inconsistency[name],
            "worst": [c for c in ach.claims if ach.fit[c, name] in ("I", "II")],
        }
        for number, name in enumerate(ach.hypotheses, 1)
    ]


def matrix_rows(view: EvidenceView) -> list[dict[str, Any]]:
    """Claims, most diagnostic first, with their cells."""
    ach = view.ach
    return [
        {
            "claim": claim,
            "text": view.dossier.claims[claim].text,
            "grade": view.grades[claim].tag,
            "diagnosticity": ach.diagnosticity[claim],
            "leads_without": ach.without.get(claim, ""),
            **{name: ach.fit[claim, name] for name in ach.hypotheses},
        }
        for claim in ach.claims
    ]


def claim_voices(view: EvidenceView, claim: Claim) -> list[dict[str, Any]]:
    """Who says a claim, in which passage, in which document."""
    dossier = view.dossier
    rows = [_voice(view, dossier.attributions[name]) for name in claim.attributions]
    for name in claim.passages if claim.voice == "reporter" else ():
        document = dossier.documents[dossier.passages[name].document]
        rows.append({**_place(view, name, document.id), "who": "the reporter", "class": "reporter", "says": "states"})
    return rows


def claim_links(view: EvidenceView, claim: Claim) -> list[dict[str, Any]]:
    """Every claim linked to one, and how."""
    rows = []
    for link in view.dossier.links_of(claim.id):
        other = link.to if link.from_ == claim.id else link.from_
        if other not in view.dossier.claims:
            continue
        rows.append(
            {
                "how": link.kind if link.from_ == claim.id else f"is {PASSIVE[link.kind]} by",
                "claim": other,
                "text": view.dossier.claims[other].text,
                "grade": view.grades[other].tag,
                "reason": link.reason,
            }
        )
    return rows


PASSIVE = {
    "supports": "supported",
    "repeats": "repeated",
    "updates": "updated",
    "narrows": "narrowed",
    "contradicts": "contradicted",
    "denies": "denied",
}


def evidence_section(view: EvidenceView) -> Section:
    """The page of the brief: conflicts of accounts, and competing explanations."""
    open_ = [row for row in conflict_rows(view) if row["state"] == "open"]
    ranked = hypothesis_rows(view)
    sentences = [
        f"{len(view.dossier.claims)} claims were known on {show_day(view.day)}; each stands in the case with passage, "
        f"speaker and grade: `detente why {view.case.name} --claim ID`."
    ]
    if ranked and view.ach.claims:
        question = next(iter(view.dossier.hypotheses.values())).question
        least = ranked[0]
        sentences.append(
            f"{question} Least speaks against: {least['text']} It is no proof: explanations may hold together, and the "
            "cells are one coder's judgement."
        )
        if view.ach.without:
            sentences.append(f"Without the claim {', '.join(view.ach.without)} another explanation would lead.")
    tables = []
    if open_:
        tables.append(
            Table(
                "Accounts that contradict each other; both stay",
                ("one account", "the other", "what differs"),
                tuple((row["one"], row["other"], row["kind"]) for row in open_),
            )
        )
    if view.ach.claims:
        tables.append(
            Table(
                "Competing explanations: fewest inconsistencies first",
                ("explanation", "weight against it", "claims against it"),
                tuple((row["text"], f"{row['against']:.1f}", ", ".join(row["worst"])) for row in ranked),
            )
        )
    about = [(row, kind) for row in view.dossier.claims.values() for kind in row.about if kind.startswith("measure:")]
    if about:
        tables.append(
            Table(
                "What texts say of measures that stand behind the rates above",
                ("measure", "claim", "says", "grade"),
                tuple(
                    (name.removeprefix("measure:"), row.id, row.text, view.grades[row.id].tag) for row, name in about
                ),
            )
        )
    return Section("evidence", "On what evidence", tuple(sentences), (), tuple(tables), annex=True)


def _account(view: EvidenceView, name: str) -> str:
    claim, grade = view.dossier.claims[name], view.grades[name]
    return f"{claim.text} [{name}, {grade.tag}, {_who(view, claim)}, known {view.dossier.known(claim)}]"


def _who(view: EvidenceView, claim: Claim) -> str:
    names = dict.fromkeys(
        _source(view, view.dossier.sources[view.dossier.attributions[a].source]) for a in claim.attributions
    )
    return ", ".join(names) or "no text of the day"


def _source(view: EvidenceView, source: Source) -> str:
    return _name(view, source.actor) if source.actor else source.description


def _name(view: EvidenceView, name: str) -> str:
    known = view.dossier.people.get(name) or view.dossier.actors.get(name)
    return known.name if known else name


def _known(view: EvidenceView, row: Happening) -> date:
    return row.known_on or min(view.dossier.known(view.dossier.claims[name]) for name in row.cites)


def _voice(view: EvidenceView, row: Attribution) -> dict[str, Any]:
    source = view.dossier.sources[row.source]
    count = source.count
    many = "" if count.max == 1 else f" ({count.min if count.max == count.min else _range(count.min, count.max)})"
    same = [f"{s.source} ({s.certainty})" for s in source.same_as]
    return {
        **_place(view, row.passage, row.document),
        "who": f"{_source(view, source)}{many}",
        "class": source.class_,
        "side": source.side,
        "says": f"{row.polarity}, {row.form}" + (f", depth {row.depth}" if row.depth > 1 else ""),
        "same_as": same,
        "attribution": row.id,
    }


def _range(low: int, high: int | None) -> str:
    return f"{low} or more" if high is None else f"{low} to {high}"


def _place(view: EvidenceView, passage: str, document: str) -> dict[str, Any]:
    dossier = view.dossier
    found = dossier.passages.get(passage)
    held = dossier.documents[found.document if found else document]
    return {
        "quote": found.selector.exact if found else "",
        "start": found.selector.start if found else None,
        "end": found.selector.end if found else None,
        "document": held.id,
        "title": held.title,
        "outlet": held.outlet,
        "published": held.known,
        "sha256": held.sha256,
        "url": held.url,
        "side": "unknown",
        "same_as": [],
        "attribution": "",
    }
