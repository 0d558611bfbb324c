"""Once they sit down: what they fall back on, what each opens with, which deal comes first, what a mechanism is worth.

Equation numbers refer to docs/explanation/deals.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import gcd
from typing import final, get_args

import numpy as np
import numpy.typing as npt

from detente.case.levers import Package, Stance
from detente.case.zone import Zone
from detente.case.zone_answers import Terms, broken_tie, find, gains_of, named_terms, place_of, terms_at
from detente.case.zone_columns import Against, Columns, case_of
from detente.case.zone_payoffs import Panel
from detente.case.zone_teach import draw
from detente.case.zone_wait import AT_TABLE, NONE, TODAY, WORKS
from detente.core.arrays import FloatArray
from detente.strategy.first_deal import NOBODY, nash_packages

__all__ = [
    "FallenBack",
    "FirstDeal",
    "LeverShare",
    "Mechanism",
    "Position",
    "SitDown",
    "Worth",
    "fallbacks",
    "first_deal",
    "measured",
    "mechanism",
    "positions",
    "sit_down",
]

IntArray = npt.NDArray[np.intp]
Worth = tuple[float, float, float]
"""Mean and the ends of the central 90 % of draws, percent of a year's income."""
ROWS = 1000
"""Rows of jointly valued levers on which the average package is read where the exact mean is not needed."""
DRAWS, SEED = 200, 2
"""Draws in which the first deal is looked for."""
POWERS = (0.5, 1.0 / 3.0, 2.0 / 3.0)
"""Weights of the first side in the Nash bargain: even, and the two ends of the range."""


@final
@dataclass(frozen=True, slots=True)
class FallenBack:
    """One thing that sides could fall back on.

    Attributes
    ----------
    against
        ``status-quo``, ``wait`` or ``war``.
    words
        In words.
    worth
        Side -> what it has then, over the measures in force going on.
    standing
        True where draws of the game count by the chance that its rung stands for as long as it has stood.
    share
        Mean probability of a package against it, on a sample of packages.
    package
        Probability of the package asked for; None if none was.
    """

    against: Against
    words: str
    standing: bool
    worth: Mapping[str, Worth]
    share: float
    package: float | None


@final
@dataclass(frozen=True, slots=True)
class Position:
    """One package put forward: all that a side asks and offers, or all that both offer.

    Attributes
    ----------
    of
        Sides whose stances it takes.
    stances
        The records.
    terms
        Lever -> step.
    probability
        Share of draws in which it lies in the zone, ties left aside.
    surplus
        Side -> what it gains, face taken off.
    tie
        The tie that it breaks, in words; empty if it breaks none.
    """

    of: tuple[str, ...]
    stances: tuple[Stance, ...]
    terms: Mapping[str, str]
    probability: float
    surplus: Mapping[str, Worth]
    tie: str


@final
@dataclass(frozen=True, slots=True)
class LeverShare:
    """How often the Nash bargain holds one step of a lever.

    Attributes
    ----------
    lever, step, title
        Which.
    share
        Share of draws with a deal; both sides weigh alike.
    low, high
        The same with one side weighing twice as much as the other, whichever.
    """

    lever: str
    step: str
    title: str
    share: float
    low: float
    high: float


@final
@dataclass(frozen=True, slots=True)
class FirstDeal:
    """The Nash bargain among all packages, draw by draw.

    Attributes
    ----------
    draws, none
        Draws looked at, and the share of them without a deal.
    packages
        Package -> share of draws in which it is the one; those picked most often first.
    steps
        Steps of levers.
    surplus
        Side -> what it gains, face taken off.
    """

    draws: int
    none: float
    packages: tuple[tuple[Mapping[str, str], float], ...]
    steps: tuple[LeverShare, ...]
    surplus: Mapping[str, Worth]


@final
@dataclass(frozen=True, slots=True)
class Mechanism:
    """What a mechanism for later talks is worth.

    Attributes
    ----------
    typed
        Side -> ends of its typed worth.
    share, share_before
        Mean probability of packages with and without it.
    quarters, quarters_before
        Until cheating is seen and answered, in packages without a clock.
    channel
        Side -> what the game of attrition gives it for a channel that works over none; empty without the game.
    table
        Side -> what the game gives it for being at the table over how things stand; empty without the game.
    """

    typed: Mapping[str, tuple[float, float]]
    share: float
    share_before: float
    quarters: float
    quarters_before: float
    channel: Mapping[str, Worth]
    table: Mapping[str, Worth]


@final
@dataclass(frozen=True, slots=True)
class SitDown:
    """The table as both sit down at it.

    Attributes
    ----------
    fallbacks, positions, first, mechanism
        See the functions of these names.
    """

    fallbacks: tuple[FallenBack, ...]
    positions: tuple[Position, ...]
    first: FirstDeal
    mechanism: Mechanism | None


def sit_down(zone: Zone, package: Package | None = None) -> SitDown:
    """Everything about the table as both sit down at it.

    Parameters
    ----------
    zone
        A zone.
    package
        One package to ask about.
    """
    return SitDown(fallbacks(zone, package), positions(zone), first_deal(zone), mechanism(zone))


def fallbacks(zone: Zone, package: Package | None = None) -> tuple[FallenBack, ...]:
    """What sides could fall back on, and what that does to packages.

    Parameters
    ----------
    zone
        A zone; without a game it knows nothing of waiting.
    package
        One package to ask about.
    """
    rows = _sample(zone.panel)
    place = None if package is None else place_of(zone.panel, package.terms)
    found = []
    for against in get_args(Against):
        if against == "wait" and zone.waiting is None:
            continue
        panel = zone.panel_of(against)
        bargain = find(panel, zone.drawn, zone.asked, rows)
        worth = dict(zip(panel.sides, panel.disagreement(zone.drawn), strict=True))
        suits = None if place is None else _suits(panel, zone, place)
        words = zone.words_of(against)
        found.append(_fallen(against, words, worth, bargain.share, suits))
        if against == "wait" and zone.waiting is not None and zone.waiting.stood:
            stays = zone.waiting.stays
            told = (
                f"the same, its draws weighed by the chance that the rung stands another {zone.waiting.as_long} days "
                f"({stays.mean():.0%} on average)"
            )
            weights = stays[case_of(zone.drawn, len(stays))]
            found.append(_fallen(against, told, worth, bargain.share, suits, weights))
    return tuple(found)


def _fallen(
    against: Against,
    words: str,
    worth: Mapping[str, FloatArray],
    share: FloatArray,
    suits: FloatArray | None,
    weights: FloatArray | None = None,
) -> FallenBack:
    return FallenBack(
        against,
        words,
        weights is not None,
        {side: _worth(values, weights) for side, values in worth.items()},
        float(np.average(share, weights=weights)),
        None if suits is None else float(np.average(suits, weights=weights)),
    )


def measured(
    zone: Zone, package: Package, against: Against, asks: Sequence[tuple[bool, bool]]
) -> tuple[tuple[Terms, float], ...]:
    """One package under a fallback, and the mean probability of packages; others are read on a sample of them.

    Parameters
    ----------
    zone
        A zone.
    package
        The package.
    against
        What sides fall back on.
    asks
        Ways to ask: whether face costs count, and whether somebody at home could stop it.
    """
    panel = zone.panel_of(against)
    place = place_of(panel, package.terms)
    rows = np.unique(np.r_[place[1], _sample(panel)])
    found = []
    for face, home in asks:
        bargain = find(panel, zone.drawn, replace(zone.asked, face=face, home=home), rows)
        found.append((terms_at(panel, zone.drawn, bargain, place, rows=rows), float(bargain.share.mean())))
    return tuple(found)


def positions(zone: Zone) -> tuple[Position, ...]:
    """What each side opens with, and what both together offer; none where no record says so.

    Parameters
    ----------
    zone
        A zone.
    """
    table, sides = zone.panel.table, zone.case.sides
    chosen: list[tuple[tuple[str, ...], tuple[Stance, ...]]]
    chosen = [((side,), tuple(row for row in table.stances if row.side == side)) for side in sides]
    offers = tuple(row for row in table.stances if table.lever(row.lever).giver == row.side)
    if {row.side for row in offers} == set(sides):
        chosen.append((sides, offers))
    found = []
    for of, stances in chosen:
        # The last stance on a lever counts.
        terms = {row.lever: row.step for row in sorted(stances, key=lambda row: row.known_on)}
        first = {lever.id: lever.step[0].id for lever in table.levers}
        moved = {
            lever.id: terms[lever.id]
            for lever in table.levers
            if terms.get(lever.id, first[lever.id]) != first[lever.id]
        }
        if not moved:
            continue
        place = place_of(zone.panel, moved)
        gains, inside = gains_of(zone.panel, zone.drawn, zone.asked, [place])
        found.append(
            Position(
                of,
                stances,
                moved,
                float(((gains[0] > 0.0) & (gains[1] > 0.0) & inside).mean()),
                {side: _worth(gain[0]) for side, gain in zip(sides, gains, strict=True)},
                broken_tie(zone.panel, moved),
            )
        )
    return tuple(found)


def first_deal(zone: Zone) -> FirstDeal:
    """Which package the Nash bargain is, among all, in each of some draws.

    Parameters
    ----------
    zone
        A zone.
    """
    panel, ask = zone.panel, zone.asked
    draws = draw(panel.table, panel.sides, DRAWS, SEED)
    payoffs = panel.payoffs(draws, face=ask.face, enforced=ask.enforced, home=ask.home)
    place, gains = nash_packages(payoffs, panel.disagreement(draws), POWERS)
    deal = place[:, :, 0] != NOBODY
    even = place[0][deal[0]]
    rows, counts = np.unique(even, axis=0, return_counts=True) if even.size else (even, np.zeros(0))
    order = np.argsort(-counts, kind="stable")
    return FirstDeal(
        draws=DRAWS,
        none=float(1.0 - deal[0].mean()),
        packages=tuple(
            (named_terms(panel, (int(c), int(m), int(k))), float(n / DRAWS))
            for (c, m, k), n in zip(rows[order], counts[order], strict=True)
        ),
        steps=_steps(panel, [place[t][deal[t]] for t in range(len(POWERS))]),
        surplus={side: _worth(gains[0, deal[0], i]) for i, side in enumerate(panel.sides)} if deal[0].any() else {},
    )


def mechanism(zone: Zone) -> Mechanism | None:
    """What a mechanism for later talks is worth; None if none is on the table.

    Parameters
    ----------
    zone
        A zone; with a game it also says what that gives for a channel.
    """
    panel, lever = zone.panel, zone.panel.table.only("mechanism")
    if lever is None:
        return None
    bargain = find(panel, zone.drawn, zone.asked, _sample(panel))
    allowed = panel.allowed[:, _sample(panel)]
    last = len(lever.step) - 1
    shares = [
        float(np.average(bargain.probability[chosen], weights=allowed[chosen]))
        for chosen in ([n for n, (_, step) in enumerate(panel.classes) if step == wanted] for wanted in (0, last))
    ]
    worth = {} if zone.waiting is None else {start: _starts(zone, start) for start in (TODAY, AT_TABLE, WORKS, NONE)}
    sides = list(enumerate(panel.sides)) if worth else []
    return Mechanism(
        typed={side: (ends.low, ends.high) for side, ends in lever.step[last].worth.items()},
        share=shares[1],
        share_before=shares[0],
        quarters=panel.lag(panel.classes.index((0, last))),
        quarters_before=panel.lag(panel.classes.index((0, 0))),
        channel={side: _worth(worth[WORKS][i] - worth[NONE][i]) for i, side in sides},
        table={side: _worth(worth[AT_TABLE][i] - worth[TODAY][i]) for i, side in sides},
    )


def _starts(zone: Zone, start: str) -> tuple[FloatArray, FloatArray]:
    """By side: (D,) what the game from one start is worth over the measures in force going on."""
    panel = zone.panel
    assert zone.waiting is not None
    columns = Columns(panel.effects, panel.lessons, panel.taught)
    one, two = (columns.waiting(panel.objectives[i], i, zone.waiting, start) for i in (0, 1))
    return panel.worth_of((one, two), zone.drawn)


def _suits(panel: Panel, zone: Zone, place: tuple[int, int, int]) -> FloatArray:
    """(D,) 1 where a package lies in the zone."""
    gains, inside = gains_of(panel, zone.drawn, zone.asked, [place])
    return np.asarray(((gains[0] > 0.0) & (gains[1] > 0.0) & inside)[0], dtype=np.float64)


def _sample(panel: Panel) -> IntArray:
    """Rows of jointly valued levers, evenly spread: a stride that meets every step of every lever equally often."""
    count = panel.effects.menu.count
    stride = max(count // ROWS, 1)
    while gcd(stride, count) > 1:
        stride += 1
    return np.arange(0, count, stride)


def _steps(panel: Panel, places: Sequence[IntArray]) -> tuple[LeverShare, ...]:
    """Share of deals that hold each step, by weight of the first side."""
    found = []
    for lever in panel.table.levers:
        digits = [_digit(panel, lever.id, place) for place in places]
        for s, step in enumerate(lever.step):
            shares = [float((digit == s).mean()) if digit.size else 0.0 for digit in digits]
            found.append(LeverShare(lever.id, step.id, step.title, shares[0], min(shares), max(shares)))
    return tuple(found)


def _digit(panel: Panel, lever: str, place: IntArray) -> IntArray:
    """(P,) step of a lever in packages given by their places."""
    for menu, rows in ((panel.effects.menu, place[:, 1]), (panel.others, place[:, 2])):
        if lever in menu.steps:
            return menu.digits(rows)[:, tuple(menu.steps).index(lever)]
    part = 0 if panel.table.lever(lever).kind == "clock" else 1
    return np.array([panel.classes[c][part] for c in place[:, 0]], dtype=np.intp)


def _worth(values: FloatArray, weights: FloatArray | None = None) -> Worth:
    """Mean and the ends of the central 90 %."""
    given = np.ones(len(values)) if weights is None else weights
    low, high = np.quantile(values, (0.05, 0.95), method="inverted_cdf", weights=given)
    return float(np.average(values, weights=given)), float(low), float(high)
