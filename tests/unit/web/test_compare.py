"""Two stored runs drawn side by side: marks, table and files say the same."""

import csv
import io

import numpy as np
import pytest
import xarray as xr

from detente.core.errors import DataError
from detente.core.status import Certificate, Status
from detente.report.charts.differences import differences_figure
from detente.report.runs import Run, store_run

API = "/api/v1/compare/differences"
NAMES = {"USA": "United States", "CHN": "China", "VNM": "Viet Nam"}
KEYS = [
    "scenario",
    "case",
    "case_digest",
    "as_of",
    "baseline",
    "world",
    "world_digest",
    "model",
    "version",
    "attribution",
    "licence",
]
ENDS = dict.fromkeys(("lo50", "hi50", "lo90", "hi90"), 0.0)


def run_of(identity: str, title: str, income: dict[str, float]) -> Run:
    rows = [
        {"region": code, "measure": measure, "unit": unit, "value": value * scale, **ENDS}
        for measure, unit, scale in (("welfare", "share", 1.0), ("revenue", "USD mn", 1e6))
        for code, value in income.items()
    ]
    about = {**dict.fromkeys(KEYS, "x"), "title": title, "on": "2025-05-09", "draws": "0"}
    data = xr.Dataset({"welfare": ("region", np.array(list(income.values())))}, {"region": list(income)})
    done = Certificate("by hand", Status.CONVERGED, 1, 0.0, 0.0)
    return Run(identity, about, rows, done, (), data, 'title = "x"\n')


@pytest.fixture
def two():
    first = run_of("aaaa11112222", "as it is", {"USA": -0.002, "CHN": -0.004, "VNM": 0.001, "MEX": 0.003})
    last = run_of("bbbb11112222", "halved", {"USA": -0.001, "CHN": -0.001, "VNM": -0.006, "MEX": 0.0029})
    return first, last


def test_marks_and_table_hold_both_runs_and_their_difference(two):
    figure = differences_figure(*two, "welfare", NAMES)
    table = {row[0]: row[1:] for row in figure.rows}
    assert table["Viet Nam"] == (0.1, -0.6, -0.7)
    assert table["MEX"] == (0.3, 0.29, -0.01)
    points = figure.spec["vconcat"][0]["layer"][2]["data"]["values"]
    assert {(p["economy"], p["value"]) for p in points if p["run"].startswith("halved")} == {
        (name, row[1]) for name, row in table.items()
    }
    assert "Viet Nam, +0.10 and −0.60 %" in figure.description
    assert "measures of 9 May 2025" in figure.caption


def test_money_is_told_in_billions(two):
    figure = differences_figure(*two, "revenue", NAMES)
    assert {row[0]: row[1] for row in figure.rows}["China"] == -4.0
    assert figure.columns[1].endswith("USD bn")


def test_a_measure_that_no_run_has_is_one_sentence(two):
    with pytest.raises(DataError, match='no economy with the measure "wages"'):
        differences_figure(*two, "wages", NAMES)


def test_the_server_draws_stored_runs_and_writes_files(client, two):
    for run in two:
        store_run(run)
    asked = f"run={two[0].id}&run={two[1].id}"
    told = client.get(f"{API}?{asked}").json()
    assert told["spec"]["vconcat"]
    rows = list(csv.reader(io.StringIO(client.get(f"{API}.csv?{asked}").text.split("\n", 2)[2])))
    assert [row[0] for row in rows[1:]] == [row[0] for row in told["rows"]]
    assert f"find_run('{two[0].id}')" in client.get(f"{API}.py?{asked}").text
    assert client.get(f"{API}.svg?{asked}").text.startswith("<svg")
    assert client.get(f"{API}?run={two[0].id}").status_code == 400
    assert client.get(f"{API}.gif?{asked}").status_code == 400
