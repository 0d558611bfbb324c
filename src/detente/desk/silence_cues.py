"""The grammar of answers not given: a refusal or a negation, a verb of answering, a request of the press, and idioms.

Rules (``silence_rules.toml``) are read over the words of a sentence in lower case with one blank between them. They
join classes of words (``silences.toml``); a guard looks at the object ("to the offer"), the subject ("an agreement
could not be reached") and what belongs to a request ("calls for restraint").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, final

from detente.desk.lexicon import alternatives, speech_class, table
from detente.desk.press import Words, member
from detente.desk.silence_asides import asides
from detente.desk.silence_guards import GUARDS, HABITS, Guard, Line
from detente.desk.silence_turns import MORE
from detente.desk.tokens import Token

__all__ = ["Kind", "Silence", "silences"]

Kind = Literal["no-response", "declined", "unreachable"]
Where = Literal["left", "right", "none"]


@final
@dataclass(frozen=True, slots=True)
class Silence:
    """An answer not given, by positions of words.

    Attributes
    ----------
    start, end
        First word of the cue, and the one after its last.
    kind
        Kind of the contract.
    where
        left: the party is the subject of the cue; right: its phrase starts at ``at``; none: it is not told.
    at
        Where the phrase of the party starts, if it stands right.
    open_
        Whether somebody was asked and nothing more is told: what the next sentence tells goes before it.
    """

    start: int
    end: int
    kind: Kind
    where: Where = "left"
    at: int = 0
    open_: bool = False


def _alternatives(text: str) -> str:
    """The lines of a rule as alternatives; a line that starts with two blanks goes on with the one before."""
    return "|".join(text.strip("\n").replace("\n  ", "").split("\n"))


def _filled(text: str) -> str:
    """A rule with its classes and pieces put in."""

    def named(m: re.Match[str]) -> str:
        name = m[1]
        if name in pieces:
            return f"(?:{_filled(pieces[name])})"
        kind = next(kind for kind in ("verbs", "nouns", "words") if name in table("silences")[kind])
        return alternatives("silences", kind, name)

    pieces = table("silence_rules")["pieces"]
    return re.sub(r"(?<!P)<(\w+)>", named, _alternatives(text))


@cache
def _rules() -> tuple[tuple[Kind, Where, re.Pattern[str], Guard | None], ...]:
    """Kind, place of the party, rule and guard; the first that takes a place has it."""
    guards = {**GUARDS, **MORE}
    return tuple(
        (
            row["kind"],
            row.get("party", "left"),
            re.compile(rf"(?<![\w'-])(?:{_filled(row['cue'])})(?![\w'-])"),
            guards.get(row.get("guard", "")),
        )
        for row in table("silence_rules")["rule"]
    )


ELLIPSIS = re.compile(r"^(?:[\w',.-]+ ){1,9}(?:did|has|have|had|would|could|was) (?:not|n't)(?: either)? \.?$")
"""The embassy did not: after a sentence that told what was not done."""
ASKING = re.compile(r"\b(?:approached|contacted|asked|reached out|invited|emailed|messaged|written|sought|requested)\b")
GAVE_NONE = re.compile(
    r"^(?:[\w'-]+ ){1,6}(?P<cue>(?:gave|sent|offered|provided|had|issued|supplied) (?:none|nothing)|never did)"
    r"(?= \.?|$)"
)
"""It gave none: after a question of the press in the sentence before."""
AGAIN = re.compile(
    r"(?:(?:^|(?<=[,;.\u2013] ))(?:and |but )?(?:neither|nor|so) (?:did|has|had|have|would|was|were|could)"
    r"|(?<=[, ])as (?:did|has|had|have|would))(?= )"
)
"""A second party of whom the same is told: "nor did the embassy", "as did the embassy"."""


QUESTION = r"about|if|whether|on|why|how|what|when|who|where|which|by|directly|repeatedly|twice|again"
PUT = re.compile(
    r"^(?:(?:when|if|once|twice|repeatedly|later|again|but|and) )*"
    r"(?:(?:asked|pressed|questioned|quizzed|pushed|challenged|prodded)"
    rf"(?= (?:{QUESTION}|for (?:comment|his|her|its|their|an? (?:comment|response|reaction|explanation))))"
    r"|(?:contacted|reached|approached|cornered|stopped|confronted)"
    r"(?= (?:by|for comment|on|at|in|outside|,|over|with|after)))"
)
"""A question of the press before the clause: asked about the call, contacted by this newspaper."""
PUT_AFTER = re.compile(
    r" (?:when|as|after being) (?:asked|pressed|questioned|contacted|approached|quizzed)"
    r"(?= (?:about|if|whether|on|why|how|what|when|who|by|for|directly|,|\.|repeatedly|again))"
)
"""The same after the clause."""


def _turned(words: Words) -> Silence | None:
    """Asked about it, he did something other than speak: the verb of the clause is none of saying or of assent."""
    tokens = words.tokens
    line = " ".join(token.low for token in tokens)
    if any(token.text == '"' for token in tokens):
        return None
    if PUT.match(line):
        start = next((k + 1 for k, token in enumerate(tokens) if token.text == ","), None)
        stop = len(tokens)
    else:
        m = PUT_AFTER.search(line)
        start, stop = 0, line[: m.start()].count(" ") + 1 if m else 0
    if start is None or not stop:
        return None
    k = next((k for k in range(start, stop) if _acts(tokens[k])), None)
    if k is None or k == start or any(tokens[n].low in ("which", "who", "that") for n in range(start, k)):
        return None
    return (
        None
        if _speaks(tokens[k]) or member(tokens[k].low, "verbs", "decline")
        else Silence(k, min(k + 3, stop), "declined")
    )


def _acts(token: Token) -> bool:
    return token.tag == "VERB" and token.form in ("VBD", "VBZ", "VB", "VBN")


def _speaks(token: Token) -> bool:
    talks = bool(speech_class().get(token.lemma, frozenset()))
    return talks or member(token.low, "verbs", "assent")


def _blame(cue: str) -> bool:
    """Whether a cue after "for" or "of" is what somebody is blamed for, and no news: for not answering."""
    return re.match(r"(?:not|never|refusing|declining|failing|ignoring|dodging)\b", cue) is not None


def silences(words: Words, *, before: bool, asked: bool = False) -> list[Silence]:
    """Every answer not given in a sentence, in the order of the rules' places.

    Parameters
    ----------
    words
        The tagged words of the sentence.
    before
        Whether the sentence before told of one: "Nor did the embassy" then tells of another.
    asked
        Whether the sentence before told that the press asked: "He did not." then tells of one.
    """
    lows = [token.low for token in words.tokens]
    starts, at = [], 0
    for low in lows:
        starts.append(at)
        at += len(low) + 1
    here = Line(words, " ".join(lows), starts)
    found: list[Silence] = []
    for kind, where, pattern, guard in _rules():
        m = pattern.search(here.line)
        while m is not None:
            a, b = here.at(m.start()), here.ahead(m)
            habit = words.low(a - 1) in HABITS or (words.low(a - 1) in ("for", "of") and _blame(m[0]))
            taken = any(a < one.end and b > one.start for one in found)
            heard = not habit and not taken and (guard is None or guard(here, m))
            if heard and not asides(here.line, m.start(), m.end()):
                at = next((m.end(name) for name in ("at", "at2") if m.groupdict().get(name) is not None), 0)
                right = here.at(at) + 1 if at else 0
                found.append(Silence(a, b, kind, where, right, ASKING.search(m[0]) is not None))
            m = pattern.search(here.line, m.start() + 1 if taken else m.end())
    if not found and (turned := _turned(words)) is not None:
        found.append(turned)
    if (before or asked) and not found and ELLIPSIS.match(here.line):
        n = next(n for n in range(len(lows) - 1, -1, -1) if lows[n] in ("not", "n't"))
        found.append(Silence(n - 1, n + 1, "no-response"))
    if asked and not found and (m := GAVE_NONE.match(here.line)) is not None:
        found.append(Silence(here.at(m.start("cue")), here.at(m.end("cue") - 1) + 1, "no-response"))
    if found or before:
        last = found[-1].kind if found else "no-response"
        for m in AGAIN.finditer(here.line):
            a, b = here.at(m.start()), here.ahead(m)
            if before or any(one.start < a for one in found):
                found.append(Silence(a, b, last, "right", b))
    return sorted(found, key=lambda one: one.start)
