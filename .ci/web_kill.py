"""A server killed in the middle of its work: is anything lost, and does the work go on?

Kills the server's process with SIGKILL at random moments, in a sweep and in a review, starts it again each time, and
compares what stands in the end with what was answered before, and with a sweep that nobody disturbed. Prints counts,
and fails if anything was lost.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import httpx2
from web_server import CASE, begun

from detente.case.read import open_case
from detente.desk.inbox import Inbox

API = "/api/v1"
SWEEP = {"kind": "sweep", "scenario": f"{CASE}:halve-both", "draws": 100, "seed": 5}
PARAGRAPH = """{} Minister Jana Brod{} said on {} May that China would lower its duty on cotton to {} percent. The
embassy of China in Washington did not respond to a request for comment. "We will answer in kind," Trade Minister Ada
Holm said.

"""


class Served:
    """A server that can be killed and started again."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port, self.kills, self.slowest = folder, port, 0, 0.0
        self.process: subprocess.Popen[str]
        self.client: httpx2.Client
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        at = time.monotonic()
        self.process, base, token = begun(self._folder, self._port)
        self.client = httpx2.Client(base_url=base, timeout=120.0, headers={"authorization": f"Bearer {token}"})
        while True:
            try:
                self.client.get(f"{API}/jobs").raise_for_status()
                break
            except httpx2.HTTPError:
                time.sleep(0.05)
        self.slowest = max(self.slowest, time.monotonic() - at)

    def kill(self) -> None:
        """End it as a loss of power would."""
        self.process.kill()
        self.process.wait()
        self.client.close()
        self.kills += 1

    def stop(self) -> None:
        """End it as a person does."""
        self.client.close()
        self.process.terminate()
        self.process.wait(30)


def swept(folder: Path, port: int, kills: int, chance: random.Random) -> tuple[Path, dict[str, Any]]:
    """A sweep with so many kills: its folder, and what was seen on the way."""
    served = Served(folder, port)
    job = served.client.post(f"{API}/jobs", json=SWEEP).json()["id"]
    rewritten, batches = 0, dict[Path, int]()
    start, waits = time.monotonic(), []
    while (now := served.client.get(f"{API}/jobs/{job}").json())["state"] not in ("done", "failed", "cancelled"):
        if served.kills < kills and now["done"] >= 20 * (served.kills + 1):
            time.sleep(chance.uniform(0.0, 1.5))
            served.kill()
            rewritten += sum(path.stat().st_mtime_ns != when for path, when in batches.items())
            batches = {path: path.stat().st_mtime_ns for path in folder.rglob("batches/*.npz")}
            served.start()
            back = time.monotonic()
            while (now := served.client.get(f"{API}/jobs/{job}").json())["tries"] <= served.kills:
                assert now["state"] in ("queued", "running"), now
                time.sleep(0.05)
            waits.append(time.monotonic() - back)
        time.sleep(0.05)
    rewritten += sum(path.stat().st_mtime_ns != when for path, when in batches.items())
    served.stop()
    told = {
        "state": now["state"],
        "draws": f"{now['done']} of {now['total']}",
        "kills": served.kills,
        "begun": now["tries"],
        "batches done twice": rewritten,
        "seconds": round(time.monotonic() - start),
        "until it went on": [round(wait, 1) for wait in waits],
        "slowest start": round(served.slowest, 1),
    }
    return folder / ".detente" / "sweeps" / now["result"].get("sweep", "none"), told


def same_sweep(one: Path, two: Path) -> bool:
    """Whether two sweeps hold the same arrays."""
    import numpy as np

    names = sorted(path.name for path in one.glob("batches/*.npz"))
    if not names or names != sorted(path.name for path in two.glob("batches/*.npz")):
        return False
    for name in names:
        with np.load(one / "batches" / name) as left, np.load(two / "batches" / name) as right:
            if left.files != right.files:
                return False
            if not all(np.array_equal(left[key], right[key], equal_nan=left[key].dtype.kind == "f") for key in left):
                return False
    return True


def reviewed(folder: Path, port: int, kills: int, chance: random.Random) -> dict[str, Any]:
    """A review with so many kills, each while a decision is on its way."""
    text = "GENEVA (Example Wire)\n\n" + "".join(PARAGRAPH.format("Trade", n, 1 + n, 10 + n) for n in range(8))
    served = Served(folder, port)
    article = {"case": CASE, "text": text, "published": "2025-05-09", "tier": "0"}
    while (answer := served.client.post(f"{API}/queue/draft", json=article)).status_code == 202:
        pass
    document = answer.json()["document"]
    path = f"{API}/queue/{document}"
    answered: dict[str, str] = {}
    lost, saved, unsaved, refused = [], 0, 0, 0
    while True:
        standing = served.client.get(path, params={"case": CASE}).json()
        states = {item["id"]: item["state"] for item in standing["items"]}
        lost += [name for name, state in answered.items() if states[name] != state]
        waiting = [name for name, state in states.items() if state == "open"]
        if not waiting:
            break
        name = waiting[0]
        kill = served.kills < kills and len(answered) >= 2 * (served.kills + 1)
        action = (
            {"action": "reject", "reason": "tried"}
            if name in answered or chance.random() < 0.4
            else {"action": "accept"}
        )
        status = [0]

        def post() -> None:
            try:
                status[0] = served.client.post(f"{path}/{name}", params={"case": CASE}, json=action).status_code  # noqa: B023
            except httpx2.HTTPError:
                status[0] = 0  # noqa: B023

        sender = threading.Thread(target=post)
        sender.start()
        if kill:
            time.sleep(chance.uniform(0.0, 0.25))
            served.kill()
        sender.join()
        if kill:
            served.start()
        if status[0] == 200:
            answered[name] = {"accept": "accepted", "reject": "rejected"}[action["action"]]
        elif status[0] == 400:
            refused += 1
            served.client.post(f"{path}/{name}", params={"case": CASE}, json={"action": "reject", "reason": "refused"})
        elif kill:
            state = served.client.get(f"{path}/{name}", params={"case": CASE}).json()["item"]["state"]
            saved, unsaved = saved + (state != "open"), unsaved + (state == "open")
    served.stop()
    case = open_case(folder / f"{CASE}-reviewed")
    with Inbox.of(CASE, overlay=folder / f"{CASE}-reviewed", who="nightly") as inbox:
        rows = len(inbox.session(document).queue.rows)
    lines = (folder / f"{CASE}-reviewed" / "reviews.jsonl").read_text(encoding="utf-8").splitlines()
    return {
        "items": len(states),
        "kills": served.kills,
        "answered decisions lost": len(lost),
        "on their way, saved": saved,
        "on their way, not saved": unsaved,
        "refused with a sentence": refused,
        "decisions in the log": rows,
        "in reviews.jsonl": len(lines),
        "case opens": case.stamp,
        "slowest start": round(served.slowest, 1),
    }


def main() -> int:
    """Kill, compare, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=3, help="in the sweep; twice as many in the review")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=8433)
    given = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    chance = random.Random(given.seed)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory(prefix="nightly-") as name:
        folders = [Path(name) / part for part in ("killed", "quiet", "review")]
        for folder in folders:
            folder.mkdir()
        one, told = swept(folders[0], given.port, given.kills, chance)
        two, quiet = swept(folders[1], given.port, 0, chance)
        same = same_sweep(one, two)
        print(f"sweep: {told}")
        print(f"undisturbed: {quiet}; the same draws to the last digit: {same}")
        review = reviewed(folders[2], given.port, 2 * given.kills, chance)
        print(f"review: {review}")
        logs = "".join((folder / "server.log").read_text(encoding="utf-8") for folder in folders)
        print(f"tracebacks: {logs.count('Traceback')}")
    whole = (
        same
        and told["state"] == "done"
        and told["kills"] == given.kills
        and told["batches done twice"] == 0
        and review["kills"] == 2 * given.kills
        and review["answered decisions lost"] == 0
        and review["decisions in the log"] == review["in reviews.jsonl"]
        and "Traceback" not in logs
    )
    print("nothing was lost" if whole else "WRONG: see above")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
