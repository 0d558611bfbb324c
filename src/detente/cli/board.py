"""``detente board``: who can reach whom on a day, through what, and why not."""

from __future__ import annotations

from pathlib import Path

from detente.case.asked import ask
from detente.cli.names import CaseName
from detente.cli.options import PLAIN, Day, Output
from detente.cli.show import note, show

__all__ = ["board"]


def board(
    case: CaseName,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    third: bool = False,
    save_figures: Path | None = None,
    output: Output = PLAIN,
) -> None:
    """Show who can reach whom: persons, rules of protocol, channels, refusals, and envoys that both could accept.

    Parameters
    ----------
    case
        Bundled case or folder.
    on
        Day shown; default: last day of the case.
    as_of
        Day of knowledge; default: the day shown. A later day is hindsight and is labelled so.
    third
        Work out what other countries would do: talk, sign, hedge or lean to the other side (takes a few seconds).
    save_figures
        Write the map of channels and how alone the second side stands as SVG and PNG into this folder.
    output
        Where the answer goes.
    """
    output.refuse_files()
    asked = ask(case, on, as_of)
    from detente.case.board import board as look
    from detente.case.board import isolation, round_of
    from detente.report.answers.board import board_answer

    view = look(asked.case, asked.moment.on, asked.moment.as_of)
    if save_figures is not None:
        from detente.report.charts.channels import channels_figure
        from detente.report.charts.isolation import isolation_figure
        from detente.report.export import save_figures as save

        alone = isolation_figure(asked.case.sides, isolation(asked.case, round_of(view)), asked.days)
        written = save([channels_figure(view, asked.days), alone], save_figures, force=output.force)
        note(f"wrote {len(written)} pictures into {save_figures}", output)
    others = None
    if third:
        from detente.case.alignment import stances

        others = stances(asked.case, asked.moment.on, asked.moment.as_of)
    show(board_answer(asked, view, valued=third, others=others), output)
