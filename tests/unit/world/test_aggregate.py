import numpy as np
import pytest

from detente.core.errors import LabelError
from detente.ledger.wedges import wedges
from detente.world.aggregate import aggregate, aggregate_wedges
from detente.world.toy import toy_world


@pytest.fixture(scope="module")
def world():
    return toy_world()


def test_sums_are_kept_and_tariffs_are_weighted(world):
    two = aggregate(world, regions={"REST": ["CHN", "ROW"]})
    assert two.regions == ("USA", "REST")
    assert two.flows.sum() == pytest.approx(world.flows.sum())
    assert two.flows[0, 1].tolist() == (world.flows[0, 1] + world.flows[0, 2]).tolist()
    paid = (world.flows[0, 1:] * world.tariff[0, 1:]).sum(axis=0)
    assert (two.flows[0, 1] * two.tariff[0, 1]) == pytest.approx(paid)
    assert two.deficits[0] == pytest.approx(world.deficits[0])
    assert two.deficits[1] == pytest.approx(world.deficits[1:].sum())


def test_sectors_join_and_inputs_with_them(world):
    goods = aggregate(world, sectors={"GOODS": ["A01", "C13T15", "C26"]})
    assert goods.sectors == ("GOODS", "M")
    assert goods.goods == (True, False)
    assert goods.input_use.sum() == pytest.approx(world.input_use.sum())
    assert goods.value_added.sum(axis=1) == pytest.approx(world.value_added.sum(axis=1))
    assert 2.91 < goods.elasticities["fgo"][0] < 5.14


def test_nothing_named_nothing_joined(world):
    same = aggregate(world)
    assert same.flows.tolist() == world.flows.tolist()
    assert same.tariff == pytest.approx(world.tariff, abs=1e-15)


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        ({"X": ["CHN", "CHA"]}, "Did you mean"),
        ({"X": ["CHN"], "Y": ["CHN"]}, "named twice"),
        ({"USA": ["CHN", "ROW"]}, "stays apart"),
        ({"X": []}, "no members"),
    ],
)
def test_labels_must_partition(world, groups, sentence):
    with pytest.raises(LabelError, match=sentence):
        aggregate(world, regions=groups)


def test_wedges_follow_their_world(world):
    groups = {"REST": ["CHN", "ROW"]}
    after = wedges(world, {("USA", "CHN"): 0.60}, add=True)
    joined = aggregate_wedges(world, after, regions=groups)
    small = aggregate(world, regions=groups)
    assert joined.attrs["world"] == small.digest
    paid = (world.flows[0, 1:] * after["tariff"].values[0, 1:]).sum(axis=0)
    assert joined["tariff"].values[0, 1] * small.flows[0, 1] == pytest.approx(paid)
    base = aggregate_wedges(world, wedges(world), regions=groups)
    assert base["tariff"].values == pytest.approx(small.tariff)
    assert np.diagonal(joined["tariff"].values).max() == 0


def test_wedges_of_another_world_are_refused(world):
    small = aggregate(world, regions={"REST": ["CHN", "ROW"]})
    with pytest.raises(LabelError, match="only in"):
        aggregate_wedges(small, wedges(world))
