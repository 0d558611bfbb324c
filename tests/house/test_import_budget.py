"""What each command may load; the clock is measured in the benchmarks, not here."""

import json
import subprocess
import sys

import pytest

HEAVY = ("numpy", "pydantic", "pandas", "xarray", "scipy", "altair", "duckdb", "cyclopts", "rich", "vl_convert")
LATE = ("pandas", "xarray", "scipy", "altair", "duckdb", "vl_convert", "jinja2")
RUN = """
import json, sys
import detente
if len(sys.argv) > 1:
    from detente.__main__ import main
    sys.stdout, out = sys.stderr, sys.stdout
    code = main(sys.argv[1:])
    sys.stdout = out
    assert code == 0, code
print(json.dumps(sorted(sys.modules)))
"""


def loaded_by(*words):
    done = subprocess.run([sys.executable, "-c", RUN, *words], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("words", "forbidden"),
    [
        ((), HEAVY),
        (("--version",), HEAVY),
        (("--help",), ("numpy", "pydantic", *LATE)),
        (("check", "us-china-2025"), LATE),
        (("why", "us-china-2025", "USA", "CHN", "9503.00", "--on", "2025-04-12"), LATE),
        (("diff", "us-china-2025", "--from", "2025-05-12", "--to", "2025-05-14"), LATE),
        (("rates", "us-china-2025", "USA", "CHN", "--definition", "statutory-weighted"), LATE),
        (("cases",), LATE),
    ],
    ids=lambda value: " ".join(value[:2]) or "import detente",
)
def test_nothing_heavy_is_loaded_before_it_is_needed(words, forbidden):
    loaded = loaded_by(*words)
    assert not set(forbidden) & loaded
    assert "detente" in loaded


def test_verbs_are_loaded_only_when_called():
    loaded = loaded_by("cases")
    assert "detente.cli.cases" in loaded
    assert not {"detente.cli.rates", "detente.cli.brief", "detente.cli.world"} & loaded
