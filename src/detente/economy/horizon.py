"""Trade elasticities some months after a change of tariffs: from the response on impact to that of the long run.

Equation numbers refer to docs/explanation/short-run-model.md.
"""

# theta0, theta_L responses of duty-inclusive spending on impact and in the long run; zeta share of the gap that
# is left after another month

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from detente.core.errors import DataError
from detente.economy.elasticities import Elasticity, ThetaBySector, resolve_elasticity
from detente.world.world import World

__all__ = ["Convention", "elasticity_at"]

Convention = Literal["without-duty", "with-duty"]

IMPACT = 0.27
"""Response on impact, such that the response after twelve months is the published 0.76."""
LONG_RUN = 2.0
"""Middle of the published long-run responses, 1.75 to 2.25."""
ZETA = 0.973
PUBLISHED = "Boehm, Levchenko and Pandalai-Nayar (2023)"
READINGS = {
    "without-duty": (1.0, "responses of values without duty, as published: theta is one less"),
    "with-duty": (0.0, "responses of values with duty, the other reading: theta as it is"),
}


def elasticity_at(
    elasticity: Elasticity, months: float, world: World, convention: Convention = "without-duty"
) -> ThetaBySector:
    """Elasticities ``months`` after the shock (eq. 1).

    Parameters
    ----------
    elasticity
        What the long run tends to, as for :func:`detente.economy.elasticities.resolve_elasticity`, or ``"blp"``:
        the estimates of Boehm, Levchenko and Pandalai-Nayar (2023) at every horizon.
    months
        Months since the shock; infinity gives the long run.
    world
        Gives the sectors and the stored sets.
    convention
        How published responses by horizon are read. ``without-duty``: of trade values net of the duty, so that theta
        is the number less one. ``with-duty``: of values with the duty.

    Returns
    -------
    ThetaBySector
        (J,) theta above -1, and where it comes from.

    Raises
    ------
    DataError
        If ``months`` is negative or no number, the convention is unknown, or the elasticity is wrong.
    LabelError
        If the keys of a mapping are not the world's sectors.
    """
    if not months >= 0.0:
        raise DataError(f"a horizon of {months} months is none; give a number from 0 on.")
    if convention not in READINGS:
        raise DataError(f"convention='{convention}' is none; use {' or '.join(map(repr, READINGS))}.")
    less, reading = READINGS[convention]
    if isinstance(elasticity, str) and elasticity == "blp":
        far = resolve_elasticity(LONG_RUN, world)
        far = ThetaBySector(far.values - less, f"{LONG_RUN - less:g} in the long run")
    else:
        far = resolve_elasticity(elasticity, world)
    left = ZETA**months
    values = far.values + left * (IMPACT - less - far.values)
    if left == 0.0:
        return replace(far, values=values)
    words = (
        f"{values.min():.3g} to {values.max():.3g} after {months:g} months: from {IMPACT - less:g} on impact towards "
        f"({far.words}), {1.0 - ZETA:.1%} of the gap a month after {PUBLISHED}; {reading}"
    )
    return ThetaBySector(values, words)
