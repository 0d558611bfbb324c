"""Trade by month, its calendar, and the threats."""

from datetime import date

import numpy as np
import pytest

from detente.core.errors import DataError
from detente.world.load import load_monthly, load_threats
from detente.world.monthly import days_of, month_index, month_name


def test_the_shipped_record_adds_up_to_known_years():
    record = load_monthly()
    start = month_index("2018-01") - record.first
    assert record.imports[start : start + 12].sum() == pytest.approx(538_514.3, rel=1e-3)
    assert record.exports[start : start + 12].sum() == pytest.approx(120_281.3, rel=1e-3)
    assert month_name(record.last) == "2025-04"
    assert not np.isnan(record.imports).any()


def test_nothing_is_known_before_it_was_published():
    record = load_monthly().known(date(2025, 5, 12))
    assert month_name(record.last) == "2025-03"
    assert len(record.exports) == len(record.imports)
    with pytest.raises(DataError, match="too few"):
        load_monthly().known(date(2005, 1, 1))


def test_every_lunar_year_leaves_one_gap_of_arrivals():
    record = load_monthly()
    months = range(month_index("2002-01"), month_index("2026-01"))
    share = record.calendar(months)[:, 0].reshape(-1, 12)
    assert share.sum(axis=1) == pytest.approx(1.0)
    # new year on 10 February 2024: the gap lies in March
    assert share[2024 - 2002].argmax() == 2


def test_months_have_names_and_days():
    assert month_name(month_index("2024-12") + 1) == "2025-01"
    assert len(days_of(month_index("2024-02"))) == 29
    with pytest.raises(DataError, match="2024-13"):
        month_index("2024-13")


def test_a_year_outside_the_calendar_is_named():
    with pytest.raises(DataError, match="2090"):
        load_monthly().calendar(range(month_index("2090-01"), month_index("2090-02")))


def test_threats_end_when_acts_replace_them():
    threats = load_threats()
    assert all(threat.known < threat.until <= date(2025, 5, 12) for threat in threats)
    assert all(threat.source for threat in threats)


def test_a_data_folder_without_the_record_is_named(tmp_path):
    with pytest.raises(DataError, match="Census Bureau"):
        load_monthly(tmp_path)
