"""Places, institutions and persons with dated tenures; the case's own rows come first and win."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, final

from detente.desk.lexicon import table

__all__ = ["Found", "Gazetteer", "Tenure", "build_gazetteer"]


START = re.compile(r"(?<![\w-])\w+")


@final
@dataclass(frozen=True, slots=True)
class Found:
    """An actor named in a text: its place, id and side, and whether it is a person, an institution or a place."""

    start: int
    end: int
    id: str
    side: str | None
    kind: str


@final
@dataclass(frozen=True, slots=True)
class Tenure:
    """A post that a person held, both days included; None is open."""

    person: str
    surname: str
    post: str
    side: str | None
    first: date | None
    last: date | None


@final
@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names and what they stand for.

    Attributes
    ----------
    names
        Name or alias to (id, side, kind); kind is place, adjective, capital, institution, person or surname.
    first
        First word of a name to the names that start with it, longest first.
    tenures
        Posts held.
    facts
        Dated facts: words that name it, id, first and last day.
    digest
        Hash of all rows.
    """

    names: Mapping[str, tuple[str, str | None, str]]
    first: Mapping[str, tuple[str, ...]]
    tenures: tuple[Tenure, ...]
    facts: tuple[tuple[str, str, date, date], ...]
    digest: str

    def find(self, words: str, start: int = 0, end: int | None = None) -> list[Found]:
        """Every name in a piece of a text, in text order."""
        found: list[Found] = []
        stop = len(words) if end is None else end
        past = start
        for m in START.finditer(words, start, stop):
            if m.start() < past:
                continue
            for name in self.first.get(m[0], ()):
                past = m.start() + len(name)
                if past <= stop and words.startswith(name, m.start()) and not words[past : past + 1].isalnum():
                    found.append(Found(m.start(), past, *self.names[name]))
                    break
            else:
                past = m.start()
        return found

    def side(self, phrase: str) -> str | None:
        """Side of a phrase: that of its first name that has one ("Norland's embassy in Sudland": Norland's)."""
        familiar = re.search(r"\b(?:familiar|briefed|close|knowledge|who|which)\b", phrase)
        found = self.find(phrase, 0, familiar.start() if familiar else None)
        return next((f.side for f in found if f.side), None)

    def actor(self, phrase: str) -> str | None:
        """Id of the actor that a phrase names: the longest name in it that is no adjective."""
        found = [
            f
            for f in self.find(phrase)
            if f.kind in ("institution", "person", "surname") and not phrase[: f.start].endswith(" in ")
        ]
        if found:
            return max(found, key=lambda f: f.end - f.start).id
        bare = phrase.strip().removeprefix("the ").removeprefix("The ")
        return self.names[bare][0] if bare in self.names and self.names[bare][2] in ("place", "capital") else None

    def person(self, name: str) -> str | None:
        """Id of a person by full name or known surname."""
        row = self.names.get(name)
        return row[0] if row and row[2] in ("person", "surname") else None

    def side_of_person(self, name: str) -> str | None:
        """Side of a person."""
        row = self.names.get(name)
        return row[1] if row and row[2] in ("person", "surname") else None

    def is_place(self, word: str) -> bool:
        """Whether a word is a state, its adjective or its capital."""
        row = self.names.get(word.removeprefix("the ").removeprefix("The "))
        return row is not None and row[2] in ("place", "adjective", "capital")

    def is_institution(self, name: str) -> bool:
        """Whether a name is an institution."""
        row = self.names.get(name)
        return row is not None and row[2] in ("institution", "place", "capital")


@cache
def _packaged() -> Gazetteer:
    return _build([table("places"), table("offices")])


def build_gazetteer(case: Mapping[str, Any] | None = None) -> Gazetteer:
    """The packaged gazetteer, with the rows of a case before it.

    Parameters
    ----------
    case
        Tables ``country`` (code, name, adjective, capital, aliases), ``actor`` (id, name, aliases, side), ``person``
        (id, name, aliases, tenure) and ``fact`` (id, name, aliases, and on, or from and to); each may be missing.
    """
    if not case:
        return _packaged()
    return _build([case, table("places"), table("offices")])


def _build(tables: Sequence[Mapping[str, Any]]) -> Gazetteer:
    names: dict[str, tuple[str, str | None, str]] = {}
    tenures: list[Tenure] = []
    facts: list[tuple[str, str, date, date]] = []
    ids: dict[str, str] = {}

    def add(name: str, key: str, side: str | None, kind: str) -> None:
        if name and name not in names:
            names[name] = (key, side, kind)

    for rows in tables:
        for row in rows.get("country", ()):
            code = row["code"]
            key = row.get("id") or re.sub(r"[^a-z0-9]+", "-", row["name"].lower()).strip("-")
            ids[key] = code
            for name in (row["name"], *row.get("aliases", ())):
                add(name, key, code, "place")
            add(row.get("adjective", ""), key, code, "adjective")
            add(row.get("capital", ""), key, code, "capital")
        for row in rows.get("actor", ()):
            side = row.get("side")
            side = None if side in ("unknown", "") else side
            ids.setdefault(row["id"], side or "")
            for name in (row["name"], *row.get("aliases", ())):
                bare = name.removeprefix("the ").removeprefix("The ")
                add(bare, row["id"], side, "institution")
        for row in rows.get("person", ()):
            posts = row.get("tenure", ())
            side = row.get("side") or next(
                (ids.get(p.get("side", ""), p.get("side")) or ids.get(p.get("actor", "")) for p in posts), None
            )
            add(row["name"], row["id"], side, "person")
            surname = row.get("surname") or row["name"].split()[-1]
            for alias in (surname, *row.get("aliases", ())):
                add(alias, row["id"], side, "surname")
            tenures += [Tenure(row["id"], surname, p["post"], side, p.get("from"), p.get("until")) for p in posts]
        for row in rows.get("fact", ()):
            first_day = row.get("on") or row.get("from")
            if first_day is not None:
                facts += [
                    (n, row["id"], first_day, row.get("to") or first_day)
                    for n in (row["name"], *row.get("aliases", ()))
                ]
    openings: dict[str, tuple[str, ...]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        opening = START.match(name)
        if opening:
            openings[opening[0]] = (*openings.get(opening[0], ()), name)
    shown = json.dumps([sorted(names.items()), [str(t) for t in tenures], [str(f) for f in facts]], sort_keys=True)
    return Gazetteer(names, openings, tuple(tenures), tuple(facts), hashlib.sha256(shown.encode()).hexdigest())
