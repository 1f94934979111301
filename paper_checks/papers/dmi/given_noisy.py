"""The other half of Li's question on Eq. 32: is `h(X)` independent of `Y` given the noisy label?

In the notes a variable is less informative for another than a third if it is independent of it
given the third. In `BothWays` outputs are those of `output_law`.
"""

import sympy

from lossproof.paper_checks.papers.dmi import dmi, question
from lossproof.paper_checks.papers.dmi.memorising import OURS
from lossproof.paper_checks.papers.dmi.output_law import (
    independent,
    responds,
    response,
    with_clean,
    with_noisy,
)
from lossproof.theory.domain import Classes, Each, Label, Samples, Simplex, Transitions
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    eq,
    every_class,
    every_column,
    every_sample,
    sample_mean,
)
from lossproof.theory.language.terms import nested_sum
from lossproof.theory.proof.rules import average, combine, exchanged, renamed, summed

GIVEN_NOISY = "dmi.given-noisy"


def seen_with(y, n, T, label, j, of=lambda i: 1):
    """`P(Y = label, noisy Y = j)` on the training set, with the mean of `of(i)` there."""
    marks = sample_mean(lambda i: sympy.KroneckerDelta(y[i], label) * of(i), n)
    return T[label][j] * marks


class AnyNoise:
    c, n = Classes(tried=(2, 3)), Samples(tried=(2, 3))
    y, T, h = Each(n, Label(c)), Transitions(c), Each(n, Transitions(c))
    a, b, j, k = Label(c), Label(c), Label(c), Label(c)


@question.claim(
    "given-noisy",
    title="If h is trained on Ỹ, then h(X) ⊥ Y | Ỹ on the training set",
    locus="after Eq. 32",
    kind="pop",
)
class GivenNoisy(AnyNoise):
    r"""When $h$ is trained on $\tilde Y$, "$Y$ should be less informative for $h(X)$ than
    $\tilde Y$": $h(X) \perp Y \mid \tilde Y$, here on the training set.

    One expects this because $h$ receives information about $Y$ only through $\tilde Y$. But $h$
    also sees $X$, and $X$ is informative about $Y$: a classifier that learnt the truth in spite of
    the noise knows more of $Y$ than its noisy label says. The claim holds for outputs that depend
    on $X$ only through the noisy label (`memoriser`). Li's doubt does not depend on this claim: Eq.
    32 fails without it (`dmi.in-sample`). Both independences together imply that $h$ knows nothing
    (`dmi.both-ways`).

    There are any number of points with their classes `y`, and probabilities are over the noise;
    `h[i][j]` is the mean output at the point `i` where its noisy label is `j`. The classifier of
    the counterexample is right more often than not with either noisy label. Independence is written
    as $P(k, a, j) P(b, j) = P(k, b, j) P(a, j)$ for output $k$, labels $a$ and $b$, and noisy label
    $j$.
    """

    def conclusion(n, y, T, h, a, b, j, k):
        def joint(label):
            return seen_with(y, n, T, label, j, lambda i: h[i][j][k])

        first, second = (seen_with(y, n, T, label, j) for label in (a, b))
        return eq(joint(a) * second, joint(b) * first)


@dmi.claim(
    "given-noisy/memoriser",
    title="On the training set h(X) ⊥ Y | Ỹ if h outputs a function of Ỹ alone",
    locus=OURS,
    kind="pop",
    repairs=GIVEN_NOISY,
)
class GivenNoisyMemoriser(AnyNoise):
    r"""If the output of $h$ at a point is a function of the noisy label there, then
    $h(X) \perp Y \mid \tilde Y$ on the training set.

    An example is a memoriser, whose output is that label, or a classifier that outputs it with some
    doubt: `m` is the law of the output for each noisy label. $L_{DMI}$ itself leads there: on the
    training set no $h$ has a lower loss than a memoriser (`dmi.memoriser-best`). Then Eq. 28 holds
    with the labels exchanged, $\mathrm{DMI}(h(X), Y) = \mathrm{DMI}(h(X), \tilde Y)\, |\det
    T_{\tilde Y \to Y}|$.

    The hypothesis is stronger than needed, as the output does not depend on $X$ either. The exact
    condition is that, for each noisy label that two classes may both have, their mean outputs
    agree: that is the conclusion, divided by probabilities. Such an $h$ knows no more of $Y$ than
    its noisy label does. The notation is that of `given-noisy`.
    """

    m = Transitions(AnyNoise.c)

    given = {
        "function of the noisy label": lambda c, n, h, m: every_sample(
            lambda i: every_column(lambda j: every_class(lambda k: eq(h[i][j][k], m[j][k]), c), c),
            n,
        ),
    }

    conclusion = GivenNoisy.conclusion

    def prove(p):
        same = p.given("function of the noisy label").at(ANY_COLUMN, p.j).at(ANY_CLASS, p.k)

        def known(label):
            """`P(k, label, j) == m[j][k] P(label, j)`."""
            weight = sympy.KroneckerDelta(p.y[ANY_SAMPLE], label) * p.T[label][p.j]
            return average(combine(weight * same.expr, (same, weight)), p.n)

        first, second = (seen_with(p.y, p.n, p.T, label, p.j) for label in (p.a, p.b))
        return combine(p.goals[0].difference, (known(p.a), second), (known(p.b), -first))


def of_noisy(prior, T, j):
    """`P(noisy Y = j)`."""
    return nested_sum(lambda y: prior[y] * T[y][j], prior.size)


def of_output(prior, T, H, k):
    """`P(h(X) = k)`."""
    own = response(T, H)
    return nested_sum(lambda y: prior[y] * own[y][k], prior.size)


def same_for_every_label(c, H):
    """`P(k | y, j)` is the same for every label `y`: independence given the noisy label."""

    def same(y, j, k):
        return eq(H[y][j][k], H[0][j][k])

    return every_sample(
        lambda y: every_column(lambda j: every_class(lambda k: same(y, j, k), c), c), c
    )


@dmi.claim(
    "both-ways",
    title="If P(y, ỹ) > 0, then h ⊥ Ỹ | Y and h ⊥ Y | Ỹ imply h ⊥ Y and h ⊥ Ỹ",
    locus=OURS,
    kind="id",
)
class BothWays:
    r"""If every label may turn into every other, and $h(X)$ is independent both of $\tilde Y$ given
    $Y$ and of $Y$ given $\tilde Y$, then it is independent of $Y$, and of $\tilde Y$.

    So the independence that Eq. 32 needs and the one that Li proposes exclude each other, unless
    $h$ knows nothing; then each DMI is 0. The output is the same if either label is changed while
    the other stays, and two such steps lead from any pair of labels to any other. This needs all
    pairs of labels to occur: without noise both independences hold for every $h$, as the two labels
    are one.

    `H` is $P(h(X) = k | Y = y, \tilde Y = j)$ in row `y, j`, for any number of classes. All entries
    of `prior` and `T` are positive, so that every row of `H` is a conditional law.
    """

    c = Classes(tried=(2, 3))
    prior, T = Simplex(c, interior=True), Transitions(c, interior=True)
    H = Each(c, Transitions(c))

    given = {
        "independent given Y": lambda c, H: independent(c, H),
        "independent given the noisy label": same_for_every_label,
    }

    def conclusion(c, prior, T, H):
        clean, own = with_clean(prior, T, H), with_noisy(prior, T, H)

        def cell(k, y):
            share = of_output(prior, T, H, k)
            return (
                eq(clean[k][y], share * prior[y]),
                eq(own[k][y], share * of_noisy(prior, T, y)),
            )

        return every_sample(lambda k: every_class(lambda y: cell(k, y), c), c)

    def prove(p):
        prior, T, H, c = p.prior, p.T, p.H, p.c
        y, j, k = ANY_ROW, ANY_COLUMN, ANY_CLASS
        output_of, joint = response(T, H)[y][k], with_noisy(prior, T, H)[k][j]
        own, label = H[y][j][k], of_noisy(prior, T, j)
        fixed, swapped = (
            p.given("independent given Y"),
            p.given("independent given the noisy label"),
        )
        first = combine(own - output_of, fixed, (responds(p, H, fixed), -1))
        weight = prior[y] * T[y][j]
        over_labels = summed(combine(weight * swapped.expr, (swapped, weight)), y, c)
        second = combine(own * label - joint, (swapped, label), (over_labels, -1))
        # P(k | y) P(j) == P(k, j)
        crossed = combine(output_of * label - joint, second, (first, -label))
        whole, share = p.domain("prior")["total"], of_output(prior, T, H, k)
        over_labels = summed(combine(prior[y] * crossed.expr, (crossed, prior[y])), y, c)
        own = combine(share * label - joint, over_labels, (whole, joint))
        # P(k | y) == P(k)
        difference = combine((output_of - share) * label, crossed, (own, -1))
        rows = p.domain("T", y)["total"]
        moved = summed(combine(prior[y] * rows.expr, (rows, prior[y])), y, c)
        turned = exchanged(prior[y] * T[y][j], j, y, c)
        one = combine(nested_sum(lambda i: of_noisy(prior, T, i), c) - 1, turned, moved, whole)
        alike = combine(output_of - share, summed(difference, j, c), (one, -(output_of - share)))
        clean = renamed(combine(prior[y] * alike.expr, (alike, prior[y])), {y: k, k: y})
        return clean, renamed(own, {k: y, j: k})
