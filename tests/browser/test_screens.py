"""Every screen: loads without a complaint, asks nobody else, can be used by all, and is the same after a reload."""

import re

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
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_breaks_no_rule_in_any_look(watched, screen: str):
    watched.open(screen)
    page = watched.page
    page.get_by_role("heading", level=1, name=SCREENS[screen]).wait_for()
    watched.settle_quickly()
    broken = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for look in ("light", "dark"):
            page.emulate_media(color_scheme=look)
            watched.settle_quickly()
            broken += [f"{look}, {size['width']}: {one}" for one in watched.axe()]
        assert page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]
    assert broken == []
    assert watched.complaints == []
    assert watched.outside == []


@pytest.mark.parametrize(
    "address", ["c/us-china-2025/nowhere", "c/us-china-2025/where/more", "c/us-china-2025/%E0%A4%A"]
)
def test_an_address_without_a_page_says_so_and_leads_back(watched, address: str):
    page = watched.page
    page.goto(f"{watched.base}/{address}")
    page.get_by_role("heading", level=1, name="No such page").wait_for()
    assert page.title().startswith("No such page")
    assert page.locator("[aria-current=page]").count() == 0
    assert watched.axe() == []
    page.get_by_role("listitem").get_by_role("link", name="Who can talk?").click()
    page.get_by_role("heading", level=1, name="Who can talk?").wait_for()


def test_a_view_is_kept_with_all_of_its_state_and_forgotten(watched):
    page = watched.page
    watched.open("where", "on=2025-04-12&view=product:8517.13")
    page.get_by_text("On 12 April 2025 the duty in law on 8517.13").wait_for()
    page.get_by_text("kept views").click()
    page.get_by_role("textbox", name="Name of this view").fill("telephones")
    page.get_by_role("button", name="Keep this view").click()
    watched.open("talks")
    page.get_by_text("kept views (1)").click()
    assert watched.axe() == []
    page.get_by_role("link", name="telephones").click()
    page.get_by_text("On 12 April 2025 the duty in law on 8517.13").wait_for()
    page.get_by_text("kept views (1)").click()
    page.get_by_role("button", name="Forget telephones").click()
    page.get_by_text("Views stay in this browser").wait_for()
    assert watched.complaints == []


def test_watched_filters_tell_what_is_new(watched):
    page = watched.page
    watched.open("evidence", "on=2025-05-05")
    page.get_by_role("searchbox", name="words").fill("geneva")
    page.get_by_role("button", name="watch these filters").click()
    page.get_by_role("button", name="all events").click()
    watched.open("evidence", "on=2025-05-09")
    watch = page.get_by_role("region", name="Watched").get_by_role("listitem")
    watch.get_by_text("new").wait_for()
    watch.get_by_role("button", name="geneva", exact=True).click()
    watch.get_by_text("new").wait_for(state="detached")
    page.get_by_text("A meeting in Geneva is announced").first.wait_for()
    assert watched.complaints == []


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


def test_two_persons_have_an_obstacle_and_a_way_around(watched):
    page = watched.page
    watched.open("talks", "on=2025-05-08")
    page.get_by_role("button", name="Howard Lutnick and Wang Wentao").click()
    page.get_by_role("heading", name="Howard Lutnick and Wang Wentao").wait_for()
    page.wait_for_url("**view=pair*")
    told = page.get_by_role("complementary")
    told.get_by_text("What would lift it").wait_for()
    assert "He Lifeng" in told.get_by_role("list").inner_text()
    page.get_by_role("combobox", name="between").select_option(label="Donald Trump")
    page.get_by_role("combobox", name="and", exact=True).select_option(label="Xi Jinping")
    told.get_by_text("Leaders meet or speak only after").wait_for()
    page.get_by_role("listitem").filter(has_text="A meeting in Geneva is announced").first.wait_for()
    assert watched.complaints == []


def test_a_pin_of_the_timeline_opens_its_passages(watched):
    page = watched.page
    watched.open("where", "on=2025-05-09")
    day = page.get_by_role("region", name="Events of the day")
    day.get_by_role("listitem").first.wait_for()
    day.get_by_role("button", name="event before").click()
    page.wait_for_url(re.compile(r"on=2025-05-0[1-8]"))
    day.get_by_role("blockquote").first.wait_for()
    assert watched.complaints == []


def test_article_text_and_addresses_are_shown_as_text(watched):
    page = watched.page
    hostile = "<img src=x onerror=document.title='owned'>"
    page.goto(f"{watched.base}/c/{CASE}/where?on=2025-04-12&view=product:{hostile}")
    page.get_by_role("heading", level=1).wait_for()
    watched.settle_quickly()
    assert "owned" not in page.title()
    assert page.get_by_role("textbox", name="Product (HS)").input_value() == hostile


def test_what_is_not_yet_in_force_comes_last(watched):
    page = watched.page
    watched.open("where", "on=2025-05-09")
    changes = page.get_by_role("region", name="Changes in law")
    changes.get_by_role("row").nth(1).wait_for()
    rows = changes.get_by_role("row").all_inner_texts()
    later = next(at for at, text in enumerate(rows) if text.startswith("Announced by 9 May 2025"))
    assert rows[1].startswith("8 May")
    assert later > 20
    assert all("\t–" in text for text in rows[later + 1 :])


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
