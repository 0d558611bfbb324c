"""Attribution of an outcome to the parts of its shock: along the straight course, or by Shapley's mean of orders.

Equation numbers refer to docs/explanation/gradients-and-attribution.md.
"""

# Legend: p parts of the shock; t, x, d[p,j,n,i] what each adds to tariffs, export taxes and iceberg factors

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import factorial
from typing import Literal, final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError, NotSolved
from detente.core.labels import require_same
from detente.core.status import Certificate, Status
from detente.economy.calibration import Wedges
from detente.economy.gradient import KINKS, Mean, means, means_certificate
from detente.economy.scalars import Of, Scalar
from detente.economy.solved import ShortSolved, Solved

__all__ = ["Attribution", "Method", "attribute"]

Method = Literal["path", "shapley"]
PLAYERS = 10
"""Most parts that Shapley's mean takes: all their subsets are solved."""
SUM = 1e-9
"""Largest share by which the parts may miss the change of a wedge."""
WEDGES = {"tariff": "t", "export_tax": "x", "barrier": "d"}
DIMS = ("part", "sector", "importer", "exporter")


@final
@dataclass(frozen=True, slots=True)
class Attribution:
    """What each part of a shock does to each scalar.

    Attributes
    ----------
    data
        ``effect`` (part, scalar), in the unit of the scalar, and ``change`` (scalar,), the exact change, to which
        the effects add up. The attribute ``method`` says how they were found.
    certificate
        Its residual is the largest gap between a change and the sum of its effects, relative to the larger of one
        and the scalar.
    """

    data: xr.Dataset
    certificate: Certificate


def attribute(
    solved: Solved | ShortSolved, parts: xr.Dataset, of: Mapping[str, Of], method: Method, certificate: Certificate
) -> Attribution:
    """Split the change of scalars over the parts of a shock; see :meth:`detente.economy.outcome.Outcome.attribute`."""
    if method not in ("path", "shapley"):
        raise DataError(f"method = {method!r} is not known; use 'path' or 'shapley'.")
    labels = [str(label) for label in parts["part"].values]
    cubes = _read_parts(solved, parts)
    scalars = [solved.scalar(key) for key in of.values()]
    if method == "path":
        if isinstance(solved, ShortSolved):
            raise DataError(f"the short run has no attribution along a path: {KINKS}; use method='shapley'.")
        found = means(solved, scalars)
        effect = np.array([_along(mean, cubes) for mean in found]).T
        change = np.array([mean.change for mean in found])
        told = means_certificate(found, certificate)
    else:
        if len(labels) > PLAYERS:
            raise DataError(
                f"{len(labels)} parts: Shapley's mean solves all their subsets and takes at most {PLAYERS}; put small "
                "ones together, or use method='path'."
            )
        values = _subsets(solved, cubes, scalars, len(labels))
        effect, change = _shapley(values, len(labels)), values[-1] - values[0]
        told = Certificate(
            method=f"Shapley's mean over all orders of {len(labels)} parts",
            status=Status.CONVERGED,
            iterations=len(values),
            residual=float(np.abs(effect.sum(axis=0) - change).max()),
            walras=certificate.walras,
            assumptions=certificate.assumptions,
            details={"equilibrium": certificate.residual},
        )
    names = list(of)
    data = xr.Dataset(
        {"effect": (("part", "scalar"), effect), "change": ("scalar", change)},
        coords={"part": labels, "scalar": names},
        attrs={"method": method},
    )
    return Attribution(data, told)


def _read_parts(solved: Solved | ShortSolved, parts: xr.Dataset) -> dict[str, FloatArray]:
    """Parts in kernel layout, those that are there; refused unless they add up to the change of the wedges."""
    world = solved.world
    for dim, known in (("sector", world.sectors), ("importer", world.regions), ("exporter", world.regions)):
        found = tuple(str(label) for label in parts[dim].values)
        require_same(known, found, f"world '{world.name}' ({dim})", f"the parts ({dim})")
    cubes = {WEDGES[str(name)]: parts[name].transpose(*DIMS).values for name in parts.data_vars}
    old, new = solved.base.wedges, solved.wedges
    for name, field in WEDGES.items():
        missed = getattr(new, field) - getattr(old, field) - (cubes[field].sum(axis=0) if field in cubes else 0.0)
        j, n, i = np.unravel_index(int(np.abs(missed).argmax()), missed.shape)
        if abs(missed[j, n, i]) > SUM:
            raise DataError(
                f"the parts miss the change of the {name} of {world.regions[n]} on {world.regions[i]} in "
                f"{world.sectors[j]} by {missed[j, n, i]:.3g}: add a part for the rest."
            )
    return cubes


def _along(mean: Mean, cubes: Mapping[str, FloatArray]) -> FloatArray:
    """(parts,) mean slopes times what each part adds (eq. 29)."""
    effects = [np.tensordot(cube, getattr(mean, field), axes=3) for field, cube in cubes.items()]
    return np.asarray(sum(effects))


def _subsets(
    solved: Solved | ShortSolved, cubes: Mapping[str, FloatArray], scalars: Sequence[Scalar], count: int
) -> FloatArray:
    """(2^count, scalars) value of each scalar where the parts of a subset alone are in force."""
    old = solved.base.wedges
    values = []
    for subset in range(2**count):
        chosen = [part for part in range(count) if subset >> part & 1]
        moved = {field: getattr(old, field) + cube[chosen].sum(axis=0) for field, cube in cubes.items()}
        wedges = Wedges(**{field: moved.get(field, getattr(old, field)) for field in ("t", "x", "d")})
        state = solved.state(wedges if chosen else None)
        if state is None:
            raise NotSolved(f"no equilibrium was found with parts {chosen} alone; leave them out or join them.")
        values.append([scalar.value(state) for scalar in scalars])
    return np.array(values)


def _shapley(values: FloatArray, count: int) -> FloatArray:
    """(parts, scalars) mean over all orders of what a part adds to those before it (eq. 30)."""
    subsets = np.arange(len(values))
    sizes = np.array([int(subset).bit_count() for subset in subsets])
    weights = np.array([factorial(k) * factorial(count - k - 1) for k in range(count)]) / factorial(count)
    effects = []
    for part in range(count):
        without = subsets[subsets >> part & 1 == 0]
        added = values[without | 1 << part] - values[without]
        effects.append(weights[sizes[without]] @ added)
    return np.array(effects)
