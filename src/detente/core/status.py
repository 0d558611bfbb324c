"""How a computation ended, and the certificate that every solve carries."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any, Self

__all__ = ["Certificate", "Status"]


class Status(Enum):
    """How a solve ended; the value is the sentence that a reader sees."""

    CONVERGED = "converged"
    MAX_ITERATIONS = "stopped at the iteration limit before reaching the tolerance"
    DIVERGED = "the iteration left the region where prices are finite"
    NO_EQUILIBRIUM = "no equilibrium exists along the branch from the base"
    BOUND_HIT = "a bound of the problem was reached"
    UNTRIED = "found, but most searches for something better failed"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Evidence that a computed result is what it claims to be.

    Attributes
    ----------
    method
        The algorithm and rung that produced the result.
    status
        How it ended.
    iterations
        Sweeps used over all rungs.
    residual
        Largest gap of the equilibrium conditions, re-evaluated in levels and independently of the solver,
        relative to world output (dimensionless).
    walras
        Gap of the dropped market-clearing equation, relative to world output; NaN where ``measure`` is set.
    assumptions
        Closure, rebate, numeraire, deficits, elasticities and their clips, in words.
    details
        Rung, single gaps, masked cells and other diagnostics.
    measure
        What the residual is, in words, where it is no gap of equilibrium conditions; there is no Walras gap then, and
        iterations count equilibria.
    """

    method: str
    status: Status
    iterations: int
    residual: float
    walras: float
    assumptions: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    measure: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "assumptions", MappingProxyType(dict(self.assumptions)))
        object.__setattr__(self, "details", MappingProxyType(dict(self.details)))

    @property
    def ok(self) -> bool:
        """True if the solve converged."""
        return self.status is Status.CONVERGED

    def as_json(self) -> dict[str, Any]:
        """The certificate under the keys that every answer and file carries.

        Returns
        -------
        dict
            ``method``, ``status`` (name), ``sentence`` (what a reader sees), ``iterations``, ``residual``, ``walras``,
            ``assumptions``, ``details`` and, where it is not empty, ``measure``; details that JSON has no type for,
            such as arrays, are left out. A Walras gap that is NaN is None.
        """
        return {
            "method": self.method,
            "status": self.status.name,
            "sentence": self.status.value,
            "iterations": self.iterations,
            "residual": self.residual,
            "walras": None if math.isnan(self.walras) else self.walras,
            "assumptions": dict(self.assumptions),
            "details": {name: value for name, value in self.details.items() if _is_plain(value)},
            **({"measure": self.measure} if self.measure else {}),
        }

    @classmethod
    def from_json(cls, parts: Mapping[str, Any]) -> Self:
        """The certificate that :meth:`as_json` wrote.

        Raises
        ------
        KeyError
            If a key is missing or the status unknown.
        """
        return cls(
            method=parts["method"],
            status=Status[parts["status"]],
            iterations=parts["iterations"],
            residual=parts["residual"],
            walras=math.nan if parts["walras"] is None else parts["walras"],
            assumptions=parts["assumptions"],
            details=parts["details"],
            measure=parts.get("measure", ""),
        )


def _is_plain(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_plain, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | bool | int | float)
