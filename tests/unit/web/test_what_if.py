"""Pictures of tariffs set by hand: the same numbers as the live model, with the day as it is beside them."""

import runpy

import pytest

API = "/api/v1/cases/us-china-2025"
SET = "on=2025-05-09&set=USA:CHN:0.6"


def test_a_picture_has_the_numbers_of_the_live_model(client):
    body = {"on": "2025-05-09", "set": [{"importer": "USA", "exporter": "CHN", "rate": 0.6}]}
    solved = {row["region"]: row for row in client.post(f"{API}/solve", json=body).json()["regions"]}
    told = client.get(f"{API}/what-if/income?{SET}").json()
    rows = {row[0]: row[1:] for row in told["rows"]}
    assert rows["China"] == pytest.approx([100 * solved["CHN"]["welfare"], 100 * solved["CHN"]["ghost"]], abs=1e-4)
    assert rows["China"][0] > rows["China"][1]
    assert "United States on goods of China 60.0 %" in str(told["spec"]["title"])
    assert "OECD" in told["caption"]


def test_shares_in_what_a_side_buys_are_drawn_for_each_side(client):
    for side, other in (("usa", "China"), ("chn", "the United States")):
        told = client.get(f"{API}/what-if/shift-{side}?{SET}").json()
        assert told["title"] != ""
        assert other not in told["title"]
        assert len(told["rows"]) == 12


def test_files_come_by_suffix_and_the_python_draws_the_same(client, tmp_path, monkeypatch):
    assert client.get(f"{API}/what-if/income.png?{SET}").content.startswith(b"\x89PNG")
    assert client.get(f"{API}/what-if/income.csv?{SET}").text.startswith("# Who gains")
    script = tmp_path / "income.py"
    script.write_bytes(client.get(f"{API}/what-if/income.py?{SET}").content)
    monkeypatch.chdir(tmp_path)
    rows = runpy.run_path(str(script))["figure"].rows
    assert [list(row) for row in rows] == client.get(f"{API}/what-if/income?{SET}").json()["rows"]
    assert (tmp_path / "income.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize("wrong", ["income.gif", "incoms", "in come", "income?set=USA:CHN", "income?set=USA:CHN:99"])
def test_what_is_not_there_or_does_not_parse_is_one_sentence(client, wrong):
    answer = client.get(f"{API}/what-if/{wrong}")
    assert answer.status_code == 400
    assert answer.json()["sentence"]
