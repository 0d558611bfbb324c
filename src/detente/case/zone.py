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
from detente.case.zone_answers import (
    Opening,
    Options,
    Terms,
    broken_tie,
    find,
    hangs_on,
    listed,
    openings,
    place_of,
    probability_of,
    terms_at,
)
from detente.case.zone_payoffs import Panel
from detente.case.zone_teach import FACTORS, HORIZONS, Draws, Goal, draw, teach
from detente.core.arrays import FloatArray
from detente.core.errors import CaseError, DataError
from detente.ledger.stacking import Moment
from detente.strategy.bargain import Bargain
from detente.strategy.game import TariffGame
from detente.strategy.nash import nash
from detente.strategy.objectives import Objective, RealIncome
from detente.world.aggregate import aggregate_wedges

__all__ = ["DRAWS", "Against", "Zone", "zone"]

IntArray = npt.NDArray[np.intp]
Against = Literal["status-quo", "war"]

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
    _options: Options = field(repr=False)
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def packages(self) -> tuple[Terms, ...]:
        """Packages that no other beats for both sides on average, and the surest ones; most probable first."""
        if "packages" not in self._made:
            self._made["packages"] = listed(self.panel, self._draws, self._found, self._options)
        return tuple(self._made["packages"])

    @property
    def opens_with(self) -> tuple[Opening, ...]:
        """Single changes, largest rise of the mean probability first."""
        if "opens_with" not in self._made:
            self._made["opens_with"] = openings(self.panel, self._draws, self._found, self._options)
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
        place = place_of(self.panel, wanted)
        if not self.panel.allowed[place[1:]]:
            raise CaseError([f"{broken_tie(self.panel, wanted)} The package breaks this tie."])
        return terms_at(self.panel, self._draws, self._found, place, float("nan"))

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
        return _answer(zone, draws, Options(face, enforced, admissible))

    @property
    def against_words(self) -> str:
        """What the sides fall back on, in words."""
        return self.war if self.against == "war" else f"the measures in force on {self.moment.on} go on"

    def range_of(self, terms: Mapping[str, str] | Package, name: str) -> tuple[float, float]:
        """Probability of a package with one typed or unknown value at its low and at its high end."""
        wanted = terms.terms if isinstance(terms, Package) else terms
        place = place_of(self.panel, wanted)
        low, high = (
            probability_of(self.panel, self._draws.held(name, where), self._options, place) for where in (0.0, 1.0)
        )
        return low, high

    @property
    def certain(self) -> float:
        """Share of all packages that lie in the zone in every draw."""
        return int((self._found.probability >= 1.0).sum()) / self.count

    @property
    def values(self) -> tuple[str, ...]:
        """Names of all typed or unknown values."""
        return tuple(self._draws.at)


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
        What the sides count, for both or by side: an objective of the games that is a sum of ``RealIncome``,
        ``Revenue``, ``Jobs`` and ``RivalLoss``; None: real income.
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
    goals = _goals(objective or RealIncome(), case.sides)
    panel = Panel.of(effects, table, taught, goals, _cuts(effects, benches[0]), against == "war")
    drawn = draw(table, case.sides, draws, seed)
    ask = Options(admissible=admissible)
    found = find(panel, drawn, ask)
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


def _goals(given: Objective | Mapping[str, Objective], sides: Sequence[str]) -> tuple[Goal, Goal]:
    """What both sides count."""
    each = [given.get(side, RealIncome()) if isinstance(given, Mapping) else given for side in sides]
    return Goal.of(each[0], sides[1]), Goal.of(each[1], sides[0])


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
    goals = dict.fromkeys(text for name, text in game.words.items() if name.startswith("objective"))
    tools = dict.fromkeys(text for name, text in game.words.items() if name.startswith("instruments"))
    words = (
        f"both fall back on the war that neither would leave alone ({'; '.join(tools)}; for {', '.join(goals)}; "
        f"{game.words['model']})"
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


def _answer(old: Zone, draws: Draws, ask: Options, found: Bargain | None = None) -> Zone:
    """A zone with everything that is said about it."""
    panel = old.panel
    found = found or find(panel, draws, ask)
    return replace(
        old,
        probability=found.nonempty,
        share=float(found.share.mean()),
        why_empty=found.why_empty,
        hangs_on=hangs_on(draws, found.share),
        disagreement={
            side: float(value.mean()) for side, value in zip(panel.sides, panel.disagreement(draws), strict=True)
        },
        _draws=draws,
        _found=found,
        _options=ask,
        _made={},
    )
