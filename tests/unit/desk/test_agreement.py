"""Krippendorff's alpha against his own worked examples, and on codings made by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.desk.agreement import agreement, nominal_alpha


@pytest.mark.parametrize(
    ("one", "other", "alpha"),
    [("0100000010", "1110010000", 0.095), ("aabbdcccedda", "babbbccceddd", 0.692)],
)
def test_worked_examples(one, other, alpha):
    """Krippendorff (2011), Computing Krippendorff's alpha-reliability, sections A and B, as remembered."""
    assert nominal_alpha(zip(one, other, strict=True)) == pytest.approx(alpha, abs=5e-4)


def test_one_label_alone_says_nothing():
    assert nominal_alpha([]) is None
    assert nominal_alpha([("x", "x")] * 5) is None


labels = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30)


@given(labels)
def test_alpha_does_not_know_who_came_first(pairs):
    alpha = nominal_alpha(pairs)
    assert alpha == nominal_alpha((b, a) for a, b in pairs)
    assert alpha is None or alpha <= 1
    if alpha is not None and all(a == b for a, b in pairs):
        assert alpha == 1


def coding(*dates):
    kinds = ("attributions", "nonresponses", "quantities", "events")
    records = [{"start": s, "end": e, "interval": {"from": day, "to": day}} for s, e, day in dates]
    return {"document": {"chars": 100}, "dates": records, **{kind: [] for kind in kinds}}


def test_marks_and_labels_are_compared_apart():
    one = coding((0, 10, "2025-01-01"), (50, 60, "2025-01-02"))
    other = coding((0, 10, "2025-01-01"), (50, 60, "2025-01-03"), (80, 90, "2025-01-04"))
    rows = {(row.kind, row.question): row for row in agreement([(one, other)])}
    assert rows["dates", "marked"].cases == 100
    assert rows["dates", "marked"].same == pytest.approx(0.9)
    assert rows["dates", "interval"].cases == 2
    assert rows["dates", "interval"].same == 0.5
    assert rows["attributions", "marked"].alpha is None
