"""What is drawn when assumptions are uncertain: numbers from their distributions, models and scenarios in turn.

A draw follows from the seed and its number alone. Models and scenarios are dealt in blocks, each combination once per
block, so that every one is equally frequent; numbers are drawn from their distributions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.execute import stream

__all__ = ["COMMON", "SPREAD", "Draw", "Space"]

SPREAD = 0.25
"""Standard deviation of the log of each sector's elasticity (assumption ``elasticity-draws``)."""
COMMON = 0.5
"""Part of that variance that all sectors share: whether trade as a whole responds more or less."""
BLOCKS = 1
"""Second counter of the streams that deal combinations; streams of draws have one counter."""


@final
@dataclass(frozen=True, slots=True)
class Draw:
    """One set of assumptions.

    Attributes
    ----------
    number
        From 0 on.
    picks
        Choice -> position of what was picked.
    shift
        Standard normal by which the elasticities of all sectors move together.
    own
        (sectors,) standard normals of each sector's own elasticity.
    values
        Range -> number drawn.
    """

    number: int
    picks: Mapping[str, int]
    shift: float
    own: FloatArray
    values: Mapping[str, float]

    def elasticity(self, centre: FloatArray, spread: FloatArray) -> FloatArray:
        """(sectors,) log-normal around ``centre`` with standard deviations ``spread`` of the log."""
        return np.asarray(centre * np.exp(spread * (np.sqrt(COMMON) * self.shift + np.sqrt(1.0 - COMMON) * self.own)))


@final
@dataclass(frozen=True, slots=True)
class Space:
    """What may be drawn.

    Attributes
    ----------
    seed
        Seed of all draws.
    sectors
        Number of sectors.
    choices
        Choice -> what there is to pick from, each as likely as the others.
    ranges
        Range -> lowest and highest number, uniform between them.
    """

    seed: int
    sectors: int
    choices: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def combinations(self) -> int:
        """Number of combinations of choices."""
        return int(np.prod([len(options) for options in self.choices.values()], dtype=np.int64))

    def draw(self, number: int) -> Draw:
        """The draw of this number, whatever else is drawn."""
        block, place = divmod(number, self.combinations)
        order = stream(self.seed, block, BLOCKS).permutation(self.combinations)
        picks = tuple(product(*(range(len(options)) for options in self.choices.values())))[order[place]]
        random = stream(self.seed, number)
        shift, own = float(random.standard_normal()), random.standard_normal(self.sectors)
        values = {name: float(random.uniform(low, high)) for name, (low, high) in self.ranges.items()}
        return Draw(number, dict(zip(self.choices, picks, strict=True)), shift, own, values)
