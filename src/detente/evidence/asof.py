"""What the dossier holds if nothing after a day is known.

``T`` the day; a record is visible if it was known by the end of ``T`` and no visible record supersedes it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TypeVar

from detente.evidence.dossier import Dossier
from detente.evidence.happenings import Happening
from detente.evidence.people import Barred, Person, Tenure
from detente.evidence.records import Claim, Identified

__all__ = ["as_of"]

R = TypeVar("R", bound=Identified)
P = TypeVar("P", Tenure, Barred)


def as_of(dossier: Dossier, day: date) -> Dossier:
    """The dossier as it could be known at the end of a day.

    Documents published later are gone, with their passages and attributions. A claim stays if it was known by then;
    of its attributions only those in visible documents stay. A claim or happening with ``known_on`` stays from that
    day on, even where the text at hand is of a later day: it then has no attribution. What rests on claims stays
    while one of them does; links, conflicts and cells stay while all their ends do. Posts that begin later are gone,
    and an end that lies ahead is open. A hypothesis stays from the day on which its question can be asked.

    Parameters
    ----------
    dossier
        The whole dossier.
    day
        Last day of knowledge.

    Returns
    -------
    Dossier
        The visible part; ``as_of`` of it for the same day is itself.
    """
    documents = {name: row for name, row in dossier.documents.items() if row.known <= day}
    passages = {name: row for name, row in dossier.passages.items() if row.document in documents}
    attributions = {
        name: row
        for name, row in dossier.attributions.items()
        if (row.document or dossier.passages[row.passage].document) in documents
    }
    claims = {
        name: _trimmed(row, attributions, passages)
        for name, row in dossier.claims.items()
        if _known(dossier, row) <= day
    }
    claims = _current(claims)
    happenings = _current(
        {
            name: row.model_copy(update={"cites": _kept(row.cites, claims)})
            for name, row in dossier.happenings.items()
            if _happened(dossier, row) <= day and (row.known_on or _kept(row.cites, claims))
        }
    )
    used = {row.source for row in attributions.values()}
    nonresponses = {name: row for name, row in dossier.nonresponses.items() if row.passage in passages}
    used |= {row.source for row in nonresponses.values()}
    sources = {
        name: row.model_copy(update={"same_as": tuple(same for same in row.same_as if same.source in used)})
        for name, row in dossier.sources.items()
        if name in used
    }
    ends, seen = {*claims, *happenings}, {*documents, *claims}
    hypotheses = {name: row for name, row in dossier.hypotheses.items() if not row.asked_on or row.asked_on <= day}
    return Dossier(
        documents=documents,
        outlets=dossier.outlets,
        passages=passages,
        sources=sources,
        attributions=attributions,
        claims=claims,
        nonresponses={
            name: row.model_copy(update={"about": _kept(row.about, claims)}) for name, row in nonresponses.items()
        },
        links={name: row for name, row in dossier.links.items() if {row.from_, row.to} <= ends},
        conflicts={name: row for name, row in dossier.conflicts.items() if set(row.claims) <= set(claims)},
        overrides={name: row for name, row in dossier.overrides.items() if row.claim in claims},
        hypotheses=hypotheses,
        cells={n: row for n, row in dossier.cells.items() if row.claim in claims and row.hypothesis in hypotheses},
        facts={name: row for name, row in dossier.facts.items() if not seen.isdisjoint(row.cites)},
        parameters={
            name: row.model_copy(update={"claims": _kept(row.claims, claims)})
            for name, row in dossier.parameters.items()
            if _kept(row.claims, claims)
        },
        actors=dossier.actors,
        people={name: _person(row, day) for name, row in dossier.people.items()},
        happenings=happenings,
    )


def _person(person: Person, day: date) -> Person:
    """The person with the posts and listings begun by a day; an end that lies ahead is not yet known."""
    posts = tuple(_begun(post, day) for post in person.tenure if post.from_ is None or post.from_ <= day)
    listings = tuple(_begun(row, day) for row in person.barred if row.from_ is None or row.from_ <= day)
    return person.model_copy(update={"tenure": posts, "barred": listings})


def _begun(row: P, day: date) -> P:
    return row if row.until is None or row.until <= day else row.model_copy(update={"until": None})


def _known(dossier: Dossier, claim: Claim) -> date:
    # A view that was cut before may hold a claim without attributions; it then has known_on.
    return claim.known_on or dossier.known(claim)


def _happened(dossier: Dossier, happening: Happening) -> date:
    known = [_known(dossier, dossier.claims[name]) for name in happening.cites if name in dossier.claims]
    return happening.known_on or min(known, default=date.max)


def _trimmed(claim: Claim, attributions: Collection[str], passages: Collection[str]) -> Claim:
    return claim.model_copy(
        update={"attributions": _kept(claim.attributions, attributions), "passages": _kept(claim.passages, passages)}
    )


def _kept(names: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in known)


def _current(rows: Mapping[str, R]) -> dict[str, R]:
    """The records that no other of them supersedes."""
    superseded = {getattr(row, "supersedes", "") for row in rows.values()}
    return {name: row for name, row in rows.items() if name not in superseded}
