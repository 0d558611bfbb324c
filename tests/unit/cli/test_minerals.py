"""detente minerals."""

import pytest

WORDS = ("minerals", "us-china-2025", "--on", "2025-05-09")


def test_tables_and_json_agree(detente):
    found = detente(*WORDS, "--json", "--stocks", "3").json
    assert found["schema"] == "detente.minerals/1"
    assert found["months"] == 6.0
    assert {row["months"] for row in found["totals"]} == {3.0, 6.0, 12.0}
    whole = next(row for row in found["totals"] if row["months"] == 6.0 and row["stocks"] == "no stocks")
    assert sum(row["lost"] for row in found["sectors"]) == pytest.approx(whole["lost"])
    assert {row["mineral"] for row in found["inputs"]} >= {"magnets", "yttrium", "tungsten", "indium"}
    assert all(row["source"] for row in found["inputs"])


def test_the_page_says_when_how_much_and_how_sure(detente):
    said = " ".join(detente(*WORDS, "--months", "12").out.split())
    assert "the first lines without stocks would stop on day 31" in said
    assert "stocks of 60 days" in said
    assert "Scenario, not forecast. Range: parameters." in said
    assert "real income of USA falls by 0." in said
    assert "thousand people lose work" in said
    assert "for want of rare-earth magnets, which would cost most" in said
    assert "A ban on USA alone stood then (gallium, germanium, antimony)" in said


def test_the_stop_in_general_equilibrium_is_told_where_the_model_has_an_answer(detente):
    whole = detente(*WORDS, "--json").json["equilibrium"]
    assert whole["model"] == "ShortRun(horizon_months=6)"
    assert -0.02 < whole["real_income"] < 0
    assert whole["jobs_thousand"] < 0
    assert detente(*WORDS, "--months", "1", "--json").json["equilibrium"] is None


def test_short_stops_and_long_stocks(detente):
    said = " ".join(detente(*WORDS, "--months", "1").out.split())
    assert "no line stops" in said
    said = " ".join(detente(*WORDS, "--stocks", "12").out.split())
    assert "With stocks of 12 months no line stops within 6 months." in said


def test_figures_are_saved(detente, tmp_path):
    assert detente(*WORDS, "--save-figures", "pictures").code == 0
    assert {path.name for path in (tmp_path / "pictures").iterdir()} == {
        f"minerals-{name}.{suffix}" for name in ("cost", "course") for suffix in ("png", "svg")
    }


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--months", "0"), 2, "--months 0: give a length above 0"),
        (("--stocks", "-1"), 2, "--stocks -1: give months of use from 0"),
        (("--on", "2023-01-01"), 3, "no critical input is under licence or ban on 2023-01-01"),
        (("--importer", "DEU"), 3, "the minerals table has no users in DEU"),
    ],
)
def test_bad_input(detente, words, code, said):
    day = () if "--on" in words else WORDS[2:]
    answer = detente(*WORDS[:2], *day, *words)
    assert answer.code == code
    assert said in answer.err
