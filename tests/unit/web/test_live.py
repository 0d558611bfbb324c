"""The live model: continuous at the day as it is, the same numbers as the models give, quick to refuse."""

import json
from itertools import pairwise

import numpy as np
import pytest

from detente.case.question import pose
from detente.case.read import open_case
from detente.case.what_if import Change, model_named, what_if
from detente.core.errors import UsageError
from detente.economy.longrun import LongRun
from detente.ledger.rates import average_rate

API = "/api/v1"
CASE = f"{API}/cases/us-china-2025"
DAY = {"on": "2025-05-09"}


@pytest.fixture(scope="module")
def question():
    return pose(open_case("us-china-2025"), "2025-05-09")


@pytest.fixture(scope="module")
def model():
    return LongRun()


def income(found, side="USA"):
    return float(found.outcome.data["welfare"].sel(region=side))


def test_a_rate_set_where_it_stands_changes_nothing(question, model):
    rate = float(average_rate(question.ledger, "USA", "CHN", question.moment, definition="effective"))
    same = what_if(question, [Change("USA", "CHN", rate=rate)], model)
    assert float(abs(same.after["tariff"] - question.after["tariff"]).max()) < 1e-12
    assert income(same) == pytest.approx(income(what_if(question, (), model)), abs=1e-9)


def test_the_baselines_rate_takes_back_what_was_added(question, model):
    found = what_if(question, [Change("USA", "CHN", scale=0.0)], model)
    pair = {"importer": "USA", "exporter": "CHN"}
    gap = abs(found.after["tariff"].sel(pair) - question.before["tariff"].sel(pair))
    assert float(gap.max()) < 1e-12
    others = found.after["tariff"].sel(importer="CHN") - question.after["tariff"].sel(importer="CHN")
    assert float(abs(others).max()) == 0.0


def test_rates_between_lie_between_and_zero_is_zero(question, model):
    cells = []
    for rate in (0.0, 0.05, 0.2, 0.8, 2.0):
        found = what_if(question, [Change("USA", "CHN", rate=rate)], model)
        cells.append(found.after["tariff"].sel(importer="USA", exporter="CHN").values)
        assert found.rates["USA", "CHN"][2] == rate
    assert cells[0].max() == pytest.approx(0.0, abs=1e-12)
    assert all((low <= high + 1e-12).all() for low, high in pairwise(cells))


def test_a_pair_without_new_duties_moves_by_points(question, model):
    start = float(average_rate(question.ledger, "JPN", "CHN", question.moment, definition="effective"))
    found = what_if(question, [Change("JPN", "CHN", rate=start + 0.10)], model)
    added = (found.after["tariff"] - question.after["tariff"]).sel(importer="JPN", exporter="CHN")
    goods = np.array(question.world.goods, bool)
    assert added.values[goods] == pytest.approx(0.10)
    assert added.values[~goods] == pytest.approx(0.0)


def test_the_short_run_takes_no_closures_of_the_long_run():
    assert model_named("short-run", "fgo", "fixed", "lump-sum")
    with pytest.raises(UsageError, match="short run"):
        model_named("short-run", "fgo", "balanced", "lump-sum")


def test_the_answer_is_that_of_the_model(client, question, model):
    told = client.post(f"{CASE}/solve", json=DAY).json()
    outcome = question.solve()
    rows = {row["region"]: row for row in told["regions"]}
    for side in ("USA", "CHN", "VNM"):
        assert rows[side]["welfare"] == pytest.approx(float(outcome.data["welfare"].sel(region=side)), rel=1e-9)
        assert rows[side]["ghost"] == rows[side]["welfare"]
    assert told["certificate"]["status"] == "CONVERGED"
    assert told["baseline"] == "2025-01-19"


def test_a_slider_gets_numbers_beside_the_day_as_it_is(client):
    body = {**DAY, "set": [{"importer": "USA", "exporter": "CHN", "rate": 0.3}]}
    told = client.post(f"{CASE}/solve", json=body).json()
    assert told["set"][0]["rate"] == 0.3
    card = next(card for card in told["cards"] if card["id"] == "trade")
    assert card["value"] > card["ghost"]
    assert card["value"] == told["trade"]
    assert {"unit", "horizon", "baseline", "shown"} <= set(card)
    assert "not a forecast" in told["sentence"]
    alone = client.post(f"{CASE}/solve", json={**body, "data_only": True}).json()
    assert "cards" not in alone
    assert alone["regions"] == told["regions"]
    assert "server-timing" in client.post(f"{CASE}/solve", json=body).headers


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"set": [{"importer": "USA", "exporter": "CHN", "rate": 145}]}, "rate"),
        ({"set": [{"importer": "USA", "exporter": "CHN"}]}, "one of them"),
        ({"set": [{"importer": "USA", "exporter": "CHN", "rate": 0.1, "scale": 0.1}]}, "one of them"),
        ({"set": [{"importer": "USA", "exporter": "USA", "rate": 0.1}]}, "its own goods"),
        ({"set": [{"importer": "USA", "exporter": "CHX", "rate": 0.1}]}, "CHX"),
        ({"set": [{"importer": "USA", "exporter": "CHN", "rate": 0.1}] * 2}, "stands twice"),
        ({"set": [{"importer": "USA", "exporter": "CHN", "rate": float("nan")}]}, "rate"),
        ({"elasticity": "nope"}, "nope"),
        ({"elasticity": -1}, "elasticity"),
        ({"on": "1999-01-01"}, "begins on"),
        ({"closure": "short-run", "deficits": "balanced"}, "short run"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(client, given, says):
    headers = {"content-type": "application/json"}
    answer = client.post(f"{CASE}/solve", content=json.dumps(given), headers=headers)
    assert answer.status_code == 400
    assert says in answer.json()["sentence"]


def test_the_best_reply_is_better_than_what_is_set(client, work):
    body = {**DAY, "player": "USA"}
    path = f"{CASE}/best-response?wait=0"
    first = client.post(path, json=body)
    assert first.status_code == 202
    assert first.json()["events"] == f"{API}/jobs/{first.json()['job']['id']}/events"
    assert work().state == "done"
    told = client.post(path, json=body).json()
    assert 0.0 < told["rate"] < 1.0
    assert told["gain"] > 0.0
    assert "real income" in told["objective"]
    answer = client.post(path, json={**DAY, "player": "MEX"})
    assert answer.status_code == 400, "what no job could answer is refused before it waits"
    assert "no side" in answer.json()["sentence"]


def test_a_package_is_measured_once_the_zone_of_the_day_is_there(client, work, monkeypatch):
    body = {**DAY, "terms": {}, "draws": 8}
    path = f"{CASE}/zone?wait=0"
    first = client.post(path, json=body)
    assert first.status_code == 202
    assert first.json()["job"]["asked"]["view"] == "deal"
    assert work().state == "done"
    told = client.post(path, json=body).json()
    assert told["draws"] == 8
    assert 0.0 <= told["probability"] <= 1.0
    lever = client.get(CASE).json()["levers"][0]
    other = {**body, "terms": {lever["id"]: lever["steps"][-1]["id"]}}
    assert client.post(path, json=other).json()["terms"] == other["terms"]
    assert client.post(path, json={**body, "draws": 7}).status_code == 400
