"""Average rates under named definitions.

Every published "average tariff" is one of these; the name, the weights and the days travel with the number.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Self

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import DataError, LabelError
from detente.core.labels import close_name
from detente.ledger.stacking import Moment
from detente.world.concordance import digits
from detente.world.lines import Lines

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["DEFINITIONS", "Rate", "average_rate", "imports", "matching_lines", "rates_by"]

DEFINITIONS = {
    "statutory-weighted": "rate in law, ordinary duty included, averaged over product lines with 2024 import values",
    "statutory-simple": "rate in law, ordinary duty included, each product line counted once",
    "effective": "base tariff of the world (collected; for China, law less assumed waivers) plus the change in law",
    "announced": "as statutory-weighted, with what is announced but not yet in force counted as in force",
    "ordinary": "ordinary (most-favoured-nation) duty alone, 2024 import values; zero between free-trade partners",
}

WEIGHTS = ("2024", "2017", "simple")
"""Import values of a year (2017: China's imports from the United States only), or each line once."""


class Rate(float):
    """An average tariff as a share, with its definition, weights, pair and days."""

    __slots__ = ("as_of", "definition", "exporter", "importer", "on", "weights")

    definition: str
    weights: str
    importer: str
    exporter: str
    on: date
    as_of: date

    def __new__(
        cls,
        value: float,
        *,
        definition: str,
        weights: str,
        importer: str,
        exporter: str,
        on: date,
        as_of: date,
    ) -> Self:
        """Attach the definition and the days to a share."""
        rate = super().__new__(cls, value)
        rate.definition, rate.weights = definition, weights
        rate.importer, rate.exporter = importer, exporter
        rate.on, rate.as_of = on, as_of
        return rate

    def __repr__(self) -> str:
        return (
            f"{float(self):.4f} ({self.importer} on {self.exporter}, {self.definition}, weights {self.weights}, "
            f"{self.on}, known {self.as_of})"
        )


@dataclass(frozen=True, slots=True)
class RateRow:
    """One row of a table of rates: a key (sector, partner or product line) with its rate and trade."""

    key: str
    name: str
    rate: float
    trade: float


def matching_lines(lines: Lines, *, sector: str | None, product: str | None) -> FloatArray:
    """(lines,) 1 for the lines of a sector and under a product code, else 0.

    Raises
    ------
    LabelError
        If nothing matches.
    """
    keep = np.ones(len(lines.codes))
    if sector is not None:
        keep *= np.array([float(s == sector) for s in lines.sector])
        if not keep.any():
            known = sorted(set(lines.sector))
            raise LabelError(f"{sector} is no goods sector.{close_name(sector, known)} Known: {', '.join(known)}.")
    if product is not None:
        code = digits(product)
        width = len(lines.codes[0])
        keep *= np.array([float(c.startswith(code[:width])) for c in lines.codes])
        if not keep.any():
            raise LabelError(f"no product line begins with {product}; check the code in the tariff of 2024.")
    return keep


def average_rate(
    ledger: Ledger,
    importer: str,
    exporter: str,
    moment: Moment,
    weights: str = "2024",
    definition: str | None = None,
    *,
    sector: str | None = None,
    product: str | None = None,
) -> Rate:
    """Average rate of a pair at a moment; see :meth:`detente.ledger.ledger.Ledger.rate`."""
    if weights not in WEIGHTS:
        raise DataError(f'weights = "{weights}" is not known; use one of {", ".join(WEIGHTS)}.')
    name = definition or ("statutory-simple" if weights == "simple" else "statutory-weighted")
    if name not in DEFINITIONS:
        raise DataError(f'definition "{name}" is not known; use one of {", ".join(DEFINITIONS)}.')
    if name == "statutory-simple":
        weights = "simple"
    importer = ledger.partner(importer)
    seen = replace(moment, announced=name == "announced")
    if exporter == "all":
        value = _over_partners(ledger, importer, seen, weights, name, sector, product)
    else:
        exporter = ledger.partner(exporter)
        value = _of_pair(ledger, importer, exporter, seen, weights, name, sector, product)[0]
    return Rate(
        value,
        definition=name,
        weights=weights,
        importer=importer,
        exporter=exporter,
        on=moment.on,
        as_of=moment.as_of,
    )


def _of_pair(
    ledger: Ledger,
    importer: str,
    exporter: str,
    moment: Moment,
    weights: str,
    definition: str,
    sector: str | None,
    product: str | None,
) -> tuple[float, float]:
    """Rate of one pair and the trade it is averaged over (USD mn)."""
    lines = ledger.lines_of(importer)
    keep = matching_lines(lines, sector=sector, product=product)
    value = ledger.trade(importer, exporter, None if weights == "simple" else int(weights)) * keep
    mass = keep if weights == "simple" or not value.any() else value
    if definition == "effective":
        return _effective(ledger, importer, exporter, moment, mass), float(value.sum())
    stack = ledger.stack(importer, exporter, moment)
    rates = stack.schedule if definition == "ordinary" else stack.total
    return float(np.average(rates, weights=mass)), float(value.sum())


def _effective(ledger: Ledger, importer: str, exporter: str, moment: Moment, mass: FloatArray) -> float:
    """Base rate of each sector plus its mean change in law since the base day, floored at zero as in the wedges."""
    lines, world = ledger.lines_of(importer), ledger.base
    if importer not in world.regions or exporter not in world.regions:
        raise LabelError(f"the effective rate needs a base tariff; world '{world.name}' has no {importer}-{exporter}.")
    cell = world.tariff[world.regions.index(importer), world.regions.index(exporter)]
    index = {sector: position for position, sector in enumerate(world.sectors)}
    held = [line for line, sector in enumerate(lines.sector) if sector in index and mass[line] > 0]
    if not held:
        raise LabelError(f"the effective rate needs a base tariff; world '{world.name}' has none of these sectors.")
    start = ledger.bare_stack(importer, exporter, moment.at_base(world.base_day)).total
    change = (ledger.stack(importer, exporter, moment).total - start)[held]
    sector = np.array([index[lines.sector[line]] for line in held])
    weight = np.bincount(sector, mass[held], len(world.sectors))
    mean = np.bincount(sector, mass[held] * change, len(world.sectors)) / np.maximum(weight, np.finfo(float).tiny)
    if lines.response:
        theta = np.array([lines.response.get(code, 0.0) for code in world.sectors])
        power = np.where(theta > 0, theta, 1.0)
        kept = np.bincount(sector, mass[held] * (1.0 + change) ** -power[sector], len(world.sectors))
        kept = np.divide(kept, weight, out=np.ones(len(weight)), where=weight > 0)
        mean = np.where(theta > 0, kept ** (-1.0 / power) - 1.0, mean)
    return float(np.average(np.maximum(0.0, cell + mean), weights=weight))


def _over_partners(
    ledger: Ledger,
    importer: str,
    moment: Moment,
    weights: str,
    definition: str,
    sector: str | None,
    product: str | None,
) -> float:
    """Trade-weighted mean over partners, each line's trade counted once."""
    lines = ledger.lines_of(importer)
    trade = _trade_of(ledger, importer, matching_lines(lines, sector=sector, product=product))
    if not any(trade.values()):
        return 0.0
    rates = [
        _of_pair(ledger, importer, exporter, moment, weights, definition, sector, product)[0] for exporter in trade
    ]
    return float(np.average(rates, weights=list(trade.values())))


def imports(ledger: Ledger, importer: str, exporter: str) -> float:
    """Imports of goods in 2024, USD mn, from one economy or from ``"all"``."""
    if exporter != "all":
        return float(ledger.trade(importer, exporter).sum())
    return sum(_trade_of(ledger, importer, np.ones(len(ledger.lines_of(importer).codes))).values())


def _trade_of(ledger: Ledger, importer: str, keep: FloatArray) -> dict[str, float]:
    """Imports from each partner over the lines kept, USD mn.

    Partners that share a row of weights (members of a group) have equal parts of it; those without a row share what
    the rows leave of all imports.
    """
    lines = ledger.lines_of(importer)
    others = [code for code in ledger.base.regions if code != importer]
    if ledger.borrows(importer):
        return {code: float(ledger.trade(importer, code) @ keep) for code in others}
    row = {code: name if (name := lines.members.get(code, code)) in lines.exporters else "*" for code in others}
    total = dict(zip(lines.exporters, lines.weight @ keep, strict=True))
    total["*"] = max(0.0, total["*"] - sum(total[name] for name in set(row.values()) - {"*"}))
    sharing = Counter(row.values())
    return {code: float(total[name] / sharing[name]) for code, name in row.items()}


def rates_by(ledger: Ledger, importer: str, exporter: str, moment: Moment, definition: str, by: str) -> list[RateRow]:
    """Rates of one pair by sector or product, or of one importer by partner, largest trade first.

    Parameters
    ----------
    definition
        A name of :data:`DEFINITIONS`.
    by
        ``sector``, ``product`` (lines that carry trade) or ``partner``.
    """
    weights = "simple" if definition == "statutory-simple" else "2024"
    importer = ledger.partner(importer)
    seen = replace(moment, announced=definition == "announced")
    if by == "partner":
        everything = np.ones(len(ledger.lines_of(importer).codes))
        rows = [
            RateRow(
                code,
                ledger.countries.name(code),
                _of_pair(ledger, importer, code, seen, weights, definition, None, None)[0],
                imports,
            )
            for code, imports in _trade_of(ledger, importer, everything).items()
        ]
        return sorted(rows, key=lambda row: -row.trade)
    exporter = ledger.partner(exporter)
    lines = ledger.lines_of(importer)
    value = ledger.trade(importer, exporter)
    if by == "sector":
        rows = []
        for code in dict.fromkeys(lines.sector):
            rate, trade = _of_pair(ledger, importer, exporter, seen, weights, definition, code, None)
            rows.append(RateRow(code, code, rate, trade))
        return sorted(rows, key=lambda row: -row.trade)
    if by == "product":
        stack = ledger.stack(importer, exporter, seen)
        rates = stack.schedule if definition == "ordinary" else stack.total
        order = np.argsort(-value)
        return [
            RateRow(lines.codes[i], lines.sector[i], float(rates[i]), float(value[i])) for i in order if value[i] > 0
        ]
    raise DataError(f'by = "{by}" is not known; use sector, product or partner.')
