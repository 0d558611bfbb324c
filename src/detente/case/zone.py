"""The zone of agreement of a case on a day: packages of levers that both sides would rather have than go on.

Equation numbers refer to docs/explanation/deals.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, final

import numpy as np
import numpy.typing as npt

from detente.case.case import Case
from detente.case.lever_checks import terms_problems
from detente.case.lever_effects import Bench, Effects
from detente.case.levers import Package
from detente.case.zone_payoffs import ALL, FACTORS, HORIZONS, Draws, Objective, Panel, draw, teach
from detente.core.arrays import FloatArray
from detente.core.errors import CaseError, DataError
from detente.ledger.stacking import Moment
from detente.strategy.bargain import Bargain, nash_point
from detente.strategy.bargain import zone as find_zone
from detente.strategy.enforce import critical_delta
from detente.strategy.game import TariffGame
from detente.strategy.nash import nash
from detente.strategy.packages import pareto
from detente.world.aggregate import aggregate_wedges

__all__ = ["DRAWS", "Opening", "Terms", "Zone", "zone"]

IntArray = npt.NDArray[np.intp]
Against = Literal["status-quo", "war"]

DRAWS = 1000
SEED = 1
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
class Zone:
    """Which packages both sides prefer to what they have without.

    Attributes
    ----------
    case, moment
        The case, day valued and day of knowledge.
    against, war
        What sides fall back on, and the war in words where one was asked for.
    objectives
        Side -> what it counts, in words.
    count, draws
        Number of packages and of draws.
    probability
        Share of draws in which the zone is not empty.
    share
        Mean probability over all packages.
    why_empty
        Reason -> share of draws that are empty for it.
    hangs_on
        Typed or unknown value -> mean probability with it in its upper half less that in its lower half, largest first.
    disagreement
        Side -> mean payoff without an agreement over the status quo, percent of a year's income.
    error, whole_error
        Side -> largest gap of the fitted payoffs on packages solved for the purpose, as a share of the largest change;
        on the world of the fit and on the whole one.
    solves
        Equilibria solved.
    panel
        What payoffs are made from.
    """

    case: Case
    moment: Moment
    against: Against
    war: str
    objectives: Mapping[str, str]
    count: int
    draws: int
    probability: float
    share: float
    why_empty: Mapping[str, float]
    hangs_on: Mapping[str, float]
    disagreement: Mapping[str, float]
    error: Mapping[str, float]
    whole_error: Mapping[str, float]
    solves: int
    panel: Panel = field(repr=False)
    _draws: Draws = field(repr=False)
    _found: Bargain = field(repr=False)
    _options: _Options = field(repr=False)
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def packages(self) -> tuple[Terms, ...]:
        """Packages that no other beats for both sides on average, and the surest ones; most probable first."""
        if "packages" not in self._made:
            self._made["packages"] = _listed(self.panel, self._draws, self._found, self._options)
        return tuple(self._made["packages"])

    @property
    def opens_with(self) -> tuple[Opening, ...]:
        """Single changes, largest rise of the mean probability first."""
        if "opens_with" not in self._made:
            self._made["opens_with"] = _openings(self.panel, self._draws, self._found, self._options)
        return tuple(self._made["opens_with"])

    def package(self, terms: Mapping[str, str] | Package) -> Terms:
        """One package of the table.

        Raises
        ------
        CaseError
            If a lever or step is not on the table, or a tie rules the package out.
        """
        wanted = terms.terms if isinstance(terms, Package) else terms
        problems = terms_problems({lever: [step] for lever, step in wanted.items()}, self.panel.table.steps())
        if problems:
            raise CaseError(problems)
        place = _place(self.panel, wanted)
        if not self.panel.allowed[place[1:]]:
            raise CaseError([f"{_tie(self.panel, wanted)} The package breaks this tie."])
        return _terms(self.panel, self._draws, self._found, place, float("nan"))

    def under(
        self,
        *,
        face: bool = True,
        enforced: bool = True,
        held: Mapping[str, float] | None = None,
        admissible: Sequence[str] | None = None,
        objective: Objective | Mapping[str, Objective] | None = None,
        against: Against | None = None,
    ) -> Zone:
        """The same zone under other assumptions, without solving anything again.

        Parameters
        ----------
        face
            False leaves face costs out.
        enforced
            False does not ask whether sides would keep their word.
        held
            Typed or unknown value -> where between its ends it is held, 0 to 1.
        admissible
            Formats that could carry a deal; None: not tested.
        objective
            What the sides count, for both or by side; None: as before.
        against
            ``status-quo`` or ``war``; None: as before.

        Raises
        ------
        DataError
            If no value has such a name, or the zone was not asked with a war.
        """
        draws, panel = self._draws, self.panel
        for name, where in (held or {}).items():
            if name not in draws.at:
                raise DataError(f'no value is called "{name}"; known are {", ".join(sorted(draws.at))}.')
            draws = draws.held(name, where)
        against = against or self.against
        if against == "war" and panel.taught.war is None:
            raise DataError("this zone was asked against the status quo; ask it against war, then both can be had.")
        goals = _goals(objective, panel.sides) if objective is not None else panel.objectives
        panel = Panel.of(panel.effects, panel.table, panel.taught, goals, np.stack(panel.cut, axis=1), against == "war")
        zone = replace(self, against=against, objectives=_words(panel), panel=panel)
        return _answer(zone, draws, _Options(face, enforced, admissible))

    @property
    def against_words(self) -> str:
        """What the sides fall back on, in words."""
        return self.war if self.against == "war" else f"the measures in force on {self.moment.on} go on"

    @property
    def certain(self) -> float:
        """Share of all packages that lie in the zone in every draw."""
        return int((self._found.probability >= 1.0).sum()) / self.count

    @property
    def values(self) -> tuple[str, ...]:
        """Names of all typed or unknown values."""
        return tuple(self._draws.at)


@final
@dataclass(frozen=True, slots=True)
class _Options:
    """What is asked of a zone."""

    face: bool = True
    enforced: bool = True
    admissible: Sequence[str] | None = None


def zone(
    case: Case,
    game: TariffGame | None = None,
    on: date | str | None = None,
    *,
    as_of: date | str | None = None,
    against: Against = "status-quo",
    objective: Objective | Mapping[str, Objective] | None = None,
    admissible: Sequence[str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Zone:
    """Which packages of levers both sides would rather have than go on (eq. 4).

    Parameters
    ----------
    case
        The case; its ``levers.toml`` says what could be given.
    game
        The war that sides fall back on where ``against`` is ``war``; None: tariffs by sector of the two sides in the
        long run, for real income.
    on, as_of
        Day valued and day of knowledge; default: the case's last day.
    against
        ``status-quo``: the measures in force go on. ``war``: both fall back on the Nash tariffs of ``game``.
    objective
        What the sides count, for both or by side; None: real income.
    admissible
        Formats that could carry a deal; None: not tested.
    draws, seed
        Draws of everything typed or not known, and their seed.

    Returns
    -------
    Zone
        Packages with their probabilities, why the zone is empty where it is, and what opens it.

    Raises
    ------
    DataError
        If the case has no levers that were known by the day, or ``against`` is neither.
    NotSolved
        If a package or the war has no equilibrium.
    """
    moment = case.ledger.moment(on or case.head.last, as_of)
    table = case.table.known(moment.as_of)
    if not table.levers:
        raise DataError(
            f"case {case.name} has no levers known by {moment.as_of}; type them into levers.toml, or ask later."
        )
    if against not in ("status-quo", "war"):
        raise DataError(f"against='{against}' is no disagreement; use status-quo or war.")
    effects = Effects.of(case, table, moment)
    if not effects.levers:
        raise DataError(f"case {case.name} has no lever that the models value; a zone needs one at least.")
    whole = case.ledger.base
    start = case.head.baseline_of(moment.on)
    days = (
        case.ledger.wedges(whole, on=start, as_of=moment.as_of),
        case.ledger.wedges(whole, on=moment.on, as_of=moment.as_of),
    )
    benches = [Bench.of(effects, days, HORIZONS, factor, small=True) for factor in FACTORS]
    fallen, words = None, ""
    if against == "war":
        fallen, words = _war(game, case, benches, days)
    taught = teach(effects, benches, Bench.of(effects, days, HORIZONS, 1.0, small=False), fallen)
    goals = _goals(objective or Objective(), case.sides)
    panel = Panel.of(effects, table, taught, goals, _cuts(effects, benches[0]), against == "war")
    drawn = draw(table, case.sides, draws, seed)
    ask = _Options(admissible=admissible)
    found = _find(panel, drawn, ask)
    empty = Zone(
        case=case,
        moment=moment,
        against=against,
        war=words,
        objectives=_words(panel),
        count=found.packages,
        draws=draws,
        probability=found.nonempty,
        share=float(found.share.mean()),
        why_empty=found.why_empty,
        hangs_on={},
        disagreement={
            side: float(value.mean()) for side, value in zip(case.sides, panel.disagreement(drawn), strict=True)
        },
        error=dict(zip(case.sides, taught.error, strict=True)),
        whole_error=dict(zip(case.sides, taught.whole_error, strict=True)),
        solves=taught.solves,
        panel=panel,
        _draws=drawn,
        _found=found,
        _options=ask,
    )
    return _answer(empty, drawn, ask, found)


def _goals(given: Objective | Mapping[str, Objective], sides: Sequence[str]) -> tuple[Objective, Objective]:
    """Objectives of both sides."""
    one, two = (given if isinstance(given, Objective) else given.get(side, Objective()) for side in sides)
    return one, two


def _words(panel: Panel) -> dict[str, str]:
    """Objectives in words, by side."""
    return {side: goal.words for side, goal in zip(panel.sides, panel.objectives, strict=True)}


def _war(
    game: TariffGame | None, case: Case, benches: Sequence[Bench], days: tuple[object, object]
) -> tuple[list[FloatArray], str]:
    """Scalars after a breakdown into a war, by factor on elasticities, and the war in words."""
    whole, bench = case.ledger.base, benches[0]
    if game is None:
        base = aggregate_wedges(whole, days[1], bench.groups)  # type: ignore[arg-type]
        game = TariffGame(bench.world, players=case.sides, base=base)
    fought = nash(game).wedges
    if game.world.digest == whole.digest:
        fought = aggregate_wedges(whole, fought, bench.groups)
    elif game.world.digest != bench.world.digest:
        raise DataError(f"the game is on world '{game.world.name}'; play it on the case's own, '{whole.name}'.")
    words = "both fall back on the war that nobody would leave alone: " + "; ".join(
        f"{name} {text}" for name, text in game.words.items() if name.startswith(("objective", "instruments", "model"))
    )
    return [each.at(fought) for each in benches], words


def _cuts(effects: Effects, bench: Bench) -> FloatArray:
    """(M, 2) share of this year's tariffs that each side takes back, in mean log tariffs."""
    digits = effects.menu.digits()
    tariff = [k for k, lever in enumerate(effects.levers) if lever.kind == "tariff"]
    only = np.zeros_like(digits)
    only[:, tariff] = digits[:, tariff]
    rows, back = np.unique(only, axis=0, return_inverse=True)
    logs = effects.log_tariffs(rows, bench.world)[back.reshape(-1)]
    weights = [effects.weights(bench.world, pair) for pair in (effects.case.sides, effects.case.sides[::-1])]
    before = np.array([w @ np.log1p(t) for w, t in zip(weights, effects.before, strict=True)])
    added = logs[0] - before
    return np.asarray(np.clip((logs[0] - logs) / np.where(added > 0.0, added, np.inf), 0.0, 1.0))


def _find(panel: Panel, draws: Draws, ask: _Options, rows: IntArray | None = None) -> Bargain:
    """The zone under some draws."""
    payoffs = panel.payoffs(draws, face=ask.face, enforced=ask.enforced, rows=ALL if rows is None else rows)
    return find_zone(payoffs, panel.disagreement(draws), admissible=ask.admissible)


def _answer(old: Zone, draws: Draws, ask: _Options, found: Bargain | None = None) -> Zone:
    """A zone with everything that is said about it."""
    panel = old.panel
    found = found or _find(panel, draws, ask)
    return replace(
        old,
        probability=found.nonempty,
        share=float(found.share.mean()),
        why_empty=found.why_empty,
        hangs_on=_hangs(draws, found.share),
        disagreement={
            side: float(value.mean()) for side, value in zip(panel.sides, panel.disagreement(draws), strict=True)
        },
        _draws=draws,
        _found=found,
        _options=ask,
        _made={},
    )


def _place(panel: Panel, terms: Mapping[str, str]) -> tuple[int, int, int]:
    """Class, row of the levers valued jointly and row of the others."""
    menu, others = panel.effects.menu, panel.others
    which = []
    for kind in ("clock", "mechanism"):
        lever = panel.lever(kind)
        steps = () if lever is None else tuple(step.id for step in lever.step)
        which.append(steps.index(terms[lever.id]) if lever is not None and lever.id in terms else 0)
    return (
        panel.classes.index((which[0], which[1])),
        menu.row({lever: step for lever, step in terms.items() if lever in menu.steps}),
        others.row({lever: step for lever, step in terms.items() if lever in others.steps}),
    )


def _named(panel: Panel, place: tuple[int, int, int]) -> dict[str, str]:
    """Terms of a package given by its place."""
    terms = panel.effects.menu.terms(place[1]) | panel.others.terms(place[2])
    for kind, number in zip(("clock", "mechanism"), panel.classes[place[0]], strict=True):
        lever = panel.lever(kind)
        if lever is not None and number:
            terms[lever.id] = lever.step[number].id
    return {lever.id: terms[lever.id] for lever in panel.table.levers if lever.id in terms}


def _tie(panel: Panel, terms: Mapping[str, str]) -> str:
    """Why a package is not on the table."""
    full = {lever.id: terms.get(lever.id, lever.step[0].id) for lever in panel.table.levers}
    for tie in panel.table.linkages:
        if all(full[name] in steps for name, steps in tie.if_.items()) and not all(
            full[name] in steps for name, steps in tie.then.items()
        ):
            return f"{tie.why[0].upper()}{tie.why[1:]}."
    return ""


def _terms(panel: Panel, draws: Draws, found: Bargain, place: tuple[int, int, int], chosen: float) -> Terms:
    """Everything about one package."""
    c, m, k = place
    allowed = panel.allowed
    probability = float(found.probability[place])
    lower = sum(int(((found.probability[x] < probability) & allowed).sum()) for x in range(len(panel.classes)))
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
        terms=_named(panel, place),
        probability=probability,
        better_than=lower / found.packages,
        surplus={side: float(found.surplus[i][place]) for i, side in enumerate(panel.sides)},
        chosen=float(chosen),
        critical_delta=deltas,
    )


def _listed(panel: Panel, draws: Draws, found: Bargain, ask: _Options) -> tuple[Terms, ...]:
    """Packages that no other beats for both sides on average, near-duplicates merged, most probable first."""
    allowed = np.broadcast_to(panel.allowed, found.probability.shape)
    alive = np.flatnonzero((allowed & (found.probability > 0.0)).ravel())
    if not alive.size:
        return ()
    one, two = (found.surplus[i].ravel()[alive] for i in (0, 1))
    front = pareto(one, two)
    likely = np.argsort(-found.probability.ravel()[alive], kind="stable")[: KEPT // 2]
    chosen = np.unique(np.r_[front, likely])
    moved = np.array([len(_named(panel, _unravel(found, alive[at]))) for at in chosen])
    kept: list[int] = []
    for at in chosen[np.argsort(moved, kind="stable")]:
        if all(abs(one[at] - one[other]) > SAME or abs(two[at] - two[other]) > SAME for other in kept):
            kept.append(int(at))
    order = sorted(kept, key=lambda at: -found.probability.ravel()[alive[at]])[:KEPT]
    places = [_unravel(found, alive[at]) for at in order]
    share = _chosen(panel, draws, ask, places)
    return tuple(_terms(panel, draws, found, place, part) for place, part in zip(places, share, strict=True))


def _unravel(found: Bargain, flat: int) -> tuple[int, int, int]:
    c, m, k = np.unravel_index(flat, found.probability.shape)
    return int(c), int(m), int(k)


def _chosen(panel: Panel, draws: Draws, ask: _Options, places: Sequence[tuple[int, int, int]]) -> FloatArray:
    """Share of draws in which each listed package is the Nash bargain among them."""
    rows = np.array([m for _, m, _ in places])
    payoffs = panel.payoffs(draws, face=ask.face, enforced=ask.enforced, rows=rows)
    fallback = panel.disagreement(draws)
    gains: tuple[list[FloatArray], list[FloatArray]] = ([], [])
    inside: list[npt.NDArray[np.bool_]] = []
    for number, (c, _, k) in enumerate(places):
        part, at = payoffs[c], (np.array([number]), np.array([k]))
        held = np.ones(len(fallback[0]), dtype=bool)
        for i in (0, 1):
            gains[i].append((part.surplus[i].of(*at) - part.face[i].of(*at))[0] - fallback[i])
            if part.margin is not None:
                held &= part.margin[i].of(*at)[0] >= part.patience[i] * fallback[i]
        inside.append(held)
    best = nash_point((np.stack(gains[0]), np.stack(gains[1])), np.stack(inside))
    return np.array([float((best == number).mean()) for number in range(len(places))])


def _hangs(draws: Draws, share: FloatArray) -> dict[str, float]:
    """Difference of the mean probability between the upper and the lower half of each value."""
    found = {}
    for name, at in draws.at.items():
        high = at > 0.5
        if high.any() and not high.all():
            found[name] = float(share[high].mean() - share[~high].mean())
    return dict(sorted(found.items(), key=lambda row: -abs(row[1])))


def _openings(panel: Panel, draws: Draws, found: Bargain, ask: _Options) -> tuple[Opening, ...]:
    """What each step of a lever, and each value at its better end, does to the mean probability."""
    rows = []
    allowed = np.broadcast_to(panel.allowed, found.probability.shape)
    menu, others = panel.effects.menu.digits(), panel.others.digits()
    for lever in panel.table.levers:
        steps = _steps_of(panel, lever.id, menu, others, allowed.shape)
        means = [float(found.probability[allowed & (steps == s)].mean()) for s in range(len(lever.step))]
        rows += [
            Opening(f"{lever.title}: {step.title}", "lever", mean, means[0], float("nan"), float("nan"))
            for step, mean in zip(lever.step[1:], means[1:], strict=True)
        ]
    sample = np.random.default_rng(SEED).permutation(len(menu))[:SAMPLE]
    plain = _find(panel, draws, ask, sample)
    tried = [name for name in draws.at if not name.startswith("worth")]
    for name in tried:
        ends = [_find(panel, draws.held(name, where), ask, sample) for where in (0.0, 1.0)]
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
        clock = panel.lever("clock")
        part = 0 if clock is not None and clock.id == lever else 1
        column = np.array([which[part] for which in panel.classes])[:, None, None]
    return np.broadcast_to(column, shape)
