from datetime import date

import pytest
from pydantic import ValidationError

from detente.ledger.measures import AllBut, Clock, Goods, Measure, Repeal


def sentence(**fields):
    """What is wrong with a measure."""
    given = {
        "id": "duty",
        "kind": "tariff",
        "by": "USA",
        "on": ["CHN"],
        "authority": "law",
        "rate": 0.1,
        "announced": date(2025, 4, 9),
        "effective": date(2025, 4, 9),
        "cites": ["order"],
    }
    given |= fields
    given = {name: value for name, value in given.items() if value is not ...}
    with pytest.raises(ValidationError) as caught:
        Measure.model_validate(given)
    return str(caught.value)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"rate": 145}, "rates are shares; 145 % is written 1.45. If 145 is meant, add unusual = true"),
        ({"rate": -0.1}, "negative; a cut is a later measure with the lower rate"),
        ({"rate": float("nan")}, "finite"),
        ({"rate": ..., "rates": {"CHN": float("nan")}}, "finite"),
        ({"rate": ...}, "needs exactly one of rate, rates or rate_in_list; this one has none"),
        ({"rates": {"CHN": 0.2}}, "this one has 2"),
        ({"rate": ..., "rates": {"CHN": 34}}, "34 % is written 0.34"),
        ({"kind": "export-control"}, 'kind "export-control" carries no rate'),
        ({"kind": "exemption"}, 'kind "exemption" carries no rate'),
        ({"kind": "quota"}, "kind"),
        ({"rate": ..., "rate_in_list": True}, "needs goods = {list = ..}"),
        ({"effective": date(2025, 4, 8)}, r"2025-04-08 is before announced (2025-04-09)"),
        ({"known_on": date(2025, 4, 8)}, "Nobody could know it then"),
        ({"until": date(2025, 4, 9)}, "2025-04-09 is not after effective"),
        ({"until": {"days": 0}}, "greater than 0"),
        ({"cites": []}, "must cite at least one document"),
        ({"id": "Duty_1"}, '"Duty_1" is not kebab-case'),
        ({"goods": {"hs": ["9503"], "sectors": ["C26"]}}, "goods needs exactly one of hs, sectors or list"),
        ({"goods": {}}, "goods needs exactly one of hs, sectors or list"),
        ({"on": "CHN"}, "on"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_a_wrong_measure_says(fields, said):
    assert said in sentence(**fields)


def test_what_a_person_may_write():
    given = {
        "id": "pause-90",
        "kind": "suspension",
        "by": "USA",
        "on": {"all_but": ["CHN"]},
        "goods": {"hs": ["9503.00", "8517"]},
        "authority": "law",
        "rate": 0,
        "announced": date(2025, 4, 9),
        "effective": date(2025, 4, 10),
        "known_on": date(2025, 4, 11),
        "until": {"days": 90},
        "cites": ["order"],
    }
    measure = Measure.model_validate(given)
    assert measure.rate == 0.0
    assert measure.on == AllBut(all_but=("CHN",))
    assert measure.goods == Goods(hs=("9503.00", "8517"))
    assert (measure.known, measure.end) == (date(2025, 4, 11), date(2025, 7, 9))
    assert Measure.model_validate({**given, "until": date(2025, 8, 1)}).end == date(2025, 8, 1)
    assert Measure.model_validate({**given, "until": None}).end is None
    assert Measure.model_validate({**given, "rate": 6.5, "unusual": True}).rate == 6.5
    early = Measure.model_validate({**given, "effective": date(2025, 4, 5), "retroactive": True})
    assert early.known == date(2025, 4, 11)


def test_a_clock_counts_from_the_effective_day_and_only_forward():
    with pytest.raises(ValidationError, match="greater than 0"):
        Clock(days=-1)


def test_a_repeal_keeps_the_rules_of_every_act():
    repeal = Repeal(
        id="end", announced=date(2025, 5, 12), effective=date(2025, 5, 14), cites=("order",), ends=("pause-90",)
    )
    assert repeal.known == date(2025, 5, 12)
    with pytest.raises(ValidationError, match="before announced"):
        Repeal(id="end", announced=date(2025, 5, 12), effective=date(2025, 5, 1), cites=("order",), ends=("a",))


def test_whole_numbers_are_rates_and_truth_values_are_not():
    given = {
        "id": "duty",
        "kind": "tariff",
        "by": "USA",
        "on": ["CHN"],
        "authority": "law",
        "announced": date(2025, 4, 9),
        "effective": date(2025, 4, 9),
        "cites": ["order"],
    }
    one = Measure.model_validate({**given, "rate": 1})
    several = Measure.model_validate({**given, "rates": {"CHN": 1, "MEX": 0.25}})
    assert type(one.rate) is float
    assert one.rate == 1.0
    assert {partner: (type(rate), rate) for partner, rate in several.rates.items()} == {
        "CHN": (float, 1.0),
        "MEX": (float, 0.25),
    }
    for wrong in ({"rate": True}, {"rates": {"CHN": True}}):
        with pytest.raises(ValidationError, match="number"):
            Measure.model_validate({**given, **wrong})
