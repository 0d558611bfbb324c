"""``detente deal``: which packages would both sides rather have than go on?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from detente.case.asked import ask
from detente.cli.names import CaseName
from detente.cli.options import PLAIN, Day, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show
from detente.core.dates import show_day
from detente.core.errors import UsageError
from detente.report.answer import Answer, Column, Table

if TYPE_CHECKING:
    from detente.report.page import Table as Page

__all__ = ["deal"]

NUMBERS = tuple("0123456789+−–")
WIDE = 24


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
    from detente.report import deal as page
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
    tables = [_terminal(table) for table in page.deal_tables(found)]
    body = page.deal_body(found)
    lines = page.deal_lines(found)
    if typed is not None:
        lines = (page.ranges_sentence(found, typed), *lines)
        tables.insert(0, _terminal(page.named_table(found, typed)))
        body["package"] = page.package_body(found, typed)
    if save_figures is not None:
        from detente.report.export import save_figures as save

        written = save([page.deal_figure(found)] if found.packages else [], save_figures, force=output.force)
        note(f"wrote {len(written)} pictures into {save_figures}", output)
    moment = asked.moment
    show(
        Answer(
            verb="deal",
            meta=asked.meta,
            body=body,
            head=f"Deal · {asked.case.stamp} · measures of {show_day(moment.on)} · known {show_day(moment.as_of)}",
            intro=page.deal_sentences(found),
            tables=tuple(tables),
            lines=lines,
            warnings=asked.notes,
        ),
        output,
    )


def _terminal(page: Page) -> Table:
    """A table of text for the terminal: columns of numbers to the right."""
    columns = []
    for number, header in enumerate(page.columns):
        cells = [str(row[number]) for row in page.rows if row[number] != ""]
        numeric = all(cell.startswith(NUMBERS) for cell in cells) and max(map(len, cells), default=0) < WIDE
        columns.append(Column(str(number), header, "number" if numeric and cells else "text"))
    return Table(page.caption, tuple(columns), [{str(n): cell for n, cell in enumerate(row)} for row in page.rows])
