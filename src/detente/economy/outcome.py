"""What a model returns: labelled changes and the certificate of the solve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import NotSolved
from detente.core.labels import positions
from detente.core.status import Certificate
from detente.economy.calibration import Calibration
from detente.economy.closures import Closure
from detente.economy.first_order import first_order
from detente.economy.levels import Levels
from detente.world.world import World

if TYPE_CHECKING:
    from detente.economy.attribute import Attribution, Method
    from detente.economy.decompose import Decomposition
    from detente.economy.gradient import Gradient
    from detente.economy.scalars import Of
    from detente.economy.solved import ShortSolved, Solved

__all__ = ["Outcome", "abroad", "outcome_data", "real_utility"]

SHOWN = 5
"""Largest losses and gains that a notebook shows."""
REGION = ("region",)
CELL = ("region", "sector")
CUBE = ("importer", "exporter", "sector")


@final
@dataclass(frozen=True, slots=True)
class Outcome:
    """Changes between two sets of wedges.

    Attributes
    ----------
    data
        Every change is a share of the base (-0.004 is -0.4 %); money is in the unit of the world. Each variable
        says its unit and meaning; attributes name the closure, the rebate and the numeraire of nominal values.
        NaN stands where the base flow is zero, and for the first-order formula where
        labour, scale, services or the use of revenue go beyond it. Empty if the model was not solved.
    certificate
        How it was solved and how large every gap is.
    solved
        The equilibria behind it, in kernel layout; None if the model was not solved.
    """

    data: xr.Dataset
    certificate: Certificate
    solved: Solved | ShortSolved | None = field(default=None, repr=False, compare=False)

    def _repr_html_(self) -> str:
        from detente.core.card import card, share

        certificate = self.certificate
        facts = {
            "solved": f"{certificate.method}, {certificate.status.value}, {certificate.iterations} sweeps",
            "largest gap": f"{certificate.residual:.1e} of world output; Walras {certificate.walras:.1e}",
            **certificate.assumptions,
        }
        if "welfare" not in self.data:
            return card("Outcome without results", facts)
        names = [name for name in ("welfare", "real_wage", "exports", "imports") if name in self.data]
        order = self.data["welfare"].to_series().sort_values().index
        shown = [*order[:SHOWN], *order[-SHOWN:]] if len(order) > 2 * SHOWN else list(order)
        rows = [(code, *(share(float(self.data[name].sel(region=code))) for name in names)) for code in shown]
        columns = ("economy", *(name.replace("welfare", "real income").replace("_", " ") for name in names))
        note = f"Largest losses and gains of {len(order)} economies. A scenario, not a forecast."
        return card("Outcome", facts, columns, rows, note)

    def check(self) -> dict[str, float]:
        """Gap of each equilibrium condition, re-evaluated in levels apart from the solver.

        Returns
        -------
        dict
            Goods markets, budgets, labour markets and Walras's law relative to world output; unit costs
            relative to cost; homogeneity, the change of real income when every nominal value doubles.
        """
        return dict(self.certificate.details["gaps"])

    def gradient(self, of: Of, *, at: Literal["after", "mean"] = "after") -> Gradient:
        """Slope of a scalar in every tariff, export tax and barrier, everything else having settled.

        Parameters
        ----------
        of
            A variable with its labels, for instance ``("welfare", "USA")`` or ``("trade_value", "USA", "CHN")``, or
            a mapping of such keys to weights; the variables are those of
            :data:`detente.economy.scalars.SCALARS`, and in the short run also those of
            :data:`detente.economy.short_scalars.SHORT_SCALARS`.
        at
            ``after``: at the wedges after. ``mean``: averaged over the straight way from the wedges before to those
            after, so that slopes times the change of the wedges sum to the exact change of the scalar; long run only.

        Returns
        -------
        Gradient
            Change of the scalar per unit of the share, by cell, with a certificate. In the short run wages at their
            floor and limits that bind stay so; where some are just at their bound, slopes differ by direction, and
            the certificate says for which side these hold (``kinks``).

        Raises
        ------
        LabelError
            If a variable or label is unknown.
        DataError
            If the mean is asked of the short run.
        NotSolved
            If there are no results.
        """
        from detente.economy.gradient import gradient, mean_gradient

        found = gradient if at == "after" else mean_gradient
        return found(self._taken_apart(), of, self.certificate)

    def decompose(self) -> Decomposition:
        """Real income by cause: terms of trade, volume of trade, barriers, transfers; adding up, for every region.

        Returns
        -------
        Decomposition
            Integrated along the straight way from the wedges before to those after, with the first-order formula
            beside it and a certificate that holds the gap.

        Raises
        ------
        DataError
            For the short run, or with deficits that follow services.
        NotSolved
            If there are no results, or no equilibrium on the way.
        """
        from detente.economy.decompose import decompose

        return decompose(self._taken_apart(), self.certificate)

    def attribute(self, parts: xr.Dataset, of: Mapping[str, Of], *, method: Method = "path") -> Attribution:
        """Split the change of scalars over the parts of the shock.

        Parameters
        ----------
        parts
            ``tariff``, and where wanted ``export_tax`` and ``barrier``, (part, importer, exporter, sector): what each
            part adds; together the whole change from before to after.
        of
            Names and scalars, each as for :meth:`gradient`.
        method
            ``path``: every part grows in proportion (Aumann and Shapley). ``shapley``: mean over all orders in which
            at most ten parts may come. Both add up; they differ where parts work on each other. The short run has
            the latter alone, and its limits and stimulus stand throughout.

        Raises
        ------
        DataError
            If the parts do not add up to the change, naming the cell, or a path is asked of the short run.
        NotSolved
            If there are no results, or no equilibrium on the way.
        """
        from detente.economy.attribute import attribute

        return attribute(self._taken_apart(), parts, of, method, self.certificate)

    def _taken_apart(self) -> Solved | ShortSolved:
        if self.solved is None:
            raise NotSolved(f"there is nothing to take apart: {self.certificate.status.value}.")
        return self.solved

    def diversion(self, importer: str, exporter: str, sectors: Sequence[str] | None = None) -> xr.Dataset:
        """Where the trade of a pair went.

        Parameters
        ----------
        importer, exporter
            The pair.
        sectors
            Sectors that are summed; None: all goods.

        Returns
        -------
        xarray.Dataset
            Changes in money at basic prices: ``imports_from`` (exporter), what the importer buys from each other
            economy and at home; ``exports_to`` (importer), what the exporter sells to each other economy and at
            home. The attribute ``pair`` is the change of the pair itself.

        Raises
        ------
        LabelError
            If an economy or sector is unknown.
        NotSolved
            If there are no results.
        """
        if "trade_value" not in self.data:
            raise NotSolved(f"there are no trade flows: {self.certificate.status.value}.")
        regions = [str(r) for r in self.data["region"].values]
        known = [str(s) for s in self.data["sector"].values]
        n, i = (int(p) for p in positions((importer, exporter), regions, "economy of this outcome"))
        goods = [s for s, good in zip(known, self.data["goods"].values, strict=True) if good]
        cells = positions(tuple(goods if sectors is None else sectors), known, "sector of this outcome")
        change = (self.data["trade_value"] - self.data["trade_base"]).isel(sector=cells).sum("sector")
        return xr.Dataset(
            {
                "imports_from": change.isel(importer=n, drop=True).drop_sel(exporter=exporter),
                "exports_to": change.isel(exporter=i, drop=True).drop_sel(importer=importer),
            },
            attrs={
                "unit": self.data["trade_base"].attrs["unit"],
                "importer": importer,
                "exporter": exporter,
                "pair": float(change.values[n, i]),
            },
        )


def outcome_data(
    world: World, base: Calibration, before: Levels, after: Levels, closure: Closure, attrs: Mapping[str, str]
) -> xr.Dataset:
    """Label the changes from ``before`` to ``after``, two levels over the same ``base``."""
    index = np.exp((base.alpha * np.log(after.P)).sum(axis=0))
    utility = real_utility(base, before, after, closure)
    welfare = utility[1] / utility[0] - 1.0
    if closure.first_order and not base.nu.any():
        terms, volume, barriers = first_order(before, after)
    else:
        terms = volume = barriers = np.full_like(welfare, np.nan)
    crossing = abroad(before), abroad(after)
    exports, imports = (_ratio(b, a) for a, b in zip(*crossing, strict=True))
    trade_deficit = [bought - sold for sold, bought in crossing]
    output = _ratio(after.Y, before.Y)
    unit, numeraire = world.unit, attrs["numeraire"]

    def share(dims: tuple[str, ...], values: FloatArray, long_name: str) -> xr.Variable:
        return xr.Variable(dims, values, {"unit": "share", "long_name": long_name})

    def nominal(dims: tuple[str, ...], values: FloatArray, long_name: str) -> xr.Variable:
        return xr.Variable(dims, values, {"unit": "share", "long_name": long_name, "numeraire": numeraire})

    def money(dims: tuple[str, ...], values: FloatArray, long_name: str) -> xr.Variable:
        return xr.Variable(dims, values, {"unit": unit, "long_name": long_name, "numeraire": numeraire})

    names = "change of "
    variables = {
        "welfare": share(REGION, welfare, f"{names}real income, exact"),
        "welfare_first_order": share(
            REGION, terms + volume + barriers, f"{names}real income, Caliendo and Parro's first-order formula"
        ),
        "terms_of_trade_first_order": share(REGION, terms, "terms-of-trade part of the first-order formula"),
        "volume_of_trade_first_order": share(REGION, volume, "volume-of-trade part of the first-order formula"),
        "barriers_first_order": share(REGION, barriers, "iceberg part of the first-order formula"),
        "welfare_usd": money(REGION, utility[1] - utility[0], "real income change at base prices"),
        "real_wage": share(REGION, after.w / index - 1.0, f"{names}wage over the price of final use"),
        "nominal_wage": nominal(REGION, after.w - 1.0, f"{names}wage"),
        "employment": share(REGION, after.L - 1.0, f"{names}labour"),
        "price_index": nominal(REGION, index - 1.0, f"{names}price of final use"),
        "exports": nominal(REGION, exports, f"{names}exports at border prices"),
        "imports": nominal(REGION, imports, f"{names}imports at border prices"),
        "output": nominal(CELL, output.T, f"{names}value of output at basic prices"),
        "output_volume": share(CELL, ((1.0 + output) / after.c - 1.0).T, f"{names}quantity of output"),
        "producer_price": nominal(CELL, (after.c - 1.0).T, f"{names}unit cost"),
        "sector_price": nominal(CELL, (after.P - 1.0).T, f"{names}purchaser's price, all origins"),
        "income_base": money(REGION, before.I, "final spending before"),
        "revenue": money(REGION, after.R, "revenue of tariffs and export taxes after"),
        "revenue_base": money(REGION, before.R, "revenue of tariffs and export taxes before"),
        "deficit": money(REGION, trade_deficit[1], "trade deficit after, imports less exports at border prices"),
        "deficit_base": money(REGION, trade_deficit[0], "trade deficit before, imports less exports at border prices"),
        "revenue_change": money(REGION, after.R - before.R, f"{names}revenue of tariffs and export taxes"),
        "trade": nominal(CUBE, _ratio(after.V, before.V).transpose(1, 2, 0), f"{names}trade at basic prices"),
        "trade_value": money(CUBE, after.V.transpose(1, 2, 0), "trade after, basic prices"),
        "trade_base": money(CUBE, before.V.transpose(1, 2, 0), "trade before, basic prices"),
    }
    regions, sectors = list(world.regions), list(world.sectors)
    coords = {
        "region": regions,
        "sector": sectors,
        "importer": regions,
        "exporter": regions,
        "goods": ("sector", list(world.goods)),
    }
    return xr.Dataset(variables, coords=coords, attrs=dict(attrs))


def real_utility(base: Calibration, before: Levels, after: Levels, closure: Closure) -> tuple[FloatArray, FloatArray]:
    """(N,) spending of households less the effort behind their labour, before and after, in base prices (eq. 19)."""
    index = np.exp((base.alpha * np.log(after.P)).sum(axis=0))
    one, two = before.I, after.I / index
    if closure.rebate == "none":
        one, two = one - before.R, two - after.R / index
    if closure.kappa:
        effort = closure.kappa / (1.0 + closure.kappa)
        payroll = base.wL * after.w * after.L
        keep = np.exp(-closure.relief(base, np.log(after.w * after.L), after.R, before.R))
        one, two = one - effort * keep * base.wL, two - effort * payroll / index
    return one, two


def _ratio(after: FloatArray, before: FloatArray) -> FloatArray:
    """Change as a share; NaN where the base is zero."""
    with np.errstate(invalid="ignore"):
        change = after / before
    change -= 1.0
    return np.asarray(change)


def abroad(levels: Levels) -> tuple[FloatArray, FloatArray]:
    """(N,) exports and imports at border prices, own sales left out."""
    own = np.arange(levels.I.size)
    taxed = levels.wedges.x.any()
    flows = (levels.V * (1.0 + levels.wedges.x) if taxed else levels.V).sum(axis=0)
    flows[own, own] = 0.0
    return flows.sum(axis=0), flows.sum(axis=1)
