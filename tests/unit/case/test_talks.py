"""Forecasts of talks on the bundled case."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import detente as dt
from detente.__main__ import main
from detente.case.case import Case
from detente.case.talks import forecast
from detente.case.talks_tried import tried
from detente.diplomacy.moves import Moves
from detente.diplomacy.timing.stack import Point
from detente.diplomacy.timing.waits import origin


@pytest.fixture(scope="module")
def case() -> Case:
    return dt.open_case("us-china-2025")


@pytest.fixture(scope="module")
def after(case: Case) -> dt.TalksForecast:
    return dt.talks(case, "2025-07-01", "2025-12-31")


def test_rows_for_every_model_and_horizon_after_the_record_ends(after: dt.TalksForecast) -> None:
    models = list(dict.fromkeys(row.model for row in after.table))
    expected = ["constant", "markov", "weibull", "hazard-resets", "hazard-persists"]
    assert [name for name in models if name not in ("structural", "stack", "headline")] == expected
    assert models[-2:] == ["stack", "headline"]
    for name in models:
        rows = [row for row in after.table if row.model == name]
        assert [row.horizon_days for row in rows] == [7, 14, 30, 60, 90, 183]
        assert all(0 <= row.low <= row.high <= 1 for row in rows)
        assert [row.p for row in rows] == sorted(row.p for row in rows)
    assert after.start.gap == 50
    assert sum(after.fitted.weights.values()) == pytest.approx(1.0)


def test_the_headline_is_the_stack_while_one_pair_of_countries_is_all(after: dt.TalksForecast) -> None:
    assert after.fitted.headline == "stack"
    head = [row for row in after.table if row.model == "headline"]
    stack = [row for row in after.table if row.model == "stack"]
    assert [row.p for row in head] == [row.p for row in stack]


def test_four_spells_of_the_record(after: dt.TalksForecast) -> None:
    assert [spell.days for spell in after.spells] == [169, 50, 71, 38]


def test_a_forecast_does_not_see_what_became_known_later(case: Case) -> None:
    early = dt.talks(case, "2025-04-20")
    assert all(row.known <= date(2025, 4, 20) for row in early.start.moves.rows)
    assert early.start.apart
    assert early.announced is None


def test_the_announcement_of_geneva_lifts_the_chance(case: Case) -> None:
    told = dt.talks(case, "2025-05-08")
    assert told.announced is not None
    assert told.announced_chance == pytest.approx(0.9, abs=0.05)
    now = next(row.p for row in told.table if (row.model, row.horizon_days) == ("headline", 30))
    untold = forecast(told.fitted, told.start, (), 30, 400)["stack"]
    assert now > untold[:, 29].mean() + 0.3


def test_an_announced_meeting_is_spread_over_its_days_and_no_further(case: Case) -> None:
    told = dt.talks(case, "2025-05-09")
    assert told.announced is not None
    assert told.announced.days == (date(2025, 5, 10), date(2025, 5, 11))
    first, second, third = told.fan["headline"][0][:3]
    assert first == pytest.approx(second / 2, abs=0.02)
    assert second == pytest.approx(0.9, abs=0.02)
    assert third - second < 0.01
    assert dt.talks(case, "2025-05-12").announced is None


def test_chances_are_tried_on_days_that_were_not_fitted(after: dt.TalksForecast) -> None:
    found = after.fitted.tried
    assert found is not None
    assert 0.0 < found.low < found.mean < found.high < 1.0
    assert 0.0 < found.met < 1.0
    scores = after.fitted.left_out
    assert min(v.mean() for v in scores.values()) < found.score < 0.0


def test_chances_tried_by_hand() -> None:
    start = origin(Moves(("A", "B"), (), (), date(2020, 1, 1)), (), date(2020, 1, 1))
    asked = [Point(start, 0, until, seen, 7.0) for until, seen in ((10, 90), (31, 90), (None, 90), (5, 29))]
    said = [np.full(90, p) for p in (0.2, 0.4, 0.6, 0.9)]
    found = tried(asked, said, np.array([-0.4, -0.6]))
    assert found is not None
    assert (found.days, found.low, found.high) == (3, 0.2, 0.6)
    assert (found.mean, found.met, found.score) == pytest.approx((0.4, 1 / 3, -0.5))
    assert tried(asked[3:], said[3:], np.array([])) is None


def test_bad_days_are_refused(case: Case) -> None:
    with pytest.raises(dt.UsageError, match="give a day after"):
        dt.talks(case, "2025-05-01", "2025-04-01")
    with pytest.raises(dt.DataError, match="a forecast can start"):
        dt.talks(case, "1999-01-01")


def test_a_case_without_meetings_says_what_to_type(case: Case) -> None:
    with pytest.raises(dt.DataError, match="Type contacts"):
        dt.talks(case, "2017-03-31")


def test_backtest_scores_a_short_window(case: Case) -> None:
    found = dt.backtest_talks(case, "2018-11-10", "2018-12-05")
    assert {row.origin for row in found.rows} <= {date(2018, 11, day) for day in range(1, 31)} | {
        date(2018, 12, day) for day in range(1, 6)
    }
    met = {row.outcome for row in found.rows if row.horizon_days == 30 and row.origin < date(2018, 12, 1)}
    assert met == {1}
    for row in found.rows:
        assert row.brier == pytest.approx((row.p - row.outcome) ** 2)
        assert row.log_score <= 0.0
    assert len(found.refits) == 2
    with pytest.raises(dt.UsageError, match="window is empty"):
        dt.backtest_talks(case, "2018-12-05", "2018-11-05")


INVENTED = """# Everything in this file is invented, to see that later records are scored. Nothing of it happened.
[[event]]
id = "invented-rise"
text = "Invented: the United States raises a duty."
when = 2030-02-01
known_on = 2030-02-01
type = "M.TARIFF_IMPOSE"
actors = ["USA"]
targets = ["CHN"]
cites = ["o078"]
move = "escalate"
level = "leader"

[[contact]]
id = "invented-meeting"
text = "Invented: principals meet in a third country."
when = 2030-03-01
known_on = 2030-03-01
type = "C.MEET"
actors = ["scott-bessent"]
targets = ["he-lifeng"]
cites = ["o078"]
move = "meet"
level = 4
medium = "in-person"
outcome = "held"
"""


def test_a_folder_with_later_events_is_scored_on_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "case.toml").write_text(
        'title = "Overlay with invented events"\nextends = "us-china-2025"\nsides = ["USA", "CHN"]\n'
        "baseline = 2025-01-19\nfirst = 2017-01-01\nlast = 2030-04-30\n"
    )
    (tmp_path / "evidence" / "invented.toml").write_text(INVENTED)
    monkeypatch.setattr("detente.case.talks_backtest.DRAWS", 24)
    words = ["talks", str(tmp_path), "--quiet", "--json"]
    assert main([*words, "--backtest", "--from", "2030-02-26", "--to", "2030-03-02"]) == 0
    found = json.loads(capsys.readouterr().out)
    models = {"constant", "markov", "weibull", "hazard-resets", "hazard-persists", "structural", "stack", "headline"}
    assert {row["model"] for row in found["rows"]} == models
    met = {(row["origin"], row["horizon_days"]): row["outcome"] for row in found["rows"] if row["model"] == "headline"}
    assert met["2030-02-26", 7] == met["2030-02-28", 7] == 1
    assert met["2030-03-01", 30] == 0
    assert {row["day"] for row in found["refits"]} == {"2030-02-26", "2030-03-01"}
    assert main([*words, "--on", "2030-02-10"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["condition"]["apart"]
    assert told["condition"]["age_days"] == 9
    assert told["spells"][-1]["start"] == "2030-02-01"
