"""``detente rates``: one pair's average tariff under every definition, or one definition in detail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from detente.case.asked import ask
from detente.cli.names import CaseName, Economy, ScenarioName
from detente.cli.options import FLAG, FORMATS, PLAIN, Day, Output
from detente.cli.show import note, show
from detente.core.errors import DataError, UsageError
from detente.report.answers.rates import rates_answer

__all__ = ["rates"]

SUFFIXES = (".xlsx", *FORMATS)
"""What a bill under tariffs is written as."""


def rates(
    case: CaseName,
    importer: Economy | None = None,
    exporter: Economy | None = None,
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
    bill: Path | None = None,
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
    bill
        A bill of materials, XLSX or CSV with the columns hs, origin, destination, value: its landed cost, instead of
        one pair's rates.
    output
        Where the answer goes; a bill may also be written as .xlsx.
    """
    if bill is not None:
        if importer or by or product or definition or compare or cite:
            raise UsageError("--bill has its own origins, destinations and products; leave out the rest but the days.")
        output.refuse_files(SUFFIXES)
        _bill(case, on, as_of, scenario, bill, output)
        return
    output.refuse_files()
    if importer is None or exporter is None:
        raise UsageError("name IMPORTER and EXPORTER, for instance USA CHN, or a bill of materials with --bill FILE.")
    asked = ask(case, on, as_of, scenario)
    show(
        rates_answer(
            asked, importer, exporter, by=by, product=product, definition=definition, compare=compare, cite=cite
        ),
        output,
    )


def _bill(case: str, on: Day | None, as_of: Day | None, scenario: str | None, bill: Path, output: Output) -> None:
    """The landed cost of a bill of materials, shown and written."""
    from detente.report.bill import bill_answer, bill_workbook, work_out_bill
    from detente.report.export import write_file

    try:
        content = bill.read_bytes()
    except OSError as error:
        raise DataError(f"--bill {bill} cannot be read: {error.strerror}.") from error
    asked = ask(case, on, as_of, scenario)
    found = work_out_bill(asked, content, bill.name)
    books = tuple(path for path in output.out if path.suffix == ".xlsx")
    for path in books:
        note(f"wrote {write_file(path, bill_workbook(found, asked, bill.name), force=output.force)}", output)
    rest = tuple(path for path in output.out if path not in books)
    show(bill_answer(found, asked, bill.name), replace(output, out=rest))
