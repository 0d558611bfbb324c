"""Sentences with tagged words, ready for the rules."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from detente.desk.segment import Layout, Quoted
from detente.desk.tokens import Token, tag, words

__all__ = ["Sentence", "read_sentences"]

Tagger = Callable[[list[list[Token]], str], None]


@final
@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or headline.

    Attributes
    ----------
    start, end
        Its place in the text.
    paragraph
        Number of its paragraph.
    passage
        Position of its passage in the layout.
    kind
        sentence or headline.
    tokens
        Its tagged words.
    quoted
        For each word, the quotation that holds it (position in the layout), or -1.
    """

    start: int
    end: int
    paragraph: int
    passage: int
    kind: str
    tokens: list[Token]
    quoted: list[int]


def read_sentences(layout: Layout, tagger: Tagger | None = None) -> list[Sentence]:
    """Tag the words of every sentence and headline.

    Parameters
    ----------
    layout
        The divided text.
    tagger
        Fills tags in place of tier 0; it gets the words of all sentences and the clean text.
    """
    found = []
    for at, piece in enumerate(layout.pieces):
        if piece.kind not in ("sentence", "headline"):
            continue
        tokens = words(layout.clean, piece.start, piece.end)
        if tokens:
            within = _within(tokens, layout.quotes)
            found.append(Sentence(piece.start, piece.end, piece.paragraph, at, piece.kind, tokens, within))
    for sentence in found:
        tag(sentence.tokens)
    if tagger is not None:
        tagger([sentence.tokens for sentence in found], layout.clean)
    return found


def _within(tokens: list[Token], quotes: tuple[Quoted, ...]) -> list[int]:
    first = max(0, bisect_left(quotes, tokens[0].start, key=lambda q: q.start) - 3)
    last = bisect_left(quotes, tokens[-1].end, key=lambda q: q.start)
    near = [(n, quotes[n]) for n in range(first, last) if quotes[n].end > tokens[0].start]
    found: list[int] = []
    at = 0
    for token in tokens:
        while at < len(near) and near[at][1].end <= token.start:
            at += 1
        found.append(near[at][0] if at < len(near) and near[at][1].start <= token.start else -1)
    return found
