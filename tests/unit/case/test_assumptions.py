from datetime import date

from detente.case.assumptions import hindsight, load_assumptions


def test_every_row_says_value_range_and_source():
    rows = load_assumptions()
    assert len({row.id for row in rows}) == len(rows) >= 8
    for row in rows:
        assert all((row.what, row.value, row.range, row.source)), row.id


def test_what_is_said_to_be_varied_is_varied(findings):
    """The register and the sensitivity run name the same assumptions."""
    moved = {spread.assumption.id for spread in findings.spread if spread.share}
    toy_has_no = {"china-waivers"}
    assert moved == {row.id for row in load_assumptions() if row.varied} - toy_has_no


def test_rows_that_rest_on_later_knowledge_are_found():
    rows = load_assumptions()
    late = [row.id for row in hindsight(date(2025, 4, 13), rows)]
    assert "path-waived" in late
    assert "path-beliefs" not in late
    assert {row.id for row in hindsight(date(2019, 9, 15), rows)} > set(late)
    assert hindsight(date(2026, 1, 1), rows) == ()
    # a source that names a day of 2025 must say so, or a brief of an earlier day would pass it for known
    assert all(row.known for row in rows if " April 2025" in row.source)
