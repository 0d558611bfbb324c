"""``detente talks``: the JSON contract, what a reader sees, and usage."""

import json
from pathlib import Path

import pytest

from detente.__main__ import main

ON = ["talks", "us-china-2025", "--on", "2025-05-22", "--until", "2025-07-01", "--quiet"]


def test_json_holds_every_row_under_the_agreed_keys(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.case.talks.DRAWS", 60)
    assert main([*ON, "--json", "--game"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert all(set(row) == {"model", "horizon_days", "p", "low", "high"} for row in found["table"])
    assert {row["horizon_days"] for row in found["table"]} == {7, 14, 30, 40, 60, 90}
    assert [row["p"] for row in found["table"] if row["model"] == "headline"] == [
        row["p"] for row in found["table"] if row["model"] == found["headline"]
    ]
    assert found["condition"]["days_without_record"] == 10
    assert [clause["clause"] for clause in found["rule"]] == ["score", "record", "fit", "frozen"]
    assert found["headline"] == "stack"
    assert not found["missing"]
    assert {row["model"] for row in found["table"]} >= {"structural", "constant", "markov", "weibull", "stack"}
    game = found["game"]
    usual, cut = (next(r for r in game["pieces"] if r["change"] == n) for n in ("as it is", "no channel"))
    assert cut["within_91_days"] < usual["within_91_days"] - 0.05
    assert len(game["posterior"]) == 19
    assert 0.0 < game["first_mover_a"] < 1.0


def test_a_reader_sees_the_headline_the_rule_and_what_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([*ON, "--save-figures", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "meet in person by 1 Jul 2025" in " ".join(out.split())
    assert "Nothing is known of the 10 days after it" in " ".join(out.split())
    assert "So the headline is the stack" in " ".join(out.split())
    assert "game of attrition" in out
    assert (tmp_path / "hazard.svg").read_text().startswith("<svg")


def test_backtest_prints_scores(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    window = ["--backtest", "--from", "2018-11-20", "--to", "2018-12-03", "--quiet"]
    assert main(["talks", "us-china-2025", *window, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    keys = {"origin", "horizon_days", "model", "p", "outcome", "log_score", "brier"}
    assert all(set(row) == keys for row in found["rows"])
    assert {"constant", "markov", "weibull", "hazard-resets", "hazard-persists", "structural", "stack", "headline"} == {
        row["model"] for row in found["means"]
    }
    assert all(row["log_score_se"] is None and row["brier_se"] is None for row in found["means"])
    head = found["calibration"]["headline"]
    assert sum(row["forecasts"] for row in head) == sum(row["model"] == "headline" for row in found["rows"])
    assert main(["talks", "us-china-2025", *window, "--save-figures", str(tmp_path)]) == 0
    assert (tmp_path / "calibration.svg").read_text().startswith("<svg")
    assert "these scores are no clean test" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "2020-01-01"], "belong to --backtest"),
        (["--backtest", "--on", "2020-01-01"], "give --from and --to"),
        (["--on", "2025-05-01", "--until", "2025-04-01"], "give a day after"),
    ],
)
def test_options_that_do_not_go_together(options: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["talks", "us-china-2025", *options]) == 2
    assert words in capsys.readouterr().err
