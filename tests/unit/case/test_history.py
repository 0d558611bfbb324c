"""The conflict since 2017: rates of old days beside independent calculations, two clocks, days before the base day."""

from __future__ import annotations

import csv
import gzip
import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from detente.case.case import Head
from detente.core.errors import LabelError
from detente.ledger.stacking import Moment

FOLDER = Path(os.environ.get("DETENTE_DATA") or Path(__file__).parents[4] / "shared" / "data")
needs_data = pytest.mark.skipif(
    not (FOLDER / "tariffs").is_dir(), reason="the data folder is not here: set DETENTE_DATA to compare with its tables"
)
THERE, BACK = ("USA", "CHN"), ("CHN", "USA")


def percent(case, pair, on, **more):
    return 100 * float(case.ledger.rate(*pair, on=on, **more))


def rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(FOLDER / "tariffs" / name, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.mark.parametrize(
    ("on", "there", "back"),
    [
        ("2018-01-01", 2.6, 4.5),
        ("2018-07-06", 4.3, 10.5),
        ("2018-08-23", 4.9, 14.6),
        ("2018-09-25", 7.5, 17.1),
        ("2019-01-01", 7.5, 15.9),
        ("2019-05-10", 11.4, 15.9),
        ("2019-06-01", 11.4, 18.3),
        ("2019-09-15", 14.4, 20.1),
        ("2020-02-15", 12.7, 19.0),
        ("2024-12-31", 12.9, 19.2),
    ],
)
def test_rates_by_date(bundled, on, there, back):
    """The table of the page on the United States' measures; a change of a fact shows here first."""
    assert percent(bundled, THERE, on) == pytest.approx(there, abs=0.1)
    assert percent(bundled, BACK, on) == pytest.approx(back, abs=0.1)


@pytest.mark.parametrize(("on", "independent"), [("2018-09-25", 7.5), ("2020-02-15", 13.4)])
def test_rates_on_china_within_two_points_of_an_independent_calculation(bundled, on, independent):
    assert percent(bundled, THERE, on) == pytest.approx(independent, abs=2.0)


@needs_data
def test_chinas_rates_with_its_imports_of_2017_beside_the_national_lines(bundled):
    """Ten-digit levels averaged to eight digits; before 2019 ordinary duties were up to 1.1 points higher."""
    weight = {
        row["hs8"]: float(row["imports_from_us_2017_kusd"]) for row in rows("china_imports_from_us_2017_hs8.csv.gz")
    }
    levels: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows("china_on_us_hs10_2018_2019.csv.gz"):
        for day, level in row.items():
            if day != "hs10":
                levels[day][row["hs10"][:8]].append(float(level))
    independent = {
        day: np.average(
            [np.mean(found[code]) for code in found if code in weight],
            weights=[weight[code] for code in found if code in weight],
        )
        for day, found in levels.items()
    }
    assert round(independent["2018-01-01"], 1) == 6.0
    assert round(independent["2019-06-01"], 1) == 15.6
    gap = {day: percent(bundled, BACK, day, weights="2017") - value for day, value in independent.items()}
    assert max(abs(value) for value in gap.values()) < 1.2
    assert max(abs(gap[day]) for day in ("2018-11-01", "2019-01-01", "2019-06-01")) < 0.5


def test_weights_of_2017_are_those_of_one_pair(bundled):
    """154.8 billion dollars less 5.5 of chapter 98, which holds no goods of its own."""
    weight = bundled.ledger.lines["CHN"].weights_of("USA", 2017)
    assert weight.sum() == pytest.approx(149_300, rel=0.001)
    with pytest.raises(LabelError, match="USA in 2017"):
        bundled.ledger.rate("CHN", "DEU", on="2019-06-15", weights="2017")
    with pytest.raises(LabelError, match="trade of 2017 from CHN is not at hand for USA"):
        bundled.ledger.rate("USA", "CHN", on="2019-06-15", weights="2017")


@pytest.mark.parametrize(
    ("product", "on", "layers"),
    [
        ("1201.90", "2018-07-06", {"chn-301-list-1": 0.25}),
        ("1201.90", "2019-09-01", {"chn-301-list-1": 0.25, "chn-301-list-4": 0.05}),
        ("1201.90", "2020-02-14", {"chn-301-list-1": 0.25, "chn-301-list-4": 0.025}),
        ("8703.23", "2018-12-31", {"chn-301-cars": 0.25}),
        ("8703.23", "2019-01-01", {}),
        ("0203.22", "2018-07-06", {"chn-232-response": 0.125, "chn-301-list-1": 0.125}),
        ("1007.90", "2018-05-01", {"chn-sorghum-deposit": 1.786}),
        ("1007.90", "2018-06-01", {}),
    ],
)
def test_chinas_layers_add_up_and_end(bundled, product, on, layers):
    found = bundled.ledger.why(*BACK, product=product, on=on).layers
    mine = {layer.authority: layer.rate for layer in found if layer.rate}
    assert {name: round(mine.get(name, 0.0), 3) for name in layers} == pytest.approx(layers, abs=0.13)
    assert set(mine) >= set(layers)
    if not layers:
        assert not mine


@pytest.mark.parametrize(
    ("on", "product", "rate"),
    [
        ("2018-09-23", "9403.20", 0.0),
        ("2018-09-24", "9403.20", 0.10),
        ("2019-01-01", "9403.20", 0.10),
        ("2019-03-02", "9403.20", 0.10),
        ("2019-05-10", "9403.20", 0.25),
        ("2019-10-15", "9403.20", 0.25),
        ("2019-12-15", "9503.00", 0.0),
        ("2019-09-01", "6110.20", 0.15),
        ("2020-02-14", "6110.20", 0.075),
        ("2018-08-23", "8542.31", 0.25),
        ("2025-01-01", "8542.31", 0.50),
    ],
)
def test_section_301_day_by_day(bundled, on, product, rate):
    """Threats that were not carried out never bind; semiconductors paid 25 % until the end of 2024."""
    found = bundled.ledger.why(*THERE, product=product, on=on).layers
    assert sum(layer.rate for layer in found if layer.authority == "section-301") == pytest.approx(rate, abs=1e-9)


@pytest.mark.parametrize(
    ("on", "announced"),
    [
        ("2018-12-31", 11.4),  # Rise of list 3, moved to March.
        ("2019-02-25", 7.5),  # The President drops it.
        ("2019-09-15", 22.0),  # 30 % from 15 October and list 4B from 15 December.
        ("2019-10-12", 20.1),  # List 4B only.
        ("2019-12-14", 14.4),  # Nothing; the cut of list 4A isn't known yet.
    ],
)
def test_what_was_announced_and_dropped(bundled, on, announced):
    assert percent(bundled, THERE, on, definition="announced") == pytest.approx(announced, abs=0.1)


def test_metals_of_neighbours_in_2018_and_2019(bundled):
    def metal(partner, on):
        found = bundled.ledger.why("USA", partner, product="7208.10", on=on).layers
        return round(sum(layer.rate for layer in found if layer.authority == "section-232-steel"), 4)

    days = ("2018-03-23", "2018-06-01", "2019-05-19", "2019-05-20")
    assert [metal("CAN", day) for day in days] == [0.0, 0.25, 0.25, 0.0]
    assert [metal("DEU", day) for day in (*days, "2022-01-01")] == [0.0, 0.25, 0.25, 0.25, 0.0]
    assert [metal("TUR", day) for day in ("2018-08-12", "2018-08-13", "2019-05-21")] == [0.25, 0.5, 0.25]
    assert [metal("KOR", day) for day in days] == [0.0] * 4
    assert metal("CHN", "2018-03-23") == 0.25


def test_a_day_before_the_base_day_knows_what_the_base_tariffs_hold(bundled):
    """The wedge subtracts the law of the base day as it was then, not as an old reader thought it would be."""
    seen = Moment(date(2019, 9, 15), date(2019, 9, 15)).at_base(date(2024, 12, 31))
    assert (seen.on, seen.as_of) == (date(2024, 12, 31), date(2024, 12, 31))
    late = Moment(date(2019, 9, 15), date(2025, 5, 12)).at_base(date(2024, 12, 31))
    assert late.as_of == date(2025, 5, 12)
    world = bundled.ledger.base
    early, later = (
        bundled.ledger.wedges(world, on="2019-09-15", as_of=day)["tariff"].sel(importer="USA", exporter="CHN")
        for day in ("2019-09-15", "2025-05-12")
    )
    assert np.allclose(early, later)


def test_wedges_of_old_days_follow_the_conflict(bundled):
    world = bundled.ledger.base
    goods = np.flatnonzero(world.goods)

    def mean(importer, exporter, on):
        pair = {"importer": importer, "exporter": exporter}
        tariff = bundled.ledger.wedges(world, on=on)["tariff"].sel(pair).values[goods]
        flows = world.flows[world.regions.index(importer), world.regions.index(exporter), goods]
        return 100 * float(np.average(tariff, weights=flows))

    days = ("2018-01-01", "2019-09-15", "2020-02-20")
    assert [mean(*THERE, day) for day in days] == pytest.approx([1.6, 12.7, 10.9], abs=0.3)
    assert [mean(*BACK, day) for day in days] == pytest.approx([1.5, 15.9, 14.8], abs=0.3)


def test_the_baseline_of_a_day(bundled):
    head = bundled.head
    assert head.baseline_of(date(2019, 9, 15)) == date(2018, 1, 1)
    assert head.baseline_of(date(2025, 1, 18)) == date(2018, 1, 1)
    assert head.baseline_of(date(2025, 1, 19)) == date(2025, 1, 19)
    assert head.baseline_of(date(2017, 6, 1)) == date(2018, 1, 1)
    plain = head.model_copy(update={"earlier_baselines": ()})
    assert plain.baseline_of(date(2019, 9, 15)) == head.baseline
    with pytest.raises(ValueError, match="earlier_baselines"):
        Head.model_validate({**head.model_dump(), "earlier_baselines": (head.baseline,)})


def test_lists_of_one_layer_do_not_overlap(bundled):
    lists = [set(bundled.ledger.lists[f"s301-list-{name}"].codes) for name in ("1", "2", "3", "4b")]
    goods = [{code for code in found if not code.startswith("98")} for found in lists]
    for number, one in enumerate(goods):
        for other in goods[number + 1 :]:
            assert not one & other


def test_pledges_add_up_to_two_hundred_billion(bundled):
    pledges = [m for m in bundled.ledger.measures if m.kind == "purchase-pledge"]
    amounts = [float(m.title.removeprefix("Phase One: ").split()[0]) for m in pledges]
    assert sum(amounts) == pytest.approx(200.0)
    assert {m.effective for m in pledges} == {date(2020, 2, 14)}


def test_ends_that_were_learnt_later_are_no_clocks_before(bundled):
    clocks = {row.measure: row.until for day in ("2018-04-10", "2022-06-10") for row in bundled.ledger.clocks(day)}
    assert clocks["usa-steel-free-2018"] == date(2018, 5, 1)
    assert clocks["usa-steel-quota-eu-2022"] == date(2024, 1, 1)
    assert clocks["usa-steel-free-ukr-2022"] == date(2023, 6, 1)
    halted = {row.measure for row in bundled.ledger.clocks("2019-09-15")}
    assert not halted & {"chn-farm-purchases-halted", "ind-232-answer"}
    live = {m.id for m in bundled.ledger.live("CHN", Moment(date(2019, 9, 15), date(2019, 9, 15)))}
    assert "chn-farm-purchases-halted" in live
    later = {m.id for m in bundled.ledger.live("CHN", Moment(date(2020, 1, 16), date(2020, 1, 16)))}
    assert "chn-farm-purchases-halted" not in later
