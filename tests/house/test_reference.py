"""Verbs and errors are documented, and generated parts of pages are up to date."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from detente.cli.app import GROUPS, VERBS
from detente.core import errors

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
PATHS = [*VERBS, *(f"{group} {verb}" for group, (_, verbs) in GROUPS.items() for verb in verbs)]


@pytest.mark.parametrize("verb", PATHS)
def test_every_verb_is_documented(verb):
    page = (REFERENCE / "cli.md").read_text(encoding="utf-8")
    assert re.search(rf"detente {re.escape(verb)}\b", page)


@pytest.mark.parametrize("name", errors.__all__)
def test_every_error_and_its_exit_code_are_documented(name):
    page = (REFERENCE / "errors.md").read_text(encoding="utf-8")
    code = getattr(errors, name).exit_code
    assert re.search(rf"\b{name}\b", page)
    assert re.search(rf"\b{code}\b", page)


def test_generated_parts_are_up_to_date():
    pages = [p for p in sorted((ROOT / "docs").rglob("*.md")) if "[[[cog" in p.read_text(encoding="utf-8")]
    assert REFERENCE / "records.md" in pages
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "-I", "docs", *(str(p.relative_to(ROOT)) for p in pages)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"run `just docs-tables`:\n{done.stdout}{done.stderr}"
