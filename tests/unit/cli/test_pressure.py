"""``detente pressure`` on the bundled case with few draws, run once."""

import csv
import io
import json
import os
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from detente.__main__ import main
from detente.case.asked import ask
from detente.case.pressure import pressure
from detente.case.read import open_case
from detente.cli.pressure import Section
from detente.cli.show import render
from detente.report.answers.pressure import EVERYTHING, SECTIONS, pressure_answer

SHAPE = Path(__file__).parents[2] / "golden" / "pressure-shape.json"
DAY = ("pressure", "us-china-2025", "--on", "2025-05-09", "--draws", "8", "--quiet")


def shape(value):
    """Keys and kinds of a JSON value: a list is shown by its first element."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return type(value).__name__
    return "number"


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Files of one call: page, JSON and CSV."""
    folder = tmp_path_factory.mktemp("pressure")
    files = [folder / name for name in ("page.txt", "answer.json", "rows.csv")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "100")
        assert main([*DAY, *(word for path in files for word in ("--out", str(path)))]) == 0
    return {path.suffix: path.read_text(encoding="utf-8") for path in files}


@pytest.fixture(scope="module")
def answer(said):
    return json.loads(said[".json"], parse_constant=pytest.fail)


def test_the_answer_keeps_its_shape(answer):
    found = shape(answer)
    if os.environ.get("DETENTE_GOLDEN") == "write":
        SHAPE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(SHAPE.read_text(encoding="utf-8"))


def test_every_reading_names_unit_range_horizon_and_model(answer):
    assert {row["region"] for row in answer["rows"]} == {"USA", "CHN"}
    for row in answer["rows"]:
        assert row["lo90"] <= row["lo50"] <= row["hi50"] <= row["hi90"]
        assert row["range"] in ("parameters", "none")
        assert row["unit"] and row["horizon"] and row["model"]  # noqa: PT018


def test_furniture_with_toys_and_textiles_are_among_chinas_six_most_exposed(answer):
    goods = [row for row in answer["sectors"] if row["region"] == "CHN" and row["goods"]]
    first = sorted(goods, key=lambda row: row["exposure_rank"])[:6]
    assert {"C31T33", "C13T15"} <= {row["code"] for row in first}
    assert [row["exposure"] for row in first] == sorted((row["exposure"] for row in first), reverse=True)


def test_furniture_toys_and_clothing_by_hs_with_value_and_share(answer):
    groups = {row["codes"]: row for row in answer["products"] if row["region"] == "CHN"}
    assert {"94", "9503"} <= set(groups)
    assert any(codes.startswith("61") for codes in groups)
    assert all(0 < row["share_of_imports"] < 1 and row["imports_usd_mn"] > 1_000 for row in groups.values())


def test_jobs_stand_beside_what_others_published(answer, said):
    (nomura,) = [row for row in answer["published"] if "Nomura" in row["publisher"]]
    assert nomura["value"] == 16
    assert nomura["ours"] is not None
    assert nomura["differs"]
    assert "Nomura" in said[".txt"]
    assert all(row["published_on"] <= "2025-05-09" for row in answer["published"])


def test_the_united_states_have_prices_and_choke_points(answer):
    measures = {row["measure"] for row in answer["rows"] if row["region"] == "USA"}
    assert {"consumer_prices", "consumer_prices_in_wages", "import_prices"} <= measures
    assert any(row["importer"] == "USA" and row["output_at_risk_usd_mn"] > 0 for row in answer["choke_points"])


def test_the_first_page_is_short_and_holds_what_matters(said):
    text = said[".txt"]
    lines = text.splitlines()
    assert lines[0].startswith("Pressure · us-china-2025@")
    assert text.split("\n\n")[1].startswith("Scenario, not forecast")
    assert max(map(len, lines)) <= 100
    assert len(lines) < 75
    assert "nan" not in text.lower().split()
    flat = " ".join(text.split())
    for words in (
        "Who hurts more: China",
        "real income, elasticities read with the duty",
        "without work: central bank holds nominal income",
        "without work: hard peg",
        "consumer prices, duties passed on in full",
        "by the share of output sold to the United States: furniture, toys, other goods",
        "(HS 94)",
        "(HS 9503)",
        "(HS 61, 62, 63)",
        "rare-earth magnets",
    ):
        assert words in flat
    assert lines[-2].startswith("More: --section readings, sectors")


@pytest.fixture(scope="module")
def found():
    return ask("us-china-2025", date(2025, 5, 9), None), pressure(open_case("us-china-2025"), "2025-05-09", draws=8)


def page_of(found, section, regions=("USA", "CHN")):
    return render(pressure_answer(*found, regions, section=section), "table")


def test_everything_holds_every_section_and_says_last_what_is_assumed(found):
    lines = page_of(found, EVERYTHING).splitlines()
    tables = max(n for n, line in enumerate(lines) if line.startswith("Pain index:"))
    assert min(n for n, line in enumerate(lines) if line.startswith("Assumed.")) > tables
    every = " ".join(lines)
    for section in SECTIONS:
        own = [line for line in page_of(found, section).splitlines()[6:] if line]
        assert own, section
        assert all(line.strip() in every for line in own), section
        assert len(own) < len(lines) / 3


def test_the_names_of_sections_are_those_of_the_page():
    assert get_args(Section) == tuple(SECTIONS)


def test_one_side_alone_has_its_own_column(found):
    page = page_of(found, None, ("CHN",))
    header = next(line for line in page.splitlines() if line.startswith("reading"))
    assert header.split() == ["reading", "China"]
    assert "Goods sectors of the United States" not in page


def test_the_rows_as_csv_are_those_of_the_answer(said, answer):
    rows = list(csv.DictReader(io.StringIO(said[".csv"])))
    assert len(rows) == len(answer["rows"])
    assert [float(row["value"]) for row in rows] == pytest.approx([row["value"] for row in answer["rows"]])


def test_one_side_by_sector_with_pictures(detente, tmp_path):
    done = detente(*(*DAY, "--side", "China", "--by", "sector", "--save-figures", "pictures", "--out", "sectors.csv"))
    assert done.code == 0, done.err
    rows = list(csv.DictReader(io.StringIO((tmp_path / "sectors.csv").read_text(encoding="utf-8"))))
    assert {row["region"] for row in rows} == {"CHN"}
    assert len(rows) == 50
    toys = next(row for row in rows if row["code"] == "C31T33")
    assert toys["name"] == "Furniture, toys, other goods"
    assert toys["official_name"].startswith("Manufacture of furniture")
    assert toys["name"] in done.out
    assert float(rows[0]["failing_30_hi90"]) >= float(rows[0]["failing_30"])
    assert (tmp_path / "pictures" / "exposure-chn.svg").exists()
    assert not (tmp_path / "pictures" / "exposure-usa.svg").exists()
    assert "United States most exposed" not in done.out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("us-china-2025", "--draws", "0"), 2, "--draws 0: ranges need at least 8 draws."),
        (("us-china-2025", "--draws", "-3"), 2, "--draws -3: ranges need at least 8 draws."),
        (("us-china-2025", "--full", "--by", "sector"), 2, "ask for one of them"),
        (("us-china-2025", "--section", "weather"), 2, "readings"),
        (("us-china-2025", "--side", "JPN"), 2, "--side JPN: the sides of us-china-2025 are USA and CHN."),
        (("dispute",), 3, "knows no employment"),
        (("us-china-2025", "--out", "page.pdf"), 2, "--out page.pdf: the suffix must be one of"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(detente, words, code, sentence):
    done = detente("pressure", *words)
    assert (done.code, done.out) == (code, "")
    assert sentence in done.err


def test_a_day_before_the_tables_year_shows_changes_alone(detente, tmp_path):
    day = ("--on", "2019-09-02", "--draws", "8", "--quiet")
    done = detente("pressure", "us-china-2025", *day, "--json", "--out", "page.txt")
    assert done.code == 0, done.err
    page = (tmp_path / "page.txt").read_text(encoding="utf-8")
    assert "USD bn" not in page
    assert "More: --section readings, sectors, firms, choke-points" in page
    told = json.loads(done.out)
    assert "before the year of the tables" in told["levels"]
    assert {row["unit"] for row in told["rows"]} == {"share", "share of labour"}
    assert told["products"] == told["absorption"] == []
    assert not {"exposure", "jobs_embodied", "exports_base_usd_mn", "tariff_before"} & set(told["sectors"][0])
    assert told["sectors"][0]["exports_change"]
