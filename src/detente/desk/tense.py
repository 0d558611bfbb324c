"""Tense around a place in a sentence, and the verb that governs it."""

from __future__ import annotations

from detente.desk.lexicon import listed, speech_class
from detente.desk.phrases import is_finite
from detente.desk.sentences import Sentence
from detente.desk.tokens import Token

__all__ = ["governing", "is_future", "modal_of"]

MODALS = frozenset({"will", "shall", "would", "may", "might", "can", "could", "should", "must", "ought"})
PLANS = frozenset(
    ["planned", "scheduled", "due", "expected", "slated", "set", "poised", "ready", "plan", "plans", "expects"]
)

AHEAD = listed("ahead")
"""Verbs whose infinitive lies ahead of them, in the past tense too."""


def governing(sentence: Sentence, place: int) -> int | None:
    """Position of the verb whose clause holds a place: the nearest one before it in the clause, else after it."""
    tokens = sentence.tokens
    i = next((k for k, t in enumerate(tokens) if t.end > place), len(tokens))
    for k in range(i - 1, -1, -1):
        token = tokens[k]
        if token.tag == "VERB":
            return k
        if token.text in (";", ":", '"', "\u2013"):
            break
        if (
            token.text == ","
            and i - k > 1
            and any(is_finite(t) for t in tokens[i:])
            and not any(is_finite(t) for t in tokens[k + 1 : i])
        ):
            break
    for k in range(i, len(tokens)):
        if tokens[k].tag == "VERB" and (tokens[k].form != "VBN" or (k and tokens[k - 1].tag == "AUX")):
            return k
        if tokens[k].tag == "AUX" and not any(t.tag == "VERB" for t in tokens[k : k + 4]):
            return k
    return None


def modal_of(tokens: list[Token], k: int) -> str:
    """The modal before a verb, "to" of an infinitive, or nothing."""
    j = k - 1
    while j >= 0 and tokens[j].tag in ("AUX", "ADV", "NOT", "TO"):
        if tokens[j].tag == "TO":
            return "to"
        if tokens[j].lemma in MODALS:
            return tokens[j].lemma
        j -= 1
    return ""


def is_future(sentence: Sentence, place: int) -> bool:
    """Whether what stands at a place is still to come, by the tense of its verb."""
    tokens = sentence.tokens
    k = governing(sentence, place)
    if k is None:
        return False
    token = tokens[k]
    modal = modal_of(tokens, k)
    before = tokens[k - 1] if k else None
    if modal:
        if modal in ("could", "can") and any(t.tag == "NOT" for t in tokens[max(0, k - 4) : k]):
            return False
        perfect = token.form == "VBN" and any(t.lemma == "have" for t in tokens[max(0, k - 3) : k])
        return not perfect and not (modal == "to" and _done(tokens, k))
    if token.low in PLANS:
        return True
    if token.form == "VBG":
        if before is not None and before.tag == "AUX" and before.low in ("is", "are", "'re", "am", "'m"):
            return True
        if before is None or before.tag != "AUX":
            return any(t.lemma in MODALS for t in tokens[:k]) and token.low in (
                "starting",
                "beginning",
                "effective",
                "running",
                "lasting",
            )
        return False
    if token.form in ("VBZ", "VB"):
        return token.lemma not in speech_class() and token.tag == "VERB"
    return False


def _done(tokens: list[Token], k: int) -> bool:
    """Whether the infinitive depends on a verb whose outcome is past: began to, failed to, managed to."""
    if any(
        t.tag == "VERB" and t.form == "VBD" and t.lemma not in AHEAD and t.lemma not in speech_class()
        for t in tokens[:k]
    ) and not any(t.lemma in MODALS for t in tokens[:k]):
        return True
    return any(
        t.lemma in ("begin", "start", "fail", "manage", "continue", "have", "use") and t.form in ("VBD", "VBN")
        for t in tokens[max(0, k - 3) : k]
    )
