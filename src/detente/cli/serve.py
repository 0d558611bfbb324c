"""``detente serve``: the web application, in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Annotated

from detente.cli.names import CaseName
from detente.cli.options import FLAG

__all__ = ["serve"]


def serve(
    case: CaseName = "us-china-2025",
    /,
    *,
    port: int = 8321,
    read_only: Annotated[bool, FLAG] = False,
    public: str = "",
    no_browser: Annotated[bool, FLAG] = False,
) -> int:
    """Open a case in the browser. It listens on this machine only, and the address holds a key.

    Parameters
    ----------
    case
        Bundled case or folder that is shown first.
    port
        Port on 127.0.0.1.
    read_only
        Show only: no jobs, no review, no scenarios.
    public
        Address under which a proxy with TLS offers this server to others, such as https://desk.example.org; what that
        means is printed first.
    no_browser
        Print the address and open no browser.
    """
    words = [sys.executable, "-m", "detente.web", case, "--port", str(port)]
    words += ["--read-only"] * read_only + ["--public", public] * bool(public) + ["--no-browser"] * no_browser
    with subprocess.Popen(words) as server:  # noqa: S603 - our own module
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        try:
            return server.wait()
        except KeyboardInterrupt:
            # Ctrl-C reaches the server, too, which ends what it has begun.
            return server.wait()
