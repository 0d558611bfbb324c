"""A small brief for the writers of files: everything that they read of one, and nothing that must be computed."""

import os
from types import SimpleNamespace

import pytest

from detente.core.errors import DataError
from detente.report.figure import Figure
from detente.report.numbers import KeyNumber
from detente.report.page import Section, Table

SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "width": 200,
    "height": 60,
    "data": {"values": [{"x": 1, "y": 2}]},
    "mark": "bar",
    "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
}
STEPS = Figure(
    "tariff-steps",
    "How high are the tariffs?",
    SPEC,
    ("day", "direction", "rate in law, %", "effective rate, %", "measures"),
    (("2025-01-19", "A on B", 10.0, 9.0, ""), ("2025-02-04", "A on B", 30.5, 27.0, "m1")),
    "Step lines.",
    "detente case@0 · run abc. Source: OECD.",
)
HEAT = Figure("payoffs-long-run", "Who gets what?", SPEC, ("side", "x"), (("A", 1.0),), "A table of colours.", "source")
SECTORS = Figure(
    "sectors-usa",
    "Where do exports fall?",
    SPEC,
    ("sector", "before, %", "after, %", "exports before, USD mn", "change, USD mn", "change, %", "output, %"),
    (("Toys", 1.0, 2.0, 200, -50, -25.0, -1.0), ("Tools", 1.0, 2.0, 0, 0, 0.0, 0.0)),
    "Bars.",
    "source",
)
HOSTILE = '=HYPERLINK("http://example.org","x")'


def require_paper():
    """Skip where WeasyPrint or Pango is missing, unless ``DETENTE_REQUIRE`` names ``pdf``."""
    from detente.report.pdf import load_weasyprint

    try:
        load_weasyprint()
    except DataError as error:
        if "pdf" in os.environ.get("DETENTE_REQUIRE", "").split(","):
            raise
        pytest.skip(str(error))


def small_brief(*more):
    """A brief of one number, three figures and a table; ``more`` sections follow."""
    number = KeyNumber(
        id="income",
        label="Real income, A",
        value=-0.216,
        unit="%",
        shown="−0.33 % to −0.13 %",
        horizon="long run",
        baseline="measures of 19 Jan 2025",
        definition="Exact change of real income.",
        lo90=-0.25,
        hi90=-0.18,
    )
    rows = (("United States", "−0.22 %", "+119.9 USD bn"), ("China", "−0.43 %", HOSTILE))
    sections = (
        Section("in-force", "What is in force", ("A levies 30 % on B.",), (STEPS, HEAT)),
        Section("gains", "Who gains", ("B loses.",), (SECTORS,), (Table("By economy", ("economy", "x", "y"), rows),)),
        Section("limits", "What this brief does not know", ("It has no months.",), annex=True),
        *more,
    )
    return SimpleNamespace(
        title="A - B, 2025",
        stamp="case@0 · measures of 9 May 2025 · known 9 May 2025 · run abc",
        bottom_line=("A levies 30 % on B.", "Both lose.", "Scenario, not forecast."),
        numbers=(number,),
        sections=sections,
        command="detente brief case --on 2025-05-09 --out brief.html",
        warnings=("nothing is known of B.",),
        pictures={},
        to_json=lambda: {"warnings": ["nothing is known of B."], "title": "A - B, 2025"},
    )
