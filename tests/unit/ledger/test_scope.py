from datetime import date

import numpy as np
import pytest

from detente.core.errors import LabelError
from detente.ledger.measures import AllBut, Goods
from detente.ledger.scope import cover, covered_partner, list_rate, listed_by_goods, partners_named, rate_for


@pytest.mark.parametrize(
    ("goods", "expected"),
    [
        ("all", [1, 1, 1, 1]),
        (Goods(hs=("01",)), [1, 0, 0, 0]),
        (Goods(hs=("95.03", "6109.10.00")), [0, 1, 0, 1]),
        (Goods(sectors=("C26",)), [0, 0, 1, 1]),
        (Goods(hs=("6109.10.00.12",)), [0, 0.25, 0, 0]),
        (Goods(hs=("6109100012", "6109100014", "8517130000")), [0, 0.5, 0.5, 0]),
        (Goods(hs=tuple(f"61091000{n:02d}" for n in range(9))), [0, 1, 0, 0]),
        (Goods(hs=("72",)), [0, 0, 0, 0]),
    ],
)
def test_the_part_of_each_line_that_goods_cover(typed, goods, expected):
    np.testing.assert_allclose(cover(goods, None, typed.lines), expected)


def test_a_list_covers_the_shares_it_gives(typed):
    listed = typed.listed("metal", ("8517", "95030000", "6109100012"), share=(0.5, 0.25, 0.8))
    np.testing.assert_allclose(cover(Goods(list="metal"), listed, typed.lines), [0, 0.2, 0.5, 0.25])


def test_the_cover_cannot_be_written_by_those_who_share_it(typed):
    with pytest.raises(ValueError, match="read-only"):
        cover("all", None, typed.lines)[0] = 0.0


def test_rates_of_a_list_are_averaged_within_a_line(typed):
    listed = typed.listed("rates", ("0101", "6109100012", "6109100014"), rate=(0.1, 0.2, 0.4))
    np.testing.assert_allclose(list_rate(listed, typed.lines), [0.1, 0.3, 0, 0])


def test_groups_are_those_of_the_day(typed):
    assert partners_named(("BLOC",), typed.countries, date(2024, 12, 31)) == {"CHN", "ROW"}
    assert partners_named(("BLOC", "MEX"), typed.countries, date(2025, 1, 1)) == {"CHN", "MEX"}


@pytest.mark.parametrize(
    ("on", "covered"),
    [
        ("all", {"CHN", "ROW", "MEX"}),
        (("CHN",), {"CHN"}),
        (("BLOC",), {"CHN"}),
        (AllBut(all_but=("BLOC",)), {"ROW", "MEX"}),
    ],
)
def test_partners_that_a_measure_binds(typed, on, covered):
    measure = typed.measure("m", on=on)
    assert {code for code in ("CHN", "ROW", "MEX") if covered_partner(measure, code, typed.countries)} == covered


def test_a_partners_own_rate_comes_before_its_groups(typed):
    measure = typed.measure(
        "m",
        on=("CHN", "BLOC"),
        rates={"BLOC": 0.2, "CHN": 0.34},
        effective=date(2024, 5, 1),
        announced=date(2024, 5, 1),
    )
    assert rate_for(measure, "CHN", typed.countries) == 0.34
    assert rate_for(measure, "ROW", typed.countries) == 0.2
    assert rate_for(measure, "MEX", typed.countries) is None


def test_a_list_that_is_not_there_says_which_file_to_add():
    with pytest.raises(LabelError, match=r'duty: the case has no list "steel"; add lists/steel.csv'):
        listed_by_goods(Goods(list="steel"), {}, "duty")
    assert listed_by_goods("all", {}, "duty") is None
