"""The trade part of an adjoint sweep, the same in every model: flows, revenue and prices of composites, transposed.

Equation numbers refer to docs/explanation/gradients-and-attribution.md.
"""

# Legend: economy/calibration.py and levels.py. M[j,n,i] value at the border, V (1+x); o[n] part of a sale that goes to
# the producer, 1 - nu. Letters of arguments and results stand for adjoints: slopes of the scalar in the logs of c, P
# and V, and in the levels of Y, S and R.

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, final

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.economy.calibration import Calibration, Wedges
from detente.economy.levels import Levels

__all__ = ["Back", "Cells", "Slopes", "Trade", "per_share"]

WHOLE: tuple[Any, ...] = ..., np.s_[:, :, None], np.s_[:, None], np.s_[:, None, None], np.s_[:, None], np.s_[:]
Cells = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp]]


@final
@dataclass(frozen=True, slots=True)
class Slopes:
    """Slope of a scalar in every cell's wedges, per unit of the share, kernel layout.

    Attributes
    ----------
    t, x, d
        (J, N, N) in tariffs, export taxes and iceberg factors; zero on own goods.
    sweeps
        Adjoint sweeps.
    residual
        Change of the adjoint in one more sweep, relative to its largest entry.
    caps
        (K,) slope in the log of each limited cell's limit, zero where it does not bind or is no cap; None: no limits.
    """

    t: FloatArray
    x: FloatArray
    d: FloatArray
    sweeps: int
    residual: float
    caps: FloatArray | None = None


@final
@dataclass(frozen=True, slots=True)
class Back:
    """What trade hands back in one adjoint sweep.

    Attributes
    ----------
    c, q
        (J, N) to log unit costs and to log spending.
    P, border, basic, R, V
        (J, N), (J, N), (J, N), (N,) and (J, N, N) or None, adjoints that a wedge meets: in the composite's price, at
        the border, at basic prices, in revenue and in flows.
    """

    c: FloatArray
    q: FloatArray
    P: FloatArray
    border: FloatArray
    basic: FloatArray
    R: FloatArray
    V: FloatArray | None


@final
@dataclass(frozen=True, slots=True)
class Trade:
    """The flows of an equilibrium, ready to be walked backwards.

    Attributes
    ----------
    base, at, theta
        The base that the equilibrium was solved on, its levels and (J,) trade elasticities.
    M, Mn, Mi
        Values at the border (J, N, N), their sums over exporters and what exporters receive of them (J, N).
    """

    base: Calibration
    at: Levels
    theta: FloatArray
    M: FloatArray = field(init=False)
    Mn: FloatArray = field(init=False)
    Mi: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        s = self.at
        M = s.V * (1.0 + s.wedges.x) if s.wedges.x.any() else s.V
        for name, array in {"M": M, "Mn": M.sum(axis=2), "Mi": np.vecmat(1.0 - self.base.nu, M)}.items():
            object.__setattr__(self, name, array)

    def back(
        self, Y: FloatArray, R: FloatArray, P: FloatArray, S: FloatArray | None = None, V: FloatArray | None = None
    ) -> Back:
        """From output, revenue, prices and flows back to costs and spending (eq. 5, 6 and 21 transposed).

        Parameters
        ----------
        Y, R, P
            (J, N), (N,), (J, N) adjoints of output, of revenue and of the logs of prices.
        S
            (J, N) adjoint of local services; None: nothing.
        V
            (J, N, N) slope of the scalar in the logs of flows; None: nothing.
        """
        s, theta, nu = self.at, self.theta[:, None], self.base.nu
        border = -R if S is None else nu * S - R
        border = np.broadcast_to(border, Y.shape)
        r = self.Mn * border
        c = -theta * np.vecmat(border, self.M)
        taxed = self.M is not s.V
        if taxed:
            Y = Y - R
            r += (1.0 - nu) * np.matvec(self.M, np.broadcast_to(R, Y.shape))
            c -= theta * self.Mi * R
        r += (1.0 - nu) * np.matvec(s.V, Y)
        c -= theta * s.Y * Y
        if V is not None:
            r += V.sum(axis=2)
            c -= theta * V.sum(axis=1)
        P = P + theta * r
        c += np.vecmat(P, s.pi)
        return Back(c=c, q=s.E * R + r, P=P, border=border, basic=Y if taxed else Y - R, R=R, V=V)

    def cells(self, found: Back, x: FloatArray | None, at: Cells | None = None) -> tuple[FloatArray, ...]:
        """Slopes in the logs of the tariff, export tax and iceberg factors (eq. 25).

        Parameters
        ----------
        found
            The settled adjoints.
        x
            (J, N, N) slope of the scalar in the log of the export tax's factor; None: nothing.
        at
            Positions (K,) of sector, importer and exporter; None: every cell.

        Returns
        -------
        tuple
            Three arrays, (J, N, N) or (K,).
        """
        o = 1.0 - self.base.nu
        # where each array of fewer dimensions stands among the cells
        cell, buyer, seller, j, n, i = WHOLE if at is None else (at, at[:2], at[::2], *at)
        border = self.M[cell] * (found.border[buyer] + o[n] * found.R[i])
        basic = self.at.V[cell] * (o[n] * found.basic[seller])
        if found.V is not None:
            basic += found.V[cell]
        in_d = self.at.pi[cell] * found.P[buyer]
        in_d -= self.theta[j] * (border + basic)
        in_x = in_d - basic
        in_t = in_x - border
        if x is not None:
            in_x += x[cell]
        return in_t, in_x, in_d


def per_share(logs: tuple[FloatArray, ...], wedges: Wedges, sweeps: int, residual: float) -> Slopes:
    """Slopes per unit of the share from those in logs at ``wedges``; own goods have no wedge."""
    t, x, d = logs
    t /= 1.0 + wedges.t
    if wedges.x.any():
        x /= 1.0 + wedges.x
    if (wedges.d != 1.0).any():
        d /= wedges.d
    own = np.arange(t.shape[1])
    for cube in logs:
        cube[:, own, own] = 0.0
    return Slopes(t, x, d, sweeps, residual)
