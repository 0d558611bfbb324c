"""Time of whole sweeps, from the command to the figure, in fresh processes and folders; run with nothing else at work.

    python benchmarks/sweep.py 1000 2 3

takes 1,000 draws of the long run, then of the short run, on two processes, three times each, taking turns, and prints
the medians with the load of the machine before each run: a load above the number of processes makes times too long.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MODELS = ("long-run", "short-run")
SCENARIO = "us-china-2025:halve-both"


def sweep(model, draws, jobs):
    with tempfile.TemporaryDirectory() as folder:
        words = ["sweep", SCENARIO, "--model", model, "--draws", draws, "--jobs", jobs, "--json", "--quiet"]
        start = time.perf_counter()
        done = subprocess.run(  # noqa: S603  our own command, without a shell
            [sys.executable, "-m", "detente", *words, "--out", str(Path(folder) / "sweep")],
            check=True,
            capture_output=True,
            text=True,
        )
        return time.perf_counter() - start, json.loads(done.stdout)["solved"]


def main(draws="1000", jobs="2", rounds="3"):
    found = {model: [] for model in MODELS}
    for _ in range(int(rounds)):
        for model in MODELS:
            load = os.getloadavg()[0]
            seconds, solved = sweep(model, draws, jobs)
            found[model].append(seconds)
            print(f"{model}: {seconds:.1f} s, {solved} of {draws} solved, load before {load:.1f}", flush=True)
    for model, seconds in found.items():
        print(f"{model}: median {statistics.median(seconds):.1f} s for {draws} draws on {jobs} processes")


if __name__ == "__main__":
    main(*sys.argv[1:])
