"""detente brief: its files, what changed since, and the command that makes it again."""

import json
import shlex
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))
from papers import require_paper


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch):
    monkeypatch.setattr("detente.case.scenarios.DRAWS", 4)


def made(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def test_the_command_in_the_annex_makes_the_same_brief_again(detente):
    first = detente("brief", "dispute", "--on", "2025-03-10", "--out", "a.json")
    assert first.code == 0, first.err
    one = made("a.json")
    words = shlex.split(one["command"])
    assert words[0] == "detente"
    again = detente(*[word.replace("brief.html", "b.json") for word in words[1:]], "--fresh")
    assert again.code == 0, again.err
    two = made("b.json")
    assert two["meta"]["run"] == one["meta"]["run"]
    assert two["numbers"] == one["numbers"]
    rows = {row[0]: row[1] for s in two["sections"] if s["id"] == "reproduce" for row in s["tables"][0]["rows"]}
    assert rows["run"] == one["meta"]["run"]


def test_every_kind_of_file_at_once(detente):
    require_paper()
    names = ("b.pdf", "b.pptx", "b.xlsx", "b.md", "b.html")
    said = detente("brief", "dispute", *(word for name in names for word in ("--out", name)))
    assert said.code == 0, said.err
    starts = (b"%PDF", b"PK", b"PK", b"# ", b"<!doctype html>")
    for name, start in zip(names, starts, strict=True):
        assert Path(name).read_bytes().startswith(start), name


def test_since_the_last_brief(detente):
    assert detente("brief", "dispute", "--since", "last").code == 3
    first = detente("brief", "dispute", "--on", "2025-02-10")
    assert first.code == 0, first.err
    said = detente("brief", "dispute", "--on", "2025-03-10", "--since", "last", "--out", "c.json")
    assert said.code == 0, said.err
    changed = made("c.json")["sections"][0]
    assert changed["id"] == "changed"
    assert changed["title"].startswith("What changed since 10 Feb 2025 (run ")
    assert changed["title"] in " ".join(said.out.split())
    same = detente("brief", "dispute", "--on", "2025-03-10", "--since", "2025-03-10", "--out", "d.json")
    assert "Nothing changed" in made("d.json")["sections"][0]["sentences"][0]
    assert "Nothing changed" in same.out


@pytest.mark.parametrize(("since", "code"), [("abcd", 3), ("ab", 2), ("1990-01-01", 2)])
def test_a_brief_that_is_not_kept_is_told_before_the_work(detente, since, code):
    said = detente("brief", "dispute", "--since", since)
    assert said.code == code
    assert since in said.err
    assert said.out == ""
