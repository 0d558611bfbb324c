"""Sweeps: the same for every executor, resumed after a kill bit for bit, and never of another question."""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from detente.case.draws import SweepChoice, SweepRanges
from detente.case.sweep import BATCH, Batch, measured, run_sweep, solve_batch
from detente.core.errors import DataError, NotSolved, UsageError
from detente.core.execute import Inline
from detente.economy.repeat import SETTLED
from detente.report.export import read_parquet
from detente.report.sweeps import bands_of, drivers_of, open_store, store_summary

sys.path.insert(0, str(Path(__file__).parent))
from small_sweep import small_question

PROGRAM = [sys.executable, str(Path(__file__).parent / "small_sweep.py")]


class Memory(dict):
    """Batches that are kept nowhere else."""

    def load(self, first, size):
        found = self.get(first)
        return found if found is not None and len(found.reasons) == size else None

    def save(self, batch):
        self[batch.first] = batch


def run(question, store=None):
    return run_sweep(question, Inline(), Memory() if store is None else store, lambda *_: None)


@pytest.fixture(scope="module")
def result():
    return run(small_question(90))


def test_a_draw_is_the_same_in_every_batch():
    sweep = small_question(40).sweep
    whole, part = solve_batch(sweep, (0, 8)), solve_batch(sweep, (5, 3))
    assert np.array_equal(whole.values[5:], part.values)
    assert not np.array_equal(whole.values[0], whole.values[1])


def test_more_draws_keep_those_that_were_there(result):
    store = Memory()
    run(small_question(30), store)
    assert sorted(store) == [0, BATCH]
    again = run(small_question(90), store)
    assert np.array_equal(again.values, result.values)


def test_bands_are_in_order_and_kinds_add_up(result):
    for found in result.frames[0].kinds.values():
        for lo50, hi50, lo90, hi90 in found.bands.values():
            assert lo90 <= lo50 <= found.median + 1e-12 or lo90 <= lo50
            assert hi50 <= hi90
    welfare = result.frames[0].kinds["welfare CHN"]
    y = result.values[:, result.question.sweep.reader.names.index("welfare CHN")]
    assert sum(welfare.variance.values()) == pytest.approx(y.var())
    assert min(welfare.variance.values()) > 0.0
    assert welfare.bands["all"][3] < 0.0


def test_scenario_decides_where_scenarios_are_far_apart(result):
    found = result.frames[0].drivers["goods trade between the sides"]
    assert found[0].name == "scenario"
    assert found[0].share > 0.5


def test_a_range_of_one_value_drives_nothing():
    fixed = SweepChoice(elasticity=(), deficits=("fixed",), ranges=SweepRanges(elasticity_services=(4.0, 4.0)))
    question = small_question(40, choice=fixed)
    missing = {"elasticity_by_sector"} if question.sweep.plan.space.sectors > 8 else set()
    found = run(question)
    names = {driver.name for driver in found.frames[0].drivers["welfare USA"]}
    assert names == {"scenario", "elasticity_level", "elasticity_by_sector"} - missing


def test_both_models_and_what_only_the_short_run_says():
    found = run(small_question(60, models=("long-run", "short-run")))
    names = found.question.sweep.reader.names
    unemployment = found.values[:, names.index("unemployment CHN")]
    model = np.array(measured(found)["model"])
    assert np.isnan(unemployment[model == "long-run"]).all()
    assert np.isfinite(unemployment[model == "short-run"]).all()
    far, near = found.frames
    assert (far.name, near.name) == ("long run", "short run, 12 months")
    assert far.draws + near.draws == 60
    assert "unemployment CHN" not in far.kinds
    assert near.kinds["unemployment CHN"].bands["all"][3] > 0.0
    assert "monetary_second" in {driver.name for driver in near.drivers["unemployment CHN"]}


def test_a_range_never_mixes_horizons():
    """The first year and the long run answer different questions, so neither is uncertainty of the other."""
    both = SweepChoice(horizon_months=(6.0, 24.0))
    found = run(small_question(96, models=("long-run", "short-run"), choice=both))
    assert [frame.name for frame in found.frames] == ["long run", "short run, 6 months", "short run, 24 months"]
    column = found.question.sweep.reader.names.index("welfare CHN")
    drawn = measured(found)
    for frame in found.frames:
        names = {driver.name for driver in frame.drivers["welfare CHN"]}
        assert not {"model", "horizon_months"} & names
        assert ("capital_share" in names) == (frame.name != "long run")
        rows = [
            number
            for number in range(96)
            if (drawn["model"][number] == "long-run") == (frame.name == "long run")
            and (frame.name == "long run" or frame.name == f"short run, {drawn['horizon_months'][number]:g} months")
        ]
        assert frame.kinds["welfare CHN"].median == np.median(found.values[rows, column])
        assert frame.draws == len(rows)
    assert {row["horizon"] for row in bands_of(found)} == {frame.name for frame in found.frames}


def test_draws_that_fail_are_counted_and_enter_no_band(monkeypatch):
    question = small_question(60)
    store = Memory()
    clean = run(question, store)
    first = store[0]
    values = first.values.copy()
    values[:9] = np.nan
    store[0] = Batch(0, values, tuple("no equilibrium" for _ in range(9)) + first.reasons[9:])
    found = run(question, store)
    assert found.failed == {"no equilibrium": 9}
    assert any("9 of 60 draws" in note for note in found.notes)
    assert any("15% of the draws" in note for note in found.notes)
    name = "welfare CHN"
    rest = clean.values[9:, question.sweep.reader.names.index(name)]
    assert found.frames[0].kinds[name].median == np.median(rest)


def test_a_sweep_without_solved_draws_says_so():
    store = Memory()
    question = small_question(2)
    names = question.sweep.reader.names
    store[0] = Batch(0, np.full((2, len(names)), np.nan), ("diverged", "diverged"))
    with pytest.raises(NotSolved, match="2 of 2 draws"):
        run(question, store)


def test_a_model_that_refuses_a_draw_is_a_reason_not_an_end():
    short = SweepChoice(horizon_months=(0.0,), convention=("without-duty",), ranges=SweepRanges())
    question = small_question(20, models=("short-run",), choice=short)
    batch = solve_batch(question.sweep, (0, 20))
    assert all("months" in reason for reason in batch.reasons if reason)
    assert any(batch.reasons)


def test_files_say_what_was_found(tmp_path, result):
    store = open_store(result.question, tmp_path / "s", resume=False)
    folder = store_summary(store, result)
    columns = read_parquet(folder / "draws.parquet")
    assert columns["draw"] == list(range(90))
    assert np.array_equal(columns["welfare CHN"], measured(result)["welfare CHN"])
    assert (folder / "draws.csv").read_text(encoding="utf-8").count("\n") >= 91
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    told = summary["horizons"][0]["readings"]["welfare CHN"]["bands"]["all"]
    assert list(told.values()) == [float(v) for v in result.frames[0].kinds["welfare CHN"].bands["all"]]
    assert (folder / "bands.svg").read_text(encoding="utf-8").startswith("<svg")
    rows = bands_of(result)
    assert {row["kind"] for row in rows} == {"all", "parameters", "models", "scenario"}
    assert sum(r["share"] for r in rows if r["reading"] == "welfare USA" and r["kind"] != "all") == pytest.approx(1.0)
    assert {row["reading"] for row in drivers_of(result)} == set(result.question.sweep.reader.headline)


def test_another_question_is_not_resumed(tmp_path):
    open_store(small_question(20), tmp_path / "s", resume=False)
    with pytest.raises(DataError, match=r"another question \(different: seed"):
        open_store(small_question(20, seed=2), tmp_path / "s", resume=True)
    with pytest.raises(DataError, match="measures, rules or elasticities"):
        open_store(small_question(20, tariff=0.5), tmp_path / "s", resume=True)
    open_store(small_question(40), tmp_path / "s", resume=True)


def test_a_folder_is_replaced_only_when_asked(tmp_path):
    question = small_question(20)
    store = open_store(question, tmp_path / "s", resume=False)
    run(question, store)
    with pytest.raises(UsageError, match="--resume takes it up again"):
        open_store(question, tmp_path / "s", resume=False)
    assert open_store(question, tmp_path / "s", resume=True).load(0, 20) is not None
    assert open_store(question, tmp_path / "s", resume=False, force=True).load(0, 20) is None
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(DataError, match="no sweep"):
        open_store(question, tmp_path / "mine", resume=False, force=True)


def test_a_damaged_batch_is_solved_again(tmp_path):
    question = small_question(40)
    store = open_store(question, tmp_path / "s", resume=False)
    clean = run(question, store)
    path = tmp_path / "s" / "batches" / "0000020.npz"
    path.write_bytes(path.read_bytes()[:200])
    assert store.load(20, 20) is None
    assert np.array_equal(run(question, store).values, clean.values)


def test_killed_three_times_and_resumed_it_is_the_same_bit_for_bit(tmp_path):
    draws = 400
    clean = run(small_question(draws))
    folder = tmp_path / "killed"
    chance = np.random.default_rng(5)
    kept = 0
    for _ in range(3):
        with subprocess.Popen([*PROGRAM, str(folder), str(draws)], stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                if int(line) >= kept + BATCH:
                    break
            time.sleep(chance.uniform(0.0, 0.15))
            process.kill()
        found = len(list((folder / "batches").glob("*.npz"))) * BATCH
        assert kept < found
        assert not (folder / "summary.json").exists()
        kept = found
    lines = subprocess.run([*PROGRAM, str(folder), str(draws)], check=True, capture_output=True, text=True).stdout
    assert int(lines.split()[0]) == kept
    store = open_store(small_question(draws), folder, resume=True)
    resumed = run(small_question(draws), store)
    assert np.array_equal(resumed.values, clean.values)
    summary = (folder / "summary.json").read_text(encoding="utf-8")
    whole = open_store(small_question(draws), tmp_path / "whole", resume=False)
    assert summary == (store_summary(whole, clean) / "summary.json").read_text(encoding="utf-8")
    assert (folder / "draws.csv").read_bytes() == (tmp_path / "whole" / "draws.csv").read_bytes()


@pytest.mark.parametrize("rebate", ["lump-sum", "none"])
def test_draws_read_what_the_labelled_model_says(rebate):
    question = small_question(12, choice=SweepChoice(rebate=(rebate,)))
    sweep = question.sweep
    batch = solve_batch(sweep, (0, 12))
    assert len({sweep.plan.model(sweep.plan.space.draw(number)).deficits for number in range(12)}) == 3
    for number in range(12):
        draw = sweep.plan.space.draw(number)
        outcome = sweep.plan.model(draw).solve(sweep.world, sweep.before, sweep.after[draw.picks["scenario"]])
        expected = sweep.reader.read(sweep.reader.labelled(outcome))
        assert batch.values[number] == pytest.approx(expected, abs=5.0 * SETTLED)
