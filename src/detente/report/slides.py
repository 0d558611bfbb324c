"""A brief as slides: charts and tables that PowerPoint and Impress can edit, sources and data in the notes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from detente.core.errors import DataError
from detente.report.export import figure_png
from detente.report.figure import COLOURS
from detente.report.native import native_chart
from detente.report.slide_charts import add_chart

if TYPE_CHECKING:
    from detente.report.brief import Brief
    from detente.report.figure import Figure
    from detente.report.page import Section

__all__ = ["brief_slides", "figure_slides", "load_pptx"]

WIDE, HIGH = 13.333, 7.5
MARGIN, TOP = 0.55, 1.2
"""Inches."""
ROWS, GAP = 26, 0.4
"""Lines of a table on one slide, and what each row takes besides its lines."""
LETTERS = {True: 160, False: 205}
"""Letters across a slide in tables of few columns, which are set larger, and of many."""
FEW = 4
BESIDE = 420
"""Letters of text that fit beside a chart."""
LONG = 75
"""Letters from which on a title is set smaller."""
NUMBER_COLUMNS, NUMBER_WIDTHS = ("number", "value", "when, against"), (0.22, 0.5, 0.28)
COUNTED = ("reproduce",)
"""Annex sections whose tables stand on slides; all others are in the workbook and on the page."""


@dataclass(frozen=True, slots=True)
class _Deck:
    """The presentation under the writer's hands, and the line at every foot."""

    file: Any
    foot: str

    def slide(self, title: str) -> Any:
        """A new slide with its title and foot."""
        from pptx.util import Inches, Pt

        made = self.file.slides.add_slide(self.file.slide_layouts[5])
        head = made.shapes.title
        head.left, head.top, head.width, head.height = (Inches(x) for x in (MARGIN, 0.3, WIDE - 2 * MARGIN, 0.8))
        _write(head.text_frame, (title,), Pt(24 if len(title) <= LONG else 16), COLOURS["first"], bold=True)
        box = made.shapes.add_textbox(Inches(MARGIN), Inches(HIGH - 0.42), Inches(WIDE - 2 * MARGIN), Inches(0.3))
        _write(box.text_frame, (f"{self.foot} · {len(self.file.slides)}",), Pt(9), COLOURS["quiet"])
        return made


def load_pptx() -> Any:
    """The library that writes slides.

    Raises
    ------
    DataError
        If it is missing.
    """
    try:
        import pptx
    except ImportError:
        raise DataError('Slides need the extra "office": pip install "detente[office]".') from None
    return pptx


def figure_slides(figure: Figure) -> bytes:
    """One figure as a PowerPoint file of one slide, its sources in the notes.

    Raises
    ------
    DataError
        If python-pptx is missing.
    """
    deck = _Deck(_presentation(figure.title, figure.caption), "detente · scenario, not forecast")
    _figure_slide(deck, figure, "", ())
    return _saved(deck.file)


def brief_slides(brief: Brief) -> bytes:
    """The brief as a PowerPoint file.

    Every figure that an office program can draw is a chart of its own with its data inside; the others are pictures.
    Tables of the main part are tables; those of the annex, but for the one on reproduction, are in the workbook.

    Raises
    ------
    DataError
        If python-pptx is missing.
    """
    deck = _Deck(_presentation(brief.title, brief.stamp), f"detente {brief.stamp} · scenario, not forecast")
    _front(deck, brief)
    for part in _pages("Key numbers", NUMBER_COLUMNS, _numbers(brief), NUMBER_WIDTHS):
        slide = _table_slide(deck, *part, widths=NUMBER_WIDTHS)
        _notes(slide, *(f"{number.label}: {number.definition}" for number in brief.numbers))
    for section in brief.sections:
        _section(deck, section)
    return _saved(deck.file)


def _presentation(title: str, subject: str) -> Any:
    """An empty presentation, wide."""
    pptx = load_pptx()
    file = pptx.Presentation()
    file.slide_width, file.slide_height = pptx.util.Inches(WIDE), pptx.util.Inches(HIGH)
    file.core_properties.title, file.core_properties.subject = title, subject[:255]
    file.core_properties.author = "detente"
    return file


def _saved(file: Any) -> bytes:
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _front(deck: _Deck, brief: Brief) -> None:
    from pptx.util import Inches, Pt

    slide = deck.slide(brief.title)
    box = slide.shapes.add_textbox(Inches(MARGIN), Inches(TOP), Inches(WIDE - 2 * MARGIN), Inches(HIGH - TOP - 0.7))
    warnings = tuple(f"Note: {sentence}" for sentence in brief.to_json()["warnings"])
    _write(box.text_frame, (*brief.bottom_line, *warnings), Pt(17), "#1c2430", after=Pt(11))
    _notes(slide, brief.stamp, f"Made with: {brief.command}")


def _numbers(brief: Brief) -> list[tuple[str, ...]]:
    return [(number.label, number.shown, f"{number.horizon}; {number.baseline}") for number in brief.numbers]


def _section(deck: _Deck, section: Section) -> None:
    """Sentences beside the first chart where they fit, else a slide of their own; then figures, then tables."""
    said = " ".join(section.sentences)
    short = len(said) <= BESIDE
    beside = said if section.figures and short else ""
    above = said if section.tables and not section.figures and short else ""
    if said and not beside and not above and (not section.annex or section.id == "limits"):
        for title, lines in _texts(section.title, section.sentences):
            _text_slide(deck, title, lines)
    for number, figure in enumerate(section.figures):
        _figure_slide(deck, figure, beside if number == 0 else "", section.sentences)
    for table in section.tables:
        if section.annex and section.id not in COUNTED:
            continue
        for part in _pages(table.caption, table.columns, table.rows):
            slide = _table_slide(deck, *part, above=above)
            _notes(slide, *section.sentences, deck.foot)


def _figure_slide(deck: _Deck, figure: Figure, beside: str, sentences: Sequence[str]) -> None:
    from pptx.util import Inches, Pt

    slide = deck.slide(figure.title)
    words = beside or figure.description
    short = len(words) <= BESIDE
    width = 8.6 if short else WIDE - 2 * MARGIN
    frame = [Inches(x) for x in (MARGIN, TOP, width, HIGH - TOP - 0.6)]
    chart = native_chart(figure)
    shape = _picture(slide, figure, frame) if chart is None else add_chart(slide, chart, frame)
    shape.element.xpath(".//p:cNvPr")[0].set("descr", figure.description)
    if short:
        left = MARGIN + width + 0.25
        box = slide.shapes.add_textbox(Inches(left), Inches(TOP), Inches(WIDE - left - MARGIN), Inches(4.5))
        _write(box.text_frame, (words,), Pt(14), "#1c2430")
    _notes(slide, figure.description, *sentences, figure.caption)


def _picture(slide: Any, figure: Figure, frame: Sequence[Any]) -> Any:
    """The figure as a picture, as large as fits."""
    left, top, width, height = frame
    shape = slide.shapes.add_picture(io.BytesIO(figure_png(figure)), left, top, width=width)
    if shape.height > height:
        shape.width, shape.height = int(shape.width * height / shape.height), height
    return shape


def _texts(title: str, sentences: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Sentences on as many slides as they need."""
    lines: list[str] = []
    count = 0
    for sentence in sentences:
        if lines and sum(map(len, lines)) + len(sentence) > 3 * BESIDE:
            count += 1
            yield (title if count == 1 else f"{title} ({count})"), tuple(lines)
            lines = []
        lines.append(sentence)
    yield (title if count == 0 else f"{title} ({count + 1})"), tuple(lines)


def _text_slide(deck: _Deck, title: str, lines: Sequence[str]) -> None:
    from pptx.util import Inches, Pt

    slide = deck.slide(title)
    box = slide.shapes.add_textbox(Inches(MARGIN), Inches(TOP), Inches(WIDE - 2 * MARGIN), Inches(HIGH - TOP - 0.7))
    _write(box.text_frame, lines, Pt(16), "#1c2430", after=Pt(9))


def _pages(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float] = ()
) -> Iterator[tuple[str, Sequence[str], Sequence[Sequence[Any]]]]:
    """A table in pieces that fit a slide; a cell that wraps counts for several lines."""
    across = LETTERS[len(columns) <= FEW]
    rooms = [max(part * across, 1.0) for part in widths or _parts(columns, rows)]
    pieces: list[list[Sequence[Any]]] = [[]]
    filled = 0.0
    for row in rows:
        lines = GAP + max(ceil(len(str(cell)) / room) for cell, room in zip(row, rooms, strict=True))
        if pieces[-1] and filled + lines > ROWS:
            pieces.append([])
            filled = 0.0
        pieces[-1].append(row)
        filled += lines
    for number, piece in enumerate(pieces, 1):
        yield (title if len(pieces) == 1 else f"{title} ({number} of {len(pieces)})"), columns, piece


def _table_slide(
    deck: _Deck,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float] = (),
    above: str = "",
) -> Any:
    from pptx.dml.color import RGBColor
    from pptx.util import Inches, Pt

    slide = deck.slide(title)
    size = Pt(12 if len(columns) <= FEW else 10)
    top, width = TOP, WIDE - 2 * MARGIN
    if above:
        box = slide.shapes.add_textbox(Inches(MARGIN), Inches(TOP), Inches(width), Inches(0.8))
        _write(box.text_frame, (above,), Pt(13), "#1c2430")
        top += 1.0
    shape = slide.shapes.add_table(
        len(rows) + 1, len(columns), Inches(MARGIN), Inches(top), Inches(width), Inches(0.3 * len(rows))
    )
    table = shape.table
    for n, part in enumerate(widths or _parts(columns, rows)):
        table.columns[n].width = Inches(part * width)
    for r, row in enumerate((columns, *rows)):
        for c, value in enumerate(row):
            cell = table.cell(r, c)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.fill.solid()
            cell.fill.fore_color.rgb = RGBColor.from_string("E8EDF3" if r == 0 else "FFFFFF" if r % 2 else "F6F8FA")
            _write(cell.text_frame, (str(value),), size, "#1c2430", bold=r == 0)
    return slide


def _parts(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[float]:
    """Shares of the width, by the longest word of each column and the square root of its text."""
    weights = []
    for n, column in enumerate(columns):
        cells = [str(row[n]) for row in rows]
        word = max(len(part) for text in (column, *cells) for part in (text.split() or ("",)))
        longest = max(map(len, (column, *cells)))
        weights.append(max(word, 2.2 * longest**0.5, 5.0))
    return [weight / sum(weights) for weight in weights]


def _write(frame: Any, lines: Sequence[str], size: Any, colour: str, *, bold: bool = False, after: Any = None) -> None:
    """Paragraphs in one style, wrapped."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        if after is not None:
            paragraph.space_after = after
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.name = size, bold, "Arial"
        run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#").upper())


def _notes(slide: Any, *lines: str) -> None:
    slide.notes_slide.notes_text_frame.text = "\n".join(line for line in lines if line)
