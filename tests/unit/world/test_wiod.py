import struct
import zipfile

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from detente.core.errors import DataError
from detente.world.wiod import looks_like_wiod, read_wiod

USES_2016 = ("CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN")
USES_2013 = (37, 38, 39, 41, 42)


def sheet_2016(table):
    """Six rows of title and labels, four columns of labels, totals and taxes below."""
    J = len(table.sectors)
    columns = [(s, f"about {s}", r, f"c{j}") for r in table.regions for j, s in enumerate(table.sectors, 1)]
    columns += [(u, f"about {u}", r, f"c{57 + n}") for r in table.regions for n, u in enumerate(USES_2016)]
    columns += [("GO", "Total output", "TOT", "c62")]
    titles = ["Intercountry Input-Output Table", "43 countries, in current prices", "(industry-by-industry)"]
    titles += ["(millions of US$)", "", ""]
    cells = [[titles[n], "", "", "", *[""] * len(columns)] for n in range(2)]
    cells += [[titles[2 + n], "", "", "", *(column[n] for column in columns)] for n in range(4)]
    rows = [(s, f"about {s}", r, f"r{j}") for r in table.regions for j, s in enumerate(table.sectors, 1)]
    body = np.hstack([table.flat(), table.output.reshape(-1, 1)])
    cells += [[*row, *map(float, numbers)] for row, numbers in zip(rows, body, strict=True)]
    width = len(columns)
    used = np.append(table.flat().sum(axis=0), 0.0)
    cells += [["II_fob", "Total intermediate consumption", "TOT", f"r{J + 9}", *map(float, used)]]
    cells += [["TXSP", "taxes less subsidies on products", "TOT", f"r{J + 10}", *[0.0] * width]]
    cells += [["GO", "Output at basic prices", "TOT", f"r{J + 17}", *map(float, used)]]
    return cells


def sheet_2013(table):
    """The older release: other codes, numbers for final uses, and codes that Excel keeps as numbers."""
    cells = sheet_2016(table)
    codes = {"A01": "AtB", "C10T12": "15t16", "C16": 20.0, "G": 51.0}
    for row in cells:
        row[0] = codes.get(row[0], row[0])
        if row[2] == "ROU":
            row[2] = "ROM"
        if row[2] == "ROW":
            row[2] = "RoW"
    cells[2][4:] = [codes.get(cell, "") for cell in cells[2][4:]]
    cells[4][4:] = [{"ROU": "ROM", "ROW": "RoW"}.get(cell, cell) for cell in cells[4][4:]]
    numbers = {f"c{57 + n}": f"c{code}" for n, code in enumerate(USES_2013)} | {"c62": "c43"}
    cells[5][4:] = [numbers.get(cell, cell) for cell in cells[5][4:]]
    cells[0][0], cells[1][0] = "World Input-Output Table", "at current prices, 2011"
    return cells


def xlsx(path, cells):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("WIOT")
        for n, row in enumerate(cells):
            sheet.write_row(n, 0, row)
    return path


def xlsb(path, cells):
    """A binary workbook of one sheet, record by record."""

    def record(number, data=b""):
        head = bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])
        size, length = len(data), b""
        while size > 127:
            length, size = length + bytes([size & 127 | 128]), size >> 7
        return head + length + bytes([size]) + data

    def text(words):
        return struct.pack("<I", len(words)) + words.encode("utf-16-le")

    def cell(column, value):
        place = struct.pack("<II", column, 0)
        if isinstance(value, str):
            return record(6, place + text(value)) if value else b""
        return record(5, place + struct.pack("<d", value))

    rows = b"".join(
        record(0, struct.pack("<I", n) + bytes(13)) + b"".join(cell(c, value) for c, value in enumerate(row))
        for n, row in enumerate(cells)
    )
    size = struct.pack("<IIII", 0, len(cells) - 1, 0, len(cells[0]) - 1)
    sheet = record(129) + record(148, size) + record(145) + rows + record(146) + record(130)
    shown = struct.pack("<II", 0, 1) + text("rId1") + text("2014")
    book = record(131) + record(143) + record(156, shown) + record(144) + record(132)
    relations = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.bin"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", relations)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def check(found, table, sectors, goods, year):
    assert found.sectors == sectors
    assert found.goods == goods
    assert found.year == year
    np.testing.assert_allclose(found.flows, table.flows, rtol=1e-12)
    np.testing.assert_allclose(found.input_use, table.use, rtol=1e-12)
    assert found.world("small").problems() == []


def test_release_of_2016_as_binary_workbook(tmp_path, small_table):
    table = small_table(uses=5)
    found = read_wiod(xlsb(tmp_path / "WIOT2014_Nov16_ROW.xlsb", sheet_2016(table)))
    assert found.regions == ("AUS", "CHN", "ROW")
    check(found, table, ("A01", "C10T12", "G"), (True, True, False), 2014)
    assert "2016 release" in found.source


def test_release_of_2016_saved_as_workbook(tmp_path, small_table):
    table = small_table(uses=5)
    path = xlsx(tmp_path / "WIOT2014_Nov16_ROW.xlsx", sheet_2016(table))
    assert looks_like_wiod(path)
    check(read_wiod(path), table, ("A01", "C10T12", "G"), (True, True, False), 2014)


def test_release_of_2016_as_stata_file(tmp_path, small_table):
    table = small_table(uses=5)
    J = len(table.sectors)
    body = np.hstack([table.flat(), table.output.reshape(-1, 1)])
    numbers = [f"v{r}{j}" for r in table.regions for j in range(1, J + 1)]
    numbers += [f"v{r}{57 + n}" for r in table.regions for n in range(5)]
    frame = pd.DataFrame(body, columns=[*numbers, "TOT"])
    frame.insert(0, "Year", 2014)
    frame.insert(0, "RNr", [j for _ in table.regions for j in range(1, J + 1)])
    frame.insert(0, "Country", [r for r in table.regions for _ in table.sectors])
    frame.insert(0, "IndustryDescription", "about it")
    frame.insert(0, "IndustryCode", [s for _ in table.regions for s in table.sectors])
    totals = frame.iloc[:1].assign(Country="TOT", RNr=70, IndustryCode="VA")
    path = tmp_path / "WIOT2014_October16_ROW.dta"
    pd.concat([frame, totals]).to_stata(path, write_index=False, version=118)
    check(read_wiod(path), table, ("A01", "C10T12", "G"), (True, True, False), 2014)


def test_release_of_2013(tmp_path, small_table):
    table = small_table(regions=("USA", "ROU", "ROW"), sectors=("A01", "C10T12", "C16", "G"), uses=5)
    path = xlsx(tmp_path / "wiot11_row_apr12.xlsx", sheet_2013(table))
    found = read_wiod(path)
    assert found.regions == ("USA", "ROU", "ROW")
    check(found, table, ("AtB", "15t16", "20", "51"), (True, True, True, False), 2011)
    assert "2013 release" in found.source


def test_the_year_comes_from_a_short_name_too(tmp_path, small_table):
    cells = sheet_2013(small_table(uses=5))
    cells[1][0] = "at current prices"
    assert read_wiod(xlsx(tmp_path / "wiot95_row_apr12.xlsx", cells)).year == 1995
    other = xlsx(tmp_path / "copy.xlsx", cells)
    with pytest.raises(DataError, match="--year"):
        read_wiod(other)
    assert read_wiod(other, 1995).year == 1995


def test_inputs_below_zero_are_cut_and_told(tmp_path, small_table):
    table = small_table(uses=5)
    table.inputs[0, 0, 1, 1] = -1.5
    found = read_wiod(xlsx(tmp_path / "WIOT2014.xlsx", sheet_2016(table)))
    assert "1 inputs below zero, 1.5 USD mn" in " ".join(found.notes)
    assert found.input_use[1, 0, 1] == pytest.approx(table.inputs[1:, 0, 1, 1].sum())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda cells: cells[:5], "has 5 rows"),
        (lambda cells: [*cells[:5], ["", "", "", "", "x1", *cells[5][5:]], *cells[6:]], "cell E6 must be c1"),
        (
            lambda cells: [*cells[:6], [*cells[6][:3], "first", *cells[6][4:]], *cells[7:]],
            '"first" is no number',
        ),
        (lambda cells: [*cells[:6], [*cells[6][:4], "much", *cells[6][5:]], *cells[7:]], "is none"),
        (lambda cells: [*cells[:7], cells[6], *cells[7:]], "twice"),
        (lambda cells: [row[:14] + row[20:] for row in cells], "a part of it is gone"),
        (lambda cells: [row[:13] + row[28:] for row in cells], "no column of final demand"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(tmp_path, small_table, change, sentence):
    path = xlsx(tmp_path / "WIOT2014.xlsx", change(sheet_2016(small_table(uses=5))))
    with pytest.raises(DataError, match=sentence):
        read_wiod(path)


def test_other_files(tmp_path):
    with pytest.raises(DataError, match="there is no file"):
        read_wiod(tmp_path / "gone.xlsx")
    (tmp_path / "text.xlsx").write_text("no workbook")
    with pytest.raises(DataError, match="cannot be read as a workbook"):
        read_wiod(tmp_path / "text.xlsx")
    (tmp_path / "text.dta").write_text("no Stata file")
    with pytest.raises(DataError, match="cannot be read as a Stata file"):
        read_wiod(tmp_path / "text.dta")
    assert not looks_like_wiod(tmp_path / "trade.csv")
