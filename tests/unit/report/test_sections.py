from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest

from detente.ledger.diff import Diff
from detente.ledger.rules import Rule
from detente.report.charts.ranking import ranking_figure
from detente.report.numbers import key_numbers
from detente.report.sections import sections


def of(brief):
    return {section.id: section for section in brief.sections}


def test_the_order_of_the_page(page_brief):
    order = [section.id for section in page_brief.sections]
    assert len(set(order)) == len(order)
    pages = ["limits", "story", "changed", "in-force", "gains", "hurting", "talking", "meeting", "watch"]
    annex_sections = ["stack", "scenario", "sectors", "why", "assumptions", "reproduce"]
    assert [name for name in order if name in (*pages, *annex_sections)] == [*pages, *annex_sections]
    annex = [section.annex for section in page_brief.sections]
    assert annex == sorted(annex), "the annex follows the pages"


def test_every_row_fits_its_columns(page_brief):
    for section in page_brief.sections:
        assert section.sentences or section.tables or section.figures, section.id
        for table in section.tables:
            assert table.rows, table.caption
            assert all(len(row) == len(table.columns) for row in table.rows), table.caption


def test_the_stack_lists_every_layer_with_act_and_sources(page_brief):
    findings = page_brief.findings
    for side in findings.sides:
        table = next(t for t in of(page_brief)["stack"].tables if t.caption.startswith(f"{side.importer} on "))
        assert len(table.rows) == len(side.stack) + 1
        for row, layer in zip(table.rows[1:], side.stack, strict=True):
            assert layer.measure.instrument in row[-1]
            assert ("[unverified]" in row[-1]) is not findings.case.verified(layer.measure.cites)


def test_others_stand_below_without_points(page_brief):
    captions = [table.caption for table in of(page_brief)["stack"].tables]
    assert "CHN: other measures in force, without a rate" in captions


def test_every_assumption_is_listed_with_its_ends(page_brief):
    (table,) = of(page_brief)["assumptions"].tables
    findings = page_brief.findings
    assert len(table.rows) == len(findings.spread)
    for row, spread in zip(table.rows, findings.spread, strict=True):
        assert row[0] == spread.assumption.what
        assert (row[-1] == "not varied") is not bool(spread.share)


def rebuilt(brief, **changes):
    """The sections of changed findings; which picture stands where does not matter."""
    figures = defaultdict(lambda: of(brief)["in-force"].figures[0])
    return {section.id: section for section in sections(replace(brief.findings, **changes), figures, brief.numbers)}


def test_a_quiet_week_is_said_to_be_quiet(page_brief):
    diff = page_brief.findings.diff
    quiet = rebuilt(page_brief, diff=Diff(diff.before, diff.after, ()))["changed"]
    assert quiet.sentences == ("Nothing changed in law between 5 Apr 2025 and 12 Apr 2025.",)
    assert quiet.tables == ()


def test_the_rules_of_a_scenario_are_printed_with_their_reasons(page_brief):
    assert of(page_brief)["scenario"].sentences == ("None: the measures of the day as they are.",)
    rule = Rule(op="scale", by="USA", on=("CHN",), value=0.5, why="first round")
    ruled = rebuilt(page_brief, rules=(rule,))
    assert ruled["scenario"].tables[0].rows == (("1", "scale", "USA", "CHN", "0.5", "first round"),)


def test_versions_digests_and_certificate(page_brief):
    (table,) = of(page_brief)["reproduce"].tables
    items = dict(table.rows)
    assert items["run"] == page_brief.findings.run
    assert items["case"] == page_brief.findings.case.stamp
    assert page_brief.findings.world.digest in items["world"]
    assert items["draws"] == "4 of 4, seed 1"
    assert "converged" in items["solver"]


def test_an_economy_whose_sign_an_assumption_turns_is_marked(page_brief):
    findings = page_brief.findings
    section = of(page_brief)["gains"]
    names = findings.case.ledger.countries.names
    marked = {row[0].removesuffix(" †") for row in section.tables[0].rows if row[0].endswith(" †")}
    turned = {names[code] for code in findings.world.regions if findings.income_ends(code).turned_by}
    shown = {row[0].removesuffix(" †") for row in section.tables[0].rows}
    assert marked == turned & shown
    assert marked, "on 12 April some third economy gains or loses by assumption"
    (note,) = (sentence for sentence in section.sentences if sentence.startswith("†"))
    assert all(name in note for name in marked)
    assert "what happens to trade deficits" in note
    ends = findings.income_ends("MEX")
    assert not ends.turned_by
    (mexico,) = (row for row in section.tables[0].rows if row[0] == "Mexico")
    assert mexico[2] == f"{100 * ends.low:.2f} % to {100 * ends.high:.2f} %".replace("-", "−")


def test_losers_of_the_shift_are_named_too(page_brief):
    (sentence,) = (s for s in of(page_brief)["gains"].sentences if s.startswith("Of what the United States spends"))
    shift = page_brief.findings.shift
    last = min((code for code in shift if code not in ("USA", "CHN")), key=lambda code: shift[code])
    name = page_brief.findings.case.ledger.countries.names[last]
    assert f"most lost by {name} (" in sentence


def test_measures_older_than_the_world_are_said_to_be(page_brief):
    assert not any("not what they did" in sentence for sentence in of(page_brief)["gains"].sentences)
    moment = replace(page_brief.findings.moment, on=date(2018, 10, 1))
    old = rebuilt(page_brief, moment=moment)["gains"]
    assert any("trade of 2024, not what they did in 2018" in sentence for sentence in old.sentences)


def test_where_the_trade_of_the_base_is_not_known_no_sum_in_usd_is_shown(page_brief):
    """Days before the world's own are counted from a world that never was: its shares may be read, its sums not."""
    moment = replace(page_brief.findings.moment, on=date(2018, 10, 1))
    now, old = of(page_brief), rebuilt(page_brief, moment=moment)
    assert any("Trade of that day is not known here" in sentence for sentence in old["gains"].sentences)
    for name in ("gains", "sectors", "by-measure"):
        shown, held = ([*page.sentences, *page.tables, *page.figures] for page in (now[name], old[name]))
        assert "USD" in str(shown)
        assert "USD" not in str([part for part in held if not str(part).startswith("Changes are counted")])
        assert all(len(row) == len(table.columns) for table in old[name].tables for row in table.rows)
    old_findings = replace(page_brief.findings, moment=moment)
    assert not any("USD" in number.shown for number in key_numbers(old_findings))
    assert "USD" not in str(ranking_figure(old_findings, "").columns)


@pytest.mark.parametrize("side", ["USA", "CHN"])
def test_where_it_bites_names_the_worst_sectors(page_brief, side):
    worst = page_brief.findings.sectors[side][0]
    name = {"USA": "the United States", "CHN": "China"}[side]
    sentence = next(
        s for s in of(page_brief)["sectors"].sentences if s.startswith(f"Largest falls in exports of {name}")
    )
    assert f"{worst.change / 1e3:,.0f}".replace("-", "−") in sentence
