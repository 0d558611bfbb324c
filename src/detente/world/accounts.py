"""What every reader hands over: trade and inputs of a table at basic prices, closed into a world here.

A table sold by statisticians is no world yet: inventories make cells negative, duties sit inside value added, some
columns use more than they sell. :meth:`Accounts.world` mends that by fixed rules and says in the world's provenance
what it did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.world.calibration.base_tariffs import purchasers_prices
from detente.world.world import World

__all__ = ["UNITS", "Accounts", "from_matrix", "listed", "to_usd_mn"]

UNITS = {"USD": 1e-6, "thousand USD": 1e-3, "USD mn": 1.0, "USD bn": 1e3}
"""Units of money in USD mn."""
SHOWN = 5
"""Cells that a sentence names before it counts the rest."""
OFF = 0.01
"""Gap between rows and the file's own output, relative to all output, above which a file is refused."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Flows and inputs of one year at basic prices, before any tariff.

    Attributes
    ----------
    regions, sectors
        Labels of the axes.
    flows
        (importer, exporter, sector) sales of every exporter to every importer, own sales included; USD mn.
    input_use
        (region, sector_in, sector_by) inputs bought by sector_by from every origin, USD mn; None: not known.
    goods
        (sector,) True for goods.
    year
        Year of the table.
    source
        Attribution, printed with the world.
    notes
        What the reader found and did.
    """

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    flows: FloatArray
    input_use: FloatArray | None
    goods: tuple[bool, ...]
    year: int
    source: str
    notes: tuple[str, ...] = ()

    def world(
        self,
        name: str,
        tariff: FloatArray | None = None,
        elasticities: Mapping[str, FloatArray] | None = None,
    ) -> World:
        """Put tariffs on the table and derive the rest.

        Inputs are scaled to purchaser's prices, so that value added becomes net of duties; sectors that would use
        more than 0.98 of what they sell are cut to that; value added is output less inputs, final use is spending
        less inputs.

        Parameters
        ----------
        name
            Name of the world.
        tariff
            (importer, exporter, sector) shares; None: no tariffs.
        elasticities
            Named sets of trade elasticities (sector,).

        Returns
        -------
        World
            With ``provenance`` holding source and notes.

        Raises
        ------
        DataError
            If inputs exceed spending, or an identity fails.
        """
        n = len(self.regions)
        t = np.zeros_like(self.flows) if tariff is None else tariff.copy()
        t[np.arange(n), np.arange(n)] = 0.0
        notes = [*self.notes]
        use = None
        if self.input_use is not None:
            self._refuse_more_inputs_than_spending()
            output = self.flows.sum(axis=0)
            before, after = self.flows.sum(axis=1), (self.flows * (1.0 + t)).sum(axis=1)
            use, over = purchasers_prices(self.input_use, before, after, output)
            if over.any():
                cells = [f"{self.regions[i]} {self.sectors[j]}" for i, j in np.argwhere(over)]
                notes.append(f"inputs cut to 0.98 of output in {listed(cells)}.")
        else:
            notes.append("no input-output links: every sector's value added is its output.")
        if tariff is None:
            notes.append("no tariffs: every base rate is zero.")
        return World.from_arrays(
            self.flows,
            None,
            use,
            None,
            t,
            regions=self.regions,
            sectors=self.sectors,
            year=self.year,
            unit="USD mn",
            name=name,
            goods=self.goods,
            elasticities=elasticities,
            provenance={"attribution": self.source, "notes": " ".join(notes)},
        )

    def _refuse_more_inputs_than_spending(self) -> None:
        assert self.input_use is not None
        spending, bought = self.flows.sum(axis=1), self.input_use.sum(axis=2)
        over = bought > spending * (1.0 + 1e-6) + 1e-9 * float(self.flows.sum())
        if over.any():
            cells = [
                f"{self.regions[n]} {self.sectors[j]} ({bought[n, j]:,.4g} of {spending[n, j]:,.4g})"
                for n, j in np.argwhere(over)
            ]
            raise DataError(
                f"more is bought as inputs than is spent on the good at all: {listed(cells)}. "
                "Inputs and flows must come from one table, in one unit."
            )


def from_matrix(
    inputs: FloatArray,
    final: FloatArray,
    rows: Sequence[tuple[str, str]],
    buyers: Sequence[str],
    output: FloatArray | None,
    *,
    goods: Mapping[str, bool],
    year: int,
    source: str,
) -> Accounts:
    """Accounts from a world input-output matrix, rows selling to columns.

    Parameters
    ----------
    inputs
        (K, K) intermediate sales; the columns are in the order of the rows. USD mn.
    final
        (K, F) final sales.
    rows
        (K,) region and sector of each row; rows of the same label are added up.
    buyers
        (F,) region of each column of ``final``; columns of one region are added up.
    output
        (K,) output as the file gives it, to check the rows against; None: not given.
    goods
        Sector to True for goods.
    year, source
        As in :class:`Accounts`.

    Returns
    -------
    Accounts
        Sales below zero, final ones after adding up uses (inventories), are set to zero and counted in the notes.

    Raises
    ------
    DataError
        If there is no final demand, a final buyer sells nothing anywhere, or the rows miss the file's own output.
    """
    regions = tuple(dict.fromkeys(region for region, _ in rows))
    sectors = tuple(dict.fromkeys(sector for _, sector in rows))
    if not buyers:
        raise DataError("the table has no column of final demand.")
    strangers = sorted(set(buyers) - set(regions))
    if strangers:
        raise DataError(f"final demand of {listed(strangers)}: no row of the table sells from there.")
    N, J = len(regions), len(sectors)
    place = {region: n for n, region in enumerate(regions)}
    column = {sector: j for j, sector in enumerate(sectors)}
    cell = np.array([place[region] * J + column[sector] for region, sector in rows])
    Z = _gathered(_gathered(inputs, cell, N * J).T, cell, N * J).T.reshape(N, J, N, J)
    F = _gathered(_gathered(final, cell, N * J).T, np.array([place[b] for b in buyers]), N).T.reshape(N, J, N)
    notes = []
    if output is not None:
        gap = float(np.abs(inputs.sum(axis=1) + final.sum(axis=1) - output).max()) / float(output.sum())
        if gap > OFF:
            raise DataError(f"rows miss the file's own output by up to {gap:.1%} of all output; a part of it is gone.")
        notes.append(f"rows meet the file's own output to {gap:.1e} of all output.")
    for kind, values in (("inputs", Z), ("final sales", F)):
        below = values < 0
        if below.any():
            notes.append(f"{below.sum()} {kind} below zero, {-values[below].sum():,.4g} USD mn in all, set to zero.")
            values[below] = 0.0
    return Accounts(
        regions=regions,
        sectors=sectors,
        flows=np.ascontiguousarray((Z.sum(axis=3) + F).transpose(2, 0, 1)),
        input_use=np.ascontiguousarray(Z.sum(axis=0).transpose(1, 0, 2)),
        goods=tuple(goods[sector] for sector in sectors),
        year=year,
        source=source,
        notes=tuple(notes),
    )


def to_usd_mn(unit: str) -> float:
    """Factor from a unit of money to USD mn.

    Raises
    ------
    DataError
        If the unit is not one of those known.
    """
    if unit not in UNITS:
        raise DataError(f'unit "{unit}" is not known; use one of: {", ".join(UNITS)}.')
    return UNITS[unit]


def listed(cells: Sequence[str]) -> str:
    """The first cells in words, and how many more there are."""
    more = len(cells) - SHOWN
    return ", ".join(cells[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _gathered(matrix: FloatArray, cell: np.ndarray, size: int) -> FloatArray:
    """Rows of a matrix added up by the cell they belong to."""
    if np.array_equal(cell, np.arange(size)):
        return matrix.copy()
    total = np.zeros((size, matrix.shape[1]))
    np.add.at(total, cell, matrix)
    return total
