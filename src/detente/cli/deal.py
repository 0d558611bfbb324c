"""``detente deal``: which packages would both sides rather have than go on?"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from detente.case.asked import ask
from detente.cli.names import CaseName
from detente.cli.options import PLAIN, Day, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show
from detente.core.errors import UsageError

__all__ = ["deal"]


def deal(
    case: CaseName,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    against: Literal["status-quo", "war"] = "status-quo",
    package: str | None = None,
    rival_weight: float = 0.0,
    draws: int | None = None,
    save_figures: Path | None = None,
    output: Output = PLAIN,
) -> None:
    """Find packages of levers that suit both sides.

    Parameters
    ----------
    case
        Bundled case or folder.
    on
        Day valued; default: last day of the case.
    as_of
        Day of knowledge; default: the day valued.
    against
        What sides fall back on: the measures in force, or a tariff war that nobody would leave alone.
    package
        One package to measure: a file, or an id of the case's own.
    rival_weight
        Own income that the first side gives up for one percent of the other's loss, percent.
    draws
        Draws of everything typed or not known; default 1000.
    save_figures
        Write the figure as SVG and PNG into this folder.
    output
        Where the answer goes.
    """
    output.refuse_files()
    if draws is not None and draws < 1:
        raise UsageError(f"--draws {draws}: a zone needs at least one draw.")
    asked = ask(case, on, as_of, None)
    from detente.case.package_file import open_package
    from detente.case.zone import DRAWS, zone
    from detente.report.answers.deal import deal_answer
    from detente.strategy.objectives import RivalLoss

    typed = None if package is None else open_package(package, asked.case)
    step = steps_on_stderr(output)
    step("solving the packages that teach all others")
    one, two = asked.case.sides
    found = zone(
        asked.case,
        on=asked.moment.on,
        as_of=asked.moment.as_of,
        against=against,
        objective={one: RivalLoss(two, rival_weight)} if rival_weight else None,
        draws=draws or DRAWS,
    )
    step("the zone is found")
    if save_figures is not None:
        from detente.report.deal import deal_figure
        from detente.report.export import save_figures as save

        written = save([deal_figure(found)] if found.packages else [], save_figures, force=output.force)
        note(f"wrote {len(written)} pictures into {save_figures}", output)
    show(deal_answer(asked, found, typed), output)
