import pytest

from detente.core.errors import (
    CaseError,
    CheckFailed,
    DataError,
    DetenteError,
    LabelError,
    NotSolved,
    UsageError,
)


@pytest.mark.parametrize(
    ("kind", "code", "parent"),
    [
        (UsageError, 2, DetenteError),
        (DataError, 3, DetenteError),
        (CaseError, 3, DataError),
        (LabelError, 3, DataError),
        (NotSolved, 4, DetenteError),
        (CheckFailed, 5, DetenteError),
    ],
)
def test_the_tree_and_its_exit_codes(kind, code, parent):
    assert kind.exit_code == code
    assert issubclass(kind, parent)
    assert DetenteError.exit_code == 1


def test_a_case_error_lists_every_problem():
    error = CaseError(["first.", "second."])
    assert error.problems == ("first.", "second.")
    assert str(error) == "first.\nsecond."
    assert CaseError("alone.").problems == ("alone.",)
