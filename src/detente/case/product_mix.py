"""A case's own product mix: what share of a sector's trade between two economies a product has, typed from statistics.

The package knows the mix of imports of the United States and of China from it; every other pair borrows what the
exporter sells to the United States. A duty on one product is then averaged with weights of another market. Where a case
knows better, it says so for the products that matter; the rest of the sector keeps its borrowed mix.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from pydantic import Field

from detente.case.toml import Place
from detente.core.arrays import FloatArray
from detente.core.labels import close_name
from detente.core.records import Record, Seq
from detente.economy.elasticities import resolve_elasticity
from detente.ledger.ledger import Ledger
from detente.world.lines import Lines
from detente.world.world import World

__all__ = ["MixShare", "ProductMix", "mix_problems", "with_free_trade", "with_mix", "with_response"]


SET = "fgo"
"""Set of elasticities by which rates within a sector are averaged."""


class MixShare(Record):
    """One product, or several, and their share in a sector's trade."""

    hs: Seq[str] = Field(description="HS codes of 2 to 10 digits as people write them")
    share: float = Field(ge=0, le=1, description="share of the sector's imports from the exporter, 0 to 1")


class ProductMix(Record):
    """What products make up a sector's imports from one exporter in a year before the conflict."""

    id: str = Field(description="kebab-case, unique in the case")
    importer: str = Field(description="code of the economy that buys")
    exporter: str = Field(description="code of the economy that sells")
    sector: str = Field(description="ICIO goods sector")
    year: int = Field(description="year of the statistics")
    product: Seq[MixShare] = Field(description="products; what they leave of the sector keeps its borrowed mix")
    source: str = Field(description="where the shares come from; says so if they are assumed")
    cites: Seq[str] = Field(description="ids of documents")


def with_mix(lines: Mapping[str, Lines], mixes: Iterable[ProductMix]) -> Mapping[str, Lines]:
    """Product lines with the mixes of a case in place of the borrowed ones.

    Parameters
    ----------
    lines
        Importer to lines; ``"*"`` serves importers without their own.
    mixes
        Checked by :func:`mix_problems`. Totals by sector stay, so rates of whole sectors do not change.
    """
    found = dict(lines)
    for mix in mixes:
        # An importer without product data gets a copy of the common lines: its own row must not reach others.
        found[mix.importer] = _mixed(found.get(mix.importer, found["*"]), mix)
    return MappingProxyType(found)


def with_free_trade(lines: Mapping[str, Lines], sides: tuple[str, str]) -> Mapping[str, Lines]:
    """Product lines on which the two sides levy no ordinary duty on each other."""
    found = dict(lines)
    for importer, exporter in (sides, sides[::-1]):
        if importer in found:
            own = found[importer]
            found[importer] = replace(own, free=(*own.free, exporter))
    return MappingProxyType(found)


def with_response(lines: Mapping[str, Lines], world: World) -> Mapping[str, Lines]:
    """Product lines whose rates average to what keeps out as much trade, by the central elasticities of a world."""
    theta = resolve_elasticity(SET, world).values
    known = {code: float(theta[n]) for n, code in enumerate(world.sectors) if world.goods[n]}
    return MappingProxyType({importer: replace(own, response=known) for importer, own in lines.items()})


def mix_problems(rows: Sequence[tuple[ProductMix, Place]], ledger: Ledger) -> list[str]:
    """A sentence for each economy, sector or product that does not exist, and for shares above one."""
    found = []
    world = ledger.base
    regions = world.regions
    goods = {sector for sector, good in zip(world.sectors, world.goods, strict=True) if good}
    for mix, place in rows:
        found += [
            f"{place.at(name)}: {code} is no economy of world '{world.name}'.{close_name(code, regions)}"
            for name, code in (("importer", mix.importer), ("exporter", mix.exporter))
            if code not in regions
        ]
        if mix.sector not in goods:
            found.append(f"{place.at('sector')}: {mix.sector} is no goods sector.{close_name(mix.sector, goods)}")
            continue
        if (total := sum(product.share for product in mix.product)) > 1.0 + 1e-9:
            found.append(f"{place.at('product')}: the shares add up to {total:g}; a sector has 1 to share out.")
        lines = ledger.lines_of(mix.importer)
        for product in mix.product:
            if not _covered(lines, mix.sector, product.hs).any():
                found.append(
                    f"{place.at('product')}: no product line of {mix.sector} begins with {', '.join(product.hs)}; "
                    "see `detente why` for the sector of a product."
                )
    return found


def _mixed(lines: Lines, mix: ProductMix) -> Lines:
    own = np.array(lines.weights_of(mix.exporter))
    sector = np.array([name == mix.sector for name in lines.sector])
    total = own[sector].sum()
    named = np.zeros(len(own), dtype=bool)
    new = np.zeros(len(own))
    for product in mix.product:
        at = _covered(lines, mix.sector, product.hs)
        named |= at
        new[at] += product.share * _even(own[at])
    rest = sector & ~named
    left = 1.0 - sum(product.share for product in mix.product)
    if rest.any():
        new[rest] = left * _even(own[rest])
    # A sector that the exporter does not sell in has no total; its mix still weighs rates.
    own[sector] = new[sector] / new[sector].sum() * (total or 1.0)
    return _with_row(lines, mix.exporter, own)


def _with_row(lines: Lines, exporter: str, row: FloatArray) -> Lines:
    """The lines with a row of weights of an exporter's own."""
    members = {name: group for name, group in lines.members.items() if name != exporter}
    if exporter in lines.exporters:
        weight = np.array(lines.weight)
        weight[lines.exporters.index(exporter)] = row
        return replace(lines, weight=weight, members=members)
    weight = np.insert(np.asarray(lines.weight), len(lines.exporters) - 1, row, axis=0)
    exporters = (*lines.exporters[:-1], exporter, lines.exporters[-1])
    return replace(lines, weight=weight, exporters=exporters, members=members)


def _covered(lines: Lines, sector: str, codes: Iterable[str]) -> Any:
    digits = tuple(code.replace(".", "").replace(" ", "") for code in codes)
    return np.array(
        [
            name == sector and any(line.startswith(code) or code.startswith(line) for code in digits)
            for line, name in zip(lines.codes, lines.sector, strict=True)
        ]
    )


def _even(weights: FloatArray) -> FloatArray:
    """Weights that sum to one; alike where all are zero."""
    total = weights.sum()
    return weights / total if total > 0 else np.full(len(weights), 1.0 / len(weights))
