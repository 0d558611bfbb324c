"""Where a text divides: paragraphs, headline, byline, dateline, caption, sentences, and what stands in quotation marks.

Everything is found on a copy of the same length (straight quotation marks, plain blanks, wrapped lines joined), so
that offsets hold in the untouched text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import final

from detente.desk.lexicon import listed

__all__ = ["Layout", "Paragraph", "Piece", "Quoted", "plain_marks", "segment"]

OPENERS, CLOSERS = "\u201c\u201e\u201f\u00ab\u2039", "\u201d\u00bb\u203a"
PLAIN = str.maketrans(
    dict.fromkeys(OPENERS + CLOSERS, '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc", "'")
    | dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\t\r\x0b\x0c\u2002\u2003\u200b\ufeff", " ")
    | dict.fromkeys("\u2014\u2015", "\u2013")
    | dict.fromkeys("\u2010\u2011", "-")
)
ABBREVIATIONS = listed("abbreviations")
NEVER_LAST = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "sen",
        "rep",
        "gov",
        "gen",
        "col",
        "lt",
        "sgt",
        "capt",
        "no",
        "nos",
        "vs",
        "st",
        "messrs",
        "hon",
        "pres",
    ]
)
LABEL = re.compile(
    r"(?:\[?\(?\d{1,2}[:.]\d{2}\b|(?:Q|A|QUESTION|ANSWER|MODERATOR|REPORTER)\s{0,2}[:.]"
    r"|(?:[A-Z][\w.'-]*,? ){0,6}[A-Z][\w.'-]*(?: \([^()\n]{1,40}\))?:\s|[-*\u2022\u25cf] |\d{1,2}[.)] )"
)
DATELINE = re.compile(
    r"[A-Z][A-Z'\u00c0-\u00de.\-]+(?:[ /,]+[A-Za-z'.\-\u00c0-\u00ff0-9]+){0,7}?"
    r"(?: ?\([^()\n]{2,60}\))? ?(?:--|[\u2013:]|- )"
)
BYLINE = re.compile(
    r"(?:by [A-Z]|reporting by|additional reporting|editing by|writing by|published|posted|updated|date[: ]|source:)",
    re.IGNORECASE,
)
CAPTION = re.compile(
    r"(?:file photo|photo|image|picture|caption|graphic|video|illustration)s?\b ?[:\u2013(/-]", re.IGNORECASE
)
STAMP = re.compile(
    r"[\[(]?\d{1,2}[:.h]\d{2}(?: ?[ap]\.?m\.?)?(?: ?(?:GMT|UTC|[A-Z]{2,4}T))?(?: local time)?[\])]? ?[-\u2013:|]?\s"
)
END = re.compile(r"[.!?\u2026]+[\"')\]]*(?=\s)|[\u3002\uff01\uff1f]")
WORD = re.compile(r"\S+")
LONGEST = 1500


@final
@dataclass(frozen=True, slots=True)
class Piece:
    """A passage: ``text[start:end]`` of the kind named, in paragraph number ``paragraph`` (from 1)."""

    start: int
    end: int
    kind: str
    paragraph: int


@final
@dataclass(frozen=True, slots=True)
class Quoted:
    """What stands in quotation marks, the marks included; ``open`` where the mark is not closed in the paragraph."""

    start: int
    end: int
    open: bool
    paragraph: int


@final
@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, without the blanks around it."""

    start: int
    end: int
    number: int


@final
@dataclass(frozen=True, slots=True)
class Layout:
    """A text with its divisions.

    Attributes
    ----------
    text
        The untouched text.
    clean
        A copy of the same length with plain marks and blanks.
    paragraphs, pieces, quotes
        Divisions in text order.
    """

    text: str
    clean: str
    paragraphs: tuple[Paragraph, ...]
    pieces: tuple[Piece, ...]
    quotes: tuple[Quoted, ...]

    def piece_at(self, place: int) -> int | None:
        """Position in ``pieces`` of the passage that holds a place."""
        at = bisect_right(self.pieces, place, key=lambda piece: piece.start) - 1
        return at if at >= 0 and place < self.pieces[at].end else None


def plain_marks(text: str) -> str:
    """A text of the same length with straight quotation marks, plain dashes and plain blanks."""
    return text.translate(PLAIN)


def segment(text: str) -> Layout:
    """Divide a text.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    Layout
    """
    clean = plain_marks(text)
    blocks, wraps = _paragraphs(clean)
    if wraps:
        letters = list(clean)
        for at in wraps:
            letters[at] = " "
        clean = "".join(letters)
    paragraphs = tuple(Paragraph(start, end, n) for n, (start, end) in enumerate(blocks, 1))
    pieces: list[Piece] = []
    body = False
    for paragraph in paragraphs:
        kind = _kind(clean[paragraph.start : paragraph.end], body=body)
        if kind is not None:
            pieces.append(Piece(paragraph.start, paragraph.end, kind, paragraph.number))
            continue
        start = paragraph.start
        found = DATELINE.match(clean, start, min(paragraph.end, start + 110))
        if found and not body and _is_dateline(found[0]) and clean[found.end() : paragraph.end].strip():
            pieces.append(Piece(start, found.end() - (found[0][-1] == " "), "dateline", paragraph.number))
            start = found.end()
        stamp = STAMP.match(clean, start, paragraph.end)
        if stamp and clean[stamp.end() : paragraph.end].strip():
            start = stamp.end()
        body = True
        pieces += [Piece(a, b, "sentence", paragraph.number) for a, b in _sentences(clean, start, paragraph.end)]
    quotes = tuple(q for paragraph in paragraphs for q in _quotes(text, clean, paragraph))
    return Layout(text, clean, paragraphs, tuple(pieces), quotes)


def _paragraphs(clean: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Spans of the paragraphs, and the line ends that only wrap a line."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n\u2028\u2029\x85]+", clean)]
    lines = [(a, b) for a, b in lines if clean[a:b].strip()]
    if not lines:
        return [], []
    widths = sorted(b - a for a, b in lines)
    width = widths[-1] if widths[-1] <= 120 else 0
    blocks: list[tuple[int, int]] = []
    wraps: list[int] = []
    start = lines[0][0]
    for (a, b), (c, d) in zip(lines, [*lines[1:], (-1, -1)], strict=True):
        if (
            c >= 0
            and clean.count("\n", b, c) == 1
            and clean[b:c].strip("\r \n") == ""
            and _wrapped(clean, a, b, c, d, width)
        ):
            wraps += [at for at in range(b, c) if clean[at] == "\n"]
            continue
        blocks.append((start, b))
        start = c
    return [_trim(clean, a, b) for a, b in blocks], wraps


def _wrapped(clean: str, a: int, b: int, c: int, d: int, width: int) -> bool:
    line, after = clean[a:b].rstrip(), clean[c:d].lstrip()
    if LABEL.match(after):
        return False
    if after[0].islower() or line.endswith((",", ";")):
        return True
    first = WORD.match(after)
    full = width >= 50 and len(line) + 1 + (len(first[0]) if first else 0) > width - 8
    return full or (len(line) > 60 and line[-1] not in ".!?:\"')\u2026" and width == 0)


def _trim(clean: str, start: int, end: int) -> tuple[int, int]:
    while start < end and clean[start].isspace():
        start += 1
    while end > start and clean[end - 1].isspace():
        end -= 1
    return start, end


def _kind(words: str, *, body: bool) -> str | None:
    if CAPTION.match(words):
        return "caption"
    count = len(words.split())
    ends = words.rstrip("\"')")[-1:] in (".", "!", "?", "\u2026", ":", ";", ",")
    if (
        count <= 25
        and BYLINE.match(words)
        and (not ends or words.lower().startswith(("reporting", "editing", "writing", "additional")))
    ):
        return "byline"
    if count <= (12 if body else 22) and not ends and not LABEL.match(words):
        return "headline"
    return None


def _is_dateline(words: str) -> bool:
    first = words.split(maxsplit=1)[0].strip(",.:")
    return first.isupper() and len(first) > 2 and not (words.rstrip().endswith(":") and "(" not in words)


def _sentences(clean: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    begin = start
    for stop in END.finditer(clean, start, end):
        if stop.end() >= end or not _ends_here(clean, begin, stop, end):
            continue
        found.append(_trim(clean, begin, stop.end()))
        begin = stop.end()
    found.append(_trim(clean, begin, end))
    return [part for a, b in found if b > a for part in _bounded(clean, a, b)]


def _bounded(clean: str, start: int, end: int) -> list[tuple[int, int]]:
    """A run without an end is cut at a blank, so that the work on one sentence has a bound."""
    parts: list[tuple[int, int]] = []
    while end - start > LONGEST:
        blank = clean.rfind(" ", start + LONGEST // 2, start + LONGEST)
        stop = blank if blank > 0 else start + LONGEST
        parts.append(_trim(clean, start, stop))
        start = _trim(clean, stop, end)[0]
    parts.append((start, end))
    return [(a, b) for a, b in parts if b > a]


def _ends_here(clean: str, begin: int, stop: re.Match[str], end: int) -> bool:
    at = stop.end()
    while at < end and clean[at].isspace():
        at += 1
    if at >= end:
        return False
    following = clean[at : at + 2].lstrip("\"'([")[:1] or clean[at]
    if stop[0][0] in "\u3002\uff01\uff1f":
        return True
    if following.islower():
        return False
    if stop[0] == ".":
        before = clean[max(begin, stop.start() - 24) : stop.start()]
        word = re.split(r"[\s(\"'\u2013]", before)[-1]
        bare = word.lower().rstrip(".")
        if bare in NEVER_LAST or (len(word) == 1 and word.isupper() and word != "I"):
            return False
        if bare in ABBREVIATIONS and (following.isdigit() or bare in ("inc", "corp", "co", "ltd", "bn", "mn")):
            return not following.isdigit() and bare not in ("inc", "corp", "co", "ltd")
        if bare in ABBREVIATIONS and following.isdigit():
            return False
        if "." in word and word.replace(".", "").isalpha() and len(word) <= 5:
            rest = WORD.match(clean, at, end)
            return rest is not None and rest[0].lower().strip("\"'(") in STARTERS
    return True


STARTERS = listed("starters")


def _quotes(text: str, clean: str, paragraph: Paragraph) -> list[Quoted]:
    found: list[Quoted] = []
    start = -1
    mark = ""
    single = -1
    for at in range(paragraph.start, paragraph.end):
        letter = clean[at]
        if letter == '"':
            if start < 0:
                if text[at] in CLOSERS[:1] or not _opens(clean, at, paragraph):
                    continue
                start, mark = at, text[at]
            elif _closes(text[at], mark, clean, at, paragraph):
                found.append(Quoted(start, at + 1, open=False, paragraph=paragraph.number))
                start = -1
        elif letter == "'" and start < 0:
            if single < 0:
                before = clean[at - 1] if at > paragraph.start else " "
                after = clean[at + 1] if at + 1 < paragraph.end else " "
                if (before.isspace() or before in "([\u2013") and after.isalpha() and text[at] != "\u2019":
                    single = at
            elif _ends_single(clean, at, paragraph):
                found.append(Quoted(single, at + 1, open=False, paragraph=paragraph.number))
                single = -1
    if start >= 0:
        found.append(Quoted(start, paragraph.end, open=True, paragraph=paragraph.number))
    return sorted((q for q in found if q.end - q.start > 2), key=lambda q: q.start)


def _opens(clean: str, at: int, paragraph: Paragraph) -> bool:
    after = clean[at + 1] if at + 1 < paragraph.end else " "
    return not after.isspace()


def _closes(letter: str, mark: str, clean: str, at: int, paragraph: Paragraph) -> bool:
    if mark == "\u201e":
        return letter in "\u201c\u201d"
    if mark == "\u00bb":
        return letter == "\u00ab"
    if mark == "\u00ab":
        return letter == "\u00bb"
    if letter in OPENERS:
        return False
    if letter in CLOSERS:
        return True
    before, after = clean[at - 1], clean[at + 1] if at + 1 < paragraph.end else " "
    return not before.isspace() or after.isspace()


def _ends_single(clean: str, at: int, paragraph: Paragraph) -> bool:
    before, after = clean[at - 1], clean[at + 1] if at + 1 < paragraph.end else " "
    if before.isspace() or not (after.isspace() or after in '.,;:!?)\u2013"'):
        return False
    if before in ".,!?":
        return True
    rest = clean.find("'", at + 1, min(paragraph.end, at + 200))
    possessive = before == "s" and rest >= 0 and clean[rest - 1] in ".,!?"
    return not possessive
