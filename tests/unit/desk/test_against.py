"""Events of a draft beside what the case has: repeats, other days, other askers, denials; one event of two articles."""

import pytest

from detente.case.read import open_case
from detente.case.write import new_overlay
from detente.desk.draft import draft
from detente.desk.inbox import Inbox
from detente.desk.pages import page_of

CASE = "us-china-2025"


@pytest.fixture(scope="module")
def case():
    return open_case(CASE)


def drafted(text, case):
    made = draft(text, "2025-05-09", case=case, tier="0")
    return made, {name for event in made.events for name in event.attributes.get("in_case", ())}


def conflict(made, kind):
    return [(one.with_, one.message) for one in made.conflicts if one.kind == kind]


def test_an_event_that_the_case_has_is_named(case):
    made, told = drafted("Wang Wentao asked Howard Lutnick for talks in April.", case)
    assert "wang-wentao-to-lutnick" in told
    assert any("events may tell what the case has" in note for note in made.notes)


def test_other_persons_are_another_event(case):
    _, told = drafted("Wang Wentao asked Marco Rubio for talks in April.", case)
    assert "wang-wentao-to-lutnick" not in told


def test_another_day_is_a_conflict_with_its_record(case):
    made, told = drafted("Scott Bessent called He Lifeng on 25 February 2025.", case)
    assert told == set()
    ((record, message),) = conflict(made, "date")
    assert record == "e-o116"
    assert "2025-02-21" in message


def test_another_asker_is_a_conflict(case):
    made, _ = drafted("Marco Rubio asked Wang Yi for a meeting in February.", case)
    assert "wang-yi-to-rubio" in {record for record, _ in conflict(made, "speaker")}


def test_a_denial_of_what_the_case_has_is_a_conflict(case):
    made, _ = drafted("China denied that Marco Rubio called Wang Yi in January.", case)
    assert "rubio-wang-yi-call" in {record for record, _ in conflict(made, "denial")}


def test_a_text_that_the_case_holds_is_named_and_a_case_is_not_needed(case):
    made, told = drafted("Norland and Sudland talked on Friday.", case)
    assert told == set()
    assert made.conflicts == ()
    assert draft("Wang Wentao asked Howard Lutnick for talks in April.", "2025-05-09", tier="0").conflicts == ()


def test_the_same_event_in_two_articles_is_merged_and_counts_once(tmp_path):
    folder = new_overlay(tmp_path / "mine", CASE)
    texts = [
        "Scott Bessent visited Wang Yi on Monday.",
        "Officials spoke of tariffs. Scott Bessent visited Wang Yi on Monday, in Beijing.",
    ]
    with Inbox.of(str(folder), who="ann") as inbox:
        made = []
        for number, text in enumerate(texts):
            name = inbox.take(inbox.propose(text.encode(), f"{number}.txt", "2025-05-09", tier="0"))
            session = inbox.session(name)
            event = next(i.id for i in session.queue.items.values() if "visited" in i.body["quote"])
            told = [one.record for one in page_of(session, event).told if one.kind == "repeat"]
            fields = {"voice": "reporter", "type": "C.VISIT"}
            if told:
                fields["same_event"] = told[0]
            session.decide("accept", event, seconds=1, fields=fields)
            made.append((f"{name}-{event}", told))
    (first, none), (second, (same, *_)) = made
    assert none == []
    assert same == first
    dossier = open_case(folder).dossier
    assert dossier.happenings[second].same_event == first
    link = dossier.links[f"{second}-repeats"]
    assert (link.from_, link.to) == (f"{second}-claim", f"{first}-claim")
