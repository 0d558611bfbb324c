"""What state every channel and group is in, how old its trust is, and by whose account the rival asked first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal, final

from detente.diplomacy.records import Channel, WorkingGroup
from detente.diplomacy.scene import Scene, interval
from detente.evidence.happenings import Contact, Happening, Signal

__all__ = ["ChannelState", "GroupState", "asked", "channel_states", "group_states"]

State = Literal["open", "cooled", "frozen", "lost", "ended", "absent"]
COOLED = 0.5
"""Share of trust that a post keeps when one end changes hands."""
TRUST_HALVES = 182.0
"""Days without contact after which trust has halved."""
ASKED_HALVES = 28.0
"""Days after which evidence that the rival asked weighs half."""
ASKED_WEIGHT = {1: 0.5, 2: 0.8}
"""Weight of one telling that the rival asked: by a medium, by a ministry or leader."""
LIVE = {"opened": "open", "used": "open", "restored": "open", "cooled": "cooled", "lost": "lost"}
GROUPS = {"created": "open", "active": "open", "revived": "open", "frozen": "frozen", "ended": "ended"}


@final
@dataclass(frozen=True, slots=True)
class ChannelState:
    """A channel on a day.

    Attributes
    ----------
    channel
        The record.
    state
        open, cooled, frozen (nobody carries it), lost, ended (with a tenure) or absent (not made yet).
    ends
        Who stands at either end on the day: side a, side b.
    last
        Last day of contact known, or None.
    trust
        0 to 1, decayed since the last contact.
    why
        Why it is not open, one sentence, or empty.
    """

    channel: Channel
    state: State
    ends: tuple[str, str]
    last: date | None
    trust: float
    why: str


@final
@dataclass(frozen=True, slots=True)
class GroupState:
    """A working group on a day: the record, its state, and the day of the last event known."""

    group: WorkingGroup
    state: State
    since: date | None


def channel_states(scene: Scene) -> tuple[ChannelState, ...]:
    """State of every channel known.

    A personal channel ends with the tenure of either end. A post passes to the one who follows in the same
    institution and rank, cooled; if both ends have gone, it ends. An embassy channel is frozen while none of its
    carriers is in office, and lost once its carrier was cut out.
    """
    return tuple(_state(scene, channel) for channel in scene.channels)


def group_states(scene: Scene) -> tuple[GroupState, ...]:
    """State of every working group by its last event."""
    found = []
    for group in scene.groups:
        events = sorted(group.event, key=lambda row: interval(row.when))
        last = events[-1] if events else None
        state: State = GROUPS[last.what] if last else "absent"  # type: ignore[assignment]
        found.append(GroupState(group, state, interval(last.when)[0] if last else None))
    return tuple(found)


def asked(scene: Scene, side: str, offers: Collection[str] = ()) -> float:
    r"""How far a side can say in public that the rival asked first.

    Parameters
    ----------
    scene
        The records of a day.
    side
        The side for whom it is weighed.
    offers
        Ids of records of the rival that are to be read as public offers, too.

    Returns
    -------
    float
        :math:`w \in [0, 1]`. Each telling by the side gives :math:`w \leftarrow 1 - (1 - w)(1 - e)`, a public offer of
        the rival sets 1; between them w halves in four weeks, and a breakdown sets it to 0.
    """
    rows = sorted(
        (row for row in scene.happenings if scene.since <= row.interval[0] <= scene.on),
        key=lambda row: (row.interval[0], row.id),
    )
    weight: float = 0.0
    day = scene.on
    for row in rows:
        evidence = _evidence(scene, row, side, offers)
        if evidence:
            weight *= 2.0 ** (-(row.interval[0] - day).days / ASKED_HALVES)
            weight, day = 1.0 - (1.0 - weight) * (1.0 - evidence), row.interval[0]
    return float(weight * 2.0 ** (-(scene.on - day).days / ASKED_HALVES))


def _evidence(scene: Scene, row: Happening, side: str, offers: Collection[str]) -> float:
    acting = {scene.side_of(name) for name in row.actors}
    if isinstance(row, Signal) and side in acting:
        return ASKED_WEIGHT.get(row.says_rival_asked, 0.0)
    public = row.move == "offer" and row.status in ("actual", "offered") and scene.standing(row) == "on record"
    rival = acting & (set(scene.sides) - {side})
    return 1.0 if rival and side not in acting and (public or row.id in offers) else 0.0


def _state(scene: Scene, channel: Channel) -> ChannelState:
    ends, gone = _ends(scene, channel)
    last = _last_contact(scene, channel, ends)
    age = (scene.on - last).days if last else 0
    trust = channel.trust * 2.0 ** (-age / TRUST_HALVES)

    def made(state: State, why: str = "", share: float = 1.0) -> ChannelState:
        return ChannelState(channel, state, ends, last, trust * share, why)

    if channel.from_ and scene.on < channel.from_:
        return made("absent", f"begins on {channel.from_}", 0.0)
    if channel.until and scene.on >= channel.until:
        return made("ended", f"ended on {channel.until}", 0.0)
    events = [row for row in scene.channel_events if row.channel == channel.id]
    if len(gone) == 2 or (gone and channel.kind == "personal"):
        ends = channel.end_a, channel.end_b
        last = _last_contact(scene, channel, ends)
        return made("ended", f"{' and '.join(gone)} left office", 0.0)
    if events:
        event = max(events, key=lambda row: interval(row.when))
        if event.what in ("lost", "cooled"):
            return made(LIVE[event.what], event.reason, 0.0 if event.what == "lost" else COOLED)  # type: ignore[arg-type]
    if gone:
        follows = set(ends) & set(scene.offices) - {channel.end_a, channel.end_b}
        if not follows:
            return made("frozen", f"{gone[0]} left office and nobody follows in the record", 0.0)
        return made("cooled", f"{gone[0]} left office; the post passed on", COOLED)
    if channel.kind == "embassy" and channel.carriers and not set(channel.carriers) & set(scene.offices):
        return made("frozen", "nobody of the record who carries it is in office", 0.0)
    return made("open")


def _ends(scene: Scene, channel: Channel) -> tuple[tuple[str, str], list[str]]:
    """Who stands at either end, and the names of persons at its ends who left office."""
    people = scene.dossier.people
    gone = [
        people[name].name for name in (channel.end_a, channel.end_b) if name in people and name not in scene.offices
    ]

    def stands(name: str) -> str:
        if name not in people or name in scene.offices or channel.kind != "post":
            return name
        held = {(post.actor, post.rank) for post in people[name].tenure}
        following = (
            person
            for person in scene.offices
            if {(post.actor, post.rank) for post in people[person].posts(scene.on)} & held
            and people[person].side == people[name].side
        )
        return next(following, name)

    return (stands(channel.end_a), stands(channel.end_b)), gone


def _last_contact(scene: Scene, channel: Channel, ends: tuple[str, str]) -> date | None:
    named = {channel.end_a, channel.end_b, *ends, *channel.carriers} - set(scene.sides)
    days = [
        min(row.interval[1], scene.on)
        for row in scene.of(Contact)
        if row.outcome == "held"
        and row.interval[0] <= scene.on
        and scene.standing(row) != "disputed"
        and len(named & {*row.actors, *row.targets}) >= (2 if channel.kind in ("post", "personal") else 1)
    ]
    days += [
        min(interval(row.when)[1], scene.on)
        for row in scene.channel_events
        if row.channel == channel.id and row.what in ("opened", "used", "restored")
    ]
    return max(days, default=None)
