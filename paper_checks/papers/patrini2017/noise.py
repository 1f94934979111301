"""Sections 4 and 5.2: the noisy data, and symmetric noise with its inverse."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017


def closed_form(eta, c):
    """The inverse of symmetric noise, times what the noise retains."""
    return matrix(lambda i, j: sympy.KroneckerDelta(i, j) - eta / (c - 1), c)


def inverse_entry(p):
    """`m U[i][j]` in closed form, for any row and class, where `U` is the inverse."""
    c, a, i, j = p.c, p.N / (p.c - 1), ANY_ROW, ANY_CLASS
    each, line = p.given("U is the inverse"), renamed(sifted(sympy.Integer(1), i, c), {i: j})
    goal = retained(p.N, c) * p.U[i][j] - closed_form(p.N, c)[i][j]
    return combine(goal, each, (-a, summed(each, i, c)), (-a, line))


def through(N, of):
    """The product of symmetric noise and a matrix: means of its columns."""
    c = of.size
    return matrix(
        lambda i, j: uniform_expectation(SymbolicVector(lambda k: of[k][j], c), i, N, c), c
    )


def is_identity(of, scale, c):
    """That a matrix is `scale` times the identity."""
    return every_sample(
        lambda i: every_class(lambda j: eq(of[i][j], scale * sympy.KroneckerDelta(i, j)), c), c
    )


def not_below_zero(k, y):
    """`KroneckerDelta(k, y) >= 0`."""
    same = sympy.KroneckerDelta(k, y)
    return cases(same, lambda above: above, lambda below: combine(same, (below, below)))


def class_conditional(c, T, J):
    """`P(x, y, y~) = P(y~ | y) P(x, y)` at one x, for every pair of labels."""
    return every_sample(lambda y: every_class(lambda j: eq(J[y][j], T[y][j] * J[y].total()), c), c)


@patrini2017.claim("noisy-joint", "Sec. 4")
class NoisyJoint:
    r"""Under class-conditional noise, input x and noisy label ỹ have the probability Σ_y p(ỹ | y)
    p(y | x) p(x), summed over the clean labels y.

    At one $x$ of probability `px`: `J[y][j]` is $p(x, y, \tilde y = j)$, `posterior` is $p(y | x)$
    and $T_{yj} = p(\tilde y = j | y)$. The hypothesis that the features are untouched is
    `J[y].total() = p(y|x) p(x)`; the hypothesis that the flip depends on the class alone is
    "class-conditional": where it depends on $x$ too the equality fails, with $T$ the rates of the
    whole data.
    """

    c = Classes(tried=(2, 3))
    j, px = Label(c), Real(0, 1)
    posterior, T, J = Simplex(c), Transitions(c), Each(c, Scores(c, 0))

    given = {
        "features are untouched": lambda c, px, posterior, J: every_sample(
            lambda y: eq(J[y].total(), px * posterior[y]), c
        ),
        "class-conditional": class_conditional,
    }

    def conclusion(c, j, px, posterior, T, J):
        flipped = expectation(posterior, SymbolicVector(lambda y: T[y][j], c))
        return eq(SymbolicVector(lambda y: J[y][j], c).total(), px * flipped)


@patrini2017.claim("symmetric-t", "Sec. 5.2")
class SymmetricT:
    r"""Symmetric noise of rate N on c classes has the transition matrix T_ii = 1 − N and T_ij =
    N/(c − 1) for j ≠ i.

    Symmetric noise, "where N is the probability of label flip that is spread uniformly among
    all the other classes": $T_{ii} = 1 - N$ and $T_{ij} = \frac{N}{c - 1}$.

    `share[i]` is the probability that class $i$ flips to any given other class. The closed form of
    the inverse is `inverse`; Zhang & Sabuncu's draw over all classes is another matrix, see
    `zhang2018.uniform-by-resampling/all-labels`.
    """

    c = Classes(tried=(2, 3))
    N, T, share = Real(0, 1), Transitions(c), Scores(c)

    given = {
        "spread uniformly": lambda c, N, T, share: every_sample(
            lambda i: every_class(
                lambda j: eq(T[i][j], share[i] + (1 - N - share[i]) * sympy.KroneckerDelta(j, i)),
                c,
            ),
            c,
        )
    }

    def conclusion(c, N, T):
        return every_sample(
            lambda i: every_class(lambda j: eq(T[i][j], uniform_row(i, N, c)[j]), c), c
        )

    def prove(p):
        (goal,), spread, rows = p.goals, p.given("spread uniformly"), p.domain("T")["total"]
        c, share, own = p.c, p.share[ANY_ROW], 1 - p.N - p.share[ANY_ROW]
        others = combine(c - 1, p.domain("c")["lower"], (1,))
        diagonal = sifted(sympy.Integer(1), ANY_ROW, c)
        whole = combine(
            (c - 1) * share - p.N, rows, (-1, summed(spread, ANY_CLASS, c)), (-own, diagonal)
        )
        each = quotient(share - p.N / (c - 1), whole, others)
        off = 1 - sympy.KroneckerDelta(ANY_CLASS, ANY_ROW)
        return combine(goal.difference, spread, (off, each))


@patrini2017.claim("symmetric-t/inverse", "our question, Sec. 5.2")
class SymmetricTInverse:
    r"""The transition matrix of symmetric noise N has the inverse (I − N/(c − 1)·J)/m with m = 1 −
    Nc/(c − 1) and the all-ones matrix J, if it is invertible.

    $T^{-1} = \frac1m \left(I - \frac{N}{c-1} J\right)$ for symmetric noise of any $c$, with $m
    = 1 - \frac{N c}{c - 1}$ and $J$ the matrix of ones.

    The formal statement avoids the division: $T (I - \frac{N}{c-1} J) = m I$, and any `U` with $T U
    = I$ has $m U = I - \frac{N}{c-1} J$. At $m = 0$ every class has the same noisy labels and $T$
    has no inverse. So the corrected loss is $\frac1m \left(\ell_y - \frac{N}{c-1} \sum_k
    \ell_k\right)$.
    """

    c, N = Classes(tried=(2, 3)), Real(0, 1)
    U = Each(c, Scores(c))

    given = {"U is the inverse": lambda c, N, U: is_identity(through(N, U), 1, c)}

    def conclusion(c, N, U):
        kept, closed = retained(N, c), closed_form(N, c)
        entry = every_sample(
            lambda i: every_class(lambda j: eq(kept * U[i][j], closed[i][j]), c), c
        )
        return is_identity(through(N, closed), kept, c), entry

    def prove(p):
        product, _ = p.goals
        line = renamed(sifted(sympy.Integer(1), ANY_ROW, p.c), {ANY_ROW: ANY_CLASS})
        return combine(product.difference, (p.N / (p.c - 1), line)), inverse_entry(p)
