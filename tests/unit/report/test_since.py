"""Marks of earlier briefs, and the page on what changed since."""

import json
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from detente.case.read import open_case
from detente.case.write import new_overlay
from detente.core.errors import DataError, UsageError
from detente.report.marks import find_mark, leave_mark, marks
from detente.report.numbers import KeyNumber
from detente.report.page import Section
from detente.report.since import since_brief

sys.path.insert(0, str(Path(__file__).parent))
from papers import small_brief


@dataclass(frozen=True)
class Small:
    """What a brief is asked for here, and can be replaced."""

    numbers: tuple[KeyNumber, ...]
    sections: tuple[Section, ...]
    command: str
    run: str

    def to_json(self):
        return {"meta": {"run": self.run}}


def small(run, shown="−0.33 % to −0.13 %"):
    made = small_brief(Section("changed", "What changed in the last seven days", ("old",)))
    return Small((replace(made.numbers[0], shown=shown),), made.sections, made.command, run)


@pytest.fixture(scope="module")
def case():
    return open_case("us-china-2025")


@pytest.fixture(autouse=True)
def _own_workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("DETENTE_WORKSPACE", str(tmp_path / "w"))


def test_an_overlay_without_a_brief_is_compared_with_that_of_its_case(case, tmp_path):
    overlay = open_case(new_overlay(tmp_path / "mine", "us-china-2025"))
    written(case, "aaaa11112222", "2025-05-09", 300)
    assert find_mark("last", overlay).run == find_mark("aaaa", overlay).run == "aaaa11112222"
    written(overlay, "bbbb11112222", "2025-05-08", 100)
    assert find_mark("last", overlay).run == "bbbb11112222", "its own comes first, however old"
    assert find_mark("last", case, "cccc11112222").run == "aaaa11112222"


def written(case, run, day, seconds):
    path = leave_mark(small(run), case, case.ledger.moment(day))
    os.utime(path, (seconds, seconds))
    return path


def test_last_is_the_latest_brief_of_the_case_that_is_not_this_one(case):
    with pytest.raises(DataError, match="no earlier brief of us-china-2025 is kept"):
        find_mark("last", case)
    written(case, "aaaa11112222", "2025-05-02", 100)
    written(case, "bbbb11112222", "2025-05-09", 200)
    assert find_mark("last", case).run == "bbbb11112222"
    assert find_mark("last", case, "bbbb11112222").run == "aaaa11112222"


def test_a_run_is_found_by_its_start_and_a_day_by_itself(case):
    written(case, "aaaa11112222", "2025-05-02", 1)
    written(case, "aaaa33334444", "2025-05-03", 2)
    assert find_mark("aaaa1", case).moment.on.isoformat() == "2025-05-02"
    mark = find_mark("2025-04-12", case)
    assert (mark.moment.on.isoformat(), mark.run, mark.records) == ("2025-04-12", "", None)
    assert mark.name == "12 Apr 2025"
    for typed, error, sentence in (
        ("aaaa", UsageError, "type more digits"),
        ("aa", UsageError, "4 digits"),
        ("ffff", DataError, "no brief or run of us-china-2025 begins with ffff"),
        ("1999-01-01", UsageError, "begins on"),
    ):
        with pytest.raises(error, match=sentence):
            find_mark(typed, case)


def test_damaged_marks_and_those_of_other_cases_are_passed_over(case):
    path = written(case, "aaaa11112222", "2025-05-02", 1)
    (path.parent / "broken.json").write_text("{")
    (path.parent / "other.json").write_text(json.dumps({"schema": "detente.mark/1", "case": "other"}))
    assert [mark["run"] for mark in marks("us-china-2025")] == ["aaaa11112222"]


def test_the_page_says_measures_facts_and_numbers(case):
    leave_mark(small("aaaa11112222", "−0.30 % to −0.10 %"), case, case.ledger.moment("2025-05-02"))
    brief = since_brief(small("bbbb11112222"), case, case.ledger.moment("2025-05-09"), "last")
    page, *rest = brief.sections
    assert page.title == "What changed since 2 May 2025 (run aaaa11112222)"
    assert "changed" not in {section.id for section in rest}, "the page on the last seven days gives way"
    assert brief.command.endswith(" --since aaaa11112222")
    tables = {table.caption.split(",")[0]: table for table in page.tables}
    assert set(tables) == {"By measure", "By fact", "Key numbers that are others now"}
    rows = {row[0]: row for row in tables["By measure"].rows}
    assert rows["Car parts: 25 %"][4] == "+0.9"
    assert rows["all together, exact"][-2:] == ("−0.003 %", "−0.003 %")
    assert tables["Key numbers that are others now"].rows == (
        ("Real income, A", "−0.30 % to −0.10 %", "−0.33 % to −0.13 %"),
    )
    assert any("contacts" in sentence and "claims" in sentence for sentence in page.sentences)


def test_that_nothing_changed_is_an_answer(case):
    moment = case.ledger.moment("2025-05-09")
    leave_mark(small("aaaa11112222"), case, moment)
    page = since_brief(small("bbbb11112222"), case, moment, "last").sections[0]
    assert page.sentences == ("Nothing changed: no measure moved and no record came or went.",)
    assert page.tables == ()


def test_a_day_after_the_brief_is_refused(case):
    moment = case.ledger.moment("2025-05-09")
    with pytest.raises(UsageError, match="12 May 2025 lies after 9 May 2025, the day of this brief"):
        since_brief(small("cccc11112222"), case, moment, "2025-05-12")
