"""The review queue by keys alone: an article pasted, its records accepted, what changed listed; nothing is executed,
and nothing is lost when the server is killed."""

import pytest

pytestmark = pytest.mark.browser
ARTICLE = """GENEVA (Example Wire) - China lowered its duty on cotton of the United States to 12% last week, the \
Ministry of Commerce of China said on Friday.

"We will answer in kind," Trade Minister Jana Brod said. <script>document.title = "owned"</script>

The embassy of China in Washington did not respond to a request for comment.
"""


def press(watched, key):
    """A key once the item stands still, and what it led to."""
    watched.page.locator("section.item[aria-busy=false]").wait_for()
    watched.page.keyboard.press(key)
    watched.page.locator("section.item[aria-busy=false]").wait_for()


def test_an_article_becomes_reviewed_records_by_key(watched, server):
    page = watched.page
    watched.open("review", "")
    page.get_by_role("textbox", name="Text").focus()
    page.keyboard.insert_text(ARTICLE)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("9 May 2025")
    page.keyboard.press("Enter")
    item = page.locator("section.item h2")
    item.filter(has_text="1 of").wait_for(timeout=180_000)
    page.locator("section.item h2:focus").wait_for()
    assert "owned" not in page.title()
    for _ in range(5):
        # a page that is still being drawn may miss the first key
        press(watched, "j")
        if not item.filter(has_text="1 of").count():
            break
        page.wait_for_timeout(1000)
        if not item.filter(has_text="1 of").count():
            break
    item.filter(has_text="2 of").wait_for()
    press(watched, "k")
    item.filter(has_text="1 of").wait_for()
    press(watched, "?")
    page.get_by_text("this help").wait_for()
    press(watched, "a")
    page.get_by_text("1 accepted, 0 rejected").wait_for()
    press(watched, "r")
    page.get_by_role("textbox", name="reason").wait_for()
    page.keyboard.type("not about the case")
    page.keyboard.press("Enter")
    page.get_by_text("1 accepted, 1 rejected").wait_for()
    press(watched, "u")
    page.get_by_text("1 accepted, 0 rejected").wait_for()
    changed = page.get_by_role("region", name="What changed by this review")
    changed.get_by_role("listitem").first.wait_for()
    assert watched.axe() == []
    assert watched.complaints == []
    server.kill()
    server.start()
    page.reload()
    page.get_by_text("1 accepted, 0 rejected").wait_for()
