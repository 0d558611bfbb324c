"""Speed of wars: the uniform one by the formula, two players by sector, one against all by sector and partner.

Run with ``just bench``. The worlds of the papers need the data folder (``DETENTE_DATA``).
"""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

import detente as dt

DATA = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[1] / ".." / "shared" / "data"))


def world_of(flows, tariffs, year):
    if not (DATA / flows).is_file():
        pytest.skip("the data folder is not on this machine; set DETENTE_DATA")
    stored, rates = np.load(DATA / flows), np.load(DATA / tariffs)
    return dt.World.from_arrays(
        stored["flow"].transpose(1, 0, 2),
        None,
        None,
        None,
        rates["tariff_teti" if "tariff_teti" in rates else "tariff"].transpose(1, 0, 2),
        regions=stored["regions"].tolist(),
        sectors=stored["sectors"].tolist(),
        year=year,
        unit="USD mn",
    )


def elasticities(file):
    with (DATA / "elasticities" / file).open(encoding="utf-8") as rows:
        return [float(row["is"]) for row in csv.DictReader(rows)]


def test_world_war_44_by_16(benchmark):
    """At most 25 ms, stretch 20; the published package took 4 s, its code under Octave 2.2 s."""
    world = world_of("wiod/wiod2014_44x16_totals.npz", "wiod/wiod2014_44x16_totals.npz", 2014)
    theta = elasticities("wiod16.csv")
    war = benchmark.pedantic(dt.uniform_war, (world, theta), rounds=40, warmup_rounds=3)
    assert war.certificate.ok


def test_world_war_81_by_28(benchmark):
    """At most 80 ms, stretch 60; under Octave 14.8 s."""
    world = world_of("icio/icio2022_81x28.npz", "icio/tariff_teti_81x28.npz", 2022)
    theta = elasticities("icio28.csv")
    war = benchmark.pedantic(dt.uniform_war, (world, theta), rounds=40, warmup_rounds=3)
    assert war.certificate.ok


@pytest.fixture(scope="module")
def world():
    return dt.load_world("2024")


def test_war_of_two_by_sector_with_certificate(benchmark, world):
    """81 by 50 with inputs: at most 5 s, stretch 2."""
    game = dt.TariffGame(world)
    war = benchmark.pedantic(dt.nash, (game,), rounds=5, warmup_rounds=1)
    assert war.certificate.ok


def test_one_against_all_by_sector_and_partner(benchmark, world):
    """81 by 50 with inputs: at most 10 s, stretch 3."""
    game = dt.TariffGame(world, players=("USA",), instruments="sector-partner")
    reply = benchmark.pedantic(game.best_response, ("USA",), {"starts": -1}, rounds=5, warmup_rounds=1)
    assert reply.certificate.residual < 1e-6


def test_agreement_of_two_by_sector(benchmark, world):
    game = dt.TariffGame(world)
    war = dt.nash(game, deviations=1, others=0)
    deal = benchmark.pedantic(dt.cooperate, (game, war), rounds=5, warmup_rounds=1)
    assert deal.certificate.ok
