"""From the ledger, or from numbers typed by hand, to the wedges that a model reads.

``tariff(day) = max(0, world base + statutory(day) - statutory(base day))`` in each (importer, exporter, sector)
cell; both statutory terms average product lines with the same weights. Where the lines carry elasticities, the average
is the rate on the whole sector that would keep out as much trade: a prohibitive rate on a part keeps out no more than
the part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import DataError, LabelError
from detente.core.labels import positions
from detente.ledger.measures import RATED, Measure, Stacking
from detente.ledger.scope import covered_partner, partners_named, rate_for
from detente.ledger.stacking import Moment
from detente.world.lines import Lines
from detente.world.world import World

if TYPE_CHECKING:
    import xarray

    from detente.ledger.ledger import Ledger

__all__ = ["SectorMeans", "binding", "dataset", "priced", "under_rules", "wedges", "wedges_of"]


def dataset(world: World, tariff: FloatArray, attrs: Mapping[str, str] | None = None) -> xarray.Dataset:
    """Label a cube of tariffs; export taxes and barriers are zero."""
    import xarray as xr

    dims = ("importer", "exporter", "sector")
    zero = np.zeros_like(tariff)
    return xr.Dataset(
        {
            "tariff": (dims, tariff, {"unit": "share", "long_name": "ad valorem tariff in force"}),
            "export_tax": (dims, zero, {"unit": "share", "long_name": "export tax on the basic price"}),
            "barrier": (dims, zero.copy(), {"unit": "share", "long_name": "iceberg cost"}),
        },
        coords={
            "importer": list(world.regions),
            "exporter": list(world.regions),
            "sector": list(world.sectors),
        },
        attrs={"world": world.digest, **(attrs or {})},
    )


def wedges(
    world: World,
    tariffs: Mapping[tuple[str, str] | tuple[str, str, str], float] | None = None,
    *,
    add: bool = False,
) -> xarray.Dataset:
    """Wedges typed by hand.

    Parameters
    ----------
    world
        The world whose labels and base tariffs are used.
    tariffs
        ``{(importer, exporter): rate}`` for every goods sector, or ``{(importer, exporter, sector): rate}``;
        rates are shares.
    add
        True: points on top of the base tariff; False: the whole tariff.

    Returns
    -------
    xarray.Dataset
        ``tariff``, ``export_tax``, ``barrier`` (importer, exporter, sector), as shares.

    Raises
    ------
    LabelError
        If a label is unknown.
    DataError
        If a rate would fall below zero, or is levied on a region's own goods.

    Examples
    --------
    >>> import detente as dt
    >>> world = dt.load_world("toy")
    >>> after = dt.wedges(world, {("USA", "CHN"): 0.60}, add=True)
    >>> float((after["tariff"] - dt.wedges(world)["tariff"]).max().round(12))
    0.6
    """
    tariff = world.tariff.copy()
    goods = np.flatnonzero(world.goods)
    for key, rate in (tariffs or {}).items():
        n, i = positions(key[:2], world.regions, f"economy of world '{world.name}'")
        if n == i:
            raise DataError(f"{key[0]} cannot levy a tariff on its own goods; drop the entry {key}.")
        cells = goods
        if len(key) == 3:
            cells = positions((key[2],), world.sectors, f"sector of world '{world.name}'")
        tariff[n, i, cells] = rate + (tariff[n, i, cells] if add else 0.0)
    if tariff.min() < 0:
        raise DataError("a tariff would fall below zero; use a larger rate, or 0 for free trade.")
    return dataset(world, tariff)


def wedges_of(ledger: Ledger, world: World, moment: Moment) -> xarray.Dataset:
    """Wedges of a ledger at a moment; see :meth:`detente.ledger.ledger.Ledger.wedges`."""
    tariff = world.tariff.copy()
    base = moment.at_base(world.base_day)
    cells = Cells(world.name, world.regions, world.sectors, world.goods)
    for n, importer in enumerate(world.regions):
        ruled = under_rules(ledger, importer, moment)
        now, start = (ledger.standing(importer, day) for day in (moment, base))
        if ruled:
            added = _added(ledger, cells, importer, moment, base)
        elif any(map(_bears, (*now[0], *start[0]))):
            added = _added_since(_Change(ledger, cells, importer, moment, base, _ids(now, start)))
        else:
            continue
        bound = ~np.isnan(added[:, 0])
        tariff[n, bound] = np.maximum(0.0, tariff[n, bound] + added[bound])
    attrs = {
        "on": moment.on.isoformat(),
        "as_of": moment.as_of.isoformat(),
        "base_day": world.base_day.isoformat(),
        "weights": "2024",
    }
    return dataset(world, tariff, attrs)


@final
@dataclass(frozen=True, slots=True)
class Cells:
    """Name and labels of a world, all that averages over its sectors ask of it."""

    name: str
    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    goods: tuple[bool, ...]


@final
@dataclass(frozen=True, slots=True)
class _Change:
    """What an importer adds between two days; days on which the same acts stand are the same change."""

    ledger: Ledger
    cells: Cells
    importer: str
    moment: Moment = field(compare=False)
    base: Moment = field(compare=False)
    acts: tuple[tuple[str, ...], ...]


@final
@dataclass(frozen=True, slots=True)
class _Bound:
    """A stack told by the acts that make it: exporters and days on which the same acts stand share one."""

    ledger: Ledger
    importer: str
    exporter: str = field(compare=False)
    moment: Moment = field(compare=False)
    acts: tuple[object, ...]
    exclusions: tuple[str, ...]


@lru_cache(maxsize=128)
def _on_lines(bound: _Bound) -> FloatArray:
    """(lines,) what a stack without rules of a scenario adds."""
    return bound.ledger.bare_stack(bound.importer, bound.exporter, bound.moment).added


def _ids(*standing: tuple[Sequence[Measure], Sequence[Stacking]]) -> tuple[tuple[str, ...], ...]:
    """What tells two days of an importer apart: the ids of the acts that stand on them."""
    return tuple(tuple(act.id for act in acts) for day in standing for acts in day)


@lru_cache(maxsize=512)
def _added_since(change: _Change) -> FloatArray:
    """:func:`_added` where no scenario adds to the law."""
    return _added(change.ledger, change.cells, change.importer, change.moment, change.base)


def _added(ledger: Ledger, cells: Cells, importer: str, moment: Moment, base: Moment) -> FloatArray:
    """(exporter, sector) what an importer's measures add since the base day; NaN for exporters that none binds."""
    ruled = under_rules(ledger, importer, moment)
    now, start = (priced(ledger, importer, day) for day in (moment, base))
    means = _means(ledger.lines_of(importer), cells)
    held = tuple(tuple(s.id for s in ledger.standing(importer, day)[1]) for day in (moment, base))
    added = np.full((len(cells.regions), len(cells.sectors)), np.nan)
    seen: dict[tuple[object, object, str], FloatArray] = {}
    for i, exporter in enumerate(cells.regions):
        if exporter == importer:
            continue
        new, old = (binding(acts, exporter, ledger) for acts in (now, start))
        if not (new or old or ruled):
            continue
        key = (new, old, exporter if ruled else "")
        if key not in seen:
            first = _on_lines(_Bound(ledger, importer, exporter, base, old, held[1]))
            if ruled:
                seen[key] = ledger.stack(importer, exporter, moment).added - first
            else:
                seen[key] = _on_lines(_Bound(ledger, importer, exporter, moment, new, held[0])) - first
        added[i] = means.of(seen[key], exporter)
    added.flags.writeable = False
    return added


def under_rules(ledger: Ledger, importer: str, moment: Moment) -> bool:
    """True if a rule of the scenario changes what an importer levies."""
    return any(importer in partners_named((rule.by,), ledger.countries, moment.on) for rule in ledger.rules)


def priced(ledger: Ledger, importer: str, moment: Moment) -> list[Measure]:
    """Live measures of an importer that bear on a rate."""
    return [m for m in ledger.live(importer, moment) if _bears(m)]


def _bears(measure: Measure) -> bool:
    return measure.kind in (*RATED, "exemption")


def binding(measures: list[Measure], exporter: str, ledger: Ledger) -> tuple[object, ...]:
    """What tells the stacks of two exporters apart: the measures that bind each, and rates set by partner."""
    return tuple(
        (m.id, rate_for(m, exporter, ledger.countries))
        for m in measures
        if covered_partner(m, exporter, ledger.countries)
    )


@lru_cache(maxsize=8)
def _means(lines: Lines, cells: Cells) -> SectorMeans:
    return SectorMeans(lines, cells)


LEAST = 1e-6
"""Lowest price, duty included, that a change of rates may leave."""


class SectorMeans:
    """Averages over the product lines of each sector, with an exporter's weights or, failing that, everyone's."""

    __slots__ = ("chosen", "count", "lines", "position", "response", "spare")

    def __init__(self, lines: Lines, world: World | Cells) -> None:
        index = {sector: position for position, sector in enumerate(world.sectors)}
        uncovered = {s for s, good in zip(world.sectors, world.goods, strict=True) if good} - set(lines.sector)
        if uncovered:
            raise LabelError(
                f"no product line belongs to sector {min(uncovered)} of world '{world.name}'. Compute the wedges on "
                "the full world and aggregate both."
            )
        self.lines = lines
        self.chosen = np.flatnonzero([s in index for s in lines.sector])
        self.position = np.array([index[lines.sector[line]] for line in self.chosen])
        self.count = len(world.sectors)
        common = lines.weights_of("*")[self.chosen]
        self.spare = np.where(self._sum(common)[self.position] > 0, common, 1.0)
        self.response = np.zeros(self.count)
        for sector, elasticity in lines.response.items():
            if sector in index:
                self.response[index[sector]] = elasticity

    def of(self, values: FloatArray, exporter: str) -> FloatArray:
        """(sectors,) average of rates ``values`` (lines,); zero where a sector has no line."""
        mean = self.plain(values, exporter)
        if not self.response.any():
            return mean
        weights, rates = self._weights(exporter), values[self.chosen]
        mass = self._sum(weights)
        theta = np.where(self.response > 0, self.response, 1.0)
        kept = self._sum(weights * np.maximum(1.0 + rates, LEAST) ** -theta[self.position])
        kept = np.divide(kept, mass, out=np.ones(self.count), where=mass > 0)
        return np.where(self.response > 0, kept ** (-1.0 / theta) - 1.0, mean)

    def plain(self, values: FloatArray, exporter: str) -> FloatArray:
        """(sectors,) weighted mean of ``values`` (lines,), whatever the elasticities."""
        weights = self._weights(exporter)
        mass = self._sum(weights)
        total = self._sum(weights * values[self.chosen])
        return np.divide(total, mass, out=np.zeros(self.count), where=mass > 0)

    def _weights(self, exporter: str) -> FloatArray:
        own = self.lines.weights_of(exporter)[self.chosen]
        return np.where(self._sum(own)[self.position] > 0, own, self.spare)

    def _sum(self, values: FloatArray) -> FloatArray:
        return np.bincount(self.position, values, self.count).astype(np.float64)
