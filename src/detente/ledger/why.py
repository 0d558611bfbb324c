"""Why one product's rate is what it is in law, and what the model takes of it: the tariff of the product's sector."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import LabelError
from detente.ledger.rates import matching_lines
from detente.ledger.stacking import LayerMean, Moment
from detente.ledger.wedges import SectorMeans

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["SectorTerms", "Why", "explain"]


@final
@dataclass(frozen=True, slots=True)
class SectorTerms:
    """The three terms of a sector's tariff in the model: ``max(0, base + statutory - statutory_base)``, all shares.

    Attributes
    ----------
    sector
        Code of the sector.
    part
        Part of the product's trade that is in it, as a share.
    base
        The world's tariff of the cell: what was collected in the base year.
    statutory, statutory_base
        Average rate in law over the sector's lines, on the day and on the base day.
    tariff
        What :meth:`detente.ledger.ledger.Ledger.wedges` gives for the cell.
    """

    sector: str
    part: float
    base: float
    statutory: float
    statutory_base: float
    tariff: float


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to "why this rate?".

    Attributes
    ----------
    product, lines
        The code asked for, and the codes of the product lines under it.
    own_schedule
        False where the ordinary duty is the base world's tariff of the sector, the importer's schedule not being held.
    kept_out
        True where rates within a sector average to what keeps out as much trade.
    ordinary
        Ordinary duty, as a share, averaged over the lines with 2024 import values.
    statutory, statutory_base
        Rate of the product in law on the day and on the base day, as shares.
    lowest, highest
        Range of the statutory rate over the lines.
    layers
        Layers of the day, largest first.
    sectors
        What the model takes of it: the tariff of each sector that the lines belong to, most of the product's trade
        first; empty for economies that the world does not have.
    """

    importer: str
    exporter: str
    product: str
    lines: tuple[str, ...]
    on: date
    as_of: date
    base_day: date
    own_schedule: bool
    kept_out: bool
    ordinary: float
    statutory: float
    statutory_base: float
    lowest: float
    highest: float
    layers: tuple[LayerMean, ...]
    sectors: tuple[SectorTerms, ...]


def explain(ledger: Ledger, importer: str, exporter: str, product: str, moment: Moment) -> Why:
    """Build the answer for one product on one day; see :meth:`detente.ledger.ledger.Ledger.why`."""
    lines = ledger.lines_of(importer)
    keep = matching_lines(lines, sector=None, product=product)
    value = ledger.trade(importer, exporter) * keep
    mass = value if value.any() else keep
    mass = mass / mass.sum()
    stack = ledger.stack(importer, exporter, moment)
    base_day = ledger.base.base_day
    start = ledger.bare_stack(importer, exporter, moment.at_base(base_day))
    chosen = np.flatnonzero(keep)
    parts: dict[str, float] = {}
    for line in chosen:
        parts[lines.sector[line]] = parts.get(lines.sector[line], 0.0) + float(mass[line])
    return Why(
        importer=importer,
        exporter=exporter,
        product=product,
        lines=tuple(lines.codes[i] for i in chosen),
        on=moment.on,
        as_of=moment.as_of,
        base_day=base_day,
        own_schedule=not ledger.borrows(importer),
        kept_out=bool(lines.response),
        ordinary=float(mass @ stack.schedule),
        statutory=float(mass @ stack.total),
        statutory_base=float(mass @ start.total),
        lowest=float(stack.total[chosen].min()),
        highest=float(stack.total[chosen].max()),
        layers=stack.means(mass),
        sectors=_sectors(ledger, importer, exporter, product, parts, stack.total, start.total),
    )


def _sectors(
    ledger: Ledger,
    importer: str,
    exporter: str,
    product: str,
    parts: dict[str, float],
    now: FloatArray,
    start: FloatArray,
) -> tuple[SectorTerms, ...]:
    """The model's tariff of each sector; ``now``, ``start``: rates in law (lines,) on the day and on the base day."""
    world = ledger.base
    if not {importer, exporter} <= set(world.regions):
        return ()
    missing = sorted(set(parts) - set(world.sectors))
    if missing:
        raise LabelError(f"{product} is in sector {missing[0]}, for which world '{world.name}' has no base tariff.")
    means = SectorMeans(ledger.lines_of(importer), world)
    law_base = means.of(start, exporter)
    law = law_base + means.of(now - start, exporter)
    cell = world.tariff[world.regions.index(importer), world.regions.index(exporter)]
    found = []
    for sector in sorted(parts, key=lambda code: -parts[code]):
        j = world.sectors.index(sector)
        tariff = max(0.0, float(cell[j] + law[j] - law_base[j]))
        found.append(SectorTerms(sector, parts[sector], float(cell[j]), float(law[j]), float(law_base[j]), tariff))
    return tuple(found)
