"""What a game returns: moves, payoffs, and the evidence that nobody would rather move away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

import xarray as xr

from detente.core.card import card, share
from detente.core.status import Certificate

__all__ = ["Equilibrium", "Reply"]


@final
@dataclass(frozen=True, slots=True)
class Equilibrium:
    """Moves of all players, what they get, and by how much somebody could still do better.

    Attributes
    ----------
    data
        ``welfare`` (region): change of real income, share. ``tariff``: by region in a uniform war, else by player,
        the mean of its moves with base trade as weights. Games add ``payoff`` (player) in the unit of the objective.
    moves
        Player -> its instruments (move,) as shares, with the labels ``wedge``, ``partner`` and ``sector``.
    payoffs
        Player -> value of its objective, zero where nothing has changed.
    certificate
        How it was found; the residual is that of the conditions solved, ``details`` tell starts, projected gradients,
        deviations tried and other equilibria found.
    regret
        Player -> largest gain found from moving alone, in the unit of the objective.
    wedges
        ``tariff``, ``export_tax``, ``barrier`` (importer, exporter, sector) there, as models read them.
    """

    data: xr.Dataset
    moves: Mapping[str, xr.DataArray]
    payoffs: Mapping[str, float]
    certificate: Certificate
    regret: Mapping[str, float]
    wedges: xr.Dataset

    def _repr_html_(self) -> str:
        certificate = self.certificate
        facts = {
            "found": f"{certificate.method}, {certificate.status.value}",
            "residual": f"{certificate.residual:.1e}",
            **{f"{player} could gain by moving alone": f"{gain:.1e}" for player, gain in self.regret.items()},
        }
        named = {str(code) for code in self.data["welfare"]["region"].values}
        rows = [
            (
                player,
                f"{payoff:.5g}",
                share(float(self.data["welfare"].sel(region=player))) if player in named else "",
                share(float(self.moves[player].mean()), 1) if player in self.moves else "",
            )
            for player, payoff in self.payoffs.items()
        ]
        columns = ("player", "payoff", "real income", "mean of its moves")
        return card("Equilibrium", facts, columns, rows, "Mean of moves: each counted once, without trade as weight.")


@final
@dataclass(frozen=True, slots=True)
class Reply:
    """One player's best answer to the moves of the others.

    Attributes
    ----------
    player
        Who answers.
    moves
        Its instruments (move,) as shares.
    payoff, gain
        Value of its objective, and how much that is above its moves before.
    certificate
        How it was found; the residual is the largest projected slope.
    """

    player: str
    moves: xr.DataArray
    payoff: float
    gain: float
    certificate: Certificate
