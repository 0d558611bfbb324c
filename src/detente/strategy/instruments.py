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

__all__ = ["NAMED", "Instruments", "Levers", "levers"]

IntArray = npt.NDArray[np.intp]

SMALL = 1e-9
"""Share of the importer's spending below which an instrument's trade is too small to find its best rate."""
TIES = {
    "uniform": "one rate for everything",
    "partner": "one rate for each partner",
    "sector": "one rate for each sector",
    "sector-partner": "one rate for each sector of each partner",
}
FIELDS = {"tariff": "t", "export_tax": "x", "barrier": "d"}


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
        ``tariff`` on imports, ``export_tax`` on exports, or ``barrier``, an iceberg cost on imports. A cap on
        exports whose rent stays with the sellers is the export tax that brings the same quantity.
    on
        ``rivals``: the other players, or everybody if there are none; ``all``: every other economy; or names.
    sectors
        ``goods``, ``services``, ``all``, or sector codes (a mask).
    lowest, highest
        Bounds of the rate, shares.
    """

    by: Literal["uniform", "partner", "sector", "sector-partner"] = "sector"
    wedge: Literal["tariff", "export_tax", "barrier"] = "tariff"
    on: Literal["rivals", "all"] | tuple[str, ...] = "rivals"
    sectors: Literal["goods", "services", "all"] | tuple[str, ...] = "goods"
    lowest: float = 0.0
    highest: float = 5.0

    def __post_init__(self) -> None:
        for what, value, allowed in (("by", self.by, TIES), ("wedge", self.wedge, FIELDS)):
            if value not in allowed:
                raise DataError(f"{what}='{value}' is no way to set instruments; use {', '.join(allowed)}.")
        if not (-0.99 < self.lowest < self.highest < np.inf):
            raise DataError(
                f"bounds {self.lowest} to {self.highest} of {self.wedge} leave no choice: give shares above -0.99, "
                "the lower one first."
            )
        if self.wedge == "barrier" and self.lowest < 0.0:
            raise DataError("a barrier cannot be below zero: trade costs nothing less than nothing. Use lowest=0.")

    @property
    def words(self) -> str:
        """The instruments in words."""
        partners = self.on if isinstance(self.on, str) else ", ".join(self.on)
        sectors = self.sectors if isinstance(self.sectors, str) else ", ".join(self.sectors)
        return (
            f"{self.wedge.replace('_', ' ')}, {TIES[self.by]}, on {partners}, sectors: {sectors}, from "
            f"{self.lowest:.0%} to {self.highest:.0%}"
        )


NAMED: Mapping[str, Instruments] = {
    **{by: Instruments(by=by) for by in ("uniform", "partner", "sector", "sector-partner")},
    "export-tax": Instruments(wedge="export_tax", highest=3.0),
    "export-control": Instruments(wedge="export_tax", sectors=("C20", "C26", "C27"), highest=3.0),
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
        (C,) wedge (0 tariff, 1 export tax, 2 barrier), sector, importer, exporter and instrument of every cell.
    labels
        Wedge, partner and sector of each of the K instruments; ``*`` stands for several.
    low, high, start
        (K,) bounds and base, ln(1 + rate).
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
    columns: list[list[int]] = []
    keys: list[tuple[str, str, str]] = []
    low, high = [], []
    for spec in specs:
        for partner, at in _partners(spec, player, players, sides, members):
            for j in _sectors(spec, sides):
                key = (
                    spec.wedge,
                    partner if spec.by in ("partner", "sector-partner") else _several(spec, players, player),
                    world.sectors[j] if spec.by in ("sector", "sector-partner") else "*",
                )
                for own in members:
                    n, i = (at, own) if spec.wedge == "export_tax" else (own, at)
                    if V[j, n, i] > 0.0:
                        columns.append([list(FIELDS).index(spec.wedge), j, n, i, len(keys)])
                        keys.append(key)
                        low.append(np.log1p(spec.lowest))
                        high.append(np.log1p(spec.highest))
    if not columns:
        raise DataError(f"{player} has no instrument on anything that is traded; name other partners or sectors.")
    cells = np.array(columns, dtype=np.intp)
    if len(np.unique(cells[:, :4], axis=0)) < len(cells):
        raise DataError(f"{player} would move the same wedge with two instruments; let each cell have one.")
    unique = list(dict.fromkeys(keys))
    g = np.array([unique.index(key) for key in keys], dtype=np.intp)
    wedge, j, n, i = cells[:, :4].T
    flow = V[j, n, i]
    traded = np.bincount(g, flow)
    enough = traded >= SMALL * np.bincount(g, E[n]) / np.bincount(g)
    logs = np.log1p(np.where(wedge == 0, base.t[j, n, i], np.where(wedge == 1, base.x[j, n, i], base.d[j, n, i] - 1.0)))
    start = np.bincount(g, flow * logs) / traded
    if not enough.any():
        raise DataError(f"hardly anything that {player} could tax is traded; name other partners or sectors.")
    spent = float(world.final_use[list(members)].sum())
    keep = enough[g]
    renumber = np.cumsum(enough) - 1
    first = np.unique(g, return_index=True)[1]
    bounds = [np.array(bound)[first][enough] for bound in (low, high)]
    return Levers(
        player=player,
        wedge=wedge[keep],
        j=j[keep],
        n=n[keep],
        i=i[keep],
        g=renumber[g[keep]],
        labels=tuple(label for label, kept in zip(unique, enough, strict=True) if kept),
        low=bounds[0],
        high=bounds[1],
        start=np.clip(start[enough], *bounds),
        trade=traded[enough] / spent,
        bend=np.bincount(g, flow * theta[j])[enough] / spent,
        frozen=tuple(label for label, kept in zip(unique, enough, strict=True) if not kept),
    )


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
