"""A second reader of answers not given, for the tier with a parser: clauses weighed by words that were counted.

The rules know turns of phrase; this reader knows words. Each clause is described by features (``features``), a table of
weights fitted on sentences of our own (``data/silence_weights.toml``, made by ``tests/corpus/learn_silences.py``) adds
them up, and a clause above the threshold is proposed where the rules saw nothing. L2-regularised logistic regression
(Hastie, Tibshirani and Friedman 2009, section 4.4).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import final

from detente.desk.lexicon import inflections, nouns, speech_class, table
from detente.desk.press import Words, member
from detente.desk.silence_asides import asides
from detente.desk.silence_cues import Kind, Silence
from detente.desk.tokens import Token

__all__ = ["Clause", "clauses", "features", "learned", "weights"]

HEADS = frozenset({"ROOT", "conj", "advcl", "ccomp", "relcl", "parataxis", "acl", "pcomp"})
"""Arcs at which a verb opens a clause of its own."""
NEGATIONS = frozenset(
    {"not", "n't", "never", "no", "nobody", "none", "nothing", "neither", "nor", "without", "hardly", "yet", "few"}
    | {"unable", "unwilling", "cannot", "little"}
)
CLASSES = tuple(
    (kind, name)
    for kind, names in (
        ("verbs", "respond answer comment react acknowledge return tell talk give decline dodge refer stay draw leave"),
        ("verbs", "choosing assent"),
        ("nouns", "request weak press replies detail phone report private reached unasked record document act other"),
        ("words", "sought asked refusing hidden"),
    )
    for name in names.split()
)
"""Classes of ``silences.toml`` that are features."""
REFUSALS = frozenset({"decline", "refusing", "dodge", "choosing", "refer"})
SUBJECTS = ("request", "press", "replies", "record", "document", "unasked", "reached", "phone", "act")
PREDICATE = frozenset({"neg", "aux", "auxpass", "prt", "acomp", "xcomp", "dobj", "attr", "oprd"})
"""Arcs of what belongs to the words that tell of the silence."""
UNREACHED = frozenset({"reach", "contact", "available", "unavailable", "unreachable", "locate", "find"})
UNANSWERED = frozenset({"respond", "answer", "react", "acknowledge", "return", "request", "replies", "phone"})


@final
@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by positions of words: its head and all of its words, those of clauses within left out."""

    head: int
    words: tuple[int, ...]


@cache
def _classes(low: str) -> tuple[str, ...]:
    return tuple(name for kind, name in CLASSES if member(low, kind, name))


@cache
def _stem(low: str) -> str:
    readings = inflections().get(low, ())
    if readings:
        return readings[0][0]
    return low[:-1] if len(low) > 4 and low.endswith("s") and not low.endswith("ss") else low


def _word(token: Token) -> str:
    """The word as a feature; names and figures are not learned by heart."""
    if token.tag == "NAME":
        return "NAME"
    if token.tag == "NUM" or token.low[0].isdigit():
        return "NUM"
    return token.lemma if token.tag == "VERB" and token.lemma else _stem(token.low)


def clauses(tokens: list[Token]) -> list[Clause]:
    """The clauses of a parsed sentence, in the order of their heads."""
    heads = {k for k, t in enumerate(tokens) if t.arc == "ROOT" or (t.arc in HEADS and t.tag in ("VERB", "AUX"))}
    owned: dict[int, list[int]] = {head: [] for head in sorted(heads)}
    for k, token in enumerate(tokens):
        m = k
        for _ in tokens:
            if m in heads:
                break
            m = tokens[m].head
        if m in heads and any(letter.isalnum() for letter in token.text):
            owned[m].append(k)
    return [Clause(head, tuple(words)) for head, words in owned.items() if words]


def _subject(tokens: list[Token], head: int) -> int | None:
    """The subject of a clause, or the one that it shares with the clause it hangs on."""
    for _ in tokens:
        found = next((k for k, t in enumerate(tokens) if t.head == head and t.arc in ("nsubj", "nsubjpass")), None)
        if found is not None:
            return found
        if tokens[head].arc not in ("conj", "xcomp", "advcl") or tokens[head].head == head:
            return None
        head = tokens[head].head
    return None


def _kind(token: Token) -> str:
    if token.tag == "PRON":
        return token.low
    for name in ("spokesperson", "institution", "person"):
        if token.low in nouns(name):
            return name
    found = next((name for name in SUBJECTS if member(token.low, "nouns", name)), None)
    return found or ("name" if token.tag == "NAME" else "thing")


def features(words: Words, clause: Clause, quoted: list[int], *, asked: bool) -> set[str]:
    """What is told of a clause.

    Parameters
    ----------
    words
        The parsed words of its sentence.
    clause
        The clause.
    quoted
        For each word the quotation that holds it, or -1.
    asked
        Whether this sentence or the one before it, in the same paragraph, tells that the press asked.

    Returns
    -------
    set of str
        ``w`` a word, ``b`` two words that stand together, ``p`` a word below another, ``c`` and ``d`` the same by
        classes of words, ``h`` the head, ``s`` the kind of the subject, ``g`` the word that the clause hangs on; each
        class again as ``n`` in a clause with a negation, ``r`` with a refusal, ``y`` with neither.
    """
    tokens = words.tokens
    inside = set(clause.words)
    head = tokens[clause.head]
    found = {"w " + _word(tokens[k]) for k in clause.words}
    found |= {f"b {_word(tokens[k])} {_word(tokens[k + 1])}" for k in clause.words if k + 1 in inside}
    classes = {name for k in clause.words for name in _classes(tokens[k].low)}
    for k in clause.words:
        above = tokens[tokens[k].head]
        if tokens[k].head == k or tokens[k].head not in inside:
            continue
        found.add(f"p {_word(above)} {_word(tokens[k])}")
        for name in _classes(tokens[k].low):
            found.add(f"c {_word(above)} {name}")
            found |= {f"d {other} {name}" for other in _classes(above.low)}
    negated = any(tokens[k].low in NEGATIONS for k in clause.words)
    mood = "n" if negated else "r" if classes & REFUSALS else "y"
    subject = _subject(tokens, clause.head)
    kind = "none" if subject is None else _kind(tokens[subject])
    found |= {f"c {name}" for name in classes} | {f"{mood} {name}" for name in classes}
    found |= {f"h {_word(head)}", f"{mood} h {_word(head)}", f"s {kind}", f"{mood} s {kind}", f"arc {head.arc}"}
    found.add(f"{mood} asked {asked} press {any(words.is_press(k, k + 1) for k in clause.words)}")
    found |= {f"m {t.low}" for t in (tokens[k] for k in clause.words) if t.form == "MD" or t.arc in ("mark", "advmod")}
    if asked:
        found |= {f"asked h {_word(head)}", f"asked s {kind}"}
    if quoted[clause.head] >= 0:
        found |= {f"quoted {mood}", f"quoted s {kind}", f"quoted asked {asked}"}
    if head.head != clause.head:
        found.add(f"g {_word(tokens[head.head])}")
        found |= {f"reported {name}" for name in speech_class().get(tokens[head.head].lemma, ())}
    return found


def weights() -> tuple[float, float, dict[str, float]]:
    """Threshold of the probability, constant, and the weight of each feature, from the table in the package."""
    read = table("silence_weights")
    return read["threshold"], read["constant"], read["weights"]


def learned(words: Words, quoted: list[int], *, asked: bool) -> Iterator[tuple[Clause, Silence, float]]:
    """Clauses of a parsed sentence that tell of an answer not given, with their probability.

    Parameters
    ----------
    words
        The words of a sentence, with arcs.
    quoted
        For each word the quotation that holds it, or -1.
    asked
        Whether the sentence before it, in the same paragraph, tells that the press asked.
    """
    tokens = words.tokens
    threshold, constant, weight = weights()
    asked = asked or words.asked(0, len(tokens))
    for clause in clauses(tokens):
        told = features(words, clause, quoted, asked=asked)
        total = constant + sum(weight.get(name, 0.0) for name in told)
        chance = 1.0 / (1.0 + math.exp(-total))
        if chance >= threshold and "?" not in {t.text for t in tokens[clause.head :][-3:]} and _tells(tokens, clause):
            yield clause, _silence(tokens, clause), chance


def _tells(tokens: list[Token], clause: Clause) -> bool:
    """Whether a clause can tell news of the press: by a verb, no mere aim, and none of what ``asides`` knows."""
    low = {tokens[k].low for k in clause.words}
    head = tokens[clause.head]
    told = head.tag in ("VERB", "AUX") or bool(low & NEGATIONS)
    aim = any(t.low == "to" and t.head == clause.head and t.arc == "aux" for t in tokens) and not low & NEGATIONS
    start = sum(len(t.low) + 1 for t in tokens[: min(clause.words)])
    end = sum(len(t.low) + 1 for t in tokens[: clause.head + 1]) - 1
    return told and not aim and not asides(" ".join(t.low for t in tokens), min(start, end), end)


def _silence(tokens: list[Token], clause: Clause) -> Silence:
    """The predicate as cue, its kind, and where the party stands."""
    head = clause.head
    own = [head, *(k for k in clause.words if tokens[k].head == head and tokens[k].arc in PREDICATE)]
    start = min(own)
    end = max(k for k in own if k >= head) + 1
    subject = _subject(tokens, head)
    classes = {name for k in clause.words for name in _classes(tokens[k].low)}
    negated = any(tokens[k].low in NEGATIONS for k in clause.words)
    kind: Kind = "declined"
    if any(_word(tokens[k]) in UNREACHED for k in clause.words):
        kind = "unreachable"
    elif negated and classes & UNANSWERED:
        kind = "no-response"
    told = None if subject is None else _kind(tokens[subject])
    aside = told in (*SUBJECTS, "nobody", "none") or (subject is None and head == clause.words[0])
    if aside and subject in clause.words and subject < start:
        start = min(k for k in clause.words if k == subject or tokens[k].head == subject)
    return Silence(start, end, kind, "right" if aside else "left")
