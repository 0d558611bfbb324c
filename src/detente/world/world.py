"""A calibrated world and the accounting identities that it must satisfy.

Identities (regions n importer, i exporter; sectors j, k): output ``Y = sum_k U[., k, j] + VA``; spending
``E = sum_k U[n, j, k] + F``; world spending equals world output plus tariff revenue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Self

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray, frozen
from detente.core.card import card
from detente.core.errors import DataError

__all__ = ["World"]

TOLERANCE = 1e-9
TYPED_TOLERANCE = 1e-6
SHOWN = 8
"""Economies that a notebook shows, largest first."""


@dataclass(frozen=True, slots=True)
class World:
    """One calibrated world economy.

    Attributes
    ----------
    name
        Short name, for instance ``"2024"``.
    regions, sectors
        Labels of the axes: ISO alpha-3 codes (and ROW), ICIO sector codes.
    flows
        (importer, exporter, sector) trade at basic prices, net of the importer's tariff, domestic sales
        included; USD mn.
    value_added
        (region, sector) value added, USD mn.
    input_use
        (region, sector_in, sector_by) spending of sector_by on inputs from sector_in of every origin at
        purchaser's prices, USD mn.
    final_use
        (region, sector) final spending at purchaser's prices, USD mn.
    tariff
        (importer, exporter, sector) ad valorem rate in force on the base day, as a share.
    employment
        (region, sector) thousand persons, or None where not known.
    elasticities
        Named vectors (sector,) of the trade elasticity theta = sigma - 1.
    goods
        (sector,) True for goods, on which tariffs can be levied.
    year, unit, base_day
        Year of the flows, unit of money, day of the base tariffs.
    provenance
        Attribution, vintage and notes, each printed with the world.
    """

    name: str
    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    flows: FloatArray
    value_added: FloatArray
    input_use: FloatArray
    final_use: FloatArray
    tariff: FloatArray
    goods: tuple[bool, ...]
    year: int
    unit: str
    base_day: date
    employment: FloatArray | None = None
    elasticities: Mapping[str, FloatArray] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        n, s = len(self.regions), len(self.sectors)
        shapes = {
            "flows": (n, n, s),
            "value_added": (n, s),
            "input_use": (n, s, s),
            "final_use": (n, s),
            "tariff": (n, n, s),
        }
        for name, shape in shapes.items():
            object.__setattr__(self, name, frozen(getattr(self, name), shape, name))
        if self.employment is not None:
            object.__setattr__(self, "employment", frozen(self.employment, (n, s), "employment"))
        sets = {key: frozen(values, (s,), f"elasticities[{key}]") for key, values in self.elasticities.items()}
        object.__setattr__(self, "elasticities", MappingProxyType(sets))
        object.__setattr__(self, "provenance", MappingProxyType(dict(self.provenance)))
        problems = self.problems()
        if problems:
            raise DataError(f"world '{self.name}' is refused: " + " ".join(problems))
        object.__setattr__(self, "digest", _digest(self))

    @classmethod
    def from_arrays(
        cls,
        flows: npt.ArrayLike,
        value_added: npt.ArrayLike | None,
        input_use: npt.ArrayLike | None,
        final_use: npt.ArrayLike | None,
        tariff: npt.ArrayLike,
        *,
        regions: Sequence[str],
        sectors: Sequence[str],
        year: int,
        unit: str,
        name: str = "own",
        base_day: date | None = None,
        goods: Sequence[bool] | None = None,
        employment: npt.ArrayLike | None = None,
        elasticities: Mapping[str, npt.ArrayLike] | None = None,
        provenance: Mapping[str, str] | None = None,
    ) -> Self:
        """Build a world from arrays; what is None is derived.

        Parameters
        ----------
        flows
            (importer, exporter, sector) at basic prices, domestic sales included.
        value_added
            (region, sector); None: output less inputs.
        input_use
            (region, sector_in, sector_by) at purchaser's prices; None: no inputs, value added is output.
        final_use
            (region, sector) at purchaser's prices; None: spending less inputs.
        tariff
            (importer, exporter, sector) as a share.
        regions, sectors, year, unit
            Labels of the axes, year of the flows and unit of money.
        name, base_day, goods, employment, elasticities, provenance
            As the attributes of :class:`World`; ``base_day`` defaults to the last day of ``year``, ``goods``
            to every sector.

        Returns
        -------
        World
            Identities that hold to 1e-6 of world output only are closed by final use and value added, and
            ``provenance["closed"]`` says so.

        Raises
        ------
        DataError
            If a shape is wrong, a value is negative or not finite, or an identity fails.
        """
        n, s = len(regions), len(sectors)
        x = frozen(flows, (n, n, s), "flows")
        t = frozen(tariff, (n, n, s), "tariff")
        use = frozen(np.zeros((n, s, s)) if input_use is None else input_use, (n, s, s), "input_use")
        output = x.sum(axis=0)
        spending = (x * (1.0 + t)).sum(axis=1)
        notes = dict(provenance or {})
        va_derived = output - use.sum(axis=1)
        final_derived = spending - use.sum(axis=2)
        va = va_derived if value_added is None else frozen(value_added, (n, s), "value_added")
        final = final_derived if final_use is None else frozen(final_use, (n, s), "final_use")
        scale = float(output.sum())
        for label, typed, derived in (("value_added", va, va_derived), ("final_use", final, final_derived)):
            gap = float(np.abs(typed - derived).max()) / scale if scale > 0 else 0.0
            if TOLERANCE < gap <= TYPED_TOLERANCE:
                notes["closed"] = notes.get("closed", "") + f"{label} closed by up to {gap:.1e} of world output. "
        va = va_derived if np.abs(va - va_derived).max() <= TYPED_TOLERANCE * scale else va
        final = final_derived if np.abs(final - final_derived).max() <= TYPED_TOLERANCE * scale else final
        tiny = 1e-12 * scale
        va = np.where((va < 0) & (va > -tiny), 0.0, va)
        final = np.where((final < 0) & (final > -tiny), 0.0, final)
        return cls(
            name=name,
            regions=tuple(regions),
            sectors=tuple(sectors),
            flows=x,
            value_added=va,
            input_use=use,
            final_use=final,
            tariff=t,
            goods=tuple(bool(g) for g in goods) if goods is not None else (True,) * s,
            year=year,
            unit=unit,
            base_day=base_day or date(year, 12, 31),
            employment=None if employment is None else frozen(employment, (n, s), "employment"),
            elasticities={k: frozen(v, (s,), k) for k, v in (elasticities or {}).items()},
            provenance=notes,
        )

    def _repr_html_(self) -> str:
        goods = sum(self.goods)
        largest = sorted(range(len(self.regions)), key=lambda n: -float(self.output[n].sum()))[:SHOWN]
        outside = self.flows.sum(axis=2) * (1.0 - np.eye(len(self.regions)))
        rows = [
            (
                self.regions[n],
                f"{self.output[n].sum():,.0f}",
                f"{outside[:, n].sum():,.0f}",
                f"{outside[n].sum():,.0f}",
                f"{self.revenue[n]:,.0f}",
            )
            for n in largest
        ]
        facts = {
            "size": f"{len(self.regions)} economies, {len(self.sectors)} sectors, {goods} of them goods",
            "flows of": f"{self.year}, {self.unit}; tariffs of {self.base_day}",
            "elasticities": ", ".join(self.elasticities) or "none",
            "digest": self.digest,
        }
        columns = ("economy", "output", "exports", "imports", "tariff revenue")
        return card(f"World {self.name}", facts, columns, rows, self.provenance.get("attribution", ""))

    @property
    def output(self) -> FloatArray:
        """(region, sector) gross output at basic prices, USD mn."""
        return np.asarray(self.flows.sum(axis=0))

    @property
    def spending(self) -> FloatArray:
        """(region, sector) spending at purchaser's prices, tariffs included, USD mn."""
        return np.asarray(np.einsum("nij,nij->nj", self.flows, 1.0 + self.tariff))

    @property
    def revenue(self) -> FloatArray:
        """(region,) tariff revenue, USD mn."""
        return np.asarray(np.einsum("nij,nij->n", self.flows, self.tariff))

    @property
    def deficits(self) -> FloatArray:
        """(region,) final spending less factor income and tariff revenue, USD mn; sums to zero."""
        return np.asarray(self.final_use.sum(axis=1) - self.value_added.sum(axis=1) - self.revenue)

    def identities(self) -> dict[str, float]:
        """Each accounting identity's largest gap, relative to world output (or the count of bad cells)."""
        scale = float(self.output.sum()) or 1.0
        own = np.arange(len(self.regions))
        value_added_share = self.value_added <= self.output * (1 + 1e-9) + 1e-12 * scale
        return {
            "output = inputs + value added": float(
                np.abs(self.output - self.input_use.sum(axis=1) - self.value_added).max() / scale
            ),
            "spending = input use + final use": float(
                np.abs(self.spending - self.input_use.sum(axis=2) - self.final_use).max() / scale
            ),
            "deficits sum to zero": float(abs(self.deficits.sum()) / scale),
            "negative cells": float(
                sum(
                    int((a < 0).sum())
                    for a in (self.flows, self.value_added, self.input_use, self.final_use, self.tariff)
                )
            ),
            "tariffs on own goods": float((self.tariff[own, own, :] != 0).sum()),
            "value added above output": float((~value_added_share).sum()),
            "output without value added": float(((self.output > 0) & (self.value_added <= 0)).sum()),
        }

    def problems(self) -> list[str]:
        """One sentence for each identity that fails; empty for a sound world."""
        found = []
        for name, gap in self.identities().items():
            if gap > TOLERANCE:
                found.append(f"{name}: {gap:.3g}, must be at most {TOLERANCE:.0e}.")
        for label, values in (("region", self.regions), ("sector", self.sectors)):
            if len(set(values)) != len(values):
                found.append(f"a {label} appears twice.")
        if len(self.goods) != len(self.sectors):
            found.append(f"goods has {len(self.goods)} entries for {len(self.sectors)} sectors.")
        return found


def _digest(world: World) -> str:
    """Twelve hex digits over labels and values; the same world gives the same digest anywhere."""
    state = hashlib.sha256()
    state.update(repr((world.regions, world.sectors, world.goods, world.year, world.unit, world.base_day)).encode())
    for array in (world.flows, world.value_added, world.input_use, world.final_use, world.tariff):
        state.update(array.tobytes())
    for key in sorted(world.elasticities):
        state.update(key.encode() + world.elasticities[key].tobytes())
    return state.hexdigest()[:12]
