"""One answer in four forms."""

import csv
import io
import json
import math
from datetime import date

import pytest

from detente.cli.show import render
from detente.core.status import Certificate, Status
from detente.report.answer import Answer, Column, Table

ROWS = [
    {
        "id": "usa-first-10",
        "rate": 1.25,
        "trade": 1234567.8,
        "note": "Order 14266 | 90 FR 15625",
        "on": date(2025, 4, 9),
    },
    {"id": "chn-answer-15", "rate": -0.004, "trade": math.nan, "note": None, "on": None},
]
TABLE = Table(
    "Layers",
    (
        Column("id", "measure", "code"),
        Column("rate", "rate, %", "percent", 2),
        Column("trade", "imports, USD mn", "number", 0),
        Column("note", "note"),
        Column("on", "day"),
    ),
    ROWS,
)
CERTIFICATE = Certificate(
    "exact hat algebra", Status.CONVERGED, 12, 1e-13, 2e-14, {"deficits": "fixed"}, {"hats": (0.9, 1.1)}
)
ANSWER = Answer(
    verb="rates",
    meta={"case": "c", "on": date(2025, 4, 9)},
    body={"rows": ROWS},
    head="A headline",
    tables=(TABLE,),
    lines=("A sentence below.",),
    certificate=CERTIFICATE,
    warnings=("A warning.",),
)


@pytest.fixture(autouse=True)
def _width(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")


def test_json_has_schema_meta_certificate_and_no_nan():
    found = json.loads(render(ANSWER, "json"), parse_constant=pytest.fail)
    assert list(found) == ["schema", "meta", "rows", "certificate", "warnings"]
    assert found["schema"] == "detente.rates/1"
    assert found["meta"] == {"case": "c", "on": "2025-04-09"}
    assert found["rows"][1] == {"id": "chn-answer-15", "rate": -0.004, "trade": None, "note": None, "on": None}
    assert found["certificate"]["status"] == "CONVERGED"
    assert found["certificate"]["details"] == {"hats": [0.9, 1.1]}


def test_json_without_a_solve_has_no_certificate():
    answer = Answer(verb="diff", meta={}, body={}, head="")
    assert list(json.loads(render(answer, "json"))) == ["schema", "meta", "warnings"]


def test_csv_holds_values_as_computed():
    rows = list(csv.DictReader(io.StringIO(render(ANSWER, "csv"))))
    assert float(rows[0]["rate"]) == 1.25
    assert rows[0]["on"] == "2025-04-09"
    assert rows[1]["trade"] == ""


def test_markdown_is_one_table_with_escaped_bars():
    text = render(ANSWER, "md")
    assert text.startswith("# A headline\n")
    assert "| measure | rate, % | imports, USD mn | note | day |\n| --- | ---: | ---: | --- | --- |" in text
    assert "Order 14266 \\| 90 FR 15625" in text
    assert "| chn-answer-15 | −0.40 | – | – | – |" in text


def test_text_has_units_separators_true_minus_and_no_boxes():
    text = render(ANSWER, "table")
    assert "1,234,568" in text
    assert "−0.40" in text
    assert "125.00" in text
    assert "A sentence below." in text
    assert "Certificate: exact hat algebra, converged, 12 sweeps" in text
    assert not set("│─┌\x1b") & set(text)
    assert all(line == line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("width", [100, 72, 60, 40, 24])
def test_nothing_is_cut_at_any_width(monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    text = render(ANSWER, "table")
    assert all(len(line) <= width for line in text.splitlines())
    for word in ("usa-first-10", "chn-answer-15", "1,234,568", "14266", "15625", "−0.40", "2025-04-09"):
        assert word in text
    assert "…" not in text


def test_digits_none_writes_a_number_as_it_was_typed():
    table = Table("", (Column("x", "published", "number", None),), [{"x": 0.0443}, {"x": -0.108}])
    text = render(Answer(verb="replicate", meta={}, body={}, head="", tables=(table,)), "table")
    assert "0.0443" in text
    assert "−0.108" in text


def test_long_words_break_at_hyphens_before_they_break_anywhere(monkeypatch):
    columns = tuple(Column(f"c{n}", f"c{n}") for n in range(4))
    rows = [{f"c{n}": "a-lower-level-goes-on since 2025-04-10" for n in range(4)}]
    answer = Answer(verb="board", meta={}, body={}, head="", tables=(Table("", columns, rows),))
    monkeypatch.setenv("COLUMNS", "100")
    assert "a-lower-level-goes-on" in render(answer, "table"), "whole while there is room"
    monkeypatch.setenv("COLUMNS", "50")
    pieces = render(answer, "table").split()
    assert "a-lower-" in pieces
    assert "2025-04-10" in pieces, "days do not break"
    assert all(
        piece.endswith("-")
        or piece in ("c0", "c1", "c2", "c3", "on", "goes-on", "level-goes-on", "since", "2025-04-10")
        for piece in pieces
    )
