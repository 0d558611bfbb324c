"""What is said of a zone of agreement: packages one by one, what opens it, and what it hangs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, final

import numpy as np
import numpy.typing as npt

from detente.case.zone_payoffs import ALL, Panel
from detente.case.zone_teach import COIN, PACE, Draws
from detente.core.arrays import FloatArray
from detente.strategy.bargain import Bargain, nash_point
from detente.strategy.bargain import zone as find_zone
from detente.strategy.enforce import critical_delta
from detente.strategy.packages import pareto

__all__ = [
    "Conditions",
    "Opening",
    "Terms",
    "broken_tie",
    "find",
    "gains_of",
    "hangs_on",
    "listed",
    "named_terms",
    "openings",
    "place_of",
    "probability_of",
    "terms_at",
    "values_of",
]

IntArray = npt.NDArray[np.intp]

KEPT = 64
"""Packages kept of those that no other beats for both sides."""
SAME = 0.001
"""Difference of surpluses, percent of a year's income, up to which the one that moves fewer levers stands for both."""
SAMPLE = 150
"""Rows of jointly valued levers on which single changes are tried."""


@final
@dataclass(frozen=True, slots=True)
class Terms:
    """One package.

    Attributes
    ----------
    terms
        Levers that move, with their steps.
    probability
        Share of draws in which it lies in the zone.
    better_than
        Share of all allowed packages that lie in the zone less often.
    surplus
        Side -> mean surplus over the disagreement, face taken off, percent of a year's income.
    chosen
        Share of draws in which it is the Nash bargain among the packages listed; NaN if it is not among them.
    critical_delta
        Side -> discount factor of a quarter from which it keeps its word, at central values; infinity: never.
    """

    terms: Mapping[str, str]
    probability: float
    better_than: float
    surplus: Mapping[str, float]
    chosen: float
    critical_delta: Mapping[str, float]


@final
@dataclass(frozen=True, slots=True)
class Opening:
    """One change and what it does.

    Attributes
    ----------
    change
        In words.
    kind
        ``lever``: a step instead of how things stand, over all packages; ``value``: a value at its better end.
    share, share_before
        Mean probability of a package with and without it.
    probability, probability_before
        Probability that the zone is not empty with and without it; NaN for levers.
    """

    change: str
    kind: Literal["lever", "value"]
    share: float
    share_before: float
    probability: float
    probability_before: float

    @property
    def gain(self) -> float:
        """Rise of the mean probability."""
        return self.share - self.share_before


@final
@dataclass(frozen=True, slots=True)
class Conditions:
    """What is asked of a zone."""

    face: bool = True
    enforced: bool = True
    home: bool = True
    admissible: Sequence[str] | None = None


def find(panel: Panel, draws: Draws, ask: Conditions, rows: IntArray | None = None) -> Bargain:
    """The zone under some draws."""
    chosen = ALL if rows is None else rows
    payoffs = panel.payoffs(draws, face=ask.face, enforced=ask.enforced, home=ask.home, rows=chosen)
    return find_zone(payoffs, panel.disagreement(draws), admissible=ask.admissible)


def place_of(panel: Panel, terms: Mapping[str, str]) -> tuple[int, int, int]:
    """Class, row of the levers valued jointly and row of the others."""
    menu, others = panel.effects.menu, panel.others
    which = []
    for kind in ("clock", "mechanism"):
        lever = panel.table.only(kind)
        steps = () if lever is None else tuple(step.id for step in lever.step)
        which.append(steps.index(terms[lever.id]) if lever is not None and lever.id in terms else 0)
    return (
        panel.classes.index((which[0], which[1])),
        menu.row({lever: step for lever, step in terms.items() if lever in menu.steps}),
        others.row({lever: step for lever, step in terms.items() if lever in others.steps}),
    )


def named_terms(panel: Panel, place: tuple[int, int, int]) -> dict[str, str]:
    """Terms of a package given by its place."""
    terms = panel.effects.menu.terms(place[1]) | panel.others.terms(place[2])
    for kind, number in zip(("clock", "mechanism"), panel.classes[place[0]], strict=True):
        lever = panel.table.only(kind)
        if lever is not None and number:
            terms[lever.id] = lever.step[number].id
    return {lever.id: terms[lever.id] for lever in panel.table.levers if lever.id in terms}


def broken_tie(panel: Panel, terms: Mapping[str, str]) -> str:
    """Why a package is not on the table."""
    full = {lever.id: terms.get(lever.id, lever.step[0].id) for lever in panel.table.levers}
    for tie in panel.table.linkages:
        if all(full[name] in steps for name, steps in tie.if_.items()) and not all(
            full[name] in steps for name, steps in tie.then.items()
        ):
            return f"{tie.why[0].upper()}{tie.why[1:]}."
    return ""


def terms_at(
    panel: Panel,
    draws: Draws,
    found: Bargain,
    place: tuple[int, int, int],
    chosen: float = float("nan"),
    rows: IntArray | None = None,
) -> Terms:
    """Everything about one package.

    Parameters
    ----------
    panel, draws, found
        Payoffs, draws, and the zone in them.
    place
        Class, row and other part of the package.
    chosen
        Share of draws in which it is the Nash bargain.
    rows
        Rows of the jointly valued levers that ``found`` holds, that of the package among them; None: all.
    """
    c, m, k = place
    here = place if rows is None else (c, int(np.flatnonzero(rows == m)[0]), k)
    allowed = panel.allowed if rows is None else panel.allowed[:, rows]
    probability = float(found.probability[here])
    lower = int(((found.probability < probability) & allowed).sum())
    payoffs = panel.payoffs(draws, rows=np.array([m, *(panel.cheat[i][m] for i in (0, 1))]))[c]
    fallback = panel.disagreement(draws)
    deltas = {}
    for i, side in enumerate(panel.sides):
        agree = float(payoffs.surplus[i].of(np.array([0]), np.array([k])).mean())
        kept = panel.withdrawn(k, side)
        cheated = float(payoffs.surplus[i].of(np.array([1 + i]), np.array([kept])).mean())
        lagged = float(critical_delta(agree, cheated, float(fallback[i].mean())))
        deltas[side] = lagged ** (1.0 / panel.lag(c)) if np.isfinite(lagged) else lagged
    return Terms(
        terms=named_terms(panel, place),
        probability=probability,
        better_than=lower / found.packages,
        surplus={side: float(found.surplus[i][here]) for i, side in enumerate(panel.sides)},
        chosen=float(chosen),
        critical_delta=deltas,
    )


def listed(panel: Panel, draws: Draws, found: Bargain, ask: Conditions) -> tuple[Terms, ...]:
    """Packages that no other beats for both sides on average, near-duplicates merged, most probable first."""
    alive = np.flatnonzero((panel.allowed & (found.probability > 0.0)).ravel())
    if not alive.size:
        return ()
    one, two = (found.surplus[i].ravel()[alive] for i in (0, 1))
    chance = found.probability.ravel()[alive]
    surest = np.flatnonzero(chance >= chance.max())
    chosen = np.unique(np.r_[pareto(one, two), surest[pareto(one[surest], two[surest])]])
    moved = np.array([len(named_terms(panel, _unravel(found, alive[at]))) for at in chosen])
    kept: list[int] = []
    for at in chosen[np.argsort(moved, kind="stable")]:
        if all(abs(one[at] - one[other]) > SAME or abs(two[at] - two[other]) > SAME for other in kept):
            kept.append(int(at))
    order = sorted(kept, key=lambda at: -chance[at])[:KEPT]
    places = [_unravel(found, alive[at]) for at in order]
    share = _chosen(panel, draws, ask, places)
    return tuple(terms_at(panel, draws, found, place, part) for place, part in zip(places, share, strict=True))


def probability_of(panel: Panel, draws: Draws, ask: Conditions, place: tuple[int, int, int]) -> float:
    """Share of draws in which one package lies in the zone, nothing else being looked at."""
    c, m, k = place
    found = find(panel, draws, ask, np.array([m]))
    return float(found.probability[c, 0, k])


def _unravel(found: Bargain, flat: int) -> tuple[int, int, int]:
    c, m, k = np.unravel_index(flat, found.probability.shape)
    return int(c), int(m), int(k)


def _chosen(panel: Panel, draws: Draws, ask: Conditions, places: Sequence[tuple[int, int, int]]) -> FloatArray:
    """Share of draws in which each listed package is the Nash bargain among them."""
    gains, inside = gains_of(panel, draws, ask, places)
    best = nash_point(gains, inside)
    return np.array([float((best == number).mean()) for number in range(len(places))])


def gains_of(
    panel: Panel, draws: Draws, ask: Conditions, places: Sequence[tuple[int, int, int]]
) -> tuple[tuple[FloatArray, FloatArray], npt.NDArray[np.bool_]]:
    """What both gain by some packages, ties left aside, and whether they would be kept and nobody at home stops them.

    Parameters
    ----------
    panel, draws, ask
        Payoffs, draws and what is asked.
    places
        (P,) class, row and other part of each package.

    Returns
    -------
    tuple
        By side: (P, D) gains, face taken off; (P, D) True where it would stand.
    """
    rows = np.array([m for _, m, _ in places])
    payoffs = panel.payoffs(draws, face=ask.face, enforced=ask.enforced, home=ask.home, rows=rows)
    fallback = panel.disagreement(draws)
    gains: tuple[list[FloatArray], list[FloatArray]] = ([], [])
    inside: list[npt.NDArray[np.bool_]] = []
    for number, (c, _, k) in enumerate(places):
        part, at = payoffs[c], (np.array([number]), np.array([k]))
        held = np.ones(len(fallback[0]), dtype=bool)
        for worth in part.home:
            held &= worth.of(np.array([number]), np.array([0]))[0] >= 0.0
        for i in (0, 1):
            gains[i].append((part.surplus[i].of(*at) - part.face[i].of(*at))[0] - fallback[i])
            if part.margin is not None:
                held &= part.margin[i].of(*at)[0] >= part.patience[i] * fallback[i]
        inside.append(held)
    return (np.stack(gains[0]), np.stack(gains[1])), np.stack(inside)


def values_of(panel: Panel, draws: Draws) -> tuple[str, ...]:
    """Names of the typed or unknown values that matter: objectives and the game where they are drawn, and no coins."""
    idle = {f"objective {side}" for side in panel.sides if side not in panel.used}
    if panel.fallback is None or not panel.fallback.drawn:
        idle.add(PACE)
    return tuple(name for name in draws.at if name not in idle and not name.startswith(f"{COIN} "))


def hangs_on(draws: Draws, share: FloatArray, names: Sequence[str]) -> dict[str, float]:
    """Difference of the mean probability between the upper and the lower half of each value."""
    found = {}
    for name in names:
        high = draws.at[name] > 0.5
        if high.any() and not high.all():
            found[name] = float(share[high].mean() - share[~high].mean())
    return dict(sorted(found.items(), key=lambda row: -abs(row[1])))


def openings(panel: Panel, draws: Draws, found: Bargain, ask: Conditions) -> tuple[Opening, ...]:
    """What each step of a lever, and each value at its better end, does to the mean probability."""
    rows = []
    menu, others = panel.effects.menu.digits(), panel.others.digits()
    for lever in panel.table.levers:
        steps = _steps_of(panel, lever.id, menu, others, panel.allowed.shape)
        means = [float(found.probability[panel.allowed & (steps == s)].mean()) for s in range(len(lever.step))]
        rows += [
            Opening(f"{lever.title}: {step.title}", "lever", mean, means[0], float("nan"), float("nan"))
            for step, mean in zip(lever.step[1:], means[1:], strict=True)
        ]
    sample = np.random.default_rng(1).permutation(len(menu))[:SAMPLE]
    plain = find(panel, draws, ask, sample)
    tried = [name for name in values_of(panel, draws) if not name.startswith("worth")]
    for name in tried:
        ends = [find(panel, draws.held(name, where), ask, sample) for where in (0.0, 1.0)]
        better = max(ends, key=lambda end: end.share.mean())
        where = "low" if better is ends[0] else "high"
        rows.append(
            Opening(
                f"{name} at its {where} end",
                "value",
                float(better.share.mean()),
                float(plain.share.mean()),
                better.nonempty,
                plain.nonempty,
            )
        )
    return tuple(sorted(rows, key=lambda row: -row.gain))


def _steps_of(panel: Panel, lever: str, menu: IntArray, others: IntArray, shape: tuple[int, ...]) -> IntArray:
    """(C, M, K) step of one lever in every package."""
    if lever in panel.effects.menu.steps:
        column = menu[:, tuple(panel.effects.menu.steps).index(lever)][None, :, None]
    elif lever in panel.others.steps:
        column = others[:, tuple(panel.others.steps).index(lever)][None, None, :]
    else:
        part = 0 if panel.table.lever(lever).kind == "clock" else 1
        column = np.array([which[part] for which in panel.classes])[:, None, None]
    return np.broadcast_to(column, shape)
