"""The zone of agreement of a case on a day: packages of levers that both sides would rather have than go on.

Equation numbers refer to docs/explanation/deals.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import final, get_args

import numpy as np
import numpy.typing as npt

from detente.case.case import Case
from detente.case.lever_checks import terms_problems
from detente.case.lever_effects import Effects
from detente.case.levers import Package, Ratification
from detente.case.zone_answers import (
    Conditions,
    Opening,
    Terms,
    broken_tie,
    find,
    hangs_on,
    listed,
    openings,
    place_of,
    probability_of,
    terms_at,
    values_of,
)
from detente.case.zone_columns import Against, Goals
from detente.case.zone_payoffs import Panel
from detente.case.zone_solve import effects_of, solve_packages
from detente.case.zone_teach import Draws, Goal, Taught, draw, lessons
from detente.case.zone_wait import Waiting, waiting
from detente.core.arrays import FloatArray
from detente.core.card import card
from detente.core.dates import show_day
from detente.core.errors import CaseError, DataError
from detente.ledger.stacking import Moment
from detente.strategy.bargain import Bargain
from detente.strategy.game import TariffGame
from detente.strategy.objectives import Objective, RealIncome
from detente.world.world import World

__all__ = ["DRAWS", "Objectives", "Zone", "zone"]

IntArray = npt.NDArray[np.intp]
Wanted = Objective | tuple[Objective, Objective]
Objectives = Wanted | Mapping[str, Wanted]
"""One objective for both or one by side; a pair of objectives is a range between the two."""
DRAWS = 1000
SEED = 1


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
    waiting
        The game of attrition that goes on without an agreement; None if it was not asked for.
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
    waiting: Waiting | None = field(repr=False)
    panel: Panel = field(repr=False)
    _draws: Draws = field(repr=False)
    _found: Bargain = field(repr=False)
    _ask: Conditions = field(repr=False)
    _packages: list[Terms] = field(default_factory=list, repr=False, compare=False)
    _openings: list[Opening] = field(default_factory=list, repr=False, compare=False)

    def _repr_html_(self) -> str:
        facts = {
            "case": f"{self.case.stamp}, {self.moment.on}, known {self.moment.as_of}",
            "against": self.against_words,
            "draws with a deal that both prefer": f"{self.probability:.0%} of {self.draws}",
            "packages": f"{self.count:,}, each preferred by both in {self.share:.0%} of draws on average",
            **{f"empty for: {reason}": f"{part:.0%}" for reason, part in self.why_empty.items()},
        }
        rows = [(name, f"{moved:+.2f}") for name, moved in list(self.hangs_on.items())[:8]]
        return card("Zone of agreement", facts, ("hangs on", "chance, upper half less lower"), rows)

    @property
    def sketched(self) -> bool:
        """True if elasticities were not varied, and nothing but the status quo can be asked for."""
        return len(self.panel.taught.solved) == 1

    @property
    def packages(self) -> tuple[Terms, ...]:
        """Packages that no other beats for both sides on average, and the surest ones; most probable first."""
        if not self._packages:
            self._packages[:] = listed(self.panel, self._draws, self._found, self._ask)
        return tuple(self._packages)

    @property
    def opens_with(self) -> tuple[Opening, ...]:
        """Single changes, largest rise of the mean probability first."""
        if not self._openings:
            self._openings[:] = openings(self.panel, self._draws, self._found, self._ask)
        return tuple(self._openings)

    def package(self, terms: Mapping[str, str] | Package) -> Terms:
        """One package of the table.

        Raises
        ------
        CaseError
            If a lever or step is not on the table, or a tie rules the package out.
        """
        return terms_at(self.panel, self._draws, self._found, self._place(terms))

    def under(
        self,
        *,
        face: bool = True,
        enforced: bool = True,
        home: bool = True,
        held: Mapping[str, float] | None = None,
        admissible: Sequence[str] | None = None,
        objective: Objectives | None = None,
        against: Against | None = None,
    ) -> Zone:
        """The same zone under other assumptions, without solving anything again.

        Parameters
        ----------
        face
            False leaves face costs out.
        enforced
            False does not ask whether sides would keep their word.
        home
            False does not ask whether somebody at home would stop it.
        held
            Typed or unknown value -> where between its ends it is held, 0 to 1.
        admissible
            Formats that could carry a deal; None: not tested.
        objective
            What the sides count, for both or by side; None: as before. Two objectives of a side: each draw lies
            somewhere between them.
        against
            ``status-quo``, ``wait`` or ``war``; None: as before. ``wait`` needs the game of the zone.

        Raises
        ------
        DataError
            If no value has such a name, or the zone has no game to wait in.
        """
        draws = self._draws
        for name, where in (held or {}).items():
            if name not in draws.at:
                raise DataError(f'no value is called "{name}"; known are {", ".join(sorted(draws.at))}.')
            draws = draws.held(name, where)
        chosen = against or self.against
        ask = Conditions(face, enforced, home, admissible)
        return _answer(self.case, self.moment, chosen, self.panel_of(chosen, objective), draws, ask, self.waiting)

    def probability_of(
        self,
        terms: Mapping[str, str] | Package,
        *,
        against: Against | None = None,
        face: bool = True,
        enforced: bool = True,
        home: bool = True,
        objective: Objectives | None = None,
    ) -> float:
        """Share of draws in which one package suits both and both would keep it: quick, all others are left aside.

        Parameters
        ----------
        terms
            The package.
        against, face, enforced, home, objective
            As for :meth:`under`.

        Raises
        ------
        CaseError
            If a lever or step is not on the table, or a tie rules the package out.
        """
        place = self._place(terms)
        panel = self.panel_of(against or self.against, objective)
        return probability_of(panel, self._draws, Conditions(face, enforced, home), place)

    @property
    def against_words(self) -> str:
        """What the sides fall back on, in words."""
        return self.words_of(self.against)

    def words_of(self, against: Against) -> str:
        """One thing that sides could fall back on, in words."""
        if against == "wait" and self.waiting is not None:
            day = show_day(self.waiting.day)
            return f"the game of attrition goes on as on {day}, with later meetings and cuts of its own"
        return self.war if against == "war" else f"the measures in force on {show_day(self.moment.on)} go on"

    @property
    def drawn(self) -> Draws:
        """Values drawn."""
        return self._draws

    @property
    def asked(self) -> Conditions:
        """What is asked of packages."""
        return self._ask

    def range_of(self, terms: Mapping[str, str] | Package, name: str) -> tuple[float, float]:
        """Probability of a package with one typed or unknown value at its low and at its high end."""
        wanted = terms.terms if isinstance(terms, Package) else terms
        place = place_of(self.panel, wanted)
        low, high = (
            probability_of(self.panel, self._draws.held(name, where), self._ask, place) for where in (0.0, 1.0)
        )
        return low, high

    @property
    def certain(self) -> float:
        """Share of all packages that lie in the zone in every draw."""
        return int((self._found.probability >= 1.0).sum()) / self.count

    @property
    def homes(self) -> tuple[tuple[Ratification, float, float, float], ...]:
        """Who at home could stop a deal, with lowest, median and highest change of income there over packages, in %.

        At central values, over what the sides fall back on.
        """
        found, fallback = [], self.panel.fallback
        for number, (home, x) in enumerate(zip(self.panel.table.homes, self.panel.homes, strict=True)):
            change = x[:, 0] - (0.0 if fallback is None else float(fallback.homes[number][:, 0].mean()))
            found.append((home, float(change.min()), float(np.median(change)), float(change.max())))
        return tuple(found)

    @property
    def values(self) -> tuple[str, ...]:
        """Names of all typed or unknown values that matter."""
        return values_of(self.panel, self._draws)

    def _place(self, terms: Mapping[str, str] | Package) -> tuple[int, int, int]:
        """Where a package stands; see :meth:`package`."""
        wanted = terms.terms if isinstance(terms, Package) else terms
        problems = terms_problems({lever: [step] for lever, step in wanted.items()}, self.panel.table.steps())
        if problems:
            raise CaseError(problems)
        place = place_of(self.panel, wanted)
        if not self.panel.allowed[place]:
            raise CaseError([f"{broken_tie(self.panel, wanted)} The package breaks this tie."])
        return place

    def panel_of(self, against: Against, objective: Objectives | None = None) -> Panel:
        """Payoffs under another fallback or other objectives; None: those of the zone."""
        panel = self.panel
        if objective is None and against == self.against:
            return panel
        if against == "wait" and self.waiting is None:
            raise DataError('this zone has no game to wait in; ask for it with zone(..., against="wait").')
        goals = panel.objectives if objective is None else _goals(objective, panel.sides, self.case.ledger.base)
        return Panel.of(
            panel.effects,
            panel.table,
            panel.lessons,
            panel.taught,
            goals,
            np.stack(panel.cut, axis=1),
            against,
            self.waiting,
        )


def zone(
    case: Case,
    game: TariffGame | None = None,
    on: date | str | None = None,
    *,
    as_of: date | str | None = None,
    against: Against = "status-quo",
    objective: Objectives | None = None,
    admissible: Sequence[str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    solved: Taught | None = None,
    wait: Waiting | None = None,
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
        ``status-quo``: the measures in force go on. ``wait``: the game of attrition goes on, with the meetings and cuts
        that it expects. ``war``: both fall back on the Nash tariffs of ``game``.
    objective
        What the sides count, for both or by side: an objective of the games that is a sum of ``RealIncome``,
        ``Revenue``, ``Jobs``, ``Political`` and ``RivalLoss``; None: real income. Two objectives of a side, as a pair:
        each draw lies somewhere between them.
    admissible
        Formats that could carry a deal; None: not tested.
    draws, seed
        Draws of everything typed or not known, and their seed.
    solved
        What :func:`solve_packages` gave for the same case, days and game; None: it is solved here.
    wait
        What :func:`~detente.case.zone_wait.waiting` gave for the same case and days; None: it is worked out where
        ``against`` is ``wait``, and else the zone knows nothing of it.

    Returns
    -------
    Zone
        Packages with their probabilities, why the zone is empty where it is, and what opens it.

    Raises
    ------
    DataError
        If the case has no levers that were known by the day, ``against`` is none of them, or there is no game to wait
        in.
    NotSolved
        If a package or the war has no equilibrium.
    """
    if against not in get_args(Against):
        raise DataError(f"against='{against}' is no disagreement; use {', '.join(get_args(Against))}.")
    moment = case.ledger.moment(on or case.head.last, as_of)
    effects = effects_of(case, moment)
    taught = solved or solve_packages(case, moment.on, moment.as_of, game=game)
    table = effects.table
    world = case.ledger.base
    if against != "status-quo" and not len(taught.war):
        raise DataError(f"what was solved holds the status quo alone, not {against}: solve it whole.")
    plans = lessons(effects)[-len(taught.solved) :]
    if [len(plan.packages) for plan in plans] != [len(found) for found in taught.solved]:
        raise DataError("what was solved belongs to another case, day or table of levers: solve it again.")
    goals = _goals(objective or RealIncome(), case.sides, world)
    wait = waiting(case, moment) if wait is None and against == "wait" else wait
    panel = Panel.of(effects, table, plans, taught, goals, _cuts(effects, world), against, wait)
    drawn = draw(table, case.sides, draws, seed)
    return _answer(case, moment, against, panel, drawn, Conditions(admissible=admissible), wait)


def _goals(given: Objectives, sides: tuple[str, str], world: World) -> tuple[Goals, Goals]:
    """What both sides count."""
    found: list[Goals] = []
    for side, other in (sides, sides[::-1]):
        mine = given.get(side, RealIncome()) if isinstance(given, Mapping) else given
        ends = mine if isinstance(mine, tuple) else (mine,)
        if len(ends) not in (1, 2):
            raise DataError(f"{side} has {len(ends)} objectives; give one, or two to draw between.")
        goals = [Goal.of(end, other, world) for end in ends]
        found.append((goals[0], goals[1] if len(goals) == 2 else None))
    return found[0], found[1]


def _words(panel: Panel) -> dict[str, str]:
    """Objectives in words, by side."""
    return {
        side: first.words if second is None else f"anything from {first.words} to {second.words}"
        for side, (first, second) in zip(panel.sides, panel.objectives, strict=True)
    }


def _cuts(effects: Effects, world: World) -> FloatArray:
    """(M, 2) share of this year's tariffs that each side takes back, in mean log tariffs."""
    digits = effects.menu.digits()
    tariff = [k for k, lever in enumerate(effects.levers) if lever.kind == "tariff"]
    only = np.zeros_like(digits)
    only[:, tariff] = digits[:, tariff]
    rows, back = np.unique(only, axis=0, return_inverse=True)
    logs = effects.log_tariffs(rows, world)[back.reshape(-1)]
    weights = [effects.weights(world, pair) for pair in (effects.case.sides, effects.case.sides[::-1])]
    before = np.array([w @ np.log1p(t) for w, t in zip(weights, effects.before, strict=True)])
    added = logs[0] - before
    return np.asarray(np.clip((logs[0] - logs) / np.where(added > 0.0, added, np.inf), 0.0, 1.0))


def _answer(
    case: Case,
    moment: Moment,
    against: Against,
    panel: Panel,
    draws: Draws,
    ask: Conditions,
    wait: Waiting | None,
) -> Zone:
    """A zone with everything that is said about it."""
    found, taught = find(panel, draws, ask), panel.taught
    fallback = zip(panel.sides, panel.disagreement(draws), strict=True)
    return Zone(
        case=case,
        moment=moment,
        against=against,
        war=taught.words,
        objectives=_words(panel),
        count=found.packages,
        draws=len(draws.at["patience"]),
        probability=found.nonempty,
        share=float(found.share.mean()),
        why_empty=found.why_empty,
        hangs_on=hangs_on(draws, found.share, values_of(panel, draws)),
        disagreement={side: float(value.mean()) for side, value in fallback},
        error=dict(zip(panel.sides, taught.error, strict=True)),
        whole_error=dict(zip(panel.sides, taught.whole_error, strict=True)),
        solves=taught.solves,
        waiting=wait,
        panel=panel,
        _draws=draws,
        _found=found,
        _ask=ask,
    )
