"""Why one product's rate is what it is: three terms and the stack behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import LabelError
from detente.ledger.rates import matching_lines
from detente.ledger.stacking import LayerMean, Moment

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["Why", "explain"]


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to "why this rate?".

    Attributes
    ----------
    product, lines, sector
        The code asked for, the codes of the product lines under it, and their sector.
    own_schedule
        False where the ordinary duty is the base world's tariff of the sector, the importer's schedule not being held.
    ordinary
        Ordinary duty, as a share, averaged over the lines with 2024 import values.
    base
        Base tariff of the world's cell: what was collected in the base year, as a share.
    statutory, statutory_base
        Rate in law on the day and on the base day, as shares.
    tariff
        ``max(0, base + statutory - statutory_base)``.
    lowest, highest
        Range of the statutory rate over the lines.
    layers
        Layers of the day, largest first.
    """

    importer: str
    exporter: str
    product: str
    lines: tuple[str, ...]
    sector: str
    on: date
    as_of: date
    base_day: date
    own_schedule: bool
    ordinary: float
    base: float
    statutory: float
    statutory_base: float
    tariff: float
    lowest: float
    highest: float
    layers: tuple[LayerMean, ...]


def explain(ledger: Ledger, importer: str, exporter: str, product: str, moment: Moment) -> Why:
    """Build the answer for one product on one day; see :meth:`detente.ledger.ledger.Ledger.why`."""
    lines = ledger.lines_of(importer)
    keep = matching_lines(lines, sector=None, product=product)
    value = ledger.trade(importer, exporter) * keep
    mass = value if value.any() else keep
    mass = mass / mass.sum()
    stack = ledger.stack(importer, exporter, moment)
    world = ledger.base
    start = ledger.bare_stack(importer, exporter, moment.at_base(world.base_day))
    chosen = np.flatnonzero(keep)
    statutory, statutory_base = float(mass @ stack.total), float(mass @ start.total)
    sectors = [lines.sector[i] for i in chosen]
    base = 0.0
    if importer in world.regions and exporter in world.regions:
        cell = world.tariff[world.regions.index(importer), world.regions.index(exporter)]
        rate_of = dict(zip(world.sectors, cell, strict=True))
        missing = sorted(set(sectors) - set(rate_of))
        if missing:
            raise LabelError(f"{product} is in sector {missing[0]}, for which world '{world.name}' has no base tariff.")
        base = float(sum(mass[i] * rate_of[lines.sector[i]] for i in chosen))
    return Why(
        importer=importer,
        exporter=exporter,
        product=product,
        lines=tuple(lines.codes[i] for i in chosen),
        sector=max(set(sectors), key=sectors.count),
        on=moment.on,
        as_of=moment.as_of,
        base_day=world.base_day,
        own_schedule=not ledger.borrows(importer),
        ordinary=float(mass @ stack.schedule),
        base=base,
        statutory=statutory,
        statutory_base=statutory_base,
        tariff=max(0.0, base + statutory - statutory_base),
        lowest=float(stack.total[chosen].min()),
        highest=float(stack.total[chosen].max()),
        layers=stack.means(mass),
    )
