"""Files that are asked for: suffixes, existing files, folders; nothing is written when something is wrong."""

import json
from pathlib import Path

import pytest

from detente.cli.options import Output
from detente.core.errors import UsageError

WORDS = ("diff", "dispute", "--from", "2025-01-20", "--to", "2025-05-14")


def test_suffix_decides_the_form(detente):
    said = detente(*WORDS, "--out", "a.json", "--out", "a.csv", "--out", "a.md", "--out", "a.txt")
    assert said.code == 0
    wrote = [line for line in said.err.splitlines() if "is capped at" not in line]
    assert wrote == [f"note: wrote a.{suffix}" for suffix in ("json", "csv", "md", "txt")]
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["schema"] == "detente.diff/1"
    assert Path("a.csv").read_text(encoding="utf-8").startswith("when,change,measure,pair,effect")
    assert Path("a.md").read_text(encoding="utf-8").startswith("# From 20 Jan 2025")
    assert Path("a.txt").read_text(encoding="utf-8") == said.out


def test_quiet_leaves_stderr_empty(detente):
    assert detente(*WORDS, "--out", "a.json", "-q").err == ""


def test_an_existing_file_is_kept_unless_forced(detente):
    Path("a.json").write_text("mine", encoding="utf-8")
    said = detente(*WORDS, "--out", "a.json")
    assert said.code == 2
    assert said.err == "detente: --out a.json: the file exists; choose another name, or replace it with --force.\n"
    assert Path("a.json").read_text(encoding="utf-8") == "mine"
    assert detente(*WORDS, "--out", "a.json", "--force").code == 0
    assert Path("a.json").read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("a.docx", "--out a.docx: the suffix must be one of .json, .csv, .md, .txt."),
        ("nowhere/a.md", "--out nowhere/a.md: there is no folder nowhere."),
    ],
)
def test_a_file_that_cannot_be_is_refused_before_anything_is_computed(detente, path, sentence):
    before = sorted(Path().rglob("*"))
    said = detente(*WORDS, "--out", path)
    assert (said.code, said.out, said.err) == (2, "", f"detente: {sentence}\n")
    assert sorted(Path().rglob("*")) == before


def test_json_wins_over_format():
    assert Output(json=True, format="csv").form == "json"
    assert Output(format="csv").form == "csv"


def test_refusal_knows_other_suffixes(tmp_path):
    Output(out=(tmp_path / "w.npz",)).refuse_files((".npz",))
    with pytest.raises(UsageError, match=r"must be one of \.npz"):
        Output(out=(tmp_path / "w.json",)).refuse_files((".npz",))
