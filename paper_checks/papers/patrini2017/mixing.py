"""Section 4.1: the effect of mixing T with the identity on its inverse."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.inverse import HALF, is_regular, size
from lossproof.paper_checks.papers.patrini2017.noise import not_below_zero
from lossproof.paper_checks.papers.patrini2017.normalising import both_sides
from lossproof.paper_checks.papers.softmax import two_classes
from lossproof.theory.proof.rules.other_classes import LargestSymbol

ours = patrini2017.at("our question, Sec. 4.1")


class _Mixed:
    c = Classes(tried=(2, 3))
    T, weight = Transitions(c), Real(0, 1, open="both")

    def conclusion(T, weight):
        return is_regular(mixed_with_identity(T, weight))


def dominant_mixture(p, own):
    """`|det M| > 0` for the mixture `M`, from `own`: its diagonal is above one half."""
    mixture, rows = mixed_with_identity(p.T, p.weight), p.domain("T")
    rest, diagonal = combine(1 - p.weight, p.domain("weight")["upper"]), ones_on_diagonal(p.c)
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


def ones_on_diagonal(c):
    """Every row of the identity sums to 1."""
    return sifted(sympy.Integer(1), ANY_ROW, c)


@patrini2017.claim("mix-identity", "Sec. 4.1")
class MixIdentity:
    r"""If the mixture λI + (1 − λ)T of identity and transition matrix has diagonal entries ≥ d >
    1/2, its condition number in maximum norm is at most 1/(2d − 1).

    Where the condition number of $T$ "may be problematic", "a simple solution is to mix $T$
    with the identity before inversion", $\lambda I + (1 - \lambda) T$, with enough of it.

    Enough means that in the mixture every class retains more than half of its labels: at least a
    share $d > \frac12$. For any $T$, singular ones too, the user can choose such a `weight`:
    $\lambda > \frac12$ is enough, with $d = \lambda$. Then the mixture is invertible, with a
    condition number of at most $\frac{1}{2 d - 1}$, which decreases to 1; where $T_{ii} > \frac12$
    already, any weight lowers this bound. The condition number is that of the maximum norm: the
    inverse maps a vector whose entries are at most `b` to one, `v`, whose entries are at most
    $\frac{b}{2 d - 1}$; the rows of the mixture sum to 1, so its own norm is 1.

    `every-weight` decides whether every weight is enough. For the bias of the mixture see
    `derived.mix-bias`.
    """

    c = Classes(tried=(2, 3))
    T, weight, d = Transitions(c), Real(0, 1), Real(HALF, 1, open="left")
    v, b, k = Scores(c), Real(0), Label(c)

    given = {
        "each class keeps d": lambda c, T, weight, d: every_sample(
            lambda i: ge(mixed_with_identity(T, weight)[i][i], d), c
        ),
        "entries at most b": lambda c, T, weight, v, b: every_sample(
            lambda i: le(sympy.Abs(applied(mixed_with_identity(T, weight), v)[i]), b), c
        ),
    }

    def conclusion(T, weight, d, v, b, k):
        mixture = mixed_with_identity(T, weight)
        return is_regular(mixture), le((2 * d - 1) * sympy.Abs(v[k]), b)

    def prove(p):
        _, bounded = p.goals
        half, rest = p.domain("d")["lower"], combine(1 - p.weight, p.domain("weight")["upper"])
        moved, whole = p.domain("T")["nonnegative"], p.domain("T")["total"]
        mixture, i, j = mixed_with_identity(p.T, p.weight), ANY_CLASS, ANY_ROW
        kept, two = p.given("each class keeps d"), two_classes(p)
        result, diagonal = applied(mixture, p.v)[i], sifted(p.v[i], j, p.c)

        def somewhere(here, top):
            """At the largest absolute value the other entries take off less than the weight."""
            positive_size = here(nonnegative(sympy.Abs(p.v[i])))
            size = positive_size.expr
            (label,) = size.atoms(LargestSymbol)
            more = here(renamed(kept, {j: i}))
            chance, row, most = (
                here(renamed(fact, {i: j, j: i}))
                for fact in (moved, whole, p.given("entries at most b"))
            )
            own, ahead = here(renamed(diagonal, {j: i})), renamed(top, {i: j})

            def way(sign, same, side):
                """For an entry of the sign `sign`; `side` is `|v| + sign v >= 0`."""
                apart = combine(size + sign * p.v[j], side, ahead)
                each = combine(chance.expr * apart.expr, (chance, apart))
                others = total_of_others(renamed(each, {j: i}), label, p.c, two)
                at_most = here(both_sides(result)[0 if sign > 0 else 1])
                large = combine(
                    p.b - (2 * p.d - 1) * size,
                    most, at_most, (rest, others), (row, -(1 - p.weight) * size),
                    (own, sign * p.weight), (same, -mixture[label][label]),
                    (2, more, positive_size),
                )  # fmt: skip
                return combine(bounded.difference, large, (2, half, top.at(i, p.k)))

            below, above = both_sides(p.v[j])
            return cases(
                p.v[label],
                lambda up: way(1, absolute(up), above),
                lambda down: way(-1, absolute(down), below),
            )

        entries = nonnegative(sympy.Abs(p.v[i]))
        above_half = combine(mixture[j][j] - HALF, kept, half)
        return dominant_mixture(p, above_half), at_largest(entries, somewhere)


@ours.claim("mix-identity/every-weight")
class MixIdentityEveryWeight(_Mixed):
    r"""If a transition matrix T is non-singular, so is its mixture λI + (1 − λ)T with the identity
    for every weight λ.

    The mixture $\lambda I + (1 - \lambda) T$ of a non-singular $T$ is non-singular for every
    `weight` $\lambda$.

    The identity is the best conditioned noise. However, on the line from $T$ to the identity there
    may be a singular matrix. That of Eq. 17 at $N = .6$ and $.7$ is an example, for the digits 5
    and 6, which are flipped more often than retained: the mixture is singular at $N = .6$ with
    $\lambda = \frac16$ and at $N = .7$ with $\lambda = \frac27$, and worse conditioned near there.

    The mixture is non-singular if and only if $\frac{-\lambda}{1 - \lambda}$ is no eigenvalue of
    $T$, see `eigenvalue`; it is enough that in the mixture each class retains more than half of its
    labels: `above-half`.
    """

    T = Transitions(_Mixed.c, interior=True)

    given = {"T is not singular": is_regular}


def shifted(T, by):
    """`T + by I`."""
    return matrix(lambda i, j: T[i][j] + by * sympy.KroneckerDelta(i, j), T.size)


@ours.claim("mix-identity/eigenvalue", repairs="patrini2017.mix-identity/every-weight")
class MixIdentityEigenvalue:
    r"""The mixture λI + (1 − λ)T of identity and transition matrix, 0 < λ < 1, is singular if and
    only if −λ/(1 − λ) is an eigenvalue of T.

    That is $\det(T + w I) \ne 0$; the weight is $\lambda = \frac{w}{1 + w}$. As it goes from 0 to
    1, $w$ takes all positive values: the mixture is non-singular for every weight if and only if
    $T$ has no negative real eigenvalue.
    """

    c = Classes(tried=(2, 3))
    T, w = Transitions(c), Real(0, open="left")

    def conclusion(T, w):
        return iff(is_regular(mixed_with_identity(T, w / (1 + w))), is_regular(shifted(T, w)))

    def prove(p):
        (goal,), share = p.goals, positive(1 / (1 + p.w))
        mixture, other = mixed_with_identity(p.T, p.w / (1 + p.w)), shifted(p.T, p.w)
        scale = matrix(lambda i, j: share.expr * sympy.KroneckerDelta(i, j), p.c)
        both, one = product(scale, other), not_below_zero(ANY_ROW, ANY_CLASS)
        some_scale = diagonally_dominant(
            scale,
            combine(scale[ANY_ROW][ANY_CLASS], (share, one)),
            combine(
                2 * scale[ANY_ROW][ANY_ROW] - scale[ANY_ROW].total(),
                share, (ones_on_diagonal(p.c), -share.expr),
            ),
        )  # fmt: skip
        entry = renamed(sifted(other[ANY_CLASS][ANY_COLUMN], ANY_ROW, p.c), {ANY_COLUMN: ANY_CLASS})
        equal = of_equal(
            mixture, both,
            combine(
                mixture[ANY_ROW][ANY_CLASS] - both[ANY_ROW][ANY_CLASS], (entry, -share.expr)
            ),
        )  # fmt: skip
        same = replaced(size(mixture), equal, determinant(mixture), determinant(both))
        law = combine(
            size(mixture) - size(scale) * size(other), same, size_of_product(scale, other)
        )

        def steps(mixed, shift):
            first, second = decided(size(mixture), mixed), decided(size(other), shift)
            return combine(goal.difference, first, (second, -1))

        def regular(shift):
            return steps(combine(size(mixture), law, (some_scale, shift)), shift)

        def singular(shift):
            return steps(combine(-size(mixture), (law, -1), (some_scale, shift)), shift)

        return cases(size(other), regular, singular, strict=True)


@patrini2017.claim(
    "mix-identity/above-half", "Sec. 4.1", repairs="patrini2017.mix-identity/every-weight"
)
class MixIdentityAboveHalf(_Mixed):
    r"""The mixture λI + (1 − λ)T of the identity and a transition matrix T is non-singular if its
    whole diagonal exceeds 1/2.

    The mixture $\lambda I + (1 - \lambda) T$ is non-singular if $\lambda + (1 - \lambda) T_{ii}
    > \frac12$ for every class.

    The condition holds for any $T$, singular ones too, where $\lambda > \frac12$; and for any
    $\lambda$ where $T_{ii} > \frac12$. The bound one half is sharp: with two classes and symmetric
    noise the mixture is singular where its diagonal is $\frac12$. Below one half it is singular for
    some $T$ and not for others.
    """

    given = {
        "above one half": lambda c, T, weight: every_sample(
            lambda i: gt(mixed_with_identity(T, weight)[i][i], HALF), c
        )
    }

    def prove(p):
        return dominant_mixture(p, p.given("above one half"))


@ours.claim("mix-identity/symmetric")
class MixIdentitySymmetric:
    r"""For symmetric noise T of rate N < (c − 1)/c and 0 < λ < 1, λI + (1 − λ)T is symmetric noise
    of rate (1 − λ)N and better conditioned than T.

    For symmetric noise with $N < \frac{c-1}{c}$ the mixture $\lambda I + (1 - \lambda) T$ is
    the symmetric noise of rate $(1 - \lambda) N$, and better conditioned: $m_\lambda > m > 0$.

    The inverse enlarges differences of losses by $1/m_\lambda$ in place of $1/m$, see
    `symmetric-t/inverse`. Without noise, $N = 0$, the mixture is $T$ itself.
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
