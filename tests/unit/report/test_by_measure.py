"""The brief's sections on measures and causes, and their picture."""

from itertools import pairwise

import pytest

from detente.economy.decompose import PARTS
from detente.report.charts.waterfall import waterfall_figure
from detente.report.words import cost_sentence


@pytest.fixture(scope="module")
def findings(page_brief):
    return page_brief.findings


@pytest.fixture(scope="module")
def sections(page_brief):
    return {section.id: section for section in page_brief.sections}


def test_rows_of_the_table_sum_to_the_last(sections):
    section = sections["by-measure"]
    (table,) = section.tables
    assert table.columns[1:3] == ("USA", "CHN")
    for column in (1, 2):
        values = [float(row[column].rstrip(" %").replace("\u2212", "-")) for row in table.rows]
        assert sum(values[:-1]) == pytest.approx(values[-1], abs=0.0006 * len(values))
    assert [figure.name for figure in section.figures] == ["measures-usa", "measures-chn"]


def test_bars_follow_on_each_other_and_end_at_the_total(findings):
    figure = waterfall_figure(findings, "CHN", "source")
    bars = figure.spec["vconcat"][0]["data"]["values"]
    assert bars[0]["start"] == 0.0
    assert bars[-1]["kind"] == "total"
    for one, two in pairwise(bars[:-1]):
        assert one["end"] == two["start"]
        assert one["kind"] == ("gain" if one["effect"] >= 0 else "loss")
    assert bars[-2]["end"] == pytest.approx(bars[-1]["end"], abs=2e-5)
    effects = [bar["effect"] for bar in bars if bar["measure"] != "All others"][:-1]
    assert effects == sorted(effects)
    assert figure.rows[-1][0] == "All measures together"


def test_the_sentence_names_who_levies_what(findings):
    sentence = cost_sentence(findings, "CHN")
    worst = next(iter(findings.by_measure.worst("CHN")))
    record = findings.by_measure.measures[worst]
    assert sentence.startswith(f"What costs China most, long run: {record.by}, {record.title}")
    assert sentence.count("%)") == 3


def test_causes_add_up_to_the_exact_change(findings, sections):
    data = findings.decomposition.data
    for side in ("USA", "CHN"):
        parts = sum(float(data[part].sel(region=side)) for part in PARTS)
        assert parts == pytest.approx(float(findings.outcome.data["welfare"].sel(region=side)), abs=1e-8)
    (table,) = sections["why"].tables
    assert [row[0] for row in table.rows] == ["terms of trade", "volume of trade", "sum"]
    assert table.columns[1:] == ("USA, exact", "CHN, exact", "USA, first order", "CHN, first order")
