"""``detente brief`` and ``detente demo``: the briefing on the terminal and as files."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.case.asked import ask
from detente.cli.names import CaseName, ScenarioName
from detente.cli.options import PLAIN, Day, Output
from detente.cli.show import note, show
from detente.core.dates import as_day
from detente.report.answer import Answer, Column, Table

if TYPE_CHECKING:
    from detente.report.brief import Brief

__all__ = ["brief", "demo"]

SUFFIXES = (".html", ".md", ".json")
PAGE = Path("demo-brief.html")
DEMO_DAY = as_day("2025-05-09")
DEMO_CASE = "us-china-2025"


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
    figures: Path | None = None,
    full: bool = False,
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
    figures
        Write every figure as SVG and PNG into this folder.
    full
        Add what takes a minute or two: what the sides could do, and what deal suits both.
    output
        Where the answer goes; files may be .html, .md or .json.
    """
    output.refuse_files(SUFFIXES)
    _brief(case, on, as_of, scenario, output, figures=figures, full=full)


def _brief(
    case: str,
    on: Day | None,
    as_of: Day | None,
    scenario: str | None,
    output: Output,
    page: Path | None = None,
    figures: Path | None = None,
    *,
    full: bool = False,
) -> None:
    """Make the briefing, write its files and show it; ``page`` is written whether it exists or not."""
    from detente.case.solve import model_of
    from detente.report.brief import brief as make
    from detente.report.export import to_json

    asked = ask(case, on, as_of, scenario)
    opened = asked.opened
    made = make(
        asked.case,
        asked.moment.on,
        asked.moment.as_of,
        model=None if opened is None else model_of(opened),
        rules=asked.ledger.rules,
        scenario=scenario or "",
        draws=None if opened is None else opened.scenario.model.draws or None,
        full=full,
    )
    for path in output.out:
        note(f"wrote {made.save(path, force=output.force)}", output)
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
        show(_answer(made, asked.notes, page), replace(output, out=()))


def _answer(made: Brief, notes: tuple[str, ...], page: Path | None) -> Answer:
    """The key numbers and the three sentences as a terminal page."""
    from detente.report.words import cost_sentence

    columns = (
        Column("label", "number"),
        Column("shown", "value"),
        Column("horizon", "when"),
        Column("baseline", "against"),
    )
    findings = made.findings
    one, two = findings.case.sides
    return Answer(
        verb="brief",
        meta={},
        body={},
        head=f"{made.title} · {made.stamp}",
        intro=made.bottom_line,
        tables=(Table("", columns, [number.as_json() for number in made.numbers]),),
        lines=(
            *(f"{number.label}. {number.definition}" for number in made.numbers),
            *(sentence for side in findings.case.sides if (sentence := cost_sentence(findings, side))),
            *((f"The page:  {page.resolve()}",) if page is not None else ()),
            f"Sector by sector:  detente rates {findings.case.name} {one} {two} --by sector --on {findings.moment.on}",
            f"The same brief again:  {made.command}",
        ),
        warnings=(*notes, *(str(warning) for warning in made.to_json()["warnings"])),
    )
