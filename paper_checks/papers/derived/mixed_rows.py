"""A lower bound on the variance of a corrected loss, from mixtures of the rows of T."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.derived.corrections import variance as variance_of
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017.inverse import is_inverse

here = derived.at("Patrini et al. (2017), Theorem 1")


def divergence(first, second):
    """The chi-squared divergence of the second row from the first."""
    return class_sum(lambda j: (second[j] - first[j]) ** 2 / first[j], first.size)


def mixed(T, a):
    """The rows of `T`, mixed by the weights `a`."""
    return applied(transposed(T), a)


def weighted(weights, values):
    """The sum of the values by weights that need not be chances."""
    return class_sum(lambda k: weights[k] * values[k], values.size)


class Mixtures:
    """Rows of T mixed by weights of any sign that sum to 1; `B` is the corrected loss."""

    c = Classes(tried=(2, 3))
    T, y, a = Transitions(c, interior=True), Label(c), Scores(c)
    L, B = Scores(c), Scores(c)

    given = {
        "weights": lambda a: eq(a.total(), 1),
        "corrected": lambda c, T, L, B: every_sample(lambda i: eq(expectation(T[i], B), L[i]), c),
    }
    where = {
        "chi2": lambda T, y, a: divergence(T[y], mixed(T, a)),
        "Var": lambda T, y, B: variance_of(T[y], B),
    }


def mixed_mean(p):
    """`sum_j (sum_k a_k T_kj) B_j == sum_k a_k L_k`."""
    i, z, c = ANY_ROW, ANY_CLASS, p.c
    corrected = p.given("corrected")
    order = exchanged(p.a[i] * p.T[i][z] * p.B[z], z, i, c)
    rows = summed(combine(p.a[i] * corrected.expr, (corrected, p.a[i])), i, c)
    return combine(weighted(mixed(p.T, p.a), p.B) - weighted(p.a, p.L), order, rows)


def mixed_total(p):
    """`sum_j sum_k a_k T_kj == sum_k a_k`."""
    i, z, c = ANY_ROW, ANY_CLASS, p.c
    whole = p.domain("T", i)["total"]
    order = exchanged(p.a[i] * p.T[i][z], z, i, c)
    rows = summed(combine(p.a[i] * whole.expr, (whole, p.a[i])), i, c)
    return combine(mixed(p.T, p.a).total() - p.a.total(), order, rows)


@here.claim("backward-variance/any-classes")
class BackwardVarianceAny(Mixtures):
    r"""The variance of backward-corrected loss is ≥ (Σ_k a_k ℓ_k − ℓ_y)²/χ²(Σ_k a_k T_k ‖ T_y) for
    losses ℓ, clean label y, noise T and weights a of sum 1.

    For any $T$ of positive entries and any $c$ the backward correction satisfies
    $\mathrm{Var}(\ell^{\leftarrow}(\tilde y) \mid y) \ge (\sum_k a_k \ell_k - \ell_y)^2 /
    \chi^2(\sum_k a_k T_k \| T_y)$ for any weights `a` that sum to 1, of any sign.

    $\chi^2(R \| T_y) = \sum_j (R_j - T_{yj})^2 / T_{yj}$ measures how well noisy labels distinguish
    a mixture of other classes from `y`; the bound is that of Hammersley, Chapman and Robbins, since
    the mean of `B`, the corrected loss, is the loss of the clean label. Weight 1 on one class `k`
    compares two rows: so for every $c$ the variance grows without bound where two rows of $T$
    become equal and their losses do not. With the best weights the bound is an equality
    (`best-weights`); for two classes it is one for all weights (`backward-variance`). The claim is
    stated without the quotient, so it also covers equal rows.
    """

    def conclusion(T, y, a, L, B):
        gap = weighted(a, L) - L[y]
        return le(gap**2, divergence(T[y], mixed(T, a)) * variance_of(T[y], B))

    def prove(p):
        (goal,), c, z, T, y = p.goals, p.c, ANY_CLASS, p.T, p.y
        R = mixed(T, p.a)
        chi, weight = divergence(T[y], R), p.domain("T", y)["nonnegative"]
        gap, low, mean = weighted(p.a, p.L) - p.L[y], p.L[y], applied(T, p.B)[y]
        spread = applied(T, SymbolicVector(lambda j: p.B[j] ** 2, c))[y] - mean**2
        own, row = p.given("corrected").at(ANY_ROW, y), p.domain("T", y)["total"]
        whole, drawn = mixed_total(p), mixed_mean(p)

        def parabola(a, b):
            """`a^2 chi - 2 a b gap + b^2 Var >= 0`."""
            square = (a * (R[z] / T[y][z] - 1) - b * (p.B[z] - low)) ** 2
            return combine(
                a**2 * chi - 2 * a * b * gap + b**2 * spread,
                summed(combine(T[y][z] * square, (weight, square)), z, c),
                (own, -(b**2) * (mean - low) - 2 * a * b),
                (drawn, 2 * a * b),
                (row, -(b**2) * low**2 + 2 * a * b * low),
                (whole, -2 * a * b * low),
                (p.given("weights"), -2 * a * b * low),
            )

        def differ(apart):
            return quotient(goal.difference, parabola(gap, chi), apart)

        def alike(none):
            """Rows that do not differ have one mean: the parabola at `a = Var + 1`, `b = gap`."""
            a, half, some = spread + 1, sympy.Rational(1, 2), parabola(0, 1)
            return combine(
                goal.difference,
                (half, parabola(a, gap)),
                (a**2 / 2, none),
                (gap**2 / 2, some),
                (parabola(1, 0), some),
            )

        return cases(chi, differ, alike, strict=True)


def tilt(T, y, L, B):
    """By how much the best mixture of rows is off the row of `y`, entry by entry."""
    return SymbolicVector(lambda j: T[y][j] * (B[j] - L[y]), T.size)


@here.claim("backward-variance/best-weights")
class BackwardVarianceBest(Mixtures):
    r"""If T is non-singular, some weights a of sum 1 attain the lower bound (Σ_k a_k ℓ_k −
    ℓ_y)²/χ²(Σ_k a_k T_k ‖ T_y) on the variance of backward-corrected loss.

    For a non-singular $T$ of positive entries there are weights `a` that sum to 1 with
    $\mathrm{Var}(\ell^{\leftarrow}(\tilde y) \mid y) = \chi^2(\sum_k a_k T_k \| T_y) = \sum_k a_k
    \ell_k - \ell_y$.

    So the bound of `any-classes` is attained: both sides of it are the square of the variance. The
    weights are $a_k = [k = y] + \sum_j (T^{-1})_{jk} T_{yj} (\ell^{\leftarrow}_j - \ell_y)$. A
    single class may give a much weaker bound: where the rows of $T$ are (.4, .3, .3), (.7, .2, .1)
    and (.1, .3, .6) and the losses 1, 0 and 0, at most 2.6 of 70.7 for the first class. `U` is the
    inverse of $T$.
    """

    U = Each(Mixtures.c, Scores(Mixtures.c))
    given = {
        "U T = I": lambda c, T, U: is_inverse(c, U, T),
        "corrected": Mixtures.given["corrected"],
        "the weights": lambda c, T, U, y, a, L, B: every_class(
            lambda k: eq(a[k], sympy.KroneckerDelta(k, y) + mixed(U, tilt(T, y, L, B))[k]), c
        ),
    }

    def conclusion(T, y, a, L, B):
        spread = variance_of(T[y], B)
        return (
            eq(divergence(T[y], mixed(T, a)), spread),
            eq(weighted(a, L) - L[y], spread),
            eq(a.total(), 1),
        )

    def prove(p):
        T, y, i, z, c = p.T, p.y, ANY_ROW, ANY_CLASS, p.c
        w, R, low = tilt(T, y, p.L, p.B), mixed(T, p.a), p.L[y]
        best = p.given("the weights").at(z, i)
        rows = summed(combine(T[i][z] * best.expr, (best, T[i][z])), i, c)
        off = combine(
            R[z] - T[y][z] - w[z],
            rows,
            renamed(sifted(T[z][i], y, c), {i: z}),
            forward_undone(p.U, T, w, p.given("U T = I")),
        )
        own, row = p.given("corrected").at(i, y), p.domain("T", y)["total"]
        mean = applied(T, p.B)[y]
        square = combine(
            (R[z] - T[y][z]) ** 2 / T[y][z] - T[y][z] * (p.B[z] - low) ** 2,
            (off, (R[z] - T[y][z] + w[z]) / T[y][z]),
        )
        product = combine(R[z] * p.B[z] - (T[y][z] + w[z]) * p.B[z], (off, p.B[z]))
        chi, gap, sum_of = p.goals
        return (
            combine(chi.difference, summed(square, z, c), (own, mean - low), (row, low**2)),
            combine(gap.difference, (mixed_mean(p), -1), summed(product, z, c), (own, 1 + mean)),
            combine(
                sum_of.difference,
                (mixed_total(p), -1),
                summed(off, z, c),
                (row, 1 - low),
                (own, 1),
            ),
        )
