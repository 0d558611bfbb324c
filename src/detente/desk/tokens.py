"""Words with coarse tags: the tagger of tier 0, and the values that a parser fills in its place.

Tags: NOUN, NAME, VERB, AUX, DET, ADJ, ADV, PRON, PREP, CONJ, SUB, NUM, POSS, NOT, TO, MARK. ``form`` of a verb is VB,
VBZ, VBD, VBN or VBG. ``head`` and ``arc`` are filled by a parser only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import final

from detente.desk.lexicon import inflections, listed, nouns, speech_class

__all__ = ["AUXILIARIES", "Token", "tag", "words"]

WORD = re.compile(
    r"(?:U\.S\.|U\.K\.|U\.N\.|E\.U\.|(?:[A-Z]\.){2,}|(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|St|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.)"
    r"|'(?:s|re|ve|ll|d|m)\b|n't\b|[$\u20ac\u00a3\u00a5]|\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?%?"
    r"|[^\W\d_](?:[^\W_]|&(?=\w))*?(?=n't\b)|[^\W\d_][^\W_]*(?:[-&][^\W_]+)*|\.\.\.|[^\w\s]"
)
TAGS = ("NUM", "ADV", "NOT", "AUX", "SUB", "CONJ", "PREP", "PRON", "DET")
"""Closed classes, those that win last."""
CLOSED = {word: name for name in TAGS for word in listed(f"tag_{name.lower()}")}
AUXILIARIES = listed("tag_aux")
ADJECTIVES = listed("adjectives")
NOUN_ENDS = (
    "tion",
    "sion",
    "ment",
    "ness",
    "ity",
    "ship",
    "ance",
    "ence",
    "ism",
    "ist",
    "ure",
    "age",
    "ery",
    "hood",
    "dom",
    "or",
    "er",
)
ADJECTIVE_ENDS = ("ous", "ful", "less", "ive", "able", "ible", "ical", "ary", "ic", "al", "ish")
UNITS = listed("units")
PRIVATE = frozenset({"private"})
OFTEN_PARTICIPLES = listed("often_participles")
OFTEN_NOUNS = listed("often_nouns")


@final
@dataclass(slots=True)
class Token:
    """A word in its place: ``start`` and ``end`` in the text, tag, lemma (of verbs), and arcs where a parser ran."""

    start: int
    end: int
    text: str
    low: str
    tag: str = "NOUN"
    form: str = ""
    lemma: str = ""
    head: int = -1
    arc: str = ""


def words(clean: str, start: int, end: int) -> list[Token]:
    """The words of a piece of the clean text, untagged."""
    return [Token(m.start(), m.end(), m[0], m[0].lower()) for m in WORD.finditer(clean, start, end)]


def tag(tokens: list[Token]) -> list[Token]:
    """Fill tags, forms and lemmas by word lists, endings and neighbours.

    Parameters
    ----------
    tokens
        Words of one sentence; they are filled in place.

    Returns
    -------
    list of Token
        The same list.
    """
    verbs = inflections()
    for i, token in enumerate(tokens):
        token.lemma = token.low
        _first_guess(tokens, i, verbs)
    for i, token in enumerate(tokens):
        if token.tag == "VERB?":
            _decide(tokens, i, verbs[token.low])
    for i, token in enumerate(tokens):
        if token.tag == "VERB" and token.form in ("VBD", "VBN"):
            _past_or_participle(tokens, i)
    return tokens


def _first_guess(tokens: list[Token], i: int, verbs: dict[str, tuple[tuple[str, str], ...]]) -> None:
    token = tokens[i]
    low = token.low
    first = i == 0 or (tokens[i - 1].text in "\"'\u2013:(")
    if (
        low == "'"
        and i
        and tokens[i - 1].low.endswith("s")
        and tokens[i - 1].end == token.start
        and tokens[i - 1].tag in ("NOUN", "NAME", "VERB?")
    ):
        token.tag = "POSS"
    elif not token.text[0].isalnum() and low not in AUXILIARIES and low != "n't":
        token.tag = "MARK"
    elif token.text[0].isdigit():
        token.tag = "NUM"
    elif low == "'s":
        before = tokens[i - 1] if i else token
        after = tokens[i + 1] if i + 1 < len(tokens) else token
        verbal = before.tag == "PRON" or after.low in ("a", "an", "the", "not", "been", "going", "no")
        token.tag, token.lemma = ("AUX", "be") if verbal else ("POSS", "'s")
    elif low == "to":
        token.tag = "TO"
    elif token.text[0].isupper() and not first and low != "i":
        token.tag = "NAME"
    elif low in CLOSED:
        token.tag = _closed(tokens, i, CLOSED[low])
    elif (low == "last" and i + 1 < len(tokens) and tokens[i + 1].low.rstrip("s") in UNITS) or (
        low == "close" and i + 1 < len(tokens) and tokens[i + 1].low == "to"
    ):
        token.tag = "ADJ"
    elif low in verbs:
        token.tag = "VERB?"
    elif token.text[0].isupper() and first and (i + 1 < len(tokens) and tokens[i + 1].text[0].isupper()):
        token.tag = "NAME"
    elif low in nouns("person") or low in nouns("institution"):
        token.tag = "NOUN"
    elif low in ADJECTIVES or low.endswith(ADJECTIVE_ENDS):
        token.tag = "ADJ"
    elif low.endswith("ly"):
        token.tag = "ADV"
    elif low.endswith(NOUN_ENDS):
        token.tag = "NOUN"
    elif low.endswith("ed") and len(low) > 4:
        token.tag, token.form, token.lemma = "VERB", "VBD", low[:-2]
    elif low.endswith("ing") and len(low) > 5:
        token.tag, token.form, token.lemma = "VERB", "VBG", low[:-3]
    elif token.text[0].isupper():
        token.tag = "NAME"
    if token.tag == "AUX":
        token.lemma = _auxiliary(low)


def _closed(tokens: list[Token], i: int, name: str) -> str:
    low = tokens[i].low
    if low == "one" and i + 1 < len(tokens):
        after = tokens[i + 1]
        plain = after.text[0].isalpha() and after.low not in CLOSED and after.low not in inflections()
        return "NUM" if plain else name
    if low == "since" and i and i + 1 < len(tokens) and tokens[i - 1].low in AUXILIARIES:
        return "ADV" if tokens[i + 1].low in AUXILIARIES or tokens[i + 1].low in inflections() else name
    if low == "that" and i + 1 < len(tokens):
        before = tokens[i - 1].tag if i else ""
        if not tokens[i + 1].text[0].isalnum() and tokens[i + 1].text not in "\"'":
            return "PRON"
        return "DET" if before in ("PREP", "MARK", "") and tokens[i - 1].text != "," else "SUB"
    if low == "her" and i + 1 < len(tokens) and not tokens[i + 1].text[0].isalpha():
        return "PRON"
    return name


def _auxiliary(low: str) -> str:
    if low in ("is", "are", "was", "were", "been", "being", "am", "'re", "'m", "be"):
        return "be"
    if low in ("has", "had", "having", "'ve", "have"):
        return "have"
    if low in ("does", "did", "do"):
        return "do"
    return {"'ll": "will", "'d": "would", "wo": "will", "ca": "can"}.get(low, low)


def _decide(tokens: list[Token], i: int, readings: tuple[tuple[str, str], ...]) -> None:
    """Verb or noun, by the words beside it."""
    token = tokens[i]
    j = i - 1
    while j >= 0 and (tokens[j].tag in ("ADV", "NOT") or (tokens[j].text == '"' and j > 0)):
        j -= 1
    before = tokens[j] if j >= 0 else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    forms = {form: lemma for lemma, form in readings}
    kind = before.tag if before else ""

    def verb(*wanted: str) -> bool:
        for form in wanted:
            if form in forms:
                token.tag, token.form, token.lemma = "VERB", form, forms[form]
                return True
        return False

    if before is not None and before.tag == "AUX":
        if before.lemma == "be":
            done = verb("VBG", "VBN", "VBD")
        elif before.lemma == "have":
            done = verb("VBN", "VBD")
        else:
            done = verb("VB")
        if done:
            return
        token.tag = "NOUN" if token.low in OFTEN_NOUNS or before.lemma in ("be", "have") else "VERB"
        return
    if kind == "TO" and verb("VB"):
        return
    if kind in ("DET", "ADJ", "POSS", "NUM") and "VBN" not in forms and "VBG" not in forms:
        token.tag = "NOUN"
        return
    if (
        kind in ("DET", "POSS")
        and ("VBN" in forms or "VBG" in forms)
        and after is not None
        and after.tag in ("NOUN", "NAME", "ADJ", "VERB?")
    ):
        token.tag = "ADJ"
        return
    if kind in ("DET", "POSS") and "VBG" in forms:
        token.tag = "NOUN"
        return
    if kind == "PREP" and before is not None and before.low not in ("as", "than", "before", "after", "since", "until"):
        if verb("VBG"):
            return
        token.tag = "ADJ" if "VBN" in forms and token.low not in OFTEN_NOUNS else "NOUN"
        return
    if "VBD" in forms or "VBN" in forms:
        plain = "VB" in forms and forms["VB"] == token.low
        if plain and token.low in OFTEN_NOUNS and kind not in ("PRON", "NAME", "NOUN"):
            token.tag = "NOUN"
            return
        verb("VBD", "VBN")
        return
    if verb("VBG"):
        return
    if "VBZ" in forms:
        clause = kind in ("PRON", "NAME", "NOUN", "POSS", "MARK") and before is not None
        if token.low in OFTEN_NOUNS:
            follows = after is not None and (after.tag in ("DET", "PRON", "SUB", "TO", "NAME") or after.text == '"')
            clause = (
                clause and kind in ("PRON", "NAME", "NOUN") and follows and not (before and before.low.endswith("s"))
            )
        token.tag = "NOUN"
        if clause and kind != "POSS":
            verb("VBZ")
        return
    plural = before is not None and (
        before.low in ("they", "we", "i", "you", "who", "that", "which")
        or (kind in ("NOUN", "NAME") and before.low.endswith("s"))
    )
    if plural and not (token.low in OFTEN_NOUNS and kind in ("NOUN", "NAME")):
        verb("VB")
        return
    if kind == "CONJ" and _verb_before(tokens, j) and verb("VB"):
        return
    if before is None and after is not None and after.tag in ("DET", "PRON") and verb("VB"):
        return
    speaks = token.low in speech_class()
    followed = after is not None and after.tag in (
        "DET",
        "PRON",
        "SUB",
        "NAME",
        "ADJ",
        "PREP",
        "TO",
        "NUM",
        "VERB?",
        "NOUN",
    )
    plural = any(t.low.endswith("s") or t.low in ("people", "both", "two") for t in tokens[max(0, i - 6) : i])
    if (
        token.low not in OFTEN_NOUNS
        and kind in ("NOUN", "NAME", "PRON", "CONJ", "MARK", "NUM")
        and (speaks or (followed and plural))
        and verb("VB")
    ):
        return
    token.tag = "NOUN"


def _verb_before(tokens: list[Token], j: int) -> bool:
    return any(t.tag == "VERB" and t.form == "VB" for t in tokens[max(0, j - 8) : j])


def _past_or_participle(tokens: list[Token], i: int) -> None:
    """A past form after a noun and before a preposition, with a finite verb to follow, is a participle."""
    token = tokens[i]
    if (
        token.lemma not in OFTEN_PARTICIPLES
        and speech_class().get(token.lemma, PRIVATE) - PRIVATE
        and i + 1 < len(tokens)
        and tokens[i + 1].low != "by"
        and not (i and tokens[i - 1].tag == "AUX")
    ):
        return
    j = i - 1
    while j >= 0 and tokens[j].tag in ("ADV", "NOT"):
        j -= 1
    before = tokens[j] if j >= 0 else None
    if before is not None and before.tag == "AUX":
        token.form = "VBN" if before.lemma in ("be", "have") else token.form
        return
    if before is None or before.tag in ("DET", "ADJ", "PREP"):
        token.form = "VBN"
        return
    if (
        i
        and before.text == ","
        and before is tokens[i - 1]
        and i + 1 < len(tokens)
        and tokens[i + 1].low in ("by", "on", "in", "with", "as")
    ):
        token.form = "VBN"
        return
    if before.tag not in ("NOUN", "NAME") or i + 1 >= len(tokens):
        return
    after = tokens[i + 1]
    if after.low == "by":
        token.form = "VBN"
        return
    if after.tag not in ("PREP", "ADV", "TO"):
        return
    for k in range(i + 1, min(len(tokens), i + 14)):
        later = tokens[k]
        if later.tag in ("CONJ", "SUB") or later.text in ',;\u2013"' or later.low in ("who", "which"):
            return
        if later.tag == "AUX" or (later.tag == "VERB" and later.form in ("VBD", "VBZ", "VB")):
            token.form = "VBN"
            return
