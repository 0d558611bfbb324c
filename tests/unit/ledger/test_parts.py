import numpy as np
import pytest

from detente.case.read import open_case
from detente.ledger.parts import FLOOR, parts_between
from detente.ledger.rules import Rule
from detente.ledger.stacking import Moment
from detente.world.load import load_world


@pytest.fixture(scope="module")
def ledger():
    return open_case("us-china-2025").ledger


@pytest.fixture(scope="module")
def toy():
    return load_world("toy")


def split(ledger, world, before, after):
    moments = tuple(Moment(moment.on, ledger.moment(after).as_of) for moment in map(ledger.moment, (before, after)))
    bare = ledger.with_rules(())
    wedges = tuple(
        book.wedges(world, on=moment.on, as_of=moment.as_of)
        for book, moment in zip((bare, ledger), moments, strict=True)
    )
    return parts_between(ledger, world, moments, wedges), (wedges[1] - wedges[0])["tariff"]


@pytest.mark.parametrize(("before", "after"), [("2025-01-19", "2025-04-12"), ("2024-12-31", "2025-03-10")])
def test_parts_add_up_to_the_change(ledger, toy, before, after):
    parts, change = split(ledger, toy, before, after)
    np.testing.assert_allclose(parts.data["tariff"].sum("part"), change, atol=1e-12)
    assert list(parts.measures) == list(parts.data["part"].values)
    assert float(np.abs(change).max()) > 0.1


def test_each_measure_moves_its_own_cells(ledger, toy):
    parts, _ = split(ledger, toy, "2025-01-19", "2025-04-12")
    tariff = parts.data["tariff"]
    assert parts.measures["usa-fentanyl-chn-20"].by == "USA"
    fentanyl = tariff.sel(part="usa-fentanyl-chn-20")
    np.testing.assert_allclose(fentanyl.sel(importer="USA", exporter="CHN")[:3], 0.20, atol=1e-3)
    assert float(np.abs(fentanyl).sum()) == pytest.approx(float(fentanyl.sel(importer="USA", exporter="CHN").sum()))
    assert float(tariff.sel(part="chn-reciprocal-125", importer="CHN", exporter="USA").max()) == pytest.approx(1.25)


def test_what_ended_counts_as_taken_away(ledger, toy):
    parts, _ = split(ledger, toy, "2025-04-12", "2025-05-14")
    gone = parts.data["tariff"].sel(part="usa-reciprocal-125", importer="USA", exporter="CHN")
    assert float(gone.min()) == pytest.approx(-1.25, abs=0.01)


def test_a_quiet_day_has_no_parts(ledger, toy):
    parts, change = split(ledger, toy, "2025-01-19", "2025-01-19")
    assert parts.data.sizes["part"] == 0
    assert not change.any()


def test_a_rule_and_the_floor_are_parts_without_a_record(ledger, toy):
    cut = Rule(op="set", by="USA", on=("CHN",), value=0.0, why="free trade")
    parts, change = split(ledger.with_rules((cut,)), toy, "2025-01-19", "2025-04-12")
    rule = next(name for name in parts.measures if name.startswith("rule 1"))
    assert parts.measures[rule] is None
    assert float(parts.data["tariff"].sel(part=rule, importer="USA", exporter="CHN").min()) < -1.0
    assert parts.measures[FLOOR] is None
    assert float(parts.data["tariff"].sel(part=FLOOR).min()) > -1e-12
    np.testing.assert_allclose(parts.data["tariff"].sum("part"), change, atol=1e-12)
