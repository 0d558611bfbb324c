"""Workbooks that would take all the memory there is are refused before they are read; others are read as they are."""

import io
import zipfile

import pytest
import xlsxwriter

from detente.core.errors import DataError
from detente.report.bill_file import read_bill
from detente.report.small_workbook import MOST_CELLS, small_workbook

ROWS = [("hs", "origin", "destination", "value"), ("9503.00", "China", "United States", 100)]


def workbook():
    found = io.BytesIO()
    with xlsxwriter.Workbook(found, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
    return found.getvalue()


def changed(name, change, **more):
    """The workbook with one part changed, and more parts."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
        for part, content in more.items():
            new.writestr(part, content)
    return found.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_cell(cell):
    return changed(SHEET, lambda part: part.replace(b"</sheetData>", cell + b"</sheetData>"))


def test_a_usual_workbook_is_read_as_it_is():
    assert [(row.hs, row.value) for row in read_bill(workbook(), "bill.xlsx")] == [("9503.00", 100.0)]


@pytest.mark.parametrize(
    "cell",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c r='&#88;FD1048576'><v>1</v></c></row>",
        b'<x:row xmlns:x="y" r="500001"><x:c r="B500001"><x:v>1</x:v></x:c></x:row>',
        b'<row r="900000">' + b"<c><v>1</v></c>" * 2 + b"</row>",
    ],
)
def test_a_cell_far_out_is_refused(cell):
    content = with_cell(cell)
    assert len(content) < 10_000
    with pytest.raises(DataError, match=r"bill\.xlsx has a cell in row .* delete what stands far"):
        read_bill(content, "bill.xlsx")


def test_rows_and_columns_up_to_the_limit_are_read():
    reach = MOST_CELLS // 4 // 1000 * 1000
    with pytest.raises(DataError, match="row 3, column hs"):
        read_bill(with_cell(b'<row r="3"><c r="D3"><v>1</v></c></row>'), "bill.xlsx")
    assert small_workbook(with_cell(b'<row r="%d"><c r="D%d"><v>1</v></c></row>' % (reach, reach)), "bill.xlsx")


def test_what_unpacks_to_too_much_is_refused():
    content = changed("xl/sharedStrings.xml", lambda part: part.replace(b"</si>", b"A" * 40_000_000 + b"</si>", 1))
    assert len(content) < 100_000
    with pytest.raises(DataError, match="unpacks to more than"):
        read_bill(content, "bill.xlsx")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "cannot be read as a workbook"),
        (b"PK\x03\x04broken", "cannot be read as a workbook"),
        (changed(SHEET, lambda _: b"<worksheet"), "cannot be read as a workbook"),
        (changed(SHEET, lambda part: b'<!DOCTYPE x [<!ENTITY a "b">]>' + part.partition(b"?>")[2]), "entities"),
        (changed("", bytes, **{"content.xml": b"<x/>"}), "no .xlsx workbook"),
    ],
)
def test_what_is_no_workbook_is_one_sentence(content, says):
    with pytest.raises(DataError, match=says):
        read_bill(content, "bill.xlsx")
