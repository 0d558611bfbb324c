import os
import re
import subprocess
import sys

import pytest

from detente.report.renderer import render_png, render_svg

COUNT = """
import resource, sys
from detente.report.renderer import render_svg
text = sys.argv[1]
rows = [{"a": f"{text} {n}"} for n in range(20)]
spec = {"title": text, "mark": "point", "data": {"values": rows}, "encoding": {"y": {"field": "a", "type": "nominal"}}}
render_svg(spec)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
render_svg(spec | {"width": 300})
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def _spec(text: str) -> dict[str, object]:
    return {"title": text, "mark": "point", "data": {"values": [{}]}}


@pytest.mark.skipif(sys.platform != "linux", reason="fonts are listed by fontconfig on Linux only")
def test_no_font_file_is_opened_for_every_glyph():
    done = subprocess.run(
        [sys.executable, "-c", COUNT, "A label of some forty letters, and more"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) < 2000, "pages read while drawing a second time"


def test_the_environment_is_as_it_was_and_a_picture_too(monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/nowhere/fonts.conf")
    svg = render_svg(_spec("Rates, %"))
    assert os.environ["FONTCONFIG_FILE"] == "/nowhere/fonts.conf"
    assert svg == render_svg(_spec("Rates, %"))
    assert "Rates, %" in svg


def test_letters_of_other_scripts_are_drawn_too():
    svg = render_svg(_spec("关税"))
    assert "关税" in svg
    width = float(re.search(r'width="([\d.]+)"', svg)[1])
    assert width > 20
    assert render_png(_spec("关税 −5 %"), 1.0).startswith(b"\x89PNG")
