"""Bills read from files, and written as answers and workbooks."""

import io
from datetime import date

import pytest
import xlsxwriter
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from detente.case.asked import ask
from detente.core.errors import DataError
from detente.report.bill import bill_answer, bill_workbook, work_out_bill
from detente.report.bill_file import read_bill

GOOD = b'item,hs,origin,destination,value\nToys,9503.00,China,USA,"1,000"\nMagnets,8505.11,CHN,USA,200\n,,,,\n'


def book(*rows):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    return buffer.getvalue()


def test_a_csv_and_a_workbook_give_the_same_bill():
    typed = read_bill(GOOD, "bom.csv")
    other = read_bill(
        book(
            ("Item", "HS code", "Country of origin", "Destination", "Customs value", "note"),
            ("Toys", "9503.00", "China", "USA", 1000, "x"),
            ("Magnets", 8505.11, "CHN", "USA", 200.0, ""),
        ),
        "bom.xlsx",
    )
    assert typed == other
    assert [row.number for row in typed] == [2, 3]
    assert typed[0].value == 1000.0


def test_semicolons_and_a_code_that_lost_its_nought():
    rows = read_bill("hs;origin;destination;value\n0101.21;FRA;USA;5\n".encode("utf-8-sig"), "b.csv")
    assert rows[0].hs == "0101.21"
    assert (
        read_bill(book(("hs", "origin", "destination", "value"), (10121, "FRA", "USA", 5)), "b.xlsx")[0].hs == "010121"
    )


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "b.csv", "b.csv is empty"),
        (b"hs,origin,destination,value\n", "b.csv", "no rows"),
        (
            b"hs,origin,value\n1,2,3\n",
            "b.csv",
            "b.csv, row 1: there is no column destination; it has hs, origin, value",
        ),
        (GOOD.replace(b"200", b"-5"), "b.csv", 'b.csv, row 3, column value: "-5" is no amount above zero'),
        (b"hs;origin;destination;value\n9503;China;USA;10,5\n", "b.csv", '"10,5" is no amount above zero'),
        (GOOD.replace(b"200", b"much"), "b.csv", 'row 3, column value: "much"'),
        (GOOD.replace(b"200", b"nan"), "b.csv", 'row 3, column value: "nan"'),
        (GOOD.replace(b"8505.11", b"magnets"), "b.csv", 'b.csv, row 3, column hs: "magnets" is no HS code'),
        (GOOD.replace(b"Magnets,8505.11,CHN", b"Magnets,8505.11,"), "b.csv", "row 3, column origin: the cell is empty"),
        (GOOD.replace(b"China", b"").replace(b"200", b"x"), "b.csv", "1 more cells are wrong"),
        (b"PK\x03\x04 no workbook", "b.xlsx", "cannot be read as a workbook"),
        ("hs,origin,destination,value\n1,Türkei,USA,5".encode("latin-1"), "b.csv", "no text in UTF-8"),
        (GOOD, "b.ods", r"a workbook \(.xlsx\) or a table \(.csv\)"),
        (b"hs,origin,destination,value\n" + b"9503,CHN,USA,1\n" * 5001, "b.csv", "split it into bills"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_place(content, name, sentence):
    with pytest.raises(DataError, match=sentence) as caught:
        read_bill(content, name)
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def worked():
    asked = ask("us-china-2025", None, None)
    asked = ask("us-china-2025", asked.case.ledger.moment("2025-04-12").on, None)
    return work_out_bill(asked, GOOD, "bom.csv"), asked


def test_the_answer_holds_every_figure(worked):
    bill, asked = worked
    answer = bill_answer(bill, asked, "bom.csv")
    assert answer.verb == "rates-bill"
    assert answer.body["duty"] == pytest.approx(1450.0 + 200 * 1.471)
    toys = answer.body["rows"][0]
    assert sum(layer["rate"] for layer in toys["layers"]) == pytest.approx(toys["rate"])
    assert toys["origins"][0]["origin"] == "VNM"
    assert len(answer.body["days"]) == len(answer.body["duty_over_time"]) == len(toys["over_time"])
    assert any("Magnets: Export licences" in line for line in answer.lines)
    assert "145.0" not in answer.head
    assert "duty 1,744 on 1,200" in answer.head


def test_the_workbook_works_it_out_itself(worked):
    bill, asked = worked
    content = bill_workbook(bill, asked, "bom.csv")
    made = load_workbook(io.BytesIO(content))
    assert made.sheetnames == ["definitions", "landed", "layers", "origins", "over time", "rates by day"]
    sheet = made["landed"]
    assert [cell.value for cell in sheet[5]][:6] == ["item", "hs", "origin", "destination", "value", "rate"]
    assert (sheet["K6"].value, sheet["L6"].value, sheet["K8"].value) == ("=E6*F6", "=E6*(1+F6)", "=SUM(K6:K7)")
    seen = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("landed").to_python()
    assert seen[5][10] == pytest.approx(1450.0)
    assert seen[7][10] == pytest.approx(bill.duty)
    assert len(made["over time"]._charts) == 1


def test_typed_text_never_becomes_a_formula(worked):
    _, asked = worked
    hostile = '=HYPERLINK("http://example.org")'
    content = f'item,hs,origin,destination,value\n"{hostile.replace(chr(34), chr(34) * 2)}",9503,CHN,USA,1\n'.encode()
    bill = work_out_bill(asked, content, "b.csv")
    cell = load_workbook(io.BytesIO(bill_workbook(bill, asked, "b.csv")))["landed"]["A6"]
    assert (cell.value, cell.data_type) == (hostile, "s")


def test_goods_of_home_the_money_and_guessed_shares_are_remarked():
    asked = ask("us-china-2025", date(2025, 4, 12), None)
    content = b"hs,origin,destination,value\n9503,CHN,CHN,10\n1201.90,USA,CHN,50\n9503.00,CHN,USA,5\n"
    said = bill_answer(work_out_bill(asked, content, "b.csv"), asked, "b.csv")
    assert "in the bill's money" in said.head
    assert said.lines[0] == "Row 2: origin and destination are both China; goods of home pay no duty."
    text = " ".join(said.lines)
    assert "Shares in imports of China are stand-ins" in text
    assert "the United States are stand-ins" not in text
    assert "typed without a currency; nothing is converted" in text
    plain = work_out_bill(asked, content.splitlines()[0] + b"\n9503.00,CHN,USA,5\n", "b.csv")
    assert not any("Row 2" in line or "stand-ins" in line for line in bill_answer(plain, asked, "b.csv").lines)
