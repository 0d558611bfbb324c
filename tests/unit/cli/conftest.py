"""The command line run in this process, in a folder of its own, on the tiny case of the golden tests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from detente.__main__ import main

DISPUTE = Path(__file__).parents[2] / "golden" / "dispute"


@dataclass(frozen=True)
class Said:
    """What one command returned and printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out, parse_constant=pytest.fail)


@pytest.fixture
def detente(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run a command; the case ``dispute`` lies in the working folder."""
    shutil.copytree(DISPUTE, tmp_path / "dispute")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words: str) -> Said:
        capsys.readouterr()
        code = main(words)
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return run
