from detente.world.toy import toy_world


def test_the_toy_world_has_everything_a_model_reads():
    world = toy_world()
    assert world.flows.shape == (3, 3, 4)
    assert world.goods == (True, True, True, False)
    assert world.input_use.sum() > 0
    assert world.deficits[0] > 0 > world.deficits[1]
    assert set(world.elasticities) == {"fgo", "u4"}


def test_its_proportions_are_those_of_2024():
    world = toy_world()
    usa, chn, _ = range(3)
    assert 24e6 < world.value_added[usa].sum() < 28e6
    assert 15e6 < world.value_added[chn].sum() < 19e6
    assert world.flows[usa, chn, 2] > world.flows[chn, usa, 2]
