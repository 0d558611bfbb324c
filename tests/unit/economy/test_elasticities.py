import numpy as np
import pytest

from detente.core.errors import DataError, LabelError
from detente.economy.elasticities import resolve_elasticity
from detente.world.world import World


@pytest.fixture(scope="module")
def world():
    flows = np.full((2, 2, 3), 5.0)
    return World.from_arrays(
        flows,
        None,
        None,
        None,
        np.zeros_like(flows),
        regions=("USA", "CHN"),
        sectors=("A01", "C26", "M"),
        year=2024,
        unit="USD mn",
        name="small",
        elasticities={"cp": (9.11, 64.85, 1.0), "fgo": (2.91, 5.14, 8.35)},
        provenance={"elasticities_clipped": "cp: A01 13.53; ll: C26 1.2"},
    )


def test_a_set_is_clipped_and_says_so(world):
    theta = resolve_elasticity("cp", world)
    assert theta.values.tolist() == [9.11, 12.0, 1.5]
    assert theta.words == "set cp; clipped to [1.5, 12]: C26 64.85, M 1, A01 13.53"


def test_a_set_inside_the_range_is_left_alone(world):
    theta = resolve_elasticity("fgo", world)
    assert theta.values.tolist() == [2.91, 5.14, 8.35]
    assert theta.words == "set fgo; clipped to [1.5, 12]: none"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (4, [4, 4, 4]),
        (64.85, [64.85] * 3),
        ([1, 2, 3], [1, 2, 3]),
        (np.array([1.0, 2.0, 3.0]), [1, 2, 3]),
        ({"M": 3.0, "A01": 1.0, "C26": 2.0}, [1, 2, 3]),
    ],
)
def test_typed_elasticities_are_taken_as_they_are(world, typed, expected):
    assert resolve_elasticity(typed, world).values.tolist() == expected


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("fgoo", "no elasticity set 'fgoo'; it has cp, fgo. Did you mean fgo?"),
        (0, "elasticity of sector A01 is 0: the long run needs one above zero"),
        ([1, -2, 3], "elasticity of sector C26 is -2"),
        (float("nan"), "above zero"),
        ([1, 2], "2 elasticities for 3 sectors"),
        ([[1, 2], [3, 4], [5, 6]], "give one number per sector"),
        (["a", "b", "c"], "an elasticity is no number"),
    ],
)
def test_unusable_elasticities(world, typed, sentence):
    with pytest.raises(DataError) as caught:
        resolve_elasticity(typed, world)
    assert sentence in str(caught.value)


def test_a_mapping_must_name_every_sector(world):
    with pytest.raises(LabelError, match=r"only in world 'small'.*'C26'"):
        resolve_elasticity({"A01": 3.0, "M": 4.0}, world)
