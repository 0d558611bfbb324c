"""Answers not given, sentence by sentence: how many parties are silent, and who; what is no silence to the press."""

import tomllib
from pathlib import Path

import pytest

from detente.desk.draft import draft

CORPUS = Path(__file__).parents[2] / "corpus"
NAMES = tomllib.loads((CORPUS / "gazetteer.toml").read_text(encoding="utf-8"))
ROWS = [
    line.split("|", 1)
    for line in (Path(__file__).parent / "sentences" / "silences.txt").read_text(encoding="utf-8").splitlines()
]
SILENT = [(text, int(count)) for count, text in ROWS if count != "0"]
OTHERWISE = [text for count, text in ROWS if count == "0"]
ASKED = "Rowe Steel did not respond to a request for comment."


def silences(text):
    return draft(text, "2023-05-16", case=NAMES, tier="0").nonresponses


@pytest.mark.parametrize(("text", "count"), SILENT, ids=[f"{n} {row[0][:40]}" for n, row in enumerate(SILENT)])
def test_each_party_that_gives_no_answer_is_found(text, count):
    assert len(silences(text)) == count


@pytest.mark.parametrize("text", OTHERWISE, ids=[f"{n} {text[:40]}" for n, text in enumerate(OTHERWISE)])
def test_what_is_no_silence_to_the_press_is_left(text):
    (found,) = silences(f"{text}\n\n{ASKED}")
    assert found.source.quote == "Rowe Steel"


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("Neither the trade ministry nor the central bank replied.", ["the trade ministry", "the central bank"]),
        ("Kettle, Rowe Steel and Lumicor all declined to comment.", ["Kettle", "Rowe Steel", "Lumicor"]),
        ("The trade ministry declined to comment, as did the embassy.", ["The trade ministry", "the embassy"]),
        ("There was no immediate comment from the palace.", ["the palace"]),
        ("Calls to the ministry went unanswered.", ["the ministry"]),
        ('"I have nothing for you on that," the spokesman said.', ["the spokesman"]),
        ("The port did not reply, and the harbour master said he had no comment.", ["The port", "the harbour master"]),
        ("The bank referred questions to the embassy, which declined to comment.", ["The bank", "the embassy"]),
        ("The bank passed queries on to the mission, where calls went unanswered.", ["The bank", "the mission"]),
        ("The bank referred questions to the port, where the duty clerk hung up.", ["The bank", "the duty clerk"]),
        ("The ministry declined to comment and referred questions to the bank.", ["The ministry"]),
    ],
)
def test_the_source_is_the_party_that_is_silent(text, parties):
    assert [one.source.quote for one in silences(text)] == parties


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The ministry did not reply to an e-mail.", "no-response"),
        ("The ministry would not discuss private conversations.", "declined"),
        ("The owner could not be reached for comment.", "unreachable"),
        ("No one at the mill was available for comment.", "unreachable"),
        ("The firm referred questions to the ministry.", "declined"),
    ],
)
def test_the_kind_tells_refusal_from_silence(text, kind):
    assert [one.kind for one in silences(text)] == [kind]


def test_he_did_not_is_a_silence_only_after_a_question():
    asked = "Reached on his mobile, the aide told a reporter that he would call back. He did not."
    other = "The aide said he would leave the party. He did not."
    assert [one.cue.quote for one in silences(asked)] == ["did not"]
    assert silences(other) == ()


def test_the_press_that_asked_is_left_out_once_the_answer_is_told():
    text = "The Post has asked the ministry for comment. The ministry declined to give one."
    assert [one.kind for one in silences(text)] == ["declined"]
    assert len(silences("The Post has asked the ministry for comment.")) == 1
