"""The short run: workers and capital that stay in their sector, wages that do not fall, inputs hard to replace.

Equations: docs/explanation/short-run-model.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.labels import positions
from detente.core.status import Certificate, Status
from detente.economy.calibration import Calibration
from detente.economy.closures import Closure
from detente.economy.critical import CriticalInputs, pushed
from detente.economy.elasticities import Elasticity
from detente.economy.equilibrium import NUMERAIRE, Rest, at_rest, certified, certify, unsolved
from detente.economy.horizon import Convention, elasticity_at
from detente.economy.labelled import read_wedges
from detente.economy.levels import Levels, base_levels
from detente.economy.outcome import Outcome, outcome_data
from detente.economy.rungs import Obstacle
from detente.economy.short_levels import ShortLevels, rebuild_short
from detente.economy.short_limits import LIMITS, Limits, read_limits
from detente.economy.short_solve import ShortEquilibrium, elsewhere, limited_equilibrium
from detente.economy.short_sweep import Frictions, ShortShock, short_shock
from detente.economy.solved import ShortSolved
from detente.world.world import World

if TYPE_CHECKING:
    from detente.ledger.limits import Limits as InputLimits

__all__ = ["ShortRun", "eroded"]

CHI = {"USA": 1.0, "CHN": 0.5}
CHI_ELSEWHERE = 1.0
STABLE = 0.5
"""Response of trade to prices below which import and export responses add up to less than one."""
ALONE = 0.7
"""Response below which other equilibria were found, so that some are looked for."""
EROSION = 0.98
"""Factor by which the wage floor falls in each year after the first."""
CLOSURES = {
    "labour": {
        "immobile": "workers stay in their sector",
        "mobile": "workers move between the sectors of their economy at one wage",
    },
    "deficits": {
        "fixed": "each transfer stays as at the base, in units of world factor income",
        "balanced": "no transfers: removed at the wedges before, in the long run, then the shock",
        "proportional": "each transfer moves with its economy's factor income; what is left over is shared by income",
    },
    "rebate": {
        "lump-sum": "revenue is added to final spending",
        "none": "revenue is spent on the same goods without use to households",
    },
}


@final
@dataclass(frozen=True, slots=True)
class ShortRun:
    """General equilibrium within weeks to a year: what was built stays where it is, and wages hardly fall.

    Its fields are its assumptions. The base is at rest: full employment at the wedges before.

    Attributes
    ----------
    elasticity
        Trade elasticity theta = sigma - 1 that the long run tends to: name of a set stored in the world, a number,
        a vector in sector order, or a mapping sector -> number; or ``"blp"``, the estimates by horizon of Boehm,
        Levchenko and Pandalai-Nayar (2023) alone, the same in every sector.
    horizon_months
        Months since the shock. Elasticities rise with it, and after a year wage floors fall; infinity gives the
        long-run elasticities and flexible wages.
    convention
        Whether published elasticities by horizon are read as responses of trade values ``without-duty`` (as they
        were estimated) or ``with-duty``.
    labour
        ``immobile``: workers stay in their sector. ``mobile``: one wage in each economy.
    capital_share
        Share of value added earned by capital, which stays in its sector. With mobile labour and 0 the one factor
        moves freely, as in the long run.
    wage_rigidity
        Lowest wage relative to the base, before the monetary regime moves it: 1 means no cut, 0 flexible wages.
        None takes 1 for the first year and 2 % less in each year after.
    monetary
        Power with which wage floors follow the economy's factor income, from 0 (a hard peg to the numeraire) to 1
        (policy holds nominal income, so that only relative declines cost jobs): one number, or region -> number.
        Regions that are not named have 1, China 0.5.
    input_substitution
        Elasticities of substitution: value added against inputs, among inputs, among sectors in final use.
    deficits, rebate
        As for :class:`detente.LongRun`.
    stimulus
        Region -> share of its factor income that it spends more after the shock, lent or given back by all others in
        proportion to theirs.

    Examples
    --------
    >>> import detente as dt
    >>> from detente.economy.shortrun import ShortRun
    >>> world = dt.load_world("toy")
    >>> after = dt.wedges(world, {("USA", "CHN"): 0.60}, add=True)
    >>> outcome = ShortRun().solve(world, dt.wedges(world), after)
    >>> bool(outcome.data["unemployment"].sel(region="CHN") > 0)
    True
    """

    elasticity: Elasticity = "fgo"
    horizon_months: float = 12.0
    convention: Convention = "without-duty"
    labour: Literal["immobile", "mobile"] = "immobile"
    capital_share: float = 0.4
    wage_rigidity: float | None = None
    monetary: float | Mapping[str, float] | None = None
    input_substitution: tuple[float, float, float] = (0.5, 0.2, 0.9)
    deficits: Literal["fixed", "balanced", "proportional"] = "fixed"
    rebate: Literal["lump-sum", "none"] = "lump-sum"
    stimulus: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        for name, allowed in CLOSURES.items():
            chosen = getattr(self, name)
            if chosen not in allowed:
                raise DataError(f"{name}='{chosen}' is no closure of ShortRun; use {' or '.join(map(repr, allowed))}.")
        if not 0.0 <= self.capital_share < 1.0:
            raise DataError(f"capital_share={self.capital_share} is no share of value added; give one below 1.")
        if self.wage_rigidity is not None and not 0.0 <= self.wage_rigidity <= 1.0:
            raise DataError(f"wage_rigidity={self.wage_rigidity}: the lowest wage is a share of the base's, 0 to 1.")
        if len(self.input_substitution) != 3 or not all(0.0 < s < np.inf for s in self.input_substitution):
            raise DataError(f"input_substitution={self.input_substitution}: give three elasticities above zero.")

    def solve(
        self,
        world: World,
        before: xr.Dataset,
        after: xr.Dataset,
        limits: InputLimits | None = None,
        *,
        throw: bool = True,
        base: Calibration | None = None,
    ) -> Outcome:
        """Effect of going from the wedges ``before`` to the wedges ``after``, ``horizon_months`` later.

        Parameters
        ----------
        world
            The calibrated base.
        before, after
            Wedges (importer, exporter, sector): ``tariff``, ``export_tax``, ``barrier`` as shares. Where
            ``before`` differs from the world's base, the world is first brought there in the long run, at full
            employment, and results are relative to it. ``after`` may also hold ``quota``, the highest quantity of a
            cell, and ``floor``, the lowest value that the importer has pledged to buy, both as ratios to the base
            and NaN where there is none; the rent of a quota goes to the exporter.
        limits
            Critical inputs under licence or ban on a day, from ``ledger.limits``: dear inputs and lines that stand idle
            raise the costs of their users, as :class:`detente.economy.critical.CriticalInputs` assumes by default.
        throw
            True raises where the model is not solved; False returns an outcome without data whose certificate
            says why.
        base
            The calibration of ``world``, where it is at hand: many solves on one world then share it.

        Returns
        -------
        Outcome
            The variables of the long run, and ``unemployment`` (region), ``sector_wage`` and
            ``sector_employment`` (region, sector), and ``jobs`` in thousand where the world knows employment and
            workers stay in their sector; with limits ``premium`` (importer, exporter, sector).

        Raises
        ------
        LabelError
            If labels of the wedges and the world differ, naming both sets, or ``monetary`` names no region.
        DataError
            If a wedge, a limit, an elasticity or a regime cannot be used, or trade reacts too little for markets to
            be stable.
        NotSolved
            If no equilibrium was found and ``throw`` is true.
        """
        theta = elasticity_at(self.elasticity, self.horizon_months, world, self.convention)
        far = elasticity_at(self.elasticity, np.inf, world, self.convention)
        frictions = self._frictions(world)
        cells = read_limits(world, after)
        old, new = (
            read_wedges(world, before, "before"),
            read_wedges(world, after.drop_vars(LIMITS, errors="ignore"), "after"),
        )
        if limits is not None:
            new = pushed(new, CriticalInputs().cost_push(limits, world, self.horizon_months))
        base = Calibration.from_world(world) if base is None else base
        response = _response(base, theta.values)
        _require_stable(response, self.horizon_months)
        closure = Closure(proportional=self.deficits == "proportional", rebate=self.rebate)
        D = np.zeros_like(base.D) if self.deficits == "balanced" else base.D
        assumptions = self._assumptions(frictions, theta.words)
        if limits is not None:
            assumptions["critical inputs"] = f"{len(limits.controlled)} under licence or ban on {limits.on}"
        rest = at_rest(base, old, far.values, D, closure)
        if rest.found is not None and not rest.solved:
            sentence = f"ShortRun on world '{world.name}', the wedges before: {rest.found.status.value}."
            return unsolved(world, certify(base, rest.found, assumptions, {"sentence": sentence}), throw=throw)
        heads = self._heads(world, base, rest)
        base = rest.base
        D = base.D + self._lent(world, base)
        found = limited_equilibrium(base, new, theta.values, D, closure, frictions, cells)
        details: dict[str, object] = {"rebased": rest.words(" in the long run:")}
        if found.status is not Status.CONVERGED:
            details["sentence"] = (
                f"ShortRun on world '{world.name}', the wedges after: {found.status.value}; {self._why(world, found)}."
            )
            return unsolved(world, _certificate(base, found, assumptions, details), throw=throw)
        if response < ALONE:
            closing = short_shock(base, found.levels.wedges, theta.values, D, closure, frictions)
            details["other equilibria"] = _others(world, closing, found)
        attrs = {"world": world.name, "digest": world.digest, "model": "ShortRun", **assumptions}
        one = base_levels(base)
        data = outcome_data(world, base, one, found.levels, closure, attrs)
        if cells.limit.size:
            data["premium"] = _premium(data, cells, found.mu)
        return Outcome(
            _short_data(data, one, found.after, heads, spent=self.rebate == "lump-sum"),
            _certificate(base, found, assumptions, details),
            ShortSolved(world, base, one, theta.values, D, found, closure, frictions, cells, new, heads),
        )

    def _heads(self, world: World, base: Calibration, rest: Rest) -> FloatArray | None:
        """(J, N) workers once the world is at rest, thousand; None where they are not known or move."""
        if world.employment is None or self.labour == "mobile":
            return None
        heads = world.employment.T
        if rest.found is None:
            return heads
        grown = np.divide(rest.found.levels.Y, base.Y, out=np.ones_like(base.Y), where=base.Y > 0.0)
        return heads * grown / rest.found.levels.w

    def _why(self, world: World, found: ShortEquilibrium) -> str:
        """What stopped the solve, and what to do."""
        other = " or deficits='balanced' or 'proportional'" if self.deficits == "fixed" else ""
        if found.status is Status.NO_EQUILIBRIUM:
            poorest = int(found.levels.I.argmin())
            return f"{Obstacle(poorest, None).words(world.regions)}; use smaller wedges{other}"
        return f"largest gap {max(found.gaps.values()):.1e}; use smaller wedges, a longer horizon{other}"

    def regimes(self, world: World) -> dict[str, float]:
        """Power with which the wage floor of each economy follows its factor income.

        Parameters
        ----------
        world
            Gives the economies.

        Raises
        ------
        LabelError
            If ``monetary`` names no economy of ``world``.
        DataError
            If a power is not from 0 to 1.
        """
        regimes = dict.fromkeys(world.regions, CHI_ELSEWHERE) | {r: c for r, c in CHI.items() if r in world.regions}
        if isinstance(self.monetary, Mapping):
            positions(tuple(self.monetary), world.regions, f"economy of world '{world.name}'")
            regimes |= self.monetary
        elif self.monetary is not None:
            regimes = dict.fromkeys(world.regions, self.monetary)
        wrong = [r for r, c in regimes.items() if not 0.0 <= c <= 1.0]
        if wrong:
            raise DataError(f"monetary of {wrong[0]} is {regimes[wrong[0]]}; give a number from 0 (peg) to 1.")
        return regimes

    def _frictions(self, world: World) -> Frictions:
        """The frictions in kernel terms."""
        regimes = self.regimes(world)
        omega = self.wage_rigidity
        if omega is None:
            omega = eroded(self.horizon_months)
        sigma, eta, rho = self.input_substitution
        chi = np.array([regimes[r] for r in world.regions])
        return Frictions(self.labour, self.capital_share, omega, chi, sigma, eta, rho)

    def _lent(self, world: World, base: Calibration) -> FloatArray:
        """(N,) transfers that pay for the stimulus; they sum to zero."""
        given = dict(self.stimulus or {})
        positions(tuple(given), world.regions, f"economy of world '{world.name}'")
        wrong = [r for r, share in given.items() if not -0.5 < share < 0.5]
        if wrong:
            raise DataError(
                f"stimulus of {wrong[0]} is {given[wrong[0]]}; give a share of its factor income, such as 0.01."
            )
        lent = np.zeros_like(base.D)
        for n, region in enumerate(world.regions):
            if region in given:
                others = np.where(np.arange(lent.size) == n, 0.0, base.wL)
                spent = given[region] * base.wL[n]
                lent -= spent * others / others.sum()
                lent[n] += spent
        return lent

    def _assumptions(self, frictions: Frictions, elasticity: str) -> dict[str, str]:
        """What is assumed, in words."""
        floor = "flexible wages"
        if frictions.omega:
            low, high = frictions.chi.min(), frictions.chi.max()
            power = f"{low:g}" if low == high else f"{low:g} to {high:g}"
            floor = f"wages at least {frictions.omega:.4g} of the base times factor income to the power {power}"
        sigma, eta, rho = self.input_substitution
        spent = ", ".join(f"{region} {share:+.2%} of factor income" for region, share in (self.stimulus or {}).items())
        return ({"stimulus": f"{spent}, lent by all others"} if spent else {}) | {
            "deficits": f"{self.deficits}: {CLOSURES['deficits'][self.deficits]}",
            "rebate": f"{self.rebate}: {CLOSURES['rebate'][self.rebate]}",
            "elasticity": elasticity,
            "numeraire": NUMERAIRE,
            "labour": f"{self.labour}: {CLOSURES['labour'][self.labour]}",
            "capital": f"{self.capital_share:g} of value added, specific to its sector",
            "wages": floor,
            "substitution": f"value added and inputs {sigma:g}, among inputs {eta:g}, in final use {rho:g}",
        }


def eroded(months: float) -> float:
    """Wage floor ``months`` after the shock over that of the first year: 1 for a year, then 2 % lower a year."""
    return float(EROSION ** (max(months - 12.0, 0.0) / 12.0))


def _response(base: Calibration, theta: FloatArray) -> float:
    """Response of trade net of duty to prices, weighted by imports."""
    abroad = (base.E * (1.0 - base.home)).sum(axis=1)
    return 1.0 + float(abroad @ theta / abroad.sum())


def _require_stable(response: float, months: float) -> None:
    """Refuse elasticities at which the fall of a price is no answer to the fall of a demand (Marshall and Lerner)."""
    if response < STABLE:
        raise DataError(
            f"{months:g} months after the shock trade reacts to prices by {response:.2f} on average. Below {STABLE:g} "
            "import and export responses add up to less than one: markets clear on an unstable branch only, on which a "
            "tariff helps those whom it hits. Use a longer horizon or larger elasticities."
        )


def _others(world: World, s: ShortShock, found: ShortEquilibrium) -> tuple[str, ...]:
    """What random starts find beside the equilibrium that starts from the base, a clause for each."""
    told = []
    with np.errstate(all="ignore"):
        for y in elsewhere(s, found.solution.y):
            now = rebuild_short(s, y).levels
            income = np.log(now.w * now.L)
            n = int(np.abs(income).argmax())
            told.append(f"one in which factor income of {world.regions[n]} changes by {np.expm1(income[n]):+.0%}")
    return tuple(told)


def _short_data(
    data: xr.Dataset, before: Levels, after: ShortLevels, heads: FloatArray | None, *, spent: bool
) -> xr.Dataset:
    """The long run's variables with the short run's price of final use, and what only the short run has."""
    now = after.levels
    one, two = (before.I, now.I) if spent else (before.I - before.R, now.I - now.R)
    nan = np.full_like(one, np.nan)
    corrected = {
        "welfare": two / after.index / one - 1.0,
        "welfare_usd": two / after.index - one,
        "real_wage": now.w / after.index - 1.0,
        "price_index": after.index - 1.0,
        "welfare_first_order": nan,
        "terms_of_trade_first_order": nan,
        "volume_of_trade_first_order": nan,
        "barriers_first_order": nan,
    }
    new = {name: data[name].copy(data=values) for name, values in corrected.items()}
    cell, region = ("region", "sector"), ("region",)
    share = {"unit": "share"}
    nominal = {**share, "numeraire": NUMERAIRE}
    new |= {
        "unemployment": xr.DataArray(
            after.unemployment,
            dims=region,
            attrs={**share, "long_name": "labour without work, base payrolls as weights"},
        ),
        "sector_wage": xr.DataArray(
            after.w.T - 1.0, dims=cell, attrs={**nominal, "long_name": "change of wage by sector"}
        ),
        "sector_employment": xr.DataArray(
            after.l.T - 1.0, dims=cell, attrs={**share, "long_name": "change of employment by sector"}
        ),
    }
    if heads is not None:
        new["jobs"] = xr.DataArray(
            (heads * (after.l - 1.0)).T, dims=cell, attrs={"unit": "thousand persons", "long_name": "change of jobs"}
        )
    return data.assign(new)


def _premium(data: xr.Dataset, limits: Limits, mu: FloatArray) -> xr.DataArray:
    """The price of each limit as a share of the price without it; NaN where there is none."""
    values = np.full(data["trade"].shape, np.nan)
    values[limits.n, limits.i, limits.j] = np.expm1(mu)
    attrs = {"unit": "share", "long_name": "premium of a quota, the exporter's; below zero the importer's subsidy"}
    return data["trade"].copy(data=values).assign_attrs(attrs)


def _certificate(
    base: Calibration, found: ShortEquilibrium, assumptions: Mapping[str, str], details: Mapping[str, object]
) -> Certificate:
    made = base.Y > 0.0
    hats = {"wage": found.after.w[made], "employment": found.after.l[made]}
    return certified("exact hat algebra with wage floors", base, found, hats, assumptions, details)
