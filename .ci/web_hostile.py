"""Hostile requests against a server of its own: none may end in 5xx, show a file, run a script or get past the checks.

First a list of attacks by hand, then schemathesis on the interface's own description. Prints how many of each.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import httpx2
import xlsxwriter
from web_server import CASE, server

API = "/api/v1"
SECRET = "only for the owner of this folder"  # noqa: S105 - what must not leak
UP = (
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..\\",
    "..%5c",
    "%252e%252e%252f",
    "....//",
    "/",
    "//",
    "%00",
    "file:///",
)
TARGETS = ("secret.txt", "etc/passwd", ".detente/web-token", ".detente/state.sqlite", "web-token", "case.toml")
WORDS = (
    "<script>alert(1)</script>",
    "'; drop table jobs; --",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "\u202e\u0000",
    "A" * 4000,
    "%s%n%x",
    "../../secret.txt",
    "__import__('os').system('touch pwned')",
    "é" * 500,
)
PLACES = (
    "/{}",
    "/c/{}/where",
    "/assets/{}",
    "/r/{}",
    API + "/{}",
    API + "/cases/{}",
    API + "/cases/{}/rates",
    API + "/cases/" + CASE + "/{}",
    API + "/figures/{}?case=" + CASE + "&view=board",
    API + "/figures/channels.svg?view=board&case={}",
    API + "/runs/{}",
    API + "/r/{}",
    API + "/jobs/{}",
    API + "/jobs/{}/events",
    API + "/queue/{}?case=" + CASE,
    API + "/queue/x/{}?case=" + CASE,
    API + "/queue?case={}",
    API + "/scenarios/{}",
    API + "/scenarios/" + CASE + "/{}",
    API + "/compare?run={}&run={}",
    API + "/compare/differences?run={}&run={}",
    API + "/compare/differences.{}?run=a&run=b",
    API + "/cases/" + CASE + "/what-if/{}",
    API + "/cases/" + CASE + "/what-if/prices.svg?on={}",
    API + "/cases/" + CASE + "/what-changed?since={}",
    API + "/search?q={}",
    API + "/cases/" + CASE + "/why?claim={}",
    API + "/cases/" + CASE + "/rates?importer={}&exporter=CHN",
    API + "/cases/" + CASE + "/rates?importer=USA&exporter=CHN&scenario={}",
)
HOSTS = ("evil.example", "127.0.0.1", "localhost", "127.0.0.1:1", "[::1]", "", "a" * 300, "127.0.0.1\t")
ORIGINS = ("http://evil.example", "null", "file://", "http://localhost:1", "https://127.0.0.1", "x" * 500)
POSTS = (
    f"{API}/jobs",
    f"{API}/queue/draft",
    f"{API}/queue/x/undo?case={CASE}",
    f"{API}/scenarios/{CASE}",
    f"{API}/scenarios/{CASE}/preview",
    f"{API}/cases/{CASE}/solve",
    f"{API}/cases/{CASE}/best-response",
    f"{API}/cases/{CASE}/zone",
    f"{API}/cases/{CASE}/bill",
)
BODIES = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b"[" * 20_000,
    b'{"a":' * 5_000,
    b'{"on": 1e999}',
    b'{"set": [{"importer": "USA", "exporter": "CHN", "rate": NaN}]}',
    b'{"title": "\\ud800", "base": "2025-05-09"}',
    b'{"kind": "sweep", "scenario": "us-china-2025:halve-both", "draws": -1}',
    b'{"case": "us-china-2025", "text": "<script>alert(1)</script> said on Monday.", "name": "../x.txt"}',
    b"x" * 300_000,
)


class Count:
    """What was asked and what came back."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self.kinds: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []

    def told(self, kind: str, what: str, answer: httpx2.Response, *allowed: int) -> None:
        """Note an answer; a status of 500 and more, the secret, the server's place, or one not allowed is wrong."""
        self.kinds[kind] += 1
        self.statuses[answer.status_code] += 1
        leaked = SECRET in answer.text or self._folder in answer.text
        if answer.status_code >= 500 or leaked or (allowed and answer.status_code not in allowed):
            self.wrong.append(f"{kind}: {what[:150]} -> {answer.status_code} {answer.text[:100]}")


def attacks(base: str, token: str, folder: Path) -> Count:
    """Everything by hand."""
    count = Count(folder)
    bearer = {"authorization": f"Bearer {token}"}
    with httpx2.Client(base_url=base, timeout=60.0, follow_redirects=False) as client:
        for place, evil in product(PLACES, _evil()):
            path = place.replace("{}", evil)
            count.told("traversal and odd words", path, _get(base, path, bearer))
        for path, host in product(("/", f"{API}/cases", f"/?token={token}"), HOSTS):
            count.told("wrong host", host, _get(base, path, {**bearer, "host": host}), 400)
        cookie = {"cookie": f"detente-{base.rsplit(':', 1)[1]}={token}"}
        for path, origin in product(POSTS, ORIGINS):
            answer = client.post(path, headers={**cookie, "origin": origin}, json={})
            count.told("cross-origin post", f"{path} {origin}", answer, 403)
        for path in POSTS:
            count.told("post without origin", path, client.post(path, headers=cookie, json={}), 403)
            for site in ("cross-site", "same-site"):
                answer = client.get(path, headers={**cookie, "sec-fetch-site": site})
                count.told("read by another page", path, answer, 403)
        for path, body in product(POSTS, BODIES):
            headers = {**bearer, "content-type": "application/json"}
            count.told("odd body", f"{path} {body[:40]!r}", client.post(path, content=body, headers=headers), 400, 413)
        for path in ("/", f"{API}/cases", f"{API}/jobs", "/assets/x.js"):
            count.told("without token", path, client.get(path), 401)
            for wrong in ("x", token[:-1], token.swapcase(), token + "x"):
                count.told("wrong token", path, client.get(path, headers={"authorization": f"Bearer {wrong}"}), 401)
        for method, path in product(("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"), (*POSTS, "/", f"{API}/cases")):
            count.told("odd method", f"{method} {path}", client.request(method, path, headers=bearer), 400, 404, 405)
    return count


def _evil() -> Iterator[str]:
    yield from (f"{up * depth}{target}" for up, depth, target in product(UP, (1, 4), TARGETS))
    yield from WORDS


def _get(base: str, path: str, headers: dict[str, str]) -> httpx2.Response:
    """Send the path as it is written; a client would mend it."""
    host, port = base.removeprefix("http://").split(":")
    raw = path.encode("utf-8").replace(b" ", b"%20").replace(b"\x00", b"%00").replace(b"\\", b"%5c")
    raw = re.sub(rb"[^\x21-\x7e]", lambda found: b"%%%02x" % found[0][0], raw)
    given = {"host": f"{host}:{port}", "connection": "close", **headers}
    lines = b"".join(f"{key}: {value}\r\n".encode("latin-1", "replace") for key, value in given.items())
    with socket.create_connection((host, int(port)), timeout=60.0) as wire:
        wire.sendall(b"GET " + raw + b" HTTP/1.1\r\n" + lines + b"\r\n")
        told = b"".join(iter(lambda: wire.recv(65_536), b""))
    head, _, body = told.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/") else 599
    return httpx2.Response(status, content=body)


def _workbook(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A bill of one row as a workbook, one part of it changed."""
    plain, found = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(plain, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("hs", "origin", "destination", "value"))
        sheet.write_row(1, 0, ("9503.00", "China", "United States", 100))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return found.getvalue()


def planted(base: str, token: str, count: Count) -> None:
    """Files that would take all memory, and texts with scripts and with the syntax of files."""
    sheet, strings = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
    files = {
        "a cell far out": _workbook(sheet, lambda part: part.replace(b"</sheetData>", far)),
        "unpacks to a gigabyte": _workbook(strings, lambda part: part.replace(b"</si>", b"A" * 10**9 + b"</si>", 1)),
        "entities": _workbook(sheet, lambda _: entity),
        "deep": _workbook(sheet, lambda _: b"<a>" * 200_000),
        "cut off": _workbook(sheet, bytes)[:900],
        "another format": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),
    }
    script = '"\n[model]\nelasticity = 1\ntitle = "<script>alert(1)</script>'
    rule = {"op": "scale", "by": "USA", "on": ["CHN"], "value": 0.5, "why": script}
    scenario = {"title": script, "base": "2025-05-09", "rule": [rule]}
    text = (
        'GENEVA (Wire) - <script>alert(1)</script> <img src=x onerror=alert(1)> China said on Friday it was "open".\n'
    )
    article = {"case": CASE, "text": text, "published": "2025-05-09", "tier": "0"}
    headers = {"authorization": f"Bearer {token}"}
    with httpx2.Client(base_url=base, timeout=120.0, headers=headers) as client:
        for what, content in files.items():
            answer = client.post(f"{API}/cases/{CASE}/bill?file=bill.xlsx", content=content)
            count.told("planted file", what, answer, 400)
        answer = client.post(f"{API}/scenarios/{CASE}/preview", json=scenario)
        count.told("planted text", "scenario", answer, 200)
        if tomllib.loads(answer.json().get("text", "")).get("title") != script:
            count.wrong.append("planted text: a title was read as something else")
        answer = client.post(f"{API}/queue/draft", json=article)
        count.told("planted text", "article", answer, 200)
        if (
            answer.headers["content-type"] != "application/json"
            or answer.headers["x-content-type-options"] != "nosniff"
        ):
            count.wrong.append(f"planted text: sent as {answer.headers['content-type']}")


def slow(base: str, token: str, count: Count) -> None:
    """A body that comes byte by byte, and bodies that promise more than they send, all at once."""
    host, port = base.removeprefix("http://").split(":")
    head = f"POST {API}/jobs HTTP/1.1\r\nhost: {host}:{port}\r\nauthorization: Bearer {token}\r\n"
    wires = []
    for _ in range(30):
        wire = socket.create_connection((host, int(port)), timeout=30.0)
        wire.sendall(f"{head}content-length: 100\r\n\r\n{{".encode())
        wires.append(wire)
    start = time.monotonic()
    quick = httpx2.get(f"{base}{API}/jobs", headers={"authorization": f"Bearer {token}"}, timeout=30.0)
    count.told("beside slow bodies", "jobs", quick, 200)
    for wire in wires:
        status = int((wire.recv(200).split(b" ", 2) + [b"599"] * 2)[1])
        count.told("slow body", "jobs", httpx2.Response(status), 408)
        wire.close()
    print(f"slow bodies were given up after {time.monotonic() - start:.0f} s")


def described(base: str, token: str, examples: int, folder: Path) -> tuple[int, int]:
    """Schemathesis on the interface's own description: requests sent, and its exit code."""
    words = [
        *(str(Path(sys.executable).with_name("schemathesis")), "run", f"{base}{API}/openapi.json"),
        *("--header", f"Authorization: Bearer {token}", "--checks", "not_a_server_error", "--no-color"),
        *("--max-examples", str(examples), "--phases", "examples,coverage,fuzzing", "--seed", "1"),
        *("--request-timeout", "60", "--exclude-path-regex", "/events$", "--suppress-health-check", "all"),
    ]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "web_hooks", "PYTHONPATH": str(Path(__file__).resolve().parent)}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    print("\n".join(done.stdout.splitlines()[-25:]), done.stderr[-500:])
    found = re.search(r"(\d+) generated", done.stdout)
    return int(found[1]) if found else 0, done.returncode


def main() -> int:
    """Serve, attack, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=250)
    parser.add_argument("--port", type=int, default=8432)
    given = parser.parse_args()
    with server(given.port) as (base, token, folder):
        (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
        count = attacks(base, token, folder)
        planted(base, token, count)
        slow(base, token, count)
        sent, code = described(base, token, given.examples, folder) if given.examples else (0, 0)
        pwned = [path.name for path in folder.rglob("pwned")]
        log = (folder / "server.log").read_text(encoding="utf-8")
    print(f"by hand {sum(count.kinds.values())}: {dict(count.kinds)}; statuses {dict(sorted(count.statuses.items()))}")
    print(f"by description {sent}; schemathesis ended with {code}; tracebacks in the log: {log.count('Traceback')}")
    for line in (*count.wrong[:20], *pwned):
        print(f"WRONG {line}")
    if "Traceback" in log:
        print(log[-3000:])
    return 1 if count.wrong or code or pwned or "Traceback" in log else 0


if __name__ == "__main__":
    sys.exit(main())
