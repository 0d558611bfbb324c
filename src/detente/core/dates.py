"""Days and half-open intervals of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from detente.core.errors import UsageError

__all__ = ["Interval", "as_day", "show_day", "show_days"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from ``start`` up to but not including ``end``; ``None`` is open."""

    start: date
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


def as_day(value: date | str) -> date:
    """Read an ISO day.

    Raises
    ------
    UsageError
        If the text is no day of the form 2025-04-12.
    """
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise UsageError(f'"{value}" is no day. Write year-month-day, for instance 2025-04-12.') from error


def show_day(day: date) -> str:
    """The day as pages print it: 12 Apr 2025."""
    return f"{day.day} {day:%b %Y}"


def show_days(first: date, last: date) -> str:
    """A day, or an interval with both ends included: 10 to 11 May 2025, 30 Apr to 2 May 2025."""
    if first == last:
        return show_day(first)
    if first.year != last.year:
        return f"{show_day(first)} to {show_day(last)}"
    return (
        f"{first.day} to {show_day(last)}"
        if first.month == last.month
        else f"{first.day} {first:%b} to {show_day(last)}"
    )
