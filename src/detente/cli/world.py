"""``detente world``: what the world is, whether it is sound, how it is made, and smaller ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from detente.case.asked import world_meta
from detente.cli.names import WorldName
from detente.cli.options import PLAIN, DataFolder, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show
from detente.core.errors import CheckFailed, DataError, UsageError
from detente.report.answer import Answer, Column, Table
from detente.world.load import load_concordance, load_countries, load_world, save_world
from detente.world.world import World

__all__ = ["aggregate", "build", "check", "import_file", "info"]

NO_SHOCK = 1e-12
IDENTITY = 1e-9
SOURCE = "OECD Inter-Country Input-Output Tables and US Census trade data, described in docs/explanation/world-2024.md"


def info(name: WorldName = "2024", /, *, output: Output = PLAIN) -> None:
    """Describe a world.

    Parameters
    ----------
    name
        2024, toy, or a file.
    output
        Where the answer goes.
    """
    output.refuse_files()
    world = load_world(name)
    goods = np.flatnonzero(world.goods)
    facts = {
        "regions": len(world.regions),
        "sectors": len(world.sectors),
        "goods sectors": len(goods),
        "year": world.year,
        "unit": world.unit,
        "base day of tariffs": world.base_day,
        "output": f"{world.output.sum():,.0f} {world.unit}",
        "tariff revenue": f"{world.revenue.sum():,.0f} {world.unit}",
        "elasticity sets": ", ".join(world.elasticities) or "none",
        "employment": "known" if world.employment is not None else "not known",
        **world.provenance,
    }
    rows = [{"fact": name, "value": value} for name, value in facts.items()]
    answer = Answer(
        verb="world-info",
        meta=world_meta(world),
        body={
            "facts": facts,
            "regions": world.regions,
            "sectors": world.sectors,
        },
        head=f"World {world.name} · digest {world.digest}",
        tables=(Table("", (Column("fact", "fact"), Column("value", "value")), rows),),
        lines=(f"Regions: {' '.join(world.regions)}", f"Sectors: {' '.join(world.sectors)}"),
    )
    show(answer, output)


def check(name: WorldName = "2024", /, *, output: Output = PLAIN) -> None:
    """Check the identities of a world, and that its solve without a shock gives the base back.

    Parameters
    ----------
    name
        2024, toy, or a file.
    output
        Where the answer goes.
    """
    from detente.economy.longrun import LongRun
    from detente.ledger.wedges import wedges

    output.refuse_files()
    world = load_world(name)
    base = wedges(world)
    outcome = LongRun(elasticity="fgo" if "fgo" in world.elasticities else 4.0).solve(world, base, base)
    moved = float(np.abs(outcome.data["welfare"].values).max())
    rows: list[dict[str, Any]] = [
        {"check": identity, "value": gap, "target": f"at most {IDENTITY:.0e}", "ok": gap <= IDENTITY}
        for identity, gap in world.identities().items()
    ]
    rows.append(
        {
            "check": "largest change of real income without a shock",
            "value": moved,
            "target": f"at most {NO_SHOCK:.0e}",
            "ok": moved <= NO_SHOCK,
        }
    )
    answer = _checked("world-check", world, rows)
    show(answer, output)
    _require(rows, f"world {world.name}")


def build(
    *,
    data: DataFolder = None,
    into: Path = Path("world-2024"),
    output: Output = PLAIN,
) -> None:
    """Make the bundled world and the tables of products from the data folder.

    Parameters
    ----------
    data
        Folder with the data files, or set DETENTE_DATA.
    into
        Folder to write to, in the layout of the package's own data.
    output
        Where the answer goes.
    """
    from detente.world.build import build_world, write_build

    output.refuse_files()
    folder = _data_folder(data)
    if into.exists() and any(into.iterdir()) and not output.force:
        raise UsageError(f"--into {into}: the folder is not empty; choose another, or replace its files with --force.")
    goods = load_concordance().goods
    made = build_world(folder, load_countries(), goods, steps_on_stderr(output))
    rows = [{"check": check, "value": value, "target": target, "ok": ok} for check, value, target, ok in made.checks]
    counts = tuple(f"{what}: {count:,}" for what, count in made.products.counts.items())
    show(_checked("world-build", made.world, rows, counts), output)
    _require(rows, "world build")
    for path in write_build(made, into):
        note(f"wrote {path}", output)


def aggregate(
    name: WorldName = "2024",
    /,
    *,
    regions: list[str] | None = None,
    sectors: list[str] | None = None,
    output: Output = PLAIN,
) -> None:
    """Merge economies or sectors and save the smaller world.

    Parameters
    ----------
    name
        2024, toy, or a file.
    regions
        A named group such as EU27, or NEW=A,B,C. May be repeated.
    sectors
        NEW=A,B,C. May be repeated.
    output
        Where the answer goes; one file ending in .npz is needed.
    """
    from detente.world.aggregate import aggregate as merge

    output.refuse_files((".npz",))
    if len(output.out) != 1:
        raise UsageError("world aggregate writes one world; name its file with --out FILE.npz.")
    world = load_world(name)
    by_region = dict(_group(text, world) for text in regions or ())
    by_sector = dict(_members(text, "--sectors") for text in sectors or ())
    if not by_region and not by_sector:
        raise UsageError("nothing to merge; name --regions or --sectors, for instance --regions EU27.")
    small = merge(world, by_region or None, by_sector or None)
    path = save_world(small, output.out[0])
    answer = Answer(
        verb="world-aggregate",
        meta=world_meta(small),
        body={"from": world.digest, "regions": small.regions, "sectors": small.sectors, "file": str(path)},
        head=f"{path}: {len(small.regions)} economies by {len(small.sectors)} sectors from world {world.name} · "
        f"digest {small.digest}",
        lines=(f"Regions: {' '.join(small.regions)}", f"Sectors: {' '.join(small.sectors)}"),
    )
    show(answer, replace(output, out=()))


def import_file(
    file: Path,
    /,
    *,
    kind: Literal["icio", "wiod", "table", "npz", "har"] | None = None,
    axes: str = "importer,exporter,sector",
    tariff: Path | None = None,
    inputs: Path | None = None,
    value_added: Path | None = None,
    year: int | None = None,
    unit: str | None = None,
    name: str | None = None,
    output: Output = PLAIN,
) -> None:
    """Make a world from a table of your own.

    Parameters
    ----------
    file
        OECD ICIO (CSV or ZIP), WIOD (workbook or Stata file), a long table (CSV, Parquet, XLSX), arrays (NPZ), or
        header arrays (HAR) called FLOW, TARF and INPT.
    kind
        What the file is; left out, the file itself is looked at.
    axes
        Arrays only (NPZ, HAR): order of the axes of flows and tariffs, for instance exporter,importer,sector.
    tariff
        Rates as shares: a long table, or arrays with one called tariff in the same order of axes.
    inputs
        Long tables only: what each sector buys, with the columns region, input, user, value.
    value_added
        Long tables only: region, sector, value; compared with what the world derives.
    year
        Year of the table, where the file does not say it; of arrays the year in the file's name is taken.
    unit
        Unit of money of a long table or of arrays: USD, "thousand USD", "USD mn" or "USD bn"; arrays that do not say
        it are taken as USD mn.
    name
        Name of the world; default: the file's.
    output
        Where the answer goes; one file is needed, .npz is added where it is left out.
    """
    from detente.world.readers import import_world

    output = replace(output, out=tuple(path if path.suffix else path.with_suffix(".npz") for path in output.out))
    output.refuse_files((".npz",))
    if len(output.out) != 1:
        raise UsageError("world import writes one world; name its file with --out FILE.npz.")
    world = import_world(
        file,
        kind=kind,
        axes=[axis.strip() for axis in axes.split(",")],
        tariff=tariff,
        inputs=inputs,
        value_added=value_added,
        year=year,
        unit=unit,
        name=name or output.out[0].stem,
    )
    path = save_world(world, output.out[0])
    notes = world.provenance["notes"]
    answer = Answer(
        verb="world-import",
        meta=world_meta(world),
        body={"regions": world.regions, "sectors": world.sectors, "file": str(path), "notes": notes},
        head=f"{path}: {len(world.regions)} economies by {len(world.sectors)} sectors, {world.year} · "
        f"digest {world.digest}",
        lines=(
            f"Source: {world.provenance['attribution']}.",
            f"Notes: {notes}",
            f"Elasticity sets: {', '.join(world.elasticities) or 'none; give the elasticity as a number'}.",
        ),
    )
    show(answer, replace(output, out=()))


def _data_folder(data: Path | None) -> Path:
    if data is None:
        raise DataError(f"the data folder is needed: give --data DIR or set DETENTE_DATA. It holds {SOURCE}.")
    if not data.is_dir():
        raise DataError(f"there is no data folder {data}. It holds {SOURCE}.")
    return data


def _group(text: str, world: World) -> tuple[str, list[str]]:
    """``NEW=A,B`` as typed, or a named group with its members on the base day that the world has."""
    if "=" in text:
        return _members(text, "--regions")
    members = load_countries().group(text, world.base_day)
    return text, [code for code in members if code in world.regions]


def _members(text: str, option: str) -> tuple[str, list[str]]:
    new, equals, codes = text.partition("=")
    members = [code.strip() for code in codes.split(",") if code.strip()]
    if not equals or not new.strip() or not members:
        raise UsageError(f"{option} {text}: write NEW=A,B, for instance food=A01,C10T12.")
    return new.strip(), members


def _checked(verb: str, world: World, rows: list[dict[str, Any]], lines: tuple[str, ...] = ()) -> Answer:
    columns = (
        Column("check", "check"),
        Column("shown", "value", "code"),
        Column("target", "target"),
        Column("verdict", "ok"),
    )
    shown = [{**row, "shown": f"{row['value']:.4g}", "verdict": "yes" if row["ok"] else "NO"} for row in rows]
    return Answer(
        verb=verb,
        meta=world_meta(world),
        body={"rows": rows},
        head=f"World {world.name} · digest {world.digest}",
        tables=(Table("", columns, shown),),
        lines=lines,
    )


def _require(rows: list[dict[str, Any]], what: str) -> None:
    failed = [row["check"] for row in rows if not row["ok"]]
    if failed:
        raise CheckFailed(f"{what}: {'; '.join(failed)} not met; the table above has the values.")
