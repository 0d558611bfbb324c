"""What happened: triggers by verb and noun classes, the clause around them, ranked types.

The type is only suggested. Verb class and noun classes of the clause give scores to the types of the ontology; third
countries move contacts to family T; candidates of at least three families are shown.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import final

from detente.case.ontology import load_ontology
from detente.desk.contract import Candidate
from detente.desk.gazetteer import Found, Gazetteer
from detente.desk.lexicon import listed, speech_class, table
from detente.desk.phrases import is_finite, left_phrase
from detente.desk.segment import Layout
from detente.desk.sentences import Sentence
from detente.desk.status import status_of
from detente.desk.tokens import Token
from detente.evidence.ontology import EventType

__all__ = ["Act", "acts", "candidates"]

NEEDLESS = frozenset({"say", "do", "go"})
FILL = ("S.POSITION", "A.ASSESSMENT", "E.FIRM_STRESS", "B.POSITION", "C.REQUEST", "D.COORDINATION")


@final
@dataclass(frozen=True, slots=True)
class Act:
    """An act in its clause: ``start`` to ``end`` is the evidence, ``trigger`` the verb or adjective."""

    sentence: Sentence
    start: int
    end: int
    trigger: tuple[int, int]
    position: int
    scores: dict[str, float]
    status: str
    cue: Token | None
    subject: tuple[int, int] | None


@final
@dataclass(frozen=True, slots=True)
class _Entry:
    needs: frozenset[str]
    types: dict[str, tuple[str, ...]]


@cache
def _verbs() -> dict[tuple[str, str], tuple[_Entry, ...]]:
    """(lemma, particle) to its entries; the particle is empty for a bare verb."""
    found: dict[tuple[str, str], list[_Entry]] = {}
    for row in table("events")["verb"]:
        entry = _Entry(frozenset(row["needs"].split()), {k: tuple(v.split()) for k, v in row["types"].items()})
        for verb in row["verbs"].split():
            lemma, _, particle = verb.partition("_")
            found.setdefault((lemma, particle), []).append(entry)
    return {key: tuple(entries) for key, entries in found.items()}


@cache
def _classes() -> dict[str, frozenset[str]]:
    """Noun to its classes, plurals included."""
    found: dict[str, set[str]] = {}
    for name, words in table("events")["nouns"].items():
        for word in words.split():
            plural = (
                word[:-1] + "ies"
                if word.endswith("y") and word[-2] not in "aeiou"
                else word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")
            )
            for form in (word, plural):
                found.setdefault(form, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    return {word: tuple(row["types"].split()) for row in table("events")["phrase"] for word in row["words"].split()}


FAR = 40
"""Words over which a passive's subject is looked for."""


def acts(layout: Layout, sentences: list[Sentence], gazetteer: Gazetteer) -> list[Act]:
    """Every act that the texts tells, in text order.

    Parameters
    ----------
    layout, sentences
        The divided text and its tagged sentences.
    gazetteer
        Places and actors; the two countries named most are the sides.
    """
    named = gazetteer.find(layout.clean)
    counts = Counter(f.side for f in named if f.side and f.side != "third")
    sides = frozenset(side for side, _ in counts.most_common(2))
    found: list[Act] = []
    for sentence in sentences:
        tokens = sentence.tokens
        first = bisect_left(named, sentence.start, key=lambda f: f.start)
        inside = named[first : bisect_left(named, sentence.end, key=lambda f: f.start)]
        for k, token in enumerate(tokens):
            act = None
            if token.tag == "VERB" and not (
                token.form == "VBN"
                and k + 1 < len(tokens)
                and tokens[k + 1].tag == "NOUN"
                and not _auxiliary(tokens, k)
            ):
                act = _verb_act(sentence, k, sides, inside)
            elif token.tag in ("ADJ", "NOUN", "ADV") and token.low in _phrases():
                act = _phrase_act(sentence, k)
            if act is not None and not _inside_other(found, act):
                found.append(act)
        found += _by_nouns(sentence, [act for act in found if act.sentence is sentence])
    return found


def _carries(tokens: list[Token], k: int) -> bool:
    """Whether a word is the verb of a clause: a finite verb, one behind an auxiliary, or "is" on its own."""
    token = tokens[k]
    if token.tag == "VERB":
        return is_finite(token) or (k > 0 and tokens[k - 1].tag == "AUX")
    return token.tag == "AUX" and token.lemma == "be" and not any(t.tag == "VERB" for t in tokens[k + 1 : k + 4])


def _by_nouns(sentence: Sentence, there: list[Act]) -> list[Act]:
    """Clauses that hold no act yet: typed by their nouns, or as a position where somebody is quoted."""
    tokens = sentence.tokens
    made: list[Act] = []
    for k, token in enumerate(tokens):
        spoken = sentence.quoted[k] >= 0
        if not _carries(tokens, k) or token.lemma in NEEDLESS:
            continue
        if not spoken and token.lemma in speech_class():
            continue
        if any(act.start <= token.start < act.end for act in (*there, *made)):
            continue
        start, end, subject = _clause(sentence, k)
        classes = _noun_classes(tokens, k, start, end)
        alone = table("events")["nouns_alone"]
        best = max(
            (name for name in classes if name in alone),
            key=lambda name: classes[name],
            default="quote" if spoken else None,
        )
        if best is None or subject is None or end - start < 3:
            continue
        scores = {kind: 0.3 / (n + 1) for n, kind in enumerate(alone[best].split())}
        status, cue = status_of(sentence, k)
        place = (token.start, token.end)
        made.append(Act(sentence, tokens[start].start, tokens[end - 1].end, place, k, scores, status, cue, subject))
    return made


def _auxiliary(tokens: list[Token], k: int) -> bool:
    return k > 0 and any(t.tag == "AUX" for t in tokens[max(0, k - 3) : k])


def _inside_other(found: list[Act], act: Act) -> bool:
    """Whether the same trigger is there already, or a trigger of the same clause that says the same."""
    for other in found[-3:]:
        if other.sentence is not act.sentence:
            continue
        if other.trigger == act.trigger:
            return True
        same = _best(other.scores) == _best(act.scores)
        if same and act.position - other.position <= 4 and act.start < other.end and not _comma_between(act, other):
            return True
    return False


def _comma_between(act: Act, other: Act) -> bool:
    return any(t.text in (",", ";") or t.tag == "CONJ" for t in act.sentence.tokens[other.position : act.position])


def _best(scores: dict[str, float]) -> str:
    return max(scores, key=lambda kind: scores[kind])


def _is_seen(tokens: list[Token], k: int) -> bool:
    """Whether a verb of belief only tells how something was seen ("seen by the paper", "viewed at")."""
    return tokens[k].form == "VBN" and "private" in speech_class().get(tokens[k].lemma, ())


def _verb_act(sentence: Sentence, k: int, sides: frozenset[str], named: list[Found]) -> Act | None:
    tokens = sentence.tokens
    if _is_seen(tokens, k):
        return None
    lemma = tokens[k].lemma
    entries: tuple[_Entry, ...] = ()
    last = k
    for m in (k + 1, k + 2, k + 3, k + 4):
        near = m < len(tokens) and (lemma, tokens[m].low) in _verbs() and not _dates(tokens, m + 1)
        if near and (m == k + 1 or (tokens[m - 1].text not in (",", ".") and tokens[m].tag in ("PREP", "ADV"))):
            entries, last = _verbs()[lemma, tokens[m].low], (m if m == k + 1 else k)
            break
    start, end, subject = _clause(sentence, k)
    chosen = (*entries, *_verbs().get((lemma, ""), ()))
    act = _typed(sentence, k, last, (start, end, subject), chosen, sides, named)
    far = _far_subject(tokens, k, start) if act is None and tokens[k].form == "VBN" and _auxiliary(tokens, k) else start
    return act if far == start else _typed(sentence, k, last, (far, end, None), chosen, sides, named)


def _typed(
    sentence: Sentence,
    k: int,
    last: int,
    clause: tuple[int, int, tuple[int, int] | None],
    entries: tuple[_Entry, ...],
    sides: frozenset[str],
    named: list[Found],
) -> Act | None:
    """The act of a verb by the first of its entries that the nouns of the clause meet."""
    tokens, (start, end, subject) = sentence.tokens, clause
    classes = _noun_classes(tokens, k, start, end)
    for entry in entries:
        if not _met(entry, classes, sentence, k, end, named):
            continue
        scores = _scores(entry, classes)
        if not scores:
            continue
        status, cue = status_of(sentence, k)
        _adjust(scores, sentence, k, start, end, sides, named, status)
        place = (tokens[k].start, tokens[last].end)
        return Act(sentence, tokens[start].start, tokens[end - 1].end, place, k, scores, status, cue, subject)
    return None


def _far_subject(tokens: list[Token], k: int, start: int) -> int:
    """Where the clause of a passive begins that hangs on another or is the first: its subject may stand far before."""
    at = next((m for m in range(start - 1, -1, -1) if tokens[m].tag == "SUB" or tokens[m].text in (";", ":", '"')), -1)
    first = at >= 0 or not any(t.tag == "VERB" and is_finite(t) for t in tokens[:start])
    return at + 1 if first and k - at <= FAR else start


def _dates(tokens: list[Token], m: int) -> bool:
    """Whether a date begins here, so that the preposition before it belongs to no verb."""
    return m < len(tokens) and (tokens[m].tag == "NUM" or tokens[m].low in listed("temporal"))


def _phrase_act(sentence: Sentence, k: int) -> Act | None:
    tokens = sentence.tokens
    token = tokens[k]
    if token.tag in ("ADJ", "ADV") and not any(
        t.lemma in ("be", "remain", "seem", "appear", "look", "become") for t in tokens[max(0, k - 4) : k]
    ):
        return None
    start, end, subject = _clause(sentence, k)
    scores = {kind: 1.0 / (n + 1) for n, kind in enumerate(_phrases()[token.low])}
    status, cue = status_of(sentence, k)
    return Act(
        sentence, tokens[start].start, tokens[end - 1].end, (token.start, token.end), k, scores, status, cue, subject
    )


def _met(entry: _Entry, classes: dict[str, float], sentence: Sentence, k: int, end: int, named: list[Found]) -> bool:
    tokens = sentence.tokens
    if "*person" in entry.needs:
        after = [f for f in named if f.start > tokens[k].start and f.kind in ("person", "surname")]
        gap = [t for t in tokens[k + 1 : end] if after and t.start < after[0].start]
        behind = [t for t in tokens[k + 1 : end] if after and t.start >= after[0].end]
        plain = not any(q >= 0 for q in sentence.quoted[k:end]) and not (behind and behind[0].tag in ("DET", "ADJ"))
        return (
            bool(after)
            and after[0].start < tokens[end - 1].end
            and len(gap) <= 4
            and plain
            and not any(t.tag in ("PREP", "TO", "SUB") for t in gap)
        )
    if not entry.needs:
        return True
    if "*quote" in entry.needs:
        return any(q >= 0 for q in sentence.quoted[k:end]) or any(t.low == "as" for t in tokens[k : k + 8])
    if "*to" in entry.needs:
        return any(t.tag == "TO" for t in tokens[k : k + 8])
    if "*clause" in entry.needs:
        return any(is_finite(t) for t in tokens[k + 1 :])
    return bool(entry.needs & classes.keys())


def _noun_classes(tokens: list[Token], k: int, start: int, end: int) -> dict[str, float]:
    """Classes of the nouns of the clause; the object counts more than the subject, near more than far."""
    found: dict[str, float] = {}
    for m in range(start, end):
        token = tokens[m]
        if token.tag not in ("NOUN", "NAME", "ADJ", "VERB") or m == k:
            continue
        weight = 1.0 / (1 + 0.12 * abs(m - k)) if m > k else 0.8 / (1 + 0.12 * abs(m - k))
        if m + 1 < end and tokens[m + 1].tag == "NOUN":
            weight *= 0.6
        pair = f"{tokens[m - 1].low}_{token.low}" if m > start else ""
        for name in _classes().get(token.low, frozenset()) | _classes().get(pair, frozenset()):
            found[name] = max(found.get(name, 0.0), weight)
    return found


def _scores(entry: _Entry, classes: dict[str, float]) -> dict[str, float]:
    scores: dict[str, float] = {}
    hits = [(name, classes[name]) for name in entry.types if name in classes]
    for name, weight in hits or [("any", 0.6)]:
        for n, kind in enumerate(entry.types.get(name, ())):
            scores[kind] = max(scores.get(kind, 0.0), weight / (1 + 0.7 * n))
    if hits and "any" in entry.types:
        for n, kind in enumerate(entry.types["any"]):
            scores[kind] = max(scores.get(kind, 0.0), 0.2 / (1 + 0.7 * n))
    return scores


def _adjust(
    scores: dict[str, float],
    sentence: Sentence,
    k: int,
    start: int,
    end: int,
    sides: frozenset[str],
    named: list[Found],
    status: str,
) -> None:
    """Move scores by third countries, modals of obligation, conditions and quotation."""
    tokens = sentence.tokens
    a, b = tokens[start].start, tokens[end - 1].end
    there = {f.side for f in named if a <= f.start < b and f.side}
    third = there - sides - {"third"}
    if third and len(sides) == 2:
        for kind, moved in (("C.MEET", "T.TALKS_WITH_RIVAL"), ("B.NEGOTIATE", "T.TALKS_WITH_RIVAL"), ("B.AGREE", "T.TALKS_WITH_RIVAL"), ("C.CALL", "T.OUTREACH"), ("C.VISIT", "T.OUTREACH"), ("C.LETTER", "T.OUTREACH"), ("C.REQUEST", "T.OUTREACH"), ("B.OFFER", "T.MEDIATE"), ("S.THREAT", "S.WARN_THIRD")):  # fmt: skip
            if kind in scores:
                scores[moved] = max(
                    scores.get(moved, 0.0),
                    scores[kind] * (1.05 if not (there & sides) or kind in ("C.MEET", "B.NEGOTIATE") else 0.9),
                )
    group = tokens[max(start, k - 3) : k]
    if any(
        t.lemma in ("must", "should") or t.low in ("needs", "has") for t in group if t.tag in ("AUX", "VERB")
    ) and any(t.low in ("must", "should") for t in group):
        scores["B.DEMAND"] = max(scores.values()) * 1.1
    if status in ("conditional", "hypothetical") and any(kind.startswith("M.") for kind in scores):
        best = _best(scores)
        eases = best in ("M.ROLLBACK", "M.TARIFF_SUSPEND", "M.EXEMPTION", "M.PURCHASE_PLEDGE")
        scores["B.OFFER" if eases else "S.THREAT"] = scores[best] * 1.05
    if status == "offered" and any(kind.startswith("M.") for kind in scores):
        scores["B.OFFER"] = max(scores.values()) * 1.05


def _clause(sentence: Sentence, k: int) -> tuple[int, int, tuple[int, int] | None]:
    """First position and end of the clause of a verb, and its subject."""
    tokens = sentence.tokens
    subject = _subject(tokens, k)
    start = subject[0] if subject else k
    quote = sentence.quoted[k]
    while start < k and sentence.quoted[start] != quote and quote >= 0:
        start += 1
    end = k + 1
    while end < len(tokens):
        token = tokens[end]
        after = tokens[end + 1] if end + 1 < len(tokens) else None
        if token.text in (";", "\u2013", "?", "!", '"') and (token.text != '"' or quote >= 0):
            break
        if token.text in (".", ":"):
            break
        if token.text == "," and after is not None and _breaks(tokens, end + 1):
            break
        if token.tag == "CONJ" and after is not None and _new_clause(tokens, end + 1):
            break
        if (
            token.tag == "SUB"
            and token.low in ("because", "although", "though", "while", "whereas", "after", "before", "when")
            and end > k + 1
        ):
            break
        end += 1
    while end > k + 1 and tokens[end - 1].text in (",", ".", ":", ";"):
        end -= 1
    return start, end, subject


def _subject(tokens: list[Token], k: int) -> tuple[int, int] | None:
    left = left_phrase(tokens, k)
    if left is not None:
        return left
    j = k - 1
    while j >= 0 and tokens[j].tag in ("AUX", "ADV", "NOT", "TO"):
        j -= 1
    if j >= 0 and tokens[j].low in ("who", "which", "that") and j:
        return left_phrase(tokens, j - (tokens[j - 1].text == ","))
    if j >= 0 and (tokens[j].tag in ("VERB", "CONJ", "ADJ") or tokens[j].text == ","):
        for m in range(j, -1, -1):
            if tokens[m].text in (";", '"', ":"):
                break
            if is_finite(tokens[m]) and tokens[m - 1].low not in ("who", "which", "that"):
                return left_phrase(tokens, m)
    return None


def _breaks(tokens: list[Token], m: int) -> bool:
    """Whether a new clause or a participle starts after a comma."""
    first = tokens[m]
    if first.tag in ("CONJ", "SUB") or first.low in ("who", "which", "where"):
        return True
    if first.tag == "VERB" and first.form in ("VBG", "VBN", "VBD"):
        return True
    if first.low == "according":
        return True
    return any(is_finite(t) for t in tokens[m : m + 8] if t.text != ",") and not _only_list(tokens, m)


def _only_list(tokens: list[Token], m: int) -> bool:
    for token in tokens[m : m + 8]:
        if is_finite(token):
            return False
        if token.text == "," or token.tag == "CONJ":
            return True
    return True


def _new_clause(tokens: list[Token], m: int) -> bool:
    """Whether a conjunction is followed by a verb, or by a subject with its verb."""
    k = m
    while k < len(tokens) and tokens[k].tag in ("ADV", "NOT"):
        k += 1
    if k < len(tokens) and is_finite(tokens[k]):
        return True
    for token in tokens[k : k + 7]:
        if is_finite(token):
            return True
        if token.text in (",", ".", ";", '"') or token.tag in ("PREP", "CONJ", "TO"):
            return False
    return False


def candidates(scores: dict[str, float]) -> tuple[Candidate, ...]:
    """Three to eight types of at least three families, best first, with their codes.

    Parameters
    ----------
    scores
        Type to score.
    """
    kinds = load_ontology().types
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    chosen: list[tuple[str, float]] = []
    families: list[str] = []
    for kind, score in ranked:
        new = kind[0] not in families
        if len(chosen) < 5 or (new and len(chosen) < 8):
            chosen.append((kind, score))
            if new:
                families.append(kind[0])
    low = min(score for _, score in chosen)
    for kind in FILL:
        if len(set(families)) >= 3 and len(chosen) >= 3:
            break
        if kind[0] not in families:
            low *= 0.5
            chosen.append((kind, low))
            families.append(kind[0])
    total = sum(score for _, score in chosen) or 1.0
    return tuple(_candidate(kinds[kind], round(score / total, 3)) for kind, score in chosen)


def _candidate(kind: EventType, score: float) -> Candidate:
    return Candidate(
        kind.id,
        kind.family,
        kind.root or None,
        kind.mode or None,
        kind.cameo or None,
        kind.goldstein,
        kind.plover,
        kind.weight or 0.0,
        score,
    )
