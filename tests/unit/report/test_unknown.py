from dataclasses import replace
from datetime import date

from detente.case.evidence_view import dossier
from detente.ledger.rules import Rule
from detente.report.unknown import unknown_section


def _told(page_brief, forecast, view=None):
    return unknown_section(page_brief.findings, view, forecast).sentences


def test_the_page_stands_before_all_others_with_the_gravest_first(page_brief):
    page = page_brief.sections[0]
    assert page.id == "limits"
    assert not page.annex
    assert [line.partition(".")[0] for line in page.sentences[:2]] == ["Talks", "Hindsight"], "no motives in April"
    assert "compares two rest points" in page.sentences[2]


def test_the_claim_that_turns_the_explanations_is_named_with_its_grade(page_brief):
    view = dossier(page_brief.findings.case, date(2025, 5, 9))
    (motives,) = (line for line in _told(page_brief, "No forecast.", view) if line.startswith("Motives."))
    assert view.ach.without
    for name in view.ach.without:
        assert f"(claim {name}, grade {view.grades[name].tag})" in motives
    steady = replace(view, ach=replace(view.ach, without={}))
    assert any("No single report decides the order." in line for line in _told(page_brief, "None.", steady))


def test_a_chance_beyond_all_that_was_tried_is_said_to_be_untested(page_brief):
    forecast = page_brief.found.meeting.forecast
    assert not isinstance(forecast, str)
    tried = replace(forecast.fitted.tried, high=0.001)
    bold = replace(forecast, fitted=replace(forecast.fitted, tried=tried), announced=object())
    assert any("Nothing tests the chance" in line for line in _told(page_brief, bold))
    quiet = replace(bold, announced=None)
    assert any("rests on few waits" in line for line in _told(page_brief, quiet))
    assert "Talks. Too little is known." in _told(page_brief, "Too little is known.")


def test_rules_of_a_scenario_are_told(page_brief):
    rule = Rule(op="scale", by="USA", on=("CHN",), value=0.5, why="first round")
    ruled = replace(page_brief.findings, rules=(rule,))
    assert any("Rules of a scenario" in line for line in unknown_section(ruled, None, "None.").sentences)
