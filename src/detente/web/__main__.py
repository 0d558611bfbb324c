"""The server process: ``python -m detente.web CASE``; ``detente serve`` starts it."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from detente.case.read import bundled_cases, open_case
from detente.core.errors import DetenteError, UsageError
from detente.core.workers import OF_WORKERS
from detente.report.runs import workspace
from detente.web.jobs import LANES
from detente.web.settings import LOOPBACK, PORT, Settings, secret_of

if TYPE_CHECKING:
    from detente.web.room import Room

__all__ = ["main"]

THREATS = """\
--public: what you should know before other people use this server.
  It has no users: whoever has the address with its token may do everything it allows. Prefer --read-only.
  It still listens on {loopback}:{port} only. Put a proxy in front that speaks TLS, passes the Host header on as it
  is, limits the rate of requests and the number of connections, and asks people who they are.
  Articles in review, runs and scenarios of this folder can be read by all who get in.
  The whole threat model: docs/explanation/threat-model.md"""
AGAIN = 1.0
"""Seconds before a worker that ended is started again."""


def main(words: list[str] | None = None) -> int:
    """Serve until interrupted.

    Parameters
    ----------
    words
        Arguments; None takes those of the process.
    """
    given = _arguments(words)
    try:
        settings = _settings(given)
    except DetenteError as error:
        print(f"detente: {error}", file=sys.stderr)
        return error.exit_code
    import uvicorn

    from detente.web.app import build_app

    if settings.public:
        print(THREATS.format(loopback=LOOPBACK, port=settings.port), file=sys.stderr)
    try:
        application = build_app(settings, _start)
    except DetenteError as error:
        print(f"detente: {error}", file=sys.stderr)
        return error.exit_code
    listening = _listen(settings.port)
    if listening is None:
        sentence = f"port {settings.port} is taken; choose another with --port, or end what uses it."
        print(f"detente: {sentence}", file=sys.stderr)
        return UsageError.exit_code
    print(f"{settings.case}: open {settings.address}\nCtrl-C ends.", flush=True)
    if not given.no_browser:
        threading.Timer(1.0, webbrowser.open, (settings.first_address,)).start()
    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        ws="none",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=65_536,
    )
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m detente.web")
    parser.add_argument("case")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--read-only", action="store_true")
    parser.add_argument("--public", default="")
    parser.add_argument("--no-browser", action="store_true")
    return parser.parse_args(words)


def _settings(given: argparse.Namespace) -> Settings:
    state = workspace().resolve()
    name = given.case
    if name not in bundled_cases():
        open_case(name)
        name = str(Path(name).resolve().name)
    try:
        token = secret_of(state)
    except OSError as error:
        raise UsageError(f"the workspace {state} cannot be written: {error.strerror}.") from error
    return Settings(
        case=name,
        folder=Path.cwd(),
        state=state,
        token=token,
        port=given.port,
        read_only=given.read_only,
        public=given.public,
        named=given.case,
    )


def _listen(port: int) -> socket.socket | None:
    """A socket on the loopback address; None if the port is taken."""
    # The protocol is named so that asyncio sends small answers at once instead of waiting for more.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((LOOPBACK, port))
    except OSError:
        found.close()
        return None
    return found


def _start(room: Room) -> Callable[[], None]:
    """Load what the first questions need, and start the workers; what is returned stops them."""
    over = threading.Event()
    threading.Thread(target=_warm, args=(room,), daemon=True).start()
    lanes = () if room.settings.read_only else tuple(LANES)
    keepers = [threading.Thread(target=_keep, args=(room.settings, lane, over), daemon=True) for lane in lanes]
    for keeper in keepers:
        keeper.start()

    def stop() -> None:
        over.set()
        for keeper in keepers:
            keeper.join(timeout=5.0)

    return stop


def _warm(room: Room) -> None:
    """Read the case, its evidence and its board, and solve its last day, before anybody asks."""
    from detente.web.api_live import prepare

    name = room.settings.case
    one, two = room.shelf.case(name).sides
    prepare(room, room.shelf.case(name))
    for view, given in (
        ("timeline", {}),
        ("rates", {"importer": one, "exporter": two}),
        ("board", {}),
        ("evidence", {}),
    ):
        room.answer(view, name, given)


def _keep(settings: Settings, lane: str, over: threading.Event) -> None:
    """Keep the worker of a lane running."""
    places = (str(settings.folder), str(settings.state), settings.named)
    words = [sys.executable, "-m", "detente.web.worker", *places, lane]
    own = {**os.environ, **OF_WORKERS}
    while not over.is_set():
        # The worker reads to the end of its input, which comes when this process ends, in whatever way.
        with subprocess.Popen(words, stdin=subprocess.PIPE, cwd=settings.folder, env=own) as worker:  # noqa: S603
            while worker.poll() is None and not over.wait(0.2):
                pass
            worker.terminate()
        if not over.is_set():
            time.sleep(AGAIN)


if __name__ == "__main__":
    sys.exit(main())
