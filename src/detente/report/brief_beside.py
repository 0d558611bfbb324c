"""Pages of a brief that a second process writes: who is hurting, and what deal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from detente.core.errors import DataError
from detente.ledger.stacking import Moment
from detente.report.brief_offers import deal_part, read_deal
from detente.report.brief_parts import Part, hurting_part, read_hurting

__all__ = ["BESIDE", "Order", "pages_beside"]

BESIDE = "detente.report.brief_beside:pages_beside"
"""What a second process does."""


@final
@dataclass(frozen=True, slots=True)
class Order:
    """What a second process must know.

    Attributes
    ----------
    digest
        Of the case as the first process opened it.
    moment
        Day valued and day of knowledge.
    draws, full
        As :func:`read_hurting` takes them.
    stamp
        Case, days and run of the brief.
    """

    digest: str
    moment: Moment
    draws: int | None
    full: bool
    stamp: str


def pages_beside(items: Iterator[str | Order]) -> Iterator[Part]:
    """The pages on pressure, then the one on a deal, from a case opened here.

    The case is opened before it is known what is wanted of it, so that neither process waits for the other.

    Their pictures are left to who binds the brief and draws anyway: the renderer takes most of its time to start.

    Parameters
    ----------
    items
        Bundled name or folder of the case, and then what is wanted.

    Raises
    ------
    DataError
        If the case has changed since it was opened.
    """
    from detente.case.read import open_case

    source = next(items, None)
    if source is None:
        return
    case = open_case(str(source))
    order = next(items, None)
    if not isinstance(order, Order):
        return
    if case.digest != order.digest:
        raise DataError(f"case {case.name} was changed while its brief was written; write the brief again.")
    yield hurting_part(read_hurting(case, order.moment, draws=order.draws, full=order.full), order.stamp)
    yield deal_part(order.moment, read_deal(case, order.moment, full=order.full), order.stamp)
