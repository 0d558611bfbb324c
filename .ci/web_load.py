"""Fifty people at once on views that are at hand: how long do they wait?

Prints quantiles, and fails on an error or where one in twenty waits longer than a second.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections import Counter

import httpx2
from web_server import CASE, server

API = f"/api/v1/cases/{CASE}"
VIEWS = (
    "/c/us-china-2025/where",
    "/api/v1/cases",
    API,
    f"{API}/timeline?on=2025-05-09",
    f"{API}/rates?importer=USA&exporter=CHN&on=2025-05-09",
    f"{API}/rates?importer=CHN&exporter=USA&on=2025-05-09",
    f"{API}/why?importer=USA&exporter=CHN&product=9503.00&on=2025-04-12",
    f"{API}/diff?from=2025-04-02&to=2025-04-12",
    f"{API}/board?on=2025-05-09",
    f"{API}/evidence?as_of=2025-05-09",
    f"{API}/ach?as_of=2025-05-09",
    f"{API}/what-changed?since=2025-05-01&on=2025-05-09",
    f"/api/v1/figures/tariff-steps?case={CASE}&view=timeline&on=2025-05-09",
    f"/api/v1/search?q=tariff+on+Chinese+toys+on+10+April+2025&case={CASE}",
    "/api/v1/jobs",
)
LIMIT = 1.0


async def person(client: httpx2.AsyncClient, until: float, waits: list[float], said: Counter[int], seed: int) -> None:
    """Look at one view after another, with a second of reading between them."""
    choose = random.Random(seed)  # noqa: S311 - no secret
    while time.monotonic() < until:
        start = time.perf_counter()
        try:
            answer = await client.get(choose.choice(VIEWS))
            said[answer.status_code] += 1
        except httpx2.HTTPError:
            said[0] += 1
        waits.append(time.perf_counter() - start)
        await asyncio.sleep(choose.uniform(0.5, 1.5))


async def crowd(base: str, token: str, people: int, seconds: float) -> bool:
    """All of them at once; whether it went well."""
    headers = {"authorization": f"Bearer {token}"}
    waits: list[float] = []
    said: Counter[int] = Counter()
    limits = httpx2.Limits(max_connections=people, max_keepalive_connections=people)
    async with httpx2.AsyncClient(base_url=base, headers=headers, timeout=60.0, limits=limits) as client:
        for view in VIEWS:
            first = await client.get(view)
            assert first.status_code == 200, f"{view}: {first.status_code} {first.text[:200]}"
        until = time.monotonic() + seconds
        await asyncio.gather(*(person(client, until, waits, said, n) for n in range(people)))
    marks = statistics.quantiles(waits, n=100)
    print(
        f"{len(waits)} requests of {people} people in {seconds:g} s: median {1e3 * marks[49]:.0f} ms, "
        f"p95 {1e3 * marks[94]:.0f} ms, p99 {1e3 * marks[98]:.0f} ms, largest {1e3 * max(waits):.0f} ms; "
        f"answers {dict(said)} (0: broken off)"
    )
    return marks[94] <= LIMIT and set(said) == {200}


def main() -> int:
    """Serve, ask, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--port", type=int, default=8431)
    given = parser.parse_args()
    with server(given.port) as (base, token, _):
        return 0 if asyncio.run(crowd(base, token, given.people, given.seconds)) else 1


if __name__ == "__main__":
    sys.exit(main())
