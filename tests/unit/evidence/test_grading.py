"""The whole table of grades, and two laws: a supporter never hurts, a denial never helps."""

from itertools import combinations_with_replacement, product

import pytest

from detente.case.ontology import load_scale
from detente.evidence.grading import CLASSES, Evidence, Voice, credibility

SCALE = load_scale()
LETTERS = {"agency": "B", "daily": "D"}
CAPS = ((), ("motive",), ("success",), ("belief",), ("motive", "belief"))
KINDS = [
    (code, side, outlet, acting)
    for code in CLASSES
    for side in (("unknown", "USA", "CHN") if code in ("R1", "R2", "X1", "X1+") else ("unknown",))
    for outlet in LETTERS
    for acting in ((False, True) if code in ("R1", "R2") and side != "unknown" else (False,))
]


FEW = [kind for kind in KINDS if kind[2] == "agency" and not (kind[1] == "CHN" and kind[0] != "R2")]
"""Enough for pairs: one outlet, and two sides where sides matter."""


def sets():
    """No voice, one of every kind, and every pair of a few."""
    return [(), *((kind,) for kind in KINDS), *combinations_with_replacement(FEW, 2)]


def made(kinds, *, same_group=False):
    return tuple(
        Voice("one" if same_group else f"group-{n}", code, side, outlet, acting)
        for n, (code, side, outlet, acting) in enumerate(kinds)
    )


def grade(kinds, *, caps=(), denied=False, refuted=False, same_group=False):
    return credibility(Evidence(made(kinds, same_group=same_group), LETTERS, denied, refuted, caps), SCALE)


def voice(code, side="unknown", outlet="agency", acting=False):
    return (code, side, outlet, acting)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([voice("P")], (1, "g2")),
        ([voice("R1", "USA"), voice("R2", "CHN")], (1, "g2")),
        ([voice("D"), voice("X1", outlet="daily"), voice("X1")], (1, "g2")),
        ([voice("X1"), voice("X1", outlet="daily"), voice("X1")], (2, "g3")),
        ([voice("R2", "CHN", acting=True)], (2, "g3")),
        ([voice("X1"), voice("X1", outlet="daily")], (2, "g3")),
        ([voice("X2")], (2, "g3")),
        ([voice("X1", "USA"), voice("X1+", "CHN")], (2, "g3")),
        ([voice("R1", "USA")], (3, "g4")),
        ([voice("R2", "CHN")], (3, "g4")),
        ([voice("D")], (3, "g4")),
        ([voice("X1+")], (3, "g4")),
        ([voice("X1"), voice("X1")], (3, "g4")),
        ([voice("V")], (3, "g4")),
        ([voice("V", outlet="daily")], (6, "g5")),
        ([voice("X1")], (6, "g5")),
        ([voice("E")], (6, "g5")),
        ([voice("T")], (6, "g5")),
        ([], (6, "g5")),
    ],
)
def test_the_rules(kinds, expected):
    assert grade(kinds) == expected


@pytest.mark.parametrize(
    ("kinds", "more", "expected"),
    [
        ([voice("P")], {"refuted": True}, (5, "g1")),
        ([voice("P")], {"denied": True}, (4, "g2, cap denied-alone")),
        ([voice("P"), voice("R1", "USA")], {"denied": True}, (3, "g2, cap denied")),
        ([voice("X1")], {"denied": True}, (4, "g5, cap denied-alone")),
        ([voice("X2")], {"caps": ("motive",)}, (3, "g3, cap motive")),
        ([voice("X2")], {"caps": ("success",)}, (3, "g3, cap success")),
        ([voice("X2")], {"caps": ("belief",)}, (3, "g3, cap belief")),
        ([voice("X1")], {"caps": ("belief",)}, (6, "g5")),
        ([voice("T"), voice("T", outlet="daily")], {}, (4, "g3, cap hearsay")),
        ([voice("T"), voice("X1", outlet="daily")], {}, (2, "g3")),
    ],
)
def test_the_caps(kinds, more, expected):
    assert grade(kinds, **more) == expected


def test_one_group_counts_once():
    quoted_five_times = [voice("X1"), voice("X1", outlet="daily")] * 2
    assert grade(quoted_five_times, same_group=True) == (6, "g5")


def test_a_supporter_never_worsens_a_grade():
    worse = [
        (before, added)
        for before in sets()
        for added in KINDS
        for caps, denied in product(((), ("motive",)), (False, True))
        if SCALE.weight[grade((*before, added), caps=caps, denied=denied)[0]]
        < SCALE.weight[grade(before, caps=caps, denied=denied)[0]]
    ]
    assert not worse


def test_a_denial_never_improves_a_grade():
    better = [
        (kinds, caps)
        for kinds in sets()
        for caps in CAPS
        for refuted in (False, True)
        if SCALE.weight[grade(kinds, caps=caps, denied=True, refuted=refuted)[0]]
        > SCALE.weight[grade(kinds, caps=caps, refuted=refuted)[0]]
    ]
    assert not better


def test_a_refutation_never_improves_a_grade():
    for kinds in sets():
        for caps, denied in product(CAPS, (False, True)):
            before = grade(kinds, caps=caps, denied=denied)[0]
            assert SCALE.weight[grade(kinds, caps=caps, denied=denied, refuted=True)[0]] <= SCALE.weight[before]


def test_what_a_credibility_is_worth():
    assert dict(SCALE.weight) == {1: 1.0, 2: 0.8, 3: 0.5, 4: 0.3, 5: 0.1, 6: 0.3}
    assert dict(SCALE.confidence) == {1: 90, 2: 70, 3: 50, 4: 30, 5: 10}
