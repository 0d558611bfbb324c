import shutil
from pathlib import Path

import pytest

import detente as dt
from detente.case.scenarios import open_scenario
from detente.case.solve import MEASURES, solve_scenario
from detente.core.errors import CaseError

DISPUTE = Path(__file__).parents[2] / "golden" / "dispute"


@pytest.fixture
def scenario(tmp_path):
    """Write a scenario beside ``half`` and open it."""
    shutil.copytree(DISPUTE, tmp_path / "dispute")

    def make(text, name="mine", base="2025-04-12"):
        head = f'case = "../../dispute"\ntitle = "Mine"\nbase = {base}\n'
        path = tmp_path / "dispute" / "scenarios" / f"{name}.toml"
        path.write_text(head + text, encoding="utf-8")
        return open_scenario(str(path))

    return make


USE = '[[rule]]\nop = "use"\nscenario = "{0}"\nwhy = "as in {0}"\n'


def test_use_takes_in_the_rules_of_another_scenario(scenario):
    added = '[[rule]]\nop = "add"\nby = "USA"\non = ["CHN"]\nvalue = 0.1\nwhy = "ten more"\n'
    opened = scenario(USE.format("half") + added)
    half = open_scenario(str(DISPUTE / "scenarios" / "half.toml"))
    assert opened.scenario.rule[:-1] == half.scenario.rule
    assert opened.scenario.rule[-1].value == 0.1
    alone = scenario(USE.format("half"), "alone")
    assert solve_scenario(alone).rows == solve_scenario(half).rows


def test_use_may_name_a_file_and_be_lent_on(scenario, tmp_path):
    scenario(USE.format("half"), "one")
    two = scenario(USE.format(tmp_path / "dispute" / "scenarios" / "one.toml"), "two")
    assert [rule.op for rule in two.scenario.rule] == ["scale", "mirror"]


def test_a_circle_is_refused(scenario):
    scenario(USE.format("half"), "one")
    scenario(USE.format("one"), "two")
    with pytest.raises(CaseError, match="break the circle"):
        scenario(USE.format("two"), "one")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (USE.format("hall"), r'rule 1, field "scenario": there is no scenario hall.* Did you mean half'),
        ('[[rule]]\nop = "use"\nwhy = "w"\n', "use needs scenario and why, nothing else"),
        (USE.format("half") + "value = 0.5\n", "use needs scenario and why, nothing else"),
        ('[[rule]]\nop = "add"\nvalue = 0.1\nwhy = "w"\n', "add needs by and on"),
        (
            '[[rule]]\nop = "add"\nby = "USA"\non = "all"\nvalue = 0.1\nscenario = "half"\nwhy = "w"\n',
            "takes no scenario",
        ),
        ('compare = ["nash"]\n', '"nash" is no day'),
        ("model = {draws = 1}\n", "at least two draws"),
        ("model = {draws = -5}\n", "draws"),
    ],
)
def test_what_a_scenario_must_not_say(scenario, text, sentence):
    with pytest.raises(CaseError, match=sentence):
        scenario(text)


def test_a_scenario_of_another_case_lends_nothing(scenario, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text('case = "us-china-2025"\ntitle = "Other"\nbase = 2025-04-12\n')
    with pytest.raises(CaseError, match="is a scenario of case us-china-2025"):
        scenario(USE.format(other))


def test_days_stand_beside_the_scenario(scenario):
    opened = scenario('compare = ["2025-01-20", 2025-05-10]\n' + USE.format("half"))
    rows = {(row["region"], row["measure"]): row["value"] for row in solve_scenario(opened).rows}
    ledger = opened.case.ledger
    before = ledger.wedges(ledger.base, on="2024-12-31", as_of="2025-04-12")
    for day in ("2025-01-20", "2025-05-10"):
        after = ledger.wedges(ledger.base, on=day, as_of="2025-04-12")
        outcome = dt.LongRun().solve(ledger.base, before, after)
        assert rows["CHN", f"welfare@{day}"] == pytest.approx(
            float(outcome.data["welfare"].sel(region="CHN")), abs=1e-12
        )


def test_ranges_are_those_of_the_draws(scenario):
    opened = scenario("model = {draws = 6}\n" + USE.format("half"))
    rows = solve_scenario(opened).rows
    plain = solve_scenario(scenario(USE.format("half"), "plain")).rows
    assert [row["value"] for row in rows] == [row["value"] for row in plain]
    for row in rows:
        if row["measure"] in MEASURES:
            assert row["lo90"] <= row["lo50"] <= row["hi50"] <= row["hi90"]
    assert solve_scenario(opened).rows == rows


def test_the_model_of_the_scenario_is_solved(scenario):
    text = 'model = {elasticity = 4.0, deficits = "balanced", rebate = "none", labour_supply = 0.5}\n'
    outcome = solve_scenario(scenario(text + USE.format("half"))).outcome
    assert outcome.certificate.assumptions["deficits"].startswith("balanced")
    assert outcome.certificate.assumptions["rebate"].startswith("none")
    assert outcome.certificate.assumptions["elasticity"].startswith("4")
