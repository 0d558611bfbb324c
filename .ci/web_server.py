"""A server of its own for the nightly scripts, in a folder that goes with it."""

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


@contextmanager
def server(port: int) -> Iterator[tuple[str, str, Path]]:
    """Address, token and folder of a server that ends with the block."""
    with tempfile.TemporaryDirectory(prefix="nightly-") as name:
        folder = Path(name)
        words = [sys.executable, "-m", "detente.web", CASE, "--port", str(port), "--no-browser"]
        state = folder / ".detente"
        environment = {**os.environ, "DETENTE_WORKSPACE": str(state), "OMP_NUM_THREADS": "1"}
        log = (folder / "server.log").open("w")
        process = subprocess.Popen(  # noqa: S603 - our own module
            words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
        assert process.stdout is not None
        found = re.search(r"open (http://[\d.:]+)/\S*token=(\S+)", process.stdout.readline())
        assert found, "the server did not start"
        time.sleep(8.0)
        try:
            yield found[1], found[2], folder
            assert process.poll() is None, "the server ended before its time"
        finally:
            process.terminate()
            process.wait(20)
            log.close()
