"""detente compare, detente runs and what detente run keeps."""

from types import SimpleNamespace

import pytest

from detente.report.answers.compare import compare_answer


@pytest.fixture
def two(detente):
    """Ids of two stored runs."""
    first = detente("run", "dispute:half", "--json").json["run"]
    second = detente("run", "dispute:half", "--draws", "4", "--json").json["run"]
    return first, second


def test_a_second_call_reads_the_stored_run(detente, tmp_path):
    one = detente("run", "dispute:half", "--json")
    two = detente("run", "dispute:half", "--json")
    assert "solved before" not in one.err
    assert "solved before" in two.err
    assert one.json == two.json
    assert (tmp_path / ".detente" / "runs" / one.json["run"] / "result.nc").is_file()
    assert "solved before" not in detente("run", "dispute:half", "--no-store").err


def test_nothing_is_kept_where_that_is_asked(detente, tmp_path):
    assert detente("run", "dispute:half", "--no-store", "-q").code == 0
    assert not (tmp_path / ".detente").exists()


def test_draws_give_ranges(detente):
    rows = detente("run", "dispute:half", "--draws", "8", "--json").json["rows"]
    welfare = [row for row in rows if row["measure"] == "welfare"]
    assert all(row["lo90"] <= row["lo50"] <= row["hi50"] <= row["hi90"] for row in welfare)
    assert any(row["lo90"] < row["hi90"] for row in welfare)
    without = next(row for row in rows if row["measure"] == "welfare_without_rules")
    assert without["lo90"] is None
    assert detente("run", "dispute:half", "--draws", "1").code == 2


def test_runs_side_by_side(detente, two):
    found = detente("compare", two[0][:8], two[1], "--show", "welfare,revenue", "--json").json
    assert found["schema"] == "detente.compare/1"
    assert found["runs"] == list(two)
    assert {row["measure"] for row in found["rows"]} == {"welfare", "revenue"}
    for row in found["rows"]:
        assert row["values"][0] == row["values"][1]
        assert row["gap"] == 0.0
    assert next(row for row in found["rows"] if row["measure"] == "revenue")["unit"] == "USD mn"


def test_the_gap_is_last_less_first(detente, two, tmp_path):
    text = (tmp_path / "dispute" / "scenarios" / "half.toml").read_text()
    (tmp_path / "dispute" / "scenarios" / "all.toml").write_text(text.replace("value = 0.5", "value = 0.0"))
    third = detente("run", "dispute:all", "--json").json
    found = detente("compare", two[0], third["run"], "--json").json["rows"]
    row = next(row for row in found if (row["region"], row["measure"]) == ("CHN", "welfare"))
    assert row["gap"] == row["values"][1] - row["values"][0] != 0.0
    page = detente("compare", two[0], third["run"]).out
    assert "half" in page
    line = next(line for line in page.splitlines() if line.startswith("CHN"))
    assert line.split()[-1] == f"{100 * row['gap']:.2f}".replace("-", "−"), "shares in percent on the page"
    rows = detente("compare", two[0], third["run"], "--format", "csv").out.splitlines()
    assert rows[0] == "region,measure,unit,run0,run1,gap"
    assert float(rows[2].split(",")[-1]) == pytest.approx(row["gap"])


def test_many_economies_are_shown_by_both_ends():
    def made(value):
        return SimpleNamespace(
            id="abc",
            about={"scenario": "s", "title": "t", "case_digest": "1", "baseline": "b", "world_digest": "2"}
            | {"model": "m", "version": "v"},
            rows=[
                {"region": f"R{n:02d}", "measure": "welfare", "unit": "share", "value": value * n} for n in range(30)
            ],
        )

    short = compare_answer([made(0.0), made(0.01)], "welfare", full=False).tables[0]
    assert [row["region"] for row in short.rows] == [f"R{n:02d}" for n in (*range(10), *range(22, 30))]
    assert "all 30: --full" in short.title
    assert len(compare_answer([made(0.0), made(0.01)], "welfare").tables[0].rows) == 30


def test_the_list_of_runs(detente, two):
    found = detente("runs", "--json").json
    assert sorted(row["run"] for row in found["rows"]) == sorted(two)
    assert {row["scenario"] for row in found["rows"]} == {"half"}


def test_before_the_first_run(detente):
    assert "None yet" in detente("runs").out
    assert detente("compare", "abcd", "ef01").code == 3


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ((), 2, "at least two runs"),
        (("--show", "welfair"), 3, "Did you mean welfare"),
    ],
)
def test_what_cannot_be_compared(detente, two, words, code, sentence):
    runs = two if words else two[:1]
    said = detente("compare", *runs, *words)
    assert said.code == code
    assert sentence in said.err


def test_results_as_files(detente, tmp_path):
    said = detente("run", "dispute:half", "--out", "r.nc", "--out", "r.xlsx", "--out", "r.md", "--json")
    assert said.code == 0
    assert (tmp_path / "r.nc").read_bytes()[:3] == b"CDF"
    assert (tmp_path / "r.md").read_text().startswith("# The schedule halved")
    assert detente("run", "dispute:half", "--out", "r.nc").code == 2
