import numpy as np
import pytest

from detente.core.errors import DataError, LabelError
from detente.ledger.measures import Goods
from detente.ledger.wedges import dataset, wedges
from detente.world.aggregate import aggregate
from detente.world.load import load_world


@pytest.fixture(scope="module")
def world():
    return load_world("toy")


def test_a_dataset_is_labelled_and_carries_units(world):
    found = dataset(world, world.tariff, {"on": "2025-03-05"})
    assert set(found.data_vars) == {"tariff", "export_tax", "barrier"}
    assert found["tariff"].dims == ("importer", "exporter", "sector")
    assert found.attrs == {"world": world.digest, "on": "2025-03-05"}
    assert all(found[name].attrs["unit"] == "share" for name in found)
    np.testing.assert_array_equal(found["tariff"], world.tariff)


def test_typed_wedges_add_or_replace_on_goods_only(world):
    added = wedges(world, {("USA", "CHN"): 0.6}, add=True)["tariff"] - wedges(world)["tariff"]
    np.testing.assert_allclose(added.sel(importer="USA", exporter="CHN"), [0.6, 0.6, 0.6, 0.0])
    assert float(added.sum()) == pytest.approx(1.8)
    whole = wedges(world, {("USA", "CHN", "C26"): 0.25})["tariff"].sel(importer="USA", exporter="CHN")
    assert float(whole.sel(sector="C26")) == 0.25
    np.testing.assert_array_equal(whole[:2], world.tariff[0, 1, :2])


@pytest.mark.parametrize(
    ("tariffs", "add", "kind", "said"),
    [
        ({("USA", "CHA"): 0.1}, False, LabelError, "CHA is no economy of world 'toy'"),
        ({("USA", "CHN", "C99"): 0.1}, False, LabelError, "C99 is no sector of world 'toy'"),
        ({("USA", "USA"): 0.1}, False, DataError, "USA cannot levy a tariff on its own goods"),
        ({("USA", "CHN"): -0.5}, True, DataError, "a tariff would fall below zero"),
    ],
)
def test_wedges_that_cannot_be(world, tariffs, add, kind, said):
    with pytest.raises(kind, match=said):
        wedges(world, tariffs, add=add)


def test_a_ledgers_wedges_average_lines_with_the_exporters_weights(typed, world):
    book = typed.ledger(typed.measure("m", rate=0.7, on="all", goods=Goods(hs=("8517",))))
    found = book.wedges(world, on="2025-03-05")
    change = found["tariff"].values - world.tariff
    assert change[0, 1, 2] == pytest.approx(0.7 * 50 / 70)
    assert change[0, 2, 2] == pytest.approx(0.7 * 80 / 100), "the rest of the world has the row of all partners"
    assert np.count_nonzero(change) == 2
    assert found.attrs["on"] == found.attrs["as_of"] == "2025-03-05"
    assert found.attrs["base_day"] == "2024-12-31"


def test_a_cut_below_the_base_stops_at_zero(typed, world):
    book = typed.ledger(
        typed.measure("old", rate=0.5, announced=typed.day.replace(year=2024), effective=typed.day.replace(year=2024)),
        typed.measure("cut", kind="suspension", rate=0.0),
    )
    cell = book.wedges(world, on="2025-03-05")["tariff"].sel(importer="USA", exporter="CHN")
    np.testing.assert_array_equal(cell, 0.0)


def test_a_world_without_the_sectors_of_the_lines_is_refused(typed, world):
    coarse = aggregate(world, sectors={"GOODS": ("A01", "C13T15", "C26"), "M": ("M",)})
    with pytest.raises(LabelError, match="aggregate both"):
        typed.ledger(typed.measure("m")).wedges(coarse, on="2025-03-05")
