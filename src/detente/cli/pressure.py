"""``detente pressure``: who is hurting, how soon, and how sure are we."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from detente.case.asked import ask
from detente.cli.names import CaseName, Economy
from detente.cli.options import FLAG, PLAIN, Day, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show
from detente.core.errors import UsageError

__all__ = ["Section", "pressure"]

Section = Literal[
    "readings",
    "sectors",
    "jobs",
    "firms",
    "markets",
    "choke-points",
    "clocks",
    "stimulus",
    "visible",
    "published",
    "basis",
]
"""A section of the page."""


def pressure(
    case: CaseName,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    by: Literal["sector"] | None = None,
    section: Annotated[Section | None, Parameter(show_default=False)] = None,
    full: Annotated[bool, FLAG] = False,
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
    section
        One section of the page.
    full
        Every section: some hundreds of lines.
    side
        Only one side: a code or English name.
    draws
        Draws of the parameters behind the ranges, at least 8; default 60.
    save_figures
        Write every figure as SVG and PNG into this folder.
    output
        Where the answer goes.
    """
    from detente.case.pressure import DRAWS, FEWEST

    output.refuse_files()
    if draws is not None and draws < FEWEST:
        raise UsageError(f"--draws {draws}: ranges need at least {FEWEST} draws.")
    if full + (section is not None) + (by is not None) > 1:
        raise UsageError("--full, --section and --by show different pages; ask for one of them.")
    asked = ask(case, on, as_of, None)
    wanted = asked.case.sides if side is None else (asked.ledger.partner(side),)
    if not set(wanted) <= set(asked.case.sides):
        raise UsageError(f"--side {side}: the sides of {asked.case.name} are {' and '.join(asked.case.sides)}.")
    step = steps_on_stderr(output)
    from detente.case.pressure import pressure as read
    from detente.report.answers.pressure import EVERYTHING, pressure_answer

    step("reading the measures")
    found = read(asked.case, asked.moment.on, asked.moment.as_of, draws=DRAWS if draws is None else draws)
    step("the model is solved; reading choke points and clocks")
    if save_figures is not None:
        from detente.report.export import save_figures as save
        from detente.report.pressure import pressure_figures, pressure_stamp

        written = save(pressure_figures(found, pressure_stamp(found), wanted), save_figures, force=output.force)
        note(f"wrote {len(written)} pictures into {save_figures}", output)
    shown = EVERYTHING if full else section
    show(pressure_answer(asked, found, wanted, by_sector=by is not None, section=shown), output)
