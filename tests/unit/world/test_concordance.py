import pytest

from detente.core.errors import LabelError
from detente.world.concordance import digits
from detente.world.load import load_concordance


@pytest.fixture(scope="module")
def concordance():
    return load_concordance()


def test_fifty_sectors_goods_first(concordance):
    names = tuple(concordance.sectors)
    assert len(names) == 50
    assert names[:27] == concordance.goods
    assert (names[0], names[26], names[27], names[-1]) == ("A01", "C31T33", "D", "T")


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("8517.13", "C26"),
        ("9503.00", "C31T33"),
        ("8517.13.00", "C26"),
        ("12019000", "A01"),
        ("8703", "C29"),
        ("2709.00.10.00", "B06"),
        ("3004", "C21"),
        ("8517.12", "C26"),
    ],
)
def test_codes_as_people_write_them(concordance, code, sector):
    assert concordance.sector_of(code) == sector


def test_a_chapter_of_several_sectors_is_ambiguous(concordance):
    assert len(concordance.sectors_of("84")) > 2
    with pytest.raises(LabelError, match="write more digits"):
        concordance.sector_of("84")


def test_unknown_codes_name_what_is_near(concordance):
    with pytest.raises(LabelError, match=r"under 8517 there are 8517\.11"):
        concordance.sector_of("8517.99")
    with pytest.raises(LabelError, match="chapters run from 01 to 97"):
        concordance.sector_of("9903.01")


@pytest.mark.parametrize("code", ["", "8517.1", "phone", "851", "85171300000", "8517-13"])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(LabelError, match="no product code"):
        digits(code)


def test_sector_names(concordance):
    assert "electronic" in concordance.name("C26")
    with pytest.raises(LabelError, match="C26"):
        concordance.name("C266")


def test_every_line_of_the_package_has_the_sector_of_the_concordance(concordance):
    assert set(concordance.hs6.values()) <= set(concordance.goods)
    assert all(len(code) == 6 and code.isdigit() for code in concordance.hs6)
