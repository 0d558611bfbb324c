"""The two set-up commands of the README, and the checks that call the second of them."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

import detente

ROOT = Path(__file__).parents[2]
FIRST = "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt . && .venv/bin/detente demo"
SECOND = 'python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e ".[dev]" && .venv/bin/python -m pytest'


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_readme_has_exactly_the_two_set_up_commands():
    lines = [line for line in read("README.md").splitlines() if "python3 -m venv" in line]
    assert lines == [FIRST, SECOND]


def test_ci_runs_the_second_command_as_it_stands_in_the_readme():
    assert read(".ci/run").splitlines().count(SECOND) == 1


@pytest.mark.parametrize("script", [".ci/run", ".ci/nightly"])
def test_scripts_parse_and_stop_at_the_first_failure(script):
    assert (ROOT / script).stat().st_mode & 0o111, f"{script} must be executable"
    assert "set -euo pipefail" in read(script)
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs bash")
    subprocess.run([bash, "-n", ROOT / script], check=True)


def test_ci_runs_every_check():
    checks = (
        "ruff check",
        "ruff format --check",
        "mypy",
        "lint-imports",
        "towncrier build",
        "sphinx",
        "cog",
        "pip wheel",
    )
    for check in checks:
        assert check in read(".ci/run"), check


def test_one_version_everywhere():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert detente.__version__ == project["version"]
    assert f'version: "{detente.__version__}"' in read("CITATION.cff")


def test_every_ruff_exception_has_a_reason():
    table = read("pyproject.toml").split("[tool.ruff.lint]")[1].split("[tool.ruff.lint.per-file-ignores]")[0]
    for line in table.split("ignore = [")[1].splitlines():
        if re.match(r'\s*"', line):
            assert "#" in line, f"no reason beside {line.strip()}"
