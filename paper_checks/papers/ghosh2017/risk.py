"""Noise tolerance of symmetric losses under uniform noise.

A hypothesis is given by its table of losses: `F[i][j]` is its loss on sample `i` if the label were
`j`. A class of two hypotheses is enough: a minimiser over a larger one beats each of the others.
"""

import numpy as np
import sympy

from paper_checks.claims import Comparison
from paper_checks.papers.ghosh2017 import ghosh2017
from paper_checks.papers.simulated import losses, points, population
from theory.domain import Classes, Each, Label, Real, Samples, Scores, Simplex
from theory.language import Vector, eq, every_sample, le, lt, sample_mean
from theory.lemmas import below_uniform, uniform_risk_identity
from theory.losses import (
    clean_risk,
    expectation,
    label_losses,
    retained,
    symmetric_risk,
    unhinged,
    uniform_expectation,
    uniform_risk,
    weighted_risk,
)
from theory.noise import TransitionMatrix
from theory.proof.rules import average, combine, quotient

BEHIND = "behind Zhang & Sabuncu (2018), Sec. 3.1 (not printed there)"


def symmetric(n, F, G):
    C = F[0].total()
    return every_sample(lambda s: (eq(F[s].total(), C), eq(G[s].total(), C)), n)


def below_chance(c, eta):
    return lt(eta, (c - 1) / c)


def unhinged_risk(f, labels, n):
    return sample_mean(lambda i: unhinged(f[i][labels[i]]), n)


def clean_minimiser(n, y, F, G):
    return le(clean_risk(F, y, n), clean_risk(G, y, n))


def with_all_labels(clean, eta, c, total):
    """`symmetric_risk` with c for c - 1: a planted fault."""
    return (1 - eta) * clean + eta / c * total


def with_plus(clean, eta, c, total):
    """`symmetric_risk` with 1 + eta c / (c - 1) for m: a planted fault."""
    return (2 - retained(eta, c)) * clean + eta / (c - 1) * total


def at_points(loss, total, c, eta="2/5"):
    """One sample for every point and label of the population, with its chance."""
    return [
        (chance, {"n": 1, "c": c, "y": [y], "eta": eta, "C": total, "F": [[*table]]})
        for chances, outputs in points(c)
        for table in [[label_losses(outputs, loss.expression)[j] for j in range(c)]]
        for y, chance in enumerate(chances)
    ]


@ghosh2017.claim("uniform-risk-identity", locus=BEHIND, kind="id")
class UniformRiskIdentity:
    r"""$R^\eta = \left(1 - \frac{\eta c}{c-1}\right) R + \frac{\eta}{c-1}\,C$ for a symmetric loss.

    The step behind the tolerance claimed there. $C$ is the sum of the loss over the labels; the
    noise is uniform and averaged. For labels that were drawn see `drawn`.

    The simulation draws labels over a population of several points.
    """

    n, c = Samples(), Classes()
    y = Each(n, Label(c))
    eta, C = Real(0, 1), Real()
    F = Each(n, Scores(c))

    given = {"symmetric": lambda n, C, F: every_sample(lambda s: eq(F[s].total(), C), n)}

    def conclusion(n, c, y, eta, C, F):
        return eq(uniform_risk(F, y, eta, c, n), symmetric_risk(clean_risk(F, y, n), eta, c, C))

    def prove(p):
        return uniform_risk_identity(p.F, p.y, p.eta, p.c, p.n, p.C, p.given("symmetric"))

    def simulate(
        seed, alpha, *, formula=symmetric_risk, names=("mae", "unhinged", "rce"),
        noise=TransitionMatrix.uniform, margin=0.05,
    ):  # fmt: skip
        from simulate.intervals import Interval
        from simulate.problem import RiskProblem
        from simulate.risk import Sample, risks

        eta = sympy.Rational(2, 5)
        for c in (3, 10):
            law, measured = population(c), losses(*names)
            way = Sample(drawn=True, half_width=margin / 2, samples=5 * 10**5, seed=seed,
                         claim="ghosh2017.uniform-risk-identity")  # fmt: skip
            problem = RiskProblem(law, measured, [noise(eta, c)])
            found = risks(problem, way, alpha=alpha / 2).interval
            clean = risks(RiskProblem(law, measured, [])).clean
            uniform = Vector([sympy.Rational(1, c)] * c)
            totals = [label_losses(uniform, loss.expression).total() for loss in measured]
            yield Comparison(
                f"c = {c}, eta = 2/5: MAE, unhinged and RCE with log 0 = -4",
                Interval(found.low[:, 1], found.high[:, 1]),
                formula(clean, float(eta), c, np.array(totals, float)),
                margin,
                at=[
                    at_points(loss, total, c) for loss, total in zip(measured, totals, strict=True)
                ],
            )

    faults = {
        "c for c-1": {"formula": with_all_labels},
        "the second term of m with the other sign": {"formula": with_plus},
        "labels drawn from all c": {"noise": TransitionMatrix.resampled},
        "CCE for RCE: not symmetric": {"names": ("mae", "unhinged", "cce")},
    }


@ghosh2017.claim("uniform-risk-identity/drawn", locus=BEHIND, kind="id")
class UniformRiskIdentityDrawn:
    r"""The same, with $R^\eta$ the mean over labels $z$ that were drawn.

    A mean over the noisy data set is one of these, while the right side is their expectation.
    """

    n, c = Samples(), Classes()
    y, z = Each(n, Label(c)), Each(n, Label(c))
    eta, C = Real(0, 1, open="both"), Real()
    F = Each(n, Scores(c))

    given = {"symmetric": lambda n, C, F: every_sample(lambda s: eq(F[s].total(), C), n)}

    def conclusion(n, c, y, z, eta, C, F):
        return eq(clean_risk(F, z, n), symmetric_risk(clean_risk(F, y, n), eta, c, C))


@ghosh2017.claim("uniform-tolerance", locus="Zhang & Sabuncu (2018), Sec. 3.1", kind="argmin")
class UniformTolerance:
    r"""$R^\eta(f^*) - R^\eta(f) \le 0$ for all $f$ if the loss is symmetric and $\eta < (c-1)/c$.

    The noise is uniform. The noisy risk is defined there as the mean over the noisy data set, so it
    is a mean over the labels $z$ that were drawn; with $0 < \eta$ every $z$ has positive
    probability, and the statement is read as one about each of them.

    A draw may flip just the labels on which $f^*$ does better. The argument is about the average
    over all draws: see the repair.
    """

    n, c = Samples(), Classes(tried=(2, 3))
    y, z = Each(n, Label(c)), Each(n, Label(c))
    eta = Real(0, 1, open="both")
    F, G = Each(n, Scores(c, 0)), Each(n, Scores(c, 0))

    given = {
        "symmetric": symmetric,
        "rate": below_chance,
        "clean minimiser": clean_minimiser,
    }

    def conclusion(n, z, F, G):
        return le(clean_risk(F, z, n), clean_risk(G, z, n))


@ghosh2017.claim(
    "uniform-tolerance/exact-share", locus="Zhang & Sabuncu (2018), Sec. 3.1", kind="argmin"
)
class UniformToleranceExactShare:
    r"""$R^\eta(f^*) \le R^\eta(f)$ for the drawn labels, of which exactly a share $\eta$ differ.

    The reading that is kindest to a mean over the drawn labels: their share of flips is the noise
    rate itself. The symmetric loss is the unhinged one, $1 - f_y$.

    It does matter which labels are flipped: a rare flip can fall on the sample where the
    hypotheses differ most. That $f^*$ is the only minimiser of the two does not help.
    """

    n, c = Samples(tried=(3,)), Classes(tried=(2,))
    y, z = Each(n, Label(c)), Each(n, Label(c))
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))

    given = {
        "rate": lambda n, c, y, z: lt(
            sample_mean(lambda i: 1 - sympy.KroneckerDelta(y[i], z[i]), n), (c - 1) / c
        ),
        "only clean minimiser": lambda n, y, f, g: lt(
            unhinged_risk(f, y, n), unhinged_risk(g, y, n)
        ),
    }

    def conclusion(n, z, f, g):
        return le(unhinged_risk(f, z, n), unhinged_risk(g, z, n))


@ghosh2017.claim(
    "uniform-tolerance/expected",
    locus="Zhang & Sabuncu (2018), Sec. 3.1",
    kind="argmin",
    repairs="ghosh2017.uniform-tolerance",
)
class UniformToleranceExpected:
    r"""$R^\eta(f^*) - R^\eta(f) \le 0$ for all $f$, with $R^\eta$ averaged over the noise.

    $W$ is any distribution of the noisy labels: that of sample $i$ is $j$ with probability
    $W_{ij}$. One-hot rows are a single draw; averaging over uniform noise gives each hypothesis its
    expected loss on each sample.
    """

    n, c = Samples(), Classes(tried=(2, 3))
    y, W = Each(n, Label(c)), Each(n, Simplex(c))
    eta = Real(0, 1, open="left")
    F, G = Each(n, Scores(c)), Each(n, Scores(c))

    given = {
        "symmetric": symmetric,
        "rate": below_chance,
        "clean minimiser": clean_minimiser,
        "noise averaged": lambda n, c, y, eta, W, F, G: every_sample(
            lambda s: tuple(
                eq(expectation(W[s], table[s]), uniform_expectation(table[s], y[s], eta, c))
                for table in (F, G)
            ),
            n,
        ),
    }

    def conclusion(n, W, F, G):
        return le(weighted_risk(F, W, n), weighted_risk(G, W, n))

    def prove(p):
        (goal,) = p.goals
        above_one = combine(p.c - 1, p.domain("c")["lower"], (1,))
        margin = below_uniform(p.given("rate"), p.eta, p.c)
        sum_f, sum_g = p.given("symmetric")
        mean_f, mean_g = p.given("noise averaged")
        scaled = combine(
            (p.c - 1) * goal.difference,
            (margin, p.given("clean minimiser")),
            (p.c - 1, average(mean_g, p.n)),
            (1 - p.c, average(mean_f, p.n)),
            (p.eta, average(sum_g, p.n)),
            (-p.eta, average(sum_f, p.n)),
        )
        return quotient(goal.difference, scaled, above_one)
