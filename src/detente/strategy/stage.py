"""The economy as a game sees it: payoffs and their slopes at any moves, each visit starting from one close by."""

# v ln(1 + rate) of a player's instruments; y state of an equilibrium (economy/hat.py)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import NotSolved
from detente.core.status import Status
from detente.economy.adjoint import Point, Seed, slopes_at
from detente.economy.calibration import Wedges
from detente.economy.equilibrium import nearby
from detente.economy.hat import shock
from detente.economy.scalars import Reading, State, seeded
from detente.economy.short_adjoint import ShortPoint, short_slopes
from detente.economy.short_limits import Limits
from detente.economy.solved import ShortSolved, Solved
from detente.strategy.instruments import CAP, Levers
from detente.strategy.objectives import Objective, Sides

__all__ = ["Moves", "Stage", "Visit"]

Moves = Mapping[str, FloatArray]
"""Player -> (K,) ln(1 + rate) of its instruments."""
FLAT = 1e-6
"""Trade of an instrument, relative to the player's largest, below which its slope is mostly noise."""
ADJOINT = 1e-10
"""Precision of adjoints, relative to the first sweep's largest entry."""


@final
@dataclass(frozen=True, slots=True)
class Horizon:
    """One model's equilibrium at the moves of a visit.

    Attributes
    ----------
    state
        Its variables.
    y
        State of the solver.
    point
        The equilibrium ready for adjoints.
    adjoints
        Objective's owner -> state of its last adjoint here or close by; filled as slopes are asked for.
    """

    state: State
    y: FloatArray
    point: Point | ShortPoint
    adjoints: dict[str, FloatArray]


@final
@dataclass(frozen=True, slots=True)
class Stage:
    """A game's economy.

    Attributes
    ----------
    sides
        Finds players and economies.
    models
        Weight and solved reference of each model; payoffs are their weighted sum.
    base
        Wedges in force where nobody has moved.
    levers, objectives
        By player.
    pulls
        Player -> how much it minds being away from some rates, and the logs of those; see ``TariffGame.reference``.
    """

    sides: Sides
    models: tuple[tuple[float, Solved | ShortSolved], ...]
    base: Wedges
    levers: Mapping[str, Levers]
    objectives: Mapping[str, Objective]
    pulls: Mapping[str, tuple[float, FloatArray]] = field(default_factory=dict)

    def pull(self, player: str, v: FloatArray) -> tuple[float, FloatArray]:
        """What a player loses for being away from its reference, and (K,) slopes of that loss."""
        if player not in self.pulls:
            return 0.0, np.zeros(v.size)
        kappa, reference = self.pulls[player]
        share = self.levers[player].trade / self.levers[player].trade.sum()
        away = v - reference
        return 0.5 * kappa * float(share @ away**2), kappa * share * away

    def caps(self, moves: Moves) -> Limits | None:
        """Caps on exports at the moves; None where nobody has any."""
        cells = [self.levers[player].caps(v) for player, v in moves.items()]
        j, n, i, limit = (np.concatenate(part) for part in zip(*cells, strict=True))
        return Limits(j, n, i, np.ones(j.size, dtype=np.bool_), limit) if j.size else None

    def wedges(self, moves: Moves) -> Wedges:
        """Wedges (J, N, N) with the moves in place."""
        taxes = any((found.wedge == 1).any() for found in self.levers.values())
        ice = any((found.wedge == 2).any() for found in self.levers.values())
        t = self.base.t.copy()
        x = self.base.x.copy() if taxes else self.base.x
        d = self.base.d.copy() if ice else self.base.d
        for player, v in moves.items():
            self.levers[player].place(v, t, x, d)
        return Wedges(t=t, x=x, d=d)

    def visit(self, moves: Moves, near: Visit | None = None) -> Visit:
        """The equilibrium at ``moves``, from the one at ``near``.

        Raises
        ------
        NotSolved
            If a model has no equilibrium there that the ladder finds.
        """
        wedges = self.wedges(moves)
        caps = self.caps(moves) if moves else None
        starts = near.horizons if near is not None else (None,) * len(self.models)
        horizons = tuple(
            _solve(solved, wedges, caps, start) for (_, solved), start in zip(self.models, starts, strict=True)
        )
        return Visit(self, {player: v.copy() for player, v in moves.items()}, horizons)


@final
@dataclass(frozen=True, slots=True)
class Visit:
    """Equilibria of all models at one set of moves.

    Attributes
    ----------
    stage, moves
        The game's economy and the moves.
    horizons
        One for each model.
    """

    stage: Stage
    moves: Moves
    horizons: tuple[Horizon, ...]
    _readings: dict[str, tuple[Reading, ...]] = field(default_factory=dict, repr=False)

    def payoff(self, player: str) -> float:
        """Value of the player's objective."""
        value = sum(w * value for (w, _), (value, _) in zip(self.stage.models, self._read(player), strict=True))
        return float(value) - self.stage.pull(player, self.moves[player])[0] if player in self.moves else float(value)

    def slopes(self, player: str, owner: str | None = None) -> FloatArray:
        """(K,) slopes of an objective in the logs of the player's rates.

        Parameters
        ----------
        player
            Whose instruments.
        owner
            Whose objective; None: the player's own.
        """
        return self.joint({owner or player: 1.0}, (player,))[player]

    def slopes_of(self, readings: Sequence[Reading], player: str) -> FloatArray:
        """(K,) slopes of one reading for each model, in the logs of a player's rates."""
        levers = self.stage.levers[player]
        total = np.zeros(levers.wedge.size)
        for (weight, _), horizon, (_, slopes) in zip(self.stage.models, self.horizons, readings, strict=True):
            seed = seeded(horizon.state, list(slopes))
            total += weight * _cells(horizon, seed, "", levers.wedge, (levers.j, levers.n, levers.i))
        return levers.gathered(total)

    def bend(self, player: str) -> FloatArray:
        """(K,) about how fast the slope of real income falls in the log of each rate, at present trade."""
        levers = self.stage.levers[player]
        total = np.zeros(len(levers.labels))
        for (weight, solved), horizon in zip(self.stage.models, self.horizons, strict=True):
            at = horizon.state.at
            income = float(at.I[list(self.stage.sides.of(player))].sum())
            paid = at.V[levers.j, levers.n, levers.i] * np.abs(solved.theta[levers.j]) / income
            total += weight * levers.gathered(paid)
        if player in self.stage.pulls:
            total += self.stage.pulls[player][0] * levers.trade / levers.trade.sum()
        return np.asarray(np.maximum(total, FLAT * total.max()))

    def joint(self, owners: Mapping[str, float], players: tuple[str, ...]) -> dict[str, FloatArray]:
        """Player -> (K,) slopes of one weighted sum of objectives in the logs of each player's rates.

        One adjoint serves all players.
        """
        levers = [self.stage.levers[player] for player in players]
        wedge, j, n, i = (
            np.concatenate([getattr(found, name) for found in levers]) for name in ("wedge", "j", "n", "i")
        )
        total = np.zeros(wedge.size)
        for k, ((weight, _), horizon) in enumerate(zip(self.stage.models, self.horizons, strict=True)):
            slopes = [
                (variable, at, factor * slope)
                for owner, factor in owners.items()
                for variable, at, slope in self._read(owner)[k][1]
            ]
            key = "+".join(owners)
            total += weight * _cells(horizon, seeded(horizon.state, slopes), key, wedge, (j, n, i))
        ends = np.cumsum([found.wedge.size for found in levers])[:-1]
        parts = zip(players, levers, np.split(total, ends), strict=True)
        gathered = {player: found.gathered(part) for player, found, part in parts}
        for player in gathered.keys() & owners.keys() & self.stage.pulls.keys():
            gathered[player] = gathered[player] - owners[player] * self.stage.pull(player, self.moves[player])[1]
        return gathered

    def _read(self, owner: str) -> tuple[Reading, ...]:
        if owner not in self._readings:
            objective, sides = self.stage.objectives[owner], self.stage.sides
            self._readings[owner] = tuple(objective.read(horizon.state, owner, sides) for horizon in self.horizons)
        return self._readings[owner]


def _solve(solved: Solved | ShortSolved, wedges: Wedges, caps: Limits | None, near: Horizon | None) -> Horizon:
    adjoints = {} if near is None else dict(near.adjoints)
    if isinstance(solved, ShortSolved):
        solved = solved if caps is None else replace(solved, limits=caps)
        short = solved.at(wedges, None if near is None else near.y)
        if short.status is not Status.CONVERGED:
            raise NotSolved(f"the short run: {short.status.value}; narrow the bounds of the instruments.")
        there = replace(solved, after=short, wedges=wedges)
        return Horizon(there.read(short), short.solution.y, there.point(), adjoints)
    y = np.zeros(2 * solved.base.E.size + solved.base.wL.size) if near is None else near.y
    found = nearby(shock(solved.base, wedges, solved.theta, solved.D, solved.closure), y)
    if found is None:
        full = solved.at(wedges)
        if full.status is not Status.CONVERGED:
            raise NotSolved(
                f"the long run: {full.status.value}; narrow the bounds of the instruments, or let deficits be "
                "'balanced' or 'proportional'."
            )
        found = full.solution.y, full.levels
    return Horizon(solved.read(found[1]), found[0], solved.point(found[1]), adjoints)


def _cells(
    horizon: Horizon,
    seed: Seed,
    key: str,
    wedge: np.ndarray,
    at: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> FloatArray:
    """(C,) slopes of a scalar in the logs of the wedges' factors."""
    if isinstance(horizon.point, ShortPoint):
        found = short_slopes(horizon.point, seed)
        given = horizon.point.wedges
        logs = tuple(
            (slope * factor)[at]
            for slope, factor in ((found.t, 1.0 + given.t), (found.x, 1.0 + given.x), (found.d, given.d))
        )
        capped = wedge == CAP
        if capped.any():
            cap = np.zeros(wedge.size)
            cap[capped] = _of_caps(horizon.point, found.caps, tuple(part[capped] for part in at))
            logs = (*logs, cap)
    else:
        logs, rest = slopes_at(horizon.point, seed, at, horizon.adjoints.get(key), ADJOINT)
        horizon.adjoints[key] = rest
    return np.choose(wedge, logs).astype(np.float64)


def _of_caps(point: ShortPoint, caps: FloatArray | None, at: tuple[np.ndarray, ...]) -> FloatArray:
    """(C,) slopes in ln(1 + rate) of capped cells: a higher rate lowers the limit as much."""
    limits = point.limits
    where = {
        cell: k for k, cell in enumerate(zip(limits.j.tolist(), limits.n.tolist(), limits.i.tolist(), strict=True))
    }
    assert caps is not None
    return -caps[[where[cell] for cell in zip(*(part.tolist() for part in at), strict=True)]]
