import pytest
from pydantic import ValidationError

from detente.core.records import Record, Seq


class Note(Record):
    names: Seq[str]
    count: int = 1
    rate: float = 0.0


def test_a_record_is_frozen_strict_and_closed():
    note = Note(names=["a", "b"])
    assert note.names == ("a", "b"), "the list of a TOML file becomes a tuple"
    with pytest.raises(ValidationError, match="frozen"):
        note.count = 2
    with pytest.raises(ValidationError, match="int"):
        Note(names=[], count="3")
    with pytest.raises(ValidationError, match="colour"):
        Note(names=[], colour="red")
    with pytest.raises(ValidationError, match="tuple"):
        Note(names="a")


@pytest.mark.parametrize("rate", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_refused(rate):
    with pytest.raises(ValidationError, match="finite"):
        Note(names=[], rate=rate)
