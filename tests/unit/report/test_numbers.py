from dataclasses import replace

import pytest

from detente.report.numbers import key_numbers


def by_id(numbers):
    return {number.id: number for number in numbers}


def test_the_key_numbers_of_the_issue(page_brief):
    assert [number.id for number in page_brief.numbers] == [
        "tariff-usa-on-chn",
        "tariff-chn-on-usa",
        "real-income-usa",
        "real-income-chn",
        "trade-between-the-sides",
        "largest-gainer-and-loser",
    ]
    for number in page_brief.numbers:
        assert all((number.label, number.shown, number.horizon, number.baseline, number.definition)), number.id


def test_tariffs_are_shown_in_law_and_effective(page_brief):
    side = page_brief.findings.sides[0]
    number = by_id(page_brief.numbers)["tariff-usa-on-chn"]
    assert number.value == pytest.approx(100 * float(side.rates["statutory-weighted"]))
    assert number.shown == f"{number.value:.1f} % in law, {100 * float(side.rates['effective']):.1f} % effective"


def test_bands_lie_inside_one_another(page_brief):
    for name in ("real-income-usa", "real-income-chn", "trade-between-the-sides"):
        n = by_id(page_brief.numbers)[name]
        assert n.models_low <= n.lo90 <= n.lo50 <= n.hi50 <= n.hi90 <= n.models_high
        assert n.models_low <= n.value <= n.models_high
        assert 0 < n.driver_share <= 1


def test_a_number_driven_by_one_assumption_is_a_range_only(page_brief):
    """Beyond half of the spread there is no single value on the page; up to half there is one with its draws."""
    findings = page_brief.findings
    name = findings.readings[0]

    def shown(share):
        first = next(index for index, spread in enumerate(findings.spread) if spread.share)
        spreads = list(findings.spread)
        rest = sum(1 for spread in spreads if spread.share) - 1
        for index, spread in enumerate(spreads):
            if spread.share:
                part = share if index == first else (1 - share) / rest
                spreads[index] = replace(spread, share={**spread.share, name: part})
        return by_id(key_numbers(replace(findings, spread=tuple(spreads))))["real-income-usa"]

    ruled, free = shown(0.51), shown(0.50)
    low, high = f"{ruled.models_low:.2f} %".replace("-", "−"), f"{ruled.models_high:.2f} %".replace("-", "−")
    assert ruled.shown.startswith(f"{low} to {high}; ")
    value = f"{ruled.value:.2f} %".replace("-", "−")
    assert value not in ruled.shown
    assert "A range only" in ruled.definition
    assert f", central {value}; " in free.shown
    assert "A range only" not in free.definition


def test_gainer_and_loser_are_third_economies(page_brief):
    welfare = page_brief.findings.outcome.data["welfare"].to_series().drop(["USA", "CHN"])
    numbers = by_id(page_brief.numbers)
    number = numbers["largest-gainer-and-loser"]
    assert number.value == pytest.approx(100 * welfare.min())
    names = page_brief.findings.case.ledger.countries.names
    assert names[str(welfare.idxmax())] in number.shown
    assert names[str(welfare.idxmin())] in number.shown
