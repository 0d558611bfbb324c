import numpy as np
import pytest

from detente.core.errors import DataError
from detente.world.lines import Lines
from detente.world.load import load_concordance, load_lines, load_world


@pytest.fixture(scope="module")
def shipped():
    return load_lines()


def small(**changes):
    values = {
        "importer": "USA",
        "codes": ("010121", "851713"),
        "sector": ("A01", "C26"),
        "schedule": [0.0, 0.05],
        "exporters": ("EU27", "KOR", "*"),
        "weight": [[1.0, 2.0], [3.0, 4.0], [4.0, 6.0]],
        "year": 2024,
        "source": "typed",
        "free": ("KOR",),
        "members": {"DEU": "EU27"},
    }
    return Lines(**(values | changes))


def test_an_exporter_takes_its_own_row_its_groups_or_everyones():
    lines = small()
    assert lines.weights_of("KOR").tolist() == [3.0, 4.0]
    assert lines.weights_of("DEU").tolist() == [1.0, 2.0]
    assert lines.weights_of("ATG").tolist() == [4.0, 6.0]


def test_free_trade_partners_pay_no_ordinary_duty():
    lines = small()
    assert lines.schedule_of("KOR").tolist() == [0.0, 0.0]
    assert lines.schedule_of("DEU").tolist() == [0.0, 0.05]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"codes": ("851713", "010121")}, "sorted"),
        ({"sector": ("A01",)}, "1 sectors for 2 codes"),
        ({"exporters": ("EU27", "*", "KOR")}, "last exporter"),
        ({"schedule": [0.0, -0.1]}, "negative"),
        ({"weight": [[1.0, 2.0]]}, "shape"),
    ],
)
def test_what_does_not_fit_is_refused(changes, sentence):
    with pytest.raises(DataError, match=sentence):
        small(**changes)


def test_three_tables_ship(shipped):
    assert set(shipped) == {"USA", "CHN", "*"}
    assert {len(code) for code in shipped["USA"].codes} == {8}
    assert {len(code) for code in shipped["CHN"].codes} == {6}
    assert shipped["*"].exporters == shipped["USA"].exporters
    assert {"USA", "CAN", "EU27", "*"} <= set(shipped["CHN"].exporters)
    assert max(shipped["USA"].finer) > 10
    assert sum(shipped["*"].finer) == len(shipped["USA"].codes)
    assert len(shipped["USA"].free) == 20


def test_us_imports_of_2024_by_partner(shipped):
    lines = shipped["USA"]
    assert lines.weights_of("CHN").sum() == pytest.approx(417_987, rel=1e-4)
    assert lines.weights_of("SVK").tolist() == lines.weights_of("DEU").tolist()
    everyone = lines.weights_of("*")
    assert everyone.sum() == pytest.approx(lines.weight[:-1].sum(), rel=1e-6)
    assert 0.13 < lines.weights_of("CHN").sum() / everyone.sum() < 0.14


def test_ordinary_duties_are_plausible(shipped):
    lines = shipped["USA"]
    at = lines.codes.index
    assert lines.schedule[at("85171300")] == 0.0
    assert lines.schedule[at("87032301")] == 0.025
    assert lines.schedule[at("61091000")] == 0.165
    weights = lines.weights_of("CHN")
    assert 0.02 < np.average(lines.schedule, weights=weights) < 0.035


def test_sectors_of_lines_are_those_of_the_concordance(shipped):
    hs6 = load_concordance().hs6
    for lines in shipped.values():
        assert all(hs6[code[:6]] == sector for code, sector in zip(lines.codes, lines.sector, strict=True))


def test_chinas_weights_add_up_to_its_imports_in_the_world(shipped):
    world, lines = load_world("2024"), shipped["CHN"]
    n, i = world.regions.index("CHN"), world.regions.index("USA")
    weights = lines.weights_of("USA")
    names = np.array(lines.sector)
    for j, sector in enumerate(world.sectors):
        if world.goods[j]:
            assert weights[names == sector].sum() == pytest.approx(world.flows[n, i, j], abs=0.06)
