"""Help on a pipe: each entry wrapped once, at the width that was asked for."""

import itertools

import pytest


@pytest.mark.parametrize("verb", ["rates", "run", "diff", "brief"])
def test_entries_are_wrapped_once(detente, monkeypatch, verb):
    monkeypatch.setenv("COLUMNS", "72")
    lines = detente(verb, "--help").out.splitlines()
    start = next(n for n, line in enumerate(lines) if line == "Parameters:")
    entries = [line for line in lines[start + 1 :] if line and not line.startswith("Example")]
    assert len(entries) > 8
    assert all(line.startswith(("  -", "    ")) for line in entries), "what is continued is indented"
    assert all(len(line) <= 72 and line == line.rstrip() for line in entries)
    # A line that is continued is full: the first word of the next would not have fitted.
    for line, after in itertools.pairwise(entries):
        if after.startswith("    "):
            assert len(line) + 1 + len(after.split()[0]) > 72
