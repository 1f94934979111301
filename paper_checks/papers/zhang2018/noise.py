"""Sections 3.1 and 4.2: uniform noise by drawing labels, and the effect of noise on CCE."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018


def resampled(scores, label, eta, member, size, c):
    """The expected score when, with probability `eta`, the label is drawn anew.

    The draw is uniform over a set of `size` labels; `member(j)` is 1 for those in it and 0 for
    the others.
    """
    kept = SymbolicVector(lambda j: (1 - eta) * sympy.KroneckerDelta(j, label), c)
    return expectation(SymbolicVector(lambda j: kept[j] + eta * member(j) / size, c), scores)


def from_all_labels(c, y, eta, v):
    return resampled(v, y, eta, lambda j: 1, c, c)


class _Resampling:
    c = Classes()
    y = Label(c)
    eta = Real(0, 1)


@zhang2018.claim("uniform-by-resampling", "Sec. 4.2")
class UniformByResampling(_Resampling):
    r"""Replacing a label with probability η by a uniform draw from the c − 1 other classes is
    uniform noise of rate η.

    A random label, sampled uniformly in place of the true one, realises the uniform noise of
    Sec. 3.1: $\eta_{jj} = 1 - \eta$, and $\frac{\eta}{c-1}$ elsewhere.

    A label is replaced, with probability $\eta$, by one drawn uniformly from the $c - 1$ others:
    "mapping a true label to a random label" leaves open whether the new label may be the true one,
    in which case the rate would not be $\eta$ (`all-labels`). The process has two random steps,
    whether the label is replaced and by which label; the statement gives the probabilities of the
    label `y` itself and of another one, `k`, after both.
    """

    k = Label(_Resampling.c)
    given = {"another class": lambda y, k: different(y, k)}

    def _chance(c, y, eta, label):
        """Of `label`: the label stays, or it is drawn from the others."""
        hit = SymbolicVector(lambda j: sympy.KroneckerDelta(j, label), c)
        others = SymbolicVector(lambda j: (1 - sympy.KroneckerDelta(j, y)) / (c - 1), c)
        return (1 - eta) * hit[y] + eta * expectation(others, hit)

    def conclusion(c, y, k, eta):
        own, other = (UniformByResampling._chance(c, y, eta, label) for label in (y, k))
        return eq(own, 1 - eta), eq(other, eta / (c - 1))


@zhang2018.claim("uniform-by-resampling/all-labels", "Sec. 4.2")
class UniformByResamplingAllLabels(_Resampling):
    r"""Replacing a label with probability η by a uniform draw from all c classes is uniform noise
    of rate η.

    It does not, because the draw may return the true label. Fewer labels change than the noise rate
    says; the statement holds for the rate at which they do (`effective-rate`), or for a draw from
    the other labels alone. Two distributions of the noisy label agree if they give every table of
    scores the same mean.
    """

    v = Scores(_Resampling.c)

    def conclusion(c, y, eta, v):
        return eq(from_all_labels(c, y, eta, v), uniform_expectation(v, y, eta, c))


@zhang2018.claim(
    "uniform-by-resampling/effective-rate",
    "Sec. 4.2",
    repairs="zhang2018.uniform-by-resampling/all-labels",
)
class UniformByResamplingEffectiveRate(_Resampling):
    r"""Replacing a label with probability η by a uniform draw from all c classes is uniform noise
    of rate η(c − 1)/c.
    """

    v = Scores(_Resampling.c)
    rho = Real(0, 1)
    given = {"rho = eta (c - 1)/c": lambda c, eta, rho: eq(rho, eta * (c - 1) / c)}

    def conclusion(c, y, eta, rho, v):
        return eq(from_all_labels(c, y, eta, v), uniform_expectation(v, y, rho, c))


def uniform_cce(u, eta, c):
    """The expected CCE of the output with `u` at the label and the rest shared equally."""
    return sampled_value((cce(u), cce((1 - u) / (c - 1))), (1 - eta, eta))


@zhang2018.claim("cce-sensitive", "Sec. 3.1", kind="order")
class CceSensitive:
    r"""CCE is not noise tolerant: averaged uniform noise of any rate can change the minimiser of
    its risk.

    Sensitive is the opposite of noise tolerant in the paper's sense: a minimiser of the clean risk
    need not minimise the noisy risk. At any rate of uniform noise and any number of classes,
    compare a confident output, $f_y = 1 - \frac{\eta}{2}$, with the less confident $g_y = 1 -
    \eta$, the remaining probability shared equally and the noise averaged: the clean risk prefers
    $f$, the noisy one $g$. Both may predict the same class; see `unrestricted`. The paper names as
    the reason that CCE is nonsymmetric and unbounded; this claim does not decide the reason.
    """

    c = Classes()
    eta = Real(0, 1, open="both")

    def conclusion(c, eta):
        f, g = 1 - eta / 2, 1 - eta
        return (
            lt(cce(f), cce(g)),
            gt(uniform_cce(f, eta, c), uniform_cce(g, eta, c)),
        )


@zhang2018.claim("cce-sensitive/unrestricted", "our question, after Sec. 3.1", kind="argmin")
class CceSensitiveUnrestricted:
    r"""Under uniform noise η < (c−1)/c the expected CCE is least at the noisy posterior, which
    still predicts the clean label.

    This is our statement, not the paper's. Where the class of outputs is not restricted, noise
    preserves the predicted class of CCE, but not the one-hot output that minimises the clean risk.
    """

    c = Classes()
    y = Label(c)
    eta = Real(0, 1, open="both")
    f = Simplex(c, interior=True)

    given = {"rate": lambda c, eta: lt(eta, (c - 1) / c)}

    def conclusion(c, y, eta, f):
        losses = SymbolicVector(lambda j: cce(f[j]), c)
        return (
            le(uniform_cce(1 - eta, eta, c), uniform_expectation(losses, y, eta, c)),
            gt(1 - eta, eta / (c - 1)),
        )

    def prove(p):
        c, eta, y = p.c, p.eta, p.y
        cross_entropy, same_class = p.goals
        upper, entry = p.domain("eta")["upper"], p.domain("f")["nonnegative"]
        others = combine(c - 1, p.domain("c")["lower"], (1,))
        each = combine(eta / (c - 1), (eta, reciprocal(others)))

        def log_ratio(entry, posterior):
            ratio = combine(entry.expr / posterior.expr, (entry, reciprocal(posterior)))
            split = log_quotient(entry, posterior)
            goal = ratio.expr - 1 - sympy.log(entry.expr) + sympy.log(posterior.expr)
            return combine(goal, log_bound(ratio), split)

        elsewhere = weighted_others(positive(1), y, c, lambda apart: log_ratio(entry, each))
        return (
            combine(
                cross_entropy.difference,
                (upper, log_ratio(entry.at(ANY_CLASS, y), upper)),
                (each, elsewhere),
                (-1, p.domain("f")["total"]),
            ),
            combine(same_class.difference, (c, reciprocal(others), p.given("rate"))),
        )
