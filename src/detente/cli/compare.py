"""``detente compare``: runs side by side."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from detente.cli.names import RunName
from detente.cli.options import FLAG, PLAIN, Output
from detente.cli.show import show
from detente.core.errors import UsageError
from detente.report.answers.compare import compare_answer
from detente.report.runs import find_run

__all__ = ["compare"]


def compare(
    *run: RunName,
    measures: Annotated[str, Parameter(name="--show")] = "welfare,real_wage",
    full: Annotated[bool, FLAG] = False,
    output: Output = PLAIN,
) -> None:
    """Show runs side by side.

    Parameters
    ----------
    run
        Two or more run ids, or starts of them; detente runs lists what is stored.
    measures
        Measures, with commas between them.
    full
        A row for every economy, not only the two sides and those that differ most.
    output
        Where the answer goes.
    """
    output.refuse_files()
    if len(run) < 2:
        raise UsageError("compare takes at least two runs; detente runs lists what is stored.")
    show(compare_answer([find_run(start) for start in run], measures, full=full), output)
