"""Our solver beside others on the same problems, in one process; and how its cost grows with the size of the world.

Needs ``pip install gegravity`` (left out with a note where it is missing) and the data folder::

    OMP_NUM_THREADS=1 python benchmarks/peers.py --data ../shared/data --out benchmarks/peers.json

The page docs/reference/benchmarks.md is written from that file. Every problem is set up first; then the solvers take
turns, so that a busy machine slows all of them alike. Each row says which residual was reached; for rows of one
problem the residual is measured by one function.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.metadata
import io
import json
import os
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import fsolve

from detente.case.papers.caliendo_parro_2015 import ARRAYS, FILE, SOURCE, nafta_world
from detente.case.papers.ignatenko_2025 import (
    ARRAYS as BACI_ARRAYS,
)
from detente.case.papers.ignatenko_2025 import (
    FILE as BACI_FILE,
)
from detente.case.papers.ignatenko_2025 import (
    KAPPA,
    PSI,
    Setting,
    local_shares,
    with_domestic_sales,
)
from detente.case.papers.ignatenko_2025 import (
    SOURCE as BACI_SOURCE,
)
from detente.case.papers.source import read_arrays
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import Closure
from detente.economy.equilibrium import equilibrium

SIZES = ((20, 20), (30, 30), (45, 45), (60, 60), (81, 50), (100, 100), (135, 150))
WARM = 3
OURS = "detente"
GEGRAVITY_COUNTRIES = 30


@dataclass(frozen=True)
class Solver:
    """A solver: what is timed, what goes before each run untimed, and how often it runs."""

    solve: Callable[[Any], np.ndarray]
    rounds: int
    prepare: Callable[[], Any] = lambda: None


def take_turns(solvers: dict[str, Solver]) -> dict[str, dict[str, Any]]:
    """Run each solver its own number of times, in turns after a warm-up; seconds and the last answer of each."""
    times: dict[str, list[float]] = {name: [] for name in solvers}
    answers = {}
    for name, solver in solvers.items():
        for _ in range(min(WARM, solver.rounds)):
            answers[name] = solver.solve(solver.prepare())
    longest = max(solver.rounds for solver in solvers.values())
    for turn in range(longest):
        for name, solver in solvers.items():
            # A solver with fewer rounds is spread over all turns.
            if turn * solver.rounds // longest != (turn - 1) * solver.rounds // longest:
                ready = solver.prepare()
                start = time.perf_counter()
                answers[name] = solver.solve(ready)
                times[name].append(time.perf_counter() - start)
    return {name: {"seconds": times[name], "answer": answers[name]} for name in solvers}


def row(problem: str, solver: str, found: dict[str, Any], residual: float, note: str) -> dict[str, Any]:
    seconds = sorted(found["seconds"])
    quarter = statistics.quantiles(seconds, n=4) if len(seconds) > 1 else [seconds[0]] * 3
    return {
        "problem": problem,
        "solver": solver,
        "runs": len(seconds),
        "median_ms": 1e3 * statistics.median(seconds),
        "quartiles_ms": [1e3 * quarter[0], 1e3 * quarter[2]],
        "p99_ms": 1e3 * float(np.quantile(seconds, 0.99)),
        "residual": residual,
        "note": note,
    }


# ---- 194 economies, one sector: Ignatenko et al. (2025), USTR rates with income-tax relief -------------------------
# j exporter, i importer; lam[j,i] shares, X[j,i] sales at home included, hats are ratios to the base


def ignatenko(data: Path) -> list[dict[str, Any]]:
    raw = read_arrays(data, BACI_FILE, BACI_ARRAYS, BACI_SOURCE)
    codes = [str(code) for code in raw["countries"]]
    trade = np.nan_to_num(raw["trade"])
    np.fill_diagonal(trade, 0.0)
    gdp, us = raw["gdp"] / 1e3, codes.index("USA")
    rate = np.maximum(0.10, raw["liberation_day_rate"])
    rate[us] = 0.0
    nu = local_shares(trade, gdp, us)
    setting = Setting(with_domestic_sales(trade, gdp, nu), nu, 1.0 + nu / (1.0 - nu) * (1.0 + PSI))
    t = np.zeros_like(trade)
    t[:, us] = rate
    N, eps = len(codes), setting.eps
    X, E, Y, phi = setting.X, setting.E, setting.Y, setting.phi
    lam, T = X / E, E - Y
    price = (1.0 + t) ** (-eps * phi)

    def system(x: np.ndarray) -> np.ndarray:
        """Market clearing of labour, budgets, labour supply (3N,), from the equations of the paper."""
        w, e, labour = np.exp(x).reshape(3, N)
        pull = lam * ((w / labour**PSI) ** -eps)[:, None] * price
        total = pull.sum(axis=0)
        P = (e / w) ** (1.0 - phi) * total ** (-1.0 / eps)
        sold = pull / total * (E * e) / (1.0 + t)
        revenue = (t * sold).sum(axis=0)
        pay = w * labour * Y
        demand = sold @ (1.0 - nu) + nu * sold.sum(axis=0)
        relief = 1.0 / (1.0 - revenue / pay)
        labour_gap = demand / pay - 1.0
        # The price level closes the system in place of one market.
        labour_gap[0] = ((P - 1.0) * E).sum() / E.sum()
        spending_gap = (pay + revenue + T * pay.sum() / Y.sum()) / (E * e) - 1.0
        supply_gap = (relief * w / P) ** KAPPA / labour - 1.0
        return np.concatenate([labour_gap, spending_gap, supply_gap])

    # Gaps in money, ratios in levels: in logs and shares the solver stalls or takes five times as long.
    money_of = np.concatenate([Y, E, np.ones(N)]) / Y.sum()

    def by_fsolve(_: object) -> np.ndarray:
        hats, _, flag, words = fsolve(
            lambda y: system(np.log(np.abs(y))) * money_of, np.ones(3 * N), xtol=1e-10, full_output=True
        )
        if flag != 1:
            raise RuntimeError(words)
        return np.log(np.abs(hats))

    base = setting.calibration()
    closure = Closure(rebate="income-tax", kappa=KAPPA, psi=np.array([PSI]), phi=phi)
    after = Wedges.tariffs_only(np.ascontiguousarray(t.T)[None])
    theta = np.array([eps])

    def by_us(_: object) -> np.ndarray:
        found = equilibrium(base, after, theta, base.D, closure).levels
        money = E.sum() / (found.P[0] * E).sum()
        return np.log(np.concatenate([money * found.w, money * found.E[0] / E, found.L]))

    found = take_turns({OURS: Solver(by_us, 40), "scipy.optimize.fsolve": Solver(by_fsolve, 5)})
    apart = float(np.abs(found[OURS]["answer"] - found["scipy.optimize.fsolve"]["answer"]).max())
    problem = "194 economies, one sector (Ignatenko et al. 2025, tariffs of 2 April 2025, income-tax relief)"
    notes = {
        OURS: "solve, re-evaluation in levels and certificate",
        "scipy.optimize.fsolve": f"3 x 194 equations, Jacobian by differences; answers differ by {apart:.0e} in logs",
    }
    return [row(problem, name, f, float(np.abs(system(f["answer"])).max()), notes[name]) for name, f in found.items()]


# ---- 30 economies, one sector: gegravity --------------------------------------------------------------------------


def gravity(data: Path) -> list[dict[str, Any]]:
    """Iceberg costs of the United States on all imports up by a tenth, trade balanced, sigma 5."""
    try:
        import gegravity
        import pandas as pd
    except ImportError:
        return []
    raw = read_arrays(data, BACI_FILE, BACI_ARRAYS, BACI_SOURCE)
    codes = np.array([str(code) for code in raw["countries"]])
    gdp = raw["gdp"] / 1e3
    largest = np.sort(np.argsort(gdp)[-GEGRAVITY_COUNTRIES:])
    codes, gdp = codes[largest], gdp[largest]
    X = np.nan_to_num(raw["trade"])[np.ix_(largest, largest)]
    np.fill_diagonal(X, 0.0)
    # The library needs a cost for every pair: the few without a record get a millionth of a mean flow.
    X = np.maximum(X, 1e-6 * X.mean())
    np.fill_diagonal(X, 0.0)
    np.fill_diagonal(X, np.maximum(gdp - X.sum(axis=1), 0.1 * gdp))
    N, theta, us = len(codes), np.array([4.0]), int(np.flatnonzero(codes == "USA")[0])
    E, Y = X.sum(axis=0), X.sum(axis=1)
    unbalanced = Calibration(
        pi=(X / E).T[None].copy(),
        E=E[None],
        Y=Y[None],
        G=np.zeros((N, 1, 1)),
        gva=np.ones((1, N)),
        alpha=np.ones((1, N)),
        wL=Y,
        D=E - Y,
        wedges=Wedges.tariffs_only(np.zeros((1, N, N))),
    )
    balanced = equilibrium(unbalanced, unbalanced.wedges, theta, np.zeros(N)).levels
    X = balanced.V[0].T
    Y = X.sum(axis=1)
    base = Calibration(
        pi=(X / X.sum(axis=0)).T[None].copy(),
        E=X.sum(axis=0)[None],
        Y=Y[None],
        G=unbalanced.G,
        gva=unbalanced.gva,
        alpha=unbalanced.alpha,
        wL=Y,
        D=np.zeros(N),
        wedges=unbalanced.wedges,
    )
    d = np.ones((N, N))
    d[us] = 1.1
    d[us, us] = 1.0
    after = Wedges(base.wedges.t, base.wedges.x, d[None])

    def market_gap(w: np.ndarray) -> float:
        """Largest relative gap of a goods market at wages w; one function for both solvers."""
        pull = base.pi[0] * (d * w) ** -theta[0]
        sold = (pull / pull.sum(axis=1, keepdims=True) * (w * Y)[:, None]).sum(axis=0)
        return float(np.abs(sold / (w * Y) - 1.0).max())

    def by_us(_: object) -> np.ndarray:
        return equilibrium(base, after, theta, base.D).levels.w

    pairs = pd.DataFrame(
        [
            {
                "exporter": codes[i],
                "importer": codes[n],
                "year": "2023",
                "trade": X[i, n],
                "Y": Y[i],
                "E": X[:, n].sum(),
                "cost": np.log(X[i, n] * Y.sum() / (Y[i] * X[:, n].sum())),
                "shock": 0.0,
            }
            for i in range(N)
            for n in range(N)
        ]
    )
    estimates = pd.DataFrame({"var": ["cost", "shock"], "coeff": [1.0, -theta[0]], "ste": [0.1, 0.1]})
    costs = gegravity.CostCoeffs(estimates=estimates, identifier_col="var", coeff_col="coeff", stderr_col="ste")

    def prepared() -> Any:
        baseline = gegravity.BaselineData(
            pairs,
            imp_var_name="importer",
            exp_var_name="exporter",
            year_var_name="year",
            trade_var_name="trade",
            expend_var_name="E",
            output_var_name="Y",
        )
        model = gegravity.OneSectorGE(
            baseline,
            year="2023",
            expend_var_name="E",
            output_var_name="Y",
            reference_importer="DEU",
            sigma=float(theta[0] + 1.0),
            cost_variables=["cost", "shock"],
            cost_coeff_values=costs,
            quiet=True,
        )
        model.build_baseline(omr_rescale=1.0, mr_tolerance=1e-12)
        shocked = model.baseline_data.copy()
        shocked.loc[(shocked["importer"] == "USA") & (shocked["exporter"] != "USA"), "shock"] = np.log(1.1)
        model.define_experiment(shocked.copy())
        return model

    own_gaps = []

    def by_gegravity(model: Any) -> np.ndarray:
        model.simulate(ge_tolerance=1e-12)
        own_gaps.append(float(np.abs(model.solver_diagnostics["full_GE"].fun).max()))
        prices = model.country_results["factory gate price change (percent)"]
        return 1.0 + prices.reindex(codes).to_numpy(dtype=np.float64) / 100.0

    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        found = take_turns({OURS: Solver(by_us, 40), "gegravity": Solver(by_gegravity, 5, prepared)})
    ours, theirs = (found[name]["answer"] / found[name]["answer"][us] for name in (OURS, "gegravity"))
    apart = float(np.abs(np.log(ours / theirs)).max())
    problem = f"{N} economies, one sector, balanced trade, iceberg costs of US imports up by a tenth"
    notes = {
        OURS: "solve, re-evaluation in levels and certificate",
        "gegravity": f"simulate() of version {importlib.metadata.version('gegravity')}, set-up apart; its own "
        f"equations hold to {own_gaps[-1]:.0e}, with shares of output and spending at the base; relative wages differ "
        f"by {apart:.0e} in logs",
    }
    return [row(problem, name, f, market_gap(f["answer"]), notes[name]) for name, f in found.items()]


# ---- 31 economies, 40 sectors: a damped loop as in Caliendo and Parro (2015) ---------------------------------------
# v[j,n] cost, P[j,n] price, w[n] wage, E[j,n] spending; arrays [sector, importer, exporter]


def nafta(data: Path) -> list[dict[str, Any]]:
    raw = read_arrays(data, FILE, ARRAYS, SOURCE)
    base = Calibration.from_world(nafta_world(raw))
    t = np.ascontiguousarray(raw["tariff_cfl"].transpose(0, 2, 1))
    after, theta = Wedges.tariffs_only(t), raw["theta"]
    N = base.wL.size
    change = ((1.0 + t) / (1.0 + base.wedges.t)) ** -theta[:, None, None] * base.pi
    kept = 1.0 / (1.0 + t)

    def costs(w: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Unit costs by iteration on prices, and the spending shares."""
        for _ in range(500):
            pull = change * (v ** -theta[:, None])[:, None, :]
            P = pull.sum(axis=2) ** (-1.0 / theta[:, None])
            new = w**base.gva * np.exp(np.einsum("nkj,kn->jn", base.G, np.log(P)))
            gap = np.abs(new - v).max()
            v = new
            if gap < 1e-12:
                break
        return v, pull / pull.sum(axis=2, keepdims=True)

    def spending(w: np.ndarray, share: np.ndarray, E: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Spending by iteration, and output at basic prices."""
        for _ in range(1000):
            net = share * kept * E[:, :, None]
            Y = net.sum(axis=1)
            revenue = (E - net.sum(axis=2)).sum(axis=0)
            new = base.alpha * (w * base.wL + revenue) + np.einsum("nkj,jn->kn", base.G, Y)
            gap = np.abs(new - E).max() / E.max()
            E = new
            if gap < 1e-13:
                break
        return E, Y

    def by_loop(_: object) -> np.ndarray:
        w, v, E = np.ones(N), np.ones_like(base.E), base.E.copy()
        for _ in range(500):
            v, share = costs(w, v)
            E, Y = spending(w, share, E)
            gap = (base.gva * Y).sum(axis=0) / (w * base.wL) - 1.0
            if np.abs(gap).max() < 1e-10:
                break
            w = w * (1.0 + 0.3 * gap)
            w *= base.wL.sum() / (w * base.wL).sum()
        return w

    def by_us(_: object) -> np.ndarray:
        return equilibrium(base, after, theta, np.zeros(N)).levels.w

    def labour_gap(w: np.ndarray) -> float:
        _, share = costs(w, np.ones_like(base.E))
        _, Y = spending(w, share, base.E.copy())
        return float(np.abs((base.gva * Y).sum(axis=0) / (w * base.wL) - 1.0).max())

    found = take_turns({OURS: Solver(by_us, 40), "damped nested loop": Solver(by_loop, 10)})
    scaled = {name: f["answer"] * base.wL.sum() / (f["answer"] * base.wL).sum() for name, f in found.items()}
    apart = float(np.abs(np.log(scaled[OURS] / scaled["damped nested loop"])).max())
    problem = "31 economies, 40 sectors, input-output (Caliendo and Parro 2015, NAFTA's tariff cuts)"
    notes = {
        OURS: "solve, re-evaluation in levels and certificate",
        "damped nested loop": f"wages damped by 0.3, prices and spending iterated; wages differ by {apart:.0e} in logs",
    }
    return [row(problem, name, f, labour_gap(f["answer"]), notes[name]) for name, f in found.items()]


# ---- growth ---------------------------------------------------------------------------------------------------------


def random_base(N: int, J: int, seed: int = 1) -> tuple[Calibration, Wedges, np.ndarray]:
    """A random world with home bias and input-output links, and tariffs of a tenth on every foreign cell."""
    numbers = np.random.default_rng(seed)
    pi = numbers.lognormal(0.0, 1.5, (J, N, N))
    pi[:, np.arange(N), np.arange(N)] += 3.0 * N
    pi /= pi.sum(axis=2, keepdims=True)
    use = numbers.dirichlet(np.ones(J), (N, J)).transpose(0, 2, 1)
    gva = numbers.uniform(0.3, 0.7, (J, N))
    G = np.ascontiguousarray(use * (1.0 - gva).T[:, None, :])
    alpha = numbers.dirichlet(np.ones(J), N).T
    wL = numbers.lognormal(0.0, 1.0, N)
    # Incomes and spending that fit: power iteration on the linear system with balanced trade.
    for _ in range(400):
        E = alpha * wL
        for _ in range(60):
            Y = np.einsum("jni,jn->ji", pi, E)
            E = alpha * wL + np.einsum("nkj,jn->kn", G, Y)
        new = (gva * np.einsum("jni,jn->ji", pi, E)).sum(axis=0)
        if np.abs(new / wL - 1.0).max() < 1e-13:
            break
        wL = new
    zero = Wedges.tariffs_only(np.zeros((J, N, N)))
    base = Calibration(pi=pi, E=E, Y=Y, G=G, gva=gva, alpha=alpha, wL=wL, D=np.zeros(N), wedges=zero)
    t = np.full((J, N, N), 0.1)
    t[:, np.arange(N), np.arange(N)] = 0.0
    return base, Wedges.tariffs_only(t), numbers.uniform(3.0, 9.0, J)


def growth() -> dict[str, Any]:
    rows = []
    for N, J in SIZES:
        base, after, theta = random_base(N, J)
        seconds = []
        for turn in range(WARM + (20 if N * N * J < 400_000 else 8)):
            start = time.perf_counter()
            found = equilibrium(base, after, theta, base.D)
            if turn >= WARM:
                seconds.append(time.perf_counter() - start)
        rows.append(
            {
                "economies": N,
                "sectors": J,
                "cells": N * N * J + N * J * J,
                "sweeps": found.solution.sweeps,
                "median_ms": 1e3 * statistics.median(seconds),
                "residual": found.residual,
            }
        )
        print(f"{N} x {J}: {rows[-1]['median_ms']:.1f} ms, {rows[-1]['sweeps']} sweeps", file=sys.stderr)
    logs = np.log([[r["cells"], r["median_ms"], r["median_ms"] / r["sweeps"]] for r in rows]).T
    return {
        "rows": rows,
        "exponent": float(np.polyfit(logs[0], logs[1], 1)[0]),
        "exponent_per_sweep": float(np.polyfit(logs[0], logs[2], 1)[0]),
    }


def machine() -> dict[str, Any]:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").is_file() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    names = ("detente", "numpy", "scipy", "xarray", "pandas", "gegravity")
    versions = {}
    for name in names:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions[name] = importlib.metadata.version(name)
    return {
        "processor": model,
        "processors": os.cpu_count(),
        "threads": os.environ.get("OMP_NUM_THREADS", "not limited"),
        "python": platform.python_version(),
        "versions": versions,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    rows = []
    for problem in (ignatenko, gravity, nafta):
        found = problem(asked.data)
        rows += found
        for one in found:
            print(f"{one['solver']}: {one['median_ms']:.2f} ms, residual {one['residual']:.1e}", file=sys.stderr)
    for one in rows:
        ours = next(r for r in rows if r["problem"] == one["problem"] and r["solver"] == OURS)
        one["ratio"] = one["median_ms"] / ours["median_ms"]
    result = {"schema": "detente.benchmark/1", "machine": machine(), "rows": rows, "growth": growth()}
    body = json.dumps(result, sort_keys=True)
    result["digest"] = hashlib.sha256(body.encode()).hexdigest()[:12]
    asked.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
