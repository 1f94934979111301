"""The variance of corrected losses, and their infimum."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017.inverse import is_inverse
from lossproof.paper_checks.papers.patrini2017.noise import not_below_zero
from lossproof.paper_checks.papers.softmax import two_classes

here = derived.at("Patrini et al. (2017), Theorem 1")


def variance(row, losses):
    """Of the loss on the noisy label, drawn from `row`."""
    squares = SymbolicVector(lambda j: losses[j] ** 2, losses.size)
    return expectation(row, squares) - expectation(row, losses) ** 2


def below_chance(c, N):
    return lt(N, (c - 1) / c)


def corrected(c, N, L, B):
    """The mean of `B` under symmetric noise of rate N is `L`."""
    return every_class(lambda label: eq(uniform_expectation(B, label, N, c), L[label]), c)


@here.claim("backward-variance")
class BackwardVariance:
    r"""For two classes and a non-singular transition matrix T, backward correction multiplies the
    variance of the loss, given the clean label, by 1/(det T)².

    The variance is $T_{y0} T_{y1} (\ell_0 - \ell_1)^2 / (1 - T_{01} - T_{10})^2$ for the clean
    label $y$. So the cost of an unbiased loss grows as the square of the reciprocal of $\det T$, by
    which the correction divides, without bound as the two rows of $T$ become equal. With any number
    of classes `symmetric` treats symmetric noise, `any-classes` is a lower bound for any noise, and
    `best-weights` shows when it is exact.
    """

    T, U, L = Transitions(2), Each(2, Scores(2)), Scores(2)

    given = {"T is not singular": lambda T, U: is_inverse(2, T, U)}

    def conclusion(T, U, L):
        B, scale = backward(L, U), determinant(T) ** 2
        return every_sample(lambda y: eq(scale * variance(T[y], B), variance(T[y], L)), 2)

    def prove(p):
        T, L, B, D = p.T, p.L, applied(p.U, p.L), determinant(p.T)
        inverse = p.given("T is not singular")
        rows = [p.domain("T", y)["total"] for y in (0, 1)]

        def undone(y):
            terms = [(inverse[2 * y + k], L[k]) for k in (0, 1)]
            return combine(T[y][0] * B[0] + T[y][1] * B[1] - L[y], *terms)

        gap = combine(
            D * (B[0] - B[1]) - (L[0] - L[1]),
            (undone(0), T[1][0] + T[1][1]),
            (undone(1), -T[0][0] - T[0][1]),
            (rows[1], L[0]),
            (rows[0], -L[1]),
        )
        spread = D * (B[0] - B[1]) + L[0] - L[1]

        def scaled(y):
            squares = [T[y][0] * of[0] ** 2 + T[y][1] * of[1] ** 2 for of in (B, L)]
            return combine(
                p.goals[y].difference,
                (gap, T[y][0] * T[y][1] * spread),
                (rows[y], squares[1] - D**2 * squares[0]),
            )

        return scaled(0), scaled(1)


class SymmetricNoise:
    c, N = Classes(tried=(2, 3)), Real(0, 1)
    y, L, B = Label(c), Scores(c), Scores(c)


@here.claim("backward-variance/symmetric")
class BackwardVarianceSymmetric(SymmetricNoise):
    r"""For c classes and symmetric noise of rate N, backward correction multiplies the variance of
    the loss, given the clean label, by 1/(1 − Nc/(c − 1))².

    `B` is the corrected loss: its mean over the noise is the loss `L`, for every label. The
    correction multiplies all differences of losses by $1/m$ and adds a constant, so the standard
    deviation is $1/|m|$ times that of the plain loss on the noisy labels, for every loss.
    """

    given = {"corrected": corrected}

    def conclusion(c, N, y, L, B):
        row = uniform_row(y, N, c)
        return eq(retained(N, c) ** 2 * variance(row, B), variance(row, L))

    def prove(p):
        (goal,), c, z = p.goals, p.c, ANY_CLASS
        a, m, each = p.N / (p.c - 1), retained(p.N, p.c), p.given("corrected")
        B, L, k = m * p.B[z], p.L[z], a * p.B.total()
        square = combine(B**2 - (L - k) ** 2, (each, B + L - k))
        means = [
            a * vector.total() + m * vector[p.y]
            for vector in (SymbolicVector(lambda j: m * p.B[j], c), p.L)
        ]
        shift = combine(means[0] - means[1] + k, (total(each, c), a), (each.at(z, p.y), m))
        return combine(
            goal.difference,
            (total(square, c), a),
            (square.at(z, p.y), m),
            (shift, -(means[0] + means[1] - k)),
        )


@derived.claim("backward-unbounded", "Patrini et al. (2017), Sec. 4.1")
class BackwardUnbounded:
    r"""Backward-corrected cross-entropy is unbounded below under a noisy label j whose row of T⁻¹
    has a negative entry.

    If a coefficient $U_{jk} = (T^{-1})_{jk}$ is negative, backward corrected cross-entropy
    under the noisy label `j` is unbounded below: for every $M$ it is below $-M$ at some output.

    Such outputs give class `k` the probability $\epsilon$ and share the rest equally among the
    other classes; they suffice once $-U_{jk} \log\frac{1}{\epsilon} > M + (1 - U_{jk}) \log(2 (c -
    1))$. The correction subtracts the loss at a wrong label, and for cross-entropy that loss is
    unbounded.

    By `patrini2017.backward-sign/only-renaming` every noise except a permutation of the classes has
    a negative coefficient. A permutation has none, and its corrected loss is at least 0. So the
    corrected loss is bounded below for permutations only. Its mean over the noise is still the
    clean loss, which is at least 0; but a single noisy sample may have an arbitrarily low loss.
    """

    c = Classes(tried=(2, 3))
    T, U = Transitions(c), Each(c, Scores(c))
    j, k = Label(c), Label(c)
    M, eps = Real(0), Real(0, "1/2", open="both")

    given = {
        "U T = I": lambda c, T, U: is_inverse(c, U, T),
        "negative coefficient": lambda U, j, k: lt(U[j][k], 0),
        "small share": lambda c, U, j, k, M, eps: gt(
            -U[j][k] * cce(eps), M + (1 - U[j][k]) * (sympy.log(2) + sympy.log(c - 1))
        ),
    }

    def conclusion(c, U, j, k, M, eps):
        losses = label_losses(_share(c, k, eps), lambda f, y: cce(f[y]))
        return lt(backward(losses, U)[j], -M)

    def prove(p):
        (goal,), c, z, s, k, u = p.goals, p.c, ANY_CLASS, ANY_ROW, p.k, p.U[p.j]
        two, negative = two_classes(p), p.given("negative coefficient")
        rest = (1 - p.eps) / (c - 1)
        entry = sympy.expand(_share(c, k, p.eps)[z])

        def other(apart):
            small = combine(entry - rest, (p.eps - rest, no_delta(apart, z, k)))
            same = replaced(sympy.log(entry), small, entry, rest)
            return combine(
                u[z] * (sympy.log(entry) - sympy.log(rest)), (u[z], same), (0, positive(1))
            )

        low, share = p.domain("eps")["lower"], reciprocal(two)
        room = combine(1 - p.eps, p.domain("eps")["upper"], positive(sympy.Rational(1, 2)))
        equal = combine(rest, (room, share))
        less = combine(1 - rest, (p.domain("c")["lower"], share), (low, share))
        same = sympy.KroneckerDelta(z, k)
        inside = combine(
            entry,
            (equal, low),
            (equal, room, (1 - same) ** 2),
            (low, less, not_below_zero(z, k)),
        )
        others = weighted_others(positive(1), k, c, other)
        own = p.given("U T = I").at(s, p.j)
        rows = renamed(p.domain("T")["total"], {s: z})
        order = exchanged(u[z] * p.T[z][ANY_COLUMN], ANY_COLUMN, z, c)
        whole = combine(
            u.total() - 1,
            (-1, summed(combine(u[z] * rows.expr, (rows, u[z])), z, c)),
            (-1, order),
            summed(own, z, c),
            sifted(sympy.Integer(1), p.j, c),
        )
        high = p.domain("eps")["upper"]
        half = positive(sympy.Rational(1, 2))
        sure = log_increases(combine(1 - p.eps - half.expr, high), half)
        return combine(
            goal.difference,
            others,
            (0, inside),
            (whole, sympy.log(rest)),
            (log_quotient(room, two), 1 - u[k]),
            p.given("small share"),
            (combine(1 - u[k], negative, positive(1)), sure),
        )


def _share(c, k, eps):
    """The output that leaves class `k` the share `eps`, and the others equal shares."""
    rest = (1 - eps) / (c - 1)
    return SymbolicVector(lambda j: rest + (eps - rest) * sympy.KroneckerDelta(j, k), c)
