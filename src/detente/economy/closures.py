"""What closes the model: transfers, the use of revenue, labour supply, scale, pass-through; in kernel letters.

Equation numbers refer to docs/explanation/long-run-model.md.
"""

# Legend: economy/calibration.py and economy/hat.py.
# kappa elasticity of labour supply; psi[j] elasticity of productivity to scale; phi[n] power of the tariff in prices
# lb[n] = ln of payroll w^L^

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.calibration import Calibration

__all__ = ["SHUT", "STANDARD", "Closure"]

SHUT = -30.0
"""Log scale at which a sector with increasing returns counts as shut; it shrinks no further."""

Rebate = Literal["lump-sum", "income-tax", "none"]


@final
@dataclass(frozen=True, slots=True)
class Closure:
    """Assumptions of one solve; the defaults are fixed transfers, revenue in spending, fixed labour, constant returns.

    Attributes
    ----------
    proportional
        True: transfers move with payrolls (eq. 15); False: they stay as given.
    rebate
        Where revenue goes.
    kappa
        Elasticity of labour supply to the real wage after tax (eq. 16).
    psi
        (J,) elasticity of productivity to a sector's scale (eq. 18), or 0.0 for constant returns.
    phi
        (N,) power of the tariff in the buyer's price of each market (eq. 20), or 1.0 for the tariff itself.
    """

    proportional: bool = False
    rebate: Rebate = "lump-sum"
    kappa: float = 0.0
    psi: FloatArray | float = 0.0
    phi: FloatArray | float = 1.0

    @property
    def prices_alone(self) -> bool:
        """True if prices follow from wages alone, whatever is spent and produced."""
        return self.kappa == 0.0 and not np.any(self.psi) and bool(np.all(np.equal(self.phi, 1.0)))

    @property
    def first_order(self) -> bool:
        """True if Caliendo and Parro's first-order formula describes this closure."""
        return self.prices_alone and not self.proportional and self.rebate != "none"

    def transfers(self, base: Calibration, D: FloatArray, lb: FloatArray) -> FloatArray:
        """(N,) transfers received where payrolls are ``exp(lb)`` times the base's (eq. 15)."""
        if not self.proportional:
            return D
        moved = D * np.exp(lb)
        payroll = base.wL * np.exp(lb)
        return np.asarray(moved - payroll / payroll.sum() * moved.sum())

    def relief(self, base: Calibration, lb: FloatArray, R: FloatArray, R0: FloatArray) -> FloatArray:
        """(N,) log change of what a worker keeps of a wage when new revenue replaces an income tax (eq. 17)."""
        if self.rebate != "income-tax":
            return np.zeros_like(base.wL)
        return np.asarray(-np.log(1.0 - (R / (base.wL * np.exp(lb)) - R0 / base.wL)))


STANDARD = Closure()
"""Fixed transfers, revenue in spending, fixed labour, constant returns, complete pass-through."""
