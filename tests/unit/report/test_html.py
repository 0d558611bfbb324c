import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from markupsafe import escape

from detente.report.brief import warnings
from detente.report.html import brief_html

VOID = {"meta", "link", "br", "img", "input", "hr"}


def words(text):
    """The text with every kind and number of spaces as one."""
    return " ".join(text.split())


class Page(HTMLParser):
    """Collects elements, ids, links and what stays open."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.ids, self.links, self.open, self.text = [], [], [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.elements.append((tag, values))
        self.ids += [values["id"]] if "id" in values and "svg" not in self.open else []
        self.links += [values[name] for name in ("src", "href", "xlink:href", "action", "data") if values.get(name)]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_the_page_fetches_nothing(page):
    parsed = Page(page)
    assert parsed.links
    assert all(link.startswith("#") for link in parsed.links)
    assert not re.findall(r"url\(\s*['\"]?(?!#)", page)
    assert "@import" not in page
    assert not [tag for tag, _ in parsed.elements if tag in ("script", "link", "iframe", "img", "object")]
    outside = set(re.findall(r"https?://[^\"'\s<)]+", re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)))
    assert outside == set()


def test_the_page_is_well_formed_and_its_links_lead_somewhere(page):
    parsed = Page(page)
    assert parsed.open == []
    assert len(parsed.ids) == len(set(parsed.ids))
    assert {link.removeprefix("#") for link in parsed.links if link != "#"} <= {
        values["id"] for _, values in parsed.elements if "id" in values
    }
    assert [tag for tag, _ in parsed.elements].count("h1") == 1
    headings = [int(tag[1]) for tag, _ in parsed.elements if re.fullmatch(r"h[1-6]", tag)]
    assert all(later - earlier <= 1 for earlier, later in pairwise(headings))


def test_every_figure_has_a_picture_a_description_and_a_table(page, page_brief):
    for section in page_brief.sections:
        for figure in section.figures:
            start = page.index(f'aria-label="{escape(figure.title)}"')
            part = page[start : page.index("</figure>", start)]
            assert "<svg" in part
            assert "<table>" in part
            assert words(figure.description) in words(Page(part.partition(">")[2]).text)


def test_everything_the_brief_says_is_on_the_page(page, page_brief):
    text = words(Page(page).text)
    said = [page_brief.title, page_brief.stamp, *page_brief.bottom_line, page_brief.command]
    said += [number.shown for number in page_brief.numbers]
    said += [sentence for section in page_brief.sections for sentence in section.sentences]
    for line in said:
        assert words(line) in text


def test_what_a_person_typed_is_text_and_never_markup(page_brief):
    hostile = '<script>alert("x")</script>'
    section = replace(page_brief.sections[1], title=hostile, sentences=(hostile,), tables=())
    changed = replace(page_brief, title=hostile, stamp=hostile, bottom_line=(hostile,), sections=(section,))
    text = brief_html(changed)
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 6


def test_what_stands_in_a_picture_is_text_too(page_brief):
    page = next(section for section in page_brief.sections if section.id == "in-force")
    figure = page.figures[1]
    hostile = '<script>alert("x")</script>'
    spec = {**figure.spec, "title": {"text": hostile}}
    section = replace(page, figures=(replace(figure, spec=spec, title=hostile, description=hostile),))
    assert "<script" not in brief_html(replace(page_brief, sections=(section,)))


def test_warnings_stand_on_the_page(page_brief):
    findings = page_brief.findings
    late = replace(findings, moment=replace(findings.moment, on=findings.case.head.last.replace(year=2026)))
    text = brief_html(replace(page_brief, warnings=tuple(warnings(late)), sections=()))
    assert "The record of us-china-2025 ends on 12 May 2025" in text
    with pytest.raises(ValueError, match="substring not found"):
        brief_html(replace(page_brief, sections=())).index('class="warning"')
