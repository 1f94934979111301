"""Section 2: the Bayes-optimal classifier under label noise."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017

section_2 = patrini2017.at("Sec. 2")


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


@section_2.claim("bayes-unchanged-symmetric/any-rate", kind="argmin")
class BayesUnchangedSymmetricAnyRate(_Symmetric):
    r"""Symmetric noise of any rate preserves the Bayes classifier.

    The source names no rate where it says this, so this interpretation allows any
    $\eta \in [0, 1]$.

    The noise moves every posterior probability towards the same value, which seems to preserve
    their order. But at the rate at which a label becomes each other class as often as it stays, all
    probabilities are equal, and beyond that rate their order is reversed.
    """


@section_2.claim(
    "bayes-unchanged-symmetric",
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


class _Instance:
    c = Classes(tried=(2, 3))
    i, k = Label(c), Label(c)
    p, T = Simplex(c), Transitions(c)

    def conclusion(i, k, p, T):
        noisy = noisy_posterior(p, T)
        return gt(noisy[i], noisy[k])


def bayes_optimal(c, i, p):
    return every_class(lambda label: ge(p[i], p[label]), c)


@section_2.claim("bayes-unchanged-instance/any-matrix", kind="argmin")
class BayesUnchangedInstanceAnyMatrix(_Instance):
    r"""Instance-dependent noise of any kind preserves the Bayes classifier.

    At one instance $x$ with posterior $p$ the noise has its own matrix $T$, here any matrix. Class
    $i$ is Bayes-optimal at $x$ and $k$ is not; the claim is that $k$ stays less probable than $i$
    after the noise.

    It fails because the matrix at a single instance may map one class to another and leave that
    other class unchanged. Within an instance the flip rates of all classes must be equal; rates may
    differ between instances (`label-independent`). It is not enough that each class retains more
    than half of its labels (`bayes-unchanged-instance`).
    """

    given = {"Bayes-optimal": bayes_optimal, "likelier": likelier_class}


@section_2.claim("bayes-unchanged-instance", kind="argmin")
class BayesUnchangedInstanceBelowHalf(_Instance):
    r"""Instance-dependent noise that keeps more than half of each class's labels at every instance
    preserves the Bayes classifier.

    The Bayes-optimal classifier is unchanged under instance-dependent noise, at the level
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


@section_2.claim(
    "bayes-unchanged-instance/label-independent",
    kind="argmin",
    repairs=(
        "patrini2017.bayes-unchanged-instance",
        "patrini2017.bayes-unchanged-instance/any-matrix",
        "patrini2017.correction-unnecessary",
    ),
)
class BayesUnchangedInstance(_Instance):
    r"""Instance-dependent noise whose flips do not depend on the label, of rate η(x) < (c − 1)/c,
    preserves the Bayes classifier.

    At each instance all classes have the same flip rate, as under symmetric noise, and the rate
    depends on the instance.

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
