"""What signals weigh, public commitment, and who speaks for a side."""

from dataclasses import replace
from datetime import date

import pytest

from detente.diplomacy.scene import scene
from detente.diplomacy.signals import commitment, mandate_entropy, weighed_signals
from detente.evidence.dossier import Dossier

D = date


def weighed(records, day, name):
    return next(row for row in weighed_signals(scene(records, day)) if row.signal.id == name)


def with_signal(records, name, **changes):
    old = records.dossier
    parts = {part: getattr(old, part) for part in Dossier.__dataclass_fields__}
    changed = old.happenings[name].model_copy(update=changes)
    return replace(records, dossier=Dossier(**{**parts, "happenings": {**old.happenings, name: changed}}))


def test_a_soft_signal_without_content_counts_less_than_half(records):
    row = weighed(records, D(2025, 4, 13), "willing-to-meet-xi")
    assert row.soft < 0.5 * row.signal.soft + 1e-9
    opened = weighed(with_signal(records, "willing-to-meet-xi", open_door=1), D(2025, 4, 13), "willing-to-meet-xi")
    assert opened.soft == pytest.approx(2 * row.soft)


def test_hard_words_on_the_eve_count_half(records):
    assert weighed(records, D(2025, 5, 9), "hua-9-may").hard == pytest.approx(0.5)


def test_hard_words_with_an_open_door_count_half(records):
    rows = {row.signal.id: row for row in weighed_signals(scene(records, D(2025, 5, 9)))}
    assert (rows["never-yield-clips"].hard, rows["xi-message"].hard) == (2.0, 2.0)
    clip = weighed(with_signal(records, "mig-clip", open_door=0), D(2025, 5, 9), "mig-clip")
    assert rows["mig-clip"].hard == pytest.approx(0.5 * clip.hard)
    assert weighed(records, D(2025, 4, 13), "embassy-not-scared").hard == pytest.approx(0.5)


def test_noise_takes_weight_from_a_soft_signal(records):
    day = D(2025, 4, 22)
    noisy = with_signal(records, "e-n-china-reached-out", hard=2, soft=0)
    assert weighed(noisy, day, "e-o095").soft < weighed(records, day, "e-o095").soft


def test_softer_words_of_april_lower_us_commitment(records):
    harder = with_signal(records, "e-o095", soft=0)
    assert commitment(scene(records, D(2025, 4, 23)), "USA") < commitment(scene(harder, D(2025, 4, 23)), "USA")


def test_both_sides_soften_before_the_meeting(records):
    rows = weighed_signals(scene(records, D(2025, 5, 9)))
    for side in records.sides:
        before = sum(row.soft for row in rows if row.side == side and D(2025, 4, 2) <= row.day < D(2025, 4, 21))
        after = sum(row.soft for row in rows if row.side == side and row.day >= D(2025, 4, 21))
        assert after > before


def test_a_taunt_binds_the_rival(records):
    calm = with_signal(records, "e-o081", taunt=0)
    assert commitment(scene(records, D(2025, 4, 6)), "CHN") > commitment(scene(calm, D(2025, 4, 6)), "CHN")


def test_commitment_stays_in_its_bounds_and_fades(records):
    values = [commitment(scene(records, D(2025, 4, day)), side) for day in (3, 10, 20, 30) for side in records.sides]
    assert all(0 <= value <= 2 for value in values)
    assert commitment(scene(records, D(2025, 4, 2)), "CHN") == 0.0
    peak, later = (commitment(scene(records, day), "CHN") for day in (D(2025, 4, 13), D(2025, 5, 8)))
    assert later < peak


def test_softer_words_lower_commitment(records):
    softer = with_signal(records, "xi-message", hard=0, soft=1)
    day = D(2025, 4, 13)
    assert commitment(scene(softer, day), "CHN") <= commitment(scene(records, day), "CHN")


def test_naming_envoys_makes_it_clearer_who_speaks(records):
    before, after = (mandate_entropy(scene(records, day), "USA") for day in (D(2025, 4, 30), D(2025, 5, 7)))
    assert 0 < after < before <= 1
