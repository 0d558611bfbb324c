"""Sentences on choke points."""

from datetime import date

from detente.case.minerals import ChokePoint
from detente.report.choke_words import wait_words


def point(name, day, cost):
    return ChokePoint(
        name.lower(), name, "licensed", date(2025, 4, 4), (), "USA", "CHN", 0.9, "refining", 0.9, 60.0, day,
        ("C26",), "C26", cost, 0.0, cost, 6.0, "parameters", "typed",
    )  # fmt: skip


def test_the_day_is_tied_to_the_input_that_is_missing():
    said = wait_words((point("Magnets", 114.0, 9.0), point("Lutetium", 92.0, 1.0), point("Tungsten", None, 0.0)))
    assert "on day 92, for want of lutetium; for want of magnets, which would cost most, on day 114" in said
    assert "goods under way (30 days) and stocks (60 days" in said
    assert "which also costs most" in wait_words((point("Magnets", 92.0, 9.0), point("Lutetium", 93.0, 1.0)))
    assert wait_words((point("Tungsten", None, 0.0),)) == ""
