"""The bundled case, opened once, and one set of findings on the toy world."""

import pytest

from detente.case.ask import examine
from detente.case.read import open_case
from detente.world.load import load_world

LEVERS = """
[[lever]]
id = "clock"
title = "For good or not"
kind = "clock"
giver = "both"
known_on = 2025-02-01
cites = ["order"]
step = [{id = "for-good", title = "for good"}, {id = "90-days", title = "for 90 days"}]
[[lever]]
id = "usa-cut"
title = "Duty of the United States"
kind = "tariff"
giver = "USA"
known_on = 2025-02-01
cites = ["order"]
step = [
  {id = "60", title = "as in force"},
  {id = "30", title = "30", rule = [{op = "cap", by = "USA", on = ["CHN"], authority = "usa", value = 0.3, why = "-"}]},
  {id = "0", title = "none", rule = [{op = "remove", by = "USA", on = ["CHN"], authority = "usa", why = "gone"}]},
]
[[lever]]
id = "chn-cut"
title = "Duty of China"
kind = "tariff"
giver = "CHN"
known_on = 2025-02-01
cites = ["order"]
step = [
  {id = "60", title = "as in force"},
  {id = "0", title = "none", rule = [{op = "remove", by = "CHN", on = ["USA"], authority = "chn", why = "gone"}]},
]
[[lever]]
id = "farm"
title = "Farm goods"
kind = "purchase"
giver = "CHN"
known_on = 2025-02-01
compliance = {low = 0.5, high = 1.0}
cites = ["order"]
step = [{id = "no", title = "no"}, {id = "yes", title = "more", purchase = {sectors = ["A01"], added_usd_mn = 2000.0}}]
[[lever]]
id = "letter"
title = "Points of a letter"
kind = "typed"
giver = "CHN"
known_on = 2025-02-03
cites = ["order"]
source = "assumed"
[[lever.step]]
id = "none"
title = "none"
[[lever.step]]
id = "rules"
title = "rules"
worth = {USA = {low = 0.0, high = 0.05}}
[[lever.step]]
id = "all"
title = "all of them"
worth = {USA = {low = 0.0, high = 0.05}}
intrusive = 2
[[linkage]]
id = "letter-for-duty"
if = {letter = ["all"]}
then = {usa-cut = ["30", "0"]}
why = "the points are for the duty"
cites = ["order"]
[[face]]
id = "face-chn"
side = "CHN"
concession = {low = 0.0, high = 0.1}
unreciprocated = {low = 0.0, high = 0.2}
point = {low = 0.05, high = 0.4}
source = "assumed"
cites = ["order"]
[[ratification]]
id = "makers"
title = "makers of electronics"
side = "USA"
sectors = ["C26"]
tolerance = {low = 0.0, high = 0.5}
blocks = {low = 1.0, high = 1.0}
source = "assumed"
cites = ["order"]
"""
MEASURE = (
    '[[measure]]\nid = "{by}-60"\nkind = "tariff"\nby = "{code}"\non = ["{on}"]\nrate = 0.6\nauthority = "{by}"\n'
    'announced = 2025-02-01\neffective = 2025-02-04\ncites = ["order"]\n'
)


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


@pytest.fixture(scope="session")
def dispute(tmp_path_factory):
    """A dispute on the toy world: both levy 60 %, and five levers."""
    folder = tmp_path_factory.mktemp("dispute")
    (folder / "case.toml").write_text(
        'title = "A dispute"\nsides = ["USA", "CHN"]\nworld = "toy"\n'
        "baseline = 2024-12-31\nfirst = 2024-12-31\nlast = 2025-05-12\n",
        encoding="utf-8",
    )
    (folder / "documents.toml").write_text(
        '[[document]]\nid = "order"\ntitle = "T"\noutlet = "gazette"\npublished = 2025-02-01\n', encoding="utf-8"
    )
    (folder / "measures.toml").write_text(
        MEASURE.format(by="usa", code="USA", on="CHN") + MEASURE.format(by="chn", code="CHN", on="USA"),
        encoding="utf-8",
    )
    (folder / "levers.toml").write_text(LEVERS, encoding="utf-8")
    return open_case(folder)
