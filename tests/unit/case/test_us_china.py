"""The bundled case against what the law and independent calculations say."""

from datetime import date

import pytest

from detente.case.checks import unverified
from detente.ledger.measures import RATED

PAIR = ("USA", "CHN")
BACK = ("CHN", "USA")
END = "2025-05-12"


def percent(case, pair, on, as_of=None, **more):
    return 100 * float(case.ledger.rate(*pair, on=on, as_of=as_of, **more))


@pytest.mark.parametrize(("on", "independent"), [("2025-01-20", 12.5), ("2025-05-14", 39.8)])
def test_rates_on_china_within_two_points_of_an_independent_calculation(bundled, on, independent):
    """From the same lists; ours leave out chapters 98 and 99 and reach 64.5 instead of 60.7 % of imports."""
    assert percent(bundled, PAIR, on) == pytest.approx(independent, abs=2.0)


@pytest.mark.parametrize(
    ("on", "as_of", "there", "back"),
    [
        ("2025-01-20", None, 13.1, 19.2),
        ("2025-02-05", None, 23.1, 19.2),
        ("2025-03-05", None, 33.1, 20.2),
        ("2025-04-06", None, 43.0, 22.1),
        ("2025-04-06", END, 40.8, 22.1),
        ("2025-04-10", None, 141.9, 106.1),
        ("2025-04-10", END, 113.7, 106.1),
        ("2025-04-12", None, 113.7, 147.1),
        ("2025-05-14", None, 41.6, 32.1),
    ],
)
def test_rates_on_the_days_of_the_year(bundled, on, as_of, there, back):
    """The table of the page on the United States' measures; a change of a fact shows here first."""
    assert percent(bundled, PAIR, on, as_of) == pytest.approx(there, abs=0.1)
    assert percent(bundled, BACK, on, as_of) == pytest.approx(back, abs=0.1)


def test_the_averages_keep_their_order(bundled):
    """Escalation: every definition grows from January to 12 April and falls with Geneva."""
    for definition in ("statutory-weighted", "statutory-simple", "effective"):
        for pair in (PAIR, BACK):
            days = ("2025-01-20", "2025-03-05", "2025-04-12")
            path = [percent(bundled, pair, day, END, definition=definition) for day in days]
            assert path == sorted(path)
            assert percent(bundled, pair, "2025-05-14", definition=definition) < path[-1]
    ordinary = {percent(bundled, PAIR, day, definition="ordinary") for day in ("2025-01-20", "2025-04-12")}
    assert len(ordinary) == 1


def test_what_is_announced_runs_ahead_of_what_is_in_force(bundled):
    """On 8 April the 84 % of the next day is known; on 12 May Geneva is."""
    assert percent(bundled, PAIR, "2025-04-08", definition="announced") > percent(bundled, PAIR, "2025-04-08") + 40
    assert percent(bundled, PAIR, "2025-05-13", definition="announced") == pytest.approx(
        percent(bundled, PAIR, "2025-05-14", definition="announced"), abs=1e-9
    )


def layers(why, role="adds"):
    return {layer.authority: layer for layer in why.layers if layer.role == role}


def test_why_a_toy_pays_145_points(bundled):
    why = bundled.ledger.why(*PAIR, product="9503.00", on="2025-04-12")
    assert why.ordinary == 0.0
    found = layers(why)
    assert {name: round(layer.rate, 10) for name, layer in found.items()} == {
        "ieepa-reciprocal": 1.25,
        "ieepa-fentanyl-china": 0.20,
    }
    assert found["ieepa-reciprocal"].measure.instrument.startswith("Executive Order 14266")
    assert found["ieepa-reciprocal"].measure.effective == date(2025, 4, 10)
    assert found["ieepa-fentanyl-china"].measure.instrument.startswith("Executive Order 14228")
    assert found["ieepa-fentanyl-china"].measure.effective == date(2025, 3, 4)
    assert (why.statutory, why.statutory_base) == (pytest.approx(1.45), 0.0)
    assert why.base_day == date(2024, 12, 31)
    (sector,) = why.sectors
    assert sector.tariff == pytest.approx(sector.base + sector.statutory - sector.statutory_base)
    assert 1.0 < sector.statutory - sector.statutory_base < 1.45


def test_why_a_telephone_pays_20_points_and_145_on_the_day_before(bundled):
    why = bundled.ledger.why(*PAIR, product="8517.13", on="2025-04-12")
    freed = layers(why, "exempts")["ieepa-reciprocal"].measure
    assert (freed.announced, freed.effective) == (date(2025, 4, 11), date(2025, 4, 5))
    assert why.statutory == pytest.approx(0.20)
    then = bundled.ledger.why(*PAIR, product="8517.13", on="2025-04-10")
    looking_back = bundled.ledger.why(*PAIR, product="8517.13", on="2025-04-10", as_of="2025-04-11")
    assert then.statutory == pytest.approx(1.45)
    assert looking_back.statutory == pytest.approx(0.20)


def test_steel_and_cars_pay_one_duty_not_two(bundled):
    """Goods under Section 232 are outside the reciprocal tariff, on both sides of its largest step."""
    for product in ("7208.10.15", "8703.23.01"):
        why = bundled.ledger.why(*PAIR, product=product, on="2025-04-12")
        assert "ieepa-reciprocal" not in layers(why)
        assert any(name.startswith("section-232") for name in layers(why))


def test_the_pause_spares_everyone_but_china(bundled):
    def reciprocal(partner, on):
        why = bundled.ledger.why("USA", partner, product="9503.00", on=on)
        return round(sum(layer.rate for layer in why.layers if layer.authority == "ieepa-reciprocal"), 10)

    assert (reciprocal("DEU", "2025-04-09"), reciprocal("DEU", "2025-04-10")) == (0.20, 0.10)
    assert (reciprocal("CHN", "2025-04-09"), reciprocal("CHN", "2025-05-14")) == (0.84, 0.10)
    assert reciprocal("CAN", "2025-04-09") == reciprocal("MEX", "2025-04-10") == 0.0


def test_every_record_has_an_instrument_citations_and_a_day_of_knowledge(bundled):
    ledger = bundled.ledger
    for record in (*ledger.measures, *ledger.repeals, *ledger.stackings):
        assert record.instrument, record.id
        assert record.announced <= record.known <= bundled.head.last, record.id
        assert record.cites, record.id
        assert set(record.cites) <= set(bundled.documents), record.id


def test_counts_of_records_and_of_verified_ones(bundled):
    """Acts announced from 20 January 2025 on; history before them may grow."""
    ledger, start = bundled.ledger, date(2025, 1, 20)
    recent = [m for m in ledger.measures if m.announced >= start]
    assert len(recent) == 88
    assert sum(r.announced >= start for r in ledger.repeals) == 7
    assert sum(s.announced >= start for s in ledger.stackings) == 15
    doubtful = {m.id for m in unverified(bundled) if m.announced >= start}
    assert doubtful == {"can-remission-vehicles", "chn-boeing-halt", "chn-services-crackdown", "chn-study-alert"}
    assert not [m.id for m in recent if m.kind in RATED and m.id in doubtful]


def test_on_the_base_day_the_wedges_are_the_worlds_base(bundled):
    world = bundled.ledger.base
    for as_of in ("2024-12-31", END):
        wedges = bundled.ledger.wedges(world, on=world.base_day, as_of=as_of)
        assert (wedges["tariff"].values == world.tariff).all()


def test_rates_on_all_partners(bundled):
    """China is an eighth of imports; the average over all lies between its rate and everyone else's."""
    found = percent(bundled, ("USA", "all"), "2025-04-12")
    assert 20 < found < 30
    assert percent(bundled, ("USA", "all"), "2025-01-20") < 4
    assert 8 < percent(bundled, ("CHN", "all"), "2025-04-12") < 16
