"""Menus of levers, what a few solves teach, and the Pareto front."""

from itertools import product

import numpy as np
import pytest

from detente.core.errors import DataError, LabelError
from detente.strategy.packages import Menu, learn, pareto

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
    asked = []

    def solve(digits):
        asked.append(tuple(int(digit) for digit in digits))
        return scalars(digits)

    fitted = learn(MENU, (0, 1), coordinates, solve)
    digits = MENU.digits()
    assert fitted.at(digits) == pytest.approx(np.stack([scalars(row) for row in digits]), abs=1e-9)
    assert fitted.solves == len(asked)


def test_pairs_of_other_levers_are_met_at_the_middle():
    menu = Menu({"cut": ("none", "all"), "a": ("0", "1"), "b": ("0", "1")})
    fitted = learn(menu, (0,), np.array([(0.0, 0.0), (1.0, 0.0)]), lambda d: np.array([d[0] + 2.0 * d[1] * d[2]]))
    assert fitted.at(menu.digits())[:, 0] == pytest.approx([d[0] + 2.0 * d[1] * d[2] for d in menu.digits()])


def test_only_two_grids_of_anchors():
    with pytest.raises(DataError, match="anchors=5"):
        learn(MENU, (0, 1), np.zeros((6, 2)), scalars, anchors=5)


def test_the_front_leaves_out_what_is_beaten():
    one, two = np.array([1.0, 2.0, 3.0, 2.0, 0.5]), np.array([3.0, 2.0, 1.0, 1.5, 3.0])
    assert pareto(one, two).tolist() == [2, 1, 0]
