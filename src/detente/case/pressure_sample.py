"""The solves behind a reading of pressure: that of the register, variants, and draws of both, with their bands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np
import xarray as xr

from detente.case.band import Band
from detente.case.pressure_draws import PARAMETERS, ParameterDraw
from detente.case.pressure_readings import Readings
from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.economy.calibration import Calibration
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.economy.shortrun import ShortRun, eroded
from detente.world.world import World

__all__ = [
    "MONTHS",
    "REGIMES",
    "STIMULUS",
    "Sample",
    "Solver",
    "Variant",
    "band_of",
    "losses",
    "share_error",
    "variants",
]

MONTHS = (6.0, 12.0, 24.0)
"""Horizons shown beside the one asked for."""
STIMULUS = 0.01
"""Spending that stimulus is read for, a share of factor income."""
ENOUGH = 3 * len(PARAMETERS)
"""Draws from which a fit tells what decides a reading."""
HALF = 0.5
"""Part of the spread from which one assumption decides a reading, so that its range alone is printed."""
REGIMES = {"nominal income held": 1.0, "hard peg": 0.0}
"""Monetary regimes of both sides, as powers with which wage floors follow income."""
Variant = Callable[[ParameterDraw], ShortRun | LongRun]


@final
@dataclass(frozen=True, slots=True)
class Sample:
    """One set of readings.

    Attributes
    ----------
    register
        Those at the values of the register.
    draws
        Those of the draws that were solved, by number.
    drawn
        (side, draw, parameter) what was drawn, for the draws that were solved.
    """

    register: Readings
    draws: Mapping[int, Readings]
    drawn: Mapping[str, FloatArray]

    def band(self, name: str) -> Band:
        """Band of one number, its name beginning with the side's code."""
        return self.bands(name)[0]

    def bands(self, name: str) -> tuple[Band, ...]:
        """Band of each entry of an array, its first axis running fastest over sectors or markets."""
        rows = np.array([row[name].ravel() for row in self.draws.values()])
        return band_of(self.register[name].ravel(), rows, self.drawn[name.split(maxsplit=1)[0]])

    def less(self, other: Sample, name: str) -> Band:
        """Band of this sample's number less the other's, draw by draw."""
        both = sorted(self.draws.keys() & other.draws.keys())
        rows = np.array([[float(self.draws[d][name]) - float(other.draws[d][name])] for d in both])
        side = name.split(maxsplit=1)[0]
        at = [list(self.draws).index(d) for d in both]
        return band_of([float(self.register[name]) - float(other.register[name])], rows, self.drawn[side][at])[0]

    def shares(self, name: str) -> dict[str, float]:
        """Share of a reading's variance that goes with each parameter; empty where there are too few draws."""
        rows = np.array([[float(row[name])] for row in self.draws.values()])
        found = shares_of(rows, self.drawn[name.split(maxsplit=1)[0]])
        return {} if found is None else dict(zip(PARAMETERS, map(float, found[:, 0]), strict=True))


def shares_of(rows: FloatArray, drawn: FloatArray) -> FloatArray | None:
    """(parameter, reading) share of the variance that goes with each parameter, in the best linear fit over draws.

    Parameters
    ----------
    rows
        (draw, reading).
    drawn
        (draw, parameter).

    Returns
    -------
    numpy.ndarray or None
        Zero for readings that do not move; None with too few draws to tell.
    """
    if len(rows) < ENOUGH:
        return None
    y, x = rows - rows.mean(axis=0), drawn - drawn.mean(axis=0)
    slope = np.linalg.lstsq(x, y, rcond=None)[0]
    spread = (y**2).mean(axis=0)
    parts = slope**2 * (x**2).mean(axis=0)[:, None]
    parts = np.divide(parts, spread, out=np.zeros_like(parts), where=spread > 0.0)
    # chance correlations of few draws can carry the sum past one
    return np.asarray(parts / np.maximum(1.0, parts.sum(axis=0)))


def share_error(share: float, draws: int) -> float:
    """Standard error of a share of the variance in a linear fit over draws, for many draws."""
    return float(max(2.0 * np.sqrt(share) * (1.0 - share), 1.0 / np.sqrt(draws)) / np.sqrt(draws))


def band_of(
    register: Sequence[float] | FloatArray, rows: FloatArray, drawn: FloatArray | None = None
) -> tuple[Band, ...]:
    """Bands of readings: medians and ranges of the draws, and what decides them.

    Parameters
    ----------
    register
        (reading,) values at the register's assumptions.
    rows
        (draw, reading).
    drawn
        (draw, parameter); None where it is not asked what decides.

    Raises
    ------
    DataError
        If fewer than two draws were solved.
    """
    if len(rows) < 2:
        raise DataError(f"{len(rows)} of the draws were solved; no range can be given. Ask for more draws.")
    ends = np.quantile(rows, [0.5, 0.25, 0.75, 0.05, 0.95], axis=0)
    inside = (ends[3] <= register) & (register <= ends[4])
    reasons = [""] * rows.shape[1] if drawn is None else _reasons(rows, drawn)
    return tuple(
        Band(median, low50, high50, low90, high90, float(at) if held else None, why)
        for (median, low50, high50, low90, high90), at, held, why in zip(
            ends.T.tolist(), register, inside, reasons, strict=True
        )
    )


def _reasons(rows: FloatArray, drawn: FloatArray) -> list[str]:
    """Why each reading is printed as a range only; empty where it is not."""
    moving = np.ptp(rows, axis=0) > 0.0
    shares = shares_of(rows, drawn)
    if shares is None:
        return [f"{len(rows)} draws are too few to tell what decides it" if moves else "" for moves in moving]
    most = shares.argmax(axis=0)
    return [
        f"{PARAMETERS[k]} decide{'' if PARAMETERS[k].endswith('s') else 's'} {100.0 * part:.0f} % of its spread"
        if part > HALF
        else ""
        for k, part in zip(most, shares.max(axis=0), strict=True)
    ]


@final
@dataclass(frozen=True, slots=True)
class Solver:
    """One change of wedges, solved under many assumptions.

    Attributes
    ----------
    world, before, after
        As for :meth:`detente.economy.shortrun.ShortRun.solve`.
    base
        Calibration of the world, shared by all solves.
    """

    world: World
    before: xr.Dataset
    after: xr.Dataset
    base: Calibration

    def sample(
        self,
        centre: ParameterDraw,
        draws: tuple[ParameterDraw, ...],
        variant: Variant,
        read: Callable[[Outcome, ParameterDraw], Readings],
    ) -> Sample:
        """Solve a variant centrally and under draws; draws that are not solved are left out.

        Raises
        ------
        NotSolved
            If the central one is not solved.
        """
        found, sides = {}, tuple(centre.firms)
        for d, draw in enumerate(draws):
            outcome = self._try(variant(draw))
            if outcome is not None:
                found[d] = read(outcome, draw)
        values = np.array([draws[d].values for d in found]).reshape(len(found), len(sides), len(PARAMETERS))
        drawn = {side: values[:, k] for k, side in enumerate(sides)}
        return Sample(read(self._solve(variant(centre)), centre), found, drawn)

    def _try(self, model: ShortRun | LongRun) -> Outcome | None:
        try:
            outcome = self._solve(model, throw=False)
        except DataError:
            # elasticities at which the model refuses to answer
            return None
        return outcome if outcome.certificate.ok else None

    def _solve(self, model: ShortRun | LongRun, *, throw: bool = True) -> Outcome:
        if isinstance(model, ShortRun):
            return model.solve(self.world, self.before, self.after, throw=throw, base=self.base)
        return model.solve(self.world, self.before, self.after, throw=throw)


def variants(sides: tuple[str, str], horizon: float) -> dict[str, Variant]:
    """Other assumptions that the page shows beside the main ones, by name."""
    found: dict[str, Variant] = {
        "with duty": lambda draw: replace(draw.model, convention="with-duty"),
        "long run": lambda draw: LongRun(elasticity=draw.theta),
    }
    for name, chi in REGIMES.items():
        found[name] = _regime(chi)
    for side in sides:
        found[f"stimulus {side}"] = _stimulus(side)
    for months in MONTHS:
        if months != horizon:
            found[f"{months:g} months"] = _later(months)
    return found


def _regime(chi: float) -> Variant:
    return lambda draw: replace(draw.model, monetary=chi)


def _stimulus(side: str) -> Variant:
    return lambda draw: replace(draw.model, stimulus={side: STIMULUS})


def _later(months: float) -> Variant:
    def model(draw: ParameterDraw) -> ShortRun:
        floor, now = draw.model.wage_rigidity, draw.model.horizon_months
        if floor is not None:
            floor *= eroded(months) / eroded(now)
        return replace(draw.model, horizon_months=months, wage_rigidity=floor)

    return model


def losses(samples: Mapping[float, Sample], side: str) -> tuple[FloatArray, dict[int, FloatArray]]:
    """Loss of real income of a side at each horizon: by the register, and by draw that was solved at all of them."""
    name = f"{side} real_income"
    centre = np.array([-float(sample.register[name]) for sample in samples.values()])
    shared = set.intersection(*(set(sample.draws) for sample in samples.values()))
    rows = {d: np.array([-float(s.draws[d][name]) for s in samples.values()]) for d in sorted(shared)}
    return centre, rows
