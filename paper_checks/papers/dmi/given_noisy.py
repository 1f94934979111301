"""The other half of Li's question on Eq. 32: is `h(X)` independent of `Y` given the noisy label?

In the notes a variable is less informative for another than a third if it is independent of it
given the third. A training set of two classes has a point of each; `T` is the noise. A draw of the
noise is a pair of noisy labels, and the classifier that is trained on it has outputs `h[i][d]` at
the point `i`: draws are numbered 0 to 3, the noisy label of the first point first. In `BothWays`
outputs are those of `output_law`.
"""

import itertools

from paper_checks.papers.dmi import dmi
from paper_checks.papers.dmi.memorising import OURS
from paper_checks.papers.dmi.output_law import (
    independent,
    responds,
    response,
    with_clean,
    with_noisy,
)
from theory.domain import Classes, Each, Simplex, Transitions
from theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    eq,
    every_class,
    every_column,
    every_sample,
)
from theory.language.terms import expected, nested_sum, unfold
from theory.proof.rules import combine, exchanged, renamed, summed

GIVEN_NOISY = "dmi.given-noisy"
DRAWS = CELLS = tuple(itertools.product(range(2), repeat=2))


def number(draw):
    return 2 * draw[0] + draw[1]


def drawn(point, own, other):
    """The draw in which a point has the label `own`, and the other point the label `other`."""
    return (own, other) if point == 0 else (other, own)


def output(T, h, i, j, k):
    """The chance of the output `k` at a point with the noisy label `j`, over that of the other."""
    return expected(lambda b: h[i][number(drawn(i, j, b))][k], T[1 - i])


class AnyNoise:
    T, h = Transitions(2), Each(2, Each(4, Simplex(2)))


@dmi.claim(
    "given-noisy",
    title="h trained on Ỹ: h(X) ⊥ Y given Ỹ on the training set",
    locus="Eq. 32 and question",
    kind="pop",
)
class GivenNoisy(AnyNoise):
    r"""When $h$ is trained on $\tilde Y$, $Y$ is less informative for $h(X)$ than $\tilde Y$:
    $h(X) \perp Y \mid \tilde Y$ on the training set.

    Intuition: $h$ is told of $Y$ by $\tilde Y$ only. Catch: it sees $X$ too, and $X$ knows $Y$. A
    classifier that has learnt the truth in spite of the noise knows more of $Y$ than its noisy
    label says. Repair: `memoriser`, where nothing of $X$ is left in the output but its noisy
    label. Li's doubt does not hang on this: Eq. 32 fails without it, see `dmi.in-sample`. Both
    independences at once leave $h$ nothing to know, see `dmi.both-ways`.
    Object: two points, one of each of two classes, every way `h` to learn from their two noisy
    labels, and the draws of the noise enumerated; said as $P(k, 0, j) P(1, j) = P(k, 1, j) P(0, j)$
    for output $k$, labels 0 and 1 and noisy label $j$, without the frequencies of the two classes,
    by which both sides are multiplied.
    """

    def conclusion(T, h):
        def same(j, k):
            both = T[0][j] * T[1][j]
            return eq(both * output(T, h, 0, j, k), both * output(T, h, 1, j, k))

        return tuple(same(j, k) for j, k in CELLS)


@dmi.claim(
    "given-noisy/memoriser",
    title="The same for a memoriser",
    locus=OURS,
    kind="pop",
    repairs=GIVEN_NOISY,
)
class GivenNoisyMemoriser(AnyNoise):
    r"""The same for a classifier whose output at a point is a function of the noisy label there.

    Such as a memoriser, whose output is that label, or one that outputs it with some doubt: `m`
    holds the law of the output for each noisy label. $L_{DMI}$ itself leads there: on this training
    set no $h$ has a lower loss than a memoriser, see `dmi.memoriser-best`. Then Eq. 28 holds with
    the labels exchanged, $\mathrm{DMI}(h(X), Y) = \mathrm{DMI}(h(X), \tilde Y)\,
    |\det T_{\tilde Y \to Y}|$. Catch: such an $h$ knows no more of $Y$ than its noisy label did.
    Object: that of `given-noisy`.
    """

    m = Transitions(2)

    given = {
        "function of the noisy label": lambda h, m: tuple(
            eq(h[i][number(d)][k], m[d[i]][k])
            for i, d, k in itertools.product(range(2), DRAWS, range(2))
        ),
    }

    conclusion = GivenNoisy.conclusion

    def prove(p):
        T, h, m = p.T, p.h, p.m
        whole = [p.domain("T", y)["total"] for y in range(2)]
        same = dict(
            zip(
                itertools.product(range(2), map(number, DRAWS), range(2)),
                p.given("function of the noisy label"),
                strict=True,
            )
        )

        def known(y, j, k):
            """`output == m[j][k]`, whatever the other label."""
            terms = [(same[y, number(drawn(y, j, b)), k], T[1 - y][b]) for b in range(2)]
            found = unfold(output(T, h, y, j, k))
            return combine(found - m[j][k], *terms, (whole[1 - y], m[j][k]))

        def alike(goal, j, k):
            both = T[0][j] * T[1][j]
            return combine(goal.difference, (known(0, j, k), both), (known(1, j, k), -both))

        return tuple(alike(goal, *cell) for goal, cell in zip(p.goals, CELLS, strict=True))


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
    title="Independent both ways: then h(X) is independent of Y and Ỹ",
    locus=OURS,
    kind="id",
)
class BothWays:
    r"""If every label may turn into every other, and $h(X)$ is independent both of $\tilde Y$ given
    $Y$ and of $Y$ given $\tilde Y$, then it is independent of $Y$, and of $\tilde Y$.

    So what Eq. 32 needs and what Li sets against it exclude each other, unless $h$ knows nothing:
    then each DMI is 0. Intuition: the output is the same if either label is changed while the other
    stays, and from any pair of labels every other is two such steps away. Catch: only if all pairs
    of labels occur. Without noise both hold for every $h$, as the two labels are one.
    Object: `H` holds $P(h(X) = k | Y = y, \tilde Y = j)$ in row `y, j`, in any number of classes.
    All entries of `prior` and `T` are positive, so that every row of `H` is what it says.
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
