"""The import contract, the length of modules, and code that nobody calls."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "detente"
MODULES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}
LONGEST = 500
USUAL = 200


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def test_imports_go_down_only(capsys):
    failed = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert failed == 0, capsys.readouterr().out


def test_no_module_imports_the_whole_package():
    """The package's own table points down to every floor; a module that imports it escapes the contract."""
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "detente" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "detente")
    ]
    assert not wrong, f"import from the module that defines it: {wrong}"


def test_modules_are_short():
    lengths = {name_of(p): len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}
    too_long = {name: n for name, n in lengths.items() if n > LONGEST}
    assert not too_long, f"split these modules: {too_long}"
    assert median(n for n in lengths.values() if n > 1) <= USUAL


def test_no_module_is_a_drawer():
    drawers = [name_of(p) for p in MODULES if p.stem in ("utils", "util", "common", "helpers", "misc")]
    assert not drawers


def mentions(tree: ast.AST) -> Iterator[str]:
    """Every identifier that a module uses: names, attributes, imports, and ``module:name`` in strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"^[\w.]+:(\w+)$", node.value)


def taken_from(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Module and name of everything imported from another module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def module_of(path: Path) -> str:
    return ".".join(("detente", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")


def defined(tree: ast.Module) -> list[str]:
    """Functions and classes at the top of a module."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [n.name for n in tree.body if isinstance(n, kinds) and not any(map(is_address, n.decorator_list))]


def is_address(decorator: ast.expr) -> bool:
    """True for ``@router.get(...)`` and the like: the function is called over HTTP."""
    return isinstance(decorator, ast.Call) and ast.unparse(decorator.func).startswith("router.")


def exported(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def test_every_function_and_class_is_used_or_documented():
    used = set().union(*(set(mentions(tree)) for tree in MODULES.values()))
    pages = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "docs" / "reference").glob("*.md"))
    scripts = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[project.scripts]")[1].split("[")[0]
    unused = [
        f"{name_of(path)}: {name}"
        for path, tree in MODULES.items()
        for name in {*defined(tree), *exported(tree)}
        if path != SOURCE / "__init__.py"
        and not name.startswith("__")
        and name not in used
        and not re.search(rf"\b{name}\b", scripts if name.startswith("_") else pages + scripts)
    ]
    assert not unused, f"nobody calls these, and no page names them: {unused}"


def test_what_a_module_gives_to_others_is_in_its_list():
    taken = set().union(*(set(taken_from(tree)) for tree in MODULES.values()))
    unlisted = [
        f"{name_of(path)}: {name}"
        for path, tree in MODULES.items()
        for name in defined(tree)
        if (module_of(path), name) in taken and name not in exported(tree)
    ]
    assert not unlisted, f"imported elsewhere, but not in __all__: {unlisted}"


def test_every_list_names_things_that_exist():
    gone = [
        f"{name_of(path)}: {name}"
        for path, tree in MODULES.items()
        if path != SOURCE / "__init__.py"
        for name in exported(tree)
        if not re.search(rf"^(?:class|def|async def) {name}\b|^{name}\b *[:=]", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert not gone, f"in __all__, but not there: {gone}"


def test_every_module_says_what_it_is_for():
    silent = [name_of(p) for p, tree in MODULES.items() if not ast.get_docstring(tree)]
    assert not silent, f"write one sentence at the top of: {silent}"
