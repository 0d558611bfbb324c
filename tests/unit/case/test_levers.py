"""Levers of the bundled case, and records that cannot be."""

from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError

from detente.case.levers import Lever, LeverTable, Linkage, Ratification
from detente.case.package_file import open_package
from detente.case.read import open_case
from detente.core.errors import CaseError, DataError

CUT = {"op": "cap", "by": "USA", "on": ["CHN"], "authority": "ieepa-reciprocal", "value": 0.1, "why": "less"}


def lever(**changes):
    return {
        "id": "cut",
        "title": "A cut",
        "kind": "tariff",
        "giver": "USA",
        "known_on": date(2025, 4, 9),
        "cites": ["article-b"],
        "step": [{"id": "none", "title": "as it stands"}, {"id": "cut", "title": "less", "rule": [CUT]}],
        **changes,
    }


def test_every_source_of_a_lever_was_public_before_the_talks(bundled):
    for item in (*bundled.table.levers, *bundled.table.linkages, *bundled.table.faces):
        for name in item.cites:
            assert bundled.documents[name].known <= date(2025, 5, 10), (item.id, name)
    assert all(item.known_on <= date(2025, 5, 9) for item in bundled.table.levers)


def test_taiwan_is_no_lever(bundled):
    assert not [item.id for item in bundled.table.levers if "taiwan" in (item.id + item.title).lower()]


def test_a_lever_is_on_the_table_only_once_it_is_known(bundled):
    early = {item.id for item in bundled.table.known(date(2025, 4, 10)).levers}
    assert "us-reciprocal" in early
    assert "cn-fentanyl-points" not in early
    assert not [tie for tie in bundled.table.known(date(2025, 4, 10)).linkages if "cn-fentanyl-points" in tie.then]


def test_whatever_no_model_values_has_a_typed_range_and_its_source(bundled):
    for item in bundled.table.levers:
        if item.kind in ("typed", "format"):
            assert item.source
            assert all(step.worth or step.face or step.intrusive for step in item.step[1:])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"step": [{"id": "none", "title": "as it stands"}]}, "two steps at least"),
        ({"cites": []}, "name a document"),
        ({"kind": "minerals"}, "holds what no lever of kind minerals has"),
        (
            {"precedent": {"title": "t", "base_usd_mn": 1, "promised_usd_mn": 1, "years": 1, "kept": 1, "source": "s"}},
            "only a purchase has one",
        ),
        ({"exposure": {"low": 0.5, "high": 2.0}}, "only minerals have one"),
        (
            {
                "kind": "minerals",
                "exposure": {"low": 1.5, "high": 2.0},
                "step": [{"id": "a", "title": "a", "share": 0.5}, {"id": "b", "title": "b", "share": 1.0}],
            },
            "low lies above 0",
        ),
        ({"kind": "purchase"}, "holds what no lever of kind purchase has"),
        ({"step": [{"id": "cut", "title": "less", "rule": [CUT]}] * 2}, "stands there twice"),
        (
            {
                "kind": "typed",
                "step": [
                    {"id": "a", "title": "a"},
                    {"id": "b", "title": "b", "worth": {"USA": {"low": 0.0, "high": 1.0}}},
                ],
            },
            "say where they come from",
        ),
    ],
)
def test_levers_that_cannot_be(changes, words):
    with pytest.raises(ValidationError, match=words):
        Lever.model_validate(lever(**changes))


def test_a_sound_lever():
    assert Lever.model_validate(lever()).step[1].rule[0].value == 0.1


def test_the_package_of_geneva_is_marked_as_hindsight(bundled):
    package = open_package("geneva", bundled)
    assert package.hindsight
    assert package.known_on == date(2025, 5, 12)
    assert package.terms["clock"] == "90-days"


def test_packages_that_are_not_there_or_not_of_this_case(bundled, tmp_path):
    with pytest.raises(DataError, match="geneva"):
        open_package("genva", bundled)
    wrong = tmp_path / "mine.toml"
    wrong.write_text(
        'id = "mine"\ncase = "us-china-2025"\ntitle = "T"\nknown_on = 2025-05-01\nsource = "me"\n'
        'terms = {us-reciprocal = "50", cn-frm = "16"}\n',
        encoding="utf-8",
    )
    with pytest.raises(CaseError, match="no step") as caught:
        open_package(str(wrong), bundled)
    assert "cn-farm" in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sectors": []}, "name a sector"),
        ({"tolerance": {"low": -1.0, "high": 1.0}}, "from 0 on"),
        ({"blocks": {"low": 0.5, "high": 1.5}}, "between 0 and 1"),
    ],
)
def test_groups_at_home_that_cannot_be(changes, words):
    record = {
        "id": "farmers",
        "title": "Farmers",
        "side": "USA",
        "sectors": ["A01"],
        "tolerance": {"low": 0.0, "high": 1.0},
        "blocks": {"low": 0.0, "high": 0.5},
        "source": "assumed",
        "cites": ["article-a"],
    }
    assert Ratification.model_validate(record).blocks.high == 0.5
    with pytest.raises(ValidationError, match=words):
        Ratification.model_validate({**record, **changes})


def test_who_can_stop_a_deal_at_home_is_assumed_and_says_so(bundled):
    assert bundled.table.homes
    for home in bundled.table.homes:
        assert "assumed" in home.source
        assert home.side in bundled.sides


def test_a_step_is_on_the_table_only_once_it_is_known(bundled):
    def steps(day):
        return bundled.table.known(day).steps()["us-reciprocal"]

    assert steps(date(2025, 5, 8)) == ("125", "84", "34", "10", "0")
    assert "60" in steps(date(2025, 5, 9))


def test_a_lever_left_with_one_step_is_off_the_table_and_its_ties_with_it():
    late = lever(
        step=[{"id": "none", "title": "-"}, {"id": "cut", "title": "-", "rule": [CUT], "known_on": date(2025, 5, 1)}]
    )
    tie = {"id": "t", "if": {"cut": ["cut"]}, "then": {"other": ["cut"]}, "why": "-", "cites": ["a"]}
    table = LeverTable((Lever(**late), Lever(**lever(id="other"))), (Linkage(**tie),))
    assert [item.id for item in table.known(date(2025, 4, 10)).levers] == ["other"]
    assert table.known(date(2025, 4, 10)).linkages == ()
    assert table.known(date(2025, 5, 1)).linkages == table.linkages


def test_how_things_stand_has_no_day_of_its_own():
    late = lever(
        step=[{"id": "none", "title": "-", "known_on": date(2025, 5, 1)}, {"id": "cut", "title": "-", "rule": [CUT]}]
    )
    with pytest.raises(ValidationError, match="how things stand"):
        Lever(**late)


def test_what_a_lever_is_worth_is_multiplied_by():
    ends = np.array([0.0, 0.5, 1.0])
    steps = [{"id": "a", "title": "a", "share": 0.5}, {"id": "b", "title": "b", "share": 1.0}]
    minerals = Lever.model_validate(lever(kind="minerals", exposure={"low": 0.5, "high": 2.0}, step=steps))
    assert minerals.drawn == "exposure"
    np.testing.assert_allclose(minerals.times(ends), [0.5, 1.0, 2.0])
    bought = [
        {"id": "a", "title": "a"},
        {"id": "b", "title": "b", "purchase": {"sectors": ["A01"], "added_usd_mn": 1.0}},
    ]
    purchase = Lever.model_validate(lever(kind="purchase", compliance={"low": 0.2, "high": 0.6}, step=bought))
    assert purchase.drawn == "compliance"
    np.testing.assert_allclose(purchase.times(ends), [0.5, 1.0, 1.5])
    assert Lever.model_validate(lever()).drawn == ""


def test_a_stance_on_what_is_not_there(folder):
    (folder / "levers.toml").write_text(
        '[[stance]]\nid = "s"\nside = "JPN"\nlever = "duty"\nstep = "0"\nknown = "stated"\nknown_on = 2025-02-01\n'
        'claims = ["said"]\nrecords = ["letter"]\ncites = ["order"]\n',
        encoding="utf-8",
    )
    with pytest.raises(CaseError) as problems:
        open_case(folder)
    text = str(problems.value)
    for words in ("JPN is no side of the case", 'no lever "duty"', 'the dossier has no "said"', 'has no "letter"'):
        assert words in text
