from datetime import date

import pytest

from detente.report.charts.pain import pain_figure, pins
from detente.report.export import figure_svg
from detente.report.figure import COLOURS
from detente.report.pressure import pressure_caption, pressure_figures, pressure_stamp

NAMES = {
    "pain",
    "pain-parts",
    *(f"{name}-{side}" for name in ("exposure", "jobs", "distress", "absorption") for side in ("usa", "chn")),
}


@pytest.fixture(scope="module")
def figures(pressed):
    return {figure.name: figure for figure in pressure_figures(pressed, pressure_stamp(pressed))}


def test_every_question_has_its_picture(figures):
    assert set(figures) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_picture_renders_with_source_words_and_table(figures, pressed, name):
    figure = figures[name]
    svg = figure_svg(figure)
    assert "run 0123456789ab" in svg, "the run stands inside the picture"
    assert figure.title.endswith("?")
    assert figure.description.strip()
    assert figure.rows
    assert {len(row) for row in figure.rows} == {len(figure.columns)}
    assert pressed.case.stamp in figure.caption


def test_one_side_has_only_its_own_pictures(pressed):
    assert {figure.name for figure in pressure_figures(pressed, "stamp", ("CHN",))} == {
        name for name in NAMES if not name.endswith("usa")
    }


def test_pins_are_what_was_announced_and_known(pressed):
    found = pins(pressed)
    assert [pin.day for pin in found] == sorted(pin.day for pin in found)
    assert all(pressed.baseline < pin.day <= pressed.moment.as_of for pin in found)
    assert (date(2025, 4, 8), "USA") in {(pin.day, pin.by) for pin in found}
    assert not any("Geneva" in title for pin in found for title in pin.titles), "announced on 12 May, after the day"


def test_each_side_keeps_its_colour(figures):
    assert COLOURS["first"] in str(figures["exposure-usa"].spec)
    assert COLOURS["second"] in str(figures["exposure-chn"].spec)
    assert COLOURS["first"] not in str(figures["exposure-chn"].spec)


def test_the_line_of_the_index_ends_on_the_day(pressed):
    figure = pain_figure(pressed, pressure_caption(pressed, "stamp"))
    lines = figure.spec["vconcat"][0]["vconcat"][1]["layer"][0]["data"]["values"]
    last = {row["side"]: row for row in sorted(lines, key=lambda row: row["day"])}
    assert {row["day"] for row in last.values()} == {"2025-05-09"}
    assert last["CHN"]["index"] == pytest.approx(52.0)


def test_ranges_are_drawn_as_they_are(figures, pressed):
    band = pressed.side("CHN").sectors[0].failing[90]
    row = next(row for row in figures["distress-chn"].rows if row[1] == 90)
    assert row[2:] == pytest.approx(
        [100 * value for value in (band.central, band.low50, band.high50, band.low90, band.high90)], abs=1e-3
    )
