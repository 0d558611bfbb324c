import numpy as np
import pytest

from detente.core.errors import DataError
from detente.world.toy import toy_world
from detente.world.world import World

LABELS = {"regions": ("USA", "CHN"), "sectors": ("A01", "M"), "year": 2024, "unit": "USD mn"}


def flows():
    return np.array([[[5.0, 9.0], [1.0, 2.0]], [[2.0, 1.0], [7.0, 8.0]]])


def test_what_is_not_given_is_derived():
    world = World.from_arrays(flows(), None, None, None, np.zeros((2, 2, 2)), **LABELS)
    assert world.value_added.tolist() == world.output.tolist()
    assert world.final_use.tolist() == world.spending.tolist()
    assert world.deficits.sum() == pytest.approx(0)
    assert max(world.identities().values()) <= 1e-9


def test_a_small_gap_is_closed_and_told_a_large_one_refused():
    tariff = np.zeros((2, 2, 2))
    output = flows().sum(axis=0)
    near = World.from_arrays(flows(), output * (1 + 1e-8), None, None, tariff, **LABELS)
    assert "value_added closed" in near.provenance["closed"]
    with pytest.raises(DataError, match="output = inputs"):
        World.from_arrays(flows(), output * 1.1, None, None, tariff, **LABELS)


@pytest.mark.parametrize("change", ["negative", "nan", "own tariff", "shape", "double"])
def test_unsound_worlds_are_refused(change):
    x, tariff, labels = flows(), np.zeros((2, 2, 2)), dict(LABELS)
    if change == "negative":
        x[0, 1, 0] = -1.0
    elif change == "nan":
        x[0, 1, 0] = np.nan
    elif change == "own tariff":
        tariff[0, 0, 0] = 0.1
    elif change == "shape":
        tariff = tariff[:1]
    else:
        labels["regions"] = ("USA", "USA")
    with pytest.raises(DataError):
        World.from_arrays(x, None, None, None, tariff, **labels)


def test_worlds_do_not_change():
    world = toy_world()
    with pytest.raises(ValueError, match="read-only"):
        world.flows[0, 0, 0] = 1.0


def test_the_digest_follows_the_numbers():
    tariff = np.zeros((2, 2, 2))
    one = World.from_arrays(flows(), None, None, None, tariff, **LABELS)
    tariff[0, 1, 0] = 0.01
    other = World.from_arrays(flows(), None, None, None, tariff, **LABELS)
    assert len(one.digest) == 12
    assert one.digest != other.digest
    assert one.digest == World.from_arrays(flows(), None, None, None, tariff * 0, **LABELS).digest
