"""The error tree of detente.

::

    DetenteError        1   base of all; raised alone it is a fault of ours
    ├── UsageError      2   a command or a call that does not parse
    ├── DataError       3   a file, table or array that is missing or unusable
    │   ├── CaseError   3   a record of a case or scenario that is wrong
    │   └── LabelError  3   a country, sector or product that does not exist or does not match
    ├── NotSolved       4   a model that found no equilibrium
    └── CheckFailed     5   an identity or a published number that does not hold

The number is the exit code of the command line. Every message is one sentence or more that says what
is wrong, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["CaseError", "CheckFailed", "DataError", "DetenteError", "LabelError", "NotSolved", "UsageError"]


class DetenteError(Exception):
    """Base of every error that detente raises on purpose; ``exit_code`` is what the command line returns."""

    exit_code = 1


class UsageError(DetenteError):
    """A command or call that cannot be understood (exit code 2)."""

    exit_code = 2


class DataError(DetenteError):
    """A file, table or array that is missing or unusable (exit code 3)."""

    exit_code = 3


class CaseError(DataError):
    """One or more wrong records of a case or scenario; all problems of a file are listed.

    Parameters
    ----------
    problems
        One sentence for each problem: file, record, field, what is wrong and what to do.
    """

    def __init__(self, problems: Sequence[str] | str) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class LabelError(DataError):
    """A country, sector or product code that does not exist, or two label sets that differ (exit code 3)."""


class NotSolved(DetenteError):
    """A model that found no equilibrium; the message carries the status sentence (exit code 4)."""

    exit_code = 4


class CheckFailed(DetenteError):
    """An identity that does not hold or a published number that is not met (exit code 5)."""

    exit_code = 5
