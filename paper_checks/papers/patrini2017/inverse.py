"""Section 4.1: when T has an inverse, what mixing it with the identity does, and signs."""

import sympy

from paper_checks.papers.patrini2017 import patrini2017
from paper_checks.papers.patrini2017.noise import is_identity, not_below_zero
from paper_checks.papers.softmax import two_classes
from theory.domain import Classes, Each, Label, Real, Scores, Simplex, Transitions
from theory.language import (
    ANY_CLASS,
    ANY_ROW,
    Vector,
    class_sum,
    different,
    eq,
    every_class,
    every_sample,
    gt,
    iff,
    lt,
)
from theory.language.terms import determinant, matrix, product
from theory.lemmas import backward_undone
from theory.losses import (
    applied,
    expectation,
    mixed_with_identity,
    retained,
    uniform_row,
)
from theory.proof.rules import (
    absolute,
    cases,
    combine,
    decided,
    diagonally_dominant,
    identity,
    reciprocal,
    renamed,
    same_class,
    sifted,
    squeezed,
    summed,
    whole,
)

LOCUS = "Sec. 4.1"
OURS = f"our question, {LOCUS}"
HALF = sympy.Rational(1, 2)


def is_inverse(c, T, U):
    return is_identity(product(T, U), 1, c)


def size(of):
    return sympy.Abs(determinant(of))


def is_regular(T):
    return gt(size(T), 0)


@patrini2017.claim("invertible-almost-surely/one-row", locus=LOCUS, kind="id")
class InvertibleAlmostSurely:
    r"""In practice "T would be invertible almost surely".

    Read of rows that are drawn. $T$ has an inverse, $U$, and its row $i$ is drawn anew as $r$. Then
    the noise still has one unless $\sum_j r_j U_{ji} = 0$: off that plane the only vector `v` that
    it takes to 0 is 0. That it takes `v` to 0 says of the other rows that $T v$ is `a` times the
    $i$-th unit vector, and of the new one that $\sum_j r_j v_j = 0$.

    The old row is not on the plane, its sum is 1. A law with a density gives a plane no weight; so
    if the rows of $I$ are drawn anew one after another, each from a law with a density given the
    others, the noise has an inverse after every step with probability 1. That step, from a plane to
    probability 0, is not part of the statement. On the plane the noise is singular, see
    `on-the-plane`; with one parameter, as in Eq. 17, it may well meet it: see `mnist`.
    """

    c = Classes(tried=(2, 3))
    T, U = Transitions(c), Each(c, Scores(c))
    i, r = Label(c), Simplex(c)
    v, a = Scores(c), Real()

    given = {
        "U T = I": lambda c, T, U: is_inverse(c, U, T),
        "off the plane": lambda c, U, i, r: gt(class_sum(lambda j: r[j] * U[j][i], c) ** 2, 0),
        "0 by the other rows": lambda c, T, i, v, a: every_sample(
            lambda k: eq(applied(T, v)[k], a * sympy.KroneckerDelta(k, i)), c
        ),
        "0 by the new row": lambda c, r, v: eq(class_sum(lambda j: r[j] * v[j], c), 0),
    }

    def conclusion(c, v):
        return every_sample(lambda k: eq(v[k], 0), c)

    def prove(p):
        c, i, s, z = p.c, p.i, ANY_ROW, ANY_CLASS
        rows = renamed(p.given("0 by the other rows"), {s: z})
        through = summed(combine(p.U[s][z] * rows.expr, (rows, p.U[s][z])), z, c)
        column = sifted(p.U[s][z], i, c)
        back = backward_undone(p.U, p.T, p.v, p.given("U T = I"))
        along = combine(p.v[s] - p.a * p.U[s][i], (-1, back), through, (p.a, column))
        product = summed(combine(p.r[s] * along.expr, (along, p.r[s])), s, c)
        height = class_sum(lambda j: p.r[j] * p.U[j][i], c)
        flat = combine(-p.a * height, product, (-1, p.given("0 by the new row")))
        off = p.given("off the plane")

        def not_above(of, sign):
            """`-of >= 0`, where `of` times the square of the height is 0."""

            def above(order):
                absurd = whole(combine(0, (order, off), (flat, sign * height)))
                return combine(-of, (absurd, order))

            return cases(of, above, lambda order: order, strict=True)

        none = squeezed(not_above(-p.a, -1), not_above(p.a, 1))
        return combine(p.v[s], along, (none, p.U[s][i]))


@patrini2017.claim(
    "invertible-almost-surely/on-the-plane",
    title="A row on the plane makes the redrawn noise singular",
    locus=OURS,
    kind="id",
)
class InvertibleOnThePlane:
    r"""With a row on the plane, $\sum_j r_j U_{ji} = 0$, the redrawn noise `S` is singular: it
    takes column $i$ of $U$ to 0, which $T$ takes to the $i$-th unit vector.

    So the plane is all of the exception in `one-row`.
    """

    c = Classes(tried=(2, 3))
    T, U, S = Transitions(c), Each(c, Scores(c)), Transitions(c)
    i, r = Label(c), Simplex(c)

    given = {
        "T U = I": is_inverse,
        "row i is redrawn": lambda c, T, S, i, r: every_sample(
            lambda k: every_class(
                lambda j: eq(S[k][j], T[k][j] + sympy.KroneckerDelta(k, i) * (r[j] - T[k][j])), c
            ),
            c,
        ),
        "on the plane": lambda c, U, i, r: eq(class_sum(lambda j: r[j] * U[j][i], c), 0),
    }

    def conclusion(c, U, S, i):
        return every_sample(lambda k: eq(class_sum(lambda j: S[k][j] * U[j][i], c), 0), c)

    def prove(p):
        k, j, i, c = ANY_ROW, ANY_CLASS, p.i, p.c
        own, redrawn = sympy.KroneckerDelta(k, i), p.given("row i is redrawn")
        column = summed(combine(p.U[j][i] * redrawn.expr, (redrawn, p.U[j][i])), j, c)
        return combine(
            p.goals[0].difference,
            column,
            (1 - own, p.given("T U = I").at(j, i)),
            (own, p.given("on the plane")),
            (-1, same_class(sympy.KroneckerDelta(j, i), k, i, c)),
        )


def two_way(N):
    """The noise of two classes that are flipped into each other, in Eq. 17 the digits 5 and 6."""
    return Vector((Vector((1 - N, N)), Vector((N, 1 - N))))


@patrini2017.claim(
    "invertible-almost-surely/mnist",
    title="The noise on MNIST is invertible for every N in (0, 1)",
    locus="our question, Sec. 5.1, Eq. 17",
    kind="exists",
)
class InvertibleMnist:
    r"""The noise of the experiments on MNIST is invertible for every $N \in (0, 1)$.

    The digits 5 and 6 are flipped into each other with probability $N$, and no other flip leads to
    or from them, so $T$ has the inverse of this block or none. Catch: at $N = \frac12$ they have
    the same noisy labels, whatever else $T$ does. One point out of an interval, but one that a grid
    of rates may well hold. At the rates that are reported, .2, .6 and .7, it is not met, and it is
    the only one: see `mnist-but-for-half`.
    """

    N = Real(0, 1, open="both")

    def conclusion(N):
        return is_regular(two_way(N))


@patrini2017.claim(
    "invertible-almost-surely/mnist-but-for-half",
    title="The noise on MNIST is invertible if and only if N ≠ 1/2",
    locus="our question, Sec. 5.1, Eq. 17",
    kind="exists",
    repairs="patrini2017.invertible-almost-surely/mnist",
)
class InvertibleMnistButForHalf:
    r"""The noise of the experiments on MNIST is invertible if and only if $N \ne \frac12$.

    Of the block of the digits 5 and 6, as in `mnist`: its determinant is $1 - 2N$.
    """

    N = Real(0, 1, open="both")

    def conclusion(N):
        return iff(is_regular(two_way(N)), different(N, HALF))

    def prove(p):
        (goal,), gap = p.goals, p.N - HALF
        (inner,) = size(two_way(p.N)).args

        def same(regular, apart):
            first, other = decided(sympy.Abs(inner), regular), decided(gap**2, apart)
            return combine(goal.difference, first, (other, -1))

        def off(order, side):
            left = combine(side * inner, (order, 2))
            regular = combine(sympy.Abs(inner), absolute(left), left)
            return same(regular, combine(gap**2, (order, order)))

        def at_half(above, below):
            singular = absolute(combine(inner, (above, 2)))
            none = combine(-sympy.Abs(inner), (singular, -1), (below, 2))
            return same(none, combine(-(gap**2), (above, below)))

        def not_above(below):
            return cases(
                -gap, lambda order: off(order, -1), lambda above: at_half(above, below), strict=True
            )

        return cases(gap, lambda order: off(order, 1), not_above, strict=True)


@patrini2017.claim(
    "invertible-almost-surely/condition",
    title="The condition number of symmetric noise is unbounded",
    locus=LOCUS,
    kind="exists",
)
class InvertibleCondition:
    r"""Its "condition number may be problematic": for every $M$ and $c$ there is symmetric noise,
    with $N < \frac{c-1}{c}$, whose condition number is at least $M + 1$ in every norm.

    At $N = \frac{c-1}{c} \cdot \frac{M}{M + 1}$ noise keeps the vector of ones, and divides by
    $M + 1$ every vector `w` of sum 0; so the inverse multiplies that one by $M + 1$.
    """

    c, M = Classes(), Real(0)
    w = Scores(c)

    given = {"sum 0": lambda w: eq(w.total(), 0)}

    def conclusion(c, M, w):
        rate = (c - 1) / c * M / (M + 1)

        def image(i):
            row = uniform_row(i, rate, c)
            return eq(expectation(row, w), w[i] / (M + 1)), eq(row.total(), 1)

        return lt(rate, (c - 1) / c), every_sample(image, c)

    def prove(p):
        rate, image, ones = p.goals
        c, M = p.c, p.M
        a, kept, two = M / (c * (M + 1)), 1 / (M + 1), two_classes(p)
        diagonal = sifted(sympy.Integer(1), ANY_ROW, c)
        return (
            combine(rate.difference, (two, 1 / (c * (M + 1)))),
            combine(image.difference, (a, p.given("sum 0"))),
            combine(ones.difference, (kept, diagonal)),
        )


class _Mixed:
    c = Classes(tried=(2, 3))
    T, weight = Transitions(c), Real(0, 1, open="both")

    def conclusion(T, weight):
        return is_regular(mixed_with_identity(T, weight))


@patrini2017.claim(
    "mix-identity",
    title="Mixing T with the identity mends a bad condition number",
    locus=LOCUS,
    kind="ineq",
)
class MixIdentity(_Mixed):
    r"""Mixing $T$ with the identity before inversion, $\lambda I + (1 - \lambda) T$, is a simple
    solution where the condition number of $T$ is problematic.

    Read as: the mixture of a non-singular $T$ is non-singular, so that it can be inverted at all.
    Intuition: the identity is the best conditioned noise there is. Catch: $T$ may lie beyond the
    singular noise, as that of Eq. 17 does at $N = .6$ and $.7$ for the digits 5 and 6, which are
    more often flipped than kept. On its way to the identity the mixture then becomes singular, at
    $N = .6$ with $\lambda = \frac16$ and at $N = .7$ with $\lambda = \frac27$, and is
    worse conditioned near there. Repair: each class keeps more than half of its labels, in the
    mixture: `above-half`. How much bias the mixture costs is `derived.mix-bias`.
    """

    T = Transitions(_Mixed.c, interior=True)

    given = {"T is not singular": is_regular}


@patrini2017.claim(
    "mix-identity/above-half",
    title="The mixture is non-singular if its diagonal is above 1/2",
    locus=LOCUS,
    kind="ineq",
    repairs="patrini2017.mix-identity",
)
class MixIdentityAboveHalf(_Mixed):
    r"""The mixture is non-singular if $\lambda + (1 - \lambda) T_{ii} > \frac12$ for every class.

    So it is for any $T$, singular ones too, where $\lambda > \frac12$; and for any $\lambda$
    where $T_{ii} > \frac12$. With two classes and symmetric noise one half is where it
    fails; with more classes noise is singular at lower values of $T_{ii}$ only for some $T$.
    """

    given = {
        "above one half": lambda c, T, weight: every_sample(
            lambda i: gt(mixed_with_identity(T, weight)[i][i], HALF), c
        )
    }

    def prove(p):
        mixture, rows = mixed_with_identity(p.T, p.weight), p.domain("T")
        own, rest = p.given("above one half"), combine(1 - p.weight, p.domain("weight")["upper"])
        diagonal = sifted(sympy.Integer(1), ANY_ROW, p.c)
        entry = combine(
            mixture[ANY_ROW][ANY_CLASS],
            (rest, rows["nonnegative"]),
            (p.weight, not_below_zero(ANY_ROW, ANY_CLASS)),
        )
        margin = combine(
            2 * mixture[ANY_ROW][ANY_ROW] - mixture[ANY_ROW].total(),
            (2, own),
            (-p.weight, diagonal),
            (-(1 - p.weight), rows["total"]),
        )
        return diagonally_dominant(mixture, entry, margin)


@patrini2017.claim(
    "mix-identity/symmetric",
    title="The mixture of symmetric noise is better conditioned",
    locus=OURS,
    kind="ineq",
)
class MixIdentitySymmetric:
    r"""For symmetric noise with $N < \frac{c-1}{c}$ the mixture is the symmetric noise of rate
    $(1 - \lambda) N$, and better conditioned: it retains $m_\lambda > m > 0$.

    The inverse enlarges differences of losses by $1/m_\lambda$ in place of $1/m$, see
    `symmetric-t/inverse`. If $N > 0$.
    """

    c, N, weight = Classes(), Real(0, 1, open="left"), Real(0, 1, open="both")

    given = {"rate": lambda c, N: lt(N, (c - 1) / c)}

    def conclusion(c, N, weight):
        noise = matrix(lambda i, j: uniform_row(i, N, c)[j], c)
        mixture, rate = mixed_with_identity(noise, weight), (1 - weight) * N
        same = every_sample(
            lambda i: every_class(lambda j: eq(mixture[i][j], uniform_row(i, rate, c)[j]), c), c
        )
        return same, gt(retained(rate, c), retained(N, c)), gt(retained(N, c), 0)

    def prove(p):
        same, better, kept = p.goals
        share = reciprocal(two_classes(p))
        return (
            identity(same.lhs, same.rhs),
            combine(better.difference, (p.weight * p.N * p.c, share)),
            combine(kept.difference, (p.c, share, p.given("rate"))),
        )
