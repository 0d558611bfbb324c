import csv
import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import detente as dt
from detente.case.scenarios import open_scenario
from detente.case.solve import solve_scenario
from detente.core.errors import UsageError
from detente.report.export import read_netcdf, read_parquet
from detente.report.runs import run_of
from detente.report.tables import of_case, of_run, of_world, write_export
from detente.world.tables import read_table

DISPUTE = Path(__file__).parents[2] / "golden" / "dispute"


@pytest.fixture(scope="module")
def exports():
    case = dt.open_case(DISPUTE)
    opened = open_scenario(str(DISPUTE / "scenarios" / "half.toml"))
    model = opened.scenario.model.model_copy(update={"draws": 4})
    object.__setattr__(opened, "scenario", opened.scenario.model_copy(update={"model": model}))
    return {
        "run": of_run(run_of(solve_scenario(opened))),
        "case": of_case(case, case.ledger.moment("2025-04-12")),
        "world": of_world(dt.load_world("toy")),
    }


KINDS = ("run", "case", "world")


def same(found, wanted):
    """The same cells, blanks alike, numbers to the last digit."""
    assert list(found) == list(wanted.columns)
    for name in wanted.columns:
        for one, two in zip(found[name], wanted[name].tolist(), strict=True):
            assert (pd.isna(one) and pd.isna(two)) or one == two, name


@pytest.mark.parametrize("kind", KINDS)
def test_parquet_gives_back_the_same_table(exports, kind, tmp_path):
    path = write_export(exports[kind], "parquet", tmp_path / "t.parquet")
    same(read_parquet(path), exports[kind].main[1])
    with duckdb.connect() as connection:
        rows = connection.execute("select key, value from parquet_kv_metadata(?)", [str(path)]).fetchall()
    said = {bytes(key).decode(): bytes(value).decode() for key, value in rows}
    assert {"what", "version", "attribution", "licence", "numbers", "columns"} <= set(said)
    assert said["what"] == exports[kind].about["what"]


@pytest.mark.parametrize("kind", KINDS)
def test_csv_gives_back_the_same_table(exports, kind, tmp_path):
    path = write_export(exports[kind], "csv", tmp_path / "t.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("# ")]
    wanted = exports[kind].main[1]
    header, *rows = csv.reader(lines[len(head) :])
    assert header == list(wanted.columns)
    for row, values in zip(rows, wanted.astype(object).to_numpy().tolist(), strict=True):
        for cell, value in zip(row, values, strict=True):
            if isinstance(value, float) and not np.isnan(value):
                assert float(cell) == value
            else:
                assert cell == ("" if pd.isna(value) else str(value))
    assert any(line.startswith("# licence: ") for line in head)
    assert any(line.startswith("# columns: ") for line in head)


@pytest.mark.parametrize("kind", KINDS)
def test_netcdf_gives_back_the_same_numbers(exports, kind, tmp_path):
    found = read_netcdf(write_export(exports[kind], "nc", tmp_path / "t.nc"))
    for name, variable in exports[kind].data.items():
        np.testing.assert_array_equal(found[name].to_numpy(), variable.to_numpy())
        assert found[name].attrs["units"] == variable.attrs["units"]
        for label in variable.dims:
            assert found[label].to_numpy().tolist() == variable[label].to_numpy().tolist()
    assert found.attrs["licence"]
    assert found.attrs["numbers"] == exports[kind].about["numbers"]


@pytest.mark.parametrize("kind", KINDS)
def test_workbook_begins_with_definitions_and_keeps_numbers(exports, kind, tmp_path):
    export = exports[kind]
    book = CalamineWorkbook.from_path(str(write_export(export, "xlsx", tmp_path / "t.xlsx")))
    assert book.sheet_names == ["definitions", *export.sheets]
    definitions = book.get_sheet_by_index(0).to_python()
    assert {"what", "licence", "attribution"} <= {row[0] for row in definitions}
    defined = {(row[0], row[1]) for row in definitions}
    for name, frame in export.sheets.items():
        header, *rows = book.get_sheet_by_name(name).to_python()
        assert header == list(frame.columns)
        assert {(name, column) for column in header} <= defined
        for row, wanted in zip(rows, frame.astype(object).to_numpy().tolist(), strict=True):
            for cell, value in zip(row, wanted, strict=True):
                if isinstance(value, float) and not np.isnan(value):
                    assert cell == pytest.approx(value, rel=1e-15)
                elif not pd.isna(value):
                    assert cell == value


@pytest.mark.parametrize("kind", KINDS)
def test_json_gives_back_the_same_tables(exports, kind, tmp_path):
    export = exports[kind]
    found = json.loads(write_export(export, "json", tmp_path / "t.json").read_text(), parse_constant=pytest.fail)
    assert found["schema"] == "detente.export/1"
    assert found["meta"]["licence"] == export.about["licence"]
    assert set(found["tables"]) == set(export.sheets)
    for name, frame in export.sheets.items():
        table = found["tables"][name]
        same({column: [row[n] for row in table["rows"]] for n, column in enumerate(table["columns"])}, frame)
    defined = {(row["table"], row["column"]) for row in found["definitions"]}
    assert {(name, column) for name, frame in export.sheets.items() for column in frame} <= defined


def test_a_run_says_its_id_closure_and_ranges(exports):
    export = exports["run"]
    assert len(export.about["run"]) == 12
    assert "deficits fixed" in export.about["assumptions"]
    main = export.main[1]
    row = main[(main["variable"] == "welfare") & (main["region"] == "USA")].iloc[0]
    assert row["lo90"] <= row["lo50"] <= row["hi50"] <= row["hi90"]
    assert pd.isna(main[main["variable"] == "trade_value"]["lo90"]).all()


def test_a_world_comes_back_through_its_long_table(exports, tmp_path):
    world = dt.load_world("toy")
    table = exports["world"].main[1]
    flows = table[table["variable"] == "flows"][["importer", "exporter", "sector", "value"]]
    flows.to_csv(tmp_path / "flows.csv", index=False)
    inputs = table[table["variable"] == "input_use"][["region", "sector_in", "sector_by", "value"]]
    inputs.rename(columns={"sector_by": "user"}).to_csv(tmp_path / "inputs.csv", index=False)
    found = read_table(tmp_path / "flows.csv", unit="USD mn", year=world.year, inputs=tmp_path / "inputs.csv")
    order = [found.regions.index(region) for region in world.regions]
    columns = [found.sectors.index(sector) for sector in world.sectors]
    np.testing.assert_array_equal(found.flows[np.ix_(order, order, columns)], world.flows)
    np.testing.assert_array_equal(found.input_use[np.ix_(order, columns, columns)], world.input_use)


def test_measures_of_a_case_keep_their_words(exports):
    case = dt.open_case(DISPUTE)
    measures = exports["case"].sheets["measures"]
    assert measures["id"].tolist() == [measure.id for measure in case.ledger.measures]
    first = case.ledger.measures[0]
    assert json.loads(measures["cites"].iloc[0]) == list(first.cites)
    assert measures["effective"].iloc[0] == first.effective.isoformat()


def test_a_form_that_is_none_and_a_file_that_exists(exports, tmp_path):
    with pytest.raises(UsageError, match="use one of parquet, nc, xlsx, json, csv"):
        write_export(exports["world"], "dta", tmp_path / "t.dta")
    write_export(exports["world"], "csv", tmp_path / "t.csv")
    with pytest.raises(UsageError, match="--force"):
        write_export(exports["world"], "csv", tmp_path / "t.csv")
