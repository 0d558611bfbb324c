"""``detente options``: what the two sides could do, what the other might answer, what others gain by."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from detente.case.asked import ask
from detente.cli.names import CaseName
from detente.cli.options import FLAG, PLAIN, Day, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show

__all__ = ["choices"]


def choices(
    case: CaseName,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    pair_only: Annotated[bool, FLAG] = False,
    save_figures: Path | None = None,
    store: Annotated[bool, Parameter(negative="--no-store", show_default=False)] = True,
    output: Output = PLAIN,
) -> None:
    """Show what the sides could do: ladder, best replies, revenue peak, rules, leverage, third countries.

    Parameters
    ----------
    case
        Bundled case or folder.
    on
        Day valued; default: last day of the case.
    as_of
        Day of knowledge; default: the day valued.
    pair_only
        Leave out third countries.
    save_figures
        Write every figure as SVG and PNG into this folder.
    store
        Keep the answer in the workspace and read it from there when the same is asked again.
    output
        Where the answer goes.
    """
    output.refuse_files()
    asked = ask(case, on, as_of)
    step = steps_on_stderr(output)
    from detente.report.kept import keep_answer, kept_answer

    question = (asked.case, asked.moment, ("pair only" if pair_only else "all",))
    before = kept_answer("options", *question) if store and save_figures is None else None
    if before is not None:
        step("worked out before: read from the workspace")
        show(before, output)
        return
    from detente.case.options import options
    from detente.report.answers.options import options_answer

    found = options(asked.case, asked.moment.on, asked.moment.as_of, third=not pair_only, progress=step)
    step("done")
    if save_figures is not None:
        from detente.report.export import save_figures as save
        from detente.report.options import options_figures, options_stamp

        written = save(options_figures(found, options_stamp(found)), save_figures, force=output.force)
        note(f"wrote {len(written)} pictures into {save_figures}", output)
    answer = options_answer(asked, found)
    if store:
        keep_answer(answer, *question, step)
    show(answer, output)
