"""Date expressions in a text: their patterns, what stands before them, the tense around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import final

from detente.desk.calendar_days import Days
from detente.desk.gazetteer import Gazetteer
from detente.desk.segment import Layout
from detente.desk.sentences import Sentence
from detente.desk.tense import is_future

__all__ = ["Expression", "expressions"]

M = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?|Jun\.|July?|Jul\.|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
W = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
D = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
Y = r"(?:1[89]\d\d|20\d\d)"
N = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|eighteen|twenty|thirty|forty|sixty|ninety|a few|several|a couple of)"
U = r"(?:day|night|week|month|quarter|year|decade)s?"
PREFIX = re.compile(
    r"(?:\b(since|until|till|before|after|through|up to|ahead of|prior to|from|by|as of|starting|beginning|effective|beyond|within|in|on|for)(?: (?:the|on|in))?[ ])$",
    re.IGNORECASE,
)
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])", flags))
    for name, pattern, flags in (
        ("iso", r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)", 0),
        ("range", rf"(?P<d>{D}) ?(?:-|\u2013|to|and|until) ?(?P<d2>{D}) (?P<m>{M})(?:,? (?P<y>{Y}))?", 0),
        ("range", rf"(?P<m>{M}) (?P<d>{D}) ?(?:-|\u2013|to|and|through|until) ?(?P<d2>{D})(?!\w)(?:,? (?P<y>{Y}))?", 0),
        ("range2", rf"(?P<d>{D}) (?P<m>{M}) ?(?:-|\u2013|to|until|and) ?(?P<d2>{D}) (?P<m2>{M})(?:,? (?P<y>{Y}))?", 0),
        ("range2", rf"(?P<m>{M}) (?P<d>{D}) ?(?:-|\u2013|to|through|until|and) ?(?P<m2>{M}) (?P<d2>{D})(?:,? (?P<y>{Y}))?", 0),
        ("explicit", rf"(?:{W},? ?\(?)?(?:the )?(?P<d>{D})(?: of)? (?P<m>{M}),? (?P<y>{Y})", 0),
        ("explicit", rf"(?:{W},? ?\(?)?(?P<m>{M}) (?P<d>{D}),? (?P<y>{Y})", 0),
        ("day-month", rf"(?:{W},? ?\(?)?(?:the )?(?P<d>{D})(?: of)? (?P<m>{M})(?! \d{{4}})", 0),
        ("day-month", rf"(?:{W},? ?\(?)?(?P<m>{M}) (?P<d>{D})(?![\d,.]\d)", 0),
        ("part-month", rf"(?P<part>early|mid|late|middle of|beginning of|start of|end of|end-|mid-)[ -]?(?P<m>{M})(?:,? (?P<y>{Y}))?", re.IGNORECASE),
        ("months", rf"(?P<m>{M})(?: ?\u2013 ?|-| to | and | through )(?P<m2>{M})(?:,? (?P<y>{Y}))?", 0),
        ("month-year", rf"(?P<m>{M}),? (?:of )?(?P<y>{Y})", 0),
        ("quarter-year", rf"(?P<q>first|second|third|fourth|last) (?P<u>quarter|half)(?: of (?:(?P<y>{Y})|(?P<this>this|the) year|last year))?", re.IGNORECASE),
        ("quarter-year", rf"Q(?P<q>[1-4])(?: (?P<y>{Y}))?", 0),
        ("end-of", r"(?:the )?(?P<part>end|start|beginning|close|middle) of (?P<rel>the|this|next|last) (?P<u>week|month|quarter|year)|year's end|year-end|month's end", re.IGNORECASE),
        ("end-year", rf"(?:the )?(?P<part>end|start|beginning|middle) of (?P<y>{Y})|(?P<part2>early|late|mid)[ -](?P<y2>{Y})", re.IGNORECASE),
        ("relative-weekday", rf"(?P<rel>last|next|this|this past|this coming|the following|the previous) (?P<w>{W})", 0),
        ("weekday-week", rf"(?P<w>{W}) (?P<rel>last|next|this) week|(?P<rel2>last|next) week's (?P<w2>{W})", 0),
        ("weekdays", rf"(?P<w>{W})(?: and | to | through |-|\u2013)(?P<w2>{W})", 0),
        ("weekday", rf"(?P<w>{W})s?(?: (?:morning|afternoon|evening|night))?", 0),
        ("week-of", rf"(?:the )?week of (?:(?P<m>{M}) (?P<d>{D})|(?P<d2>{D}) (?P<m2>{M}))", 0),
        ("so-far", r"(?:so far |thus far |already )(?:this|in the) (?P<u>week|month|quarter|year)|(?:the )?year to date|(?:this|the) (?P<u2>week|month|quarter|year) so far", re.IGNORECASE),
        ("earlier-this", r"(?P<part>earlier|later) (?P<rel>this|in the|that) (?P<u>week|month|quarter|year)", re.IGNORECASE),
        ("part-year", r"(?P<part>early|late) (?P<rel>last|this|next) (?P<u>week|month|year)", re.IGNORECASE),
        ("last-n", rf"(?:the )?(?:last|past|previous|preceding) (?P<n>{N}) (?P<u>{U})", re.IGNORECASE),
        ("next-n", rf"(?:the )?(?:next|coming|following) (?P<n>{N}) (?P<u>{U})", re.IGNORECASE),
        ("before-last", r"the (?P<u>week|month|year) before last|(?P<w>Monday|Tuesday|Wednesday|Thursday|Friday) before last", re.IGNORECASE),
        ("relative-unit", r"(?P<rel>last|this|next|the coming|the past|the previous|the current|the following) (?P<u>week|weekend|month|quarter|year)(?:'s|end)?", re.IGNORECASE),
        ("weekend", r"(?:over |on |at |during )?the weekend", re.IGNORECASE),
        ("recent", r"(?:the )?(?:recent|past few|last few|past several|last several|past couple of) (?P<u>days|weeks|months|years)", re.IGNORECASE),
        ("coming", r"(?:the )?(?:coming|next few|following few) (?P<u>days|weeks|months)", re.IGNORECASE),
        ("ago", rf"(?:about |some |nearly |almost |around )?(?P<n>{N}) (?P<u>{U}) ago", re.IGNORECASE),
        ("earlier", rf"(?P<n>{N}) (?P<u>{U}) (?P<way>earlier|before|later|afterwards?)", re.IGNORECASE),
        ("in-n", rf"in (?:about |some |another )?(?P<n>{N}) (?P<u>{U})(?:'s?)? ?(?:time|from now)?", re.IGNORECASE),
        ("within", rf"within (?:the (?:next )?)?(?P<n>{N}) (?P<u>{U})", re.IGNORECASE),
        ("next-day", r"the (?P<way>next|following|same|previous) day|a day (?P<way2>earlier|later|before|after)|that (?P<that>day|week|month)", re.IGNORECASE),
        ("day-word", r"(?:as of )?today|yesterday|tomorrow|tonight|last night|this (?:morning|afternoon|evening)|(?:right )?now|currently|at present|overnight", re.IGNORECASE),
        ("decade", r"the (?P<y>\d{3}0)s", 0),
        ("in-year", rf"(?:(?<=in )|(?<=since )|(?<=by )|(?<=until )|(?<=till )|(?<=from )|(?<=during )|(?<=for )|(?<=before )|(?<=after )|(?<=than )|(?<=early )|(?<=late )|(?<=throughout )|(?<=of )|(?<=and )|(?<=to ))(?P<y>{Y})(?! (?:percent|per cent|people|jobs|dollars|goods|tonnes|tons|workers|firms|\w+s\b))(?!%)", re.IGNORECASE),
        ("month", rf"(?P<m>{M})", 0),
    )
)  # fmt: skip


@final
@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression in its place: rule, groups of its pattern, what stands before it, and the tense around it."""

    start: int
    end: int
    rule: str
    groups: dict[str, str]
    words: str
    prefix: str
    future: bool
    interval: Days | None = None
    ref: str | None = None


def expressions(layout: Layout, sentences: list[Sentence], gazetteer: Gazetteer) -> list[Expression]:
    """Every date expression of the sentences, unresolved, in text order; the longest at a place wins."""
    found: list[Expression] = []
    clean = layout.clean
    spans: list[tuple[int, int, Sentence | None]] = [(s.start, s.end, s) for s in sentences]
    spans += [(p.start, p.end, None) for p in layout.pieces if p.kind in ("dateline", "byline")]
    for start, end, sentence in sorted(spans, key=lambda span: span[0]):
        taken: list[tuple[int, int]] = []
        for one in (*_named(clean, start, end, gazetteer), *_matches(clean, start, end)):
            a, b, rule, groups, days, ref = one
            if any(a < d and b > c for c, d in taken) or (rule == "month" and not _is_month(clean, a, b)):
                continue
            taken.append((a, b))
            before = PREFIX.search(clean, max(start, a - 20), a)
            word = before[1].lower() if before else ""
            ahead = word in (
                "until",
                "till",
                "before",
                "by",
                "ahead of",
                "prior to",
                "through",
                "up to",
                "beyond",
                "within",
            )
            future = is_future(sentence, a) if sentence else False
            kept = word in (
                "since",
                "until",
                "till",
                "before",
                "after",
                "ahead of",
                "prior to",
                "within",
                "through",
                "up to",
            )
            first = before.start(1) if before and kept else a
            found.append(
                Expression(first, b, rule, groups, clean[a:b], word, future or (ahead and rule != "fact"), days, ref)
            )
    return sorted(found, key=lambda one: one.start)


def _matches(clean: str, start: int, end: int) -> list[tuple[int, int, str, dict[str, str], Days | None, str | None]]:
    return [
        (m.start(), m.end(), name, {k: v for k, v in m.groupdict().items() if v}, None, None)
        for name, pattern in PATTERNS
        for m in pattern.finditer(clean, start, end)
    ]


def _named(
    clean: str, start: int, end: int, gazetteer: Gazetteer
) -> list[tuple[int, int, str, dict[str, str], Days | None, str | None]]:
    """Dated facts and terms of office that the gazetteer knows."""
    found: list[tuple[int, int, str, dict[str, str], Days | None, str | None]] = []
    low = clean[start:end].lower()
    for name, key, first, last in gazetteer.facts:
        at = low.find(name.lower()) if len(low) == end - start else -1
        while at >= 0:
            found.append((start + at, start + at + len(name), "fact", {}, (first, last), key))
            at = low.find(name.lower(), at + 1)
    found.sort(key=lambda one: one[0] - one[1])
    ordinals = ("first", "second", "third", "fourth")
    for surname in {t.surname for t in gazetteer.tenures}:
        terms = sorted((t for t in gazetteer.tenures if t.surname == surname), key=lambda t: t.first or date.min)
        pattern = re.compile(
            rf"(?:the )?(?:(?P<nth>first|second|third|fourth|previous|last|current) )?(?:\w+ )?\b{re.escape(surname)}"
            rf"(?:'s (?:(?P<nth2>first|second|third|fourth|previous|current) )?)? ?(?:administration|presidency|term|government|premiership|tenure)"
        )
        for m in pattern.finditer(clean, start, end) if surname in clean[start:end] else ():
            nth = m["nth"] or m["nth2"] or ""
            term = terms[ordinals.index(nth)] if nth in ordinals and ordinals.index(nth) < len(terms) else terms[-1]
            if nth == "previous" and len(terms) > 1:
                term = terms[-2]
            found.append((m.start(), m.end(), "tenure", {}, (term.first, term.last), term.person))
    return found


def _is_month(clean: str, start: int, end: int) -> bool:
    if clean[start:end] not in ("May", "March", "Mar."):
        return True
    before = clean[max(0, start - 12) : start].split()
    return bool(before) and before[-1].lower() in (
        "in", "since", "until", "till", "by", "from", "last", "next", "this", "of", "late", "early", "for", "through", "before", "after", "during", "to", "and", "between",
    )  # fmt: skip
