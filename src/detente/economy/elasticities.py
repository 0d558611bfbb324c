"""Trade elasticities by sector from a set name, a number, a vector or a mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.labels import close_name, require_same
from detente.world.world import World

__all__ = ["Elasticity", "ThetaBySector", "resolve_elasticity"]

Elasticity = str | float | Sequence[float] | npt.NDArray[np.float64] | Mapping[str, float]
"""What ``elasticity=`` takes: a set name, one number, a vector in sector order, or sector -> number."""

CLIP = (1.5, 12.0)


@final
@dataclass(frozen=True, slots=True)
class ThetaBySector:
    """Elasticities ready for a solve.

    Attributes
    ----------
    values
        (J,) elasticity of duty-inclusive spending, sigma - 1, above zero.
    words
        Their origin and every clip, in one sentence for the certificate.
    """

    values: FloatArray
    words: str


def resolve_elasticity(elasticity: Elasticity, world: World) -> ThetaBySector:
    """Turn ``elasticity`` into one number for each sector of ``world``.

    Parameters
    ----------
    elasticity
        Name of a set stored in ``world.elasticities`` (clipped to [1.5, 12], each clip reported), or a number,
        vector or mapping, which is taken as it is.
    world
        Gives the sectors and the stored sets.

    Raises
    ------
    DataError
        If no such set is stored, the length differs, or a value is not a number above zero.
    LabelError
        If the keys of a mapping are not the world's sectors.
    """
    sectors = world.sectors
    if isinstance(elasticity, str):
        if elasticity not in world.elasticities:
            raise DataError(
                f"world '{world.name}' has no elasticity set '{elasticity}'; it has "
                f"{', '.join(sorted(world.elasticities)) or 'none: give a number or one per sector'}."
                f"{close_name(elasticity, world.elasticities)}"
            )
        stored = _checked(world.elasticities[elasticity], sectors)
        values = np.clip(stored, *CLIP)
        clips = [f"{s} {a:g}" for s, a, b in zip(sectors, stored, values, strict=True) if a != b]
        clips += _clipped_when_built(elasticity, world)
        return ThetaBySector(values, f"set {elasticity}; clipped to [1.5, 12]: {', '.join(clips) or 'none'}")
    if isinstance(elasticity, Mapping):
        require_same(sorted(sectors), sorted(elasticity), f"world '{world.name}'", "the elasticities")
        return ThetaBySector(_checked([elasticity[s] for s in sectors], sectors), "one number per sector, typed")
    if isinstance(elasticity, int | float):
        return ThetaBySector(_checked([elasticity] * len(sectors), sectors), f"{elasticity:g} in every sector")
    if len(elasticity) != len(sectors):
        raise DataError(f"{len(elasticity)} elasticities for {len(sectors)} sectors of world '{world.name}'.")
    return ThetaBySector(_checked(elasticity, sectors), "one number per sector, typed")


def _clipped_when_built(name: str, world: World) -> list[str]:
    """Clips that were made when the world was built, as its provenance tells them (``set: sector value, ...``)."""
    told = world.provenance.get("elasticities_clipped", "").split("; ")
    return [clips.removeprefix(f"{name}: ") for clips in told if clips.startswith(f"{name}: ")]


def _checked(values: Sequence[float] | FloatArray, sectors: Sequence[str]) -> FloatArray:
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"an elasticity is no number: {error}.") from error
    if array.ndim != 1:
        raise DataError(f"elasticities have shape {array.shape}; give one number per sector.")
    bad = [s for s, a in zip(sectors, array, strict=True) if not (np.isfinite(a) and a > 0.0)]
    if bad:
        raise DataError(
            f"the elasticity of sector {bad[0]} is {array[sectors.index(bad[0])]:g}: the long run needs one above "
            "zero (sigma - 1, the response of duty-inclusive spending, as a positive number)."
        )
    return array
