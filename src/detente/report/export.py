"""The door out: files that appear whole or not at all."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.core.errors import UsageError
from detente.report.figure import Figure

__all__ = ["figure_png", "figure_svg", "plain", "to_json", "write_file"]


def write_file(path: str | Path, content: str | bytes, *, force: bool = False) -> Path:
    """Write a file by rename, so that nothing half-written is ever seen.

    Raises
    ------
    UsageError
        If the file exists and ``force`` is false, if it is a folder, or if its folder does not exist.
    """
    target = Path(path)
    if target.is_dir():
        raise UsageError(f"{target} is a folder; give the name of a file.")
    if target.exists() and not force:
        raise UsageError(f"{target} exists already; choose another name, or add --force to replace it.")
    if not target.parent.is_dir():
        raise UsageError(f"{target}: there is no folder {target.parent}; make it first.")
    data = content.encode("utf-8") if isinstance(content, str) else content
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(draft).chmod(0o644)
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return target


def plain(value: Any) -> Any:
    """The value in JSON's own types: NaN and infinities become null, days become ISO text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return value
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, int):
        return int(value)
    number = float(value)
    return number if math.isfinite(number) else None


def to_json(value: Any) -> str:
    """One JSON object as text, without NaN."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False)


def figure_svg(figure: Figure) -> str:
    """The figure as SVG, made without a browser or a network."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(dict(figure.spec)))


def figure_png(figure: Figure, scale: float = 2.0) -> bytes:
    """The figure as PNG at ``scale`` pixels per point."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(dict(figure.spec), scale=scale))
