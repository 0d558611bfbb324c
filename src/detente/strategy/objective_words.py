"""Objectives as a person types them: ``real-income+0.5*revenue``, ``rival-loss:2``, ``sectors:A01=3,C24A=2``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from detente.core.errors import UsageError
from detente.core.labels import close_name
from detente.strategy.objectives import Jobs, Objective, Political, RealIncome, Revenue, RivalLoss, Weighted
from detente.world.world import World

__all__ = ["GRAMMAR", "by_side", "read_objective"]

GRAMMAR = (
    "real-income, revenue, jobs, rival-loss:WEIGHT, goods:WEIGHT (income earned in goods sectors), "
    "sectors:CODE=WEIGHT,CODE=WEIGHT; sums such as real-income+0.5*revenue"
)
"""What can be typed."""
BETWEEN = ".."

Special = Mapping[str, Callable[[], Objective]]


def read_objective(text: str, world: World, rival: str | None, special: Special | None = None) -> Objective:
    """One objective.

    Parameters
    ----------
    text
        As typed.
    world
        Gives the sectors.
    rival
        Whose loss counts where it says ``rival-loss``; None where there is no single rival.
    special
        Further words, each with what makes the objective.

    Raises
    ------
    UsageError
        If it cannot be read.
    """
    parts = [_term(part.strip(), world, rival, special or {}) for part in text.split("+")]
    if len(parts) == 1 and parts[0][1] == 1.0:
        return parts[0][0]
    return Weighted(tuple(parts))


def by_side(
    typed: Sequence[str], sides: tuple[str, str], world: World, special: Mapping[str, Special] | None = None
) -> dict[str, Objective | tuple[Objective, Objective]]:
    """What each side counts: ``SIDE=OBJECTIVE``, or one objective for both; ``A..B`` is a range between two.

    Parameters
    ----------
    typed
        As typed, any number.
    sides
        The two sides.
    world
        Gives the sectors.
    special
        Side -> further words.

    Raises
    ------
    UsageError
        If one cannot be read, or a side has two.
    """
    found: dict[str, Objective | tuple[Objective, Objective]] = {}
    for text in typed:
        name, equals, rest = text.partition("=")
        named = bool(equals) and name.strip() in sides
        if equals and not named and ":" not in name:
            raise UsageError(
                f'--objective {text}: "{name.strip()}" is no side; write {sides[0]}=... or {sides[1]}=...'
                f"{close_name(name.strip(), sides)}"
            )
        for side, rival in (sides, sides[::-1]):
            if named and side != name.strip():
                continue
            if side in found:
                raise UsageError(f"--objective {text}: {side} has an objective already; give each side one.")
            words = (special or {}).get(side)
            ends = [read_objective(end, world, rival, words) for end in (rest if named else text).split(BETWEEN)]
            if len(ends) > 2:
                raise UsageError(f"--objective {text}: a range has two ends.")
            found[side] = ends[0] if len(ends) == 1 else (ends[0], ends[1])
    return found


def _term(text: str, world: World, rival: str | None, special: Special) -> tuple[Objective, float]:
    """One objective and its weight in a sum."""
    factor, star, name = text.rpartition("*")
    weight = _number(factor, text) if star else 1.0
    kind, _, rest = name.strip().partition(":")
    if kind in special and not rest:
        return special[kind](), weight
    if kind in ("real-income", "revenue", "jobs") and not rest:
        plain: dict[str, Objective] = {"real-income": RealIncome(), "revenue": Revenue(), "jobs": Jobs()}
        return plain[kind], weight
    if kind == "rival-loss":
        if rival is None:
            raise UsageError(f"--objective {text}: rival-loss needs exactly two players.")
        return RivalLoss(rival, _number(rest, text) if rest else 1.0), weight
    if kind == "goods" and rest:
        goods = [sector for sector, good in zip(world.sectors, world.goods, strict=True) if good]
        return Political(dict.fromkeys(goods, _number(rest, text))), weight
    if kind == "sectors" and rest:
        pairs = [pair.partition("=") for pair in rest.split(",")]
        unknown = [code for code, _, _ in pairs if code.strip() not in world.sectors]
        if unknown:
            raise UsageError(
                f"--objective {text}: {unknown[0]} is no sector of world '{world.name}'."
                f"{close_name(unknown[0], world.sectors)}"
            )
        return Political({code.strip(): _number(value, text) for code, _, value in pairs}), weight
    raise UsageError(f"--objective {text}: that is none of {', '.join((GRAMMAR, *special))}.")


def _number(text: str, where: str) -> float:
    try:
        found = float(text)
    except ValueError:
        raise UsageError(f'--objective {where}: "{text}" is no number.') from None
    if not 0.0 <= found < 1e6:
        raise UsageError(f"--objective {where}: a weight is a number from 0 on.")
    return found
