"""Tables of diplomacy in a case folder: references checked, overlays read, a small dispute of other names works."""

import pytest

from detente.case.board import board
from detente.case.read import open_case
from detente.core.errors import CaseError

HEAD = """title = "A dispute elsewhere"
sides = ["JPN", "KOR"]
world = "toy"
baseline = 2019-06-30
first = 2019-01-01
last = 2019-12-31
"""
PEOPLE = """
[[person]]
id = "minister-one"
name = "Minister One"
side = "JPN"
[[person.tenure]]
post = "Minister of Trade"
rank = 3
portfolios = ["trade"]
from = 2018-01-01
cites = ["paper"]

[[person]]
id = "minister-two"
name = "Minister Two"
side = "KOR"
[[person.tenure]]
post = "Minister of Trade"
rank = 3
portfolios = ["trade"]
from = 2018-01-01
cites = ["paper"]

[[person]]
id = "director-two"
name = "Director Two"
side = "KOR"
[[person.tenure]]
post = "Director"
rank = 1
portfolios = ["trade"]
from = 2018-01-01
cites = ["paper"]
"""
PROTOCOL = """
[[protocol]]
id = "no-directors"
side = "JPN"
text = "Pre-negotiation is held with ministers."
reason = "rank-gap"
cites = ["paper"]
[[protocol.if]]
purpose_from = "pre-negotiation"
counterpart_rank_below = 3
"""
DOCUMENTS = '[[document]]\nid = "paper"\ntitle = "A paper"\noutlet = "press"\npublished = 2019-07-01\n'


@pytest.fixture
def dispute(tmp_path):
    world = open_case("us-china-2025").head.world
    (tmp_path / "case.toml").write_text(HEAD.replace('"toy"', f'"{world}"'))
    for name, text in (("documents", DOCUMENTS), ("people", PEOPLE), ("protocol", PROTOCOL)):
        (tmp_path / f"{name}.toml").write_text(text)
    return tmp_path


def test_another_conflict_has_a_board_without_any_code(dispute):
    made = board(open_case(dispute), "2019-08-01").board
    assert {(cell.a.person, cell.b.person, cell.status) for cell in made.cells} == {
        ("minister-one", "minister-two", "not put forward")
    }
    assert [(pair.a.person, pair.b.person) for pair in made.meetings.bridge] == [("minister-one", "minister-two")]
    closed = next(row for row in made.envoys if row.office.person == "minister-two")
    assert closed.passes


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        ("protocol", PROTOCOL.replace('cites = ["paper"]', 'cites = ["papper"]'), "no claim or document"),
        ("protocol", PROTOCOL.replace('side = "JPN"', 'side = "CHN"'), "no side of the case; write JPN, KOR or both"),
        ("protocol", PROTOCOL.replace("counterpart_rank_below = 3", ""), None),
        ("protocol", PROTOCOL.replace('reason = "rank-gap"', 'reason = "mood"'), "reason"),
        (
            "protocol",
            '[[mandate]]\nid = "m"\nperson = "minister-onne"\nspeaks = "yes"\nassumed = "test"\n',
            'no person "minister-onne"',
        ),
        (
            "channels",
            '[[channel]]\nid = "c"\nname = "c"\nend_a = "minister-one"\nend_b = "nobody"\nkind = "post"\n'
            'assumed = "x"\n',
            '"nobody" is no person, actor or side',
        ),
        (
            "channels",
            '[[channel_event]]\nid = "e"\nchannel = "c"\nwhen = 2019-08-01\nwhat = "lost"\nassumed = "x"\n',
            'no channel "c"',
        ),
        (
            "calendar",
            '[[focal_event]]\nid = "f"\nname = "f"\nwhen = 2019-08-01\nattends = ["nobody"]\nassumed = "x"\n',
            '"nobody" is no person, actor or economy',
        ),
        ("calendar", '[[breakdown]]\nid = "b"\non = 2019-07-04\nreason = "controls"\n', "name a claim or a document"),
    ],
)
def test_bad_records_are_told_in_one_sentence(dispute, file, text, sentence):
    (dispute / f"{file}.toml").write_text(text)
    if sentence is None:
        assert open_case(dispute).diplomacy.rules[0].if_[0].counterpart_rank_below is None
        return
    with pytest.raises(CaseError) as caught:
        open_case(dispute)
    assert sentence in str(caught.value)


def test_an_overlay_adds_a_later_breakdown(tmp_path):
    head = (
        'title = "Overlay"\nextends = "us-china-2025"\nsides = ["USA", "CHN"]\nbaseline = 2025-01-19\n'
        "first = 2017-01-01\nlast = 2026-12-31\n"
    )
    (tmp_path / "case.toml").write_text(head)
    (tmp_path / "calendar.toml").write_text(
        '[[breakdown]]\nid = "made-up"\non = 2026-06-01\nreason = "a made-up day"\nassumed = "to see that it is read"\n'
    )
    view = board(open_case(tmp_path), "2026-07-01").board
    assert view.scene.breakdown.id == "made-up"
    assert view.meetings.open_now == ()
