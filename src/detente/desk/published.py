"""When a text was published: supplied, from its header, or inferred from what it says, with the chain of steps."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from detente.desk.calendar_days import DAYS, MONTHS, add_months, back, month_of, safe_day, week_of
from detente.desk.contract import PublishedOn, PublishedStep
from detente.desk.date_parts import NUMBERS
from detente.desk.date_words import Expression
from detente.desk.segment import Layout
from detente.desk.sentences import Sentence

__all__ = ["find_published"]

MONTH = r"(?P<m>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
FULL = re.compile(
    rf"(?P<y>\d{{4}})-(?P<mn>\d\d)-(?P<d>\d\d)|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[ -]{MONTH},?[ -](?P<y2>\d{{4}})"
    rf"|{MONTH.replace('?P<m>', '?P<m3>')} (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y3>\d{{4}})"
)
AHEAD = frozenset({"until", "till", "by", "before", "beyond", "ahead of", "prior to", "up to"})
LABEL = re.compile(
    r"^\s*(?:\w+ ){0,2}(?:published|date|dated|posted|updated|issued|released|release|press release|filed)\b",
    re.IGNORECASE,
)


def find_published(
    layout: Layout, sentences: list[Sentence], found: list[Expression], supplied: date | None, stored: str | None
) -> PublishedOn:
    """Publication day or interval of a text.

    Parameters
    ----------
    layout, sentences
        The divided text and its sentences.
    found
        Its date expressions, unresolved.
    supplied
        Day that the user gave; it wins.
    stored
        Day from the metadata of the file, as written there.
    """
    if supplied is not None:
        return PublishedOn(supplied.isoformat(), supplied.isoformat(), "supplied", (), ask=False)
    if stored:
        m = FULL.search(stored)
        day = _full(m) if m else None
        if day is not None:
            step = PublishedStep("metadata", day.isoformat(), day.isoformat(), None, None, None, stored)
            return PublishedOn(day.isoformat(), day.isoformat(), "metadata", (step,), ask=False)
    header = _header(layout)
    if header is not None:
        return header
    return _inferred(layout, sentences, found)


def _full(m: re.Match[str]) -> date | None:
    year = int(m["y"] or m["y2"] or m["y3"])
    month = int(m["mn"]) if m["mn"] else MONTHS[(m["m"] or m["m3"]).lower().rstrip(".")]
    return safe_day(year, month, int(m["d"] or m["d2"] or m["d3"])) if 1 <= month <= 12 else None


def _header(layout: Layout) -> PublishedOn | None:
    """A full date in the first lines: alone, behind a label, or in the dateline."""
    for paragraph in layout.paragraphs[:8]:
        for piece in layout.pieces:
            if piece.paragraph != paragraph.number or piece.kind == "caption":
                continue
            m = FULL.search(layout.clean, piece.start, min(piece.end, piece.start + 160))
            day = _full(m) if m else None
            if m is None or day is None:
                continue
            rest = layout.clean[piece.start : m.start()] + layout.clean[m.end() : piece.end]
            short = len(rest.split()) <= 8
            if piece.kind == "dateline" or (
                short and (piece.kind != "sentence" or LABEL.match(layout.clean[piece.start : piece.end]))
            ):
                step = PublishedStep(
                    "header",
                    day.isoformat(),
                    day.isoformat(),
                    m.start(),
                    m.end(),
                    layout.text[m.start() : m.end()],
                    None,
                )
                return PublishedOn(day.isoformat(), day.isoformat(), "header", (step,), ask=False)
    return None


def _inferred(layout: Layout, sentences: list[Sentence], found: list[Expression]) -> PublishedOn:
    """Intersect what the text says: dated facts and full dates in the past, relative words beside them, weekdays."""
    low, high = date.min, date.max
    steps: list[PublishedStep] = []

    def note(one: Expression, rule: str, first: date, last: date, fact: str | None) -> None:
        nonlocal low, high
        if max(low, first) > min(high, last):
            return
        low, high = max(low, first), min(high, last)
        shown = (first.isoformat() if first != date.min else None, last.isoformat() if last != date.max else None)
        steps.append(PublishedStep(rule, *shown, one.start, one.end, layout.text[one.start : one.end], fact))

    dated = [(one, day) for one in found if (day := _known(one)) is not None]
    ahead = {one.ref for one, _ in dated if one.ref and (one.future or one.prefix in AHEAD)}
    for one, day in dated:
        if not one.future and one.prefix not in AHEAD and one.ref not in ahead:
            note(one, "after-past-date", day, date.max, one.ref)
    for one in found:
        beside = next((pair for pair in dated if pair[0] is not one and _same_sentence(sentences, one, pair[0])), None)
        window = _window(one, beside[1]) if beside else None
        if beside is not None and window is not None:
            note(one, f"beside-fact:{one.words.lower()}", *window, beside[0].ref or str(beside[1]))
    for one, day in dated:
        if one.ref in ahead and (one.future or one.prefix in AHEAD):
            note(one, "before-coming-fact", date.min, day, one.ref)
    for n, one in enumerate(found):
        story = _story_day(sentences, found, n, one)
        if story is not None:
            note(one, "story-day", story, story + timedelta(days=5), None)
    low, high = _days_of_month(found, low, high, note)
    if low != date.min and high != date.max:
        for one in found:
            if one.rule == "weekday" and not one.future and (high - low).days <= 13:
                index = DAYS[one.groups["w"].lower().rstrip(".")]
                days = [low + timedelta(days=n) for n in range((high - low).days + 1)]
                last = [d for d in days if d.weekday() == index]
                if last:
                    note(one, "weekday-just-past", last[0], high, None)
                    break
    if not steps:
        return PublishedOn(None, None, "unknown", (), ask=True)
    first = low.isoformat() if low != date.min else None
    return PublishedOn(first, high.isoformat() if high != date.max else None, "inferred", tuple(steps), ask=True)


def _known(one: Expression) -> date | None:
    if one.rule == "fact" and one.interval is not None:
        return one.interval[0]
    if one.rule in ("explicit", "iso"):
        m = FULL.search(one.words)
        return _full(m) if m else None
    return None


def _same_sentence(sentences: list[Sentence], one: Expression, other: Expression) -> bool:
    return any(s.start <= one.start < s.end and s.start <= other.start < s.end for s in sentences)


def _window(one: Expression, day: date) -> tuple[date, date] | None:
    """Days of publication on which a relative expression would mean the day of a fact."""
    if one.rule == "relative-unit":
        rel, unit = one.groups["rel"].lower(), one.groups["u"].lower()
        if unit == "month":
            moved = add_months(day.replace(day=1), {"last": 1, "next": -1}.get(rel, 0))
            return month_of(moved.year, moved.month)
        if unit == "week":
            return week_of(day + timedelta(days={"last": 7, "next": -7}.get(rel, 0)))
        if unit == "weekend" and rel == "this":
            return week_of(day)
    if one.rule == "ago" and one.groups["n"].isdigit():
        unit = one.groups["u"].lower().rstrip("s")
        size = {"day": 1, "week": 7}.get(unit)
        if size:
            middle = day + timedelta(days=size * int(one.groups["n"]))
            return middle - timedelta(days=size // 2), middle + timedelta(days=size // 2)
    if one.rule == "day-word" and one.words.lower() in ("today", "yesterday", "tomorrow"):
        moved_day = day + timedelta(days={"today": 0, "yesterday": 1, "tomorrow": -1}[one.words.lower()])
        return moved_day, moved_day
    return None


def _story_day(sentences: list[Sentence], found: list[Expression], n: int, one: Expression) -> date | None:
    """The day after which a weekday is named: a dated fact and "two weeks earlier" than that weekday."""
    if (
        one.rule != "earlier"
        or one.groups.get("way", "") not in ("earlier", "before")
        or one.groups["n"].lower() not in NUMBERS
    ):
        return None
    fact = next((o for o in found if (_known(o) or o.rule == "day-month") and _same_sentence(sentences, one, o)), None)
    weekday = next((o for o in reversed(found[:n]) if o.rule == "weekday" and not o.future), None)
    if fact is None or weekday is None:
        return None
    base = _known(fact) or next(
        (_known(o) for o in found if o.rule == "fact" and _same_sentence(sentences, o, one)), None
    )
    if base is None:
        return None
    day = back(base, -NUMBERS[one.groups["n"].lower()], one.groups["u"].lower().rstrip("s"))
    if day.weekday() != DAYS[weekday.groups["w"].lower().rstrip(".")]:
        return None
    later = any(
        o.rule == "story-unit" and o.groups["u"].lower() == "day" and o.groups["way"].lower() in ("next", "following")
        for o in found[n : n + 3]
    )
    return day + timedelta(days=1) if later else day


def _days_of_month(
    found: list[Expression], low: date, high: date, note: Callable[[Expression, str, date, date, str | None], None]
) -> tuple[date, date]:
    """Days without a year, in the past tense, once the year is known within bounds."""
    if low == date.min:
        return low, high
    for one in found:
        if one.rule != "day-month" or one.future or one.prefix in ("until", "by", "before"):
            continue
        number = re.search(r"\d+", one.groups["d"])
        month = MONTHS[one.groups["m"].lower().rstrip(".")]
        for year in (low.year, low.year + 1):
            day = safe_day(year, month, int(number[0])) if number else None
            if day is not None and low <= day <= min(high, low + timedelta(days=120)):
                note(one, "after-past-day", day, date.max, None)
                low = max(low, day)
                break
    return low, high
