"""A brief as slides: charts and tables that PowerPoint and Impress can edit, sources and data in the notes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING, Any, TypeVar

from detente.core.errors import DataError
from detente.report.export import figure_png
from detente.report.figure import COLOURS
from detente.report.native import native_chart
from detente.report.slide_charts import add_chart
from detente.report.words import led

if TYPE_CHECKING:
    from detente.report.brief import Brief
    from detente.report.figure import Figure
    from detente.report.numbers import KeyNumber
    from detente.report.page import Section, Table

__all__ = ["brief_slides", "figure_slides", "load_pptx"]

WIDE, HIGH = 13.333, 7.5
MARGIN, TOP = 0.55, 1.2
"""Inches."""
ROOM = HIGH - TOP - 0.6
"""Height between title and foot."""
LETTERS = 1950.0
"""Letters across a whole slide, times their size in points."""
FEW = 4
"""Columns up to which a table is set larger."""
CAPTION, SMALL = 0.5, 2.2
"""Inches that the caption of a table takes under something else, and a table that goes under a chart."""
SIZES = {True: (18.0, 16.0, 14.0, 12.0, 11.0, 10.0), False: (15.0, 14.0, 12.0, 11.0, 10.0, 9.0)}
"""Points of a table of few columns, and of many: the first that fits one slide."""
TEXT = (20.0, 17.0, 15.0, 13.0, 12.0)
"""Points of text."""
LEAST = 15.0
"""Points from which on text beside a picture can be read across a room; what has no place at that size is left out."""
BESIDE, LEFT = 420, 4.3
"""Letters of text that fit beside a chart of the annex, and width of the text on a main page."""
LONG = 75
"""Letters from which on a title is set smaller."""
NUMBER_COLUMNS, NUMBER_WIDTHS = ("number", "value", "when, against"), (0.22, 0.5, 0.28)
COUNTED = ("reproduce",)
"""Annex sections whose tables stand on slides; all others are in the workbook and on the page."""
TOLD = ("limits",)
"""Annex sections whose text stands on slides."""
Item = TypeVar("Item")
MORE = "More in the annex and in the notes."


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
    _figure_slide(deck, figure, (), [])
    return _saved(deck.file)


def brief_slides(brief: Brief) -> bytes:
    """The brief as a PowerPoint file.

    One slide for each main page, then a divider, then what stands behind: whole texts, other figures, tables. Every
    figure that an office program can draw is a chart of its own with its data inside; the others are pictures. Tables
    of the annex, but for the one on reproduction, are in the workbook.

    Raises
    ------
    DataError
        If python-pptx is missing.
    """
    deck = _Deck(_presentation(brief.title, brief.stamp), f"detente {brief.stamp} · scenario, not forecast")
    _front(deck, brief)
    _number_slides(deck, brief.numbers)
    kept = {section.id: _lead(deck, section) for section in brief.sections if not section.annex}
    _divider(deck, brief)
    for section in brief.sections:
        _annex(deck, section, kept.get(section.id, _Kept()))
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
    slide = deck.slide(brief.title)
    warnings = tuple(f"Note: {sentence}" for sentence in brief.to_json()["warnings"])
    lines = (*brief.bottom_line, *warnings)
    size = _size_of(lines, WIDE - 2 * MARGIN, ROOM) or TEXT[-1]
    _text(slide, lines, (MARGIN, TOP, WIDE - 2 * MARGIN, ROOM), size, leads=True)
    _notes(slide, brief.stamp, f"Made with: {brief.command}")


def _number_slides(deck: _Deck, numbers: Sequence[KeyNumber]) -> None:
    rows = [(number.label, number.shown, f"{number.horizon}; {number.baseline}") for number in numbers]
    for part in _pages("Key numbers", NUMBER_COLUMNS, rows, NUMBER_WIDTHS):
        slide = _table_slide(deck, part, NUMBER_COLUMNS, NUMBER_WIDTHS)
        _notes(slide, *(f"{number.label}: {number.definition}" for number in numbers))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What of a section stands on its main slide: all of its text or not, and how many figures and tables."""

    whole: bool = False
    figures: int = 0
    tables: int = 0


def _lead(deck: _Deck, section: Section) -> _Kept:
    """One slide of a main page: its first sentences beside its first figure, or above its first table if that fits."""
    slide = deck.slide(section.title)
    first = section.figures[:1]
    _notes(slide, *section.sentences, *(f"{figure.description}\n{figure.caption}" for figure in first), deck.foot)
    width = LEFT if section.figures else WIDE - 2 * MARGIN
    table = None if section.figures or not section.tables else section.tables[0]
    piece = None if table is None else _whole(table, ROOM - _height(section.sentences, width, TEXT[-1]))
    deep = ROOM - (0.0 if piece is None else piece.height)
    kept, size = _fitting(section.sentences, width, deep, LEAST if section.figures else TEXT[-1])
    whole = len(kept) == len(section.sentences)
    _text(slide, kept if whole else (*kept, MORE), (MARGIN, TOP, width, deep), size)
    if piece is not None and table is not None:
        _put_table(slide, piece, table.columns, _parts(table.columns, table.rows), TOP + _height(kept, width, size))
    if section.figures:
        left = MARGIN + LEFT + 0.25
        figure = section.figures[0]
        if native_chart(figure) is not None:
            _text(slide, (figure.title,), (left, TOP, WIDE - left - MARGIN, 0.4), 12.0, bold=True)
        _draw(slide, figure, (left, TOP + 0.45, WIDE - left - MARGIN, ROOM - 0.45))
    return _Kept(whole, len(first), 0 if piece is None else 1)


def _divider(deck: _Deck, brief: Brief) -> None:
    """Where the annex begins, and what it holds."""
    slide = deck.slide("Annex")
    behind = [section.title for section in brief.sections if not section.annex]
    more = [section.title for section in brief.sections if section.annex and _shown(section)]
    lines = (
        f"Behind the pages before, in their order: {'; '.join(behind)}.",
        *((f"Further: {'; '.join(more)}.",) if more else ()),
        "Tables of the annex that are not here are in the workbook and on the page.",
    )
    _text(slide, lines, (MARGIN, TOP, WIDE - 2 * MARGIN, ROOM), TEXT[0])


def _shown(section: Section) -> bool:
    return bool(section.figures) or section.id in (*COUNTED, *TOLD)


def _annex(deck: _Deck, section: Section, kept: _Kept) -> None:
    """What of a section has no place on its main slide: the whole text if it was cut, figures, tables."""
    tables = list(section.tables[kept.tables :]) if not section.annex or section.id in COUNTED else []
    figures = list(section.figures[kept.figures :])
    if section.sentences and (section.id in TOLD if section.annex else not kept.whole):
        _told(deck, section, tables)
    for figure in figures:
        _figure_slide(deck, figure, section.sentences, tables if figure is figures[-1] else [])
    while tables:
        table = tables.pop(0)
        widths = _parts(table.columns, table.rows)
        for part in _pages(table.caption, table.columns, table.rows):
            slide = _table_slide(deck, part, table.columns, widths)
            _under(slide, tables, part.height)
            _notes(slide, *section.sentences, deck.foot)


def _told(deck: _Deck, section: Section, tables: list[Table]) -> None:
    """The whole text of a section; under its end the next table, if it is small."""
    width = WIDE - 2 * MARGIN
    for title, lines in _texts(section.title, section.sentences):
        slide = deck.slide(title)
        last = lines[-1] == section.sentences[-1]
        piece = _whole(tables[0], ROOM - CAPTION - _height(lines, width, TEXT[-1])) if tables and last else None
        deep = ROOM if piece is None else ROOM - CAPTION - piece.height
        size = _size_of(lines, width, deep) or TEXT[-1]
        _text(slide, lines, (MARGIN, TOP, width, deep), size)
        if piece is not None:
            _under(slide, tables, _height(lines, width, size))
        _notes(slide, deck.foot)


def _under(slide: Any, tables: list[Table], used: float) -> None:
    """Put the next table, taken from the list, with its caption under what fills a slide so far, if it fits."""
    piece = _whole(tables[0], ROOM - used - CAPTION) if tables else None
    if piece is not None:
        table = tables.pop(0)
        _text(slide, (piece.title,), (MARGIN, TOP + used + 0.12, WIDE - 2 * MARGIN, 0.4), 12.0, bold=True)
        _put_table(slide, piece, table.columns, _parts(table.columns, table.rows), TOP + used + CAPTION)


def _figure_slide(deck: _Deck, figure: Figure, sentences: Sequence[str], tables: list[Table]) -> None:
    """A chart with its words beside it; under it the next table, if it is small."""
    slide = deck.slide(figure.title)
    short = len(figure.description) <= BESIDE
    width = 8.9 if short else WIDE - 2 * MARGIN
    piece = _whole(tables[0], SMALL) if tables else None
    deep = ROOM if piece is None else ROOM - CAPTION - piece.height
    _draw(slide, figure, (MARGIN, TOP, width, deep))
    _under(slide, tables if piece else [], deep)
    if short:
        left = MARGIN + width + 0.25
        _text(slide, (figure.description,), (left, TOP, WIDE - left - MARGIN, deep), 13.0)
    _notes(slide, figure.description, *sentences, figure.caption)


def _draw(slide: Any, figure: Figure, frame: Sequence[float]) -> None:
    """The figure as a chart, or else as a picture, with words for who cannot see it."""
    from pptx.util import Inches

    lengths = [Inches(x) for x in frame]
    chart = native_chart(figure)
    shape = _picture(slide, figure, lengths) if chart is None else add_chart(slide, chart, lengths)
    shape.element.xpath(".//p:cNvPr")[0].set("descr", figure.description)


def _picture(slide: Any, figure: Figure, frame: Sequence[Any]) -> Any:
    """The figure as a picture, as large as fits."""
    left, top, width, height = frame
    shape = slide.shapes.add_picture(io.BytesIO(figure_png(figure)), left, top, width=width)
    if shape.height > height:
        shape.width, shape.height = int(shape.width * height / shape.height), height
    return shape


def _text(
    slide: Any, lines: Sequence[str], frame: Sequence[float], size: float, *, bold: bool = False, leads: bool = False
) -> None:
    from pptx.util import Inches, Pt

    box = slide.shapes.add_textbox(*(Inches(x) for x in frame))
    _write(box.text_frame, lines, Pt(size), "#1c2430", bold=bold, leads=leads, after=Pt(size / 2))


def _height(lines: Sequence[str], width: float, size: float) -> float:
    """Inches that paragraphs take, by the mean width of a letter."""
    across = LETTERS / size * (width - 0.2) / (WIDE - 2 * MARGIN)
    return 0.1 + sum((1.2 * ceil(len(line) / across) + 0.5) * size / 72 for line in lines)


def _size_of(lines: Sequence[str], width: float, height: float) -> float | None:
    """The largest size in which the paragraphs fit; None if none does."""
    return next((size for size in TEXT if _height(lines, width, size) <= height), None)


def _fitting(
    sentences: Sequence[str], width: float, height: float, least: float = TEXT[-1]
) -> tuple[Sequence[str], float]:
    """As many sentences as fit in letters of the least size or larger, at least one, and their size."""
    size = _size_of(sentences, width, height)
    if size is not None and size >= least:
        return sentences, size
    size = max(TEXT[-2], least)
    if _height((*sentences[:1], MORE), width, size) > height:
        size = _size_of((*sentences[:1], MORE), width, height) or TEXT[-1]
    count = len(sentences)
    while count > 1 and _height((*sentences[:count], MORE), width, size) > height:
        count -= 1
    return sentences[:count], size


def _texts(title: str, sentences: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Sentences on as many slides as they need, each about as full as the others."""
    heights = [_height((sentence,), WIDE - 2 * MARGIN, TEXT[-1]) for sentence in sentences]
    parts = _shared(sentences, heights, ROOM)
    for number, part in enumerate(parts, 1):
        yield (title if len(parts) == 1 else f"{title} ({number} of {len(parts)})"), tuple(part)


def _shared(items: Sequence[Item], heights: Sequence[float], room: float) -> list[list[Item]]:
    """Items in as few parts as fit the room, each about as high as the others."""
    ends = list(accumulate(heights))
    for count in range(max(ceil(ends[-1] / room), 1), len(items) + 1):
        share = ends[-1] / count
        parts: list[list[Item]] = [[] for _ in range(count)]
        filled = [0.0] * count
        for item, height, end in zip(items, heights, ends, strict=True):
            n = min(int((end - height / 2) / share), count - 1)
            parts[n].append(item)
            filled[n] += height
        if max(filled) <= room:
            return [part for part in parts if part]
    return [[item] for item in items]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Rows of a table that fit one slide, under their title, at their size; the height they take, head included."""

    title: str
    rows: Sequence[Sequence[Any]]
    size: float
    height: float


def _lines_of(row: Sequence[Any], widths: Sequence[float], size: float) -> float:
    """Height of a row: its cell of the most lines."""
    rooms = [max((part * (WIDE - 2 * MARGIN) - 0.2) / (WIDE - 2 * MARGIN) * LETTERS / size, 1.0) for part in widths]
    lines = max(ceil(len(str(cell)) / room) for cell, room in zip(row, rooms, strict=True))
    return 1.2 * lines * size / 72 + 0.07


def _whole(table: Table, room: float) -> _Piece | None:
    """The table in one piece if it fits the room."""
    widths = _parts(table.columns, table.rows)
    for size in SIZES[len(table.columns) <= FEW]:
        height = sum(_lines_of(row, widths, size) for row in (table.columns, *table.rows))
        if height <= room:
            return _Piece(table.caption, table.rows, size, height)
    return None


def _pages(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float] = ()
) -> Iterator[_Piece]:
    """A table in pieces that fit a slide, about as high as each other, in the largest size that takes fewest."""
    widths = widths or _parts(columns, rows)
    best: tuple[list[list[Sequence[Any]]], float] | None = None
    for size in SIZES[len(columns) <= FEW]:
        heights = [_lines_of(row, widths, size) for row in rows]
        pieces = _shared(rows, heights, ROOM - _lines_of(columns, widths, size)) if rows else [[]]
        if best is None or len(pieces) < len(best[0]):
            best = pieces, size
    pieces, size = best or ([], SIZES[True][0])
    for number, piece in enumerate(pieces, 1):
        name = title if len(pieces) == 1 else f"{title} ({number} of {len(pieces)})"
        yield _Piece(name, piece, size, sum(_lines_of(row, widths, size) for row in (columns, *piece)))


def _table_slide(deck: _Deck, piece: _Piece, columns: Sequence[str], widths: Sequence[float]) -> Any:
    slide = deck.slide(piece.title)
    _put_table(slide, piece, columns, widths, TOP)
    return slide


def _put_table(slide: Any, piece: _Piece, columns: Sequence[str], widths: Sequence[float], top: float) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Inches, Pt

    width = WIDE - 2 * MARGIN
    frame = (Inches(MARGIN), Inches(top), Inches(width), Inches(0.2 * len(piece.rows)))
    table = slide.shapes.add_table(len(piece.rows) + 1, len(columns), *frame).table
    for n, part in enumerate(widths):
        table.columns[n].width = Inches(part * width)
    for r, row in enumerate((columns, *piece.rows)):
        table.rows[r].height = Inches(_lines_of(row, widths, piece.size))
        for c, value in enumerate(row):
            cell = table.cell(r, c)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.fill.solid()
            cell.fill.fore_color.rgb = RGBColor.from_string("E8EDF3" if r == 0 else "FFFFFF" if r % 2 else "F6F8FA")
            # An empty run takes the height of the program's own size of letters.
            _write(cell.text_frame, (str(value) or "\u00a0",), Pt(piece.size), "#1c2430", bold=r == 0)


def _parts(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[float]:
    """Shares of the width, by the longest word of each column and the square root of its text."""
    weights = []
    for n, column in enumerate(columns):
        cells = [str(row[n]) for row in rows]
        word = max(len(part) for text in (column, *cells) for part in (text.split() or ("",)))
        longest = max(map(len, (column, *cells)))
        weights.append(max(word, 2.2 * longest**0.5, 5.0))
    return [weight / sum(weights) for weight in weights]


def _write(
    frame: Any,
    lines: Sequence[str],
    size: Any,
    colour: str,
    *,
    bold: bool = False,
    leads: bool = False,
    after: Any = None,
) -> None:
    """Paragraphs in one style, wrapped; with ``leads`` what each answers stands out."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        if after is not None:
            paragraph.space_after = after
        for text, strong in zip(led(line) if leads else ("", line), (True, bold), strict=True):
            if text:
                run = paragraph.add_run()
                run.text = text
                run.font.size, run.font.bold, run.font.name = size, strong, "Arial"
                run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#").upper())


def _notes(slide: Any, *lines: str) -> None:
    slide.notes_slide.notes_text_frame.text = "\n".join(line for line in lines if line)
