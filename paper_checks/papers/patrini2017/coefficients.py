"""Sections 4.1 and 6: the coefficients of the backward corrected loss."""

import sympy

from paper_checks.papers.patrini2017 import patrini2017
from paper_checks.papers.patrini2017.inverse import inverts, two_way
from paper_checks.papers.patrini2017.noise import closed_form, is_identity, not_below_zero
from paper_checks.papers.softmax import two_classes
from theory.domain import Classes, Each, Label, Real, Scores, Transitions
from theory.language import (
    ANY_CLASS,
    ANY_ROW,
    SymbolicVector,
    Vector,
    eq,
    every_class,
    gt,
    le,
    lt,
)
from theory.language.terms import product
from theory.losses import backward, cce, label_losses, retained
from theory.proof.rules import (
    combine,
    log_bound,
    log_increases,
    log_quotient,
    no_delta,
    positive,
    quotient,
    reciprocal,
    renamed,
    replaced,
    sifted,
    squeezed,
    total_of_others,
    weighted_others,
)


def confident(y, u, c):
    """An output that leaves each class but `y` the share `u`."""
    return SymbolicVector(lambda j: u + (1 - c * u) * sympy.KroneckerDelta(j, y), c)


def cross_entropy(f, y):
    return cce(f[y])


@patrini2017.claim("backward-sign", locus="Sec. 4.1", kind="exists")
class BackwardSign:
    r"""The corrected loss is "not always non-negative".

    For every $c$ and every symmetric noise, $0 < N < \frac{c-1}{c}$, corrected cross-entropy is
    negative at some output inside the simplex: where each class but the noisy label $y$ has the
    share $e^{-1/N} / c$. The corrected loss is $\frac1m (I - \frac{N}{c-1} J)\, \ell$, by
    `symmetric-t/inverse`; its sign is that without the factor $\frac1m$.

    Intuition: the corrected loss takes off what wrong labels cost on average, which is much where
    the output is sure, and right. It is so for all noise that does more than rename the classes,
    see `only-renaming`.
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


@patrini2017.claim(
    "backward-sign/only-renaming",
    title="ℓ← never negative: the noise only renames classes",
    locus="our question, Sec. 4.1",
    kind="ineq",
)
class BackwardSignOnlyRenaming:
    r"""If no corrected loss of a nonnegative loss is ever negative, then the noise only renames the
    classes: each row of $T$ has a single entry that is not 0.

    No corrected loss is negative where no entry of $U = T^{-1}$ is, since each entry is what one
    loss contributes. So for all other noise the sign is lost: not only for high rates. Said as:
    two different labels `a` and `b` are never both noisy labels of class `i`. Of square matrices
    $T U = I$ and $U T = I$ imply each other; the proof takes both.

    Intuition: noise averages, and what undoes an average has to overshoot.
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


@patrini2017.claim(
    "backward-coefficients",
    title="Coefficients of ℓ← can be far by orders of magnitude",
    locus="Sec. 6",
    kind="exists",
)
class BackwardCoefficients:
    r"""The backward corrected loss is a combination of losses for every label "with coefficients
    that can be far by orders of magnitude".

    For every $M$ and $c$: under symmetric noise with $N = \frac{c-1}{c+M}$ the coefficient of the
    noisy label is more than $M$ times as large as each other one, which are negative. They are
    those of $T^{-1} = \frac1m (I - \frac{N}{c-1} J)$, by `symmetric-t/inverse`.

    What is far apart is so because the others are small: $N$ is below $\frac{c-1}{M}$, and without
    noise they are 0. The sentence goes on that this makes learning harder, which is not claimed
    here. Coefficients that are large as well need noise that is nearly singular, see `large` and
    `invertible-almost-surely/condition`; for the paper's own experiments see `mnist`.
    """

    c, M = Classes(), Real(0, open="left")
    y, k = Label(c), Label(c)

    given = {"another label": lambda y, k: gt((k - y) ** 2, 0)}

    def conclusion(c, M, y, k):
        N = (c - 1) / (c + M)
        coefficients, kept = closed_form(N, c), retained(N, c)
        own, other = (coefficients[y][label] / kept for label in (y, k))
        return gt(own, -M * other), lt(other, 0), lt(N, (c - 1) / c), gt(N, 0)

    def prove(p):
        larger, negative, rate, noise = p.goals
        c, M = p.c, p.M
        none, two = no_delta(p.given("another label"), p.k, p.y), two_classes(p)
        kept = combine(1 - c / (c + M), positive(M / (c + M)))
        share = reciprocal(kept)
        return (
            combine(larger.difference, (two, share, 1 / (c + M)), (M, none, share)),
            combine(negative.difference, (share, 1 / (c + M)), (-1, none, share)),
            combine(rate.difference, (two, M / (c * (c + M)))),
            combine(noise.difference, (two, 1 / (c + M))),
        )


PAIR = "V is the inverse"


def chain(N):
    """The noise of the digits 2, 7 and 1 in Eq. 17, in this order."""
    rows = ((1 - N, N, 0), (0, 1 - N, N), (0, 0, 1))
    return Vector(Vector(map(sympy.sympify, row)) for row in rows)


@patrini2017.claim(
    "backward-coefficients/large",
    title="They can be far, and larger than any M",
    locus="Sec. 6",
    kind="exists",
)
class BackwardCoefficientsLarge:
    r"""They can be far by orders of magnitude, and large: for every $M$, noise of the kind of the
    digits 2, 7 and 1 in Eq. 17 has coefficients of which one is above $M + 1$, and the next more
    than $M$ times as large, with the other sign.

    With $N > \frac{M}{M + 1}$, so at rates near 1: above .91 for a factor of 10. `U` is the inverse
    of the noise of these three, the longest chain of flips, and its first row has the coefficients
    of the noisy label 2. Here it is not that the others are small, as in `backward-coefficients`.
    """

    N, M = Real(0, 1, open="both"), Real(0, open="left")
    U = Each(3, Scores(3))

    given = {
        "rate": lambda N, M: gt(N, M * (1 - N)),
        "U is the inverse": lambda N, U: is_identity(product(chain(N), U), 1, 3),
    }

    def conclusion(U, M):
        own, next_one = U[0][0], -U[0][1]
        return gt(own, M + 1), gt(next_one, M * own)

    def prove(p):
        N, M, rate, inverse = p.N, p.M, p.given("rate"), p.given("U is the inverse")
        share = reciprocal(combine(1 - N, p.domain("N")["upper"]))
        large, far = p.goals

        def entry(j):
            """`U[0][j]`, from the rows of the product with `U`."""
            s = share.expr
            return [(inverse[3 * k + j], by) for k, by in enumerate((s, -N * s**2, N**2 * s**2))]

        own, other = entry(0), entry(1)
        return (
            combine(large.difference, (rate, share), *own),
            combine(
                far.difference,
                (rate, share, share),
                *((fact, -M * by) for fact, by in own),
                *((fact, -by) for fact, by in other),
            ),
        )


@patrini2017.claim(
    "backward-coefficients/mnist",
    title="On MNIST they are within a factor 7/3 of each other",
    locus="Sec. 5.1, Eq. 17, and 6",
    kind="ineq",
)
class BackwardCoefficientsMnist:
    r"""In the experiments on MNIST the coefficients of one corrected loss are within a factor of
    $\frac73$ of each other, where they are not 0, for all $N \in [.6, .7]$.

    The rates of the strong flips that are reported are .6 and .7. `U` is the inverse of the noise
    of the digits 2, 7 and 1, the longest chain of flips, and `V` that of 5 and 6, which are flipped
    into each other; 3 and 8 have the coefficients of 7 and 1. So orders of magnitude are not what
    these experiments saw: the coefficients of 2 are $\frac{1}{1-N}$, $\frac{-N}{(1-N)^2}$ and
    $\frac{N^2}{(1-N)^2}$, the largest of all is 7.8 at $N = .7$, and the signs differ.
    """

    N = Real("3/5", "7/10")
    U, V = Each(3, Scores(3)), Each(2, Scores(2))

    given = {
        "U is the inverse": lambda N, U: is_identity(product(chain(N), U), 1, 3),
        PAIR: lambda N, V: is_identity(product(two_way(N), V), 1, 2),
    }

    def conclusion(U, V):
        most = sympy.Rational(7, 3)
        near = [(U[0][0], -U[0][1]), (U[0][2], -U[0][1]), (U[1][1], -U[1][2]), (-V[0][0], V[0][1])]
        return [(le(one, most * other), le(other, most * one)) for one, other in near]

    def prove(p):
        N, more, one = p.N, sympy.Rational(7, 3), positive(1)
        low, high = p.domain("N")["lower"], p.domain("N")["upper"]
        share = reciprocal(combine(1 - N, high, (sympy.Rational(3, 10), one)))
        double = combine(2 * N - 1, (2, low), (sympy.Rational(1, 5), one))
        kept, of_chain, of_pair = share.expr, p.given("U is the inverse"), p.given(PAIR)
        inverse = ((kept, -N * kept**2, N**2 * kept**2), (0, kept, -N * kept))

        def in_chain(i, j):
            """`U[i][j]` in closed form."""
            terms = [(inverse[i][k], of_chain[3 * k + j]) for k in range(i, 3)]
            return combine(p.U[i][j] - inverse[i][j], *terms)

        def in_pair(j):
            """`V[0][j]` in closed form, times `1 - 2 N`."""
            goal = (1 - 2 * N) * p.V[0][j] - (1 - N, -N)[j]
            return combine(goal, (of_pair[j], 1 - N), (of_pair[2 + j], -N))

        half = ((low, sympy.Rational(10, 3)), (one, 1)), ((high, sympy.Rational(10, 3)),)
        below = ((high, 1), (one, sympy.Rational(49, 30)))
        above = ((low, more), (one, sympy.Rational(2, 5)))
        rooms = (
            [(share, share, *term) for term in half[0]],
            [(share, share, *term) for term in half[1]],
            [(share, share, N, *term) for term in below],
            [(share, share, N, *term) for term in above],
            [(share, *term) for term in above],
            [(share, *term) for term in below],
        )
        small, large = ((0, 0), (0, 2), (1, 1)), ((0, 1), (0, 1), (1, 2))
        found = []
        for k, (x, y) in enumerate(zip(small, large, strict=True)):
            first, second = in_chain(*x), in_chain(*y)
            found += [
                combine(p.goals[2 * k].difference, (-1, first), (-more, second), *rooms[2 * k]),
                combine(p.goals[2 * k + 1].difference, (more, first), second, *rooms[2 * k + 1]),
            ]
        own, other = in_pair(0), in_pair(1)
        ends = p.goals[6:]
        scaled = (
            combine(double.expr * ends[0].difference, (-1, own), (-more, other), *half[0]),
            combine(double.expr * ends[1].difference, (more, own), other, *half[1]),
        )
        return *found, *(
            quotient(goal.difference, part, double) for goal, part in zip(ends, scaled, strict=True)
        )
