"""Everything that a person may type is described, on the record and on the page."""

import importlib
import pkgutil
from pathlib import Path

import detente
from detente.core.records import Record

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "records.md").read_text(encoding="utf-8")


def kinds(base: type[Record] = Record) -> list[type[Record]]:
    for module in pkgutil.walk_packages(detente.__path__, "detente."):
        if module.name.startswith(("detente.case", "detente.evidence", "detente.ledger")):
            importlib.import_module(module.name)
    found = []
    for kind in base.__subclasses__():
        found += [kind, *kinds(kind)]
    return [kind for kind in found if kind.__module__.startswith("detente.")]


def test_there_are_records():
    assert {"Measure", "Repeal", "Stacking", "Document", "Head", "Scenario", "Rule"} <= {k.__name__ for k in kinds()}


def test_every_field_has_a_description():
    bare = [f"{k.__name__}.{name}" for k in kinds() for name, f in k.model_fields.items() if not f.description]
    assert not bare, f"say what they hold: {bare}"


def test_every_record_says_what_it_is():
    assert not [k.__name__ for k in kinds() if not (k.__doc__ or "").strip()]


def test_every_field_is_on_the_page():
    missing = [
        f"{kind.__name__}.{field.alias or name}"
        for kind in kinds()
        if not kind.__subclasses__()
        for name, field in kind.model_fields.items()
        if f"| `{field.alias or name}` |" not in PAGE
    ]
    assert not missing, f"run `just docs-tables`: {missing}"


def test_records_are_frozen_and_refuse_unknown_fields():
    for kind in kinds():
        assert kind.model_config["frozen"]
        assert kind.model_config["extra"] == "forbid"
