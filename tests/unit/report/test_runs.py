import json

import numpy as np
import pytest

from detente.case.scenarios import open_scenario
from detente.case.solve import scenario_id, solve_scenario
from detente.core.errors import DataError, UsageError
from detente.report import runs
from detente.report.export import read_parquet


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    import shutil
    from pathlib import Path

    folder = tmp_path_factory.mktemp("case")
    shutil.copytree(Path(__file__).parents[2] / "golden" / "dispute", folder / "dispute")
    return solve_scenario(open_scenario(str(folder / "dispute" / "scenarios" / "half.toml")))


@pytest.fixture(autouse=True)
def own_workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("DETENTE_WORKSPACE", str(tmp_path / "kept"))


def test_what_is_stored_comes_back_whole(solved, tmp_path):
    run = runs.run_of(solved)
    folder = runs.store_run(run)
    assert folder == tmp_path / "kept" / "runs" / solved.run
    assert sorted(path.name for path in folder.iterdir()) == [
        "manifest.json",
        "result.nc",
        "scenario.toml",
        "tables.parquet",
    ]
    found = runs.open_run(solved.run)
    assert found.about == run.about
    assert list(found.rows) == [dict(row) for row in run.rows]
    assert found.notes == run.notes
    assert found.certificate == run.certificate
    assert found.scenario == solved.opened.text
    for name, variable in solved.outcome.data.items():
        np.testing.assert_array_equal(found.data[name].transpose(*variable.dims).to_numpy(), variable.to_numpy())
    assert found.data["goods"].to_numpy().tolist() == solved.outcome.data["goods"].to_numpy().tolist()


def test_files_say_what_they_hold(solved):
    folder = runs.store_run(runs.run_of(solved))
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["run"] == solved.run
    assert manifest["about"]["case"] == "dispute"
    assert manifest["certificate"]["status"] == "CONVERGED"
    assert manifest["certificate"]["sentence"] == "converged"
    assert set(read_parquet(folder / "tables.parquet")) >= {"region", "measure", "unit", "value", "lo90"}


def test_storing_again_replaces_and_leaves_nothing_behind(solved):
    run = runs.run_of(solved)
    first = runs.store_run(run)
    (first / "stray").write_text("left over")
    again = runs.store_run(run)
    assert not (again / "stray").exists()
    assert [path.name for path in again.parent.iterdir()] == [solved.run]


@pytest.mark.parametrize("name", ["manifest.json", "result.nc", "tables.parquet", "scenario.toml"])
def test_a_damaged_run_is_no_run(solved, name):
    folder = runs.store_run(runs.run_of(solved))
    (folder / name).unlink()
    assert runs.open_run(solved.run) is None
    if name != "manifest.json":
        (folder / name).write_bytes(b"cut sh")
        if name != "scenario.toml":
            assert runs.open_run(solved.run) is None
            with pytest.raises(DataError, match="damaged"):
                runs.find_run(solved.run)


def test_runs_are_found_by_the_start_of_their_id(solved):
    with pytest.raises(DataError, match="stored: none yet"):
        runs.find_run("abcd")
    folder = runs.store_run(runs.run_of(solved))
    assert runs.find_run(solved.run[:4]).id == solved.run
    with pytest.raises(UsageError, match="at least 4 digits"):
        runs.find_run(solved.run[:3])
    other = solved.run[:6] + "ffffff"
    (folder.parent / other).mkdir()
    (folder.parent / other / "manifest.json").write_text((folder / "manifest.json").read_text())
    with pytest.raises(UsageError, match="type more digits"):
        runs.find_run(solved.run[:4])
    draft = folder.parent / f".{solved.run}-draft"
    draft.mkdir()
    (draft / "manifest.json").write_text((folder / "manifest.json").read_text())
    assert [identity for identity, _ in runs.runs()] == sorted([solved.run, other])


def test_an_id_says_everything_that_was_asked(solved):
    opened = solved.opened

    def changed(**fields):
        from dataclasses import replace

        return scenario_id(replace(opened, scenario=opened.scenario.model_copy(update=fields)))

    assert changed() == solved.run
    asked = [
        changed(base=opened.scenario.base.replace(day=11)),
        changed(rule=opened.scenario.rule[:1]),
        changed(compare=("2025-02-01",)),
        changed(model=opened.scenario.model.model_copy(update={"draws": 50})),
        changed(model=opened.scenario.model.model_copy(update={"deficits": "balanced"})),
    ]
    assert len({solved.run, *asked}) == 6
    assert changed(title="Other words") == solved.run


def test_a_workspace_that_cannot_be_written(solved, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("DETENTE_WORKSPACE", str(tmp_path / "file"))
    with pytest.raises(DataError, match="cannot be stored"):
        runs.store_run(runs.run_of(solved))
