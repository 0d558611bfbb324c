"""Employment by economy and sector, from broad sectors spread by value added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from detente.core.arrays import FloatArray

__all__ = ["BROAD", "FOURTEEN", "spread"]

SERVICES = (
    "D", "E", "F", "G", "H49", "H50", "H51", "H52", "H53", "I", "J58T60", "J61", "J62_63", "K", "L", "M", "N", "O", "P",
    "Q", "R", "S", "T",
)  # fmt: skip

FOURTEEN: dict[str, tuple[str, ...]] = {
    "01": ("C10T12",),
    "02": ("C13T15",),
    "03": ("C16", "C17_18"),
    "04": ("B05", "B06", "B07", "B08", "B09", "C19"),
    "05": ("C20", "C21"),
    "06": ("C22",),
    "07": ("C23",),
    "08": ("C24A", "C24B", "C25"),
    "09": ("C28",),
    "10": ("C26", "C27"),
    "11": ("C29", "C301", "C302T309"),
    "12": ("C31T33",),
    "13": SERVICES,
    "14": ("A01", "A02", "A03"),
}
"""The fourteen sectors of the employment table, as groups of ICIO sectors."""

BROAD: dict[str, tuple[str, ...]] = {
    "agriculture": ("A01", "A02", "A03"),
    "industry": (
        "B05", "B06", "B07", "B08", "B09", "C10T12", "C13T15", "C16", "C17_18", "C19", "C20", "C21", "C22", "C23",
        "C24A", "C24B", "C25", "C26", "C27", "C28", "C29", "C301", "C302T309", "C31T33", "D", "E", "F",
    ),
    "services": SERVICES[3:],
}  # fmt: skip
"""The three broad sectors of the ILO's modelled estimates."""


def spread(
    persons: Mapping[str, float],
    groups: Mapping[str, tuple[str, ...]],
    value_added: FloatArray,
    sectors: Sequence[str],
) -> FloatArray:
    """Spread persons of each group over its sectors in proportion to value added.

    Parameters
    ----------
    persons
        Group to thousand persons.
    groups
        Group to ICIO sectors.
    value_added
        (sector,) of one economy.
    sectors
        Labels.

    Returns
    -------
    numpy.ndarray
        (sector,) thousand persons; a group without value added employs nobody.
    """
    out = np.zeros(len(sectors))
    for group, members in groups.items():
        inside = [sectors.index(name) for name in members]
        whole = value_added[inside].sum()
        if whole > 0:
            out[inside] = persons[group] * value_added[inside] / whole
    return out
