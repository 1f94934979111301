"""Noisy posteriors do not identify the noise where no example is perfect."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *


def mixed(S, eta):
    """Uniform noise of rate `eta`, then the noise `S`."""
    c = S.size

    def entry(k, j):
        return retained(eta, c) * S[k][j] + eta / (c - 1) * class_sum(lambda m: S[m][j], c)

    return SymbolicVector(lambda k: SymbolicVector(lambda j: entry(k, j), c), c)


def blurred(p, eta):
    """The distribution `p` after uniform noise of rate `eta`."""
    c = p.size
    return SymbolicVector(lambda k: retained(eta, c) * p[k] + eta / (c - 1), c)


@derived.claim("unidentified-noise", "after Patrini et al. (2017), Theorem 3", kind="exists")
class UnidentifiedNoise:
    r"""Without perfect examples (anchor points) the noisy posteriors do not determine the
    transition matrix.

    Where no example is perfect, noisy posteriors do not identify the noise: clean posteriors
    $p(x)$ with noise $T = A S$ and $A^\top p(x)$ with noise $S$ have the same noisy posteriors,
    where $A$ is uniform noise of any rate $0 < \eta < 1$; $T_{ii} < S_{ii}$.

    Part of the apparent noise may be in the class posteriors themselves, and no observation shows
    how much: not all points, exact probabilities and any number of samples together. $S$ is any
    noise whose diagonal is the only maximum of column $i$, and $p$ the clean posterior at any
    point, perfect or not. Under the second explanation no example is perfect. Where perfect
    examples of every class are assumed the noise is identified
    (`patrini2017.estimate-from-noisy/column-maximum`), and the explanation with the most noise is
    chosen.
    """

    c = Classes(tried=(2, 3))
    i, j = Label(c), Label(c)
    p, S = Simplex(c), Transitions(c)
    eta = Real(0, 1, open="both")

    given = {
        "column maximum": lambda c, i, S: only_largest(SymbolicVector(lambda k: S[k][i], c), i, c),
    }

    def conclusion(i, j, p, S, eta):
        first, second = noisy_posterior(p, mixed(S, eta)), noisy_posterior(blurred(p, eta), S)
        return (
            eq(first[j], second[j]),
            lt(mixed(S, eta)[i][i], S[i][i]),
            lt(blurred(p, eta)[i], 1),
        )

    def prove(p):
        same, less, imperfect = p.goals
        c, i, eta = p.c, p.i, p.eta
        rest = p.domain("eta")["upper"]
        more = combine(c - 2, p.domain("c")["lower"])
        two = combine(c - 1, more, positive(1))
        chance = {
            name: p.domain("p")[name].at(ANY_CLASS, i) for name in ("nonnegative", "at most 1")
        }

        def gap(apart):
            unequal = no_delta(apart, ANY_CLASS, i)
            return combine(p.S[i][i] - p.S[ANY_CLASS][i], p.given("column maximum"), (-1, unequal))

        others = weighted_others(positive(1), i, c, gap, two)
        total = class_sum(lambda m: p.S[m][p.j], c)
        scaled = combine(
            (c - 1) * imperfect.difference,
            (eta, rest),
            (eta**2, chance["nonnegative"]), ((1 - eta) ** 2, chance["at most 1"]),
            (eta, chance["nonnegative"], more), (chance["at most 1"], more),
        )  # fmt: skip
        return (
            combine(same.difference, (p.domain("p")["total"], eta / (c - 1) * total)),
            combine(less.difference, (eta, others, reciprocal(two))),
            quotient(imperfect.difference, scaled, two),
        )
