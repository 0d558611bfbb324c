"""One JSON answer for each verb, on a tiny case and the toy world; ``just golden`` writes them again."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from detente.__main__ import main

HERE = Path(__file__).parent
COMMANDS = {
    "check": "check dispute",
    "diff": "diff dispute --from 2025-01-20 --to 2025-05-14",
    "rates": "rates dispute USA CHN --on 2025-04-12 --definition statutory-weighted",
    "rates-by-sector": "rates dispute CHN USA --on 2025-04-12 --by sector",
    "run": "run dispute:half",
    "why": "why dispute USA CHN 8517.13 --on 2025-04-12",
    "world-check": "world check toy",
    "world-info": "world info toy",
    "case-new": "case new fresh --sides CAN,MEX --baseline 2025-01-01 --last 2025-05-12",
    "replicate": "replicate",
}
SOLVER = {"iterations", "residual", "walras", "details"}
"""What a certificate says of the way to the solution: it may differ between machines."""


@pytest.mark.parametrize("name", COMMANDS)
def test_answer(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for source in [path for path in (HERE / "dispute").rglob("*") if path.is_file()]:
        target = tmp_path / source.relative_to(HERE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    assert main([*COMMANDS[name].split(), "--json"]) == 0
    answer = lasting(json.loads(capsys.readouterr().out, parse_constant=pytest.fail))
    path = HERE / f"{name}.json"
    if os.environ.get("DETENTE_GOLDEN") == "write":
        path.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    compare(answer, json.loads(path.read_text(encoding="utf-8")), name)


def lasting(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer without what may differ between versions and machines."""
    kept = dict(answer)
    kept["meta"] = {key: value for key, value in answer["meta"].items() if key not in {"version", "run"}}
    kept.pop("run", None)
    if "certificate" in answer:
        kept["certificate"] = {key: value for key, value in answer["certificate"].items() if key not in SOLVER}
    return kept


def compare(found: Any, golden: Any, where: str) -> None:
    """Same keys in the same order, same text, numbers alike to nine digits."""
    if isinstance(golden, dict):
        assert list(found) == list(golden), where
        for key in golden:
            compare(found[key], golden[key], f"{where}.{key}")
    elif isinstance(golden, list):
        assert len(found) == len(golden), where
        for number, (one, two) in enumerate(zip(found, golden, strict=True)):
            compare(one, two, f"{where}[{number}]")
    elif isinstance(golden, float):
        assert found == pytest.approx(golden, rel=1e-9, abs=1e-9), where
    else:
        assert found == golden, where
