"""``detente talks``: when do principals of the two sides meet?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from detente.cli.names import CaseName
from detente.cli.options import FLAG, PLAIN, Day, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show
from detente.core.errors import DataError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from detente.case.case import Case
    from detente.diplomacy.timing.bank import Bank
    from detente.report.figure import Figure

__all__ = ["talks"]


def talks(
    case: CaseName,
    /,
    *,
    on: Day | None = None,
    until: Day | None = None,
    game: Annotated[bool, FLAG] = False,
    without_source: str | None = None,
    rebuild: Path | None = None,
    save_figures: Path | None = None,
    backtest: Annotated[bool, FLAG] = False,
    start: Annotated[Day | None, Parameter(name="--from")] = None,
    end: Annotated[Day | None, Parameter(name="--to")] = None,
    output: Output = PLAIN,
) -> None:
    """Chance that principals of the two sides meet in person, by day and model.

    Parameters
    ----------
    case
        Bundled case or folder.
    on
        Day of the forecast, with what was known then; default: last day of the case. It may lie after it.
    until
        Last day asked; default: 90 days later.
    game
        Also show the fitted game of attrition: what was learned of it, and what each piece of it does.
    without_source
        Id of a document: the same as if it had never been read, beside the forecast with it.
    rebuild
        Solve the games of the case again and write them to this file (.npz); nothing else is done.
    save_figures
        Write the figure as SVG and PNG into this folder.
    backtest
        Score the forecasts of every day of a window instead; takes two minutes for seven years.
    start
        First day of the window; default: the first breakdown.
    end
        Last day of the window; default: last day of the case.
    output
        Where the answer goes.
    """
    output.refuse_files()
    if without_source is not None and (backtest or rebuild is not None or save_figures is not None):
        raise UsageError("--without-source goes with --on, --until and --game only.")
    if rebuild is not None:
        _rebuild(case, rebuild, output)
        return
    if backtest:
        if on is not None or until is not None:
            raise UsageError("--backtest scores a window of days: give --from and --to, not --on and --until.")
        _backtest(case, start, end, save_figures, output)
        return
    if start is not None or end is not None:
        raise UsageError("--from and --to belong to --backtest; a forecast takes --on and --until.")
    from detente.case.read import open_case
    from detente.case.talks import talks as compute
    from detente.case.talks_game import game_view
    from detente.report.answers.talks import talks_answer

    step = steps_on_stderr(output)
    step("fitting models of timing")
    opened = open_case(case)
    if without_source is not None:
        from detente.case.withheld import talks_without
        from detente.report.answers.talks import without_answer

        both = talks_without(opened, without_source, on, until, bank=_bank(opened, output), game=game)
        step("models fitted")
        show(without_answer(both), output)
        return
    found = compute(opened, on, until, bank=_bank(opened, output))
    step("models fitted")
    if save_figures is not None:
        from detente.report.charts.hazard import hazard_figure

        _save(hazard_figure(found), save_figures, output)
    show(talks_answer(found, game_view(found) if game else None), output)


def _save(figure: Figure, folder: Path, output: Output) -> None:
    from detente.report.export import save_figures

    written = save_figures([figure], folder, force=output.force)
    note(f"wrote {len(written)} pictures into {folder}", output)


def _backtest(case: str, start: date | None, end: date | None, folder: Path | None, output: Output) -> None:
    from detente.case.read import open_case
    from detente.case.talks_backtest import backtest_talks
    from detente.report.answers.talks import backtest_answer

    opened = open_case(case)
    bank = _bank(opened, output)
    found = backtest_talks(opened, start, end, bank=bank, on_progress=steps_on_stderr(output))
    if folder is not None:
        from detente.report.charts.calibration import calibration_figure

        _save(calibration_figure(found), folder, output)
    show(backtest_answer(found), output)


def _bank(case: Case, output: Output) -> Bank | None:
    """Solved games: those that ship, or those of the workspace, or new ones kept there; None if there is no game."""
    from detente.case.talks_bank import open_bank
    from detente.report.runs import workspace

    try:
        return open_bank(case, workspace() / "talks", steps_on_stderr(output))
    except DataError:
        return None


def _rebuild(name: str, path: Path, output: Output) -> None:
    from detente.case.read import open_case
    from detente.case.talks_bank import make_bank, write_bank

    if path.exists() and not output.force:
        raise UsageError(f"{path} exists; give another name or --force.")
    write_bank(make_bank(open_case(name), steps_on_stderr(output)), path)
    note(f"wrote {path}", output)
