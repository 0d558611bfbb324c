"""What took long is kept in the workspace, and read only if nothing has changed."""

from types import SimpleNamespace

import numpy as np
import pytest

from detente.case.zone_teach import Taught
from detente.report import kept
from detente.report.answer import Answer, Column, Table


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.setenv("DETENTE_WORKSPACE", str(tmp_path / "work"))
    return tmp_path / "work"


def question(digest="a"):
    case = SimpleNamespace(name="c", digest=digest, ledger=SimpleNamespace(base=SimpleNamespace(digest="w")))
    return case, SimpleNamespace(on="2025-05-09", as_of="2025-05-09")


ANSWER = Answer(
    verb="options",
    meta={"case": "c"},
    body={"rows": [1.5, None]},
    head="head",
    tables=(Table("t", (Column("a", "A", "number", None),), [{"a": "1"}]),),
    intro=("one",),
    lines=("two",),
    warnings=("three",),
)


def test_an_answer_comes_back_as_it_was():
    kept.keep_answer(ANSWER, *question(), ("all",))
    assert kept.kept_answer("options", *question(), ("all",)) == ANSWER


def test_another_question_or_case_has_no_answer_yet():
    kept.keep_answer(ANSWER, *question(), ("all",))
    assert kept.kept_answer("options", *question(), ("pair only",)) is None
    assert kept.kept_answer("options", *question("b"), ("all",)) is None


def test_a_damaged_file_is_not_read(here):
    kept.keep_answer(ANSWER, *question(), ())
    (path,) = (here / "answers").iterdir()
    path.write_text("{", encoding="utf-8")
    assert kept.kept_answer("options", *question(), ()) is None


def taught():
    rng = np.random.default_rng(1)
    return Taught(
        solved=tuple(rng.normal(size=(n, 3, 2, 5)) for n in (4, 3, 3)),
        rest=rng.normal(size=(3, 2, 2)),
        war=rng.normal(size=(3, 3, 2, 5)),
        ladder=rng.normal(size=(3, 5, 3, 2, 5)),
        words="both fall back on a war",
        error=(0.01, 0.02),
        whole_error=(0.03, 0.04),
        solves=12,
    )


def test_packages_are_solved_once(monkeypatch, here):
    calls = []

    def solve(*_, **__):
        calls.append(1)
        return taught()

    monkeypatch.setattr("detente.case.zone_solve.solve_packages", solve)
    told = []
    first, second = (kept.solved_packages(*question(), told.append) for _ in range(2))
    assert calls == [1]
    assert told == ["packages solved before are read"]
    assert (second.words, second.error, second.whole_error, second.solves) == (
        first.words,
        first.error,
        first.whole_error,
        first.solves,
    )
    for one, two in zip((*first.solved, first.rest, first.war), (*second.solved, second.rest, second.war), strict=True):
        np.testing.assert_array_equal(one, two)
    (path,) = (here / "packages").iterdir()
    path.write_bytes(b"PK no archive")
    kept.solved_packages(*question())
    kept.solved_packages(*question(), store=False)
    assert calls == [1, 1, 1]


def test_a_workspace_that_cannot_be_written_costs_only_time(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("DETENTE_WORKSPACE", str(tmp_path / "file"))
    told = []
    kept.keep_answer(ANSWER, *question(), (), told.append)
    assert "cannot be kept" in told[0]
