"""``detente minerals``: critical inputs under licence or ban, and what a full stop of their exports would do."""

from __future__ import annotations

from pathlib import Path

from detente.case.asked import ask
from detente.cli.names import CaseName, Economy
from detente.cli.options import PLAIN, Day, Output
from detente.cli.show import note, show
from detente.core.errors import DataError, UsageError

__all__ = ["minerals"]

LENGTHS = (3.0, 6.0, 12.0)
LONGEST = 60.0
SHORTEST_SOLVE = 2.0
"""Months from which the short run has an answer."""


def minerals(
    case: CaseName,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    importer: Economy = "USA",
    months: float = 6.0,
    stocks: float | None = None,
    save_figures: Path | None = None,
    output: Output = PLAIN,
) -> None:
    """Show critical inputs and what a full stop would do.

    Parameters
    ----------
    case
        Bundled case or folder.
    on
        Day valued; default: last day of the case.
    as_of
        Day of knowledge; default: the day valued.
    importer
        Whose lines stop: a code or English name.
    months
        Length of the stop in the tables by sector and by input, up to 60.
    stocks
        Months of use that users hold; default: what the minerals table says for each input.
    save_figures
        Write the figures as SVG and PNG into this folder.
    output
        Where the answer goes.
    """
    output.refuse_files()
    if not 0.0 < months <= LONGEST:
        raise UsageError(f"--months {months:g}: give a length above 0 and up to {LONGEST:g}.")
    if stocks is not None and not 0.0 <= stocks <= LONGEST:
        raise UsageError(f"--stocks {stocks:g}: give months of use from 0 to {LONGEST:g}.")
    from detente.case.minerals import choke_points, full_stops, stop_in_equilibrium
    from detente.report.answers.minerals import minerals_answer, minerals_figures

    asked = ask(case, on, as_of)
    world = asked.ledger.base
    buyer = asked.ledger.partner(importer)
    limits = asked.ledger.limits(world, on=asked.moment.on, as_of=asked.moment.as_of)
    if not limits.controlled:
        raise DataError(
            f"no critical input is under licence or ban on {asked.moment.on} in this case; ask for a later day, or for "
            "a case with such controls."
        )
    points = choke_points(limits, world, buyer, months=months, stock_months=stocks)
    lengths = sorted({*LENGTHS, months})
    stops = full_stops(limits, world, buyer, months=lengths, stock_months=(0.0, stocks))
    if save_figures is not None:
        from detente.report.export import save_figures as save

        written = save(minerals_figures(asked, stops, months), save_figures, force=output.force)
        note(f"wrote {len(written)} pictures into {save_figures}", output)
    whole = None
    if stocks is None and months >= SHORTEST_SOLVE:
        whole = stop_in_equilibrium(limits, world, buyer, months=months)
    show(minerals_answer(asked, limits, points, stops, months, whole), output)
