"""Vega-Lite specifications as SVG and PNG, by the same fonts on every machine.

The renderer brings fonts of its own (Liberation Sans, whose letters are as wide as Arial's). Where it also finds fonts
of the system, it opens their files again for every glyph that it measures: seven times the work, and text that is as
wide as the machine has it. So the system's fonts are left out, unless a text needs letters that ours lack.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

__all__ = ["render_png", "render_svg"]

SETTING = "FONTCONFIG_FILE"
"""Variable of the environment that names the list of a system's font folders (freedesktop.org, fontconfig)."""
SYSTEM_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
"""Folders of fonts where the list was left out."""
COVERED = ((0x0000, 0x052F), (0x1E00, 0x2BFF), (0xFB00, 0xFB04))
"""Code points that need no other font: Latin, Greek, Cyrillic, punctuation, arrows, mathematics, shapes."""


def render_svg(spec: Mapping[str, Any]) -> str:
    """A Vega-Lite specification as SVG, without a browser or a network."""
    return str(_renderer_for(spec).vegalite_to_svg(dict(spec)))


def render_png(spec: Mapping[str, Any], scale: float) -> bytes:
    """A Vega-Lite specification as PNG at ``scale`` pixels per point."""
    return bytes(_renderer_for(spec).vegalite_to_png(dict(spec), scale=scale))


def _renderer_for(spec: Mapping[str, Any]) -> ModuleType:
    told = set(json.dumps(spec, ensure_ascii=False, default=str))
    own = all(any(low <= ord(letter) <= high for low, high in COVERED) for letter in told)
    return _renderer() if own else _renderer_of_all_letters()


@cache
def _renderer() -> ModuleType:
    """The renderer, the fonts that it brings along read."""
    import vl_convert

    if sys.platform == "linux":  # elsewhere fonts are not listed by fontconfig, and the system's stay
        with TemporaryDirectory() as empty:
            listed, before = Path(empty) / "fonts.conf", os.environ.get(SETTING)
            listed.write_text(f"<?xml version='1.0'?>\n<fontconfig><dir>{empty}</dir></fontconfig>\n", encoding="utf-8")
            os.environ[SETTING] = str(listed)
            vl_convert.register_font_directory(empty)  # the first call reads the list
            del os.environ[SETTING]
            if before is not None:
                os.environ[SETTING] = before
    return vl_convert


@cache
def _renderer_of_all_letters() -> ModuleType:
    """The renderer with the system's fonts besides, from then on."""
    renderer = _renderer()
    for folder in (Path(name).expanduser() for name in SYSTEM_FONTS):
        if folder.is_dir():
            renderer.register_font_directory(str(folder))
    return renderer
