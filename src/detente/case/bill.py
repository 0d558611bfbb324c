"""A bill of materials under a day's tariffs: duty by layer, landed cost, other origins, days of change, controls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import LabelError
from detente.ledger.ledger import Ledger
from detente.ledger.rates import matching_lines
from detente.ledger.scope import cover, covered_partner, listed_by_goods
from detente.ledger.stacking import LayerMean, Moment
from detente.world.lines import ALL

__all__ = ["Bill", "BillRow", "Landed", "OtherOrigin", "landed_cost"]

ORIGINS = 5
"""Other origins named for each row."""
NOTICED = 0.005
"""An origin with less of the importer's imports of a product is not offered."""
CONTROLS = ("export-control", "entity-listing")
KEPT = 512
"""Pairs and days whose rates are kept for the rows to come; each takes a tenth of a megabyte."""
Total = Callable[[str, str, date], FloatArray]
"""(lines,) statutory rates of an importer on an exporter on a day."""


@final
@dataclass(frozen=True, slots=True)
class BillRow:
    """One row of a bill: what, from where to where, and its customs value in one money.

    Attributes
    ----------
    number
        Its row in the file, for messages.
    hs
        HS code as typed.
    origin, destination
        Codes or English names.
    value
        Customs value, in the bill's money.
    item
        What the person calls it.
    """

    number: int
    hs: str
    origin: str
    destination: str
    value: float
    item: str = ""


@final
@dataclass(frozen=True, slots=True)
class OtherOrigin:
    """Another place to buy the same product.

    Attributes
    ----------
    code
        The economy, or a group of economies (EU27) where the data know no single ones.
    share
        Its share of the importer's imports of the product in 2024.
    rate, lowest, highest
        Rate in law on it, averaged over the product lines under the code, and its ends over the lines; shares.
    dearer
        How much more it may cost before duty and still land as cheap, as a share; at the lowest and the highest rate
        over the lines, ``dearer_low`` and ``dearer_high``.
    """

    code: str
    share: float
    rate: float
    lowest: float
    highest: float
    dearer: float
    dearer_low: float
    dearer_high: float


@final
@dataclass(frozen=True, slots=True)
class Landed:
    """One row with its duty.

    Attributes
    ----------
    row, importer, exporter
        As typed, and the codes it means.
    rate, lowest, highest
        Rate in law, averaged over the product lines under the code, and its ends over the lines; shares.
    ordinary
        Ordinary duty in it, a share.
    layers
        What else is in it, largest first.
    duty, cost
        In the bill's money: value times rate, and value with duty.
    over_time
        The same rate on every day of change, with the knowledge of the moment.
    origins
        Other origins, cheapest first.
    controls
        Titles of controls of the origin's government on exports of the product to the importer.
    borrowed
        True if the importer's product lines and ordinary duty are stand-ins.
    """

    row: BillRow
    importer: str
    exporter: str
    rate: float
    lowest: float
    highest: float
    ordinary: float
    layers: tuple[LayerMean, ...]
    duty: float
    cost: float
    over_time: tuple[float, ...]
    origins: tuple[OtherOrigin, ...]
    controls: tuple[str, ...]
    borrowed: bool


@final
@dataclass(frozen=True, slots=True)
class Bill:
    """A whole bill under one day's tariffs.

    Attributes
    ----------
    moment
        Day valued and day of knowledge.
    days
        Days on which a rate of the bill changes, from the case's baseline on; those after the day valued are what is
        known to come. The columns of ``over_time``.
    rows
        In the order of the file.
    """

    moment: Moment
    days: tuple[date, ...]
    rows: tuple[Landed, ...]

    @property
    def value(self) -> float:
        """Sum of customs values."""
        return sum(row.row.value for row in self.rows)

    @property
    def duty(self) -> float:
        """Sum of duties."""
        return sum(row.duty for row in self.rows)

    def duty_on(self, day: int) -> float:
        """Sum of duties on one of :attr:`days`."""
        return sum(row.row.value * row.over_time[day] for row in self.rows)


def landed_cost(ledger: Ledger, moment: Moment, rows: Sequence[BillRow], since: date, file: str) -> Bill:
    """Put a bill under the tariffs of a day.

    Parameters
    ----------
    ledger
        The ledger, with or without the rules of a scenario.
    moment
        Day valued and day of knowledge.
    rows
        The bill.
    since
        First day of the exposure over time.
    file
        Name of the bill, for messages.

    Raises
    ------
    LabelError
        If an economy or a product is not known; the sentence names file, row and column.
    """
    placed = [(row, *_pair(ledger, row, file)) for row in rows]
    pairs = {(importer, exporter) for _, importer, exporter in placed if importer != exporter}
    days = _days(ledger, moment, pairs, since)

    @lru_cache(maxsize=KEPT)
    def total(importer: str, exporter: str, day: date) -> FloatArray:
        return ledger.stack(importer, exporter, replace(moment, on=day)).total

    found = [_landed(ledger, moment, days, total, *each, file) for each in placed]
    kept = [
        n
        for n, day in enumerate(days)
        if n == 0 or day == moment.on or any(row.over_time[n] != row.over_time[n - 1] for row in found)
    ]
    return Bill(
        moment,
        tuple(days[n] for n in kept),
        tuple(replace(row, over_time=tuple(row.over_time[n] for n in kept)) for row in found),
    )


def _pair(ledger: Ledger, row: BillRow, file: str) -> tuple[str, str]:
    found = []
    for column, name in (("destination", row.destination), ("origin", row.origin)):
        try:
            found.append(ledger.partner(name))
        except LabelError as error:
            raise LabelError(f"{file}, row {row.number}, column {column}: {error}") from error
    return found[0], found[1]


def _days(ledger: Ledger, moment: Moment, pairs: set[tuple[str, str]], since: date) -> tuple[date, ...]:
    """The first day, the day valued, and every day between and after on which a measure on a pair begins or ends."""
    found = {since, moment.on}
    importers = {importer for importer, _ in pairs}
    for measure in ledger.measures:
        if measure.known > moment.as_of or measure.by not in importers:
            continue
        if any(covered_partner(measure, exporter, ledger.countries) for by, exporter in pairs if by == measure.by):
            found |= {day for day in (measure.effective, measure.end) if day is not None and day > since}
    found |= {
        repeal.effective for repeal in ledger.repeals if repeal.known <= moment.as_of and repeal.effective > since
    }
    return tuple(sorted(found))


def _landed(
    ledger: Ledger,
    moment: Moment,
    days: Sequence[date],
    total: Total,
    row: BillRow,
    importer: str,
    exporter: str,
    file: str,
) -> Landed:
    lines = ledger.lines_of(importer)
    try:
        keep = matching_lines(lines, sector=None, product=row.hs)
    except (LabelError, ValueError) as error:
        raise LabelError(f"{file}, row {row.number}, column hs: {error}") from error
    if importer == exporter:
        nothing = (0.0,) * len(days)
        return Landed(row, importer, exporter, 0.0, 0.0, 0.0, 0.0, (), 0.0, row.value, nothing, (), (), borrowed=False)
    chosen = np.flatnonzero(keep)
    mass = _mass(ledger, importer, exporter, keep)
    stack = ledger.stack(importer, exporter, moment)
    rate = float(mass @ stack.total)
    over_time = tuple(rate if day == moment.on else float(mass @ total(importer, exporter, day)) for day in days)
    return Landed(
        row=row,
        importer=importer,
        exporter=exporter,
        rate=rate,
        lowest=float(stack.total[chosen].min()),
        highest=float(stack.total[chosen].max()),
        ordinary=float(mass @ stack.schedule),
        layers=tuple(layer for layer in stack.means(mass) if layer.rate),
        duty=row.value * rate,
        cost=row.value * (1.0 + rate),
        over_time=over_time,
        origins=_origins(ledger, moment, total, importer, exporter, keep, rate),
        controls=_controls(ledger, moment, importer, exporter, mass),
        borrowed=ledger.borrows(importer),
    )


def _mass(ledger: Ledger, importer: str, exporter: str, keep: FloatArray) -> FloatArray:
    """(lines,) weights of the lines under a code: trade of 2024, or each line once where there was none."""
    value = ledger.trade(importer, exporter) * keep
    mass = value if value.any() else keep
    return np.asarray(mass / mass.sum())


def _origins(
    ledger: Ledger, moment: Moment, total: Total, importer: str, exporter: str, keep: FloatArray, rate: float
) -> tuple[OtherOrigin, ...]:
    """Who else sold the product to the importer in 2024, lowest rate first and among equals the larger first.

    Only partners with product data of their own are offered; members of a group in the data go under its name.
    """
    lines = ledger.lines_of(importer)
    chosen = np.flatnonzero(keep)
    own = lines.members.get(exporter, exporter)
    known = {
        name: next((code for code, group in lines.members.items() if group == name), name)
        for name in lines.exporters[:-1]
        if "@" not in name and name not in (importer, lines.members.get(importer))
    }
    sold = {name: float(ledger.trade(importer, code)[chosen].sum()) for name, code in known.items()}
    # Where stand-ins are used, the row of all partners is of another size than the partners' own.
    whole = max(sum(sold.values()), 0.0 if ledger.borrows(importer) else float(lines.weights_of(ALL)[chosen].sum()))
    sold.pop(own, None)
    found = []
    for name, value in sold.items():
        if whole <= 0 or value < NOTICED * whole:
            continue
        rates = total(importer, known[name], moment.on)
        there = float(_mass(ledger, importer, known[name], keep) @ rates)
        low, high = float(rates[chosen].min()), float(rates[chosen].max())
        dearer, dearest_low, dearest_high = ((1.0 + rate) / (1.0 + other) - 1.0 for other in (there, high, low))
        found.append(OtherOrigin(name, value / whole, there, low, high, dearer, dearest_low, dearest_high))
    return tuple(sorted(found, key=lambda origin: (round(origin.rate, 6), -origin.share))[:ORIGINS])


def _controls(ledger: Ledger, moment: Moment, importer: str, exporter: str, mass: FloatArray) -> tuple[str, ...]:
    lines = ledger.lines_of(importer)
    return tuple(
        measure.title or measure.id
        for measure in ledger.live(exporter, moment)
        if measure.kind in CONTROLS
        and measure.goods != "all"
        and covered_partner(measure, importer, ledger.countries)
        and float(mass @ cover(measure.goods, listed_by_goods(measure.goods, ledger.lists, measure.id), lines)) > 0.0
    )
