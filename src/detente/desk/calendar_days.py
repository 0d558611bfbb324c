"""Calendar arithmetic of the resolver: months, weeks, quarters as pairs of days, both included."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

__all__ = [
    "DAYS",
    "MONTHS",
    "Days",
    "add_months",
    "back",
    "easter",
    "month_of",
    "quarter_of",
    "safe_day",
    "season_of",
    "unit_of",
    "week_of",
    "weekday_of",
    "year_of",
]

Days = tuple[date | None, date | None]
MONTHS = {
    name: n
    for n, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
DAYS = {
    name: n
    for n, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday weds wed",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}


def safe_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last day of that month."""
    count = min(max(day.year * 12 + day.month - 1 + months, 12), 9999 * 12 + 11)
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week of a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def year_of(year: int) -> tuple[date, date]:
    """First and last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the quarter of a day."""
    first = 3 * ((day.month - 1) // 3) + 1
    return date(day.year, first, 1), month_of(day.year, first + 2)[1]


def unit_of(day: date, unit: str, step: int = 0) -> tuple[date, date]:
    """The week, month, quarter, year or day of a day, or the one some steps on."""
    if unit == "week":
        return week_of(day + timedelta(days=7 * step))
    if unit == "weekend":
        monday = week_of(day)[0] + timedelta(days=7 * step)
        return monday + timedelta(days=5), monday + timedelta(days=6)
    if unit == "month":
        moved = add_months(day.replace(day=1), step)
        return month_of(moved.year, moved.month)
    if unit == "quarter":
        return quarter_of(add_months(day.replace(day=1), 3 * step))
    if unit == "year":
        return year_of(max(1, min(9999, day.year + step)))
    moved = day + timedelta(days=step)
    return moved, moved


def weekday_of(year: int, month: int, weekday: int, number: int) -> date:
    """The first, second ... of a weekday in a month; a negative number counts from its end."""
    first, last = month_of(year, month)
    if number < 0:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def season_of(year: int, season: str) -> tuple[date, date]:
    """Three whole months of the northern year; the winter of a year begins in its December."""
    first = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[season]
    start = date(year, first, 1)
    return start, add_months(start, 3) - timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by Gauss's rule with its two exceptions."""
    century = year // 100
    moon = (15 - (13 + 8 * century) // 25 + century - century // 4) % 30
    age = (19 * (year % 19) + moon) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * age + (4 + century - century // 4) % 7) % 7
    if (age == 29 and sunday == 6) or (age == 28 and sunday == 6 and (11 * moon + 11) % 30 < 19):
        sunday -= 7
    return date(year, 3, 22) + timedelta(days=age + sunday)


def back(day: date, number: int, unit: str) -> date:
    """The day some hours, days, weeks, months or years before (a negative number: after)."""
    if unit == "hour":
        return day - timedelta(days=int(max(-200_000, min(200_000, number)) / 24))
    if unit == "fortnight":
        return back(day, 2 * max(-200_000, min(200_000, number)), "week")
    if unit in ("day", "night"):
        return day - timedelta(days=max(-200_000, min(200_000, number)))
    if unit == "week":
        return day - timedelta(days=max(-200_000, min(200_000, 7 * number)))
    return add_months(day, -number * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit])
