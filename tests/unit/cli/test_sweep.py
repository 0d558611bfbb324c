"""``detente sweep``: what is printed, what is refused, and how it goes on."""

import json

import pytest

from detente.__main__ import main
from detente.report.runs import workspace

SCENARIO = """
case = "us-china-2025"
title = "Both halve"
base = 2025-05-09

[sweep]
elasticity = ["fgo"]
deficits = ["fixed"]
days = ["2025-04-12"]
{more}
"""


@pytest.fixture
def scenario(tmp_path, monkeypatch):
    monkeypatch.setenv("DETENTE_WORKSPACE", str(tmp_path / "workspace"))

    def write(more=""):
        path = tmp_path / "small.toml"
        path.write_text(SCENARIO.format(more=more))
        return str(path)

    return write


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--draws", "1"], 2, "at least two"),
        (["--jobs", "0"], 2, "from 1 on"),
        (["--executor", "somewhere"], 2, "tcp://"),
        (["--out", "a", "--out", "b"], 2, "one folder"),
        (["--out", "a.exe"], 2, "suffix"),
        (["--model", "medium-run"], 2, "medium-run"),
    ],
)
def test_what_cannot_be_swept_is_told_before_anything_is_solved(scenario, capsys, words, code, sentence):
    assert main(["sweep", scenario(), *words]) == code
    assert sentence in capsys.readouterr().err
    assert not workspace().exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("rebate = ['burnt']", 'field "rebate"'),
        ("horizon = [3.0]", "horizon"),
        ("[sweep.ranges]\ncapital_share = [0.6, 0.2]", "lowest and the highest"),
        ("[sweep.ranges]\ncapital_share = [0.6]", "lowest and the highest"),
        ("scenarios = ['no-such.toml']", "no-such.toml"),
    ],
)
def test_a_wrong_table_names_its_field(scenario, capsys, more, sentence):
    assert main(["sweep", scenario(more)]) == 3
    assert sentence in capsys.readouterr().err


def test_a_sweep_is_printed_kept_and_resumed(scenario, capsys, tmp_path):
    name, folder = scenario(), tmp_path / "mine"
    words = ["sweep", name, "--draws", "24", "--jobs", "2", "--json", "--out", str(folder)]
    assert main(words) == 0
    captured = capsys.readouterr()
    first = json.loads(captured.out)
    assert "24 of 24 draws" in captured.err
    assert first["schema"] == "detente.sweep/1"
    assert first["solved"] == 24
    assert first["not_solved"] == {}
    everything = [row for row in first["bands"] if row["kind"] == "all" and row["reading"] == "welfare CHN"]
    assert everything[0]["hi90"] < 0.0
    assert {row["assumption"] for row in first["drivers"]} == {"scenario", "elasticity_level", "elasticity_services"}
    kept = (folder / "summary.json").read_text(encoding="utf-8")
    assert main(words) == 2
    assert "--resume" in capsys.readouterr().err
    assert main([*words, "--resume"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == first
    assert "24 of 24 draws were there already" in captured.err
    assert (folder / "summary.json").read_text(encoding="utf-8") == kept
    assert main([*words, "--resume", "--seed", "2"]) == 3
    assert "different: seed" in capsys.readouterr().err


def test_each_horizon_has_a_table_of_its_own(scenario, capsys):
    assert main(["sweep", scenario(), "--draws", "24", "--jobs", "1", "--model", "both", "--quiet"]) == 0
    page = capsys.readouterr().out
    assert "Long run. How sure: changes" in page
    assert "Short run, 12 months. How sure: changes" in page
    assert "labour without" in page
    assert "long run or short run" not in page, "no assumption, but another question"


def test_the_workspace_is_where_a_sweep_goes_without_more(scenario, capsys, monkeypatch):
    monkeypatch.setattr("detente.core.execute.Processes.run", stopped)
    assert main(["sweep", scenario(), "--draws", "24"]) == 130
    assert "--resume goes on from there" in capsys.readouterr().err
    (folder,) = (workspace() / "sweeps").iterdir()
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["sweep"] == folder.name


def stopped(self, task, shared, items):
    raise KeyboardInterrupt
