"""``detente pressure``: who is hurting, how soon, and how sure are we."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from detente.case.asked import ask
from detente.cli.names import CaseName, Economy
from detente.cli.options import PLAIN, Day, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show
from detente.core.errors import UsageError

__all__ = ["pressure"]


def pressure(
    case: CaseName,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    by: Literal["sector"] | None = None,
    side: Economy | None = None,
    draws: int | None = None,
    save_figures: Path | None = None,
    output: Output = PLAIN,
) -> None:
    """Show who is hurting.

    Parameters
    ----------
    case
        Bundled case or folder.
    on
        Day valued; default: last day of the case.
    as_of
        Day of knowledge; default: the day valued.
    by
        One row for every sector, services included.
    side
        Only one side: a code or English name.
    draws
        Draws of the parameters behind the ranges; default 60.
    save_figures
        Write every figure as SVG and PNG into this folder.
    output
        Where the answer goes.
    """
    output.refuse_files()
    asked = ask(case, on, as_of, None)
    wanted = asked.case.sides if side is None else (asked.ledger.partner(side),)
    if not set(wanted) <= set(asked.case.sides):
        raise UsageError(f"--side {side}: the sides of {asked.case.name} are {' and '.join(asked.case.sides)}.")
    step = steps_on_stderr(output)
    from detente.case.pressure import DRAWS
    from detente.case.pressure import pressure as read
    from detente.report.answers.pressure import pressure_answer

    step("reading the measures")
    found = read(asked.case, asked.moment.on, asked.moment.as_of, draws=DRAWS if draws is None else draws)
    step("the model is solved; reading choke points and clocks")
    if save_figures is not None:
        from detente.report.export import save_figures as save
        from detente.report.pressure import pressure_figures, pressure_stamp

        written = save(pressure_figures(found, pressure_stamp(found), wanted), save_figures, force=output.force)
        note(f"wrote {len(written)} pictures into {save_figures}", output)
    show(pressure_answer(asked, found, wanted, by_sector=by is not None), output)
