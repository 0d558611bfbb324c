"""The tiny world of docs and tests: three regions, four sectors, realistic proportions.

Typed numbers are aggregates of the world "2024", rounded to USD bn; value added and final use follow.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from detente.world.world import World

__all__ = ["toy_world"]

# flows[sector][importer][exporter], USD bn
FLOWS = (
    ((560, 1, 75), (18, 2150, 150), (40, 45, 6300)),
    ((150, 62, 110), (1, 1250, 25), (12, 260, 1650)),
    ((280, 130, 240), (15, 1500, 330), (95, 480, 2350)),
    ((38000, 75, 900), (90, 21000, 420), (1000, 420, 78000)),
)
# inputs[region][sector_in][sector_by], USD per USD 100 of output of the user
INPUTS = (
    ((22, 2, 0, 1), (0, 20, 0, 0), (0, 0, 16, 1), (28, 26, 22, 36)),
    ((14, 8, 0, 2), (0, 42, 0, 1), (0, 1, 45, 2), (14, 14, 16, 36)),
    ((18, 6, 0, 2), (0, 30, 0, 1), (0, 0, 34, 1), (18, 24, 22, 34)),
)
# tariff in percent on goods, [importer][exporter][sector]
TARIFFS = (
    ((0, 0, 0), (9, 18, 3), (1, 9, 0)),
    ((18, 13, 7), (0, 0, 0), (8, 5, 1)),
    ((4, 6, 1), (5, 7, 1), (0, 0, 0)),
)


def toy_world() -> World:
    """The toy world: USA, CHN and ROW; agriculture, textiles, electronics and wholesale-to-services.

    Returns
    -------
    World
        Three regions, sectors ``A01``, ``C13T15``, ``C26`` and ``M`` (all services together), USD mn, with
        input-output, deficits and base tariffs. Small enough to check by hand, not for results.
    """
    flows = np.transpose(np.array(FLOWS, dtype=np.float64), (1, 2, 0)) * 1000.0
    tariff = np.zeros(flows.shape)
    tariff[:, :, :3] = np.array(TARIFFS, dtype=np.float64) / 100.0
    output = flows.sum(axis=0)
    return World.from_arrays(
        flows,
        None,
        np.array(INPUTS, dtype=np.float64) / 100.0 * output[:, None, :],
        None,
        tariff,
        regions=("USA", "CHN", "ROW"),
        sectors=("A01", "C13T15", "C26", "M"),
        goods=(True, True, True, False),
        year=2024,
        unit="USD mn",
        name="toy",
        base_day=date(2024, 12, 31),
        elasticities={"fgo": (2.91, 4.71, 5.14, 4.0), "u4": (4.0, 4.0, 4.0, 4.0)},
        provenance={"note": "Rounded numbers for docs and tests; not for results."},
    )
