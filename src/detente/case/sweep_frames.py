"""The draws of a sweep by model and horizon: one range never mixes the first year with the long run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
import numpy.typing as npt

from detente.case.draws import Plan
from detente.core.arrays import FloatArray
from detente.economy.draws import Draw
from detente.economy.spread import Driver, Kinds, drivers, kinds

__all__ = ["Frame", "frame_names", "frames_of"]

LONG_RUN = "long run"
FRAMING = ("model", "horizon_months")
"""Choices that put a draw into a frame and so explain nothing within one."""
SHORT_CHOICES = ("convention",)
"""Choices that only the short run knows."""
LONG_RANGES = ("elasticity_services",)
"""Drawn numbers that the long run knows."""


@final
@dataclass(frozen=True, slots=True)
class Frame:
    """What the draws of one model at one horizon say.

    Attributes
    ----------
    name
        ``long run``, or ``short run, 12 months``.
    draws
        Number of its draws that were solved.
    centre
        Reading -> its value at central assumptions.
    kinds
        Reading -> its bands and variance by kind.
    drivers
        Headline reading -> share of each assumption in its variance.
    """

    name: str
    draws: int
    centre: Mapping[str, float]
    kinds: Mapping[str, Kinds]
    drivers: Mapping[str, tuple[Driver, ...]]


def frame_names(plan: Plan) -> tuple[str, ...]:
    """Every model and horizon that a plan draws, in the order typed."""
    choices = plan.space.choices
    names = [
        name
        for model in choices["model"]
        for name in ([LONG_RUN] if model == "long-run" else map(_short, choices["horizon_months"]))
    ]
    return tuple(dict.fromkeys(names))


def frames_of(
    plan: Plan,
    names: Sequence[str],
    headline: Sequence[str],
    values: FloatArray,
    solved: npt.NDArray[np.bool_],
    centres: Mapping[str, Mapping[str, float]],
) -> tuple[Frame, ...]:
    """Take the spread of every reading apart, within each model and horizon.

    Parameters
    ----------
    plan
        What was drawn.
    names, headline
        Readings, and those of them whose spread is taken apart by assumption.
    values
        (draws, readings); NaN where the model does not say.
    solved
        (draws,) which draws were solved.
    centres
        Frame -> reading -> value at central assumptions.

    Returns
    -------
    tuple of Frame
        Those with at least two draws that were solved.
    """
    drawn = [plan.space.draw(number) for number in range(len(values))]
    own = np.array([_frame(plan, draw) for draw in drawn])
    found = []
    for name in frame_names(plan):
        rows = np.flatnonzero(solved & (own == name))
        if rows.size >= 2:
            found.append(_frame_of(plan, name, names, headline, values[rows], [drawn[r] for r in rows], centres[name]))
    return tuple(found)


def _frame_of(
    plan: Plan,
    frame: str,
    names: Sequence[str],
    headline: Sequence[str],
    values: FloatArray,
    drawn: Sequence[Draw],
    centre: Mapping[str, float],
) -> Frame:
    choices, ranges = plan.space.choices, plan.space.ranges
    far = frame == LONG_RUN
    live = [name for name in choices if name not in FRAMING and not (far and name in SHORT_CHOICES)]
    picks = {name: np.array([draw.picks[name] for draw in drawn]) for name in live}
    varied = {name: picks[name] for name in live if len(choices[name]) > 1}
    numbers = {
        name: np.array([draw.values[name] for draw in drawn])
        for name, (low, high) in ranges.items()
        if low < high and not (far and name not in LONG_RANGES)
    }
    numbers["elasticity_level"] = np.array([draw.shift for draw in drawn])
    own = np.array([draw.own for draw in drawn])
    combination = np.ravel_multi_index(tuple(picks.values()), [len(choices[name]) for name in live])
    by_kind, by_driver = {}, {}
    for r, name in enumerate(names):
        rows = np.flatnonzero(np.isfinite(values[:, r]))
        if rows.size < 2:
            continue
        y = values[rows, r]
        by_kind[name] = kinds(y, combination[rows], picks["scenario"][rows])
        if name in headline:
            by_driver[name] = drivers(
                y,
                {key: x[rows] for key, x in varied.items()},
                {key: x[rows] for key, x in numbers.items()},
                {"elasticity_by_sector": own[rows]},
                combination[rows],
            )
    return Frame(frame, len(drawn), {name: centre[name] for name in by_kind}, by_kind, by_driver)


def _frame(plan: Plan, draw: Draw) -> str:
    chosen = plan.chosen(draw)
    return LONG_RUN if chosen["model"] == "long-run" else _short(chosen["horizon_months"])


def _short(months: float) -> str:
    return f"short run, {months:g} months"
