from dataclasses import replace
from datetime import date
from math import isnan
from types import SimpleNamespace

import pytest

from detente.report.numbers import deal_number, key_numbers


def by_id(numbers):
    return {number.id: number for number in numbers}


def test_the_key_numbers_of_the_issue(page_brief):
    assert [number.id for number in page_brief.numbers] == [
        "tariff-usa-on-chn",
        "tariff-chn-on-usa",
        "income-first-year-usa",
        "income-first-year-chn",
        "trade-first-year",
        "real-income-usa",
        "real-income-chn",
        "jobs-at-risk-usa",
        "jobs-at-risk-chn",
        "principals-meet",
        "deal-both-prefer",
        "trade-between-the-sides",
        "real-wage-usa",
        "real-wage-chn",
        "largest-gainer-and-loser",
    ]
    assert [number.id for number in page_brief.numbers if number.behind] == [n.id for n in page_brief.numbers[-4:]]
    for number in page_brief.numbers:
        assert all((number.label, number.shown, number.horizon, number.baseline, number.definition)), number.id


def test_a_short_brief_knows_the_share_of_draws_with_a_deal_and_what_it_leaves_out(page_brief):
    number = by_id(page_brief.numbers)["deal-both-prefer"]
    assert 0.0 <= number.value <= 100.0
    assert "not the probability of a deal" in number.shown
    assert "detente deal varies them, too" in number.definition


def test_without_levers_the_number_says_why_there_is_none():
    number = deal_number(date(2025, 4, 12), "The case knew no levers on this day, so no deal is looked for.")
    assert isnan(number.value)
    assert number.shown == "not worked out; see its definition"
    assert "no levers" in number.definition


def test_a_zone_gives_its_shares_of_draws_and_the_package_picked_most_in_words():
    packages = (
        SimpleNamespace(terms={"rates": "half"}, chosen=0.2, probability=0.9),
        SimpleNamespace(terms={"rates": "none"}, chosen=0.5, probability=0.8),
    )
    steps = (SimpleNamespace(id="half", title="halved"), SimpleNamespace(id="none", title="gone"))
    table = SimpleNamespace(lever=lambda _: SimpleNamespace(title="Duties", step=steps))
    zone = SimpleNamespace(
        packages=packages,
        probability=0.93,
        share=0.6,
        against_words="rates stay",
        draws=1000,
        count=12345,
        sketched=False,
        panel=SimpleNamespace(table=table),
    )
    number = deal_number(date(2025, 4, 12), zone)
    assert number.value == pytest.approx(93.0)
    assert number.shown == "some package in 93 % of draws, the average one in 60 %; not the probability of a deal"
    assert "1,000 draws" in number.definition
    assert "12,345 packages" in number.definition
    assert "Duties: gone." in number.definition


def test_tariffs_are_shown_in_law_and_effective(page_brief):
    side = page_brief.findings.sides[0]
    number = by_id(page_brief.numbers)["tariff-usa-on-chn"]
    assert number.value == pytest.approx(100 * float(side.rates["statutory-weighted"]))
    assert number.shown == f"{number.value:.1f} % in law, {100 * float(side.rates['effective']):.1f} % effective"


def test_bands_lie_inside_one_another(page_brief):
    for name in ("real-income-usa", "real-income-chn", "trade-between-the-sides", "real-wage-usa", "real-wage-chn"):
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


def test_what_the_two_sides_do_to_each_other_stands_beside_all_measures(page_brief):
    """Only wedges between the two sides move: tariffs on third economies pay the United States, and hurt Mexico."""
    findings = page_brief.findings
    after, before = findings.after, findings.before
    alone = before.copy(deep=True)
    for pair in ({"importer": "USA", "exporter": "CHN"}, {"importer": "CHN", "exporter": "USA"}):
        for name in alone:
            alone[name].loc[pair] = after[name].loc[pair]
    welfare = findings.model.solve(findings.world, before, alone).data["welfare"]
    for code in ("usa", "chn"):
        n = by_id(page_brief.numbers)[f"real-income-{code}"]
        assert n.pair_only == pytest.approx(100 * float(welfare.sel(region=code.upper())), abs=1e-9)
        text = f"{n.pair_only:.2f} %".replace("-", "−")
        assert f"; at central assumptions {text} from the two sides’ measures on each other alone and " in n.shown
        assert any(text in said for page in page_brief.sections if page.id == "gains" for said in page.sentences)
    assert by_id(page_brief.numbers)["real-income-usa"].pair_only < by_id(page_brief.numbers)["real-income-usa"].value
    assert by_id(page_brief.numbers)["real-wage-usa"].pair_only is None


def test_a_pair_alone_in_its_quarrel_has_nothing_beside(page_brief):
    findings = page_brief.findings
    same = key_numbers(replace(findings, pair_only=findings.outcome))
    assert "each other alone" not in by_id(same)["real-income-usa"].shown


def test_gainer_and_loser_are_third_economies(page_brief):
    welfare = page_brief.findings.outcome.data["welfare"].to_series().drop(["USA", "CHN"])
    numbers = by_id(page_brief.numbers)
    number = numbers["largest-gainer-and-loser"]
    assert number.value == pytest.approx(100 * welfare.min())
    names = page_brief.findings.case.ledger.countries.names
    assert names[str(welfare.idxmax())] in number.shown
    assert names[str(welfare.idxmin())] in number.shown
    ends = page_brief.findings.income_ends(str(welfare.idxmin()))
    assert ends.low <= welfare.min() <= ends.high
    assert f"{100 * ends.low:.2f} % to {100 * ends.high:.2f} %".replace("-", "−") in number.shown
