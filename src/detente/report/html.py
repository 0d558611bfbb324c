"""A brief as one self-contained, accessible HTML page; figures are inline SVG, nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from detente.report.pictures import picture
from detente.report.words import led

if TYPE_CHECKING:
    from detente.report.brief import Brief
    from detente.report.figure import Figure

__all__ = ["brief_html"]

TEMPLATES = Path(__file__).parent / "templates"


def brief_html(brief: Brief) -> str:
    """The whole page as text."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_unbroken,
    )
    environment.filters["led"] = led
    environment.filters["svg"] = lambda figure: _svg(figure, brief.pictures)
    return environment.get_template("brief.html").render(brief=brief, warnings=brief.warnings)


def _unbroken(value: object) -> object:
    """Keep a number and its unit on one line; our own markup passes."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return value.replace(" %", "\u00a0%").replace(" USD", "\u00a0USD").replace("USD bn", "USD\u00a0bn")


def _svg(figure: Figure, drawn: Mapping[str, str]) -> Markup:
    """Our own SVG, marked safe: its only text is escaped by the renderer."""
    return Markup(picture(figure, drawn))  # noqa: S704
