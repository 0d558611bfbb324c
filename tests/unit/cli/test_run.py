"""detente run."""

import pytest

import detente as dt
from detente.case.scenarios import open_scenario


def test_rows_are_those_of_the_model(detente):
    found = detente("run", "dispute:half", "--json").json
    case = dt.open_case("dispute")
    world = case.ledger.base
    rules = open_scenario("dispute:half").scenario.rule
    before = case.ledger.wedges(world, on="2024-12-31", as_of="2025-04-12")
    after = case.ledger.with_rules(rules).wedges(world, on="2025-04-12")
    outcome = dt.LongRun().solve(world, before, after)
    rows = {(row["region"], row["measure"]): row for row in found["rows"]}
    for region in world.regions:
        for measure in ("welfare", "welfare_first_order", "real_wage", "exports", "imports", "revenue"):
            assert rows[region, measure]["value"] == pytest.approx(
                float(outcome.data[measure].sel(region=region)), rel=1e-9, abs=1e-12
            )
    assert rows["USA", "revenue"]["unit"] == "USD mn"
    assert rows["USA", "welfare"]["lo90"] is None
    assert rows["CHN", "welfare"]["value"] > rows["CHN", "welfare_without_rules"]["value"]
    assert found["certificate"]["status"] == "CONVERGED"
    assert len(found["run"]) == 12
    assert found["run"] == found["meta"]["run"]


def test_text_gives_rules_with_reasons_and_closures(detente):
    said = " ".join(detente("run", "dispute/scenarios/half.toml").out.split())
    assert "a first step" in said
    assert "answers in the same proportion" in said
    assert "counted from the measures of 31 Dec 2024" in said
    assert "deficits fixed" in said


def test_the_same_scenario_has_the_same_run(detente):
    one, two = (detente("run", "dispute:half", "--json").json["run"] for _ in range(2))
    assert one == two
