"""Charts on slides that PowerPoint and Impress draw from the data inside the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.report.figure import COLOURS
from detente.report.native import BASE, NativeChart, Series

__all__ = ["LYING", "PALETTE", "add_chart", "colour_of", "reach"]

PALETTE = ("1F5A94", "C4522D", "1F7A6D", "8A5FA8", "B8860B", "6B7280", "4C9BD6", "E39A7B", "6DBBAE", "A8443F")
"""Colours of series in order; the first two are those of the sides."""
LYING = ("bars", "stacked", "floating")
"""Kinds whose bars lie on their side."""
GAIN, LOSS, GRID = COLOURS["gain"][1:].upper(), COLOURS["loss"][1:].upper(), "E5E7EB"
PALE = {GAIN: "A9CFC8", LOSS: "DDB8B6"}
"""The same where the sign is in doubt."""
HUNDRED = 100.0
"""Shares near the whole, in percent, have it as the end of their axis."""
THOUSANDS = 10_000
"""From here on numbers of an axis are written with separators."""
LOWER, UPPER, RANGE = ("90 % low", "90 % from"), ("90 % high", "90 % to"), "90 % range"
"""Ends of a range in the names of series, and what the legend calls both."""
FEW = 4
"""Series up to which a legend is set larger."""
MANY = 14
"""Bars from which on their labels are set smaller."""


def add_chart(slide: Any, chart: NativeChart, frame: Sequence[Any]) -> Any:
    """Put a chart on a slide.

    Parameters
    ----------
    slide
        Of python-pptx.
    chart
        What to draw.
    frame
        Left, top, width and height.

    Returns
    -------
    Any
        The frame on the slide.
    """
    from pptx.util import Pt

    shape = slide.shapes.add_chart(_type(chart), *frame, _data(chart))
    made = shape.chart
    made.font.size, made.font.name = Pt(11), "Arial"
    made.has_title = False
    made.has_legend = len(chart.series) > 1 and chart.kind != "floating"
    if made.has_legend:
        from pptx.enum.chart import XL_LEGEND_POSITION

        made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        made.legend.font.size = Pt(11 if len(chart.series) <= FEW else 9)
        _told_once(made, chart)
    _axes(made, chart)
    _colours(made, chart)
    return shape


def _told_once(made: Any, chart: NativeChart) -> None:
    """Upper ends of ranges have no entry of their own in the legend: their lines are as those of the lower ends."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    legend = made.legend._element  # noqa: SLF001
    for n in reversed([n for n, series in enumerate(chart.series) if series.name.endswith(UPPER)]):
        entry = f'<c:legendEntry {nsdecls("c")}><c:idx val="{n}"/><c:delete val="1"/></c:legendEntry>'
        # python-pptx has no call for single entries; they stand after the place of the legend.
        legend.xpath("c:legendPos")[0].addnext(parse_xml(entry))


def _name(name: str) -> str:
    """The lower end of a range speaks for both ends."""
    return next((name.removesuffix(end) + RANGE for end in LOWER if name.endswith(end)), name)


def _type(chart: NativeChart) -> Any:
    from pptx.enum.chart import XL_CHART_TYPE

    return {
        "bars": XL_CHART_TYPE.BAR_CLUSTERED,
        "stacked": XL_CHART_TYPE.BAR_STACKED,
        "floating": XL_CHART_TYPE.BAR_STACKED,
        "lines": XL_CHART_TYPE.LINE,
        "steps": XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS,
        "curves": XL_CHART_TYPE.XY_SCATTER_LINES,
        "points": XL_CHART_TYPE.XY_SCATTER,
    }[chart.kind]


def _data(chart: NativeChart) -> Any:
    from pptx.chart.data import CategoryChartData, XyChartData

    if chart.categories:
        data = CategoryChartData()
        data.categories = list(chart.categories)
        for series in chart.series:
            data.add_series(_name(series.name), series.y)
        return data
    places = XyChartData()
    for series in chart.series:
        made = places.add_series(series.name)
        for x, y in zip(series.x, series.y, strict=True):
            made.add_data_point(x, y)
    return places


def _axes(made: Any, chart: NativeChart) -> None:
    """Titles with units; bars read from the top; days as days; labels clear of negative bars."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    lying = chart.kind in LYING
    for axis, title in ((made.category_axis, "" if lying else chart.x_title), (made.value_axis, chart.y_title)):
        axis.tick_labels.font.size = Pt(10)
        axis.has_title = bool(title)
        if axis.has_title:
            axis.axis_title.text_frame.text = title
            axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(11)
            axis.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False
    made.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    made.category_axis.has_major_gridlines = False
    made.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string(GRID)
    if lying:
        made.category_axis.reverse_order = True
        made.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
        made.plots[0].gap_width = 40
        if len(chart.categories) >= MANY:
            made.category_axis.tick_labels.font.size = Pt(8)
    largest = max(abs(y) for series in chart.series for y in series.y if y is not None)
    if chart.kind == "lines" and chart.y_title.endswith("%") and HUNDRED - 20 < largest <= HUNDRED:
        made.value_axis.maximum_scale = HUNDRED
    if largest >= THOUSANDS:
        made.value_axis.tick_labels.number_format = "#,##0"
        made.value_axis.tick_labels.number_format_is_linked = False
    if chart.dated:
        days = [x for series in chart.series for x in series.x]
        made.category_axis.minimum_scale, made.category_axis.maximum_scale = min(days), max(days)
        made.category_axis.tick_labels.number_format = "d mmm yy"
        made.category_axis.tick_labels.number_format_is_linked = False


def _colours(made: Any, chart: NativeChart) -> None:
    """One colour for each group, dashes for its variants; gains and losses apart where one series has both."""
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_LINE_DASH_STYLE
    from pptx.util import Pt

    dashes = (None, MSO_LINE_DASH_STYLE.DASH, MSO_LINE_DASH_STYLE.DASH, MSO_LINE_DASH_STYLE.ROUND_DOT)
    for drawn, series in zip(made.plots[0].series, chart.series, strict=True):
        colour = RGBColor.from_string(colour_of(series))
        if series.name == BASE:
            drawn.format.fill.background()
        elif chart.kind in LYING:
            drawn.invert_if_negative = False
            drawn.format.fill.solid()
            drawn.format.fill.fore_color.rgb = colour
        elif chart.kind == "points":
            drawn.marker.format.fill.solid()
            drawn.marker.format.fill.fore_color.rgb = colour
            drawn.format.line.fill.background()
        else:
            drawn.smooth = False
            drawn.format.line.width = Pt(2.25 if series.variant == 0 else 1.25)
            drawn.format.line.color.rgb = colour
            drawn.format.line.dash_style = dashes[min(series.variant, len(dashes) - 1)]
        if series.ends:
            _whiskers(drawn, series)
    if chart.kind == "bars" and len(chart.series) == 1:
        own = chart.series[0]
        for n, value in enumerate(own.y):
            tone = LOSS if value is not None and value < 0 else GAIN
            fill = made.plots[0].series[0].points[n].format.fill
            fill.solid()
            fill.fore_color.rgb = RGBColor.from_string(PALE[tone] if own.doubtful and own.doubtful[n] else tone)


def colour_of(series: Series) -> str:
    """Six hex digits: the colour of the picture, or else one of the palette by group."""
    return series.colour or PALETTE[series.group % len(PALETTE)]


def _whiskers(drawn: Any, series: Series) -> None:
    """The range of each value as a line across the end of its bar."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    def literal(tag: str, values: Sequence[float]) -> str:
        points = "".join(f'<c:pt idx="{n}"><c:v>{value:.6g}</c:v></c:pt>' for n, value in enumerate(values))
        return (
            f"<c:{tag}><c:numLit><c:formatCode>General</c:formatCode>"
            f'<c:ptCount val="{len(values)}"/>{points}</c:numLit></c:{tag}>'
        )

    up, down = reach(series)
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        + literal("plus", up)
        + literal("minus", down)
        + '<c:spPr><a:ln w="12700"><a:solidFill><a:srgbClr val="374151"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    # python-pptx has no call for error bars.
    drawn._element.xpath("c:cat")[0].addprevious(bars)  # noqa: SLF001


def reach(series: Series) -> tuple[list[float], list[float]]:
    """How far the range of each value goes above and below it; nought where there is no range."""
    pairs = list(zip(series.y, series.ends, strict=True))
    up = [0.0 if y is None or ends is None else max(ends[1] - y, 0.0) for y, ends in pairs]
    down = [0.0 if y is None or ends is None else max(y - ends[0], 0.0) for y, ends in pairs]
    return up, down
