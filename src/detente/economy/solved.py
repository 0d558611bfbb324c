"""A solved shock kept by its outcome, so that gradients, decompositions and attributions can take it apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.status import Status
from detente.economy.adjoint import Point, slopes
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import STANDARD, Closure
from detente.economy.equilibrium import Equilibrium, equilibrium
from detente.economy.levels import Levels
from detente.economy.scalars import Of, Scalar, State, read_scalar
from detente.economy.short_adjoint import ShortPoint, short_slopes
from detente.economy.short_limits import Limits
from detente.economy.short_scalars import SHORT_SCALARS, ShortState
from detente.economy.short_solve import ShortEquilibrium, limited_equilibrium
from detente.economy.short_sweep import Frictions, short_shock
from detente.economy.trade_adjoint import Slopes
from detente.world.world import World

__all__ = ["ShortSolved", "Solved"]


@final
@dataclass(frozen=True, slots=True)
class Solved:
    """A solved shock of the long run.

    Attributes
    ----------
    world
        Gives the labels.
    base, before
        The equilibrium at the wedges before, and its levels.
    theta, D
        (J,) trade elasticities and (N,) transfers after the shock.
    after
        The equilibrium at the wedges after.
    closure
        What closes the model.
    """

    world: World
    base: Calibration
    before: Levels
    theta: FloatArray
    D: FloatArray
    after: Equilibrium
    closure: Closure = STANDARD

    @property
    def wedges(self) -> Wedges:
        """The wedges after."""
        return self.after.levels.wedges

    def scalar(self, of: Of) -> Scalar:
        """A scalar typed by hand."""
        return read_scalar(of, self.world)

    def at(self, wedges: Wedges) -> Equilibrium:
        """The equilibrium of the same model at other wedges."""
        return equilibrium(self.base, wedges, self.theta, self.D, self.closure)

    def read(self, levels: Levels) -> State:
        """Variables of levels of this model."""
        return State(self.base, self.before, self.closure, levels)

    def state(self, wedges: Wedges | None) -> State | None:
        """Variables of the equilibrium at ``wedges``, None where there is none; at the wedges before if not given."""
        if wedges is None:
            return self.read(self.before)
        found = self.at(wedges)
        return self.read(found.levels) if found.status is Status.CONVERGED else None

    def point(self, levels: Levels) -> Point:
        """Levels of this model, ready for the adjoint."""
        return Point(self.base, levels, self.theta, self.closure)

    def adjoint(self, of: Of) -> tuple[Slopes, dict[str, object]]:
        """Slopes at the wedges after, and what a certificate tells beside them."""
        now = self.after.levels
        return slopes(self.point(now), self.scalar(of).seed(self.read(now))), {}


@final
@dataclass(frozen=True, slots=True)
class ShortSolved:
    """A solved shock of the short run.

    Attributes
    ----------
    world
        Gives the labels.
    base, before
        The base at rest, and its levels.
    theta, D
        (J,) trade elasticities and (N,) transfers after the shock.
    after
        The equilibrium at the wedges after.
    closure, frictions
        What closes the model, and what keeps it from adjusting.
    limits
        Limits on quantities and values after.
    wedges
        The wedges after as given, without the prices of limits.
    heads
        (J, N) workers at the base in thousand; None where they are not known or move.
    """

    world: World
    base: Calibration
    before: Levels
    theta: FloatArray
    D: FloatArray
    after: ShortEquilibrium
    closure: Closure
    frictions: Frictions
    limits: Limits
    wedges: Wedges
    heads: FloatArray | None

    def scalar(self, of: Of) -> Scalar:
        """A scalar typed by hand."""
        return read_scalar(of, self.world, SHORT_SCALARS)

    def at(self, wedges: Wedges, y: FloatArray | None = None) -> ShortEquilibrium:
        """The equilibrium of the same model at other wedges, from the state ``y`` or the base; limits stay."""
        return limited_equilibrium(self.base, wedges, self.theta, self.D, self.closure, self.frictions, self.limits, y)

    def read(self, found: ShortEquilibrium) -> ShortState:
        """Variables of an equilibrium of this model."""
        return ShortState(
            base=self.base,
            one=self.before,
            closure=self.closure,
            at=found.levels,
            short=found.after,
            rho=self.frictions.rho,
            held=self.limits,
            mu=found.mu,
            heads=self.heads,
        )

    def state(self, wedges: Wedges | None) -> ShortState | None:
        """Variables of the equilibrium at ``wedges``, None where there is none; at the wedges before if not given."""
        found = self.at(self.base.wedges if wedges is None else wedges)
        return self.read(found) if found.status is Status.CONVERGED else None

    def point(self) -> ShortPoint:
        """The equilibrium at the wedges after, ready for the adjoint."""
        now = self.after
        s = short_shock(self.base, now.levels.wedges, self.theta, self.D, self.closure, self.frictions)
        with np.errstate(all="ignore"):
            excess = self.limits.excess(s, now.solution.y)
        return ShortPoint(s, now.after, self.limits, now.mu, excess, self.wedges)

    def adjoint(self, of: Of) -> tuple[Slopes, dict[str, object]]:
        """Slopes at the wedges after, and what a certificate tells beside them."""
        point = self.point()
        told: dict[str, object] = {
            "wages at their floor": int(point.bound.sum()),
            "limits that bind": int(point.active.sum()),
        }
        if point.kinks:
            told["kinks"] = (
                f"{point.kinks} wages or limits are just at their bound, where slopes differ by direction: "
                "these hold for changes that lower pay and loosen limits"
            )
        return short_slopes(point, self.scalar(of).seed(self.read(self.after))), told
