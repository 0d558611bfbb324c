"""Menus of levers, what a few solves teach, and the Pareto front."""

from itertools import product

import numpy as np
import pytest

from detente.core.errors import DataError, LabelError
from detente.strategy.packages import Menu, lesson, pareto

MENU = Menu({"cut": ("none", "half", "all"), "answer": ("none", "all"), "farm": ("0", "16", "32")})


def test_packages_are_counted_with_the_last_lever_fastest():
    assert MENU.count == 18
    assert MENU.row({}) == 0
    assert MENU.row({"farm": "16"}) == 1
    assert MENU.terms(MENU.row({"cut": "half", "farm": "32"})) == {"cut": "half", "farm": "32"}
    assert (MENU.rows(MENU.digits()) == np.arange(18)).all()


@pytest.mark.parametrize(
    ("terms", "words"), [({"cuts": "all"}, "Did you mean cut"), ({"cut": "some"}, "none, half, all")]
)
def test_terms_that_are_not_on_the_menu(terms, words):
    with pytest.raises(LabelError, match=words):
        MENU.row(terms)


def scalars(digits):
    """Any function of the joint levers, plus an effect of the third that is quadratic in them."""
    u, c, f = digits[0] / 2.0, float(digits[1]), float(digits[2])
    return np.array([np.exp(u) - c * u + f * (1.0 + u - 0.5 * u * u + 0.3 * u * c), np.sin(3.0 * u + c) - f])


def test_what_is_solved_and_what_fits_is_met_exactly():
    coordinates = np.array([(a / 2.0, float(b)) for a, b in product(range(3), range(2))])
    plan = lesson(MENU, (0, 1), coordinates)
    fitted = plan.fit(np.stack([scalars(row) for row in plan.packages]))
    digits = MENU.digits()
    assert fitted.at(digits) == pytest.approx(np.stack([scalars(row) for row in digits]), abs=1e-9)
    assert len(plan.packages) == len({tuple(row) for row in plan.packages.tolist()})


def test_many_combinations_are_learned_from_few_and_how_things_stand_is_met():
    menu = Menu({"cut": tuple(map(str, range(12))), "answer": tuple(map(str, range(12))), "farm": ("0", "1")})
    coordinates = np.array([(a / 11.0, b / 11.0) for a, b in product(range(12), range(12))])

    def smooth(row):
        u, c = row[0] / 11.0, row[1] / 11.0
        return np.array([np.exp(u - 0.5 * c) + row[2] * (1.0 + u * c)])

    plan = lesson(menu, (0, 1), coordinates)
    assert len(plan.rows) < len(coordinates) / 3
    fitted = plan.fit(np.stack([smooth(row) for row in plan.packages]))
    digits = menu.digits()
    assert fitted.at(digits) == pytest.approx(np.stack([smooth(row) for row in digits]), abs=1e-4)
    assert fitted.at(digits[:1])[0] == pytest.approx(smooth(digits[0]), abs=1e-7)


def test_pairs_of_other_levers_are_met_at_the_middle():
    menu = Menu({"cut": ("none", "all"), "a": ("0", "1"), "b": ("0", "1")})
    plan = lesson(menu, (0,), np.array([(0.0, 0.0), (1.0, 0.0)]))
    fitted = plan.fit(np.stack([np.array([d[0] + 2.0 * d[1] * d[2]]) for d in plan.packages]))
    assert fitted.at(menu.digits())[:, 0] == pytest.approx([d[0] + 2.0 * d[1] * d[2] for d in menu.digits()])


def test_a_constant_is_no_smooth_function():
    with pytest.raises(DataError, match="degree=0"):
        lesson(MENU, (0, 1), np.zeros((6, 2)), degree=0)


def test_the_front_leaves_out_what_is_beaten():
    one, two = np.array([1.0, 2.0, 3.0, 2.0, 0.5]), np.array([3.0, 2.0, 1.0, 1.5, 3.0])
    assert pareto(one, two).tolist() == [2, 1, 0]
