"""One answer to one question: its JSON document, the tables a person reads, and the sentences around them.

Both doors give the same answers: the command line prints them, the web application sends them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from detente.core.status import Certificate
from detente.report.page import Table as Page

__all__ = ["Answer", "Column", "Table", "document", "of_page"]

NUMBERS = tuple("0123456789+\u2212\u2013")
"""A column of which every cell begins like this is set to the right."""
WIDE = 24
"""Letters from which a column of numbers may break its lines."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key in its rows, the header with its unit, and how values are written.

    ``percent`` takes a share and writes percent; ``number`` writes with thousands separated; ``code`` is text that
    is never broken. ``digits`` None writes every digit of a number as it was typed.
    """

    key: str
    header: str
    kind: Literal["text", "code", "percent", "number"] = "text"
    digits: int | None = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, with a title."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a verb answers.

    Attributes
    ----------
    verb
        Name of the schema: ``detente.<verb>/1``.
    meta
        Case, days, version and world behind the answer.
    body
        The verb's own keys of the JSON object.
    head
        One line above everything.
    intro
        Sentences above the tables.
    tables
        What a person reads; the first is written as CSV where there is no ``data``.
    lines
        Sentences below the tables.
    certificate
        Certificate of what was computed, or None.
    warnings
        Sentences that also go to stderr.
    data
        The table written as CSV, where it holds more than fits a page.
    whole
        The body is the whole JSON object: a contract of its own, to which nothing is added.
    """

    verb: str
    meta: Mapping[str, Any]
    body: Mapping[str, Any]
    head: str
    tables: tuple[Table, ...] = ()
    intro: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    certificate: Certificate | None = None
    warnings: tuple[str, ...] = ()
    data: Table | None = None
    whole: bool = False


def document(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer: ``schema``, ``meta``, the verb's own keys, ``certificate``, ``warnings``."""
    if answer.whole:
        return dict(answer.body)
    found: dict[str, Any] = {"schema": f"detente.{answer.verb}/1", "meta": answer.meta, **answer.body}
    if answer.certificate is not None:
        found["certificate"] = answer.certificate.as_json()
    found["warnings"] = answer.warnings
    return found


def of_page(page: Page, wide: int = WIDE) -> Table:
    """A table of a page for a terminal: columns of numbers to the right, those below ``wide`` letters unbroken."""
    columns = []
    for number, header in enumerate(page.columns):
        cells = [str(row[number]) for row in page.rows if row[number] not in ("", None)]
        numeric = bool(cells) and all(cell.startswith(NUMBERS) for cell in cells) and max(map(len, cells)) < wide
        columns.append(Column(str(number), header, "number" if numeric else "text"))
    return Table(page.caption, tuple(columns), [{str(n): cell for n, cell in enumerate(row)} for row in page.rows])
