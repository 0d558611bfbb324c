"""``detente doctor``: what is installed and what is missing, one sentence each."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from detente.cli.options import PLAIN, DataFolder, Output
from detente.cli.show import show
from detente.core.errors import CheckFailed, DataError, DetenteError
from detente.core.version import VERSION
from detente.report.answer import Answer, Column, Table
from detente.report.runs import workspace

__all__ = ["doctor"]

PYTHON = (3, 11)
PACKAGES = (
    "numpy",
    "scipy",
    "pandas",
    "xarray",
    "pydantic",
    "cyclopts",
    "rich",
    "duckdb",
    "altair",
    "jinja2",
    "vl-convert-python",
    "python-calamine",
    "xlsxwriter",
    "fastapi",
    "uvicorn",
)
PICTURE = {
    "data": {"values": [{"x": 1, "y": 2}]},
    "mark": "point",
    "encoding": {"x": {"field": "x", "type": "quantitative", "title": "Word"}},
}
DATA_README = "README.md"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence on one thing: ``ok``, ``missing``, or ``optional`` where little depends on it."""

    what: str
    state: str
    sentence: str


def doctor(*, data: DataFolder = None, output: Output = PLAIN) -> None:
    """Look at the installation.

    Parameters
    ----------
    data
        Folder with the data files that are not shipped, or set DETENTE_DATA.
    output
        Where the answer goes.
    """
    output.refuse_files()
    findings = [_python(), _packages(), _tried("charts", _charts), _tried("world", _world), _tried("cases", _cases)]
    findings += [_paper(), _slides(), _fonts(), _pages(), _browser(), _nlp(), _workspace(), _data(data)]
    rows = [{"what": f.what, "state": f.state, "sentence": f.sentence} for f in findings]
    columns = (Column("what", "what", "code"), Column("state", "state", "code"), Column("sentence", "finding"))
    missing = [f.what for f in findings if f.state == "missing"]
    answer = Answer(
        verb="doctor",
        meta={"version": VERSION},
        body={"rows": rows},
        head=f"detente {VERSION}: {'all well' if not missing else 'not all well'}",
        tables=(Table("", columns, rows),),
    )
    show(answer, output)
    if missing:
        raise CheckFailed(f"something needed is missing: {', '.join(missing)}; the table above says what to do.")


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < PYTHON:
        return Finding("python", "missing", f"Python {version} is too old; use 3.11 or later.")
    return Finding("python", "ok", f"Python {version} at {sys.prefix}.")


def _packages() -> Finding:
    found, absent = [], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            absent.append(name)
    if absent:
        return Finding("packages", "missing", f"{', '.join(absent)} not installed; install detente again.")
    return Finding("packages", "ok", f"{', '.join(found)}.")


def _tried(what: str, test: Callable[[], str]) -> Finding:
    """The sentence of a test that works, or why it does not."""
    try:
        return Finding(what, "ok", test())
    except (DetenteError, ImportError, OSError, ValueError) as error:
        return Finding(what, "missing", f"{str(error).rstrip('.')}; install detente again.")


def _charts() -> str:
    """Draw a point with a word: shows that the renderer runs and finds a font."""
    renderer = importlib.import_module("vl_convert")
    if "Word" not in str(renderer.vegalite_to_svg(PICTURE)):
        raise ValueError("The chart renderer found no font to write with.")
    size = len(bytes(renderer.vegalite_to_png(PICTURE)))
    return f"The chart renderer draws pictures and text without a browser ({size:,} bytes)."


def _world() -> str:
    from detente.world.load import load_world

    world = load_world()
    gap = max(world.identities().values())
    return f"World {world.name}@{world.digest} loads; its identities hold to {gap:.0e}."


def _cases() -> str:
    from detente.case.read import bundled_cases, open_case

    opened = [open_case(name) for name in bundled_cases()]
    return f"{', '.join(case.stamp for case in opened)} open without a problem."


def _paper() -> Finding:
    """Lays out a page with a word: WeasyPrint, Pango and a font work together."""
    from detente.report.pdf import load_weasyprint

    try:
        size = len(load_weasyprint().HTML(string="<p>Word</p>").write_pdf())
    except DataError as error:
        return Finding("PDF", "optional", str(error))
    except (OSError, ValueError) as error:
        return Finding("PDF", "optional", f"WeasyPrint is there, but made no page: {error}; .html needs nothing more.")
    return Finding("PDF", "ok", f"WeasyPrint and Pango lay out a page ({size:,} bytes).")


def _slides() -> Finding:
    from detente.report.slides import load_pptx

    try:
        version = load_pptx().__version__
    except DataError as error:
        return Finding("slides", "optional", str(error))
    return Finding("slides", "ok", f"python-pptx {version} writes slides; workbooks need nothing more.")


def _fonts() -> Finding:
    """Fonts that fontconfig knows, and whether one has Chinese letters."""
    program = shutil.which("fc-list")
    if program is None:
        return Finding(
            "fonts", "optional", "fc-list is not there, so fonts are not checked; charts above say if any is."
        )
    known, chinese = (
        len(subprocess.run([program, *words], capture_output=True, check=False).stdout.splitlines())  # noqa: S603
        for words in ((), (":lang=zh",))
    )
    if not known:
        return Finding(
            "fonts", "missing", "No font is installed; Debian and Ubuntu: apt-get install fontconfig fonts-dejavu-core."
        )
    more = "Chinese letters too" if chinese else "none with Chinese letters: apt-get install fonts-noto-cjk adds them"
    return Finding("fonts", "ok", f"{known} fonts, {more}.")


def _pages() -> Finding:
    """The front end of the briefing room, which a clone without its bundle lacks."""
    index = Path(__file__).parents[1] / "web" / "static" / "index.html"
    if not index.is_file():
        sentence = "The pages of detente serve are not built: npm ci && npm run build in the folder web."
        return Finding("web pages", "optional", sentence)
    return Finding("web pages", "ok", "The pages of detente serve are there; any browser shows them.")


def _workspace() -> Finding:
    """Whether runs, briefs and jobs can be kept."""
    folder = workspace()
    there = next(path for path in (folder, *folder.resolve().parents) if path.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        sentence = (
            f"{folder} cannot be written, so nothing is kept and detente serve does not start; go to another folder or "
            "set DETENTE_WORKSPACE."
        )
        return Finding("workspace", "optional", sentence)
    return Finding("workspace", "ok", f"Runs, briefs and jobs are kept in {folder.resolve()}.")


def _browser() -> Finding:
    """Chromium: only the tests of the web application drive it; any browser shows the pages."""
    named = os.environ.get("DETENTE_CHROMIUM")
    found = shutil.which(named) if named else shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        what = f"DETENTE_CHROMIUM names {named}, which is not there" if named else "Chromium is not on the path"
        return Finding("browser", "optional", f"{what}; only tests of the web application need it.")
    try:
        begun = subprocess.run([found, "--version"], capture_output=True, check=False, timeout=30.0).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        begun = False
    if not begun:
        return Finding("browser", "optional", f"{found} does not start; only tests of the web application need it.")
    return Finding("browser", "ok", f"{found} can run the tests of the web application.")


def _nlp() -> Finding:
    """The parser of the desk: versions within their bounds, the model's files those of the pinned wheel."""
    from detente.desk.nlp_spacy import MODEL, MODEL_SHA256, MODEL_VERSION, SPACY

    found = {}
    for name in ("spacy", MODEL.replace("_", "-")):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            sentence = f"{name} is not installed; draft and review take tier 0. For tier nlp install detente[nlp]."
            return Finding("desk parser", "optional", sentence)
    version, model = found.values()
    if not _numbers(SPACY[0]) <= _numbers(version) < _numbers(SPACY[1]):
        sentence = f"spaCy {version} does not fit the model; install detente[nlp] again."
        return Finding("desk parser", "missing", sentence)
    spec = importlib.util.find_spec(MODEL)
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    if model != MODEL_VERSION or _digest(folder) != MODEL_SHA256:
        sentence = (
            f"The files of {MODEL} {model} are not those that were pinned. Remove it and install detente[nlp] again, "
            "or take --tier 0."
        )
        return Finding("desk parser", "missing", sentence)
    return Finding("desk parser", "ok", f"spaCy {version} with {MODEL} {model}; every file is as pinned.")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _digest(folder: Path) -> str:
    """Hash over the paths and hashes of the files of a package."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            name = path.relative_to(folder).as_posix()
            total.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def _data(folder: Path | None) -> Finding:
    needed_by = "replicate and world build"
    if folder is None:
        return Finding("data folder", "optional", f"None is named; only {needed_by} need one: --data or DETENTE_DATA.")
    if not (folder / DATA_README).is_file():
        return Finding("data folder", "optional", f"{folder} has no {DATA_README}; {needed_by} will not find files.")
    return Finding("data folder", "ok", f"{folder} is there; {needed_by} can run.")
