"""Lashkaripour (2021), The Cost of a Global Tariff War: average Nash tariff and loss, baseline model."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from detente.case.papers.replication import Replication, Row, compare
from detente.case.papers.source import read_arrays, read_columns
from detente.strategy.uniform_war import uniform_war
from detente.world.world import World

__all__ = ["replicate"]

NAME = "lashkaripour-2021"
TITLE = (
    "Lashkaripour, A. (2021), The Cost of a Global Tariff War: A Sufficient Statistics Approach, Journal of "
    "International Economics 131, 103419, Table 2"
)
FLOWS = "wiod/wiod2014_44x16_totals.npz"
SETS = "elasticities/wiod16.csv"
SOURCE = (
    "World Input-Output Database, release 2016, year 2014, with tariffs of Teti (2024) and elasticities, as in "
    "github.com/ahmadlp/tariffwar"
)
CENTRAL = "is"
TARIFF, LOSS = ("40.5", 2.5), ("-2.42", 0.1)
"""Averages of the baseline model in Table 2, percent, and tolerances in points: his 56 sectors are 16 here."""


def replicate(data: str | Path | None = None) -> Replication:
    """Average tariff and change of real income in the war of 44 economies, by elasticity set.

    Parameters
    ----------
    data
        Folder with the flows and elasticities; None: the folder named by ``DETENTE_DATA``.

    Raises
    ------
    DataError
        If a file is missing.
    NotSolved
        If a war is not found.
    """
    raw = read_arrays(data, FLOWS, ("flow", "tariff_teti", "regions", "sectors"), SOURCE)
    sets = read_columns(data, SETS, SOURCE)
    world = World.from_arrays(
        raw["flow"].transpose(1, 0, 2),
        None,
        None,
        None,
        raw["tariff_teti"].transpose(1, 0, 2),
        regions=[str(region) for region in raw["regions"]],
        sectors=[str(sector) for sector in raw["sectors"]],
        year=2014,
        unit="USD mn",
        name="WIOD 2014",
    )
    rows: list[Row] = []
    wars = {}
    for name, values in sets.items():
        war = wars[name] = uniform_war(world, {sector: values[sector] for sector in world.sectors})
        case = f"baseline, elasticities {name}"
        printed = name == CENTRAL
        for measure, (text, tolerance) in (("tariff", TARIFF), ("welfare", LOSS)):
            ours = 100.0 * float(np.mean(war.data[measure].values))
            what = "Nash tariff" if measure == "tariff" else "real income"
            rows.append(compare(case, "mean of all", what, "percent", text if printed else None, ours, tolerance))
    details = wars[CENTRAL].certificate.details
    return Replication.of(
        NAME,
        TITLE,
        sorted(rows, key=lambda row: row.published is None),
        (
            "Published: 43 countries and the rest of the world, 56 sectors of 2014; here 44 economies and 16 sectors "
            "of the same tables, with the elasticities estimated on them (set is). Other sets are other estimates.",
            "The published formula leaves out what a tariff does to rivals' revenue; the largest estimated gap to a "
            f"true best reply is {100 * details['largest gap, tariff']:.2f} points, in {details['largest gap in']}.",
            "Models with distortions and inputs (37.5 / -2.63 and 48.9 / -2.81 percent in the table) are not computed.",
        ),
        wars[CENTRAL].certificate,
    )
