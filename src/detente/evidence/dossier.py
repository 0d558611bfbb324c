"""The dossier of a case: every record by id, and what follows from their references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from types import MappingProxyType
from typing import final

from detente.evidence.happenings import Happening
from detente.evidence.people import Actor, Person
from detente.evidence.records import (
    Attribution,
    Cell,
    Claim,
    Conflict,
    Document,
    Fact,
    Hypothesis,
    Identified,
    Link,
    NonResponse,
    Outlet,
    Override,
    Parameter,
    Passage,
    Source,
)

__all__ = ["Dossier"]


@final
@dataclass(frozen=True, slots=True)
class Dossier:
    """Records by id, one mapping for each kind, each in the order of ids.

    Attributes
    ----------
    documents, outlets, passages, sources, attributions, claims, nonresponses
        Texts, who publishes them, places in them, who speaks, and what is said or not said.
    links, conflicts, overrides
        What somebody judged about claims.
    hypotheses, cells
        Competing explanations and how claims fit them.
    facts, parameters
        Dated facts, and numbers or rules of models with their claims.
    actors, people
        Institutions, and persons with dated posts.
    happenings
        Everything that happened or is said to have happened, of every kind.
    """

    documents: Mapping[str, Document] = field(default_factory=dict)
    outlets: Mapping[str, Outlet] = field(default_factory=dict)
    passages: Mapping[str, Passage] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    attributions: Mapping[str, Attribution] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    nonresponses: Mapping[str, NonResponse] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    hypotheses: Mapping[str, Hypothesis] = field(default_factory=dict)
    cells: Mapping[str, Cell] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    actors: Mapping[str, Actor] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    happenings: Mapping[str, Happening] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in fields(self):
            rows: Mapping[str, Identified] = getattr(self, part.name)
            object.__setattr__(self, part.name, MappingProxyType({name: rows[name] for name in sorted(rows)}))

    def __iter__(self) -> Iterator[Identified]:
        """Every record, kind by kind."""
        for part in fields(self):
            yield from getattr(self, part.name).values()

    def document_of(self, attribution: Attribution) -> Document:
        """The document that an attribution stands in."""
        name = attribution.document or self.passages[attribution.passage].document
        return self.documents[name]

    def origin(self, document: str) -> str:
        """The document at the end of a chain of copies; of a circle, the first by name."""
        chain = [document]
        while (source := self.documents[chain[-1]].derived_from) and source not in chain:
            if source not in self.documents:
                break
            chain.append(source)
        else:
            return min(chain) if source else chain[-1]
        return chain[-1]

    def documents_of(self, claim: Claim) -> tuple[Document, ...]:
        """Documents that carry a claim, earliest first."""
        found = {d.id: d for name in claim.attributions for d in [self.document_of(self.attributions[name])]}
        found |= {d.id: d for name in claim.passages for d in [self.documents[self.passages[name].document]]}
        return tuple(sorted(found.values(), key=lambda document: (document.known, document.id)))

    def known(self, claim: Claim) -> date:
        """First day on which the public could know a claim."""
        return claim.known_on or min(document.known for document in self.documents_of(claim))

    def known_happening(self, happening: Happening) -> date:
        """First day on which the public could know of a happening."""
        return happening.known_on or min(self.known(self.claims[name]) for name in happening.cites)

    def of_claim(self, claim: str) -> tuple[Happening, ...]:
        """Happenings that rest on a claim."""
        return tuple(happening for happening in self.happenings.values() if claim in happening.cites)

    def links_of(self, record: str) -> tuple[Link, ...]:
        """Links to and from a record."""
        return tuple(link for link in self.links.values() if record in (link.from_, link.to))
