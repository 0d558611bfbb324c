from datetime import date

import pytest

from detente.core.dates import Interval, as_day, show_day, show_days
from detente.core.errors import UsageError


def test_an_interval_holds_its_first_day_and_not_its_end():
    spell = Interval(date(2025, 4, 9), date(2025, 7, 9))
    assert date(2025, 4, 9) in spell
    assert date(2025, 7, 8) in spell
    assert date(2025, 7, 9) not in spell
    assert date(2025, 4, 8) not in spell
    assert date(2999, 1, 1) in Interval(date(2025, 4, 9))


def test_days_are_read_from_iso_text_and_shown_in_words():
    assert as_day("2025-04-12") == date(2025, 4, 12)
    assert as_day(date(2025, 4, 12)) == date(2025, 4, 12)
    assert show_day(date(2025, 4, 2)) == "2 Apr 2025"


@pytest.mark.parametrize("text", ["12.4.2025", "2025-02-30", "", "today"])
def test_a_wrong_day_says_how_to_write_one(text):
    with pytest.raises(UsageError, match="Write year-month-day, for instance 2025-04-12"):
        as_day(text)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (date(2025, 5, 10), date(2025, 5, 10), "10 May 2025"),
        (date(2025, 5, 10), date(2025, 5, 11), "10 to 11 May 2025"),
        (date(2025, 4, 30), date(2025, 5, 2), "30 Apr to 2 May 2025"),
        (date(2024, 12, 30), date(2025, 1, 2), "30 Dec 2024 to 2 Jan 2025"),
    ],
)
def test_an_interval_says_month_and_year_once(first, last, shown):
    assert show_days(first, last) == shown
