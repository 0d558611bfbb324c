"""``detente war``: tariffs from which nobody gains by moving alone."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from detente.case.asked import ask, world_meta
from detente.cli.names import CaseName, WorldName
from detente.cli.options import PLAIN, DataFolder, Day, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show
from detente.core.dates import show_day
from detente.core.errors import DataError, UsageError
from detente.core.labels import close_name

if TYPE_CHECKING:
    import xarray as xr

    from detente.economy.elasticities import Elasticity
    from detente.economy.longrun import LongRun
    from detente.economy.shortrun import ShortRun
    from detente.strategy.game import TariffGame
    from detente.strategy.instruments import Instruments
    from detente.strategy.objectives import Objective
    from detente.world.world import World

__all__ = ["war"]

MOST = 10
"""Players of a war in which everybody has several rates."""


def war(
    case: CaseName | None = None,
    /,
    *,
    world: WorldName = "2024",
    elasticity: Annotated[str | None, Parameter(show_default=False)] = None,
    players: str | None = None,
    instruments: Literal["uniform", "partner", "sector", "sector-partner", "export-tax"] = "uniform",
    objective: str = "real-income",
    weight: float = 1.0,
    step: float = 0.0,
    formula: Literal["published", "rival-revenue"] = "published",
    method: Literal["fixed-point", "newton"] = "fixed-point",
    months: Annotated[float | None, Parameter(show_default=False)] = None,
    on: Day | None = None,
    as_of: Day | None = None,
    data: DataFolder = None,
    output: Output = PLAIN,
) -> None:
    """Find the Nash equilibrium of a tariff war, and what it does to real income.

    Parameters
    ----------
    case
        A case, whose two sides play on its world; leave it out and name a world instead.
    world
        2024, toy, or a file, where no case is given.
    elasticity
        A set stored in the world, a number, FILE.csv with the columns sector and value, FILE.csv:SET where it has
        several sets, or a set in the data folder; default: fgo.
    players
        Codes or groups such as USA,CHN,EU27, or all. Default: the sides of the case, or all.
    instruments
        One rate for all imports, or one by partner, sector, sector of each partner; or export taxes by sector.
    objective
        What every player maximises: real-income, revenue, rival-loss:WEIGHT (needs two players), goods:WEIGHT,
        sectors:CODE=WEIGHT,..., or a sum such as real-income+0.5*revenue.
    weight
        Weight of the rival's loss where it says rival-loss alone.
    step
        Rates move in steps of so many points, for instance 5; 0: any rate.
    formula
        All players, uniform: the published formula, or with rivals' revenue.
    method
        All players, uniform: how the formula is solved.
    months
        Months of the short run, which takes a minute for one rate each and far longer for many; default: the long run.
    on
        Cases: the day whose measures are the base of the war; default: the case's baseline.
    as_of
        Cases: day of knowledge.
    data
        Folder with elasticities that are not shipped, or set DETENTE_DATA.
    output
        Where the answer goes.
    """
    from detente.report.answers.war import uniform_answer, war_answer
    from detente.world.load import load_world

    output.refuse_files()
    report = steps_on_stderr(output)
    if not 0.0 <= step <= 100.0:
        raise UsageError(f"--step {step:g}: give points from 0 to 100.")
    if months is not None and not months > 0.0:
        raise UsageError(f"--months {months:g}: give a number above 0.")
    base: xr.Dataset | None = None
    told: dict[str, Any] = {}
    if case is None:
        if on is not None or as_of is not None:
            raise UsageError("--on and --as-of go with a case: detente war CASE --on DAY.")
        found = load_world(world)
        names = _players(players or "all", found)
        meta = world_meta(found)
    else:
        asked = ask(case, on, as_of)
        for said in asked.notes:
            note(said, output)
        found = asked.ledger.base
        day = on or asked.case.head.baseline_of(asked.moment.on)
        base = asked.ledger.wedges(found, on=day, as_of=asked.moment.as_of)
        names = _players(players or ",".join(asked.case.sides), found)
        meta = {**asked.meta, "on": day}
        told = {"base": f"measures in force on {show_day(day)}"}
    theta = _elasticity(elasticity, found, data)
    everybody = len(names) == len(found.regions)
    plain = instruments == "uniform" and objective == "real-income" and base is None and not step
    if everybody and plain and months is None:
        from detente.strategy.uniform_war import uniform_war

        report("solving the war by the formula, and searching every true best reply")
        result = uniform_war(found, theta, formula, method, replies=True)
        show(uniform_answer(found, result, meta), output)
        return
    if len(names) > MOST:
        raise UsageError(
            f"{len(names)} players are too many for a war by {instruments}: name at most {MOST} with --players, or let "
            "all play with --instruments uniform and --objective real-income."
        )
    goals = _objectives(objective, weight, names, found)
    game = _game(found, names, _model(theta, months), _stepped(instruments, step), goals, base)
    report(f"{sum(len(levers.labels) for levers in game.stage.levers.values())} rates of {len(names)} players")
    from detente.strategy.nash import nash

    show(war_answer(game, nash(game), meta, told), output)


def _game(
    world: World,
    names: Mapping[str, tuple[str, ...]],
    model: LongRun | ShortRun,
    instruments: Instruments,
    objective: Mapping[str, Objective],
    base: xr.Dataset | None,
) -> TariffGame:
    from detente.strategy.game import TariffGame

    return TariffGame(
        world,
        model=model,
        players=tuple(names),
        instruments=instruments,
        objective=objective,
        base=base,
        groups={name: members for name, members in names.items() if members != (name,)},
    )


def _model(theta: Elasticity, months: float | None) -> LongRun | ShortRun:
    """The long run, or the short run after some months."""
    from detente.economy.longrun import LongRun
    from detente.economy.shortrun import ShortRun

    return LongRun(elasticity=theta) if months is None else ShortRun(theta, horizon_months=months)


def _players(text: str, world: World) -> dict[str, tuple[str, ...]]:
    """Name -> members."""
    if text == "all":
        return {region: (region,) for region in world.regions}
    from detente.world.load import load_countries

    countries = load_countries()
    found: dict[str, tuple[str, ...]] = {}
    for name in (part.strip() for part in text.split(",")):
        if name in world.regions:
            found[name] = (name,)
            continue
        try:
            members = [code for code in countries.group(name, world.base_day) if code in world.regions]
        except DataError:
            members = []
        if not members:
            raise UsageError(
                f"--players: {name} is no economy or group of this world.{close_name(name, world.regions)}"
            )
        found[name] = tuple(members)
    return found


def _stepped(instruments: str, points: float) -> Instruments:
    from detente.strategy.instruments import NAMED

    return replace(NAMED[instruments], step=points / 100.0)


def _objectives(text: str, weight: float, names: Mapping[str, Any], world: World) -> dict[str, Objective]:
    from detente.strategy.objective_words import read_objective

    text = f"{text}:{weight:g}" if text == "rival-loss" else text
    rivals: dict[str, str | None] = dict.fromkeys(names)
    if len(names) == 2:
        a, b = names
        rivals = {a: b, b: a}
    return {name: read_objective(text, world, rival) for name, rival in rivals.items()}


def _elasticity(text: str | None, world: World, data: Path | None) -> Elasticity:
    if text is None:
        if "fgo" in world.elasticities:
            return "fgo"
        raise UsageError(
            f"world {world.name} has no elasticity set fgo: give --elasticity, a number, a set or FILE.csv."
        )
    try:
        return float(text)
    except ValueError:
        pass
    file, _, chosen = text.partition(".csv")
    if file != text:
        return _from_file(Path(f"{file}.csv"), chosen.removeprefix(":"), world)
    folder = data or (Path(os.environ["DETENTE_DATA"]) if "DETENTE_DATA" in os.environ else None)
    if text in world.elasticities or folder is None:
        return text
    for path in sorted((folder / "elasticities").glob("*.csv")):
        table = _table(path)
        if text in table and set(world.sectors) <= set(table[text]):
            return [table[text][sector] for sector in world.sectors]
    raise DataError(
        f"no file below {folder / 'elasticities'} has a set {text} for the sectors of world {world.name}; the world "
        f"itself has {', '.join(world.elasticities) or 'none'}."
    )


def _from_file(path: Path, chosen: str, world: World) -> list[float]:
    if not path.is_file():
        raise DataError(f"there is no file {path}.")
    table = _table(path)
    if not chosen and len(table) != 1:
        raise UsageError(f"{path} has the sets {', '.join(table) or 'none'}: name one, for instance {path}:SET.")
    name = chosen or next(iter(table))
    if name not in table:
        raise DataError(f"{path} has no set {name}; it has {', '.join(table)}.")
    missing = [sector for sector in world.sectors if sector not in table[name]]
    if missing:
        raise DataError(f"{path} gives no elasticity for sector {missing[0]} of world {world.name}.")
    return [table[name][sector] for sector in world.sectors]


def _table(path: Path) -> dict[str, dict[str, float]]:
    """Set -> sector -> elasticity; columns that are not numbers are passed over."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    if not rows:
        raise DataError(f"{path} is empty; it needs the columns sector and value.")
    if len(rows[0]) > 1 and _number(rows[0][1]) is not None:
        rows.insert(0, ["sector", *(f"column {k}" for k in range(2, len(rows[0]) + 1))])
    head, *body = rows
    table: dict[str, dict[str, float]] = {}
    for k, name in enumerate(head[1:], 1):
        values = {row[0]: _number(row[k]) if len(row) > k else None for row in body}
        numbers = {sector: value for sector, value in values.items() if value is not None}
        if len(numbers) == len(values):
            table[name] = numbers
    return table


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
