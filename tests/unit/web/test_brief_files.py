"""The brief in the browser: kept once for page, files and command line, written by jobs, compared with the last one."""

import json
import os

import pytest

from detente.case.asked import ask_case
from detente.case.read import open_case
from detente.core.errors import DataError
from detente.report.brief import Brief
from detente.report.brief_store import run_of_brief, store_brief
from detente.report.marks import marks
from detente.report.numbers import KeyNumber
from detente.report.page import Section
from detente.web.stored import Stored

API = "/api/v1"
CASE = f"{API}/cases/us-china-2025"


def small(case, on, as_of=None, **_):
    """A brief in place of one that takes ten seconds."""
    asked = ask_case(case, on, as_of)
    run = run_of_brief(asked)
    number = KeyNumber("rate", "average rate", 100.0, "%", f"{on}", "now", "before", "as levied")
    return Brief(
        title="The United States and China",
        stamp=f"{case.stamp} · run {run}",
        bottom_line=("One.", "Two.", "Three."),
        numbers=(number,),
        sections=(Section("changed", "What changed in the last seven days", ("Nothing.",)),),
        command="detente brief us-china-2025",
        meta={"case": case.name, "on": asked.moment.on, "as_of": asked.moment.as_of, "run": run},
        certificate={},
        warnings=(),
        costs=(),
    )


@pytest.fixture(scope="module")
def case():
    return open_case("us-china-2025")


@pytest.fixture
def written(monkeypatch):
    """Every brief that was worked out."""
    made = []

    def brief(case, on, as_of=None, **more):
        made.append((on, more["source"]))
        return small(case, on, as_of)

    monkeypatch.setattr("detente.report.brief.brief", brief)
    return made


def test_a_brief_that_the_command_line_has_written_is_given_at_once(client, case, written, web_folder):
    assert client.get(f"{CASE}/brief?on=2025-04-20").status_code == 202
    store_brief(small(case, "2025-04-20"), full=False)
    answer = client.get(f"{CASE}/brief?on=2025-04-20&page=true")
    assert answer.status_code == 200
    assert answer.json()["page"]["html"].startswith("<!doctype html>")
    page = client.get(f"{CASE}/brief.html?on=2025-04-20&wait=0")
    assert page.status_code == 200
    assert page.headers["content-disposition"] == 'attachment; filename="brief-us-china-2025.html"'
    assert written == []
    assert answer.json()["meta"]["run"] in {mark["run"] for mark in marks(case.name)}, "the next one may be compared"


@pytest.mark.parametrize(("suffix", "start"), [("pdf", b"%PDF"), ("pptx", b"PK")])
def test_paper_and_slides_are_written_by_a_job_and_then_at_hand(client, work, written, suffix, start):
    pytest.importorskip({"pdf": "weasyprint", "pptx": "pptx"}[suffix])
    path = f"{CASE}/brief.{suffix}?on=2025-04-2{len(suffix)}&wait=0"
    first = client.get(path)
    assert first.status_code == 202
    job = first.json()["job"]
    assert (job["kind"], job["title"]) == ("file", f"brief of us-china-2025, 2025-04-2{len(suffix)}, .{suffix}")
    while work().id != job["id"]:
        pass
    assert client.get(path).content.startswith(start)
    assert len(written) == 1
    assert written[0][1] == "us-china-2025"
    assert client.get(f"{CASE}/brief?on=2025-04-2{len(suffix)}").status_code == 200, "its page needs no work now"


def test_what_changed_since_the_last_brief_is_its_first_page(client, case, work, written):
    for day, seconds in (("2025-05-08", 2e9), ("2025-05-12", 2e9 + 1)):
        store_brief(small(case, day), full=False)
        run = client.get(f"{CASE}/brief?on={day}").json()["meta"]["run"]
        path = next(path for path in open_marks() if path.stem == run)
        os.utime(path, (seconds, seconds))
    path = f"{CASE}/brief?on=2025-05-12&since=last"
    assert client.get(path).status_code == 202
    assert work().asked["given"]["since"] == json_of(client, "2025-05-08")["meta"]["run"], "the last one has a name"
    section = client.get(path).json()["sections"][0]
    assert section["title"].startswith("What changed since 8 May 2025")
    assert client.get(f"{CASE}/brief?on=2025-05-12&since=2025-05-12x").status_code == 400
    late = client.get(f"{CASE}/brief?on=2025-05-08&since=beef")
    assert late.status_code == 400
    assert "no brief or run" in late.json()["sentence"]


def json_of(client, day):
    return client.get(f"{CASE}/brief?on={day}").json()


def open_marks():
    from detente.report.runs import workspace

    return list((workspace() / "marks").glob("*.json"))


def test_where_the_writer_is_missing_it_is_said_before_any_work(client, written, monkeypatch):
    def missing(_):
        raise DataError("slides need python-pptx; install it.")

    monkeypatch.setattr("detente.report.publish.require_writers", missing)
    answer = client.get(f"{CASE}/brief.pptx?on=2025-04-22&wait=0")
    assert answer.status_code == 400
    assert "python-pptx" in answer.json()["sentence"]
    assert written == []


def test_a_server_that_only_shows_gives_what_is_stored_and_begins_nothing(application_with, case, web_folder):
    from starlette.testclient import TestClient

    client = TestClient(application_with(read_only=True), "http://127.0.0.1:8321")
    client.headers["authorization"] = f"Bearer {'t' * 40}"
    store_brief(small(case, "2025-04-18"), full=False)
    before = len(open_marks())
    assert client.get(f"{CASE}/brief.md?on=2025-04-18").status_code == 200
    assert len(open_marks()) == before
    refused = client.get(f"{CASE}/brief.pdf?on=2025-04-18")
    assert refused.status_code == 409
    assert "only shows" in refused.json()["sentence"]


def test_a_damaged_answer_is_made_again(client, case, web_folder):
    store_brief(small(case, "2025-04-17"), full=False)
    assert json_of(client, "2025-04-17")["title"]
    for path in (web_folder / ".detente" / "answers").glob("*.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        if "page" in told:
            path.write_text(json.dumps({**told, "page": ["no page"]}), encoding="utf-8")
    stored = Stored(web_folder / ".detente")
    for path in (web_folder / ".detente" / "answers").glob("brief-*.json"):
        assert stored.read("brief", path.stem.removeprefix("brief-")) is None
