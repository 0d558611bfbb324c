"""The table as both sit down: fallbacks, opening positions, the first deal, a mechanism."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from detente.case.levers import Package, Stance
from detente.case.package_file import open_package
from detente.case.read import open_case
from detente.case.zone import zone
from detente.case.zone_answers import gains_of, place_of
from detente.case.zone_table import fallbacks, first_deal, measured, mechanism, positions, sit_down
from detente.case.zone_teach import draw
from detente.case.zone_wait import AHEAD, STARTS, Waiting
from detente.report.deal_table import going_on_sentence, sit_down_body, sit_down_lines, sit_down_tables


def stance(side, lever, step, known="stated", day=date(2025, 2, 10)):
    return Stance.model_validate(
        {
            "id": f"{side}-{lever}",
            "side": side,
            "lever": lever,
            "step": step,
            "known": known,
            "known_on": day,
            "claims": ["said"],
            "cites": ["order"],
        }
    )


STANCES = (
    stance("USA", "usa-cut", "30"),
    stance("USA", "letter", "all"),
    stance("CHN", "farm", "yes", "conjecture"),
    stance("CHN", "usa-cut", "0", day=date(2025, 4, 1)),
)


@pytest.fixture(scope="module")
def found(dispute):
    path = np.zeros((10, len(AHEAD), 5))
    path[:, :, 4] = np.linspace(1, 0, 10)[:, None]
    path[:, :, 2] = 1.0 - path[:, :, 4]
    path[:, 0] = np.eye(5)[4]
    above = path.copy()
    above[:, 1:] = np.eye(5)[2]
    game = Waiting(dispute.head.first, 4, 28, {**dict.fromkeys(STARTS, path), STARTS[2]: above}, 0.3)
    case = replace(dispute, table=replace(dispute.table, stances=STANCES))
    return zone(case, on="2025-03-01", draws=200, wait=game)


def test_every_fallback_is_shown_and_the_game_twice(found):
    rows = fallbacks(found)
    assert [(row.against, row.standing) for row in rows] == [
        ("status-quo", False),
        ("wait", False),
        ("wait", True),
        ("war", False),
    ]
    assert set(rows[0].worth.values()) == {(0.0, 0.0, 0.0)}
    plain, standing = rows[1:3]
    assert all(0.0 < standing.worth[side][0] < plain.worth[side][0] for side in ("USA", "CHN"))
    assert plain.share < standing.share < rows[0].share
    assert rows[0].share == pytest.approx(found.share, abs=0.02)
    assert rows[1].share == pytest.approx(found.under(against="wait").share, abs=0.02)


def test_a_rung_of_the_day_itself_has_stood_for_nothing(found):
    young = replace(found.waiting, stood=0)
    there = zone(found.case, on="2025-03-01", draws=50, solved=found.panel.taught, wait=young)
    sat = sit_down(there)
    assert [(row.against, row.standing) for row in sat.fallbacks] == [
        ("status-quo", False),
        ("wait", False),
        ("war", False),
    ]
    assert "stands another" not in going_on_sentence(there, sat)
    assert "another" not in sit_down_lines(there, sat)[0]
    old = replace(found.waiting, stood=900)
    assert old.as_long == 364
    there = zone(found.case, on="2025-03-01", draws=50, solved=found.panel.taught, wait=old)
    assert "another 364 days, less than it has stood" in going_on_sentence(there, sit_down(there))


def test_positions_take_what_was_known_and_say_which_tie_they_break(found):
    usa, chn, both = positions(found)
    assert usa.terms == {"usa-cut": "30", "letter": "all"}
    assert usa.tie == ""
    assert chn.terms == {"farm": "yes"}
    assert both.terms == {"usa-cut": "30", "farm": "yes"}
    assert both.of == ("USA", "CHN")
    for row in (usa, chn, both):
        exact = found.package(row.terms)
        assert row.probability == pytest.approx(exact.probability)
        assert row.surplus["CHN"][0] == pytest.approx(exact.surplus["CHN"])
        assert row.surplus["CHN"][1] <= row.surplus["CHN"][0] <= row.surplus["CHN"][2]


def test_a_position_that_breaks_a_tie_is_measured_all_the_same(found):
    table = replace(found.panel.table, stances=(stance("USA", "letter", "all"),))
    alone = zone(replace(found.case, table=table), on="2025-03-01", draws=50, solved=found.panel.taught)
    (row,) = positions(alone)
    assert row.tie == "The points are for the duty."
    assert 0.0 <= row.probability <= 1.0
    assert row.surplus["CHN"][0] < 0.0


def test_no_package_is_better_for_both_than_the_first_deal(found):
    deal = first_deal(found)
    assert sum(share for _, share in deal.packages) + deal.none == pytest.approx(1.0)
    for lever in {row.lever for row in deal.steps}:
        rows = [row for row in deal.steps if row.lever == lever]
        assert sum(row.share for row in rows) == pytest.approx(1.0)
        assert all(row.low <= row.share <= row.high for row in rows)
    draws = draw(found.panel.table, found.panel.sides, 200, 2)
    every = [(int(c), int(m), int(k)) for c, m, k in np.argwhere(found.panel.allowed)]
    gains, inside = gains_of(found.panel, draws, found.asked, every)
    value = np.where(inside & (gains[0] > 0) & (gains[1] > 0), np.multiply(*gains), -np.inf)
    chosen = [every[at] for at, best in zip(value.argmax(axis=0), value.max(axis=0), strict=True) if best > 0.0]
    counts = {place: chosen.count(place) / 200 for place in chosen}
    named = {place_of(found.panel, terms): share for terms, share in deal.packages}
    assert named == pytest.approx(counts)


def test_one_package_measured_on_a_sample_is_what_it_is_among_all(found):
    package = open_package_like({"usa-cut": "30", "chn-cut": "0"})
    (row, share), (without, _) = measured(found, package, "status-quo", ((True, True), (False, True)))
    exact = found.package(package)
    assert row.probability == exact.probability
    assert row.surplus == pytest.approx(exact.surplus)
    assert share == pytest.approx(found.share, abs=0.02)
    assert without.surplus["CHN"] > row.surplus["CHN"]


def open_package_like(terms):
    return Package(id="p", case="d", title="t", known_on=date(2025, 3, 1), terms=terms, source="made up")


def test_a_channel_is_worth_what_the_game_gives_it(found):
    assert mechanism(found) is None
    lever = found.panel.table.levers[0].model_copy(update={"id": "leads", "kind": "mechanism"})
    levers = (*found.panel.table.levers, lever)
    case = replace(found.case, table=replace(found.case.table, levers=levers))
    there = zone(case, on="2025-03-01", draws=100, solved=found.panel.taught, wait=found.waiting)
    later = mechanism(there)
    assert later.quarters < later.quarters_before
    assert later.share >= later.share_before
    assert min(later.channel[side][0] for side in ("USA", "CHN")) > 0.0
    assert later.table == {"USA": (0.0, 0.0, 0.0), "CHN": (0.0, 0.0, 0.0)}
    silent = mechanism(zone(case, on="2025-03-01", draws=100, solved=found.panel.taught))
    assert silent.channel == {}


def test_the_page_says_it_and_where_it_is_weak(found):
    sat = sit_down(found)
    titles = [table.caption for table in sit_down_tables(found, sat)]
    assert [title.split(",")[0].split(":")[0] for title in titles] == [
        "What sides could fall back on",
        "What each side opens with",
        "The first deal by what is counted here",
    ]
    text = " ".join((going_on_sentence(found, sat), *sit_down_lines(found, sat)))
    assert "stands another 28 days" in text
    assert "No record says what China asks the other to give" in text
    assert "Only expected by others: CHN-farm" in text
    body = sit_down_body(sat)
    assert set(body) == {"fallbacks", "positions", "first_deal", "mechanism"}
    assert body["positions"][0]["stances"][0]["claims"] == ["said"]
    bare = zone(found.case, on="2025-03-01", draws=50, solved=found.panel.taught)
    sat = sit_down(bare)
    assert going_on_sentence(bare, sat) == ""
    assert [row.against for row in sat.fallbacks] == ["status-quo", "war"]


def test_stances_of_the_bundled_cases_rest_on_claims():
    for name in ("us-china-2025", "china-australia-2020"):
        case = open_case(name)
        assert {row.side for row in case.table.stances} == set(case.sides)
        for row in case.table.stances:
            assert row.claims
            assert all(case.dossier.claims[claim] for claim in row.claims)
    assert open_package("geneva", open_case("us-china-2025")).hindsight
