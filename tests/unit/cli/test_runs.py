"""detente runs list, show and delete."""

import json

import pytest


@pytest.fixture
def run(detente):
    return detente("run", "dispute:half", "--json").json["run"]


def test_a_run_is_listed_shown_and_deleted(detente, run, tmp_path):
    (row,) = detente("runs", "list", "--json").json["rows"]
    assert (row["id"], row["scenario"], row["case"]) == (run, "half", "dispute")
    assert row["bytes"] > 1000
    said = detente("runs", "show", run[:5])
    assert said.code == 0
    assert "The schedule halved" in said.out
    assert "Certificate: " in said.out
    assert {row["region"] for row in detente("runs", "show", run, "--json").json["rows"]} == {"USA", "CHN", "ROW"}
    assert detente("runs", "delete", run[:5]).out.startswith(f"deleted: run {run}")
    assert list((tmp_path / ".detente" / "runs").iterdir()) == []
    assert "None yet" in detente("runs").out


def test_a_brief_goes_with_its_mark(detente, tmp_path):
    folder = tmp_path / ".detente" / "briefs" / "abcd12345678"
    folder.mkdir(parents=True)
    meta = {"run": "abcd12345678", "case": "dispute", "on": "2025-03-10"}
    (folder / "manifest.json").write_text(json.dumps({"title": "A dispute", "meta": meta}))
    mark = tmp_path / ".detente" / "marks" / "abcd12345678.json"
    mark.parent.mkdir()
    mark.write_text("{}")
    assert "1 briefs" in detente("runs").out
    assert detente("runs", "show", "abcd").code == 0
    assert detente("runs", "delete", "abcd").code == 0
    assert not folder.exists()
    assert not mark.exists()


def test_a_link_out_of_the_workspace_is_not_followed(detente, run, tmp_path):
    outside = tmp_path / "mine"
    inside = tmp_path / ".detente" / "runs" / run
    inside.rename(outside)
    inside.symlink_to(outside, target_is_directory=True)
    said = detente("runs", "delete", run)
    assert said.code == 3
    assert "leads out of the workspace" in said.err
    assert (outside / "manifest.json").is_file()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("show", "ab"), 2, "at least 4 digits"),
        (("show", "ffffffff"), 3, "nothing in"),
        (("delete",), 2, "name what to delete"),
        (("delete", "ffffffff"), 3, "detente runs lists"),
    ],
)
def test_what_is_not_there(detente, run, words, code, sentence):
    said = detente("runs", *words)
    assert said.code == code
    assert sentence in said.err
    assert len(detente("runs", "--json").json["rows"]) == 1


def test_a_damaged_folder_is_passed_over(detente, run, tmp_path):
    (tmp_path / ".detente" / "runs" / run / "manifest.json").write_text("[1")
    assert "None yet" in detente("runs").out
