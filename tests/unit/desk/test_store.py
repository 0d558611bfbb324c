"""The review log: rows are only added, survive, and show it when somebody changed them."""

import sqlite3

import pytest

from detente.core.errors import DataError
from detente.desk.store import Held, Store

HELD = Held("wire-1", "ab" * 32, "Norland raised its duty.", {"tool": {"tier": "0"}, "passages": []})


@pytest.fixture
def path(tmp_path):
    with Store(tmp_path / "log.sqlite") as store:
        store.add(HELD)
        store.append("wire-1", {"action": "accept", "item": "a1"})
        store.append("wire-1", {"action": "reject", "item": "a2"})
    return tmp_path / "log.sqlite"


def test_what_was_added_is_there_when_it_is_opened_again(path):
    with Store(path) as store:
        assert store.documents() == (HELD,)
        assert [row.body["action"] for row in store.rows("wire-1")] == ["draft", "accept", "reject"]
        assert store.append("wire-1", {"action": "undo"}).seq == 4


def test_the_place_of_the_reader_is_kept(path):
    with Store(path) as store:
        assert not store.place("wire-1")
        store.move("wire-1", "a1")
        store.move("wire-1", "a2")
    with Store(path) as store:
        assert store.place("wire-1") == "a2"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM log",
        "UPDATE log SET body = '{}'",
        "DELETE FROM document",
        "UPDATE document SET text = 'other'",
    ],
)
def test_the_file_itself_refuses_to_change_rows(path, statement):
    database = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="only added"):
        database.execute(statement)
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE log SET body = '{"action": "accept", "item": "a9"}' WHERE seq = 2""",
        "DELETE FROM log WHERE seq = 2",
        """UPDATE document SET draft = '{"tool": {}}'""",
        "UPDATE log SET body = 'no json' WHERE seq = 3",
    ],
)
def test_a_change_behind_its_back_is_seen(path, statement):
    database = sqlite3.connect(path)
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {name}")
    database.execute(statement)
    database.commit()
    database.close()
    with pytest.raises(DataError, match="review log"):
        Store(path)


def test_a_document_is_added_once(path):
    with Store(path) as store, pytest.raises(DataError, match="cannot be taken"):
        store.add(HELD)
    with Store(path) as store:
        assert len(store.rows("wire-1")) == 3


def test_a_row_for_an_unknown_document_is_refused_and_leaves_nothing(path):
    with Store(path) as store:
        with pytest.raises(DataError, match="not saved"):
            store.append("wire-2", {"action": "accept"})
        assert store.append("wire-1", {"action": "accept", "item": "a3"}).seq == 4


def test_another_file_is_no_log(tmp_path):
    other = tmp_path / "notes.sqlite"
    other.write_text("This is a letter, not a database, and long enough to be looked at." * 20, encoding="utf-8")
    with pytest.raises(DataError, match="no review log"):
        Store(other)
