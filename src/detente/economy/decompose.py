"""Real income taken apart: terms of trade, volume of trade, barriers, transfers and more, exactly and adding up.

Equation numbers refer to docs/explanation/gradients-and-attribution.md. Unlike the first-order formula
(economy/first_order.py) the parts are integrated from the wedges before to the wedges after.
"""

# Legend: economy/calibration.py, levels.py and closures.py. A leading D is the slope along the course, so Dc is that of
# ln c; M[j,n,i] value at the border, V (1+x); B[n] payroll; p[n] ln of the price of final use; nodes k come first.

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.status import Certificate, Status
from detente.economy.course import NODES, PASS, TOLERANCE, Course, chebyshev
from detente.economy.first_order import first_order
from detente.economy.levels import Levels
from detente.economy.outcome import real_utility
from detente.economy.solved import ShortSolved, Solved

__all__ = ["PARTS", "Decomposition", "decompose"]

PARTS = {
    "terms_of_trade": "prices of exports against prices of imports, at the border",
    "volume_of_trade": "taxed trade that grows or shrinks",
    "barriers": "goods lost on the way",
    "transfers": "transfers received",
    "labour": "more work, less what the effort costs those who work",
    "scale": "productivity gained or lost with the scale of sectors",
    "revenue": "revenue that households do not get",
}
"""Parts of a change of real income, in the order of their rows."""


@final
@dataclass(frozen=True, slots=True)
class Decomposition:
    """Change of real income by cause.

    Attributes
    ----------
    data
        By region, shares of base income: ``welfare``, exact; its parts, the names of ``PARTS``, which add up to
        it; ``terms_of_trade_first_order``, ``volume_of_trade_first_order`` and ``barriers_first_order`` for the formula
        at the base, where it describes the closure.
    certificate
        Its residual is the largest gap between a change and the sum of its parts.
    """

    data: xr.Dataset
    certificate: Certificate


def decompose(solved: Solved | ShortSolved, certificate: Certificate) -> Decomposition:
    """Integrate the parts along the course; see :meth:`detente.economy.outcome.Outcome.decompose`."""
    if isinstance(solved, ShortSolved):
        raise DataError("the short run is not taken apart by cause: it has no smooth way from before to after.")
    base, closure = solved.base, solved.closure
    if base.nu.any():
        raise DataError(
            "with deficits='services-share' real income has no exact parts: sellers' pay is outside the unit costs. "
            "Use deficits='fixed', 'balanced' or 'proportional' to take it apart."
        )
    course = Course(solved)
    levels: dict[float, Levels] = {}
    before, after = solved.before, solved.after.levels
    one, two = real_utility(base, before, after, closure)
    welfare = two / one - 1.0
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
    if closure.first_order:
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
    solved = course.solved
    b, closure = solved.base, solved.closure
    effort = closure.kappa / (1.0 + closure.kappa)
    burnt = 1.0 if closure.rebate == "none" else 0.0
    psi = np.reshape(closure.psi, (-1, 1))
    incomes = [real_utility(b, levels[0], s, closure) for s in levels]
    p = np.array([(b.alpha * np.log(s.P)).sum(axis=0) for s in levels])
    along = {
        "c": np.array([np.log(s.c) for s in levels]),
        "V": np.array([s.V for s in levels]),
        "Y": np.array([np.log(np.where(s.Y > 0.0, s.Y, 1.0)) for s in levels]),
        "D": np.array([s.D for s in levels]),
        "R": np.array([s.R for s in levels]),
        "L": np.array([np.log(s.L) for s in levels]),
        "B": np.array([np.log(s.w * s.L) for s in levels]),
        "p": p,
        "one": np.array([one for one, _ in incomes]),
    }
    slope = {name: np.tensordot(derivative, values, axes=1) for name, values in along.items()}
    speed = course.change
    parts = np.zeros((len(PARTS), len(b.wL)))
    for k, s in enumerate(levels):
        w = s.wedges
        one, two = incomes[k]
        M = s.V * (1.0 + w.x)
        B = b.wL * s.w * s.L
        Dc, DV, Dp = slope["c"][k][:, None, :], slope["V"][k], slope["p"][k]
        Dd = speed.d / w.d
        flow = M * (Dc + speed.x / (1.0 + w.x))
        taxed = w.t * (1.0 + w.x) * (DV - s.V * (Dc + Dd))
        sold = w.x * (DV - s.V * Dc)
        money = [
            flow.sum(axis=(0, 1)) - flow.sum(axis=(0, 2)),
            taxed.sum(axis=(0, 2)) + sold.sum(axis=(0, 1)),
            -(M * Dd).sum(axis=(0, 2)),
            slope["D"][k],
            B * (slope["L"][k] - effort * (slope["B"][k] - Dp)) - two / one * slope["one"][k] * np.exp(p[k]),
            (s.Y * psi / (1.0 + psi) * (slope["Y"][k] - slope["c"][k])).sum(axis=0),
            -burnt * (slope["R"][k] - s.R * Dp),
        ]
        parts += weights[k] * np.array(money) / (one * np.exp(p[k]))
    return parts
