"""The rules that turn a date expression into an interval, counted from an anchor.

Conventions: weeks start on Monday; the anchor is the publication day unless the text gives another; the tense of the
governing verb decides between past and future.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from detente.desk.calendar_days import (
    DAYS,
    MONTHS,
    Days,
    add_months,
    back,
    month_of,
    quarter_of,
    safe_day,
    week_of,
    year_of,
)
from detente.desk.date_words import Expression

__all__ = ["NUMBERS", "Answer", "Previous", "resolve"]

NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "eighteen": 18, "twenty": 20,
    "thirty": 30, "forty": 40, "sixty": 60, "ninety": 90,
}  # fmt: skip


def resolve(one: Expression, anchor: date, previous: list[tuple[Expression, Days]]) -> tuple[Days | None, str, str]:
    """Interval, granularity and rule of an expression, counted from a day.

    Parameters
    ----------
    one
        The expression.
    anchor
        Publication day.
    previous
        Expressions before it that were resolved, latest last.
    """
    days, grain, rule = RULES[one.rule](one, anchor, previous)
    if days is None:
        return None, grain, rule
    first, last = days
    if one.prefix == "since":
        return (first, max(anchor, first) if first else anchor), "range", "since"
    if one.prefix in ("until", "till", "through", "up to"):
        return (None, last), "range", "until"
    if one.prefix in ("before", "ahead of", "prior to") and first is not None:
        return (None, first - timedelta(days=1)), "range", "before" if one.rule != "fact" else "fact"
    if one.prefix == "after" and one.rule != "fact":
        return (last, max(anchor, last) if last else anchor), "range", "after"
    return days, grain, rule


Answer = tuple[Days | None, str, str]
Previous = list[tuple[Expression, Days]]


def _number(words: str) -> int | None:
    low = words.lower()
    if low in ("a few", "several", "a couple of"):
        return 2 if low == "a couple of" else None
    return NUMBERS.get(low) or (int(low) if low.isdigit() else None)


def _month(words: str) -> int:
    return MONTHS[words.lower().rstrip(".")]


def _day(words: str) -> int:
    return int(re.match(r"\d+", words)[0])  # type: ignore[index]


def _year(one: Expression, anchor: date, month: int, day: int) -> int:
    """Year of a day without one: the latest not after the anchor, or the next one in a future tense."""
    year = anchor.year
    here = safe_day(year, month, day) or date(year, month, 28)
    if one.future:
        return year if here >= anchor or (anchor - here).days <= 3 else year + 1
    return year if here <= anchor or (here - anchor).days <= 0 else year - 1


def _explicit(one: Expression, anchor: date, previous: Previous) -> Answer:
    del anchor, previous
    g = one.groups
    month = int(g["m"]) if g["m"].isdigit() else _month(g["m"])
    day = safe_day(int(g["y"]), month, _day(g["d"])) if 1 <= month <= 12 else None
    return ((day, day) if day else None), "day", "explicit" if day else "no-such-day"


def _range(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    g = one.groups
    month = _month(g["m"])
    month2 = _month(g.get("m2", g["m"]))
    year = int(g["y"]) if "y" in g else _year(one, anchor, month, _day(g["d"]))
    first, last = safe_day(year, month, _day(g["d"])), safe_day(year + (month2 < month), month2, _day(g["d2"]))
    good = first is not None and last is not None and first <= last
    return ((first, last) if good else None), "range", "range" if good else "no-such-day"


def _day_month(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    month, number = _month(one.groups["m"]), _day(one.groups["d"])
    day = safe_day(_year(one, anchor, month, number), month, number)
    return ((day, day) if day else None), "day", "future-day" if one.future else "past-day"


def _of_month(one: Expression, anchor: date, *, part: str = "") -> tuple[date, date]:
    month = _month(one.groups["m"])
    if "y" in one.groups:
        year = int(one.groups["y"])
    elif one.future:
        year = anchor.year if month >= anchor.month else anchor.year + 1
    else:
        year = anchor.year if month <= anchor.month else anchor.year - 1
    first, last = month_of(year, month)
    parts = {
        "early": (1, 10),
        "mid": (11, 20),
        "middle": (11, 20),
        "late": (21, last.day),
        "beginning": (1, 10),
        "start": (1, 10),
    }
    if part == "end":
        return last, last
    low, high = parts.get(part, (1, last.day))
    return first.replace(day=low), first.replace(day=high)


def _in_month(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    rule = "month-year" if "y" in one.groups else ("future-month" if one.future else "past-month")
    return _of_month(one, anchor), "month", rule


def _months(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    later = _month(one.groups["m2"])
    year = int(one.groups["y"]) if "y" in one.groups else None
    end_year = year or (
        anchor.year if one.future == (later >= anchor.month) or later <= anchor.month else anchor.year - 1
    )
    first_year = end_year - (_month(one.groups["m"]) > later)
    return (month_of(first_year, _month(one.groups["m"]))[0], month_of(end_year, later)[1]), "range", "months"


def _part_month(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    part = one.groups["part"].lower().rstrip("-").split()[0]
    return _of_month(one, anchor, part=part), "range", f"{part}-month"


def _quarter_year(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    g = one.groups
    q = g["q"].lower()
    number = int(q) if q.isdigit() else {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}[q]
    half = g.get("u", "quarter").lower() == "half"
    year = int(g["y"]) if "y" in g else anchor.year - ("last year" in one.words)
    size = 6 if half else 3
    first = date(year, size * ((min(number, 2) if half else number) - 1) + 1, 1)
    if "y" not in g and "this" not in g and first > anchor and not one.future:
        first = first.replace(year=year - 1)
    return (first, add_months(first, size) - timedelta(days=1)), "range", "half-year" if half else "quarter"


def _unit(anchor: date, unit: str, step: int = 0) -> tuple[date, date]:
    if unit == "week":
        return week_of(anchor + timedelta(days=7 * step))
    if unit == "month":
        moved = add_months(anchor.replace(day=1), step)
        return month_of(moved.year, moved.month)
    if unit == "quarter":
        return quarter_of(add_months(anchor.replace(day=1), 3 * step))
    return year_of(max(1, min(9999, anchor.year + step)))


def _end_of(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    unit = one.groups.get("u", "year" if "year" in one.words else "month").lower()
    step = {"last": -1, "next": 1}.get(one.groups.get("rel", "").lower(), 0)
    first, last = _unit(anchor, unit, step)
    part = one.groups.get("part", "end").lower()
    if part in ("end", "close"):
        return (last, last), "day", f"end-of-{unit}"
    if part == "middle":
        middle = first + (last - first) / 2
        return (middle, middle), "day", f"middle-of-{unit}"
    return (first, first), "day", f"start-of-{unit}"


def _end_year(one: Expression, anchor: date, previous: Previous) -> Answer:
    del anchor, previous
    year = int(one.groups.get("y") or one.groups["y2"])
    part = (one.groups.get("part") or one.groups["part2"]).lower()
    first, last = year_of(year)
    spans = {
        "end": (last, last), "start": (first, first), "beginning": (first, first), "middle": (date(year, 5, 1), date(year, 8, 31)),
        "early": (first, date(year, 4, 30)), "mid": (date(year, 5, 1), date(year, 8, 31)), "late": (date(year, 9, 1), last),
    }  # fmt: skip
    return spans[part], "range", f"{part}-year"


def _weekday(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    index = DAYS[one.groups["w"].lower()]
    rel = one.groups.get("rel", "").lower()
    ago = (anchor.weekday() - index) % 7
    if rel in ("last", "the previous"):
        day = anchor - timedelta(days=ago or 7)
    elif rel in ("next", "this coming", "the following") or (
        one.future and rel in ("", "this") and not (rel == "this" and ago == 0)
    ):
        day = anchor + timedelta(days=(7 - ago) if ago else 7)
    else:
        day = anchor - timedelta(days=ago)
    return (day, day), "day", f"{rel.split()[-1]}-weekday" if rel else "weekday"


def _weekday_week(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    rel = (one.groups.get("rel") or one.groups["rel2"]).lower()
    monday = week_of(anchor)[0] + timedelta(days={"last": -7, "next": 7}.get(rel, 0))
    day = monday + timedelta(days=DAYS[(one.groups.get("w") or one.groups["w2"]).lower()])
    return (day, day), "day", f"weekday-{rel}-week"


def _weekdays(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    a, b = DAYS[one.groups["w"].lower()], DAYS[one.groups["w2"].lower()]
    if one.future:
        first = anchor + timedelta(days=((a - anchor.weekday()) % 7) or 7)
        return (first, first + timedelta(days=(b - a) % 7)), "range", "weekdays"
    last = anchor - timedelta(days=(anchor.weekday() - b) % 7)
    return (last - timedelta(days=(b - a) % 7), last), "range", "weekdays"


def _week_of(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    g = one.groups
    month, number = _month(g.get("m") or g["m2"]), _day(g.get("d") or g["d2"])
    day = safe_day(_year(one, anchor, month, number), month, number)
    return (week_of(day) if day else None), "week", "week-of"


def _so_far(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    unit = (one.groups.get("u") or one.groups.get("u2") or "year").lower()
    return (_unit(anchor, unit)[0], anchor), unit if unit != "quarter" else "range", f"this-{unit}"


def _earlier_this(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    unit = one.groups["u"].lower()
    first, last = _unit(anchor, unit)
    later = one.groups["part"].lower() == "later"
    return ((anchor, last) if later else (first, anchor)), unit if unit != "quarter" else "range", f"this-{unit}"


def _part_year(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    unit = one.groups["u"].lower()
    first, last = _unit(anchor, unit, {"last": -1, "next": 1}.get(one.groups["rel"].lower(), 0))
    early = one.groups["part"].lower() == "early"
    third = (last - first) / 3
    return ((first, first + third) if early else (last - third, last)), "range", f"{one.groups['part'].lower()}-{unit}"


def _last_n(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    number = _number(one.groups["n"])
    unit = one.groups["u"].lower().rstrip("s")
    if number is None:
        return _recent(one, anchor, [])
    return (back(anchor, number, unit), anchor), "range", "last-n"


def _next_n(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    number = _number(one.groups["n"])
    if number is None:
        return None, "range", "no-number"
    return (anchor, back(anchor, -number, one.groups["u"].lower().rstrip("s"))), "range", "next-n"


def _before_last(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    if "w" in one.groups:
        day = anchor - timedelta(days=((anchor.weekday() - DAYS[one.groups["w"].lower()]) % 7 or 7) + 7)
        return (day, day), "day", "weekday-before-last"
    unit = one.groups["u"].lower()
    return _unit(anchor, unit, -2), unit, f"{unit}-before-last"


def _relative_unit(one: Expression, anchor: date, previous: Previous) -> Answer:
    rel = one.groups["rel"].lower().split()[-1]
    unit = one.groups["u"].lower()
    if unit == "weekend" or one.words.lower().endswith("weekend"):
        return _weekend(one, anchor, previous)
    grain = "range" if unit == "quarter" else unit
    if rel in ("last", "past", "previous"):
        return _unit(anchor, unit, -1), grain, f"last-{unit}"
    if rel in ("next", "coming", "following"):
        return _unit(anchor, unit, 1), grain, f"next-{unit}"
    first, last = _unit(anchor, unit)
    if unit == "quarter" or (one.future and unit != "week") or (unit == "year" and one.prefix in ("for", "in")):
        return (first, last), grain, f"this-{unit}"
    if one.future:
        return (anchor, last), grain, f"this-{unit}"
    return (first, anchor), grain, f"this-{unit}"


def _weekend(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    low = one.words.lower()
    running = (
        anchor - timedelta(days=anchor.weekday() - 5)
        if anchor.weekday() >= 5
        else anchor + timedelta(days=5 - anchor.weekday())
    )
    step = 0
    if "last" in low or "past" in low or (low.endswith("the weekend") and not one.future and anchor.weekday() < 5):
        step = -7
    elif "next" in low:
        step = 7
    saturday = running + timedelta(days=step)
    return (
        (saturday, saturday + timedelta(days=1)),
        "range",
        "last-weekend" if step < 0 else ("next-weekend" if step else "this-weekend"),
    )


def _recent(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    unit = one.groups["u"].lower().rstrip("s")
    span = {"day": 7, "week": 21, "month": 90, "year": 1095}.get(unit, 90)
    return (anchor - timedelta(days=span), anchor), "range", "recent"


def _coming(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    span = {"day": 7, "week": 21, "month": 90}[one.groups["u"].lower().rstrip("s")]
    return (anchor, anchor + timedelta(days=span)), "range", "coming"


def _ago(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    number, unit = _number(one.groups["n"]), one.groups["u"].lower().rstrip("s")
    if number is None:
        return None, "range", "no-number"
    day = back(anchor, number, unit)
    return (
        (day, day),
        "day" if unit in ("day", "night") else ("range" if unit in ("quarter", "decade") else unit),
        f"{unit}s-ago",
    )


def _earlier(one: Expression, anchor: date, previous: Previous) -> Answer:
    number, unit = _number(one.groups["n"]), one.groups["u"].lower().rstrip("s")
    base = _base(previous) or anchor
    if number is None:
        return None, "range", "no-number"
    sign = 1 if one.groups["way"].lower() in ("earlier", "before") else -1
    day = back(base, sign * number, unit)
    return (
        (day, day),
        "day" if unit == "day" else ("range" if unit in ("quarter", "decade") else unit),
        f"{unit}s-{one.groups['way'].lower()}",
    )


def _base(previous: Previous) -> date | None:
    """The day of the story: the latest of the last three days before an expression that leans on them."""
    days = [days[1] for one, days in previous[-3:] if days[1] is not None and days[0] == days[1]]
    return max(days) if days else (previous[-1][1][1] if previous else None)


def _in_n(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    number, unit = _number(one.groups["n"]), one.groups["u"].lower().rstrip("s")
    if number is None:
        return None, "range", "no-number"
    if not one.future:
        return (back(anchor, number, unit), anchor), "range", "last-n"
    day = back(anchor, -number, unit)
    return (day, day), "day" if unit == "day" else ("range" if unit in ("quarter", "decade") else unit), f"in-{unit}s"


def _within(one: Expression, anchor: date, previous: Previous) -> Answer:
    return _next_n(one, anchor, previous)[0], "range", "within"


def _next_day(one: Expression, anchor: date, previous: Previous) -> Answer:
    base = _base(previous)
    if base is None:
        return None, "day", "no-antecedent"
    if "that" in one.groups:
        unit = one.groups["that"].lower()
        return ((base, base) if unit == "day" else _unit(base, unit)), unit, "anaphor"
    way = (one.groups.get("way") or one.groups["way2"]).lower()
    step = {"next": 1, "following": 1, "later": 1, "after": 1, "same": 0}.get(way, -1)
    del anchor
    day = base + timedelta(days=step)
    return (day, day), "day", f"{way}-day"


def _day_word(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    low = one.words.lower()
    step = -1 if low in ("yesterday", "last night", "overnight") else (1 if low == "tomorrow" else 0)
    day = anchor + timedelta(days=step)
    return (day, day), "day", low.split()[-1] if step else "today"


def _in_year(one: Expression, anchor: date, previous: Previous) -> Answer:
    del anchor, previous
    year = int(one.groups["y"])
    if one.rule == "decade":
        return (date(year, 1, 1), date(year + 9, 12, 31)), "range", "decade"
    return year_of(year), "year", "explicit"


def _given(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    if one.rule == "tenure" and one.interval is not None:
        return (one.interval[0], one.interval[1] or anchor), "range", "tenure"
    return one.interval, "day" if one.interval and one.interval[0] == one.interval[1] else "range", one.rule


RULES: dict[str, Callable[[Expression, date, Previous], Answer]] = {
    "iso": _explicit, "explicit": _explicit, "range": _range, "range2": _range, "day-month": _day_month, "part-month": _part_month,
    "months": _months, "month-year": _in_month, "month": _in_month, "quarter-year": _quarter_year, "end-of": _end_of,
    "end-year": _end_year, "relative-weekday": _weekday, "weekday": _weekday, "weekday-week": _weekday_week,
    "weekdays": _weekdays, "week-of": _week_of, "so-far": _so_far, "earlier-this": _earlier_this, "part-year": _part_year,
    "last-n": _last_n, "next-n": _next_n, "before-last": _before_last, "relative-unit": _relative_unit, "weekend": _weekend,
    "recent": _recent, "coming": _coming, "ago": _ago, "earlier": _earlier, "in-n": _in_n, "within": _within,
    "next-day": _next_day, "day-word": _day_word, "decade": _in_year, "in-year": _in_year, "fact": _given, "tenure": _given,
}  # fmt: skip
