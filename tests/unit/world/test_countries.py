from datetime import date

import pytest

from detente.core.errors import LabelError
from detente.world.load import load_countries

DAY = date(2025, 4, 12)


@pytest.fixture(scope="module")
def countries():
    return load_countries()


def test_every_icio_economy_is_there(countries):
    assert len(countries.icio) == 81
    assert countries.icio[-1] == "ROW"
    assert set(countries.icio) <= set(countries.codes)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CHN", "CHN"),
        ("chn", "CHN"),
        ("China", "CHN"),
        ("Viet Nam", "VNM"),
        ("vietnam", "VNM"),
        ("Myanmar (Burma)", "MMR"),
        ("Côte d`Ivoire", "CIV"),
        ("South  Korea", "KOR"),
        ("United States", "USA"),
    ],
)
def test_names_and_aliases_resolve(countries, text, code):
    assert countries.resolve(text) == code


def test_a_wrong_name_offers_a_close_one(countries):
    with pytest.raises(LabelError, match="Did you mean Viet Nam"):
        countries.resolve("Vietnom")
    with pytest.raises(LabelError, match="group of economies"):
        countries.resolve("eu27")
    with pytest.raises(LabelError, match="Did you mean"):
        countries.name("CHM")


def test_groups_change_with_time(countries):
    assert len(countries.group("EU27", DAY)) == 27
    assert "GBR" in countries.group("EU", date(2020, 1, 31))
    assert "GBR" not in countries.group("EU", date(2020, 2, 1))
    assert countries.group("EU", DAY) == countries.group("EU27", DAY)
    assert len(countries.group("US-FTA", DAY)) == 20
    assert countries.group("USMCA", DAY) == ("CAN", "MEX", "USA")
    assert len(countries.group("ASEAN", DAY)) == 10
    assert len(countries.group("G7", DAY)) == 7


def test_unknown_or_empty_groups_are_refused(countries):
    with pytest.raises(LabelError, match="ASEAN"):
        countries.group("ASEEN", DAY)
    with pytest.raises(LabelError, match="no members on 1990-01-01"):
        countries.group("USMCA", date(1990, 1, 1))


def test_names_census_codes_and_members_are_consistent(countries):
    assert countries.name("TWN") == "Taiwan"
    assert countries.census["CHN"] == "5700"
    assert len(set(countries.census.values())) == len(countries.census)
    assert {row.member for row in countries.memberships} <= set(countries.codes)
