from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from detente.case.case import Head
from detente.case.read import open_case
from detente.core.errors import CaseError

HEAD = {
    "title": "A dispute",
    "sides": ["USA", "CHN"],
    "baseline": date(2025, 1, 19),
    "first": date(2024, 12, 31),
    "last": date(2025, 5, 12),
}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"sides": ["USA"]}, "name two different sides"),
        ({"sides": ["USA", "USA"]}, "name two different sides"),
        ({"baseline": date(2025, 6, 1)}, "2025-06-01 lies outside first (2024-12-31) to last (2025-05-12)"),
        ({"baseline": date(2024, 6, 1)}, "lies outside first"),
        ({"others": {"stays": (0.5, 0.0)}}, 'field "stays": give shares'),
        ({"others": {"cuts": (0.0, 1.5)}}, 'field "cuts": give shares'),
    ],
)
def test_a_head_that_cannot_be(fields, said):
    with pytest.raises(ValidationError) as caught:
        Head.model_validate({**HEAD, **fields})
    assert said in str(caught.value)


def test_allies_are_economies(folder):
    path = folder / "case.toml"
    path.write_text(path.read_text(encoding="utf-8") + 'others = {allies = ["ATL"]}\n', encoding="utf-8")
    with pytest.raises(CaseError, match='field "others": ATL is no economy'):
        open_case(folder)


def test_sides_stay_in_the_order_typed():
    assert Head.model_validate({**HEAD, "sides": ["CHN", "USA"]}).sides == ("CHN", "USA")


def test_the_stamp_names_the_case_and_its_bytes(bundled):
    assert bundled.stamp == f"us-china-2025@{bundled.digest}"
    assert len(bundled.digest) == 12
    assert int(bundled.digest, 16) >= 0
    assert bundled.sides == ("USA", "CHN")


def test_a_copy_counts_as_what_it_copies(folder):
    case = open_case(folder)
    assert not case.verified(("order",))
    assert not case.verified(("order", "copy"))
    assert not case.verified(("copy", "second")), "a copy of a copy is the order, too"
    other = case.documents["order"].model_copy(update={"id": "other"})
    assert replace(case, documents={**case.documents, "other": other}).verified(("second", "other"))
