import duckdb
import numpy as np
import pytest
import xlsxwriter

from detente.core.errors import DataError
from detente.world.tables import read_rates, read_table

REGIONS = ("CHN", "USA")
FLOWS = {("CHN", "CHN"): 50.0, ("CHN", "USA"): 12.5, ("USA", "CHN"): 30.25, ("USA", "USA"): 80.0}


def rows(sectors=("01", "02")):
    return [(m, x, s, value * (1 + n)) for (m, x), value in FLOWS.items() for n, s in enumerate(sectors)]


def csv(path, header, lines):
    path.write_text("\n".join(",".join(map(str, row)) for row in [header, *lines]) + "\n", encoding="utf-8")
    return path


def parquet(path, header, lines):
    with duckdb.connect() as connection:
        names = ", ".join(f'"{name}"' for name in header)
        values = ", ".join(str(tuple(row)) for row in lines)
        connection.execute(f"copy (from (values {values}) as t({names})) to '{path}' (format parquet)")
    return path


def xlsx(path, header, lines):
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("definitions").write_row(0, 0, ["value", "what it is"])
        sheet = book.add_worksheet("trade")
        for n, row in enumerate([header, *lines]):
            sheet.write_row(n, 0, row)
    return path


HEADER = ("importer", "exporter", "sector", "value")


@pytest.mark.parametrize(("write", "name"), [(csv, "t.csv"), (parquet, "t.parquet"), (xlsx, "t.xlsx")])
def test_three_formats_give_the_same_numbers(tmp_path, write, name):
    found = read_table(write(tmp_path / name, HEADER, rows()), unit="USD mn", year=2022)
    assert found.regions == REGIONS
    assert found.sectors == ("01", "02")
    assert found.flows[0, 1].tolist() == [12.5, 25.0]
    assert found.flows[1, 0].tolist() == [30.25, 60.5]
    assert found.year == 2022


@pytest.mark.parametrize(
    ("header", "unit", "scale"),
    [
        (("Destination", "Origin", "Industry", "Trade"), "thousand USD", 1e-3),
        (("j", "i", "k", "v"), "USD", 1e-6),
        (("Importing Country", "exporting country", "good", "value_usd_mn"), None, 1.0),
        (("to", "from", "ISIC", "Value USD"), None, 1e-6),
        (("iso_d", "iso_o", "sector", "amount"), "USD bn", 1e3),
    ],
)
def test_columns_are_recognised_by_name_and_units_are_asked(tmp_path, header, unit, scale):
    found = read_table(csv(tmp_path / "t.csv", header, rows()), unit=unit, year=2022)
    assert found.flows[0, 1].tolist() == pytest.approx([12.5 * scale, 25.0 * scale])


def test_a_unit_nobody_said(tmp_path):
    path = csv(tmp_path / "t.csv", HEADER, rows())
    with pytest.raises(DataError, match=r'column "value" does not say its unit; give --unit'):
        read_table(path, year=2022)
    with pytest.raises(DataError, match='unit "euro" is not known; use one of: USD, thousand USD, USD mn, USD bn'):
        read_table(path, unit="euro", year=2022)


def test_years(tmp_path):
    path = csv(tmp_path / "t.csv", ("t", *HEADER), [(y, *row) for y in (2021, 2022) for row in rows()])
    with pytest.raises(DataError, match="holds the years 2021, 2022"):
        read_table(path, unit="USD mn")
    assert read_table(path, unit="USD mn", year=2021).year == 2021
    with pytest.raises(DataError, match="holds the years"):
        read_table(path, unit="USD mn", year=2020)
    with pytest.raises(DataError, match="no column of years"):
        read_table(csv(tmp_path / "u.csv", HEADER, rows()), unit="USD mn")


def test_a_table_without_sectors(tmp_path):
    found = read_table(
        csv(tmp_path / "t.csv", ("importer", "exporter", "value"), [(*k, v) for k, v in FLOWS.items()]),
        unit="USD",
        year=2022,
    )
    assert found.sectors == ("ALL",)
    assert found.flows[1, 0, 0] == pytest.approx(30.25e-6)


def test_gaps_are_counted_and_missing_own_sales_named(tmp_path):
    found = read_table(csv(tmp_path / "t.csv", HEADER, rows()[2:]), unit="USD mn", year=2022)
    notes = " ".join(found.notes)
    assert "2 of 8 cells have no row" in notes
    assert "no own sales of CHN" in notes


def test_every_problem_is_said_at_once(tmp_path):
    lines = [*rows(), rows()[0], ("CHN", "USA", "01", -3.0)]
    with pytest.raises(DataError, match=r"negative in row 11"):
        read_table(csv(tmp_path / "t.csv", HEADER, lines), unit="USD mn", year=2022)
    with pytest.raises(DataError, match=r"1 cells stand there more than once: CHN CHN 01"):
        read_table(csv(tmp_path / "t.csv", HEADER, lines[:-1]), unit="USD mn", year=2022)
    spoilt = [("CHN", "", "01", "much"), *rows()[1:]]
    with pytest.raises(DataError, match=r'"exporter" is empty in row 2. column "value" holds no number in row 2'):
        read_table(csv(tmp_path / "t.csv", HEADER, spoilt), unit="USD mn", year=2022)
    with pytest.raises(DataError, match=r'no column "importer" .* no column "value"'):
        read_table(csv(tmp_path / "t.csv", ("who", "exporter", "sector", "how much"), rows()), unit="USD mn", year=2022)
    with pytest.raises(DataError, match=r'"importer" may be dest or to; name one of them importer'):
        read_table(csv(tmp_path / "t.csv", ("to", "dest", "origin", "value"), rows()), unit="USD mn", year=2022)


def test_inputs_and_value_added(tmp_path):
    trade = csv(tmp_path / "t.csv", HEADER, rows())
    bought = [(r, a, b, 5.0 + (a < b)) for r in REGIONS for a in ("01", "02") for b in ("01", "02")]
    inputs = csv(tmp_path / "i.csv", ("country", "sector_in", "user", "value"), bought)
    found = read_table(trade, unit="USD mn", year=2022, inputs=inputs)
    assert found.input_use[0].tolist() == [[5.0, 6.0], [5.0, 5.0]]
    world = found.world("own")
    added = [(r, s, float(world.value_added[n, j])) for n, r in enumerate(REGIONS) for j, s in enumerate(("01", "02"))]
    compared = read_table(
        trade,
        unit="USD mn",
        year=2022,
        inputs=inputs,
        value_added=csv(tmp_path / "v.csv", ("region", "sector", "value"), added),
    )
    assert "value added as typed meets output less inputs to 0 USD mn" in " ".join(compared.notes)
    other = csv(tmp_path / "w.csv", ("region", "sector", "value"), [(*added[0][:2], 999.0), *added[1:]])
    with pytest.raises(DataError, match=r"value added of CHN 01 is 999 USD mn, but output less inputs .* gives 70.25"):
        read_table(trade, unit="USD mn", year=2022, inputs=inputs, value_added=other)
    much = csv(tmp_path / "m.csv", ("region", "input", "user", "value"), [("USA", "01", "02", 1e4)])
    with pytest.raises(DataError, match=r"more is bought as inputs than is spent .* USA 01 \(1e\+04 of 110.2\)"):
        read_table(trade, unit="USD mn", year=2022, inputs=much).world("own")


def test_rates(tmp_path):
    path = csv(tmp_path / "r.csv", ("importer", "exporter", "sector", "tariff"), [("USA", "CHN", "02", 0.25)])
    rates = read_rates(path, REGIONS, ("01", "02"))
    assert rates[1, 0].tolist() == [0.0, 0.25]
    assert rates.sum() == 0.25
    flat = csv(tmp_path / "e.csv", ("importer", "exporter", "rate"), [("USA", "CHN", 0.1)])
    every = read_rates(flat, REGIONS, ("01", "02"))
    assert every[1, 0].tolist() == [0.1, 0.1]
    with pytest.raises(DataError, match=r"rates are shares; 25 % is written 0.25"):
        read_rates(csv(tmp_path / "p.csv", ("importer", "exporter", "rate"), [("USA", "CHN", 25)]), REGIONS, ("01",))
    with pytest.raises(DataError, match=r"exporter CHA is not among the labels of the world. Did you mean CHN"):
        read_rates(csv(tmp_path / "l.csv", ("importer", "exporter", "rate"), [("USA", "CHA", 0.1)]), REGIONS, ("01",))


def test_files_that_are_none(tmp_path):
    with pytest.raises(DataError, match="there is no file"):
        read_table(tmp_path / "gone.csv", unit="USD", year=2022)
    (tmp_path / "t.txt").write_text("x")
    with pytest.raises(DataError, match=r"one of \.csv, \.parquet, \.xlsx"):
        read_table(tmp_path / "t.txt", unit="USD", year=2022)
    for name in ("t.parquet", "t.xlsx"):
        (tmp_path / name).write_text("no such thing")
        with pytest.raises(DataError, match="cannot be read"):
            read_table(tmp_path / name, unit="USD", year=2022)


def test_labels_of_numbers_in_a_workbook_stay_labels(tmp_path):
    found = read_table(xlsx(tmp_path / "t.xlsx", HEADER, rows(sectors=(10, 20))), unit="USD mn", year=2022)
    assert found.sectors == ("10", "20")
    assert np.isfinite(found.flows).all()
