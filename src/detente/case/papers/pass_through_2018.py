"""Who paid the tariffs of 2018-19: three estimates of pass-through to US import prices beside the models'."""

# i exporter, j sector; p[i,j] log change of the border price before duty; x[i,j] log change of 1 + tariff
# V[i,j] imports before; b slope of p in x, so that 1 + b is the pass-through to prices with duty

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from detente.case.papers.replication import Replication, Row, compare
from detente.case.read import open_case
from detente.core.arrays import FloatArray
from detente.core.status import Certificate
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.ledger.ledger import Ledger
from detente.world.world import World

__all__ = ["Imports", "import_prices", "replicate", "slope"]

NAME = "pass-through-2018-19"
TITLE = (
    "Amiti, M., Redding, S. and Weinstein, D. (2019), The Impact of the 2018 Tariffs on Prices and Welfare, Journal of "
    "Economic Perspectives 33(4); Fajgelbaum, P., Goldberg, P., Kennedy, P. and Khandelwal, A. (2020), The Return to "
    "Protectionism, Quarterly Journal of Economics 135(1); Cavallo, A., Gopinath, G., Neiman, B. and Tang, J. (2021), "
    "Tariff Pass-Through at the Border and at the Store, American Economic Review: Insights 3(1)"
)
CASE = "us-china-2025"
BUYER, SELLER = "USA", "CHN"
BEFORE, YEAR_ONE, YEAR_TWO = "2018-01-21", "2018-12-31", "2019-09-25"
"""The eve of the first tariffs, the end of their first year, and the day after the last list of the time came in."""
TOLERANCE = 0.1
"""Of the tariff: a row agrees if at most a tenth of the duty is paid by somebody else than in the paper."""
AMITI, FAJGELBAUM, CAVALLO = "-0.003", "0.00", "0.945"
UNIT = "of tariff"

MODELS: dict[str, LongRun | ShortRun] = {
    "long run": LongRun(),
    "short run": ShortRun(),
    "short run, with-duty": ShortRun(convention="with-duty"),
}


@dataclass(frozen=True, slots=True)
class Imports:
    """US goods imports by cell, one entry for each exporter and sector with trade.

    Attributes
    ----------
    i, j
        (K,) positions of exporter and sector.
    p, x
        (K,) log changes of the price before duty and of one plus the tariff.
    V
        (K,) imports before.
    income
        Log change of US factor income in the unit of ``p``.
    certificate
        Of the solve.
    """

    i: npt.NDArray[np.intp]
    j: npt.NDArray[np.intp]
    p: FloatArray
    x: FloatArray
    V: FloatArray
    income: float
    certificate: Certificate

    def borne_by(self, seller: int) -> float:
        """What a seller's prices fall by in dollars, as a share of the tariffs on it; dollars hold US income."""
        own = self.i == seller
        V = self.V[own]
        return float(((self.p[own] - self.income) * V).sum() / (self.x[own] * V).sum())


def import_prices(world: World, ledger: Ledger, model: LongRun | ShortRun, until: str) -> Imports:
    """What a model says of US goods imports between the eve of the tariffs and the day ``until``.

    Parameters
    ----------
    world, ledger, model
        World, law and model.
    until
        Day whose law is in force after.

    Raises
    ------
    NotSolved
        If the model finds no equilibrium.
    """
    before, after = ledger.wedges(world, on=BEFORE), ledger.wedges(world, on=until)
    outcome = model.solve(world, before, after)
    data = outcome.data
    n = world.regions.index(BUYER)
    V = data["trade_base"].values[n]
    bought = (V > 0.0) & np.array(world.goods)
    bought[n] = False
    i, j = np.nonzero(bought)

    def moved(name: str) -> FloatArray:
        new, old = (wedges[name].transpose("importer", "exporter", "sector").values[n] for wedges in (after, before))
        return np.asarray(np.log1p(new) - np.log1p(old))[i, j]

    cost = np.log1p(data["producer_price"].transpose("region", "sector").values)[i, j]
    at_home = data.sel(region=BUYER)
    income = float(np.log1p(at_home["nominal_wage"]) + np.log1p(at_home["employment"]))
    return Imports(
        i=i,
        j=j,
        p=cost + moved("export_tax") + moved("barrier"),
        x=moved("tariff"),
        V=V[i, j],
        income=income,
        certificate=outcome.certificate,
    )


def slope(cells: Imports, *, weighted: bool, exporters: bool) -> float:
    """Slope of prices before duty in the tariff, over sectors and exporters with effects of their own.

    Parameters
    ----------
    cells
        The imports.
    weighted
        True weighs cells by trade before.
    exporters
        True takes out what all goods of an exporter have in common, so that a fall of its wages doesn't count.
    """
    effects = [cells.x[:, None], (cells.j[:, None] == np.unique(cells.j)).astype(float)]
    if exporters:
        effects.append((cells.i[:, None] == np.unique(cells.i)[1:]).astype(float))
    root = np.sqrt(cells.V if weighted else np.ones_like(cells.V))[:, None]
    found, *_ = np.linalg.lstsq(root * np.hstack(effects), root[:, 0] * cells.p, rcond=None)
    return float(found[0])


def replicate(_data: str | Path | None) -> Replication:
    """Compute each estimate from the models' prices.

    Parameters
    ----------
    _data
        Not read: world and law are part of the package.

    Raises
    ------
    NotSolved
        If a model finds no equilibrium.
    """
    case = open_case(CASE)
    ledger = case.ledger
    world = ledger.base
    rows: list[Row] = []
    for name, model in MODELS.items():
        one, two = (import_prices(world, ledger, model, until) for until in (YEAR_ONE, YEAR_TWO))
        within = slope(one, weighted=False, exporters=True)
        across = slope(two, weighted=True, exporters=False)
        borne = -two.borne_by(world.regions.index(SELLER))
        rows += [
            compare(name, BUYER, "before duty, Amiti", UNIT, AMITI, within, TOLERANCE),
            compare(name, BUYER, "before duty, Fajgelbaum", UNIT, FAJGELBAUM, within, TOLERANCE),
            compare(name, BUYER, "with duty, Cavallo", UNIT, CAVALLO, 1.0 + across, TOLERANCE),
            compare(name, SELLER, "paid by the seller", UNIT, None, borne, TOLERANCE),
        ]
    return Replication.of(NAME, TITLE, rows, NOTES, two.certificate)


NOTES = (
    f"Slope of prices in the tariff, both in logs: complete pass-through is 0 before duty and 1 with it. From {BEFORE} "
    f"to {YEAR_ONE} before duty, to {YEAR_TWO} with it and for the seller. A row agrees within a tenth of the tariff. "
    "The short run is 12 months, under both conventions of elasticities (without-duty, with-duty).",
    "Amiti et al.: -0.003, Table 1 of the working paper (NBER 25672). Fajgelbaum et al.: 0.00 with a standard error of "
    "0.08, as remembered; their abstract says that prices before duty did not fall. Cavallo et al.: a tariff of 20 "
    "percent raised prices with duty by 18.9 percent in a year, as remembered; one of the authors gives 'nearly 19'.",
    "The first two compare goods and sellers with effects of sectors and of exporters, as the papers do: what all "
    "goods of one country have in common is taken out, also a fall of its wages or currency. In the long run that is "
    "nearly everything, so agreement there tests little. The third has effects of sectors alone and weighs by trade.",
    "'paid by the seller' takes nothing out: the fall of Chinese prices in dollars that hold US factor income, as a "
    "share of the tariffs. The models let China pay that much through its wages; regressions with effects of "
    "exporters cannot see it.",
    "The world is that of 2024, brought back to the tariffs of January 2018, and its sectors are broad. Certificate: "
    "the last solve.",
)
