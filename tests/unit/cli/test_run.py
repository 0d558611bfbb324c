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
    assert rows["USA", "welfare"]["lo90"] < rows["USA", "welfare"]["value"] < rows["USA", "welfare"]["hi90"]
    assert rows["CHN", "welfare"]["value"] > rows["CHN", "welfare_without_rules"]["value"]
    assert found["certificate"]["status"] == "CONVERGED"
    assert len(found["run"]) == 12
    assert found["run"] == found["meta"]["run"]


def test_the_sides_tariffs_and_trade_have_rows_of_their_own(detente):
    found = detente("run", "dispute:half", "--draws", "0", "--json").json
    case = dt.open_case("dispute")
    ruled = case.ledger.with_rules(open_scenario("dispute:half").scenario.rule)
    rows = {(row["region"], row["measure"]): row for row in found["rows"]}
    for side, other in (("USA", "CHN"), ("CHN", "USA")):
        assert rows[side, "tariff_on_other_side"]["value"] == float(ruled.rate(side, other, on="2025-04-12"))
        before = float(case.ledger.rate(side, other, on="2024-12-31"))
        assert rows[side, "tariff_on_other_side_before"]["value"] == before
        assert rows[side, "goods_trade_with_other_side"]["value"] < -0.1
        assert rows[side, "welfare"]["lo90"] is None
    assert ("ROW", "tariff_on_other_side") not in rows


def test_the_pair_alone_is_a_solve_in_which_nobody_else_moves(detente):
    rows = {
        (row["region"], row["measure"]): row["value"]
        for row in detente("run", "us-china-2025:halve-both", "--draws", "0", "--json").json["rows"]
    }
    assert rows["USA", "welfare_pair_only"] < rows["USA", "welfare"], "tariffs on others pay the United States"
    assert rows["MEX", "welfare_pair_only"] > 0 > rows["MEX", "welfare"]
    case = dt.open_case("us-china-2025")
    rules = open_scenario("us-china-2025:halve-both").scenario.rule
    before = case.ledger.wedges(case.ledger.base, on="2025-01-19", as_of="2025-05-09")
    day = case.ledger.with_rules(rules).wedges(case.ledger.base, on="2025-05-09")
    alone = before.copy(deep=True)
    for pair in ({"importer": "USA", "exporter": "CHN"}, {"importer": "CHN", "exporter": "USA"}):
        for name in alone:
            alone[name].loc[pair] = day[name].loc[pair]
    welfare = dt.LongRun().solve(case.ledger.base, before, alone).data["welfare"]
    for region in ("USA", "CHN", "MEX"):
        assert rows[region, "welfare_pair_only"] == pytest.approx(float(welfare.sel(region=region)), abs=1e-12)


def test_text_gives_tariffs_trade_ranges_and_names(detente):
    said = " ".join(detente("run", "us-china-2025:halve-both", "--draws", "3").out.split())
    assert "the United States on goods of China 64.9 % (13.1 % on 19 Jan 2025)" in said
    assert "Goods trade between the United States and China, both ways: " in said
    assert " to " in said.split("Real income of China: ")[1].split(";")[0]
    assert "central 90 % of 3 draws" in said
    assert "Mexico" in said
    without = " ".join(detente("run", "us-china-2025:halve-both", "--draws", "0").out.split())
    assert "No ranges: --draws 60 gives them." in without


def test_text_gives_rules_with_reasons_and_closures(detente):
    said = " ".join(detente("run", "dispute/scenarios/half.toml").out.split())
    assert "a first step" in said
    assert "answers in the same proportion" in said
    assert "counted from the measures of 31 Dec 2024" in said
    assert "deficits fixed" in said


def test_the_same_scenario_has_the_same_run(detente):
    one, two = (detente("run", "dispute:half", "--json").json["run"] for _ in range(2))
    assert one == two


def test_the_page_shows_both_ends_and_all_where_asked(detente):
    words = ("run", "us-china-2025:halve-both", "--draws", "0")
    short, full = detente(*words), detente(*words, "--full")

    def codes(said):
        return [line.split()[0] for line in said.out.splitlines() if line[:3].isupper() and line[3:5] == "  "]

    assert len(codes(full)) == 81
    assert codes(short) == [*codes(full)[:10], *codes(full)[-8:]]
    assert "all 81: --full" in short.out
    rows = detente(*words, "--format", "csv").out.splitlines()
    assert len(rows) == 82
