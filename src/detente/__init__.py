"""detente: an open laboratory for trade conflict.

Public names are listed in ``__all__`` and imported on first use, so that ``import detente`` stays light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from detente.core.version import VERSION

if TYPE_CHECKING:
    from detente.case.attribution import ByMeasure, attribute
    from detente.case.board import BoardView, board
    from detente.case.case import Case
    from detente.case.evidence_view import EvidenceView, dossier
    from detente.case.minerals import choke_points, full_stops
    from detente.case.options import Options, options
    from detente.case.other_measures import parcel_readings, pledge_readings, service_readings
    from detente.case.papers import replicate
    from detente.case.path import PathFindings, trade_path
    from detente.case.pressure import pressure
    from detente.case.pressure_records import Pressure
    from detente.case.read import open_case
    from detente.case.revealed import revealed_objective
    from detente.case.talks import TalksForecast, TalksRow, talks
    from detente.case.talks_backtest import TalksBacktest, backtest_talks
    from detente.case.withheld import TalksWithout, Withheld, talks_without, without_document
    from detente.case.zone import Zone, zone
    from detente.case.zone_solve import solve_packages
    from detente.case.zone_table import sit_down
    from detente.case.zone_wait import Waiting, waiting
    from detente.case.zone_worth import purchase_worth, step_worth
    from detente.core.errors import CaseError, CheckFailed, DataError, DetenteError, LabelError, NotSolved, UsageError
    from detente.core.status import Certificate, Status
    from detente.desk.contract import Draft
    from detente.desk.draft import draft
    from detente.economy.attribute import Attribution
    from detente.economy.critical import CriticalInputs
    from detente.economy.decompose import Decomposition
    from detente.economy.gradient import Gradient
    from detente.economy.longrun import LongRun
    from detente.economy.outcome import Outcome
    from detente.economy.path import Path, PathOutcome
    from detente.economy.short_checks import both_conventions, both_regimes
    from detente.economy.shortrun import ShortRun
    from detente.ledger.ledger import Ledger
    from detente.ledger.limits import Limits
    from detente.ledger.wedges import wedges
    from detente.report.brief import Brief, brief
    from detente.strategy.answers import compare_rules
    from detente.strategy.cooperate import Frontier, cooperate, frontier
    from detente.strategy.curves import PayoffMap, payoff_map
    from detente.strategy.game import TariffGame
    from detente.strategy.instruments import Instruments
    from detente.strategy.leverage import Threat, joint_threat, leverage
    from detente.strategy.nash import nash
    from detente.strategy.objectives import Jobs, Political, RealIncome, Revenue, RivalLoss, Weighted
    from detente.strategy.parallel import Talks, courting, isolation, parallel_talks
    from detente.strategy.result import Equilibrium
    from detente.strategy.revealed import revealed_weights
    from detente.strategy.rules import Ease, Hold, Mirror, Proportional, Switch, Targeted, TitForTat
    from detente.strategy.uniform_war import uniform_war
    from detente.world.aggregate import aggregate
    from detente.world.load import load_world, save_world
    from detente.world.world import World

__version__ = VERSION

_WHERE = {
    "Attribution": "detente.economy.attribute",
    "BoardView": "detente.case.board",
    "Brief": "detente.report.brief",
    "ByMeasure": "detente.case.attribution",
    "Case": "detente.case.case",
    "CaseError": "detente.core.errors",
    "Certificate": "detente.core.status",
    "CheckFailed": "detente.core.errors",
    "CriticalInputs": "detente.economy.critical",
    "DataError": "detente.core.errors",
    "Decomposition": "detente.economy.decompose",
    "DetenteError": "detente.core.errors",
    "Draft": "detente.desk.contract",
    "Ease": "detente.strategy.rules",
    "Equilibrium": "detente.strategy.result",
    "EvidenceView": "detente.case.evidence_view",
    "Frontier": "detente.strategy.cooperate",
    "Gradient": "detente.economy.gradient",
    "Hold": "detente.strategy.rules",
    "Instruments": "detente.strategy.instruments",
    "Jobs": "detente.strategy.objectives",
    "LabelError": "detente.core.errors",
    "Ledger": "detente.ledger.ledger",
    "Limits": "detente.ledger.limits",
    "LongRun": "detente.economy.longrun",
    "Mirror": "detente.strategy.rules",
    "NotSolved": "detente.core.errors",
    "Options": "detente.case.options",
    "Outcome": "detente.economy.outcome",
    "Path": "detente.economy.path",
    "PathFindings": "detente.case.path",
    "PathOutcome": "detente.economy.path",
    "PayoffMap": "detente.strategy.curves",
    "Political": "detente.strategy.objectives",
    "Pressure": "detente.case.pressure_records",
    "Proportional": "detente.strategy.rules",
    "RealIncome": "detente.strategy.objectives",
    "Revenue": "detente.strategy.objectives",
    "RivalLoss": "detente.strategy.objectives",
    "ShortRun": "detente.economy.shortrun",
    "Status": "detente.core.status",
    "Switch": "detente.strategy.rules",
    "Talks": "detente.strategy.parallel",
    "TalksBacktest": "detente.case.talks_backtest",
    "TalksForecast": "detente.case.talks",
    "TalksRow": "detente.case.talks",
    "TalksWithout": "detente.case.withheld",
    "Targeted": "detente.strategy.rules",
    "TariffGame": "detente.strategy.game",
    "Threat": "detente.strategy.leverage",
    "TitForTat": "detente.strategy.rules",
    "UsageError": "detente.core.errors",
    "Waiting": "detente.case.zone_wait",
    "Weighted": "detente.strategy.objectives",
    "Withheld": "detente.case.withheld",
    "World": "detente.world.world",
    "Zone": "detente.case.zone",
    "aggregate": "detente.world.aggregate",
    "attribute": "detente.case.attribution",
    "backtest_talks": "detente.case.talks_backtest",
    "board": "detente.case.board",
    "both_conventions": "detente.economy.short_checks",
    "both_regimes": "detente.economy.short_checks",
    "brief": "detente.report.brief",
    "choke_points": "detente.case.minerals",
    "compare_rules": "detente.strategy.answers",
    "cooperate": "detente.strategy.cooperate",
    "courting": "detente.strategy.parallel",
    "dossier": "detente.case.evidence_view",
    "draft": "detente.desk.draft",
    "frontier": "detente.strategy.cooperate",
    "full_stops": "detente.case.minerals",
    "isolation": "detente.strategy.parallel",
    "joint_threat": "detente.strategy.leverage",
    "leverage": "detente.strategy.leverage",
    "load_world": "detente.world.load",
    "nash": "detente.strategy.nash",
    "open_case": "detente.case.read",
    "options": "detente.case.options",
    "parallel_talks": "detente.strategy.parallel",
    "parcel_readings": "detente.case.other_measures",
    "payoff_map": "detente.strategy.curves",
    "pledge_readings": "detente.case.other_measures",
    "pressure": "detente.case.pressure",
    "purchase_worth": "detente.case.zone_worth",
    "replicate": "detente.case.papers",
    "revealed_objective": "detente.case.revealed",
    "revealed_weights": "detente.strategy.revealed",
    "save_world": "detente.world.load",
    "service_readings": "detente.case.other_measures",
    "sit_down": "detente.case.zone_table",
    "solve_packages": "detente.case.zone_solve",
    "step_worth": "detente.case.zone_worth",
    "talks": "detente.case.talks",
    "talks_without": "detente.case.withheld",
    "trade_path": "detente.case.path",
    "uniform_war": "detente.strategy.uniform_war",
    "waiting": "detente.case.zone_wait",
    "wedges": "detente.ledger.wedges",
    "without_document": "detente.case.withheld",
    "zone": "detente.case.zone",
}

__all__ = [
    "Attribution",
    "BoardView",
    "Brief",
    "ByMeasure",
    "Case",
    "CaseError",
    "Certificate",
    "CheckFailed",
    "CriticalInputs",
    "DataError",
    "Decomposition",
    "DetenteError",
    "Draft",
    "Ease",
    "Equilibrium",
    "EvidenceView",
    "Frontier",
    "Gradient",
    "Hold",
    "Instruments",
    "Jobs",
    "LabelError",
    "Ledger",
    "Limits",
    "LongRun",
    "Mirror",
    "NotSolved",
    "Options",
    "Outcome",
    "Path",
    "PathFindings",
    "PathOutcome",
    "PayoffMap",
    "Political",
    "Pressure",
    "Proportional",
    "RealIncome",
    "Revenue",
    "RivalLoss",
    "ShortRun",
    "Status",
    "Switch",
    "Talks",
    "TalksBacktest",
    "TalksForecast",
    "TalksRow",
    "TalksWithout",
    "Targeted",
    "TariffGame",
    "Threat",
    "TitForTat",
    "UsageError",
    "Waiting",
    "Weighted",
    "Withheld",
    "World",
    "Zone",
    "__version__",
    "aggregate",
    "attribute",
    "backtest_talks",
    "board",
    "both_conventions",
    "both_regimes",
    "brief",
    "choke_points",
    "compare_rules",
    "cooperate",
    "courting",
    "dossier",
    "draft",
    "frontier",
    "full_stops",
    "isolation",
    "joint_threat",
    "leverage",
    "load_world",
    "nash",
    "open_case",
    "options",
    "parallel_talks",
    "parcel_readings",
    "payoff_map",
    "pledge_readings",
    "pressure",
    "purchase_worth",
    "replicate",
    "revealed_objective",
    "revealed_weights",
    "save_world",
    "service_readings",
    "sit_down",
    "solve_packages",
    "step_worth",
    "talks",
    "talks_without",
    "trade_path",
    "uniform_war",
    "waiting",
    "wedges",
    "without_document",
    "zone",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
