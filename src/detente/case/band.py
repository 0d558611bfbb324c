"""A number with the ranges of its draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self, final

__all__ = ["Band"]


@final
@dataclass(frozen=True, slots=True)
class Band:
    """A number with the central 50 and 90 % of its draws.

    Attributes
    ----------
    central
        Median of the draws.
    low50, high50, low90, high90
        Ends of the central 50 and 90 %.
    register
        The number at the values of the register, some of which are ends of their range; None where it lies outside
        90 % of the draws.
    range_only
        Why pages print the range and no central number: what decides over half of the spread. Empty if nothing does.
    """

    central: float
    low50: float
    high50: float
    low90: float
    high90: float
    register: float | None = None
    range_only: str = ""

    @classmethod
    def exact(cls, value: float) -> Self:
        """A number of accounting, as a band without width."""
        return cls(value, value, value, value, value)

    def times(self, factor: float) -> Band:
        """The band in another unit, or with its sign turned: a negative factor swaps low and high ends."""
        ends = [factor * end for end in (self.low90, self.low50, self.high50, self.high90)]
        low90, low50, high50, high90 = ends if factor >= 0.0 else ends[::-1]
        register = None if self.register is None else factor * self.register
        return Band(factor * self.central, low50, high50, low90, high90, register, self.range_only)
