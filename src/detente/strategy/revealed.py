"""Which objectives make an observed rate the best one, and what real income alone leaves unexplained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
import xarray as xr
from scipy.interpolate import CubicSpline

from detente.strategy.curves import INCOME, REVENUE, PayoffMap, Reply

__all__ = ["REVENUES", "RIVALS", "Revealed", "Unexplained", "revealed_weights", "unexplained"]

RIVALS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
"""Weights on the rival's loss that are tried."""
REVENUES = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
"""Weights on revenue that are tried."""


@final
@dataclass(frozen=True, slots=True)
class Revealed:
    """Best rates over a range of objectives, and which of them fit an observed rate.

    Attributes
    ----------
    player
        Whose rate.
    low, high
        Observed rate, from and to; an objective fits if its best rate lies between or, at the end of the map, above.
    data
        ``rate`` and ``fits`` (politics, reply, rival, revenue): the best rate, and whether it fits.
    """

    player: str
    low: float
    high: float
    data: xr.Dataset

    def least_rival(self, reply: Reply, *, revenue: float = 0.0, politics: str = INCOME) -> float:
        """Smallest weight on the rival's loss whose best rate is at least the observed one; infinity if none is."""
        rates = self.data["rate"].sel(reply=reply, revenue=revenue, politics=politics)
        enough = rates.values >= self.low
        return float(self.data["rival"].values[enough.argmax()]) if enough.any() else float("inf")


def revealed_weights(
    found: PayoffMap,
    player: str,
    observed: tuple[float, float],
    *,
    other: float,
    rivals: Sequence[float] = RIVALS,
    revenues: Sequence[float] = REVENUES,
    politics: Sequence[str] = (),
) -> Revealed:
    """Best rate under every combination of weights on the rival's loss, revenue and political objectives.

    Parameters
    ----------
    found
        The payoff map.
    player
        Whose rate is to be explained.
    observed
        From and to, shares.
    other
        Rate of the other if it holds.
    rivals, revenues
        Weights that are tried.
    politics
        Objectives of the map that stand in the place of real income.
    """
    replies: tuple[Reply, ...] = ("hold", "mirror")
    names = (INCOME, *politics)
    rate = np.empty((len(names), len(replies), len(rivals), len(revenues)))
    fits = np.empty(rate.shape, dtype=bool)
    for p, name in enumerate(names):
        for a, rival in enumerate(rivals):
            for b, revenue in enumerate(revenues):
                weights = {name: 1.0, REVENUE: revenue}
                bests = (
                    found.best_reply(player, other, weights, rival=rival),
                    found.best_if_mirrored(player, weights, rival=rival),
                )
                for r, best in enumerate(bests):
                    rate[p, r, a, b] = best.rate
                    fits[p, r, a, b] = best.rate >= observed[0] and (best.rate <= observed[1] or best.at_end)
    dims = ("politics", "reply", "rival", "revenue")
    return Revealed(
        player,
        *observed,
        xr.Dataset(
            {"rate": (dims, rate, {"unit": "share"}), "fits": (dims, fits)},
            coords={
                "politics": list(names),
                "reply": list(replies),
                "rival": list(map(float, rivals)),
                "revenue": list(map(float, revenues)),
            },
        ),
    )


@final
@dataclass(frozen=True, slots=True)
class Unexplained:
    """What an observed rate costs a player, against the best one for its real income.

    Attributes
    ----------
    player, reply
        Whose rate, and what the other does.
    best, observed
        Rates, shares.
    cost
        Real income given up by the observed rate, share.
    rival_loss
        Further real income that the rival loses by it, share.
    """

    player: str
    reply: Reply
    best: float
    observed: float
    cost: float
    rival_loss: float


def unexplained(found: PayoffMap, player: str, observed: float, *, other: float, reply: Reply) -> Unexplained:
    """Compare an observed rate with the best one for real income.

    Parameters
    ----------
    found, player, observed, other
        As for :func:`revealed_weights`; ``observed`` is one rate.
    reply
        ``hold`` or ``mirror``.
    """
    x = np.log1p(found.rates)
    (rival,) = (name for name in found.players if name != player)

    def along(name: str) -> CubicSpline:
        plane = found.objective(name)
        plane = plane if name == player else plane.T
        return CubicSpline(
            x, np.diagonal(plane) if reply == "mirror" else CubicSpline(x, plane, axis=1)(np.log1p(other))
        )

    own, his = along(player), along(rival)
    best = found.best_if_mirrored(player) if reply == "mirror" else found.best_reply(player, other)
    there, here = np.log1p(observed), np.log1p(best.rate)
    return Unexplained(player, reply, best.rate, observed, float(own(here) - own(there)), float(his(here) - his(there)))
