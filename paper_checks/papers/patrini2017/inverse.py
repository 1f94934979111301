"""Section 4.1: when T has an inverse."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.noise import is_identity

ours = patrini2017.at("our question, Sec. 5.1, Eq. 17")

HALF = sympy.Rational(1, 2)


def is_inverse(c, T, U):
    return is_identity(product(T, U), 1, c)


def inverts(c, T, U):
    """That U is the inverse of T on both sides; of square matrices each side implies the other."""
    return is_inverse(c, T, U), is_inverse(c, U, T)


def size(of):
    return sympy.Abs(determinant(of))


def is_regular(T):
    return gt(size(T), 0)


def off_the_others(c, T, i, v, a):
    """Every row of T but row `i` takes `v` to 0: `T v` is `a` times the `i`-th unit vector."""
    return every_sample(lambda k: eq(applied(T, v)[k], a * sympy.KroneckerDelta(k, i)), c)


def along_column(p, v, a, rows):
    """`v[s] == a U[s][i]` for any class `s`, where `rows` says what `off_the_others` does."""
    s, z = ANY_ROW, ANY_CLASS
    rows = renamed(rows, {s: z})
    through = summed(combine(p.U[s][z] * rows.expr, (rows, p.U[s][z])), z, p.c)
    column = sifted(p.U[s][z], p.i, p.c)
    back = backward_undone(p.U, p.T, v, p.given("U T = I"))
    return combine(v[s] - a * p.U[s][p.i], (-1, back), through, (a, column))


def other_factor(of, product, factor):
    """`factor of == 0`, `factor > 0` ⊢ `of == 0`."""

    def not_above(sign):
        def above(order):
            absurd = whole(combine(0, (order, factor), (product, -sign)))
            return combine(-sign * of, (absurd, order))

        return cases(sign * of, above, lambda order: order, strict=True)

    return squeezed(not_above(-1), not_above(1))


@patrini2017.claim("invertible-almost-surely", "Sec. 4.1")
class InvertibleAlmostSurely:
    """On a line along which one row of a non-singular transition matrix varies, at most one matrix
    is singular.

    Let $T$ have an inverse, and let one of its rows be sampled again: on a line of such noise
    matrices at most one is singular, which is what "in practice T would be invertible almost
    surely" needs.

    $U$ is the inverse, and row $i$ is replaced by a mixture of itself and any other, $(1-t) T_i + t
    q$: if one of these matrices maps `v` to 0 at $t$, and one maps `w` to 0 at $s$, where `v` and
    `w` are not 0, then $t = s$. If the first is singular, the other rows imply that $T v$ is `a`
    times the $i$-th unit vector, and the new row maps `v` to 0 as well.

    So the singular matrices with the other rows of $T$ are a set that meets every line through $T$
    at most once: it has no volume, and a law with a density gives it no probability. The noise $I$
    is invertible; if its rows are sampled again one after another, each from a distribution with a
    density given the others, $T$ is invertible with probability 1. The steps from lines to volumes
    and from these to probabilities are not part of the statement. For all of $T$ at once see
    `two-classes` and `three-classes`; for which matrices are singular, `one-row` and
    `on-the-plane`; for how near $T$ may be to one of them, `condition-number`.
    """

    c = Classes(tried=(2, 3))
    T, U = Transitions(c), Each(c, Scores(c))
    i, q = Label(c), Simplex(c)
    t, s = Real(), Real()
    v, w, a, b = Scores(c), Scores(c), Real(), Real()
    k, m = Label(c), Label(c)

    given = {
        "U T = I": lambda c, T, U: is_inverse(c, U, T),
        "singular at t": lambda c, T, i, q, t, v, a: (
            off_the_others(c, T, i, v, a),
            eq(taken_to(T[i], q, t, v), 0),
        ),
        "v is not 0": lambda v, k: different(v[k], 0),
        "singular at s": lambda c, T, i, q, s, w, b: (
            off_the_others(c, T, i, w, b),
            eq(taken_to(T[i], q, s, w), 0),
        ),
        "w is not 0": lambda w, m: different(w[m], 0),
    }

    def conclusion(t, s):
        return eq(t, s)

    def prove(p):
        height = class_sum(lambda j: p.q[j] * p.U[j][p.i], p.c)

        def meets(v, a, t, label, singular):
            """`v[label] (1 - t + t height) == 0`."""
            rows, row = p.given(singular)
            along, own, left = along_column(p, v, a, rows), p.U[label][p.i], 1 - t + t * height
            chance = p.q[ANY_ROW]
            column = summed(combine(chance * along.expr, (along, chance)), ANY_ROW, p.c)
            return combine(
                v[label] * left,
                (row, own),
                (rows.at(ANY_ROW, p.i), -(1 - t) * own),
                (column, -t * own),
                (along.at(ANY_ROW, label), left),
            )

        x, y = p.v[p.k], p.w[p.m]
        first = meets(p.v, p.a, p.t, p.k, "singular at t")
        other = meets(p.w, p.b, p.s, p.m, "singular at s")
        apart = combine(x**2 * y**2, (p.given("v is not 0"), p.given("w is not 0")))
        goal = p.t - p.s
        both = combine(apart.expr * goal, (first, -p.s * x * y**2), (other, p.t * x**2 * y))
        return other_factor(goal, both, apart)


def taken_to(row, q, t, v):
    """What the mixture of a row and `q` takes `v` to."""
    return class_sum(lambda j: ((1 - t) * row[j] + t * q[j]) * v[j], v.size)


@patrini2017.claim("invertible-almost-surely/one-row", "Sec. 4.1")
class InvertibleOneRow:
    r"""A non-singular transition matrix T stays non-singular if its row i is replaced by a
    distribution r with Σ_j r_j (T⁻¹)_ji ≠ 0.

    Let $T$ have an inverse, $U$, and let $r$ replace its row $i$. Then the noise still has an
    inverse unless $\sum_j r_j U_{ji} = 0$: off that plane the only vector `v` that it maps to 0 is
    0. If it maps `v` to 0, the other rows imply that $T v$ is `a` times the $i$-th unit vector, and
    the new row implies that $\sum_j r_j v_j = 0$.

    The old row is not on the plane, as its sum is 1. On the plane the noise is singular, see
    `on-the-plane`; with one parameter, as in Eq. 17, noise can be on it: see `mnist`.
    """

    c = Classes(tried=(2, 3))
    T, U = Transitions(c), Each(c, Scores(c))
    i, r = Label(c), Simplex(c)
    v, a = Scores(c), Real()

    given = {
        "U T = I": lambda c, T, U: is_inverse(c, U, T),
        "off the plane": lambda c, U, i, r: gt(class_sum(lambda j: r[j] * U[j][i], c) ** 2, 0),
        "0 by the other rows": off_the_others,
        "0 by the new row": lambda c, r, v: eq(class_sum(lambda j: r[j] * v[j], c), 0),
    }

    def conclusion(c, v):
        return every_sample(lambda k: eq(v[k], 0), c)

    def prove(p):
        c, i, s = p.c, p.i, ANY_ROW
        along = along_column(p, p.v, p.a, p.given("0 by the other rows"))
        product = summed(combine(p.r[s] * along.expr, (along, p.r[s])), s, c)
        height = class_sum(lambda j: p.r[j] * p.U[j][i], c)
        flat = combine(-p.a * height, product, (-1, p.given("0 by the new row")))
        off = p.given("off the plane")
        none = other_factor(p.a, combine(p.a * height**2, (flat, -height)), off)
        return combine(p.v[s], along, (none, p.U[s][i]))


@patrini2017.claim("invertible-almost-surely/on-the-plane", "our question, Sec. 4.1")
class InvertibleOnThePlane:
    r"""A non-singular transition matrix T becomes singular if its row i is replaced by a
    distribution r with Σ_j r_j (T⁻¹)_ji = 0.

    With a row on the plane, $\sum_j r_j U_{ji} = 0$, the redrawn noise `S` is singular: it maps
    column $i$ of $U$ to 0, which $T$ maps to the $i$-th unit vector.

    So the plane is exactly the exception in `one-row`.
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


@ours.claim("invertible-almost-surely/mnist", kind="exists")
class InvertibleMnist:
    r"""The transition matrix of Patrini's MNIST experiments is non-singular for every flip rate N
    in (0, 1).

    The digits 5 and 6 are flipped into each other with probability $N$, and no other flip leads to
    or from them, so $T$ has the inverse of this block or none. At $N = \frac12$ they have the same
    noisy labels, whatever the other rows of $T$ are. This is one point of an interval, but a grid
    of rates may contain it. The reported rates, .2, .6 and .7, do not include it, and it is the
    only exception: see `mnist-but-for-half`.
    """

    N = Real(0, 1, open="both")

    def conclusion(N):
        return is_regular(two_way(N))


@ours.claim(
    "invertible-almost-surely/mnist-but-for-half",
    kind="exists",
    repairs="patrini2017.invertible-almost-surely/mnist",
)
class InvertibleMnistButForHalf:
    r"""The transition matrix of Patrini's MNIST experiments is non-singular if and only if the flip
    rate N is not 1/2.

    The block of the digits 5 and 6 decides, as in `mnist`: its determinant is $1 - 2N$.
    """

    N = Real(0, 1, open="both")

    def conclusion(N):
        return iff(is_regular(two_way(N)), different(N, HALF))


@patrini2017.claim("condition-number", "Sec. 4.1", kind="exists")
class ConditionNumber:
    r"""Symmetric noise of rate below (c − 1)/c has transition matrices of arbitrarily large
    condition number.

    Its "condition number may be problematic": for every $M$ and $c$ there is symmetric noise,
    with $N < \frac{c-1}{c}$, whose condition number is at least $M + 1$ in every norm.

    At $N = \frac{c-1}{c} \cdot \frac{M}{M + 1}$ the noise maps the vector of ones to itself, and
    divides by $M + 1$ every vector `w` of sum 0; so the inverse multiplies `w` by $M + 1$.
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
