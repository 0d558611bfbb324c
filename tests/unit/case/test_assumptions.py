from detente.case.assumptions import load_assumptions


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
