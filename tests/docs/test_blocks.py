"""Pages hold only blocks that are run or that have a reason not to be."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted(p for p in (ROOT / "docs").rglob("*.md") if "_build" not in p.parts)]
RUN = {"python", "console"}
SHOWN = {"bash", "text", "toml", "{eval-rst}", "{toctree}", "{math}", "{code-block}", "{note}", "json", "bibtex"}
FENCE = re.compile(r"^```(\S*)(.*)$")
NAMES = [str(p.relative_to(ROOT)) for p in PAGES]


def openings(page: Path) -> list[str]:
    """The language of each fenced block of a page."""
    found, inside = [], False
    for line in page.read_text(encoding="utf-8").splitlines():
        if match := FENCE.match(line):
            if not inside:
                found.append(match[1])
            inside = not inside
    assert not inside, f"{page.name}: a block is not closed"
    return found


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_blocks_have_a_language_that_is_run_or_meant_to_be_read(page):
    unknown = set(openings(page)) - RUN - SHOWN
    assert not unknown


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_commands_are_not_hidden_in_blocks_that_nobody_runs(page):
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^```(?:bash|text)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        lone = [line for line in block.splitlines() if line.startswith(("$ detente", "detente "))]
        assert not lone, f"make it a console block: {lone}"


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_skip_has_a_reason(page):
    for skip in re.findall(r"<!--+ *skip:.*", page.read_text(encoding="utf-8")):
        assert re.search(r"skip: (end|(next|start) *(if\(.+, *)?[\"'].{10,}[\"'])", skip), skip


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
