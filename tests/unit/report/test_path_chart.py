"""The chart of the monthly path."""

import pytest

import detente as dt
from detente.case.path import trade_path
from detente.report.charts.path import path_figure
from detente.report.export import figure_svg


@pytest.fixture(scope="module")
def figure():
    found = trade_path(dt.open_case("us-china-2025"), start="2025-03", end="2025-06")
    return path_figure(found, "Source: US Census Bureau.")


def test_the_table_holds_what_the_picture_shows(figure):
    assert len(figure.rows) == 8
    first = dict(zip(figure.columns, figure.rows[0], strict=True))
    assert first["month"] == "2025-03"
    assert first["90 % from"] < first["50 % from"] < first["forecast, USD bn"] < first["50 % to"] < first["90 % to"]
    assert first["observed, USD bn"] == 29.51
    assert dict(zip(figure.columns, figure.rows[3], strict=True))["observed, USD bn"] is None


def test_it_draws_and_describes_itself(figure):
    svg = figure_svg(figure)
    assert "US imports from China" in svg
    assert "Source: US Census Bureau." in svg
    assert "last observed month is 2025-04" in figure.description
