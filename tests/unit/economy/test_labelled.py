import numpy as np
import pytest

from detente.core.errors import DataError, LabelError
from detente.economy.labelled import read_wedges
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world


@pytest.fixture
def world():
    return toy_world()


def test_kernel_layout_is_sector_importer_exporter(world):
    data = wedges(world, {("USA", "CHN", "C26"): 0.75})
    data["barrier"].loc[{"importer": "CHN", "exporter": "USA", "sector": "M"}] = 0.25
    data["export_tax"].loc[{"importer": "ROW", "exporter": "USA", "sector": "A01"}] = 0.1
    found = read_wedges(world, data, "after")
    assert found.t[2, 0, 1] == 0.75
    assert found.d[3, 1, 0] == 1.25
    assert found.x[0, 2, 0] == 0.1
    assert found.d.sum() == found.d.size + 0.25


def test_dimensions_may_come_in_any_order(world):
    data = wedges(world, {("USA", "CHN"): 0.3})
    assert np.array_equal(
        read_wedges(world, data.transpose("sector", "exporter", "importer"), "after").t,
        read_wedges(world, data, "after").t,
    )


def test_labels_are_checked_exactly(world):
    data = wedges(world)
    with pytest.raises(LabelError, match=r"only in world 'toy' \(importer\): \['CHN'\].*\['CHA'\]"):
        read_wedges(world, data.assign_coords(importer=["USA", "CHA", "ROW"]), "after")
    with pytest.raises(LabelError, match="same labels in another order"):
        read_wedges(world, data.isel(sector=[1, 0, 2, 3]), "after")
    with pytest.raises(DataError, match="no labels on sector"):
        read_wedges(world, data.drop_vars("sector"), "after")


@pytest.mark.parametrize("value", [-0.99, -2.0, np.nan, np.inf])
def test_a_wedge_must_be_finite_and_above_minus_one(world, value):
    data = wedges(world)
    data["tariff"].loc[{"importer": "USA", "exporter": "CHN", "sector": "C26"}] = value
    with pytest.raises(DataError, match=r"after: tariff of USA on CHN, C26, is .* above -0.99"):
        read_wedges(world, data, "after")


def test_own_goods_carry_no_wedge(world):
    data = wedges(world)
    data["barrier"].loc[{"importer": "ROW", "exporter": "ROW", "sector": "M"}] = 0.1
    with pytest.raises(DataError, match="own goods carry no wedge"):
        read_wedges(world, data, "before")


def test_missing_and_unknown_variables(world):
    with pytest.raises(DataError, match="before holds no tariff"):
        read_wedges(world, wedges(world).drop_vars("tariff"), "before")
    with pytest.raises(DataError, match="quota, which LongRun does not use"):
        read_wedges(world, wedges(world).assign(quota=1.0), "before")
    with pytest.raises(DataError, match="it needs importer, exporter, sector"):
        read_wedges(world, wedges(world).assign(barrier=("sector", np.zeros(4))), "before")
