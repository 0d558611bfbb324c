from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from detente.case.read import open_case
from detente.case.talks import talks
from detente.case.watch import watch


@pytest.fixture(scope="module")
def case():
    return open_case("us-china-2025")


@pytest.fixture(scope="module")
def quiet(case):
    """A day on which no meeting is announced."""
    found = talks(case, "2025-04-12", "2025-06-30")
    return found, watch(found)


def by_id(sights):
    return {sight.id: sight for sight in sights}


def test_without_an_observation_the_forecast_is_the_one_that_stands(quiet):
    found, sights = quiet
    row = next(r for r in found.table if r.model == "headline" and r.horizon_days == 79)
    assert all(sight.before == pytest.approx(row.p) for sight in sights)


def test_the_largest_change_comes_first_and_an_announcement_moves_most(quiet):
    _, sights = quiet
    sizes = [abs(sight.change) for sight in sights]
    assert sizes == sorted(sizes, reverse=True)
    assert sights[0].id == "announced"
    assert sights[0].change > 0.3
    assert sights[0].sides == ()


def test_single_models_lie_on_both_sides_of_the_headline(quiet):
    _, sights = quiet
    for sight in sights:
        assert sight.least - 1e-9 <= sight.change <= sight.most + 1e-9
        assert sight.low <= sight.after <= sight.high


def test_a_call_is_no_announcement(quiet):
    _, sights = quiet
    assert by_id(sights)["call"].change < by_id(sights)["announced"].change / 2


def test_an_announced_meeting_can_be_called_off_but_not_announced_again(case):
    sights = by_id(watch(talks(case, "2025-05-09", "2025-06-30")))
    assert "announced" not in sights
    assert sights["called off"].change < -0.3


def test_what_registers_is_a_point_and_more_than_noise(quiet):
    _, sights = quiet
    first = sights[0]
    assert first.registers
    assert 0.0 < first.error < 0.05
    assert not replace(first, after=first.before + 0.009, error=0.0).registers
    assert not replace(first, after=first.before + 0.02, error=0.011).registers
    assert replace(first, after=first.before - 0.02, error=0.009).registers


def test_the_record_itself_is_left_as_it_was(quiet):
    found, _ = quiet
    before = len(found.start.moves.rows)
    watch(found)
    assert len(found.start.moves.rows) == before
    assert found.start.moves.last == date(2025, 4, 12)
    assert not np.isnan([sight.after for sight in watch(found)]).any()
