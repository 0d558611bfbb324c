"""The base of hat algebra: one world's shares and levels in kernel layout [sector, importer, exporter].

Equation numbers refer to docs/explanation/long-run-model.md.
"""

# J sectors (j, k), N regions (importer n, exporter i)
# pi[j,n,i] share of exporter i in n's spending on j; E[j,n] spending; Y[j,i] output at basic prices
# G[n,k,j] spending on input k per unit of output value of j; gva[j,n] value-added share
# alpha[j,n] final-use share; wL[n] factor income; D[n] deficit (transfer received)
# t, x, d[j,n,i] tariff, export tax (shares) and iceberg factor (1 = none)
# nu[n] share of every sale in n, at the border price, that is paid to n's own labour for selling it; S[j,n] that pay

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self, final

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.world.world import World

__all__ = ["Calibration", "Wedges"]


@final
@dataclass(frozen=True, slots=True)
class Wedges:
    """Wedges between the producer's and the buyer's price, in kernel layout.

    Attributes
    ----------
    t, x
        (J, N, N) ad valorem tariff on the border price and export tax on the basic price, shares.
    d
        (J, N, N) iceberg factor: units shipped for one that arrives, 1 = none.
    """

    t: FloatArray
    x: FloatArray
    d: FloatArray

    @classmethod
    def tariffs_only(cls, t: FloatArray) -> Self:
        """Wedges with tariffs ``t`` and neither export taxes nor icebergs."""
        return cls(t=t, x=np.broadcast_to(0.0, t.shape), d=np.broadcast_to(1.0, t.shape))

    def differs(self, other: Wedges) -> npt.NDArray[np.bool_]:
        """(J, N, N) True where any wedge differs; a wedge that is one number everywhere costs no search."""
        found = np.asarray(self.t != other.t)
        for a, b in ((self.x, other.x), (self.d, other.d)):
            if any(a.strides) or any(b.strides) or a.flat[0] != b.flat[0]:
                found |= a != b
        return found

    def price(self, n: int, i: int) -> FloatArray:
        """(J,) what importer ``n`` pays for what exporter ``i`` gets a dollar for, icebergs apart."""
        return np.asarray((1.0 + self.t[:, n, i]) * (1.0 + self.x[:, n, i]))

    def towards(self, other: Wedges, share: float) -> Wedges:
        """Wedges ``share`` of the way to ``other``, in logs of the price factors."""
        t, x, d = (
            np.exp((1.0 - share) * np.log(a) + share * np.log(b))
            for a, b in ((1.0 + self.t, 1.0 + other.t), (1.0 + self.x, 1.0 + other.x), (self.d, other.d))
        )
        return Wedges(t=t - 1.0, x=x - 1.0, d=d)

    def same_as(self, other: Wedges) -> bool:
        """True if every wedge agrees to 1e-12, the rounding of sums of rates."""
        pairs = ((self.t, other.t), (self.x, other.x), (self.d, other.d))
        return all(a is b or _largest(a, b) <= 1e-12 for a, b in pairs)


def _largest(a: FloatArray, b: FloatArray) -> float:
    """Largest difference of two wedges; one number everywhere costs one difference."""
    if not any(a.strides) and not any(b.strides):
        return abs(float(a.flat[0]) - float(b.flat[0]))
    return float(np.abs(a - b).max())


@final
@dataclass(frozen=True, slots=True)
class Calibration:
    """Everything a solve needs of the base, computed once per world.

    Attributes
    ----------
    pi, E, Y, G, gva, alpha, wL, D
        (J, N, N), (J, N), (J, N), (N, J, J), (J, N), (J, N), (N,), (N,): see the legend of this file.
    wedges
        Wedges in force at the base.
    nu
        (N,) share of each market's sales that is paid to labour there (eq. 21); zeros without local services.
    S
        (J, N) that pay; Y is what producers receive, without it.
    home
        (J, N) share of own goods in spending.
    H
        (N, J, J) ``G (I - home G)^-1``: input use per unit of output, with the rounds of home-made inputs
        summed (eq. 12). It makes the iteration shorter and leaves its fixed point alone.
    gva_H, alpha_H
        (J, N) value-added and final-use shares under the same sum.
    """

    pi: FloatArray
    E: FloatArray
    Y: FloatArray
    G: FloatArray
    gva: FloatArray
    alpha: FloatArray
    wL: FloatArray  # noqa: N815
    D: FloatArray
    wedges: Wedges
    nu: FloatArray = field(default_factory=lambda: np.zeros(1))
    S: FloatArray = field(init=False)
    home: FloatArray = field(init=False)
    H: FloatArray = field(init=False)
    gva_H: FloatArray = field(init=False)  # noqa: N815
    alpha_H: FloatArray = field(init=False)  # noqa: N815

    def __post_init__(self) -> None:
        J, N = self.E.shape
        own = np.arange(N)
        home = np.ascontiguousarray(self.pi[:, own, own])
        rows = home.T[:, :, None]
        rounds = rows * self.G
        np.negative(rounds, out=rounds)
        rounds[:, np.arange(J), np.arange(J)] += 1.0
        H = self.G @ np.linalg.inv(rounds)
        nu = np.broadcast_to(self.nu, (N,)).copy()
        derived = {
            "nu": nu,
            "S": nu * self.E * (self.pi / (1.0 + self.wedges.t)).sum(axis=2) if nu.any() else np.zeros((J, N)),
            "home": home,
            "H": H,
            "gva_H": self.gva + np.vecmat((home * self.gva).T, H).T,
            "alpha_H": self.alpha + np.matvec(H, (home * self.alpha).T).T,
        }
        for name, array in derived.items():
            object.__setattr__(self, name, array)
        for name in ("pi", "E", "Y", "G", "gva", "alpha", "wL", "D", *derived):
            getattr(self, name).flags.writeable = False

    @classmethod
    def from_world(cls, world: World, nu: FloatArray | None = None) -> Self:
        """Shares and levels of ``world`` at its base tariffs.

        Parameters
        ----------
        world
            The calibrated base.
        nu
            (N,) share of each market's sales that is paid to labour there; producers receive the rest, factor
            incomes follow, and only what they leave unexplained of each deficit stays a transfer.

        Raises
        ------
        DataError
            If an economy has no factor income or no final spending.
        """
        income, final = world.value_added.sum(axis=1), world.final_use.sum(axis=1)
        idle = [r for r, w, f in zip(world.regions, income, final, strict=True) if w <= 0.0 or f <= 0.0]
        if idle:
            raise DataError(
                f"world '{world.name}': {idle[0]} has no factor income or no final spending, so nothing in it can "
                "respond. Drop it or aggregate it with another economy."
            )
        t = np.ascontiguousarray(world.tariff.transpose(2, 0, 1))
        V = np.ascontiguousarray(world.flows.transpose(2, 0, 1))
        X = 1.0 + t
        X *= V
        E = X.sum(axis=2)
        Y = V.sum(axis=1)
        F = world.final_use.T
        G = world.input_use / _positive(Y.T)[:, None, :]
        gva = world.value_added.T / _positive(Y)
        D = world.deficits.copy()
        if nu is not None:
            Y = ((1.0 - nu)[:, None] * V).sum(axis=1)
            F = E - np.matvec(G, Y.T).T
            income = (gva * Y).sum(axis=0) + nu * V.sum(axis=(0, 2))
            D = F.sum(axis=0) - income - (E.sum(axis=0) - V.sum(axis=(0, 2)))
        # in place: fresh memory of this size costs more than the division
        X /= _positive(E)[:, :, None]
        return cls(
            pi=X,
            E=E,
            Y=Y,
            G=G,
            gva=gva,
            alpha=F / F.sum(axis=0),
            wL=income,
            D=D,
            wedges=Wedges.tariffs_only(t),
            nu=np.zeros_like(income) if nu is None else nu,
        )

    @property
    def world_income(self) -> float:
        """World factor income, the numeraire."""
        return float(self.wL.sum())


def _positive(values: FloatArray) -> FloatArray:
    """``values`` with 1 in place of 0, for divisions whose numerator is 0 there."""
    return np.where(values > 0.0, values, 1.0)
