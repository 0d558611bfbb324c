"""Tables and sections, of which every page is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from detente.report.figure import Figure

__all__ = ["Section", "Table"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: caption, columns with their units, rows of text or numbers."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"caption": self.caption, "columns": list(self.columns), "rows": [list(row) for row in self.rows]}


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the brief. ``annex`` sections follow the two pages."""

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = field(default=())
    annex: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain values; a figure gives its title, description and table."""
        return {
            "id": self.id,
            "title": self.title,
            "sentences": list(self.sentences),
            "figures": [
                {
                    "name": figure.name,
                    "title": figure.title,
                    "description": figure.description,
                    "columns": list(figure.columns),
                    "rows": [list(row) for row in figure.rows],
                }
                for figure in self.figures
            ],
            "tables": [table.as_json() for table in self.tables],
            "annex": self.annex,
        }
