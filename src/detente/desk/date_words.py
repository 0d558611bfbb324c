"""Date expressions in a text: their patterns, what stands before them, the tense around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import final

from detente.desk.calendar_days import Days
from detente.desk.gazetteer import Gazetteer
from detente.desk.lexicon import listed
from detente.desk.segment import Layout
from detente.desk.sentences import Sentence
from detente.desk.tense import ahead, governing, is_future

__all__ = ["Expression", "expressions"]

M = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?|Jun\.|July?|Jul\.|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
W = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|(?:Mon|Tues?|Weds?|Thur?s?|Fri|Sat|Sun)\.)"
D = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
Y = r"(?:1[89]\d\d|20\d\d)"
N = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|twenty|thirty|forty|fifty|sixty|ninety|a hundred|a few|several|many|some|a couple of|a dozen|half an?|the|a full|another)"
U = r"(?:hour|day|night|week|fortnight|month|quarter|year|decade)s?"
REL = r"(?:of )?(?P<rel>last|this|next|that)(?: year)"
SEASON = r"spring|summer|autumn|fall|winter"
HOLIDAY = r"New Year's (?:Day|Eve)|Christmas(?: (?:Day|Eve))?|Boxing Day|Valentine's Day|May Day|Halloween|Thanksgiving(?: Day)?|Black Friday|Good Friday|Easter(?: (?:Sunday|Monday|weekend))?|Labou?r Day|Memorial Day|Independence Day|Fourth of July|Bastille Day|Armistice Day|St Patrick's Day|Epiphany|All Saints' Day"
PART = r"early|mid|late|middle of|beginning of|start of|end of|close of|end-|mid-|the middle of|the beginning of|the start of|the end of"
PREFIX = re.compile(
    r"(?:\b(since|until|till|before|after|through|up to|ahead of|prior to|from|by|as of|starting|beginning|effective|come|beyond|within|in|on|for|over|during|between)(?: (?:the|on|in|about|around|at|mid-|late|early))?[ ])$",
    re.IGNORECASE,
)
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])", flags))
    for name, pattern, flags in (
        ("iso", r"(?P<y>\d{4})[-/](?P<m>\d\d)[-/](?P<d>\d\d)", 0),
        ("numeric", r"(?P<a>\d{1,2})(?P<sign>[./])(?P<b>\d{1,2})(?P=sign)(?P<y>\d{4})", 0),
        ("day-month", rf"(?:{W},? )?(?:the )?(?P<d>{D})(?: of)? (?P<m>{M}),? {REL}", 0),
        ("day-month", rf"(?:{W},? )?(?P<m>{M}) (?P<d>{D}),? {REL}", 0),
        ("part-month", rf"(?P<part>{PART})[ -]?(?P<m>{M}),? {REL}", re.IGNORECASE),
        ("month", rf"(?P<m>{M}),? {REL}|(?P<rel2>last|this|next) year's (?P<m2>{M})", 0),
        ("explicit", rf"(?P<d>{D})-(?P<m>{M})-(?P<y>{Y})", 0),
        ("week-of", rf"(?:the )?week (?:of|from|beginning|starting|commencing)(?: on)?(?: {W},?)? (?:the )?(?:(?P<m>{M}) (?P<d>{D})|(?P<d2>{D})(?: of)? (?P<m2>{M}))(?:,? (?P<y>{Y}))?", 0),
        ("week-to", rf"(?:the )?week (?:to|ending|through|ended|that ended)(?: on)?(?: {W},?)? (?:(?P<m>{M}) (?P<d>{D})|(?P<d2>{D})(?: of)? (?P<m2>{M}))(?:,? (?P<y>{Y}))?", 0),
        ("range", rf"(?:{W},? )?(?P<d>{D}) ?(?:-|\u2013|to|and|until|through|till) ?(?:{W},? )?(?P<d2>{D})(?: of)? (?P<m>{M})(?:,? (?P<y>{Y}))?", 0),
        ("range", rf"(?:{W},? )?(?P<m>{M}) (?P<d>{D}) ?(?:-|\u2013|to|and|through|until|till) ?(?:{W},? )?(?P<d2>{D})(?!\w)(?:,? (?P<y>{Y}))?", 0),
        ("range", rf"(?P<d>{D}), {D} (?:and|or) (?P<d2>{D}) (?P<m>{M})(?:,? (?P<y>{Y}))?", 0),
        ("range2", rf"(?:{W},? )?(?P<d>{D}) (?P<m>{M}) ?(?:-|\u2013|to|until|through|and) ?(?:{W},? )?(?P<d2>{D}) (?P<m2>{M})(?:,? (?P<y>{Y}))?", 0),
        ("range2", rf"(?:{W},? )?(?P<m>{M}) (?P<d>{D}) ?(?:-|\u2013|to|through|until|and) ?(?:{W},? )?(?P<m2>{M}) (?P<d2>{D})(?:,? (?P<y>{Y}))?", 0),
        ("explicit", rf"(?:{W},? ?\(?)?(?:the )?(?P<d>{D})(?: of)? (?P<m>{M}),? (?P<y>{Y})", 0),
        ("explicit", rf"(?:{W},? ?\(?)?(?P<m>{M})(?: the)? (?P<d>{D}),? (?:of |in )?(?P<y>{Y})", 0),
        ("day-month", rf"(?:{W},? ?\(?)?(?:the )?(?P<d>{D})(?: of)? (?P<m>{M})(?! \d{{4}})", 0),
        ("day-month", rf"(?:{W},? ?\(?)?(?P<m>{M})(?: the)? (?P<d>{D})(?![\d,.]\d)", 0),
        ("nth", rf"(?:{W},? )?the (?P<d>(?:3[01]|[12]?\d)(?:st|nd|rd|th))(?: of (?P<rel>the|this|last|next) month)?(?= (?:to|at|in|for|when|and|after|before|until|but|with|as|was|were|of (?:the|this|last|next) month)\b|[.,;:)]|$)", 0),
        ("half-month", rf"(?:the )?(?P<q>first|second|latter|last|final) (?P<u>half|third|days|day|weeks) of (?:(?P<m>{M})(?:,? (?P<y>{Y}))?|(?P<rel>last|this|the|next) month)", re.IGNORECASE),
        ("week-month", rf"(?:the )?(?P<q>first|second|third|fourth|last|final|opening|closing)(?: full)? week (?:of|in) (?:(?P<m>{M})(?:,? (?P<y>{Y}))?|(?P<rel>last|this|the|next) (?:month))", re.IGNORECASE),
        ("weekday-month", rf"(?:the )?(?P<q>first|second|third|fourth|last) (?P<w>{W}) (?:of|in) (?:(?P<m>{M})(?:,? (?P<y>{Y}))?|(?P<rel>last|this|the|next) month)", 0),
        ("months-of", rf"(?:the )?(?P<q>first|last|final|opening|closing) (?P<n>{N}) (?P<u>months|quarters|weeks|days) of (?:(?P<y>{Y})|(?P<rel>last|this|the|next) year|(?P<m>{M}))", re.IGNORECASE),
        ("months-to", rf"(?:the )?(?P<n>{N}) (?P<u>months|quarters|years?|weeks) (?:to|through|ending|ended|until|up to)(?: in| the end of| end-| with)? ?(?P<m>{M})(?:,? (?P<y>{Y}))?", 0),
        ("part-month", rf"(?P<part>{PART})[ -]?(?P<m>{M})(?:,? (?P<y>{Y}))?", re.IGNORECASE),
        ("part-month", rf"(?P<part>early|late) in (?:(?P<m>{M})(?:,? (?P<y>{Y}))?)", re.IGNORECASE),
        ("in-part", rf"(?P<part>earlier|later) in (?P<m>{M})(?:,? (?P<y>{Y}))?", 0),
        ("months", rf"(?P<m>{M})(?:, {M})?,?(?: ?\u2013 ?|-| to | and | through | until )(?P<m2>{M})(?:,? (?P<y>{Y}))?", 0),
        ("month-year", rf"(?P<m>{M}),? (?:of )?(?P<y>{Y})", 0),
        ("quarter-year", rf"(?P<q>first|second|third|fourth|last|final) (?P<u>quarter|half)(?: (?:of|in) (?:(?P<y>{Y})|(?P<this>this|the) year|(?P<rel>last|next) year)|,? (?P<y2>{Y}))", re.IGNORECASE),
        ("quarter-year", r"(?P<q>first|second|third|fourth) (?P<u>quarter|half)", re.IGNORECASE),
        ("quarter-year", rf"Q(?P<q>[1-4])(?:,? (?:of )?(?P<y>{Y}))?|(?P<q2>[1-4])Q(?:,? ?(?P<y2>{Y}))?|H(?P<h>[12])(?:,? (?P<y3>{Y}))?", 0),
        ("part-of", r"(?:the )?(?P<part>end|start|beginning|close|middle|turn|early part|latter part|later part|opening|outset) of (?P<rel>the|this|next|last) (?P<u>week|month|quarter|year)|(?:this |last |next )?(?P<edge>year|month|quarter)(?:'s end|-end| end)", re.IGNORECASE),
        ("end-year", rf"(?:the )?(?P<part>end|start|beginning|middle|turn|close) of (?P<y>{Y})|(?P<part2>early|late|mid)(?: in)?[ -](?P<y2>{Y})|(?P<part3>earlier|later) in (?P<y3>{Y})|end-(?P<y4>{Y})", re.IGNORECASE),
        ("mid", r"(?:by |at |the )?mid-?(?P<u>week|month|year)|midway through (?:the|this) (?P<u2>week|month|year)", re.IGNORECASE),
        ("season", rf"(?:(?P<part>early|late|mid)[ -])?(?P<the>(?:in |over |during |since |of )the )?(?:(?P<rel>last|this|next|this past|this coming|the coming|the past|the previous) )?(?P<s>{SEASON})(?:,? (?:of |in )?(?:(?P<y>{Y})|(?P<rel2>last|this|next) year))?", 0),
        ("holiday", rf"(?:(?P<rel>last|this|next) )?(?P<h>{HOLIDAY})(?:,? (?:of |in )?(?:(?P<y>{Y})|(?P<rel2>last|this|next) year))?", 0),
        ("weekdays-week", rf"(?P<w>{W})(?: and | to | through | until |-|\u2013)(?P<w2>{W}),? (?:of )?(?P<rel>last|next|this|that) week|(?P<rel2>last|next|this) week(?:,)? (?:from |between |on )?(?P<w3>{W})(?: and | to | through |-)(?P<w4>{W})", 0),
        ("weekday-week", rf"(?P<w>{W})(?: (?:morning|afternoon|evening|night))?,? (?:of )?(?P<rel>last|next|this|that|the following|the previous|the same) week|(?P<rel2>last|next|this) week(?:'s)?(?:,)? (?:on )?(?P<w2>{W})", re.IGNORECASE),
        ("weekdays-ago", rf"(?P<n>two|three|four) (?P<w>{W})s ago|a week ago(?: on| last)? (?P<w2>{W})|(?P<w3>{W}) (?:a )?(?P<n2>week|fortnight) ago|(?P<w4>{W}),? (?P<n3>a|two|three|four) weeks? ago", 0),
        ("weekday-on", rf"(?P<w>{W}) week\b(?! (?:of|ago|in))|(?P<n>a|two) weeks? (?:from|on|after) (?:next |this |last )?(?P<w2>{W})|a week next (?P<w3>{W})|(?P<w4>{W}) next", 0),
        ("relative-weekday", rf"(?P<rel>last|next|this|this past|this coming|this last|this next|the following|the previous|the next|the coming|the same|that|the preceding) (?P<w>{W})(?: (?:morning|afternoon|evening|night))?", re.IGNORECASE),
        ("weekdays", rf"(?:(?P<rel>last|next|this) )?(?P<w>{W})(?:, {W})?,?(?: and | to | through | until |-|\u2013)(?P<w2>{W})", 0),
        ("weekday", rf"(?:(?P<late>later|earlier|late|early) (?:on )?)?(?P<w>{W})s?(?: (?:morning|afternoon|evening|night))?", 0),
        ("so-far", r"(?:so far |thus far |already )(?:this|in the) (?P<u>week|month|quarter|year)|(?:the )?year to date|(?:this|the) (?P<u2>week|month|quarter|year) (?:so far|to date)", re.IGNORECASE),
        ("earlier-this", r"(?P<part>earlier|later) (?P<rel>this|in the|that|on in the|in that) (?P<u>day|week|month|quarter|year)|(?P<part2>the rest|the remainder) of (?:the|this) (?P<u2>day|week|month|quarter|year)", re.IGNORECASE),
        ("part-year", r"(?P<part>early|late|mid|earlier|later)(?: in)?[ -](?P<rel>last|this|next|the) (?P<u>week|month|quarter|year)", re.IGNORECASE),
        ("last-n", rf"(?:(?:the|these) )?(?:last|past|previous|preceding|latest) (?P<n>{N}) (?P<u>{U})", re.IGNORECASE),
        ("last-n", r"(?:the )(?:last|past) (?P<u>hour|day|week|fortnight|month|quarter|year|decade)(?! of)|(?:the )?past (?P<u2>hour|day|week|fortnight|month|quarter|year|decade)", re.IGNORECASE),
        ("next-n", rf"(?:(?:the|these) )?(?:next|coming|following) (?P<n>{N}) (?P<u>{U})", re.IGNORECASE),
        ("before-last", r"the (?P<u>week|month|year) before last|(?P<w>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday) before last", re.IGNORECASE),
        ("after-next", r"the (?P<u>week|weekend|month|year) after next", re.IGNORECASE),
        ("ago", rf"(?:about |some |nearly |almost |around |just |only |barely |roughly |exactly |more than |less than |at least |just over |just under |over |under )?(?P<n>{N}) (?P<half>and a half )?(?P<u>{U})(?P<half2> and a half)? ago", re.IGNORECASE),
        ("earlier", rf"(?:about |some |nearly |almost |around |just |only |barely |exactly )?(?P<n>{N}) (?P<u>{U}) (?P<way>earlier|before|previously|later|afterwards?|after|on|prior|from|following|into)", re.IGNORECASE),
        ("story-unit", r"(?:the |that |(?=same|following))(?P<way>following|next|same|previous|preceding|prior|subsequent) (?P<u>day|morning|afternoon|evening|night|week|weekend|month|quarter|year)(?='s|\b)", re.IGNORECASE),
        ("story-unit", r"the (?P<u>day|night|week|weekend|month|quarter|year) (?P<way>before|after|earlier|prior)(?! (?:last|tomorrow|yesterday))", re.IGNORECASE),
        ("relative-unit", r"(?P<rel>last|this|next|the coming|the current|the ongoing|current|this coming|this past) (?P<u>week|weekend|month|quarter|year)(?:'s|end)?", re.IGNORECASE),
        ("weekend", r"(?:over |on |at |during )?the weekend", re.IGNORECASE),
        ("recent", r"(?:the )?(?:recent|past few|last few|past several|last several|past couple of|last couple of|latest) (?P<u>days|weeks|months|years)|(?:these|those) (?:past|last|recent) (?P<u2>days|weeks|months|years)|(?:just |only )?(?:days|weeks|months) ago", re.IGNORECASE),
        ("coming", r"(?:the )?(?:coming|next few|following few|next several|upcoming|next couple of) (?P<u>days|weeks|months)|(?P<u2>days|weeks|months) (?:from now|ahead|to come)", re.IGNORECASE),
        ("days-of-story", r"(?:the )?(?P<u>days|weeks|months) (?P<way>that followed|which followed|afterwards?|that preceded|before|after|since|leading up)(?! (?:his|her|its|their|that|he|she|it|they|we|a|an)\b)|(?:the )?(?:following|ensuing|subsequent|intervening) (?P<u2>days|weeks|months)", re.IGNORECASE),
        ("in-n", rf"in (?:about |some |another |just |under |just over |little over |less than )?(?P<n>{N}) (?P<u>{U})(?:'s?)? ?(?:time|from now)?", re.IGNORECASE),
        ("within", rf"within (?:the (?:next )?)?(?P<n>{N}) (?P<u>{U})|(?:the )?next (?P<n2>\d{{1,3}}) (?P<u2>{U})", re.IGNORECASE),
        ("within", r"within (?:the )?(?:next )?(?P<v>days|weeks|months)|within a matter of (?P<v2>days|weeks|months)", re.IGNORECASE),
        ("day-word", r"the day (?:after tomorrow|before yesterday)", re.IGNORECASE),
        ("that-unit", r"(?:that|this very) (?:same )?(?P<that>day|morning|afternoon|evening|night|week|weekend|month|year)|(?:on|during) that (?P<visit>visit|trip|tour|call|meeting|occasion|date)|(?:a|one) day (?P<way2>earlier|later|before|after)|the (?P<eve>eve) of", re.IGNORECASE),
        ("day-word", r"(?:as of )?today|yesterday(?: (?:morning|afternoon|evening))?|tomorrow(?: (?:morning|afternoon|evening|night))?|tonight|last (?:night|evening)|this (?:morning|afternoon|evening|lunchtime)|(?:right )?now|currently|at present|overnight|earlier today|later today", re.IGNORECASE),
        ("decade", r"the (?:(?P<part>early|mid|late)[ -])?(?P<y>\d{3}0)s", 0),
        ("years", rf"(?P<y>{Y})(?: ?[-/\u2013] ?| to | and | through | until )(?P<y2>{Y}|\d\d)(?![\d.,]\d)(?! (?:percent|per cent|people|jobs|dollars|tonnes|tons))", 0),
        ("in-year", rf"(?:(?<=in )|(?<=since )|(?<=by )|(?<=until )|(?<=till )|(?<=from )|(?<=during )|(?<=for )|(?<=before )|(?<=after )|(?<=than )|(?<=early )|(?<=late )|(?<=throughout )|(?<=of )|(?<=and )|(?<=to )|(?<=the )|(?<=between )|(?<=through )|(?<=back in ))(?P<y>{Y})(?! (?:percent|per cent|people|jobs|dollars|goods|tonnes|tons|workers|firms|\w+s\b))(?!%)", re.IGNORECASE),
        ("month", rf"(?:(?P<which>last|this|next|this past|this coming|the coming) )?(?P<m>{M})", 0),
    )
)  # fmt: skip
ROOTS = frozenset({"earlier", "within", "in-n", "last-n", "next-n", "that-unit", "story-unit", "days-of-story"})
"""Rules that may count from a date named right after them: two days after 3 April, within 30 days of 12 February."""
JOINT = re.compile(
    r"(?: of| from| after| before| on| following| since)?(?: (?:the|that|its|his|her|their)(?: \w+ (?:of|on))?)? ?",
    re.IGNORECASE,
)
COUNTED = frozenset(
    {"weekday", "relative-weekday", "day-month", "explicit", "day-word", "range", "fact", "weekday-week"}
)
"""What "ten days from" may count from."""
DANGLING = frozenset({"on", "from", "following", "into"})
"""Words that count only from a date named after them."""
SINCE = re.compile(
    r"\bsince \w+ing(?: (?!and\b)[\w'-]+){0,3} (?:on |in |last )?$|\bsince (?:the )?(?:[\w']+ ){0,2}[\w']+, $",
    re.IGNORECASE,
)
SPANNING = re.compile(r",? (?:to|until|till|through|and) (?:the |on |in )?", re.IGNORECASE)


KEPT = frozenset({"since", "until", "till", "before", "after", "ahead of", "prior to", "within", "through", "up to"})
"""Prepositions that belong to the expression."""
MONTH_AFTER = listed("month_after")
"""Words before "May" and "March" that make months of them."""


@final
@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression in its place: rule, groups of its pattern, what stands before it, and the tense around it.

    Attributes
    ----------
    start, end, words
        Its place in the text and its words.
    rule, groups
        Rule that resolves it, and what its pattern found.
    prefix
        Preposition before it.
    future, near
        Whether it is still to come by its verb; ``near`` where no verb decides, and the nearest is meant.
    interval, ref
        Days of a dated fact or a term of office, and its id.
    sentence
        Where its sentence starts.
    apposed
        Whether a comma stands before it: beside a date, it tells of that date.
    other, other_end
        The date that it counts from ("two days after 3 April"), or the two ends of a span.
    """

    start: int
    end: int
    rule: str
    groups: dict[str, str]
    words: str
    prefix: str
    future: bool
    interval: Days | None = None
    ref: str | None = None
    near: bool = False
    sentence: int = 0
    apposed: bool = False
    other: Expression | None = None
    other_end: Expression | None = None


def expressions(layout: Layout, sentences: list[Sentence], gazetteer: Gazetteer) -> list[Expression]:
    """Every date expression of the sentences, unresolved, in text order; the longest at a place wins."""
    found: list[Expression] = []
    clean = layout.clean
    spans: list[tuple[int, int, Sentence | None]] = [(s.start, s.end, s) for s in sentences]
    spans += [(p.start, p.end, None) for p in layout.pieces if p.kind in ("dateline", "byline")]
    for start, end, sentence in sorted(spans, key=lambda span: span[0]):
        taken: list[tuple[int, int]] = []
        here: list[Expression] = []
        for a, b, rule, groups, days, ref in (*_named(clean, start, end, gazetteer), *_matches(clean, start, end)):
            if any(a < d and b > c for c, d in taken) or not _is_date(clean, a, b, rule, groups):
                continue
            taken.append((a, b))
            here.append(_expression(clean, start, (a, b), (rule, groups, days, ref), sentence))
        found += _joined(clean, sorted(here, key=lambda one: one.start))
    return found


def _expression(
    clean: str,
    start: int,
    span: tuple[int, int],
    read: tuple[str, dict[str, str], Days | None, str | None],
    sentence: Sentence | None,
) -> Expression:
    (a, b), (rule, groups, days, ref) = span, read
    before = PREFIX.search(clean, max(start, a - 24), a)
    word = before[1].lower() if before else ""
    future = is_future(sentence, a) if sentence else False
    near = False
    if not future and sentence is not None and rule != "fact":
        future, near = ahead(sentence, a, word)
    first = before.start(1) if before and word in KEPT else a
    if rule == "in-n" and not future and sentence is not None and governing(sentence, a) is None:
        future = True
    if word in ("", "on", "in") and (taking := SINCE.search(clean, max(start, a - 60), a)):
        word, first = "since", taking.start()
    return Expression(
        first, b, rule, groups, clean[a:b], word, future, days, ref, near, start, clean[max(0, a - 2) : a] == ", "
    )


def _joined(clean: str, here: list[Expression]) -> list[Expression]:
    """Expressions of a sentence, those that make one date together joined."""
    kept: list[Expression] = []
    for one in here:
        last = kept[-1] if kept else None
        if last is not None and last.rule in ROOTS and JOINT.fullmatch(clean[last.end : _own(one)]):
            anchored = last.rule in ("within", "in-n", "last-n", "next-n")
            way = clean[last.end : _own(one)].split()[:1]
            if not anchored or (way and way[0].lower() in ("of", "after", "from", "before", "following")):
                told = replace(one, near=True) if one.rule in ("day-month", "month", "range") else one
                if last.rule != "earlier" or _way(last) not in ("from", "on") or one.rule in COUNTED:
                    kept[-1] = replace(last, end=one.end, words=clean[last.start : one.end], other=told)
                    continue
        if (
            last is not None
            and last.prefix in ("from", "between")
            and SPANNING.fullmatch(clean[last.end : _own(one)])
            and last.rule not in ROOTS
            and one.rule not in ROOTS
        ):
            kept[-1] = replace(
                last,
                end=one.end,
                words=clean[last.start : one.end],
                rule="span",
                other=last,
                other_end=replace(one, prefix=""),
            )
            continue
        kept.append(one)
    return [one for one in kept if one.rule != "earlier" or one.other or _way(one) not in DANGLING]


def _way(one: Expression) -> str:
    """The word by which an expression counts: before, after, from."""
    return one.groups.get("way", "").lower()


def _own(one: Expression) -> int:
    """Where the words of an expression start, its preposition left out."""
    return one.end - len(one.words)


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


def _is_date(clean: str, start: int, end: int, rule: str, groups: dict[str, str]) -> bool:
    """Whether words that may be a date are one: May the name and May the month; a season with something to place it."""
    if rule == "season":
        return bool({"rel", "rel2", "y", "the"} & groups.keys())
    if rule != "month" or len(groups) > 1:
        return True
    if clean[start:end] not in ("May", "March", "Mar."):
        return True
    before = clean[max(0, start - 12) : start].split()
    return bool(before) and before[-1].lower() in MONTH_AFTER
