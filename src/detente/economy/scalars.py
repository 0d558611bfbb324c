"""Scalars of an outcome: a weighted sum of its variables, with its slope in the variables of the equilibrium."""

# Legend: economy/calibration.py and economy/levels.py.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import LabelError
from detente.core.labels import close_name, positions
from detente.economy.adjoint import Seed
from detente.economy.calibration import Calibration
from detente.economy.closures import Closure
from detente.economy.levels import Levels
from detente.world.world import World

__all__ = ["ALL", "SCALARS", "Of", "Reading", "Scalar", "Slope", "State", "read_scalar", "seeded"]

Of = tuple[str, ...] | Mapping[tuple[str, ...], float]
"""A variable with its labels, for instance ``("welfare", "USA")``, or several with their weights."""

Slope = tuple[str, Any, Any]
"""Field of a seed, where in it, and what to add there."""
Reading = tuple[float, list[Slope]]
"""A value and its slopes."""

ALL = slice(None)


@dataclass(frozen=True, slots=True)
class State:
    """One equilibrium, read: every method gives a variable of ``Outcome.data`` and its slopes.

    Attributes
    ----------
    base, one, closure
        The base, its levels, and what closes the model.
    at
        The levels read.
    """

    base: Calibration
    one: Levels
    closure: Closure
    at: Levels

    @property
    def limits(self) -> int:
        """Number of limited cells."""
        return 0

    def welfare(self, n: int) -> Reading:
        """Real income less the effort behind labour, change as a share."""
        ratio, slopes = self._utility(n)
        return ratio - 1.0, slopes

    def log_real_income(self, n: int) -> Reading:
        """The log of one plus welfare."""
        ratio, slopes = self._utility(n)
        return float(np.log(ratio)), _times(slopes, 1.0 / ratio)

    def real_wage(self, n: int) -> Reading:
        """Wage over the price of final use, change as a share."""
        real = float(self.at.w[n] / self._index(n))
        return real - 1.0, [*_times(self._wage(n), real / self.at.w[n]), ("P", (ALL, n), -real * self._weights(n))]

    def nominal_wage(self, n: int) -> Reading:
        """Wage, change as a share."""
        return float(self.at.w[n]) - 1.0, self._wage(n)

    def price_index(self, n: int) -> Reading:
        """Price of final use, change as a share."""
        index = self._index(n)
        return index - 1.0, [("P", (ALL, n), index * self._weights(n))]

    def revenue(self, n: int) -> Reading:
        """Revenue of tariffs and export taxes, money."""
        return float(self.at.R[n]), [("R", n, 1.0)]

    def sector_price(self, n: int, j: int) -> Reading:
        """Purchaser's price of a sector, change as a share."""
        return float(self.at.P[j, n]) - 1.0, [("P", (j, n), self.at.P[j, n])]

    def producer_price(self, n: int, j: int) -> Reading:
        """Unit cost of a sector, change as a share."""
        return float(self.at.c[j, n]) - 1.0, [("c", (j, n), self.at.c[j, n])]

    def trade_value(self, n: int, i: int, j: Any = ALL) -> Reading:
        """Trade of a pair at basic prices, money."""
        flow = self.at.V[j, n, i]
        return float(flow.sum()), [("V", (j, n, i), flow)]

    def exports(self, n: int) -> Reading:
        """Exports at border prices, change as a share."""
        return self._abroad((ALL, np.delete(np.arange(self.at.I.size), n), n))

    def imports(self, n: int) -> Reading:
        """Imports at border prices, change as a share."""
        return self._abroad((ALL, n, np.delete(np.arange(self.at.I.size), n)))

    def employment(self, n: int) -> Reading:
        """Labour, change as a share."""
        labour = float(self.at.L[n])
        return labour - 1.0, [("B", n, labour), ("w", n, -labour)]

    def _utility(self, n: int) -> Reading:
        """Household spending less effort, relative to the base (eq. 19)."""
        b, s, closure = self.base, self.at, self.closure
        burnt = 1.0 if closure.rebate == "none" else 0.0
        effort = closure.kappa / (1.0 + closure.kappa)
        payroll, index = float(b.wL[n] * s.w[n] * s.L[n]), self._index(n)
        kept = 1.0
        if effort and closure.rebate == "income-tax":
            kept += float(self.one.R[n] / b.wL[n] - s.R[n] / payroll)
        one = float(self.one.I[n] - burnt * self.one.R[n] - effort * kept * b.wL[n])
        two = float(s.I[n] - burnt * s.R[n] - effort * payroll) / index
        slopes: list[Slope] = [
            ("I", n, 1.0 / index / one),
            ("R", n, -burnt / index / one),
            ("P", (ALL, n), -two / one * self._weights(n)),
            ("B", n, -effort * payroll / index / one),
        ]
        if effort and closure.rebate == "income-tax":
            lost = two / one**2 * effort * b.wL[n] / payroll
            slopes += [("R", n, -lost), ("B", n, lost * s.R[n])]
        return two / one, slopes

    def _abroad(self, at: tuple[Any, ...]) -> Reading:
        base = float((self.one.V[at] * (1.0 + self.one.wedges.x[at])).sum())
        part = self.at.V[at] * (1.0 + self.at.wedges.x[at]) / base
        return float(part.sum()) - 1.0, [("V", at, part), ("x", at, part)]

    def _index(self, n: int) -> float:
        """Price of final use, hat."""
        return float(np.exp((self.base.alpha[:, n] * np.log(self.at.P[:, n])).sum()))

    def _weights(self, n: int) -> FloatArray:
        """(J,) slope of its log in the logs of the composites' prices."""
        return self.base.alpha[:, n]

    def _wage(self, n: int) -> list[Slope]:
        """Slopes of the wage, hat."""
        return [("w", n, self.at.w[n])]


def _times(slopes: list[Slope], factor: float) -> list[Slope]:
    return [(field, where, factor * slope) for field, where, slope in slopes]


SUMMED = ("trade_value", "jobs")
"""Variables that are summed over sectors where no sector is named."""
REGION = ("region",)
CELL = ("region", "sector")
SCALARS: Mapping[str, tuple[str, ...]] = {
    "welfare": REGION,
    "log_real_income": REGION,
    "real_wage": REGION,
    "nominal_wage": REGION,
    "employment": REGION,
    "price_index": REGION,
    "revenue": REGION,
    "exports": REGION,
    "imports": REGION,
    "sector_price": CELL,
    "producer_price": CELL,
    "trade_value": ("importer", "exporter", "sector"),
}
"""Variables that a scalar may sum, each a method of :class:`State`, with their labels; units as in ``Outcome.data``.

``log_real_income`` is ln(1 + welfare); ``trade_value`` without a sector is the sum over sectors.
"""


@final
@dataclass(frozen=True, slots=True)
class Scalar:
    """A weighted sum of variables.

    Attributes
    ----------
    terms
        Weight, name of the variable and positions of its labels.
    """

    terms: tuple[tuple[float, str, tuple[int, ...]], ...]

    def value(self, state: State) -> float:
        """The scalar at an equilibrium, in the unit of its variables."""
        return float(sum(weight * getattr(state, name)(*at)[0] for weight, name, at in self.terms))

    def seed(self, state: State) -> Seed:
        """Its slope in the variables of an equilibrium."""
        return seeded(
            state,
            [
                (field, where, weight * slope)
                for weight, name, at in self.terms
                for field, where, slope in getattr(state, name)(*at)[1]
            ],
        )


def seeded(state: State, slopes: list[Slope]) -> Seed:
    """The seed of an adjoint from the slopes of a scalar in the variables of an equilibrium.

    Parameters
    ----------
    state
        The equilibrium.
    slopes
        Field of the seed, where in it, and what to add there.
    """
    J, N = state.at.E.shape
    always = {"c": (J, N), "P": (J, N), "B": (N,), "w": (N,), "I": (N,), "R": (N,)}
    shapes = {**always, "V": (J, N, N), "x": (J, N, N), "wage": (J, N), "work": (J, N), "mu": (state.limits,)}
    arrays = {field: np.zeros(shape) for field, shape in always.items()}
    for field, where, slope in slopes:
        arrays.setdefault(field, np.zeros(shapes[field]))[where] += slope
    return Seed(**arrays)


def read_scalar(of: Of, world: World, scalars: Mapping[str, tuple[str, ...]] = SCALARS) -> Scalar:
    """Check a scalar typed by hand and find its labels.

    Parameters
    ----------
    of
        ``(variable, label, ...)`` for one of :data:`SCALARS`, or a mapping of such keys to weights.
    world
        Gives the labels.
    scalars
        Variables that there are, with their labels.

    Raises
    ------
    LabelError
        If a variable or label is unknown, or labels are missing.
    """
    known = {"sector": world.sectors}
    terms = []
    for (name, *labels), weight in of.items() if isinstance(of, Mapping) else ((of, 1.0),):
        if name not in scalars:
            raise LabelError(f"{name} is no variable with a gradient.{close_name(name, scalars)} {', '.join(scalars)}.")
        dims = scalars[name]
        whole = len(labels) == len(dims) - 1 and name in SUMMED
        if len(labels) != len(dims) and not whole:
            raise LabelError(f"{name} needs {', '.join(dims)}: for instance ({name!r}, {_example(world, dims)}).")
        at = tuple(
            int(positions((label,), known.get(dim, world.regions), f"{dim} of world '{world.name}'")[0])
            for label, dim in zip(labels, dims, strict=False)
        )
        terms.append((float(weight), name, at))
    return Scalar(tuple(terms))


def _example(world: World, dims: tuple[str, ...]) -> str:
    labels = {"region": world.regions[0], "sector": world.sectors[0]}
    return ", ".join(repr(labels.get(dim, world.regions[-1])) for dim in dims)
