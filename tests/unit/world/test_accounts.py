import numpy as np
import pytest

from detente.core.errors import DataError
from detente.world.accounts import Accounts, from_matrix, listed, to_usd_mn

ROWS = [("A", "x"), ("A", "y"), ("B", "x"), ("B", "y")]


def matrix(inputs, final, **changed):
    given = {"rows": ROWS, "buyers": ["A", "B"], "output": None} | changed
    return from_matrix(
        np.array(inputs, float), np.array(final, float), goods={"x": True, "y": False}, year=2020, source="s", **given
    )


def test_rows_sell_and_columns_buy():
    inputs = np.arange(16.0).reshape(4, 4)
    final = 100.0 + np.arange(8.0).reshape(4, 2)
    found = matrix(inputs, final)
    assert found.flows[1, 0].tolist() == [2 + 3 + 101, 6 + 7 + 103]
    assert found.flows[0, 1].tolist() == [8 + 9 + 104, 12 + 13 + 106]
    assert found.input_use[1].tolist() == [[2 + 10, 3 + 11], [6 + 14, 7 + 15]]


def test_rows_of_one_label_and_buyers_of_one_region_are_added_up():
    inputs = np.ones((4, 4))
    found = matrix(
        inputs, np.ones((4, 3)), rows=[("A", "x"), ("A", "x"), ("B", "x"), ("B", "x")], buyers=["A", "A", "B"]
    )
    assert found.sectors == ("x",)
    assert found.flows[:, :, 0].tolist() == [[4 + 4, 4 + 4], [4 + 2, 4 + 2]]


def test_a_column_that_uses_more_than_it_sells_is_cut_and_named():
    inputs = np.zeros((4, 4))
    inputs[0, 3] = 9.0
    final = np.array([[5.0, 5], [5, 5], [5, 5], [4, 4]])
    world = matrix(inputs, final).world("cut")
    share = world.input_use.sum(axis=1) / world.output
    assert share[1, 1] == pytest.approx(0.98)
    assert "inputs cut to 0.98 of output in B y." in world.provenance["notes"]


def test_value_added_is_net_of_duties_on_inputs():
    inputs = np.zeros((4, 4))
    inputs[2, 0] = 10.0
    accounts = matrix(inputs, np.full((4, 2), 50.0))
    tariff = np.zeros((2, 2, 2))
    tariff[0, 1, 0] = 0.5
    free, taxed = accounts.world("free"), accounts.world("taxed", tariff)
    price = taxed.spending[0, 0] / free.spending[0, 0]
    assert price > 1.0
    assert taxed.value_added[0, 0] == pytest.approx(free.value_added[0, 0] - 10.0 * (price - 1.0))
    assert taxed.revenue.tolist() == [pytest.approx(30.0), 0.0]


def test_tariffs_on_own_goods_are_dropped():
    world = matrix(np.zeros((4, 4)), np.full((4, 2), 50.0)).world("own", np.full((2, 2, 2), 0.1))
    assert world.problems() == []
    assert world.tariff[0, 0].tolist() == [0.0, 0.0]
    assert world.tariff[0, 1].tolist() == [0.1, 0.1]


def test_output_that_the_rows_miss():
    final = np.full((4, 2), 50.0)
    assert "meet the file's own output to 0.0e+00" in " ".join(
        matrix(np.zeros((4, 4)), final, output=final.sum(1)).notes
    )
    with pytest.raises(DataError, match="a part of it is gone"):
        matrix(np.zeros((4, 4)), final, output=2.0 * final.sum(1))


def test_final_demand_of_a_stranger():
    with pytest.raises(DataError, match="final demand of C"):
        matrix(np.zeros((4, 4)), np.ones((4, 2)), buyers=["A", "C"])


def test_units():
    assert [to_usd_mn(unit) for unit in ("USD", "thousand USD", "USD mn", "USD bn")] == [1e-6, 1e-3, 1.0, 1e3]
    with pytest.raises(DataError, match="use one of"):
        to_usd_mn("euro")


def test_long_lists_are_counted():
    assert listed(list("abcdefg")) == "a, b, c, d, e and 2 more"
    assert listed(["a"]) == "a"


def test_without_inputs_value_added_is_output():
    flows = np.full((2, 2, 1), 3.0)
    accounts = Accounts(("A", "B"), ("x",), flows, None, (True,), 2020, "s")
    world = accounts.world("plain")
    assert world.value_added.tolist() == world.output.tolist()
    assert "no input-output links" in world.provenance["notes"]
