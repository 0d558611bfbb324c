"""detente export, and detente world import."""

import json

import pytest

import detente as dt


def test_a_run_a_case_and_a_world(detente, tmp_path):
    run = detente("run", "dispute:half", "--json").json["run"]
    for what in (run[:6], "dispute", "toy"):
        said = detente("export", what, "--out", f"{what}.json", "--out", f"{what}.parquet", "--json")
        assert said.code == 0, said.err
        assert [row["file"] for row in said.json["files"]] == [f"{what}.json", f"{what}.parquet"]
        assert json.loads((tmp_path / f"{what}.json").read_text())["meta"]["version"] == dt.__version__
    assert json.loads((tmp_path / f"{run[:6]}.json").read_text())["meta"]["run"] == run


def test_as_names_the_form_of_any_file(detente, tmp_path):
    assert detente("export", "toy", "--as", "csv", "--out", "toy.txt").code == 0
    assert (tmp_path / "toy.txt").read_text().startswith("# what: detente world toy")


def test_the_day_of_a_case(detente):
    early = detente("export", "dispute", "--on", "2025-01-20", "--out", "a.nc", "--json").json
    assert early["meta"]["on"] == "2025-01-20"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("toy",), 2, "name it with --out"),
        (("toy", "--out", "t.dta"), 2, "the suffix must be one of .parquet, .nc, .xlsx, .json, .csv, .har"),
        (("toy", "--as", "csv", "--out", "a.csv", "--out", "b.csv"), 2, "--as goes with one --out"),
        (("toy", "--on", "2025-01-20", "--out", "t.nc"), 2, "go with cases"),
        (("tony", "--out", "t.nc"), 3, "no case and no world"),
    ],
)
def test_what_cannot_be_exported(detente, words, code, sentence):
    said = detente("export", *words)
    assert said.code == code
    assert sentence in said.err


def test_a_world_from_a_table(detente, tmp_path):
    (tmp_path / "t.csv").write_text(
        "importer,exporter,sector,value_usd_mn\nUSA,USA,C26,90\nUSA,CHN,C26,10\nCHN,CHN,C26,70\nCHN,USA,C26,5\n"
    )
    (tmp_path / "r.csv").write_text("importer,exporter,rate\nUSA,CHN,0.1\n")
    said = detente("world", "import", "t.csv", "--year", "2022", "--tariff", "r.csv", "--out", "mine.npz", "--json")
    assert said.code == 0, said.err
    assert said.json["schema"] == "detente.world-import/1"
    assert said.json["regions"] == ["CHN", "USA"]
    assert "no input-output links" in said.json["notes"]
    world = dt.load_world(tmp_path / "mine.npz")
    assert world.name == "mine"
    assert world.tariff[1, 0, 0] == 0.1
    assert detente("world", "check", "mine.npz").code == 0


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("t.csv", "--year", "2022"), 2, "--out FILE.npz"),
        (("gone.csv", "--out", "m.npz"), 3, "there is no file gone.csv"),
        (("t.csv", "--year", "2022", "--out", "m.npz"), 3, "does not say its unit"),
        (("t.csv", "--kind", "npz", "--out", "m.npz"), 3, "cannot be read as an archive"),
        (("t.csv", "--kind", "har", "--out", "m.npz"), 3, "no HAR file"),
        (("t.csv", "--kind", "gdx", "--out", "m.npz"), 2, "icio"),
    ],
)
def test_what_cannot_be_imported(detente, tmp_path, words, code, sentence):
    (tmp_path / "t.csv").write_text("importer,exporter,sector,value\nUSA,USA,C26,90\n")
    said = detente("world", "import", *words)
    assert said.code == code
    assert sentence in said.err
    assert not (tmp_path / "m.npz").exists()
