"""The tables of the benchmark page, from the last run of benchmarks/peers.py; cog writes them into the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RESULT = Path(__file__).parents[1] / "benchmarks" / "peers.json"


def result() -> dict[str, Any]:
    """The last run."""
    return dict(json.loads(RESULT.read_text(encoding="utf-8")))


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


def growth_line() -> str:
    """The fitted exponents."""
    growth = result()["growth"]
    return (
        f"Fitted over these sizes, time grows with cells to the power of {growth['exponent']:.2f}, time of a sweep to "
        f"the power of {growth['exponent_per_sweep']:.2f}."
    )


def _ms(value: float) -> str:
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
