"""A server of its own and Debian's Chromium for the tests of the pages.

They skip with a reason where Playwright or Chromium is missing, unless ``DETENTE_REQUIRE`` names ``browser``.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

CASE = "us-china-2025"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
AXE = Path(__file__).with_name("axe.min.js")
BEGUN_WITHIN = 180.0


def missing(reason: str) -> None:
    """Skip, or fail where the environment promises a browser."""
    if "browser" in os.environ.get("DETENTE_REQUIRE", "").split(","):
        pytest.fail(f"DETENTE_REQUIRE asks for a browser, but {reason}")
    pytest.skip(reason)


@dataclass
class Served:
    """A running server."""

    base: str
    token: str
    folder: Path
    process: subprocess.Popen[bytes]
    words: list[str]
    environment: dict[str, str]

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.words, cwd=self.folder, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + BEGUN_WITHIN
        while time.monotonic() < until:
            if self.process.poll() is not None:
                pytest.fail(f"the server ended with {self.process.returncode}")
            try:
                urllib.request.urlopen(self.base, timeout=2.0)  # noqa: S310 - our own loopback address
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.2)
        pytest.fail("the server did not begin to answer")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


def served(folder: Path) -> Served:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    state, token = folder / ".detente", "t" * 43
    state.mkdir(parents=True)
    (state / "web-token").write_text(token + "\n", encoding="ascii")
    environment = {**os.environ, "DETENTE_WORKSPACE": str(state), "OMP_NUM_THREADS": "1"}
    words = [sys.executable, "-m", "detente.web", CASE, "--port", str(port), "--no-browser"]
    made = Served(f"http://127.0.0.1:{port}", token, folder, None, words, environment)  # type: ignore[arg-type]
    made.start()
    return made


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all pages, in a folder of its own."""
    made = served(tmp_path_factory.mktemp("web"))
    yield made
    made.process.terminate()
    try:
        made.process.wait(15)
    except subprocess.TimeoutExpired:
        made.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright is not installed: pip install playwright")
    found = os.environ.get("DETENTE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        missing("there is no Chromium: install Debian's chromium, or name one in DETENTE_CHROMIUM")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=found, args=["--no-sandbox"] if root else [])
        yield opened
        opened.close()


@dataclass
class Watched:
    """A page with what it complained about and whom it asked."""

    page: Any
    base: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def open(self, screen: str, query: str = "on=2025-05-09") -> None:
        self.page.goto(f"{self.base}/c/{CASE}/{screen}?{query}")
        self.page.locator("h1").first.wait_for()

    def settle_quickly(self) -> None:
        """Wait until no answer that takes less than a second is awaited; what is a job may go on."""
        self.page.locator("main h1").first.wait_for()
        self.page.wait_for_timeout(300)
        quiet = self.page.locator(":nth-match([aria-busy=true]:not(.waiting), 1)")
        quiet.wait_for(state="detached", timeout=60_000)

    def axe(self) -> list[str]:
        """Rules of accessibility that the page breaks, with the places."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
        return [f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]]


@pytest.fixture
def watched(browser: Any, server: Served, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A page opened with the token, watched for complaints; parametrize indirectly with options of the context."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})})
    context.set_default_timeout(45_000)
    page = context.new_page()
    made = Watched(page, server.base)
    page.on("console", lambda told: told.type == "error" and made.complaints.append(told.text))
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            urlsplit(asked.url).netloc not in ("", urlsplit(server.base).netloc) and made.outside.append(asked.url)
        ),
    )
    page.goto(f"{server.base}/c/{CASE}/runs?token={server.token}")
    page.locator("h1").first.wait_for()
    # Few draws: the pages are tested here, not the spread.
    page.route("**/*view=pressure*", lambda route: route.continue_(url=route.request.url + "&draws=8"))
    page.route("**/cases/*/pressure?*", lambda route: route.continue_(url=route.request.url + "&draws=8"))
    yield made
    context.close()
