from datetime import date

import pytest

from detente.case.evidence_view import dossier
from detente.case.read import open_case
from detente.report.story import story_section


@pytest.fixture(scope="module")
def case():
    return open_case("us-china-2025")


def page_of(case, day, baseline=date(2025, 1, 19)):
    (page,) = story_section(dossier(case, day), baseline)
    return page


def test_steps_are_told_in_their_order_with_who_and_grade(case):
    steps = page_of(case, "2025-05-09").tables[2]
    assert steps.columns == ("day", "who", "does", "what", "grade")
    days = [row[0] for row in steps.rows]
    assert days[0].endswith("2025")
    assert {"raises", "answers"} <= {row[2] for row in steps.rows}
    assert any("125%" in row[3] or "125 %" in row[3] for row in steps.rows)
    assert all(row[4] for row in steps.rows)


def test_nothing_known_later_is_told(case):
    early = page_of(case, "2025-04-12")
    assert not any(row[0] in ("2 May 2025", "9 May 2025") for table in early.tables for row in table.rows)
    assert not any("b-" in row[-1] for table in early.tables for row in table.rows), "the second article is of 9 May"
    assert [table.caption.split(",")[0] for table in page_of(case, "2025-05-09").tables[3:]] == ["Signs of pain"]


def test_who_asked_and_was_refused_is_told_with_the_reason(case):
    asked = page_of(case, "2025-05-09").tables[1]
    assert asked.columns == ("when", "what", "came of it", "by whom", "grade")
    lutnick = next(row for row in asked.rows if "not senior enough" in row[1])
    assert lutnick[2] == "refused (rank gap)"
    assert "announced" in {row[2] for row in asked.rows}
    early = page_of(case, "2025-04-20").tables[1]
    assert not any("Geneva" in row[1] for row in early.rows)
    assert len(early.rows) < len(asked.rows)


def test_what_became_known_in_the_last_week_comes_first(case):
    new = page_of(case, "2025-05-09").tables[0]
    assert new.caption == "Said, asked and agreed in the last 7 days, measures apart"
    assert any("Geneva is announced" in row[1] for row in new.rows)
    assert all(row[2] and row[3] for row in new.rows)


def test_explanations_stand_with_what_speaks_against_each(case):
    view = dossier(case, "2025-05-09")
    said = page_of(case, "2025-05-09").sentences[0]
    weights = [view.ach.inconsistency[name] for name in view.ach.hypotheses]
    assert weights == sorted(weights)
    assert said.startswith("Why did China agree to meet in Geneva? 4 explanations")
    places = [said.index(f"({weight:.1f})") for weight in weights]
    assert places == sorted(places)


def test_how_much_is_known_is_counted(case):
    view = dossier(case, "2025-05-09")
    said = page_of(case, "2025-05-09").sentences[-1]
    assert f"{len(view.dossier.claims)} claims" in said
    record = [grade for grade in view.grades.values() if grade.sourcing in ("P", "R1", "R2")]
    assert f"{len(record)} are on record" in said
    assert 0 < len(record) < len(view.grades)


def test_who_tells_of_pain_is_named(case):
    pain = page_of(case, "2025-05-09").tables[3]
    jobs = next(row for row in pain.rows if "16 million" in row[1])
    assert jobs[0] == "China"
    assert jobs[2:4] == ("forecast", "Nomura")


def test_a_case_without_a_dossier_has_no_such_page(case):
    from dataclasses import replace

    view = dossier(case, "2025-05-09")
    assert story_section(replace(view, dossier=replace(view.dossier, claims={})), date(2025, 1, 19)) == ()
