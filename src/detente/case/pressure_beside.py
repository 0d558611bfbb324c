"""What stands beside the model's readings: products by customs line, series that show pain, published figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from detente.case.band import Band
from detente.case.pressure_records import Observable, ProductGroup, PublishedFigure, SidePressure
from detente.case.pressure_tables import FigureRecord, Product, Tables
from detente.world.lines import Lines
from detente.world.world import World

__all__ = ["comparisons", "customs", "observables", "products_bought", "products_sold"]

DIGITS = 6
MOSTLY = 0.5
"""Share of imports from which a product counts as coming mostly from one economy."""
SHOWN = 12
LEAST = 0.1
"""Share of a group's imports below which a seller is not shown."""
UNITS: Mapping[str, float] = {"million jobs": 1e-6, "% of GDP": 100.0, "%": 100.0}


def products_sold(
    world: World, lines: Mapping[str, Lines], tables: Tables, seller: str, buyer: str
) -> tuple[ProductGroup, ...]:
    """The groups of the table as a seller's exports to a buyer, where the buyer's lines are known.

    Returns
    -------
    tuple of ProductGroup
        Groups in which the seller has at least a tenth of the buyer's imports; empty without lines of the year.
    """
    book = _book(world, lines, seller, buyer)
    if book is None:
        return ()
    bought, whole = book.weights_of(seller), book.weights_of("*")
    output = dict(zip(world.sectors, world.flows[:, world.regions.index(seller)].sum(axis=0), strict=True))
    found = []
    for product in tables.products:
        if product.group:
            at = np.array([code.startswith(tuple(product.codes)) for code in book.codes])
            value, total = float(bought[at].sum()), float(whole[at].sum())
            sectors = {sector for sector, inside in zip(book.sector, at, strict=True) if inside}
            by_sector = {s: float(bought[at & (np.array(book.sector) == s)].sum()) for s in sectors}
            main = [s for s in sectors if by_sector[s] >= LEAST * value]
            made = sum(float(output[s]) for s in main)
            if total > 0.0 and value >= LEAST * total:
                codes = ", ".join(product.codes)
                share = sum(by_sector[s] for s in main) / made if made > 0.0 else 0.0
                found.append(ProductGroup(codes, product.name, value, value / total, share))
    return tuple(found)


def products_bought(
    world: World, lines: Mapping[str, Lines], tables: Tables, buyer: str, seller: str
) -> tuple[ProductGroup, ...]:
    """Products (HS6) of which a buyer gets more than half of its imports from one seller, largest first."""
    book = _book(world, lines, seller, buyer)
    if book is None:
        return ()
    bought, whole = book.weights_of(seller), book.weights_of("*")
    values: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    sector = {}
    for code, name, part, total in zip(book.codes, book.sector, bought, whole, strict=True):
        values[code[:DIGITS]][0] += float(part)
        values[code[:DIGITS]][1] += float(total)
        sector[code[:DIGITS]] = name
    output = dict(zip(world.sectors, world.flows[:, world.regions.index(seller)].sum(axis=0), strict=True))
    mostly = sorted(
        (code for code, (part, total) in values.items() if part > MOSTLY * total), key=lambda c: -values[c][0]
    )
    return tuple(
        ProductGroup(
            code,
            _named(tables.products, code),
            values[code][0],
            values[code][0] / values[code][1],
            values[code][0] / float(output[sector[code]]),
        )
        for code in mostly[:SHOWN]
    )


def customs(world: World, lines: Mapping[str, Lines], seller: str, buyer: str) -> float | None:
    """What a buyer imports from a seller in its customs data of the year of its weights, USD mn; None if not known."""
    book = _book(world, lines, seller, buyer)
    return None if book is None else float(book.weights_of(seller).sum())


def _named(products: tuple[Product, ...], code: str) -> str:
    names = [product.name for product in products if code in product.codes]
    return names[0] if names else f"HS {code}"


def _book(world: World, lines: Mapping[str, Lines], seller: str, buyer: str) -> Lines | None:
    """The buyer's national lines, if they hold the seller and belong to the sectors of the world."""
    book = lines.get(buyer)
    if book is None or seller not in book.exporters or len(book.codes[0]) <= DIGITS:
        return None
    return book if set(book.sector) <= set(world.sectors) else None


def observables(tables: Tables, region: str, as_of: date) -> tuple[Observable, ...]:
    """Series by which pain of a region shows, with the last day described that is known on a day."""
    found = []
    for row in tables.series:
        if region in row.sides:
            latest = as_of - timedelta(days=row.lag_days)
            if row.monthly:
                after = latest + timedelta(days=1)
                latest = after.replace(day=1) - timedelta(days=1)
            found.append(
                Observable(row.what, row.series, row.public, row.lag_days, latest if row.public else None, row.note)
            )
    return tuple(found)


def comparisons(tables: Tables, case: str, as_of: date, sides: tuple[SidePressure, ...]) -> tuple[PublishedFigure, ...]:
    """Figures of a case that were published by a day, beside ours; the newest of each publisher and subject."""
    by_region = {side.region: side for side in sides}
    newest: dict[tuple[str, str, str], FigureRecord] = {}
    for row in sorted(tables.figures, key=lambda figure: figure.published):
        if row.case == case and row.published <= as_of and row.region in by_region:
            newest[row.what, row.region, row.publisher] = row
    return tuple(
        PublishedFigure(
            row.what,
            row.region,
            row.publisher,
            row.published,
            row.value,
            row.unit,
            row.reading,
            _reading(by_region[row.region], row.reading).times(UNITS[row.unit]),
            row.differs,
            row.source,
        )
        for row in newest.values()
    )


def _reading(side: SidePressure, name: str) -> Band:
    if name == "jobs_lost":
        return side.jobs_lost["default"]
    if name in ("jobs_embodied", "consumer_prices_passed_on"):
        value = side.jobs_embodied_total if name == "jobs_embodied" else side.consumer_prices_passed_on
        return Band.exact(value)
    return {"jobs_at_risk": side.jobs_at_risk, "real_income": side.real_income}[name]
