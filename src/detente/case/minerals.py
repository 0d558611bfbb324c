"""Choke points: inputs too small for a sector of the world, without which lines stop.

Equations: docs/explanation/other-measures.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.critical import SUBSTITUTION, CriticalInputs, InputCourse, require_users
from detente.economy.shortrun import ShortRun
from detente.ledger.limits import Limits
from detente.ledger.wedges import wedges
from detente.world.world import World

__all__ = [
    "ChokePoint",
    "FullStop",
    "SectorStop",
    "StopInEquilibrium",
    "choke_points",
    "full_stops",
    "stop_in_equilibrium",
]

RANGE_KIND = f"parameters: substitution {SUBSTITUTION[0]:g} to {SUBSTITUTION[1]:g}, ranges of the minerals table"


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
        Share of the importer's supply on the world's base day that is gone when exports stop.
    days_of_stock, days_to_stop
        Days of use in stock; first day on which lines stand still in the central case, None if a higher price is
        enough to share out what is left.
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


@final
@dataclass(frozen=True, slots=True)
class SectorStop:
    """One sector under a full stop.

    Attributes
    ----------
    sector
        ICIO code.
    first_day
        First day on which a thousandth of its output stands still in the central case; None if none does.
    idle_at_end
        Share of its output that stands still on the last day, central case.
    lost_usd_mn
        Output lost until then, USD mn, central case.
    substitution_low_usd_mn, substitution_high_usd_mn
        The same with substitution at 1 and at 0.1, all else central.
    low_usd_mn, high_usd_mn
        The same with the ranges of the minerals table as well.
    """

    sector: str
    first_day: float | None
    idle_at_end: float
    lost_usd_mn: float
    substitution_low_usd_mn: float
    substitution_high_usd_mn: float
    low_usd_mn: float
    high_usd_mn: float


@final
@dataclass(frozen=True, slots=True)
class FullStop:
    """A full stop of the supplier's exports of some inputs, to everyone, for some months.

    Attributes
    ----------
    importer, minerals
        Who lacks which inputs.
    months
        Length of the stop.
    stock_months
        Months of use in stock; None: what the minerals table says.
    sectors
        Sectors that use the inputs, largest loss first.
    total
        All of them together; ``sector`` is empty.
    value_added_lost_usd_mn
        Value added lost by all, USD mn, central case.
    cost_rise_usd_mn
        What dearer inputs add to costs, USD mn, central case.
    course
        The central case day by day.
    """

    importer: str
    minerals: tuple[str, ...]
    months: float
    stock_months: float | None
    sectors: tuple[SectorStop, ...]
    total: SectorStop
    value_added_lost_usd_mn: float
    cost_rise_usd_mn: float
    course: InputCourse


@final
@dataclass(frozen=True, slots=True)
class StopInEquilibrium:
    """What a full stop does to an importer in general equilibrium.

    Attributes
    ----------
    model
        The model as it is called.
    real_income
        Change of real income, a share.
    jobs_thousand
        Change of jobs, thousand persons; None where the world knows no employment.
    """

    model: str
    real_income: float
    jobs_thousand: float | None


def choke_points(
    limits: Limits,
    world: World,
    importer: str,
    *,
    months: float = 6.0,
    stock_months: float | None = None,
    minerals: Sequence[str] | None = None,
) -> tuple[ChokePoint, ...]:
    """What each critical input could cost if its exports stopped altogether, one at a time, largest first.

    Parameters
    ----------
    limits
        The day in law, from ``ledger.limits``.
    world
        Gives output by sector.
    importer
        Whose lines.
    months
        Length of the stop.
    stock_months
        Months of use in stock; None: what the minerals table says.
    minerals
        Ids of the inputs; None: those under licence or ban on the day.

    Returns
    -------
    tuple of ChokePoint
        Empty where nothing is controlled.

    Raises
    ------
    LabelError
        If an input is not in the table, or the table does not describe the importer.
    """
    require_users(limits, importer)
    stopped = limits.stopped(minerals)
    chosen = {limit.mineral.id for limit in limits.controlled} if minerals is None else set(minerals)
    rows = []
    for limit, now in zip(stopped.of(importer), limits.of(importer), strict=True):
        mineral = limit.mineral
        if mineral.id not in chosen:
            continue
        alone = replace(stopped, inputs=(limit,))
        central, low, high = _ends(alone, world, importer, months, stock_months)
        lost = central.output_lost_usd_mn
        stops = central.rationed[0] > 0.0
        share = float(central.lost[0])
        rows.append(
            ChokePoint(
                mineral=mineral.id,
                name=mineral.name,
                state=now.state,
                since=now.since,
                measures=now.measures,
                importer=importer,
                supplier=mineral.supplier,
                supplier_share=mineral.share,
                stage=mineral.stage,
                share_lost=share,
                days_of_stock=CriticalInputs(stock_months=stock_months).stock_days(mineral),
                days_to_stop=float(stops.argmax() + 1) if stops.any() else None,
                users=tuple(use.sector for use in mineral.users),
                sector_at_risk=world.sectors[int(lost.argmax())] if lost.any() else mineral.users[0].sector,
                output_at_risk_usd_mn=float(lost.sum()),
                output_low_usd_mn=float(low.output_lost_usd_mn.sum()),
                output_high_usd_mn=float(high.output_lost_usd_mn.sum()),
                months=months,
                range_kind=RANGE_KIND,
                source=mineral.source,
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.output_at_risk_usd_mn, -row.output_high_usd_mn, row.mineral)))


def full_stops(
    limits: Limits,
    world: World,
    importer: str,
    *,
    months: Sequence[float] = (3.0, 6.0, 12.0),
    stock_months: Sequence[float | None] = (0.0, None),
    minerals: Sequence[str] | None = None,
) -> tuple[FullStop, ...]:
    """A full stop of exports of several inputs at once, for each length and each stock.

    Parameters
    ----------
    limits, world, importer, minerals
        As for :func:`choke_points`.
    months
        Lengths of the stop.
    stock_months
        Months of use in stock; None: what the minerals table says.
    """
    require_users(limits, importer)
    stopped = limits.stopped(minerals)
    chosen = {limit.mineral.id for limit in limits.controlled} if minerals is None else set(minerals)
    stopped = replace(stopped, inputs=tuple(i for i in stopped.of(importer) if i.mineral.id in chosen))
    if not stopped.inputs:
        return ()
    return tuple(_full_stop(stopped, world, importer, m, s) for s in stock_months for m in months)


def stop_in_equilibrium(limits: Limits, world: World, importer: str, *, months: float) -> StopInEquilibrium:
    """The same stop once prices, incomes and trade have answered, at the world's own tariffs.

    Parameters
    ----------
    limits, world, importer
        As for :func:`choke_points`.
    months
        Months since exports stopped, which is also the horizon of the short run.

    Raises
    ------
    DataError
        If the horizon is too short for the short run.
    NotSolved
        If no equilibrium was found.
    """
    require_users(limits, importer)
    calm = wedges(world)
    data = ShortRun(horizon_months=months).solve(world, calm, calm, limits.stopped()).data.sel(region=importer)
    return StopInEquilibrium(
        model=f"ShortRun(horizon_months={months:g})",
        real_income=float(data["welfare"]),
        jobs_thousand=float(data["jobs"].sum()) if "jobs" in data else None,
    )


def _full_stop(stopped: Limits, world: World, importer: str, months: float, stock_months: float | None) -> FullStop:
    central, low, high = _ends(stopped, world, importer, months, stock_months)
    most, least = (
        CriticalInputs(stock_months=stock_months, substitution=sigma)
        .course(stopped, world, importer, months=months)
        .output_lost_usd_mn
        for sigma in SUBSTITUTION
    )
    columns = np.stack(
        (central.output_lost_usd_mn, least, most, low.output_lost_usd_mn, high.output_lost_usd_mn), axis=1
    )
    users = {use.sector for limit in stopped.inputs for use in limit.mineral.users}
    rows = [
        _sector(sector, central.first_stop[j], float(central.idle[j, -1]), columns[j])
        for j, sector in enumerate(world.sectors)
        if sector in users
    ]
    starts = [row.first_day for row in rows if row.first_day is not None]
    made = central.output_usd_mn.sum()
    total = _sector(
        "", min(starts, default=np.nan), float(central.idle[:, -1] @ central.output_usd_mn / made), columns.sum(axis=0)
    )
    return FullStop(
        importer=importer,
        minerals=central.minerals,
        months=months,
        stock_months=stock_months,
        sectors=tuple(sorted(rows, key=lambda row: (-row.lost_usd_mn, -row.high_usd_mn, row.sector))),
        total=total,
        value_added_lost_usd_mn=float(central.value_added_lost_usd_mn.sum()),
        cost_rise_usd_mn=float(central.cost_rise_usd_mn.sum()),
        course=central,
    )


def _sector(sector: str, day: float, idle: float, lost: FloatArray) -> SectorStop:
    return SectorStop(sector, None if np.isnan(day) else float(day), idle, *(float(value) for value in lost))


def _ends(
    limits: Limits, world: World, importer: str, months: float, stock_months: float | None
) -> tuple[InputCourse, InputCourse, InputCourse]:
    """The central case, and the two in which substitution and the table's ranges together lose least and most."""
    sigma_most, sigma_least = SUBSTITUTION
    models = (
        CriticalInputs(stock_months=stock_months),
        CriticalInputs(stock_months=stock_months, substitution=sigma_least, ends="low"),
        CriticalInputs(stock_months=stock_months, substitution=sigma_most, ends="high"),
    )
    central, low, high = (model.course(limits, world, importer, months=months) for model in models)
    return central, low, high
