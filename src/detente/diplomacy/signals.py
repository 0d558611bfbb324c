r"""What signals weigh, how far a side has bound itself in public, and how clear it is who speaks for it.

Commitment of a side, per week: :math:`r' = \tfrac78 r + \text{hard} - \tfrac12 \text{soft} + \text{taunts of the
rival}`, kept within 0 and 2; public words raise the cost of a later concession (Fearon 1994). All weights are assumed
and stand in the register.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import final

import numpy as np

from detente.diplomacy.scene import Scene
from detente.evidence.happenings import Contact, Signal

__all__ = ["WeighedSignal", "commitment", "mandate_entropy", "weighed_signals"]

KEEPS = 7.0 / 8.0
"""Share of commitment that a week leaves."""
MOST = 2.0
SOFT = 0.5
NOISE = timedelta(days=14)
"""Signals of one side within this time that point the other way take weight from each other."""
EVE = timedelta(days=7)
"""After a meeting has been announced, hard words of lower ranks count half for so long."""
LOW = 2
"""Rank up to which that holds."""
SPEAKS = {"yes": 1.0, "unclear": 0.25, "no": 0.05}
"""Weight of a person in the belief over who speaks for the leader."""


@final
@dataclass(frozen=True, slots=True)
class WeighedSignal:
    """A public signal of one side.

    Attributes
    ----------
    signal
        The record.
    side
        Code of the side.
    day
        Day on which it counts: the last possible one, so that nothing counts too soon.
    hard, soft, taunt
        Components after weighing, 0 to 2.
    """

    signal: Signal
    side: str
    day: date
    hard: float
    soft: float
    taunt: float


def weighed_signals(scene: Scene) -> tuple[WeighedSignal, ...]:
    """Signals of both sides known on a day, earliest first.

    A soft one counts half unless it leaves a door open, and less by the share of the side's own signals of the
    fortnight before that point the other way. A hard one counts half if it leaves a door open, and half if a vice
    minister or spokesperson says it in the week after a meeting has been announced.
    """
    rows = sorted(
        (
            (min(row.interval[1], scene.on), side, row)
            for row in scene.of(Signal)
            if row.interval[0] <= scene.on
            for side in {scene.side_of(name) for name in row.actors} - {""}
        ),
        key=lambda found: (found[0], found[2].id, found[1]),
    )
    eves = [
        row.interval[0]
        for row in scene.of(Contact)
        if row.outcome == "announced" and (row.level or 0) > LOW and row.interval[0] >= scene.since
    ]
    found = []
    for day, side, row in rows:
        near = [one for at, own, one in rows if own == side and one.id != row.id and timedelta(0) <= day - at <= NOISE]
        against = [one for one in near if (one.hard > one.soft) != (row.hard > row.soft) and one.hard != one.soft]
        quiet = 1.0 - len(against) / len(near) if near else 1.0
        content = 0.5 * (1 + min(row.open_door, 1))
        rank = max((scene.offices[name].rank for name in row.actors if name in scene.offices), default=0)
        eve = any(timedelta(0) <= day - at <= EVE for at in eves)
        half = (0.5 if rank <= LOW and eve else 1.0) * (0.5 if row.open_door else 1.0)
        found.append(WeighedSignal(row, side, day, row.hard * half, row.soft * content * quiet, float(row.taunt)))
    return tuple(found)


def commitment(scene: Scene, side: str) -> float:
    """How far a side has bound itself in public, 0 to 2, counted week by week from the last breakdown.

    Parameters
    ----------
    scene
        The records of a day.
    side
        Code of the side.
    """
    rows = [row for row in weighed_signals(scene) if row.day >= scene.since]
    if not rows:
        return 0.0
    start = max(scene.since, rows[0].day)
    level = 0.0
    for week in range((scene.on - start).days // 7 + 1):
        first = start + timedelta(weeks=week)
        now = [row for row in rows if first <= row.day < first + timedelta(weeks=1)]
        own = sum(row.hard - SOFT * row.soft for row in now if row.side == side)
        taunts = sum(row.taunt for row in now if row.side != side)
        level = float(np.clip(KEEPS * level + own + taunts, 0.0, MOST))
    return level


def mandate_entropy(scene: Scene, side: str) -> float:
    """How unclear it is who speaks for a side's leader, 0 (one person) to 1 (anybody).

    Parameters
    ----------
    scene
        The records of a day.
    side
        Code of the side.

    Returns
    -------
    float
        Entropy of the belief over persons of rank 3 and more below the leader, as a share of its largest value.
    """
    weights = np.array([SPEAKS[office.speaks] for office in scene.persons(side, 3) if not office.leader])
    if weights.size < 2:
        return 0.0
    belief = weights / weights.sum()
    return float(-(belief * np.log(belief)).sum() / np.log(weights.size))
