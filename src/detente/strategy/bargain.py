"""The zone of agreement: which packages both sides prefer, under thousands of draws of what is not known.

Equation numbers refer to docs/explanation/deals.md.
"""

# A package is a row m of the levers valued jointly with a row k of those valued one by one; both parts add up.
# X[i] (M, F) what m is made of for side i, price[i] (F, D) what that is worth in draw d; y[i] (K, D) worth of k

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
REASONS = ("format", "no surplus", "face", "home", "enforcement")


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
    home
        For everybody at home who could stop a deal: how much better they are with it than they must be, which depends
        on the jointly valued part alone; ``added`` is (1, D).
    """

    surplus: tuple[Worth, Worth]
    face: tuple[Worth, Worth]
    margin: tuple[Worth, Worth] | None
    patience: tuple[FloatArray, FloatArray]
    allowed: BoolArray
    home: tuple[Worth, ...] = ()


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
    found = np.zeros((5, draws), dtype=bool)
    inside = np.zeros(draws)
    closed = admissible is not None and not admissible
    for c, part in enumerate(classes):
        probability[c], hits = _inside(part, d)
        inside += hits
    if closed:
        probability[:], inside[:] = 0.0, 0.0
    found[0], found[4] = not closed, inside > 0.0
    found[1:4] = found[4]
    empty = np.flatnonzero(~found[4])
    if empty.size and not closed:
        for part in classes:
            found[1:4, empty] |= _reached(_at(part, empty), [side[empty] for side in d])
    first = np.select([~row for row in found], np.arange(len(REASONS)).tolist(), default=len(REASONS))
    return Bargain(
        probability=probability,
        nonempty=float(found[4].mean()),
        share=inside / count,
        why_empty={reason: float((first == number).mean()) for number, reason in enumerate(REASONS)},
        surplus=(surplus[0], surplus[1]),
        packages=count,
        hits=found[4],
    )


@final
@dataclass(frozen=True, slots=True)
class _Test:
    """One condition on packages: worth of the jointly valued part against what the other part asks for.

    Attributes
    ----------
    worths, signs
        Parts of the left-hand side and whether each is added or taken off.
    asked
        (K, D) what the left-hand side must reach.
    strict
        True: it must be above.
    """

    worths: tuple[Worth, ...]
    signs: tuple[float, ...]
    asked: Single
    strict: bool

    def reached(self, at: slice) -> Single:
        """(B, D) left-hand side of some rows."""
        first, *rest = (sign * worth.rows(at) for worth, sign in zip(self.worths, self.signs, strict=True))
        for more in rest:
            first += more
        return first

    def passes(self, left: Single, asked: Single, out: BoolArray | None = None) -> BoolArray:
        """Where the condition holds."""
        compare = np.greater if self.strict else np.greater_equal
        return np.asarray(compare(left, asked, out=out))


def _gain(part: Payoffs, d: Sequence[Single], *, face: bool) -> list[_Test]:
    """Both sides gain, with or without face."""
    found = []
    for i in (0, 1):
        asked = np.asarray(d[i] - part.surplus[i].added, dtype=np.float32)
        if face:
            shown = np.asarray(asked + part.face[i].added, dtype=np.float32)
            found.append(_Test((part.surplus[i], part.face[i]), (1.0, -1.0), shown, strict=True))
        else:
            found.append(_Test((part.surplus[i],), (1.0,), asked, strict=True))
    return found


def _home(part: Payoffs) -> list[_Test]:
    """Nobody at home stops it."""
    return [_Test((worth,), (1.0,), np.asarray(-worth.added, dtype=np.float32), strict=False) for worth in part.home]


def _kept(part: Payoffs, d: Sequence[Single]) -> list[_Test]:
    """Both sides keep it."""
    if part.margin is None:
        return []
    asked = [np.asarray(part.patience[i] * d[i] - part.margin[i].added, dtype=np.float32) for i in (0, 1)]
    return [_Test((part.margin[i],), (1.0,), asked[i], strict=False) for i in (0, 1)]


def _inside(part: Payoffs, d: Sequence[Single]) -> tuple[FloatArray, FloatArray]:
    """(M, K) share of draws in which each package passes every test, and (D,) packages that do.

    Tests that a whole row passes are left out, and a row that cannot pass all in any draw is not looked at.
    """
    draws, K = d[0].size, part.allowed.shape[1]
    tests = [*_gain(part, d, face=True), *_home(part), *_kept(part, d)]
    hardest = [test.asked.max(axis=0) for test in tests]
    easiest = [test.asked.min(axis=0) for test in tests]
    share = np.zeros(part.allowed.shape)
    inside = np.zeros((K, draws), dtype=np.uint32)
    # eight truth values to a word: counting bits of words is the fastest sum
    words = -(-draws // 8)
    both = np.zeros((K, 8 * words), dtype=bool)
    more = np.empty((K, draws), dtype=bool)
    view, counted = both[:, :draws], both.view(np.uint64)
    for start in range(0, len(part.allowed), BLOCK):
        at = slice(start, min(start + BLOCK, len(part.allowed)))
        left = [test.reached(at) for test in tests]
        every = [np.all(t.passes(x, hard), axis=1) for t, x, hard in zip(tests, left, hardest, strict=True)]
        for b in np.flatnonzero(_could(tests, left, easiest)):
            view[:] = part.allowed[start + b][:, None]
            for test, x, whole in zip(tests, left, every, strict=True):
                if not whole[b]:
                    np.logical_and(view, test.passes(x[b], test.asked, more), out=view)
            share[start + b] = np.bitwise_count(counted).sum(axis=1)
            inside += view
    return share / draws, inside.sum(axis=0).astype(np.float64)


def _reached(part: Payoffs, d: Sequence[Single]) -> BoolArray:
    """(3, D) whether any package leaves both better off, also with face, and also past those at home."""
    draws = d[0].size
    found = np.zeros((3, draws), dtype=bool)
    plain, shown = _gain(part, d, face=False), _gain(part, d, face=True)
    stages = (plain, shown, [*shown, *_home(part)])
    for start in range(0, len(part.allowed), BLOCK):
        at = slice(start, min(start + BLOCK, len(part.allowed)))
        for number, tests in enumerate(stages):
            left = [test.reached(at) for test in tests]
            could = _could(tests, left, [test.asked.min(axis=0) for test in tests])
            left = [x[could] for x in left]
            for k in range(part.allowed.shape[1] if could.any() else 0):
                row = part.allowed[at, k][could][:, None]
                for test, x in zip(tests, left, strict=True):
                    row = row & test.passes(x, test.asked[min(k, len(test.asked) - 1)])
                found[number] |= row.any(axis=0)
    return found


def _could(tests: Sequence[_Test], left: Sequence[Single], easiest: Sequence[Single]) -> BoolArray:
    """(B,) False for rows that with every other part fail some test in every draw."""
    found = np.ones(left[0].shape, dtype=bool)
    for test, x, asked in zip(tests, left, easiest, strict=True):
        found &= test.passes(x, asked)
    return np.asarray(found.any(axis=1), dtype=np.bool_)


def _at(part: Payoffs, draws: IntArray) -> Payoffs:
    """Payoffs in some of the draws."""

    def some(worth: Worth) -> Worth:
        return Worth(worth.features, worth.price[:, draws], worth.added[:, draws])

    one, two = part.surplus
    shown, other = part.face
    return Payoffs(
        surplus=(some(one), some(two)),
        face=(some(shown), some(other)),
        margin=None,
        patience=(part.patience[0][draws], part.patience[1][draws]),
        allowed=part.allowed,
        home=tuple(some(worth) for worth in part.home),
    )


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
