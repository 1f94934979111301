"""Declared bounds and scales of losses against draws."""

from __future__ import annotations

import numpy as np
import sympy

from lossproof.simulate.kernels import U
from lossproof.simulate.problem import (
    Dirichlet,
    Gaussian,
    InstanceNoise,
    RiskProblem,
    Spread,
    spread,
)
from lossproof.theory.losses import LOSSES, FixedLoss
from tests.together import together

N = 4_000
MEANS = np.random.default_rng(0).normal(size=(4, 4)) * 3
LAWS = {
    "flat": Gaussian(0.0, 1.0, 2),
    "narrow": Gaussian(3.0, 0.1, 2),
    "wide": Gaussian(1.0, 4.0, 3),
    "against": Gaussian(-3.0, 1.0, 3),
    "matrix": Gaussian(MEANS, 0.5),
    "one class": Gaussian(MEANS, 2.0, prior=[1, 0, 0, 0]),
    "apart": Gaussian(20 * np.eye(4), 0.5),
    "many": Gaussian(2.0, 1.0, 12),
}


def known(law, losses, noises, correction=None) -> tuple[RiskProblem, Spread]:
    problem = RiskProblem(law, losses, noises, correction)
    return problem, spread(problem)


def draw(problem: RiskProblem, r: int) -> np.ndarray:
    """Every loss of N draws under the drawn label of noise r, or the clean one if r is -1."""
    rng = np.random.default_rng(r + 1)
    law, chunks = problem.law, []
    c = law.classes
    for clean, n in enumerate(rng.multinomial(N, law.prior)):
        ell = np.empty((c, n))
        law.fill(rng, clean, ell)
        if n == 0:
            continue
        ell -= ell.max(axis=0)
        ell -= np.log(np.exp(ell).sum(axis=0))
        u = np.exp(ell)
        plain = problem.plain(u, ell)
        label = np.full(n, clean)
        if r >= 0:
            made = problem.channels[r]
            if isinstance(made, InstanceNoise):
                moved = rng.random(n) < made.rates(u[clean])
                label = (clean + moved * rng.integers(1, c, n)) % c
            else:
                label = rng.choice(c, size=n, p=made.row(clean))
            plain = problem.corrected(r, plain, u)
        chunks.append(plain[:, label, np.arange(n)])
    return np.concatenate(chunks, axis=1)


def broken(x: np.ndarray, sigma: float) -> bool:
    """Whether draws contradict that a loss is sub-Gaussian with this scale."""
    centred = x - x.mean()
    # At these scales the relative error of the mean is below 1 percent.
    slack = 1.08
    if centred.var() > slack * sigma**2:
        return True
    steps = np.array([-0.7, -0.4, 0.4, 0.7])
    return any(np.exp(t / sigma * centred).mean() > slack * np.exp(t**2 / 2) for t in steps)


@together("correction", [None, "forward", "backward"])
@together("name", LAWS)
def test_gaussian_laws_keep_to_their_bounds_and_scales(losses, skew, name, correction) -> None:
    law = LAWS[name]
    noises = [0.3, skew(law.classes)]
    if correction is None:
        noises.append(InstanceNoise((1 - U) / 2))
    problem, found = known(law, losses, noises, correction)
    assert (found.sigma > 0).all()
    for r in range(-1, len(noises)):
        x = draw(problem, r)
        assert (x >= found.low[:, r + 1, None] - 1e-9).all()
        assert (x <= found.high[:, r + 1, None] + 1e-9).all()
        for loss in np.flatnonzero(np.isfinite(found.sigma[:, r + 1])):
            assert not broken(x[loss], found.sigma[loss, r + 1]), (losses[loss].name, r)


def test_cross_entropy_and_bounded_forms_have_a_scale(losses) -> None:
    _, found = known(LAWS["matrix"], losses, [0.3])
    names = list(LOSSES)
    with_scale = {name for name, row in zip(names, found.sigma, strict=True) if np.isfinite(row[0])}
    assert {"cce", "sl", "lq", "truncated_lq", "zero_one", "unhinged"} <= with_scale
    unbounded = {name for name, row in zip(names, found.high, strict=True) if np.isinf(row[0])}
    assert unbounded == {"cce", "sl"}
    assert (found.low == 0).all()


def test_a_scale_that_is_too_small_and_a_bound_that_is_too_low_are_noticed(losses) -> None:
    problem, found = known(LAWS["flat"], losses, [0.3])
    x = draw(problem, 0)
    cce, zero_one = list(LOSSES).index("cce"), list(LOSSES).index("zero_one")
    assert broken(x[cce], 0.4 * found.sigma[cce, 1])
    assert broken(x[zero_one], 0.8 * found.sigma[zero_one, 1])
    assert (x[zero_one] > 0.9 * found.high[zero_one, 1]).any()


def test_the_suprema_are_approached(losses) -> None:
    problem, found = known(LAWS["wide"], losses, [])
    x = draw(problem, -1)
    finite = np.isfinite(found.high[:, 0])
    assert (x.max(axis=1)[finite] > 0.95 * found.high[finite, 0]).all()


def test_backward_bounds_are_reached_at_the_vertices(losses, skew) -> None:
    T = skew(4)
    problem, found = known(Dirichlet(np.ones((4, 4))), losses, [T], "backward")
    u = np.eye(4) * (1 - 4e-12) + 1e-12
    corrected = problem.corrected(0, problem.plain(u, np.log(u)), u)
    assert (corrected >= found.low[:, 1, None, None] - 1e-9).all()
    assert (corrected <= found.high[:, 1, None, None] + 1e-9).all()
    zero_one = list(LOSSES).index("zero_one")
    assert corrected[zero_one].max() > 0.5 * found.high[zero_one, 1]


@together("correction", [None, "forward", "backward"])
def test_a_finite_law_has_the_range_of_its_points(losses, finite, skew, correction) -> None:
    law = finite(3)
    problem, found = known(law, losses, [0.3, skew(3)], correction)
    x = np.stack([draw(problem, r) for r in range(-1, 2)], axis=1)
    np.testing.assert_allclose(x.min(axis=2), found.low, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(x.max(axis=2), found.high, rtol=1e-9, atol=1e-12)


def test_other_laws_declare_no_scale(losses) -> None:
    _, found = known(Dirichlet(np.ones((3, 3))), losses, [0.3])
    assert np.isinf(found.sigma).all()
    assert np.isinf(found.high).any()
    assert np.isfinite(found.high).any()


def test_bounds_of_a_loss_below_zero_hold_when_it_is_corrected(skew) -> None:
    T = skew(4)
    moved = FixedLoss("-2 p", lambda f, y: -2 * f[y], sympy.Integer(0), sympy.Integer(-2))
    problem, found = known(Dirichlet(np.ones((4, 4))), [moved], [T], "backward")
    u = np.eye(4) * (1 - 4e-12) + 1e-12
    corrected = problem.corrected(0, problem.plain(u, np.log(u)), u)[0]
    assert (found.low[0, 0], found.high[0, 0]) == (-2, 0)
    assert corrected.min() >= found.low[0, 1] - 1e-9
    assert corrected.max() <= found.high[0, 1] + 1e-9
    assert corrected.min() < 0 < corrected.max()
