"""Progress of long verbs, on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from detente.cli.options import Output

__all__ = ["steps_on_stderr"]


def steps_on_stderr(output: Output) -> Callable[[str], None]:
    """A function that prints each step with the seconds gone by; silent where quiet was asked for."""
    start = time.monotonic()

    def report(step: str) -> None:
        if not output.quiet:
            print(f"{time.monotonic() - start:5.1f} s  {step}", file=sys.stderr, flush=True)

    return report
