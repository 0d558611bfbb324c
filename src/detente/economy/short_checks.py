"""What no short-run figure is shown without: the other convention of elasticities, the other monetary regime."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.labels import positions
from detente.core.status import Status
from detente.economy.shortrun import ShortRun
from detente.ledger.limits import Limits
from detente.world.world import World

__all__ = ["CONVENTIONS", "Variant", "Variants", "both_conventions", "both_regimes"]

CONVENTIONS = {
    "without-duty": "elasticities by horizon read as responses of trade net of duty, as published",
    "with-duty": "the same numbers read as responses of trade with duty",
}


@final
@dataclass(frozen=True, slots=True)
class Variant:
    """One solve of the short run.

    Attributes
    ----------
    label, words
        Its name and what is assumed.
    welfare, unemployment
        (N,) change of real income and share without work; NaN if not solved.
    jobs
        (N,) change of jobs, thousand persons; NaN where the world does not know them or workers move.
    status
        How the solve ended.
    """

    label: str
    words: str
    welfare: FloatArray
    unemployment: FloatArray
    jobs: FloatArray
    status: Status


@final
@dataclass(frozen=True, slots=True)
class Variants:
    """Solves that differ in one assumption.

    Attributes
    ----------
    assumption
        The assumption that differs.
    regions
        Labels of the economies.
    rows
        One for each variant.
    """

    assumption: str
    regions: tuple[str, ...]
    rows: tuple[Variant, ...]

    def records(self, regions: Iterable[str]) -> list[dict[str, Any]]:
        """One record for each variant and region: assumption, words, region, welfare, unemployment, jobs, status.

        Raises
        ------
        LabelError
            If a region is unknown.
        """
        chosen = [int(n) for n in positions(tuple(regions), self.regions, "economy of these results")]
        return [
            {
                self.assumption: row.label,
                "words": row.words,
                "region": self.regions[n],
                "welfare": float(row.welfare[n]),
                "unemployment": float(row.unemployment[n]),
                "jobs_thousand": float(row.jobs[n]),
                "status": row.status.value,
            }
            for row in self.rows
            for n in chosen
        ]

    def spread(self, name: str, region: str) -> tuple[float, float]:
        """Lowest and highest value of ``welfare``, ``unemployment`` or ``jobs`` among the variants that were solved."""
        n = self.regions.index(region)
        values = [float(getattr(row, name)[n]) for row in self.rows if row.status is Status.CONVERGED]
        return (min(values), max(values)) if values else (np.nan, np.nan)


def both_conventions(
    world: World,
    before: xr.Dataset,
    after: xr.Dataset,
    model: ShortRun | None = None,
    limits: Limits | None = None,
) -> Variants:
    """The short run under both readings of published elasticities by horizon.

    Parameters
    ----------
    world, before, after, limits
        As for :meth:`detente.ShortRun.solve`.
    model
        All other assumptions; None: the model's own.

    Returns
    -------
    Variants
        Rows ``without-duty`` and ``with-duty``.
    """
    model = model or ShortRun()
    rows = [
        _variant(replace(model, convention=convention), world, before, after, limits, (convention, words))  # type: ignore[arg-type]
        for convention, words in CONVENTIONS.items()
    ]
    return Variants("convention", world.regions, tuple(rows))


def both_regimes(
    world: World,
    before: xr.Dataset,
    after: xr.Dataset,
    model: ShortRun | None = None,
    limits: Limits | None = None,
    *,
    pair: tuple[str, str] = ("USA", "CHN"),
) -> Variants:
    """The short run under either monetary regime of two sides: a peg (0), or income held by policy (1).

    Parameters
    ----------
    world, before, after, limits
        As for :meth:`detente.ShortRun.solve`.
    model
        All other assumptions, and the regimes of the other economies; None: the model's own.
    pair
        The two sides.

    Returns
    -------
    Variants
        Four rows, named for instance ``USA 1, CHN 0``.
    """
    model = model or ShortRun()
    positions(pair, world.regions, f"economy of world '{world.name}'")
    usual = model.regimes(world)
    says = {0.0: "wages pegged to world income", 1.0: "policy holds income"}
    rows = []
    for one in (1.0, 0.0):
        for two in (1.0, 0.0):
            regime = {pair[0]: one, pair[1]: two}
            label = ", ".join(f"{region} {chi:g}" for region, chi in regime.items())
            words = "; ".join(f"{region}: {says[chi]}" for region, chi in regime.items())
            other = replace(model, monetary=usual | regime)
            rows.append(_variant(other, world, before, after, limits, (label, words)))
    return Variants("monetary", world.regions, tuple(rows))


def _variant(
    model: ShortRun,
    world: World,
    before: xr.Dataset,
    after: xr.Dataset,
    limits: Limits | None,
    names: tuple[str, str],
) -> Variant:
    outcome = model.solve(world, before, after, limits, throw=False)
    data = outcome.data
    nan = np.full(len(world.regions), np.nan)
    welfare, unemployment = (data[k].values if k in data else nan for k in ("welfare", "unemployment"))
    jobs = data["jobs"].sum("sector").values if "jobs" in data else nan
    return Variant(*names, welfare, unemployment, jobs, outcome.certificate.status)
