"""A case's own product mix: shares hold, totals and other pairs stay, and what does not exist is named."""

import numpy as np
import pytest

from detente.case.product_mix import MixShare, ProductMix, with_free_trade, with_mix
from detente.case.read import open_case
from detente.core.errors import CaseError
from detente.world.load import load_lines

BARLEY = ProductMix(
    id="barley", importer="CHN", exporter="AUS", sector="A01", year=2019,
    product=(MixShare(hs=("1003",), share=0.25),), source="test", cites=("x",),
)  # fmt: skip


@pytest.fixture(scope="module")
def lines():
    return load_lines()


def share(lines, exporter, prefix, sector):
    weights = lines.weights_of(exporter)
    inside = np.array([name == sector for name in lines.sector])
    named = np.array([code.startswith(prefix) for code in lines.codes])
    return weights[inside & named].sum() / weights[inside].sum()


def test_a_typed_share_holds_and_the_total_of_the_sector_stays(lines):
    mixed = with_mix(lines, [BARLEY])
    old, new = lines["CHN"], mixed["CHN"]
    assert share(old, "AUS", "1003", "A01") < 0.01
    assert share(new, "AUS", "1003", "A01") == pytest.approx(0.25)
    for sector in set(old.sector):
        inside = np.array([name == sector for name in old.sector])
        assert new.weights_of("AUS")[inside].sum() == pytest.approx(old.weights_of("AUS")[inside].sum())
    # What the mix leaves keeps its proportions.
    rest = np.array([s == "A01" and not c.startswith("1003") for s, c in zip(old.sector, old.codes, strict=True)])
    assert new.weights_of("AUS")[rest] * old.weights_of("AUS")[rest].sum() == pytest.approx(
        old.weights_of("AUS")[rest] * new.weights_of("AUS")[rest].sum()
    )


def test_other_pairs_do_not_change(lines):
    mixed = with_mix(lines, [BARLEY])
    for exporter in ("USA", "BRA", "DEU"):
        assert (mixed["CHN"].weights_of(exporter) == lines["CHN"].weights_of(exporter)).all()
    assert mixed["USA"] is lines["USA"]
    assert mixed["*"] is lines["*"]


def test_an_importer_without_product_data_gets_lines_of_its_own(lines):
    mixed = with_mix(lines, [BARLEY.model_copy(update={"importer": "JPN", "exporter": "DEU"})])
    assert share(mixed["JPN"], "DEU", "1003", "A01") == pytest.approx(0.25)
    assert mixed["JPN"].importer == "*"
    # Germany was one with its group; the rest of the group keeps the group's row.
    assert (mixed["JPN"].weights_of("FRA") == lines["*"].weights_of("FRA")).all()
    assert mixed["*"] is lines["*"]


def test_free_trade_takes_the_ordinary_duty_between_the_sides_only(lines):
    free = with_free_trade(lines, ("CHN", "AUS"))
    assert free["CHN"].schedule_of("AUS").max() == 0.0
    assert (free["CHN"].schedule_of("USA") == lines["CHN"].schedule_of("USA")).all()


def dairy(folder, mix):
    (folder / "case.toml").write_text(
        'title = "t"\nsides = ["CHN", "AUS"]\nbaseline = 2020-01-01\nfirst = 2020-01-01\nlast = 2021-01-01\n'
    )
    (folder / "documents.toml").write_text(
        '[[document]]\nid = "d"\ntitle = "t"\noutlet = "o"\npublished = 2020-01-01\n'
    )
    (folder / "measures.toml").write_text(
        '[[measure]]\nid = "m"\nkind = "tariff"\nby = "CHN"\non = ["AUS"]\ngoods = {hs = ["1003"]}\nrate = 0.8\n'
        'authority = "a"\ninstrument = "i"\nannounced = 2020-02-01\neffective = 2020-02-01\n'
        'until = 2020-06-01\ncites = ["d"]\n'
    )
    (folder / "trade.toml").write_text(mix)
    return folder


ROW = (
    '[[product_mix]]\nid = "x"\nimporter = "CHN"\nexporter = "AUS"\nsector = "A01"\nyear = 2019\n'
    'product = [{hs = ["1003"], share = 0.25}]\nsource = "test"\ncites = ["d"]\n'
)


def test_a_duty_on_one_product_reaches_the_sector_with_its_share(tmp_path):
    case = open_case(dairy(tmp_path, ROW))
    wedges = case.ledger.wedges(case.ledger.base, on="2020-03-01")
    before = case.ledger.wedges(case.ledger.base, on="2020-01-15")
    rise = (wedges - before)["tariff"].sel(importer="CHN", exporter="AUS", sector="A01")
    assert float(rise) == pytest.approx(0.25 * 0.8)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"AUS"\nsector', '"AUX"\nsector', "AUX is no economy of world"),
        ('sector = "A01"', 'sector = "G"', "G is no goods sector"),
        ("share = 0.25}", 'share = 0.25}, {hs = ["1001"], share = 0.8}', "the shares add up to 1.05"),
        ('["1003"]', '["8703"]', "no product line of A01 begins with 8703"),
        ('cites = ["d"]', 'cites = ["e"]', 'there is no document "e"'),
    ],
)
def test_what_does_not_exist_is_named(tmp_path, old, new, says):
    with pytest.raises(CaseError, match=says):
        open_case(dairy(tmp_path, ROW.replace(old, new)))
