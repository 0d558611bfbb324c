"""The table of mechanisms names functions, tests and records that exist."""

import importlib
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "docs"))
mechanisms = importlib.import_module("mechanisms")
sys.path.remove(str(ROOT / "docs"))
EXPECTED = [*(f"C{n}" for n in range(1, 31)), *(f"F{n}" for n in range(1, 27)), *(f"T{n}" for n in range(1, 9))]


def test_every_row_is_there():
    assert list(mechanisms.ROWS) == EXPECTED


def test_every_row_has_a_record_or_a_claim():
    found = mechanisms.sources()
    assert all(found.get(name) for name in EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_function_and_test_exist_together(name):
    row = mechanisms.ROWS[name]
    assert bool(row.function) == bool(row.test)
    if not row.function:
        return
    module, _, function = row.function.rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))
    file, _, test = row.test.partition("::")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert re.search(rf"^def {test}\(", text, re.MULTILINE), row.test
