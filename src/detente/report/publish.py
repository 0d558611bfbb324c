"""A brief as a file of any kind that a reader may want; the suffix decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.errors import UsageError
from detente.report.export import to_json, write_file

if TYPE_CHECKING:
    from detente.report.brief import Brief

__all__ = ["SUFFIXES", "publish", "published", "require_writers"]

SUFFIXES = (".html", ".pdf", ".pptx", ".xlsx", ".md", ".json")
"""Page, paper, slides, workbook, text, data."""


def publish(brief: Brief, path: str | Path, *, force: bool = False) -> Path:
    """Write a brief.

    Parameters
    ----------
    brief
        The brief.
    path
        File to write, whole or not at all; its suffix is one of :data:`SUFFIXES`.
    force
        Replace a file that exists.

    Raises
    ------
    UsageError
        If the suffix is not known, or the file exists and is not to be replaced.
    DataError
        If what the suffix needs is not installed.
    """
    return write_file(path, published(brief, Path(path).suffix), force=force)


def published(brief: Brief, suffix: str) -> bytes:
    """A brief as the bytes of a file, for a writer or a server.

    Raises
    ------
    UsageError
        If the suffix is not known.
    DataError
        If what the suffix needs is not installed.
    """
    if suffix not in SUFFIXES:
        raise UsageError(f"a brief is written as {', '.join(SUFFIXES)}; {suffix or 'a name without ending'} is not.")
    made = _WRITERS[suffix](brief)
    return made.encode("utf-8") if isinstance(made, str) else made


def require_writers(suffixes: Iterable[str]) -> None:
    """Check, before anything is computed, that what these suffixes need is installed.

    Raises
    ------
    DataError
        If it is not; the sentence says what to install.
    """
    wanted = set(suffixes)
    if ".pdf" in wanted:
        from detente.report.pdf import load_weasyprint

        load_weasyprint()
    if ".pptx" in wanted:
        from detente.report.slides import load_pptx

        load_pptx()


def _html(brief: Brief) -> str:
    from detente.report.html import brief_html

    return brief_html(brief)


def _pdf(brief: Brief) -> bytes:
    from detente.report.pdf import brief_pdf

    return brief_pdf(brief)


def _pptx(brief: Brief) -> bytes:
    from detente.report.slides import brief_slides

    return brief_slides(brief)


def _xlsx(brief: Brief) -> bytes:
    from detente.report.sheets import brief_workbook

    return brief_workbook(brief)


def _md(brief: Brief) -> str:
    from detente.report.markdown import brief_markdown

    return brief_markdown(brief)


def _json(brief: Brief) -> str:
    return to_json(brief.to_json())


_WRITERS: Mapping[str, Callable[[Brief], str | bytes]] = {
    ".html": _html,
    ".pdf": _pdf,
    ".pptx": _pptx,
    ".xlsx": _xlsx,
    ".md": _md,
    ".json": _json,
}
