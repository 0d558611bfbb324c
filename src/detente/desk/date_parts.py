"""Parts of months and years, seasons and holidays: rules that need no weekday and no story."""

from __future__ import annotations

from datetime import date, timedelta

from detente.desk.calendar_days import (
    DAYS,
    MONTHS,
    Days,
    add_months,
    easter,
    month_of,
    safe_day,
    season_of,
    unit_of,
    weekday_of,
    year_of,
)
from detente.desk.date_words import Expression

__all__ = [
    "NUMBERS",
    "STEPS",
    "Answer",
    "Previous",
    "day_of",
    "group",
    "half_month",
    "holiday",
    "in_part",
    "month_in",
    "months_of",
    "months_to",
    "number",
    "of_month",
    "part_of",
    "part_of_unit",
    "part_year",
    "quarter_year",
    "season",
    "week_month",
    "weekday_month",
    "year_for",
]

Answer = tuple[Days | None, str, str]
Previous = list[tuple[Expression, Days]]

NUMBERS = {
    "a": 1, "an": 1, "the": 1, "another": 1, "a full": 1, "one": 1, "two": 2, "a couple of": 2, "three": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a dozen": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "ninety": 90, "a hundred": 100,
}  # fmt: skip
ORDINALS = {
    "first": 1,
    "opening": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": -1,
    "final": -1,
    "closing": -1,
    "latter": 2,
}
STEPS = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "following": 1}
FIXED = {
    "new year's day": (1, 1), "epiphany": (1, 6), "valentine's day": (2, 14), "st patrick's day": (3, 17),
    "may day": (5, 1), "independence day": (7, 4), "fourth of july": (7, 4), "bastille day": (7, 14),
    "halloween": (10, 31),
    "labour day": (5, 1), "all saints' day": (11, 1), "armistice day": (11, 11), "christmas eve": (12, 24),
    "christmas": (12, 25), "christmas day": (12, 25), "boxing day": (12, 26), "new year's eve": (12, 31),
}  # fmt: skip
"""Holidays with a day of their own; those of one country are the American and the French one."""
NEAREST = timedelta(days=183)


def group(one: Expression, *names: str) -> str:
    """The first group of an expression that was found, in lower case, else nothing."""
    return next((one.groups[name].lower() for name in names if name in one.groups), "")


def number(words: str) -> int | None:
    """A number in words or digits; None for "several"."""
    low = words.lower()
    return NUMBERS.get(low) or (int(low) if low.isdigit() else None)


def month_in(words: str) -> int:
    """Number of a month by its name."""
    return MONTHS[words.lower().rstrip(".")]


def day_of(words: str) -> int:
    """Number of a day: 3, 3rd."""
    return int(words.rstrip("stndrh"))


def year_for(one: Expression, anchor: date, first: date, *, slack: int = 0) -> int:
    """Year of what carries none: the latest begun by the anchor; in a future tense the next; or the nearest.

    Parameters
    ----------
    one
        The expression, with its tense and perhaps "last year".
    anchor
        Day from which it counts.
    first
        First day of it in the anchor's year.
    slack
        Days by which what is still to come may lie back: a plan that the text still tells as one.
    """
    told = group(one, "rel", "rel2") if one.rule != "nth" else ""
    if told:
        return anchor.year + STEPS.get(told, 0)
    if one.near:
        years = (anchor.year - 1, anchor.year, anchor.year + 1)
        return min(years, key=lambda year: abs((first.replace(year=year, day=min(first.day, 28)) - anchor).days))
    if one.future:
        return anchor.year if first >= anchor - timedelta(days=slack) else anchor.year + 1
    return anchor.year if first <= anchor else anchor.year - 1


def of_month(one: Expression, anchor: date, *, part: str = "") -> tuple[date, date]:
    """The month of an expression, or a part of it."""
    month = month_in(group(one, "m", "m2"))
    which = group(one, "which").split()[-1:]
    if "y" in one.groups:
        year = int(one.groups["y"])
    elif which == ["last"]:
        year = anchor.year if month < anchor.month else anchor.year - 1
    elif which in (["next"], ["coming"]):
        year = anchor.year if month > anchor.month else anchor.year + 1
    elif which == ["this"]:
        year = anchor.year
    else:
        begun = anchor.replace(month=month, day=1) if month != anchor.month else anchor
        year = year_for(one, anchor, begun)
    return part_of_unit(month_of(year, month), "month", part)


def part_of_unit(days: tuple[date, date], unit: str, part: str) -> tuple[date, date]:
    """The early, middle or late part of a week, month or year; its first or last day."""
    first, last = days
    if part in ("end", "close"):
        return last, last
    if part in ("start", "beginning", "outset", "opening"):
        return first, first
    if part in ("early", "mid", "middle", "late", "latter", "later"):
        if unit == "week":
            low, high = {"early": (0, 2), "mid": (2, 2), "middle": (2, 2)}.get(part, (4, 6))
            return first + timedelta(days=low), first + timedelta(days=high)
        if unit == "month":
            low, high = {"early": (0, 9), "mid": (10, 19), "middle": (10, 19)}.get(part, (20, (last - first).days))
            return first + timedelta(days=low), first + timedelta(days=high)
        size = 4 if unit == "year" else 1
        low = {"early": 0, "mid": size, "middle": size}.get(part, 2 * size)
        start = add_months(first, low)
        return start, add_months(start, size) - timedelta(days=1)
    return first, last


def part_of(one: Expression, anchor: date, previous: Previous) -> Answer:
    """The end of the month, the start of the year, at year's end, the turn of the year."""
    del previous
    unit = group(one, "u", "edge") or "year"
    part = (group(one, "part") or "end").split()[0]
    step = STEPS.get(group(one, "rel"), 0)
    if part == "turn":
        near = anchor.year if anchor.month < 7 else anchor.year + 1
        return (date(near - 1, 12, 31), date(near, 1, 1)), "range", "turn-of-year"
    if "edge" in one.groups and not (one.future or one.near or one.prefix in ("by", "until")):
        step = STEPS.get(one.words.lower().split()[0], -1)
    days = unit_of(anchor, unit, step)
    answer = part_of_unit(days, unit, part)
    return answer, "day" if answer[0] == answer[1] else "range", f"{part}-of-{unit}"


def part_year(one: Expression, anchor: date, previous: Previous) -> Answer:
    """Early last year, late this month, mid-week; "earlier in the week" ends with the anchor."""
    del previous
    unit = group(one, "u", "u2")
    part = group(one, "part") or "mid"
    step = STEPS.get(group(one, "rel"), 0)
    days = unit_of(anchor, unit, step)
    if part in ("earlier", "later") and step == 0:
        days = (anchor, days[1]) if part == "later" else (days[0], anchor)
        return days, unit if unit != "quarter" else "range", f"this-{unit}"
    part = {"earlier": "early", "later": "late"}.get(part, part)
    answer = part_of_unit(days, unit, part)
    if answer[0] > anchor and not one.future and unit == "week":
        answer = part_of_unit(unit_of(anchor, unit, step - 1), unit, part)
    return answer, "range", f"{part}-{unit}"


def in_part(one: Expression, anchor: date, previous: Previous) -> Answer:
    """Earlier in May, later in May: up to the anchor or from it, where that month runs; else the whole month."""
    del previous
    first, last = of_month(one, anchor)
    if first <= anchor <= last:
        first, last = (first, anchor) if group(one, "part") == "earlier" or not one.future else (anchor, last)
    return (first, last), "month", "part-of-month"


def quarter_year(one: Expression, anchor: date, previous: Previous) -> Answer:
    """A quarter or a half of a year."""
    del previous
    q = group(one, "q", "q2", "h")
    half = group(one, "u") == "half" or "h" in one.groups
    size = 6 if half else 3
    told = group(one, "y", "y2", "y3")
    count = int(q) if q.isdigit() else ORDINALS[q]
    count = (2 if half else 4) if count < 0 else min(count, 2 if half else 4)
    first = date(anchor.year, size * (count - 1) + 1, 1)
    if told:
        first = first.replace(year=int(told))
    elif "rel" in one.groups:
        first = first.replace(year=anchor.year + STEPS.get(group(one, "rel"), 0))
    elif "this" not in one.groups:
        last = add_months(first, size) - timedelta(days=1)
        if one.future and last < anchor:
            first = first.replace(year=first.year + 1)
        elif not one.future and first > anchor:
            first = first.replace(year=first.year - 1)
    return (first, add_months(first, size) - timedelta(days=1)), "range", "half-year" if half else "quarter"


def _month_or(one: Expression, anchor: date) -> tuple[date, date]:
    if "m" in one.groups:
        return of_month(one, anchor)
    return unit_of(anchor, "month", STEPS.get(group(one, "rel"), 0))


def half_month(one: Expression, anchor: date, previous: Previous) -> Answer:
    """The first half, the last days of a month."""
    del previous
    first, last = _month_or(one, anchor)
    late = ORDINALS[group(one, "q")] != 1
    if group(one, "u") == "day":
        return ((last, last) if late else (first, first)), "day", "day-of-month"
    if group(one, "u") == "half":
        middle = first + timedelta(days=14)
        return ((middle + timedelta(days=1), last) if late else (first, middle)), "range", "half-month"
    size = {"days": 6, "weeks": 13}.get(group(one, "u"), 9)
    span = (last - timedelta(days=size), last) if late else (first, first + timedelta(days=size))
    return span, "range", "days-of-month"


def week_month(one: Expression, anchor: date, previous: Previous) -> Answer:
    """The first week of May: days 1 to 7; the last: its last seven."""
    del previous
    first, last = _month_or(one, anchor)
    count = ORDINALS[group(one, "q")]
    if count < 0:
        return (last - timedelta(days=6), last), "range", "last-week-of-month"
    start = first + timedelta(days=7 * (count - 1))
    return (start, start + timedelta(days=6)), "range", "week-of-month"


def weekday_month(one: Expression, anchor: date, previous: Previous) -> Answer:
    """The first Tuesday of May."""
    del previous
    first, _ = _month_or(one, anchor)
    day = weekday_of(first.year, first.month, DAYS[group(one, "w").rstrip(".")], ORDINALS[group(one, "q")])
    return (day, day), "day", "weekday-of-month"


def months_of(one: Expression, anchor: date, previous: Previous) -> Answer:
    """The first four months of the year, the last ten days of April."""
    del previous
    count, unit = number(one.groups["n"]), group(one, "u").rstrip("s")
    if count is None:
        return None, "range", "no-number"
    if "m" in one.groups:
        first, last = of_month(one, anchor)
    else:
        told = group(one, "y")
        first, last = year_of(int(told) if told else anchor.year + STEPS.get(group(one, "rel"), 0))
    late = ORDINALS[group(one, "q")] < 0
    if unit in ("month", "quarter"):
        size = count * (3 if unit == "quarter" else 1)
        span = (
            (add_months(last + timedelta(days=1), -size), last)
            if late
            else (first, add_months(first, size) - timedelta(days=1))
        )
    else:
        size = count * (7 if unit == "week" else 1)
        span = (last - timedelta(days=size - 1), last) if late else (first, first + timedelta(days=size - 1))
    return span, "range", f"{unit}s-of"


def months_to(one: Expression, anchor: date, previous: Previous) -> Answer:
    """The three months to March: whole months that end with it."""
    del previous
    count, unit = number(one.groups["n"]), group(one, "u").rstrip("s")
    first, last = of_month(one, anchor)
    if count is None or unit == "week":
        return (first, last), "range", "month"
    size = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    return (add_months(first, 1 - size), last), "range", f"{unit}s-to"


def season(one: Expression, anchor: date, previous: Previous) -> Answer:
    """A season with a year, or with last, this, next."""
    del previous
    name = group(one, "s")
    told = group(one, "rel2", "rel").rpartition(" ")[2]
    if "y" in one.groups:
        year = int(one.groups["y"])
    elif "rel2" in one.groups:
        year = anchor.year + STEPS.get(told, 0)
    else:
        year = anchor.year
        first = season_of(year, name)[0]
        if name == "winter" and anchor.month < 3:
            year -= 1
        if told in ("last", "past", "previous"):
            year = year if season_of(year, name)[1] < anchor else year - 1
        elif told in ("next", "coming") or (one.future and told != "this"):
            year = year if first > anchor else year + 1
        elif told != "this" and first > anchor:
            year -= 1
    days = part_season(season_of(year, name), group(one, "part"))
    return days, "range", "season"


def part_season(days: tuple[date, date], part: str) -> tuple[date, date]:
    """Early, mid or late in a season: its first, second or third month."""
    if not part:
        return days
    start = add_months(days[0], {"early": 0, "mid": 1}.get(part, 2))
    return start, add_months(start, 1) - timedelta(days=1)


def holiday(one: Expression, anchor: date, previous: Previous) -> Answer:
    """A holiday that a calendar gives."""
    del previous
    name = group(one, "h").removesuffix(" day") if group(one, "h").startswith("thanks") else group(one, "h")
    if "y" in one.groups:
        year = int(one.groups["y"])
    else:
        here = _holiday(name, anchor.year)
        which = group(one, "rel", "rel2")
        if "rel2" in one.groups:
            year = anchor.year + STEPS.get(which, 0)
        elif which == "this":
            year = anchor.year
        elif one.near or which == "":
            just = anchor - timedelta(days=21) <= here <= anchor
            coming = here > anchor and (one.future or (one.near and here - anchor < NEAREST))
            year = anchor.year + (here < anchor and one.future and not just) - (here > anchor and not coming)
        else:
            year = anchor.year + (here < anchor if which == "next" else -(here > anchor))
    day = _holiday(name, year)
    if name == "easter weekend":
        return (day - timedelta(days=1), day), "range", "holiday"
    return (day, day), "day", "holiday"


def _holiday(name: str, year: int) -> date:
    if name in FIXED:
        return safe_day(year, *FIXED[name]) or date(year, 1, 1)
    if name == "thanksgiving":
        return weekday_of(year, 11, 3, 4)
    if name == "black friday":
        return weekday_of(year, 11, 3, 4) + timedelta(days=1)
    if name == "labor day":
        return weekday_of(year, 9, 0, 1)
    if name == "memorial day":
        return weekday_of(year, 5, 0, -1)
    return easter(year) + timedelta(days={"good friday": -2, "easter monday": 1}.get(name, 0))
