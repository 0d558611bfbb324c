from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from detente.ledger.measures import Clock, Measure
from detente.report.words import (
    authority_name,
    billions,
    bottom_line,
    clock,
    family_name,
    measure_name,
    money,
    percent,
    points,
    sector_name,
    signed,
    span,
)


def test_numbers_carry_a_true_minus_and_zero_no_sign():
    for shown, expected in (
        (percent(1.4534), "145.3 %"),
        (percent(0.0), "0.0 %"),
        (percent(-0.0004), "0.0 %"),
        (percent(-0.02), "−2.0 %"),
        (percent(12.3456, 0), "1,235 %"),
        (signed(0.0047), "+0.47 %"),
        (signed(-0.0094), "−0.94 %"),
        (signed(0.00001), "0.00 %"),
        (signed(-0.00001), "0.00 %"),
        (points(0.25), "+25.0"),
        (points(-0.0001), "0.0"),
        (money(-1234567.8), "−1,234,568"),
        (money(0.2), "0"),
        (billions(-73_600), "−74 USD bn"),
        (billions(1_234_000, 1), "+1,234.0 USD bn"),
        (billions(10), "+10 USD mn"),
        (billions(0), "0 USD bn"),
    ):
        assert shown == expected
        assert "-" not in shown


def test_a_range_whose_ends_print_alike_is_one_number():
    assert span(-0.0052, 0.001) == "−0.52 % to +0.10 %"
    assert span(0.00101, 0.00099) == "+0.10 %"


def test_names_fall_back_on_themselves():
    assert authority_name("section-232-autos") == "Section 232 cars"
    assert authority_name("safeguard-on-steel") == "safeguard on steel"
    assert family_name("chn-reciprocal") == family_name("ieepa-reciprocal")
    assert family_name("safeguard-on-steel") == "safeguard on steel"


def test_sector_names_are_short_enough_for_an_axis():
    assert sector_name("Manufacture of textiles; wearing apparel") == "Textiles"
    assert sector_name("Fishing") == "Fishing"


def test_the_clock_of_an_act():
    fields = {
        "id": "m",
        "kind": "tariff",
        "by": "USA",
        "on": ("CHN",),
        "authority": "a",
        "rate": 0.1,
        "announced": date(2025, 4, 9),
        "effective": date(2025, 4, 10),
        "cites": ("law",),
    }
    assert clock(Measure(**fields)) == "announced 9 Apr 2025, in force 10 Apr 2025"
    assert clock(Measure(**fields, until=Clock(days=90))).endswith("in force 10 Apr 2025 until 9 Jul 2025")


def number(name, low, high):
    middle = (low + high) / 2
    return SimpleNamespace(id=name, value=middle, models_low=low, models_high=high)


@pytest.mark.parametrize(
    ("usa", "chn", "said"),
    [
        ((-0.3, -0.1), (-0.5, -0.4), "China loses the larger share of its income under every assumption tried"),
        (
            (-0.9, -0.8),
            (-0.5, -0.4),
            "the United States loses the larger share of its income under every assumption tried",
        ),
        (
            (-0.5, -0.1),
            (-0.6, -0.4),
            "China loses the larger share of its income at the central assumptions, but the ranges overlap",
        ),
        (
            (0.1, 0.2),
            (0.4, 0.5),
            "the United States gains the smaller share of its income under every assumption tried",
        ),
        ((-0.1, 0.4), (0.4, 0.5), "the United States gains the smaller share of its income at the central assumptions"),
    ],
)
def test_who_loses_more_is_said_only_as_surely_as_it_is_known(page_brief, usa, chn, said):
    numbers = (
        number("real-income-usa", *usa),
        number("real-income-chn", *chn),
        number("trade-between-the-sides", -70.0, -60.0),
    )
    sentences = bottom_line(page_brief.findings, numbers)
    assert len(sentences) == 4
    assert said in sentences[1]
    assert "−70 % to −60 %" in sentences[1]


def test_a_quarrel_of_two_alone_needs_no_second_sentence(page_brief):
    findings = replace(page_brief.findings, pair_only=page_brief.findings.outcome)
    numbers = (
        number("real-income-usa", -0.3, -0.1),
        number("real-income-chn", -0.5, -0.4),
        number("trade-between-the-sides", -70.0, -60.0),
    )
    assert len(bottom_line(findings, numbers)) == 3


def test_a_suspension_is_named_by_what_stays_in_force(page_brief):
    records = {m.id: m for m in page_brief.findings.case.ledger.measures}
    said = measure_name(records["usa-reciprocal-pause"])
    assert said == "10 % stay in force (Country rates suspended to 10 % until 9 July, for all but China)"
    assert measure_name(records["usa-reciprocal-125"]) == "Reciprocal tariff on China raised to 125 %"
    paused = records["usa-border-can-paused"]
    assert measure_name(paused) == paused.title, "nothing of it stays"


def test_nothing_is_made_of_nothing(page_brief):
    numbers = (
        number("real-income-usa", 0.0, 0.0),
        number("real-income-chn", 0.0, 0.0),
        number("trade-between-the-sides", -0.01, 0.01),
    )
    assert "Nothing in force on the day moves trade" in bottom_line(page_brief.findings, numbers)[1]
