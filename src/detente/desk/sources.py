"""Who speaks: class, anonymity, count, side and identity of a source, from its noun phrase and what stood before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, final

from detente.desk.contract import Count, Group, SourceMention, Span
from detente.desk.gazetteer import Gazetteer
from detente.desk.groups import NUMBERS, count_of, head_of, is_part, is_plural
from detente.desk.lexicon import listed, nouns
from detente.desk.tokens import Token

__all__ = ["Mention", "Speakers", "nobody", "people_in"]

PLURAL_PRONOUNS = frozenset({"they", "them", "both", "two", "others"})
SINGULAR_PRONOUNS = frozenset({"he", "she", "him", "her", "one", "another"})
OFFICES = frozenset(
    [
        "president",
        "premier",
        "chancellor",
        "minister",
        "secretary",
        "governor",
        "mayor",
        "ambassador",
        "chairman",
        "chairwoman",
        "king",
        "queen",
        "pope",
        "commissioner",
        "prince",
    ]
)
NEAR = 60
"""How many sources back a pronoun or "the official" is looked for."""
NOT_NAMES = listed("not_names")
VOICES = frozenset({"delegate", "representative", "envoy", "negotiator", "moderator"})
FAMILIAR = frozenset(
    {"familiar", "briefed", "aware", "close", "knowledge", "involved", "informed", "present", "privy", "acquainted"}
)


@final
@dataclass(slots=True)
class Mention:
    """A source in its place, with what the contract asks about it."""

    start: int
    end: int
    class_: str
    anonymous: bool
    count: Count
    side: str | None
    actor: str | None
    head: str
    antecedent: Span | None = None
    same_as: str | None = None

    def value(self, text: str, *, here: bool = True) -> SourceMention:
        """The mention as the contract shows it; ``here`` is False where the words do not stand by the content."""
        return SourceMention(
            self.start if here else None,
            self.end if here else None,
            text[self.start : self.end] if here else None,
            self.antecedent,
            self.class_,  # type: ignore[arg-type]
            self.anonymous,
            self.count,
            self.side,
            self.actor,
            self.same_as,
            _interest(self),
        )


def _interest(mention: Mention) -> Literal["none", "party", "unknown"]:
    if mention.class_ == "reporter":
        return "none"
    if mention.side in (None, "third"):
        return "unknown"
    return "party"


@final
@dataclass(slots=True)
class Speakers:
    """The open sources of a text, in the order in which they spoke.

    Attributes
    ----------
    text
        The untouched text.
    gazetteer
        Places, institutions and persons.
    people
        Surname to full name, as far as the text has told them.
    starts
        Where each sentence starts.
    spoken
        Sources so far, latest last, with the id of their attribution.
    """

    text: str
    gazetteer: Gazetteer
    people: dict[str, str]
    starts: list[int]
    spoken: list[tuple[str, Mention]] = field(default_factory=list)

    def mention(self, tokens: list[Token], start: int, end: int) -> Mention:
        """Classify the source that stands in ``tokens[start:end]``."""
        span = tokens[start:end]
        words = [token.low for token in span]
        a, b = span[0].start, span[-1].end
        if span[0].tag == "PRON" and len(span) == 1 and span[0].low not in ("one", "others"):
            return self._pronoun(span[0])
        if (
            is_part(span)
            or (
                words[0] in ("one", "another", "both", "two", "three", "some", "others")
                and (len(span) == 1 or "them" in words)
            )
            or (
                words[0] == "the"
                and len(span) == 2
                and words[1] in ("two", "three", "four", "second", "first", "other", "others", "latter", "former")
            )
        ):
            return self._partitive(span)
        head, core = head_of(span)
        named = self._person(span)
        side = self.gazetteer.side(self.text[a:b])
        count = count_of(span, side, lambda part: self.gazetteer.side(self.text[part[0].start : part[-1].end]))
        class_ = self._class(span, head, core, named)
        actor = self.gazetteer.actor(self.text[a:b]) or (self.gazetteer.person(named) if named else None)
        actor = None if class_ in ("anonymous", "collective") else actor
        if named and side is None:
            side = self.gazetteer.side_of_person(named)
        if class_ in ("named", "spokesperson", "institution", "document") and not (
            class_ == "spokesperson" and count.min and count.min > 1
        ):
            count = Count(max(1, count.min or 1), max(1, count.max or 1), (Group(max(1, count.min or 1), side),))
        mention = Mention(a, b, class_, class_ in ("anonymous", "collective"), count, side, actor, head)
        return self._identify(mention, words, len(core), named)

    def _class(self, span: list[Token], head: str, core: list[Token], named: str | None) -> str:
        words = {token.low for token in span}
        roots = [token.low for token in core]
        if named:
            return "named"
        if words & {"i", "we"} and len(span) == 1:
            return "reporter"
        if head in nouns("spokesperson"):
            return "spokesperson"
        if head in nouns("document") and head not in ("record", "records"):
            return "document"
        plural = is_plural(head)
        definite = "'s" in roots or core[0].low in ("the", "his", "her", "its", "their") or core[-1].tag == "NAME"
        if definite and not plural and head in OFFICES:
            return "named"
        if definite and not plural and head in VOICES:
            return "spokesperson"
        if head in nouns("person") or head in ("people", "sources"):
            if not plural:
                return "anonymous"
            counted = any(w in NUMBERS or w.isdigit() for w in roots)
            if counted or words & FAMILIAR or head == "sources" or words & {"several", "few", "couple", "handful"}:
                return "anonymous"
            return "collective"
        if self.gazetteer.is_place(self.text[span[0].start : core[-1].end]) or head in nouns("institution"):
            many = plural and head in nouns("institution") and not any(t.tag == "NAME" for t in core[-1:])
            return "collective" if many and core[0].low not in ("the", "both", "two") else "institution"
        last = core[-1]
        if last.tag == "NAME" or any(token.text in nouns("institution", "suffixes") for token in core):
            return "institution"
        if plural:
            return "collective"
        return "anonymous" if core[0].low in ("a", "an", "one", "another") else "institution"

    def _person(self, span: list[Token]) -> str | None:
        """The full name of a person in the phrase, if there is one at its head or in apposition."""
        groups: list[list[Token]] = [[]]
        blocked = False
        _, core = head_of(span)
        common = max((n for n, t in enumerate(core) if t.tag in ("NOUN", "NAME")), default=-1)
        if common > 0 and core[common].tag == "NOUN" and core[common].low in nouns("person"):
            # "a Hale ministry official": a name before a common noun tells whose official it is, not who
            span = span[common:]
        for position, token in enumerate(span):
            if token.tag in ("PREP", "TO") and token.low not in ("van", "von", "de"):
                blocked = True
            elif token.text == ",":
                blocked = False
            follows = span[position + 1] if position + 1 < len(span) else None
            if token.tag == "NAME" and not blocked and not (follows is not None and follows.tag == "POSS"):
                groups[-1].append(token)
            elif groups[-1]:
                groups.append([])
                if token.tag == "POSS":
                    blocked = False
        for group in groups:
            found = self._name(group)
            if found:
                return found
        return None

    def _name(self, group: list[Token]) -> str | None:
        last = max((n for n, t in enumerate(group) if t.text.rstrip(".") in nouns("titles")), default=-1)
        kept = group[last + 1 :]
        while kept and self.gazetteer.is_place(kept[0].text):
            kept = kept[1:]
        if not kept or any(t.text.rstrip(".") in nouns("institution", "suffixes") or t.text == "&" for t in kept):
            return None
        name = " ".join(token.text for token in kept)
        if self.gazetteer.is_institution(name):
            return None
        if name in self.people.values():
            return name
        if kept[-1].text in self.people:
            return self.people[kept[-1].text]
        if self.gazetteer.person(name):
            return name
        return (
            name
            if len(kept) < len(group) and group[0].text.rstrip(".") in nouns("titles") and not kept[-1].text.isupper()
            else None
        )

    def _pronoun(self, token: Token) -> Mention:
        if token.low in ("i", "we"):
            return Mention(
                token.start,
                token.end,
                "reporter",
                anonymous=False,
                count=Count(1, 1, (Group(1, None),)),
                side=None,
                actor=None,
                head=token.low,
            )
        person = self.last_person(token) if token.low in ("he", "she") else None
        for key, earlier in reversed(self.spoken[-NEAR:]):
            plural = (earlier.count.max is None) or (earlier.count.max > 1)
            if token.low in ("he", "she") and earlier.class_ in ("named", "anonymous", "spokesperson") and not plural:
                if person is not None and person.antecedent is not None and person.antecedent.start > earlier.end:
                    return person
                return self._again(token.start, token.end, earlier, key)
            if token.low == "they" and (plural or earlier.class_ in ("institution", "collective")):
                return self._again(token.start, token.end, earlier, key)
            if token.low == "it" and earlier.class_ == "institution":
                return self._again(token.start, token.end, earlier, key)
        if person is not None:
            return person
        count = (
            Count(1, 1, (Group(1, None),)) if token.low in ("he", "she", "it") else Count(2, None, (Group(None, None),))
        )
        class_ = {"it": "institution", "they": "collective"}.get(
            token.low, "named" if token.low in ("he", "she") else "anonymous"
        )
        return Mention(
            token.start, token.end, class_, class_ in ("collective", "anonymous"), count, None, None, token.low
        )

    def last_person(self, token: Token) -> Mention | None:
        """The person whom a pronoun means: the first one of the nearest sentence that names any."""
        for at in range(
            bisect_right(self.starts, token.start) - 1, max(-1, bisect_right(self.starts, token.start) - 6), -1
        ):
            stop = min(token.start, self.starts[at + 1] if at + 1 < len(self.starts) else len(self.text))
            places = [(self.text.find(surname, self.starts[at], stop), surname) for surname in self.people]
            places = [(place, surname) for place, surname in places if place >= 0]
            if not places:
                continue
            place, surname = min(places)
            name = self.people[surname]
            start = place - (len(name) - len(surname))
            if start < 0 or self.text[start : place + len(surname)] != name:
                start = place
            side = self.gazetteer.side_of_person(name)
            span = Span(start, place + len(surname), self.text[start : place + len(surname)])
            one = Count(1, 1, (Group(1, side),))
            return Mention(
                token.start,
                token.end,
                "named",
                anonymous=False,
                count=one,
                side=side,
                actor=self.gazetteer.person(name),
                head=surname.lower(),
                antecedent=span,
            )
        return None

    def _again(self, start: int, end: int, earlier: Mention, key: str, count: Count | None = None) -> Mention:
        span = earlier.antecedent or Span(earlier.start, earlier.end, self.text[earlier.start : earlier.end])
        return Mention(
            start,
            end,
            earlier.class_,
            earlier.anonymous,
            count or earlier.count,
            earlier.side,
            earlier.actor,
            earlier.head,
            span,
            key,
        )

    def _partitive(self, span: list[Token]) -> Mention:
        a, b = span[0].start, span[-1].end
        first = span[-1].low if span[0].low == "the" else span[0].low
        many = {"both": 2, "others": None, "some": None, "several": None, "many": None, "most": None}
        n = many[first] if first in many else NUMBERS.get(first, 1)
        for key, earlier in reversed(self.spoken[-NEAR:]):
            if earlier.class_ in ("anonymous", "collective") and earlier.count.max != 1:
                count = Count(n or 2, n, (Group(n, earlier.side),))
                return self._again(a, b, earlier, key, count)
        return Mention(
            a,
            b,
            "anonymous",
            anonymous=True,
            count=Count(n or 2, n, (Group(n, None),)),
            side=None,
            actor=None,
            head=span[-1].low,
        )

    def _identify(self, mention: Mention, words: list[str], length: int, named: str | None) -> Mention:
        """Same person, office or group as one that spoke before."""
        definite = words[0] in ("the", "that", "his", "her") and length <= 4
        for key, earlier in reversed(self.spoken[-NEAR:]):
            if named and earlier.class_ == "named" and earlier.head == mention.head and earlier.head:
                mention.same_as = key
                mention.actor = mention.actor or earlier.actor
                mention.side = mention.side or earlier.side
                break
            if (
                definite
                and not named
                and earlier.class_ in ("anonymous", "spokesperson", "named")
                and mention.class_ in ("anonymous", "collective")
            ):
                kept = self.text[earlier.start : earlier.end].lower()
                if re.search(rf"\b{re.escape(mention.head)}\b", kept) or (
                    mention.head == "official" and earlier.class_ == "spokesperson"
                ):
                    return self._again(mention.start, mention.end, earlier, key)
        return mention


def people_in(sentences: Sequence[Sequence[Token]], gazetteer: Gazetteer) -> dict[str, str]:
    """Surname to full name of the persons whom a text names in full, or whom the gazetteer knows.

    Parameters
    ----------
    sentences
        Tagged words of each sentence.
    gazetteer
        Places and institutions, which are no persons.
    """
    found: dict[str, str] = {}
    kept: dict[str, int] = {}
    for tokens in sentences:
        groups: list[list[Token]] = [[]]
        for token in tokens:
            if token.tag == "NAME" and not (groups[-1] and "-" in token.text and token.text.isupper()):
                groups[-1].append(token)
            elif groups[-1]:
                groups.append([])
        for group in groups:
            titled = [t for t in group if t.text.rstrip(".") in nouns("titles")]
            name = group[max((n for n, t in enumerate(group) if t in titled), default=-1) + 1 :]
            while name and (gazetteer.is_place(name[0].text) or name[0].low in NOT_NAMES):
                name = name[1:]
            full = " ".join(t.text for t in name)
            known = gazetteer.person(full)
            if not known and (not 1 <= len(name) <= 4 or any(not _like_name(t, gazetteer) for t in name)):
                continue
            if known or titled or len(name) >= 2:
                surname = name[-1].text
                if len(full) > len(found.get(surname, "")) and not (gazetteer.is_institution(full)):
                    found[surname] = full
                kept[surname] = kept.get(surname, 0) + 1
    return found


def _like_name(token: Token, gazetteer: Gazetteer) -> bool:
    low, text = token.low, token.text
    listed = (
        any(low in nouns(kind) for kind in ("person", "institution", "document", "nominal_cue")) or low in NOT_NAMES
    )
    upper = text.isupper() and len(text) > 2
    return not (listed or upper or text in nouns("institution", "suffixes") or gazetteer.is_place(text) or "&" in text)


def nobody() -> SourceMention:
    """The source where the text names none: all unknown."""
    return SourceMention(None, None, None, None, None, None, Count(None, None, ()), None, None, None, None)
