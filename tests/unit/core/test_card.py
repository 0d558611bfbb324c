"""What a notebook shows of the main values."""

from html.parser import HTMLParser

import numpy as np
import pytest

from detente.case.read import open_case
from detente.core.card import card, share
from detente.economy.longrun import LongRun
from detente.ledger.wedges import wedges
from detente.strategy.uniform_war import uniform_war
from detente.world.load import load_world


class Cells(HTMLParser):
    """The text of cells, and that every element is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.cells, self.tags = [], [], set()
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, _attrs):
        self.open.append(tag)
        self.tags.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.cells.append(data)


@pytest.fixture(scope="module")
def toy():
    return load_world("toy")


@pytest.fixture(scope="module")
def outcome(toy):
    before = wedges(toy)
    after = before.copy(deep=True)
    after["tariff"].loc[{"importer": "USA", "exporter": "CHN", "sector": "C26"}] = 0.5
    return LongRun(elasticity=4.0).solve(toy, before, after)


def test_text_is_escaped_and_everything_closed():
    found = Cells(card("<b>x</b>", {"a": "<script>"}, ("one", "two"), [("&", 1)], "note"))
    assert {"script", "b"}.isdisjoint(found.tags)
    assert {"<b>x</b>", "<script>", "&", "1", "note"} <= set(found.cells)
    assert share(-0.0042) == "−0.42 %"


def test_a_world(toy):
    cells = Cells(toy._repr_html_()).cells
    assert "3 economies, 4 sectors, 3 of them goods" in cells
    assert toy.digest in cells
    assert f"{toy.output[toy.regions.index('USA')].sum():,.0f}" in cells


def test_a_ledger():
    case = open_case("us-china-2025")
    cells = Cells(case.ledger._repr_html_()).cells
    usa = [measure for measure in case.ledger.measures if measure.by == "USA"]
    assert cells[cells.index("USA") + 1] == str(len(usa))


def test_an_outcome(outcome):
    cells = Cells(outcome._repr_html_()).cells
    assert share(float(outcome.data["welfare"].sel(region="CHN"))) in cells
    assert any("converged" in cell for cell in cells)


def test_an_equilibrium(toy):
    found = uniform_war(toy, elasticity=4.0)
    cells = Cells(found._repr_html_()).cells
    assert {"USA", "CHN", "ROW"} <= set(cells)
    assert np.isfinite(float(found.data["welfare"].sel(region="USA")))
    assert share(float(found.data["welfare"].sel(region="USA"))) in cells
