"""What one server is told when it starts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import final
from urllib.parse import urlsplit

from detente.core.errors import UsageError
from detente.report.runs import workspace

__all__ = ["COOKIE", "LOOPBACK", "ONCE", "PORT", "Settings", "secret_of"]

LOOPBACK = "127.0.0.1"
"""The only address that the server listens on."""
PORT = 8321
COOKIE = "detente-{port}"
"""Name of the cookie; browsers keep one jar for all ports of a host."""
TOKEN = "web-token"  # noqa: S105 - the name of a file
BYTES = 32
ONCE = 60.0
"""Seconds after the start in which the address for the browser that is opened works, once."""


@final
@dataclass(frozen=True, slots=True)
class Settings:
    """What one server is told when it starts.

    Attributes
    ----------
    case
        Name of the case shown first.
    folder
        Folder whose cases are offered beside the bundled ones.
    state
        Workspace: runs, sweeps, stored answers, ``state.sqlite``.
    token
        Secret that opens the application.
    port
        Port on the loopback address.
    read_only
        Nothing is written: no jobs, no review, no scenarios.
    public
        Address under which a proxy offers the server; empty where there is none.
    static
        Folder of the built front end.
    named
        The case as it was typed: a bundled name or a folder.
    once
        Stands for the token in the address that a browser is started with, since every user of the machine can read
        how a program was started; worth nothing once it was used.
    """

    case: str
    folder: Path
    state: Path = field(default_factory=workspace)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(BYTES))
    port: int = PORT
    read_only: bool = False
    public: str = ""
    static: Path = Path(__file__).parent / "static"
    named: str = ""
    once: str = field(default_factory=lambda: secrets.token_urlsafe(BYTES))

    def __post_init__(self) -> None:
        address = urlsplit(self.public)
        if self.public and (address.scheme not in ("http", "https") or not address.netloc or address.path.strip("/")):
            raise UsageError(
                f"--public {self.public}: give the address that people type, such as https://desk.example.org"
            )

    @property
    def hosts(self) -> frozenset[str]:
        """Names under which requests may come; any other is a page that has pointed its own name at this machine."""
        own = {f"{name}:{self.port}" for name in (LOOPBACK, "localhost")}
        return frozenset(own | ({urlsplit(self.public).netloc.lower()} if self.public else set()))

    @property
    def origins(self) -> frozenset[str]:
        """Pages that may ask for anything but a page."""
        own = {f"http://{name}:{self.port}" for name in (LOOPBACK, "localhost")}
        return frozenset(own | ({self.public.rstrip("/").lower()} if self.public else set()))

    @property
    def cookie(self) -> str:
        """Name of the cookie that holds the token."""
        return COOKIE.format(port=self.port)

    @property
    def address(self) -> str:
        """What a person opens."""
        return self._opening(self.public.rstrip("/") or f"http://{LOOPBACK}:{self.port}", self.token)

    @property
    def first_address(self) -> str:
        """What the browser on this machine is started with."""
        return self._opening(f"http://{LOOPBACK}:{self.port}", self.once)

    def _opening(self, base: str, token: str) -> str:
        return f"{base}/c/{self.case}/where?token={token}"


def secret_of(state: Path) -> str:
    """The token of a workspace, made when first asked for, so that an open page outlives a restart of the server.

    Parameters
    ----------
    state
        The workspace; the file in it can be read by its owner only.
    """
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = state / TOKEN
    try:
        path.chmod(0o600)
        found = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        found = ""
    if len(found) >= BYTES:
        return found
    made = secrets.token_urlsafe(BYTES)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(made + "\n", encoding="ascii")
    return made
