"""What single steps are worth to each side, and what purchases promised under Phase One were worth as kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from detente.case.case import Case
from detente.case.levers import Lever
from detente.case.other_measures import OBSERVED, pledge_readings
from detente.case.zone import Zone
from detente.case.zone_payoffs import Panel
from detente.economy.shortrun import ShortRun
from detente.ledger.limits import PledgeLimit

__all__ = ["PurchaseWorth", "StepWorth", "order_of_levers", "purchase_worth", "step_worth"]


@final
@dataclass(frozen=True, slots=True)
class StepWorth:
    """One step of a lever, alone.

    Attributes
    ----------
    lever, step, title, giver
        Which step, in words, and who gives it.
    worth
        Side -> worth over how things stand, percent of a year's income: central, lowest and highest.
    ends
        What lowest and highest are over: ``elasticities halved and doubled``, with the lever's own range where it has
        one, or ``typed range``.
    """

    lever: str
    step: str
    title: str
    giver: str
    worth: Mapping[str, tuple[float, float, float]]
    ends: str


def step_worth(zone: Zone) -> tuple[StepWorth, ...]:
    """Worth of every step of every lever, all others as they stand, without face.

    Parameters
    ----------
    zone
        A zone of agreement.
    """
    panel = zone.panel
    rows = []
    for lever in panel.table.levers:
        for step in lever.step[1:]:
            terms = {lever.id: step.id}
            if lever.id in panel.effects.menu.steps:
                row = panel.effects.menu.row(terms)
                worth = {side: _modelled(panel, i, row, lever) for i, side in enumerate(panel.sides)}
                ends = "elasticities halved and doubled" + (f", {lever.drawn}" if lever.drawn else "")
            elif step.worth:
                typed = {side: step.worth[side] for side in panel.sides if side in step.worth}
                worth = {side: (0.5 * (ends.low + ends.high), ends.low, ends.high) for side, ends in typed.items()}
                ends = "typed range"
            else:
                continue
            rows.append(StepWorth(lever.id, step.id, step.title, lever.giver, worth, ends))
    return tuple(rows)


def order_of_levers(zone: Zone, side: str) -> dict[str, tuple[str, ...]]:
    """Levers that the models value, by what their last step alone is worth to a side, under each set of elasticities.

    Parameters
    ----------
    zone
        A zone of agreement.
    side
        To whom.

    Returns
    -------
    dict
        ``as estimated``, ``halved`` and ``doubled`` -> levers, the one worth most first.
    """
    panel = zone.panel
    i = panel.sides.index(side)
    menu = panel.effects.menu
    last = {lever: menu.row({lever: steps[-1]}) for lever, steps in menu.steps.items()}
    x = panel.central(i)
    columns = {"as estimated": x[:, 0], "halved": x[:, 0] + x[:, 1], "doubled": x[:, 0] + x[:, 2]}
    return {name: tuple(sorted(last, key=lambda lever: -worth[last[lever]])) for name, worth in columns.items()}


def _modelled(panel: Panel, side: int, row: int, lever: Lever) -> tuple[float, float, float]:
    """Central worth of a step alone, and its ends; a lever's own range multiplies what it is worth by itself."""
    centre, halved, doubled = (float(value) for value in panel.central(side)[row, :3])
    ends = [centre, centre + halved, centre + doubled]
    if lever.drawn:
        ends = [end * float(times) for end in ends for times in lever.times(np.array([0.0, 1.0]))]
    return centre, min(ends), max(ends)


@final
@dataclass(frozen=True, slots=True)
class PurchaseWorth:
    """One group of products of Phase One.

    Attributes
    ----------
    measure, title
        The pledge.
    promised_usd_mn
        Promised above the base year, over all years together, USD mn: the face value.
    kept_level, kept_increment
        Bought as a share of base and promise together, as published, and of what was promised on top; the latter is
        below zero where purchases fell short of the base year.
    bought_more_usd_mn
        Bought above the base year, over all years together, USD mn.
    seller_face, seller_kept
        Change of the seller's real income in a year by this pledge, as promised and as kept, percent.
    buyer_face, buyer_kept
        The same for the buyer.
    """

    measure: str
    title: str
    promised_usd_mn: float
    kept_level: float
    kept_increment: float
    bought_more_usd_mn: float
    seller_face: float
    seller_kept: float
    buyer_face: float
    buyer_kept: float


def purchase_worth(case: Case, *, on: str = "2021-12-31", model: ShortRun | None = None) -> tuple[PurchaseWorth, ...]:
    """Purchase pledges by product: at face value and as they were kept.

    Products that a pledge holds, and whose part of it is known from the precedent of a lever, follow by themselves.

    Parameters
    ----------
    case
        The case.
    on
        A day on which the pledges were in force; what was bought is taken as known at the end of the case.
    model
        Default: the short run after 24 months.

    Raises
    ------
    DataError
        If no pledge was in force on the day.
    """
    limits = case.ledger.limits(case.ledger.base, on=on, as_of=case.head.last)
    goods = {s for s, good in zip(case.ledger.base.sectors, case.ledger.base.goods, strict=True) if good}
    rows = []
    for pledge in (*limits.pledges, *_products(case, limits.pledges)):
        if pledge.kept is None or not set(pledge.sectors) <= goods:
            continue
        alone = replace(limits, pledges=(pledge,))
        face, kept = (
            pledge_readings(alone, case.ledger.base, compliance=share, model=model)[0] for share in (1.0, OBSERVED)
        )
        promised = sum(value for _, value in pledge.added_usd_mn)
        base = pledge.base_usd_mn * len(pledge.added_usd_mn)
        more = pledge.kept * (base + promised) - base
        rows.append(
            PurchaseWorth(
                measure=pledge.measure,
                title=pledge.title,
                promised_usd_mn=promised,
                kept_level=pledge.kept,
                kept_increment=more / promised,
                bought_more_usd_mn=more,
                seller_face=100.0 * face.exporter_real_income,
                seller_kept=100.0 * kept.exporter_real_income,
                buyer_face=100.0 * face.importer_real_income,
                buyer_kept=100.0 * kept.importer_real_income,
            )
        )
    return tuple(rows)


def _products(case: Case, pledges: Sequence[PledgeLimit]) -> list[PledgeLimit]:
    """Parts of pledges by product, as precedents of levers tell them."""
    found = []
    for lever in case.table.levers:
        purchase = lever.step[-1].purchase
        if lever.precedent is None or purchase is None:
            continue
        for pledge in pledges:
            if set(purchase.sectors) < set(pledge.sectors) and pledge.importer == lever.giver:
                given = lever.precedent
                years = [year for year, _ in pledge.added_usd_mn][: given.years]
                found.append(
                    replace(
                        pledge,
                        measure=f"{pledge.measure}, {lever.id}",
                        title=given.title,
                        sectors=purchase.sectors,
                        base_usd_mn=given.base_usd_mn,
                        added_usd_mn=tuple((year, given.promised_usd_mn / len(years)) for year in years),
                        kept=given.kept,
                    )
                )
    return found
