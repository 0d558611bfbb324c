"""The long-run model: Caliendo and Parro (2015) in exact hats, with input-output, tariffs, export taxes, icebergs.

Equations: docs/explanation/long-run-model.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.labels import require_same
from detente.core.status import Status
from detente.economy.calibration import Calibration
from detente.economy.closures import Closure
from detente.economy.critical import CriticalInputs, pushed
from detente.economy.elasticities import Elasticity, resolve_elasticity
from detente.economy.equilibrium import NUMERAIRE, Equilibrium, at_rest, certify, equilibrium, unsolved
from detente.economy.labelled import read_wedges
from detente.economy.levels import base_levels
from detente.economy.outcome import Outcome, outcome_data
from detente.economy.solved import Solved
from detente.world.world import World

if TYPE_CHECKING:
    from detente.ledger.limits import Limits

__all__ = ["LongRun"]

CLOSURES = {
    "deficits": {
        "fixed": "each transfer stays as at the base, in units of world factor income",
        "balanced": "no transfers: removed at the wedges before, then the shock",
        "proportional": "each transfer moves with its economy's factor income; what is left over is shared by income",
        "services-share": "part of every sale is paid to labour where it is sold, so trade deficits move with sales",
    },
    "rebate": {
        "lump-sum": "revenue is added to final spending",
        "income-tax": "revenue replaces a tax on labour income, and is spent as before",
        "none": "revenue is spent on the same goods without use to households",
    },
}
SERVICES = {"USA": 0.2707}
SERVICES_ELSEWHERE = 0.1144
"""Share of sales paid to local labour, as calibrated for 2023 in the replication of Ignatenko et al. (2025)."""


@final
@dataclass(frozen=True, slots=True)
class LongRun:
    """Long-run general equilibrium: perfect competition, mobile labour within economies, input-output links.

    Its fields are its assumptions.

    Attributes
    ----------
    elasticity
        Trade elasticity theta = sigma - 1: name of a set stored in the world, a number, a vector in sector
        order, or a mapping sector -> number.
    deficits
        ``fixed``: transfers as at the base, in units of world factor income. ``balanced``: transfers are
        removed at the wedges before, and the shock starts from there. ``proportional``: transfers move with
        factor incomes. ``services-share``: part of every sale is paid to labour where it is sold.
    rebate
        ``lump-sum``: revenue is added to final spending. ``income-tax``: and it replaces a tax on labour
        income, which matters where labour supply responds. ``none``: households do not get it.
    labour_supply
        Elasticity of labour supply to the real wage after tax; 0 keeps labour fixed.
    scale
        Elasticity of a sector's productivity to its scale, psi: one number or one per sector. The elasticity
        of trade times psi is at most 1; at 1 equilibria may be many.
    services
        For ``services-share``: the share of sales paid to local labour, one number or region -> share; None
        takes 0.2707 for the USA and 0.1144 elsewhere.
    pass_through
        Power of the tariff in buyers' prices. Only 1 is allowed here.

    Examples
    --------
    >>> import detente as dt
    >>> world = dt.load_world("toy")
    >>> after = dt.wedges(world, {("USA", "CHN"): 0.60}, add=True)
    >>> outcome = dt.LongRun(elasticity=4).solve(world, dt.wedges(world), after)
    >>> bool(outcome.data["welfare"].sel(region="CHN") < 0)
    True
    """

    elasticity: Elasticity = "fgo"
    deficits: Literal["fixed", "balanced", "proportional", "services-share"] = "fixed"
    rebate: Literal["lump-sum", "income-tax", "none"] = "lump-sum"
    labour_supply: float = 0.0
    scale: float | Sequence[float] | FloatArray = 0.0
    services: float | Mapping[str, float] | None = None
    pass_through: float = 1.0

    def __post_init__(self) -> None:
        for name, allowed in CLOSURES.items():
            chosen = getattr(self, name)
            if chosen not in allowed:
                raise DataError(f"{name}='{chosen}' is no closure of LongRun; use {' or '.join(map(repr, allowed))}.")
        if not (np.isfinite(self.labour_supply) and self.labour_supply >= 0.0):
            raise DataError(f"labour_supply={self.labour_supply} is no elasticity; give a number from 0 on.")
        if self.services is not None and self.deficits != "services-share":
            raise DataError(f"services are used with deficits='services-share' only, not with '{self.deficits}'.")
        if self.pass_through != 1.0:
            raise DataError(
                f"pass_through={self.pass_through}: a tariff that buyers pay in part is a reduced form that leaves the "
                "seller's loss out of the books. It is used by the replication ignatenko-2025 alone; drop it."
            )

    def solve(
        self,
        world: World,
        before: xr.Dataset,
        after: xr.Dataset,
        limits: Limits | None = None,
        *,
        throw: bool = True,
    ) -> Outcome:
        """Effect of going from the wedges ``before`` to the wedges ``after``.

        Parameters
        ----------
        world
            The calibrated base.
        before, after
            Wedges (importer, exporter, sector): ``tariff``, ``export_tax``, ``barrier`` as shares. Where
            ``before`` differs from the world's base, the world is first brought there and results are relative
            to it.
        limits
            Critical inputs under licence or ban on a day, from ``ledger.limits``: as for :class:`detente.ShortRun`,
            when stocks are gone and substitution has reached its last value.
        throw
            True raises where the model is not solved; False returns an outcome without data whose certificate
            says why.

        Returns
        -------
        Outcome
            Changes relative to ``before`` and the certificate of the solve.

        Raises
        ------
        LabelError
            If labels of the wedges and the world differ, naming both sets.
        DataError
            If a wedge or an elasticity cannot be used.
        NotSolved
            If no equilibrium was found and ``throw`` is true.
        """
        theta = resolve_elasticity(self.elasticity, world)
        psi = self._psi(world, theta.values)
        old, new = read_wedges(world, before, "before"), read_wedges(world, after, "after")
        if limits is not None:
            new = pushed(new, CriticalInputs().cost_push(limits, world, np.inf))
        nu = self._services(world) if self.deficits == "services-share" else None
        base = Calibration.from_world(world, nu)
        closure = Closure(
            proportional=self.deficits == "proportional", rebate=self.rebate, kappa=self.labour_supply, psi=psi
        )
        D = np.zeros_like(base.D) if self.deficits == "balanced" else base.D
        assumptions = {
            "deficits": f"{self.deficits}: {CLOSURES['deficits'][self.deficits]}",
            "rebate": f"{self.rebate}: {CLOSURES['rebate'][self.rebate]}",
            "elasticity": theta.words,
            "numeraire": NUMERAIRE,
            "pass-through": "complete",
            "scale": _scale_words(psi),
            "labour": _labour_words(self.labour_supply),
        }
        if limits is not None:
            assumptions["critical inputs"] = f"{len(limits.controlled)} under licence or ban on {limits.on}"
        if nu is not None:
            assumptions["services"] = f"{nu.min():.4g} to {nu.max():.4g} of sales paid to local labour"
        # the base of the shock is the same world, so labour and scale answer on the way to it as well
        rest = at_rest(base, old, theta.values, D, closure)
        if rest.found is not None and not rest.solved:
            return self._unsolved(world, base, rest.found, assumptions, "the wedges before", throw=throw)
        base = rest.base
        found = equilibrium(base, new, theta.values, base.D, closure)
        if found.status is not Status.CONVERGED:
            return self._unsolved(world, base, found, assumptions, "the wedges after", throw=throw)
        certificate = certify(base, found, assumptions, {"rebased": rest.words()})
        attrs = {"world": world.name, "digest": world.digest, "model": "LongRun", **assumptions}
        one = base_levels(base)
        data = outcome_data(world, base, one, found.levels, closure, attrs)
        return Outcome(data, certificate, Solved(world, base, one, theta.values, base.D, found, closure))

    def _psi(self, world: World, theta: FloatArray) -> FloatArray | float:
        """(J,) scale elasticities, or 0.0 for constant returns."""
        try:
            psi = np.broadcast_to(np.array(self.scale, dtype=np.float64), theta.shape)
        except (TypeError, ValueError) as error:
            raise DataError(f"scale is one number or one for each of {theta.size} sectors: {error}.") from error
        for sector, a, b in zip(world.sectors, psi, theta, strict=True):
            if not a >= 0.0:
                raise DataError(f"scale of sector {sector} is {a:g}; give a number from 0 on.")
            if a * b > 1.0 + 1e-12:
                raise DataError(
                    f"scale {a:g} times the elasticity {b:g} of sector {sector} is {a * b:.3g}, above 1: a sector "
                    f"would then gather in one place whatever the tariffs. Use a scale of at most {1.0 / b:.4g}."
                )
        return psi if psi.any() else 0.0

    def _services(self, world: World) -> FloatArray:
        """(N,) share of sales paid to local labour."""
        if isinstance(self.services, Mapping):
            require_same(sorted(world.regions), sorted(self.services), f"world '{world.name}'", "the services")
            nu = np.array([self.services[r] for r in world.regions], dtype=np.float64)
        elif self.services is None:
            nu = np.array([SERVICES.get(r, SERVICES_ELSEWHERE) for r in world.regions])
        else:
            nu = np.full(len(world.regions), float(self.services))
        bad = [(r, a) for r, a in zip(world.regions, nu, strict=True) if not 0.0 <= a < 1.0]
        if bad:
            raise DataError(f"the share of services in {bad[0][0]} is {bad[0][1]:g}; give a share from 0 to below 1.")
        return nu

    def _unsolved(
        self,
        world: World,
        base: Calibration,
        found: Equilibrium,
        assumptions: Mapping[str, str],
        stage: str,
        *,
        throw: bool,
    ) -> Outcome:
        other = "" if self.deficits == "balanced" else " or deficits='balanced' or 'proportional'"
        if found.obstacle is not None:
            advice = f"{found.obstacle.words(world.regions)}; use smaller wedges{other}."
        else:
            advice = f"largest gap {found.residual:.1e} of world output; use smaller wedges{other}."
        sentence = f"LongRun on world '{world.name}', {stage}: {found.status.value}; {advice}"
        return unsolved(world, certify(base, found, assumptions, {"sentence": sentence}), throw=throw)


def _scale_words(psi: FloatArray | float) -> str:
    if not np.any(psi):
        return "constant returns"
    return f"productivity rises with a sector's scale, elasticity {np.min(psi):.4g} to {np.max(psi):.4g}"


def _labour_words(kappa: float) -> str:
    if not kappa:
        return "fixed supply, mobile between sectors"
    return f"supply with elasticity {kappa:g} to the real wage after tax, mobile between sectors"
