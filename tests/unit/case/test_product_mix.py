"""A case's own product mix: shares hold, totals and other pairs stay, and what does not exist is named."""

import numpy as np
import pytest

from detente.case.product_mix import MixShare, ProductMix, with_free_trade, with_mix, with_response
from detente.case.read import open_case
from detente.core.errors import CaseError
from detente.ledger.parts import parts_between
from detente.ledger.wedges import SectorMeans
from detente.world.load import load_lines, load_world

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


def rise(case):
    """What the duty adds to China's tariff on farm goods of Australia, in the models."""
    wedges, before = (case.ledger.wedges(case.ledger.base, on=day) for day in ("2020-03-01", "2020-01-15"))
    return float((wedges - before)["tariff"].sel(importer="CHN", exporter="AUS", sector="A01"))


def test_a_duty_on_one_product_reaches_the_sector_with_its_share(tmp_path):
    assert rise(open_case(dairy(tmp_path, ROW))) == pytest.approx(0.25 * 0.8)


def test_a_prohibitive_duty_keeps_out_no_more_than_its_part(tmp_path):
    """The mean of 80 % on a quarter is 20 %; what keeps out as much is less, and never more than the quarter."""
    mean = rise(open_case(dairy(tmp_path, ROW)))
    head = (tmp_path / "case.toml").read_text()
    (tmp_path / "case.toml").write_text(head + 'averaging = "trade"\n')
    case = open_case(tmp_path)
    kept = rise(case)
    theta = case.ledger.lines_of("CHN").response["A01"]
    assert kept == pytest.approx((0.75 + 0.25 * 1.8**-theta) ** (-1 / theta) - 1)
    assert 0 < kept < mean
    assert (1 + kept) ** -theta > 0.75
    sectors = case.ledger.why("CHN", "AUS", product="1003", on="2020-03-01").sectors
    assert sectors[0].statutory - sectors[0].statutory_base == pytest.approx(kept)


def test_one_rate_on_a_whole_sector_is_itself_by_either_average(lines):
    world = load_world()
    flat = np.full(len(lines["CHN"].codes), 0.3)
    means = SectorMeans(with_response(lines, world)["CHN"], world)
    goods = np.array(world.goods) & (means.plain(flat, "AUS") > 0)
    assert means.of(flat, "AUS")[goods] == pytest.approx(0.3)
    assert SectorMeans(lines["CHN"], world).of(flat, "AUS")[goods] == pytest.approx(0.3)


def test_parts_of_measures_add_up_by_either_average():
    case = open_case("china-australia-2020")
    world, ledger = case.ledger.base, case.ledger
    moments = ledger.moment("2020-04-30"), ledger.moment("2021-04-01")
    ends = tuple(ledger.wedges(world, on=moment.on) for moment in moments)
    parts = parts_between(ledger, world, moments, ends)
    assert set(parts.measures) == {"chn-barley-antidumping", "chn-barley-countervailing", "chn-wine-final"}
    whole = parts.data["tariff"].sum("part").values
    assert whole == pytest.approx((ends[1] - ends[0])["tariff"].values, abs=1e-12)


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
