"""The fit of the game: weights, likelihood of a record, banks on disk, and the bank that ships."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy.linalg import expm

import detente as dt
from detente.case.talks_bank import SHIPPED, digest_of, read_bank, write_bank
from detente.diplomacy.timing.attrition import ASK, OFFERED, TABLE, WORKING, Circumstances, Stakes, solve
from detente.diplomacy.timing.bank import WEEKS, Bank, build_bank, reader_of
from detente.diplomacy.timing.calibrate import calibrate, simulate
from detente.diplomacy.timing.filtering import EVERYTHING, PER_DAY, Reader, read_history
from detente.diplomacy.timing.history import Event, History, pain_path, rungs_of
from detente.diplomacy.timing.priors import NAMES, draw, from_normal
from detente.diplomacy.timing.psis import TRUSTED, effective, smoothed_weights

DAY = date(2020, 1, 1)
STAKES = Stakes()


@pytest.fixture(scope="module")
def bank() -> Bank:
    return build_bank(STAKES, None, first=16)


def quiet(days: int, channel: int, events: tuple[Event, ...] = (), rung: int = 3) -> History:
    rungs = np.full(days + 1, rung)
    nothing = (Circumstances(),) * (days + 1)
    return History(DAY, DAY + timedelta(days=days), channel, events, rungs, np.zeros(days + 1), nothing)


def test_weights_of_equal_ratios_are_equal_and_heavy_tails_are_told() -> None:
    rng = np.random.default_rng(1)
    even, _ = smoothed_weights(np.zeros(200) + 1e-9 * rng.normal(size=200))
    assert effective(even) == pytest.approx(200, rel=1e-3)
    _, light = smoothed_weights(0.3 * rng.normal(size=2000))
    _, heavy = smoothed_weights(np.log(rng.pareto(0.8, 2000) + 1.0))
    assert light < 0.5
    assert heavy > TRUSTED


def test_quiet_days_at_the_table_cost_their_rate(bank: Bank) -> None:
    reader = reader_of(bank)
    read = read_history(reader, quiet(20, TABLE))
    ask = reader.choices(3, 0.0, 0, Circumstances())[:, TABLE, ASK].sum(axis=0)
    rate = PER_DAY * ask + reader.theta[NAMES.index("other")] / 365.0
    assert read.steps.sum(axis=0) == pytest.approx(-20 * rate, rel=1e-4)
    assert read.channel[TABLE] == pytest.approx(np.ones(16))


def test_hidden_offers_follow_the_exponential_of_their_rates(bank: Bank) -> None:
    reader = reader_of(bank, np.array([3]))
    policy = reader.choices(3, 0.0, 0, Circumstances())[:, :, :, 0]
    other = float(reader.theta[NAMES.index("other"), 0]) / 365.0
    ask = PER_DAY * policy[:, :, ASK]
    generator = np.zeros((3, 3))
    generator[1, 0], generator[2, 0] = ask[0, WORKING], ask[1, WORKING]
    generator[0, 0] = -ask[:, WORKING].sum() - other
    generator[1, 1], generator[2, 2] = -ask[1, OFFERED] - other, -ask[0, OFFERED + 1] - other
    expected = expm(5 * generator)[:, 0]
    read = read_history(reader, quiet(5, WORKING))
    assert np.exp(read.steps.sum()) == pytest.approx(expected.sum(), rel=1e-5)
    assert read.channel[WORKING : OFFERED + 2, 0] == pytest.approx(expected / expected.sum(), rel=1e-4)


def test_a_meeting_leads_to_the_table_and_public_moves_count_only_if_asked(bank: Bank) -> None:
    reader = reader_of(bank)
    events = (Event(DAY + timedelta(days=3), "hard", 1.0), Event(DAY + timedelta(days=6), "meeting", 0.5))
    given = read_history(reader, quiet(6, WORKING, events))
    counted = read_history(reader, quiet(6, WORKING, events), EVERYTHING)
    assert given.channel[TABLE] == pytest.approx(np.ones(16))
    assert given.steps[given.kinds.index("hard")] == pytest.approx(np.zeros(16))
    assert (counted.steps[counted.kinds.index("hard")] < 0.0).all()
    assert (counted.steps.sum(axis=0) < given.steps.sum(axis=0)).all()


def test_a_reading_goes_on_where_it_stopped(bank: Bank) -> None:
    reader = reader_of(bank)
    past = quiet(30, WORKING, (Event(DAY + timedelta(days=10), "soft", 0.0),))
    whole = read_history(reader, past)
    part = read_history(reader, past.until(DAY + timedelta(days=14)))
    rest = read_history(reader, past, begun=part)
    assert rest.channel == pytest.approx(whole.channel, rel=1e-4)
    assert rest.unanswered == whole.unanswered


def test_days_of_a_thin_record_tell_nothing(bank: Bank) -> None:
    reader = reader_of(bank)
    short, long = (read_history(reader, quiet(days, TABLE)).steps.sum(axis=0) for days in (98, 400))
    assert long == pytest.approx(short, rel=1e-9)


def test_rungs_and_pain() -> None:
    assert rungs_of(np.array([0.01, 0.07, 0.2, 0.3, 1.1])).tolist() == [0, 1, 2, 3, 4]
    pain = pain_path(STAKES, np.full(400, 4), [300])
    assert (np.diff(pain[:100]) >= 0.0).all()
    assert pain[299] - pain[300] == pytest.approx(0.5, abs=0.05)
    assert pain.max() <= 3.0


def test_a_bank_comes_back_from_disk(bank: Bank, tmp_path: Path) -> None:
    write_bank(bank, tmp_path / "b.npz")
    back = read_bank(tmp_path / "b.npz")
    assert np.abs(back.values - bank.values).max() < 0.01
    assert back.z == pytest.approx(bank.z)
    assert back.stakes == bank.stakes
    (tmp_path / "bad.npz").write_bytes(b"no bank")
    with pytest.raises(dt.DataError, match="is no bank of solved games"):
        read_bank(tmp_path / "bad.npz")


@pytest.mark.parametrize("name", ["us-china-2025", "china-australia-2020"])
def test_a_bank_that_ships_is_what_the_solver_says(name: str) -> None:
    case = dt.open_case(name)
    shipped = read_bank(SHIPPED / f"{digest_of(case.ledger.base, case.sides)}.npz")
    some = np.array([0, 700, 900, 1700])
    theta = from_normal(shipped.z[some]).T.astype(np.float32)
    again = solve(shipped.stakes, np.ascontiguousarray(theta), WEEKS)
    spread = np.ptp(shipped.values[:, :, some], axis=0)
    assert (np.abs(again - shipped.values[:, :, some]).max(axis=0) <= 1e-3 * spread + 1e-3).all()
    assert shipped.z[:4] == pytest.approx(draw(768, 20250512)[:4])


def test_simulated_histories_keep_the_public_path_and_find_a_rank(bank: Bank) -> None:
    past = quiet(120, WORKING, (Event(DAY + timedelta(days=30), "escalate", 1.0),))
    made = simulate(reader_of(bank, np.array([2])), past, 1)
    assert [row for row in made.events if row.kind == "escalate"] == list(past.events)
    assert simulate(reader_of(bank, np.array([2])), past, 1) == made
    busy = Reader(bank.stakes, _more(bank), bank.values.astype(float), {})
    assert sum(row.kind == "meeting" for row in simulate(busy, past, 1).events) > 10


def _more(bank: Bank) -> np.ndarray:
    theta = bank.theta()
    theta[NAMES.index("other")] = 200.0
    return theta


def test_calibration_counts_what_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.diplomacy.timing.calibrate.FIRST", 32)
    small, past = build_bank(STAKES, None, first=32), quiet(60, WORKING)
    found = calibrate(small, past, 4)
    assert found.ranks.shape == (4, len(NAMES) + 1)
    assert found.ranks.min() >= 0.0
    assert found.ranks.max() <= 1.0 + 1e-9
    assert (found.cover(0.9) >= found.cover(0.5)).all()
    assert found.cover(1.1) == pytest.approx(np.ones(len(NAMES) + 1))
    part = calibrate(small, past, 4, [2])
    assert part.ranks == pytest.approx(found.ranks[2:3])


def test_an_unanswered_history_is_cut_where_asked() -> None:
    past = quiet(30, WORKING, (Event(DAY + timedelta(days=10), "meeting", 0.5),))
    assert past.since_meeting().channel == TABLE
    assert past.since_meeting().first == DAY + timedelta(days=10)
    assert past.until(DAY + timedelta(days=5)).events == ()
    contact = replace(past, events=(Event(DAY, "contact", 0.5),))
    assert contact.hidden().events == ()
