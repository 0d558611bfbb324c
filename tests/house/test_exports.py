"""The public names: one table, one list, one page."""

import ast
import importlib
import re
from pathlib import Path

import pytest

import detente

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "detente"
PAGE = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
TABLE: dict[str, str] = vars(detente)["_WHERE"]


def test_all_is_the_table_and_the_version():
    assert list(detente.__all__) == sorted(set(detente.__all__))
    assert set(detente.__all__) == {*TABLE, "__version__"}


def test_type_checkers_see_the_same_names():
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    seen = {
        alias.name: node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == TABLE


def test_every_public_name_can_be_imported():
    for name, module in TABLE.items():
        assert getattr(detente, name) is getattr(importlib.import_module(module), name)


def test_every_public_name_is_in_its_modules_own_list():
    missing = [name for name, module in TABLE.items() if name not in importlib.import_module(module).__all__]
    assert not missing, f"add to __all__ of their modules: {missing}"


def test_the_reference_page_documents_exactly_the_public_names():
    documented = re.findall(r"^\.\. auto(?:class|function|exception|data):: detente\.(\w+)$", PAGE, re.MULTILINE)
    assert len(documented) == len(set(documented))
    assert set(documented) == set(TABLE), "docs/reference/api.md and detente.__all__ differ"


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="Wrold"):
        getattr(detente, "Wrold")  # noqa: B009 - a constant name is the point
