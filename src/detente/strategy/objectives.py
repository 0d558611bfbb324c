"""What a side wants: frozen records that read an equilibrium and give a value with its slopes.

Every objective is zero where nothing has changed, and its unit is a share of real income unless it says otherwise.
"""

# Legend: economy/scalars.py. W real income, R revenue, I final spending, P price of final use, Y output.

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, final, runtime_checkable

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import DataError, LabelError
from detente.core.labels import close_name, positions
from detente.economy.scalars import ALL, Reading, Slope, State
from detente.world.world import World

__all__ = ["Jobs", "Objective", "Political", "RealIncome", "Revenue", "RivalLoss", "Sides", "Weighted"]


@final
@dataclass(frozen=True, slots=True)
class Sides:
    """Names of players and economies, and where they stand in a world.

    Attributes
    ----------
    world
        Gives the labels.
    groups
        Members of every player that is several economies with one policy, for instance ``{"EU27": (...)}``.
    """

    world: World
    groups: Mapping[str, tuple[str, ...]]

    def of(self, name: str) -> tuple[int, ...]:
        """Positions of an economy, or of all members of a group.

        Raises
        ------
        LabelError
            If there is no such economy or group.
        """
        known = self.world.regions
        if name not in self.groups and name not in known:
            close = close_name(name, (*self.groups, *known))
            raise LabelError(
                f"{name} is neither an economy of world '{self.world.name}' nor a group of players.{close}"
            )
        names = self.groups.get(name, (name,))
        return tuple(int(p) for p in positions(names, known, f"economy of world '{self.world.name}'"))


@runtime_checkable
class Objective(Protocol):
    """What a side maximises."""

    @property
    def words(self) -> str:
        """The objective in words, for every result that rests on it."""
        ...

    def read(self, state: State, player: str, sides: Sides) -> Reading:
        """Value at an equilibrium, and its slopes in the variables of the equilibrium.

        Parameters
        ----------
        state
            The equilibrium; its base is what changes are counted from.
        player
            Who maximises.
        sides
            Finds players and economies.
        """
        ...


@final
@dataclass(frozen=True, slots=True)
class RealIncome:
    """Log change of real income; for a group of economies the mean with shares of base spending."""

    @property
    def words(self) -> str:
        """The objective in words."""
        return "real income"

    def read(self, state: State, player: str, sides: Sides) -> Reading:
        """Log change of real income and its slopes."""
        return _mean(state.log_real_income, sides.of(player), state.one.I)


@final
@dataclass(frozen=True, slots=True)
class Political:
    """Real income with political weights on the sectors where it is earned, after Ossa (2014), eq. 5.

    An economy's income is earned by sectors in proportion to their value added (base share of value added times
    output). The objective is the log change of the weighted sum; weights are scaled to a mean of one over sectors,
    and equal weights give real income.

    Attributes
    ----------
    weights
        Sector -> weight, at least zero; a sector left out has weight one before scaling.
    """

    weights: Mapping[str, float]

    def __post_init__(self) -> None:
        bad = [sector for sector, weight in self.weights.items() if not (np.isfinite(weight) and weight >= 0.0)]
        if bad:
            raise DataError(f"the political weight of {bad[0]} is {self.weights[bad[0]]}; give a number from 0 on.")

    @property
    def words(self) -> str:
        """The objective in words."""
        top = sorted(self.weights, key=lambda sector: -self.weights[sector])[:3]
        return f"real income with political weights on sectors, highest in {', '.join(top) or 'none'}"

    def read(self, state: State, player: str, sides: Sides) -> Reading:
        """Log change of politically weighted real income and its slopes."""
        lam = self.scaled(sides.world)
        return _mean(lambda n: _political(state, n, lam), sides.of(player), state.one.I)

    def scaled(self, world: World) -> FloatArray:
        """(J,) weights with mean one."""
        lam = np.ones(len(world.sectors))
        at = positions(tuple(self.weights), world.sectors, f"sector of world '{world.name}'")
        lam[at] = list(self.weights.values())
        if not lam.sum() > 0.0:
            raise DataError("all political weights are zero; give at least one sector a weight.")
        return np.asarray(lam / lam.mean())


@final
@dataclass(frozen=True, slots=True)
class Revenue:
    """Revenue of tariffs and export taxes at base prices, as a share of base spending, less its base.

    Attributes
    ----------
    collected
        Share of the duty that is collected.
    """

    collected: float = 1.0

    @property
    def words(self) -> str:
        """The objective in words."""
        return "revenue at base prices" + ("" if self.collected == 1.0 else f", {self.collected:.0%} collected")

    def read(self, state: State, player: str, sides: Sides) -> Reading:
        """Change of real revenue over base spending and its slopes."""

        def real(n: int) -> Reading:
            index, slopes = state.price_index(n)
            spent = float(state.one.I[n])
            value = self.collected * float(state.at.R[n]) / (1.0 + index) / spent
            found: list[Slope] = [("R", n, self.collected / (1.0 + index) / spent)]
            found += scaled_by(slopes, -value / (1.0 + index))
            return value - self.collected * float(state.one.R[n]) / spent, found

        return _mean(real, sides.of(player), state.one.I)


@final
@dataclass(frozen=True, slots=True)
class Jobs:
    """Log change of employment; for a group the mean with shares of base factor income."""

    @property
    def words(self) -> str:
        """The objective in words."""
        return "employment"

    def read(self, state: State, player: str, sides: Sides) -> Reading:
        """Log change of employment and its slopes."""
        if type(state) is State and not state.closure.kappa:
            raise DataError(
                "employment is given in this long run, so nobody can maximise jobs: use the model ShortRun, or a "
                "LongRun with labour_supply."
            )

        def log(n: int) -> Reading:
            change, slopes = state.employment(n)
            return float(np.log1p(change)), scaled_by(slopes, 1.0 / (1.0 + change))

        return _mean(log, sides.of(player), state.base.wL)


@final
@dataclass(frozen=True, slots=True)
class RivalLoss:
    """Own log real income less ``weight`` times the target's.

    Attributes
    ----------
    target
        Whose loss counts as a gain; an economy or a group of players.
    weight
        How much of one's own income one would give for one of the target's; below zero for an ally.
    """

    target: str
    weight: float = 1.0

    @property
    def words(self) -> str:
        """The objective in words."""
        return f"real income less {self.weight:g} times that of {self.target}"

    def read(self, state: State, player: str, sides: Sides) -> Reading:
        """Weighted difference of log real incomes and its slopes."""
        own = RealIncome().read(state, player, sides)
        return _sum((own, 1.0), (RealIncome().read(state, self.target, sides), -self.weight))


@final
@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted sum of objectives.

    Attributes
    ----------
    parts
        Pairs of an objective and its weight.
    """

    parts: tuple[tuple[Objective, float], ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise DataError("a weighted objective needs at least one part.")

    @property
    def words(self) -> str:
        """The objective in words."""
        return " + ".join(f"{weight:g} × ({part.words})" for part, weight in self.parts)

    def read(self, state: State, player: str, sides: Sides) -> Reading:
        """Weighted sum and its slopes."""
        return _sum(*((part.read(state, player, sides), weight) for part, weight in self.parts))


def scaled_by(slopes: list[Slope], factor: float) -> list[Slope]:
    """Slopes times a factor."""
    return [(field, where, factor * slope) for field, where, slope in slopes]


def _sum(*parts: tuple[Reading, float]) -> Reading:
    value = sum(weight * reading[0] for reading, weight in parts)
    return value, [slope for reading, weight in parts for slope in scaled_by(reading[1], weight)]


def _mean(read: Callable[[int], Reading], members: tuple[int, ...], size: FloatArray) -> Reading:
    """Mean of a reading over members, with their shares of ``size``."""
    whole = float(size[list(members)].sum())
    return _sum(*((read(n), float(size[n]) / whole) for n in members))


def _political(state: State, n: int, lam: FloatArray) -> Reading:
    b, now, before = state.base, state.at, state.one
    real, slopes = state.log_real_income(n)
    earned, was = b.gva[:, n] * now.Y[:, n], b.gva[:, n] * before.Y[:, n]
    value = np.log((lam * earned).sum() / earned.sum()) - np.log((lam * was).sum() / was.sum())
    dY = earned * (lam / (lam * earned).sum() - 1.0 / earned.sum())
    receipts = (1.0 - b.nu)[None, :] * now.V[:, :, n]
    share = receipts / np.where(now.Y[:, n] > 0.0, now.Y[:, n], 1.0)[:, None]
    return real + float(value), [*slopes, ("V", (ALL, ALL, n), dY[:, None] * share)]
