"""``detente why``: the layers of one product's rate in law, and the tariff of its sector in the model."""

from __future__ import annotations

from detente.case.asked import ask
from detente.case.read import open_case
from detente.cli.names import CaseName, Economy
from detente.cli.options import PLAIN, Day, Output
from detente.cli.show import show
from detente.core.errors import UsageError
from detente.report.answers.evidence import claim_answer, view_of
from detente.report.answers.why import why_answer

__all__ = ["why"]


def why(
    case: CaseName,
    importer: Economy | None = None,
    exporter: Economy | None = None,
    product: str | None = None,
    /,
    *,
    claim: str | None = None,
    on: Day | None = None,
    as_of: Day | None = None,
    output: Output = PLAIN,
) -> None:
    """Explain a rate, or a claim of the dossier.

    Parameters
    ----------
    case
        Bundled case or folder.
    importer
        Who levies: a code or English name.
    exporter
        Whose goods: a code or English name.
    product
        HS code as people write it: 9503.00 or 8517.13.
    claim
        Instead of a rate: id of a claim, down to its passage, speaker, grade and everything linked to it.
    on
        Day valued; default: last day of the case.
    as_of
        Day of knowledge; default: the day valued.
    output
        Where the answer goes.
    """
    if claim is not None:
        if importer is not None:
            raise UsageError("why explains a rate or a claim; leave out the economies, or --claim.")
        output.refuse_files()
        show(claim_answer(*view_of(open_case(case), as_of or on), claim), output)
        return
    if importer is None or exporter is None or product is None:
        raise UsageError("why needs importer, exporter and product, for instance USA CHN 9503.00; or --claim ID.")
    output.refuse_files()
    show(why_answer(ask(case, on, as_of), importer, exporter, product), output)
