"""Stored runs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from detente.core.errors import DataError
from detente.core.labels import close_name
from detente.core.version import VERSION
from detente.report.answer import Answer, Column, Table
from detente.report.runs import Run
from detente.world.load import load_countries

__all__ = ["compare_answer"]


KEYS = ("region", "measure", "unit", "values", "gap")
"""What JSON says of an economy."""
RANKED = 8
"""Economies shown at either end besides the two sides."""
WORDS = {
    "welfare": "Change of real income",
    "welfare_usd": "Change of real income",
    "real_wage": "Change of the real wage",
    "exports": "Change of exports",
    "imports": "Change of imports",
    "revenue": "Tariff revenue",
    "revenue_change": "Change of tariff revenue",
}
"""Measures in words; any other stands under its own name."""


def compare_answer(found: Sequence[Run], measures: str, *, full: bool = True) -> Answer:
    """Runs side by side.

    Parameters
    ----------
    found
        Two or more runs.
    measures
        Measures, with commas between them.
    full
        A row for every economy; otherwise the two sides and those that differ most. JSON and CSV have all.

    Raises
    ------
    DataError
        If no run has a measure.
    """
    wanted = _measures(found, measures)
    rows = [{**row, **{f"run{n}": value for n, value in enumerate(row["values"])}} for row in _rows(found, wanted)]
    runs = [Column(f"run{n}", f"{one.about['scenario']} {one.id}", "number", 5) for n, one in enumerate(found)]
    columns = (*(Column(key, key, "code") for key in ("region", "measure", "unit")), *runs, Column("gap", "gap"))
    return Answer(
        verb="compare",
        meta={"version": VERSION, "about": [dict(one.about) for one in found]},
        body={"runs": [one.id for one in found], "rows": [{key: row[key] for key in KEYS} for row in rows]},
        head=" · ".join(f"{one.about['title']} ({one.id})" for one in found),
        tables=tuple(_of_measure(measure, rows, runs, full=full) for measure in wanted),
        lines=("Each run is counted from its own baseline.",),
        warnings=_differences(found),
        data=Table("", columns, rows),
    )


def _of_measure(measure: str, rows: Sequence[dict[str, Any]], runs: Sequence[Column], *, full: bool) -> Table:
    """One measure, shares in percent; the sides first, then in the order of the difference."""
    mine = [row for row in rows if row["measure"] == measure]
    unit = mine[0]["unit"]
    sides, others = mine[:2], sorted(mine[2:], key=lambda row: (row["gap"] is None, row["gap"] or 0.0))
    cut = not full and len(others) > 2 * RANKED
    names = load_countries().names
    shown = [
        {**row, "economy": names.get(row["region"], row["region"])}
        for row in (*sides, *(others[:RANKED] + others[-RANKED:] if cut else others))
    ]
    share = unit == "share"
    kind: Literal["percent", "number"] = "percent" if share else "number"
    columns = (
        Column("region", "code", "code"),
        Column("economy", "economy"),
        *(Column(run.key, run.header, kind, 2 if share else 0) for run in runs),
        Column("gap", "last less first", kind, 2 if share else 0),
    )
    left = f"; the two sides, and the {RANKED} others at either end (all {len(mine)}: --full)" if cut else ""
    return Table(f"{WORDS.get(measure, measure)}, {'%' if share else unit}{left}", columns, shown)


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
