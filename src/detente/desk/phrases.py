"""Noun phrases beside a verb: the one that ends before it and the one that starts after it."""

from __future__ import annotations

from detente.desk.lexicon import listed
from detente.desk.tokens import Token

__all__ = ["NOMINAL", "TEMPORAL", "is_finite", "is_time", "left_phrase", "right_phrase", "skip_left"]

NOMINAL = frozenset({"NOUN", "NAME", "NUM", "PRON"})
INSIDE = frozenset({"NOUN", "NAME", "NUM", "ADJ", "DET", "POSS"})
TEMPORAL = listed("temporal")
VENUES = listed("venues")
REFLEXIVE = frozenset({"himself", "herself", "itself", "themselves", "also"})
ASIDE = frozenset(
    {"for", "by", "in", "at", "on", "meanwhile", "however", "though", "too", "speaking", "asked", "citing"}
)
BRIEFED = frozenset({"briefed", "involved", "informed", "acquainted", "brought"})
"""Participles that tell how a source knows, whatever a tagger makes of them."""
NAMES_OF_TIME = frozenset(word for word in TEMPORAL if word not in ("may", "march"))


def is_finite(token: Token) -> bool:
    """Whether a token is a verb that carries a clause."""
    return token.tag == "AUX" or (token.tag == "VERB" and token.form in ("VBD", "VBZ", "VB"))


def is_time(token: Token) -> bool:
    """Whether a token names a time."""
    return token.low in NAMES_OF_TIME or (token.low in ("may", "march") and token.tag == "NAME")


def skip_left(tokens: list[Token], j: int) -> int:
    """Position of the last word before ``j + 1`` that is no auxiliary, adverb or time."""
    while j >= 0:
        token = tokens[j]
        if (token.tag in ("AUX", "ADV", "NOT") and token.low not in ("there", "here")) or token.low in REFLEXIVE:
            j -= 1
        elif is_time(token) or (token.tag == "NUM" and j and is_time(tokens[j - 1])):
            k = j
            while k >= 0 and (
                is_time(tokens[k])
                or tokens[k].tag == "NUM"
                or tokens[k].low in ("last", "this", "next", "the", "late", "early")
            ):
                k -= 1
            if k < 0 or tokens[k].tag != "PREP":
                adverbial = k >= 0 and (k < j - 1 or tokens[j].low not in ("week", "month", "year", "day", "quarter"))
                if not adverbial:
                    return j
                j = k
            else:
                j = k - 1
        else:
            break
    return j


def left_phrase(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """The noun phrase that ends right before position ``i`` (adverbs, auxiliaries and times skipped).

    Returns
    -------
    tuple of int or None
        First position and the one after the last; None where no noun stands there.
    """
    j = skip_left(tokens, i - 1)
    if j < 0:
        return None
    end = j + 1
    if tokens[j].text in (",", "\u2013", ")"):
        opener = "(" if tokens[j].text == ")" else tokens[j].text
        k = j - 1
        while k >= 0 and tokens[k].text != opener and tokens[k].text not in ('"', ";", ":"):
            k -= 1
        if k <= 0 or tokens[k].text != opener or j - k < 2:
            return None
        if tokens[k - 1].tag not in NOMINAL or not _apposition(tokens, k + 1, j):
            return None
        core = left_phrase(tokens, k)
        if core is None or tokens[k + 1].low in ASIDE:
            return core
        return core[0], j + (opener == "(")
    if tokens[j].tag not in NOMINAL and tokens[j].tag not in ("VERB", "ADJ", "DET", "SUB", "PREP"):
        return None
    if (
        tokens[j].tag == "PRON"
        and not (j and tokens[j - 1].low == "of")
        and tokens[j].low not in ("one", "others", "nobody")
    ):
        return (
            (j, end) if tokens[j].low not in ("who", "which", "whom", "whose", "himself", "herself", "itself") else None
        )
    return _grow_left(tokens, j, end)


def _apposition(tokens: list[Token], start: int, end: int) -> bool:
    first = tokens[start]
    if first.low in ("who", "which", "whose", "whom"):
        return True
    if first.low in ASIDE or (first.tag == "VERB" and first.form in ("VBN", "VBD")):
        return True
    if first.tag in ("ADV", "CONJ", "SUB", "PREP"):
        return first.low in ("now", "formerly", "then")
    return not any(is_finite(token) for token in tokens[start:end])


def _grow_left(tokens: list[Token], j: int, end: int) -> tuple[int, int] | None:
    start = end
    k = j
    nominal = False
    while k >= 0:
        token = tokens[k]
        before = tokens[k - 1] if k else None
        if token.tag in INSIDE or token.tag == "PRON":
            if token.tag in NOMINAL:
                nominal = True
            start = k
            if is_time(token) and k < j and not (before is not None and before.tag in ("PREP", "DET")):
                start = k + 1
                break
            if token.tag == "DET" and before is not None and before.tag not in ("PREP", "CONJ", "TO", "VERB", "DET"):
                break
        elif (
            token.tag in ("PREP", "TO")
            and before is not None
            and (
                before.tag in NOMINAL
                or before.low in ("familiar", "close")
                or before.form == "VBN"
                or before.low in BRIEFED
            )
        ):
            if token.low in ("as", "since", "until", "than", "after", "before"):
                break
        elif token.tag == "CONJ" and before is not None and before.tag in NOMINAL and token.low in ("and", "or"):
            if not _joins(tokens, k, end):
                break
        elif (
            (
                token.tag == "VERB"
                and token.form in ("VBN", "VBG")
                and before is not None
                and before.tag in NOMINAL
                and (k < j or token.form == "VBN")
            )
            or (token.low in BRIEFED and before is not None and before.tag in NOMINAL and k < j)
            or token.text in ("&", "-", "/")
            or (token.tag == "ADV" and k < j)
        ):
            pass
        elif is_finite(token) or token.tag in ("PRON", "SUB"):
            opener = next((m for m in range(k, max(-1, k - 9), -1) if tokens[m].low in ("who", "that", "which")), -1)
            if opener <= 0 or tokens[opener - 1].tag not in NOMINAL:
                break
            k = opener
        else:
            break
        k -= 1
    while start < end and tokens[start].tag in ("PREP", "CONJ", "POSS", "ADV", "TO", "MARK"):
        start += 1
    return (start, end) if nominal and start < end else None


def _joins(tokens: list[Token], k: int, end: int) -> bool:
    """Whether a conjunction joins two nouns and not two clauses: no finite verb stands left of it in the clause."""
    for m in range(k - 1, -1, -1):
        if tokens[m].text in (",", ";", '"', ":", "\u2013"):
            return True
        if is_finite(tokens[m]):
            return False
    return end > k


def right_phrase(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """The noun phrase that starts at position ``i``, with what belongs to it.

    Returns
    -------
    tuple of int or None
        First position and the one after the last; None where no noun phrase starts there.
    """
    n = len(tokens)
    k = i
    while k < n and tokens[k].tag == "ADV":
        k += 1
    start = k
    nominal = False
    while k < n:
        token = tokens[k]
        after = tokens[k + 1] if k + 1 < n else None
        if token.tag == "PRON":
            if nominal and token.low in ("who", "which", "whose"):
                k = _relative_end(tokens, k)
                continue
            if nominal:
                break
            k += 1
            if not (k < n and tokens[k].low == "of"):
                return (start, k)
            nominal = True
            continue
        if token.tag in INSIDE:
            if nominal and token.tag == "DET" and tokens[k - 1].tag not in ("PREP", "CONJ", "TO", "DET"):
                break
            if nominal and is_time(token) and tokens[k - 1].tag not in ("PREP", "DET"):
                break
            if nominal and token.low in ("last", "next", "this") and after is not None and is_time(after):
                break
            nominal = nominal or token.tag in NOMINAL
        elif token.tag == "PREP" and nominal and after is not None:
            if not _belongs(tokens, k):
                break
        elif (
            (
                token.tag == "CONJ"
                and nominal
                and after is not None
                and (after.tag in INSIDE)
                and not _clause_follows(tokens, k + 1)
            )
            or (
                token.tag == "VERB"
                and token.form == "VBN"
                and nominal
                and after is not None
                and after.tag in ("PREP", "ADV", "TO")
            )
            or (token.text in ("&", "-", "/") and nominal)
        ):
            pass
        elif token.text == "," and nominal:
            close = _apposition_end(tokens, k + 1)
            if close is None:
                break
            k = close
            if k < n and tokens[k].text == ",":
                break
            continue
        else:
            break
        k += 1
    while k > start and tokens[k - 1].tag in ("PREP", "CONJ", "DET", "ADV", "TO", "MARK"):
        k -= 1
    return (start, k) if nominal and k > start else None


def _belongs(tokens: list[Token], k: int) -> bool:
    """Whether a preposition goes on with the noun phrase and does not tell when, where or how it was said."""
    token = tokens[k]
    if token.low == "of":
        return True
    if token.low not in (
        "for",
        "at",
        "from",
        "in",
        "with",
        "on",
        "about",
        "to",
        "by",
        "near",
        "inside",
        "close",
        "under",
        "between",
    ):
        return False
    for later in tokens[k + 1 : k + 6]:
        if is_time(later) or later.low in VENUES:
            return False
        if later.tag in ("NOUN", "NAME") and later.low not in ("news", "press", "written", "television", "phone"):
            return True
    return True


def _clause_follows(tokens: list[Token], k: int) -> bool:
    for later in tokens[k : k + 8]:
        if is_finite(later):
            return True
        if later.text in (",", ".", '"', ";") or later.tag == "SUB":
            return False
    return False


def _relative_end(tokens: list[Token], k: int) -> int:
    while k < len(tokens) and tokens[k].text not in (",", ".", ";", '"', "\u2013"):
        k += 1
    return k


def _apposition_end(tokens: list[Token], k: int) -> int | None:
    """Where an apposition that starts at ``k`` ends: at a comma or the end, without a finite verb of its own."""
    if k >= len(tokens) or tokens[k].tag not in ("DET", "NOUN", "NAME", "ADJ", "PRON", "NUM"):
        return None
    if is_time(tokens[k]) or (tokens[k].tag == "PRON" and tokens[k].low not in ("who", "whose", "which")):
        return None
    relative = tokens[k].tag == "PRON"
    m = k
    while m < len(tokens) and tokens[m].text not in (",", ".", ";", '"', "\u2013", ":"):
        if not relative and (is_finite(tokens[m]) or (tokens[m].tag == "VERB" and tokens[m].form == "VBG")):
            return None
        m += 1
    return m
