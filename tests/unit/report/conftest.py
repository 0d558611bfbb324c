"""One brief of the bundled case with few draws, and its page, made once."""

import pytest

from detente.case.read import open_case
from detente.report.brief import brief
from detente.report.html import brief_html


@pytest.fixture(scope="session")
def page_brief():
    return brief(open_case("us-china-2025"), "2025-04-12", draws=4)


@pytest.fixture(scope="session")
def page(page_brief):
    return brief_html(page_brief)
