"""A brief on paper, as slides and as a workbook, read back."""

import io
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from detente.core.errors import DataError, UsageError
from detente.report.figure import Figure
from detente.report.page import Section, Table
from detente.report.pdf import on_paper
from detente.report.publish import SUFFIXES, publish, published, require_writers

sys.path.insert(0, str(Path(__file__).parent))
from papers import HOSTILE, STEPS, require_paper, small_brief

LONG = Section(
    "assumptions",
    "Assumptions",
    (),
    (),
    (Table("Register", tuple("abcdefghi"), tuple(tuple(f"{c}{n} word" for c in "abcdefghi") for n in range(60))),),
    annex=True,
)


@pytest.fixture(scope="module")
def paper():
    require_paper()
    return PdfReader(io.BytesIO(published(small_brief(LONG), ".pdf")))


@pytest.fixture(scope="module")
def deck():
    from pptx import Presentation

    return Presentation(io.BytesIO(published(small_brief(LONG), ".pptx")))


@pytest.fixture(scope="module")
def book():
    return load_workbook(io.BytesIO(published(small_brief(LONG), ".xlsx")))


def test_paper_says_everything_and_its_foot_says_which_run(paper):
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    for words in ("A levies 30 % on B.", "−0.33 % to −0.13 %", "A table of colours.", "i59 word", "It has no months."):
        assert words.replace(" %", "\u00a0%") in text or words in text
    for number, page in enumerate(paper.pages, 1):
        foot = " ".join(page.extract_text().split())
        assert "run abc" in foot
        assert f"{number} / {len(paper.pages)}" in foot


def test_wide_tables_lie_across_and_no_word_leaves_the_page(paper):
    wide = [page for page in paper.pages if page.mediabox.width > page.mediabox.height]
    assert wide
    assert wide[0].extract_text().count("word") > 100
    places = []

    def look(text, cm, tm, _font, _size):
        if text.strip():
            places.append(float(cm[0]) * float(tm[4]) + float(cm[4]))

    for page in wide:
        places.clear()
        page.extract_text(visitor_text=look)
        assert 0 < min(places) < max(places) < float(page.mediabox.width)


def test_definitions_stand_at_the_end_of_the_paper_and_days_on_one_line(paper):
    pages = [" ".join(page.extract_text().split()) for page in paper.pages]
    assert "Exact change of real income." not in pages[0]
    assert "Exact change of real income." in pages[-1]
    kept = on_paper("<head></head><td>2 Apr 2025 to 9 May 2025</td><p>2 Apr 2025</p>")
    assert "2\u00a0Apr\u00a02025 to 9\u00a0May\u00a02025</td><p>2 Apr 2025</p>" in kept


def test_paper_is_tagged_and_the_same_every_time(paper):
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert published(small_brief(), ".pdf") == published(small_brief(), ".pdf")


def test_slides_hold_charts_that_can_be_edited(deck):
    charts = {
        slide.shapes.title.text: shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart
    }
    assert set(charts) == {"What is in force", "Who gains"}, "a main page opens with its first chart"
    law = charts["What is in force"].plots[0].series[0]
    assert list(law.values) == [10.0, 10.0, 30.5]
    bars = charts["Who gains"].plots[0]
    assert list(bars.categories) == ["Toys", "Tools"]
    inside = charts["What is in force"].part.chart_workbook.xlsx_part.blob
    assert 30.5 in [cell for row in load_workbook(io.BytesIO(inside)).active.values for cell in row]


def test_what_has_no_chart_is_a_picture_with_words_for_it(deck):
    (slide,) = [slide for slide in deck.slides if slide.shapes.title.text == "Who gets what?"]
    (picture,) = [shape for shape in slide.shapes if shape.shape_type == 13]
    assert picture.element.xpath(".//p:cNvPr")[0].get("descr") == "A table of colours."


def test_tables_are_tables_and_notes_name_the_source(deck):
    tables = {slide.shapes.title.text: s.table for slide in deck.slides for s in slide.shapes if s.has_table}
    assert tables["By economy"].cell(2, 0).text == "China"
    assert tables["Key numbers"].cell(1, 1).text == "−0.33 % to −0.13 %"
    assert "Register" not in tables, "tables of the annex are in the workbook"
    notes = {s.shapes.title.text: s.notes_slide.notes_text_frame.text for s in deck.slides if s.has_notes_slide}
    assert "Source: OECD." in notes["What is in force"]
    assert "Exact change of real income." in notes["Key numbers"]
    assert all(
        "run abc" in " ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame) for slide in deck.slides
    )


def test_main_pages_stand_before_the_divider_and_the_rest_behind_it(deck):
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[:5] == ["A - B, 2025", "Key numbers", "What is in force", "Who gains", "Annex"]
    assert titles[5:] == ["Who gets what?", "By economy", "What this brief does not know"]


def test_a_text_that_is_cut_says_so_and_stands_whole_in_the_annex():
    from pptx import Presentation

    said = tuple(f"Sentence {n} {'of some length ' * 8}." for n in range(12))
    deck = Presentation(io.BytesIO(published(small_brief(Section("long", "Long", said, (STEPS,))), ".pptx")))
    slides = [slide for slide in deck.slides if slide.shapes.title.text == "Long"]
    first, whole = (" ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame) for slide in slides)
    assert "Sentence 0" in first
    assert "Sentence 11" not in first
    assert "More in the annex" in first
    assert all(f"Sentence {n} " in whole for n in range(12))
    assert "Sentence 11" in slides[0].notes_slide.notes_text_frame.text


def test_small_tables_of_one_page_share_a_slide_and_pieces_of_a_long_one_are_alike():
    from pptx import Presentation

    small = [Table(f"Small {n}", ("a", "b"), (("x", "y"), ("z", ""))) for n in range(3)]
    long = Table("Many", ("a", "b"), tuple((f"row {n}", "x" * 40) for n in range(30)))
    section = Section("in-force", "Tables", ("One sentence.",), (), (*small, long))
    deck = Presentation(io.BytesIO(published(small_brief(section), ".pptx")))
    counts = [
        [len(shape.table.rows) - 1 for shape in slide.shapes if shape.has_table]
        for slide in deck.slides
        if slide.shapes.title.text in ("Tables", "Small 1") or slide.shapes.title.text.startswith("Many")
    ]
    assert counts[:2] == [[2], [2, 2]]
    pieces = [rows for (rows,) in counts[2:]]
    assert sum(pieces) == 30
    assert max(pieces) - min(pieces) <= 1


def test_ranges_and_doubt_are_drawn_and_bars_float_on_an_unseen_base():
    from pptx import Presentation

    income = Figure(
        "real-income",
        "Who?",
        {},
        ("economy", "real income, %", "low, %", "high, %", "USD bn", "sign depends on"),
        (("A", -0.5, -0.7, -0.4, -1.0, ""), ("B", 0.1, -0.1, 0.2, 1.0, "elasticities")),
        "Bars.",
        "source",
    )
    falls = Figure(
        "measures-a", "Which?", {}, ("measure", "real income, %"), (("m", -0.3), ("All", -0.3)), "Floating.", "source"
    )
    section = Section("why", "Why", (), (income, falls), annex=True)
    deck = Presentation(io.BytesIO(published(small_brief(section), ".pptx")))
    charts = {s.shapes.title.text: shape.chart for s in deck.slides for shape in s.shapes if shape.has_chart}
    bars = charts["Who?"].plots[0].series[0]
    reach = [float(value.text) for value in bars._element.xpath("c:errBars//c:v")]
    assert reach == pytest.approx([0.1, 0.1, 0.2, 0.2])
    solid, pale = (bars.points[n].format.fill.fore_color.rgb for n in (0, 1))
    assert str(solid) == "A8443F"
    assert str(pale) not in ("A8443F", "1F7A6D")
    base = charts["Which?"].plots[0].series[0]
    assert base.format.fill.type == 5, "no fill"
    assert not charts["Which?"].has_legend


def test_a_long_table_goes_on_over_slides():
    from pptx import Presentation

    rows = tuple((f"row {n}", "x" * 40) for n in range(40))
    deck = Presentation(
        io.BytesIO(published(small_brief(Section("long", "Long", (), (), (Table("Many", ("a", "b"), rows),))), ".pptx"))
    )
    titles = [slide.shapes.title.text for slide in deck.slides if slide.shapes.title.text.startswith("Many")]
    assert titles == [f"Many ({n} of {len(titles)})" for n in range(1, len(titles) + 1)]
    cells = [row.cells[0].text for slide in deck.slides for s in slide.shapes if s.has_table for row in s.table.rows]
    assert all(f"row {n}" in cells for n in range(40))


def test_the_workbook_begins_with_definitions_that_lead_everywhere(book):
    assert book.sheetnames[0] == "definitions"
    first = book["definitions"]
    leads = {cell.hyperlink.location for row in first.iter_rows() for cell in row if cell.hyperlink}
    assert leads == {f"'{name}'!A1" for name in book.sheetnames[1:]}
    words = [cell.value for row in first.iter_rows() for cell in row]
    assert "Exact change of real income." in words
    assert "detente brief case --on 2025-05-09 --out brief.html" in words


def test_differences_and_sums_are_formulas_with_their_values(book, tmp_path):
    from python_calamine import CalamineWorkbook

    assert book["tariff-steps"]["F7"].value == "=C7-D7"
    assert book["sectors-usa"]["E8"].value == "=SUM(E6:E7)"
    path = publish(small_brief(), tmp_path / "b.xlsx")
    seen = CalamineWorkbook.from_path(str(path))
    assert seen.get_sheet_by_name("tariff-steps").to_python()[6][5] == pytest.approx(3.5)
    assert seen.get_sheet_by_name("sectors-usa").to_python()[7][4] == -50
    assert len(book["tariff-steps"]._charts) == 1


def test_printed_numbers_are_numbers_and_typed_text_is_never_a_formula(book):
    sheet = book["gains"]
    assert sheet["B6"].value == pytest.approx(-0.0022)
    assert sheet["B6"].number_format.endswith("0.00 %")
    assert sheet["C6"].value == pytest.approx(119.9)
    assert (sheet["C7"].value, sheet["C7"].data_type) == (HOSTILE, "s")


def test_names_of_sheets_are_short_and_used_once():
    table = Table("T", ("a",), (("b",),))
    many = tuple(Section("a-section-with-a-very-long-name-indeed", "S", (), (), (table, table)) for _ in range(2))
    names = load_workbook(io.BytesIO(published(small_brief(*many), ".xlsx"))).sheetnames
    assert len({name.lower() for name in names}) == len(names) == 10
    assert max(map(len, names)) <= 31


def test_every_suffix_is_written_whole_and_not_twice(tmp_path):
    require_paper()
    for suffix in SUFFIXES:
        path = publish(small_brief(), tmp_path / f"b{suffix}")
        assert path.stat().st_size > 20
        with pytest.raises(UsageError, match="exists already"):
            publish(small_brief(), path)
    assert zipfile.is_zipfile(tmp_path / "b.pptx")
    with pytest.raises(UsageError, match=r"\.docx is not"):
        publish(small_brief(), tmp_path / "b.docx")
    assert sorted(p.suffix for p in tmp_path.iterdir()) == sorted(SUFFIXES)


@pytest.mark.parametrize(
    ("module", "suffix", "sentence"),
    [("weasyprint", ".pdf", r'pip install "detente\[pdf\]"'), ("pptx", ".pptx", r'pip install "detente\[office\]"')],
)
def test_what_is_missing_is_said_before_anything_is_computed(monkeypatch, module, suffix, sentence):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(DataError, match=sentence):
        require_writers([".html", suffix])
    require_writers([".html", ".md", ".xlsx"])


def test_without_pango_the_sentence_says_what_to_install(monkeypatch):
    class Broken:
        def find_spec(self, name, *_):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(DataError, match="apt-get install libpango"):
        require_writers([".pdf"])
