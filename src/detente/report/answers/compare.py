"""Stored runs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.core.errors import DataError
from detente.core.labels import close_name
from detente.core.version import VERSION
from detente.report.answer import Answer, Column, Table
from detente.report.runs import Run

__all__ = ["compare_answer"]


def compare_answer(found: Sequence[Run], measures: str) -> Answer:
    """Runs side by side.

    Parameters
    ----------
    found
        Two or more runs.
    measures
        Measures, with commas between them.

    Raises
    ------
    DataError
        If no run has a measure.
    """
    rows = _rows(found, _measures(found, measures))
    columns = (
        Column("region", "region", "code"),
        Column("measure", "measure"),
        Column("unit", "unit"),
        *(Column(f"run{n}", f"{one.about['scenario']} {one.id}", "number", 5) for n, one in enumerate(found)),
        Column("gap", "last less first", "number", 5),
    )
    shown = [{**row, **{f"run{n}": value for n, value in enumerate(row["values"])}} for row in rows]
    return Answer(
        verb="compare",
        meta={"version": VERSION, "about": [dict(one.about) for one in found]},
        body={"runs": [one.id for one in found], "rows": rows},
        head=" · ".join(f"{one.about['title']} ({one.id})" for one in found),
        tables=(Table("", columns, shown),),
        lines=("Changes are shares of the base: -0.004 is -0.4 %. Each run is counted from its own baseline.",),
        warnings=_differences(found),
    )


def _measures(found: Sequence[Run], typed: str) -> list[str]:
    known = list(dict.fromkeys(row["measure"] for one in found for row in one.rows))
    wanted = [name.strip() for name in typed.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        name = unknown[0] if unknown else typed
        raise DataError(f'no run has the measure "{name}"; use {", ".join(known)}.{close_name(name, known)}')
    return wanted


def _rows(found: Sequence[Run], measures: Sequence[str]) -> list[dict[str, Any]]:
    """Every economy that any run has, in the order of the first; None where a run lacks it."""
    tables = [{(row["region"], row["measure"]): row for row in one.rows} for one in found]
    regions = dict.fromkeys(region for table in tables for region, _ in table)
    rows = []
    for measure in measures:
        for region in regions:
            cells = [table.get((region, measure)) for table in tables]
            values = [None if cell is None else cell["value"] for cell in cells]
            unit = next((cell["unit"] for cell in cells if cell is not None), None)
            if unit is None:
                continue
            first, last = values[0], values[-1]
            gap = None if first is None or last is None else last - first
            rows.append({"region": region, "measure": measure, "unit": unit, "values": values, "gap": gap})
    return rows


def _differences(found: Sequence[Run]) -> tuple[str, ...]:
    """A sentence for each thing besides the scenario in which the runs differ."""
    words = {
        "case_digest": "the case",
        "baseline": "the baseline",
        "world_digest": "the world",
        "model": "the model",
        "version": "the version of detente",
    }
    return tuple(
        f"the runs differ in {what}: {', '.join(one.about[key] for one in found)}"
        for key, what in words.items()
        if len({one.about[key] for one in found}) > 1
    )
