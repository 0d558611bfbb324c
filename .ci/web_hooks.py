"""What schemathesis asks otherwise than it would by itself.

It must not wait for jobs, of which each would take up to a minute. Most of its names of cases are refused at the first
look, so that the code behind is not reached; every second request gets the name of a case that is there.
"""

from __future__ import annotations

import zlib
from typing import Any

import schemathesis
from web_server import CASE


@schemathesis.hook
def map_query(_: Any, query: dict[str, Any] | None) -> dict[str, Any] | None:
    """The query, which waits for nothing."""
    return _named({**(query or {}), "wait": 0})


@schemathesis.hook
def map_path_parameters(_: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """The path, often of a case that is there."""
    return _named(path_parameters)


@schemathesis.hook
def map_body(_: Any, body: Any) -> Any:
    """The body, often of a case that is there."""
    return _named(body) if isinstance(body, dict) else body


def _named(given: dict[str, Any] | None) -> dict[str, Any] | None:
    if not given or "case" not in given or zlib.crc32(repr(given).encode()) % 2:
        return given
    return {**given, "case": CASE}
