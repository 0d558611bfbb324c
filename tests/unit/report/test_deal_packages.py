"""Packages of a zone in tables and in the picture: two kinds, what rows share, and what sets each apart."""

from types import SimpleNamespace

import pytest

from detente.report.charts.packages import packages_figure
from detente.report.deal_packages import kinds, packages_tables, patience_sentence
from detente.report.native import native_chart

TITLES = {"cut": "Duty", "gas": "Gas bought", "clock": "Clock"}
STEPS = {"0": "none", "much": "a lot", "some": "a little", "90": "90 days"}


def row(terms, usa, chn, probability, chosen, delta=0.1):
    return SimpleNamespace(
        terms=terms,
        surplus={"USA": usa, "CHN": chn},
        probability=probability,
        chosen=chosen,
        critical_delta={"USA": delta, "CHN": 0.2},
    )


LARGE = [
    row({"cut": "0", "gas": "some"}, 0.3, 1.1, 0.9, 0.04),
    row({"cut": "0", "gas": "much"}, 0.4, 1.0, 0.92, 0.5),
    row({"cut": "0"}, 0.2, 1.2, 0.9, 0.2),
]
SMALL = [row({"cut": "0", "clock": "90"}, 0.05, 0.06, 1.0, 0.26, delta=0.49)]


def lever(name):
    steps = [SimpleNamespace(id=step, title=title) for step, title in STEPS.items()]
    return SimpleNamespace(title=TITLES[name], step=steps)


def zone_of(*rows):
    countries = SimpleNamespace(names={"USA": "United States", "CHN": "China"})
    return SimpleNamespace(
        packages=rows,
        count=99,
        against="status-quo",
        case=SimpleNamespace(sides=("USA", "CHN"), ledger=SimpleNamespace(countries=countries)),
        panel=SimpleNamespace(table=SimpleNamespace(lever=lever)),
    )


@pytest.fixture(scope="module")
def zone():
    return zone_of(*SMALL, *LARGE)


def test_packages_that_others_beat_are_a_kind_of_their_own(zone):
    front, surest = kinds(zone)
    assert [one.chosen for one in front] == [0.5, 0.2, 0.04]
    assert surest == SMALL
    assert kinds(zone_of(*LARGE))[1] == []


def test_what_all_rows_hold_is_said_once_and_each_row_says_what_it_adds(zone):
    large, small = packages_tables(zone)
    assert large.rows[0] == ("In all of these: Duty: none. Besides:", "", "", "", "")
    assert large.rows[1] == ("Gas bought: a lot", "92", "+0.40", "+1.00", "50")
    assert large.rows[2][0] == "nothing else"
    assert small.rows == (("Duty: none; Clock: 90 days", "100", "+0.05", "+0.06", "26"),)
    assert small.caption.startswith("Smaller and surer: packages that suit both in more draws than any other (100 %)")
    assert large.columns == small.columns
    assert "keeps from" not in " ".join(large.columns)


def test_the_kind_of_the_package_picked_most_often_comes_first():
    often = [row(SMALL[0].terms, 0.05, 0.06, 1.0, 0.7)]
    first, second = packages_tables(zone_of(*often, *LARGE))
    assert first.caption.startswith("Smaller and surer")
    assert second.caption.startswith("Packages that no other beats")


def test_a_zone_of_one_kind_has_one_table_and_an_empty_one_has_none():
    (table,) = packages_tables(zone_of(*LARGE))
    assert len(table.rows) == 4
    assert packages_tables(zone_of()) == ()
    assert patience_sentence(zone_of()) == ""


def test_patience_is_that_of_the_package_that_needs_most_of_it(zone):
    told = patience_sentence(zone)
    assert told.endswith("0.49 for the United States, 0.20 for China.")
    broken = row({"cut": "0"}, 0.5, 1.3, 0.9, 0.2, delta=float("inf"))
    assert "no share is enough in some for the United States" in patience_sentence(zone_of(broken))


def test_the_picture_and_the_slide_tell_both_kinds_and_those_picked_often_apart(zone):
    figure = packages_figure(zone, "source")
    labels = [
        "no other gives both more: suit both in 90 to 92 % of draws",
        "no other gives both more, picked often",
        "smaller and surer: suit both in 100 % of draws",
    ]
    assert list(dict.fromkeys(one[5] for one in figure.rows)) == labels
    colour = figure.spec["vconcat"][0]["layer"][-1]["encoding"]["color"]
    assert colour["scale"]["domain"] == labels
    chart = native_chart(figure)
    assert [series.name for series in chart.series] == labels
    assert len({series.colour for series in chart.series}) == len(labels)
    assert "smaller and surer (1), in 100 % of draws +0.05 % for the United States and +0.06 % for China" in (
        figure.description
    )
    assert "none of them" not in figure.description


def test_the_picture_says_where_no_package_leaves_both_better_off_on_average():
    figure = packages_figure(zone_of(row({"cut": "0"}, -0.1, 0.5, 0.1, 0.1)), "source")
    assert figure.description.endswith("On average over draws none of them leaves both better off.")
