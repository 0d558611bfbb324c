"""Calendar arithmetic of the resolver: months, weeks, quarters as pairs of days, both included."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

__all__ = ["DAYS", "MONTHS", "Days", "add_months", "back", "month_of", "quarter_of", "safe_day", "week_of", "year_of"]

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
            "wednesday wed",
            "thursday thurs thu",
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


def back(day: date, number: int, unit: str) -> date:
    """The day some days, weeks, months or years before (a negative number: after)."""
    if unit in ("day", "night"):
        return day - timedelta(days=max(-200_000, min(200_000, number)))
    if unit == "week":
        return day - timedelta(days=max(-200_000, min(200_000, 7 * number)))
    return add_months(day, -number * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit])
