"""A server in this process: the application behind its guard, with a workspace of its own."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from detente.web import worker
from detente.web.app import build_app
from detente.web.jobs import Jobs
from detente.web.settings import Settings
from detente.web.shelf import Shelf
from detente.web.stored import Stored

TOKEN = "t" * 40
BASE = "http://127.0.0.1:8321"
CASE = "us-china-2025"


@pytest.fixture(scope="session")
def web_folder(tmp_path_factory):
    """Folder that the server is started in, with built pages."""
    folder = tmp_path_factory.mktemp("web")
    static = folder / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html><title>room</title>", encoding="utf-8")
    (static / "assets" / "index-abc.js").write_text("export {}", encoding="utf-8")
    (folder / "secret.txt").write_text("not for you", encoding="utf-8")
    return folder


def settings_in(folder: Path, **more):
    given = {"case": CASE, "folder": folder, "state": folder / ".detente", "token": TOKEN, "named": CASE}
    return Settings(**{**given, "static": folder / "static", **more})


@pytest.fixture(autouse=True)
def _workspace(web_folder, monkeypatch):
    monkeypatch.setenv("DETENTE_WORKSPACE", str(web_folder / ".detente"))


@pytest.fixture(scope="session")
def application(web_folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_WORKSPACE", str(web_folder / ".detente"))
        return build_app(settings_in(web_folder))


@pytest.fixture
def client(application):
    """A script that holds the token."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    return TestClient(application, BASE, headers=headers, follow_redirects=False)


@pytest.fixture
def stranger(application):
    """Somebody without the token."""
    return TestClient(application, BASE, follow_redirects=False)


@pytest.fixture
def browser(application):
    """A browser that opened the printed address."""
    found = TestClient(application, BASE, follow_redirects=False)
    assert found.get(f"/?token={TOKEN}").status_code == 303
    return found


@pytest.fixture
def work(web_folder):
    """Does the next job of a lane in this process, as its worker does, and gives it as it ended."""

    def do(lane="answers", folder=web_folder, state=web_folder / ".detente"):
        jobs = Jobs(state)
        job = jobs.claim("here", lane)
        worker._run(jobs, job, "here", Shelf(folder, state), Stored(state))
        return jobs.get(job.id)

    return do


@pytest.fixture
def application_with(web_folder):
    """Maker of applications that were started otherwise."""

    def make(**more):
        return build_app(settings_in(web_folder, **more))

    return make
