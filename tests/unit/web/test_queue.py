"""An article pasted in the browser becomes reviewed records, and the case says what changed."""

import pytest

from detente.case.read import open_case
from detente.core.errors import DataError
from detente.desk.inbox import Inbox

API = "/api/v1"
TEXT = """Geneva talks expected

BEIJING, May 8 (Example) - Chinese Vice Premier He Lifeng will meet U.S. Treasury Secretary Scott Bessent in Geneva this
weekend, China's commerce ministry said on Wednesday.

"The United States has repeatedly asked for talks," a ministry spokesperson said. <script>alert(1)</script> The U.S.
Trade Representative's office did not respond to a request for comment.
"""
ARTICLE = {"case": "us-china-2025", "text": TEXT, "tier": "0"}


@pytest.fixture(autouse=True)
def here(web_folder, monkeypatch):
    monkeypatch.chdir(web_folder)


DRAFT = f"{API}/queue/draft?wait=0"


@pytest.fixture
def paste(client, work):
    """Pastes an article, and lets the job read it where that was not done before."""

    def post(given):
        answer = client.post(DRAFT, json=given)
        if answer.status_code == 202:
            assert work("desk").id == answer.json()["job"]["id"]
            answer = client.post(DRAFT, json=given)
        assert answer.status_code == 200
        return answer.json()

    return post


@pytest.fixture
def taken(paste):
    return paste({**ARTICLE, "published": "2025-05-08"})


def decide(client, told, **given):
    path = f"{API}/queue/{told['document']}/{told['item']['id']}"
    return client.post(path, params={"case": "us-china-2025"}, json={"seconds": 1.0, **given})


def test_nothing_is_made_before_an_article_comes(client, web_folder):
    if not (web_folder / "us-china-2025-reviewed").exists():
        told = client.get(f"{API}/queue?case=us-china-2025").json()
        assert told["rows"] == []
        assert client.get(f"{API}/queue/text-000000?case=us-china-2025").status_code == 400
        assert not (web_folder / "us-china-2025-reviewed").exists()


def test_an_article_without_a_day_is_asked_about_and_not_taken_in(client, paste):
    other = {**ARTICLE, "text": "Mr. Smith said on Tuesday that tariffs would rise.\n"}
    told = paste(other)
    assert told["ask"]
    assert {"from", "to", "steps"} <= set(told["published"])
    rows = client.get(f"{API}/queue?case=us-china-2025").json()["rows"]
    assert told["document"] not in [row["document"] for row in rows]


def test_a_page_has_the_paragraph_its_marks_and_what_may_be_written(client, taken):
    whole = client.get(f"{API}/queue/{taken['document']}?case=us-china-2025").json()
    assert "<script>" in whole["text"], "text is data; the page escapes it"
    assert whole["counts"]["open"] == len([item for item in whole["items"] if item["state"] == "open"])
    for item in whole["items"]:
        page = client.get(f"{API}/queue/{taken['document']}/{item['id']}?case=us-china-2025").json()["item"]
        assert whole["text"][page["at"] : page["at"] + len(page["text"])] == page["text"]
        assert page["marks"]
        assert page["lines"]


def test_records_accepted_in_the_browser_change_the_case_and_are_told(client, taken, web_folder):
    told, accepted = taken, []
    while told["item"] is not None:
        name = told["item"]["id"]
        answer = decide(client, told, action="accept")
        if answer.status_code == 200:
            accepted.append(name)
        else:
            assert answer.status_code == 400
            assert answer.json()["sentence"]
            answer = decide(client, told, action="reject", reason="not of this conflict")
        told = answer.json()
    assert accepted
    undone = client.post(f"{API}/queue/{told['document']}/undo?case=us-china-2025", json={}).json()
    assert undone["item"]["state"] == "open"
    again = decide(client, undone, action="reject", reason="told already").json()
    assert again["counts"]["open"] == 0

    case = open_case(web_folder / "us-china-2025-reviewed")
    changed = client.get(f"{API}/cases/us-china-2025-reviewed/what-changed?on=2025-05-09").json()
    assert not changed["nothing"]
    assert changed["parent"].startswith("us-china-2025@")
    new = {fact["id"] for fact in changed["facts"]}
    assert new
    assert new <= {*case.dossier.happenings, *case.dossier.claims}
    assert [review["action"] for review in changed["reviews"]].count("undo") == 1
    evidence = client.get(f"{API}/cases/us-china-2025-reviewed/evidence?as_of=2025-05-09").json()
    assert new & {row["id"] for row in evidence["happenings"]} or new & set(evidence["claims"])


def test_another_process_that_decided_meanwhile_is_seen(client, paste, web_folder):
    article = {**ARTICLE, "text": TEXT.replace("Geneva", "Zurich"), "published": "2025-05-08"}
    told = paste(article)
    with Inbox.of("us-china-2025", overlay=web_folder / "us-china-2025-reviewed", who="bert") as inbox:
        inbox.session(told["document"]).decide("reject", told["item"]["id"], seconds=1.0, reason="mine")
    answer = decide(client, told, action="reject", reason="other")
    if answer.status_code == 400:
        fresh = client.get(f"{API}/queue/{told['document']}?case=us-china-2025").json()
        states = {item["id"]: item["state"] for item in fresh["items"]}
        assert states[told["item"]["id"]] == "rejected"


@pytest.mark.parametrize(
    "given",
    [
        {"text": ""},
        {"name": "../../etc/passwd.txt"},
        {"name": "x.exe"},
        {"outlet": "../x"},
        {"case": "nope"},
        {"case": "../us-china-2025"},
        {"published": "2025-02-31"},
        {"text": "\x00\x01", "published": "2025-05-08"},
    ],
)
def test_what_is_no_article_is_refused(client, given):
    answer = client.post(DRAFT, json={**ARTICLE, **given})
    assert answer.status_code == 400
    assert answer.json()["sentence"]


@pytest.mark.parametrize(
    "given", [{"action": "burn"}, {"action": "merge", "into": "zz"}, {"action": "split", "words": "zz"}]
)
def test_a_decision_that_does_not_fit_is_refused_and_nothing_is_saved(client, taken, given):
    before = client.get(f"{API}/queue/{taken['document']}?case=us-china-2025").json()
    name = before["items"][0]["id"]
    answer = client.post(f"{API}/queue/{taken['document']}/{name}?case=us-china-2025", json=given)
    assert answer.status_code == 400
    assert client.get(f"{API}/queue/{taken['document']}?case=us-china-2025").json()["counts"] == before["counts"]


def test_a_text_is_read_by_a_job_that_keeps_the_draft_and_not_the_text(client, work, web_folder):
    given = {**ARTICLE, "text": TEXT.replace("Geneva", "Bern"), "published": "2025-05-08"}
    told = client.post(DRAFT, json=given)
    assert told.status_code == 202
    job = told.json()["job"]
    assert "Bern" not in str(client.get(f"{API}/jobs/{job['id']}").json()), "lists of jobs hold no articles"
    texts = web_folder / ".detente" / "answers"
    assert [path.read_text(encoding="utf-8") for path in texts.glob("text-*")] == [given["text"]]
    assert client.post(DRAFT, json=given).json()["job"]["id"] == job["id"]
    assert work("desk").state == "done"
    assert not list(texts.glob("text-*"))
    assert client.post(DRAFT, json=given).json()["counts"]["open"] > 0
    assert client.post(DRAFT, json={**given, "tier": "nlp"}).status_code == 200, "what is in review is not read again"


def test_an_article_that_cannot_be_read_says_why(client, work, monkeypatch):
    def no_parser(*_, **__):
        raise DataError("tier nlp is not installed.")

    monkeypatch.setattr("detente.desk.draft.draft_file", no_parser)
    given = {**ARTICLE, "text": TEXT.replace("Geneva", "Basel"), "published": "2025-05-08"}
    assert client.post(DRAFT, json=given).status_code == 202
    assert work("desk").state == "failed"
    answer = client.post(DRAFT, json=given)
    assert answer.status_code == 400
    assert answer.json()["sentence"] == "tier nlp is not installed."
