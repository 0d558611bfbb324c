"""A brief as Markdown; tables whole, figures as their tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.report.brief import Brief

__all__ = ["brief_markdown", "markdown_table"]


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A pipe table; bars and line breaks in cells are escaped."""

    def line(cells: Sequence[Any]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return "\n".join([line(columns), line(["---"] * len(columns)), *(line(row) for row in rows)])


def brief_markdown(brief: Brief) -> str:
    """The whole brief as one Markdown text."""
    parts = [f"# {brief.title}", brief.stamp, *brief.bottom_line, "## Key numbers"]
    rows = [(n.label, n.shown, n.horizon, n.baseline, n.definition) for n in brief.numbers]
    parts.append(markdown_table(("number", "value", "horizon", "baseline", "definition"), rows))
    for section in brief.sections:
        parts += [f"## {section.title}", *section.sentences]
        for figure in section.figures:
            parts += [f"### {figure.title}", figure.description, markdown_table(figure.columns, figure.rows)]
        for table in section.tables:
            parts += [f"**{table.caption}**", markdown_table(table.columns, table.rows)]
    parts.append(f"    {brief.command}")
    return "\n\n".join(parts) + "\n"
