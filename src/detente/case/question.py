"""What is asked of a case: from the measures of its baseline to those of a day, on one world, with one model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import final

import xarray as xr

from detente.case.case import Case
from detente.case.pair import pair_alone
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.ledger.ledger import Ledger
from detente.ledger.rules import Rule
from detente.ledger.stacking import Moment
from detente.world.world import World

__all__ = ["Question", "pose"]


@final
@dataclass(frozen=True, slots=True)
class Question:
    """A change from the baseline to a day.

    Attributes
    ----------
    case, world, model
        What is asked about, on which world, with which model.
    ledger
        The case's ledger with the rules of a scenario.
    start, moment
        Baseline and day valued, both with the knowledge of the latter.
    before, after
        Wedges of both, with dimensions importer, exporter and sector.
    """

    case: Case
    world: World
    model: LongRun
    ledger: Ledger
    start: Moment
    moment: Moment
    before: xr.Dataset
    after: xr.Dataset

    def solve(self) -> Outcome:
        """Effects of everything in force on the day.

        Raises
        ------
        NotSolved
            If no equilibrium was found.
        """
        return self.model.solve(self.world, self.before, self.after)

    def solve_pair(self) -> Outcome:
        """Effects of what the two sides levy on each other alone; all other wedges stay at the baseline.

        Raises
        ------
        NotSolved
            If no equilibrium was found.
        """
        return self.model.solve(self.world, self.before, pair_alone(self.before, self.after, self.case.sides))

    def wedges_under(self, plain: Ledger, ruled: Ledger) -> tuple[xr.Dataset, xr.Dataset]:
        """Wedges before and after as other ledgers read them, without and with the rules of the scenario."""
        return _wedges(plain, ruled, self.world, self.start, self.moment)


def pose(
    case: Case,
    on: date | str,
    as_of: date | str | None = None,
    *,
    world: World | None = None,
    model: LongRun | None = None,
    rules: Sequence[Rule] = (),
) -> Question:
    """Put a question to a case.

    Parameters
    ----------
    case
        The case.
    on, as_of
        Day valued and day of knowledge (default: the same, capped at the case's last day).
    world, model
        Default: the case's own world, and the long-run model with its defaults.
    rules
        Rules of a scenario on top of the day's measures; the baseline is without them.
    """
    world = world or case.ledger.base
    ledger = case.ledger.with_rules(rules)
    moment = ledger.moment(on, as_of)
    start = Moment(case.head.baseline_of(moment.on), moment.as_of)
    before, after = _wedges(case.ledger, ledger, world, start, moment)
    return Question(case, world, model or LongRun(), ledger, start, moment, before, after)


def _wedges(plain: Ledger, ruled: Ledger, world: World, start: Moment, moment: Moment) -> tuple[xr.Dataset, xr.Dataset]:
    before = plain.wedges(world, on=start.on, as_of=start.as_of)
    return before, ruled.wedges(world, on=moment.on, as_of=moment.as_of)
