"""Who is hurting, how soon, and how sure are we: everything the pressure pages say of a case on a day."""

from __future__ import annotations

from detente.case.pressure_records import (
    Absorption,
    Band,
    Driver,
    Endurance,
    Observable,
    Pain,
    PainComponent,
    PainPoint,
    Pressure,
    ProductGroup,
    PublishedFigure,
    SectorPressure,
    SidePressure,
    StimulusReading,
)

__all__ = [
    "Absorption",
    "Band",
    "Driver",
    "Endurance",
    "Observable",
    "Pain",
    "PainComponent",
    "PainPoint",
    "Pressure",
    "ProductGroup",
    "PublishedFigure",
    "SectorPressure",
    "SidePressure",
    "StimulusReading",
]
