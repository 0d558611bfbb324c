"""A replication: each published number beside ours, with gap, tolerance and verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

from detente.core.status import Certificate

__all__ = ["Replication", "Row", "compare"]

Verdict = Literal["agrees", "differs", "ours only"]


@dataclass(frozen=True, slots=True)
class Row:
    """One number of a paper, or one of ours that the paper does not print.

    Attributes
    ----------
    case, region, measure, unit
        What is measured, where and in what unit (the paper's).
    published
        The printed number; None where the paper prints none.
    ours
        The number computed here.
    gap, tolerance
        ``ours - published`` and the largest that still agrees; None without a published number.
    verdict
        ``agrees``, ``differs`` or ``ours only``.
    """

    case: str
    region: str
    measure: str
    unit: str
    published: float | None
    ours: float
    gap: float | None
    tolerance: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Replication:
    """The outcome of replicating one paper.

    Attributes
    ----------
    id, title
        Name used by :func:`replicate` and the full reference.
    rows
        One row per number.
    verdict
        ``agrees`` if no row differs, else ``differs``.
    notes
        What a reader of the table must know.
    certificate
        Of the solve behind our numbers.
    """

    id: str
    title: str
    rows: tuple[Row, ...]
    verdict: Literal["agrees", "differs"]
    notes: tuple[str, ...]
    certificate: Certificate

    @classmethod
    def of(cls, name: str, title: str, rows: Sequence[Row], notes: Sequence[str], certificate: Certificate) -> Self:
        """A replication whose verdict follows from its rows."""
        verdict: Literal["agrees", "differs"] = "differs" if any(r.verdict == "differs" for r in rows) else "agrees"
        return cls(name, title, tuple(rows), verdict, tuple(notes), certificate)

    def records(self) -> list[dict[str, Any]]:
        """The rows as plain dictionaries, for JSON and tables."""
        return [asdict(row) for row in self.rows]


def compare(case: str, region: str, measure: str, unit: str, printed: str | None, ours: float, tolerance: float) -> Row:
    """One row; ``printed`` is the number as the paper prints it, digit by digit.

    Parameters
    ----------
    case, region, measure, unit
        What is compared.
    printed
        Decimal digits as printed, or None.
    ours
        Our number in the same unit.
    tolerance
        Largest gap that agrees; widened to half a unit of the last printed digit where that is larger.
    """
    if printed is None:
        return Row(case, region, measure, unit, None, ours, None, None, "ours only")
    published = float(printed)
    half_digit = 0.5 * 10.0 ** -len(printed.partition(".")[2])
    allowed = max(tolerance, half_digit)
    gap = ours - published
    return Row(
        case, region, measure, unit, published, ours, gap, allowed, "agrees" if abs(gap) <= allowed else "differs"
    )
