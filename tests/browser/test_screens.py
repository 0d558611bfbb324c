"""Every screen: loads without a complaint, asks nobody else, can be used by all, and is the same after a reload."""

import pytest

CASE = "us-china-2025"
pytestmark = pytest.mark.browser
SCREENS = {
    "where": "Where are we?",
    "hurting": "Who is hurting?",
    "options": "What could they do?",
    "talks": "Who can talk?",
    "deal": "What deal?",
    "evidence": "What is known?",
    "review": "Review queue",
    "scenarios": "Scenarios",
    "runs": "Runs",
}
DARK = {"color_scheme": "dark"}
NARROW = {"viewport": {"width": 360, "height": 740}}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_loads_without_complaint_and_breaks_no_rule(watched, screen: str):
    watched.open(screen)
    watched.page.get_by_role("heading", level=1, name=SCREENS[screen]).wait_for()
    watched.settle_quickly()
    assert watched.axe() == []
    assert watched.complaints == []
    assert watched.outside == []


@pytest.mark.parametrize("watched", [DARK], indirect=True)
@pytest.mark.parametrize("screen", ["where", "options", "talks", "evidence"])
def test_a_dark_screen_breaks_no_rule(watched, screen: str):
    watched.open(screen)
    watched.settle_quickly()
    assert watched.axe() == []


@pytest.mark.parametrize("watched", [NARROW], indirect=True)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_narrow_screen_does_not_scroll_sideways(watched, screen: str):
    watched.open(screen)
    watched.settle_quickly()
    wide = watched.page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= NARROW["viewport"]["width"]


def test_the_address_holds_the_whole_state(watched):
    page = watched.page
    watched.open("where", "on=2025-04-12&view=product:8517.13")
    page.get_by_text("On 12 April 2025 the duty in law on 8517.13").wait_for()
    page.get_by_role("radio", name="into China").check()
    page.get_by_text("from the United States into China").wait_for()
    page.get_by_role("button", name="The day before").click()
    page.get_by_text("On 11 April 2025 the duty in law on 8517.13").wait_for()
    page.wait_for_url("**/where?on=2025-04-11&view=product*importer*")
    page.reload()
    page.get_by_text("On 11 April 2025 the duty in law on 8517.13 from the United States into China").wait_for()
    page.go_back()
    page.get_by_text("On 12 April 2025 the duty in law on 8517.13").wait_for()
    assert watched.complaints == []


def test_the_day_is_moved_by_key(watched):
    page = watched.page
    watched.open("where", "on=2025-04-12")
    slider = page.get_by_role("slider", name="Day")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("region", name="Tariffs on 11 April 2025").wait_for()
    assert slider.get_attribute("aria-valuetext") == "11 April 2025"


def test_a_pinned_passage_says_who_says_so(watched):
    page = watched.page
    watched.open("talks", "on=2025-05-08")
    page.get_by_role("button", name="Howard Lutnick and Wang Wentao").click()
    page.get_by_role("heading", name="Howard Lutnick and Wang Wentao").wait_for()
    page.wait_for_url("**view=pair*")
    page.get_by_text("A meeting in Geneva is announced").first.wait_for()


def test_article_text_and_addresses_are_shown_as_text(watched):
    page = watched.page
    hostile = "<img src=x onerror=document.title='owned'>"
    page.goto(f"{watched.base}/c/{CASE}/where?on=2025-04-12&view=product:{hostile}")
    page.get_by_role("heading", level=1).wait_for()
    watched.settle_quickly()
    assert "owned" not in page.title()
    assert page.get_by_role("textbox", name="Product (HS)").input_value() == hostile


def test_a_bill_of_materials_is_priced(watched):
    page = watched.page
    watched.open("scenarios", "on=2025-04-12")
    bill = b"hs,origin,destination,value\n9503.00,CHN,USA,10000\n"
    page.get_by_label("file", exact=True).set_input_files({"name": "bill.csv", "mimeType": "text/csv", "buffer": bill})
    page.get_by_role("row", name="9503.00").get_by_text("145.0").wait_for()
    assert watched.complaints == []


def test_a_question_in_words_gets_a_card(watched):
    page = watched.page
    watched.open("where", "on=2025-05-09")
    page.get_by_role("searchbox", name="Ask for a tariff").fill("tariff on Chinese toys on 10 April 2025")
    page.keyboard.press("Enter")
    card = page.get_by_role("article")
    card.get_by_text("10 Apr 2025 the tariff in law").wait_for()
    card.get_by_role("button", name="Why this rate").click()
    page.get_by_text("On 10 April 2025 the duty in law on 9503").wait_for()
    assert watched.complaints == []
