import json
from dataclasses import replace
from datetime import date
from math import isnan

import pytest

from detente.case.scenarios import DRAWS
from detente.core.errors import UsageError
from detente.report.brief import brief, command, warnings, write_brief
from detente.world.load import load_world


def test_the_stamp_and_the_command_name_the_question(page_brief):
    findings = page_brief.findings
    assert page_brief.stamp == (
        f"{findings.case.stamp} · measures of 12 Apr 2025 · known 12 Apr 2025 · run {findings.run}"
    )
    assert page_brief.command.startswith('dt.brief(case, "2025-04-12"'), "other draws than the command line's"
    usual = replace(page_brief.findings, ensemble=replace(page_brief.findings.ensemble, draws=DRAWS))
    assert command(usual) == "detente brief us-china-2025 --on 2025-04-12 --out brief.html"
    later = replace(findings, moment=replace(findings.moment, as_of=date(2025, 5, 12)), scenario="halve-both")
    assert " --on 2025-04-12 --as-of 2025-05-12 " in command(later)
    assert "halve-both" in command(later)


@pytest.mark.parametrize(("suffix", "start"), [(".html", "<!doctype html>"), (".md", "# "), (".json", "{")])
def test_the_suffix_decides_the_form(page_brief, tmp_path, suffix, start):
    path = page_brief.save(tmp_path / f"brief{suffix}")
    assert path.read_text(encoding="utf-8").startswith(start)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    with pytest.raises(UsageError, match="exists already"):
        page_brief.save(path, force=False)


@pytest.mark.parametrize("name", ["brief.doc", "brief", "brief.htm"])
def test_another_suffix_is_refused_and_nothing_written(page_brief, tmp_path, name):
    with pytest.raises(UsageError, match=r"a brief is written as \.html, \.pdf, .*; .* is not\."):
        page_brief.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_the_brief_as_json_goes_there_and_back(page_brief, tmp_path):
    path = page_brief.save(tmp_path / "brief.json")
    read = json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert read["schema"] == "detente.brief/1"
    assert read["meta"]["run"] == page_brief.findings.run
    assert read["meta"]["on"] == "2025-04-12"
    assert [number["id"] for number in read["numbers"]] == [number.id for number in page_brief.numbers]
    values = [None if isnan(number.value) else number.value for number in page_brief.numbers]
    assert [number["value"] for number in read["numbers"]] == values
    assert [section["id"] for section in read["sections"]] == [section.id for section in page_brief.sections]
    assert read["certificate"]["status"] == "CONVERGED"
    assert read["warnings"] == []


def test_every_figure_is_written_twice(page_brief, tmp_path):
    page = next(section for section in page_brief.sections if section.figures)
    small = replace(page_brief, sections=(replace(page, figures=page.figures[:1]),))
    written = small.save_figures(tmp_path / "figures")
    assert [path.name for path in written] == ["tariff-steps.svg", "tariff-steps.png"]
    with pytest.raises(UsageError, match="exists already"):
        small.save_figures(tmp_path / "figures")


def test_a_brief_on_another_world(page_brief):
    """The toy world: three economies, three goods sectors; the same law."""
    small = brief(page_brief.findings.case, "2025-04-12", world=load_world("toy"), draws=2)
    assert (
        small.findings.sides[0].rates["statutory-weighted"] == page_brief.findings.sides[0].rates["statutory-weighted"]
    )
    assert any("World toy@" in figure.caption for section in small.sections for figure in section.figures)
    assert small.findings.run != page_brief.findings.run


def test_warnings_before_quoting(page_brief):
    findings = page_brief.findings
    assert warnings(findings) == []
    failed = replace(findings, ensemble=replace(findings.ensemble, failed=("diverged",)))
    assert warnings(failed) == ["1 of 4 draws were not solved."]
    late = replace(findings, moment=replace(findings.moment, on=date(2025, 5, 14)))
    assert "ends on 12 May 2025; nothing later is known" in warnings(late)[0]


def test_the_same_findings_make_the_same_brief(page_brief):
    again = write_brief(page_brief.found)
    assert (again.numbers, again.bottom_line, again.sections) == (
        page_brief.numbers,
        page_brief.bottom_line,
        page_brief.sections,
    )


def test_pressure_pages_stand_in_the_brief(page_brief):
    pages = {section.id: section for section in page_brief.sections}
    assert not pages["hurting"].annex
    assert {"pressed-sectors", "jobs", "distress", "absorption", "choke-points", "visible"} <= set(pages)
    assert [figure.name for figure in pages["hurting"].figures] == ["trade-path", "pain"]
    assert "jobs at risk" in page_brief.bottom_line[1]
    assert page_brief.found.hurting.pressure.draws == 8, "no fewer, however few draws were asked for"


def test_nothing_learned_after_the_day_enters_the_pressure_pages(page_brief):
    hurting = page_brief.found.hurting
    assert all(row.published_on <= hurting.pressure.moment.as_of for row in hurting.pressure.comparisons)
    assert hurting.trade.as_of == hurting.pressure.moment.as_of
    assert hurting.trade.last == "2025-02", "March was published on 6 May"


def test_where_pressure_is_not_worked_out_the_page_says_why(page_brief):
    small = brief(page_brief.findings.case, "2025-04-12", world=load_world("toy"), draws=2)
    (page,) = [section for section in small.sections if section.id == "hurting"]
    assert page.sentences == ("World toy knows no employment, so nothing is said of jobs and firms.",)
    assert page.annex
    assert "jobs-at-risk-usa" not in {number.id for number in small.numbers}
