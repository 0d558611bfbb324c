"""Five hundred random worlds in the short run: what must hold in each, how often it does and how closely.

Worlds have 3 to 8 regions, 1 to 6 sectors, half of all flows zero, tariffs up to 1,000 percent, trade elasticities from
-0.3 to 8 and random frictions; transfers move with incomes. Every line of the table is a law: the number of worlds it
was tried in, in how many it failed, and the largest gap. Worlds that are not solved are counted and never judged.

    python benchmarks/short_robustness.py [COUNT] [--out benchmarks/short_robustness.json]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from detente.core.status import Status
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import Closure
from detente.economy.equilibrium import equilibrium
from detente.economy.levels import base_levels, rebuild
from detente.economy.short_limits import Limits
from detente.economy.short_solve import limited_equilibrium, short_solve
from detente.economy.short_sweep import Frictions, short_shock
from robustness import random_world

REGIONS, SECTORS = 8, 6
TARIFF = 10.0
STARTS = 20
WITHIN = 1e-8
CAPS = (0.9, 0.6, 0.3)
PLEDGE = 1.3
CLOSURE = Closure(proportional=True)
NO_LIMITS = Limits(*(np.zeros(0, dtype=np.intp) for _ in range(3)), cap=np.zeros(0, dtype=bool), limit=np.zeros(0))


@dataclass
class Law:
    """How often a law was tried and broken, and its largest gap."""

    tried: int = 0
    broken: list[int] = field(default_factory=list)
    worst: float = 0.0

    def judge(self, seed: int, gap: float) -> None:
        self.tried += 1
        self.worst = max(self.worst, float(gap))
        if not gap <= WITHIN:
            self.broken.append(seed)


@dataclass(frozen=True)
class Case:
    """Arguments of one equilibrium."""

    base: Calibration
    wedges: Wedges
    theta: np.ndarray
    frictions: Frictions

    def solve(self, limits=NO_LIMITS, **frictions):
        changed = replace(self.frictions, **frictions)
        return limited_equilibrium(self.base, self.wedges, self.theta, self.base.D, CLOSURE, changed, limits)

    @property
    def live(self):
        b = self.base
        return np.concatenate((b.Y > 0.0, b.E > 0.0, b.Y > 0.0), axis=None)


def random_case(seed: int) -> Case:
    rng = np.random.default_rng(seed)
    world, t, _ = random_world(rng, REGIONS, SECTORS)
    base = Calibration.from_world(world)
    added = np.minimum(t - base.wedges.t, TARIFF * rng.random())
    J, N = base.E.shape
    frictions = Frictions(
        labour=str(rng.choice(("immobile", "immobile", "mobile"))),
        beta=rng.uniform(0.0, 0.6),
        omega=rng.choice((0.9, 1.0)),
        chi=rng.choice((0.0, 0.5, 1.0), N),
        sigma=rng.choice((0.3, 0.5, 1.0)),
        eta=rng.choice((0.1, 0.5, 1.0)),
        rho=rng.choice((0.9, 1.0)),
    )
    return Case(base, Wedges.tariffs_only(base.wedges.t + added), rng.uniform(-0.3, 8.0, J), frictions)


def ok(found):
    return found.status is Status.CONVERGED


def floors(case, found):
    """Largest smaller one of slack and unemployment, workers lost, workers beyond those there are."""
    b, now = case.base, found.after
    made = b.Y > 0.0
    if case.frictions.labour == "immobile":
        idle, slack = (1.0 - now.l)[made], (now.w / now.floor - 1.0)[made]
    else:
        idle, slack = now.unemployment, now.w[0] / now.floor - 1.0
    workers = (b.gva * b.Y * now.l).sum(axis=0) + now.unemployment * b.wL
    return np.abs(np.minimum(slack, idle)).max(), np.abs(workers / b.wL - 1.0).max(), max(0.0, -idle.min())


def staying_gap(case, found):
    """Gap of the long-run conditions with a labour market in each sector, rebuilt by the long run's own code."""
    b, now, levels = case.base, found.after, found.levels
    made = b.Y > 0.0
    at = rebuild(b, case.wedges, case.theta, levels.c, levels.w, levels.E, levels.D)
    income = (b.gva * b.Y * now.w).sum(axis=0) + at.R + levels.D
    cost = b.gva * np.log(now.w) + np.einsum("nkj,kn->jn", b.G, np.log(at.P))
    spent = b.alpha * income + np.einsum("nkj,jn->kn", b.G, at.Y)
    return max(
        np.abs(np.log(levels.c) - cost)[made].max(),
        np.abs(b.gva * at.Y - b.gva * b.Y * now.w).max() / at.Y.sum(),
        np.abs(at.E - spent).max() / at.Y.sum(),
    )


def some_cells(case, rng, count):
    """Positions of traded foreign cells."""
    V = base_levels(case.base).V.copy()
    own = np.arange(V.shape[1])
    V[:, own, own] = 0.0
    return np.unravel_index(rng.choice(np.flatnonzero(V), count, replace=False), V.shape)


def ratios(case, found, at):
    """Quantity and value of cells as ratios to the base."""
    j, _, i = at
    value = found.levels.V[at] / base_levels(case.base).V[at]
    return value / found.levels.c[j, i], value


def limit(at, limits, *, cap):
    return Limits(*at, cap=np.broadcast_to(cap, limits.shape).copy(), limit=limits)


def starts(case, found, rng):
    """How many random starts are solved, and how many of them end elsewhere than the usual one."""
    s = short_shock(case.base, case.wedges, case.theta, case.base.D, CLOSURE, case.frictions)
    solved = elsewhere = 0
    for _ in range(STARTS):
        other = short_solve(s, rng.normal(0.0, 0.3, found.solution.y.size))
        if other.status is Status.CONVERGED:
            solved += 1
            elsewhere += bool(np.abs(other.y - found.solution.y)[case.live].max() > 1e-6)
    return solved, elsewhere


def look(seed: int, laws: dict[str, Law], ended: Counter[str]) -> None:
    """One world through every law."""

    def judge(words: str, gap: float) -> None:
        laws.setdefault(words, Law()).judge(seed, gap)

    case, rng = random_case(seed), np.random.default_rng([seed, 1])
    found = case.solve()
    ended[found.status.value] += 1
    if not ok(found):
        return
    complementarity, lost, beyond = floors(case, found)
    judge("wages are at their floor or everyone works", complementarity)
    judge("no worker is lost", max(lost, beyond))
    employed = [case.solve(omega=omega) for omega in (0.0, 0.9, 1.0)]
    if all(map(ok, employed)):
        L = np.array([f.levels.L for f in employed])
        judge("a higher floor raises no economy's employment", max(0.0, np.diff(L, axis=0).max()))
        judge("a higher floor doesn't raise the world's employment", max(0.0, np.diff(L @ case.base.wL).max()))
    plain = {"omega": 0.0, "sigma": 1.0, "eta": 1.0, "rho": 1.0}
    # the long run's own code takes elasticities above zero only
    positive = replace(case, theta=np.abs(case.theta) + 0.1)
    staying = positive.solve(labour="immobile", **plain)
    if ok(staying):
        judge("without rigidity: the long run with labour that stays", staying_gap(positive, staying))
    long_run(case, plain, judge)
    limits(case, found, rng, judge)
    solved, elsewhere = starts(case, found, rng)
    ended["random starts solved"] += solved
    judge(f"{STARTS} random starts end at one place", elsewhere)


def long_run(case, plain, judge):
    """With one factor that moves and plain mixes the model is the long run."""
    moving = replace(case, theta=np.abs(case.theta) + 1.0)
    short = moving.solve(labour="mobile", beta=0.0, **plain)
    long = equilibrium(moving.base, moving.wedges, moving.theta, moving.base.D, CLOSURE)
    if ok(short) and ok(long):
        pairs = ((short.levels.P, long.levels.P), (short.levels.I, long.levels.I))
        judge("one factor that moves: the long run", max(np.abs(np.log(a / b)).max() for a, b in pairs))


def limits(case, found, rng, judge):
    """Caps and pledges that bind, and those that don't."""
    at = some_cells(case, rng, 2)
    one = tuple(axis[:1] for axis in at)
    quantity, value = ratios(case, found, at)
    loose = (
        ("a cap that doesn't bind changes nothing", True, 1.5 * quantity),
        ("a pledge met already changes nothing", False, value / 1.5),
    )
    for words, cap, bound in loose:
        same = case.solve(limit(at, bound, cap=cap))
        if ok(same):
            moved = np.abs(same.solution.y - found.solution.y)[case.live].max()
            judge(words, max(moved, np.abs(same.mu).max()))
    capped = [case.solve(limit(one, share * quantity[:1], cap=True)) for share in CAPS]
    if all(map(ok, capped)):
        premia = [0.0, *(float(f.mu[0]) for f in capped)]
        judge("a tighter cap has a higher premium", max(0.0, -np.diff(premia).min()))
        reached = [float(ratios(case, f, one)[0][0] / quantity[0]) for f in capped]
        judge("a cap that binds is met", np.abs(np.array(reached) / CAPS - 1.0).max())
    pledged = case.solve(limit(one, PLEDGE * value[:1], cap=False))
    if ok(pledged):
        met = float(ratios(case, pledged, one)[1][0] / (PLEDGE * value[0]))
        judge("a pledge that binds is met by a subsidy", max(abs(met - 1.0), float(pledged.mu[0])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=500)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    laws: dict[str, Law] = {}
    ended: Counter[str] = Counter()
    began = time.perf_counter()
    with np.errstate(all="ignore"):
        for seed in range(asked.count):
            look(seed, laws, ended)
            if (seed + 1) % 50 == 0:
                told = f"{seed + 1} worlds, {time.perf_counter() - began:.0f} s, {dict(ended)}"
                print(told, file=sys.stderr, flush=True)
    rows = [
        {"law": words, "worlds": law.tried, "broken": len(law.broken), "seeds": law.broken[:20], "gap": law.worst}
        for words, law in laws.items()
    ]
    print("| law | worlds | broken | largest gap |\n|---|---:|---:|---:|")
    for row in rows:
        print(f"| {row['law']} | {row['worlds']} | {row['broken']} | {row['gap']:.0e} |")
    if asked.out:
        result = {"schema": "detente.short-robustness/1", "worlds": asked.count, "ended": dict(ended), "rows": rows}
        asked.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
