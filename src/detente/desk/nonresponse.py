"""Who was asked and gave no answer: one record for each party of each clause that tells of a silence.

The rules (``silence_cues.py``) come first; where a parser ran, a second reader (``silence_reader.py``) adds clauses of
which they know nothing.
"""

from __future__ import annotations

from dataclasses import replace

from detente.desk.contract import NonResponse, Span
from detente.desk.lexicon import nouns, speech_class
from detente.desk.phrases import left_phrase, right_phrase
from detente.desk.press import Words
from detente.desk.segment import Layout
from detente.desk.sentences import Sentence
from detente.desk.silence_cues import Silence, silences
from detente.desk.silence_reader import learned
from detente.desk.sources import Speakers, nobody
from detente.desk.tokens import Token

__all__ = ["nonresponses"]

Part = tuple[int, int]
LEADS = frozenset({"to", "from", "by", "with", "at", "of", "reach", "contact", "contacted", "approached", "asked"})
"""Words before the party where the cue speaks of requests or of nobody."""
LONGEST = 300
"""Words of a sentence read at once; what has no full stop for longer is read in pieces, so that work is bounded."""
LONE = frozenset({"he", "she", "it", "they", "i", "we"})


def nonresponses(layout: Layout, sentences: list[Sentence], speakers: Speakers) -> list[NonResponse]:
    """Every clause in which somebody gave no answer to who asked.

    Parameters
    ----------
    layout, sentences
        The divided text and its tagged sentences.
    speakers
        Memory of the sources, for pronouns and for "the embassy".

    Returns
    -------
    list of NonResponse
        In text order; several parties of one clause are several records that share the cue.
    """
    made: list[NonResponse] = []
    waiting: list[NonResponse] = []
    paragraph = asked = -1
    for full, sentence in ((one, piece) for one in sentences for piece in _pieces(one)):
        words = Words(sentence.tokens, layout.clean, speakers.gazetteer)
        found = silences(words, before=paragraph == sentence.paragraph, asked=asked == sentence.paragraph)
        before = asked == sentence.paragraph
        asked = sentence.paragraph if words.asked(0, len(sentence.tokens)) else -1
        if found and paragraph == sentence.paragraph:
            made = [one for one in made if one not in waiting]
        waiting = []
        paragraph = sentence.paragraph if found else -1
        for silence, told, end in _once(sentence.tokens, found):
            part = _speaker(sentence, silence, told)
            records = _records(sentence.tokens, silence, part, end, speakers, layout.text)
            made += records
            waiting += records if silence.open_ else []
        if sentence is full and sentence.tokens[0].arc:
            made += _learned(sentence, words, before, [one for one in made if one.start >= sentence.start], speakers)
    made.sort(key=lambda one: (one.start, one.source.start or one.start))
    return [replace(one, id=f"n{n}") for n, one in enumerate(made, 1)]


def _learned(
    sentence: Sentence, words: Words, before: bool, known: list[NonResponse], speakers: Speakers
) -> list[NonResponse]:
    """What the second reader adds to a sentence: clauses outside those that the rules found, of other parties."""
    made: list[NonResponse] = []
    tokens = sentence.tokens
    for clause, silence, chance in learned(words, sentence.quoted, asked=before):
        start, end = tokens[clause.words[0]].start, tokens[clause.words[-1]].end
        taken = [one for one in (*known, *made) if one.start < end and one.end > start]
        part = _speaker(sentence, silence, _who(tokens, silence))
        alone = part is None or _lone(tokens, part)
        if taken or (alone and (known or made)):
            continue
        found = _records(tokens, silence, part, silence.end, speakers, speakers.text)
        made += [replace(one, score=round(chance, 2), method="learned") for one in found]
    return [one for one in made if one.source.quote not in {other.source.quote for other in known}]


def _pieces(sentence: Sentence) -> list[Sentence]:
    if len(sentence.tokens) <= LONGEST:
        return [sentence]
    cuts = range(0, len(sentence.tokens), LONGEST)
    return [
        replace(sentence, tokens=sentence.tokens[k : k + LONGEST], quoted=sentence.quoted[k : k + LONGEST])
        for k in cuts
    ]


def _once(tokens: list[Token], found: list[Silence]) -> list[tuple[Silence, Part | None, int]]:
    """The silences with their party, and the end of the last cue of the same party: it is silent once a sentence."""
    kept: list[tuple[Silence, Part | None, int]] = []
    for one in found:
        part = _who(tokens, one)
        if kept:
            first, told, end = kept[-1]
            mine = told is not None and tokens[told[0]].low in ("i", "we")
            other = None if mine else _other(tokens, end, one, part)
            if other is not None:
                kept.append((one, other, one.end))
                continue
            gap = [t.low for t in tokens[first.end : one.start]]
            joined = (
                one.where == "left"
                and tokens[one.start - 1].low in ("and", "then", "or")
                and one.start - 1 >= first.end
            )
            own = (
                joined
                or part is None
                or part == told
                or _lone(tokens, part)
                or (told is not None and _lone(tokens, told))
            )
            if own and ";" not in gap and (one.where == "left" or part is None):
                kept[-1] = (first, told, max(end, one.end))
                continue
        kept.append((one, part, one.end))
    return kept


def _other(tokens: list[Token], end: int, one: Silence, part: Part | None) -> Part | None:
    """The party of a later cue that a pronoun stands for and that is told after an earlier cue, which ends at ``end``.

    Either somebody else speaks ("and a spokeswoman said she had no comment"), or the clause hangs on the noun before it
    ("to the bureau, where calls went unanswered", "to the embassy, which declined to comment").
    """
    for k in range(one.start - 1, end, -1):
        if tokens[k].low in ("where", "which") and tokens[k - 1].text == ",":
            if part is not None and part[0] > k:
                return None
            found = left_phrase(tokens, k - 1)
            return (max(end, found[0]), found[1]) if found and found[1] > end else None
        if _verb(tokens[k]) and tokens[k].lemma in speech_class() and (part is None or _lone(tokens, part)):
            found = left_phrase(tokens, k)
            return found if found and found[0] >= end and not _lone(tokens, found) else None
    return None


def _lone(tokens: list[Token], part: Part) -> bool:
    """Whether a party is a pronoun, which stands for one told in the same sentence."""
    return part[1] - part[0] == 1 and tokens[part[0]].low in LONE


def _speaker(sentence: Sentence, one: Silence, part: Part | None) -> Part | None:
    """The speaker where the refusal is quoted: of "I have nothing for you" the one who says it."""
    tokens = sentence.tokens
    mine = part is None or (part[1] - part[0] == 1 and tokens[part[0]].low in ("i", "we"))
    if not mine or sentence.quoted[one.start] < 0:
        return part
    for k, token in enumerate(tokens):
        if sentence.quoted[k] < 0 and token.lemma in speech_class() and _verb(token):
            return left_phrase(tokens, k) or right_phrase(tokens, k + 1) or part
    return part


def _records(
    tokens: list[Token], one: Silence, part: Part | None, end: int, speakers: Speakers, text: str
) -> list[NonResponse]:
    cue = Span(
        tokens[one.start].start, tokens[one.end - 1].end, text[tokens[one.start].start : tokens[one.end - 1].end]
    )
    left = tokens[part[0]].start if part else cue.start
    a, b = min(left, cue.start), max(_clause_end(tokens, tokens[end - 1].end), cue.end)
    parts = _parties(tokens, *part) if part else []
    values = [speakers.mention(tokens, *each).value(text) for each in parts] or [nobody()]
    score = 0.95 if part else 0.7
    return [NonResponse("", a, b, text[a:b], cue, value, one.kind, None, score) for value in values]


def _parties(tokens: list[Token], start: int, end: int) -> list[Part]:
    """The parties of a phrase: the members of a list of institutions; people of one office stay a group."""
    cuts = [k for k in range(start + 1, end - 1) if tokens[k].low in ("and", "nor", "or")]
    if not cuts or "&" in {t.text for t in tokens[start:end]}:
        return [(start, end)]
    edges = (
        [k for k in range(start + 1, end - 1) if tokens[k].text == "," and k < cuts[-1]]
        if _is_list(tokens, start, cuts[-1])
        else []
    )
    parts: list[Part] = []
    at = start
    for k in sorted({*edges, *cuts}):
        if k > at:
            parts.append((at, k))
        at = k + 1
    parts.append((at, end))
    parts = [_trimmed(tokens, part) for part in parts]
    joined: list[Part] = []
    for part in parts:
        if part[0] >= part[1]:
            continue
        if joined and not _is_party(tokens, part):
            joined[-1] = joined[-1][0], part[1]
        else:
            joined.append(part)
    return joined if len(joined) > 1 and _is_party(tokens, joined[0]) else [(start, end)]


def _is_list(tokens: list[Token], start: int, cut: int) -> bool:
    """Whether commas before the last "and" part members of a list and no apposition."""
    commas = [k for k in range(start + 1, cut) if tokens[k].text == ","]
    return bool(commas) and all(
        any(t.tag in ("NAME", "NOUN") for t in tokens[a + 1 : b])
        for a, b in zip(commas, [*commas[1:], cut], strict=True)
        if b - a > 1
    )


def _trimmed(tokens: list[Token], part: Part) -> Part:
    start, end = part
    while start < end and (tokens[start].low in ("neither", "both", "either", ",") or tokens[start].tag == "CONJ"):
        start += 1
    while start < end and (tokens[end - 1].text == "," or tokens[end - 1].low in ("all", "both", "each")):
        end -= 1
    return start, end


def _is_party(tokens: list[Token], part: Part) -> bool:
    """Whether a member of a list stands for itself: a name, an institution, a spokesperson."""
    span = tokens[part[0] : part[1]]
    heads = nouns("institution") | nouns("spokesperson") | nouns("person")
    last = next((t for t in reversed(span) if t.tag in ("NOUN", "NAME")), span[-1])
    if span[0].tag == "DET" and last.tag == "NOUN" and len(span) > 1:
        return True
    if span[0].tag == "PRON" or not any(t.tag == "NAME" or t.low in heads for t in span):
        return False
    bare = last.tag == "NOUN" and last.low in nouns("person") and not any(t.tag in ("NAME", "DET") for t in span)
    return not bare


def _who(tokens: list[Token], one: Silence) -> Part | None:
    first = tokens[one.start].low
    if first == "neither":
        inside = range(one.start + 1, one.end)
        stop = next((k for k in inside if tokens[k].tag in ("AUX", "ADV") or _verb(tokens[k])), one.end)
        return (one.start + 1, stop) if stop > one.start + 1 else left_phrase(tokens, one.start)
    if one.at:
        return right_phrase(tokens, one.at)
    nobody_at = first in ("nobody", "none", "no-one") or (first == "no" and one.where == "left")
    if one.where == "right" or nobody_at:
        leads = (m for m in range(one.start, min(one.end + 6, len(tokens))) if tokens[m].low in LEADS)
        found = next((phrase for m in leads if (phrase := right_phrase(tokens, m + 1)) is not None), None)
        if found is not None and found[1] < one.end and tokens[found[1]].low in ("and", ","):
            stop = next((n for n in range(found[1], one.end) if tokens[n].tag == "AUX" or _verb(tokens[n])), found[1])
            found = found[0], stop
        if found is not None or nobody_at:
            return found
        return left_phrase(tokens, one.start)
    i = one.start
    while i and tokens[i - 1].low in ("both", "all", "each", "also", "together", "there", "here"):
        i -= 1
    left = _list(tokens, i) or left_phrase(tokens, i)
    if left is None:
        left = _past_aside(tokens, i)
    if left is None and one.start > 1:
        colon = next((k for k, t in enumerate(tokens[: one.start]) if t.text == ":"), None)
        if colon:
            return 0, colon
        before = next((k for k in range(one.start) if tokens[k].tag in ("VERB", "AUX")), None)
        left = left_phrase(tokens, before) if before else None
    return left


def _list(tokens: list[Token], i: int) -> Part | None:
    """A list of parties that ends before position ``i``: "the bank, the ministry and Lumicor all"."""
    end = i
    while end and (tokens[end - 1].tag in ("AUX", "ADV", "NOT") or tokens[end - 1].low in ("all", "each", "both")):
        end -= 1
    k, joined, commas = end - 1, False, 0
    while k >= 0:
        token = tokens[k]
        if token.low in ("and", "nor") and not joined:
            joined = True
        elif token.text == "," and joined:
            commas += tokens[k + 1].low not in ("and", "nor")
        elif token.tag not in ("NAME", "NOUN", "DET", "ADJ", "POSS", "NUM") and token.low not in ("of", "&", "for"):
            break
        k -= 1
    while k + 1 < end and tokens[k + 1].text == ",":
        k += 1
        commas -= 1
    found = k + 1, end
    return found if joined and commas > 0 and len(_parties(tokens, *found)) > 2 else None


def _past_aside(tokens: list[Token], i: int) -> Part | None:
    """The subject before an aside between commas: "The coastguard, when asked, gave no details"."""
    j = i - 1
    while j > 0 and tokens[j].tag in ("AUX", "ADV", "NOT"):
        j -= 1
    if j <= 0 or tokens[j].text not in (",", "\u2013"):
        return None
    opening = next((k for k in range(j - 1, 0, -1) if tokens[k].text == tokens[j].text), None)
    return left_phrase(tokens, opening) if opening is not None else None


def _verb(token: Token) -> bool:
    return token.tag == "VERB" and token.form in ("VBD", "VBZ", "VB", "VBN")


def _clause_end(tokens: list[Token], end: int) -> int:
    last = end
    for token in tokens:
        if token.start < end:
            continue
        follows = next((t for t in tokens if t.start > token.start), token)
        if token.text in (",", ".", ";", '"', "\u2013", ":") or token.low in ("but", "while"):
            break
        if token.low == "and" and not _verb(follows):
            break
        last = token.end
    return last
