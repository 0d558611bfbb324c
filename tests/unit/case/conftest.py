"""The bundled case, opened once, and one set of findings on the toy world."""

import pytest

from detente.case.ask import examine
from detente.case.read import open_case
from detente.world.load import load_world


@pytest.fixture(scope="session")
def bundled():
    return open_case("us-china-2025")


@pytest.fixture(scope="session")
def toy():
    return load_world("toy")


@pytest.fixture(scope="session")
def findings(bundled, toy):
    """12 April on the toy world with four draws: everything a brief says, in under a second."""
    return examine(bundled, "2025-04-12", world=toy, draws=4)


@pytest.fixture
def folder(tmp_path):
    """A sound case of one measure, to be changed."""
    (tmp_path / "case.toml").write_text(
        'title = "A dispute"\nsides = ["USA", "CHN"]\nworld = "toy"\n'
        "baseline = 2024-12-31\nfirst = 2024-12-31\nlast = 2025-05-12\n",
        encoding="utf-8",
    )
    (tmp_path / "documents.toml").write_text(
        "".join(
            f'[[document]]\nid = "{name}"\ntitle = "T"\noutlet = "gazette"\npublished = 2025-02-01\n{more}\n'
            for name, more in (("order", ""), ("copy", 'derived_from = "order"'), ("second", 'derived_from = "copy"'))
        ),
        encoding="utf-8",
    )
    (tmp_path / "measures.toml").write_text(
        '[[measure]]\nid = "duty-25"\nkind = "tariff"\nby = "USA"\non = ["CHN"]\nrate = 0.25\n'
        'authority = "safeguard"\nannounced = 2025-02-01\neffective = 2025-02-04\ncites = ["order"]\n',
        encoding="utf-8",
    )
    return tmp_path
