"""Payoffs over the rates of two players: who gains where, best replies, reaction curves, and the peak of revenue."""

# r uniform rate; everything is smooth in ln(1 + r), so lines through a few rates are splines in that

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, final

import numpy as np
import xarray as xr
from scipy.interpolate import CubicSpline

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.economy.labelled import read_wedges
from detente.strategy.game import TariffGame
from detente.strategy.objectives import Objective, RealIncome, Revenue
from detente.strategy.stage import Stage, Visit

__all__ = ["FINE", "INCOME", "RATES", "REVENUE", "Best", "PayoffMap", "ground", "payoff_map", "peak", "valued"]

RATES = (0.0, 0.06, 0.14, 0.25, 0.40, 0.65, 1.0, 1.45, 2.0)
"""Uniform rates of a payoff map, shares."""
INCOME = "real income"
REVENUE = "revenue"
FINE = 4001
"""Points on which the highest value of a spline is looked up."""
Reply = Literal["hold", "mirror"]
"""What a player expects of the other: to stay where it is, or to levy the same rate."""


@final
@dataclass(frozen=True, slots=True)
class Best:
    """The best rate on a line.

    Attributes
    ----------
    rate
        Share.
    value
        Objective there.
    at_end
        True if the line still rises at its end, so that the rate is only a lower bound.
    """

    rate: float
    value: float
    at_end: bool


def ground(game: TariffGame, others: xr.Dataset | None) -> Stage:
    """The game's economy with wedges ``others`` in force where nobody moves; payoffs still count from the base.

    Parameters
    ----------
    game
        The game.
    others
        Wedges (importer, exporter, sector); None: the base.
    """
    if others is None:
        return game.stage
    return replace(game.stage, base=read_wedges(game.world, others, "others"))


def peak(rates: Sequence[float] | FloatArray, values: FloatArray) -> Best:
    """The highest point of a smooth line through values at some rates.

    Parameters
    ----------
    rates
        (r,) shares, rising.
    values
        (r,) values there.
    """
    x = np.log1p(np.asarray(rates, dtype=np.float64))
    fine = np.linspace(x[0], x[-1], FINE)
    line = CubicSpline(x, values)(fine)
    top = int(line.argmax())
    return Best(float(np.expm1(fine[top])), float(line[top]), top == FINE - 1)


@final
@dataclass(frozen=True, slots=True)
class PayoffMap:
    """What two players get at every pair of uniform rates.

    Attributes
    ----------
    players
        Who sets the first and the second rate.
    data
        ``value`` (objective, player, first, second) in the unit of each objective; ``income`` (region, first,
        second), log change of real income of every economy. Coordinates ``first`` and ``second`` are rates, shares.
    words
        Everything assumed, in words; objectives by name among it.
    """

    players: tuple[str, str]
    data: xr.Dataset
    words: Mapping[str, str]

    @property
    def rates(self) -> FloatArray:
        """(r,) rates of either player."""
        return np.asarray(self.data["first"].values, dtype=np.float64)

    def objective(self, player: str, weights: Mapping[str, float] | None = None, *, rival: float = 0.0) -> FloatArray:
        """A weighted sum of objectives of a player, less ``rival`` times the other's real income.

        Parameters
        ----------
        player
            Whose.
        weights
            Objective -> weight; None: real income.
        rival
            Weight on the other's loss of real income.

        Returns
        -------
        numpy.ndarray
            (r, r) by own rate and the other's rate.

        Raises
        ------
        DataError
            If the player or an objective is not in the map.
        """
        if player not in self.players:
            raise DataError(f"{player} has no rates on this map; players are {' and '.join(self.players)}.")
        own, other = self.players.index(player), 1 - self.players.index(player)
        known = [str(name) for name in self.data["objective"].values]
        cube = self.data["value"].values
        total = np.zeros(cube.shape[2:])
        for name, weight in (weights or {INCOME: 1.0}).items():
            if name not in known:
                raise DataError(f"{name} is no objective of this map; it holds {', '.join(known)}.")
            total += weight * cube[known.index(name), own]
        if rival:
            total -= rival * cube[known.index(INCOME), other]
        return total if own == 0 else total.T

    def best_reply(
        self, player: str, other: float, weights: Mapping[str, float] | None = None, *, rival: float = 0.0
    ) -> Best:
        """Best rate of a player if the other's rate is ``other`` and stays there; see :meth:`objective`."""
        plane = self.objective(player, weights, rival=rival)
        return peak(self.rates, np.asarray(CubicSpline(np.log1p(self.rates), plane, axis=1)(np.log1p(other))))

    def best_if_mirrored(self, player: str, weights: Mapping[str, float] | None = None, *, rival: float = 0.0) -> Best:
        """Best rate of a player if the other levies the same; see :meth:`objective`."""
        return peak(self.rates, np.diagonal(self.objective(player, weights, rival=rival)))

    def reaction(self, player: str, weights: Mapping[str, float] | None = None, *, rival: float = 0.0) -> FloatArray:
        """(r,) best rate of a player against each rate of the other; see :meth:`objective`."""
        plane = self.objective(player, weights, rival=rival)
        return np.array([peak(self.rates, column).rate for column in plane.T])

    def war(
        self, weights: Mapping[str, Mapping[str, float]] | None = None, rival: Mapping[str, float] | None = None
    ) -> tuple[float, float]:
        """Rates at which the two reaction curves cross, found by answering in turns from zero.

        Parameters
        ----------
        weights, rival
            Player -> weights as in :meth:`objective`.
        """
        curves = [
            CubicSpline(
                self.rates, self.reaction(p, (weights or {}).get(p), rival=(rival or {}).get(p, 0.0)), bc_type="natural"
            )
            for p in self.players
        ]
        top = float(self.rates[-1])
        first = second = 0.0
        for _ in range(100):
            first = float(np.clip(curves[0](second), 0.0, top))
            second = float(np.clip(curves[1](first), 0.0, top))
        return first, second


def payoff_map(
    game: TariffGame,
    rates: Sequence[float] = RATES,
    *,
    objectives: Mapping[str, Objective] | None = None,
    others: xr.Dataset | None = None,
) -> PayoffMap:
    """Payoffs of two players at every pair of uniform rates, each solved from its neighbour.

    Parameters
    ----------
    game
        Two players; with the instruments ``uniform`` a rate is the whole tariff on the other's goods.
    rates
        Rates of either player, rising.
    objectives
        Further objectives by name; real income and revenue are always there.
    others
        Wedges in force where neither moves, for instance those of a day; None: the game's base.

    Raises
    ------
    DataError
        If there are not two players, or rates do not rise.
    NotSolved
        If the economy has no equilibrium at some pair of rates.
    """
    if len(game.players) != 2:
        raise DataError(f"a payoff map has two players, not {len(game.players)}.")
    if len(rates) < 4 or min(np.diff(rates)) <= 0.0:
        raise DataError("give at least four rates, each above the one before.")
    wanted: dict[str, Objective] = {INCOME: RealIncome(), REVENUE: Revenue(), **(objectives or {})}
    stage = ground(game, others)
    r = len(rates)
    value = np.zeros((len(wanted), 2, r, r))
    income = np.zeros((len(game.world.regions), r, r))
    left: Visit | None = None
    for a, first in enumerate(rates):
        near = left
        for b, second in enumerate(rates):
            moves = {
                player: np.full(stage.levers[player].start.size, np.log1p(rate))
                for player, rate in zip(game.players, (first, second), strict=True)
            }
            near = stage.visit(moves, near)
            left = near if b == 0 else left
            income[:, a, b] = np.log1p(game.welfare(near))
            for k, objective in enumerate(wanted.values()):
                for p, player in enumerate(game.players):
                    value[k, p, a, b] = valued(near, objective, player)
    one, two = game.players
    return PayoffMap(
        (one, two),
        xr.Dataset(
            {
                "value": (("objective", "player", "first", "second"), value, {"unit": "unit of the objective"}),
                "income": (("region", "first", "second"), income, {"unit": "log change"}),
            },
            coords={
                "objective": list(wanted),
                "player": [one, two],
                "region": list(game.world.regions),
                "first": list(map(float, rates)),
                "second": list(map(float, rates)),
            },
            attrs={"world": game.world.name, "digest": game.world.digest},
        ),
        {**game.words, **{f"objective {name}": objective.words for name, objective in wanted.items()}},
    )


def valued(there: Visit, objective: Objective, player: str) -> float:
    """Value of any objective of a player where a visit is, weighted over horizons."""
    return float(
        sum(
            weight * objective.read(horizon.state, player, there.stage.sides)[0]
            for (weight, _), horizon in zip(there.stage.models, there.horizons, strict=True)
        )
    )
