"""Who says what: cues, their sources and their content, by grammar and verb lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import final

from detente.desk.contract import Attribution, Span
from detente.desk.lexicon import nouns, speech_class, valency
from detente.desk.phrases import is_finite, is_time, left_phrase, right_phrase
from detente.desk.segment import Layout
from detente.desk.sentences import Sentence
from detente.desk.sources import Mention, Speakers, nobody
from detente.desk.tokens import Token

__all__ = ["attributions"]

STRICT = frozenset(
    [
        "add",
        "show",
        "read",
        "answer",
        "counter",
        "signal",
        "hold",
        "argue",
        "find",
        "indicate",
        "suggest",
        "imply",
        "reveal",
        "calculate",
        "note",
        "recall",
        "point",
        "press",
        "order",
        "charge",
        "call",
        "cite",
        "project",
        "commit",
        "agree",
        "offer",
        "conclude",
        "quote",
        "understand",
        "know",
        "see",
        "want",
        "view",
        "regard",
        "consider",
        "feel",
        "assume",
        "observe",
        "respond",
        "reply",
        "instruct",
        "request",
        "continue",
        "repeat",
        "protest",
        "object",
        "object",
        "defend",
        "disclose",
        "estimate",
        "direct",
        "report",
        "agree",
        "offer",
        "commit",
        "request",
    ]
)
OPENING = frozenset({"PRON", "DET", "NAME", "NOUN", "ADJ", "NUM"})
SPLITTERS = frozenset({",", ";", ":", "\u2013", ".", '"', "(", ")"})


@final
@dataclass(slots=True)
class _Found:
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


def attributions(layout: Layout, sentences: list[Sentence], speakers: Speakers) -> list[Attribution]:
    """Every attribution of a text, in text order.

    Parameters
    ----------
    layout, sentences
        The divided text and its tagged sentences.
    speakers
        Memory of the sources; it is filled as the text goes on.

    Returns
    -------
    list of Attribution
    """
    found: list[_Found] = []
    used: set[int] = set()
    for sentence in sentences:
        found += _labelled(layout, sentence, sentences)
        cues = _cues(sentence)
        for place in cues:
            one = _from_cue(layout, sentence, place, cues, found)
            if one is not None:
                found.append(one)
        found += _nominal(sentence)
        found += _introduced(layout, sentence)
    for one in found:
        used |= _quotes_of(layout, one.content)
    found += _following_quotes(layout, sentences, found, used)
    found = [one for one in found if one.content]
    found.sort(key=lambda one: (min(a for a, _ in one.content), -max(b for _, b in one.content)))
    return _finish(layout, _without_repeats(found), speakers)


def _cues(sentence: Sentence) -> list[int]:
    classes = speech_class()
    places = []
    for i, token in enumerate(sentence.tokens):
        if (token.low == "according" and i + 1 < len(sentence.tokens) and sentence.tokens[i + 1].low == "to") or (
            token.tag == "VERB"
            and (token.lemma in classes or _finds(sentence.tokens, i))
            and not _is_passive(sentence.tokens, i)
        ):
            places.append(i)
    return places


def _finds(tokens: list[Token], i: int) -> bool:
    """Verbs of saying only with some companions: a survey finds, somebody puts it, puts a figure at."""
    after = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if tokens[i].lemma in ("shoot", "hit", "fire", "snap"):
        return after == "back"
    if tokens[i].lemma == "find":
        return any(t.low in nouns("document") for t in tokens[max(0, i - 7) : i])
    return tokens[i].lemma == "put" and (after == "it" or any(t.low == "at" for t in tokens[i + 1 : i + 6]))


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


def _from_cue(layout: Layout, sentence: Sentence, i: int, cues: list[int], earlier: list[_Found]) -> _Found | None:
    tokens = sentence.tokens
    token = tokens[i]
    if token.low == "according":
        return _according(sentence, i, cues)
    classes = speech_class().get(token.lemma, frozenset({"neutral"}))
    if sentence.quoted[i] >= 0 and token.lemma not in ("say", "tell", "deny", "warn", "announce"):
        return None
    subject, inherit, inverted = _subject(sentence, i, cues, earlier)
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
    before = None if (inherit and not inverted) else _content_before(layout, sentence, subject, i, inverted=inverted)
    after, addressee = _content_after(
        sentence, i, last, cues, classes, told=before is not None or inverted
    )
    content: list[tuple[int, int]] = []
    rule = "clause"
    if before is not None:
        content.append(before)
        rule = "tag-inverted" if inverted else "tag"
        if after is not None and (_is_quote(layout, after[0]) or not _complete(sentence, before)):
            content.append(after)
            rule = "tag-inside"
    elif after is not None:
        content.append(_within_relative(sentence, i, after))
    if not content:
        return None
    if inherit:
        rule = "participle" if token.form == "VBG" else "joined-verb"
    source = None if subject is None else (tokens[subject[0]].start, tokens[subject[1] - 1].end)
    return _Found(
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


def _within_relative(sentence: Sentence, i: int, span: tuple[int, int]) -> tuple[int, int]:
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


def _subject(
    sentence: Sentence, i: int, cues: list[int], earlier: list[_Found]
) -> tuple[tuple[int, int] | None, bool, bool]:
    """Positions of the source; whether it is that of an earlier verb; whether it stands after the cue."""
    tokens = sentence.tokens
    token = tokens[i]
    before = tokens[i - 1] if i else None
    if token.form == "VBG" and not (before is not None and before.tag == "AUX"):
        if before is not None and before.text in (",", "and", "\u2013"):
            return _main_subject(sentence, i, cues, earlier), True, False
        if before is not None and before.low in nouns("nominal_cue") | nouns("document"):
            return _main_subject(sentence, i, cues, earlier), True, False
        return None, False, False
    if before is None or before.text in ('"', ",", "\u2013") or sentence.quoted[i - 1] >= 0:
        right = right_phrase(tokens, i + 1)
        beside = left_phrase(tokens, i) if before is not None and before.text == "," else None
        if beside is not None and right is not None and sentence.quoted[i - 1] < 0 and _goes_on(tokens, right[1]):
            return beside, False, False
        if right is not None and not (before is not None and before.text == "," and _clause_in(tokens, right[1])):
            return right, False, True
    left = left_phrase(tokens, i)
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
        main = _main_subject(sentence, k, cues, earlier)
        return main, main is not None, False
    return None, False, False


def _goes_on(tokens: list[Token], k: int) -> bool:
    """Whether something follows that belongs to the verb, so that the noun phrase before it is an object."""
    return k < len(tokens) and tokens[k].text not in (".", ",", ";", "?", "!")


def _main_subject(sentence: Sentence, i: int, cues: list[int], earlier: list[_Found]) -> tuple[int, int] | None:
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


def _according(sentence: Sentence, i: int, cues: list[int]) -> _Found | None:
    tokens = sentence.tokens
    phrase = right_phrase(tokens, i + 2)
    if phrase is None:
        return None
    content: tuple[int, int] | None
    first = next((k for k in range(i) if tokens[k].tag != "MARK" and tokens[k].low not in ("but", "and", "yet")), None)
    if first is None:
        k = phrase[1]
        while k < len(tokens) and tokens[k].text == ",":
            k += 1
        content = _slice(tokens, k, _content_end(sentence, k, cues, i))
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
        content = _slice(tokens, start, k + 1)
    if content is None:
        return None
    pieces = [content]
    if first is not None and not _complete(sentence, content) and phrase[1] < len(tokens) and tokens[phrase[1]].text == ",":
        rest = _slice(tokens, phrase[1], _content_end(sentence, phrase[1], cues, i))
        pieces += [rest] if rest is not None else []
    source = (tokens[phrase[0]].start, tokens[phrase[1] - 1].end)
    cue = (tokens[i].start, tokens[i + 1].end)
    return _Found(
        sentence,
        pieces,
        cue,
        source,
        frozenset({"neutral"}),
        "according-to",
        score=0.95,
        tokens=tokens[phrase[0] : phrase[1]],
    )


def _content_before(
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
        opener = next((m for m in range(k - 1, -1, -1) if tokens[m].text == ";"), None)
        start = 0 if opener is None else opener + 1
    return _slice(tokens, start, k)


def _complete(sentence: Sentence, span: tuple[int, int]) -> bool:
    inside = [t for t in sentence.tokens if span[0] <= t.start < span[1]]
    return any(is_finite(t) for t in inside) or not inside


def _is_quote(layout: Layout, place: int) -> bool:
    return layout.clean[place] in "\"'"


def _content_after(
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
        if phrase is not None and (own or not _clause_in(tokens, phrase[1], near=True)):
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
    if (
        k < len(tokens)
        and tokens[k].low in ("that", "how", "why", "whether", "if")
        and (tokens[k].low != "that" or tokens[k].tag == "SUB")
    ):
        marked = True
        k += tokens[k].low == "that"
    if k >= len(tokens) or tokens[k].text in (".", ";", ","):
        return None, addressee
    end = _content_end(sentence, k, cues, i)
    if sentence.quoted[k] >= 0:
        return _slice(tokens, k, end), addressee
    inside = tokens[k:end]
    has_quote = any(sentence.quoted[m] >= 0 for m in range(k, end))
    clause = _clause_in(tokens, k, stop=end) and inside[0].tag not in ("PREP", "TO")
    if marked or (clause and not _bare_object(inside)):
        return _slice(tokens, k, end), addressee
    first = inside[0]
    if lemma in ("call", "appeal", "press", "plead", "beg", "ask") and first.low in ("for", "on", "upon"):
        return _slice(tokens, k + 1, end), addressee
    if lemma in ("warn", "caution", "complain", "boast") and first.low in ("of", "about", "against"):
        return _slice(tokens, k, end), addressee
    if (
        first.tag == "TO"
        and (directive or classes & {"performative"} or lemma in ("threaten", "expect", "hope", "want", "ask", "tell"))
        and lemma not in ("agree", "offer", "commit", "request")
    ):
        return _slice(tokens, k, end), addressee
    if directive and any(t.tag == "TO" for t in inside[:8]):
        return _slice(tokens, k, end), addressee
    if "private" in classes and any(t.tag == "TO" for t in inside[:6]) and lemma in ("expect", "want"):
        return _slice(tokens, k, end), addressee
    if has_quote and first.tag not in ("MARK",):
        return _slice(tokens, k, end), addressee
    if "describe" in classes and any(t.low == "as" for t in inside[1:]):
        return _slice(tokens, k, end), addressee
    if lemma == "put" and not told:
        return _slice(tokens, k, end), addressee
    if told or lemma not in valency("takes_object") or "describe" in classes:
        return None, addressee
    if lemma in STRICT or first.tag not in ("DET", "NOUN", "NAME", "ADJ", "PRON", "NUM", "VERB", "SUB"):
        return None, addressee
    return _slice(tokens, k, end), addressee


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


def _clause_in(tokens: list[Token], k: int, *, stop: int | None = None, near: bool = False) -> bool:
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
    }
    while k < len(tokens) and sentence.quoted[k] < 0:
        token = tokens[k]
        if token.tag == "ADV" or (is_time(token) and not _clause_in(tokens, k + 1, near=True)):
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


def _content_end(sentence: Sentence, k: int, cues: list[int], own: int) -> int:
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
        if tokens[m].text == ";" and sentence.quoted[m] < 0 and _clause_in(tokens, m, stop=end):
            end = m
            break
    return end


def _slice(tokens: list[Token], start: int, end: int) -> tuple[int, int] | None:
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


def _nominal(sentence: Sentence) -> list[_Found]:
    """Nouns of saying that carry a that-clause: X's claim that ..., a warning from X that ..."""
    tokens = sentence.tokens
    found = []
    for i, token in enumerate(tokens[:-2]):
        if token.tag != "NOUN" or token.low not in nouns("nominal_cue") | nouns("document") or sentence.quoted[i] >= 0:
            continue
        k = i + 1
        phrase = None
        if tokens[k].low in ("from", "by"):
            phrase = right_phrase(tokens, k + 1)
            k = phrase[1] if phrase else k
        if k >= len(tokens) or tokens[k].low != "that" or not _clause_in(tokens, k + 1) or is_finite(tokens[k + 1]):
            continue
        if phrase is None:
            m = i - 1
            while m >= 0 and tokens[m].tag in ("ADJ", "NOUN"):
                m -= 1
            if m > 0 and tokens[m].tag == "POSS":
                phrase = left_phrase(tokens, m)
            elif m >= 0 and tokens[m].low in ("his", "her", "their", "its"):
                phrase = (m, m + 1)
        content = _slice(tokens, k + 1, len(tokens))
        if content is None or (phrase is None and token.low not in ("reports", "claims", "allegations", "suggestions")):
            continue
        source = None if phrase is None else (tokens[phrase[0]].start, tokens[phrase[1] - 1].end)
        kept = [] if phrase is None else tokens[phrase[0] : phrase[1]]
        found.append(
            _Found(
                sentence,
                [content],
                (token.start, token.end),
                source,
                frozenset({"neutral"}),
                "noun",
                score=0.6,
                tokens=kept,
            )
        )
    return found


def _introduced(layout: Layout, sentence: Sentence) -> list[_Found]:
    """A quotation after a colon, where no verb of speech stands: its speaker is the subject of the clause before."""
    tokens = sentence.tokens
    colon = next((k for k, t in enumerate(tokens[:-1]) if t.text == ":" and sentence.quoted[k] < 0 and sentence.quoted[k + 1] >= 0), None)
    if colon is None or colon < 2 or any(t.lemma in speech_class() for t in tokens[:colon] if t.tag == "VERB"):
        return []
    quote = layout.quotes[sentence.quoted[colon + 1]]
    finite = next((k for k in range(colon) if is_finite(tokens[k])), None)
    subject = None if finite is None else left_phrase(tokens, finite)
    if subject is None or len(layout.clean[quote.start : quote.end].split()) < 3:
        return []
    source = (tokens[subject[0]].start, tokens[subject[1] - 1].end)
    return [
        _Found(sentence, [(quote.start, quote.end)], None, source, frozenset({"neutral"}), "colon-quote", score=0.7, tokens=tokens[subject[0] : subject[1]])
    ]


def _labelled(layout: Layout, sentence: Sentence, sentences: list[Sentence]) -> list[_Found]:
    """A paragraph of a transcript that starts with its speaker and a colon."""
    tokens = sentence.tokens
    paragraph = layout.paragraphs[sentence.paragraph - 1]
    if sentence.start > paragraph.start + 14 or sentence.kind != "sentence":
        return []
    colon = next(
        (k for k, t in enumerate(tokens[:14]) if t.text == ":" and not (k and tokens[k - 1].tag == "NUM")), None
    )
    if colon is None or colon == 0 or colon + 1 >= len(tokens):
        return []
    head = [t for t in tokens[:colon] if t.text not in "()"]
    start = next((k for k, t in enumerate(head) if t.text[0].isalpha()), None)
    if start is None:
        return []
    label = head[start:]
    low = {t.low for t in label}
    if (
        low & {"question", "q", "reporter", "moderator", "journalist"}
        or len(label) > 9
        or any(is_finite(t) and t.text[0].islower() for t in label)
    ):
        return []
    person = low & (nouns("person") | nouns("spokesperson") | {"a", "answer"}) or all(
        t.text[0].isupper() for t in label
    )
    quoted = sentence.quoted[colon + 1] >= 0
    many = sum(1 for s in sentences if any(t.text == ":" for t in s.tokens[:12])) >= 3
    if (
        not person
        or not (quoted or many)
        or low & {"annex", "note", "notes", "outlook", "source", "update", "background"}
    ):
        return []
    content = (tokens[colon + 1].start, paragraph.end)
    end = content[1]
    while layout.clean[end - 1] in " .\n" and end > content[0]:
        end -= 1
    source = (label[0].start, label[-1].end)
    return [
        _Found(
            sentence,
            [(content[0], end)],
            None,
            source,
            frozenset({"neutral"}),
            "speaker-label",
            score=0.9,
            tokens=label,
        )
    ]


def _quotes_of(layout: Layout, content: list[tuple[int, int]]) -> set[int]:
    return {n for n, q in enumerate(layout.quotes) if any(a <= q.start < b for a, b in content)}


def _following_quotes(layout: Layout, sentences: list[Sentence], found: list[_Found], used: set[int]) -> list[_Found]:
    """Quotations without a cue: more of the quotation before them, or of the last speaker."""
    more: list[_Found] = []
    last: _Found | None = None
    for n, quote in enumerate(layout.quotes):
        before = [
            one
            for one in found
            if one.cue is not None and min(a for a, _ in one.content) < quote.start and _quotes_of(layout, one.content)
        ]
        last = max(before, key=lambda one: max(b for _, b in one.content), default=last)
        if n in used or last is None:
            continue
        holder = next((s for s in sentences if s.start <= quote.start < s.end), None)
        words = layout.clean[quote.start : quote.end].split()
        if holder is None or len(words) < 4 or quote.start > holder.start + 1:
            continue
        if last.sentence.paragraph == quote.paragraph:
            last.content.append((quote.start, quote.end))
        elif (
            quote.start == layout.paragraphs[quote.paragraph - 1].start
            and quote.paragraph - _last_paragraph(last, more) == 1
        ):
            more.append(
                _Found(
                    holder,
                    [(quote.start, quote.end)],
                    None,
                    None,
                    frozenset({"neutral"}),
                    "goes-on",
                    inherit=True,
                    score=0.7,
                    tokens=last.tokens,
                )
            )
    return more


def _last_paragraph(last: _Found, more: list[_Found]) -> int:
    return max(
        [last.sentence.paragraph, *(one.sentence.paragraph for one in more if one.sentence.start > last.sentence.start)]
    )


def _without_repeats(found: list[_Found]) -> list[_Found]:
    kept: list[_Found] = []
    for one in found:
        same = next((k for k in kept if k.cue == one.cue and one.cue is not None), None)
        if same is None:
            kept.append(one)
    return kept


def _finish(layout: Layout, found: list[_Found], speakers: Speakers) -> list[Attribution]:
    text = layout.text
    made: list[Attribution] = []
    keys = [f"a{n}" for n in range(1, len(found) + 1)]
    by_place = sorted(range(len(found)), key=lambda n: (found[n].cue or found[n].content[0])[0])
    for n in by_place:
        one = found[n]
        if one.tokens:
            one.mention = speakers.mention(one.tokens, 0, len(one.tokens))
            if one.rule == "speaker-label" and one.mention.class_ == "institution" and all(t.text.isupper() for t in one.tokens):
                one.mention.class_ = "named"
            if not (one.source is None and one.inherit):
                speakers.spoken.append((keys[n], one.mention))
    for n, one in enumerate(found):
        pieces = sorted(one.content)
        edges = [*pieces, *([one.cue] if one.cue else []), *([one.source] if one.source else [])]
        start, end = min(a for a, _ in edges), max(b for _, b in edges)
        outer = next(
            (m for m in range(n - 1, -1, -1) if any(a <= start and end <= b for a, b in found[m].content)), None
        )
        content = tuple(Span(a, b, text[a:b]) for a, b in pieces)
        attitude = one.classes <= {"private"}
        source = nobody() if one.mention is None else one.mention.value(text, here=one.source is not None)
        if outer is not None and keys[outer] not in keys[:n]:
            outer = None
        depth = 1 if outer is None else made[outer].depth + 1
        denies = _denied(made) if one.negative else None
        made.append(
            Attribution(
                keys[n],
                start,
                end,
                text[start:end],
                "attitude" if attitude else _form(layout, pieces),  # type: ignore[arg-type]
                "believes" if attitude else ("denies" if one.negative else "says"),
                content,
                Span(*one.cue, text[slice(*one.cue)]) if one.cue else None,
                source,
                Span(*one.addressee, text[slice(*one.addressee)]) if one.addressee else None,
                depth,
                keys[outer] if outer is not None else None,
                denies,
                f"p{one.sentence.passage + 1}",
                (one.rule,),
                one.score,
            )
        )
    return made


def _denied(made: list[Attribution]) -> str | None:
    return made[-1].id if made else None


def _form(layout: Layout, pieces: list[tuple[int, int]]) -> str:
    inside = 0
    total = 0
    for a, b in pieces:
        total += b - a
        inside += sum(max(0, min(b, q.end) - max(a, q.start)) for q in layout.quotes)
    if inside == 0:
        return "indirect"
    return "direct" if inside >= 0.9 * total else "mixed"
