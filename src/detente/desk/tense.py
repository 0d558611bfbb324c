"""Tense around a place in a sentence, and the verb that governs it."""

from __future__ import annotations

from detente.desk.lexicon import listed, speech_class
from detente.desk.phrases import is_finite
from detente.desk.sentences import Sentence
from detente.desk.tokens import Token

__all__ = ["ahead", "governing", "is_future", "modal_of"]

MODALS = frozenset({"will", "shall", "would", "may", "might", "can", "could", "should", "must", "ought"})
PLANS = listed("plans")

LIMITS = frozenset({"until", "till", "by", "through", "up to", "beyond", "within"})
GIVING = listed("giving")
"""Verbs whose "until" or "by" lies ahead in the past tense too: gave them until Friday."""
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
    i = next((n for n, t in enumerate(tokens) if t.end > place), len(tokens))
    if _modal_between(tokens, -1 if k is None or k >= i else k, i):
        return True
    if k is None:
        return any(t.low in PLANS for t in tokens[max(0, i - 6) : i])
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
    if any(t.low in ("did", "do", "does") for t in tokens[max(0, k - 4) : k]) and token.form == "VB":
        return False
    bare = (
        token.form == "VBN" and token.low == token.lemma and not any(t.tag == "AUX" for t in tokens[max(0, k - 3) : k])
    )
    if token.form in ("VBZ", "VB") or bare:
        return token.lemma not in speech_class() and token.tag == "VERB"
    return False


def _modal_between(tokens: list[Token], start: int, stop: int) -> bool:
    """Whether a modal stands in a clause of its own between two positions, whatever its verb was taken for."""
    for n in range(stop - 1, start, -1):
        if tokens[n].text in (",", ";", ":", '"', "\u2013"):
            return False
        if tokens[n].tag == "AUX" and tokens[n].lemma in MODALS:
            near = {t.low for t in tokens[n + 1 : n + 4]}
            return not near & {"have", "not", "n't"} or tokens[n].lemma in ("will", "shall")
    return False


def ahead(sentence: Sentence, place: int, word: str) -> tuple[bool, bool]:
    """Whether a date lies ahead though its verb is in no future tense, and whether the nearest is meant.

    Parameters
    ----------
    sentence, place
        The sentence, and where the date stands in it.
    word
        Preposition before the date: "gave them until Friday" lies ahead, "had fallen by March" does not.
    """
    tokens = sentence.tokens
    k = governing(sentence, place)
    if k is None:
        k = next(
            (n for n in range(len(tokens) - 1, -1, -1) if tokens[n].tag == "AUX" and tokens[n].start < place), None
        )
    token = tokens[k] if k is not None else None
    past = k is not None and _past(tokens, k)
    after = [t.low for t in tokens if t.start >= place][:6]
    due = bool({"deadline", "vote", "summit", "hearing", "election", "expiry"} & set(after))
    if word in LIMITS:
        giving = token is not None and token.lemma in GIVING
        if not past or giving:
            return True, False
        return False, due
    if word in ("before", "ahead of", "prior to"):
        return False, not past or due
    present = token is not None and token.tag == "AUX" and token.low in ("is", "are", "'s", "be")
    starting = word in ("from", "starting", "beginning", "effective", "as of", "come")
    return word == "come", present or due or starting


def _past(tokens: list[Token], k: int) -> bool:
    """Whether a verb tells of the past: "fell", "had fallen", "was spared"; not "are spared"."""
    token = tokens[k]
    if token.tag == "AUX":
        return token.low in ("was", "were", "had", "did")
    if token.form == "VBD":
        return True
    if token.form == "VB":
        return any(t.low == "did" for t in tokens[max(0, k - 4) : k])
    if token.form != "VBN":
        return False
    aux = next((t for t in reversed(tokens[max(0, k - 4) : k]) if t.tag == "AUX"), None)
    return aux is None or aux.low not in ("is", "are", "be", "'s", "'re")


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
