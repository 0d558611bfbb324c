"""Laws of worlds: identities survive every operation, whatever the numbers."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from detente.world.aggregate import aggregate
from detente.world.calibration.balance import balance
from detente.world.load import load_world, save_world
from detente.world.world import World

REGIONS = ("A", "B", "C", "D")
SECTORS = ("X", "Y", "Z")


@st.composite
def worlds(draw):
    cube = (4, 4, 3)
    flows = draw(hnp.arrays(float, cube, elements=st.one_of(st.just(0.0), st.floats(0.1, 100))))
    flows[np.arange(4), np.arange(4)] += 50.0
    tariff = draw(hnp.arrays(float, cube, elements=st.floats(0, 2)))
    tariff[np.arange(4), np.arange(4)] = 0
    share = draw(hnp.arrays(float, (4, 3, 3), elements=st.floats(0, 0.02)))
    theta = draw(hnp.arrays(float, 3, elements=st.floats(1.5, 12)))
    use = share * flows.sum(axis=0)[:, None, :]
    return World.from_arrays(
        flows, None, use, None, tariff, regions=REGIONS, sectors=SECTORS, year=2024, unit="USD mn", name="drawn",
        elasticities={"drawn": theta}, employment=flows.sum(axis=0),
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(worlds(), st.sampled_from([("A", "B"), ("B", "D"), ("A", "B", "C", "D")]), st.booleans())
def test_joining_keeps_identities_sums_and_deficits(world, members, join_sectors):
    sectors = {"XY": ["X", "Y"]} if join_sectors else None
    joined = aggregate(world, regions={"new": members}, sectors=sectors)
    assert max(joined.identities().values()) <= 1e-9
    assert np.isclose(joined.flows.sum(), world.flows.sum())
    assert np.isclose(joined.employment.sum(), world.employment.sum())
    inside = [REGIONS.index(name) for name in members]
    scale = world.output.sum()
    assert abs(joined.deficits[joined.regions.index("new")] - world.deficits[inside].sum()) <= 1e-9 * scale
    low, high = world.elasticities["drawn"].min(), world.elasticities["drawn"].max()
    assert ((joined.elasticities["drawn"] >= low - 1e-12) & (joined.elasticities["drawn"] <= high + 1e-12)).all()


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_joining_in_two_steps_gives_the_trade_of_joining_in_one(world):
    at_once = aggregate(world, regions={"new": ["A", "B", "C"]})
    first = aggregate(world, regions={"pair": ["A", "B"]})
    in_steps = aggregate(first, regions={"new": ["pair", "C"]})
    assert np.allclose(at_once.flows, in_steps.flows)
    traded = at_once.flows > 0
    assert np.allclose(at_once.tariff[traded], in_steps.tariff[traded])
    assert np.allclose(at_once.spending, in_steps.spending)
    assert np.allclose(at_once.deficits, in_steps.deficits)


@settings(max_examples=20, deadline=None)
@given(worlds())
def test_a_saved_world_is_the_same_world(tmp_path_factory, world):
    path = save_world(world, tmp_path_factory.mktemp("worlds") / "drawn")
    assert load_world(path).digest == world.digest


@settings(max_examples=40, deadline=None)
@given(
    hnp.arrays(float, (3, 4), elements=st.floats(0.1, 10)),
    hnp.arrays(float, (3, 4), elements=st.floats(0.1, 10)),
)
def test_balancing_meets_the_margins_of_any_positive_table(seed, target):
    rows, columns = target.sum(axis=1), target.sum(axis=0)
    found = balance(seed, rows, columns)
    assert np.allclose(found.sum(axis=1), rows, rtol=1e-8)
    assert np.allclose(found.sum(axis=0), columns, rtol=1e-8)
    assert np.allclose(balance(found, rows, columns), found, rtol=1e-8)
