"""Servers of their own for the nightly scripts, in folders that go with them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CASE = "us-china-2025"


def begun(folder: Path, port: int) -> tuple[subprocess.Popen[str], str, str]:
    """A server in a folder, that has said where it is: process, address, token."""
    words = [sys.executable, "-m", "detente.web", CASE, "--port", str(port), "--no-browser"]
    environment = {**os.environ, "DETENTE_WORKSPACE": str(folder / ".detente"), "OMP_NUM_THREADS": "1"}
    with (folder / "server.log").open("a") as log:
        process = subprocess.Popen(  # noqa: S603 - our own module
            words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
    assert process.stdout is not None
    found = re.search(r"open (http://[\d.:]+)/\S*token=(\S+)", process.stdout.readline())
    assert found, "the server did not start"
    return process, found[1], found[2]


@contextmanager
def server(port: int) -> Iterator[tuple[str, str, Path]]:
    """Address, token and folder of a server that ends with the block."""
    with tempfile.TemporaryDirectory(prefix="nightly-") as name:
        folder = Path(name)
        process, base, token = begun(folder, port)
        time.sleep(8.0)
        try:
            yield base, token, folder
            assert process.poll() is None, "the server ended before its time"
        finally:
            process.terminate()
            process.wait(20)
