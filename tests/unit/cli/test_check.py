"""detente check."""

from pathlib import Path


def test_a_sound_case_lists_its_gaps(detente):
    said = detente("check", "dispute", "--json")
    assert said.code == 0
    assert said.json["problems"] == []
    assert {gap["measure"]: gap["gap"] for gap in said.json["gaps"]} == {
        "usa-phones-free": "unverified: fewer than two independent sources",
        "chn-metals-licence": "no instrument named",
    }


def test_strict_fails_on_gaps(detente):
    said = detente("check", "dispute", "--strict")
    assert said.code == 5
    assert said.err == "detente: dispute: 2 measures with gaps in the evidence; the list is above.\n"
    assert "usa-phones-free" in said.out


def test_scenarios_of_a_case_are_checked_with_it(detente):
    path = Path("dispute/scenarios/half.toml")
    path.write_text(path.read_text(encoding="utf-8").replace('"schedule"', '"shedule"'), encoding="utf-8")
    said = detente("check", "dispute")
    assert said.code == 3
    assert said.out == (
        "dispute: 1 problem\n\n"
        'scenarios/half.toml, rule 1, field "authority": no measure has the authority "shedule". Did you mean\n'
        "schedule?\n"
    )


def test_every_problem_is_listed(detente):
    path = Path("dispute/measures.toml")
    text = path.read_text(encoding="utf-8").replace("rate = 0.34", "rate = 34").replace('by = "CHN"', 'by = "CNH"')
    path.write_text(text, encoding="utf-8")
    problems = detente("check", "dispute", "--json").json["problems"]
    assert any("34 % is written 0.34" in sentence for sentence in problems)


def test_fields_names_and_scenarios_in_one_pass(detente):
    measures, half = Path("dispute/measures.toml"), Path("dispute/scenarios/half.toml")
    text = measures.read_text(encoding="utf-8").replace("rate = 0.34", 'rate = "34 %"')
    measures.write_text(text.replace('on = ["CHN"]', 'on = ["CNH"]', 1), encoding="utf-8")
    half.write_text(half.read_text(encoding="utf-8").replace('why = "a first step"\n', ""), encoding="utf-8")
    problems = detente("check", "dispute", "--json").json["problems"]
    assert len(problems) == 3
    assert any("a number without quotes is needed: 0.34" in sentence for sentence in problems)
    assert any("CNH is no economy" in sentence for sentence in problems)
    assert any(s.startswith("scenarios/half.toml, line ") and '"why" is missing' in s for s in problems)


def test_acts_after_the_last_day_are_remarked_on(detente):
    head = Path("dispute/case.toml")
    text = head.read_text(encoding="utf-8").replace("last = 2025-05-12", "last = 2025-04-12")
    head.write_text(text, encoding="utf-8")
    said = detente("check", "dispute", "--json")
    assert said.code == 0
    assert said.json["warnings"]
    assert all("after the last day of the case (2025-04-12): no question sees it" in w for w in said.json["warnings"])


def test_a_scenario_by_file_or_by_name(detente):
    for name in ("dispute/scenarios/half.toml", "dispute:half"):
        assert detente("check", name).code == 0


def test_a_file_of_a_case_stands_for_the_case(detente):
    said = detente("check", "dispute/measures.toml")
    assert said.code == 0
    assert said.out.startswith("dispute@")


def test_the_bundled_case_is_sound(detente):
    assert detente("check", "us-china-2025").code == 0
