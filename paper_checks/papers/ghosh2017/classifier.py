"""What noise leaves of the Bayes-optimal classifier and of the unhinged loss."""

import sympy

from lossproof.paper_checks.papers.ghosh2017 import ghosh2017
from lossproof.theory.domain import (
    Classes,
    Each,
    Label,
    Real,
    Samples,
    Scores,
    Simplex,
    Transitions,
)
from lossproof.theory.language import (
    ANY_CLASS,
    SymbolicVector,
    Vector,
    eq,
    every_class,
    ge,
    gt,
    lt,
    sample_mean,
)
from lossproof.theory.language.terms import sampled_value
from lossproof.theory.lemmas import below_uniform
from lossproof.theory.losses import (
    noisy_posterior,
    retained,
    unhinged,
    uniform_expectation,
    uniform_row,
)
from lossproof.theory.proof.rules import combine, identity, quotient, reciprocal, sifted, total

LOCUS = "Patrini et al. (2017), Sec. 2"


def below_chance(c, eta):
    return lt(eta, (c - 1) / c)


def likelier_class(i, k, p):
    return gt(p[i], p[k])


class _Symmetric:
    c = Classes()
    i, j, k = Label(c), Label(c), Label(c)
    eta = Real(0, 1)
    p = Simplex(c)

    given = {"likelier": likelier_class, "tied": lambda i, j, p: eq(p[i], p[j])}

    def conclusion(c, i, j, k, eta, p):
        first, tied, behind = (uniform_expectation(p, label, eta, c) for label in (i, j, k))
        return gt(first, behind), eq(first, tied)


@ghosh2017.claim(
    "bayes-unchanged-symmetric/any-rate",
    title="Symmetric noise of any rate keeps Bayes' choice",
    locus=LOCUS,
    kind="argmin",
)
class BayesUnchangedSymmetricAnyRate(_Symmetric):
    r"""The Bayes-optimal classifier is unchanged under symmetric noise of any rate.

    No rate is named where it is said, so any $\eta \in [0, 1]$ is allowed here.

    The noise moves every posterior towards the same value, which keeps their order. The catch:
    once a label becomes each other class as often as it stays, the order is lost, and beyond that
    rate it turns round.
    """


@ghosh2017.claim(
    "bayes-unchanged-symmetric",
    title="The Bayes classifier is unchanged under symmetric noise",
    locus=LOCUS,
    kind="argmin",
    repairs="ghosh2017.bayes-unchanged-symmetric/any-rate",
)
class BayesUnchangedSymmetric(_Symmetric):
    r"""The Bayes-optimal classifier is unchanged under symmetric noise.

    A class $i$ that is likelier than another, $k$, before the noise is likelier after it, and one
    that is as likely, $j$, stays so; then the Bayes-optimal classes are the same before and after.
    No rate is named; as in the works that are cited, a label keeps its class more often than it
    becomes any other one, $\eta < \frac{c-1}{c}$. For every rate see `any-rate`. The sentence goes
    on that high-capacity models are robust to "essentially any level of such noise", which is said
    of them, with samples enough.

    Patrini et al. report it of Natarajan et al. (2013) and Menon et al. (2015), not of Ghosh et al.
    """

    given = _Symmetric.given | {"rate": below_chance}

    def prove(p):
        order, ties = p.goals
        share = reciprocal(combine(p.c - 1, p.domain("c")["lower"], (1,)))
        margin = below_uniform(p.given("rate"), p.eta, p.c)
        return (
            combine(order.difference, (share, margin, p.given("likelier"))),
            combine(ties.difference, (retained(p.eta, p.c), p.given("tied"))),
        )


class _Instance:
    c = Classes(tried=(2, 3))
    i, k = Label(c), Label(c)
    p, T = Simplex(c), Transitions(c)

    def conclusion(i, k, p, T):
        noisy = noisy_posterior(p, T)
        return gt(noisy[i], noisy[k])


def bayes_optimal(c, i, p):
    return every_class(lambda label: ge(p[i], p[label]), c)


@ghosh2017.claim(
    "bayes-unchanged-instance/any-matrix",
    title="The same with any noise at the instance",
    locus=LOCUS,
    kind="argmin",
)
class BayesUnchangedInstanceAnyMatrix(_Instance):
    r"""The Bayes-optimal classifier is unchanged under instance-dependent noise of any kind.

    At one instance $x$ with posterior $p$ the noise has a matrix $T$ of its own, here any. Class
    $i$ is Bayes-optimal at $x$ and $k$ is not; then $k$ stays behind $i$ after the noise.

    The catch is that the matrix at a single instance may send one class to another and leave that
    one alone. What has to be equal at the instance are the rates of its classes, not the rates of
    different instances: see the repair. That the matrix keeps more than half of each class does not
    help: see `below-half`.
    """

    given = {"Bayes-optimal": bayes_optimal, "likelier": likelier_class}


@ghosh2017.claim("bayes-unchanged-instance/below-half", locus=LOCUS, kind="argmin")
class BayesUnchangedInstanceBelowHalf(_Instance):
    r"""The same, with $T_{jj} > \frac12$ for every class $j$ at the instance.

    A bound on the level: each class keeps more than half of its labels. That does not help where
    the posterior itself is close to a tie.
    """

    given = BayesUnchangedInstanceAnyMatrix.given | {
        "rate": lambda c, T: every_class(
            lambda label: gt(T[label][label], sympy.Rational(1, 2)), c
        ),
    }


@ghosh2017.claim(
    "bayes-unchanged-instance",
    title="Symmetric noise of a rate by instance keeps Bayes' choice",
    locus=LOCUS,
    kind="argmin",
    repairs=(
        "ghosh2017.bayes-unchanged-instance/any-matrix",
        "ghosh2017.bayes-unchanged-instance/below-half",
    ),
)
class BayesUnchangedInstance(_Instance):
    r"""The Bayes-optimal classifier is unchanged under symmetric noise, even if it is instance
    dependent.

    "Even" carries the symmetric noise of the sentence on: at each instance no class is confused
    more than another, and the rate $\eta_x < \frac{c-1}{c}$ depends on the instance, as it is in
    the work that is cited, Menon et al. (2016); Ghosh et al. do not say it. Any noise at an
    instance is the reading `any-matrix`.

    As in `bayes-unchanged-symmetric`, a class $i$ that is likelier than another, $k$, stays so, and
    one that is as likely, $j$, stays that: the order of all classes is the same.

    $T$ is the matrix at one instance and $\eta$ the rate there. The rates have to be equal only
    where a label becomes $i$, $j$ or $k$, so only those columns of $T$ are asked to be the uniform
    ones.
    """

    eta = Real(0, 1)
    j = Label(_Instance.c)

    def _equal_rates(c, i, j, k, eta, T):
        def equal(label):
            row = uniform_row(label, eta, c)
            return tuple(eq(T[label][noisy], row[noisy]) for noisy in (i, j, k))

        return every_class(equal, c)

    given = {
        "likelier": likelier_class,
        "tied": lambda i, j, p: eq(p[i], p[j]),
        "equal rates": _equal_rates,
        "rate": below_chance,
    }

    def conclusion(i, j, k, p, T):
        noisy = noisy_posterior(p, T)
        return gt(noisy[i], noisy[k]), eq(noisy[i], noisy[j])

    def prove(p):
        order, ties = p.goals
        c, clean = p.c, p.p[ANY_CLASS]
        share = reciprocal(combine(c - 1, p.domain("c")["lower"], (1,)))
        margin = below_uniform(p.given("rate"), p.eta, c)

        def noisy(equal, label, sign):
            mixed = total(combine(clean * equal.expr, (clean, equal)), c)
            return (sign, mixed), (sign * retained(p.eta, c), sifted(clean, label, c))

        first, tied, behind = p.given("equal rates")
        own = noisy(first, p.i, 1)
        return (
            combine(
                order.difference,
                (share, margin, p.given("likelier")),
                *own,
                *noisy(behind, p.k, -1),
            ),
            combine(
                ties.difference,
                (retained(p.eta, c), p.given("tied")),
                *own,
                *noisy(tied, p.j, -1),
            ),
        )


def corrects(corrected, losses, eta, c):
    """The corrected loss, averaged over the noise on any label, is the loss on that label."""
    return every_class(
        lambda label: eq(uniform_expectation(corrected, label, eta, c), losses[label]), c
    )


def binary_unhinged(v):
    """The unhinged loss `1 - y v` of the score `v` under the labels +1 and -1, in this order."""
    return Vector((1 - v, 1 + v))


def losses_of(f, c):
    """The unhinged loss of the output `f` under every label."""
    return SymbolicVector(lambda j: unhinged(f[j]), c)


class _BinaryUnhinged:
    eta, v = Real(0, 1), Real()
    b = Scores(2)


def corrects_binary(eta, v, b):
    return corrects(b, binary_unhinged(v), eta, sympy.Integer(2))


def below_half(eta):
    return lt(eta, sympy.Rational(1, 2))


def margin_risk(z, n):
    """The mean unhinged loss of the margins `z`."""
    return sample_mean(lambda i: 1 - z[i], n)


def noisy_margin_risk(z, eta, n):
    """The same where each label is flipped, and with it the sign of the margin, at rate `eta`."""
    return sample_mean(lambda i: sampled_value((1 - z[i], 1 + z[i]), (1 - eta, eta)), n)


@ghosh2017.claim(
    "unhinged-own-correction",
    title="The unhinged loss is its own noise-corrected loss",
    locus=LOCUS,
    kind="argmin",
)
class UnhingedOwnCorrection:
    r"""The unhinged loss, $\ell(y, v) = 1 - y v$, is its own noise-corrected loss.

    "Noise corrected" is meant as it is defined one sentence earlier: minimising it on noisy data
    is equivalent to minimising the loss itself on clean data. So for two scores of any samples,
    with the margins $y v = z$ and $w$, the risks on noisy data differ by what they differ by on
    clean data, times $1 - 2 \eta$. That is a positive number where $\eta < \frac12$: the order is
    the same, and so are the minimisers. The noise is symmetric, and averaged. That the loss is no
    unbiased estimate of itself is `unbiased`.

    Patrini et al. report it of van Rooyen et al. (2015), not of Ghosh et al.
    """

    n, eta = Samples(), Real(0, 1)
    z, w = Each(n, Real()), Each(n, Real())

    def conclusion(n, eta, z, w):
        noisy = noisy_margin_risk(w, eta, n) - noisy_margin_risk(z, eta, n)
        clean = margin_risk(w, n) - margin_risk(z, n)
        return eq(noisy, (1 - 2 * eta) * clean)

    def prove(p):
        (goal,) = p.goals
        return identity(goal.lhs, goal.rhs)


@ghosh2017.claim(
    "unhinged-own-correction/unbiased",
    title="The unhinged loss is the unbiased estimate of itself",
    locus=LOCUS,
    kind="id",
)
class UnhingedOwnCorrectionUnbiased(_BinaryUnhinged):
    r"""The corrected loss of $\ell(y, v) = 1 - y v$ that is unbiased is that loss itself.

    The noise is symmetric, of rate $\eta < \frac12$. The corrected loss $b$ has the mean
    $\ell(y, v)$ over the noisy labels of $y$, as that of Natarajan et al. (2013) has; "its own" is
    read as an equality of the two losses, which is more than the text says of it.

    The noise shrinks the margin term of the loss and leaves its constant alone. The correction has
    to stretch the one and not the other, so it is no multiple of the loss; the two differ by a
    constant and a factor, which have no effect on the minimisers.
    """

    given = {"corrected": corrects_binary, "rate": below_half}

    def conclusion(eta, v, b):
        return every_class(lambda label: eq(b[label], binary_unhinged(v)[label]), 2)


@ghosh2017.claim(
    "unhinged-own-correction/affine",
    title="The corrected unhinged loss is (ℓ − 2η)/(1 − 2η)",
    locus=LOCUS,
    kind="id",
    repairs="ghosh2017.unhinged-own-correction/unbiased",
)
class UnhingedOwnCorrectionAffine(_BinaryUnhinged):
    r"""The corrected unhinged loss is $\frac{\ell(y, v) - 2\eta}{1 - 2\eta}$: the loss itself up to
    a constant and a positive factor, which change no minimiser.
    """

    given = {"corrected": corrects_binary, "rate": below_half}

    def conclusion(eta, v, b):
        kept, losses = 1 - 2 * eta, binary_unhinged(v)
        affine = every_class(lambda label: eq(b[label], (losses[label] - 2 * eta) / kept), 2)
        return affine, gt(1 / kept, 0)

    def prove(p):
        *equal, factor = p.goals
        kept = combine(1 - 2 * p.eta, (2, p.given("rate")))
        inverse, own, other = reciprocal(kept), 1 - p.eta, -p.eta
        first, second = p.given("corrected")
        return (
            combine(equal[0].difference, (own, inverse, first), (other, inverse, second)),
            combine(equal[1].difference, (own, inverse, second), (other, inverse, first)),
            combine(factor.difference, inverse),
        )


@ghosh2017.claim(
    "unhinged-own-correction/classes",
    title="With c classes the corrected 1 − f_y is (1 − f_y − η)/m",
    locus=f"our question, after {LOCUS}",
    kind="id",
)
class UnhingedOwnCorrectionClasses:
    r"""The same with $c$ classes: the corrected loss of $1 - f_y$ on the simplex is
    $\frac{1 - f_y - \eta}{m}$, $m = 1 - \frac{\eta c}{c - 1} > 0$, if $\eta < \frac{c-1}{c}$.
    """

    c = Classes()
    eta = Real(0, 1)
    f, b = Simplex(c), Scores(c)

    given = {
        "corrected": lambda c, eta, f, b: corrects(b, losses_of(f, c), eta, c),
        "rate": below_chance,
    }

    def conclusion(c, eta, f, b):
        kept, losses = retained(eta, c), losses_of(f, c)
        affine = every_class(lambda label: eq(b[label], (losses[label] - eta) / kept), c)
        return affine, gt(kept, 0)

    def prove(p):
        equal, factor = p.goals
        c, eta, corrected = p.c, p.eta, p.given("corrected")
        others = combine(c - 1, p.domain("c")["lower"], (1,))
        margin = below_uniform(p.given("rate"), eta, c)
        inverse = reciprocal(margin)
        summed = combine(p.b.total() - (c - 1), total(corrected, c), (-1, p.domain("f")["total"]))
        return (
            combine(equal.difference, (c - 1, inverse, corrected), (-eta, inverse, summed)),
            quotient(factor.difference, margin, others),
        )
