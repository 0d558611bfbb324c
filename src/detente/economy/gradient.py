"""Labelled gradients: the slope of any scalar of an outcome in every tariff, export tax and barrier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.status import Certificate, Status
from detente.economy.adjoint import slopes
from detente.economy.course import NODES, PASS, TOLERANCE, Course, gauss
from detente.economy.scalars import Of, Scalar
from detente.economy.solved import ShortSolved, Solved
from detente.world.world import World

__all__ = ["KINKS", "Gradient", "Mean", "gradient", "mean_gradient", "means", "means_certificate"]

KINKS = "its slopes jump where wages meet their floor and limits begin to bind"


@final
@dataclass(frozen=True, slots=True)
class Gradient:
    """Slope of one scalar in every wedge.

    Attributes
    ----------
    data
        ``tariff``, ``export_tax``, ``barrier`` (importer, exporter, sector): change of the scalar per unit of the
        share, everything else having settled. Zero on an economy's own goods and where nothing is traded.
    certificate
        How it was found; the residual is that of the adjoint equations relative to their largest entry.
    """

    data: xr.Dataset
    certificate: Certificate


@final
@dataclass(frozen=True, slots=True)
class Mean:
    """Mean slopes of one scalar on the course from the wedges before to those after.

    Attributes
    ----------
    t, x, d
        (J, N, N) mean slope in tariffs, export taxes and iceberg factors.
    change, gap
        Exact change of the scalar, and what the slopes times the change of the wedges leave of it.
    nodes, sweeps
        Nodes of the integral and adjoint sweeps over all of them.
    """

    t: FloatArray
    x: FloatArray
    d: FloatArray
    change: float
    gap: float
    nodes: int
    sweeps: int


def gradient(solved: Solved | ShortSolved, of: Of, certificate: Certificate) -> Gradient:
    """Slope at the equilibrium after the shock; see :meth:`detente.economy.outcome.Outcome.gradient`."""
    found, told = solved.adjoint(of)
    model = "long" if isinstance(solved, Solved) else "short"
    return Gradient(
        _labelled(solved.world, (found.t, found.x, found.d), of),
        Certificate(
            method=f"adjoint of the {model} run, Anderson(10)",
            status=Status.CONVERGED if found.residual <= PASS else Status.MAX_ITERATIONS,
            iterations=found.sweeps,
            residual=found.residual,
            walras=certificate.walras,
            assumptions=certificate.assumptions,
            details={"equilibrium": certificate.residual, **told},
        ),
    )


def means(solved: Solved, scalars: Sequence[Scalar]) -> tuple[Mean, ...]:
    """Mean slopes of several scalars on one course, with as many nodes as adding up takes (eq. 28)."""
    course = Course(solved)
    speed = course.change
    last = solved.after.levels
    start = [scalar.value(solved.read(solved.before)) for scalar in scalars]
    end = solved.read(last)
    change = [scalar.value(end) - h for scalar, h in zip(scalars, start, strict=True)]
    for count in NODES:
        total = [{name: np.zeros_like(last.V) for name in ("t", "x", "d")} for _ in scalars]
        sweeps = [0] * len(scalars)
        for s, weight in zip(*gauss(count), strict=True):
            levels = course.at(float(s))
            point, state = solved.point(levels), solved.read(levels)
            for k, scalar in enumerate(scalars):
                found = slopes(point, scalar.seed(state))
                sweeps[k] += found.sweeps
                for name in total[k]:
                    total[k][name] += weight * getattr(found, name)
        gaps = [
            exact - sum(float((cube * getattr(speed, name)).sum()) for name, cube in cubes.items())
            for exact, cubes in zip(change, total, strict=True)
        ]
        sizes = [max(1.0, abs(h), abs(h + dh)) for h, dh in zip(start, change, strict=True)]
        if all(abs(gap) <= TOLERANCE * size for gap, size in zip(gaps, sizes, strict=True)):
            break
    return tuple(
        Mean(**total[k], change=change[k], gap=gaps[k] / sizes[k], nodes=count, sweeps=sweeps[k])
        for k in range(len(scalars))
    )


def mean_gradient(solved: Solved | ShortSolved, of: Of, certificate: Certificate) -> Gradient:
    """Mean slope on the way from before to after; see :meth:`detente.economy.outcome.Outcome.gradient`."""
    if isinstance(solved, ShortSolved):
        raise DataError(f"the short run has no mean slope: {KINKS}; use at='after'.")
    (found,) = means(solved, (solved.scalar(of),))
    return Gradient(
        _labelled(solved.world, (found.t, found.x, found.d), of),
        means_certificate((found,), certificate),
    )


def means_certificate(found: Sequence[Mean], certificate: Certificate) -> Certificate:
    """Certificate of mean slopes: the residual is the largest gap between a change and the sum of its parts."""
    gap = max(abs(mean.gap) for mean in found)
    return Certificate(
        method=f"adjoint along the straight way in shares, Gauss-Legendre with {found[0].nodes} nodes",
        status=Status.CONVERGED if gap <= PASS else Status.MAX_ITERATIONS,
        iterations=sum(mean.sweeps for mean in found),
        residual=gap,
        walras=certificate.walras,
        assumptions=certificate.assumptions,
        details={"equilibrium": certificate.residual},
    )


def _labelled(world: World, cubes: tuple[FloatArray, ...], of: Of) -> xr.Dataset:
    names = {"tariff": "tariff", "export_tax": "export tax", "barrier": "iceberg cost"}
    attrs: dict[str, Any] = {"of": repr(dict(of)) if isinstance(of, Mapping) else ", ".join(of)}
    dims = ("importer", "exporter", "sector")
    regions = list(world.regions)
    return xr.Dataset(
        {
            name: (
                dims,
                cube.transpose(1, 2, 0),
                {"unit": "unit of the scalar per unit of the share", "long_name": f"slope in the {words}"},
            )
            for (name, words), cube in zip(names.items(), cubes, strict=True)
        },
        coords={"importer": regions, "exporter": regions, "sector": list(world.sectors)},
        attrs=attrs,
    )
