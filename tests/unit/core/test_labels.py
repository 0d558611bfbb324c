import pytest

from detente.core.errors import LabelError
from detente.core.labels import close_name, positions, require_same


def test_positions_follow_the_names_asked_for():
    assert positions(("C", "A"), ("A", "B", "C"), "letter").tolist() == [2, 0]


def test_an_unknown_name_gets_a_close_one():
    with pytest.raises(LabelError, match=r"^CHA is no economy\. Did you mean CHN\?$"):
        positions(("USA", "CHA"), ("CHN", "USA"), "economy")


def test_close_names_ignore_capitals_and_are_empty_far_away():
    assert close_name("chn", ["CHN", "USA"]) == " Did you mean CHN?"
    assert not close_name("zzzzzz", ["CHN", "USA"])


def test_two_label_sets_are_named_where_they_differ():
    require_same(("A", "B"), ["A", "B"], "one", "two")
    with pytest.raises(LabelError, match=r"only in one: \['B'\]; only in two: \['C'\]"):
        require_same(("A", "B"), ("A", "C"), "one", "two")
    with pytest.raises(LabelError, match="same labels in another order"):
        require_same(("A", "B"), ("B", "A"), "one", "two")
