"""The dossier of a case on a day: what was known, how far it can be believed, and what contradicts what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import final

from detente.case.case import Case
from detente.case.ontology import load_scale
from detente.core.dates import as_day
from detente.core.errors import DataError
from detente.core.labels import close_name
from detente.evidence.ach import Matrix, matrix
from detente.evidence.asof import as_of as cut
from detente.evidence.dossier import Dossier
from detente.evidence.grading import Grade, grade
from detente.evidence.links import Contradiction, contradictions
from detente.evidence.records import Claim

__all__ = ["EvidenceView", "dossier"]


@final
@dataclass(frozen=True, slots=True)
class EvidenceView:
    """What a case holds on a day.

    Attributes
    ----------
    case
        The case.
    day
        Last day of knowledge, never after the case's last.
    dossier
        The records known by then.
    grades
        Grade of every claim, by id.
    contradictions
        Claims that cannot all be true, open ones first.
    ach
        Competing hypotheses against the claims known by then.
    """

    case: Case
    day: date
    dossier: Dossier
    grades: Mapping[str, Grade]
    contradictions: tuple[Contradiction, ...]
    ach: Matrix

    def claim(self, name: str) -> Claim:
        """A claim by its id.

        Raises
        ------
        DataError
            If there is none, or if it became known later than the day.
        """
        if name in self.dossier.claims:
            return self.dossier.claims[name]
        if name in self.case.dossier.claims:
            known = self.case.dossier.known(self.case.dossier.claims[name])
            raise DataError(f'claim "{name}" became known on {known}; on {self.day} nobody could know it.')
        raise DataError(
            f'case {self.case.name} has no claim "{name}".{close_name(name, self.case.dossier.claims)} '
            f"See `detente evidence {self.case.name}`."
        )


def dossier(case: Case, as_of: date | str | None = None) -> EvidenceView:
    """The evidence of a case as it could be known on a day.

    Parameters
    ----------
    case
        The case, for instance ``dt.open_case("us-china-2025")``.
    as_of
        Last day of knowledge; default, and latest: the last day of the case.

    Returns
    -------
    EvidenceView
        Records, grades, contradictions and the matrix of hypotheses, all worked out from what was known.
    """
    day = min(as_day(as_of) if as_of is not None else case.head.last, case.head.last)
    records = cut(case.dossier, day)
    scale = load_scale()
    grades = {name: grade(records, name, scale) for name in records.claims}
    ach = matrix(records.hypotheses, records.cells.values(), {name: found.weight for name, found in grades.items()})
    return EvidenceView(case, day, records, MappingProxyType(grades), contradictions(records), ach)
