import json

import pytest

from detente.report.figure import config, source_line, titled


def test_the_source_line_fits_the_picture():
    lines = source_line("word " * 60, 40)
    assert all(len(line) <= 40 for line in lines)
    assert " ".join(lines).split() == ["word"] * 60


def test_title_subtitle_and_source_frame_a_chart():
    chart = {"width": 300, "mark": "bar"}
    spec = titled(chart, "Why?", ("because",), "case@digest")
    assert spec["title"] == {"text": "Why?", "subtitle": ["because"]}
    assert spec["vconcat"][0] == chart
    assert spec["vconcat"][1]["encoding"]["text"]["value"] == ["case@digest"]
    assert spec["vconcat"][1]["width"] == 300
    assert spec["config"] == config()


def test_every_figure_says_in_words_and_in_a_table_what_it_shows(page_brief):
    figures = [figure for section in page_brief.sections for figure in section.figures]
    assert {"tariff-steps", "tariff-layers", "real-income", "sectors-usa", "sectors-chn"} <= {f.name for f in figures}
    for figure in figures:
        assert len(figure.description) > 40
        assert figure.rows
        assert all(len(row) == len(figure.columns) for row in figure.rows)
        assert page_brief.stamp in figure.caption
        text = json.dumps(figure.spec, allow_nan=False)
        assert "http" not in text.replace("https://vega.github.io/schema/vega-lite/v6.json", "")


def test_pictures_show_what_the_tables_say(page_brief):
    figures = {figure.name: figure for section in page_brief.sections for figure in section.figures}
    sides = page_brief.findings.sides
    for side in sides:
        pair = f"{side.importer} on {side.exporter}"
        parts = [points for direction, _, points in figures["tariff-layers"].rows if direction == pair]
        assert sum(parts) == pytest.approx(100 * float(side.rates["statutory-weighted"]), abs=0.05)
    income = {row[0]: row[1] for row in figures["real-income"].rows}
    assert len(income) == len(page_brief.findings.world.regions)
    sold = figures["sectors-chn"].rows
    assert len(sold) == sum(page_brief.findings.world.goods)
    assert [row[4] for row in sold] == sorted(row[4] for row in sold)
    last = [row for row in figures["tariff-steps"].rows if row[0] == "2025-04-12"]
    assert [row[2] for row in last] == pytest.approx(
        [100 * float(s.rates["statutory-weighted"]) for s in sides], abs=0.01
    )
