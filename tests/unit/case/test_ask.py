from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from detente.case.ask import examine, run_id, steps
from detente.economy.longrun import LongRun
from detente.ledger.rates import DEFINITIONS
from detente.ledger.rules import Rule


def test_sides_hold_every_definition_and_a_stack_that_adds_up(findings):
    for side, pair in zip(findings.sides, (("USA", "CHN"), ("CHN", "USA")), strict=True):
        assert (side.importer, side.exporter) == pair
        assert set(side.rates) == set(DEFINITIONS)
        total = float(side.rates["ordinary"]) + sum(row.rate for row in side.stack)
        assert total == pytest.approx(float(side.rates["statutory-weighted"]), abs=1e-12)
        assert [row.rate for row in side.stack] == sorted((row.rate for row in side.stack), reverse=True)
        assert all(not row.rate for row in side.stack if row.role != "adds")
        assert all(0 < row.cover <= 1 + 1e-12 for row in side.stack if row.rate)
        assert {m.kind for m in side.others} & {"export-control", "import-curb", "de-minimis", "entity-listing"}


def test_after_substitution_the_average_is_that_of_the_new_trade(findings, toy):
    """Weights of the model's own flows; buyers leave what is dearest, so it lies below the fixed-weight mean."""
    pair = {"importer": "USA", "exporter": "CHN"}
    tariff = findings.after["tariff"].sel(pair).values[:3]
    new, old = (findings.outcome.data[name].sel(pair).values[:3] for name in ("trade_value", "trade_base"))
    side = findings.sides[0]
    assert side.post_substitution == pytest.approx(np.average(tariff, weights=new))
    assert side.post_substitution < np.average(tariff, weights=old)


def test_the_headline_is_read_from_the_outcome(findings, toy):
    welfare = findings.outcome.data["welfare"]
    assert findings.headline["welfare USA"] == float(welfare.sel(region="USA"))
    assert findings.headline["welfare CHN"] == float(welfare.sel(region="CHN"))
    there, back = (("USA", "CHN"), ("CHN", "USA"))
    flows = findings.outcome.data.isel(sector=[good for good, taxed in enumerate(toy.goods) if taxed])
    base, new = (
        sum(float(flows[name].sel(importer=n, exporter=i).sum()) for n, i in (there, back))
        for name in ("trade_base", "trade_value")
    )
    assert findings.headline["trade between the sides"] == pytest.approx(new / base - 1)
    assert new < base
    assert findings.world is toy


def test_steps_hold_between_their_days(bundled):
    """On every single day of the year the rate is that of the last step: no day of change is missed."""
    ledger, moment = bundled.ledger, bundled.ledger.moment("2025-05-14")
    found = steps(bundled, ledger, moment)
    for importer, exporter in (("USA", "CHN"), ("CHN", "USA")):
        mine = [step for step in found if step.importer == importer]
        assert [step.day for step in mine] == sorted({step.day for step in mine})
        assert (mine[0].day, mine[-1].day) == (bundled.head.baseline, date(2025, 5, 14))
        day = bundled.head.baseline
        while day <= moment.on:
            last = [step for step in mine if step.day <= day][-1]
            rate = ledger.rate(importer, exporter, on=day, as_of=moment.as_of)
            assert last.statutory == pytest.approx(float(rate), abs=1e-12), day
            day += timedelta(days=1)
    assert "usa-reciprocal-125" in {name for step in found for name in step.measures}


def test_sectors_say_what_each_meets_on_the_others_market(findings):
    rows = {row.code: row for row in findings.sectors["CHN"]}
    assert set(rows) == {"A01", "C13T15", "C26"}
    assert [row.change for row in findings.sectors["CHN"]] == sorted(row.change for row in rows.values())
    for code, row in rows.items():
        cell = {"importer": "USA", "exporter": "CHN", "sector": code}
        assert row.tariff_after == float(findings.after["tariff"].sel(cell))
        assert row.tariff_before == float(findings.before["tariff"].sel(cell))
        assert row.share == pytest.approx(row.change / row.base)
        assert -1 < row.share < 0


def test_shares_of_spending_shift_and_sum_to_nothing(findings):
    assert sum(findings.shift.values()) == pytest.approx(0, abs=1e-12)
    assert findings.shift["CHN"] < 0 < findings.shift["ROW"]


def test_the_week_before_is_compared(findings):
    moved = {change.record.id: change for change in findings.diff.changes}
    assert findings.diff.before.on == date(2025, 4, 5)
    assert "usa-reciprocal-125" in moved
    effects = [c.effect for c in findings.diff.changes if (c.importer, c.exporter) == ("CHN", "USA")]
    ledger = findings.case.ledger
    change = ledger.rate("CHN", "USA", on="2025-04-12") - ledger.rate("CHN", "USA", on="2025-04-05")
    assert sum(effects) == pytest.approx(float(change), abs=1e-12)


def test_the_same_question_has_the_same_run(bundled, findings, toy):
    again = examine(bundled, "2025-04-12", world=toy, draws=4)
    assert again.run == findings.run
    assert dict(again.headline) == dict(findings.headline)
    np.testing.assert_array_equal(again.ensemble.values, findings.ensemble.values)


def test_another_question_has_another_run(bundled, toy):
    moment = bundled.ledger.moment("2025-04-12")
    rule = Rule(op="scale", by="USA", on=("CHN",), value=0.5, why="talks")

    def run(case=bundled, at=moment, world=toy, model=None, rules=(), draws=4):
        return run_id(case, at, world, model or LongRun(), rules, draws)

    others = {
        run(at=bundled.ledger.moment("2025-04-11")),
        run(at=bundled.ledger.moment("2025-04-12", "2025-05-12")),
        run(world=bundled.ledger.base),
        run(model=LongRun(deficits="balanced")),
        run(rules=[rule]),
        run(draws=5),
        run(case=replace(bundled, digest="0" * 12)),
    }
    assert len(others) == 7
    assert run() not in others
    assert len(run()) == 12


def test_rules_change_the_day_and_not_the_baseline(bundled, toy, findings):
    rule = Rule(op="set", by="USA", on=("CHN",), value=0.0, why="a truce")
    eased = examine(bundled, "2025-04-12", world=toy, draws=2, rules=[rule])
    np.testing.assert_array_equal(eased.before["tariff"], findings.before["tariff"])
    assert eased.sides[0].rates["statutory-weighted"] == pytest.approx(float(eased.sides[0].rates["ordinary"]))
    assert eased.headline["trade between the sides"] > findings.headline["trade between the sides"]
    assert eased.diff.changes == findings.diff.changes, "the law of the week is what it was"


def test_nothing_in_force_moves_nothing(bundled, toy):
    quiet = examine(bundled, bundled.head.baseline, world=toy, draws=2)
    assert all(abs(value) < 1e-9 for value in quiet.headline.values())
    assert quiet.steps[0].day == quiet.steps[-1].day == bundled.head.baseline
