"""The part of a dossier that stands on some of its documents, and what it holds if one had never been read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from detente.evidence.dossier import Dossier
from detente.evidence.happenings import Happening
from detente.evidence.people import Barred, Person, Tenure
from detente.evidence.records import Claim, Identified

__all__ = ["current", "keep", "kept", "withhold"]

R = TypeVar("R", bound=Identified)
P = TypeVar("P", Tenure, Barred)


def keep(
    dossier: Dossier, documents: Collection[str], claims: Mapping[str, Claim], happenings: Mapping[str, Happening]
) -> Dossier:
    """The part of a dossier that some documents, claims and happenings carry.

    Passages and attributions stay with their document. Claims and happenings name only what stays; what rests on
    claims stays while one of them does; links, conflicts and cells stay while all their ends do.

    Parameters
    ----------
    dossier
        The whole dossier.
    documents
        Documents that stay.
    claims, happenings
        Those that stay; of them those that no other of them supersedes.
    """
    passages = {name: row for name, row in dossier.passages.items() if row.document in documents}
    attributions = {
        name: row
        for name, row in dossier.attributions.items()
        if (row.document or dossier.passages[row.passage].document) in documents
    }
    claims = {
        name: row.model_copy(
            update={"attributions": kept(row.attributions, attributions), "passages": kept(row.passages, passages)}
        )
        for name, row in current(claims).items()
    }
    happenings = current(
        {name: row.model_copy(update={"cites": kept(row.cites, claims)}) for name, row in happenings.items()}
    )
    used = {row.source for row in attributions.values()}
    nonresponses = {name: row for name, row in dossier.nonresponses.items() if row.passage in passages}
    used |= {row.source for row in nonresponses.values()}
    ends, seen = {*claims, *happenings}, {*documents, *claims}
    return replace(
        dossier,
        documents={name: row for name, row in dossier.documents.items() if name in documents},
        passages=passages,
        sources={
            name: row.model_copy(update={"same_as": tuple(same for same in row.same_as if same.source in used)})
            for name, row in dossier.sources.items()
            if name in used
        },
        attributions=attributions,
        claims=claims,
        nonresponses={
            name: row.model_copy(update={"about": kept(row.about, claims)}) for name, row in nonresponses.items()
        },
        links={name: row for name, row in dossier.links.items() if {row.from_, row.to} <= ends},
        conflicts={name: row for name, row in dossier.conflicts.items() if set(row.claims) <= set(claims)},
        overrides={name: row for name, row in dossier.overrides.items() if row.claim in claims},
        cells={n: row for n, row in dossier.cells.items() if row.claim in claims},
        facts={name: row for name, row in dossier.facts.items() if not seen.isdisjoint(row.cites)},
        parameters={
            name: row.model_copy(update={"claims": kept(row.claims, claims)})
            for name, row in dossier.parameters.items()
            if kept(row.claims, claims)
        },
        happenings=happenings,
    )


def withhold(dossier: Dossier, document: str) -> Dossier:
    """The dossier as if a document, and what copies it, had never been read.

    A claim goes if no other document carries it, even where it says that the public could know it earlier: that, too,
    is known from this document alone. What rests on such claims alone goes with them, posts of persons included.

    Parameters
    ----------
    dossier
        The whole dossier.
    document
        Id of the document.

    Returns
    -------
    Dossier
        What is left.
    """
    documents = {name for name in dossier.documents if document not in (name, dossier.origin(name))}
    claims = {
        name: row
        for name, row in dossier.claims.items()
        if not documents.isdisjoint(other.id for other in dossier.documents_of(row))
    }
    happenings = {name: row for name, row in dossier.happenings.items() if kept(row.cites, claims)}
    left = keep(dossier, documents, claims, happenings)
    seen = {*documents, *claims}
    return replace(left, people={name: _person(row, seen) for name, row in left.people.items()})


def kept(names: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """Those of some names that are known, in their order."""
    return tuple(name for name in names if name in known)


def current(rows: Mapping[str, R]) -> dict[str, R]:
    """The records that no other of them supersedes."""
    superseded = {getattr(row, "supersedes", "") for row in rows.values()}
    return {name: row for name, row in rows.items() if name not in superseded}


def _person(person: Person, seen: Collection[str]) -> Person:
    return person.model_copy(update={"tenure": _cited(person.tenure, seen), "barred": _cited(person.barred, seen)})


def _cited(rows: tuple[P, ...], seen: Collection[str]) -> tuple[P, ...]:
    return tuple(row for row in rows if not row.cites or kept(row.cites, seen))
