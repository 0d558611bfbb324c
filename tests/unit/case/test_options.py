"""What the sides could do, on the toy world; the bundled world's figures are in tests/papers."""

from datetime import date

import numpy as np
import pytest

from detente.case.options import options
from detente.case.rungs import ELSEWHERE, climbed, mean_tariff, typical_rate
from detente.core.errors import DataError
from detente.ledger.stacking import Moment
from detente.report.brief_offers import read_options
from detente.report.options import options_figures, options_section, options_sentences, options_tables
from detente.report.options_json import options_json


@pytest.fixture(scope="module")
def found(bundled, toy):
    return options(bundled, "2025-05-09", world=toy)


def test_rungs_lead_from_the_baseline_to_the_day(bundled, toy, found):
    last = found.climbed[-1].step.wedges
    day = bundled.ledger.wedges(toy, on="2025-05-09")
    for pair in (("USA", "CHN"), ("CHN", "USA")):
        cell = {"importer": pair[0], "exporter": pair[1]}
        np.testing.assert_allclose(last["tariff"].sel(cell), day["tariff"].sel(cell), atol=0.0025)
    assert [rung.day for rung in found.climbed] == sorted(rung.day for rung in found.climbed)
    own = [rung for rung in found.climbed if rung.by == "USA"]
    assert own[0].day == date(2025, 2, 4)
    assert own[0].after - own[0].before == pytest.approx(0.10, abs=1e-9)


def test_rungs_add_up_to_the_last_one(found):
    for horizon in found.horizons:
        for side in found.case.sides:
            total = sum(rung.change[side] for rung in horizon.rungs)
            assert total == pytest.approx(horizon.rungs[-1].value[side], abs=1e-12)


def test_the_table_of_payoffs_ends_where_the_ladder_does(found):
    for horizon in found.horizons:
        corner = horizon.matrix["value"].isel(first=-1, second=-1)
        for side in found.case.sides:
            assert float(corner.sel(player=side)) == pytest.approx(horizon.rungs[-1].value[side], abs=2e-4)


def test_nothing_learned_later_is_on_the_ladder(bundled, toy):
    start = Moment(date(2025, 1, 19), date(2025, 4, 9))
    rungs = climbed(bundled, toy, start, Moment(date(2025, 4, 9), date(2025, 4, 9)))
    assert max(rung.day for rung in rungs) == date(2025, 4, 9)
    assert {rung.by for rung in rungs} <= {"USA", "CHN", ELSEWHERE}


def test_observed_rates_are_the_mean_and_the_typical_dollar(bundled, toy, found):
    moment = found.moment
    assert typical_rate(bundled, "USA", "CHN", moment) == pytest.approx(1.45, abs=0.03)
    mean = mean_tariff(toy, bundled.ledger.wedges(toy, on=moment.on), "USA", "CHN", bundled.sides)
    assert found.observed["USA"][0] == pytest.approx(mean)
    assert found.observed["USA"][0] < found.observed["USA"][1]


def test_a_mirror_and_the_rates_in_force_are_worse_for_the_target_than_holding(found):
    long = found.horizons[0]
    loss = long.rules["CHN"]["payoff"]
    assert float(loss.sel(rule="mirror", side="USA")) < float(loss.sel(rule="none", side="USA"))


def test_lists_aim_elsewhere_than_at_damage_per_cost(found):
    assert [target.name for target in found.targets] == ["CHN, 2018", "CHN, 2025"]
    for target in found.targets:
        assert target.agreement[20.0] > target.agreement[1.0]


def test_the_page_says_everything_once(found):
    section = options_section(found, "stamp")
    assert section.annex
    assert section.tables == options_tables(found)
    names = [figure.name for figure in options_figures(found, "stamp")]
    assert len(names) == len(set(names)) == 1 + 3 * len(found.horizons)
    titles = [figure.title for figure in section.figures]
    assert len(titles) == len(set(titles))
    told = options_sentences(found)
    assert any("revenue peaks" in sentence for sentence in told)
    assert any("not motives" in sentence for sentence in told)
    assert any("not dollars" in sentence for sentence in told)
    assert any("brackets do not cover it" in sentence for sentence in told)
    jobs = [
        (row[0], row[7]) for table in options_tables(found) if table.caption.startswith("Rules") for row in table.rows
    ]
    assert {cell == "fixed" for model, cell in jobs if model == "long run"} == {True}
    assert {cell == "fixed" for model, cell in jobs if model != "long run"} == {False}


def test_json_holds_no_number_without_bound(found):
    def plain(value):
        if isinstance(value, dict):
            return all(plain(item) for item in value.values())
        if isinstance(value, list | tuple):
            return all(plain(item) for item in value)
        return not isinstance(value, float) or np.isfinite(value)

    body = options_json(found)
    assert plain(body)
    assert len(body["ladder"]) == len(found.climbed) * len(found.horizons)
    assert {row["side"] for row in body["peaks"]} == {"USA", "CHN"}


def test_before_the_first_step_there_is_nothing_to_say(bundled, toy):
    with pytest.raises(DataError, match="after the baseline"):
        options(bundled, bundled.head.earlier_baselines[0], world=toy)


def test_a_brief_of_a_scenario_says_why_it_has_no_page(bundled):
    moment = bundled.ledger.moment("2025-05-09")
    assert "for a scenario it is not worked out" in read_options(bundled, moment, full=False, ruled=True)
