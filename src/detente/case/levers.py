"""Records of the bargaining table: what each side could give, step by step, and what ties the steps together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal, Self, final

from pydantic import Field, model_validator

from detente.core.arrays import FloatArray
from detente.core.records import Record, Seq
from detente.ledger.rules import Rule

__all__ = [
    "FaceCost",
    "Lever",
    "LeverTable",
    "Linkage",
    "Package",
    "Parcels",
    "Precedent",
    "Purchase",
    "Range",
    "Ratification",
    "Stance",
    "Step",
]

VALUED = ("tariff", "exclusions", "parcels", "purchase", "minerals")
"""Kinds of lever that the models value."""
Kind = Literal["tariff", "exclusions", "parcels", "purchase", "minerals", "typed", "clock", "mechanism", "format"]


class Range(Record):
    """A typed range. It is used as such: drawn evenly between its ends, never replaced by its middle."""

    low: float = Field(description="lower end")
    high: float = Field(description="upper end")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low = {self.low:g} lies above high = {self.high:g}; swap them.")
        return self


class Purchase(Record):
    """What a step adds to purchases."""

    sectors: Seq[str] = Field(description="ICIO sectors that stand for the products")
    added_usd_mn: float = Field(gt=0, description="face value: bought more in a year, USD mn")
    above: Literal["package", "base"] = Field(
        default="package",
        description="more than what would be bought under the package without the promise, or than the world's base",
    )


class Parcels(Record):
    """What a step makes parcels under the threshold pay."""

    postal: float = Field(ge=0, le=5, description="duty on what comes by post, as a share")
    carriers: float = Field(ge=0, le=1, description="share of the containers' duty paid by what comes with carriers")


class Precedent(Record):
    """How an earlier promise to buy the same product was kept."""

    title: str = Field(description="one line")
    base_usd_mn: float = Field(gt=0, description="bought in a year of the base, USD mn")
    promised_usd_mn: float = Field(gt=0, description="promised above the base, over all years together, USD mn")
    years: int = Field(gt=0, le=10, description="years of the promise")
    kept: float = Field(ge=0, le=10, description="bought as a share of base and promise together")
    source: str = Field(description="where this comes from; says what is computed or remembered")


class Step(Record):
    """One position of a lever; the first of a lever is how things stand on the day."""

    id: str = Field(description="kebab-case, unique in its lever")
    title: str = Field(description="one line")
    known_on: date | None = Field(
        default=None, description="day from which the public could know of this step; default: that of its lever"
    )
    rule: Seq[Rule] = Field(default=(), description="tariff: rules on the measures in force")
    share: float | None = Field(
        default=None, ge=0, le=1, description="exclusions: share freed; minerals: share of exports let through"
    )
    parcels: Parcels | None = Field(default=None, description="parcels: what they pay; none keeps the act in force")
    purchase: Purchase | None = Field(default=None, description="purchase: what is added")
    worth: dict[str, Range] = Field(
        default_factory=dict, description="worth to a side where no model gives it, percent of a year's income"
    )
    face: dict[str, Range] = Field(
        default_factory=dict, description="what agreeing costs a side in face, percent of a year's income"
    )
    intrusive: int = Field(default=0, ge=0, description="points that reach into the giver's own affairs")
    note: str = Field(default="", description="remarks")


class Lever(Record):
    """One thing that a side could give."""

    id: str = Field(description="kebab-case, unique in the case")
    title: str = Field(description="one line")
    kind: Kind = Field(description="what the steps hold, and so how the lever is valued")
    giver: str = Field(description='a side, or "both"')
    known_on: date = Field(description="day from which the public could know that it is on the table")
    step: Seq[Step] = Field(description="positions; the first is how things stand")
    compliance: Range | None = Field(default=None, description="share of what is promised that is delivered")
    exposure: Range | None = Field(
        default=None, description="minerals: what its worth in the models is multiplied by, low and high, around 1"
    )
    precedent: Precedent | None = Field(default=None, description="purchase: how an earlier promise was kept")
    reversible: bool = Field(default=True, description="false if it cannot be taken back")
    visibility: Literal["low", "middle", "high"] = Field(default="middle", description="how much the public sees of it")
    cites: Seq[str] = Field(description="ids of documents that show that it is on the table")
    source: str = Field(default="", description="where the ranges come from; says so if they are assumed")
    note: str = Field(default="", description="remarks")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if len(self.step) < 2:
            raise ValueError('field "step": a lever needs two steps at least, the first being how things stand.')
        if not self.cites:
            raise ValueError('field "cites": name a document that shows that this is on the table.')
        names = [step.id for step in self.step]
        if len(set(names)) < len(names):
            raise ValueError(f'field "step": {max(names, key=names.count)} stands there twice.')
        if self.step[0].known_on is not None:
            raise ValueError(f"step {names[0]}: the first step is how things stand; it has no known_on of its own.")
        typed = any(step.worth or step.face for step in self.step)
        if typed and not self.source:
            raise ValueError('field "source": ranges are typed; say where they come from, or that they are assumed.')
        for number, step in enumerate(self.step):
            self._fits(step, number)
        if self.kind == "purchase":
            if self.compliance is None:
                raise ValueError('field "compliance": a promise to buy needs the share that is bought, low and high.')
            sizes = [step.purchase.added_usd_mn for step in self.step if step.purchase]
            if any(later <= earlier for earlier, later in pairwise(sizes)):
                raise ValueError('field "step": order purchases from small to large.')
        if self.exposure is not None:
            if self.kind != "minerals":
                raise ValueError(f'field "exposure": only minerals have one, and this is of kind {self.kind}.')
            if not 0.0 < self.exposure.low <= 1.0 <= self.exposure.high:
                raise ValueError('field "exposure": low lies above 0 and not above 1, high not below 1.')
        if self.kind != "purchase" and self.precedent is not None:
            raise ValueError(f'field "precedent": only a purchase has one, and this is of kind {self.kind}.')
        return self

    @property
    def drawn(self) -> str:
        """What of its worth in the models is drawn, ``compliance`` or ``exposure``; empty: nothing."""
        return "compliance" if self.compliance is not None else "exposure" if self.exposure is not None else ""

    def times(self, where: FloatArray) -> FloatArray:
        """What its worth in the models is multiplied by.

        Parameters
        ----------
        where
            Places between the low end, 0, and the high end, 1. A compliance is drawn evenly, against its middle; an
            exposure evenly in logs.
        """
        if self.compliance is not None:
            low, high = self.compliance.low, self.compliance.high
            return (low + (high - low) * where) / (0.5 * (low + high))
        assert self.exposure is not None
        return self.exposure.low ** (1.0 - where) * self.exposure.high**where

    def known_steps(self, day: date) -> tuple[Step, ...]:
        """Steps that the public could know of by a day."""
        return tuple(step for step in self.step if step.known_on is None or step.known_on <= day)

    def _fits(self, step: Step, number: int) -> None:
        """A step may hold only what its kind of lever uses."""
        held = [
            kinds
            for kinds, there in (
                (("tariff",), step.rule),
                (("exclusions", "minerals"), step.share is not None),
                (("parcels",), step.parcels),
                (("purchase",), step.purchase),
            )
            if there
        ]
        if any(self.kind not in kinds for kinds in held):
            raise ValueError(f"step {step.id}: holds what no lever of kind {self.kind} has.")
        if number and not held and self.kind in VALUED:
            raise ValueError(f"step {step.id}: a lever of kind {self.kind} needs to say what the step changes.")
        if number == 0 and (step.rule or step.purchase or step.worth or step.face or step.intrusive):
            raise ValueError(f"step {step.id}: the first step is how things stand; it changes nothing.")


class Linkage(Record):
    """A tie between levers: packages that break it are not on the table."""

    id: str = Field(description="kebab-case, unique in the case")
    if_: dict[str, Seq[str]] = Field(alias="if", description="lever to the steps that call for something")
    then: dict[str, Seq[str]] = Field(description="lever to the steps that are then allowed")
    why: str = Field(description="the reason, in one sentence")
    cites: Seq[str] = Field(description="ids of documents")


class FaceCost(Record):
    """What a side pays in face for giving way in public, in percent of a year's income."""

    id: str = Field(description="kebab-case, unique in the case")
    side: str = Field(description="the side")
    concession: Range = Field(description="for taking back all of its tariffs of this year")
    unreciprocated: Range = Field(description="for taking back all of them while the other takes back nothing")
    point: Range = Field(description="for each intrusive point that it accepts")
    source: str = Field(description="where the ranges come from; says so if they are assumed")
    cites: Seq[str] = Field(description="ids of documents")


class Ratification(Record):
    """Somebody at home whose consent a deal needs, or who can stop it (Putnam 1988)."""

    id: str = Field(description="kebab-case, unique in the case")
    title: str = Field(description="who, in one line")
    side: str = Field(description="the side")
    sectors: Seq[str] = Field(description="ICIO sectors where they earn their income")
    tolerance: Range = Field(
        description="real income earned there that they put up with losing by a deal, against having none, percent"
    )
    blocks: Range = Field(description="chance that they can stop a deal that costs them more, 0 to 1")
    source: str = Field(description="where the ranges come from; says so if they are assumed")
    cites: Seq[str] = Field(description="ids of documents")

    @model_validator(mode="after")
    def _chance(self) -> Self:
        if not self.sectors:
            raise ValueError('field "sectors": name a sector at least.')
        if self.tolerance.low < 0.0:
            raise ValueError('field "tolerance": a loss is put up with from 0 on.')
        if not 0.0 <= self.blocks.low <= self.blocks.high <= 1.0:
            raise ValueError('field "blocks": a chance lies between 0 and 1.')
        return self


class Stance(Record):
    """Where a side stands on one lever as the talks open: what it asks of the other, or would give itself."""

    id: str = Field(description="kebab-case, unique in the case")
    side: str = Field(description="the side whose stance it is")
    lever: str = Field(description="the lever; one that the side gives itself is an offer, any other one is asked for")
    step: str = Field(description="the step that it asks for or offers; the first one: it wants no change")
    known: Literal["stated", "reported", "conjecture"] = Field(
        description="stated in public by the side, reported of it, or only expected by others"
    )
    known_on: date = Field(description="day from which the public could know it")
    claims: Seq[str] = Field(description="ids of claims of the dossier that say so")
    records: Seq[str] = Field(default=(), description="ids of demands, offers or signals of the dossier behind it")
    cites: Seq[str] = Field(description="ids of documents")
    note: str = Field(default="", description="remarks; says what is read into the words")


class Package(Record):
    """One named set of terms, for instance an offer or an agreement."""

    id: str = Field(description="kebab-case name")
    case: str = Field(description="bundled name or folder of the case")
    title: str = Field(description="one line")
    known_on: date = Field(description="day from which the public could know it")
    hindsight: bool = Field(default=False, description="true if it was typed in the knowledge of what came")
    terms: dict[str, str] = Field(description="lever to step; levers left out stay as they are")
    source: str = Field(description="where the terms come from")


@final
@dataclass(frozen=True, slots=True)
class LeverTable:
    """Everything on the table of one case.

    Attributes
    ----------
    levers, linkages, faces
        What could be given, what ties it together, and what giving way costs in face.
    homes
        Who at home can stop a deal.
    stances
        What each side asks and offers as the talks open.
    """

    levers: tuple[Lever, ...] = ()
    linkages: tuple[Linkage, ...] = ()
    faces: tuple[FaceCost, ...] = ()
    homes: tuple[Ratification, ...] = ()
    stances: tuple[Stance, ...] = ()

    def known(self, day: date) -> LeverTable:
        """The table as the public could know it on a day."""
        levers = {lever.id: lever.known_steps(day) for lever in self.levers if lever.known_on <= day}
        stances = tuple(row for row in self.stances if row.known_on <= day)
        return replace(self, stances=stances).only_steps(levers)

    def only_steps(self, kept: Mapping[str, Sequence[Step]]) -> LeverTable:
        """The table with some levers and steps; a lever left with one step is no lever.

        Parameters
        ----------
        kept
            Lever to its steps that stay.
        """
        found = (lever.model_copy(update={"step": tuple(kept[lever.id])}) for lever in self.levers if lever.id in kept)
        levers = tuple(lever for lever in found if len(lever.step) > 1)
        steps = {lever.id: {step.id for step in lever.step} for lever in levers}
        ties = []
        for tie in self.linkages:
            if {*tie.if_, *tie.then} <= set(steps):
                parts = (
                    {name: tuple(s for s in kept if s in steps[name]) for name, kept in part.items()}
                    for part in (tie.if_, tie.then)
                )
                ties.append(tie.model_copy(update=dict(zip(("if_", "then"), parts, strict=True))))
        stances = tuple(row for row in self.stances if row.step in steps.get(row.lever, ()))
        return replace(self, levers=levers, linkages=tuple(ties), stances=stances)

    def lever(self, name: str) -> Lever:
        """The lever with an id.

        Raises
        ------
        KeyError
            If there is none.
        """
        return {lever.id: lever for lever in self.levers}[name]

    def only(self, kind: str) -> Lever | None:
        """The lever of a kind of which a case has one at most."""
        return next((lever for lever in self.levers if lever.kind == kind), None)

    def steps(self) -> dict[str, tuple[str, ...]]:
        """Lever to its steps, in order."""
        return {lever.id: tuple(step.id for step in lever.step) for lever in self.levers}
