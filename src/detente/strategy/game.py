"""A game of trade policy: who plays, with what, for what, in which economy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.economy.elasticities import Elasticity
from detente.economy.labelled import read_wedges
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.economy.solved import ShortSolved
from detente.ledger.wedges import wedges as base_wedges
from detente.strategy.instruments import CAP, NAMED, Instruments, Levers, levers
from detente.strategy.objectives import Objective, RealIncome, Sides
from detente.strategy.result import Reply
from detente.strategy.stage import Moves, Stage, Visit
from detente.world.world import World

__all__ = ["TariffGame", "elasticity_name"]

Model = LongRun | ShortRun
Spec = str | Instruments | Sequence[Instruments]


@final
@dataclass(frozen=True, slots=True)
class TariffGame:
    """Players who set wedges at the same time, each for its own objective.

    Attributes
    ----------
    world
        The calibrated base.
    model
        ``LongRun()``, ``ShortRun()``, or several with weights, ``((ShortRun(), 0.3), (LongRun(), 0.7))``: payoffs
        are then the weighted sum over horizons, which is where a discount rate goes.
    players
        Economies, or names of ``groups``.
    instruments
        One of ``uniform``, ``partner``, ``sector``, ``sector-partner``, ``export-tax``, ``export-control``,
        ``export-cap`` (short run), ``services``, or an :class:`Instruments`, or several; the same for all, or
        player -> its own.
    objective
        One for all, or player -> its own.
    base
        Wedges where nobody has moved yet, from which payoffs are counted; None: the world's own tariffs.
    groups
        Name of a player -> economies that have one policy and do not tax each other.
    reference
        Player -> how much it minds moving away from some rates, and those rates as shares (None: the base): its payoff
        is the objective less half of that weight times the mean square of ln(1 + rate) - ln(1 + reference), with base
        trade as weights. A weight of 1 costs 0.5 log points of income for moving every rate by a log point of one.

    Examples
    --------
    >>> import detente as dt
    >>> game = dt.TariffGame(dt.load_world("toy"), model=dt.LongRun(elasticity=4), players=("USA", "CHN"))
    >>> war = dt.nash(game)
    >>> bool(max(war.regret.values()) < 1e-6)
    True
    """

    world: World
    model: Model | tuple[tuple[Model, float], ...] = field(default_factory=LongRun)
    players: tuple[str, ...] = ("USA", "CHN")
    instruments: Spec | Mapping[str, Spec] = "sector"
    objective: Objective | Mapping[str, Objective] = field(default_factory=RealIncome)
    base: xr.Dataset | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reference: Mapping[str, tuple[float, float | xr.DataArray | None]] = field(default_factory=dict)
    stage: Stage = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        players = tuple(self.players)
        if not players or len(set(players)) < len(players):
            raise DataError("a game needs players, each named once.")
        sides = Sides(self.world, {name: tuple(members) for name, members in self.groups.items()})
        taken: dict[int, str] = {}
        for player in players:
            for at in sides.of(player):
                if at in taken:
                    raise DataError(f"{self.world.regions[at]} would play twice, in {taken[at]} and in {player}.")
                taken[at] = player
        base = base_wedges(self.world) if self.base is None else self.base
        models = self.model if isinstance(self.model, tuple) else ((self.model, 1.0),)
        solved = []
        for model, weight in models:
            found = model.solve(self.world, base, base).solved
            assert found is not None
            solved.append((weight, found))
        now = solved[0][1].before
        kernel = read_wedges(self.world, base, "base")
        found_levers = {
            player: levers(player, self._specs(player), players, sides, now.V, kernel, solved[0][1].theta)
            for player in players
        }
        capped = [player for player in players if (found_levers[player].wedge == CAP).any()]
        if capped and not all(isinstance(found, ShortSolved) for _, found in solved):
            raise DataError(
                f"{capped[0]} has caps, which the long run does not know: use the model ShortRun, or the export tax "
                "that brings the same quantity."
            )
        stage = Stage(
            sides=sides,
            models=tuple(solved),
            base=kernel,
            levers=found_levers,
            objectives={player: self._objective(player) for player in players},
            pulls={player: self._pull(player, given, found_levers) for player, given in self.reference.items()},
        )
        object.__setattr__(self, "players", players)
        object.__setattr__(self, "stage", stage)

    @property
    def words(self) -> dict[str, str]:
        """Everything assumed, in words."""
        told = {f"objective of {player}": self.stage.objectives[player].words for player in self.players}
        told |= {
            f"instruments of {player}": "; ".join(spec.words for spec in self._specs(player)) for player in self.players
        }
        models = self.model if isinstance(self.model, tuple) else ((self.model, 1.0),)
        told["model"] = " + ".join((f"{w:g} × " if len(models) > 1 else "") + _told(m) for m, w in models)
        told |= {
            f"reference of {player}": f"half of {weight:g} × mean square of ln(1 + rate) from "
            + ("the base" if rates is None else "the rates given")
            for player, (weight, rates) in self.reference.items()
        }
        told["payoffs"] = "counted from the base: every economy at its own tariffs there"
        return told

    def start(self) -> dict[str, FloatArray]:
        """Player -> ln(1 + rate) of its instruments at the base, trade-weighted where one rate serves several."""
        return {player: self.stage.levers[player].start.copy() for player in self.players}

    def logs(self, moves: Mapping[str, xr.DataArray | FloatArray] | None) -> dict[str, FloatArray]:
        """Moves given as shares, as ln(1 + rate); who is left out stays at the base.

        Raises
        ------
        DataError
            If a player is unknown, or a number of rates does not fit.
        """
        found = self.start()
        for player, rates in (moves or {}).items():
            if player not in found:
                raise DataError(f"{player} does not play here; players are {', '.join(self.players)}.")
            values = np.asarray(rates, dtype=np.float64)
            if values.shape != found[player].shape:
                raise DataError(f"{player} has {found[player].size} instruments; {values.size} rates were given.")
            found[player] = np.log1p(values)
        return found

    def labelled(self, moves: Moves) -> dict[str, xr.DataArray]:
        """Moves in logs as labelled shares."""
        return {player: self.stage.levers[player].labelled(np.expm1(v)) for player, v in moves.items()}

    def payoffs(self, moves: Mapping[str, xr.DataArray | FloatArray] | None = None) -> dict[str, float]:
        """Value of every player's objective at moves given as shares."""
        there = self.stage.visit(self.logs(moves))
        return {player: there.payoff(player) for player in self.players}

    def gradient(
        self, player: str, moves: Mapping[str, xr.DataArray | FloatArray] | None = None, *, of: str | None = None
    ) -> xr.DataArray:
        """Slope of an objective in each instrument of a player, everything else having settled.

        Parameters
        ----------
        player
            Whose instruments.
        moves
            Where, as shares; None: the base.
        of
            Whose objective; None: the player's own.

        Returns
        -------
        xarray.DataArray
            (move,) change of the objective per unit of the rate.
        """
        logs = self.logs(moves)
        slopes = self.stage.visit(logs).slopes(player, of)
        return self.stage.levers[player].labelled(slopes * np.exp(-logs[player]), "slope")

    def wedges(self, moves: Mapping[str, xr.DataArray | FloatArray] | None = None) -> xr.Dataset:
        """Wedges (importer, exporter, sector) with the moves, as models read them."""
        return self.labelled_wedges(self.logs(moves))

    def labelled_wedges(self, moves: Moves) -> xr.Dataset:
        """Wedges with moves in logs, labelled."""
        found = self.stage.wedges(moves)
        dims = ("importer", "exporter", "sector")
        cubes = {"tariff": found.t, "export_tax": found.x, "barrier": found.d - 1.0}
        names = [list(self.world.regions)] * 2 + [list(self.world.sectors)]
        return xr.Dataset(
            {name: (dims, cube.transpose(1, 2, 0), {"unit": "share"}) for name, cube in cubes.items()},
            coords=dict(zip(dims, names, strict=True)),
            attrs={"world": self.world.digest},
        )

    def best_response(
        self, player: str, moves: Mapping[str, xr.DataArray | FloatArray] | None = None, *, starts: int = 3
    ) -> Reply:
        """The player's best rates, the others' given; see :func:`detente.strategy.replies.best_reply`."""
        from detente.strategy.replies import best_reply

        return best_reply(self, player, self.logs(moves), starts=starts)

    def welfare(self, there: Visit) -> FloatArray:
        """(N,) change of real income of every economy, weighted over horizons, shares."""
        return np.array(
            [
                sum(
                    weight * horizon.state.welfare(n)[0]
                    for (weight, _), horizon in zip(self.stage.models, there.horizons, strict=True)
                )
                for n in range(len(self.world.regions))
            ]
        )

    def _pull(
        self, player: str, given: tuple[float, float | xr.DataArray | None], found: Mapping[str, Levers]
    ) -> tuple[float, FloatArray]:
        weight, rates = given
        if player not in found:
            raise DataError(f"a reference is given for {player}, who does not play.")
        if not (np.isfinite(weight) and weight >= 0.0):
            raise DataError(f"the reference of {player} has the weight {weight}; give a number from 0 on.")
        start = found[player].start
        if rates is None:
            return weight, start.copy()
        values = np.broadcast_to(np.asarray(rates, dtype=np.float64), start.shape)
        return weight, np.log1p(values)

    def _specs(self, player: str) -> tuple[Instruments, ...]:
        given = self.instruments
        if isinstance(given, Mapping):
            if player not in given:
                raise DataError(f"no instruments are given for {player}.")
            given = given[player]
        if isinstance(given, str):
            if given not in NAMED:
                raise DataError(f"instruments='{given}' is no choice; use {', '.join(NAMED)} or Instruments(...).")
            return (NAMED[given],)
        return (given,) if isinstance(given, Instruments) else tuple(given)

    def _objective(self, player: str) -> Objective:
        given = self.objective
        if isinstance(given, Mapping):
            if player not in given:
                raise DataError(f"no objective is given for {player}.")
            return given[player]
        return given


def _told(model: Model) -> str:
    """Horizon, elasticities and closures of a model."""
    horizon = "long run" if isinstance(model, LongRun) else f"short run after {model.horizon_months:g} months"
    values = elasticity_name(model.elasticity)
    return f"{horizon}, elasticities {values}, deficits {model.deficits}, revenue {model.rebate}"


def elasticity_name(given: Elasticity) -> str:
    """Trade elasticities as a model was given them: the name of a set, one number, or neither."""
    if isinstance(given, str):
        return given
    return f"{given:g}" if isinstance(given, int | float) else "as given"
