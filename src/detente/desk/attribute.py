"""Who says what in a text: the rules in their order, continued quotations, identities, nesting."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from detente.desk.contract import Attribution, Span
from detente.desk.cues import Found, cues_of, from_cue
from detente.desk.lexicon import nouns
from detente.desk.other_cues import accounts, cited, introduced, labelled, methods, nominal, verbless
from detente.desk.segment import Layout
from detente.desk.sentences import Sentence
from detente.desk.sources import Speakers, nobody

__all__ = ["attributions"]

NEAR = 40
"""How many attributions back one may be nested in."""


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
    found: list[Found] = []
    used: set[int] = set()
    for sentence in sentences:
        found += labelled(layout, sentence, sentences)
        cues = cues_of(sentence)
        for place in cues:
            one = from_cue(layout, sentence, place, cues, found)
            if one is not None:
                found.append(one)
        found += nominal(sentence)
        found += cited(sentence)
        made = methods(sentence)
        found = [one for one in found if not (one.sentence is sentence and _holds(one, made))] + made
        found += accounts(sentence)
        told = {n for one in found[-3:] if one.sentence is sentence for n in _quotes_of(layout, one.content)}
        found += [one for one in introduced(layout, sentence) if not _quotes_of(layout, one.content) & told]
        if not any(one.sentence is sentence for one in found[-3:]):
            found += verbless(layout, sentence)
    found = [one for one in found if not _no_report(one, found)]
    for one in found:
        used |= _quotes_of(layout, one.content)
    found += _following_quotes(layout, sentences, found, used)
    found = [one for one in found if one.content]
    found.sort(key=lambda one: (min(a for a, _ in one.content), -max(b for _, b in one.content)))
    return _finish(layout, _without_repeats(found), speakers)


def _no_report(one: Found, found: list[Found]) -> bool:
    """Whether a cue only tells what a proverb says, or what a speaker says of himself within his turn."""
    if any(token.low in nouns("mute") for token in one.tokens):
        return True
    if one.rule == "speaker-label" or not one.tokens or one.tokens[0].low not in ("i", "we"):
        return False
    place = one.tokens[0].start
    return any(turn.rule == "speaker-label" and a <= place < b for turn in found for a, b in turn.content)


def _holds(one: Found, made: list[Found]) -> bool:
    """Whether what somebody is read to say runs over the verb that tells how an account was made."""
    places = [method.cue[0] for method in made if method.cue is not None]
    return any(a <= place < b for place in places for a, b in one.content)


def _quotes_of(layout: Layout, content: list[tuple[int, int]]) -> set[int]:
    return {
        n
        for a, b in content
        for n in range(
            bisect_left(layout.quotes, a, key=lambda q: q.start), bisect_left(layout.quotes, b, key=lambda q: q.start)
        )
    }


def _following_quotes(layout: Layout, sentences: list[Sentence], found: list[Found], used: set[int]) -> list[Found]:
    """Quotations without a cue: more of the quotation before them, or of the last speaker."""
    more: list[Found] = []
    last: Found | None = None
    quoting = sorted(
        (one for one in found if one.cue is not None and _quotes_of(layout, one.content)),
        key=lambda one: min(a for a, _ in one.content),
    )
    at = 0
    for n, quote in enumerate(layout.quotes):
        while at < len(quoting) and min(a for a, _ in quoting[at].content) < quote.start:
            last = max((*((last,) if last else ()), quoting[at]), key=lambda one: max(b for _, b in one.content))
            at += 1
        if n in used or last is None:
            continue
        place = bisect_right(sentences, quote.start, key=lambda s: s.start) - 1
        holder = sentences[place] if place >= 0 and quote.start < sentences[place].end else None
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
                Found(
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


def _last_paragraph(last: Found, more: list[Found]) -> int:
    return max(
        [last.sentence.paragraph, *(one.sentence.paragraph for one in more if one.sentence.start > last.sentence.start)]
    )


def _without_repeats(found: list[Found]) -> list[Found]:
    seen: set[tuple[int, int]] = set()
    kept: list[Found] = []
    for one in found:
        if one.cue is None or one.cue not in seen:
            kept.append(one)
        if one.cue is not None:
            seen.add(one.cue)
    return kept


def _finish(layout: Layout, found: list[Found], speakers: Speakers) -> list[Attribution]:
    text = layout.text
    made: list[Attribution] = []
    keys = [f"a{n}" for n in range(1, len(found) + 1)]
    by_place = sorted(range(len(found)), key=lambda n: (found[n].cue or found[n].content[0])[0])
    for n in by_place:
        one = found[n]
        if one.tokens:
            one.mention = speakers.mention(one.tokens, 0, len(one.tokens))
            if (
                one.rule == "speaker-label"
                and one.mention.class_ == "institution"
                and all(t.text.isupper() for t in one.tokens)
            ):
                one.mention.class_ = "named"
            if not (one.source is None and one.inherit):
                speakers.spoken.append((keys[n], one.mention))
    for n, one in enumerate(found):
        pieces = sorted(one.content)
        edges = [*pieces, *([one.cue] if one.cue else []), *([one.source] if one.source else [])]
        start, end = min(a for a, _ in edges), max(b for _, b in edges)
        outer = next(
            (
                m
                for m in range(n - 1, max(-1, n - NEAR), -1)
                if any(a <= start and end <= b for a, b in found[m].content)
            ),
            None,
        )
        content = tuple(Span(a, b, text[a:b]) for a, b in pieces)
        attitude = one.classes <= {"private"}
        method = "method" in one.classes
        source = nobody() if one.mention is None else one.mention.value(text, here=one.source is not None)
        if outer is not None and outer >= n:
            outer = None
        depth = 1 if outer is None else made[outer].depth + 1
        denies = _denied(made) if one.negative else None
        made.append(
            Attribution(
                keys[n],
                start,
                end,
                text[start:end],
                "method" if method else "attitude" if attitude else _form(layout, pieces),  # type: ignore[arg-type]
                "method" if method else "believes" if attitude else ("denies" if one.negative else "says"),
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
        first = max(0, bisect_left(layout.quotes, a, key=lambda q: q.start) - 1)
        last = bisect_left(layout.quotes, b, key=lambda q: q.start)
        inside += sum(max(0, min(b, q.end) - max(a, q.start)) for q in layout.quotes[first:last])
    if inside == 0:
        return "indirect"
    return "direct" if inside >= 0.9 * total else "mixed"
