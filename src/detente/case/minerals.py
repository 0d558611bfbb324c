"""Choke points: inputs too small for a sector of the world, without which lines stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import final

from detente.case.toml import Problems, parse_records, read_toml
from detente.core.errors import CaseError
from detente.ledger.minerals import Mineral

__all__ = ["ChokePoint", "load_minerals"]

TABLE = Path(__file__).parent.parent / "data" / "minerals" / "minerals.toml"


@final
@dataclass(frozen=True, slots=True)
class ChokePoint:
    """One critical input that a supplier could withhold, and what a full stop of its exports would cost.

    Attributes
    ----------
    mineral, name
        Id in the minerals table, and its name in words.
    state, since, measures
        ``free``, ``licensed`` or ``banned`` on the day, the day from which, and the ids of the measures behind it.
    importer, supplier
        Who would lack it, and who could withhold it.
    supplier_share, stage
        Supplier's share of the world's output at ``stage`` (mining, refining, magnets).
    share_lost
        Share of the importer's supply that is gone when exports stop.
    days_of_stock, days_to_stop
        Days of use in stock and under way; first day on which lines stand still in the central case, None if a
        higher price is enough to share out what is left.
    users, sector_at_risk
        Sectors that use it, and the one that loses most output.
    output_at_risk_usd_mn, output_low_usd_mn, output_high_usd_mn
        Output lost in ``months`` by all users, USD mn: central, lowest and highest case.
    months
        Length of the stop.
    range_kind
        What the range is over.
    source
        Where the supplier's share comes from.
    """

    mineral: str
    name: str
    state: str
    since: date | None
    measures: tuple[str, ...]
    importer: str
    supplier: str
    supplier_share: float
    stage: str
    share_lost: float
    days_of_stock: float
    days_to_stop: float | None
    users: tuple[str, ...]
    sector_at_risk: str
    output_at_risk_usd_mn: float
    output_low_usd_mn: float
    output_high_usd_mn: float
    months: float
    range_kind: str
    source: str


@cache
def load_minerals() -> tuple[Mineral, ...]:
    """Read the minerals table of the package.

    Raises
    ------
    CaseError
        If the file was changed and is wrong.
    """
    problems = Problems([])
    data, text = read_toml(TABLE, TABLE.name, problems)
    rows = parse_records(Mineral, "mineral", data, text, TABLE.name, problems)
    if problems.sentences:
        raise CaseError(problems.sentences)
    return tuple(row for row, _ in rows)
