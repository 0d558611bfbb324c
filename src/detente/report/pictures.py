"""Pictures of figures, drawn once and kept by what they show."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from detente.report.export import figure_svg, plain
from detente.report.figure import Figure

__all__ = ["draw", "picture", "picture_key"]


def picture_key(figure: Figure) -> str:
    """Sixteen hex digits over a figure's specification: figures that look alike share a picture."""
    return hashlib.sha256(json.dumps(plain(figure.spec), sort_keys=True).encode()).hexdigest()[:16]


def draw(figures: Iterable[Figure]) -> dict[str, str]:
    """Key to SVG of each figure.

    Parameters
    ----------
    figures
        Figures; each is drawn without a browser or a network.
    """
    return {picture_key(figure): figure_svg(figure) for figure in figures}


def picture(figure: Figure, drawn: Mapping[str, str]) -> str:
    """The SVG of a figure: the one drawn before, or else a new one."""
    return drawn.get(picture_key(figure)) or figure_svg(figure)
