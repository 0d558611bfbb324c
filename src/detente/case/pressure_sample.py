"""The solves behind a reading of pressure: the central one, its variants, and draws of both, with their bands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np
import xarray as xr

from detente.case.pressure_draws import PARAMETERS, Draw
from detente.case.pressure_readings import Readings
from detente.case.pressure_records import Band
from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.economy.shortrun import EROSION, ShortRun
from detente.world.world import World

__all__ = ["MONTHS", "REGIMES", "STIMULUS", "Sample", "Solver", "Variant", "band_of", "losses", "variants"]

MONTHS = (6.0, 12.0, 24.0)
"""Horizons shown beside the one asked for."""
STIMULUS = 0.01
"""Spending that stimulus is read for, a share of factor income."""
REGIMES = {"nominal income held": 1.0, "hard peg": 0.0}
"""Monetary regimes of both sides, as powers with which wage floors follow income."""
Variant = Callable[[Draw], ShortRun | LongRun]


@final
@dataclass(frozen=True, slots=True)
class Sample:
    """One set of readings: the central one, and those of the draws that were solved, by number."""

    central: Readings
    draws: Mapping[int, Readings]

    def band(self, pick: Callable[[Readings], float]) -> Band:
        """Band of one number."""
        return band_of([pick(self.central)], np.array([[pick(row)] for row in self.draws.values()]))[0]

    def bands(self, name: str) -> tuple[Band, ...]:
        """Band of each entry of an array, its first axis running fastest over sectors or markets."""
        return band_of(self.central[name].ravel(), np.array([row[name].ravel() for row in self.draws.values()]))

    def less(self, other: Sample, pick: Callable[[Readings], float]) -> Band:
        """Band of this sample's number less the other's, draw by draw."""
        both = self.draws.keys() & other.draws.keys()
        centre = pick(self.central) - pick(other.central)
        return band_of([centre], np.array([[pick(self.draws[d]) - pick(other.draws[d])] for d in sorted(both)]))[0]

    def shares(self, name: str, draws: tuple[Draw, ...], side: int) -> dict[str, float]:
        """Share of a reading's variance that goes with each parameter, in the best linear fit over the draws."""
        solved = sorted(self.draws)
        y = np.array([float(self.draws[d][name]) for d in solved])
        x = np.array([draws[d].values[side] for d in solved])
        y, x = y - y.mean(), x - x.mean(axis=0)
        if len(solved) <= len(PARAMETERS) + 1 or not y.any():
            return {}
        slope = np.linalg.lstsq(x, y, rcond=None)[0]
        parts = slope**2 * (x**2).mean(axis=0) / (y**2).mean()
        # chance correlations of few draws can carry the sum past one
        parts = parts / max(1.0, float(parts.sum()))
        return dict(zip(PARAMETERS, map(float, parts), strict=True))


def band_of(centre: Sequence[float] | FloatArray, rows: FloatArray) -> tuple[Band, ...]:
    """Bands of readings: their central values, and (draws, readings); a band always holds its central value.

    Raises
    ------
    DataError
        If fewer than two draws were solved.
    """
    if len(rows) < 2:
        raise DataError(f"{len(rows)} of the draws were solved; no range can be given. Ask for more draws.")
    ends = np.quantile(rows, [0.25, 0.75, 0.05, 0.95], axis=0)
    ends[::2] = np.minimum(ends[::2], centre)
    ends[1::2] = np.maximum(ends[1::2], centre)
    return tuple(Band(float(c), *map(float, e)) for c, e in zip(centre, ends.T, strict=True))


@final
@dataclass(frozen=True, slots=True)
class Solver:
    """One change of wedges, solved under many assumptions.

    Attributes
    ----------
    world, before, after
        As for :meth:`detente.economy.shortrun.ShortRun.solve`.
    """

    world: World
    before: xr.Dataset
    after: xr.Dataset

    def sample(
        self, centre: Draw, draws: tuple[Draw, ...], variant: Variant, read: Callable[[Outcome, Draw], Readings]
    ) -> Sample:
        """Solve a variant centrally and under draws; draws that are not solved are left out.

        Raises
        ------
        NotSolved
            If the central one is not solved.
        """
        found = {}
        for d, draw in enumerate(draws):
            outcome = self._try(variant(draw))
            if outcome is not None:
                found[d] = read(outcome, draw)
        return Sample(read(variant(centre).solve(self.world, self.before, self.after), centre), found)

    def _try(self, model: ShortRun | LongRun) -> Outcome | None:
        try:
            outcome = model.solve(self.world, self.before, self.after, throw=False)
        except DataError:
            # elasticities at which the model refuses to answer
            return None
        return outcome if outcome.certificate.ok else None


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
    def model(draw: Draw) -> ShortRun:
        floor, now = draw.model.wage_rigidity, draw.model.horizon_months
        if floor is not None:
            floor *= EROSION ** ((max(months, 12.0) - max(now, 12.0)) / 12.0)
        return replace(draw.model, horizon_months=months, wage_rigidity=floor)

    return model


def losses(samples: Mapping[float, Sample], side: str) -> tuple[FloatArray, dict[int, FloatArray]]:
    """Loss of real income of a side at each horizon: centrally, and by draw that was solved at all of them."""
    name = f"{side} real_income"
    centre = np.array([-float(sample.central[name]) for sample in samples.values()])
    shared = set.intersection(*(set(sample.draws) for sample in samples.values()))
    rows = {d: np.array([-float(s.draws[d][name]) for s in samples.values()]) for d in sorted(shared)}
    return centre, rows
