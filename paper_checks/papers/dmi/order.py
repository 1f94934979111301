"""The effect of noise on the order of classifiers by determinant-based mutual information.

A classifier is given by `H[y][j][k] = P(h(X) = k | Y = y, noisy Y = j)`. Every such family is the
law of some randomised output that may look at both labels.
"""

from lossproof.paper_checks.papers.dmi import dmi as paper
from lossproof.paper_checks.papers.dmi.output_law import (
    clean_size,
    given_label,
    independent,
    noisy_size,
    with_clean,
    with_noisy,
)
from lossproof.paper_checks.papers.notation import *
from lossproof.theory.information import dmi

HALF = sympy.Rational(1, 2)


def clean(prior, H):
    """DMI of label and output, for `H[y][k] = P(h(X) = k | Y = y)`."""
    return dmi(response_joint(prior, H))


def same_order(prior, H, G, T):
    """A strict order of `H` and `G` by DMI on clean labels and on noisy ones."""
    return iff(
        gt(dmi(with_clean(prior, T, H)), dmi(with_clean(prior, T, G))),
        gt(dmi(with_noisy(prior, T, H)), dmi(with_noisy(prior, T, G))),
    )


class NoisyOrder:
    c = Classes(tried=(2, 3))
    prior = Simplex(c)
    H, G = Each(c, Transitions(c)), Each(c, Transitions(c))
    T = Transitions(c)

    given = {"independent given Y": lambda c, H, G: (independent(c, H), independent(c, G))}


def scaled(p, H, same):
    """The clean DMI and the noisy one, with `noisy == clean |det T|`; `same` is independence."""
    before, after = dmi(with_clean(p.prior, p.T, H)), dmi(with_noisy(p.prior, p.T, H))
    clean_part, noisy_part = clean_size(p, H, same), noisy_size(p, H, same)
    split = size_of_product(response_joint(p.prior, given_label(H)), p.T)
    size = dmi(p.T)
    kept = combine(after - before * size, noisy_part, split, (clean_part, -size))
    return before, after, kept


@paper.claim(
    "dmi-order",
    "Eq. 30, with det T ≠ 0",
    kind="order",
    repairs=("li.dmi-order", "dmi.mi-order/above-half"),
)
class DmiOrder(NoisyOrder):
    r"""If outputs are independent of the noise given the clean label, a non-singular transition
    matrix preserves the order of classifiers by DMI.

    Both hypotheses are needed; `only-non-singular` shows that the second is needed for every two
    classifiers whose DMI on clean labels differs. Outputs that are not independent of the noise
    given the label, such as those of classifiers trained on the same noisy labels, may have any
    order; `li.conditional-independence` says which outputs are independent. The noise need not be
    mild: with $\det T \ne 0$ most labels may be wrong, or nearly all. `above-half` is a condition
    that is easier to verify for a data set.
    """

    given = NoisyOrder.given | {"T is not singular": lambda T: gt(dmi(T), 0)}
    conclusion = same_order

    def prove(p):
        (goal,) = p.goals
        noise, alike = p.given("T is not singular"), p.given("independent given Y")
        (one, seen, first), (other, unseen, second) = map(scaled, (p, p), (p.H, p.G), alike)
        before, after = one - other, seen - unseen

        def above(order):
            kept = combine(after, (order, noise), first, (second, -1))
            return combine(goal.difference, decided(before, order), (decided(after, kept), -1))

        def below(order):
            kept = combine(-after, (order, noise), (first, -1), second)
            return combine(goal.difference, decided(before, order), (decided(after, kept), -1))

        return cases(before, above, below, strict=True)


@paper.claim("dmi-order/only-non-singular", "our question, Eq. 30", kind="order")
class DmiOrderOnlyNonSingular(NoisyOrder):
    r"""If outputs are independent of the noise given the clean label, noise preserves every strict
    order by DMI iff its transition matrix is non-singular.

    If one of two classifiers has a larger DMI on clean labels, it has a larger DMI on noisy
    labels if and only if $\det T \ne 0$.

    This holds for any two classifiers whose outputs are independent of the noise given the label:
    under singular noise every classifier has DMI 0. Two classifiers with different DMI exist if
    every class occurs, namely the truth and a constant output; if some class does not occur, every
    classifier has DMI 0 on clean labels too.
    """

    given = NoisyOrder.given | {
        "clean order": lambda prior, H, G, T: gt(
            dmi(with_clean(prior, T, H)), dmi(with_clean(prior, T, G))
        )
    }

    def conclusion(prior, H, G, T):
        return iff(gt(dmi(with_noisy(prior, T, H)), dmi(with_noisy(prior, T, G))), gt(dmi(T), 0))

    def prove(p):
        (goal,) = p.goals
        order, alike, size = p.given("clean order"), p.given("independent given Y"), dmi(p.T)
        (_, seen, first), (_, unseen, second) = map(scaled, (p, p), (p.H, p.G), alike)
        after = seen - unseen

        def above(noise):
            kept = combine(after, (order, noise), first, (second, -1))
            return combine(goal.difference, decided(after, kept), (decided(size, noise), -1))

        def below(noise):
            tied = combine(-after, (order, noise), (first, -1), second)
            return combine(goal.difference, decided(after, tied), (decided(size, noise), -1))

        return cases(size, above, below, strict=True)


@paper.claim("dmi-order/from-noisy", "our question, Eq. 30, one direction", kind="order")
class DmiOrderFromNoisy(NoisyOrder):
    r"""If outputs are independent of the noise given the clean label, a strict order of two
    classifiers by DMI on noisy labels holds on clean labels.

    If both outputs are independent of the noise given the label, a strict order by DMI on noisy
    labels holds on clean labels too: $\mathrm{DMI}(h(X), \tilde Y) > \mathrm{DMI}(h'(X), \tilde Y)$
    implies $\mathrm{DMI}(h(X), Y) > \mathrm{DMI}(h'(X), Y)$.

    This direction holds for any noise; only the other direction of the equivalence needs
    $\det T \ne 0$. It does not apply to an order observed on the labels on which the classifiers
    were trained, as they may have learnt the noise.
    """

    given = NoisyOrder.given | {
        "noisy order": lambda prior, H, G, T: gt(
            dmi(with_noisy(prior, T, H)), dmi(with_noisy(prior, T, G))
        )
    }

    def conclusion(prior, H, G, T):
        return gt(dmi(with_clean(prior, T, H)), dmi(with_clean(prior, T, G)))

    def prove(p):
        alike, size = p.given("independent given Y"), dmi(p.T)
        (larger, _, first), (smaller, _, second) = map(scaled, (p, p), (p.H, p.G), alike)
        seen = combine((larger - smaller) * size, p.given("noisy order"), (first, -1), second)

        def above(order):
            return order

        def below(order):
            absurd = combine(-1, (order, size, reciprocal(seen)))
            return combine(larger - smaller, (larger,), (absurd, smaller + 1), positive(1))

        return cases(larger - smaller, above, below, strict=True)


@paper.claim("dmi-order/row-maximum", "our question, after Eq. 30", kind="exists")
class DmiOrderRowMaximum:
    r"""A transition matrix in which each diagonal entry is the largest of its row can be singular.

    Some singular transition matrix satisfies $T_{ii} > T_{ij}$ for all $j \ne i$: every class
    retains its label more often than it takes any other.

    So the usual condition, that the most probable noisy label is the clean one, is not enough for
    the equivalence: with three classes one row of $T$ may be a mixture of the others. Here the
    first two classes retain the given share of their labels, between 1/2 and 2/3, and lose the rest
    to the third class, whose row is the equal mixture of theirs.
    """

    share = Real("1/2", "2/3", open="both")

    def conclusion(share):
        rest, half = 1 - share, share / 2
        rows = ((share, 0, rest), (0, share, rest), (half, half, rest))
        T = Vector(Vector(map(sympy.sympify, row)) for row in rows)
        return eq(determinant(T), 0), lt(0, share), lt(rest, share), lt(half, rest)


@paper.claim("dmi-order/above-half", "our question, after Eq. 30")
class DmiOrderAboveHalf:
    r"""A transition matrix with all diagonal entries above 1/2 is non-singular.

    $\det T \ne 0$ if every class retains more than half of its labels: $T_{ii} > \frac12$.

    So under such noise the equivalence holds. The weaker condition of `row-maximum` is not enough.
    """

    c = Classes(tried=(2, 3))
    T = Transitions(c)

    given = {"above one half": lambda c, T: every_sample(lambda i: gt(T[i][i], HALF), c)}

    def conclusion(T):
        return gt(dmi(T), 0)
