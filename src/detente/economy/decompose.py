"""Real income taken apart: terms of trade, volume of trade, barriers and transfers, exactly and adding up.

Equation numbers refer to docs/explanation/gradients-and-attribution.md. Unlike the first-order formula
(economy/first_order.py) the parts are integrated from the wedges before to the wedges after.
"""

# Legend: economy/calibration.py and economy/levels.py. W real income hat; a dot is the slope along the course,
# here a leading D. M[j,n,i] value at the border, V (1+x); nodes k of the course come first.

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.status import Certificate, Status
from detente.economy.course import NODES, TOLERANCE, Course, chebyshev
from detente.economy.first_order import first_order
from detente.economy.levels import Levels, base_levels, real_income
from detente.economy.longrun import Solved

__all__ = ["Decomposition", "decompose"]

PASS = 1e-8
PARTS = {
    "terms_of_trade": "prices of exports against prices of imports, at the border",
    "volume_of_trade": "taxed trade that grows or shrinks",
    "barriers": "goods lost on the way",
    "transfers": "transfers received",
}


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Change of real income by cause.

    Attributes
    ----------
    data
        By region, shares of base income: ``welfare``, exact; its parts ``terms_of_trade``, ``volume_of_trade``,
        ``barriers``, ``transfers``, which add up to it; the same with ending ``_first_order`` for the formula at the
        base, where there are no transfers.
    certificate
        Its residual is the largest gap between a change and the sum of its parts.
    """

    data: xr.Dataset
    certificate: Certificate


def decompose(solved: Solved, certificate: Certificate) -> Decomposition:
    """Integrate the parts along the course; see :meth:`detente.economy.outcome.Outcome.decompose`."""
    course = Course(solved)
    levels: dict[float, Levels] = {}
    before, after = base_levels(solved.base), solved.after.levels
    welfare = real_income(solved.base, after) / real_income(solved.base, before) - 1.0
    for count in NODES:
        nodes, weights, derivative = chebyshev(count)
        for s in nodes.tolist():
            if s not in levels:
                levels[s] = course.at(s)
        parts = _integrals(course, [levels[s] for s in nodes.tolist()], weights, derivative)
        gap = float(np.abs(parts.sum(axis=0) - welfare).max())
        if gap <= TOLERANCE:
            break
    variables = {"welfare": (welfare, "change of real income, exact")}
    for (name, words), part in zip(PARTS.items(), parts, strict=True):
        variables[name] = (part, f"part of it: {words}")
    for name, part in zip(PARTS, first_order(before, after), strict=False):
        variables[f"{name}_first_order"] = (part, f"first-order formula at the base: {PARTS[name]}")
    return Decomposition(
        xr.Dataset(
            {
                name: ("region", values, {"unit": "share", "long_name": words})
                for name, (values, words) in variables.items()
            },
            coords={"region": list(solved.world.regions)},
        ),
        Certificate(
            method=f"straight way in shares, Clenshaw-Curtis with {count + 1} nodes",
            status=Status.CONVERGED if gap <= PASS else Status.MAX_ITERATIONS,
            iterations=len(levels),
            residual=gap,
            walras=certificate.walras,
            assumptions=certificate.assumptions,
            details={"equilibrium": certificate.residual},
        ),
    )


def _integrals(course: Course, levels: list[Levels], weights: FloatArray, derivative: FloatArray) -> FloatArray:
    """(parts, N) integrals of eq. 27 along the course, as shares of base income."""
    base = course.solved.base
    Dc = np.tensordot(derivative, np.array([np.log(s.c) for s in levels]), axes=1)
    DD = derivative @ np.array([s.D for s in levels])
    DV = np.tensordot(derivative, np.array([s.V for s in levels]), axes=1)
    speed = course.change
    income = real_income(base, levels[0])
    parts = np.zeros((len(PARTS), len(income)))
    for k, s in enumerate(levels):
        w = s.wedges
        M = s.V * (1.0 + w.x)
        Dd = speed.d / w.d
        Dp = Dc[k][:, None, :] + speed.x / (1.0 + w.x)
        flow = M * Dp
        taxed = w.t * (1.0 + w.x) * (DV[k] - s.V * (Dc[k][:, None, :] + Dd))
        sold = w.x * (DV[k] - s.V * Dc[k][:, None, :])
        terms = np.array(
            [
                flow.sum(axis=(0, 1)) - flow.sum(axis=(0, 2)),
                taxed.sum(axis=(0, 2)) + sold.sum(axis=(0, 1)),
                -(M * Dd).sum(axis=(0, 2)),
                DD[k],
            ]
        )
        parts += weights[k] * terms * (real_income(base, s) / s.I) / income
    return parts
