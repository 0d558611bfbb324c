"""The rule ``mirror`` levies what the reciprocal case of Ignatenko et al. (2025) levies, partner by partner."""

import os
from pathlib import Path

import numpy as np
import pytest

from detente.case.papers.ignatenko_2025 import ARRAYS, FILE, SOURCE, cases, read_trade
from detente.case.papers.source import read_arrays
from detente.economy.longrun import LongRun
from detente.strategy.answers import compare_rules
from detente.strategy.game import TariffGame
from detente.strategy.instruments import Instruments
from detente.strategy.rules import Exchange, Mirror
from detente.world.world import World

DATA = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
PARTNERS = ("CHN", "JPN", "VNM", "GBR")
COUNTRIES = ("USA", *PARTNERS, "DEU", "MEX", "CAN", "IND", "BRA")


@pytest.fixture(scope="module")
def paper():
    """Codes, and base and tariffs of the reciprocal case."""
    if not (DATA / FILE).is_file():
        pytest.skip("the data folder with baci2023/ is not on this machine; set DETENTE_DATA")
    codes, trade, gdp, rate = read_trade(read_arrays(DATA, FILE, ARRAYS, SOURCE))
    ((_, setting, tariff, _),) = [case for case in cases(codes, trade, gdp, rate) if case[0] == "ustr-reciprocal"]
    return list(codes), setting, tariff


def test_every_partner_levies_the_rate_that_it_meets(paper):
    codes, setting, tariff = paper
    at = [codes.index(code) for code in COUNTRIES]
    flows = setting.X.T[np.ix_(at, at)][:, :, None].copy()
    world = World.from_arrays(
        flows, None, None, None, np.zeros_like(flows), regions=COUNTRIES, sectors=("goods",), year=2023, unit="USD th"
    )
    game = TariffGame(
        world,
        model=LongRun(elasticity=4.0, deficits="balanced"),
        players=("USA", *PARTNERS),
        instruments={
            "USA": Instruments(by="partner", on=PARTNERS),
            **{m: Instruments(by="uniform", on=("USA",)) for m in PARTNERS},
        },
    )
    us = codes.index("USA")
    sent = np.array([tariff[us, codes.index(m)] for m in PARTNERS])
    assert np.ptp(sent) > 0.1, "the rates differ, so that a mean would not do"
    for m in PARTNERS:
        (answer,) = Mirror().reply(Exchange(game, "USA", m, sent, np.zeros(1)))
        assert answer == pytest.approx(tariff[codes.index(m), us], abs=1e-12)
    table = compare_rules(game, {"mirror": Mirror()}, sent, player="CHN")
    assert float(table["rate"].sel(rule="mirror")) == pytest.approx(tariff[codes.index("CHN"), us])
