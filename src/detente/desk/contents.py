"""What is said: the words before or after a cue that are its content."""

from __future__ import annotations

from itertools import pairwise

from detente.desk.lexicon import listed, nouns, speech_class, valency
from detente.desk.phrases import is_finite, is_time, left_phrase, right_phrase
from detente.desk.segment import Layout
from detente.desk.sentences import Sentence
from detente.desk.tokens import Token

__all__ = [
    "clause_in",
    "content_after",
    "content_before",
    "content_end",
    "is_complete",
    "is_quote",
    "piece_of",
    "within_relative",
]

STRICT = listed("strict")
OPENING = frozenset({"PRON", "DET", "NAME", "NOUN", "ADJ", "NUM"})
PAUSES = frozenset({",", ".", "?", "!", "\u2013", "..."})
"""What ends a quotation that is told as a sentence; without it, words in marks are part of another one."""
SPLITTERS = frozenset({",", ";", ":", "\u2013", ".", '"', "(", ")"})


def within_relative(sentence: Sentence, i: int, span: tuple[int, int]) -> tuple[int, int]:
    """What is said in a relative clause ("a law, which says that ..., would") ends at its comma."""
    tokens = sentence.tokens
    k = i - 1
    while k > 0 and tokens[k].tag in ("ADV", "AUX", "NOT"):
        k -= 1
    if tokens[k].low not in ("which", "who"):
        return span
    comma = next(
        (t for t, q in zip(tokens[i + 1 :], sentence.quoted[i + 1 :], strict=True) if t.text == "," and q < 0), None
    )
    return span if comma is None or comma.start <= span[0] else (span[0], min(span[1], comma.start))


def content_before(
    layout: Layout, sentence: Sentence, subject: tuple[int, int] | None, i: int, *, inverted: bool
) -> tuple[int, int] | None:
    """What stands before a tag: the quotation, or the clause that a comma parts from it."""
    tokens = sentence.tokens
    k = (i if inverted or subject is None else min(subject[0], i)) - 1
    as_clause = k >= 0 and tokens[k].low == "as"
    if as_clause:
        k -= 1
    if k < 0:
        return None
    if tokens[k].text not in (",", '"', "'", "\u2013", "?", "!") and sentence.quoted[k] < 0:
        return None
    quote = (
        sentence.quoted[k]
        if sentence.quoted[k] >= 0
        else (sentence.quoted[k - 1] if k and tokens[k].text in (",", "\u2013") else -1)
    )
    if quote >= 0:
        span = layout.quotes[quote]
        if tokens[k].text == '"' and k and span.start > sentence.start and tokens[k - 1].text not in PAUSES:
            return None
        lead = [t for t, q in zip(tokens, sentence.quoted, strict=True) if t.end <= span.start and q < 0]
        if (
            lead
            and span.start > sentence.start
            and any(t.tag in ("NOUN", "NAME", "PRON") for t in lead)
            and lead[-1].text not in (".", ":")
        ):
            return _trim(layout, sentence.start, span.end)
        return span.start, span.end
    if tokens[k].text != "," and tokens[k].text != "\u2013":
        return None
    start = 0
    if not as_clause and not any(is_finite(t) for t in tokens[:k]):
        nominal = any(t.tag in ("NOUN", "NAME", "PRON") for t in tokens[:k])
        adverbial = tokens[0].tag in ("PREP", "SUB", "ADV", "CONJ", "VERB") or tokens[0].low in (
            "as",
            "after",
            "before",
        )
        if not nominal or adverbial:
            return None
    elif not as_clause and tokens[0].low in (
        "when",
        "while",
        "although",
        "though",
        "if",
        "after",
        "before",
        "as",
        "asked",
        "since",
        "because",
    ):
        if sum(1 for t in tokens[:k] if t.text == ",") == 0:
            return None
    elif not as_clause:
        opener = next((m for m in range(k - 1, -1, -1) if tokens[m].text in (";", ":")), None)
        start = 0 if opener is None else opener + 1
    return piece_of(tokens, start, k)


def is_complete(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether a span holds a finite verb."""
    inside = [t for t in sentence.tokens if span[0] <= t.start < span[1]]
    free = 0
    for position, token in enumerate(inside):
        if token.low in ("who", "which", "that") and position and inside[position - 1].tag in ("NOUN", "NAME"):
            free = position + 1
        elif is_finite(token):
            if not free:
                return True
            free = 0 if token.tag == "VERB" else free
    return not inside


def is_quote(layout: Layout, place: int) -> bool:
    """Whether a quotation starts at a place."""
    return layout.clean[place] in "\"'"


def content_after(
    sentence: Sentence, i: int, k: int, cues: list[int], classes: frozenset[str], *, told: bool
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """What follows a cue, and to whom it is said."""
    tokens = sentence.tokens
    lemma = tokens[i].lemma
    addressee: tuple[int, int] | None = None
    directive = "directive" in classes
    if k < len(tokens) and lemma in valency("takes_addressee") and sentence.quoted[min(k, len(tokens) - 1)] < 0:
        phrase = right_phrase(tokens, k)
        own = phrase is not None and lemma == "tell" and phrase[1] < len(tokens) and tokens[phrase[1]].tag in OPENING
        if phrase is not None and (own or not clause_in(tokens, phrase[1], near=True)):
            addressee = (tokens[phrase[0]].start, tokens[phrase[1] - 1].end)
            if not (directive and phrase[1] < len(tokens) and tokens[phrase[1]].tag == "TO"):
                k = phrase[1]
            else:
                addressee = None
    k = _skip_adverbials(sentence, k)
    marked = False
    if (
        k < len(tokens)
        and tokens[k].text == ","
        and k + 1 < len(tokens)
        and (sentence.quoted[k + 1] >= 0 or told or tokens[k + 1].low == "that")
    ):
        k += 1
    while k < len(tokens) and tokens[k].text in (":", "\u2013"):
        marked = True
        k += 1
    if "negative" in classes and k < len(tokens) and tokens[k].low in ("that", "this", "those", "these", "the"):
        near = next(
            (m for m in range(k + 1, min(k + 6, len(tokens) + 1)) if m == len(tokens) or tokens[m].tag == "MARK"), None
        )
        if near is not None and not any(is_finite(t) for t in tokens[k + 1 : near]):
            return piece_of(tokens, k, near), addressee
    if (
        k < len(tokens)
        and tokens[k].low in ("that", "how", "why", "whether", "if")
        and (tokens[k].low != "that" or tokens[k].tag == "SUB")
    ):
        marked = True
        k += tokens[k].low == "that"
    if k >= len(tokens) or tokens[k].text in (".", ";", ","):
        return None, addressee
    end = content_end(sentence, k, cues, i)
    if sentence.quoted[k] >= 0:
        return piece_of(tokens, k, end), addressee
    inside = tokens[k:end]
    if not inside:
        return None, addressee
    has_quote = any(sentence.quoted[m] >= 0 for m in range(k, end))
    clause = clause_in(tokens, k, stop=end) and inside[0].tag not in ("PREP", "TO")
    if marked or (clause and (lemma not in valency("takes_object") or not _bare_object(inside))):
        return piece_of(tokens, k, end), addressee
    first = inside[0]
    if lemma in ("call", "appeal", "press", "plead", "beg") and first.low in ("for", "on", "upon"):
        return piece_of(tokens, k + 1, end), addressee
    if lemma in ("warn", "caution", "complain", "boast") and first.low in ("of", "about", "against"):
        return piece_of(tokens, k, end), addressee
    if (
        first.tag == "TO"
        and (directive or classes & {"performative"} or lemma in ("threaten", "expect", "hope", "want", "ask", "tell"))
        and lemma not in ("agree", "offer", "commit", "request")
    ):
        return piece_of(tokens, k, end), addressee
    if directive and any(t.tag == "TO" and after.tag in ("VERB", "AUX") for t, after in pairwise(inside[:9])):
        return piece_of(tokens, k, end), addressee
    if "private" in classes and any(t.tag == "TO" for t in inside[:6]) and lemma in ("expect", "want"):
        return piece_of(tokens, k, end), addressee
    if has_quote and first.tag != "MARK":
        return piece_of(tokens, k, end), addressee
    if "describe" in classes and any(t.low == "as" for t in inside[1:]):
        return piece_of(tokens, k, end), addressee
    if lemma == "put" and not told:
        return piece_of(tokens, k, end), addressee
    if told or lemma not in valency("takes_object") or "describe" in classes:
        return None, addressee
    if lemma in STRICT or first.tag not in ("DET", "NOUN", "NAME", "ADJ", "PRON", "NUM", "VERB", "SUB"):
        return None, addressee
    return piece_of(tokens, k, end), addressee


def _bare_object(inside: list[Token]) -> bool:
    """Whether the finite verb belongs to a relative clause of a bare noun phrase."""
    for position, token in enumerate(inside):
        if token.low in ("who", "which", "whose") or (token.low == "that" and position):
            return True
        if token.text in (",", ";") or (token.tag == "SUB" and position and token.low not in ("that", "if")):
            return True
        if is_finite(token):
            return False
    return True


def clause_in(tokens: list[Token], k: int, *, stop: int | None = None, near: bool = False) -> bool:
    """Whether a finite verb follows; ``near`` looks at the next words of the clause only."""
    last = len(tokens) if stop is None else stop
    for m in range(k, min(last, k + 4) if near else last):
        if near and tokens[m].text in (",", '"', ":", "\u2013", "that"):
            return False
        if is_finite(tokens[m]):
            return True
    return False


def _skip_adverbials(sentence: Sentence, k: int) -> int:
    """Past times, places and occasions of speaking that stand between cue and content."""
    tokens = sentence.tokens
    venues = nouns("nominal_cue") | {
        "conference",
        "hearing",
        "call",
        "email",
        "parliament",
        "reporters",
        "journalists",
        "briefing",
        "television",
        "response",
        "reply",
        "questions",
        "question",
    }
    while k < len(tokens) and sentence.quoted[k] < 0:
        token = tokens[k]
        if (token.tag == "ADV" and token.low != "there") or (
            is_time(token) and not clause_in(tokens, k + 1, near=True)
        ):
            k += 1
            continue
        if token.tag in ("PREP", "TO") and token.low in (
            "in",
            "on",
            "at",
            "to",
            "during",
            "through",
            "via",
            "by",
            "after",
            "of",
            "before",
            "with",
        ):
            m = k + 1
            while (
                m < len(tokens)
                and tokens[m].tag in ("DET", "ADJ", "NOUN", "NAME", "NUM", "POSS", "PRON")
                and sentence.quoted[m] < 0
            ):
                m += 1
                if m < len(tokens) and (
                    tokens[m].tag == "DET" or (tokens[m - 1].tag != "DET" and tokens[m].tag == "PRON")
                ):
                    break
            chunk = tokens[k + 1 : m]
            if chunk and any(is_time(t) or t.low in venues or t.low in nouns("person") for t in chunk):
                if is_time(chunk[0]) and len(chunk) > 1 and not is_time(chunk[1]) and chunk[1].tag != "NUM":
                    m = k + 2
                k = m
                continue
        if (
            token.tag in ("DET", "ADJ")
            and k + 1 < len(tokens)
            and is_time(tokens[k + 1])
            and token.low in ("last", "this", "next")
        ):
            k += 2
            continue
        break
    return k


def content_end(sentence: Sentence, k: int, cues: list[int], own: int) -> int:
    """Position after the last word of a content that starts at ``k``."""
    tokens = sentence.tokens
    classes = speech_class()
    end = len(tokens)
    for j in cues:
        if j <= k or j <= own or sentence.quoted[j] >= 0:
            continue
        before = tokens[j - 1]
        if (
            (tokens[j].low == "according" and before.text == ",")
            or (tokens[j].form == "VBG" and before.text == "," and tokens[j].lemma in classes)
            or (
                before.tag == "CONJ"
                and tokens[j].form == tokens[own].form
                and "private" not in classes.get(tokens[j].lemma, frozenset())
            )
        ):
            end = min(end, j - 1)
        else:
            left = left_phrase(tokens, j)
            at = left[0] - 1 if left else -1
            if (
                at > k
                and tokens[at].low in ("and", "but", "while", "as", "though", "although")
                and tokens[at - 1].text == ","
            ) or (at > k and tokens[at].text == ";"):
                end = min(end, at)
    for m in range(k, end):
        if tokens[m].text == ";" and sentence.quoted[m] < 0 and clause_in(tokens, m, stop=end):
            end = m
            break
    return end


def piece_of(tokens: list[Token], start: int, end: int) -> tuple[int, int] | None:
    """Place of the words from ``start`` to ``end`` without marks around them; None where nothing is left."""
    while start < end and tokens[start].text in (",", ";", ":", "\u2013", ".", ")"):
        start += 1
    while end > start and tokens[end - 1].text in (",", ";", ":", "\u2013", ".", "("):
        end -= 1
    if start >= end or all(t.tag == "MARK" for t in tokens[start:end]):
        return None
    return tokens[start].start, tokens[end - 1].end


def _trim(layout: Layout, start: int, end: int) -> tuple[int, int]:
    while start < end and layout.clean[start] in " \n,;":
        start += 1
    return start, end
