"""detente: an open laboratory for trade conflict.

Public names are listed in ``__all__`` and imported on first use, so that ``import detente`` stays light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from detente.core.version import VERSION

if TYPE_CHECKING:
    from detente.case.attribution import ByMeasure, attribute
    from detente.case.case import Case
    from detente.case.minerals import choke_points, full_stops
    from detente.case.other_measures import parcel_readings, pledge_readings, service_readings
    from detente.case.papers import replicate
    from detente.case.path import PathFindings, trade_path
    from detente.case.pressure import pressure
    from detente.case.pressure_records import Pressure
    from detente.case.read import open_case
    from detente.core.errors import CaseError, CheckFailed, DataError, DetenteError, LabelError, NotSolved, UsageError
    from detente.core.status import Certificate, Status
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
    from detente.strategy.cooperate import Frontier, cooperate, frontier
    from detente.strategy.game import TariffGame
    from detente.strategy.instruments import Instruments
    from detente.strategy.nash import nash
    from detente.strategy.objectives import Jobs, Political, RealIncome, Revenue, RivalLoss, Weighted
    from detente.strategy.result import Equilibrium
    from detente.strategy.uniform_war import uniform_war
    from detente.world.aggregate import aggregate
    from detente.world.load import load_world, save_world
    from detente.world.world import World

__version__ = VERSION

_WHERE = {
    "Attribution": "detente.economy.attribute",
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
    "Equilibrium": "detente.strategy.result",
    "Frontier": "detente.strategy.cooperate",
    "Gradient": "detente.economy.gradient",
    "Instruments": "detente.strategy.instruments",
    "Jobs": "detente.strategy.objectives",
    "LabelError": "detente.core.errors",
    "Ledger": "detente.ledger.ledger",
    "Limits": "detente.ledger.limits",
    "LongRun": "detente.economy.longrun",
    "NotSolved": "detente.core.errors",
    "Outcome": "detente.economy.outcome",
    "Path": "detente.economy.path",
    "PathFindings": "detente.case.path",
    "PathOutcome": "detente.economy.path",
    "Political": "detente.strategy.objectives",
    "Pressure": "detente.case.pressure_records",
    "RealIncome": "detente.strategy.objectives",
    "Revenue": "detente.strategy.objectives",
    "RivalLoss": "detente.strategy.objectives",
    "ShortRun": "detente.economy.shortrun",
    "Status": "detente.core.status",
    "TariffGame": "detente.strategy.game",
    "UsageError": "detente.core.errors",
    "Weighted": "detente.strategy.objectives",
    "World": "detente.world.world",
    "aggregate": "detente.world.aggregate",
    "attribute": "detente.case.attribution",
    "both_conventions": "detente.economy.short_checks",
    "both_regimes": "detente.economy.short_checks",
    "brief": "detente.report.brief",
    "choke_points": "detente.case.minerals",
    "cooperate": "detente.strategy.cooperate",
    "frontier": "detente.strategy.cooperate",
    "full_stops": "detente.case.minerals",
    "load_world": "detente.world.load",
    "nash": "detente.strategy.nash",
    "open_case": "detente.case.read",
    "parcel_readings": "detente.case.other_measures",
    "pledge_readings": "detente.case.other_measures",
    "pressure": "detente.case.pressure",
    "replicate": "detente.case.papers",
    "save_world": "detente.world.load",
    "service_readings": "detente.case.other_measures",
    "trade_path": "detente.case.path",
    "uniform_war": "detente.strategy.uniform_war",
    "wedges": "detente.ledger.wedges",
}

__all__ = [
    "Attribution",
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
    "Equilibrium",
    "Frontier",
    "Gradient",
    "Instruments",
    "Jobs",
    "LabelError",
    "Ledger",
    "Limits",
    "LongRun",
    "NotSolved",
    "Outcome",
    "Path",
    "PathFindings",
    "PathOutcome",
    "Political",
    "Pressure",
    "RealIncome",
    "Revenue",
    "RivalLoss",
    "ShortRun",
    "Status",
    "TariffGame",
    "UsageError",
    "Weighted",
    "World",
    "__version__",
    "aggregate",
    "attribute",
    "both_conventions",
    "both_regimes",
    "brief",
    "choke_points",
    "cooperate",
    "frontier",
    "full_stops",
    "load_world",
    "nash",
    "open_case",
    "parcel_readings",
    "pledge_readings",
    "pressure",
    "replicate",
    "save_world",
    "service_readings",
    "trade_path",
    "uniform_war",
    "wedges",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
