"""The zone of agreement: which packages both sides prefer, under thousands of draws of what is not known.

Equation numbers refer to docs/explanation/deals.md.
"""

# A package is a row m of the levers valued jointly with a row k of those valued one by one; both parts add up.
# X[i] (M, F) what m is made of for side i, price[i] (F, D) what that is worth in draw d; y[i] (K, D) worth of k

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, final

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.core.errors import DataError

__all__ = ["REASONS", "Bargain", "Payoffs", "Worth", "nash_point", "zone"]

IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]
Single = npt.NDArray[np.float32]

BLOCK = 128
"""Rows of jointly valued levers worked on at once: what they need stays in the cache."""
REASONS = ("format", "no surplus", "face", "enforcement")


@final
@dataclass(frozen=True, slots=True)
class Worth:
    """One quantity of one side over all packages and draws: ``features @ price`` of one part, ``added`` of the other.

    Attributes
    ----------
    features
        (M, F) what the jointly valued part of each package is made of.
    price
        (F, D) what that is worth in each draw.
    added
        (K, D) worth of the other part.
    """

    features: FloatArray
    price: FloatArray
    added: FloatArray

    def rows(self, chosen: slice | IntArray) -> Single:
        """(B, D) worth of the jointly valued part."""
        return np.asarray(self.features[chosen].astype(np.float32) @ self.price.astype(np.float32))

    def of(self, rows: IntArray, others: IntArray) -> FloatArray:
        """(B, D) worth of packages given by both their parts."""
        return np.asarray(self.features[rows] @ self.price + self.added[others])

    def mean(self) -> FloatArray:
        """(M, K) mean over the draws."""
        main = self.features @ self.price.mean(axis=1)
        return np.asarray(main[:, None] + self.added.mean(axis=1)[None, :])


@final
@dataclass(frozen=True, slots=True)
class Payoffs:
    """Payoffs of all packages for both sides.

    Attributes
    ----------
    surplus
        By side: worth of each package over no change, before face.
    face
        By side: what agreeing to it costs in face, never negative.
    margin
        By side: how much more keeping it is worth than breaking it (:func:`detente.strategy.enforce.holding_margin`),
        with the disagreement left out; None: not tested.
    patience
        By side: (D,) weight of the disagreement in that margin.
    allowed
        (M, K) False for packages that ties rule out.
    """

    surplus: tuple[Worth, Worth]
    face: tuple[Worth, Worth]
    margin: tuple[Worth, Worth] | None
    patience: tuple[FloatArray, FloatArray]
    allowed: BoolArray


@final
@dataclass(frozen=True, slots=True)
class Bargain:
    """Which packages lie in the zone of agreement.

    Attributes
    ----------
    probability
        (C, M, K) share of draws in which a package lies in the zone, by class of payoffs.
    nonempty
        Share of draws in which any package does.
    share
        (D,) share of the allowed packages that lie in the zone, by draw.
    why_empty
        Reason -> share of all draws that are empty for it, the first that fails.
    surplus
        By side: (C, M, K) mean surplus over the disagreement, face taken off.
    packages
        Number of allowed packages.
    hits
        (D,) True for draws in which the zone is not empty.
    """

    probability: FloatArray
    nonempty: float
    share: FloatArray
    why_empty: Mapping[str, float]
    surplus: tuple[FloatArray, FloatArray]
    packages: int
    hits: BoolArray = field(repr=False)


def zone(
    payoffs: Payoffs | Sequence[Payoffs],
    disagreement: tuple[FloatArray | float, FloatArray | float] = (0.0, 0.0),
    *,
    admissible: Sequence[str] | None = None,
) -> Bargain:
    """The zone of agreement over all packages and draws (eq. 4).

    Parameters
    ----------
    payoffs
        Payoffs, or one set for each class of packages (with and without a clock, for instance).
    disagreement
        By side: (D,) or one number, what the side has without an agreement, in the unit of the payoffs.
    admissible
        Formats that could carry a deal; empty: none, so the zone is. None: not tested.

    Returns
    -------
    Bargain
        Probabilities, reasons and mean surpluses.

    Raises
    ------
    DataError
        If there are no packages or no draws.
    """
    classes = (payoffs,) if isinstance(payoffs, Payoffs) else tuple(payoffs)
    if not classes or not classes[0].surplus[0].price.shape[1]:
        raise DataError("a zone needs packages and draws.")
    draws = classes[0].surplus[0].price.shape[1]
    d = [np.broadcast_to(np.asarray(side, dtype=np.float32), (draws,)) for side in disagreement]
    surplus = tuple(
        np.stack([(part.surplus[i].mean() - part.face[i].mean() - float(d[i].mean())) for part in classes])
        for i in (0, 1)
    )
    count = int(sum(part.allowed.sum() for part in classes))
    if not count:
        raise DataError("the ties between levers rule out every package.")
    probability = np.zeros((len(classes), *classes[0].allowed.shape))
    found = np.zeros((3, draws), dtype=bool)
    inside = np.zeros(draws)
    closed = admissible is not None and not admissible
    for c, part in enumerate(classes):
        for row, gain, net, held in _tests(part, d):
            if not part.allowed[row].all():
                for test in (gain, net):
                    test[~part.allowed[row]] = False
            both = net & held
            probability[c, row] = np.count_nonzero(both, axis=1) / draws
            inside += np.count_nonzero(both, axis=0)
            found |= np.stack([test.any(axis=0) for test in (gain, net, both)])
    if closed:
        probability[:], inside[:], found[2] = 0.0, 0.0, False
    first = np.select([np.full(draws, closed), ~found[0], ~found[1], ~found[2]], np.arange(4).tolist(), default=4)
    return Bargain(
        probability=probability,
        nonempty=float(found[2].mean()),
        share=inside / count,
        why_empty={reason: float((first == number).mean()) for number, reason in enumerate(REASONS)},
        surplus=(surplus[0], surplus[1]),
        packages=count,
        hits=found[2],
    )


def _tests(part: Payoffs, d: Sequence[Single]) -> Iterator[tuple[int, BoolArray, BoolArray, BoolArray]]:
    """Row by row, each (K, D): both gain; both gain with face; both keep it."""
    added = [np.asarray(d[i] - part.surplus[i].added, dtype=np.float32) for i in (0, 1)]
    faced = [np.asarray(added[i] + part.face[i].added, dtype=np.float32) for i in (0, 1)]
    margin = part.margin
    kept = []
    if margin is not None:
        kept = [np.asarray(part.patience[i] * d[i] - margin[i].added, dtype=np.float32) for i in (0, 1)]
    held = np.ones(added[0].shape, dtype=bool)
    for start in range(0, len(part.allowed), BLOCK):
        at = slice(start, min(start + BLOCK, len(part.allowed)))
        plain = [part.surplus[i].rows(at) for i in (0, 1)]
        shown = [plain[i] - part.face[i].rows(at) for i in (0, 1)]
        keeps = [margin[i].rows(at) for i in (0, 1)] if margin is not None else []
        for b in range(at.stop - at.start):
            gain = (plain[0][b] > added[0]) & (plain[1][b] > added[1])
            net = (shown[0][b] > faced[0]) & (shown[1][b] > faced[1])
            if keeps:
                held = (keeps[0][b] >= kept[0]) & (keeps[1][b] >= kept[1])
            yield start + b, gain, net, held


def nash_point(surplus: tuple[Any, Any], inside: BoolArray | None = None, *, tau: float = 0.5) -> Any:
    """The package that maximises ``tau ln(a) + (1 - tau) ln(b)`` of two surpluses (eq. 3).

    Parameters
    ----------
    surplus
        By side: (Y,) or (Y, D) surplus over the disagreement.
    inside
        Same shape; False leaves a package out. None: those with both surpluses above zero.
    tau
        Weight of the first side, 0 to 1.

    Returns
    -------
    numpy.ndarray
        Position of the package, by draw if there are draws; -1 where no package is left.

    Raises
    ------
    DataError
        If the weight is not between 0 and 1.
    """
    if not 0.0 <= tau <= 1.0:
        raise DataError(f"tau={tau} is no weight; give a number from 0 to 1.")
    a, b = (np.asarray(side, dtype=np.float64) for side in surplus)
    good = (a > 0.0) & (b > 0.0)
    if inside is not None:
        good &= inside
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(good, tau * np.log(a) + (1.0 - tau) * np.log(b), -np.inf)
    return np.where(good.any(axis=0), value.argmax(axis=0), -1)
