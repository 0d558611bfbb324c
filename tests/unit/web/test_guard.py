"""Nothing passes without host, token and origin; every refusal is one sentence below 500."""

import asyncio
import time

import pytest
from starlette.testclient import TestClient

from detente.web import guard
from detente.web.guard import BODY, Guard
from detente.web.settings import Settings, secret_of

BASE = "http://127.0.0.1:8321"
API = "/api/v1"


def refused(answer, status):
    assert answer.status_code == status
    told = answer.json()
    assert set(told) >= {"status", "sentence", "where"}
    assert told["status"] == status
    assert told["sentence"].endswith(".")
    return told


def test_the_token_becomes_a_cookie_and_vanishes_from_the_address(stranger):
    answer = stranger.get(f"/c/us-china-2025/where?on=2025-05-09&token={'t' * 40}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/c/us-china-2025/where?on=2025-05-09"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Secure" not in cookie
    assert stranger.get(f"{API}/cases").status_code == 200


def test_the_browser_that_is_started_gets_an_address_that_works_once(application_with, monkeypatch):
    app = application_with(once="o" * 43)
    where = f"/c/us-china-2025/where?token={'o' * 43}"
    first = TestClient(app, BASE, follow_redirects=False)
    assert f"={'t' * 40};" in first.get(where).headers["set-cookie"], "the cookie holds the key itself"
    assert first.get(f"{API}/cases").status_code == 200
    refused(TestClient(app, BASE, follow_redirects=False).get(where), 401)
    late = application_with(once="o" * 43)
    monkeypatch.setattr(guard, "ONCE", 0.0)
    refused(TestClient(late, BASE, follow_redirects=False).get(where), 401)
    bearer = {"authorization": f"Bearer {'o' * 43}"}
    refused(TestClient(application_with(once="o" * 43), BASE).get(f"{API}/cases", headers=bearer), 401)


def test_the_address_for_the_browser_does_not_show_the_key():
    settings = Settings(case="x", folder=None, state=None, token="t" * 40, public="https://desk.example.org")
    assert settings.token not in settings.first_address
    assert settings.first_address.startswith("http://127.0.0.1:8321/c/x/where?token=")


def test_sentences_name_no_place_of_this_machine(client, web_folder):
    for path in ("runs/abcd", "cases/china-australia-2020/brief?since=last"):
        sentence = refused(client.get(f"{API}/{path}"), 400)["sentence"]
        assert ".detente" in sentence
        assert str(web_folder) not in sentence


def test_behind_a_proxy_with_tls_the_cookie_is_secure(application_with):
    app = application_with(public="https://desk.example.org")
    client = TestClient(app, "https://desk.example.org", follow_redirects=False)
    assert "; Secure" in client.get(f"/?token={'t' * 40}").headers["set-cookie"]


@pytest.mark.parametrize("path", ["/", "/c/us-china-2025/where", f"{API}/cases", f"{API}/openapi.json", "/assets/x.js"])
def test_nothing_is_shown_without_the_token(stranger, path):
    assert "token" not in refused(stranger.get(path), 401)["sentence"].lower()


@pytest.mark.parametrize("token", ["", "t", "T" * 40, "é" * 40, "t" * 41])
def test_a_wrong_token_opens_nothing(stranger, token):
    refused(stranger.get("/", params={"token": token}), 401)
    refused(stranger.get(f"{API}/cases", headers={"authorization": f"Bearer {token}".encode()}), 401)
    refused(stranger.get(f"{API}/cases", headers={"cookie": f"detente-8321={token}".encode()}), 401)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "localhost:8322", "", "0.0.0.0:8321"])
def test_a_page_that_points_its_name_here_is_refused(client, host):
    refused(client.get(f"{API}/cases", headers={"host": host}), 400)


def test_both_names_of_this_machine_are_served(client):
    assert client.get(f"{API}/cases", headers={"host": "localhost:8321"}).status_code == 200


def test_the_token_is_not_turned_into_a_cookie_for_another_host(stranger):
    refused(stranger.get(f"/?token={'t' * 40}", headers={"host": "evil.example"}), 400)


def test_a_token_in_the_address_leads_to_no_other_host(stranger):
    answer = stranger.get(f"{BASE}//evil.example/?token={'t' * 40}")
    assert answer.headers["location"] == "/evil.example/"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8321"])
def test_other_pages_may_not_post(browser, origin):
    answer = browser.post(f"{API}/cases/us-china-2025/solve", json={}, headers={"origin": origin})
    refused(answer, 403)


def test_a_browser_must_say_where_a_post_comes_from(browser):
    refused(browser.post(f"{API}/jobs", json={"kind": "run", "scenario": "us-china-2025:halve-both"}), 403)
    refused(browser.delete(f"{API}/jobs/000000000000"), 403)
    answer = browser.delete(f"{API}/jobs/000000000000", headers={"origin": BASE})
    refused(answer, 400)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_pages_of_other_ports_may_not_even_read(browser, site):
    refused(browser.get(f"{API}/cases", headers={"sec-fetch-site": site}), 403)


def test_a_link_from_elsewhere_opens_a_page(browser):
    answer = browser.get("/c/us-china-2025/where", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200


def test_every_answer_says_what_a_page_may_do(client, stranger):
    for answer in (client.get(f"{API}/cases"), client.get("/c/x/y"), stranger.get("/"), client.get(f"{API}/nothing")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in answer.headers


def test_large_bodies_are_refused_before_they_are_read(client):
    refused(client.post(f"{API}/jobs", content=b"x" * (BODY + 1)), 413)
    refused(client.post(f"{API}/jobs", content=iter([b"x" * BODY, b"x"])), 413)


def test_long_addresses_are_refused(client):
    refused(client.get(f"{API}/search", params={"q": "x" * 9000}), 414)


def test_a_slow_body_is_given_up(monkeypatch):
    monkeypatch.setattr(guard, "SECONDS", 0.05)

    async def app(scope, receive, send):
        raise AssertionError("it must not come this far")

    async def receive():
        await asyncio.sleep(10)

    sent = []

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"127.0.0.1:8321"), (b"authorization", b"Bearer " + b"t" * 40)]
    scope = {"type": "http", "method": "POST", "path": f"{API}/jobs", "raw_path": b"/api/v1/jobs", "query_string": b""}
    settings = Settings(case="x", folder=None, state=None, token="t" * 40)
    start = time.monotonic()
    asyncio.run(Guard(app, settings)({**scope, "headers": headers}, receive, send))
    assert sent[0]["status"] == 408
    assert time.monotonic() - start < 5


def test_an_error_of_ours_tells_nothing(monkeypatch, caplog):
    async def app(scope, receive, send):
        raise RuntimeError("/etc/secret")

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    sent = []

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"127.0.0.1:8321"), (b"authorization", b"Bearer " + b"t" * 40)]
    scope = {"type": "http", "method": "GET", "path": "/x", "raw_path": b"/x", "query_string": b"", "headers": headers}
    settings = Settings(case="x", folder=None, state=None, token="t" * 40)
    asyncio.run(Guard(app, settings)(scope, receive, send))
    assert sent[0]["status"] == 500
    assert b"secret" not in sent[1]["body"]
    assert "secret" in caplog.text


def test_websockets_are_closed(client):
    with pytest.raises(Exception), client.websocket_connect("/api/v1/jobs"):  # noqa: B017, PT011 - any refusal will do
        pass


def test_a_server_that_only_shows_refuses_to_write_but_answers(application_with):
    client = TestClient(application_with(read_only=True), BASE, headers={"authorization": f"Bearer {'t' * 40}"})
    for path in ("jobs", "queue/draft", "scenarios/us-china-2025"):
        refused(client.post(f"{API}/{path}", json={}), 403)
    refused(client.delete(f"{API}/jobs/000000000000"), 403)
    told = refused(client.get(f"{API}/cases/us-china-2025/war?on=2019-01-01"), 409)
    assert "only shows" in told["sentence"]
    answer = client.post(f"{API}/cases/us-china-2025/solve", json={"set": [{"importer": "USA", "exporter": "USA"}]})
    refused(answer, 400)


def test_the_token_of_a_workspace_stays_and_is_for_its_owner(tmp_path):
    made = secret_of(tmp_path / "ws")
    assert len(made) >= 40
    assert secret_of(tmp_path / "ws") == made
    assert (tmp_path / "ws" / "web-token").stat().st_mode & 0o077 == 0
    (tmp_path / "ws" / "web-token").chmod(0o644)
    assert secret_of(tmp_path / "ws") == made
    assert (tmp_path / "ws" / "web-token").stat().st_mode & 0o077 == 0, "one that was copied is closed again"
    assert (tmp_path / "ws").stat().st_mode & 0o077 == 0
    (tmp_path / "ws" / "web-token").write_text("short", encoding="ascii")
    assert secret_of(tmp_path / "ws") != made


@pytest.mark.parametrize("address", ["desk.example.org", "ftp://desk.example.org", "https://desk.example.org/path"])
def test_a_public_address_is_an_address(application_with, address):
    with pytest.raises(Exception, match="give the address that people type"):
        application_with(public=address)
