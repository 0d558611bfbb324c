"""The server as a person starts it: its address, a taken port, a kill in the middle of a sweep."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx2
import pytest

SWEEP = {"kind": "sweep", "scenario": "us-china-2025:halve-both", "draws": 60, "seed": 5}


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def start(folder, port, *more):
    words = [sys.executable, "-m", "detente", "serve", "us-china-2025", "--port", str(port), "--no-browser", *more]
    environment = {**os.environ, "DETENTE_WORKSPACE": str(folder / "ws"), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@contextmanager
def client_of(process):
    address = re.search(r"open (http://\S+)", process.stdout.readline())[1]
    with httpx2.Client(base_url=address.split("/c/")[0], timeout=60.0) as client:
        until(lambda: answers(client))
        opened = client.get(address, follow_redirects=True)
        assert "token=" not in str(opened.url)
        client.headers["origin"] = str(client.base_url).rstrip("/")
        yield client


def answers(client):
    try:
        return client.get("/").status_code == 401
    except httpx2.HTTPError:
        return False


def until(condition, seconds=400.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.1)


def ended(process):
    process.terminate()
    process.communicate(timeout=30)


def test_a_taken_port_and_a_wrong_case_are_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(tmp_path, taken.getsockname()[1])
        _, said = process.communicate(timeout=120)
    assert process.returncode == 2
    assert said.count("\n") == 1
    assert "is taken" in said


@pytest.mark.slow
def test_what_public_means_is_said_first_and_nothing_listens_elsewhere(tmp_path):
    port = free_port()
    process = start(tmp_path, port, "--public", "https://desk.example.org", "--read-only")
    try:
        assert "https://desk.example.org/c/us-china-2025/where?token=" in process.stdout.readline()
        host = socket.gethostbyname(socket.gethostname())
        if not host.startswith("127."):
            with socket.socket() as wire:
                wire.settimeout(5.0)
                assert wire.connect_ex((host, port)) != 0
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert "TLS" in said
    assert "--read-only" in said


@pytest.mark.slow
def test_a_server_killed_in_a_sweep_goes_on_after_its_next_start(tmp_path):
    port = free_port()
    process = start(tmp_path, port)
    with client_of(process) as client:
        job = client.post("/api/v1/jobs", json=SWEEP).json()["id"]
        until(lambda: client.get(f"/api/v1/jobs/{job}").json()["done"] >= 20)
        cookies = dict(client.cookies)
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False).stdout
    for child in map(int, children.split()):
        os.kill(child, signal.SIGKILL)
    ended(process)
    batches = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("batches/*.npz")}
    assert batches

    again = start(tmp_path, port)
    try:
        with client_of(again) as client:
            client.cookies = cookies
            assert client.get("/api/v1/jobs").status_code == 200, "the page that was open stays open"
            with client.stream("GET", f"/api/v1/jobs/{job}/events") as events:
                told = [json.loads(line[6:]) for line in events.iter_lines() if line.startswith("data: ")]
        assert (told[-1]["state"], told[-1]["done"], told[-1]["tries"]) == ("done", 60, 2)
        for path, when in batches.items():
            assert path.stat().st_mtime_ns == when
    finally:
        ended(again)
