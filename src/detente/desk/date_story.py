"""Rules that lean on a date told before or named beside: a day earlier, two days after 3 April, that week."""

from __future__ import annotations

from datetime import date, timedelta

from detente.desk.calendar_days import Days, add_months, back, unit_of
from detente.desk.date_parts import Answer, Previous, group, number
from detente.desk.date_words import Expression

__all__ = [
    "FEW",
    "ago",
    "coming",
    "days_of_story",
    "earlier",
    "in_n",
    "last_n",
    "next_n",
    "recent",
    "story_unit",
    "that_unit",
    "within",
]

FEW = {
    "hour": 1,
    "day": 7,
    "night": 7,
    "week": 21,
    "fortnight": 28,
    "month": 90,
    "quarter": 270,
    "year": 1095,
    "decade": 3650,
}
"""Days that "a few" of a unit stand for; of days, weeks and months as the design has it, the others in proportion."""
BACKWARD = frozenset({"earlier", "before", "previously", "prior"})
WIDE = frozenset({"month", "quarter", "year", "decade"})
NEAR = 3
"""Dates told before among which that of the story is looked for."""
REACH = 600
"""Letters back within which a date is told that an expression leans on."""


def recent(one: Expression, anchor: date, previous: Previous) -> Answer:
    """Recent days, the past few weeks, days ago."""
    del previous
    unit = (group(one, "u", "u2") or one.words.lower().split()[-2]).rstrip("s")
    return (anchor - timedelta(days=FEW[unit]), anchor), "range", "recent"


def coming(one: Expression, anchor: date, previous: Previous) -> Answer:
    """The coming weeks, the next few days."""
    del previous
    return (anchor, anchor + timedelta(days=FEW[group(one, "u", "u2").rstrip("s")])), "range", "coming"


def last_n(one: Expression, anchor: date, previous: Previous) -> Answer:
    """The past two weeks: that day two weeks before, to the anchor."""
    del previous
    count, unit = number(one.groups.get("n", "one")), group(one, "u", "u2").rstrip("s")
    end = _other_end(one, anchor)
    if count is None:
        return (end - timedelta(days=FEW[unit]), end), "range", "recent"
    return (back(end, count, unit), end), "range", "last-n"


def next_n(one: Expression, anchor: date, previous: Previous) -> Answer:
    """The next two weeks."""
    del previous
    count, unit = number(one.groups["n"]), group(one, "u").rstrip("s")
    start = _other_end(one, anchor)
    if count is None:
        return (start, start + timedelta(days=FEW[unit])), "range", "coming"
    return (start, back(start, -count, unit)), "range", "next-n"


def within(one: Expression, anchor: date, previous: Previous) -> Answer:
    """Within ten days, of the anchor or of the day named."""
    del previous
    start = _other_end(one, anchor)
    vague = group(one, "v", "v2").rstrip("s")
    count, unit = number(group(one, "n", "n2")), group(one, "u", "u2").rstrip("s")
    if vague or count is None:
        return (start, start + timedelta(days=FEW[vague or unit])), "range", "within"
    return (start, back(start, -count, unit)), "range", "within"


def _other_end(one: Expression, anchor: date) -> date:
    if one.other is None:
        return anchor
    return (one.interval[1] or anchor) if one.interval else anchor


def ago(one: Expression, anchor: date, previous: Previous) -> Answer:
    """Three weeks ago: that day; a few days ago: as recent days."""
    del previous
    words, unit = one.groups["n"], one.groups["u"].lower().rstrip("s")
    count = number(words)
    if words.lower().startswith("half"):
        day = add_months(anchor, -6) if unit == "year" else anchor - timedelta(days=FEW[unit] // 14)
        return (day, day), unit if unit in ("day", "week", "month", "year") else "range", f"{unit}s-ago"
    if count is None:
        return (anchor - timedelta(days=FEW[unit]), anchor), "range", "recent"
    day = back(anchor, count, unit)
    if {"half", "half2"} & one.groups.keys() and unit == "year":
        day = add_months(day, -6)
    return (day, day), _grain(unit), f"{unit}s-ago"


def _grain(unit: str) -> str:
    return {"day": "day", "night": "day", "hour": "day", "week": "week", "month": "month", "year": "year"}.get(
        unit, "range"
    )


def in_n(one: Expression, anchor: date, previous: Previous) -> Answer:
    """In three weeks: that day; of the past, the weeks before the anchor."""
    del previous
    count, unit = number(one.groups["n"]), one.groups["u"].lower().rstrip("s")
    start = _other_end(one, anchor)
    if count is None:
        span = timedelta(days=FEW[unit])
        return ((start, start + span) if one.future else (start - span, start)), "range", "recent"
    if not one.future and one.other is None:
        return (back(anchor, count, unit), anchor), "range", "last-n"
    day = back(start, -count, unit)
    return (day, day), _grain(unit), f"in-{unit}s"


def earlier(one: Expression, anchor: date, previous: Previous) -> Answer:
    """Two weeks later, a year earlier, three days before the summit."""
    count, unit = number(one.groups["n"]), one.groups["u"].lower().rstrip("s")
    way = group(one, "way")
    if one.other is not None:
        base = one.interval
    elif way in ("on", "from", "following", "into"):
        return None, "range", "duration"
    else:
        base = _story(one, anchor, previous, unit) or (anchor, anchor)
    if base is None or base[0] is None or base[1] is None:
        return None, "range", "no-antecedent"
    sign = 1 if way in BACKWARD else -1
    if count is None:
        span = timedelta(days=FEW[unit])
        return ((base[0] - span, base[0]) if sign > 0 else (base[1], base[1] + span)), "range", "recent"
    if group(one, "n") == "the" and unit in ("week", "month", "quarter", "year"):
        return unit_of(base[0], unit, -sign), _grain(unit), f"{unit}s-{way}"
    if unit in WIDE and base[1] - base[0] >= timedelta(days=27):
        first = back(base[0], sign * count, unit)
        last = back(base[1] + timedelta(days=1), sign * count, unit) - timedelta(days=1)
        return (first, last), "range", f"{unit}s-{way}"
    start = base[0] if sign > 0 else base[1]
    day = back(start, sign * count, unit)
    return (day, day), _grain(unit), f"{unit}s-{way}"


def _story(one: Expression, anchor: date, previous: Previous, unit: str) -> Days | None:
    """The date of the story: one told before, near enough, and not still to come where this is not.

    The latest in its own sentence, if this does not stand beside it ("on 22 May, two weeks earlier"); else of the last
    three days the latest day, as looks back are shorter than the story; of months and years the last one told.
    """
    fit: list[tuple[Expression, Days]] = []
    for earlier_one, days in reversed(previous):
        if one.start - earlier_one.end > REACH or len(fit) == NEAR:
            break
        if one.apposed and 0 <= one.start - earlier_one.end <= len(", "):
            continue
        if days[0] is None or days[1] is None or earlier_one.prefix in ("until", "till", "since", "through", "by"):
            continue
        if days[0] > anchor and not one.future:
            continue
        if unit not in WIDE and days[1] - days[0] > timedelta(days=6):
            continue
        if earlier_one.rule in ("fact", "tenure", "decade", "day-word") and unit in WIDE:
            continue
        if earlier_one.sentence == one.sentence or unit in WIDE:
            return days
        fit.append((earlier_one, days))
    return max((days for _, days in fit), key=lambda days: days[1] or date.min, default=None)


def story_unit(one: Expression, anchor: date, previous: Previous) -> Answer:
    """The following week, the previous month, the same day; without a story, counted from the anchor."""
    unit, way = group(one, "u"), group(one, "way")
    unit = "day" if unit in ("morning", "afternoon", "evening", "night") else unit
    step = {"following": 1, "next": 1, "subsequent": 1, "after": 1, "later": 1, "same": 0}.get(way, -1)
    if one.other is not None:
        base = one.interval
    else:
        base = _story(one, anchor, previous, unit)
        if base is None and unit == "day" and way not in ("next", "same"):
            return None, "day", "no-antecedent"
    first, last = base or (anchor, anchor)
    if first is None or last is None:
        return None, "day", "no-antecedent"
    if unit == "weekend" and step == 1:
        step = 0 if last.weekday() < 5 else 1
    elif unit == "weekend" and step == -1:
        step = -1
    days = unit_of(last if step > 0 else first, unit, step)
    grain = "range" if unit in ("quarter", "weekend") else unit
    return days, grain, f"{way}-{unit}"


def that_unit(one: Expression, anchor: date, previous: Previous) -> Answer:
    """That week, on that visit, a day earlier, the eve of the vote."""
    if one.other is not None:
        base = one.interval
    else:
        unit = group(one, "that") or "day"
        base = _story(
            one, anchor, previous, "month" if unit in ("week", "month", "year") or "visit" in one.groups else "day"
        )
    if base is None or base[0] is None or base[1] is None:
        return None, "day", "no-antecedent"
    if "visit" in one.groups:
        return base, "range", "anaphor"
    if "that" in one.groups:
        unit = {"morning": "day", "afternoon": "day", "evening": "day", "night": "day"}.get(
            group(one, "that"), group(one, "that")
        )
        grain = "range" if unit == "weekend" else unit
        return unit_of(base[0], unit), grain, "anaphor"
    back_ = "eve" in one.groups or group(one, "way2") in BACKWARD
    day = base[0] - timedelta(days=1) if back_ else base[1] + timedelta(days=1)
    return (day, day), "day", f"{group(one, 'way2') or 'eve'}-day"


def days_of_story(one: Expression, anchor: date, previous: Previous) -> Answer:
    """The days that followed, the weeks before the summit: as long as recent days and weeks."""
    unit, way = group(one, "u", "u2").rstrip("s"), group(one, "way")
    base = one.interval if one.other is not None else _story(one, anchor, previous, unit)
    if base is None or base[0] is None or base[1] is None:
        return None, "range", "no-antecedent"
    span = timedelta(days=FEW[unit])
    if way in ("before", "leading up", "that preceded"):
        return (base[0] - span, base[0]), "range", "days-before"
    return (base[1], base[1] + span), "range", "days-after"
