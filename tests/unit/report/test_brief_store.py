from dataclasses import replace
from math import isnan

import pytest

from detente.case.asked import ask
from detente.core.errors import DataError
from detente.report import brief_store
from detente.report.brief_store import kept_brief, open_brief, store_brief
from detente.report.export import to_json
from detente.report.html import brief_html


@pytest.fixture(autouse=True)
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("DETENTE_WORKSPACE", str(tmp_path / "work"))
    return tmp_path / "work"


@pytest.fixture
def small(page_brief):
    """The brief with two pages, so that few pictures are drawn."""
    return replace(page_brief, sections=(*page_brief.sections[:1], *page_brief.sections[-1:]))


def test_a_stored_brief_gives_the_same_page_and_the_same_answer(small):
    store_brief(small, full=False)
    again = open_brief(small.meta["run"], full=False)
    assert brief_html(again) == brief_html(small)
    assert to_json(again.to_json()) == to_json(small.to_json())
    assert again.costs == small.costs
    assert [number.shown for number in again.numbers] == [number.shown for number in small.numbers]
    assert not any(isnan(number.value) for number in again.numbers)


def test_a_stored_brief_says_what_it_no_longer_holds(small):
    store_brief(small, full=False)
    again = open_brief(small.meta["run"], full=False)
    with pytest.raises(DataError, match="keeps its pages only"):
        _ = again.findings


def test_short_and_full_are_kept_apart(small):
    store_brief(small, full=False)
    assert open_brief(small.meta["run"], full=True) is None
    store_brief(small, full=True)
    assert open_brief(small.meta["run"], full=True).title == small.title


def test_another_program_writes_its_own(small, monkeypatch):
    store_brief(small, full=False)
    monkeypatch.setattr(brief_store, "_program", lambda: "another")
    assert open_brief(small.meta["run"], full=False) is None


@pytest.mark.parametrize("harm", ["cut", "changed", "missing", "manifest"])
def test_a_damaged_folder_is_told_of(small, harm):
    folder = store_brief(small, full=False)
    pages = folder / "pages.json"
    if harm == "cut":
        pages.write_bytes(pages.read_bytes()[:500])
    elif harm == "changed":
        pages.write_bytes(pages.read_bytes().replace(b"United", b"Untied", 1))
    elif harm == "missing":
        (folder / "pictures.json").unlink()
    else:
        (folder / "manifest.json").write_text("[]", encoding="utf-8")
    with pytest.raises(DataError, match="is damaged and was not read"):
        open_brief(small.meta["run"], full=False)


def test_the_same_question_is_worked_out_once(small, monkeypatch):
    asked = ask("us-china-2025", None, None)
    made = []

    def make(case, on, as_of, **_):
        made.append(on)
        return replace(small, meta={**small.meta, "run": run_of(case, on, as_of)})

    monkeypatch.setattr("detente.report.brief.brief", make)
    first, said = kept_brief(asked, "us-china-2025")
    assert (len(made), said) == (1, ())
    second, said = kept_brief(asked, "us-china-2025")
    assert (len(made), said) == (1, ())
    assert second.bottom_line == first.bottom_line
    kept_brief(asked, "us-china-2025", fresh=True)
    assert len(made) == 2
    other = replace(asked, case=replace(asked.case, digest="0" * 12))
    kept_brief(other, "us-china-2025")
    assert len(made) == 3, "a changed case is another question"


def test_a_damaged_store_is_a_warning_and_no_more(small, monkeypatch, workspace):
    asked = ask("us-china-2025", None, None)
    run = run_of(asked.case, asked.moment.on, asked.moment.as_of)
    known = replace(small, meta={**small.meta, "run": run})
    monkeypatch.setattr("detente.report.brief.brief", lambda *_, **__: known)
    (store_brief(known, full=False) / "manifest.json").write_text("{", encoding="utf-8")
    made, said = kept_brief(asked, "us-china-2025")
    assert made.bottom_line == known.bottom_line
    assert "is damaged and was not read. It was worked out again." in said[0]
    assert kept_brief(asked, "us-china-2025")[1] == (), "and mended"
    monkeypatch.setenv("DETENTE_WORKSPACE", str(workspace / "briefs" / run / "pages.json"))
    assert "The brief is whole all the same." in kept_brief(asked, "us-china-2025")[1][0]


def run_of(case, on, as_of):
    from detente.case.ask import run_id
    from detente.case.scenarios import DRAWS
    from detente.economy.longrun import LongRun

    return run_id(case, case.ledger.moment(on, as_of), case.ledger.base, LongRun(), (), DRAWS)
