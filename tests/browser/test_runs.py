"""Long work: begun, seen, stopped and taken up again in the browser; a killed server loses nothing."""

import re

import numpy as np
import pytest
import xarray as xr

from detente.core.status import Certificate, Status
from detente.report.runs import Run, store_run

pytestmark = pytest.mark.browser


def test_a_sweep_is_begun_stopped_and_taken_up(watched):
    page = watched.page
    watched.open("scenarios")
    main = page.locator("main")
    page.get_by_role("spinbutton", name="draws of a sweep").fill("120")
    page.get_by_role("button", name="Sweep, 120 draws").first.click()
    main.get_by_text(re.compile("sweep of us-china-2025:halve-both, 120 draws is")).wait_for()
    main.get_by_role("link", name="Runs").click()
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


def stored(identity: str, title: str, income: dict[str, float]) -> None:
    """A run as one that was solved is stored."""
    measures = ("welfare", "real_wage", "exports", "imports", "goods_trade_with_other_side", "tariff_on_other_side")
    rows = [
        {"region": code, "measure": measure, "unit": unit, "value": value * scale}
        | dict.fromkeys(("lo50", "hi50", "lo90", "hi90"), value * scale)
        for measure, unit, scale in (
            *((name, "share", 1.0) for name in measures),
            ("revenue", "USD mn", 1e5),
            ("revenue_change", "USD mn", 1e5),
        )
        for code, value in income.items()
    ]
    empty = ("case_digest", "world", "world_digest", "model", "version", "attribution", "licence")
    days = {"on": "2025-05-09", "as_of": "2025-05-09", "baseline": "2025-01-19"}
    named = {"title": title, "scenario": title, "case": "us-china-2025", "draws": "0"}
    store_run(
        Run(
            identity,
            {**dict.fromkeys(empty, "x"), **days, **named},
            rows,
            Certificate("by hand", Status.CONVERGED, 1, 0.0, 0.0),
            (),
            xr.Dataset({"welfare": ("region", np.array(list(income.values())))}, {"region": list(income)}),
            'title = "by hand"\n',
        )
    )


def test_two_runs_are_compared(watched, server, monkeypatch):
    monkeypatch.setenv("DETENTE_WORKSPACE", str(server.folder / ".detente"))
    stored("aaaa11112222", "as it is", {"USA": -0.002, "CHN": -0.004, "VNM": 0.001})
    stored("bbbb11112222", "halved", {"USA": -0.001, "CHN": -0.0015, "VNM": -0.006})
    page = watched.page
    watched.open("runs", "")
    for title in ("as it is", "halved"):
        page.get_by_role("checkbox", name=f"Compare {title}").check()
    page.wait_for_url("**compare*")
    compared = page.get_by_role("region", name="Two runs compared")
    compared.get_by_role("row", name="Real income United States").get_by_text("+0.10\u00a0points").wait_for()
    compared.get_by_role("row", name="Real income Viet Nam").get_by_text("−0.70\u00a0points").wait_for()
    compared.get_by_role("img", name="Largest difference: Viet Nam").wait_for()
    compared.get_by_role("combobox", name="number").select_option(label="Real wage")
    compared.get_by_role("row", name="Real wage Viet Nam").wait_for()
    files = compared.get_by_role("navigation", name="Files").get_by_role("link")
    assert files.all_inner_texts() == ["PNG", "SVG", "CSV", "XLSX", "PPTX", "PY"]
    assert watched.axe() == []
    page.reload()
    compared.get_by_role("row", name="Real wage Viet Nam").wait_for()
    assert watched.complaints == []
