"""``detente options`` on a small case of its own world, run once."""

import json
from pathlib import Path

import pytest

from detente.__main__ import main

CASE = Path(__file__).parents[2] / "golden" / "dispute"


@pytest.fixture(scope="module", autouse=True)
def workspace(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_WORKSPACE", str(tmp_path_factory.mktemp("work")))
        yield


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    folder = tmp_path_factory.mktemp("options")
    files = [folder / name for name in ("page.txt", "answer.json", "rows.csv")]
    words = ["options", str(CASE), "--quiet", "--save-figures", str(folder / "figures")]
    assert main([*words, *(word for path in files for word in ("--out", str(path)))]) == 0
    return {path.suffix: path.read_text(encoding="utf-8") for path in files} | {"figures": folder / "figures"}


def test_the_page_has_every_table(said):
    page = said[".txt"]
    for title in (
        "The ladder that was climbed",
        "highest revenue",
        "Best uniform rate",
        "Rules by which",
        "Leverage of",
    ):
        assert title in page
    assert "Scenario, not forecast" in " ".join(page.split())


def test_json_and_csv_hold_the_ladder(said):
    answer = json.loads(said[".json"], parse_constant=pytest.fail)
    assert answer["schema"] == "detente.options/1"
    assert answer["third"] is None
    header, first, *_ = said[".csv"].splitlines()
    assert header == "model,day,by,on,tariff_before,tariff_after,USA,CHN"
    row = answer["ladder"][0]
    assert first.startswith(f"{row['model']},{row['day']},{row['by']}") or f'"{row["model"]}"' in first


def test_pictures_are_written(said):
    assert {path.suffix for path in said["figures"].iterdir()} == {".svg", ".png"}


def test_a_day_before_everything_is_refused(capsys):
    assert main(["options", "us-china-2025", "--on", "2018-01-01"]) == 3
    assert "after the baseline" in capsys.readouterr().err
