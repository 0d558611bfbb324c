"""Political weights from tariffs: the weights on sectors at which observed tariffs would be chosen.

Equation numbers refer to docs/explanation/strategy-games.md.
"""

# a[k] slope of log real income in the rate of sector k; s[j] share of sector j in value added
# mu[j] = lam s / sum lam s; Q[k,j] slope of log output of j in the rate of k

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.optimize import nnls

from detente.core.errors import DataError
from detente.economy.scalars import ALL
from detente.strategy.game import TariffGame
from detente.strategy.objectives import Political

__all__ = ["political_weights"]

SUM = 100.0
"""Weight of the condition that shares add up to one, relative to the largest slope."""
ANCHOR = 0.05
"""Weight of the pull towards equal weights, relative to the largest slope: many weights fit when slopes are alike."""


def political_weights(game: TariffGame, player: str, rates: Mapping[str, float]) -> tuple[Political, float]:
    """Weights on sectors that come closest to making given tariffs by sector a best reply (eq. 12).

    Parameters
    ----------
    game
        A long-run game; the player's instruments are tied by sector for the purpose.
    player
        Whose weights.
    rates
        Sector -> tariff on every partner, share. Ossa (2014) scales observed tariffs to the mean of optimal ones
        first, since negotiated tariffs tell the pattern of weights and not their level.

    Returns
    -------
    Political, float
        The weights, and the part of the slopes that they leave unexplained (0 fits, 1 explains nothing).

    Raises
    ------
    DataError
        If the player is a group, or does not set tariffs by sector.
    """
    stage = game.stage
    levers = stage.levers[player]
    members = stage.sides.of(player)
    sectors = [sector for _, _, sector in levers.labels]
    if len(members) != 1 or "*" in sectors:
        raise DataError(f"political weights need one economy with tariffs by sector; {player} is not.")
    missing = sorted(set(sectors) - set(rates))
    if missing:
        raise DataError(f"no tariff is given for sector {missing[0]}.")
    n = members[0]
    moves = game.start()
    moves[player] = np.clip(np.log1p([rates[sector] for sector in sectors]), levers.low, levers.high)
    there = stage.visit(moves)
    state = there.horizons[0].state
    b, at = state.base, state.at
    names = sorted(set(sectors))
    row = np.array([names.index(sector) for sector in sectors])

    def tied(slopes: np.ndarray) -> np.ndarray:
        return np.bincount(row, slopes)

    a = tied(there.slopes_of([state.log_real_income(n)], player))
    receipts = (1.0 - b.nu)[None, :] * at.V[:, :, n]
    made = np.where(at.Y[:, n] > 0.0, at.Y[:, n], 1.0)
    used = [j for j in range(len(game.world.sectors)) if at.Y[j, n] > 0.0]
    Q = np.column_stack(
        [tied(there.slopes_of([(0.0, [("V", (j, ALL, n), receipts[j] / made[j])])], player)) for j in used]
    )
    s = (b.gva[:, n] * at.Y[:, n])[used]
    s = s / s.sum()
    size = float(np.abs(Q).max())
    system = np.vstack((Q, np.full((1, s.size), SUM * size), ANCHOR * size * np.diag(1.0 / np.sqrt(s))))
    wanted = np.concatenate((Q @ s - a, [SUM * size], ANCHOR * size * np.sqrt(s)))
    mu, _ = nnls(system, wanted)
    left = a + Q @ (mu - s)
    lam = mu / s
    weights = {game.world.sectors[j]: float(weight) for j, weight in zip(used, lam, strict=True)}
    return Political(weights), float(np.linalg.norm(left) / np.linalg.norm(a))
