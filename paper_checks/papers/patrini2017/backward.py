"""Theorem 1: the backward correction."""

import sympy

from paper_checks.claims import Comparison
from paper_checks.papers.patrini2017 import patrini2017
from paper_checks.papers.simulated import losses, points, population
from theory.domain import Classes, Scores, Simplex, Transitions
from theory.language import ANY_ROW, SymbolicVector, eq, every_sample
from theory.losses import expectation, label_losses
from theory.noise import TransitionMatrix
from theory.proof.rules import combine, summed

ETA = "2/5"


def circulant(c, ahead="1/5", behind="1/10"):
    """Flips to the next class with one probability, to the previous one with another."""
    p, q = sympy.Rational(ahead), sympy.Rational(behind)
    row = [1 - p - q, p, *[0] * (c - 3), q]
    return TransitionMatrix.from_rows([[str(e) for e in row[-i:] + row[:-i]] for i in range(c)])


def transposed(c):
    return circulant(c, "1/10", "1/5")


def uniform(c):
    return TransitionMatrix.uniform(ETA, c)


def uniform_over_all(c):
    """`eta / c` off the diagonal, where `eta / (c - 1)` is right."""
    return TransitionMatrix.resampled(ETA, c)


def at_points(loss, noise, c):
    """The losses of every point of the population, plain and corrected, with its chance."""
    T = sympy.Matrix(noise.rows)
    found = []
    for chances, outputs in points(c):
        L = [label_losses(outputs, loss.expression)[j] for j in range(c)]
        weight = sum(chances)
        posterior = [chance / weight for chance in chances]
        B = [*T.LUsolve(sympy.Matrix(L))]
        found.append((weight, {"c": c, "posterior": posterior, "T": T.tolist(), "L": L, "B": B}))
    return found


@patrini2017.claim("backward-unbiased", locus="Theorem 1", kind="id")
class BackwardUnbiased:
    r"""$\forall x:\ \mathbb{E}_{\tilde y|x}\, \ell^{\leftarrow}(\tilde y, \hat p) =
    \mathbb{E}_{y|x}\, \ell(y, \hat p)$ where $\ell^{\leftarrow} = T^{-1} \ell$ and $T$ is
    non-singular.

    $L$ and $B$ hold the loss and the corrected loss at one $x$ under every label. That $B$ is
    $T^{-1} L$ is said as $T B = L$, which is the same where $T$ is non-singular and all that is
    used of it. The clean label given $x$ has any distribution, `posterior`, and the noisy label is
    drawn from the row of $T$ that belongs to it; the noise is averaged.

    The simulation draws clean and noisy labels over a population of several points and compares
    the corrected risk with the exact clean one, for CCE, MAE and Lq.
    """

    c = Classes(tried=(2, 3))
    posterior, T = Simplex(c), Transitions(c)
    L, B = Scores(c), Scores(c)

    given = {
        "corrected": lambda c, T, L, B: every_sample(lambda i: eq(expectation(T[i], B), L[i]), c)
    }

    def conclusion(c, posterior, T, L, B):
        noisy = expectation(posterior, SymbolicVector(lambda i: expectation(T[i], B), c))
        return eq(noisy, expectation(posterior, L))

    def prove(p):
        chance, corrected = p.posterior[ANY_ROW], p.given("corrected")
        each = combine(chance * corrected.expr, (chance, corrected))
        return combine(p.goals[0].difference, summed(each, ANY_ROW, p.c))

    def simulate(seed, alpha, *, by=(circulant, uniform), sign=1, clip=0.0, margin=0.1):
        from simulate.intervals import Interval
        from simulate.problem import RiskProblem
        from simulate.risk import Sample, risks

        for c in (3, 10):
            law, trained = population(c), losses("cce", "mae", "lq")
            noises = [circulant(c), uniform(c)]

            def drawn(problem, claim):
                way = Sample(drawn=True, half_width=margin / 2, samples=5 * 10**5, seed=seed,
                             claim=claim)  # fmt: skip
                return risks(problem, way, alpha=alpha / 4).interval

            clipped = population(c, clip)
            matrices = [matrix(c) for matrix in by]
            problem = RiskProblem(clipped, trained, noises, "backward", corrected_by=matrices)
            found = drawn(problem, "patrini2017.backward-unbiased")
            if sign < 0:
                plain = drawn(
                    RiskProblem(clipped, trained, noises), "patrini2017.backward-unbiased plain"
                )
                found = Interval(2 * plain.low - found.high, 2 * plain.high - found.low)
            found = Interval(found.low[:, 1:], found.high[:, 1:])
            clean = risks(RiskProblem(law, trained, noises)).clean
            yield Comparison(
                f"c = {c}: CCE, MAE and Lq with q = 7/10 under circulant and uniform noise",
                found, clean[:, None], margin,
                at=[None, None, *(at_points(trained[1], T, c) for T in noises), None, None],
            )  # fmt: skip

    faults = {
        "transposed T": {"by": (transposed, uniform)},
        "eta/c for eta/(c-1)": {"by": (circulant, uniform_over_all)},
        "the correction with the other sign": {"sign": -1},
        "outputs clipped at 1/10": {"clip": 0.1},
    }
