"""What stands beside the readings of pressure on the same day: choke points, clocks that run, trade by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from detente.case.minerals import ChokePoint, choke_points
from detente.case.path import PathFindings
from detente.case.pressure_records import Pressure
from detente.ledger.limits import Clocked

__all__ = ["Hurting", "gather"]

SMALL = 5e-4
"""A clock that moves the average rate by less (a share) is left out; one of a measure without a rate stays."""


@final
@dataclass(frozen=True, slots=True)
class Hurting:
    """Everything that the pressure pages show.

    Attributes
    ----------
    pressure
        The readings.
    points
        Inputs under licence or ban on the day that either side could withhold from the other.
    clocks
        Measures of one side on the other whose own clock runs, soonest first.
    trade
        Monthly trade between the sides, or None where there is no monthly record.
    """

    pressure: Pressure
    points: tuple[ChokePoint, ...]
    clocks: tuple[Clocked, ...]
    trade: PathFindings | None = None


def gather(found: Pressure, trade: PathFindings | None = None) -> Hurting:
    """Put choke points and clocks of the same day beside the readings."""
    ledger, moment = found.case.ledger, found.moment
    limits = ledger.limits(ledger.base, on=moment.on, as_of=moment.as_of)
    buyers = [side.region for side in found.sides if limits.of(side.region)]
    points = (row for buyer in buyers for row in choke_points(limits, ledger.base, buyer))
    clocks = (
        row
        for side in found.sides
        for row in ledger.clocks(moment.on, moment.as_of, partner=side.region)
        if row.by == side.rival and not abs(row.rate - row.returns) < SMALL
    )
    return Hurting(found, tuple(points), tuple(sorted(clocks, key=lambda row: (row.until, row.measure))), trade)
