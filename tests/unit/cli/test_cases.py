"""detente cases and detente case new."""

from pathlib import Path


def test_cases_lists_bundled_and_local_ones(detente):
    rows = {row["case"]: row for row in detente("cases", "--json").json["rows"]}
    assert rows["us-china-2025"]["where"] == "bundled"
    assert rows["dispute"]["where"] == "this folder"
    assert rows["dispute"]["measures"] == 6


def test_a_broken_local_case_is_listed_with_the_way_on(detente):
    Path("dispute/measures.toml").write_text("", encoding="utf-8")
    rows = {row["case"]: row for row in detente("cases", "--json").json["rows"]}
    assert rows["dispute"]["title"] == "has problems: detente check dispute"


def test_a_new_case_passes_its_check(detente):
    said = detente("case", "new", "my case", "--sides", "Canada, MEX")
    assert said.code == 0
    assert "detente check 'my case'" in said.out
    assert detente("check", "my case").code == 0
    assert detente("case", "new", "other", "--sides", "CAN,MEX", "--json").json["sides"] == ["CAN", "MEX"]
    assert 'sides = ["CAN", "MEX"]' in Path("my case/case.toml").read_text(encoding="utf-8")


def test_what_case_new_refuses_leaves_nothing(detente):
    before = sorted(Path().rglob("*"))
    assert detente("case", "new", "mine", "--sides", "CAN").code == 2
    assert detente("case", "new", "mine", "--sides", "CAN,CAM").code == 3
    assert detente("case", "new", "dispute", "--sides", "CAN,MEX").code == 2
    assert sorted(Path().rglob("*")) == before
