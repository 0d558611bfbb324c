"""Leverage: what a side can make another lose for each unit that it loses itself, line by line and all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np
import xarray as xr

from detente.core.errors import DataError
from detente.core.labels import positions
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.economy.shortrun import ShortRun
from detente.world.world import World

if TYPE_CHECKING:
    from detente.ledger.limits import Limits

__all__ = ["LINES", "Joint", "Threat", "Threatened", "damage_ratio", "joint_threat", "leverage", "threaten"]

LINES: Mapping[str, tuple[str, str]] = {
    "tariff": ("tariff", "goods"),
    "export tax": ("export_tax", "goods"),
    "barrier on services": ("barrier", "services"),
}
"""Kinds of lines: the wedge and the sectors it stands on."""
SMALL = 1e-5
"""Trade of a line as a share of the sender's spending below which it has no row."""


def damage_ratio(target: float, sender: float) -> float:
    """Loss of the target for each unit of the sender's own; infinite where the sender gains or loses nothing.

    Parameters
    ----------
    target, sender
        Changes of real income; below zero is a loss. NaN where the target does not lose.
    """
    if target >= 0.0:
        return float("nan")
    return target / sender if sender < 0.0 else float("inf")


def leverage(outcome: Outcome, world: World, sender: str, target: str) -> xr.Dataset:
    """Every line that a sender can raise against a target, at the margin, from two adjoints.

    Parameters
    ----------
    outcome
        Where both stand; a model's answer to the measures of a day.
    world
        Its world.
    sender, target
        Codes.

    Returns
    -------
    xarray.Dataset
        By ``line``: ``own`` and ``damage``, change of log real income of sender and target by one unit of the rate
        (0.01 of it is one point); ``ratio``, damage for each unit of own loss, infinite where the sender gains;
        ``trade``, trade of the line in the world's money where both stand. Coordinates ``kind`` and ``sector``.
    """
    regions, sectors = world.regions, world.sectors
    s, t = (int(p) for p in positions((sender, target), regions, f"economy of world '{world.name}'"))
    if s == t:
        raise DataError(f"{sender} has no leverage over itself; name two economies.")
    own, his = (outcome.gradient(("log_real_income", name)).data for name in (sender, target))
    value = outcome.data["trade_value"].values
    spending = float(world.final_use[s].sum())
    rows: dict[str, list[object]] = {name: [] for name in ("kind", "sector", "own", "damage", "ratio", "trade")}
    for kind, (wedge, part) in LINES.items():
        n, i = (t, s) if wedge == "export_tax" else (s, t)
        for j, good in enumerate(world.goods):
            if good != (part == "goods") or value[n, i, j] < SMALL * spending:
                continue
            mine, hurt = (float(slopes[wedge].values[n, i, j]) for slopes in (own, his))
            rows["kind"].append(kind)
            rows["sector"].append(sectors[j])
            rows["own"].append(mine)
            rows["damage"].append(hurt)
            rows["ratio"].append(damage_ratio(hurt, mine))
            rows["trade"].append(float(value[n, i, j]))
    return xr.Dataset(
        {
            "own": ("line", rows["own"], {"unit": "log change per unit of the rate"}),
            "damage": ("line", rows["damage"], {"unit": "log change per unit of the rate"}),
            "ratio": ("line", rows["ratio"]),
            "trade": ("line", rows["trade"], {"unit": world.unit}),
        },
        coords={"kind": ("line", rows["kind"]), "sector": ("line", rows["sector"])},
        attrs={"sender": sender, "target": target},
    )


@final
@dataclass(frozen=True, slots=True)
class Threat:
    """Something a side could do on top of what is in force.

    Attributes
    ----------
    name
        In words.
    by
        Who would do it, one economy or several.
    add
        (importer, exporter, sector) -> what is added, by wedge: ``tariff``, ``export_tax``, ``barrier``; shares.
    limits
        Critical inputs withheld; None: none.
    """

    name: str
    by: tuple[str, ...]
    add: Mapping[str, Mapping[tuple[str, str, str], float]]
    limits: Limits | None = None


@final
@dataclass(frozen=True, slots=True)
class Threatened:
    """What a threat does if it is carried out.

    Attributes
    ----------
    name, by
        The threat.
    own, damage
        Change of real income of its senders, weighted with base spending, and of the target; shares.
    others
        Change of real income of everybody else, share, weighted with base spending.
    """

    name: str
    by: tuple[str, ...]
    own: float
    damage: float
    others: float

    @property
    def ratio(self) -> float:
        """Loss of the target for each unit of the sender's."""
        return damage_ratio(self.damage, self.own)


@final
@dataclass(frozen=True, slots=True)
class Joint:
    """Threats carried out together.

    Attributes
    ----------
    whole
        All of them at once; ``by`` names all senders, ``own`` is the change for them together.
    single
        One by one.
    complementarity
        Damage of all at once less the sum of single damages, in shares of the target's real income: below zero when
        together they do more.
    """

    whole: Threatened
    single: tuple[Threatened, ...]
    complementarity: float


def threaten(
    world: World,
    model: LongRun | ShortRun,
    now: xr.Dataset,
    threats: tuple[Threat, ...],
    target: str,
    *,
    before: xr.Dataset | None = None,
) -> Threatened:
    """Carry out some threats together, on top of what is in force.

    Parameters
    ----------
    world, model
        The economy.
    now
        Wedges in force.
    threats
        At least one.
    target
        Who is to lose.
    before
        Wedges at which the short run is at rest; None: those in force.
    """
    start = now if before is None else before
    return _carried_out(world, model, start, now, threats, target, model.solve(world, start, now))


def _carried_out(
    world: World,
    model: LongRun | ShortRun,
    start: xr.Dataset,
    now: xr.Dataset,
    threats: tuple[Threat, ...],
    target: str,
    today: Outcome,
) -> Threatened:
    """The same, beside today's outcome."""
    here = today.data
    there = model.solve(world, start, _added(world, now, threats), _withheld(threats)).data
    real = np.log1p(there["welfare"].values) - np.log1p(here["welfare"].values)
    weight = here["income_base"].values
    names = list(world.regions)
    senders = tuple(dict.fromkeys(by for threat in threats for by in threat.by))
    mine = [names.index(by) for by in senders]
    rest = [n for n, name in enumerate(names) if name not in (*senders, target)]
    return Threatened(
        " + ".join(threat.name for threat in threats),
        senders,
        float(np.expm1(np.average(real[mine], weights=weight[mine]))),
        float(np.expm1(real[names.index(target)])),
        float(np.expm1(np.average(real[rest], weights=weight[rest]))) if rest else 0.0,
    )


def joint_threat(
    world: World,
    model: LongRun | ShortRun,
    now: xr.Dataset,
    threats: tuple[Threat, ...],
    target: str,
    *,
    before: xr.Dataset | None = None,
) -> Joint:
    """Threats one by one and all at once; see ``threaten``.

    What all of them do beyond the sum of each is what a coalition adds (after Clayton, Maggiori and Schreger 2023).
    """
    start = now if before is None else before
    today = model.solve(world, start, now)
    single = tuple(_carried_out(world, model, start, now, (threat,), target, today) for threat in threats)
    whole = _carried_out(world, model, start, now, threats, target, today)
    return Joint(whole, single, whole.damage - sum(row.damage for row in single))


def _added(world: World, now: xr.Dataset, threats: tuple[Threat, ...]) -> xr.Dataset:
    cubes = {name: now[name].values.copy() for name in ("tariff", "export_tax", "barrier")}
    for threat in threats:
        for wedge, cells in threat.add.items():
            if wedge not in cubes:
                raise DataError(f"{wedge} is no wedge; a threat adds to {', '.join(cubes)}.")
            for (importer, exporter, sector), rate in cells.items():
                n, i = positions((importer, exporter), world.regions, f"economy of world '{world.name}'")
                (j,) = positions((sector,), world.sectors, f"sector of world '{world.name}'")
                cubes[wedge][n, i, j] += rate
    return now.assign({name: (now[name].dims, cube) for name, cube in cubes.items()})


def _withheld(threats: tuple[Threat, ...]) -> Limits | None:
    held = [threat.limits for threat in threats if threat.limits is not None]
    if len(held) > 1:
        raise DataError("two threats withhold critical inputs; put what both withhold into one.")
    return held[0] if held else None
