"""The pain index: five harms on one scale, each relative to a stated year of harm.

A component of 100 is as bad as its reference; the total is the weighted mean. Equation:
docs/explanation/pressure.md, eq. 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

__all__ = ["SCALES", "Scale", "pain_points"]


@final
@dataclass(frozen=True, slots=True)
class Scale:
    """One harm: ``reference`` (a share) counts as 100 points before the weight; ``source`` says where it is from."""

    name: str
    reference: float
    weight: float
    source: str


SCALES = (
    Scale("real income lost", 0.026, 0.35, "real GDP of the United States fell by 2.6 % in 2009"),
    Scale("labour without work", 0.035, 0.35, "US unemployment rose by 3.5 points from 2008 to 2009"),
    Scale("consumer prices over wages", 0.08, 0.15, "US consumer prices rose by 8.0 % in 2022"),
    Scale("goods exports lost", 0.16, 0.10, "China's goods exports fell by 16 % in 2009"),
    Scale("exporters out of cash by day 30", 0.10, 0.05, "a tenth, assumed"),
)
"""The harms, in the order shown; the weights sum to one (assumptions ``pain-weights`` and ``pain-references``)."""


def pain_points(values: Mapping[str, float]) -> dict[str, float]:
    """Points of each component; they sum to the index (eq. 9).

    Parameters
    ----------
    values
        Name of a scale to the harm as a share. A gain counts as no harm.

    Raises
    ------
    KeyError
        If a scale has no value.
    """
    return {s.name: 100.0 * s.weight * max(values[s.name], 0.0) / s.reference for s in SCALES}
