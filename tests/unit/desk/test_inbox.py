"""The queue without a screen: taking in, pages, two sessions on one log."""

import json

import pytest

from detente.case.write import new_overlay
from detente.core.errors import DataError, UsageError
from detente.desk.inbox import Inbox
from detente.desk.pages import page_of

TEXT = """\
HALDEN (Example Wire) - Norland raised its duty on Sudland steel to 35% last week, according to two Sudland officials.

"We will answer in kind," Trade Minister Jana Brod said. Norland's embassy in Sudland did not respond.
"""


@pytest.fixture
def folder(tmp_path):
    return new_overlay(tmp_path / "mine", "us-china-2025")


@pytest.fixture
def inbox(folder):
    with Inbox.of(str(folder), who="ann") as opened:
        yield opened


def taken(inbox):
    return inbox.take(inbox.propose(TEXT.encode(), "a.txt", "2025-01-31", tier="0"))


def test_a_text_is_taken_in_once(inbox):
    name = taken(inbox)
    assert taken(inbox) == name
    (row,) = inbox.progress()
    assert row.document == inbox.waiting() == name
    assert row.counts["open"] == len(inbox.session(name).queue.items)
    assert row.seconds is None


def test_a_text_without_a_day_is_asked_for_before_it_is_taken_in(inbox):
    held = inbox.propose(b"Norland said it would wait.", "b.txt", tier="0")
    assert held.draft["document"]["published"]["ask"]
    with pytest.raises(UsageError, match="--published"):
        inbox.take(held)
    assert inbox.progress() == ()
    with pytest.raises(UsageError, match="Nothing is in review"):
        inbox.waiting()
    with pytest.raises(UsageError, match="no document in review"):
        inbox.session("text-1")


def test_a_page_marks_the_words_in_its_paragraph(inbox):
    session = inbox.session(taken(inbox))
    for name, item in session.queue.items.items():
        page = page_of(session, name)
        assert TEXT[page.at : page.at + len(page.text)] == page.text
        words = [page.text[m.start : m.end] for m in page.marks if m.role in ("frame", "words")]
        assert item.body["quote"] in words
        for mark in page.marks:
            if mark.role in ("cue", "source", "trigger"):
                assert page.text[mark.start : mark.end] == item.body[mark.role]["quote"]
        assert json.loads(json.dumps(page.as_dict()))["id"] == name
        assert bool(page.types) == (item.kind == "event")


def test_what_was_typed_is_marked_as_typed(inbox):
    session = inbox.session(taken(inbox))
    name = next(i.id for i in session.queue.items.values() if i.kind == "event")
    session.decide("edit", name, seconds=1, fields={"text": "Norland raised a duty.", "status": "planned"})
    lines = {line.name: (line.value, line.typed) for line in page_of(session, name).lines}
    assert lines["text"] == ("Norland raised a duty.", True)
    assert lines["status"] == ("planned", True)
    assert not lines["who"][1]


def test_of_two_sessions_on_one_text_the_later_decision_is_refused(inbox, folder):
    name = taken(inbox)
    mine = inbox.session(name)
    with Inbox.of(str(folder), who="bob") as other:
        theirs = other.session(name)
        first = theirs.next_open()
        theirs.decide("reject", first, seconds=1, reason="told already")
        with pytest.raises(DataError, match="gone on meanwhile"):
            mine.decide("accept", first, seconds=1)
    again = inbox.session(name)
    assert again.queue.items[first].state == "rejected"
    assert mine.queue.items[first].state == "open"
    assert again.next_open(first) != first


def test_next_and_back_stay_within_the_queue(inbox):
    session = inbox.session(taken(inbox))
    names = list(session.queue.items)
    assert session.beside(names[0], -1) == names[0]
    assert session.beside(names[0], 1) == names[1]
    assert session.beside(names[-1], 1) == names[-1]
    assert session.next_open(names[-1]) == names[0]
