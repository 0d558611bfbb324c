"""Certificates of games say when something was not found."""

import json
import math

import pytest

from detente.core.errors import NotSolved
from detente.core.status import Certificate, Status
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.report.answers.war import war_answer
from detente.strategy import cooperate as bargains
from detente.strategy import nash as wars
from detente.strategy import replies
from detente.strategy.game import TariffGame
from detente.strategy.instruments import Instruments
from detente.world.toy import toy_world

PAIR = ("USA", "CHN")


def game(**more):
    return TariffGame(**{"world": toy_world(), "model": LongRun(elasticity=4.0), "players": PAIR, **more})


@pytest.fixture(scope="module")
def smooth():
    return game()


def test_a_climb_cut_short_is_not_called_found(smooth, monkeypatch):
    whole = replies.best_reply(smooth, "USA", smooth.start(), starts=-1).certificate
    assert whole.ok
    assert whole.details["the same in scaled units"] <= whole.details["tolerance in scaled units"] == replies.SETTLED

    def lost(*_):
        raise NotSolved("no equilibrium on the way.")

    monkeypatch.setattr(replies, "follow", lost)
    cut = replies.best_reply(smooth, "USA", smooth.start(), starts=-1, limit=1).certificate
    assert cut.status is Status.MAX_ITERATIONS
    assert cut.details["the same in scaled units"] > replies.SETTLED
    assert cut.residual > whole.residual


def test_where_slopes_jump_single_steps_must_have_stopped_to_gain():
    play = game(model=ShortRun(elasticity=4.0, horizon_months=12.0))
    whole, cut = (
        replies.best_reply(play, "USA", play.start(), starts=-1, limit=limit).certificate for limit in (200, 5)
    )
    assert whole.ok
    assert whole.details["no smallest step gained"]
    assert whole.details["instruments moved in single steps"] == whole.details["instruments"]
    assert cut.status is Status.MAX_ITERATIONS
    assert not cut.details["no smallest step gained"]


def test_steps_of_the_grid_that_still_gain_are_told(monkeypatch):
    from detente.strategy import grid

    play = game(instruments=Instruments(step=0.001))
    far = {"USA": play.start()["USA"] + 0.3}
    assert play.best_response("USA", starts=-1).certificate.ok
    monkeypatch.setattr(grid, "MOVES", 1)
    monkeypatch.setattr(replies, "ascend", lambda start, *_: replies.Climb(start, 0.0, 0.0, 0.0, 1))
    cut = replies.best_reply(play, "USA", {**play.start(), **far}, starts=-1).certificate
    assert cut.details["largest gain of one step"] > 0.0
    assert cut.status is Status.MAX_ITERATIONS


def test_bargains_and_frontiers_cut_short_are_not_called_found(smooth, monkeypatch):
    assert bargains.cooperate(smooth).certificate.ok
    assert bargains.frontier(smooth, points=2).certificate.ok
    monkeypatch.setattr(bargains, "LIMIT", 1)
    for cut in (bargains.cooperate(smooth).certificate, bargains.frontier(smooth, points=2).certificate):
        assert cut.status is Status.MAX_ITERATIONS
        assert cut.details["largest projected slope in scaled units"] > cut.details["tolerance in scaled units"]


def test_a_war_that_hardly_any_search_could_try_is_not_called_found(smooth, monkeypatch):
    whole = wars.nash(smooth, deviations=1, others=0)
    assert whole.certificate.ok
    assert whole.certificate.details["searches that failed"] == {"USA": 0, "CHN": 0}
    follow = wars.follow

    def lost(start, players, tolerance, limit, home=None):
        if home is not None:
            raise NotSolved("no equilibrium on the way.")
        return follow(start, players, tolerance, limit)

    monkeypatch.setattr(wars, "follow", lost)
    cut = wars.nash(smooth, deviations=1, others=0).certificate
    assert cut.status is Status.UNTRIED
    tried, failed = (cut.details[name] for name in ("gains of every search for a deviation", "searches that failed"))
    for player in PAIR:
        assert failed[player] > len(tried[player])
        assert failed[player] + len(tried[player]) >= 4


def test_no_walras_gap_is_told_where_none_was_computed(smooth):
    found = smooth.best_response("USA", starts=-1).certificate
    assert math.isnan(found.walras)
    parts = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert parts["walras"] is None
    assert math.isnan(Certificate.from_json(parts).walras)


def test_pairs_that_could_not_be_tried_are_told(monkeypatch):
    play = game(players=("USA", "CHN", "ROW"))
    climb = wars.climb

    def lost(there, pair, *more):
        if "ROW" in pair and "USA" in pair:
            raise NotSolved("no equilibrium on the way.")
        return climb(there, pair, *more)

    monkeypatch.setattr(wars, "climb", lost)
    found = wars.nash(play, deviations=0, others=0)
    assert found.certificate.details["pairs that no equilibrium was found for"] == ["USA and ROW"]
    text = " ".join(war_answer(play, found, {}, {}).lines)
    assert "these pairs would gain by moving together is not known" in text
    assert "USA and ROW" in text
