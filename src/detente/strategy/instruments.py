"""What a player can move: tariffs, export taxes and barriers, tied as the player ties them, within bounds."""

# v logs of the wedges' factors, ln(1 + share); j, n, i sector, importer, exporter of a cell; g the instrument it obeys

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, final

import numpy as np
import numpy.typing as npt
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.labels import close_name, positions
from detente.economy.calibration import Wedges
from detente.strategy.objectives import Sides

__all__ = ["CAP", "NAMED", "Instruments", "Levers", "levers"]

IntArray = npt.NDArray[np.intp]

CAP = 3
SMALL = 1e-9
"""Share of the importer's spending below which an instrument's trade is too small to find its best rate."""
TIES = {
    "uniform": "one rate for everything",
    "partner": "one rate for each partner",
    "sector": "one rate for each sector",
    "sector-partner": "one rate for each sector of each partner",
}
WEDGES = ("tariff", "export_tax", "barrier", "cap")
BY_EXPORTER = ("export_tax", "cap")


@final
@dataclass(frozen=True, slots=True)
class Instruments:
    """One set of instruments of a player.

    Attributes
    ----------
    by
        ``uniform``, ``partner``, ``sector`` or ``sector-partner``: which cells share one rate. Each rate is the
        whole wedge, not points on top of it.
    wedge
        ``tariff`` on imports, ``export_tax`` on exports, ``barrier``, an iceberg cost on imports, or ``cap``, the
        highest quantity of exports: a rate r leaves 1/(1+r) of the base's quantity; the rent stays with the sellers.
        Caps need a short run. Where nobody answers, the export tax that brings the same quantity is the same move; to
        those who answer, a cap that stays is not the tax that stays.
    on
        ``rivals``: the other players, or everybody if there are none; ``all``: every other economy; or names.
    sectors
        ``goods``, ``services``, ``all``, or sector codes (a mask).
    lowest, highest
        Bounds of the rate, shares.
    step
        Rates are ``lowest`` plus whole steps of this, a share such as 0.05; 0: any rate.
    """

    by: Literal["uniform", "partner", "sector", "sector-partner"] = "sector"
    wedge: Literal["tariff", "export_tax", "barrier", "cap"] = "tariff"
    on: Literal["rivals", "all"] | tuple[str, ...] = "rivals"
    sectors: Literal["goods", "services", "all"] | tuple[str, ...] = "goods"
    lowest: float = 0.0
    highest: float = 5.0
    step: float = 0.0

    def __post_init__(self) -> None:
        for what, value, allowed in (("by", self.by, TIES), ("wedge", self.wedge, WEDGES)):
            if value not in allowed:
                raise DataError(f"{what}='{value}' is no way to set instruments; use {', '.join(allowed)}.")
        if not (-0.99 < self.lowest < self.highest < np.inf):
            raise DataError(
                f"bounds {self.lowest} to {self.highest} of {self.wedge} leave no choice: give shares above -0.99, "
                "the lower one first."
            )
        if self.wedge in ("barrier", "cap") and self.lowest < 0.0:
            raise DataError(f"a {self.wedge} cannot be below zero: there is nothing to take away. Use lowest=0.")
        if not 0.0 <= self.step <= self.highest - self.lowest:
            raise DataError(f"step={self.step}: give a share from 0 up to the width of the bounds.")

    @property
    def words(self) -> str:
        """The instruments in words."""
        partners = self.on if isinstance(self.on, str) else ", ".join(self.on)
        sectors = self.sectors if isinstance(self.sectors, str) else ", ".join(self.sectors)
        return (
            f"{self.wedge.replace('_', ' ')}, {TIES[self.by]}, on {partners}, sectors: {sectors}, from "
            f"{self.lowest:.0%} to {self.highest:.0%}"
            + (f" in steps of {100.0 * self.step:g} points" if self.step else "")
        )


NAMED: Mapping[str, Instruments] = {
    **{by: Instruments(by=by) for by in ("uniform", "partner", "sector", "sector-partner")},
    "export-tax": Instruments(wedge="export_tax", highest=3.0),
    "export-control": Instruments(wedge="export_tax", sectors=("C20", "C26", "C27"), highest=3.0),
    "export-cap": Instruments(wedge="cap", sectors=("C20", "C26", "C27"), highest=9.0),
    "services": Instruments(wedge="barrier", sectors="services", highest=3.0),
}
"""Short names of common instruments."""


@final
@dataclass(frozen=True, slots=True)
class Levers:
    """Instruments of one player on one world, in kernel layout.

    Attributes
    ----------
    player
        Whose they are.
    wedge, j, n, i, g
        (C,) wedge (0 tariff, 1 export tax, 2 barrier, 3 cap), sector, importer, exporter and instrument of every cell.
    labels
        Wedge, partner and sector of each of the K instruments; ``*`` stands for several.
    low, high, start
        (K,) bounds and base, ln(1 + rate).
    step
        (K,) step of the rate, a share; 0 for any rate.
    trade
        (K,) base trade behind each, as a share of the player's final spending.
    bend
        (K,) the same times the trade elasticity: about how fast the slope of real income falls in the log of the rate.
    frozen
        Labels of instruments left at the base since hardly anything is traded there.
    """

    player: str
    wedge: IntArray
    j: IntArray
    n: IntArray
    i: IntArray
    g: IntArray
    labels: tuple[tuple[str, str, str], ...]
    low: FloatArray
    high: FloatArray
    start: FloatArray
    step: FloatArray
    trade: FloatArray
    bend: FloatArray
    frozen: tuple[tuple[str, str, str], ...]

    def place(self, v: FloatArray, t: FloatArray, x: FloatArray, d: FloatArray) -> None:
        """Write the rates of (K,) logs ``v`` into (J, N, N) wedges."""
        for number, cube in enumerate((t, x, d)):
            at = self.wedge == number
            if at.any():
                share = np.expm1(v[self.g[at]])
                cube[self.j[at], self.n[at], self.i[at]] = share if number < 2 else 1.0 + share

    def on_grid(self, v: FloatArray) -> FloatArray:
        """(K,) the nearest logs that the steps allow."""
        low, high = np.expm1(self.low), np.expm1(self.high)
        free = self.step == 0.0
        size = np.where(free, 1.0, self.step)
        last = np.floor((high - low) / size + 1e-9)
        count = np.clip(np.rint((np.expm1(v) - low) / size), 0.0, last)
        return np.where(free, v, np.log1p(low + count * size))

    def caps(self, v: FloatArray) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
        """Sector, importer, exporter and highest quantity over the base of every capped cell."""
        at = self.wedge == CAP
        return self.j[at], self.n[at], self.i[at], np.exp(-v[self.g[at]])

    def gathered(self, cells: FloatArray) -> FloatArray:
        """(K,) sum of slopes in logs of the (C,) cells over what each instrument moves."""
        return np.bincount(self.g, cells, minlength=len(self.labels)).astype(np.float64)

    def labelled(self, values: FloatArray, name: str = "rate") -> xr.DataArray:
        """(K,) values with the labels of the instruments."""
        wedge, partner, sector = (list(column) for column in zip(*self.labels, strict=True))
        return xr.DataArray(
            values,
            dims="move",
            coords={"wedge": ("move", wedge), "partner": ("move", partner), "sector": ("move", sector)},
            name=name,
        )


def levers(
    player: str,
    specs: Sequence[Instruments],
    players: Sequence[str],
    sides: Sides,
    V: FloatArray,
    base: Wedges,
    theta: FloatArray,
) -> Levers:
    """Instruments of a player as arrays.

    Parameters
    ----------
    player, players
        Whose they are, and everybody who plays.
    specs
        What it can move.
    sides
        Finds players and economies.
    V
        (J, N, N) base trade at basic prices.
    base
        Wedges in force where the game starts.
    theta
        (J,) trade elasticities.

    Raises
    ------
    DataError
        If the player cannot move anything that is traded, or moves a cell twice.
    """
    world = sides.world
    members = sides.of(player)
    E = (V * (1.0 + base.t)).sum(axis=(0, 2))
    cells, keys, limits = _cells(player, specs, players, sides, V)
    unique = list(dict.fromkeys(keys))
    g = np.array([unique.index(key) for key in keys], dtype=np.intp)
    wedge, j, n, i = cells.T
    flow = V[j, n, i]
    traded = np.bincount(g, flow)
    enough = traded >= SMALL * np.bincount(g, E[n]) / np.bincount(g)
    held = (base.t[j, n, i], base.x[j, n, i], base.d[j, n, i] - 1.0, np.zeros(len(j)))
    logs = np.log1p(np.choose(wedge, held))
    start = np.bincount(g, flow * logs) / traded
    if not enough.any():
        raise DataError(f"hardly anything that {player} could tax is traded; name other partners or sectors.")
    spent = float(world.final_use[list(members)].sum())
    keep = enough[g]
    renumber = np.cumsum(enough) - 1
    first = np.unique(g, return_index=True)[1]
    low, high, step = limits[first][enough].T
    return Levers(
        player=player,
        wedge=wedge[keep],
        j=j[keep],
        n=n[keep],
        i=i[keep],
        g=renumber[g[keep]],
        labels=tuple(label for label, kept in zip(unique, enough, strict=True) if kept),
        low=low,
        high=high,
        start=np.clip(start[enough], low, high),
        step=step,
        trade=traded[enough] / spent,
        bend=np.bincount(g, flow * theta[j])[enough] / spent,
        frozen=tuple(label for label, kept in zip(unique, enough, strict=True) if not kept),
    )


def _cells(
    player: str, specs: Sequence[Instruments], players: Sequence[str], sides: Sides, V: FloatArray
) -> tuple[npt.NDArray[np.intp], list[tuple[str, str, str]], FloatArray]:
    """(C, 4) wedge, sector, importer and exporter of every traded cell, labels of what moves it, and (C, 3) its limits.

    Limits are the lowest and the highest ln(1 + rate) and the step of rates.
    """
    world, members = sides.world, sides.of(player)
    cells: list[list[int]] = []
    keys: list[tuple[str, str, str]] = []
    limits: list[tuple[float, float, float]] = []
    for spec in specs:
        for partner, at in _partners(spec, player, players, sides, members):
            for j in _sectors(spec, sides):
                key = (
                    spec.wedge,
                    partner if spec.by in ("partner", "sector-partner") else _several(spec, players, player),
                    world.sectors[j] if spec.by in ("sector", "sector-partner") else "*",
                )
                for own in members:
                    n, i = (at, own) if spec.wedge in BY_EXPORTER else (own, at)
                    if V[j, n, i] > 0.0:
                        cells.append([WEDGES.index(spec.wedge), j, n, i])
                        keys.append(key)
                        limits.append((float(np.log1p(spec.lowest)), float(np.log1p(spec.highest)), spec.step))
    if not cells:
        raise DataError(f"{player} has no instrument on anything that is traded; name other partners or sectors.")
    found = np.array(cells, dtype=np.intp)
    if len(np.unique(found, axis=0)) < len(found):
        raise DataError(f"{player} would move the same wedge with two instruments; let each cell have one.")
    return found, keys, np.array(limits)


def _partners(
    spec: Instruments, player: str, players: Sequence[str], sides: Sides, members: tuple[int, ...]
) -> list[tuple[str, int]]:
    """Partners as (name, position), members of a group under the name of the group."""
    rivals = [name for name in players if name != player]
    if spec.on == "all" or (spec.on == "rivals" and not rivals):
        names: Sequence[str] = sides.world.regions
    elif spec.on == "rivals":
        names = rivals
    else:
        names = spec.on
    found = [(name, at) for name in names for at in sides.of(name)]
    return [(name, at) for name, at in found if at not in members]


def _sectors(spec: Instruments, sides: Sides) -> list[int]:
    world = sides.world
    if isinstance(spec.sectors, str):
        if spec.sectors not in ("goods", "services", "all"):
            close = close_name(spec.sectors, world.sectors)
            raise DataError(
                f"sectors='{spec.sectors}' is no choice; use goods, services, all or a list of codes.{close}"
            )
        wanted = {"goods": (True,), "services": (False,), "all": (True, False)}[spec.sectors]
        return [j for j, good in enumerate(world.goods) if good in wanted]
    return [int(j) for j in positions(spec.sectors, world.sectors, f"sector of world '{world.name}'")]


def _several(spec: Instruments, players: Sequence[str], player: str) -> str:
    rivals = [name for name in players if name != player]
    if spec.on == "rivals" and len(rivals) == 1:
        return rivals[0]
    return spec.on[0] if not isinstance(spec.on, str) and len(spec.on) == 1 else "*"
