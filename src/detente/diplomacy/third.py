r"""Third countries between two sides: who talks, who hedges, who sides, by payoffs and by what the others do.

Logit choice over four stances with peers:

.. math::
   v_j(\text{talk}) &= g_j + \psi_j\,\pi\,m_j + \varphi\,n_{-j} \\
   v_j(\text{align}_a) &= s_j + \psi_j\,\pi_s\,m_j + \varphi\,n_{-j} \\
   v_j(\text{align}_b) &= \kappa\,\min(c_j, \bar c_j) - l_j \\
   v_j(\text{hedge}) &= \tfrac12\,[g_j + \psi_j\,\pi\,m_j] + \tfrac12\,v_j(\text{align}_b)

``g`` worth of the terms expected from side a, ``s`` of signed terms, ``m`` loss from measures of side b (not above 0),
``c`` worth of what side b promises to buy, capped by what it can take, ``kappa`` share of it that is believed, ``l``
worth of side a's terms lost, ``psi`` how far threats weigh, ``pi`` chance that side b answers, ``n`` weighted share of
the others at side a's table, ``varphi`` what the move of all others to the table is worth: from the economy, where that
is known, else assumed.
The peers' term is that of discrete choice with social interactions (Brock and Durlauf 2001).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.status import Status
from detente.diplomacy.records import Records
from detente.diplomacy.scene import Scene, scene
from detente.evidence.happenings import Outreach, ThirdTalks

__all__ = [
    "STANCES",
    "Alignment",
    "AlignmentWeights",
    "IsolationPath",
    "ThirdPayoffs",
    "alignment",
    "at_table",
    "isolation_path",
    "promises",
    "threats",
]

STANCES = ("align-a", "talk", "hedge", "align-b")
"""Stances of a third country: sign with side a, talk with it, keep both open, lean to side b."""
ROUNDS = 500
DAMPING = 0.5
TOLERANCE = 1e-10
AT_TABLE = ("opened", "outline", "signed")


@final
@dataclass(frozen=True, slots=True)
class ThirdPayoffs:
    """What the stances are worth to each third country, shape (countries,), basis points of annual real income.

    Attributes
    ----------
    countries
        Codes.
    weight
        Share of each in the exports of side b outside side a; they sum to 1 or less.
    terms, signed
        Gain from the terms expected from side a, and from signed ones.
    measures
        Change if side b answers with measures; 0 or below.
    purchases, capacity
        Gain if side b buys what it promises, and the most that it can take.
    lost
        Loss of side a's terms, as a number of 0 or more.
    peers
        How much more the table is worth once all others sit there; None: the assumed weight.
    """

    countries: tuple[str, ...]
    weight: FloatArray
    terms: FloatArray
    signed: FloatArray
    measures: FloatArray
    purchases: FloatArray
    capacity: FloatArray
    lost: FloatArray
    peers: FloatArray | None = None

    def __post_init__(self) -> None:
        for name in ("weight", "terms", "signed", "measures", "purchases", "capacity", "lost"):
            if getattr(self, name).shape != (len(self.countries),):
                raise DataError(f"{name} of third countries needs one number for each of {len(self.countries)}.")
        if (self.measures > 0).any():
            raise DataError("measures of the other side are a loss: write them as 0 or below.")


@final
@dataclass(frozen=True, slots=True)
class AlignmentWeights:
    """How the terms weigh: assumed, see the register of assumptions.

    Attributes
    ----------
    answered, answered_signed
        Chance that side b answers talks, and a signed deal.
    threat
        Weight of that chance for a country that was not warned, and for one that was.
    peers
        Basis points that the move of all others to the table is worth, where the payoffs do not say.
    kept
        Share of a promise to buy that is believed.
    noise
        Scale of the logit, basis points.
    """

    answered: float = 0.2
    answered_signed: float = 0.4
    threat: tuple[float, float] = (1.0, 1.5)
    peers: float = 5.0
    kept: float = 0.4
    noise: float = 5.0


@final
@dataclass(frozen=True, slots=True)
class Alignment:
    """Stances of third countries.

    Attributes
    ----------
    countries
        Codes.
    shares
        Probability of each stance, shape (countries, stances) in the order of STANCES.
    terms
        Value of each stance, basis points, same shape.
    isolation
        Weighted probability of sitting at side a's table: talk or align-a.
    status
        CONVERGED, or MAX_ITERATIONS if the peers' choices did not settle.
    rounds
        Rounds taken.
    """

    countries: tuple[str, ...]
    shares: FloatArray
    terms: FloatArray
    isolation: float
    status: Status
    rounds: int


def threats(view: Scene, countries: Iterable[str]) -> dict[str, bool]:
    """Whether side b has warned a country, or all third countries, by a day."""
    return _told(view, countries, ("warning", "threat"))


def promises(view: Scene, countries: Iterable[str]) -> dict[str, bool]:
    """Whether side b has promised to buy from a country, or from all third countries, by a day."""
    return _told(view, countries, ("purchase-promise",))


def _told(view: Scene, countries: Iterable[str], kinds: Collection[str]) -> dict[str, bool]:
    told = {
        name
        for row in view.of(Outreach)
        if row.kind in kinds and view.side_of(row.actors[0]) == view.sides[1]
        for name in row.targets
    }
    return {code: bool(told & {code, "third", "all"}) for code in countries}


def alignment(view: Scene, payoffs: ThirdPayoffs, weights: AlignmentWeights | None = None) -> Alignment:
    """Stances of third countries on a day, each answering what the others do.

    Parameters
    ----------
    view
        The records of a day: who has been warned.
    payoffs
        What the stances are worth, from the economy.
    weights
        How the terms weigh; default: the register's values.

    Returns
    -------
    Alignment
        The fixed point of a damped iteration from no peers at the table.
    """
    w = weights or AlignmentWeights()
    warned = threats(view, payoffs.countries)
    psi = np.array([w.threat[warned[code]] for code in payoffs.countries])
    talk = payoffs.terms + psi * w.answered * payoffs.measures
    sign = payoffs.signed + psi * w.answered_signed * payoffs.measures
    lean = w.kept * np.minimum(payoffs.purchases, payoffs.capacity) - payoffs.lost
    drawn = np.full(len(payoffs.countries), w.peers) if payoffs.peers is None else payoffs.peers
    total = payoffs.weight.sum()
    seated = np.zeros(len(payoffs.countries))
    status = Status.MAX_ITERATIONS
    shares = terms = np.zeros((len(payoffs.countries), len(STANCES)))
    rounds = 0
    while status is not Status.CONVERGED and rounds < ROUNDS:
        rounds += 1
        others = total - payoffs.weight
        mass = (payoffs.weight * seated).sum() - payoffs.weight * seated
        n = np.divide(mass, others, out=np.zeros_like(mass), where=others > 0)
        terms = np.stack([sign + drawn * n, talk + drawn * n, 0.5 * talk + 0.5 * lean, lean], axis=1)
        shares = np.exp((terms - terms.max(axis=1, keepdims=True)) / w.noise)
        shares /= shares.sum(axis=1, keepdims=True)
        new = shares[:, 0] + shares[:, 1]
        moved = float(np.abs(new - seated).max(initial=0.0))
        seated = seated + DAMPING * (new - seated)
        if moved < TOLERANCE:
            status = Status.CONVERGED
    return Alignment(payoffs.countries, shares, terms, float((payoffs.weight * seated).sum()), status, rounds)


@final
@dataclass(frozen=True, slots=True)
class IsolationPath:
    """Share of side b's exports elsewhere whose buyers are known to talk with side a, day by day.

    Attributes
    ----------
    days
        Days.
    share
        Weighted share on each, shape (days,).
    talking
        Countries known to talk on the last day.
    """

    days: tuple[date, ...]
    share: FloatArray
    talking: tuple[str, ...] = field(default=())


def at_table(view: Scene, side: str) -> tuple[str, ...]:
    """Codes of the third countries that are known to talk with a side, or to have signed."""
    return tuple(sorted({row.country for row in view.of(ThirdTalks) if row.with_ == side and row.stage in AT_TABLE}))


def isolation_path(
    records: Records,
    weight: Mapping[str, float],
    days: Iterable[date],
    members: Mapping[str, Collection[str]] | None = None,
) -> IsolationPath:
    """Isolation of side b over time, by what was known on each day.

    Parameters
    ----------
    records
        Everything typed for the conflict.
    weight
        Share of each third country in the exports of side b outside side a.
    days
        Days asked for.
    members
        Group that talks as one to its members, who count once.
    """
    asked, inside = tuple(days), members or {}
    talking: tuple[str, ...] = ()
    shares = []
    for day in asked:
        talking = at_table(scene(records, day), records.sides[0])
        buyers = {code for name in talking for code in inside.get(name, (name,))}
        shares.append(sum(weight.get(code, 0.0) for code in buyers))
    return IsolationPath(asked, np.array(shares), talking)
