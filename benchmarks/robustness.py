"""Ten thousand random worlds under large tariffs: each is solved, or shown to have no equilibrium on its branch.

Worlds have 3 to 30 regions, 1 to 20 sectors, half of all flows zero, deficits, trade elasticities from 1.2 to 65 and
tariffs up to 5,000 percent. Solved means that every gap, re-evaluated in levels, is at most 1e-9. A diagnosis
counts only if a second path in the transfers, with equations written here and a general root finder, ends at the same
share of them. Everything else is a failure.

    python benchmarks/robustness.py [COUNT] [FIRST_SEED]
"""

import sys
import time
from collections import Counter

import numpy as np
from scipy.optimize import root

from detente.core.status import Status
from detente.economy.calibration import Calibration, Wedges
from detente.economy.equilibrium import equilibrium
from detente.world.world import World


def random_world(rng, regions=30, sectors=20):
    """A world of at most so many regions and sectors, and the tariffs and elasticities of its shock."""
    N, J = int(rng.integers(3, regions + 1)), int(rng.integers(1, sectors + 1))
    size = rng.lognormal(0.0, 1.2, N)
    flows = rng.lognormal(0.0, 1.5, (N, N, J)) * np.sqrt(np.outer(size, size))[:, :, None]
    flows[rng.random((N, N, J)) < 0.5] = 0.0
    own = np.arange(N)
    home = rng.lognormal(0.0, 1.0, (N, J)) * size[:, None] * rng.uniform(1.0, 10.0) * N
    flows[own, own] = np.where(rng.random((N, J)) < 0.9, home, 0.0)
    flows[own, own, rng.integers(0, J, N)] = home.max(axis=1)
    # an economy that buys from nobody or sells to nobody has no trade to balance
    flows[own, (own + 1) % N, 0] += 0.01 * size
    flows[(own + 1) % N, own, 0] += 0.01 * size
    tariff = rng.random((N, N, J)) * 0.2
    tariff[own, own] = 0.0
    output, spending = flows.sum(axis=0), (flows * (1.0 + tariff)).sum(axis=1)
    use = rng.random((N, J, J)) * output[:, None, :] / J * rng.uniform(0.2, 1.6)
    use *= np.minimum(1.0, 0.7 * output / np.maximum(use.sum(axis=1), 1e-300))[:, None, :]
    use *= np.minimum(1.0, 0.7 * spending / np.maximum(use.sum(axis=2), 1e-300))[:, :, None]
    world = World.from_arrays(
        flows, None, use, None, tariff,
        regions=[f"R{n}" for n in range(N)], sectors=[f"S{j}" for j in range(J)], year=2020, unit="USD mn",
    )  # fmt: skip
    top = 10.0 ** rng.uniform(-1.0, np.log10(50.0))
    hit = rng.random((N, N, J)) < rng.choice([0.1, 0.5, 1.0])
    added = np.where(hit, rng.random((N, N, J)) * top, 0.0)
    added[own, own] = 0.0
    theta = np.exp(rng.uniform(np.log(1.2), np.log(65.0), J))
    return world, (tariff + added).transpose(2, 0, 1).copy(), theta


class Textbook:
    """The same model in levels: prices, then spending by one linear solve, for a general root finder on wages."""

    def __init__(self, base, t, theta):
        self.base, self.t, self.theta = base, t, theta
        self.change = (1.0 + t) / (1.0 + base.wedges.t)

    def state(self, ln_w, D):
        """Trade balance gap relative to trade and final spending over factor income at wages ``ln_w``."""
        b, theta = self.base, self.theta[:, None]
        J, N = b.E.shape
        ln_P = np.zeros((J, N))
        cost = np.log(self.change) - np.where(b.pi > 0.0, 0.0, -np.inf)
        for _ in range(2000):
            ln_c = b.gva * ln_w + np.einsum("nkj,kn->jn", b.G, ln_P)
            paid = cost + ln_c[:, None, :]
            low = np.where(b.E > 0.0, paid.min(axis=2), 0.0)
            weights = b.pi * np.exp(-theta[:, :, None] * (paid - low[:, :, None]))
            total = np.where(b.E > 0.0, weights.sum(axis=2), 1.0)
            new = low - np.log(total) / theta
            moved = np.abs(new - ln_P).max()
            ln_P = new
            if moved < 1e-13:
                break
        share = weights / total[:, :, None]
        border = share / (1.0 + self.t)
        # E[k,n] = alpha (w L + D + sum_j duty E) + sum_j G[n,k,j] sum_m border[j,m,n] E[j,m]
        duty = 1.0 - border.sum(axis=2)
        duty[b.E <= 0.0] = 0.0
        T = np.einsum("nkj,jmn->knjm", b.G, border)
        own = np.arange(N)
        T[:, own, :, own] += np.einsum("kn,jn->nkj", b.alpha, duty)
        income = np.exp(ln_w) * b.wL + D
        E = np.linalg.solve(np.eye(J * N) - T.reshape(J * N, J * N), (b.alpha * income).ravel()).reshape(J, N)
        flows = (border * E[:, :, None]).sum(axis=0)
        flows[own, own] = 0.0
        exports, imports = flows.sum(axis=0), flows.sum(axis=1)
        final = income + (duty * E).sum(axis=0)
        return (exports - imports + D) / np.maximum(exports, imports), final / (np.exp(ln_w) * b.wL)

    def reach(self, D, first):
        """Largest share of the transfers, upwards from the share ``first``, at which every income is positive."""
        b = self.base
        full = self.change

        def wages(x):
            ln_w = np.append(x, 0.0)
            return ln_w - np.log((np.exp(ln_w) * b.wL).sum() / b.world_income)

        def at(share, x, D):
            found = root(lambda x: self.state(wages(x), share * D)[0][:-1], x, tol=1e-11)
            gap, lowest = self.state(wages(found.x), share * D)
            return found.x if np.abs(gap).max() < 1e-6 and lowest.min() > 0.0 else None

        def towards(tariffs):
            self.change, self.t = full**tariffs, (1.0 + b.wedges.t) * full**tariffs - 1.0

        def follow(step_to, x, smallest):
            reached, step, slope = 0.0, 0.25, 0.0
            while reached < 1.0 and step >= smallest:
                trial = min(1.0, reached + step)
                new = step_to(trial, x + (trial - reached) * slope)
                if new is None:
                    step /= 2.0
                else:
                    slope, reached, x, step = (new - x) / (trial - reached), trial, new, 1.5 * step
            return reached, x

        def tariffs(first):
            def step_to(share, x):
                towards(share)
                return at(first, x, D)

            return step_to

        # near autarky wages jump between no transfer and a small one, so the path starts at a small one
        done, start = follow(tariffs(first), np.zeros(b.wL.size - 1), 1e-3)
        towards(1.0)
        if done < 1.0:
            return np.nan
        return follow(lambda share, x: at(max(share, first), x, D), start, 1 / 256)[0]


def run(seed):
    """Verdict, rung, seconds and what is told of a failure."""
    rng = np.random.default_rng(seed)
    world, t, theta = random_world(rng)
    base = Calibration.from_world(world)
    start = time.perf_counter()
    found = equilibrium(base, Wedges.tariffs_only(t), theta, base.D)
    seconds = time.perf_counter() - start
    rung = found.solution.rung.partition(":")[0]
    if found.status is Status.CONVERGED and max(found.gaps.values()) <= 1e-9:
        return "solved", rung, seconds, ""
    told = f"{len(world.regions)} x {len(world.sectors)}, residual {found.residual:.1e}"
    if found.status is Status.NO_EQUILIBRIUM and found.obstacle.reach is not None:
        told += f", reach {found.obstacle.reach:.3f}, second path"
        # a general root finder may lose its way, so the second path may start at more than one share
        for first in (1 / 64, 1 / 16, 0.0):
            with np.errstate(all="ignore"):
                reach = Textbook(base, t, theta).reach(base.D, first)
            told += f" {reach:.3f}"
            if abs(reach - found.obstacle.reach) <= 0.01:
                return "diagnosed", rung, seconds, told
        return "not confirmed", rung, seconds, told
    return found.status.name, rung, seconds, told


def main(count, first):
    table, spent = Counter(), Counter()
    began = time.perf_counter()
    for seed in range(first, first + count):
        verdict, rung, seconds, told = run(seed)
        table[verdict, rung] += 1
        spent[verdict, rung] += seconds
        if verdict not in {"solved", "diagnosed"}:
            print(f"seed {seed}: {verdict}, rung {rung}, {told}", flush=True)
        if (seed - first + 1) % 500 == 0:
            print(f"{seed - first + 1} worlds, {time.perf_counter() - began:.0f} s", dict(table), flush=True)
    print(f"{count} worlds in {time.perf_counter() - began:.0f} s")
    print("| verdict | rung | worlds | mean ms |")
    for (verdict, rung), number in sorted(table.items()):
        print(f"| {verdict} | {rung} | {number} | {1000.0 * spent[verdict, rung] / number:.0f} |")


if __name__ == "__main__":
    main(*(int(a) for a in (sys.argv[1:] + ["10000", "0"][len(sys.argv) - 1 :])))
