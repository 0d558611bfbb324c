"""Scenarios built in the browser are checked, previewed, saved beside the case's own, and deleted."""

import pytest

from detente.case.scenarios import open_scenario

API = "/api/v1/scenarios/us-china-2025"
RULE = {"op": "scale", "by": "USA", "on": ["CHN"], "authority": "ieepa-reciprocal", "value": 0.5, "why": "half of it"}
NEW = {"title": "The United States halves one layer", "base": "2025-05-09", "rule": [RULE]}


def test_a_preview_shows_rates_and_income_and_keeps_nothing(client, web_folder):
    told = client.post(f"{API}/preview", json=NEW).json()
    rates = {(row["importer"], row["exporter"]): row for row in told["rates"]}
    assert rates["USA", "CHN"]["ruled"] < rates["USA", "CHN"]["day"]
    assert rates["CHN", "USA"]["ruled"] == rates["CHN", "USA"]["day"]
    assert told["trade"] > told["trade_ghost"]
    assert 'title = "The United States halves one layer"' in told["text"]
    assert "preview" not in [row["id"] for row in client.get(API).json()["rows"]]


def test_a_preview_may_use_other_scenarios_of_the_case(client):
    told = client.post(f"{API}/preview", json={**NEW, "rule": [{"op": "use", "scenario": "halve-both", "why": "both"}]})
    rates = {(row["importer"], row["exporter"]): row for row in told.json()["rates"]}
    assert rates["CHN", "USA"]["ruled"] < rates["CHN", "USA"]["day"]


def test_a_scenario_is_saved_found_replaced_and_deleted(client, web_folder):
    answer = client.post(API, json={**NEW, "id": "one-layer", "model": {"deficits": "balanced", "draws": 0}})
    assert answer.status_code == 201
    assert answer.json()["scenario"] == "us-china-2025:one-layer"
    opened = open_scenario(str(web_folder / ".detente/scenarios/us-china-2025/one-layer.toml"))
    assert opened.scenario.model.deficits == "balanced"
    assert opened.scenario.rule[0].why == "half of it"
    row = next(row for row in client.get(API).json()["rows"] if row["id"] == "one-layer")
    assert row == {"id": "one-layer", "title": NEW["title"], "saved": True}
    one = client.get(f"{API}/one-layer").json()
    assert one["saved"]
    assert one["rule"][0]["value"] == 0.5
    client.post(API, json={**NEW, "id": "one-layer", "title": "Again"})
    assert client.get(f"{API}/one-layer").json()["title"] == "Again"
    assert client.delete(f"{API}/one-layer").json() == {"deleted": "one-layer"}
    assert client.get(f"{API}/one-layer").status_code == 400


def test_a_wrong_scenario_lists_every_problem_and_leaves_the_old_one(client):
    client.post(API, json={**NEW, "id": "kept"})
    wrong = [{**RULE, "by": "USX"}, {**RULE, "authority": "nope"}]
    answer = client.post(API, json={**NEW, "id": "kept", "rule": wrong})
    assert answer.status_code == 400
    assert len(answer.json()["problems"]) == 2
    assert client.get(f"{API}/kept").json()["rule"][0]["by"] == "USA"
    client.delete(f"{API}/kept")


@pytest.mark.parametrize(
    "change",
    [
        {"id": "halve-both"},
        {"id": ""},
        {"id": "../up"},
        {"id": "Up"},
        {"id": "x", "rule": [{"op": "use", "scenario": "../../etc/passwd", "why": "x"}]},
        {"id": "x", "rule": [{**RULE, "value": 9e99}]},
        {"id": "x", "rule": [{**RULE, "why": ""}]},
        {"id": "x", "title": ""},
        {"id": "x", "base": "1999-01-01"},
        {"id": "x", "sweep": {}},
        {"id": "x", "title": 'a"\nb = 3'},
    ],
)
def test_what_is_no_scenario_is_refused(client, change):
    answer = client.post(API, json={**NEW, **change})
    if change.get("title", "x").startswith('a"'):
        assert answer.status_code == 201
        assert client.get(f"{API}/x").json()["title"] == 'a"\nb = 3'
        client.delete(f"{API}/x")
        return
    assert answer.status_code == 400
    assert answer.json()["sentence"]
    assert client.delete(f"{API}/halve-both").status_code == 400
