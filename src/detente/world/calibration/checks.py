"""What the world "2024" must meet, before and after the update."""

from __future__ import annotations

import numpy as np

from detente.world.calibration.services import Table
from detente.world.world import World

__all__ = ["Check", "of_2022", "of_2024"]

Check = tuple[str, float, str, bool]
"""Name, value, target in words, and whether it is met."""


def of_2022(table: Table, usa: int, chn: int, goods: int) -> tuple[Check, ...]:
    """Checks of the imputed table of 2022; the first ``goods`` sectors are goods."""
    bought = table.flows[usa, chn, :goods].sum() / 1e3
    sold = table.flows[chn, usa, :goods].sum() / 1e3
    output = table.output.sum() / 1e6
    return (
        ("2022: goods from CHN to USA, USD bn", float(bought), "453", bool(abs(bought - 453.4) < 0.5)),
        ("2022: goods from USA to CHN, USD bn", float(sold), "127.8", bool(abs(sold - 127.8) < 0.5)),
        ("2022: world output, USD tn", float(output), "199.7", bool(abs(output - 199.7) < 0.1)),
    )


def of_2024(world: World, usa: int, chn: int) -> tuple[Check, ...]:
    """Checks of the finished world."""
    goods = np.array(world.goods)
    imports = np.delete(world.flows[usa][:, goods], usa, axis=0).sum()
    share = 100.0 * world.flows[usa, chn, goods].sum() / imports
    negative = world.identities()["negative cells"]
    gap = max(world.identities().values())
    bought = world.flows[usa, chn, goods]
    rate = 100.0 * (bought * world.tariff[usa, chn, goods]).sum() / bought.sum()
    return (
        (
            "2024: China's share of US goods imports, percent",
            float(share),
            "13.3 within 1 point",
            bool(abs(share - 13.3) <= 1),
        ),
        (
            "2024: US base tariff on goods of CHN, percent",
            float(rate),
            "10.9 within 1 point",
            bool(abs(rate - 10.87) <= 1),
        ),
        ("2024: negative cells", negative, "0", negative == 0),
        ("2024: largest gap of an identity", gap, "at most 1e-9", gap <= 1e-9),
    )
