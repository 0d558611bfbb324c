"""Trade elasticities of published papers, re-keyed to the ICIO sectors by our own concordance.

Each entry names the rows of a paper's table (numbered as printed) that an ICIO sector takes the simple mean of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from detente.core.arrays import FloatArray

__all__ = ["SETS", "rekeyed"]

BOUNDS = (1.5, 12.0)
"""Values outside are clipped: below, terms of trade dominate everything; above, flows jump."""
FALLBACK = 4.0
"""[A] Simonovska and Waugh (2014), for sectors that a paper does not have; most services."""

FARM = ("A01", "A02", "A03")
MINES = ("B05", "B06", "B07", "B08", "B09")
CHEMICALS = ("C20", "C21")
BASIC_METALS = ("C24A", "C24B")
VEHICLES = ("C29", "C301", "C302T309")
OTHER_TRANSPORT = ("C301", "C302T309")

SETS: dict[str, tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]] = {
    "cp": (
        (FARM, (1,)), (MINES, (2,)), (("C10T12",), (3,)), (("C13T15",), (4,)), (("C16",), (5,)), (("C17_18",), (6,)),
        (("C19",), (7,)), (CHEMICALS, (8,)), (("C22",), (9,)), (("C23",), (10,)), (BASIC_METALS, (11,)),
        (("C25",), (12,)), (("C26",), (14, 16, 17)), (("C27",), (15,)), (("C28",), (13,)), (("C29",), (18,)),
        (OTHER_TRANSPORT, (19,)), (("C31T33",), (20,)),
    ),
    "fgo": (
        (FARM, (1,)), (MINES, (2,)), (("C10T12",), (3,)), (("C13T15",), (4,)), (("C16",), (5,)), (("C17_18",), (6,)),
        (("C19",), (7,)), (CHEMICALS, (8,)), (("C22",), (9,)), (("C23",), (10,)), (BASIC_METALS, (11,)),
        (("C25",), (12,)), (("C26",), (14,)), (("C27",), (15,)), (("C28",), (13,)), (("C29",), (16,)),
        (OTHER_TRANSPORT, (17,)), (("C31T33",), (18,)), (("R", "S"), (19,)),
    ),
    "gyy": (
        (("C10T12",), (1, 2)), (("C13T15",), (3, 4, 5, 6)), (("C16",), (7,)), (("C31T33",), (8,)), (("C17_18",), (9,)),
        (CHEMICALS, (10,)), (("C22",), (11, 12)), (("C23",), (13, 14, 15)), (BASIC_METALS, (16,)), (("C25",), (17,)),
        (("C27",), (18,)), (VEHICLES, (19,)),
    ),
    "bsy": (
        (("A01",), (4, 14, 24, 40, 41, 46)), (("A02",), (20, 47)), (("A03",), (27,)), (("B05",), (15,)),
        (("B06", "C19"), (18,)), (("B07",), (49,)), (("B08",), (45,)), (("B09",), (15, 18, 49)),
        (("C10T12",), (1, 6, 10, 11, 13, 17, 22, 25)), (("C13T15",), (3, 30, 37, 48)), (("C16",), (23,)),
        (("C17_18",), (9, 19)), (("C20",), (21, 36, 39, 42, 43, 45)), (("C21",), (33,)), (("C22",), (44,)),
        (("C23",), (26,)), (("C24A",), (34,)), (("C24B",), (8,)), (("C25",), (2, 8)), (("C26",), (28, 31)),
        (("C27",), (7,)), (("C28",), (29, 35)), (("C29",), (16,)), (OTHER_TRANSPORT, (5,)), (("C31T33",), (12, 32)),
    ),
    "shap": (
        (FARM, (1,)), (MINES, (2,)), (("C10T12",), (3,)), (("C13T15",), (4, 5)), (("C16",), (6,)), (("C17_18",), (7,)),
        (("C19", "C23"), (8,)), ((*CHEMICALS, "C22"), (9,)), ((*BASIC_METALS, "C25"), (10,)),
        (("C26", "C27", "C28"), (11,)), (VEHICLES, (12,)), (("C31T33",), (13,)),
    ),
    "ll": (
        ((*FARM, *MINES), (1,)), (("C10T12",), (2,)), (("C13T15",), (3,)), (("C16",), (4,)), (("C17_18",), (5,)),
        (("C19",), (6,)), (CHEMICALS, (7,)), (("C22",), (8,)), (("C23",), (9,)), ((*BASIC_METALS, "C25"), (10,)),
        (("C28",), (11,)), (("C26", "C27"), (12,)), (VEHICLES, (13,)), (("C31T33",), (14,)),
    ),
    "u4": (),
}  # fmt: skip


def rekeyed(
    printed: Mapping[tuple[str, int], float], sectors: Sequence[str]
) -> tuple[dict[str, FloatArray], dict[str, list[str]]]:
    """Each set's elasticity theta = sigma - 1 by sector, clipped to ``BOUNDS``.

    Parameters
    ----------
    printed
        (set, row number) to the value printed in the paper.
    sectors
        Labels of the result.

    Returns
    -------
    sets : dict
        Name to (sector,) vector.
    clipped : dict
        Name to sentences such as ``"C19 64.85"``.
    """
    sets: dict[str, FloatArray] = {}
    clipped: dict[str, list[str]] = {}
    for name, entries in SETS.items():
        theta = np.full(len(sectors), FALLBACK)
        for members, numbers in entries:
            mean = sum(printed[name, number] for number in numbers) / len(numbers)
            for sector in members:
                theta[sectors.index(sector)] = mean
        outside = (theta < BOUNDS[0]) | (theta > BOUNDS[1])
        clipped[name] = [f"{sectors[int(j)]} {theta[j]:.4g}" for j in np.flatnonzero(outside)]
        sets[name] = np.round(np.clip(theta, *BOUNDS), 4)
    return sets, clipped
