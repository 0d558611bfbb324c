"""Banks of solved games on disk: those that ship, and those that were made for other cases."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from detente.case.case import Case
from detente.case.talks_past import LADDER, past_of, stakes_of
from detente.core.errors import DataError
from detente.diplomacy.moves import moves
from detente.diplomacy.timing import attrition, bank, priors
from detente.diplomacy.timing.attrition import Stakes
from detente.diplomacy.timing.bank import Bank, build_bank
from detente.world.world import World

__all__ = ["SHIPPED", "digest_of", "make_bank", "open_bank", "read_bank", "write_bank"]

SHIPPED = Path(__file__).parent.parent / "data" / "talks"
STEP = 0.005
"""Values are rounded to multiples of this, log-odds: what a choice rests on then errs by half a percent at most."""
LEVELS = 65535
"""Most multiples; a bank whose values spread wider has a wider step."""
PARTS = (1, 2, 3)
"""Pain, channel and unanswered move: values change little along them, so differences are what is kept."""


def digest_of(world: World, sides: tuple[str, str]) -> str:
    """Twelve hex digits of everything that a bank rests on but the record."""
    rests = (
        world.digest,
        sides,
        LADDER,
        priors.PRIORS,
        attrition.SHAPE,
        attrition.MOVES_PER_WEEK,
        attrition.WEEKS_TO_PAIN,
        attrition.RELIEF,
        attrition.ABSORBED,
        attrition.VALUED,
        bank.WEEKS,
    )
    return hashlib.sha256(repr(rests).encode()).hexdigest()[:12]


def make_bank(case: Case, on_progress: Callable[[str], None] | None = None) -> Bank:
    """Solve the games of a bank for a case, from its record to its last day.

    Parameters
    ----------
    case
        The case.
    on_progress
        Called with a sentence after each part.

    Raises
    ------
    DataError
        If the world has no losses for the sides.
    """
    stakes = stakes_of(case.ledger.base, case.sides)
    return build_bank(stakes, past_of(case, stakes).known(moves(case.diplomacy)), on_progress=on_progress)


def open_bank(case: Case, folder: Path | None = None, on_progress: Callable[[str], None] | None = None) -> Bank:
    """The bank of a case: one that ships if it fits, else one of a folder, else a new one.

    Parameters
    ----------
    case
        The case.
    folder
        Where a new bank is kept, or None to keep it nowhere.
    on_progress
        Called with a sentence while one is made.

    Raises
    ------
    DataError
        If the world has no losses for the sides.
    """
    world = case.ledger.base
    name = f"{digest_of(world, case.sides)}.npz"
    for path in (SHIPPED / name, *(() if folder is None else (folder / name,))):
        if path.is_file():
            return read_bank(path)
    made = make_bank(case, on_progress)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        write_bank(made, folder / name)
    return made


def write_bank(made: Bank, path: Path) -> None:
    """Write a bank; values are rounded, see :data:`STEP`."""
    low, spread = made.values.min(axis=(0, 1)), np.ptp(made.values, axis=(0, 1)).max()
    step = max(STEP, float(spread) / LEVELS)
    levels = np.rint((made.values - low) / step).astype(np.uint16).reshape(*attrition.SHAPE, *made.values.shape[1:])
    for axis in PARTS:
        levels = np.diff(levels, axis=axis, prepend=np.uint16(0))
    # Low and high bytes apart compress to half of what pairs of them do.
    halves = levels.astype("<u2").reshape(-1, 1).view(np.uint8).T
    # A half-written file would be taken for a whole one.
    part = path.with_suffix(".part.npz")
    np.savez_compressed(
        part,
        loss=np.array(made.stakes.loss),
        week=np.array(made.stakes.week),
        z=made.z.astype(np.float32),
        log_q=made.log_q.astype(np.float32),
        low=low.astype(np.float32),
        step=np.array(step),
        halves=halves,
    )
    part.replace(path)


def read_bank(path: Path) -> Bank:
    """Read a bank.

    Raises
    ------
    DataError
        If the file is not a bank.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            loss, week = file["loss"], file["week"]
            stakes = Stakes((tuple(map(float, loss[0])), tuple(map(float, loss[1]))), (float(week[0]), float(week[1])))
            z, low = file["z"].astype(np.float64), file["low"]
            halves = np.ascontiguousarray(file["halves"].T)
            levels = halves.view("<u2").reshape(*attrition.SHAPE, 2, len(z))
            for axis in PARTS:
                levels = np.cumsum(levels, axis=axis, dtype=np.uint16)
            values = low + levels.reshape(attrition.SIZE, 2, len(z)) * np.float32(file["step"])
            return Bank(stakes, z, file["log_q"].astype(np.float64), values.astype(np.float32))
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path.name} is no bank of solved games ({error}); delete it and ask again.") from None
