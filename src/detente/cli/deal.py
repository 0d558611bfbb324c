"""``detente deal``: which packages would both sides rather have than go on?"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from detente.case.asked import ask
from detente.cli.names import CaseName
from detente.cli.options import FLAG, PLAIN, Day, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show
from detente.core.errors import UsageError

if TYPE_CHECKING:
    from detente.case.asked import Asked
    from detente.case.zone import Objectives
    from detente.strategy.objectives import Objective

__all__ = ["deal"]


def deal(
    case: CaseName,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    against: Literal["status-quo", "wait", "war"] = "status-quo",
    package: str | None = None,
    objective: Annotated[tuple[str, ...], Parameter(negative=(), show_default=False)] = (),
    rival_weight: float = 0.0,
    face: Annotated[bool, Parameter(negative="--no-face", show_default=False)] = True,
    home: Annotated[bool, Parameter(negative="--no-home", show_default=False)] = True,
    purchases: Annotated[bool, FLAG] = False,
    draws: int | None = None,
    save_figures: Path | None = None,
    store: Annotated[bool, Parameter(negative="--no-store", show_default=False)] = True,
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
        What sides fall back on: the measures in force, the game of attrition going on (with the meetings and cuts that
        it expects), or a tariff war that nobody would leave alone.
    package
        One package to measure: a file, or an id of the case's own.
    objective
        What a side counts: SIDE=OBJECTIVE, or one for both; may be repeated. Objectives: real-income, revenue, jobs,
        rival-loss:WEIGHT, goods:WEIGHT, sectors:CODE=WEIGHT,..., revealed (weights fitted to the day's tariffs), sums
        such as real-income+0.5*revenue, and A..B, drawn anywhere between the two. Default: real-income.
    rival_weight
        Own income that the first side gives up for one percent of the other's loss, percent.
    face
        Without it, face costs are left out.
    home
        Without it, nobody at home could stop a deal.
    purchases
        Also value the purchases that were promised under Phase One, product by product.
    draws
        Draws of everything typed or not known; default 1000.
    save_figures
        Write the figure as SVG and PNG into this folder.
    store
        Keep what was solved in the workspace and read it from there; the next question on this day is then quick.
    output
        Where the answer goes.
    """
    output.refuse_files()
    if draws is not None and draws < 1:
        raise UsageError(f"--draws {draws}: a zone needs at least one draw.")
    asked = ask(case, on, as_of, None)
    from detente.case.package_file import open_package
    from detente.case.zone import DRAWS, zone
    from detente.case.zone_worth import purchase_worth
    from detente.report.answers.deal import deal_answer
    from detente.report.kept import game_ahead, solved_packages

    typed = None if package is None else open_package(package, asked.case)
    goals = _goals(asked, objective, rival_weight)
    step = steps_on_stderr(output)
    solved = solved_packages(asked.case, asked.moment, step, store=store)
    wait = game_ahead(asked.case, asked.moment, step, anew=against == "wait")
    step(f"reading every package in {draws or DRAWS} draws")
    found = zone(
        asked.case,
        on=asked.moment.on,
        as_of=asked.moment.as_of,
        against=against,
        objective=goals,
        draws=draws or DRAWS,
        solved=solved,
        wait=wait,
    )
    if not (face and home):
        found = found.under(face=face, home=home)
    step("the zone is found")
    if save_figures is not None:
        from detente.report.deal import deal_figure
        from detente.report.export import save_figures as save

        written = save([deal_figure(found)] if found.packages else [], save_figures, force=output.force)
        note(f"wrote {len(written)} pictures into {save_figures}", output)
    show(deal_answer(asked, found, typed, purchase_worth(asked.case) if purchases else ()), output)


def _goals(asked: Asked, objective: tuple[str, ...], rival_weight: float) -> Objectives | None:
    """What the sides count; None: real income."""
    from detente.case.revealed import revealed_objective
    from detente.strategy.objective_words import by_side
    from detente.strategy.objectives import RivalLoss

    one, two = asked.case.sides
    if rival_weight and objective:
        raise UsageError(f"--rival-weight and --objective: write --objective {one}=rival-loss:{rival_weight:g} alone.")
    if rival_weight:
        return {one: RivalLoss(two, rival_weight)}

    def revealed(side: str) -> Objective:
        return revealed_objective(asked.case, asked.moment, side)[0]

    words = {side: {"revealed": partial(revealed, side)} for side in asked.case.sides}
    return by_side(objective, asked.case.sides, asked.case.ledger.base, words) or None
