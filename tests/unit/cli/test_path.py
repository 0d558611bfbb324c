"""detente path."""

import csv
import io
from pathlib import Path

import pytest

MONTHS = ("path", "us-china-2025", "--from", "2025-03", "--to", "2025-07")
HEAD = (
    "month,imports_usd_mn,exports_usd_mn,imports_lo50,imports_hi50,imports_lo90,imports_hi90,"
    "exports_lo50,exports_hi50,exports_lo90,exports_hi90"
)
GOOD = """date,importer,exporter,rate
2025-04-09,USA,CHN,1.0
2025-02-04,United States,China,0.10
2025-06-15,USA,CHN,-0.02
2026-02-01,CHN,USA,0.10
"""


def test_the_file_holds_every_month_under_the_agreed_columns(detente):
    Path("rates.csv").write_text(GOOD, encoding="utf-8")
    said = detente(*MONTHS, "--measures", "rates.csv", "--out", "predictions.csv", "--json")
    assert said.code == 0
    text = Path("predictions.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == HEAD
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["month"] for row in rows] == [f"2025-{m:02d}" for m in range(3, 8)]
    for row, told in zip(rows, said.json["rows"], strict=True):
        assert {name: row[name] for name in HEAD.split(",")} == {name: str(told[name]) for name in HEAD.split(",")}
        assert 0 < float(row["imports_lo90"]) < float(row["imports_usd_mn"]) < float(row["imports_hi90"])
    assert said.json["meta"]["measures"] == "rates of rates.csv"
    assert {e["parameter"] for e in said.json["estimates"]["imports"]} >= {"theta0", "theta_long", "zeta", "chi"}


def test_text_says_what_is_known_and_shows_orders_apart(detente):
    said = detente(*MONTHS, "--as-of", "2025-05-12")
    assert "trade known to 2025-03" in " ".join(said.out.split())
    assert "orders, arrivals and stocks" in said.out
    assert "standard" in said.out
    assert "scenario" in said.out
    assert "fitted one month ahead" in said.out
    assert "Why the duty moves" not in said.out


def test_text_names_the_bound_and_why_duties_move(detente):
    said = detente("path", "us-china-2025", "--from", "2025-03", "--to", "2025-09")
    assert "Why the duty moves: on 12 Aug 2025" in said.out
    assert "of its bound" in said.out


def test_the_back_test_prints_errors_beside_rivals(detente):
    said = detente("path", "us-china-2025", "--backtest", "--json")
    assert said.code == 0
    assert all(row["met"] for row in said.json["targets"])
    assert {row["within"] for row in said.json["conditions"]} == {True, False}
    first = said.json["rows"][0]
    assert set(first) >= {"ours", "naive", "level", "constant", "orders", "arrivals", "stocks"}
    assert abs(first["ours"]) < abs(first["naive"])
    assert said.json["moves"]["imports"][0]["month"] == "2018-07"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("date,importer,rate\n2025-04-09,USA,0.1\n", "no column exporter"),
        ("date,importer,exporter,rate\n9 April,USA,CHN,0.1\n", "line 2"),
        ("date,importer,exporter,rate\n2025-04-09,USA,CHN,lots\n", "is no rate"),
        ("date,importer,exporter,rate\n2025-04-09,USA,Chian,0.1\n", 'csv, line 2: "Chian" is no economy'),
        ("date,importer,exporter,rate\n2025-04-09,USA,CHN,20\n", "taken for a slip"),
        ("date,importer,exporter,rate\n2025-04-09,USA,CHN,nan\n", "is no rate"),
        ("date,importer,exporter,rate\n2025-04-09,USA,USA,0.2\n", "its own goods"),
        ("date,importer,exporter,rate\n2025-04-09,USA,Atlantis,0.2\n", "Atlantis"),
        ("date,importer,exporter,rate\n2025-04-09,USA,CHN,0.2\n2025-04-09,USA,CHN,0.3\n", "two rates"),
        ("date,importer,exporter,rate\n", "no row"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(detente, text, sentence):
    Path("rates.csv").write_text(text, encoding="utf-8")
    said = detente(*MONTHS, "--measures", "rates.csv")
    assert said.code == 3
    assert sentence in said.err


def test_options_that_do_not_go_together_are_refused(detente):
    assert detente("path", "us-china-2025", "--backtest", "--from", "2025-01").code == 2
    assert detente("path", "us-china-2025", "--from", "2025-01").code == 2
    missing = detente(*MONTHS, "--measures", "missing.csv")
    assert missing.code == 3
    assert "no such file" in missing.err
    assert detente("path", "dispute", "--from", "2025-01", "--to", "2025-02").code in (0, 3)


def test_knowledge_outside_the_record_is_remarked(detente):
    early = detente("path", "us-china-2025", "--from", "2025-01", "--to", "2025-02", "--as-of", "2016-06-01")
    assert early.code == 0
    assert "begins on 2017-01-01; it holds little or nothing that was known by 2016-06-01" in early.err
    assert "by 2016-06-01 trade is known to 2016-03" in early.err
    assert "the responses are typed, not fitted" in early.err
    late = detente("path", "us-china-2025", "--from", "2025-01", "--to", "2025-02", "--as-of", "2025-07-01")
    assert "measures known 12 May 2025" in " ".join(late.out.split())
    assert "knowledge of 2025-07-01 is capped at 2025-05-12" in late.err
    assert "typed, not fitted" not in late.err
