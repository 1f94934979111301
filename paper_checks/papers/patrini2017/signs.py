"""Section 4.1: the sign of the backward corrected loss."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.inverse import inverts
from lossproof.paper_checks.papers.patrini2017.noise import closed_form, not_below_zero
from lossproof.paper_checks.papers.softmax import two_classes


def confident(y, u, c):
    """An output that leaves each class but `y` the share `u`."""
    return SymbolicVector(lambda j: u + (1 - c * u) * sympy.KroneckerDelta(j, y), c)


def cross_entropy(f, y):
    return cce(f[y])


@patrini2017.claim("backward-sign", "Sec. 4.1", kind="exists")
class BackwardSign:
    r"""Under symmetric noise of any positive rate below (c − 1)/c, backward-corrected cross-entropy
    can be negative.

    The backward corrected loss is "not always non-negative".

    For every $c$ and every symmetric noise, $0 < N < \frac{c-1}{c}$, corrected cross-entropy is
    negative at some output inside the simplex: where each class but the noisy label $y$ has the
    share $e^{-1/N} / c$. The corrected loss is $\frac1m (I - \frac{N}{c-1} J)\, \ell$, by
    `symmetric-t/inverse`; the factor $\frac1m$ does not change its sign.

    The corrected loss subtracts the average loss of wrong labels, which is large where the output
    is confident and right. The same holds for all noise that does more than rename the classes, see
    `only-renaming`.
    """

    c, N = Classes(), Real(0, 1, open="both")
    y = Label(c)

    given = {"rate": lambda c, N: lt(N, (c - 1) / c)}

    def conclusion(c, N, y):
        f = confident(y, sympy.exp(-1 / N) / c, c)
        losses = backward(label_losses(f, cross_entropy), closed_form(N, c))
        inside = every_class(lambda j: gt(f[j], 0), c)
        return lt(losses[y] / retained(N, c), 0), eq(f.total(), 1), inside

    def prove(p):
        negative, whole, inside = p.goals
        c, N, y, z = p.c, p.N, p.y, ANY_CLASS
        two, rare = two_classes(p), sympy.exp(-1 / N)
        share = reciprocal(two)
        f = confident(y, rare / c, c)
        kept = combine(retained(N, c), (c, share, p.given("rate")))
        below = combine(
            1 - 2 * rare,
            (rare, log_bound(positive(1 / rare))),
            (rare / N, p.domain("N")["upper"]),
        )
        half, top = positive(sympy.Rational(1, 2)), f[y]
        above_half = combine(top - half.expr, (below, half), rare / c)
        sure = log_increases(above_half, half)
        cost = log_increases(combine(1 - top, (two, rare / c)), combine(top, above_half, half))
        entry, least = sympy.expand(f[z]), rare / c

        def other(apart):
            small = combine(entry - least, (1 - rare, no_delta(apart, z, y)))
            same = replaced(sympy.log(entry), small, entry, least)
            return combine(sympy.log(least) - sympy.log(entry), (-1, same), (0, positive(1)))

        others = weighted_others(positive(1), y, c, other)
        negated = combine(
            -negative.lhs * retained(N, c),
            (N, share, others),
            (-N, log_quotient(positive(rare), positive(c))),
            (N, log_increases(two, positive(1))),
            sure,
            positive(1 - sympy.log(2)),
            (N, share, cost),
            sifted(sympy.log(entry), y, c),
        )
        ones = sifted(sympy.Integer(1), y, c)
        return (
            quotient(negative.difference, negated, kept),
            combine(whole.difference, (1 - rare, ones)),
            combine(
                inside.difference, (combine(1 - rare, below, rare), not_below_zero(z, y)), rare / c
            ),
        )


@patrini2017.claim("backward-sign/only-renaming", "our question, Sec. 4.1")
class BackwardSignOnlyRenaming:
    """If no backward correction of a nonnegative loss is ever negative, the transition matrix is a
    permutation matrix.

    If no corrected loss of a nonnegative loss is ever negative, then the noise only renames the
    classes: each row of $T$ has a single entry that is not 0.

    No corrected loss is negative where no entry of $U = T^{-1}$ is, since each entry is the
    coefficient of one loss. So for all other noise corrected losses can be negative, also at low
    rates. The formal statement is: two different labels `a` and `b` are never both noisy labels of
    class `i`. For square matrices $T U = I$ and $U T = I$ imply each other; the proof assumes both.

    The reason is that noise averages, and the inverse of an average has to overshoot.
    """

    c = Classes(tried=(2, 3))
    i, a, b = Label(c), Label(c), Label(c)
    T, U = Transitions(c), Each(c, Scores(c, 0))

    given = {
        "U inverts T": inverts,
        "two labels": lambda a, b: gt((a - b) ** 2, 0),
    }

    def conclusion(T, i, a, b):
        return eq(T[i][a] * T[i][b], 0)

    def prove(p):
        c, T, U, i, a, b, z = p.c, p.T, p.U, p.i, p.a, p.b, ANY_CLASS
        two, apart = two_classes(p), p.given("two labels")
        move, back = p.domain("T")["nonnegative"], p.domain("U", z, ANY_ROW)["lower"]
        right, left = p.given("U inverts T")
        # T[i][a] U[a][s] <= delta(i, s) for any s.
        through = combine(T[i][z] * U[z][ANY_ROW], (move.at(ANY_ROW, i), back))
        most = total_of_others(through, a, c, two)
        first = combine(
            sympy.KroneckerDelta(ANY_ROW, i) - T[i][a] * U[a][ANY_ROW],
            most,
            (-1, right.at(ANY_ROW, i).at(z, ANY_ROW)),
        )
        first = renamed(first, {ANY_ROW: z})
        # U[a][i] T[i][b] <= 0.
        again = combine(
            U[a][z] * T[z][b],
            (
                renamed(p.domain("U", ANY_ROW, z)["lower"].at(ANY_ROW, a), {}),
                renamed(move.at(z, b), {ANY_ROW: z}),
            ),
        )
        none = combine(
            -U[a][i] * T[i][b],
            total_of_others(again, i, c, two),
            (-1, left.at(ANY_ROW, a).at(z, b)),
            (-1, no_delta(apart, a, b)),
        )
        into = renamed(move.at(z, a), {ANY_ROW: z})
        last = move.at(ANY_ROW, i).at(z, b)

        def other(away):
            nothing = no_delta(away, z, i)
            return combine(
                -T[i][a] * U[a][z] * T[z][a] * T[i][b],
                (first, into, last),
                (nothing, -T[z][a] * T[i][b]),
            )

        rest = weighted_others(positive(1), i, c, other)
        own = left.at(ANY_ROW, a).at(z, a)
        product = combine(T[i][a] * T[i][b], (move.at(ANY_ROW, i).at(z, a), last))
        most = combine(
            -T[i][a] * T[i][b],
            rest,
            (T[i][a] * T[i][b], own),
            (none, move.at(ANY_ROW, i).at(z, a), move.at(ANY_ROW, i).at(z, a)),
        )
        return squeezed(product, most)
