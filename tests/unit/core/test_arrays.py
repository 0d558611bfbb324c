import numpy as np
import pytest

from detente.core.arrays import frozen, group_sum
from detente.core.errors import DataError


def test_frozen_copies_and_cannot_be_written():
    given = [[1, 2], [3, 4]]
    array = frozen(given, (2, 2))
    given[0][0] = 9
    assert array[0, 0] == 1.0
    assert array.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        array[0, 0] = 5.0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_frozen_says_where_a_value_is_not_finite(bad):
    with pytest.raises(DataError, match=r"flows holds a value that is not finite at position \(1, 0\)"):
        frozen([[1.0, 2.0], [bad, 3.0]], name="flows")


def test_frozen_refuses_another_shape():
    with pytest.raises(DataError, match=r"duty has shape \(2,\); expected \(3,\)"):
        frozen([1.0, 2.0], (3,), "duty")


def test_group_sum_adds_along_one_axis_in_the_order_of_the_groups():
    array = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(group_sum(array, 1, [[2], [0, 1]]), [[2.0, 1.0], [5.0, 7.0]])
    np.testing.assert_array_equal(group_sum(array, 0, [[0, 1]]), [[3.0, 5.0, 7.0]])
