from datetime import date

import pytest

from detente.ledger.measures import Clock, Measure
from detente.report.words import (
    authority_name,
    billions,
    clock,
    family_name,
    led,
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


def test_a_suspension_is_named_by_what_stays_in_force(page_brief):
    records = {m.id: m for m in page_brief.findings.case.ledger.measures}
    said = measure_name(records["usa-reciprocal-pause"])
    assert said == "10 % stay in force (Country rates suspended to 10 % until 9 July, for all but China)"
    assert measure_name(records["usa-reciprocal-125"]) == "Reciprocal tariff on China raised to 125 %"
    paused = records["usa-border-can-paused"]
    assert measure_name(paused) == paused.title, "nothing of it stays"


@pytest.mark.parametrize(
    ("sentence", "lead", "rest"),
    [
        ("Who hurts more: China. So: it is.", "Who hurts more:", " China. So: it is."),
        ("Nothing in force moves trade.", "", "Nothing in force moves trade."),
        (f"{'long ' * 12}opening: no lead", "", f"{'long ' * 12}opening: no lead"),
    ],
)
def test_what_a_sentence_answers_is_told_apart(sentence, lead, rest):
    assert led(sentence) == (lead, rest)
    assert "".join(led(sentence)) == sentence
