"""Critical inputs too small for a sector: what a stop of their supply does to prices, lines and costs, day by day.

Equation numbers refer to docs/explanation/other-measures.md.
"""

# a share of the base's use that is available; p price factor; sigma substitution; k choke price; rho share of lines
# rationed; S stock in days of use; eps cost share; v exposed share of a sector's output; m input, j sector, t day

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import DataError, LabelError
from detente.core.labels import close_name
from detente.economy.calibration import Wedges
from detente.world.world import World

if TYPE_CHECKING:
    from detente.ledger.limits import InputLimit, Limits, State
    from detente.ledger.minerals import Mineral

__all__ = ["SUBSTITUTION", "CriticalInputs", "InputCourse", "pushed", "require_users"]

DAYS_A_YEAR = 365.0
SUBSTITUTION = (0.1, 1.0)
"""Elasticity of substitution on impact and in the long run; the ends of its range."""
YEARS = 5.0
"""Years from one to the other."""
STOPPED = 1e-3
"""Share of a sector's output that stands still from which its lines count as stopped."""
MOST_IDLE = 0.99


@final
@dataclass(frozen=True, slots=True)
class InputCourse:
    """Critical inputs of one importer, day by day.

    Attributes
    ----------
    importer, minerals, sectors
        Labels.
    lost
        (M,) share of the base's supply that is gone once goods under way have come in and reviews are over.
    available, price, rationed, stock_days
        (M, T) share of the base's use that can be met, price as a ratio to the base, share of lines without the input,
        stock at the end of the day in days of use.
    idle, push
        (J, T) share of each sector's output that stands still, and log rise of its unit cost by dearer inputs.
    output_usd_mn, value_added_usd_mn
        (J,) output and value added of the base in a year, USD mn.
    """

    importer: str
    minerals: tuple[str, ...]
    sectors: tuple[str, ...]
    lost: FloatArray
    available: FloatArray
    price: FloatArray
    rationed: FloatArray
    stock_days: FloatArray
    idle: FloatArray
    push: FloatArray
    output_usd_mn: FloatArray
    value_added_usd_mn: FloatArray

    @property
    def output_lost_usd_mn(self) -> FloatArray:
        """(J,) output not made until the last day, USD mn."""
        return np.asarray(self.idle.sum(axis=1) / DAYS_A_YEAR * self.output_usd_mn)

    @property
    def value_added_lost_usd_mn(self) -> FloatArray:
        """(J,) value added not earned until the last day, USD mn."""
        return np.asarray(self.idle.sum(axis=1) / DAYS_A_YEAR * self.value_added_usd_mn)

    @property
    def cost_rise_usd_mn(self) -> FloatArray:
        """(J,) what dearer inputs add to the cost of the base's output until the last day, USD mn."""
        return np.asarray(np.expm1(self.push).sum(axis=1) / DAYS_A_YEAR * self.output_usd_mn)

    @property
    def first_stop(self) -> FloatArray:
        """(J,) first day on which a thousandth of the sector's output stands still; NaN if none does."""
        stops = self.idle >= STOPPED
        return np.where(stops.any(axis=1), stops.argmax(axis=1) + 1.0, np.nan)


@final
@dataclass(frozen=True, slots=True)
class CriticalInputs:
    """What is assumed about critical inputs; every field is an assumption of the register.

    Attributes
    ----------
    substitution
        Elasticity of substitution between the input and all else; None: 0.1, rising to 1 in five years.
    choke
        Price factor above which a line stops instead of paying.
    licensed
        Share of exports let through where a licence is needed and nobody has published how many are granted.
    rerouted
        Share of exports that still arrive through third countries where only one importer is banned.
    stock_months
        Months of use in stock; None: what the minerals table says.
    under_way_days
        Days for which goods shipped before a stop still arrive.
    ends
        Which end of the table's ranges is taken (exposed shares of sectors, the supplier's own use): ``low`` makes
        losses small, ``high`` large.

    Examples
    --------
    >>> import detente as dt
    >>> from detente.economy.critical import CriticalInputs
    >>> case = dt.open_case("us-china-2025")
    >>> limits = case.ledger.limits(case.ledger.base, on="2025-04-12").stopped()
    >>> course = CriticalInputs().course(limits, case.ledger.base, "USA", months=6)
    >>> bool(course.output_lost_usd_mn.sum() > 0)
    True
    """

    substitution: float | None = None
    choke: float = 50.0
    licensed: float = 0.5
    rerouted: float = 0.5
    stock_months: float | None = None
    under_way_days: float = 30.0
    ends: Literal["low", "central", "high"] = "central"

    def __post_init__(self) -> None:
        if self.substitution is not None and not 0.0 < self.substitution < np.inf:
            raise DataError(f"substitution={self.substitution}: give an elasticity above zero, or None.")
        if not self.choke > 1.0:
            raise DataError(f"choke={self.choke}: lines stop at some price above the base's; give a factor above 1.")
        for name in ("licensed", "rerouted"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise DataError(f"{name}={getattr(self, name)} is no share of exports; give a number from 0 to 1.")
        for name in ("stock_months", "under_way_days"):
            value = getattr(self, name)
            if value is not None and not 0.0 <= value < np.inf:
                raise DataError(f"{name}={value}: give a number from 0 on.")

    def course(self, limits: Limits, world: World, importer: str, *, months: float) -> InputCourse:
        """What happens to one importer in the ``months`` after the day of ``limits``.

        Parameters
        ----------
        limits
            From :meth:`detente.ledger.ledger.Ledger.limits`; ``limits.stopped()`` for a full stop.
        world
            Gives output by sector.
        importer
            Whose lines; the minerals table must describe its use.
        months
            Length of the course.

        Raises
        ------
        LabelError
            If the table does not describe the importer.
        DataError
            If ``months`` is not above zero, or a user is no sector of the world.
        """
        require_users(limits, importer)
        chosen = limits.of(importer)
        if not 0.0 < months < np.inf:
            raise DataError(f"months={months}: give a length above zero.")
        days = np.arange(1.0, round(months * DAYS_A_YEAR / 12.0) + 1.0)
        lost = np.array([self._lost(limit) for limit in chosen])
        gone = np.stack([self._gone(limit, days, limits) for limit in chosen])
        stock = np.array([self.stock_days(limit.mineral) for limit in chosen])
        used = gone.cumsum(axis=1)
        available = 1.0 - np.clip(used - stock[:, None], 0.0, gone)
        sigma = self._sigma(days)
        price = np.minimum(available ** (-1.0 / sigma), self.choke)
        rationed = np.maximum(0.0, 1.0 - available * self.choke**sigma)
        n = world.regions.index(importer)
        output, added = world.flows[:, n, :].sum(axis=0), world.value_added[n]
        share, exposed = self._users(chosen, world, output)
        idle = 1.0 - np.exp(np.log1p(-np.minimum(exposed[:, :, None] * rationed[:, None, :], MOST_IDLE)).sum(axis=0))
        return InputCourse(
            importer=importer,
            minerals=tuple(limit.mineral.id for limit in chosen),
            sectors=world.sectors,
            lost=lost,
            available=available,
            price=price,
            rationed=rationed,
            stock_days=np.maximum(0.0, stock[:, None] - used),
            idle=idle,
            push=_push(share, price, sigma),
            output_usd_mn=output,
            value_added_usd_mn=np.asarray(added),
        )

    def stock_days(self, mineral: Mineral) -> float:
        """Days of use in stock on the first day."""
        return mineral.stock_days if self.stock_months is None else self.stock_months * DAYS_A_YEAR / 12.0

    def cost_push(self, limits: Limits, world: World, months: float) -> FloatArray:
        """(N, J) log rise of unit costs ``months`` after the day of ``limits`` (eq. 6).

        Dear inputs cost more; an idle line goes on paying its workers and capital and buys no inputs.
        """
        found = np.zeros((len(world.regions), len(world.sectors)))
        for importer in dict.fromkeys(limit.mineral.importer for limit in limits.inputs):
            # in the long run stocks are gone and substitution has reached its last value
            end = months if months < np.inf else 12.0 * 2.0 * YEARS
            if end > 0.0:
                course = self.course(limits, world, importer, months=end)
                idle = course.idle[:, -1]
                made = course.output_usd_mn > 0.0
                gamma = np.divide(course.value_added_usd_mn, course.output_usd_mn, out=np.zeros(made.size), where=made)
                found[world.regions.index(importer)] = course.push[:, -1] + np.log1p(gamma * idle / (1.0 - idle))
        return found

    def _lost(self, limit: InputLimit) -> float:
        """Share of the base's supply that is gone (eq. 1)."""
        mineral = limit.mineral
        gone = mineral.lost({"low": mineral.own_use_high, "high": mineral.own_use_low}.get(self.ends))
        state, everyone = limit.before
        before = self._through(state, None, everyone=everyone)
        now = self._through(limit.state, limit.granted, everyone=limit.everyone)
        return gone * max(0.0, before - now) / (1.0 - gone * (1.0 - before))

    def _through(self, state: State, granted: float | None, *, everyone: bool) -> float:
        """Share of the supplier's exports that reach the importer."""
        if state == "free":
            return 1.0
        if state == "licensed":
            return self.licensed if granted is None else granted
        return 0.0 if everyone else self.rerouted

    def _gone(self, limit: InputLimit, days: FloatArray, limits: Limits) -> FloatArray:
        """(T,) share of the base's supply that does not arrive: none while goods are under way, all in a review."""
        gone = np.full(days.size, self._lost(limit))
        if limit.state == "licensed" and limit.review_days is not None and limit.since is not None:
            left = limit.review_days - (limits.on - limit.since).days
            waiting = replace(limit, granted=0.0)
            gone[days <= left] = self._lost(waiting)
        gone[days <= self.under_way_days] = 0.0
        return gone

    def _sigma(self, days: FloatArray) -> FloatArray:
        """(T,) elasticity of substitution (eq. 3)."""
        if self.substitution is not None:
            return np.full(days.size, self.substitution)
        impact, far = SUBSTITUTION
        return np.minimum(far, impact + (far - impact) * days / (YEARS * DAYS_A_YEAR))

    def _users(self, chosen: tuple[InputLimit, ...], world: World, output: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(M, J) share of each input in the cost of each sector, and exposed share of the sector's output."""
        share, exposed = np.zeros((2, len(chosen), len(world.sectors)))
        for m, limit in enumerate(chosen):
            for use in limit.mineral.users:
                if use.sector not in world.sectors:
                    raise DataError(f"{limit.mineral.name} is used in {use.sector}, no sector of world '{world.name}'.")
                j = world.sectors.index(use.sector)
                if output[j] > 0.0:
                    share[m, j] = limit.mineral.use_usd_mn * use.share / output[j]
                    exposed[m, j] = {"low": use.low, "central": use.exposed, "high": use.high}[self.ends]
        return share, exposed


def require_users(limits: Limits, importer: str) -> None:
    """Refuse an importer whose users the minerals table does not describe.

    Raises
    ------
    LabelError
        If there are none, naming those it describes.
    """
    known = {limit.mineral.importer for limit in limits.inputs}
    if importer not in known:
        raise LabelError(
            f"the minerals table has no users in {importer}; it describes {', '.join(sorted(known))}."
            f"{close_name(importer, known)}"
        )


def _push(share: FloatArray, price: FloatArray, sigma: FloatArray) -> FloatArray:
    """(J, T) log rise of unit cost when inputs with cost ``share`` (M, J) cost ``price`` (M, T) times more (eq. 5)."""
    power = 1.0 - sigma
    near = np.abs(power) < 1e-5
    safe = np.where(near, 1.0, power)
    grown = np.where(near, np.log(price), np.expm1(safe * np.log(price)) / safe)
    total = np.einsum("mj,mt->jt", share, grown)
    return np.asarray(np.where(near, total, np.log1p(safe * total) / safe))


def pushed(wedges: Wedges, push: FloatArray) -> Wedges:
    """Wedges under which everything that a sector sells, at home too, takes ``exp(push)`` times its cost.

    Parameters
    ----------
    wedges
        Wedges after the shock.
    push
        (N, J) log rise of unit costs. It acts as an iceberg cost on all sales, which is a fall of productivity.
    """
    return replace(wedges, d=wedges.d * np.exp(push.T)[:, None, :]) if push.any() else wedges
