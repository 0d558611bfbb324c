"""Files are read and written at the doors only; the rest of the package computes."""

import ast
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "detente"
DOORS = (
    "core/files.py",
    "world/load.py",
    "world/build.py",
    "world/icio.py",
    "world/wiod.py",
    "world/tables.py",
    "world/readers.py",
    "case/read.py",
    "case/talks_bank.py",
    "case/toml.py",
    "case/write.py",
    "case/scenarios.py",
    "case/papers/source.py",
    "desk/lexicon.py",
    "desk/proposer_http.py",
    "desk/store.py",
    "report/brief_store.py",
    "report/export.py",
    "report/marks.py",
    "report/renderer.py",  # an empty list of fonts, in a folder that goes at once
    "report/runs.py",
    "report/kept.py",
    "report/shelf.py",
    "report/small_workbook.py",  # opens parts of an archive in memory
    "report/sweeps.py",
    "cli/*",
    "web/*",
    "__main__.py",
)
CALLS = {
    "open",
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "mkdir",
    "unlink",
    "rmdir",
    "rmtree",
    "mkdtemp",
    "mkstemp",
    "NamedTemporaryFile",
    "TemporaryDirectory",
    "write_whole",
    "folder_whole",
    "urlopen",
    "read_csv",
    "read_parquet",
    "read_stata",
    "from_path",
    "to_csv",
    "to_netcdf",
    "savez",
    "savez_compressed",
    "loadtxt",
    "savetxt",
    "memmap",
}
QUALIFIED = {("np", "load"), ("np", "save"), ("numpy", "load"), ("numpy", "save"), ("tomllib", "load")}
NETWORK = {"urllib", "http", "socket", "requests", "ftplib", "smtplib"}
LISTENS = {
    "web/__main__.py": {"socket"},  # the door that others come in by; it calls nobody
    "web/guard.py": {"http", "urllib"},  # cookies, names of statuses, parts of an address
    "web/settings.py": {"urllib"},
    "desk/proposer_http.py": {"urllib"},  # asks a language model that the user names, after consent for each text
}
PICKLE = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}


def modules(*, doors: bool) -> list[Path]:
    def is_door(path: Path) -> bool:
        return any(fnmatch(path.relative_to(SOURCE).as_posix(), door) for door in DOORS)

    return [path for path in sorted(SOURCE.rglob("*.py")) if doors or not is_door(path)]


def file_calls(tree: ast.AST) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id in CALLS:
            found.append((node.lineno, called.id))
        elif isinstance(called, ast.Attribute):
            owner = called.value.id if isinstance(called.value, ast.Name) else ""
            if called.attr in CALLS or (owner, called.attr) in QUALIFIED:
                found.append((node.lineno, f"{owner}.{called.attr}"))
    return found


def imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def test_files_are_touched_at_the_doors_only():
    wrong = [
        f"{path.relative_to(SOURCE)}:{line} calls {what}"
        for path in modules(doors=False)
        for line, what in file_calls(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not wrong, wrong


def test_the_walk_sees_a_file_call():
    seen = file_calls(ast.parse("import numpy as np\nnp.load('x')\nPath('y').read_text()\nopen('z')"))
    assert [line for line, _ in seen] == [2, 3, 4]


def test_every_door_named_here_exists():
    gone = [door for door in DOORS if not list(SOURCE.glob(door))]
    assert not gone


def test_no_network_and_no_pickle():
    for path in modules(doors=True):
        names = imported(ast.parse(path.read_text(encoding="utf-8")))
        allowed = LISTENS.get(path.relative_to(SOURCE).as_posix(), set())
        assert not (names & NETWORK) - allowed, path
        assert not names & PICKLE, path


def test_arrays_are_loaded_without_pickles():
    for path in modules(doors=True):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.load", "numpy.load"):
                assert "allow_pickle=False" in ast.unparse(node), f"{path}:{node.lineno}"
