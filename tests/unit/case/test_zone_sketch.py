import pytest

from detente.case.read import open_case
from detente.case.zone import zone
from detente.case.zone_solve import solve_packages
from detente.core.errors import DataError


@pytest.fixture(scope="module")
def case():
    return open_case("us-china-2025")


@pytest.fixture(scope="module")
def sketch(case):
    return solve_packages(case, "2025-05-09", sketch=True)


def test_a_sketch_gives_packages_and_does_not_vary_elasticities(case, sketch):
    found = zone(case, on="2025-05-09", draws=200, solved=sketch)
    assert found.sketched
    assert 0.0 < found.share < 1.0
    assert found.packages
    x = found.panel.x[0]
    assert (x[:, 1:3] == 0.0).all(), "halved and doubled are the centre"


def test_a_sketch_knows_no_war(case, sketch):
    with pytest.raises(DataError, match="solve it whole"):
        zone(case, on="2025-05-09", against="war", draws=50, solved=sketch)
