"""What a sweep draws: the choices a person types, and the model that each draw makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, final

import numpy as np
from pydantic import Field, field_validator

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.labels import close_name
from detente.core.records import Record, Seq
from detente.economy.draws import Draw, Space
from detente.economy.elasticities import resolve_elasticity
from detente.economy.standard_errors import log_spread
from detente.world.world import World

if TYPE_CHECKING:
    from detente.economy.longrun import LongRun
    from detente.economy.shortrun import ShortRun

__all__ = ["KIND_OF", "LABELS", "ModelName", "Plan", "SweepChoice", "SweepRanges", "plan_of"]

ModelName = Literal["long-run", "short-run"]

LABELS: Mapping[str, str] = {
    "scenario": "scenario",
    "model": "long run or short run",
    "elasticity": "set of elasticities",
    "deficits": "how deficits close",
    "rebate": "use of tariff revenue",
    "horizon_months": "months after the shock",
    "convention": "reading of elasticities by horizon",
    "elasticity_level": "elasticities, all sectors together",
    "elasticity_by_sector": "elasticities, sector by sector",
    "elasticity_services": "elasticity of services",
    "capital_share": "share of capital in value added",
    "wage_rigidity": "lowest wage",
    "monetary_first": "monetary regime of the first side",
    "monetary_second": "monetary regime of the second side",
    "monetary_others": "monetary regime of all others",
    "value_added_inputs": "substitution of value added and inputs",
    "among_inputs": "substitution among inputs",
    "final_use": "substitution in final use",
}
"""Every assumption that a sweep may draw, in words."""
KIND_OF: Mapping[str, Literal["parameters", "models", "scenario"]] = {
    name: "scenario" if name == "scenario" else "parameters" for name in LABELS
} | dict.fromkeys(("model", "elasticity", "deficits", "rebate", "horizon_months", "convention"), "models")
"""Kind of uncertainty of each assumption."""
REGIMES = ("monetary_first", "monetary_second", "monetary_others")


class SweepRanges(Record):
    """Lowest and highest value of each number that a sweep draws, uniform between them; both the same fixes it."""

    elasticity_services: Seq[float] = Field(default=(4.0, 8.35), description="elasticity of every service sector")
    capital_share: Seq[float] = Field(default=(0.2, 0.6), description="short run: share of capital in value added")
    wage_rigidity: Seq[float] = Field(default=(0.98, 1.0), description="short run: lowest wage relative to the base")
    monetary: Seq[float] = Field(
        default=(0.0, 1.0), description="short run: power with which wage floors follow income, drawn for each side"
    )
    value_added_inputs: Seq[float] = Field(
        default=(0.3, 0.99), description="short run: substitution of value added, inputs"
    )
    among_inputs: Seq[float] = Field(default=(0.05, 0.99), description="short run: substitution among inputs")
    final_use: Seq[float] = Field(default=(0.9, 0.99), description="short run: substitution in final use")

    @field_validator("*")
    @classmethod
    def _ordered(cls, ends: tuple[float, ...]) -> tuple[float, ...]:
        if len(ends) != 2 or not 0.0 <= ends[0] <= ends[1]:
            raise ValueError(f"{list(ends)} is no range; give the lowest and the highest value, from 0 on.")
        return ends


class SweepChoice(Record):
    """What a sweep varies around a scenario; an empty list leaves the scenario's own choice."""

    models: Seq[ModelName] = Field(default=(), description="models, each as likely as the others")
    elasticity: Seq[str] | None = Field(
        default=None, description="sets of elasticities; without this all sets of the world"
    )
    deficits: Seq[Literal["fixed", "balanced", "proportional"]] = Field(
        default=("fixed", "balanced", "proportional"), description="how trade deficits close"
    )
    rebate: Seq[Literal["lump-sum", "income-tax", "none"]] = Field(
        default=(), description="where tariff revenue goes; not varied unless listed"
    )
    horizon_months: Seq[float] = Field(default=(12.0,), description="short run: months after the shock")
    convention: Seq[Literal["without-duty", "with-duty"]] = Field(
        default=("without-duty", "with-duty"), description="short run: how published elasticities by horizon are read"
    )
    scenarios: Seq[str] = Field(default=(), description="other scenarios of the same case, files or CASE:ID")
    days: Seq[str] = Field(default=(), description="days whose measures, without rules, stand beside the scenario")
    ranges: SweepRanges = Field(default=SweepRanges(), description="numbers that are drawn")

    @field_validator("days", mode="before")
    @classmethod
    def _iso(cls, days: Any) -> Any:
        return [day.isoformat() if isinstance(day, date) else day for day in days] if isinstance(days, list) else days

    @field_validator("days")
    @classmethod
    def _days(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        for text in days:
            try:
                date.fromisoformat(text)
            except ValueError as error:
                raise ValueError(f'"{text}" is no day; write days such as 2025-05-14.') from error
        return days


@final
@dataclass(frozen=True, slots=True)
class Plan:
    """How a draw becomes a model.

    Attributes
    ----------
    space
        What is drawn.
    sets
        Name of a set -> (sectors,) its elasticities and the standard deviations of their logs.
    services
        (sectors,) 1 for services, else 0.
    labour_supply
        The scenario's, used in the long run.
    regions, sides
        All economies, and the two sides.
    """

    space: Space
    sets: Mapping[str, tuple[FloatArray, FloatArray]]
    services: FloatArray
    labour_supply: float
    regions: tuple[str, ...]
    sides: tuple[str, str]

    def model(self, draw: Draw) -> LongRun | ShortRun:
        """The model of one draw."""
        from detente.economy.longrun import LongRun
        from detente.economy.shortrun import ShortRun

        chosen = self.chosen(draw)
        centre, spread = self.sets[chosen["elasticity"]]
        services = draw.values["elasticity_services"]
        theta = draw.elasticity(np.where(self.services > 0.0, services, centre), spread)
        if chosen["model"] == "long-run":
            return LongRun(
                elasticity=theta,
                deficits=chosen["deficits"],
                rebate=chosen["rebate"],
                labour_supply=self.labour_supply,
            )
        value = draw.values
        first, second = self.sides
        others = value["monetary_others"]
        return ShortRun(
            elasticity=theta,
            horizon_months=chosen["horizon_months"],
            convention=chosen["convention"],
            capital_share=value["capital_share"],
            wage_rigidity=value["wage_rigidity"],
            monetary={
                **dict.fromkeys(self.regions, others),
                first: value["monetary_first"],
                second: value["monetary_second"],
            },
            input_substitution=(value["value_added_inputs"], value["among_inputs"], value["final_use"]),
            deficits=chosen["deficits"],
            rebate=chosen["rebate"],
        )

    def chosen(self, draw: Draw) -> dict[str, Any]:
        """Choice -> what was picked."""
        return {name: self.space.choices[name][pick] for name, pick in draw.picks.items()}


def plan_of(
    choice: SweepChoice,
    own: LongRun,
    world: World,
    sides: tuple[str, str],
    *,
    models: Sequence[ModelName],
    scenarios: int,
    seed: int,
) -> Plan:
    """What is drawn around the scenario's own model.

    Parameters
    ----------
    choice
        What the scenario's file says.
    own
        The scenario's own model; it stands in for empty lists.
    world, sides
        Gives sectors, economies and sets of elasticities; the two sides.
    models
        Models, each as likely as the others.
    scenarios
        Number of scenarios, the first being the scenario itself.
    seed
        Seed of all draws.

    Raises
    ------
    DataError
        If the world has no such set of elasticities, or a closure does not exist in the short run.
    """
    sets = _sets(choice, own, world)
    short = "short-run" in models
    options: dict[str, Sequence[Any]] = {
        "scenario": range(scenarios),
        "model": models,
        "elasticity": tuple(sets),
        "deficits": choice.deficits or (own.deficits,),
        "rebate": choice.rebate or (own.rebate,),
        "horizon_months": choice.horizon_months if short else (),
        "convention": choice.convention if short else (),
    }
    if short:
        wrong = [v for name in ("deficits", "rebate") for v in options[name] if v in ("services-share", "income-tax")]
        if wrong:
            raise DataError(f"the short run knows no closure {wrong[0]}; leave it out, or sweep the long run alone.")
    ranges = {name: (ends[0], ends[1]) for name, ends in choice.ranges if name != "monetary"}
    ranges |= dict.fromkeys(REGIMES, (choice.ranges.monetary[0], choice.ranges.monetary[1]))
    drawn = ranges if short else {"elasticity_services": ranges["elasticity_services"]}
    space = Space(seed, len(world.sectors), {name: tuple(o) for name, o in options.items() if o}, drawn)
    services = 1.0 - np.array(world.goods, dtype=np.float64)
    return Plan(space, sets, services, own.labour_supply, world.regions, sides)


def _sets(choice: SweepChoice, own: LongRun, world: World) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Each set's elasticities and their spreads, the scenario's own first."""
    typed = own.elasticity if isinstance(own.elasticity, str) else f"{own.elasticity:g}"
    names = list(choice.elasticity or (world.elasticities if choice.elasticity is None else ()))
    unknown = [name for name in names if name not in world.elasticities]
    if unknown:
        known = ", ".join(world.elasticities)
        close = close_name(unknown[0], world.elasticities)
        raise DataError(f'[sweep], field "elasticity": the world has no set "{unknown[0]}"; it has {known}.{close}')
    if typed in names or not choice.elasticity:
        names = [typed, *(name for name in names if name != typed)]
    return {
        name: (
            resolve_elasticity(own.elasticity if name == typed else name, world).values,
            log_spread(name, world.sectors),
        )
        for name in names
    }
