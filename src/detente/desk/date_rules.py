"""The rules that turn a date expression into an interval, counted from an anchor.

Conventions: weeks start on Monday; the anchor is the publication day unless the text gives another; the tense of the
governing verb decides between past and future. The table of intervals stands on the page on coding an article.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from detente.desk.calendar_days import DAYS, month_of, safe_day, unit_of, week_of, year_of
from detente.desk.date_parts import (
    STEPS,
    Answer,
    Previous,
    day_of,
    group,
    half_month,
    holiday,
    in_part,
    month_in,
    months_of,
    months_to,
    number,
    of_month,
    part_of,
    part_of_unit,
    part_year,
    quarter_year,
    season,
    week_month,
    weekday_month,
    year_for,
)
from detente.desk.date_story import (
    ago,
    coming,
    days_of_story,
    earlier,
    in_n,
    last_n,
    next_n,
    recent,
    story_unit,
    that_unit,
    within,
)
from detente.desk.date_words import Expression

__all__ = ["RULES", "resolve"]


def resolve(one: Expression, anchor: date, previous: Previous) -> Answer:
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
    if one.other is not None and one.other_end is None:
        one = replace(one, interval=RULES[one.other.rule](one.other, anchor, previous)[0])
    days, grain, rule = RULES[one.rule](one, anchor, previous)
    if days is None:
        return None, grain, rule
    first, last = days
    if one.rule == "span":
        return days, grain, rule
    if one.prefix == "since":
        return (first, max(anchor, first) if first else anchor), "range", "since"
    if one.prefix in ("until", "till", "through", "up to"):
        return (None, last), "range", "until"
    if one.prefix in ("before", "ahead of", "prior to") and first is not None:
        limit = first if rule.startswith(("end-of", "end-year", "end-month")) else first - timedelta(days=1)
        return (None, limit), "range", "before" if one.rule != "fact" else "fact"
    if one.prefix == "after" and one.rule != "fact":
        return (last, max(anchor, last) if last else anchor), "range", "after"
    return days, grain, rule


def _explicit(one: Expression, anchor: date, previous: Previous) -> Answer:
    del anchor, previous
    g = one.groups
    month = int(g["m"]) if g["m"].isdigit() else month_in(g["m"])
    day = safe_day(int(g["y"]), month, day_of(g["d"])) if 1 <= month <= 12 else None
    return ((day, day) if day else None), "day", "explicit" if day else "no-such-day"


def _numeric(one: Expression, anchor: date, previous: Previous) -> Answer:
    """12.05.2023 is day first; 12/05/2023 either, and then the reading nearest to the anchor."""
    del previous
    a, b, year = int(one.groups["a"]), int(one.groups["b"]), int(one.groups["y"])
    ways = ((b, a),) if one.groups["sign"] == "." else ((b, a), (a, b))
    days = [day for month, n in ways if (day := safe_day(year, month, n) if 1 <= month <= 12 else None)]
    if not days:
        return None, "day", "no-such-day"
    day = min(days, key=lambda day: (abs((day - anchor).days), day))
    return (day, day), "day", "explicit"


def _range(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    g = one.groups
    month = month_in(g["m"])
    month2 = month_in(g.get("m2", g["m"]))
    year = int(g["y"]) if "y" in g else _year(one, anchor, month, day_of(g["d"]))
    year -= month2 < month and "y" in g
    first, last = safe_day(year, month, day_of(g["d"])), safe_day(year + (month2 < month), month2, day_of(g["d2"]))
    good = first is not None and last is not None and first <= last
    return ((first, last) if good else None), "range", "range" if good else "no-such-day"


def _year(one: Expression, anchor: date, month: int, day: int) -> int:
    here = safe_day(anchor.year, month, day) or date(anchor.year, month, 28)
    return year_for(one, anchor, here, slack=3)


def _day_month(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    month, count = month_in(one.groups["m"]), day_of(one.groups["d"])
    day = safe_day(_year(one, anchor, month, count), month, count)
    return ((day, day) if day else None), "day", "future-day" if one.future else "past-day"


def _nth(one: Expression, anchor: date, previous: Previous) -> Answer:
    """The 14th: of the month that runs, or the one before or after by the tense."""
    del previous
    step = STEPS.get(group(one, "rel"), 0)
    count = day_of(one.groups["d"])
    if "rel" not in one.groups:
        step = (1 if count < anchor.day else 0) if one.future else (-1 if count > anchor.day and not one.near else 0)
    first = unit_of(anchor, "month", step)[0]
    day = safe_day(first.year, first.month, count)
    return ((day, day) if day else None), "day", "day-of-month" if day else "no-such-day"


def _in_month(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    rule = "month-year" if "y" in one.groups else ("future-month" if one.future else "past-month")
    return of_month(one, anchor), "month", rule


def _months(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    later = month_in(one.groups["m2"])
    year = int(one.groups["y"]) if "y" in one.groups else None
    end_year = year or (
        anchor.year if one.future == (later >= anchor.month) or later <= anchor.month else anchor.year - 1
    )
    first_year = end_year - (month_in(one.groups["m"]) > later)
    return (month_of(first_year, month_in(one.groups["m"]))[0], month_of(end_year, later)[1]), "range", "months"


def _part_month(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    part = one.groups["part"].lower().removeprefix("the ").rstrip("-").split()[0]
    days = of_month(one, anchor, part=part)
    return days, "day" if days[0] == days[1] else "range", f"{part}-month"


def _end_year(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    year = int(group(one, "y", "y2", "y3", "y4"))
    part = group(one, "part", "part2", "part3") or "end"
    first, last = year_of(year)
    if part == "turn":
        return (date(year - 1, 12, 31), date(year, 1, 1)), "range", "turn-of-year"
    if part in ("earlier", "later"):
        return (first, min(last, max(anchor, first)) if part == "earlier" else last), "range", "part-of-year"
    return part_of_unit((first, last), "year", part), "range", f"{part}-year"


def _weekday(one: Expression, anchor: date, previous: Previous) -> Answer:
    index = DAYS[group(one, "w").rstrip(".")]
    rel = group(one, "rel")
    way = rel.rpartition(" ")[2]
    if way in ("following", "same", "that", "preceding", "previous") or rel == "the next":
        base = next((d[1] for _, d in reversed(previous) if d[1] is not None and d[0] == d[1]), None)
        if base is not None:
            step = (index - base.weekday()) % 7
            day = base + timedelta(days=step if way in ("following", "next", "same", "that") else step - 7)
            day += timedelta(days=7 if step == 0 and way in ("following", "next") else 0)
            return (day, day), "day", f"{way}-weekday"
    gone = (anchor.weekday() - index) % 7
    if "late" in one.groups and gone == 0:
        return (anchor, anchor), "day", "weekday"
    if way in ("last", "previous", "past", "preceding"):
        day = anchor - timedelta(days=gone or 7)
    elif way in ("next", "coming", "following") or (
        one.future and rel in ("", "this") and not (rel == "this" and gone == 0)
    ):
        day = anchor + timedelta(days=(7 - gone) if gone else 7)
    else:
        day = anchor - timedelta(days=gone)
    return (day, day), "day", f"{way}-weekday" if rel else "weekday"


def _monday(one: Expression, anchor: date, previous: Previous) -> date:
    """Monday of the week that an expression names."""
    rel = group(one, "rel", "rel2").rpartition(" ")[2]
    if rel in ("that", "following", "previous", "same"):
        base = next((d[1] for _, d in reversed(previous) if d[1] is not None and d[0] == d[1]), anchor)
        return week_of(base)[0] + timedelta(days=7 * STEPS.get(rel, 0))
    return week_of(anchor)[0] + timedelta(days=7 * STEPS.get(rel, 0))


def _weekday_week(one: Expression, anchor: date, previous: Previous) -> Answer:
    day = _monday(one, anchor, previous) + timedelta(days=DAYS[group(one, "w", "w2").rstrip(".")])
    return (day, day), "day", "weekday-of-week"


def _weekdays_week(one: Expression, anchor: date, previous: Previous) -> Answer:
    monday = _monday(one, anchor, previous)
    a, b = (DAYS[group(one, *names).rstrip(".")] for names in (("w", "w3"), ("w2", "w4")))
    return (monday + timedelta(days=a), monday + timedelta(days=b + 7 * (b < a))), "range", "weekdays-of-week"


def _weekdays(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    a, b = DAYS[group(one, "w").rstrip(".")], DAYS[group(one, "w2").rstrip(".")]
    rel = group(one, "rel")
    if (one.future and rel != "last") or rel == "next":
        first = anchor + timedelta(days=((a - anchor.weekday()) % 7) or 7)
        return (first, first + timedelta(days=(b - a) % 7)), "range", "weekdays"
    gone = (anchor.weekday() - b) % 7
    last = anchor - timedelta(days=gone or (7 if rel == "last" else 0))
    return (last - timedelta(days=(b - a) % 7), last), "range", "weekdays"


def _weekdays_ago(one: Expression, anchor: date, previous: Previous) -> Answer:
    """Two Fridays ago; Tuesday a week ago, three weeks ago."""
    del previous
    count = number(group(one, "n", "n3")) or 1
    index = DAYS[group(one, "w", "w2", "w3", "w4").rstrip(".")]
    gone = (anchor.weekday() - index) % 7
    if "w" in one.groups:
        day = anchor - timedelta(days=(gone or 7) + 7 * (count - 1))
    else:
        day = anchor - timedelta(days=gone + 7 * (2 if group(one, "n2") == "fortnight" else count))
    return (day, day), "day", "weekdays-ago"


def _weekday_on(one: Expression, anchor: date, previous: Previous) -> Answer:
    """Friday week, a week on Tuesday: a week after the next one; Monday next: the next one."""
    del previous
    index = DAYS[group(one, "w", "w2", "w3", "w4").rstrip(".")]
    first = anchor + timedelta(days=((index - anchor.weekday()) % 7) or 7)
    weeks = 0 if "w4" in one.groups else number(group(one, "n") or "a") or 1
    day = first + timedelta(days=7 * weeks)
    return (day, day), "day", "weekday-on"


def _week_of(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    month, count = month_in(group(one, "m", "m2")), day_of(group(one, "d", "d2"))
    year = int(one.groups["y"]) if "y" in one.groups else _year(one, anchor, month, count)
    day = safe_day(year, month, count)
    if day is not None and one.rule == "week-to":
        return (day - timedelta(days=6), day), "week", "week-to"
    return (week_of(day) if day else None), "week", "week-of"


def _so_far(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    unit = group(one, "u", "u2") or "year"
    return (unit_of(anchor, unit)[0], anchor), unit if unit != "quarter" else "range", f"this-{unit}"


def _earlier_this(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    unit = group(one, "u", "u2")
    first, last = unit_of(anchor, unit)
    later = group(one, "part") != "earlier"
    return ((anchor, last) if later else (first, anchor)), unit if unit != "quarter" else "range", f"this-{unit}"


def _before_last(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    if "w" in one.groups:
        day = anchor - timedelta(days=((anchor.weekday() - DAYS[group(one, "w")]) % 7 or 7) + 7)
        return (day, day), "day", "weekday-before-last"
    unit = group(one, "u")
    if one.rule == "after-next":
        return unit_of(anchor, unit, 2), unit if unit != "weekend" else "range", f"{unit}-after-next"
    return unit_of(anchor, unit, -2), unit, f"{unit}-before-last"


def _relative_unit(one: Expression, anchor: date, previous: Previous) -> Answer:
    rel = group(one, "rel").rpartition(" ")[2]
    unit = group(one, "u")
    if unit == "weekend" or one.words.lower().endswith("weekend"):
        return _weekend(one, anchor, previous)
    grain = "range" if unit == "quarter" else unit
    if rel in ("last", "past"):
        return unit_of(anchor, unit, -1), grain, f"last-{unit}"
    if rel in ("next", "coming"):
        return unit_of(anchor, unit, 1), grain, f"next-{unit}"
    first, last = unit_of(anchor, unit)
    if unit == "quarter" or (one.future and unit != "week") or (unit == "year" and one.prefix in ("for", "in")):
        return (first, last), grain, f"this-{unit}"
    if one.future:
        return (anchor, last), grain, f"this-{unit}"
    return (first, anchor), grain, f"this-{unit}"


def _weekend(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    low = one.words.lower()
    running = unit_of(anchor, "weekend")[0]
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


def _day_word(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    low = one.words.lower()
    words = low.split()
    step = 0
    if words[0] == "yesterday" or low in ("last night", "last evening", "overnight"):
        step = -1
    elif words[0] == "tomorrow":
        step = 1
    elif words[-1] in ("tomorrow", "yesterday"):
        step = 2 if words[-1] == "tomorrow" else -2
    day = anchor + timedelta(days=step)
    return (day, day), "day", words[-1] if step else "today"


def _in_year(one: Expression, anchor: date, previous: Previous) -> Answer:
    del anchor, previous
    year = int(one.groups["y"])
    if one.rule == "decade":
        low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(group(one, "part"), (0, 9))
        return (date(year + low, 1, 1), date(year + high, 12, 31)), "range", "decade"
    if one.rule == "years":
        second = one.groups["y2"]
        last = int(second) if len(second) == 4 else year - year % 100 + int(second)
        return ((date(year, 1, 1), date(last, 12, 31)) if last > year else None), "range", "years"
    return year_of(year), "year", "explicit"


def _span(one: Expression, anchor: date, previous: Previous) -> Answer:
    """From one date to another: first day of the first, last day of the second; a year of the second holds for both."""
    a, b = one.other, one.other_end
    if a is None or b is None:
        return None, "range", "no-such-day"
    last = RULES[b.rule](b, anchor, previous)[0]
    first = RULES[a.rule](a, anchor, previous)[0]
    if first is None or last is None or first[0] is None or last[1] is None:
        return None, "range", "no-such-day"
    start = first[0]
    if start > last[1] or ("y" in b.groups and "y" not in a.groups and start.year != last[1].year):
        start = safe_day(last[1].year, start.month, start.day) or start
        start = start if start <= last[1] else safe_day(start.year - 1, start.month, start.day) or start
    return (start, last[1]), "range", "range"


def _given(one: Expression, anchor: date, previous: Previous) -> Answer:
    del previous
    if one.rule == "tenure" and one.interval is not None:
        return (one.interval[0], one.interval[1] or anchor), "range", "tenure"
    return one.interval, "day" if one.interval and one.interval[0] == one.interval[1] else "range", one.rule


RULES: dict[str, Callable[[Expression, date, Previous], Answer]] = {
    "iso": _explicit, "numeric": _numeric, "explicit": _explicit, "range": _range, "range2": _range, "day-month": _day_month,
    "nth": _nth, "part-month": _part_month, "in-part": in_part, "half-month": half_month, "week-month": week_month,
    "weekday-month": weekday_month, "months-of": months_of, "months-to": months_to, "months": _months, "month-year": _in_month,
    "month": _in_month, "quarter-year": quarter_year, "part-of": part_of, "end-year": _end_year, "mid": part_year,
    "season": season, "holiday": holiday, "relative-weekday": _weekday, "weekday": _weekday, "weekday-week": _weekday_week,
    "weekdays-week": _weekdays_week, "weekdays-ago": _weekdays_ago, "weekday-on": _weekday_on, "weekdays": _weekdays,
    "week-of": _week_of, "week-to": _week_of, "so-far": _so_far, "earlier-this": _earlier_this, "part-year": part_year,
    "last-n": last_n, "next-n": next_n, "before-last": _before_last, "after-next": _before_last, "relative-unit": _relative_unit, "weekend": _weekend,
    "recent": recent, "coming": coming, "days-of-story": days_of_story, "ago": ago, "earlier": earlier, "in-n": in_n,
    "within": within, "story-unit": story_unit, "that-unit": that_unit, "day-word": _day_word, "decade": _in_year,
    "years": _in_year, "in-year": _in_year, "span": _span, "fact": _given, "tenure": _given,
}  # fmt: skip
