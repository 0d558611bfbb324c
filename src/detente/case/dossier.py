"""Tables of the dossier in a case folder, the Dossier made of them, and what must hold between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from detente.case.ontology import load_ontology
from detente.case.toml import Place
from detente.core.labels import close_name
from detente.core.records import Record
from detente.evidence.dossier import Dossier
from detente.evidence.happenings import (
    Agreement,
    Contact,
    Demand,
    Event,
    Happening,
    Offer,
    Outreach,
    Response,
    Signal,
    StressReport,
    ThirdTalks,
)
from detente.evidence.links import persons_out_of_office
from detente.evidence.people import Actor, Person
from detente.evidence.records import (
    Attribution,
    Cell,
    Claim,
    Conflict,
    Fact,
    Hypothesis,
    Link,
    NonResponse,
    Outlet,
    Override,
    Parameter,
    Passage,
    Source,
)

__all__ = ["DOSSIER_FILES", "EVERY", "dossier_problems", "make_dossier"]

Rows = Mapping[str, Sequence[tuple[Any, Place]]]

HAPPENINGS: Mapping[str, type[Record]] = {
    "event": Event,
    "contact": Contact,
    "signal": Signal,
    "response": Response,
    "demand": Demand,
    "offer": Offer,
    "agreement": Agreement,
    "outreach": Outreach,
    "third_talks": ThirdTalks,
    "stress": StressReport,
}
FIELDS: Mapping[str, tuple[str, type[Record]]] = {
    "outlet": ("outlets", Outlet),
    "passage": ("passages", Passage),
    "source": ("sources", Source),
    "attribution": ("attributions", Attribution),
    "claim": ("claims", Claim),
    "nonresponse": ("nonresponses", NonResponse),
    "link": ("links", Link),
    "conflict": ("conflicts", Conflict),
    "override": ("overrides", Override),
    "hypothesis": ("hypotheses", Hypothesis),
    "cell": ("cells", Cell),
    "fact": ("facts", Fact),
    "parameter": ("parameters", Parameter),
    "actor": ("actors", Actor),
    "person": ("people", Person),
}
"""Table in a file to the field of the Dossier and its record."""
EVERY: Mapping[str, type[Record]] = {**{table: record for table, (_, record) in FIELDS.items()}, **HAPPENINGS}
"""Table in a file to its record."""
GROUPS = {
    "sources": ("source",),
    "outlets": ("outlet",),
    "actors": ("actor",),
    "people": ("person",),
    "contacts": ("contact",),
    "signals": ("signal",),
    "responses": ("response",),
    "offers": ("demand", "offer", "agreement"),
    "third": ("outreach", "third_talks"),
    "events": ("event",),
    "stress": ("stress",),
    "links": ("link", "conflict", "override"),
    "ach": ("hypothesis", "cell"),
    "facts": ("fact",),
    "parameters": ("parameter",),
    "evidence": tuple(EVERY),
}
DOSSIER_FILES: Mapping[str, Mapping[str, type[Record]]] = {
    name: {table: EVERY[table] for table in tables} for name, tables in GROUPS.items()
}
"""File or folder of a case to the tables it may hold; ``evidence/`` may hold all of them."""

REFERENCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "passage": {"document": ("document",)},
    "attribution": {
        "passage": ("passage",),
        "document": ("document",),
        "source": ("source",),
        "nested_in": ("attribution",),
    },
    "claim": {"attributions": ("attribution",), "passages": ("passage",), "supersedes": ("claim",)},
    "nonresponse": {"passage": ("passage",), "source": ("source",), "about": ("claim",)},
    "link": {"from_": ("claim", *HAPPENINGS), "to": ("claim", *HAPPENINGS)},
    "conflict": {"claims": ("claim",)},
    "override": {"claim": ("claim",)},
    "cell": {"claim": ("claim",), "hypothesis": ("hypothesis",)},
    "fact": {"cites": ("claim", "document")},
    "parameter": {"claims": ("claim",)},
    "source": {"actor": ("actor", "person")},
    "actor": {"of": ("actor",)},
    **{
        table: {
            "cites": ("claim",),
            "supersedes": tuple(HAPPENINGS),
            "same_event": tuple(HAPPENINGS),
            "measures": ("measure", "repeal", "stacking"),
            "intermediary": ("actor", "person"),
        }
        for table in HAPPENINGS
    },
}
"""Field of a table to the tables whose ids it may name."""
EVERYBODY = ("all", "third")


def make_dossier(rows: Rows) -> Dossier:
    """The dossier of a case from the records that were read."""
    parts: dict[str, dict[str, Any]] = {
        field: {row.id: row for row, _ in rows.get(table, ())} for table, (field, _) in FIELDS.items()
    }
    parts["documents"] = {row.id: row for row, _ in rows.get("document", ())}
    parts["happenings"] = {row.id: row for table in HAPPENINGS for row, _ in rows.get(table, ())}
    return Dossier(**parts)


def dossier_problems(
    rows: Rows, lacks: Callable[[str, Collection[str]], bool], economy: Callable[[str], str]
) -> list[str]:
    """A sentence for each reference that leads nowhere, unknown type, and day that cannot be.

    Parameters
    ----------
    rows
        Records by table, with their places.
    lacks
        True if a name is missing from those given and nothing unread may hold it.
    economy
        A sentence if a code is no economy, else empty.
    """
    ids = {table: {row.id for row, _ in placed} for table, placed in rows.items()}
    found = []
    for table, fields in REFERENCES.items():
        for row, place in rows.get(table, ()):
            for field, targets in fields.items():
                known = {name for target in targets for name in ids.get(target, ())}
                found += [
                    f'{place.at(field.rstrip("_"))}: there is no {_words(targets)} "{name}".{close_name(name, known)}'
                    for name in _named(row, field)
                    if lacks(name, known)
                ]
    found += _people(rows, ids, lacks)
    types = load_ontology().types
    actors = {*ids.get("actor", ()), *ids.get("person", ()), *EVERYBODY}
    for table in HAPPENINGS:
        for row, place in rows.get(table, ()):
            found += list(_happening(row, place, types, actors, lacks, economy))
    if not found:
        found = list(_dated(rows))
    return found


def _words(targets: Sequence[str]) -> str:
    return "record" if len(targets) > 2 else " or ".join(targets)


def _named(row: Any, field: str) -> tuple[str, ...]:
    value = getattr(row, field, ())
    return (value,) if isinstance(value, str) and value else tuple(value)


def _people(
    rows: Rows, ids: Mapping[str, Collection[str]], lacks: Callable[[str, Collection[str]], bool]
) -> Iterator[str]:
    cited = {*ids.get("document", ()), *ids.get("claim", ())}
    for source, place in rows.get("source", ()):
        for same in source.same_as:
            if lacks(same.source, ids.get("source", ())):
                yield f'{place.at("same_as")}: there is no source "{same.source}".'
    for person, place in rows.get("person", ()):
        for part in (*person.tenure, *person.barred):
            for name in part.cites:
                if lacks(name, cited):
                    yield f'{place}: cites "{name}", which is no document or claim.{close_name(name, cited)}'
        for post in person.tenure:
            if post.actor and lacks(post.actor, ids.get("actor", ())):
                yield f'{place}: post "{post.post}" names the actor "{post.actor}", which does not exist.'


def _happening(
    row: Happening,
    place: Place,
    types: Collection[str],
    actors: Collection[str],
    lacks: Callable[[str, Collection[str]], bool],
    economy: Callable[[str], str],
) -> Iterator[str]:
    for name in (row.type, *getattr(row, "also", ())):
        if name not in types:
            yield f'{place.at("type")}: "{name}" is no type of the ontology.{close_name(name, types)}'
    for field in ("actors", "targets"):
        for name in getattr(row, field):
            if lacks(name, actors) and (not name.isupper() or economy(name)):
                yield (
                    f'{place.at(field)}: "{name}" is no person, no actor and no economy.{close_name(name, actors)} '
                    "Add it to people.toml or actors.toml."
                )
    if row.known_on and row.status in ("actual", "ended") and row.known_on < row.interval[0]:
        yield f"{place.at('known_on')}: {row.known_on} lies before it happened ({row.interval[0]})."


def _dated(rows: Rows) -> Iterator[str]:
    places = {row.id: place for table in HAPPENINGS for row, place in rows.get(table, ())}
    for happening, person in persons_out_of_office(make_dossier(rows)):
        yield (
            f'{places[happening].at("actors")}: "{person}" holds no dated post on those days. '
            "Correct the day, or the posts in people.toml."
        )
