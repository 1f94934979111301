"""The Bayes-optimal classifier and the unhinged loss under label noise."""

import sympy

from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.theory.domain import (
    Classes,
    Each,
    Label,
    Real,
    Samples,
    Scores,
    Simplex,
    Transitions,
)  # fmt: skip
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
)  # fmt: skip
from lossproof.theory.proof.rules import combine, identity, quotient, reciprocal, sifted, total

LOCUS = "Sec. 2"


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


@patrini2017.claim("bayes-unchanged-symmetric/any-rate", locus=LOCUS, kind="argmin")
class BayesUnchangedSymmetricAnyRate(_Symmetric):
    r"""Symmetric noise of any rate preserves the Bayes classifier.

    The source names no rate where it says this, so this interpretation allows any
    $\eta \in [0, 1]$.

    The noise moves every posterior probability towards the same value, which seems to preserve
    their order. But at the rate at which a label becomes each other class as often as it stays, all
    probabilities are equal, and beyond that rate their order is reversed.
    """


@patrini2017.claim(
    "bayes-unchanged-symmetric",
    title="Symmetric noise of rate below (c − 1)/c preserves the Bayes classifier",
    locus=LOCUS,
    kind="argmin",
    repairs="patrini2017.bayes-unchanged-symmetric/any-rate",
)
class BayesUnchangedSymmetric(_Symmetric):
    r"""Symmetric noise of rate $\eta < \frac{c-1}{c}$ preserves the Bayes-optimal classifier.

    If class $i$ is more probable than class $k$ before the noise, it is more probable after it, and
    a class $j$ as probable as $i$ stays as probable; so the Bayes-optimal classes are the same
    before and after. The source names no rate. As in the works that it cites, a label stays more
    often than it becomes any other class, $\eta < \frac{c-1}{c}$; `any-rate` allows every rate. The
    sentence continues that high-capacity models are robust to "essentially any level of such
    noise", which it says of such models with enough samples.

    The text attributes this to Natarajan et al. (2013) and Menon et al. (2015).
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


@patrini2017.claim(
    "bayes-unchanged-instance/any-matrix",
    title="Any instance-dependent noise preserves the Bayes classifier",
    locus=LOCUS,
    kind="argmin",
)
class BayesUnchangedInstanceAnyMatrix(_Instance):
    r"""Instance-dependent noise of any kind preserves the Bayes-optimal classifier.

    At one instance $x$ with posterior $p$ the noise has its own matrix $T$, here any matrix. Class
    $i$ is Bayes-optimal at $x$ and $k$ is not; the claim is that $k$ stays less probable than $i$
    after the noise.

    It fails because the matrix at a single instance may map one class to another and leave that
    other class unchanged. Within an instance the flip rates of all classes must be equal; rates may
    differ between instances (`label-independent`). It is not enough that each class retains more
    than half of its labels (`bayes-unchanged-instance`).
    """

    given = {"Bayes-optimal": bayes_optimal, "likelier": likelier_class}


@patrini2017.claim(
    "bayes-unchanged-instance",
    title="Instance-dependent noise, T_jj(x) > 1/2, preserves the Bayes classifier",
    locus=LOCUS,
    kind="argmin",
)
class BayesUnchangedInstanceBelowHalf(_Instance):
    r"""The Bayes-optimal classifier is unchanged under instance-dependent noise, at the level
    $T_{jj} > \frac12$ for every class $j$ at the instance.

    The text continues with "essentially any level of such noise"; here each class retains more than
    half of its labels at each instance. At one instance $x$ with posterior $p$ the noise has its
    own matrix $T$; class $i$ is Bayes-optimal and stays more probable than $k$.

    An assumption is missing: that flips do not depend on the label (`label-independent`), as in the
    work that is cited, Menon et al. (2016). Where one class is flipped more often than another, a
    posterior near a tie is turned, however low the rates.
    """

    given = BayesUnchangedInstanceAnyMatrix.given | {
        "rate": lambda c, T: every_class(
            lambda label: gt(T[label][label], sympy.Rational(1, 2)), c
        ),
    }


@patrini2017.claim(
    "bayes-unchanged-instance/label-independent",
    title="Label-independent noise η(x) < (c − 1)/c preserves the Bayes classifier",
    locus=LOCUS,
    kind="argmin",
    repairs=(
        "patrini2017.bayes-unchanged-instance",
        "patrini2017.bayes-unchanged-instance/any-matrix",
        "patrini2017.correction-unnecessary",
    ),
)
class BayesUnchangedInstance(_Instance):
    r"""The Bayes-optimal classifier is unchanged under instance-dependent noise whose flips do not
    depend on the label, of rate $\eta_x < \frac{c-1}{c}$.

    At each instance all classes are flipped alike, as under symmetric noise, and the rate depends
    on the instance.

    As in `bayes-unchanged-symmetric`, a class $i$ that is more probable than $k$ stays so, and a
    class $j$ as probable as $i$ stays as probable: the order of all classes is the same.

    $T$ is the matrix at one instance and $\eta$ the rate there. The rates need to be equal only
    where a label becomes $i$, $j$ or $k$, so only these columns of $T$ are assumed uniform.
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


@patrini2017.claim(
    "unhinged-own-correction",
    title="The unhinged loss is its own noise-corrected loss for η < 1/2",
    locus=LOCUS,
    kind="argmin",
)
class UnhingedOwnCorrection:
    r"""Under symmetric noise of rate $\eta < \frac12$ the unhinged loss, $\ell(y, v) = 1 - y v$, is
    its own noise-corrected loss.

    "Noise corrected" has the meaning that the source defines one sentence earlier: minimising it on
    noisy data is equivalent to minimising the loss itself on clean data. For two scoring functions
    on any samples, with the margins $y v = z$ and $w$, the difference of their risks on noisy data
    is $1 - 2 \eta$ times the difference on clean data. This factor is positive where
    $\eta < \frac12$, so the order and the minimisers are the same. The noisy risk is the
    expectation over the noise. `unbiased` shows that the loss is no unbiased estimate of itself.

    The text attributes this to van Rooyen et al. (2015).
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


@patrini2017.claim(
    "unhinged-own-correction/unbiased",
    title="The unhinged loss is its own unbiased correction under symmetric noise",
    locus=LOCUS,
    kind="id",
)
class UnhingedOwnCorrectionUnbiased(_BinaryUnhinged):
    r"""Under symmetric noise of rate $\eta < \frac12$ the unbiased corrected loss of
    $\ell(y, v) = 1 - y v$ is that loss itself.

    The mean of the corrected loss $b$ over the noisy labels of $y$ is $\ell(y, v)$, as for the
    correction of Natarajan et al. (2013). This interpretation takes "its own" as equality of the
    two losses, which is more than the text says.

    The noise shrinks the margin term of the loss and leaves its constant unchanged. The correction
    must stretch the former and not the latter, so it is no multiple of the loss. The two losses
    differ by a constant and a factor, which have no effect on the minimisers.
    """

    given = {"corrected": corrects_binary, "rate": below_half}

    def conclusion(eta, v, b):
        return every_class(lambda label: eq(b[label], binary_unhinged(v)[label]), 2)


@patrini2017.claim(
    "unhinged-own-correction/affine",
    title="The unbiased correction of the binary unhinged loss ℓ is (ℓ − 2η)/(1 − 2η)",
    locus=LOCUS,
    kind="id",
    repairs="patrini2017.unhinged-own-correction/unbiased",
)
class UnhingedOwnCorrectionAffine(_BinaryUnhinged):
    r"""Under symmetric noise of rate $\eta < \frac12$ the unbiased correction of the binary
    unhinged loss $\ell$ is $\frac{\ell(y, v) - 2\eta}{1 - 2\eta}$: the loss itself up to a constant
    and a positive factor, which change no minimiser.
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


@patrini2017.claim(
    "unhinged-own-correction/classes",
    title="The unbiased correction of 1 − f_y is (1 − f_y − η)/(1 − cη/(c − 1))",
    locus=f"our question, after {LOCUS}",
    kind="id",
)
class UnhingedOwnCorrectionClasses:
    r"""With $c$ classes and uniform noise of rate $\eta < \frac{c-1}{c}$ the unbiased correction of
    the unhinged loss $1 - f_y$ on the simplex is $\frac{1 - f_y - \eta}{m}$, where
    $m = 1 - \frac{\eta c}{c - 1} > 0$.
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
