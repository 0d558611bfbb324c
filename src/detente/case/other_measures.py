"""What pledges, parcels and curbs on services do: readings from the models for measures that set no rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import final

import numpy as np

from detente.core.errors import DataError, LabelError
from detente.core.labels import close_name
from detente.economy.elasticities import Elasticity, resolve_elasticity
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.ledger.cells import barrier_for_cut, parcel_shares, pledge_floor, with_parcels
from detente.ledger.ledger import Ledger
from detente.ledger.limits import Limits
from detente.ledger.scope import covered_partner
from detente.ledger.wedges import wedges
from detente.world.world import World

__all__ = [
    "OBSERVED",
    "ParcelReading",
    "PledgeReading",
    "ServiceReading",
    "parcel_readings",
    "pledge_readings",
    "service_readings",
]

OBSERVED = "observed"
"""Compliance as it was, where it is known on the day."""


@final
@dataclass(frozen=True, slots=True)
class PledgeReading:
    """One purchase pledge in equilibrium.

    Attributes
    ----------
    measure, title
        The pledge.
    compliance
        Share of base and promise together that is bought.
    promised_usd_mn, held_usd_mn, bought_usd_mn
        Promised for the year (at the pledge's own statistics), what the world's base holds in the same cells, and what
        is bought in equilibrium, USD mn.
    subsidy
        Implied subsidy as a share of the price, averaged over cells with what is bought; 0 where the pledge is met by
        itself.
    cost_usd_mn
        What the subsidy costs the importer, USD mn.
    losers
        Other foreign suppliers of the same sectors that lose most: economy and change of sales, USD mn.
    lost_elsewhere_usd_mn
        Change of sales of all other foreign suppliers together, USD mn.
    importer_real_income, exporter_real_income
        Change of real income of buyer and seller by all pledges together, as shares.
    """

    measure: str
    title: str
    compliance: float
    promised_usd_mn: float
    held_usd_mn: float
    bought_usd_mn: float
    subsidy: float
    cost_usd_mn: float
    losers: tuple[tuple[str, float], ...]
    lost_elsewhere_usd_mn: float
    importer_real_income: float
    exporter_real_income: float


def pledge_readings(
    limits: Limits,
    world: World,
    *,
    compliance: float | str | Mapping[str, float] = 1.0,
    year: int | None = None,
    model: ShortRun | None = None,
    goods_only: bool = True,
) -> tuple[PledgeReading, ...]:
    """What the purchase pledges of a day would do to the world's base: subsidies implied, and who loses the sale.

    Parameters
    ----------
    limits
        The day, from ``ledger.limits``.
    world
        The base.
    compliance
        Share of base and promise together that is bought: one number, by measure, or ``"observed"``.
    year
        Year of the promise; None: the mean of its years.
    model
        Default: the short run after 24 months, the length of such a pledge.
    goods_only
        True leaves out pledges on services, whose flows in the world are not those of the pledge's statistics.

    Raises
    ------
    DataError
        If no pledge is in force, or compliance is not known by the day.
    """
    sectors = {s for s, good in zip(world.sectors, world.goods, strict=True) if good}
    pledges = [p for p in limits.pledges if not goods_only or set(p.sectors) <= sectors]
    if not pledges:
        raise DataError(f"no purchase pledge with amounts is in force on {limits.on}.")
    kept: dict[str, float] = {}
    for pledge in pledges:
        if compliance == OBSERVED:
            if pledge.kept is None:
                raise DataError(f"what was bought under {pledge.measure} was not known on {limits.as_of}.")
            kept[pledge.measure] = pledge.kept
        elif isinstance(compliance, Mapping):
            kept[pledge.measure] = compliance[pledge.measure]
        else:
            kept[pledge.measure] = float(compliance)
    before = wedges(world)
    after = pledge_floor(before, world, {pledge: kept[pledge.measure] for pledge in pledges}, year=year)
    data = (model or ShortRun(horizon_months=24.0)).solve(world, before, after).data
    rows = []
    for pledge in pledges:
        cells = {"importer": pledge.importer, "exporter": list(pledge.exporters), "sector": list(pledge.sectors)}
        base = data["trade_base"].sel(cells)
        bought = base * (1.0 + data["trade"].sel(cells))
        rebate = -data["premium"].sel(cells).fillna(0.0)
        others = {"importer": pledge.importer, "sector": list(pledge.sectors)}
        change = (data["trade_base"] * data["trade"]).sel(others).sum("sector")
        outside = [r for r in world.regions if r != pledge.importer and r not in pledge.exporters]
        lost = sorted(((r, float(change.sel(exporter=r))) for r in outside), key=lambda row: row[1])
        total = float(bought.sum())
        rows.append(
            PledgeReading(
                measure=pledge.measure,
                title=pledge.title,
                compliance=kept[pledge.measure],
                promised_usd_mn=pledge.level(year),
                held_usd_mn=float(base.sum()),
                bought_usd_mn=total,
                subsidy=float((bought * rebate).sum()) / total,
                cost_usd_mn=float((bought * rebate).sum()),
                losers=tuple(row for row in lost[:5] if row[1] < 0.0),
                lost_elsewhere_usd_mn=sum(value for _, value in lost),
                importer_real_income=float(data["welfare"].sel(region=pledge.importer)),
                exporter_real_income=float(data["welfare"].sel(region=pledge.exporters[0])),
            )
        )
    return tuple(rows)


@final
@dataclass(frozen=True, slots=True)
class ParcelReading:
    """The average tariff of the United States on goods from China with parcels counted, on one day.

    Attributes
    ----------
    on
        The day.
    without_parcels, with_parcels
        Average tariff on containers alone, and on containers and parcels together, as shares with base weights.
    share
        Share of parcels in the value of both.
    price_effect
        Change of US consumer prices since the day before in the list, relative to world factor income, as a share; NaN
        for the first.
    price_effect_without
        The same where parcels are left out.
    """

    on: date
    without_parcels: float
    with_parcels: float
    share: float
    price_effect: float
    price_effect_without: float


def parcel_readings(
    ledger: Ledger, world: World, days: Sequence[date | str], *, model: LongRun | None = None
) -> tuple[ParcelReading, ...]:
    """What parcels pay, and what that does to the average rate and to prices, day by day.

    Parameters
    ----------
    ledger
        The acts.
    world
        The base.
    days
        Days in order.
    model
        Default: the long run.
    """
    model = model or LongRun()
    n, i = world.regions.index("USA"), world.regions.index("CHN")
    share = parcel_shares(world)
    boxes = world.flows[n, i] * np.array(world.goods)
    both = boxes / (1.0 - share)
    rows: list[ParcelReading] = []
    last = None
    for day in days:
        moment = ledger.moment(day)
        bare = ledger.wedges(world, on=moment.on)
        whole = with_parcels(ledger, world, bare, moment)
        effects = [float("nan"), float("nan")]
        if last is not None:
            effects = [
                float(model.solve(world, old, new).data["price_index"].sel(region="USA"))
                for old, new in zip(last, (whole, bare), strict=True)
            ]
        rows.append(
            ParcelReading(
                on=moment.on,
                without_parcels=float(bare["tariff"].values[n, i] @ boxes / boxes.sum()),
                with_parcels=float(whole["tariff"].values[n, i] @ both / both.sum()),
                share=float(share @ both / both.sum()),
                price_effect=effects[0],
                price_effect_without=effects[1],
            )
        )
        last = whole, bare
    return tuple(rows)


@final
@dataclass(frozen=True, slots=True)
class ServiceReading:
    """One curb on services under a target.

    Attributes
    ----------
    measure, title
        The act.
    importer, exporter, sector
        The cell that stands for it.
    target, reached
        Share of trade to be cut, and share cut in equilibrium.
    lost_usd_mn
        Change of the exporter's sales, USD mn.
    exporter_real_income, importer_real_income
        Change of real income by all curbs together, as shares.
    """

    measure: str
    title: str
    importer: str
    exporter: str
    sector: str
    target: float
    reached: float
    lost_usd_mn: float
    exporter_real_income: float
    importer_real_income: float


def service_readings(
    ledger: Ledger,
    world: World,
    targets: Mapping[str, float],
    *,
    on: date | str,
    as_of: date | str | None = None,
    elasticity: Elasticity = "fgo",
) -> tuple[ServiceReading, ...]:
    """What curbs on services, travel and films do if they cut trade by a target, in the long run.

    The acts give no number, so the targets are the reader's.

    Parameters
    ----------
    ledger
        The acts.
    world
        The base.
    targets
        Measure to the share of trade that it is to cut.
    on, as_of
        Day valued and day of knowledge.
    elasticity
        Of the model; its value for each sector turns the target into a barrier.

    Raises
    ------
    LabelError
        If a measure is not in force on the day.
    DataError
        If a measure names no sectors, two name one cell, or the world has no such trade.
    """
    moment = ledger.moment(on, as_of)
    named = {m.id: m for m in ledger.limits(world, on=moment.on, as_of=moment.as_of).unvalued}
    theta = resolve_elasticity(elasticity, world).values
    before = wedges(world)
    after = before
    cells: dict[tuple[str, str, str], str] = {}
    for name, target in targets.items():
        if name not in named:
            raise LabelError(f'"{name}" is no measure without a number on {moment.on}.{close_name(name, named)}')
        measure = named[name]
        if measure.goods == "all" or not measure.goods.sectors:
            raise DataError(f"{name} names no sectors; a target needs cells.")
        partners = [r for r in world.regions if r != measure.by and covered_partner(measure, r, ledger.countries)]
        for partner in partners:
            for sector in measure.goods.sectors:
                cell = (measure.by, partner, sector)
                if cell in cells:
                    raise DataError(f"{name} and {cells[cell]} name the same cell {cell}; give one of them a target.")
                cells[cell] = name
                after = barrier_for_cut(after, {cell: target}, float(theta[world.sectors.index(sector)]))
    data = LongRun(elasticity=elasticity).solve(world, before, after).data
    rows = []
    for (importer, exporter, sector), name in cells.items():
        place = {"importer": importer, "exporter": exporter, "sector": sector}
        change, base = float(data["trade"].sel(place)), float(data["trade_base"].sel(place))
        rows.append(
            ServiceReading(
                measure=name,
                title=named[name].title,
                importer=importer,
                exporter=exporter,
                sector=sector,
                target=targets[name],
                reached=-change,
                lost_usd_mn=base * change,
                exporter_real_income=float(data["welfare"].sel(region=exporter)),
                importer_real_income=float(data["welfare"].sel(region=importer)),
            )
        )
    return tuple(rows)
