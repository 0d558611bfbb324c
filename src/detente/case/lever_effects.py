"""What the levers do to trade: wedges of a package, and the equilibria that teach payoffs over all of them.

Equation numbers refer to docs/explanation/deals.md.
"""

# J sectors; K levers valued by the models; M packages; H horizons; S scalars of a side: income, revenue, jobs, then the
# share of each sector in what is earned

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np
import numpy.typing as npt
import xarray as xr

from detente.case.case import Case
from detente.case.levers import VALUED, Lever, LeverTable
from detente.core.arrays import FloatArray
from detente.core.errors import NotSolved
from detente.core.status import Status
from detente.economy.calibration import Wedges
from detente.economy.critical import CriticalInputs, pushed
from detente.economy.labelled import read_wedges
from detente.economy.longrun import LongRun
from detente.economy.scalars import State
from detente.economy.short_limits import Limits
from detente.economy.short_scalars import ShortState
from detente.economy.shortrun import ShortRun
from detente.economy.solved import ShortSolved, Solved
from detente.ledger.cells import POSTAL, parcel_shares
from detente.ledger.limits import Limits as InputLimits
from detente.ledger.stacking import Moment
from detente.ledger.wedges import SectorMeans
from detente.strategy.packages import Menu
from detente.world.aggregate import aggregate, aggregate_wedges
from detente.world.world import World

__all__ = ["SCALARS", "SMOOTH", "Bench", "Effects", "neighbours"]

IntArray = npt.NDArray[np.intp]

PARTNERS = 12
"""Economies kept by name beside the two sides; all others are one."""
REST = "REST"
WITHIN = 12.0
"""Months below which elasticities are not lowered: trade reacts so little there that half of it would leave markets
without a stable equilibrium."""
SMALL = 1e-9
"""Change of a tariff below which a step changes nothing."""
SCALARS = ("income", "revenue", "jobs")
"""What is read for each side from an equilibrium: log real income, revenue over base spending, log employment; after
them come the shares of sectors in income earned."""
SMOOTH = ("tariff", "exclusions", "parcels")
"""Kinds of lever that act through the tariffs of the two sides alone."""


def neighbours(world: World, sides: Sequence[str]) -> dict[str, list[str]]:
    """The sides, their largest partners by trade with both, and one region of all others."""
    at = [world.regions.index(side) for side in sides]
    trade = world.flows.sum(axis=2)
    size = trade[at].sum(axis=0) + trade[:, at].sum(axis=1)
    order = [world.regions[n] for n in np.argsort(-size) if n not in at]
    groups = {code: [code] for code in (*sides, *order[:PARTNERS])}
    rest = order[PARTNERS:]
    return groups | ({REST: rest} if rest else {})


@final
@dataclass(frozen=True, slots=True)
class Effects:
    """What each step of the levers that the models value changes between the two sides.

    Attributes
    ----------
    case, moment, menu, table
        The case, day valued and day of knowledge, the levers valued by the models, and all levers.
    levers
        Their records, in the order of the menu.
    before, now
        By direction (first side's imports, second side's imports): (J,) tariffs at the baseline and on the day.
    moves
        By direction, lever and step: (J,) change of the tariff.
    parcels
        (J,) share of the first side's imports that comes in parcels; zero where no lever moves them.
    postal
        Duty on parcels by post on the day.
    """

    case: Case
    moment: Moment
    menu: Menu
    table: LeverTable
    levers: tuple[Lever, ...]
    before: tuple[FloatArray, FloatArray]
    now: tuple[FloatArray, FloatArray]
    moves: tuple[tuple[tuple[FloatArray, ...], ...], tuple[tuple[FloatArray, ...], ...]]
    parcels: FloatArray
    postal: float

    @classmethod
    def of(cls, case: Case, table: LeverTable, moment: Moment) -> Effects:
        """Read every step's effect from the ledger.

        Parameters
        ----------
        case, table, moment
            The case, its table as known, and the day.
        """
        levers = tuple(lever for lever in table.levers if lever.kind in VALUED)
        start = Moment(case.head.baseline_of(moment.on), moment.as_of)
        pairs = (case.sides, case.sides[::-1])
        now = tuple(_pair(case, pair, moment) for pair in pairs)
        moves = tuple(
            tuple(
                tuple(
                    _pair(case, pair, moment, step.rule) - now[p] if step.rule else np.zeros_like(now[p])
                    for step in lever.step
                )
                for lever in levers
            )
            for p, pair in enumerate(pairs)
        )
        world = case.ledger.base
        has = any(lever.kind == "parcels" for lever in levers)
        acts = [m for m in case.ledger.live(case.sides[0], moment) if m.kind == "de-minimis" and m.parcels is not None]
        before = tuple(_pair(case, pair, start) for pair in pairs)
        return cls(
            case=case,
            moment=moment,
            menu=Menu({lever.id: tuple(step.id for step in lever.step) for lever in levers}),
            table=table,
            levers=levers,
            before=(before[0], before[1]),
            now=(now[0], now[1]),
            moves=(moves[0], moves[1]),
            parcels=parcel_shares(world, *case.sides) if has else np.zeros(len(world.sectors)),
            postal=acts[0].parcels.rate if acts and acts[0].parcels else 0.0,
        )

    @property
    def moving(self) -> LeverTable:
        """The table without steps of tariffs that change nothing on the day, as a cap above what is in force."""
        kept = {lever.id: lever.step for lever in self.table.levers}
        for k, lever in enumerate(self.levers):
            if lever.kind == "tariff":
                kept[lever.id] = tuple(
                    step
                    for s, step in enumerate(lever.step)
                    if s == 0 or any(np.abs(self.moves[p][k][s]).max() > SMALL for p in (0, 1))
                )
        return self.table.only_steps(kept)

    def tariffs(self, digits: IntArray) -> tuple[FloatArray, FloatArray]:
        """(J,) tariffs of both directions under one package (eq. 1).

        Parameters
        ----------
        digits
            (K,) step of each lever.
        """
        found = []
        for p in (0, 1):
            t = self.now[p] + sum((self.moves[p][k][s] for k, s in enumerate(digits)), start=np.zeros_like(self.now[p]))
            found.append(np.maximum(t, 0.0))
        for lever, s in zip(self.levers, digits, strict=True):
            step = lever.step[s]
            if lever.kind == "exclusions" and step.share:
                found = [t - step.share * np.maximum(t - old, 0.0) for t, old in zip(found, self.before, strict=True)]
        if self.parcels.any():
            paid = POSTAL * self.postal + (1.0 - POSTAL) * found[0]
            for lever, s in zip(self.levers, digits, strict=True):
                if lever.step[s].parcels is not None:
                    parcels = lever.step[s].parcels
                    assert parcels is not None
                    paid = POSTAL * parcels.postal + (1.0 - POSTAL) * parcels.carriers * found[0]
            found[0] = (1.0 - self.parcels) * found[0] + self.parcels * paid
        return found[0], found[1]

    def log_tariffs(self, digits: IntArray, world: World) -> FloatArray:
        """(M, 2) mean of log tariffs of both directions.

        Parameters
        ----------
        digits
            (M, K) steps.
        world
            Gives the weights of the means.
        """
        weights = [self.weights(world, pair) for pair in (self.case.sides, self.case.sides[::-1])]
        rows = (zip(weights, self.tariffs(row), strict=True) for row in digits)
        return np.array([[w @ np.log1p(t) for w, t in row] for row in rows])

    def coordinates(self, digits: IntArray, world: World) -> FloatArray:
        """(M, 4) mean of log tariffs of both directions, and their variances over trade.

        Parameters
        ----------
        digits, world
            As for :meth:`log_tariffs`.
        """
        weights = [self.weights(world, pair) for pair in (self.case.sides, self.case.sides[::-1])]
        rows = []
        for row in digits:
            logs = [np.log1p(t) for t in self.tariffs(row)]
            means = [float(w @ log) for w, log in zip(weights, logs, strict=True)]
            rows.append([*means, *(w @ (log - m) ** 2 for w, log, m in zip(weights, logs, means, strict=True))])
        return np.array(rows)

    @property
    def smooth(self) -> tuple[int, ...]:
        """Positions of the levers that act through the tariffs alone."""
        return tuple(k for k, lever in enumerate(self.levers) if lever.kind in SMOOTH)

    @staticmethod
    def weights(world: World, pair: Sequence[str]) -> FloatArray:
        """(J,) share of each goods sector in what the first of a pair imports from the second."""
        n, i = (world.regions.index(code) for code in pair)
        flow = world.flows[n, i] * np.array(world.goods)
        return np.asarray(flow / flow.sum())


def _pair(case: Case, pair: Sequence[str], moment: Moment, rules: Sequence[object] = ()) -> FloatArray:
    """(J,) tariffs of one importer on one exporter on a day under some rules."""
    ledger = case.ledger.with_rules(rules) if rules else case.ledger  # type: ignore[arg-type]
    importer, exporter = pair
    world = ledger.base
    base = moment.at_base(world.base_day)
    added = ledger.stack(importer, exporter, moment).added - ledger.bare_stack(importer, exporter, base).added
    means = SectorMeans(ledger.lines_of(importer), world)
    n, i = world.regions.index(importer), world.regions.index(exporter)
    return np.asarray(np.maximum(0.0, world.tariff[n, i] + means.of(added, exporter)))


@final
@dataclass(frozen=True, slots=True)
class _Settled:
    """One package solved, by horizon.

    Attributes
    ----------
    scalars
        (H, 2, S) scalars of both sides.
    ends
        Where the solver settled in the short run.
    flows
        (2, J) what each side buys from the other, as a ratio to the base.
    """

    scalars: FloatArray
    ends: tuple[FloatArray | None, ...]
    flows: tuple[FloatArray, ...]


@final
@dataclass(frozen=True, slots=True)
class Bench:
    """Models at rest at the baseline, on which packages are tried.

    Attributes
    ----------
    effects
        What the steps change.
    world
        The world that is solved.
    groups
        Its regions as members of the case's world; None if it is that world.
    models
        By horizon: months (infinity for the long run) and the model at rest.
    after
        Wedges of the day between everybody else.
    pushes
        By horizon and share of licences: rise of costs by critical inputs.
    """

    effects: Effects
    world: World
    groups: dict[str, list[str]] | None
    models: tuple[tuple[float, Solved | ShortSolved], ...]
    after: Wedges
    pushes: dict[tuple[float, float], FloatArray]

    @classmethod
    def of(
        cls,
        effects: Effects,
        days: tuple[xr.Dataset, xr.Dataset],
        months: Sequence[float],
        theta: FloatArray,
        factor: float = 1.0,
        *,
        small: bool,
    ) -> Bench:
        """Bring the models to rest.

        Parameters
        ----------
        effects
            What the steps change.
        days
            Wedges of the baseline and of the day on the case's world.
        months
            Horizons; infinity is the long run.
        theta
            (J,) trade elasticities.
        factor
            What all of them are multiplied by.
        small
            True joins economies far from the conflict into one.
        """
        whole = effects.case.ledger.base
        groups = neighbours(whole, effects.case.sides) if small else None
        world = whole if groups is None else aggregate(whole, groups)
        before, after = days if groups is None else (aggregate_wedges(whole, day, groups) for day in days)
        old = _with_parcels(before, effects)
        solved: list[tuple[float, Solved | ShortSolved]] = []
        for horizon in months:
            moved = theta * (max(factor, 1.0) if horizon < WITHIN else factor)
            model = LongRun(elasticity=moved) if np.isinf(horizon) else ShortRun(moved, horizon_months=horizon)
            found = model.solve(world, old, old).solved
            assert found is not None
            solved.append((horizon, found))
        limits = effects.case.ledger.limits(whole, on=effects.moment.on, as_of=effects.moment.as_of)
        shares = {step.share for lever in effects.levers if lever.kind == "minerals" for step in lever.step}
        first = {lever.step[0].share for lever in effects.levers if lever.kind == "minerals"}
        pushes = {
            (horizon, share): CriticalInputs().cost_push(_granted(limits, share, share in first), world, horizon)
            for horizon in months
            for share in shares
            if share is not None
        }
        return cls(effects, world, groups, tuple(solved), read_wedges(world, after, "after"), pushes)

    def scalars(self, packages: IntArray) -> FloatArray:
        """(M, H, 2, S) scalars of both sides under packages, by horizon; see the legend.

        In the short run a package starts from where its tariffs alone settle, all other levers as things stand: what
        is found for it depends on no other package and on no order.

        Parameters
        ----------
        packages
            (M, K) step of each lever.

        Raises
        ------
        NotSolved
            If a model has no equilibrium under a package.
        """
        joint = list(self.effects.smooth)
        alike: dict[bytes, list[int]] = {}
        for m, digits in enumerate(packages):
            alike.setdefault(digits[joint].tobytes(), []).append(m)
        found: dict[int, FloatArray] = {}
        for rows in alike.values():
            alone = np.zeros_like(packages[rows[0]])
            alone[joint] = packages[rows[0], joint]
            settled = self._package(alone)
            for m in rows:
                same = bool((packages[m] == alone).all())
                found[m] = settled.scalars if same else self._package(packages[m], settled).scalars
        return np.stack([found[m] for m in range(len(packages))])

    def _package(self, digits: IntArray, alone: _Settled | None = None) -> _Settled:
        """One package, from where its tariffs alone settle, by horizon."""
        wedges = self._wedges(digits)
        share = next(
            (
                lever.step[s].share
                for lever, s in zip(self.effects.levers, digits, strict=True)
                if lever.kind == "minerals"
            ),
            None,
        )
        found: list[FloatArray] = []
        ends: list[FloatArray | None] = []
        flows: list[FloatArray] = []
        for h, (horizon, solved) in enumerate(self.models):
            there = wedges if share is None else pushed(wedges, self.pushes[horizon, share])
            start, limits = None, None
            if alone is not None and isinstance(solved, ShortSolved):
                start, limits = alone.ends[h], self._floors(digits, alone.flows[h])
            state, end = self._state(solved, there, limits, start)
            found.append(self._scalars(state))
            ends.append(end)
            flows.append(self._traded(state))
        return _Settled(np.stack(found), tuple(ends), tuple(flows))

    def at_rest(self) -> FloatArray:
        """(H, 2, J) shares of sectors in what each side earns at the baseline."""
        sides = [self.world.regions.index(side) for side in self.effects.case.sides]
        earned = [[solved.base.gva[:, n] * solved.before.Y[:, n] for n in sides] for _, solved in self.models]
        return np.asarray(earned / np.sum(earned, axis=-1, keepdims=True))

    def at(self, wedges: xr.Dataset) -> FloatArray:
        """(H, 2, S) scalars under labelled wedges of this world, with critical inputs as on the day."""
        kernel = read_wedges(self.world, wedges, "wedges")
        share = next((lever.step[0].share for lever in self.effects.levers if lever.kind == "minerals"), None)
        return np.stack(
            [
                self._scalars(
                    self._state(solved, kernel if share is None else pushed(kernel, self.pushes[horizon, share]))[0]
                )
                for horizon, solved in self.models
            ]
        )

    def _wedges(self, digits: IntArray) -> Wedges:
        one, two = (self.world.regions.index(side) for side in self.effects.case.sides)
        t = self.after.t.copy()
        t[:, one, two], t[:, two, one] = self.effects.tariffs(digits)
        return replace(self.after, t=t)

    def _traded(self, state: State) -> FloatArray:
        """(2, J) what each side buys from the other as a ratio to the base, basic prices; 1 where there is no trade."""
        base, (one, two) = state.base, (self.world.regions.index(side) for side in self.effects.case.sides)
        found = []
        for n, i in ((one, two), (two, one)):
            before = base.pi[:, n, i] * base.E[:, n] / ((1.0 + base.wedges.t[:, n, i]) * (1.0 + base.wedges.x[:, n, i]))
            found.append(np.divide(state.at.V[:, n, i], before, out=np.ones(len(before)), where=before > 0.0))
        return np.array(found)

    def _floors(self, digits: IntArray, traded: FloatArray) -> Limits | None:
        """Purchases promised under a package, at the middle of their compliance, over what it trades without them."""
        one, two = (self.world.regions.index(side) for side in self.effects.case.sides)
        cells: list[tuple[int, int, int, float]] = []
        for lever, s in zip(self.effects.levers, digits, strict=True):
            purchase = lever.step[s].purchase
            if purchase is None or lever.compliance is None:
                continue
            buyer, seller = (one, two) if lever.giver == self.effects.case.sides[0] else (two, one)
            at = [self.world.sectors.index(code) for code in purchase.sectors]
            held = self.world.flows[buyer, seller, at]
            kept = 0.5 * (lever.compliance.low + lever.compliance.high)
            more = kept * purchase.added_usd_mn / held.sum()
            bought = traded[0 if buyer == one else 1] if purchase.above == "package" else np.ones(traded.shape[1])
            cells += [
                (j, buyer, seller, float(bought[j] + more)) for j, flow in zip(at, held, strict=True) if flow > 0.0
            ]
        if not cells:
            return None
        j, n, i = (np.array([cell[part] for cell in cells], dtype=np.intp) for part in range(3))
        return Limits(j, n, i, np.zeros(len(cells), dtype=bool), np.array([cell[3] for cell in cells]))

    def _state(
        self,
        solved: Solved | ShortSolved,
        wedges: Wedges,
        limits: Limits | None = None,
        start: FloatArray | None = None,
    ) -> tuple[State, FloatArray | None]:
        """An equilibrium, and the solver's state there in the short run."""
        state: State | None
        end = None
        if isinstance(solved, ShortSolved):
            model = solved if limits is None else replace(solved, limits=limits)
            short = model.at(wedges, start)
            state, end = model.read(short) if short.status is Status.CONVERGED else None, short.solution.y
        else:
            state = solved.state(wedges)
        if state is None:
            raise NotSolved("a package has no equilibrium that the model finds; leave out its most extreme steps.")
        return state, end

    def _scalars(self, state: State) -> FloatArray:
        rows = []
        for side in self.effects.case.sides:
            n = self.world.regions.index(side)
            spent, price = float(state.one.I[n]), 1.0 + state.price_index(n)[0]
            revenue = (float(state.at.R[n]) / price - float(state.one.R[n])) / spent
            jobs = float(np.log1p(state.employment(n)[0])) if isinstance(state, ShortState) else 0.0
            earned = state.base.gva[:, n] * state.at.Y[:, n]
            rows.append([state.log_real_income(n)[0], revenue, jobs, *(earned / earned.sum())])
        return np.array(rows)


def _with_parcels(before: xr.Dataset, effects: Effects) -> xr.Dataset:
    """Wedges of the baseline, at which parcels were free."""
    place = {"importer": effects.case.sides[0], "exporter": effects.case.sides[1]}
    tariff = before["tariff"].copy(deep=True)
    tariff.loc[place] = (1.0 - effects.parcels) * tariff.loc[place].values
    return before.assign(tariff=tariff)


def _granted(limits: InputLimits, share: float, as_now: bool) -> InputLimits:
    """Limits under which a share of exports under licence is let through, at once unless that is how things stand."""
    inputs = tuple(
        replace(limit, granted=share, review_days=limit.review_days if as_now else None)
        if limit.state == "licensed"
        else limit
        for limit in limits.inputs
    )
    return replace(limits, inputs=inputs)
