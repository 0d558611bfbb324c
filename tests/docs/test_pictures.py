"""The README's picture shows the case as it is."""

from pathlib import Path

from detente.case.read import open_case

ROOT = Path(__file__).parents[2]


def test_the_picture_was_made_from_the_case_as_it_is():
    picture = (ROOT / "docs" / "images" / "tariffs.svg").read_text(encoding="utf-8")
    assert open_case("us-china-2025").stamp in picture, "the case has changed: run `just pictures`"
    assert "docs/images/tariffs.svg" in (ROOT / "README.md").read_text(encoding="utf-8")
