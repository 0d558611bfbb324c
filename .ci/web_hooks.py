"""What schemathesis leaves out: it must not wait for jobs, of which each would take up to a minute."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.hook
def map_query(_: Any, query: dict[str, Any] | None) -> dict[str, Any] | None:
    """The query without the seconds to wait."""
    return None if query is None else {key: value for key, value in query.items() if key != "wait"}
