"""The environment of processes that work for this one; it has to be there before they import numpy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["OF_WORKERS", "workers_environment"]

KEPT = str(2**29)
"""Bytes that a worker's allocator keeps instead of handing them back to the system after every array (glibc)."""
OF_WORKERS = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    **dict.fromkeys(("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"), KEPT),
}
"""One thread for linear algebra each, and memory that is used again: a fifth of a draw's time was fresh pages."""


@contextmanager
def workers_environment() -> Iterator[None]:
    """Processes started inside get the environment of workers."""
    before = {name: os.environ.get(name) for name in OF_WORKERS}
    os.environ.update(OF_WORKERS)
    try:
        yield
    finally:
        for name, value in before.items():
            with suppress(KeyError):
                del os.environ[name]
            if value is not None:
                os.environ[name] = value
