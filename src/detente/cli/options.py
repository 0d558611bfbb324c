"""Options that mean the same in every verb."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from detente.core.dates import as_day
from detente.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cyclopts import Token

__all__ = ["FLAG", "FORMATS", "PLAIN", "DataFolder", "Day", "Output"]

FORMATS = {".json": "json", ".csv": "csv", ".md": "md", ".txt": "table"}
"""Suffix of a file to the form of its content."""


def _day(_: Any, tokens: Sequence[Token]) -> date:
    return as_day(tokens[0].value)


Day = Annotated[date, Parameter(converter=_day)]
"""A day, written 2025-04-12."""

DataFolder = Annotated[Path | None, Parameter(name="--data", env_var="DETENTE_DATA")]
"""Folder with the data files that are not shipped."""

FLAG = Parameter(negative=(), show_default=False)
"""An option that is either there or not."""


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Output:
    """Where an answer goes and in which form.

    Attributes
    ----------
    json
        Print one JSON object and nothing else.
    format
        Form of what is printed.
    out
        Also write this file; the suffix decides the form. May be repeated.
    force
        Replace files that exist.
    quiet
        No notes and no progress on stderr.
    debug
        Show the traceback of an error.
    """

    json: Annotated[bool, FLAG] = False
    format: Literal["table", "json", "csv", "md"] = "table"
    out: Annotated[tuple[Path, ...], Parameter(negative=(), show_default=False)] = ()
    force: Annotated[bool, FLAG] = False
    quiet: Annotated[bool, Parameter(name=["--quiet", "-q"], negative=(), show_default=False)] = False
    debug: Annotated[bool, FLAG] = False

    @property
    def form(self) -> str:
        """Form of what is printed."""
        return "json" if self.json else self.format

    def refuse_files(self, allowed: Sequence[str] = tuple(FORMATS)) -> None:
        """Check ``out`` before anything is computed.

        Raises
        ------
        UsageError
            If a suffix is not allowed, a file exists without ``force``, or its folder does not.
        """
        for path in self.out:
            if path.suffix not in allowed:
                raise UsageError(f"--out {path}: the suffix must be one of {', '.join(allowed)}.")
            if path.exists() and not self.force:
                raise UsageError(f"--out {path}: the file exists; choose another name, or replace it with --force.")
            if not path.parent.is_dir():
                raise UsageError(f"--out {path}: there is no folder {path.parent}.")


PLAIN = Output()
"""Everything at its default."""
