"""Fitted responses of the monthly path as a table: what each means, and where a bound hides its error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.economy.path_fit import Estimates
from detente.report.answer import Column, Table

__all__ = ["estimates_of", "fitted_table"]

AT = 1e-3
MEANING = {
    "theta0": "fall of spending with duty, in %, when the price with duty rises by 1 %, within a month",
    "theta_long": "the same in the long run",
    "zeta": "share of buyer relationships kept for another month",
    "chi": "stock aimed at: relative rise when the log price is expected to rise by one",
    "growth 1": "growth a year without measures, 2018-19",
    "growth 2": "growth a year without measures, January to April 2025",
}


def estimates_of(found: Estimates) -> list[dict[str, Any]]:
    """One row a parameter, for a table and for JSON."""
    return [
        {
            "parameter": name,
            "value": float(value),
            "standard_error": float(error),
            "bound": found.bounded.get(name),
            "meaning": MEANING[name],
        }
        for name, value, error in zip(found.names, found.value, found.sd, strict=True)
    ]


def fitted_table(found: Estimates, name: str) -> Table:
    """The estimates of one direction."""
    columns = (
        Column("parameter", f"{name}: estimate of", "code"),
        Column("value", "value", "number", 3),
        Column("standard_error", "standard error", "number", 3),
        Column("meaning", "meaning"),
    )
    return Table("", columns, [{**row, "meaning": _meaning(row)} for row in estimates_of(found)])


def _meaning(row: Mapping[str, Any]) -> str:
    bound, value = row["bound"], row["value"]
    if bound is None:
        return str(row["meaning"])
    near = "at its bound" if abs(value - bound) < AT else "within one standard error of its bound"
    return f"{row['meaning']}; {near}, {bound:g}, so the standard error says too little".replace(", -", ", −")
