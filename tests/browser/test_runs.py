"""Long work: begun, seen, stopped and taken up again in the browser; a killed server loses nothing."""

import re

import pytest

pytestmark = pytest.mark.browser


def test_a_sweep_is_begun_stopped_and_taken_up(watched):
    page = watched.page
    watched.open("scenarios")
    main = page.locator("main")
    page.get_by_role("spinbutton", name="draws of a sweep").fill("120")
    page.get_by_role("button", name="Sweep, 120 draws").first.click()
    main.get_by_text(re.compile("sweep of us-china-2025:halve-both, 120 draws is")).wait_for()
    page.get_by_role("link", name="Runs").click()
    row = page.get_by_role("row", name=re.compile("^sweep of us-china-2025:halve-both, 120 draws"))
    row.get_by_role("button", name="Cancel").click()
    row.get_by_role("cell", name="cancelled", exact=True).wait_for(timeout=180_000)
    row.get_by_role("button", name="Resume").click()
    row.get_by_role("button", name="Cancel").click()
    row.get_by_role("cell", name="cancelled", exact=True).wait_for(timeout=180_000)
    row.get_by_role("button", name="Forget").click()
    row.wait_for(state="detached")
    assert watched.complaints == []


def test_a_killed_server_loses_nothing(watched, server):
    page = watched.page
    watched.open("scenarios")
    main = page.locator("main")
    page.get_by_role("textbox", name="because").fill("to see what half of it would do")
    main.get_by_text("becomes").first.wait_for()
    page.get_by_role("textbox", name="title").fill("Half of what the United States added")
    page.get_by_role("textbox", name="id", exact=True).fill("half")
    page.get_by_role("button", name="Save").click()
    main.get_by_text("Saved as us-china-2025:half.").wait_for()
    server.kill()
    server.start()
    page.reload()
    main.get_by_text("Half of what the United States added").wait_for()
    page.get_by_role("listitem").filter(has_text="us-china-2025:half").get_by_role("button", name="Delete").click()
    main.get_by_text("half is deleted").wait_for()
    watched.complaints.clear()
