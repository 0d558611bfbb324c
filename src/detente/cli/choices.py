"""``detente options``: what the two sides could do, what the other might answer, what others gain by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from detente.case.asked import ask
from detente.cli.names import CaseName
from detente.cli.options import FLAG, PLAIN, Day, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show
from detente.report.answer import Answer, Column, Table

if TYPE_CHECKING:
    from detente.report.page import Table as Page

__all__ = ["choices"]

NUMBERS = tuple("0123456789+\u2212\u2013")
"""A column of which every cell begins like this is set to the right."""
WIDE = 12
"""Letters from which a column of numbers may break its lines."""
LADDER = ("model", "day", "by", "on", "tariff_before", "tariff_after")


def choices(
    case: CaseName,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    pair_only: Annotated[bool, FLAG] = False,
    save_figures: Path | None = None,
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
    output
        Where the answer goes.
    """
    output.refuse_files()
    asked = ask(case, on, as_of)
    step = steps_on_stderr(output)
    from detente.case.options import options
    from detente.report.options import (
        options_figures,
        options_sentences,
        options_stamp,
        options_tables,
        third_sentences,
    )
    from detente.report.options_json import options_json

    step("solving ladders, payoffs and threats" + ("" if pair_only else ", then talks of others"))
    found = options(asked.case, asked.moment.on, asked.moment.as_of, third=not pair_only)
    step("done")
    stamp = options_stamp(found)
    if save_figures is not None:
        from detente.report.export import save_figures as save

        written = save(options_figures(found, stamp), save_figures, force=output.force)
        note(f"wrote {len(written)} pictures into {save_figures}", output)
    body = options_json(found)
    rows = [{key: row[key] for key in LADDER} | row["change"] for row in body["ladder"]]
    columns = [Column(key, key, "number", None) for key in (*LADDER, *asked.case.sides)]
    show(
        Answer(
            verb="options",
            meta=asked.meta,
            body=body,
            head=f"What could they do · {stamp}",
            intro=(*options_sentences(found), *third_sentences(found)),
            tables=tuple(_terminal(page) for page in options_tables(found) if page.rows),
            warnings=asked.notes,
            data=Table("", tuple(columns), rows),
        ),
        output,
    )


def _terminal(page: Page) -> Table:
    """A table of text for the terminal: columns of numbers to the right."""
    columns = []
    for number, header in enumerate(page.columns):
        cells = [str(row[number]) for row in page.rows if row[number]]
        numeric = bool(cells) and all(cell.startswith(NUMBERS) for cell in cells) and max(map(len, cells)) < WIDE
        columns.append(Column(str(number), header, "number" if numeric else "text"))
    return Table(page.caption, tuple(columns), [{str(n): cell for n, cell in enumerate(row)} for row in page.rows])
