"""Answers over HTTP are those of the command line, byte for byte where both print JSON."""

import json
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from detente.__main__ import main

API = "/api/v1"
CASE = f"{API}/cases/us-china-2025"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("rates?importer=USA&exporter=CHN&on=2025-04-12&definition=statutory-weighted",
         "rates us-china-2025 USA CHN --on 2025-04-12 --definition statutory-weighted"),
        ("rates?importer=China&exporter=USA&on=2025-04-12&cite=true",
         "rates us-china-2025 China USA --on 2025-04-12 --cite"),
        ("why?importer=USA&exporter=CHN&product=9503.00&on=2025-04-12",
         "why us-china-2025 USA CHN 9503.00 --on 2025-04-12"),
        ("why?claim=b-wang-lutnick", "why us-china-2025 --claim b-wang-lutnick"),
        ("diff?from=2025-05-08&to=2025-05-12", "diff us-china-2025 --from 2025-05-08 --to 2025-05-12"),
        ("board?on=2025-04-20", "board us-china-2025 --on 2025-04-20"),
        ("evidence?as_of=2025-04-30", "evidence us-china-2025 --as-of 2025-04-30"),
        ("ach?as_of=2025-04-30", "evidence ach us-china-2025 --as-of 2025-04-30"),
    ],
)  # fmt: skip
def test_documents_are_those_of_the_command_line(client, capsys, path, words):
    answer = client.get(f"{CASE}/{path}")
    assert answer.status_code == 200
    assert main([*words.split(), "--json"]) == 0
    assert answer.json() == json.loads(capsys.readouterr().out)


def test_a_page_comes_with_its_sentences_and_tables(client):
    answer = client.get(f"{CASE}/diff?from=2025-05-08&to=2025-05-12&page=true").json()
    page = answer.pop("page")
    assert answer == client.get(f"{CASE}/diff?from=2025-05-08&to=2025-05-12").json()
    assert page["head"].startswith("From 8 May 2025")
    table = page["tables"][0]
    assert {column["key"] for column in table["columns"]} == set(table["rows"][0])


def test_what_a_browser_has_already_is_not_sent_again(client):
    first = client.get(f"{CASE}/board?on=2025-04-20")
    again = client.get(f"{CASE}/board?on=2025-04-20", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    page = client.get(f"{CASE}/board?on=2025-04-20&page=true", headers={"if-none-match": first.headers["etag"]})
    assert page.status_code == 200


def test_a_case_says_what_may_be_asked(client):
    told = client.get(CASE).json()
    assert told["sides"] == ["USA", "CHN"]
    assert {"id": "halve-both", "title": "Both sides halve what they added this year"} in told["scenarios"]
    assert told["names"]["CHN"] == "China"
    assert told["levers"][0]["steps"][0]["id"]
    rows = client.get(f"{API}/cases").json()
    assert "us-china-2025" in [row["case"] for row in rows["rows"]]
    assert rows["first"] == "us-china-2025"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("cases/us-chima-2025", "Did you mean us-china-2025"),
        ("cases/..%2f..%2fetc/rates", ""),
        ("cases/us-china-2025/rates?importer=USA&exporter=CHA", "no economy"),
        ("cases/us-china-2025/rates?importer=USA", "exporter"),
        ("cases/us-china-2025/rates?importer=USA&exporter=CHN&onn=2025-01-01", "onn"),
        ("cases/us-china-2025/rates?importer=USA&exporter=CHN&on=2025-13-01", "on"),
        ("cases/us-china-2025/rates?importer=USA&exporter=CHN&on=2001-01-01", "begins on"),
        ("cases/us-china-2025/rates?importer=USA&exporter=CHN&scenario=us-china-2025:nope", "no scenario"),
        ("cases/us-china-2025/rates?importer=USA&exporter=CHN&scenario=../x:y", "scenario"),
        ("cases/us-china-2025/diff?from=2025-05-08&to=2025-13", "2025-13"),
        ("cases/us-china-2025/why?claim=nope", "nope"),
        ("cases/us-china-2025/why", "importer"),
        ("cases/us-china-2025/what-changed", "since"),
        ("figures/nope?case=us-china-2025&view=board", "nope"),
        ("figures/x.exe?case=us-china-2025&view=board", ".exe"),
        ("runs/zzzz", "run"),
        ("runs/abcd", "there is no run"),
        ("jobs/000000000000", "no job"),
        ("search?q=hello", "names no goods"),
    ],
)  # fmt: skip
def test_a_wrong_question_gets_one_sentence(client, path, says):
    answer = client.get(f"{API}/{path}")
    assert answer.status_code in (400, 404)
    told = answer.json()
    assert says in told["sentence"]
    assert told["where"]


def test_a_scenario_is_read_anew_when_its_file_changes(client, web_folder):
    folder = web_folder / ".detente" / "scenarios" / "us-china-2025"
    folder.mkdir(parents=True, exist_ok=True)
    text = 'case = "us-china-2025"\ntitle = "t"\nbase = 2025-05-09\n[[rule]]\nop = "add"\nby = "USA"\non = ["CHN"]\n'
    rates = []
    for value in (0.1, 0.2):
        (folder / "mine.toml").write_text(f'{text}value = {value}\nwhy = "w"\n', encoding="utf-8")
        query = "importer=USA&exporter=CHN&scenario=us-china-2025:mine&definition=statutory-weighted"
        answer = client.get(f"{CASE}/rates?{query}").json()
        assert answer["meta"]["scenario"] == "mine"
        rates.append(answer["rows"][0]["rate"])
    assert rates[1] - rates[0] == pytest.approx(0.1)


def test_figures_come_as_specs_tables_and_files(client):
    asked = "case=us-china-2025&view=timeline&on=2025-05-09"
    names = [row["name"] for row in client.get(f"{API}/figures?{asked}").json()["rows"]]
    assert names == ["tariff-steps"]
    figure = client.get(f"{API}/figures/tariff-steps?{asked}").json()
    assert figure["spec"]["$schema"].endswith("v6.json")
    assert "us-china-2025@" in figure["caption"]
    alone = client.get(f"{API}/figures/tariff-steps?{asked}&data_only=true").json()
    assert "spec" not in alone
    assert alone["rows"] == figure["rows"]
    table = client.get(f"{API}/figures/tariff-steps.csv?{asked}")
    assert table.headers["content-disposition"] == 'attachment; filename="tariff-steps.csv"'
    assert len(table.text.splitlines()) == len(figure["rows"]) + 3
    picture = client.get(f"{API}/figures/tariff-steps.svg?{asked}")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "us-china-2025@" in picture.text


def test_the_snippet_of_a_figure_makes_it_again(client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    snippet = client.get(f"{API}/figures/channels.py?case=us-china-2025&view=board&on=2025-04-20").text
    exec(compile(snippet, "snippet", "exec"), {})  # noqa: S102 - what a reader would do with it
    assert "us-china-2025@" in (tmp_path / "channels.svg").read_text(encoding="utf-8")


def test_a_question_in_words_gets_a_card(client):
    card = client.get(f"{API}/search", params={"q": "tariff on Chinese toys on 10 April 2025"}).json()
    assert (card["importer"], card["exporter"], card["hs"]) == ("USA", "CHN", "9503")
    assert card["after"] == pytest.approx(1.45)
    assert card["before"] == pytest.approx(1.04)
    assert card["before_on"] == "2025-04-09"
    assert "145.0 %" in card["sentence"]
    assert any("14266" in source for source in card["sources"])
    assert client.get(f"{API}/{card['why']}").json()["statutory"] == pytest.approx(1.45)


def test_pages_and_files_are_served_and_nothing_beside_them(client):
    assert client.get("/").headers["location"] == "/c/us-china-2025/where"
    page = client.get("/c/us-china-2025/hurting?on=2025-05-09")
    assert "<title>room</title>" in page.text
    assert client.get("/r/abcd").text == page.text
    script = client.get("/assets/index-abc.js")
    assert "immutable" in script.headers["cache-control"]
    for path in (
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/../../secret.txt",
        "/assets",
        "/x",
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "not for you" not in answer.text


def test_a_wrong_link_shows_the_pages_and_a_wrong_question_says_so(client):
    page = client.get("/nowhere/at/all", headers={"accept": "text/html,*/*"})
    assert page.status_code == 404
    assert "<title>room</title>" in page.text
    for path in (f"{API}/nowhere", "/api/v2/cases", "/api/"):
        answer = client.get(path, headers={"accept": "text/html,*/*"})
        assert answer.status_code == 404
        assert answer.json()["sentence"] == "There is no such address; /api/v1/openapi.json lists them all."
    assert client.get("/assets/gone.js").json()["status"] == 404


def test_without_built_pages_the_server_says_so(application_with, tmp_path):
    client = TestClient(application_with(static=tmp_path), "http://127.0.0.1:8321")
    answer = client.get("/c/us-china-2025/where", headers={"authorization": f"Bearer {'t' * 40}"})
    assert "npm ci" in answer.text


def test_the_interface_is_documented(client):
    told = client.get(f"{API}/openapi.json").json()
    for path, operations in told["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert "422" not in operation["responses"]
            assert operation["responses"]["400"]["content"]["application/json"]["schema"]["required"]
    page = (Path(__file__).parents[3] / "docs/reference/web-api.md").read_text(encoding="utf-8")
    for path in told["paths"]:
        name = path.removeprefix("/api/v1/").split("/")[0].split("{")[0]
        assert name in page, path


BILL = "hs,origin,destination,value\n9503.00,China,United States,1000\n"


def test_a_bill_of_materials_is_that_of_the_command_line(client, capsys, tmp_path):
    (tmp_path / "bill.csv").write_text(BILL, encoding="utf-8")
    asked = {"on": "2025-04-12", "file": "bill.csv"}
    answer = client.post(f"{CASE}/bill", params=asked, content=BILL.encode())
    assert answer.status_code == 200
    assert main(f"rates us-china-2025 --bill {tmp_path / 'bill.csv'} --on 2025-04-12 --json".split()) == 0
    assert answer.json() == json.loads(capsys.readouterr().out)


def test_a_long_bill_is_a_job(client, work):
    header, row = BILL.splitlines()
    long = "\n".join([header, *[row] * 201]).encode()
    path = f"{CASE}/bill?file=bill.csv&on=2025-04-12&wait=0"
    told = client.post(path, content=long)
    assert told.status_code == 202
    assert told.json()["job"]["title"] == "bill bill.csv under us-china-2025, 2025-04-12"
    assert work().state == "done"
    assert len(client.post(path, content=long).json()["rows"]) == 201


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bill.xlsx", b"PK\x03\x04broken"),
        ("bill.csv", b"a,b\n1,2\n"),
        ("../bill.csv", BILL.encode()),
        ("bill.csv", b""),
    ],
)
def test_what_is_no_bill_is_refused(client, name, content):
    answer = client.post(f"{CASE}/bill", params={"file": name}, content=content)
    assert answer.status_code == 400
    assert answer.json()["sentence"]


@pytest.mark.parametrize(("suffix", "start"), [("xlsx", b"PK"), ("pptx", b"PK"), ("png", b"\x89PNG")])
def test_a_figure_comes_as_a_file_of_the_office(client, suffix, start):
    if suffix == "pptx":
        pytest.importorskip("pptx")
    asked = "case=us-china-2025&view=timeline&on=2025-05-09"
    answer = client.get(f"{API}/figures/tariff-steps.{suffix}?{asked}")
    assert answer.status_code == 200
    assert answer.content.startswith(start)


def test_a_broken_case_hides_no_other(client, web_folder):
    folder = web_folder / "broken"
    folder.mkdir()
    (folder / "case.toml").write_text("title = 3", encoding="utf-8")
    rows = {row["case"]: row for row in client.get(f"{API}/cases").json()["rows"]}
    assert "case.toml" in rows["broken"]["problem"]
    assert rows["us-china-2025"]["title"]
    assert client.get(f"{API}/cases/broken").status_code == 400
    assert client.get(f"{API}/cases/broken").json()["problems"]
    (folder / "case.toml").unlink()


def test_nothing_is_reported_to_a_collector_that_the_environment_names(application_with, monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    with TestClient(application_with(), "http://127.0.0.1:8321") as client:
        assert client.get("/").status_code == 401
    assert not [name for name in sys.modules if name.startswith("opentelemetry.sdk")]
