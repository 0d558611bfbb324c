"""Trade by month as a customs office publishes it, and the calendar behind its swings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import DataError

__all__ = ["PUBLISHED_AFTER", "Monthly", "Threat", "days_of", "month_index", "month_name"]

PUBLISHED_AFTER = 37
"""Days from the end of a month to the publication of its trade."""


@final
@dataclass(frozen=True, slots=True)
class Threat:
    """A rate proposed or pledged, not yet an act.

    Attributes
    ----------
    known, until
        First day on which it hangs over trade, and the first on which it no longer does.
    importer, exporter
        Who threatens whose goods.
    goods
        Name of a product list of the case; empty: all goods.
    rate
        For a list: the rise, as a share. For all goods: the height above what was in force on ``known``.
    source
        The notice or statement.
    """

    known: date
    until: date
    importer: str
    exporter: str
    goods: str
    rate: float
    source: str


@final
@dataclass(frozen=True, slots=True, eq=False)
class Monthly:
    """Goods trade of two economies by month.

    Attributes
    ----------
    first
        The first month, as counted by :func:`month_index`.
    imports, exports
        (M,) USD mn, one for each month from ``first``; NaN where a month is missing.
    new_year
        Year to the first day of its lunar year.
    """

    first: int
    imports: FloatArray
    exports: FloatArray
    new_year: Mapping[int, date]

    @property
    def last(self) -> int:
        """The last month."""
        return self.first + len(self.imports) - 1

    def known(self, day: date) -> Monthly:
        """The months published by a day, :data:`PUBLISHED_AFTER` days after they ended.

        Raises
        ------
        DataError
            If fewer than ten years were.
        """
        count = sum(days_of(m)[-1] + timedelta(days=PUBLISHED_AFTER) <= day for m in range(self.first, self.last + 1))
        if count < 120:
            raise DataError(
                f"by {day} trade of {count} months was published, too few for the seasons: give a later day of "
                "knowledge."
            )
        return Monthly(self.first, self.imports[:count], self.exports[:count], self.new_year)

    def calendar(self, months: range) -> FloatArray:
        """(M, 3) regressors of the calendar, none of which depends on trade.

        The share of the month in the 25 days that begin 25 days after the lunar new year, when ships that were not
        loaded do not arrive; the log of its working days; the share of the month in the 25 days that begin 20 days
        before the new year.
        """
        rows = np.zeros((len(months), 3))
        for row, month in zip(rows, months, strict=True):
            days = days_of(month)
            start = self.new_year.get(days[0].year)
            if start is None:
                known = sorted(self.new_year)
                raise DataError(f"the calendar knows {known[0]} to {known[-1]}; {days[0].year} lies outside.")
            after = [(day - start).days for day in days]
            row[0] = sum(25 <= n < 50 for n in after) / 25.0
            row[1] = np.log(sum(day.weekday() < 5 for day in days))
            row[2] = sum(-20 <= n < 5 for n in after) / 25.0
        return rows


def month_index(text: str) -> int:
    """Months since year 0 of a month written 2024-07.

    Raises
    ------
    DataError
        If it is no month.

    Examples
    --------
    >>> month_name(month_index("2024-07") + 6)
    '2025-01'
    """
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise DataError(f'"{text}" is no month; write months such as 2024-07.') from error
    return day.year * 12 + day.month - 1


def month_name(index: int) -> str:
    """A month as 2024-07."""
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def days_of(index: int) -> list[date]:
    """Every day of a month."""
    start, end = (date(n // 12, n % 12 + 1, 1) for n in (index, index + 1))
    return [start + timedelta(days=n) for n in range((end - start).days)]
