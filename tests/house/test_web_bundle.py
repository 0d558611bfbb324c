"""The bundle that ships was built from the sources in ``web/``, and the page it makes asks nobody else."""

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES, BUNDLE = ROOT / "web", ROOT / "src" / "detente" / "web" / "static"
LEFT_OUT = {"node_modules", ".detente"}
AGAIN = "run `npm ci && npm run build` in the folder web, and commit what it makes"


def digest() -> str:
    """As ``web/stamp.js`` counts it: path, length and bytes of every source, in order of their paths."""
    hashed = hashlib.sha256()
    paths = [path for path in SOURCES.rglob("*") if path.is_file() and not LEFT_OUT & set(path.parts)]
    for path in sorted(paths, key=lambda one: one.relative_to(SOURCES).as_posix()):
        content = path.read_bytes()
        hashed.update(f"{path.relative_to(SOURCES).as_posix()}\0{len(content)}\0".encode() + content)
    return hashed.hexdigest()


def test_the_bundle_is_that_of_the_sources():
    assert json.loads((BUNDLE / "build.json").read_text(encoding="utf-8"))["sources"] == digest(), AGAIN


def test_the_page_has_all_its_files_and_no_script_of_its_own():
    page = (BUNDLE / "index.html").read_text(encoding="utf-8")
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert named
    assert [name for name in named if not (BUNDLE / name.lstrip("/")).is_file()] == []
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert "style=" not in page


def test_no_lock_of_downloads_names_an_address():
    lock = (SOURCES / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
