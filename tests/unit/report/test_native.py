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


def test_colours_are_those_of_the_picture():
    scale = {"domain": ["USA", "CHN"], "range": ["#1f5a94", "#c4522d"]}
    rows = [("2025-01-19", "CHN", 1.0), ("2025-01-19", "USA", 2.0)]
    chart = native_chart(figure("pain", ("day", "side", "index"), rows, {"layer": [{"color": {"scale": scale}}]}))
    assert {series.name: series.colour for series in chart.series} == {"CHN": "C4522D", "USA": "1F5A94"}


def test_all_rungs_of_both_sides_are_drawn():
    columns = ("model", "day", "who levies", "side", "real income, %")
    rows = [(m, f"d{n}", "USA", side, 0.1 * n) for m in ("short", "long") for n in range(11) for side in ("USA", "CHN")]
    chart = native_chart(figure("ladder", columns, rows))
    assert len([name for name in chart.categories if name.startswith("long")]) == 11
    assert all(None not in series.y for series in chart.series)


def test_a_range_floats_and_a_single_figure_stands_on_nought():
    rows = [
        ("at risk", "2 to 5 m", "2.0 m", "5.0 m"),
        ("bank", "16.0 m", "", ""),
        ("all", "12.0 m", "12.0 m", "12.0 m"),
    ]
    chart = native_chart(figure("jobs-usa", ("count", "jobs", "5 %", "95 %"), rows))
    base, span, one = (series.y for series in chart.series)
    assert base == (2e6, None, None)
    assert span == (3e6, None, None)
    assert one == (None, 16e6, 12e6)


def test_changes_float_from_where_the_last_one_ended_also_across_nought():
    rows = [("up", 0.2), ("down", -0.5), ("more", -0.1), ("All", -0.4)]
    chart = native_chart(figure("measures-usa", ("measure", "real income, %"), rows))
    found = {series.name: series.y for series in chart.series}
    assert chart.series[0].y == pytest.approx((0.0, 0.0, -0.3, 0.0))
    assert found["gain"][0] == pytest.approx(0.2)
    assert found["loss"][1:3] == pytest.approx((0.2, -0.1))
    assert found["loss, below nought"][1] == pytest.approx(-0.3)
    assert found["total"][3] == pytest.approx(-0.4)


def test_a_path_under_given_measures_is_not_called_a_forecast():
    columns = ("month", "direction", "forecast, USD bn", "a", "b", "90 % from", "90 % to", "observed, USD bn")
    chart = native_chart(figure("trade-path", columns, [("2025-05", "x", 1.0, 0, 0, 0.5, 2.0, None)]))
    assert chart.series[0].name == "x: central path, USD bn"
    assert not any("forecast" in series.name for series in chart.series)


def test_of_several_models_the_first_alone_shows_its_range():
    rows = [(f"d{n}", model, 50.0, 40.0, 60.0) for model in ("headline", "other") for n in range(2)]
    chart = native_chart(figure("hazard", ("day", "model", "have met, %", "90 % low", "90 % high"), rows))
    assert [(series.name, series.variant) for series in chart.series] == [
        ("headline", 0),
        ("headline: 90 % low", 1),
        ("headline: 90 % high", 2),
        ("other", 0),
    ]


def test_an_unknown_figure_becomes_bars_of_its_first_numbers():
    chart = native_chart(figure("new", ("what", "note", "size, USD mn"), [("a", "x", 1.0), ("b", "y", -2.0)]))
    assert (chart.kind, chart.categories, chart.series[0].y) == ("bars", ("a", "b"), (1.0, -2.0))


@pytest.mark.parametrize(
    "rows", [[], [("a", "no number")], [("a", 1.0), ("a", 2.0)]], ids=["empty", "text", "names used twice"]
)
def test_what_cannot_be_drawn_is_left_to_the_picture(rows):
    assert native_chart(figure("new", ("what", "size"), rows)) is None
    assert native_chart(figure("payoffs-long-run", ("what", "size"), [("a", 1.0)])) is None
