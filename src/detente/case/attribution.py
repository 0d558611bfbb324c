"""Which measure costs whom how much: the ledger's parts of a change, joined with the gradients of the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import final

import numpy as np
import xarray as xr

from detente.case.case import Case
from detente.case.question import pose
from detente.core.labels import positions
from detente.core.status import Certificate
from detente.economy.attribute import PLAYERS, Method
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.ledger.ledger import Ledger
from detente.ledger.measures import Measure
from detente.ledger.parts import Parts, parts_between
from detente.ledger.rules import Rule
from detente.ledger.stacking import Moment
from detente.world.world import World

__all__ = ["ByMeasure", "MeasureCost", "attribute", "by_measure"]

OTHERS = "others"


@final
@dataclass(frozen=True, slots=True)
class MeasureCost:
    """What one measure, or several of one authority together, do to real income.

    Attributes
    ----------
    name
        Id of the measure, text of the rule, ``floor at zero``, or ``others``.
    by, authority
        Who levies and under which legal layer; empty for rules and the floor.
    measure
        The record; None for rules, the floor and others.
    members
        Parts counted together, largest first.
    effect
        By region: change of real income that is due to it, a share.
    """

    name: str
    by: str
    authority: str
    measure: Measure | None
    members: tuple[str, ...]
    effect: Mapping[str, float]


@final
@dataclass(frozen=True, slots=True)
class ByMeasure:
    """The change of real income by measure; over the measures it adds up to the exact change.

    Attributes
    ----------
    data
        ``welfare`` (part, region), shares; ``welfare_usd`` in the unit of the world; ``change`` (region,), exact.
    measures
        The record behind each part; None for rules of a scenario and the floor at zero.
    certificate
        Its residual is the largest gap between a change and the sum of its parts.
    """

    data: xr.Dataset
    measures: Mapping[str, Measure | None]
    certificate: Certificate

    def worst(self, region: str, count: int = 5) -> dict[str, float]:
        """The measures that cost a region most, with their effect on its real income as a share, worst first."""
        effects = {str(part): float(value) for part, value in self._of(region)}
        costly = sorted((part for part in effects if effects[part] < 0.0), key=lambda part: effects[part])
        return {part: effects[part] for part in costly[:count]}

    def table(self, keep: int) -> tuple[MeasureCost, ...]:
        """The ``keep`` measures of largest effect on any region, the others summed by authority.

        Sorted by the sum of their effects, worst first.
        """
        sizes = np.abs(self.data["welfare"].values).max(axis=1)
        order = [str(self.data["part"].values[p]) for p in np.argsort(-sizes, kind="stable")]
        rows = [self._row((part,), part) for part in order[:keep]]
        rest: dict[tuple[str, str], list[str]] = {}
        for part in order[keep:]:
            measure = self.measures[part]
            rest.setdefault((measure.by, measure.authority) if measure else ("", ""), []).append(part)
        rows += [self._row(tuple(parts), parts[0] if len(parts) == 1 else OTHERS) for parts in rest.values()]
        return tuple(sorted(rows, key=lambda row: sum(row.effect.values())))

    def _row(self, parts: tuple[str, ...], name: str) -> MeasureCost:
        first = self.measures[parts[0]]
        effect = self.data["welfare"].sel(part=list(parts)).sum("part")
        return MeasureCost(
            name=name,
            by=first.by if first else "",
            authority=first.authority if first else "",
            measure=first if name != OTHERS else None,
            members=parts,
            effect={str(region): float(effect.sel(region=region)) for region in effect["region"].values},
        )

    def _of(self, region: str) -> Iterable[tuple[str, float]]:
        known = [str(code) for code in self.data["region"].values]
        (n,) = positions((region,), known, "region of this attribution")
        return zip(self.data["part"].values, self.data["welfare"].values[:, n], strict=True)


def attribute(
    case: Case,
    on: date | str,
    as_of: date | str | None = None,
    *,
    regions: Sequence[str] | None = None,
    world: World | None = None,
    model: LongRun | None = None,
    rules: Sequence[Rule] = (),
    method: Method = "path",
) -> ByMeasure:
    """Which measure costs whom how much on a day, in the long run, against the case's baseline.

    Parameters
    ----------
    case
        The case.
    on, as_of
        Day valued and day of knowledge (default: the same, capped at the case's last day).
    regions
        Economies whose real income is split; default: the two sides.
    world, model
        Default: the case's own world, and the long-run model with its defaults.
    rules
        Rules of a scenario on top of the day's measures.
    method
        ``path``: all measures grow in proportion. ``shapley``: mean over all orders of the nine largest measures and
        the others as one; about a thousand solves.

    Returns
    -------
    ByMeasure
        Real income by measure and region.

    Raises
    ------
    LabelError
        If a region is unknown.
    NotSolved
        If no equilibrium was found.
    """
    question = pose(case, on, as_of, world=world, model=model, rules=rules)
    return by_measure(
        question.ledger,
        question.world,
        question.solve(),
        (question.start, question.moment),
        (question.before, question.after),
        regions=regions or case.sides,
        method=method,
    )


def by_measure(
    ledger: Ledger,
    world: World,
    outcome: Outcome,
    moments: tuple[Moment, Moment],
    wedges: tuple[xr.Dataset, xr.Dataset],
    *,
    regions: Sequence[str],
    method: Method = "path",
) -> ByMeasure:
    """Split an outcome that is already solved; see :func:`attribute`.

    Parameters
    ----------
    ledger, world, outcome
        The ledger with the rules of a scenario, the world, and the effect of going between the wedges.
    moments, wedges
        Before and after.
    regions, method
        As for :func:`attribute`.
    """
    parts = parts_between(ledger, world, moments, wedges)
    of = {region: ("welfare", region) for region in regions}
    found = outcome.attribute(parts.data, of)
    if method != "path":
        sizes = np.abs(found.data["effect"].values).max(axis=1)
        parts = _fewer(parts, sizes)
        found = outcome.attribute(parts.data, of, method=method)
    effect = found.data["effect"].rename(scalar="region")
    income = outcome.data["income_base"].sel(region=list(of))
    data = xr.Dataset(
        {
            "welfare": effect.assign_attrs(unit="share", long_name="change of real income due to the part"),
            "welfare_usd": (effect * income).assign_attrs(unit=world.unit, long_name="the same at base prices"),
            "change": found.data["change"].rename(scalar="region").assign_attrs(unit="share", long_name="exact change"),
        },
        attrs={"method": method, "before": moments[0].on.isoformat(), "after": moments[1].on.isoformat()},
    )
    return ByMeasure(data, parts.measures, found.certificate)


def _fewer(parts: Parts, sizes: np.ndarray) -> Parts:
    """The largest parts as they are, the rest as one."""
    if len(sizes) <= PLAYERS:
        return parts
    order = np.argsort(-sizes, kind="stable")
    kept = parts.data.isel(part=order[: PLAYERS - 1])
    rest = parts.data.isel(part=order[PLAYERS - 1 :]).sum("part").expand_dims(part=[OTHERS])
    labels = [str(part) for part in kept["part"].values]
    return Parts(xr.concat([kept, rest], dim="part"), {**{part: parts.measures[part] for part in labels}, OTHERS: None})
