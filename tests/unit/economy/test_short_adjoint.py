"""Slopes of the short run against complex step through the whole fixed point, and one-sided differences at kinks."""

import math
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from detente.core.errors import DataError, LabelError
from detente.economy.levels import base_levels
from detente.economy.short_levels import rebuild_short
from detente.economy.short_scalars import SHORT_SCALARS
from detente.economy.shortrun import ShortRun
from detente.ledger.wedges import wedges
from detente.world.world import World

STEP = 1e-30
LOG_LIMIT = math.log(1 / 1.73) / math.log(0.973)
"""Months after which the estimates by horizon give an elasticity of zero."""
CASES = {
    "as it stands": {},
    "pegs": {"monetary": 0.0},
    "flexible wages": {"wage_rigidity": 0.0},
    "plain mixes": {"input_substitution": (1.0, 1.0, 1.0)},
    "mobile": {"labour": "mobile", "monetary": 0.3},
    "mobile, flexible": {"labour": "mobile", "wage_rigidity": 0.0},
    "proportional": {"deficits": "proportional"},
    "burnt": {"rebate": "none"},
    "log limit of trade": {"elasticity": "blp", "horizon_months": LOG_LIMIT, "wage_rigidity": 1.0},
    "short": {"horizon_months": 4.0},
}
LABELS = {"region": "R1", "sector": "S1", "importer": "R1", "exporter": "R2"}


def random_world(seed, n=4, s=3):
    """A closed world with input-output links, zero flows, tariffs, deficits and heads."""
    rng = np.random.default_rng(seed)
    flows = rng.lognormal(0, 1, (n, n, s)) * (rng.random((n, n, s)) > 0.2)
    own = np.arange(n)
    flows[own, own] = 4 + 4 * rng.random((n, s))
    flows[1, 2] += 0.5
    flows[2, 1] += 0.5
    tariff = rng.random((n, n, s)) * 0.3
    tariff[own, own] = 0
    output, spending = flows.sum(axis=0), (flows * (1 + tariff)).sum(axis=1)
    use = rng.random((n, s, s)) * output[:, None, :] / s
    use *= np.minimum(1, 0.7 * spending / use.sum(axis=2))[:, :, None]
    regions, sectors = [f"R{k}" for k in range(n)], [f"S{k}" for k in range(s)]
    world = World.from_arrays(
        flows, None, use, None, tariff, regions=regions, sectors=sectors, year=2020, unit="USD mn"
    )
    return replace(world, employment=world.value_added * (1 + rng.random((n, s))))


def shocked(world, seed, *, limits=False):
    rng = np.random.default_rng(seed)
    after = wedges(world)
    off = 1.0 - np.eye(len(world.regions))[:, :, None]
    for name, scale in (("tariff", 0.6), ("export_tax", 0.2), ("barrier", 0.2)):
        after[name] = after[name] + rng.random(world.flows.shape) * scale * off
    if limits:
        after["quota"], after["floor"] = after["tariff"] * np.nan, after["tariff"] * np.nan
        after["quota"].loc["R1", "R2", "S1"] = 0.4
        after["quota"].loc["R0", "R1", "S0"] = 50.0
        after["floor"].loc["R2", "R1", "S2"] = 1.6
    return after


class Plain:
    """The short run as its page writes it, real or complex, with floors and limits kept as they are at a solution."""

    def __init__(self, solved):
        self.solved = solved
        now = solved.after
        lw, lf = np.log(now.after.w), np.log(np.where(now.after.floor > 0, now.after.floor, 1e-300))
        gap = lw - lf if solved.frictions.labour == "immobile" else (lw - lf)[0]
        self.bound = np.abs(gap) < 1e-9
        self.active = now.mu != 0
        at = solved.limits
        self.cells = at.j, at.n, at.i
        self.start = (*now.solution.y.reshape(3, *solved.base.E.shape), now.mu)

    def sweep(self, w, v, q, lr, mu):
        """Next state and what it passes through."""
        s = self.solved
        b, f, th = s.base, s.frictions, s.theta[:, None]
        lim, old = s.limits, b.wedges
        t, x = np.array(w.t, dtype=mu.dtype), np.array(w.x, dtype=mu.dtype)
        x[self.cells] = (1 + x[self.cells]) * np.exp(np.where(lim.cap, mu, 0)) - 1
        t[self.cells] = (1 + t[self.cells]) * np.exp(np.where(lim.cap, 0, mu)) - 1
        paid = np.log((1 + t) / (1 + old.t) * (1 + x) / (1 + old.x) * w.d / old.d) + v[:, None, :]
        dead = (b.E <= 0) * 1.0
        if th.any():
            weight = b.pi * np.exp(-th[:, :, None] * paid)
            total = weight.sum(axis=2) + dead
            pi, u = weight / total[:, :, None], -np.log(total) / th
        else:
            pi, u = b.pi, (b.pi * paid).sum(axis=2)
        E = b.E * np.exp(q)
        X = pi * E[:, :, None]
        M = X / (1 + t)
        V = M / (1 + x)
        Y, R = V.sum(axis=1), (X - M).sum(axis=(0, 2)) + (M - V).sum(axis=(0, 1))

        def market(lr):
            le = np.log((b.gva * b.Y * np.exp(lr)).sum(axis=0) / b.wL)
            lf = np.log(f.omega) + f.chi * le if f.omega else 0.0 * le
            lw = np.where(self.bound, lf, lr if f.labour == "immobile" else le) + 0.0 * lr
            return le, lw, lr - lw, f.beta * lr + (1 - f.beta) * lw

        payments = np.log(Y / b.Y) + (1 - f.sigma) * (market(lr)[3] - v)
        lr = lr + 0.5 * (payments - lr)
        lr = lr - np.log((b.gva * b.Y * np.exp(lr)).sum() / b.wL.sum())
        le, lw, ll, lv = market(lr)
        inputs = b.G.sum(axis=1).T
        if f.eta == 1:
            lm = np.einsum("nkj,kn->jn", b.G, u) / inputs
        else:
            lm = np.log(np.einsum("nkj,kn->jn", b.G, np.exp((1 - f.eta) * u)) / inputs) / (1 - f.eta)
        if f.sigma == 1:
            c = b.gva * lv + inputs * lm
        else:
            c = np.log(b.gva * np.exp((1 - f.sigma) * lv) + inputs * np.exp((1 - f.sigma) * lm)) / (1 - f.sigma)
        alpha = b.alpha * np.exp((1 - f.rho) * u)
        index = np.exp((b.alpha * u).sum(axis=0)) if f.rho == 1 else alpha.sum(axis=0) ** (1 / (1 - f.rho))
        B, D = b.wL * np.exp(le), s.D
        if s.closure.proportional:
            moved = D * np.exp(le)
            D = moved - B / B.sum() * moved.sum()
        income = B + R + D
        bought = np.exp((f.eta - f.sigma) * lm + (f.sigma - 1) * c) * Y
        E_next = alpha / alpha.sum(axis=0) * income + np.exp((1 - f.eta) * u) * np.einsum("nkj,jn->kn", b.G, bought)
        j, _, i = self.cells
        value = V[self.cells] / (base_levels(b).V[self.cells])
        quantity = value / (np.exp(v[j, i]) * (w.d / old.d)[self.cells])
        excess = np.log(np.where(lim.cap, quantity, value) / lim.limit)
        mu = np.where(self.active, mu + 0.5 * excess / (1 + s.theta[j]), mu)
        seen = {
            "u": u,
            "c": c,
            "le": le,
            "lw": lw,
            "ll": ll,
            "index": index,
            "V": V,
            "x": x,
            "R": R,
            "I": income,
            "mu": mu,
        }
        return (c, np.log((E_next + dead) / (b.E + dead)), lr, mu), seen

    def settled(self):
        """The solution, iterated to the last digit."""
        state = self.start
        for _ in range(4000):
            new, seen = self.sweep(self.solved.wedges, *state)
            moved = max(np.abs(a - b).max(initial=0) for a, b in zip(new, state, strict=True))
            state = new
            if moved < 4e-16:
                break
        return state, seen

    def stepped(self, state, name, cell):
        """What is seen with an imaginary step in one cell's wedge."""
        moved = np.array(getattr(self.solved.wedges, name), dtype=complex)
        moved[cell] += STEP * 1j
        w = replace(self.solved.wedges, **{name: moved})
        state = tuple(part.astype(complex) for part in state)
        for _ in range(6000):
            new, seen = self.sweep(w, *state)
            by = max(np.abs((a - b).imag).max(initial=0) for a, b in zip(new, state, strict=True)) / STEP
            state = new
            if by < 1e-15:
                return seen
        raise AssertionError("the complex iteration did not settle")

    def value(self, of, seen):
        """A variable of the outcome in complex numbers, written out anew."""
        name, *labels = of
        s = self.solved
        world, b, one = s.world, s.base, base_levels(s.base)
        n = world.regions.index(labels[0])
        j = world.sectors.index(labels[-1]) if labels[-1] in world.sectors else slice(None)
        burnt = float(s.closure.rebate == "none")
        if name in ("welfare", "log_real_income"):
            ratio = (seen["I"][n] - burnt * seen["R"][n]) / seen["index"][n] / (one.I[n] - burnt * one.R[n])
            return np.log(ratio) if name == "log_real_income" else ratio
        if name in ("exports", "imports"):
            foreign = np.arange(len(world.regions)) != n
            at = (slice(None), foreign, n) if name == "exports" else (slice(None), n, foreign)
            return (seen["V"] * (1 + seen["x"]))[at].sum() / (one.V * (1 + one.wedges.x))[at].sum()
        if name == "trade_value":
            return seen["V"][j, n, world.regions.index(labels[1])].sum()
        work = b.gva[:, n] * b.Y[:, n] * np.exp(seen["ll"][:, n]) / b.wL[n]
        wage = np.exp(seen["le"][n]) / work.sum()
        if name == "premium":
            k = list(zip(*self.cells, strict=True)).index((j, n, world.regions.index(labels[1])))
            return np.exp(seen["mu"][k])
        l, heads = np.exp(seen["ll"][j, n]), world.employment.T[j, n]
        known = {
            "real_wage": wage / seen["index"][n],
            "nominal_wage": wage,
            "price_index": seen["index"][n],
            "revenue": seen["R"][n],
            "employment": work.sum(),
            "unemployment": -work.sum(),
            "sector_price": np.exp(seen["u"][j, n]),
            "producer_price": np.exp(seen["c"][j, n]),
            "sector_wage": np.exp(seen["lw"][j, n]),
            "sector_employment": l,
            "jobs": (heads * l).sum(),
        }
        return known[name]


def scalars_of(labour, *, limits):
    names = [
        name for name in SHORT_SCALARS if (name != "premium" or limits) and (name != "jobs" or labour == "immobile")
    ]
    return {name: (name, *(LABELS[dim] for dim in SHORT_SCALARS[name])) for name in names}


def traded_cells(solved, count, seed):
    rng = np.random.default_rng(seed)
    foreign = solved.base.pi.copy()
    own = np.arange(foreign.shape[1])
    foreign[:, own, own] = 0
    chosen = rng.choice(np.flatnonzero(foreign), count, replace=False)
    return list(zip(*(axis.tolist() for axis in np.unravel_index(chosen, foreign.shape)), strict=True))


def polished(outcome):
    """The solved short run at the plain iteration's last digit, and the iteration."""
    plain = Plain(outcome.solved)
    state, _ = plain.settled()
    solved = outcome.solved
    s = solved.point().shock
    y = np.concatenate([part.ravel() for part in state[:3]])
    mu = np.where(plain.active, state[3], 0.0)
    after = replace(
        solved.after,
        mu=mu,
        solution=replace(solved.after.solution, y=y),
        after=rebuild_short(replace(s, hat=replace(s.hat, wedges=solved.limits.wedges(solved.wedges, mu))), y),
    )
    return replace(solved, after=after), plain, state


@pytest.mark.parametrize("limits", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_every_scalar_agrees_with_complex_step(case, limits):
    world = random_world(3)
    outcome = ShortRun(**{"elasticity": 4.0, **CASES[case]}).solve(
        world, wedges(world), shocked(world, 3, limits=limits)
    )
    solved, plain, state = polished(outcome)
    scalars = scalars_of(solved.frictions.labour, limits=limits)
    found = {name: solved.adjoint(of)[0] for name, of in scalars.items()}
    cells = traded_cells(solved, 3, seed=1)
    if limits:
        assert plain.active.tolist() == [False, True, True]
        cells += list(zip(*(axis[1:].tolist() for axis in plain.cells), strict=True))
    for name in "txd":
        for cell in cells:
            seen = plain.stepped(state, name, cell)
            for scalar, of in scalars.items():
                exact = plain.value(of, seen).imag / STEP
                ours = getattr(found[scalar], name)
                assert ours[cell] == pytest.approx(exact, rel=1e-10, abs=1e-11 * np.abs(ours).max() + 1e-15), (
                    scalar,
                    name,
                )


def at_a_kink():
    """Wedges, on the way from base to shock, at which one wage has just come down to its floor; and on either side."""
    world = random_world(3)
    model = ShortRun(elasticity=4.0, wage_rigidity=0.97, monetary=0.5)
    before, after = wedges(world), shocked(world, 3)

    def solve(share):
        return model.solve(world, before, before + share * (after - before))

    def bound(share):
        return int(solve(share).solved.point().bound.sum())

    low, high = 0.0, 1.0
    assert bound(low) == 0 < bound(high)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if bound(middle) == 0 else (low, middle)
    return solve, high, after - before


def test_slopes_are_one_sided_at_a_kink_and_the_certificate_says_so():
    solve, share, change = at_a_kink()
    outcome = solve(share)
    n = int(np.argwhere(outcome.solved.point().bound)[0, 1])
    region = outcome.solved.world.regions[n]
    of = ("unemployment", region)
    found = outcome.gradient(of)
    assert found.certificate.details["wages at their floor"] == 1
    assert found.certificate.details["kinks"].startswith("1 wages or limits are just at their bound")
    slope = float(sum((found.data[name] * change[name]).sum() for name in found.data))
    h = 1e-5
    # the kink is found to a part of h, so the first difference beyond it is taken further on
    better, near, far = (float(solve(share + k * h).data["unemployment"].sel(region=region)) for k in (-1, 1, 2))
    assert (far - near) / h == pytest.approx(slope, rel=1e-3)
    assert slope > 1e-4
    assert better == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("share", [0.4, 1.0])
def test_slopes_on_either_side_of_kinks_are_those_of_small_changes(share):
    solve, _, change = at_a_kink()
    outcome = solve(share)
    assert "kinks" not in outcome.gradient(("welfare", "R0")).certificate.details
    h = 1e-5
    up, down = solve(share + h).data, solve(share - h).data
    for of in (("unemployment", "R2"), ("welfare", "R0"), ("sector_wage", "R3", "S0")):
        found = outcome.gradient(of).data
        slope = float(sum((found[name] * change[name]).sum() for name in found))
        labels = dict(zip(("region", "sector"), of[1:], strict=False))
        exact = float((up[of[0]] - down[of[0]]).sel(labels)) / (2 * h)
        assert slope == pytest.approx(exact, rel=1e-4, abs=1e-7)


def test_the_gradient_has_labels_and_tells_what_binds():
    world = random_world(3)
    outcome = ShortRun(elasticity=4.0).solve(world, wedges(world), shocked(world, 3, limits=True))
    found = outcome.gradient(("jobs", "R1"))
    assert found.certificate.ok
    assert found.certificate.method.startswith("adjoint of the short run")
    assert found.certificate.details["limits that bind"] == 2
    assert found.certificate.details["wages at their floor"] > 0
    assert found.data["tariff"].dims == ("importer", "exporter", "sector")
    parts = sum(outcome.gradient(("jobs", "R1", sector)).data["tariff"] for sector in world.sectors)
    np.testing.assert_allclose(found.data["tariff"], parts, atol=1e-9)


def test_a_full_quota_makes_the_tariff_a_tax_on_its_rent():
    """A tariff on a cell that stands at its cap leaves the buyer's price nearly alone and takes the premium."""
    world = random_world(3)
    outcome = ShortRun(elasticity=4.0).solve(world, wedges(world), shocked(world, 3, limits=True))
    cell = {"importer": "R1", "exporter": "R2", "sector": "S1"}
    premium = float(outcome.gradient(("premium", *cell.values())).data["tariff"].sel(cell))
    tariff = float(outcome.solved.wedges.t[1, 1, 2])
    full = -(1 + float(outcome.data["premium"].sel(cell))) / (1 + tariff)
    assert full < premium < 0.5 * full


def test_shapley_splits_the_short_run():
    world = random_world(3)
    before, after = wedges(world), shocked(world, 3)
    outcome = ShortRun(elasticity=4.0).solve(world, before, after)
    change = after - before
    parts = xr.concat([0.3 * change, 0.7 * change], xr.Variable("part", ["a", "b"]))
    found = outcome.attribute(parts, {"idle": ("unemployment", "R1")}, method="shapley").data
    exact = float(outcome.data["unemployment"].sel(region="R1"))
    assert float(found["effect"].sum()) == pytest.approx(exact, abs=1e-12)
    assert exact > 1e-3


def test_what_the_short_run_cannot_do_is_said_in_words():
    world = random_world(3)
    outcome = ShortRun(elasticity=4.0).solve(world, wedges(world), shocked(world, 3))
    parts = (shocked(world, 3) - wedges(world)).expand_dims(part=["all"])
    with pytest.raises(DataError, match="use at='after'"):
        outcome.gradient(("welfare", "R0"), at="mean")
    with pytest.raises(DataError, match="use method='shapley'"):
        outcome.attribute(parts, {"a": ("welfare", "R0")})
    with pytest.raises(DataError, match="not taken apart by cause"):
        outcome.decompose()
    with pytest.raises(LabelError, match="only in a cell with a quota"):
        outcome.gradient(("premium", "R0", "R1", "S0"))
    with pytest.raises(LabelError, match="Did you mean unemployment"):
        outcome.gradient(("unemploymnt", "R0"))
    mobile = ShortRun(elasticity=4.0, labour="mobile").solve(world, wedges(world), shocked(world, 3))
    with pytest.raises(LabelError, match="jobs have no gradient"):
        mobile.gradient(("jobs", "R0"))
