"""Rules of a scenario, applied in order to the statutory stack."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from detente.core.arrays import FloatArray
from detente.core.records import Record, Seq
from detente.ledger.measures import Goods
from detente.ledger.scope import cover, listed_by_goods, partners_named
from detente.ledger.stacking import Layer, Moment, Stack

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["Rule", "apply_rules"]


class Rule(Record):
    """One named change to the rates of a day.

    ``set`` writes the rate, ``add`` adds to it, ``scale`` multiplies it, ``cap`` bounds it from above,
    ``remove`` takes a layer away, ``mirror`` answers what earlier rules did to the other side. With
    ``authority`` (or ``measure`` for remove) the rule works on that layer, without it on all that the
    measures add to the ordinary duty. ``use`` stands for the rules of another scenario, which take its place when
    the scenario is opened.
    """

    op: Literal["set", "add", "scale", "cap", "remove", "mirror", "use"] = Field(description="what the rule does")
    by: str = Field(default="", description="the economy or group that levies")
    on: Literal["all"] | Seq[str] = Field(default=(), description='partners: codes or groups, or "all"')
    goods: Literal["all"] | Goods = Field(default="all", description="the goods concerned")
    authority: str = Field(default="", description="the layer concerned")
    measure: str = Field(default="", description="remove only: the measure concerned")
    value: float | None = Field(default=None, description="rate as a share, factor, or degree of mirroring")
    scenario: str = Field(default="", description="use only: the other scenario, an id of the same folder or a file")
    why: str = Field(description="the reason, printed in the brief")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.why.strip():
            raise ValueError("why is empty; give the reason in a few words, the brief prints it.")
        if self.op == "use":
            typed = sorted(self.model_fields_set - {"op", "scenario", "why"})
            if not self.scenario or typed:
                raise ValueError("use needs scenario and why, nothing else.")
            return self
        if self.scenario:
            raise ValueError(f"{self.op} takes no scenario; use does.")
        if not self.by or not self.on:
            raise ValueError(f'{self.op} needs by and on, for instance by = "USA", on = ["CHN"].')
        if self.op == "remove":
            if bool(self.authority) == bool(self.measure):
                raise ValueError("remove needs exactly one of authority or measure.")
        elif self.value is None:
            raise ValueError(f"{self.op} needs a value.")
        elif self.measure:
            raise ValueError(f"{self.op} takes an authority, not a measure.")
        if self.op == "mirror" and (self.goods != "all" or self.authority):
            raise ValueError("mirror answers on all goods; drop goods and authority.")
        if self.op in ("set", "cap", "add") and self.value is not None and abs(self.value) > 5:
            raise ValueError(
                f"value = {self.value:g}: rates are shares; {self.value:g} % is written {self.value / 100:g}."
            )
        return self


def apply_rules(ledger: Ledger, stack: Stack, importer: str, exporter: str, moment: Moment) -> Stack:
    """The stack after every rule that concerns the pair, in order."""
    for number, rule in enumerate(ledger.rules):
        day = moment.on
        if importer != rule.by and importer not in partners_named((rule.by,), ledger.countries, day):
            continue
        if rule.on != "all" and exporter not in partners_named(rule.on, ledger.countries, day):
            continue
        share = cover(rule.goods, listed_by_goods(rule.goods, ledger.lists, f"rule {number + 1}"), stack.lines)
        if rule.op == "mirror":
            stack = _mirror(ledger, stack, rule, number, importer, exporter, moment)
        else:
            stack = _change(stack, rule, number, share)
    return stack


def _change(stack: Stack, rule: Rule, number: int, share: FloatArray) -> Stack:
    """Apply set, add, scale, cap or remove."""

    def concerned(layer: Layer) -> bool:
        if rule.measure:
            return layer.measure is not None and layer.measure.id == rule.measure
        return not rule.authority or layer.authority == rule.authority

    old = sum((layer.rate for layer in stack.layers if concerned(layer)), start=np.zeros(len(share)))
    value = rule.value if rule.value is not None else 0.0
    target = {
        "set": np.full_like(old, value),
        "add": old + value,
        "scale": old * value,
        "cap": np.minimum(old, value),
        "remove": np.zeros_like(old),
    }[rule.op]
    change = share * (target - old)
    if rule.authority:
        change = np.maximum(change, -np.maximum(old, 0.0))
    return _with_layer(stack, change, rule, number)


def _with_layer(stack: Stack, change: FloatArray, rule: Rule, number: int) -> Stack:
    """The stack with a rule's change as one more layer; no rate falls below zero."""
    change = np.maximum(change, -stack.total)
    if not change.any():
        return stack
    label = f"rule {number + 1}: {rule.op}"
    layer = Layer(
        rule.authority or "scenario",
        "adds",
        change,
        (change != 0).astype(np.float64),
        None,
        f"{label} ({rule.why})",
    )
    return replace(stack, layers=(*stack.layers, layer))


def _mirror(
    ledger: Ledger, stack: Stack, rule: Rule, number: int, importer: str, exporter: str, moment: Moment
) -> Stack:
    """Answer the change that earlier rules made to what ``exporter`` levies on ``importer``.

    What ``importer`` added since the base day moves by ``value`` times the same proportion; where the other side
    had added nothing before, it moves by ``value`` times the same points.
    """
    other = replace(ledger, rules=ledger.rules[:number])
    base = moment.at_base(ledger.base.base_day)

    def added(side: str, partner: str, book: Ledger) -> FloatArray:
        return book.stack(side, partner, moment).added - ledger.bare_stack(side, partner, base).added

    weights = other.trade(exporter, importer)
    bare = replace(ledger, rules=())
    before = float(np.average(added(exporter, importer, bare), weights=weights))
    after = float(np.average(added(exporter, importer, other), weights=weights))
    degree = rule.value if rule.value is not None else 1.0
    mine = stack.added - ledger.bare_stack(importer, exporter, base).added
    if abs(before) > 1e-9:
        change = mine * degree * (after / before - 1.0)
    else:
        change = np.full_like(mine, degree * (after - before))
    return _with_layer(stack, change, rule, number)
