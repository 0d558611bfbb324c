"""Small dossiers about invented economies."""

from datetime import date
from types import SimpleNamespace

import pytest

from detente.evidence.dossier import Dossier
from detente.evidence.records import Attribution, Claim, Document, Link, Outlet, Source


def day(number: int) -> date:
    return date(2031, 3, number)


def document(name: str, known: int, outlet: str = "northern-agency", **more) -> Document:
    return Document(id=name, title=name, outlet=outlet, published=day(known), **more)


def source(name: str, kind: str = "anonymous", **more) -> Source:
    return Source.model_validate({"id": name, "class": kind, "description": name, **more})


def says(name: str, held: str, who: str, **more) -> Attribution:
    return Attribution(id=name, document=held, source=who, **more)


def claim(name: str, *attributions: str, **more) -> Claim:
    return Claim(id=name, text=f"{name} holds.", attributions=attributions, **more)


def link(name: str, one: str, other: str, kind: str) -> Link:
    return Link.model_validate({"id": name, "from": one, "to": other, "kind": kind, "reason": "typed for the test"})


def outlet(name: str, letter: str, *, primary: bool = False) -> Outlet:
    return Outlet(id=name, name=name, reliability=letter, reason="typed for the test", primary=primary)


def dossier(*records, **more) -> Dossier:
    fields = {
        Document: "documents",
        Source: "sources",
        Attribution: "attributions",
        Claim: "claims",
        Link: "links",
        Outlet: "outlets",
    }
    parts: dict = {name: {} for name in fields.values()}
    for record in records:
        parts[fields[type(record)]][record.id] = record
    return Dossier(**parts, **more)


@pytest.fixture(scope="session")
def make():
    """Makers of records."""
    return SimpleNamespace(
        day=day, document=document, source=source, says=says, claim=claim, link=link, outlet=outlet, dossier=dossier
    )
