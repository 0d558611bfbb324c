"""Dates, sentence by sentence: the interval of an expression, counted from the day of publication or from the story."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from detente.desk.calendar_days import easter, weekday_of
from detente.desk.draft import draft

CORPUS = Path(__file__).parents[2] / "corpus"
NAMES = tomllib.loads((CORPUS / "gazetteer.toml").read_text(encoding="utf-8"))
ROWS = [
    line.split("|")
    for line in (Path(__file__).parent / "sentences" / "dates.txt").read_text(encoding="utf-8").splitlines()
]


def intervals(text, published="2024-03-13"):
    made = draft(text, published, case=NAMES, tier="0").dates
    return {one.quote: f"{one.interval.from_ or '..'}/{one.interval.to or '..'}" for one in made if one.interval}


@pytest.mark.parametrize(
    ("published", "text", "interval"), ROWS, ids=[f"{n} {row[1][:40]}" for n, row in enumerate(ROWS)]
)
def test_the_interval_is_that_of_the_coding_guide(published, text, interval):
    assert interval in intervals(text, published).values()


@pytest.mark.parametrize(
    ("text", "quote", "interval"),
    [
        ("He will leave two days before the 3 April vote.", "two days before the 3 April", "2024-04-01/2024-04-01"),
        ("It was shut from early February to mid-March.", "early February to mid-March", "2024-02-01/2024-03-20"),
        ("By March 2023 exports had halved.", "March 2023", "2023-03-01/2023-03-31"),
        ("They gave the firm until 2 April.", "until 2 April", "../2024-04-02"),
        ("They had waited until 2 February.", "until 2 February", "../2024-02-02"),
        ("The deal was signed on 05.02.2024.", "05.02.2024", "2024-02-05/2024-02-05"),
        ("The deal was signed on 02/25/2024.", "02/25/2024", "2024-02-25/2024-02-25"),
    ],
)
def test_what_belongs_to_a_date_is_one_expression(text, quote, interval):
    assert intervals(text)[quote] == interval


def test_a_date_beside_another_tells_of_it_and_is_not_counted_from_it():
    text = "The minister spoke on Monday. It was his first speech since the vote on 26 February, two weeks earlier."
    assert intervals(text)["two weeks earlier"] == "2024-02-26/2024-02-26"


def test_a_rate_a_year_is_no_date():
    assert intervals("It would ship 4,000 tonnes a year from 2026.") == {"2026": "2026-01-01/2026-12-31"}


def test_easter_and_the_last_friday_of_a_month():
    assert [easter(year) for year in (1954, 1981, 2024, 2049)] == [
        date(1954, 4, 18),
        date(1981, 4, 19),
        date(2024, 3, 31),
        date(2049, 4, 18),
    ]
    assert weekday_of(2024, 2, 4, -1) == date(2024, 2, 23)
