"""Status of an act: modal, negation, attempt and plan cues on its own verb."""

from __future__ import annotations

from detente.desk.lexicon import speech_class
from detente.desk.sentences import Sentence
from detente.desk.tokens import Token

__all__ = ["status_of"]

ATTEMPTS = frozenset(["try", "attempt", "seek", "fail", "struggle", "refuse", "decline"])
PLANS = frozenset(
    [
        "plan",
        "intend",
        "aim",
        "prepare",
        "schedule",
        "set",
        "due",
        "expect",
        "promise",
        "pledge",
        "vow",
        "threaten",
        "agree",
        "want",
        "hope",
        "consider",
        "weigh",
        "mull",
    ]
)
OFFERS = frozenset({"offer", "propose", "suggest"})
ENDS = frozenset({"end", "expire", "lapse"})
UNSURE = frozenset({"may", "might", "could", "perhaps", "possibly", "probably", "likely"})


def status_of(sentence: Sentence, k: int) -> tuple[str, Token | None]:
    """Status of the act of the verb at position ``k``, with the word that tells it.

    Returns
    -------
    tuple
        One of the statuses of the contract, and the cue or None.
    """
    tokens = sentence.tokens
    token = tokens[k]
    group: list[Token] = []
    j = k - 1
    while j >= 0 and tokens[j].tag in ("AUX", "ADV", "NOT", "TO"):
        group.insert(0, tokens[j])
        j -= 1
    head = tokens[j] if j >= 0 else None
    denied = next((t for t in group if t.tag == "NOT"), None)
    if denied is None and head is not None:
        denied = next(
            (t for t in tokens[max(0, j - 2) : j + 1] if t.low in ("no", "nobody", "nothing", "neither")), None
        )
    if denied is not None:
        return "negated", denied
    conditional = _condition(tokens, k)
    if any(t.tag == "TO" for t in group) and head is not None:
        if head.lemma in OFFERS:
            return "offered", head
        if head.lemma in ATTEMPTS:
            return ("failed" if head.lemma in ("fail", "refuse", "decline") else "actual"), head
        if head.lemma in PLANS or head.low in ("plans", "plan", "threat", "intention", "ready", "set", "due"):
            return ("conditional", conditional) if conditional else ("planned", head)
    modal = next(
        (
            t
            for t in group
            if t.tag == "AUX"
            and t.lemma in ("will", "shall", "would", "may", "might", "could", "can", "should", "must")
        ),
        None,
    )
    if modal is not None:
        if modal.lemma in UNSURE:
            return ("conditional", conditional) if conditional else ("hypothetical", modal)
        if modal.lemma in ("must", "should"):
            return "actual", None
        perfect = any(t.lemma == "have" for t in group)
        if perfect:
            return "hypothetical", modal
        return ("conditional", conditional) if conditional else ("planned", modal)
    if conditional is not None and token.form in ("VBZ", "VB", "VBD") and token.lemma not in speech_class():
        return "hypothetical", conditional
    if token.lemma in OFFERS:
        return "offered", token
    if token.form == "VBG" and any(t.lemma == "be" for t in group):
        return "ongoing", None
    if token.lemma in ENDS and token.form in ("VBD", "VBN"):
        return "ended", token
    return "actual", None


def _condition(tokens: list[Token], k: int) -> Token | None:
    return next((t for t in tokens if t.low in ("if", "unless", "once") and t.tag == "SUB"), None) if k >= 0 else None
