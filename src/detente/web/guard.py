"""What stands between the network and the application: host, token, origin, size and time of bodies, headers.

Everything is refused before the application sees it, with one sentence and a status below 500.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any, final
from urllib.parse import parse_qsl, urlencode

from detente.web.settings import ONCE, Settings

__all__ = ["BODY", "LARGE", "Guard", "refusal"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY = 262_144
"""Bytes of a body."""
LARGE = {"/queue/draft": 8_000_000, "/bill": 2_000_000}
"""Bytes of an article and of a bill of materials, which may be long, by the end of the address."""
SECONDS = 10.0
"""In which a body must be there whole."""
ADDRESS = 8_192
"""Bytes of an address with its query."""
SAFE = ("GET", "HEAD", "OPTIONS")
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
ASKING = ("/solve", "/best-response", "/zone", "/preview", "/bill")
"""Ends of addresses that are posted to but only ask; allowed where nothing may be written."""
CLOSED = (
    "This page opens with the address that `detente serve` printed when it started; it holds a key. "
    "Copy it from the terminal once more."
)
log = logging.getLogger("detente.web")


class _Refused(Exception):
    """A request that goes no further."""

    def __init__(self, status: int, sentence: str, where: str = "request") -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.where = status, sentence, where


def refusal(status: int, sentence: str, where: str) -> dict[str, Any]:
    """What every error looks like: ``status``, ``sentence``, ``where``."""
    return {"status": status, "sentence": sentence, "where": where}


@final
class Guard:
    """An application behind its checks.

    Parameters
    ----------
    app
        The application.
    settings
        Token, hosts and what is allowed.
    """

    def __init__(self, app: App, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self._once, self._start = settings.once, time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = _headed(message.get("headers", ()))
            await send(message)

        try:
            if await self._opened(scope, guarded):
                return
            self._check(scope)
            body = await _body(scope, receive)
            await self._app(scope, _replay(body, receive), guarded)
        except _Refused as no:
            await _say(guarded, scope, no)
        except Exception:
            log.exception("internal error on %r", scope["path"])
            if not started:
                sentence = "Internal error, our fault; the terminal of the server shows where."
                await _say(guarded, scope, _Refused(500, sentence))

    async def _opened(self, scope: Scope, send: Send) -> bool:
        """Turn a token in the address into a cookie, so that it vanishes from the address."""
        self._check_host(scope)
        if scope["method"] != "GET" or b"token=" not in scope["query_string"]:
            return False
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(asked).get("token")
        if given is None:
            return False
        if not self._is_token(given) and not self._is_first(given):
            raise _Refused(401, CLOSED, "token")
        rest = urlencode([(key, value) for key, value in asked if key != "token"])
        path = "/" + scope["raw_path"].decode("latin-1").lstrip("/\\")
        secure = "; Secure" if self._settings.public.startswith("https:") else ""
        cookie = f"{self._settings.cookie}={self._settings.token}; HttpOnly; SameSite=Strict; Path=/{secure}"
        headers = [
            (b"location", f"{path}{'?' if rest else ''}{rest}".encode("latin-1", "replace")),
            (b"set-cookie", cookie.encode("ascii")),
            (b"content-length", b"0"),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return True

    def _check_host(self, scope: Scope) -> None:
        hosts = [value.decode("latin-1").lower() for key, value in scope["headers"] if key == b"host"]
        if len(hosts) != 1 or hosts[0] not in self._settings.hosts:
            raise _Refused(400, "This server answers under its own name only; open the address it printed.", "host")
        if len(scope["raw_path"]) + len(scope["query_string"]) > ADDRESS:
            raise _Refused(414, f"An address may have {ADDRESS:,} characters.", "address")

    def _check(self, scope: Scope) -> None:
        method, path = scope["method"], scope["path"]
        bearer = self._is_token(_header(scope, b"authorization").removeprefix("Bearer "))
        if not bearer and not self._is_token(_cookie(scope, self._settings.cookie)):
            raise _Refused(401, CLOSED, "token")
        origin, site = _header(scope, b"origin").lower(), _header(scope, b"sec-fetch-site")
        if origin and origin not in self._settings.origins:
            raise _Refused(403, "Another page may not use this server.", "origin")
        if site in ("cross-site", "same-site") and (method not in SAFE or path.startswith("/api/")):
            raise _Refused(403, "Another page may not use this server.", "origin")
        if method in SAFE:
            return
        if not origin and not bearer:
            raise _Refused(403, "A request that changes something must say which page it comes from.", "origin")
        if self._settings.read_only and not path.endswith(ASKING):
            raise _Refused(403, "This server only shows; start `detente serve` without --read-only to work.", "method")

    def _is_first(self, given: str) -> bool:
        """Whether this is the browser that was started with the server; asked with success once."""
        right = secrets.compare_digest(given.encode("utf-8", "replace"), self._once.encode())
        if not self._once or not right or time.monotonic() - self._start > ONCE:
            return False
        self._once = ""
        return True

    def _is_token(self, given: str) -> bool:
        return secrets.compare_digest(given.encode("utf-8", "replace"), self._settings.token.encode())


def _header(scope: Scope, name: bytes) -> str:
    return next((str(value.decode("latin-1")) for key, value in scope["headers"] if key == name), "")


def _cookie(scope: Scope, name: str) -> str:
    try:
        found = SimpleCookie(_header(scope, b"cookie")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


async def _body(scope: Scope, receive: Receive) -> bytes:
    """The whole body, if it is short and quick enough."""
    limit = next((most for end, most in LARGE.items() if scope["path"].endswith(end)), BODY)
    told = _header(scope, b"content-length")
    if told.isdecimal() and int(told) > limit:
        raise _Refused(413, f"A body may have {limit:,} bytes.", "body")
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _Refused(400, "The request broke off.", "body")
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > limit:
                    raise _Refused(413, f"A body may have {limit:,} bytes.", "body")
                if not message.get("more_body"):
                    return b"".join(parts)
    except TimeoutError:
        raise _Refused(408, f"A body must be there within {SECONDS:g} seconds.", "body") from None


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give the body once, then whatever comes, such as the end of the connection."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _headed(headers: Any) -> list[tuple[bytes, bytes]]:
    given = [(key.lower(), value) for key, value in headers]
    names = {key for key, _ in given}
    return given + [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in names]


async def _say(send: Send, scope: Scope, no: _Refused) -> None:
    """An error as JSON, or as a line of text where a person looks at a page."""
    page = not scope["path"].startswith("/api/") and "text/html" in _header(scope, b"accept")
    body = no.sentence if page else json.dumps(refusal(no.status, no.sentence, no.where))
    kind = "text/plain" if page else "application/json"
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-length", str(len(body.encode())).encode()),
        (b"cache-control", b"no-store"),
        *(((b"connection", b"close"),) if no.status in (HTTPStatus.REQUEST_TIMEOUT, 413) else ()),
    ]
    await send({"type": "http.response.start", "status": no.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body.encode()})
