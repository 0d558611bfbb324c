"""The README's picture, made by the product (`just pictures`)."""

from __future__ import annotations

from pathlib import Path

import detente as dt
from detente.report.export import figure_svg

IMAGES = Path(__file__).parent / "images"


def main() -> None:
    """Write the two step lines of the bundled case, to the day that Geneva took effect."""
    brief = dt.brief(dt.open_case("us-china-2025"), on="2025-05-14")
    figures = {figure.name: figure for section in brief.sections for figure in section.figures}
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / "tariffs.svg").write_text(figure_svg(figures["tariff-steps"]), encoding="utf-8")


if __name__ == "__main__":
    main()
