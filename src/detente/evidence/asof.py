"""What the dossier holds if nothing after a day is known.

``T`` the day; a record is visible if it was known by the end of ``T`` and no visible record supersedes it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypeVar

from detente.evidence.dossier import Dossier
from detente.evidence.happenings import Happening
from detente.evidence.people import Barred, Person, Tenure
from detente.evidence.records import Claim
from detente.evidence.withhold import current, keep, kept

__all__ = ["as_of"]

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
    documents = {name for name, row in dossier.documents.items() if row.known <= day}
    claims = {name: row for name, row in dossier.claims.items() if _known(dossier, row) <= day}
    visible = current(claims)
    happenings = {
        name: row
        for name, row in dossier.happenings.items()
        if _happened(dossier, row) <= day and (row.known_on or kept(row.cites, visible))
    }
    left = keep(dossier, documents, claims, happenings)
    hypotheses = {name: row for name, row in dossier.hypotheses.items() if not row.asked_on or row.asked_on <= day}
    return replace(
        left,
        hypotheses=hypotheses,
        cells={name: row for name, row in left.cells.items() if row.hypothesis in hypotheses},
        people={name: _person(row, day) for name, row in dossier.people.items()},
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
