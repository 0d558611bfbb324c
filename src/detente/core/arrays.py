"""Read-only arrays and sums over groups of labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.core.errors import DataError

__all__ = ["FloatArray", "frozen", "group_sum"]

FloatArray = npt.NDArray[np.float64]


def frozen(values: npt.ArrayLike, shape: tuple[int, ...] | None = None, name: str = "array") -> FloatArray:
    """Contiguous read-only float64 copy of ``values``; refuses another shape or a value that is not finite.

    Raises
    ------
    DataError
        If the shape differs from ``shape`` or a value is NaN or infinite.
    """
    array = np.array(values, dtype=np.float64, order="C", copy=True)
    if shape is not None and array.shape != shape:
        raise DataError(f"{name} has shape {array.shape}; expected {shape}.")
    if not np.all(np.isfinite(array)):
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise DataError(f"{name} holds a value that is not finite at position {where}; write 0 for no flow.")
    array.flags.writeable = False
    return array


def group_sum(array: npt.NDArray[Any], axis: int, groups: Sequence[Sequence[int]]) -> npt.NDArray[Any]:
    """Sum ``array`` over groups of positions along one axis; group order gives the new axis."""
    return np.stack([array.take(list(members), axis=axis).sum(axis=axis) for members in groups], axis=axis)
