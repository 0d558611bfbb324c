"""``detente diff``: what changed in law between two days."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from detente.case.read import open_case
from detente.cli.names import CaseName
from detente.cli.options import PLAIN, Day, Output
from detente.cli.show import show
from detente.report.answers.diff import diff_answer

__all__ = ["diff"]


def diff(
    case: CaseName,
    /,
    *,
    start: Annotated[Day, Parameter(name="--from")],
    end: Annotated[Day, Parameter(name="--to")],
    as_of: Day | None = None,
    output: Output = PLAIN,
) -> None:
    """List changes with their effect on the average tariff.

    Parameters
    ----------
    case
        Bundled case or folder.
    start
        The earlier day.
    end
        The later day.
    as_of
        Day of knowledge for both; default: each day with what was known on it.
    output
        Where the answer goes.
    """
    output.refuse_files()
    show(diff_answer(open_case(case), start, end, as_of), output)
