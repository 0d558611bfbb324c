"""Cues of speech and belief, with their sources and contents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import final

from detente.desk.contents import (
    clause_in,
    content_after,
    content_before,
    content_end,
    is_complete,
    is_quote,
    piece_of,
    within_relative,
)
from detente.desk.lexicon import nouns, speech_class
from detente.desk.phrases import is_finite, left_phrase, right_phrase
from detente.desk.segment import Layout
from detente.desk.sentences import Sentence
from detente.desk.sources import Mention
from detente.desk.tokens import Token

__all__ = ["Found", "cues_of", "from_cue"]


@final
@dataclass(slots=True)
class Found:
    """An attribution before ids are given."""

    sentence: Sentence
    content: list[tuple[int, int]]
    cue: tuple[int, int] | None
    source: tuple[int, int] | None
    classes: frozenset[str]
    rule: str
    inherit: bool = False
    addressee: tuple[int, int] | None = None
    negative: bool = False
    score: float = 0.8
    mention: Mention | None = None
    tokens: list[Token] = field(default_factory=list)


def cues_of(sentence: Sentence) -> list[int]:
    """Positions of the words of a sentence that may be cues."""
    classes = speech_class()
    places = []
    for i, token in enumerate(sentence.tokens):
        if _names_source(sentence.tokens, i) or (
            token.tag == "VERB"
            and (token.lemma in classes or _finds(sentence.tokens, i) or _tags(sentence, i))
            and (
                not _is_passive(sentence.tokens, i)
                or _relative_subject(sentence, i) is not None
                or [t.low for t in sentence.tokens[i + 1 : i + 3]] == ["as", "saying"]
            )
        ):
            places.append(i)
    return places


def _names_source(tokens: list[Token], i: int) -> bool:
    """Whether "according to" stands here, or "per" after a comma and before somebody who speaks."""
    if tokens[i].low == "according":
        return i + 1 < len(tokens) and tokens[i + 1].low == "to"
    if tokens[i].low != "per" or not i or tokens[i - 1].text != ",":
        return False
    phrase = right_phrase(tokens, i + 1)
    speaks = nouns("person") | nouns("institution") | nouns("document") | {"people", "sources"}
    return phrase is not None and any(t.low in speaks or t.tag == "NAME" for t in tokens[slice(*phrase)])


def _as_saying(layout: Layout, sentence: Sentence, i: int, cues: list[int]) -> Found | None:
    """Somebody quoted by another: the agency quoted the minister as saying that ..."""
    tokens = sentence.tokens
    k = next(
        (k for k in range(i + 1, len(tokens) - 1) if tokens[k].low == "as" and tokens[k + 1].low == "saying"), None
    )
    if k is None:
        return None
    passive = tokens[i - 1].lemma == "be" if i else False
    who = left_phrase(tokens, i) if passive else right_phrase(tokens, i + 1)
    if who is None or (not passive and who[1] > k):
        return None
    after, _ = content_after(sentence, k + 1, k + 2, cues, frozenset({"neutral"}), told=False)
    told = after or content_before(layout, sentence, left_phrase(tokens, i), i, inverted=False)
    if told is None:
        return None
    source = (tokens[who[0]].start, tokens[who[1] - 1].end)
    cue = (tokens[i].start, tokens[k + 1].end if k == i + 1 else tokens[i].end)
    kept = tokens[slice(*who)]
    return Found(sentence, [told], cue, source, frozenset({"neutral"}), "as-saying", score=0.8, tokens=kept)


def _finds(tokens: list[Token], i: int) -> bool:
    """Verbs of saying only with some companions: a survey finds, somebody puts it, puts a figure at."""
    after = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if tokens[i].lemma in ("shoot", "hit", "fire", "snap"):
        return after == "back"
    if tokens[i].lemma == "find":
        return any(t.low in nouns("document") for t in tokens[max(0, i - 7) : i])
    return tokens[i].lemma == "put" and (after == "it" or any(t.low == "at" for t in tokens[i + 1 : i + 6]))


def _tags(sentence: Sentence, i: int) -> bool:
    """Whether any other finite verb stands where the tag of a quotation does: behind it with its subject."""
    tokens, quoted = sentence.tokens, sentence.quoted
    if quoted[i] >= 0 or not is_finite(tokens[i]):
        return False
    after = tokens[i + 1].text if i + 1 < len(tokens) else "."
    if i and quoted[i - 1] >= 0:
        return _closes(sentence, i - 1) and right_phrase(tokens, i + 1) is not None
    left = left_phrase(tokens, i)
    ends = after in (".", ",", "\u2013") or tokens[min(i + 1, len(tokens) - 1)].tag == "ADV"
    return left is not None and left[0] > 0 and quoted[left[0]] < 0 and ends and _closes(sentence, left[0] - 1)


def _closes(sentence: Sentence, k: int) -> bool:
    """Whether a quotation of some words, told as a sentence, ends at a position."""
    tokens, quoted = sentence.tokens, sentence.quoted
    k -= tokens[k].text == "," and k > 0
    if k < 4 or quoted[k] < 0 or quoted[k - 3] != quoted[k]:
        return False
    return any(t.text in (",", "?", "!", ".") for t in tokens[k - 1 : k + 2])


def _is_passive(tokens: list[Token], i: int) -> bool:
    token = tokens[i]
    j = i - 1
    while j >= 0 and tokens[j].tag in ("ADV", "NOT"):
        j -= 1
    before = tokens[j] if j >= 0 else None
    if before is None:
        return token.form in ("VBN", "VB") and not (token.form == "VB" and i == 0)
    if before.tag == "TO":
        return True
    if before.tag == "AUX" and before.lemma == "be":
        return token.form != "VBG"
    if before.tag == "NOT" or any(t.tag == "NOT" for t in tokens[j + 1 : i]):
        return token.lemma != "rule"
    return token.form == "VBN" and before.tag != "AUX"


def from_cue(layout: Layout, sentence: Sentence, i: int, cues: list[int], earlier: list[Found]) -> Found | None:
    """The attribution of the cue at position ``i``, or None where nothing is said."""
    tokens = sentence.tokens
    token = tokens[i]
    if token.low in ("according", "per"):
        return _according(sentence, i, cues)
    if token.lemma in ("quote", "cite") and (found := _as_saying(layout, sentence, i, cues)) is not None:
        return found
    classes = speech_class().get(token.lemma, frozenset({"neutral"}))
    if sentence.quoted[i] >= 0 and token.lemma not in ("say", "tell", "deny", "warn", "announce"):
        return None
    subject, inherit, inverted = _subject(sentence, i, earlier)
    if subject is None and not inherit:
        return None
    if subject is not None and tokens[subject[0]].low in ("neither", "no", "nobody", "none", "nothing"):
        return None
    if subject is not None and tokens[subject[0]].low == "you" and tokens[-1].text == "?":
        return None
    if token.lemma == "ask" and i + 2 < len(tokens) and tokens[i + 1].low == "not" and tokens[i + 2].low == "to":
        return None
    last = subject[1] if inverted and subject is not None else i + 1
    cue_end = i + 1
    if token.lemma == "put" and i + 1 < len(tokens) and tokens[i + 1].low == "it":
        last = max(last, i + 2)
    before = None if (inherit and not inverted) else content_before(layout, sentence, subject, i, inverted=inverted)
    after, addressee = content_after(sentence, i, last, cues, classes, told=before is not None or inverted)
    if after is not None and is_quote(layout, after[0]):
        after = _whole_quote(layout, sentence, after)
    content: list[tuple[int, int]] = []
    rule = "clause"
    if before is not None:
        content.append(before)
        rule = "tag-inverted" if inverted else "tag"
        if after is not None and (is_quote(layout, after[0]) or not is_complete(sentence, before)):
            content.append(after)
            rule = "tag-inside"
    elif after is not None:
        content.append(within_relative(sentence, i, after))
    if not content or ("manner" in classes and not any(is_quote(layout, a) for a, _ in content)):
        return None
    if inherit:
        rule = "participle" if token.form == "VBG" else "joined-verb"
    source = None if subject is None else (tokens[subject[0]].start, tokens[subject[1] - 1].end)
    return Found(
        sentence,
        content,
        (token.start, tokens[cue_end - 1].end),
        source,
        classes,
        rule,
        inherit,
        addressee,
        "negative" in classes,
        0.9 if rule.startswith("tag") or "neutral" in classes else 0.75,
        tokens=[] if subject is None else tokens[subject[0] : subject[1]],
    )


def _whole_quote(layout: Layout, sentence: Sentence, span: tuple[int, int]) -> tuple[int, int]:
    """A quotation that is introduced goes on to its closing mark, over the ends of sentences."""
    if span[1] < sentence.end - 1:
        return span
    ends = [quote.end for quote in layout.quotes if quote.start == span[0] and not quote.open]
    return (span[0], max(span[1], ends[0])) if ends else span


def _subject(sentence: Sentence, i: int, earlier: list[Found]) -> tuple[tuple[int, int] | None, bool, bool]:
    """Positions of the source; whether it is that of an earlier verb; whether it stands after the cue."""
    tokens = sentence.tokens
    token = tokens[i]
    before = tokens[i - 1] if i else None
    if token.form == "VBG" and not (before is not None and before.tag == "AUX"):
        if before is not None and before.text in (",", "and", "\u2013"):
            return _main_subject(sentence, i, earlier), True, False
        if before is not None and before.low in nouns("nominal_cue") | nouns("document"):
            return _main_subject(sentence, i, earlier), True, False
        return _speaking(sentence, i), False, False
    if before is None or before.text in ('"', ",", "\u2013") or sentence.quoted[i - 1] >= 0:
        right = right_phrase(tokens, i + 1)
        beside = left_phrase(tokens, i) if before is not None and before.text == "," else None
        told = any(is_finite(t) for t in tokens[: i - 1])
        plain = beside is not None and right is not None and sentence.quoted[i - 1] < 0
        if beside is not None and right is not None and plain and (_goes_on(tokens, right[1]) or not told):
            return beside, False, False
        parted = right is not None and right[1] < len(tokens) and tokens[right[1]].text == ","
        if right is not None and (
            parted or not (before is not None and before.text == "," and clause_in(tokens, right[1]))
        ):
            return right, False, True
    quoting = _relative_subject(sentence, i)
    if quoting is not None:
        return quoting, False, False
    left = left_phrase(tokens, i)
    if left is not None and left[1] - left[0] == 1 and tokens[left[0]].low == "that":
        # "a report that said": the noun speaks; "that" alone names nobody
        return (left_phrase(tokens, left[0]), False, False) if left[0] else (None, False, False)
    if (left is not None and not any(sentence.quoted[k] >= 0 for k in range(left[0], left[1]))) or (
        left is not None and sentence.quoted[i] >= 0
    ):
        return left, False, False
    k = i - 1
    while k >= 0 and tokens[k].tag in ("ADV", "AUX", "NOT"):
        k -= 1
    if k >= 0 and tokens[k].low in ("who", "which", "that") and k > 0:
        return left_phrase(tokens, k - (tokens[k - 1].text == ",")), False, False
    if k >= 0 and (tokens[k].tag == "CONJ" or tokens[k].text == ","):
        main = _main_subject(sentence, k, earlier)
        return main, main is not None, False
    return None, False, False


def _speaking(sentence: Sentence, i: int) -> tuple[int, int] | None:
    """Who speaks in a participle with a quotation: a clip with the minister saying "..."."""
    tokens, quoted = sentence.tokens, sentence.quoted
    if i + 1 >= len(tokens) or (quoted[i + 1] < 0 and tokens[i + 1].text != ":"):
        return None
    left = left_phrase(tokens, i)
    if left is None:
        return None
    start = next((k + 1 for k in range(left[1] - 1, left[0] - 1, -1) if tokens[k].form == "VBG"), left[0])
    return (start, left[1]) if start < left[1] else None


def _relative_subject(sentence: Sentence, i: int) -> tuple[int, int] | None:
    """Subject of a tag that a relative clause parts from its verb: "...", an aide who was there recalled."""
    tokens, quoted = sentence.tokens, sentence.quoted
    last = next((k for k in range(i - 1, -1, -1) if quoted[k] >= 0), None)
    if last is None or not _closes(sentence, last) or not any(t.low in ("who", "which") for t in tokens[last + 1 : i]):
        return None
    behind = tokens[i + 1] if i + 1 < len(tokens) else None
    if behind is not None and behind.tag != "ADV" and behind.text not in (".", ","):
        return None
    phrase = right_phrase(tokens, last + 1 + (tokens[last + 1].text == ","))
    who = next(k for k in range(last + 1, i) if tokens[k].low in ("who", "which"))
    return None if phrase is None else (phrase[0], min(phrase[1], who - (tokens[who - 1].text == ",")))


def _goes_on(tokens: list[Token], k: int) -> bool:
    """Whether something follows that belongs to the verb, so that the noun phrase before it is an object."""
    return k < len(tokens) and tokens[k].text not in (".", ",", ";", "?", "!")


def _main_subject(sentence: Sentence, i: int, earlier: list[Found]) -> tuple[int, int] | None:
    """Subject of an earlier verb of the sentence: of its last cue, else of its first finite verb."""
    tokens = sentence.tokens
    for one in reversed(earlier):
        if one.sentence is sentence and one.cue is not None and one.cue[0] < tokens[i].start and one.tokens:
            first = next(k for k, t in enumerate(tokens) if t is one.tokens[0])
            return first, first + len(one.tokens)
    for k in range(i):
        if is_finite(tokens[k]) and sentence.quoted[k] < 0:
            return left_phrase(tokens, k)
    return None


def _according(sentence: Sentence, i: int, cues: list[int]) -> Found | None:
    tokens = sentence.tokens
    width = 2 if tokens[i].low == "according" else 1
    phrase = right_phrase(tokens, i + width)
    if phrase is None:
        return None
    content: tuple[int, int] | None
    first = next((k for k in range(i) if tokens[k].tag != "MARK" and tokens[k].low not in ("but", "and", "yet")), None)
    if first is None:
        k = phrase[1]
        while k < len(tokens) and tokens[k].text == ",":
            k += 1
        content = piece_of(tokens, k, content_end(sentence, k, cues, i))
    else:
        k = i - 1
        while k > 0 and tokens[k].text in (",", "\u2013"):
            k -= 1
        start = 0
        comma = next((m for m in range(k, 0, -1) if tokens[m].text == ","), None)
        if (
            comma is not None
            and tokens[comma + 1].low in ("a", "an", "the")
            and not any(is_finite(t) for t in tokens[comma + 1 : k])
        ):
            start = comma + 1
        content = piece_of(tokens, start, k + 1)
    if content is None:
        return None
    pieces = [content]
    if (
        first is not None
        and not is_complete(sentence, content)
        and phrase[1] < len(tokens)
        and tokens[phrase[1]].text == ","
    ):
        rest = piece_of(tokens, phrase[1], content_end(sentence, phrase[1], cues, i))
        pieces += [rest] if rest is not None else []
    source = (tokens[phrase[0]].start, tokens[phrase[1] - 1].end)
    cue = (tokens[i].start, tokens[i + width - 1].end)
    return Found(
        sentence,
        pieces,
        cue,
        source,
        frozenset({"neutral"}),
        "according-to",
        score=0.95,
        tokens=tokens[phrase[0] : phrase[1]],
    )
