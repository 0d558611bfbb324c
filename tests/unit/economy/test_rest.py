import dataclasses

import numpy as np
import pytest

from detente.economy.rest import world_at_rest
from detente.economy.shortrun import ShortRun
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world

WAR = {("USA", "CHN"): 0.6, ("CHN", "USA"): 0.4}


@pytest.fixture(scope="module")
def world():
    plain = toy_world()
    return dataclasses.replace(plain, employment=plain.value_added / 50.0)


def test_a_world_at_rest_gives_the_same_short_run(world):
    before = wedges(world, {("USA", "CHN"): 0.1}, add=True)
    rest = world_at_rest(world, before)
    assert not rest.problems()
    assert np.abs(rest.flows - world.flows).max() > 1.0
    for fields in ({}, {"monetary": 0.0}, {"stimulus": {"USA": 0.01}}):
        one, two = (ShortRun(**fields).solve(w, before, wedges(world, WAR, add=True)) for w in (world, rest))
        assert two.certificate.details["rebased"] == "no"
        for name in ("welfare", "unemployment", "jobs", "output_volume"):
            np.testing.assert_allclose(
                two.data[name], one.data[name], atol=1e-8 * max(1.0, np.abs(one.data[name]).max())
            )


def test_a_world_at_its_own_wedges_stays_itself(world):
    assert world_at_rest(world, wedges(world)) is world
