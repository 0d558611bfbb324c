"""``detente rates``: one pair's average tariff under every definition, or one definition in detail."""

from __future__ import annotations

from typing import Annotated, Literal

from detente.case.asked import ask
from detente.cli.names import CaseName, Economy, ScenarioName
from detente.cli.options import FLAG, PLAIN, Day, Output
from detente.cli.show import show
from detente.report.answers.rates import rates_answer

__all__ = ["rates"]


def rates(
    case: CaseName,
    importer: Economy,
    exporter: Economy,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    by: Literal["sector", "product", "partner"] | None = None,
    product: str | None = None,
    scenario: ScenarioName | None = None,
    definition: str | None = None,
    compare: Annotated[bool, FLAG] = False,
    cite: Annotated[bool, FLAG] = False,
    output: Output = PLAIN,
) -> None:
    """Show average tariffs.

    Parameters
    ----------
    case
        Bundled case or folder.
    importer
        Who levies: a code or English name.
    exporter
        Whose goods: a code, an English name, or "all" for the average over partners.
    on
        Day valued; default: last day of the case.
    as_of
        Day of knowledge; default: the day valued.
    by
        One row for each sector, product line or partner.
    product
        Only the lines under an HS code, as people write it.
    scenario
        Apply the rules of a scenario: a file or CASE:ID.
    definition
        Only this definition: statutory-weighted, statutory-simple, effective, announced, ordinary or
        post-substitution.
    compare
        Averages that others have published, and the gap to ours split into base, dates, exclusions, rates and weights.
    cite
        One sentence on the rate in law that can be copied, with its acts and sources.
    output
        Where the answer goes.
    """
    output.refuse_files()
    asked = ask(case, on, as_of, scenario)
    show(
        rates_answer(
            asked, importer, exporter, by=by, product=product, definition=definition, compare=compare, cite=cite
        ),
        output,
    )
