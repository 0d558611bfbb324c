"""The only writer of cases: a new, empty one that passes its check."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from detente.case.read import open_case
from detente.core.errors import UsageError
from detente.core.files import folder_whole

__all__ = ["new_case"]

HEAD = """\
title = "{first} - {second}"
summary = ""
sides = ["{first}", "{second}"]
world = "2024"
baseline = {baseline}          # changes are counted from this day
first = {baseline}
last = {last}              # last day of your record; later knowledge is not used
"""

DOCUMENTS = """\
# Every text that a measure cites: a law, notice, statement or report. One [[document]] each.
#
# [[document]]
# id = "gazette-2025-12"
# title = "Customs Tariff Amendment Order"
# outlet = "official-gazette"
# published = {baseline}
# url = ""
"""

MEASURES = """\
# One [[measure]] for each act. Rates are shares: 0.25 is 25 %. Cite two independent documents, or the
# measure is shown as unverified.
#
# [[measure]]
# id = "steel-25"
# title = "25 % on steel"
# kind = "tariff"                 # later, lower measures of the same authority: "suspension"; "exemption"
# by = "{first}"
# on = ["{second}"]
# goods = {{ hs = ["72"] }}         # "all", {{ sectors = ["C24A"] }}, or {{ list = "steel" }} for lists/steel.csv
# rate = 0.25
# authority = "safeguard"         # within one authority the latest live measure holds; authorities add
# instrument = "Customs Tariff Amendment Order"
# announced = {baseline}
# effective = {baseline}
# cites = ["gazette-2025-12"]
"""


def new_case(folder: str | Path, sides: tuple[str, str], baseline: date, last: date) -> Path:
    """Write an empty case that passes its check, with commented examples.

    Parameters
    ----------
    folder
        A folder that does not exist yet, or is empty.
    sides
        Codes of the two sides.
    baseline, last
        First and last day of the record.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    UsageError
        If the folder holds files already.
    CaseError
        If a side is unknown; nothing is left behind.
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} exists already and is not empty; choose another folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    words = {"first": sides[0], "second": sides[1], "baseline": baseline, "last": last}
    with folder_whole(target) as draft:
        (draft / "case.toml").write_text(HEAD.format(**words), encoding="utf-8")
        (draft / "documents.toml").write_text(DOCUMENTS.format(**words), encoding="utf-8")
        (draft / "measures.toml").write_text(MEASURES.format(**words), encoding="utf-8")
        open_case(draft)
    return target
