"""The tables of the benchmark page, from the last run of the scripts in benchmarks/; cog writes them into the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "benchmarks"


def result(name: str = "peers") -> dict[str, Any]:
    """The last run of a script."""
    return dict(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def machine_line() -> str:
    """Machine, versions and digest."""
    run = result()
    machine = run["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    return (
        f"Run `{run['digest']}`: {machine['processor']}, {machine['processors']} processors, OMP_NUM_THREADS="
        f"{machine['threads']}, Python {machine['python']}, {versions}."
    )


def peer_tables() -> str:
    """One table for each problem."""
    rows = result()["rows"]
    parts = []
    for problem in dict.fromkeys(row["problem"] for row in rows):
        parts += [f"### {problem[0].upper()}{problem[1:]}", ""]
        parts += [
            "| solver | runs | median, ms | quartiles, ms | times ours | largest gap | |",
            "|---|---:|---:|---:|---:|---:|---|",
        ]
        parts += [
            f"| {row['solver']} | {row['runs']} | {_ms(row['median_ms'])} | {_ms(row['quartiles_ms'][0])} to "
            f"{_ms(row['quartiles_ms'][1])} | {row['ratio']:,.0f} | {row['residual']:.0e} | {row['note']} |"
            for row in rows
            if row["problem"] == problem
        ]
        parts.append("")
    return "\n".join(parts).rstrip()


def growth_table() -> str:
    """Time against size."""
    rows = result()["growth"]["rows"]
    lines = ["| economies | sectors | cells | sweeps | median, ms | largest gap |", "|---:|---:|---:|---:|---:|---:|"]
    lines += [
        f"| {row['economies']} | {row['sectors']} | {row['cells']:,} | {row['sweeps']} | {_ms(row['median_ms'])} | "
        f"{row['residual']:.0e} |"
        for row in rows
    ]
    return "\n".join(lines)


def growth_line(name: str = "peers") -> str:
    """The fitted exponents."""
    growth = result(name)["growth"]
    return (
        f"Fitted over these sizes, time grows with cells to the power of {growth['exponent']:.2f}, time of a sweep to "
        f"the power of {growth['exponent_per_sweep']:.2f}."
    )


def short_tables() -> str:
    """The short run on 12 April 2025, and against size; the processor's time beside the clock's."""
    run = result("short_growth")
    times = "clock, median ms | processor, median ms | processor, least ms | largest gap |"
    lines = [f"| 12 April 2025, 81 x 50 | sweeps | {times}", "|---|---:|---:|---:|---:|---:|"]
    lines += [f"| {row['what']} | {row['sweeps']} | {_times(row)} |" for row in run["april"]]
    lines += ["", f"| economies | sectors | cells | sweeps | {times}", "|---:|---:|---:|---:|---:|---:|---:|---:|"]
    lines += [
        f"| {row['economies']} | {row['sectors']} | {row['cells']:,} | {row['sweeps']} | {_times(row)} |"
        for row in run["growth"]["rows"]
    ]
    return "\n".join(lines)


def _times(row: dict[str, Any]) -> str:
    times = " | ".join(_ms(row[name]) for name in ("median_ms", "processor_ms", "least_ms"))
    return f"{times} | {row['residual']:.0e}"


def law_table() -> str:
    """What holds in random worlds."""
    found = result("short_robustness")
    ended = found["ended"]
    solved = ended.pop("random starts solved")
    told = ", ".join(f"{number} {status}" for status, number in ended.items())
    lines = [f"{found['worlds']} worlds: {told}; {solved:,} random starts were solved.", ""]
    lines += ["| law | worlds | broken | largest gap |", "|---|---:|---:|---:|"]
    lines += [f"| {row['law']} | {row['worlds']} | {row['broken']} | {row['gap']:.0e} |" for row in found["rows"]]
    return "\n".join(lines)


def _ms(value: float) -> str:
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
