"""The ontology and the grading table of the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import Field

from detente.case.toml import Problems, parse_records, read_toml
from detente.core.errors import CaseError
from detente.core.records import Record
from detente.evidence.grading import Scale
from detente.evidence.ontology import EventType, Ontology

__all__ = ["load_ontology", "load_scale"]

R = TypeVar("R", bound=Record)
FOLDER = Path(__file__).parent.parent / "evidence"


class Credibility(Record):
    """One step of credibility and what it is worth."""

    value: int = Field(ge=1, le=6, description="1 best to 5 worst; 6 cannot be judged")
    meaning: str = Field(description="in words")
    weight: float = Field(ge=0, le=1, description="weight in a model")
    confidence: int | None = Field(default=None, description="confidence of STIX 2.1")


class Cap(Record):
    """A credibility that a claim of some kind cannot exceed."""

    id: str = Field(description="name of the cap")
    value: int = Field(ge=1, le=6, description="credibility at best")
    meaning: str = Field(description="when it holds")


@cache
def load_ontology() -> Ontology:
    """Read the types of events.

    Raises
    ------
    CaseError
        If the file was changed and is wrong.
    """
    data, rows = _read("ontology.toml", EventType, "type")
    return Ontology(MappingProxyType({row.id: row for row in rows}), str(data["version"]))


@cache
def load_scale() -> Scale:
    """Read what grades are worth.

    Raises
    ------
    CaseError
        If the file was changed and is wrong.
    """
    data, steps = _read("grading.toml", Credibility, "credibility")
    _, caps = _read("grading.toml", Cap, "cap")
    return Scale(
        weight=MappingProxyType({step.value: step.weight for step in steps}),
        confidence=MappingProxyType({step.value: step.confidence for step in steps if step.confidence is not None}),
        caps=MappingProxyType({cap.id: cap.value for cap in caps}),
        version=int(data["version"]),
    )


def _read(name: str, kind: type[R], table: str) -> tuple[dict[str, Any], list[R]]:
    problems = Problems([])
    data, text = read_toml(FOLDER / name, name, problems)
    rows = parse_records(kind, table, data, text, name, problems)
    if problems.sentences:
        raise CaseError(problems.sentences)
    return data, [row for row, _ in rows]
