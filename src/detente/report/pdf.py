"""A brief as PDF: the page of :mod:`detente.report.html` on A4, wide tables across, run and day at every foot."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

import jinja2

from detente.core.errors import DataError
from detente.report.html import TEMPLATES, brief_html

if TYPE_CHECKING:
    from detente.report.brief import Brief

__all__ = ["brief_pdf", "load_weasyprint"]

DAY = r"\d{1,2} [A-Z][a-z]{2} \d{4}"
DAYS = re.compile(rf"(?<=<td>){DAY}(?: to {DAY})?(?=</td>)")
"""A cell that holds a day, or two."""


def brief_pdf(brief: Brief) -> bytes:
    """The brief as a tagged PDF; the same brief gives the same bytes.

    Tables behind pictures are left to the page and the workbook.

    Raises
    ------
    DataError
        If WeasyPrint or the libraries it draws with are missing.
    """
    weasyprint = load_weasyprint()
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    page = weasyprint.HTML(string=on_paper(brief_html(brief)), url_fetcher=nothing)
    return bytes(page.write_pdf(pdf_tags=True, pdf_identifier=brief.stamp.encode()))


def on_paper(page: str) -> str:
    """The page with the rules of paper after its own; a day in a cell stays on one line."""
    rules, _, _ = jinja2.FileSystemLoader(TEMPLATES).get_source(jinja2.Environment(autoescape=True), "print.css")
    page = DAYS.sub(lambda found: found[0].replace(" ", "\u00a0").replace("\u00a0to\u00a0", " to "), page)
    return page.replace("</head>", f"<style>\n{rules}</style>\n</head>", 1)


def load_weasyprint() -> Any:
    """The library that lays out PDF, imported late: it takes a second.

    Raises
    ------
    DataError
        If it, or Pango, is missing; the sentence says what to install.
    """
    try:
        # Without Pango it prints a page of advice, which would stand before an answer in JSON.
        with redirect_stdout(io.StringIO()):
            import weasyprint
    except ImportError:
        raise DataError('PDF needs the extra "pdf": pip install "detente[pdf]"; .html needs nothing more.') from None
    except OSError:
        raise DataError(
            "PDF needs Pango, a library of the system (Debian and Ubuntu: apt-get install libpango-1.0-0 "
            "libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango); .html needs nothing more."
        ) from None
    return weasyprint
