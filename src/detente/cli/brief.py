"""``detente brief`` and ``detente demo``: the briefing on the terminal and as files."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from detente.cli.names import CaseName, ScenarioName
from detente.cli.options import FLAG, PLAIN, Day, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show
from detente.core.beside import beside
from detente.core.dates import as_day
from detente.core.errors import DataError
from detente.report.answer import Answer, Column, Table
from detente.report.publish import SUFFIXES, publish, require_writers

if TYPE_CHECKING:
    from detente.report.brief import Brief
    from detente.report.page import Section
    from detente.report.page import Table as Page

__all__ = ["brief", "demo"]

PAGE = Path("demo-brief.html")
LISTED = 12
"""Rows of what changed that the terminal shows."""
DEMO_DAY = as_day("2025-05-09")
DEMO_CASE = "us-china-2025"
SECOND = "detente.report.brief_beside:pages_beside"
"""Pages that a second process writes: ``BESIDE`` by name, since importing it would bring numpy before its time."""


def demo(*, output: Output = PLAIN) -> None:
    """Write the bundled briefing to demo-brief.html and show its key numbers.

    Parameters
    ----------
    output
        Where the answer goes.
    """
    output.refuse_files(SUFFIXES)
    _brief(DEMO_CASE, DEMO_DAY, None, None, output, page=PAGE)


def brief(
    case: CaseName,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    scenario: ScenarioName | None = None,
    since: str | None = None,
    figures: Path | None = None,
    full: Annotated[bool, FLAG] = False,
    fresh: Annotated[bool, FLAG] = False,
    output: Output = PLAIN,
) -> None:
    """Write a briefing and show its key numbers.

    Parameters
    ----------
    case
        Bundled case or folder.
    on
        Day valued; default: last day of the case.
    as_of
        Day of knowledge; default: the day valued.
    scenario
        Apply the rules of a scenario: a file or CASE:ID.
    since
        Say what changed since an earlier brief: last, the start of a run id, or a day.
    figures
        Write every figure as SVG and PNG into this folder.
    full
        Add what takes a minute or two: all that the sides could do, and what deal suits both under other elasticities.
    fresh
        Work it out again, even if the same brief is stored in the workspace.
    output
        Where the answer goes; files may be .html, .pdf, .pptx (slides), .xlsx (tables), .md or .json.
    """
    output.refuse_files(SUFFIXES)
    require_writers(path.suffix for path in output.out)
    _brief(case, on, as_of, scenario, output, since=since, figures=figures, full=full, fresh=fresh)


def _brief(
    case: str,
    on: Day | None,
    as_of: Day | None,
    scenario: str | None,
    output: Output,
    page: Path | None = None,
    figures: Path | None = None,
    *,
    since: str | None = None,
    full: bool = False,
    fresh: bool = False,
) -> None:
    """Make the briefing, write its files and show it; ``page`` is written whether it exists or not."""
    with beside(SECOND) as second:  # imports what it needs while this process does
        second.send(case)
        from detente.case.asked import ask
        from detente.report.brief_store import kept_brief
        from detente.report.export import to_json
        from detente.report.marks import find_mark, leave_mark
        from detente.report.since import since_brief

        asked = ask(case, on, as_of, scenario)
        if since is not None:
            find_mark(since, asked.case)  # a name that leads nowhere is told before the work, not after it
        step = steps_on_stderr(output)
        made, told = kept_brief(asked, case, full=full, fresh=fresh, second=second, on_progress=step)
    changed = None
    if since is not None:
        made = since_brief(made, asked.case, asked.moment, since)
        changed = made.sections[0]
    try:
        leave_mark(made, asked.case, asked.moment)
    except DataError as error:
        told = (*told, str(error))
    for path in output.out:
        note(f"wrote {publish(made, path, force=output.force)}", output)
    if figures is not None:
        note(f"wrote {len(made.save_figures(figures, force=output.force))} pictures into {figures}", output)
    if page is not None:
        made.save(page, force=True)
    if output.form == "json":
        sys.stdout.write(to_json(made.to_json()) + "\n")
    elif output.form == "md":
        from detente.report.markdown import brief_markdown

        sys.stdout.write(brief_markdown(made))
    else:
        answer = _answer(made, asked.case.sides, (*asked.notes, *told), page, changed, written=bool(output.out))
        show(answer, replace(output, out=()))


def _answer(
    made: Brief,
    sides: tuple[str, str],
    notes: tuple[str, ...],
    page: Path | None,
    changed: Section | None,
    *,
    written: bool,
) -> Answer:
    """The bottom line and the key numbers as a terminal page; what each means where no file says it."""
    columns = (
        Column("label", "number"),
        Column("shown", "value"),
        Column("horizon", "when"),
        Column("baseline", "against"),
    )
    told = any("(claim" in number.definition for number in made.numbers)
    (one, two), name, day = sides, made.meta["case"], as_day(str(made.meta["on"]))
    return Answer(
        verb="brief",
        meta={},
        body={},
        head=f"{made.title} · {made.stamp}",
        intro=made.bottom_line,
        tables=(
            Table("", columns, [number.as_json() for number in made.numbers if not number.behind]),
            *(map(_shown, changed.tables) if changed else ()),
        ),
        lines=(
            *((f"{changed.title}.", *changed.sentences) if changed else ()),
            *(f"{n.label}. {n.definition}" for n in made.numbers if page is None and not (written or n.behind)),
            *made.costs,
            *((f"What each number means, and all else:  {page.resolve()}",) if page is not None else ()),
            f"Sector by sector:  detente rates {name} {one} {two} --by sector --on {day}",
            *(
                (f"From a claim down to its passage:  detente why {name} --claim ID --as-of {made.meta['as_of']}",)
                if told
                else ()
            ),
            f"The same brief again:  {made.command}",
        ),
        warnings=(*notes, *made.warnings),
    )


def _shown(table: Page) -> Table:
    """A table of a page as one of the terminal, its first rows only where it is long."""
    keys = [f"c{n}" for n in range(len(table.columns))]
    columns = tuple(Column(key, name) for key, name in zip(keys, table.columns, strict=True))
    left = len(table.rows) - LISTED
    title = f"{table.caption}; {left} rows more in files" if left > 0 else table.caption
    return Table(title, columns, [dict(zip(keys, row, strict=True)) for row in table.rows[:LISTED]])
