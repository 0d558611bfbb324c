"""Gradients against complex step through the whole fixed point, by a plain iteration that shares nothing with ours."""

from dataclasses import replace

import numpy as np
import pytest

from detente.core.errors import LabelError, NotSolved
from detente.economy.adjoint import Point, slopes
from detente.economy.levels import Levels, base_levels
from detente.economy.longrun import LongRun
from detente.economy.scalars import SCALARS, State, read_scalar
from detente.ledger.wedges import wedges
from detente.world.world import World

STEP = 1e-30
CLOSURES = {
    "fixed": {},
    "balanced": {"deficits": "balanced"},
    "proportional": {"deficits": "proportional"},
    "services": {"deficits": "services-share", "services": 0.15},
    "burnt": {"rebate": "none"},
    "labour": {"labour_supply": 0.5},
    "labour, income tax": {"labour_supply": 0.5, "rebate": "income-tax"},
    "scale": {"scale": 0.1},
    "everything": {"deficits": "services-share", "labour_supply": 0.7, "rebate": "income-tax", "scale": 0.08},
}


def random_world(seed, n=4, s=3):
    """A closed world with input-output links, zero flows, tariffs and deficits."""
    rng = np.random.default_rng(seed)
    flows = rng.lognormal(0, 1, (n, n, s)) * (rng.random((n, n, s)) > 0.2)
    own = np.arange(n)
    flows[own, own] = 4 + 4 * rng.random((n, s))
    tariff = rng.random((n, n, s)) * 0.3
    tariff[own, own] = 0
    output, spending = flows.sum(axis=0), (flows * (1 + tariff)).sum(axis=1)
    use = rng.random((n, s, s)) * output[:, None, :] / s
    use *= np.minimum(1, 0.7 * spending / use.sum(axis=2))[:, :, None]
    return World.from_arrays(
        flows,
        None,
        use,
        None,
        tariff,
        regions=[f"R{k}" for k in range(n)],
        sectors=[f"S{k}" for k in range(s)],
        year=2020,
        unit="USD mn",
    )


def shocked(world, seed, top=0.6):
    rng = np.random.default_rng(seed)
    after = wedges(world)
    off = 1.0 - np.eye(len(world.regions))[:, :, None]
    for name, scale in (("tariff", top), ("export_tax", 0.2), ("barrier", 0.2)):
        after[name] = after[name] + rng.random(world.flows.shape) * scale * off
    return after


def plain_sweep(solved, w, v, q, lb):
    """One damped sweep of the model as the pages write it, real or complex, and the levels it passes through."""
    b, closure, th = solved.base, solved.closure, solved.theta[:, None]
    old = b.wedges
    paid = (1 + w.t) / (1 + old.t) * (1 + w.x) / (1 + old.x) * w.d / old.d
    A = b.pi * paid ** -th[:, :, None]
    o = (1 - b.nu)[:, None]
    weight = A * np.exp(-th * v)[:, None, :]
    dead = (b.E <= 0) * 1.0
    Phi = weight.sum(axis=2) + dead
    u = -np.log(Phi) / th
    E = b.E * np.exp(q)
    X = weight * (E / Phi)[:, :, None]
    M = X / (1 + w.t)
    V = M / (1 + w.x)
    Y, S = (o * V).sum(axis=1), b.nu * M.sum(axis=2)
    R = (X - M).sum(axis=(0, 2)) + (o * (M - V)).sum(axis=(0, 1))
    lb_next = lb + 0.5 * (np.log((b.gva * Y + S).sum(axis=0) / b.wL) - lb)
    lb_next = lb_next - np.log((np.exp(lb_next) * b.wL).sum() / b.wL.sum())
    B = b.wL * np.exp(lb_next)
    D = solved.D
    if closure.proportional:
        moved = D * np.exp(lb_next)
        D = moved - B / B.sum() * moved.sum()
    keep = np.ones_like(B)
    if closure.rebate == "income-tax":
        keep = 1 - (R / B - base_levels(b).R / b.wL)
    lw = (lb_next + closure.kappa * (np.log(keep) + (b.alpha * u).sum(axis=0))) / (1 + closure.kappa)
    v0 = b.gva * lw + np.einsum("nkj,kn->jn", b.G, u)
    made = np.where(b.Y + b.S > 0, b.Y + b.S, 1)
    v_next = v0 - np.reshape(closure.psi, (-1, 1)) * (np.log(np.where(b.Y + b.S > 0, Y + S, 1) / made) - v0)
    E_next = b.alpha * (B + R + D) + np.einsum("nkj,jn->kn", b.G, Y)
    levels = Levels(
        c=np.exp(v_next), P=np.exp(u), w=np.exp(lw), L=np.exp(lb_next - lw), pi=X / (E + dead)[:, :, None],
        V=V, E=E, Y=Y, S=S, R=R, D=D, I=B + R + D, wedges=w,
    )  # fmt: skip
    return (v_next, np.log((E_next + dead) / (b.E + dead)), lb_next), levels


def settled(solved):
    """State and levels of the solution, iterated to the last digit."""
    at = solved.after.levels
    state = np.log(at.c), np.log(at.E / solved.base.E), np.log(at.w * at.L)
    for _ in range(3000):
        new, levels = plain_sweep(solved, at.wedges, *state)
        moved = max(np.abs(a - b).max() for a, b in zip(new, state, strict=True))
        state = new
        if moved < 3e-16:
            break
    return state, levels


def stepped(solved, state, name, cell):
    """Levels with an imaginary step in one cell's wedge."""
    at = solved.after.levels.wedges
    moved = np.array(getattr(at, name), dtype=complex)
    moved[cell] += STEP * 1j
    w = replace(at, **{name: moved})
    state = tuple(part.astype(complex) for part in state)
    for _ in range(5000):
        new, levels = plain_sweep(solved, w, *state)
        moved_by = max(np.abs((a - b).imag).max() for a, b in zip(new, state, strict=True)) / STEP
        state = new
        if moved_by < 1e-15:
            return levels
    raise AssertionError("the complex iteration did not settle")


def value(of, solved, s):
    """A variable of the outcome in complex numbers, written out anew."""
    name, *labels = of
    b, one, closure = solved.base, base_levels(solved.base), solved.closure
    n = solved.world.regions.index(labels[0])
    index = np.exp((b.alpha[:, n] * np.log(s.P[:, n])).sum())
    foreign = np.arange(len(s.I)) != n
    if name in ("welfare", "log_real_income"):
        effort = closure.kappa / (1 + closure.kappa)
        burnt = float(closure.rebate == "none")
        B = b.wL[n] * s.w[n] * s.L[n]
        keep = 1 - (s.R[n] / B - one.R[n] / b.wL[n]) if closure.rebate == "income-tax" else 1.0
        after = (s.I[n] - burnt * s.R[n] - effort * B) / index
        ratio = after / (one.I[n] - burnt * one.R[n] - effort * keep * b.wL[n])
        return np.log(ratio) if name == "log_real_income" else ratio - 1
    if name in ("exports", "imports"):
        at = (slice(None), foreign, n) if name == "exports" else (slice(None), n, foreign)
        return (s.V * (1 + s.wedges.x))[at].sum() / (one.V * (1 + one.wedges.x))[at].sum() - 1
    if name == "trade_value":
        return s.V[:, n, solved.world.regions.index(labels[1])].sum()
    if name in ("sector_price", "producer_price"):
        return (s.P if name == "sector_price" else s.c)[solved.world.sectors.index(labels[1]), n]
    known = {
        "real_wage": s.w[n] / index,
        "nominal_wage": s.w[n],
        "price_index": index,
        "revenue": s.R[n],
        "employment": s.L[n],
    }
    return known[name]


def scalar_of(name):
    labels = {"region": "R1", "sector": "S1", "importer": "R1", "exporter": "R2"}
    dims = SCALARS[name][:2] if name == "trade_value" else SCALARS[name]
    return (name, *(labels[dim] for dim in dims))


def shocked_by_all(world):
    return shocked(world, 3)


def tariffs_alone(world):
    return shocked(world, 3).drop_vars(["export_tax", "barrier"])


def solved_world(closure, after=shocked_by_all):
    world = random_world(3)
    outcome = LongRun(elasticity=4.0, **CLOSURES[closure]).solve(world, wedges(world), after(world))
    return outcome, outcome.solved


def traded_cells(solved, count, seed):
    rng = np.random.default_rng(seed)
    foreign = solved.base.pi.copy()
    own = np.arange(foreign.shape[1])
    foreign[:, own, own] = 0
    chosen = rng.choice(np.flatnonzero(foreign), count)
    return list(zip(*(axis.tolist() for axis in np.unravel_index(chosen, foreign.shape)), strict=True))


def slopes_of(solved, levels, of):
    state = State(solved.base, base_levels(solved.base), solved.closure, levels)
    seed = read_scalar(of, solved.world).seed(state)
    return slopes(Point(solved.base, levels, solved.theta, solved.closure), seed)


@pytest.mark.parametrize("after", [shocked_by_all, tariffs_alone, wedges])
@pytest.mark.parametrize("name", ["t", "x", "d"])
def test_fifty_cells_agree_with_complex_step(name, after):
    _, solved = solved_world("fixed", after)
    state, levels = settled(solved)
    of = ("log_real_income", "R1")
    ours = getattr(slopes_of(solved, levels, of), name)
    cells = traded_cells(solved, 50, seed=1)
    exact = np.array([value(of, solved, stepped(solved, state, name, cell)).imag / STEP for cell in cells])
    np.testing.assert_allclose([ours[cell] for cell in cells], exact, rtol=1e-10, atol=1e-13)
    assert np.abs(exact).max() > 1e-3


@pytest.mark.parametrize("after", [shocked_by_all, tariffs_alone])
@pytest.mark.parametrize("closure", CLOSURES)
def test_every_scalar_under_every_closure(closure, after):
    _, solved = solved_world(closure, after)
    state, levels = settled(solved)
    found = {name: slopes_of(solved, levels, scalar_of(name)) for name in SCALARS}
    for k, name in enumerate("txd"):
        for cell in traded_cells(solved, 3, seed=k):
            moved = stepped(solved, state, name, cell)
            for scalar, slope in found.items():
                exact = value(scalar_of(scalar), solved, moved).imag / STEP
                size = np.abs(getattr(slope, name)).max()
                assert getattr(slope, name)[cell] == pytest.approx(exact, rel=1e-10, abs=1e-12 * size), (scalar, name)


def test_the_outcome_gives_the_same_slopes_with_labels():
    outcome, solved = solved_world("everything")
    of = ("welfare", "R2")
    exact = slopes_of(solved, settled(solved)[1], of)
    found = outcome.gradient(of)
    assert found.certificate.ok
    assert found.certificate.assumptions == outcome.certificate.assumptions
    assert found.data.attrs["of"] == "welfare, R2"
    for name, field in (("tariff", "t"), ("export_tax", "x"), ("barrier", "d")):
        cube = found.data[name].transpose("sector", "importer", "exporter").values
        np.testing.assert_allclose(cube, getattr(exact, field), atol=1e-8)
        assert np.all(cube[:, range(4), range(4)] == 0)
        assert np.all(cube[solved.base.pi == 0] == 0)


def test_a_weighted_sum_has_the_sum_of_slopes():
    outcome, _ = solved_world("labour")
    both = outcome.gradient({("welfare", "R0"): 2.0, ("revenue", "R1"): -0.5}).data
    one, two = (outcome.gradient(of).data for of in (("welfare", "R0"), ("revenue", "R1")))
    for name in both:
        np.testing.assert_allclose(both[name], 2.0 * one[name] - 0.5 * two[name], rtol=1e-9, atol=1e-9)


def test_trade_of_one_sector_is_part_of_the_pair():
    outcome, _ = solved_world("fixed")
    whole = outcome.gradient(("trade_value", "R1", "R2")).data["tariff"]
    parts = sum(outcome.gradient(("trade_value", "R1", "R2", sector)).data["tariff"] for sector in ("S0", "S1", "S2"))
    np.testing.assert_allclose(whole, parts, atol=1e-9)
    assert float(whole.sel(importer="R1", exporter="R2").sum()) < 0


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        (("wellfare", "R1"), "Did you mean welfare"),
        (("welfare", "R9"), "R9 is no region of world"),
        (("sector_price", "R1"), "needs region, sector"),
        (("trade_value", "R1", "R2", "S9"), "S9 is no sector"),
    ],
)
def test_unknown_scalars_are_refused(of, sentence):
    outcome, _ = solved_world("fixed")
    with pytest.raises(LabelError, match=sentence):
        outcome.gradient(of)


def test_there_is_no_gradient_without_results():
    outcome = replace(solved_world("fixed")[0], solved=None)
    for ask in (lambda: outcome.gradient(("welfare", "R1")), outcome.decompose):
        with pytest.raises(NotSolved, match="nothing to take apart"):
            ask()
