"""Product lines of one importer with the trade weights that turn rates by line into rates by sector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from detente.core.arrays import FloatArray, frozen
from detente.core.errors import DataError, LabelError

__all__ = ["ALL", "Lines", "spread"]

ALL = "*"
"""All partners together; as an importer, the proxy for those without lines of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Product lines of one importer, derived facts.

    Attributes
    ----------
    importer
        ``"USA"``, ``"CHN"`` or ``"*"``, the proxy for every other importer.
    codes
        (L,) product codes, digits only, sorted: eight digits for the USA, six for China and the proxy.
    sector
        (L,) ICIO goods sector of each line.
    schedule
        (L,) ordinary (most-favoured-nation) duty as a share.
    exporters
        (X,) ISO codes or groups (``EU27``); the last is ``"*"``, all partners together. A row of another year than
        ``year`` carries it in its name (``USA@2017``).
    weight
        (X, L) trade of ``year``, USD mn.
    year
        Year of the weights.
    source
        Attribution.
    free
        Partners with a free-trade agreement: their schedule counts as zero.
    members
        Economy to the exporter row that holds it, for rows that are groups (``DEU`` to ``EU27``).
    finer
        (L,) number of national codes two digits longer under each line, by which a scope finer than the lines is
        prorated; empty: one each.
    response
        Sector to the elasticity with which its rates are averaged: the rate on the whole sector that would keep out as
        much trade as the rates on its lines. Sectors that are not in it have the plain mean.
    """

    importer: str
    codes: tuple[str, ...]
    sector: tuple[str, ...]
    schedule: FloatArray
    exporters: tuple[str, ...]
    weight: FloatArray
    year: int
    source: str
    free: tuple[str, ...] = ()
    members: Mapping[str, str] = field(default_factory=dict)
    finer: tuple[int, ...] = ()
    response: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lines = len(self.codes)
        if list(self.codes) != sorted(set(self.codes)):
            raise DataError(f"lines of {self.importer}: codes must be sorted, each once.")
        object.__setattr__(self, "finer", self.finer or (1,) * lines)
        if len(self.finer) != lines:
            raise DataError(f"lines of {self.importer}: finer has {len(self.finer)} entries for {lines} codes.")
        if len(self.sector) != lines:
            raise DataError(f"lines of {self.importer}: {len(self.sector)} sectors for {lines} codes.")
        if not self.exporters or self.exporters[-1] != ALL:
            raise DataError(f'lines of {self.importer}: the last exporter must be "*", all partners together.')
        object.__setattr__(self, "schedule", frozen(self.schedule, (lines,), "schedule"))
        object.__setattr__(self, "weight", frozen(self.weight, (len(self.exporters), lines), "weight"))
        object.__setattr__(self, "members", MappingProxyType(dict(self.members)))
        object.__setattr__(self, "response", MappingProxyType(dict(self.response)))
        if any(not elasticity > 0.0 for elasticity in self.response.values()):
            raise DataError(f"lines of {self.importer}: an elasticity of a sector is not above zero.")
        if (self.schedule < 0).any() or (self.weight < 0).any():
            raise DataError(f"lines of {self.importer}: a duty or a weight is negative.")

    def _row(self, exporter: str) -> int:
        """Row of ``weight`` that stands for an exporter: its own, its group's, or all partners'."""
        name = self.members.get(exporter, exporter)
        return self.exporters.index(name) if name in self.exporters else len(self.exporters) - 1

    def weights_of(self, exporter: str, year: int | None = None) -> FloatArray:
        """(L,) weights of an exporter, USD mn; all partners' where it has no row of its own.

        Raises
        ------
        LabelError
            If trade of another ``year`` is asked for and not at hand.
        """
        if year is None or year == self.year:
            return np.asarray(self.weight[self._row(exporter)])
        name = f"{exporter}@{year}"
        if name not in self.exporters:
            rows = ", ".join(row.replace("@", " in ") for row in self.exporters if "@" in row) or "none"
            raise LabelError(
                f"trade of {year} from {exporter} is not at hand for {self.importer}; other years: {rows}. Use the "
                f"weights of {self.year}, or simple ones."
            )
        return np.asarray(self.weight[self.exporters.index(name)])

    def schedule_of(self, exporter: str) -> FloatArray:
        """(L,) ordinary duty on goods of an exporter, as a share; zero under a free-trade agreement."""
        if self.members.get(exporter, exporter) in self.free or exporter in self.free:
            return np.zeros(len(self.codes))
        return np.asarray(self.schedule)


def spread(sector: Sequence[str], mix: FloatArray, totals: Mapping[str, float]) -> FloatArray:
    """(L,) totals by sector spread over lines like ``mix`` (L,), evenly where a sector's mix is empty."""
    names = tuple(dict.fromkeys(sector))
    index = {name: position for position, name in enumerate(names)}
    position = np.array([index[name] for name in sector])
    share = np.where(np.bincount(position, mix, len(names))[position] > 0, mix, 1.0)
    whole = np.bincount(position, share, len(names))
    total = np.array([totals.get(name, 0.0) for name in names])
    return np.asarray(share * (total / whole)[position])
