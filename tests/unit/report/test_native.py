"""Figures as charts that office programs draw themselves."""

import pytest

from detente.report.figure import Figure
from detente.report.native import native_chart, number_in


def figure(name, columns, rows, spec=None):
    return Figure(name, "A question?", spec or {}, columns, tuple(rows), "words", "source")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("−0.22 %", -0.0022),
        ("+5.9 %", 0.059),
        ("12.0 m", 12e6),
        ("550,000", 550_000.0),
        ("−59.8 USD bn", -59.8),
        (3, 3.0),
        ("−0.33 % to −0.13 %", None),
        ("", None),
        (None, None),
        (True, None),
        ("25 % more on all goods", None),
    ],
)
def test_numbers_are_read_as_they_were_printed(cell, value):
    found = number_in(cell)
    assert found == pytest.approx(value) if value is not None else found is None


def test_a_step_holds_its_level_until_the_next_day():
    rows = [("2025-01-19", "A on B", 10.0, 9.0), ("2025-01-21", "A on B", 30.0, 28.0)]
    chart = native_chart(figure("tariff-steps", ("day", "direction", "in law, %", "effective, %"), rows))
    law = chart.series[0]
    assert chart.dated
    assert law.name == "A on B: in law, %"
    assert law.y == (10.0, 10.0, 30.0)
    assert law.x == (45676.0, 45678.0, 45678.0), "days from 30 Dec 1899"
    assert [(series.group, series.variant) for series in chart.series] == [(0, 0), (0, 1)]


def test_layers_are_stacked_and_gaps_stay_empty():
    rows = [("A on B", "ordinary", 2.0), ("A on B", "extra", 20.0), ("B on A", "ordinary", 4.0)]
    chart = native_chart(figure("tariff-layers", ("direction", "layer", "points, %"), rows))
    assert chart.kind == "stacked"
    assert chart.categories == ("A on B", "B on A")
    assert {series.name: series.y for series in chart.series} == {"ordinary": (2.0, 4.0), "extra": (20.0, None)}


def test_of_a_long_table_only_what_the_picture_shows_is_drawn():
    rows = [(f"R{n}", float(n)) for n in range(81)]
    spec = {"data": {"values": [{"region": "R3"}, {"region": "R70"}]}}
    chart = native_chart(figure("real-income", ("economy", "real income, %"), rows, spec))
    assert chart.categories == ("R3", "R70")
    assert chart.y_title == "real income, %"


def test_an_unknown_figure_becomes_bars_of_its_first_numbers():
    chart = native_chart(figure("new", ("what", "note", "size, USD mn"), [("a", "x", 1.0), ("b", "y", -2.0)]))
    assert (chart.kind, chart.categories, chart.series[0].y) == ("bars", ("a", "b"), (1.0, -2.0))


@pytest.mark.parametrize(
    "rows", [[], [("a", "no number")], [("a", 1.0), ("a", 2.0)]], ids=["empty", "text", "names used twice"]
)
def test_what_cannot_be_drawn_is_left_to_the_picture(rows):
    assert native_chart(figure("new", ("what", "size"), rows)) is None
    assert native_chart(figure("payoffs-long-run", ("what", "size"), [("a", 1.0)])) is None
