"""Sentences on choke points: when lines stop and why then."""

from __future__ import annotations

from collections.abc import Sequence

from detente.case.minerals import ChokePoint
from detente.economy.critical import CriticalInputs

__all__ = ["wait_words"]


def wait_words(points: Sequence[ChokePoint]) -> str:
    """Which inputs stop lines first, when the costliest one does, and what the wait is made of; empty if none stops."""
    stopping = [row for row in points if row.days_to_stop is not None]
    if not stopping:
        return ""
    soon = min(row.days_to_stop for row in stopping if row.days_to_stop is not None)
    first = [row.name.lower() for row in stopping if row.days_to_stop == soon]
    worst = max(stopping, key=lambda row: row.output_at_risk_usd_mn)
    late = (
        ", which also costs most"
        if worst.days_to_stop == soon
        else f"; for want of {worst.name.lower()}, which would cost most, on day {worst.days_to_stop:.0f}"
    )
    names = " and ".join(first)
    under_way = CriticalInputs().under_way_days
    return (
        f"Stopped one at a time, the first lines stand still on day {soon:.0f}, for want of {names}{late}. "
        f"Until then they live on goods under way ({under_way:.0f} days) and stocks ({worst.days_of_stock:.0f} days of "
        "use, which last longer where a smaller part of supply is lost)."
    )
