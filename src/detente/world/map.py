"""Shapes for a map of the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

__all__ = ["Map"]


@final
@dataclass(frozen=True, slots=True)
class Map:
    """Shapes of the world.

    Attributes
    ----------
    shapes
        A topology whose object ``countries`` holds one shape for each ``id``, an ISO code where it has one.
    points
        Code to longitude and latitude, in degrees, of economies that are too small for a shape.
    """

    shapes: Mapping[str, Any]
    points: Mapping[str, tuple[float, float]]
