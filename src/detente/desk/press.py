"""Whether what was not answered is a question of the press: the object of a verb, and what belongs to a request."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, final

from detente.desk.gazetteer import Gazetteer
from detente.desk.lexicon import alternatives, inflections, nouns, table
from detente.desk.tokens import Token

__all__ = ["Object", "Words", "member"]

Object = Literal["press", "other", "report", "topic", "none"]
ENDS = frozenset('.;:"!?)\u2013')
TOPIC = frozenset({"on", "about", "over", "regarding", "concerning", "for"})
QUESTIONS = frozenset({"whether", "how", "why", "when", "who", "what", "if", "which", "where", "whom", "whose"})
DELIVERED = frozenset({"at", "with", "under", "through", "in", "by", "on"})
"""Where a letter or a message was left by who wanted an answer."""
LISTED = frozenset({"listed", "number", "numbers", "given", "registered", "published", "address"})
"""Words after which "for" tells whose number it is."""
MEANS = frozenset({"email", "e-mail", "phone", "telephone", "fax", "post", "text", "letter", "message", "mail"})
"""How a request was sent."""
OUTLETS = frozenset(
    {"us", "broadcaster", "magazine", "programme", "outlet", "outlets", "website", "channel", "station"}
)
"""Words for who publishes, beside those of the class press."""
LINKS = frozenset({"and", "or", ",", "of", "by", "per"})


@cache
def _pattern(kind: str, name: str) -> re.Pattern[str]:
    return re.compile(alternatives("silences", kind, name))


def member(word: str, kind: str, name: str) -> bool:
    """Whether a word in lower case is of a class of ``silences.toml``, in any form."""
    return _pattern(kind, name).fullmatch(word) is not None


@final
@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence, asked for what the press may have sent.

    Attributes
    ----------
    tokens
        Tagged words.
    text
        The clean text.
    gazetteer
        Tells states and their institutions from names of papers.
    """

    tokens: list[Token]
    text: str
    gazetteer: Gazetteer

    def low(self, k: int) -> str:
        """The word at a position in lower case, nothing outside the sentence."""
        return self.tokens[k].low if 0 <= k < len(self.tokens) else ""

    def object_at(self, k: int) -> Object:
        """What stands after a verb that ends before position ``k``.

        Returns
        -------
        str
            press: a request of the press or the press itself; report: what papers write; topic: "on the matter"; other:
            something else; none: nothing, or a time.
        """
        while member(self.low(k), "words", "soft") or (
            member(self.low(k), "words", "weekday") and self.tokens[k].tag != "ADJ"
        ):
            k += 1
        word = self.low(k)
        if not word or word in ENDS or word == ",":
            return "none"
        near = [self.low(m) for m in range(k + 1, k + 6)]
        if word in ("when", "if", "after", "as", "despite"):
            return "press" if self.asked(k + 1, k + 7) else "none"
        if word in ("by", "before", "at", "in"):
            if {"press", "deadline", "publication", "publishing", "writing"} & set(near[:4]):
                return "press"
            verbal = word == "by" and near[0].endswith("ing") and near[0] not in ("morning", "evening")
            return "other" if verbal or (word == "in" and near[0] in ("kind", "force")) else "none"
        if word == "with" or (word.endswith("ly") and self.tokens[k].tag == "ADV"):
            return "other"
        if word in TOPIC:
            return "topic"
        if word in ("to", "from"):
            return self.phrase_at(k + 1)
        if word in QUESTIONS:
            return "press"
        if self.tokens[k].tag in ("DET", "NOUN", "NAME", "ADJ", "NUM", "PRON", "VERB", "POSS"):
            return "none" if self.tokens[k].tag == "VERB" and word.endswith("ing") else self.phrase_at(k)
        return "none"

    def asked(self, start: int, stop: int) -> bool:
        """Whether words between two positions tell that the press asked."""
        return any(
            member(self.low(m), "words", "asked")
            or member(self.low(m), "nouns", "press")
            or (
                member(self.low(m), "nouns", "request")
                and self.low(m) not in ("call", "approach", "approaches", "text")
                and self.belongs(m) != "other"
            )
            for m in range(max(0, start), stop)
        )

    def phrase_at(self, k: int) -> Object:
        """What a noun phrase is that starts at a position."""
        found: Object = "other"
        for m in range(k, min(k + 12, len(self.tokens))):
            token, word = self.tokens[m], self.tokens[m].low
            if word in QUESTIONS and m == k:
                return "press"
            if m == k and word in ("that", "this") and self.low(m + 1) in ENDS | {",", ""}:
                return "press"
            if m == k and word in ("it", "them", "these", "those") and self.tokens[m].tag in ("PRON", "DET"):
                return "press" if self.asked(0, k) else "other"
            if member(word, "nouns", "press") or (m == k and word in ("us", "me")):
                return "press"
            if member(word, "nouns", "request") and not self._modifies(m):
                return "other" if self.belongs(m) == "other" else "press"
            if member(word, "nouns", "weak"):
                return "press" if self.belongs(m) == "press" else "other"
            if member(word, "nouns", "act"):
                return "other"
            if member(word, "nouns", "report"):
                return "other" if self._owner(m) == "other" else "report"
            if token.tag == "NAME" and self.is_press(m, m + 1):
                found = "press"
            if word in ENDS or (
                token.tag in ("PREP", "CONJ", "AUX", "SUB") and word not in LINKS and token.low not in ("off", "up")
            ):
                break
        return found

    def _modifies(self, m: int) -> bool:
        """Whether a word that may be a request only modifies: a call centre, text messages."""
        after = self.low(m + 1)
        return member(after, "nouns", "request") or after in ("centre", "center")

    def belongs(self, m: int) -> Object:
        """Whose request it is and what for: press, other, or none where nothing tells."""
        if self.low(m + 1) == "to" and self._infinitive(m + 2):
            telling = (
                *("comment", "speak", "confirm", "explain", "answer", "elaborate", "respond", "clarify", "do"),
                *("talk", "be", "discuss", "appear", "say"),
            )
            return "press" if self.low(m + 2) in telling else "other"
        owner = self._owner(m)
        if owner != "none":
            return owner
        stop = next((n for n in range(m + 1, m + 12) if self.low(n) in ENDS or self.low(n) in ("and", "but")), m + 12)
        giver = next(
            (n for n in range(m + 1, stop) if self.low(n) in ("from", "by") and self.low(n + 1) not in MEANS), 0
        )
        if giver and self.is_press(giver + 1, min(giver + 4, stop)):
            return "press"
        k = m + 1
        while k < min(m + 12, len(self.tokens)):
            word = self.low(k)
            if word in ("left", "delivered", "pushed", "slipped", "dropped") and self.low(k + 1) in DELIVERED:
                return "press"
            finite = self.tokens[k].tag == "AUX" or self.tokens[k].form in ("VBD", "VBZ")
            if word in ENDS or (finite and k > m + 1):
                break
            if word == "for" and self.low(k - 1) not in LISTED:
                near = [self.low(n) for n in range(k + 1, k + 6)]
                sought = next((n for n, w in enumerate(near) if member(w, "words", "sought")), None)
                if sought is not None and not any(w in (",", ".", "and") for w in near[:sought]):
                    return "press"
                if near[0] in ("this", "several", "days", "hours", "weeks", "more", "two", "three", "a") and (
                    {"story", "article", "report", "days", "hours", "weeks", "day", "week", "piece"} & set(near[:3])
                ):
                    k += 3
                    continue
                elsewhere = any(member(w, "nouns", "other") for w in near[:4])
                return "other" if elsewhere or self.low(m) in ("call", "calls") else "none"
            if word in ("from", "by") and self.low(k + 1) not in MEANS:
                stop = next((n for n in range(k + 1, k + 7) if self.low(n) in ("to", "about", "on", *ENDS)), k + 7)
                if self.is_press(k + 1, stop):
                    return "press"
                if self.is_state(k + 1, stop) or "opposite" in {self.low(n) for n in range(k + 1, stop)}:
                    return "other"
            if word in ("seeking", "asking", "requesting", "about", "on", "regarding", "concerning"):
                wanted = {self.low(n) for n in range(k + 1, k + 4)}
                return "other" if any(member(w, "nouns", "other") for w in wanted) and word == "seeking" else "press"
            if word == "of" and k == m + 1:
                return "other"
            k += 1
        return "none"

    def _infinitive(self, k: int) -> bool:
        readings = inflections().get(self.low(k), ())
        return any(tag == "VB" for _, tag in readings) and self.tokens[k].tag not in ("NAME", "DET")

    def _owner(self, m: int) -> Object:
        """Whose a request is, by what stands before it."""
        k = m - 1
        while k >= 0 and self.tokens[k].tag in ("ADJ", "NOUN", "NUM", "ADV", "NAME", "VERB") and m - k < 5:
            if self.tokens[k].tag == "VERB" and self.tokens[k].form in ("VBD", "VBZ"):
                break
            if self.tokens[k].tag == "NAME":
                if self.is_press(k, k + 1):
                    return "press"
                if self.gazetteer.side(self.tokens[k].text) is not None:
                    return "other"
            k -= 1
        word = self.low(k)
        if word in ("our", "my", "reporters", "journalists"):
            return "press"
        if word == "other" and self.low(k - 1) == "each":
            return "other"
        if word in ("their", "his", "her") and not any(self.is_press(n, n + 1) for n in range(len(self.tokens))):
            return "other"
        if k > 0 and self.tokens[k].tag == "POSS":
            if self.is_press(max(0, k - 3), k):
                return "press"
            if self.low(k - 2) in ("this", "our"):
                return "press"
            person = self.low(k - 1) in nouns("person") or self.tokens[k - 1].tag == "NOUN"
            return "other" if person or self.is_state(max(0, k - 3), k) else "none"
        return "none"

    def is_press(self, start: int, stop: int) -> bool:
        """Whether words name the press or a paper."""
        return any(
            member(token.low, "nouns", "press")
            or token.low in OUTLETS
            or (token.low == "paper" and n + start and self.low(n + start - 1) in ("this", "our"))
            or (token.tag == "NAME" and token.low in _papers())
            for n, token in enumerate(self.tokens[start:stop])
        )

    def is_state(self, start: int, stop: int) -> bool:
        """Whether words name a state, its institutions or its people."""
        part = self.tokens[start:stop]
        if not part:
            return False
        if any(member(token.low, "words", "state") for token in part):
            return True
        return self.gazetteer.side(self.text[part[0].start : part[-1].end]) is not None


@cache
def _papers() -> frozenset[str]:
    """Names of agencies and last words of the names of papers, in lower case."""
    return frozenset(table("silences")["words"]["papers"].split())
