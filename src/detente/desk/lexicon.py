"""The word lists of the desk, read once from package data."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["alternatives", "inflections", "listed", "nouns", "speech_class", "table", "valency"]

VOWELS = "aeiou"
DOUBLING = frozenset(
    [
        "stop",
        "plan",
        "cut",
        "ban",
        "bar",
        "slip",
        "dip",
        "drop",
        "trim",
        "shed",
        "hit",
        "set",
        "put",
        "run",
        "quit",
        "admit",
        "commit",
        "permit",
        "refer",
        "rebut",
        "rebuff-",
        "spur",
        "tap",
        "pop",
        "grab",
        "slam",
        "brag",
        "step",
        "sidestep",
        "stem",
        "knit",
        "lag",
        "flag",
        "cap",
        "ship",
        "chop",
        "skip",
        "scrap",
        "snub",
        "shun",
        "stun",
        "pin",
        "win",
        "get",
        "let",
        "bid",
        "bet",
        "rig",
        "rob",
        "sub",
        "tip",
        "wrap",
        "transfer",
        "omit",
        "submit",
        "prefer",
        "occur",
        "compel",
        "propel",
        "control",
        "patrol",
        "expel",
        "repel",
        "incur",
        "concur",
        "defer",
        "format",
        "beg",
        "nod",
    ]
)


@cache
def table(name: str) -> dict[str, Any]:
    """A table of package data.

    Parameters
    ----------
    name
        Name of the file without its suffix: verbs, nouns, events, offices or places.
    """
    return tomllib.loads((files("detente.desk") / "data" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def listed(name: str) -> frozenset[str]:
    """A closed list of the grammar rules, by its name in ``grammar.toml``."""
    return frozenset(table("grammar")[name]["words"].split())


@cache
def nouns(kind: str, field: str = "nouns") -> frozenset[str]:
    """Nouns of a kind (person, institution, document ...), with their plurals."""
    words = table("nouns")[kind][field].split()
    return frozenset(words) | frozenset(_plural(word) for word in words if word[0].islower())


@cache
def inflections() -> dict[str, tuple[tuple[str, str], ...]]:
    """Form of a verb to its readings (lemma, tag); tags are VB, VBZ, VBD, VBN and VBG."""
    verbs = table("verbs")
    irregular = _irregular()
    lemmas = set(verbs["other"]["verbs"].split()) | set(irregular) | _triggers()
    for group in verbs["speech"]:
        lemmas |= set(group["verbs"].split())
    found: dict[str, list[tuple[str, str]]] = {}
    for lemma in sorted(lemmas):
        forms = zip(_forms(lemma), ("VB", "VBZ", "VBD", "VBN", "VBG"), strict=True)
        for form, tag in forms:
            found.setdefault(form, []).append((lemma, tag))
        if lemma.endswith("el") and lemma not in irregular:
            for form, tag in ((lemma + "led", "VBD"), (lemma + "led", "VBN"), (lemma + "ling", "VBG")):
                found.setdefault(form, []).append((lemma, tag))
    return {form: tuple(readings) for form, readings in found.items()}


@cache
def alternatives(name: str, kind: str, field: str) -> str:
    """A word list as a group of a pattern, the longest word first.

    Parameters
    ----------
    name
        Name of the table's file, as for ``table``.
    kind, field
        Section and list; verbs come with all their forms, nouns with their plurals, any other section as it stands.
    """
    words = table(name)[kind][field].split()
    if kind == "verbs":
        words = [form for word in words for form in _forms(word)]
    elif kind == "nouns":
        words += [_plural(word) for word in words]
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w))) + ")"


@cache
def _irregular() -> dict[str, list[str]]:
    return {line.split()[0]: line.split() for line in table("verbs")["irregular"]["forms"].strip().splitlines()}


def _forms(lemma: str) -> tuple[str, str, str, str, str]:
    """Plain form, third person, past, participle and -ing form of a verb."""
    irregular = _irregular()
    past, done = irregular[lemma][1:] if lemma in irregular else (_past(lemma), _past(lemma))
    return lemma, _third(lemma), past, done, _ing(lemma)


def _triggers() -> set[str]:
    return {word for entry in table("events")["verb"] for word in entry["verbs"].split() if "_" not in word}


@cache
def speech_class() -> dict[str, frozenset[str]]:
    """Lemma of a verb of speech or belief to its classes."""
    found: dict[str, set[str]] = {}
    for group in table("verbs")["speech"]:
        for lemma in group["verbs"].split():
            found.setdefault(lemma, set()).add(group["class"])
    return {lemma: frozenset(classes) for lemma, classes in found.items()}


@cache
def valency(kind: str) -> frozenset[str]:
    """Lemmas of verbs of speech that take an object (``takes_object``) or an addressee (``takes_addressee``)."""
    return frozenset(table("verbs")[kind]["verbs"].split())


def _plural(word: str) -> str:
    if word.endswith("man"):
        return word[:-3] + "men"
    return _third(word)


def _third(word: str) -> str:
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _past(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1] + "ied"
    return word + (word[-1] if word in DOUBLING else "") + "ed"


def _ing(word: str) -> str:
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and not word.endswith(("ee", "ye")):
        return word[:-1] + "ing"
    return word + (word[-1] if word in DOUBLING else "") + "ing"
