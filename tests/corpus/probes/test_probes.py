"""Probe sentences: items are well formed, and the desk does on them what it did when its rules were last set."""

import importlib.util
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FLOORS = {
    "silences-tune": {"recall": 0.84, "recall_cue": 0.97, "precision": 0.96},
    "dates-tune": {"share": 0.93, "guided_share": 0.98},
}

spec = importlib.util.spec_from_file_location("probes_score", HERE / "score.py")
score = importlib.util.module_from_spec(spec)
spec.loader.exec_module(score)


def items(name):
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["item"]


@pytest.mark.parametrize("path", sorted(HERE.glob("silences-*.toml")), ids=lambda path: path.stem)
def test_a_silence_names_a_cue_and_a_source_that_stand_in_its_text(path):
    rows = items(path.stem)
    assert len({row["text"] for row in rows}) == len(rows)
    assert {bool(row["silences"]) for row in rows} == {True, False}
    for row in rows:
        for silence in row["silences"]:
            score.place(row["text"], silence["cue_contains"])
            assert silence["source_contains"] in row["text"]


@pytest.mark.parametrize("path", sorted(HERE.glob("dates-*.toml")), ids=lambda path: path.stem)
def test_a_date_lies_where_its_own_words_say(path):
    rows = items(path.stem)
    assert len({row["text"] for row in rows}) == len(rows)
    for row in rows:
        score.place(row["text"], row["expression"])
        ends = [row[end] for end in ("start", "end") if end in row]
        assert ends == sorted(ends)
        if len(set(ends)) == 1 and len(ends) == 2:
            said = [day for day in WEEKDAYS if day in row["expression"]]
            assert not said or WEEKDAYS[ends[0].weekday()] in said, row["text"]


@pytest.mark.parametrize("name", FLOORS)
def test_the_desk_is_no_worse_than_it_was(name):
    total, errors = score.score(HERE / f"{name}.toml", "0")
    low = {key: total[key] for key, floor in FLOORS[name].items() if total[key] < floor}
    assert not low, "\n".join(errors)


def test_what_is_counted():
    text = "Tarvia's treasury did not respond to a request for comment. The port was busy on Friday."
    said = {"text": text, "published": "2025-04-11"}
    cue = "did not respond to a request for comment"
    right, none = score.silences([{**said, "silences": [{"cue_contains": cue, "source_contains": "treasury"}]}], "0")
    wrong, told = score.silences([{**said, "silences": [{"cue_contains": cue, "source_contains": "port"}]}], "0")
    assert (right["recall"], right["precision"], none) == (1.0, 1.0, [])
    assert (wrong["recall"], wrong["recall_cue"], wrong["precision"], len(told)) == (0.0, 1.0, 1.0, 1)
    near, extra = score.silences([{**said, "silences": [{"cue_contains": "busy", "source_contains": "port"}]}], "0")
    assert (near["recall_cue"], near["precision"], len(extra)) == (0.0, 0.0, 2)
