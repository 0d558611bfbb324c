"""The bundled world on 9 May 2025: revenue, rungs, what real income cannot explain; the page on leverage tells them."""

import numpy as np
import pytest

from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.strategy.curves import REVENUE, payoff_map
from detente.strategy.game import TariffGame
from detente.strategy.ladder import turning_point
from detente.strategy.leverage import leverage
from detente.strategy.objectives import Political
from detente.strategy.parallel import isolation
from detente.strategy.revealed import revealed_weights, unexplained

RATES = (0.0, 0.1, 0.2, 0.35, 0.6, 0.9, 1.25, 1.6, 2.0)


@pytest.fixture(scope="module")
def maps(bundled):
    world = bundled.ledger.base
    before, now = (bundled.ledger.wedges(world, on=day) for day in ("2025-01-19", "2025-05-09"))
    goods = [sector for sector, good in zip(world.sectors, world.goods, strict=True) if good]
    return {
        name: payoff_map(
            TariffGame(world, model=model, players=("USA", "CHN"), instruments="uniform", base=before),
            RATES,
            objectives={"goods": Political(dict.fromkeys(goods, 5.0))},
            others=now,
        )
        for name, model in (("long", LongRun()), ("year", ShortRun(horizon_months=12.0)))
    }


def test_the_rates_are_beyond_the_revenue_peak_in_the_long_run_not_within_a_year(maps):
    assert 0.20 < maps["long"].best_reply("USA", 1.25, {REVENUE: 1.0}).rate < 0.40
    assert 0.15 < maps["long"].best_reply("CHN", 1.25, {REVENUE: 1.0}).rate < 0.40
    assert maps["year"].best_reply("USA", 1.25, {REVENUE: 1.0}).rate > 1.45


def test_rungs_cost_the_sender_more_than_the_target_in_the_long_run_not_within_a_year(maps):
    assert 0.2 < turning_point(maps["long"], "USA", other=0.15) < 0.6
    assert turning_point(maps["year"], "USA", other=0.15) == np.inf


def test_real_income_alone_explains_neither_rate(maps):
    for name in maps:
        for reply in ("hold", "mirror"):
            gap = unexplained(maps[name], "USA", 1.45, other=0.15, reply=reply)
            assert gap.best < 0.25
            assert gap.cost > 0.002


def test_objectives_that_fit_need_malice_or_politics_in_the_long_run(maps):
    seen = revealed_weights(maps["long"], "USA", (1.25, 1.45), other=1.25, politics=("goods",))
    assert 2.0 < seen.least_rival("hold") < np.inf
    assert seen.least_rival("mirror") <= seen.least_rival("hold")
    assert float(seen.data["rate"].sel(politics="goods", reply="hold", rival=0.0, revenue=0.0)) > 1.25
    assert not bool(seen.data["fits"].sel(politics="real income", reply="hold", rival=0.0).any()), "revenue alone"
    year = revealed_weights(maps["year"], "USA", (1.25, 1.45), other=1.25)
    assert year.least_rival("hold") < seen.least_rival("hold")


def test_exports_are_chinas_lever_where_tariffs_are_spent(bundled):
    world = bundled.ledger.base
    before, now = (bundled.ledger.wedges(world, on=day) for day in ("2025-01-19", "2025-05-09"))
    lines = leverage(LongRun().solve(world, before, now), world, "CHN", "USA")
    worst = lines.isel(line=int(np.argmin(lines["damage"].values)))
    assert (str(worst["kind"].values), str(worst["sector"].values)) == ("export tax", "C26")
    tariffs = lines["damage"].where(lines["kind"] == "tariff", drop=True)
    assert float(lines["damage"].min()) < 5.0 * float(tariffs.min() if tariffs.size else 0.0)


def test_isolation_on_the_base_of_2024(bundled):
    world = bundled.ledger.base
    talking = ("VNM", "IND", "JPN")
    share = isolation(world, "CHN", "USA", talking=talking)
    assert share == pytest.approx(0.162, abs=0.005)
    assert isolation(world, "CHN", "USA", talking=talking, stage="signed") == 0.0
