"""What a notebook shows of a value: a title, facts, a table; plain HTML without styles or scripts of its own."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

__all__ = ["card", "share"]


def card(
    title: str,
    facts: Mapping[str, object],
    columns: Sequence[str] = (),
    rows: Iterable[Sequence[object]] = (),
    note: str = "",
) -> str:
    """A title, facts one under the other, a table, and a sentence below, as HTML; every text is escaped.

    Parameters
    ----------
    title
        What the value is.
    facts
        Name to what it is.
    columns, rows
        A table, if any; cells after the first are set to the right.
    note
        A sentence below.
    """
    parts = [f"<p><strong>{_cell(title)}</strong></p>", "<table>"]
    left = 'style="text-align:left"'
    parts += [
        f'<tr><th scope="row" {left}>{_cell(name)}</th><td {left}>{_cell(fact)}</td></tr>'
        for name, fact in facts.items()
    ]
    parts.append("</table>")
    if columns:
        head = "".join(f'<th scope="col">{_cell(column)}</th>' for column in columns)
        body = "".join(f"<tr>{''.join(_placed(n, cell) for n, cell in enumerate(row))}</tr>" for row in rows)
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    if note:
        parts.append(f"<p>{_cell(note)}</p>")
    return f"<div>{''.join(parts)}</div>"


def share(value: float, digits: int = 2) -> str:
    """A share in percent with a sign and a true minus: ``−0.40 %``."""
    return f"{100 * value:+.{digits}f} %".replace("-", "\u2212")


def _placed(number: int, cell: object) -> str:
    side = "right" if number else "left"
    return f'<td style="text-align:{side}">{_cell(cell)}</td>'


def _cell(value: object) -> str:
    return html.escape(str(value))
