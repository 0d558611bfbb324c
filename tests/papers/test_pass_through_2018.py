from dataclasses import replace

import numpy as np
import pytest

import detente as dt
from detente.case.papers.pass_through_2018 import MODELS, YEAR_TWO, Imports, import_prices, replicate, slope


@pytest.fixture(scope="module")
def table():
    return replicate(None)


def test_models_pass_tariffs_on_as_published(table):
    assert table.verdict == "agrees"
    assert [row.case for row in table.rows if row.measure == "with duty, Cavallo"] == list(MODELS)
    for row in table.rows:
        if row.measure.startswith("before duty"):
            assert -0.05 < row.ours < 0.01
        elif row.measure.startswith("with duty"):
            assert 0.88 < row.ours < 0.98
        else:
            assert 0.03 < row.ours < 0.15


def test_the_seller_pays_more_in_the_short_run(table):
    paid = {row.case: row.ours for row in table.rows if row.measure == "paid by the seller"}
    assert paid["long run"] < min(paid["short run"], paid["short run, with-duty"])


def test_the_regression_finds_the_slope_it_was_given():
    rng = np.random.default_rng(1)
    i, j = (axis.ravel() for axis in np.indices((12, 8)))
    x, V = rng.random(i.size) * 0.2, rng.lognormal(0, 1, i.size)
    cells = Imports(i, j, 0.1 * rng.random(8)[j] - 0.3 * x, x, V, 0.0, None)
    for weighted in (False, True):
        for exporters in (False, True):
            assert slope(cells, weighted=weighted, exporters=exporters) == pytest.approx(-0.3, abs=1e-12)
    wages = replace(cells, p=cells.p - 0.2 * (cells.i == 3))
    assert slope(wages, weighted=False, exporters=True) == pytest.approx(-0.3, abs=1e-12)
    assert slope(wages, weighted=False, exporters=False) != pytest.approx(-0.3, abs=1e-3)


def test_what_the_seller_pays_is_read_from_prices_and_dollars():
    two = np.array([0, 0])
    cells = Imports(
        two, np.array([0, 1]), np.array([-0.02, 0.01]), np.array([0.1, 0.3]), np.array([1.0, 3.0]), 0.01, None
    )
    assert cells.borne_by(0) == pytest.approx((-0.03 + 0.0 * 3) / (0.1 + 0.9))


def test_cells_are_goods_from_abroad():
    ledger = dt.open_case("us-china-2025").ledger
    cells = import_prices(ledger.base, ledger, MODELS["long run"], YEAR_TWO)
    assert np.array(ledger.base.goods)[cells.j].all()
    assert ledger.base.regions.index("USA") not in cells.i
    china = cells.i == ledger.base.regions.index("CHN")
    assert 0.08 < (cells.x * cells.V)[china].sum() / cells.V[china].sum() < 0.2
