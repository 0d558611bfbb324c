"""detente brief and detente demo."""

import json
from pathlib import Path

import pytest

from detente.cli.brief import SECOND
from detente.report.brief_beside import BESIDE


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch):
    """The bands need draws, these tests do not."""
    monkeypatch.setattr("detente.case.scenarios.DRAWS", 4)


def test_brief_shows_key_numbers_and_writes_files(detente):
    words = ("brief", "us-china-2025", "--on", "2025-05-09")
    said = detente(*words, "--out", "b.html", "--out", "b.json")
    assert said.code == 0
    made = json.loads(Path("b.json").read_text(encoding="utf-8"))
    assert made["schema"] == "detente.brief/1"
    flat = " ".join(said.out.split())
    assert made["meta"]["run"] in flat
    for number in made["numbers"]:
        assert number["behind"] or set(number["label"].split()) <= set(flat.split())
        assert set(number) >= {
            "id",
            "value",
            "lo50",
            "hi50",
            "lo90",
            "hi90",
            "unit",
            "horizon",
            "baseline",
            "definition",
        }
    assert "detente rates us-china-2025 USA CHN --by sector --on 2025-05-09" in said.out
    assert Path("b.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")


def test_demo_writes_its_page_again_and_again(detente):
    Path("demo-brief.html").write_text("old", encoding="utf-8")
    said = detente("demo")
    assert said.code == 0
    page = Path("demo-brief.html").read_text(encoding="utf-8")
    assert "us-china-2025" in page
    assert "demo-brief.html" in "".join(said.out.split())
    assert "Average over product lines" not in said.out, "what a number means stands in the page"
    assert "Average over product lines" in page
    assert len(said.out.splitlines()) < 75


def test_the_suffix_of_a_brief_is_one_that_is_written(detente):
    said = detente("brief", "us-china-2025", "--out", "b.docx")
    assert said.code == 2
    assert said.err == "detente: --out b.docx: the suffix must be one of .html, .pdf, .pptx, .xlsx, .md, .json.\n"


def test_the_second_time_it_is_read_from_the_workspace_and_fresh_makes_it_again(detente):
    words = ("brief", "us-china-2025", "--on", "2025-05-09", "--json")
    first = detente(*words)
    assert "law and long run" in first.err
    run = first.json["meta"]["run"]
    assert {path.name for path in Path(".detente/briefs", run).iterdir()} == {
        "manifest.json",
        "pages.json",
        "pictures.json",
    }
    again = detente(*words)
    assert "law and long run" not in again.err
    assert again.out == first.out
    Path(".detente/briefs", run, "pages.json").write_text("{", encoding="utf-8")
    mended = detente("brief", "us-china-2025", "--on", "2025-05-09")
    assert mended.code == 0
    assert "is damaged and was not read. It was worked out again." in " ".join((mended.out + mended.err).split())


def test_the_second_process_is_told_its_task_by_the_name_that_the_report_gives():
    assert SECOND == BESIDE
