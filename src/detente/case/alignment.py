"""What others would do: stances of third countries with payoffs from the economy, and the isolation that follows.

Payoffs count from the day on which the tariff of the first side comes back and nobody has signed. Talking is worth the
terms of the parallel talks, signing costs the price of alignment, leaning to the second side brings its pledge to buy.
What the table is worth once the others sit there is the bandwagon of the talks; nothing of it is assumed but how the
terms weigh, and the sizes of the price, the pledge and the answer (the register).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import final

import numpy as np
import xarray as xr

from detente.case.board import export_shares
from detente.case.case import Case
from detente.case.third import ThirdCountries, blocs, third_countries
from detente.core.arrays import FloatArray
from detente.diplomacy.scene import scene
from detente.diplomacy.third import Alignment, AlignmentWeights, ThirdPayoffs, alignment, promises, threats
from detente.economy.longrun import LongRun
from detente.ledger.stacking import Moment
from detente.strategy.parallel import TalksRow
from detente.world.world import World

__all__ = ["ANSWER", "Stances", "stances"]

BP = 1e4
ANSWER = 0.25
"""What the second side would put on a country's goods if it answered, as it is asked for by the price of alignment."""


@final
@dataclass(frozen=True, slots=True)
class Stances:
    """What others would do on a day.

    Attributes
    ----------
    third
        Their talks, and what signing, holding out and siding are worth.
    payoffs
        The same as payoffs of stances, basis points of real income.
    found
        Chance of each stance, each country answering the others.
    warned, promised
        Those that the second side has warned by the day, and those to which it has promised to buy.
    isolation
        Share of the second side's goods exports elsewhere whose buyers sit at the first side's table: expected among
        the countries valued, as known among all others.
    """

    third: ThirdCountries
    payoffs: ThirdPayoffs
    found: Alignment
    warned: tuple[str, ...]
    promised: tuple[str, ...]
    isolation: float


def stances(
    case: Case,
    on: date | str | None = None,
    as_of: date | str | None = None,
    *,
    weights: AlignmentWeights | None = None,
) -> Stances | None:
    """What third countries would do on a day: talk, sign, hedge or lean to the other side.

    Parameters
    ----------
    case
        The case.
    on, as_of
        Day shown and day of knowledge; default: the last day of the case.
    weights
        How payoffs and threats weigh; default: the register's values.

    Returns
    -------
    Stances or None
        None on a day on which no suspension runs for third countries, so that nobody has terms to lose.
    """
    ledger = case.ledger
    moment = ledger.moment(case.head.last if on is None else on, as_of)
    start = Moment(case.head.baseline_of(moment.on), moment.as_of)
    world = ledger.base
    third = third_countries(case, world, start, moment)
    if third is None:
        return None
    groups = blocs(case, world, moment.on)
    rows = third.talks.rows
    members = {row.partner: groups.get(row.partner, (row.partner,)) for row in rows}
    share = export_shares(world, case.sides)
    now = ledger.wedges(world, on=moment.on, as_of=moment.as_of)
    before = ledger.wedges(world, on=start.on, as_of=start.as_of)
    bought = {row.seller: row.gain for row in third.courtings}
    terms = np.array([_terms(row) for row in rows])
    price = np.array([row.aligned - row.together if row.terms is not None else 0.0 for row in rows])
    view = scene(case.diplomacy, moment.on, moment.as_of)
    promised = promises(view, members)
    pledge = np.array([bought.get(row.partner, 0.0) * promised[row.partner] for row in rows])
    payoffs = ThirdPayoffs(
        countries=tuple(row.partner for row in rows),
        weight=np.array([sum(share[code] for code in members[row.partner]) for row in rows]),
        terms=BP * terms,
        signed=BP * (terms + price),
        measures=BP * _answered(world, case.sides[1], members, before, now),
        purchases=BP * pledge,
        capacity=BP * pledge,
        lost=np.zeros(len(rows)),
        peers=BP * np.array([row.bandwagon for row in rows]),
    )
    found = alignment(view, payoffs, weights)
    valued = {code for inside in members.values() for code in inside}
    told = sum(share[code] for code in third.talking if code not in valued)
    return Stances(
        third,
        payoffs,
        found,
        tuple(code for code, said in threats(view, payoffs.countries).items() if said),
        tuple(code for code, said in promised.items() if said),
        found.isolation + told,
    )


def _terms(row: TalksRow) -> float:
    """What the terms are worth against the tariff that comes back, nobody else having signed."""
    return row.first - row.alone if row.terms is not None else 0.0


def _answered(
    world: World, side: str, members: dict[str, tuple[str, ...]], before: xr.Dataset, now: xr.Dataset
) -> FloatArray:
    """(countries,) change of real income if the second side puts its answer on a country's goods; 0 or below."""
    model = LongRun()
    base = model.solve(world, before, now).data["welfare"].values
    size = world.value_added.sum(axis=1)
    n, goods = world.regions.index(side), np.array(world.goods)
    found = []
    for inside in members.values():
        at = [world.regions.index(code) for code in inside]
        tariff = now["tariff"].values.copy()
        tariff[np.ix_(np.array([n]), np.array(at), goods.nonzero()[0])] += ANSWER
        after = model.solve(world, before, now.assign(tariff=(now["tariff"].dims, tariff))).data["welfare"].values
        change = np.log1p(after[at]) - np.log1p(base[at])
        found.append(min(0.0, float(np.average(change, weights=size[at]))))
    return np.array(found)
