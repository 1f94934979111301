"""Section 5.1: normalising the rows of the estimated matrix."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017

ours = patrini2017.at("our question, after Sec. 5.1")


def normalised(row):
    whole = row.total()
    return SymbolicVector(lambda j: row[j] / whole, row.size)


@patrini2017.claim("row-normalise", "Sec. 5.1")
class RowNormalise:
    r"""Dividing the rows of a positive estimate of the transition matrix by their sums makes it a
    transition matrix.

    After estimation "we row-normalize the matrix": $\hat T_{ij} / \sum_k \hat T_{ik}$.

    The text does not state the purpose of the division. It makes a transition matrix of any
    estimate with positive entries: `m` is a row of the estimate, and `t` the normalised row, which
    is nonnegative and sums to 1. The rows of Eq. 12-13 already have these properties, see
    `in-place`; whether the result is closer to $T$ is another question, see `entrywise` and
    `twice`.
    """

    c = Classes(tried=(2, 3))
    m, t = Each(c, Real(0, open="left")), Scores(c)

    given = {
        "divided by the sum": lambda c, m, t: every_class(lambda j: eq(t[j], normalised(m)[j]), c)
    }

    def conclusion(c, t):
        return eq(t.total(), 1), every_class(lambda j: ge(t[j], 0), c)

    def prove(p):
        whole, inside = p.goals
        divided, entry = p.given("divided by the sum"), p.domain("m", ANY_CLASS)["lower"]
        some = summed(entry, ANY_CLASS, p.c)
        return (
            combine(whole.difference, summed(divided, ANY_CLASS, p.c)),
            combine(inside.difference, divided, (entry, reciprocal(some))),
        )


@ours.claim("row-normalise/in-place")
class RowNormaliseInPlace:
    r"""Row normalisation leaves a row of the estimated transition matrix unchanged if the whole row
    is one softmax output.

    Normalisation does not change a row that is read off at one point: $\hat T_{ij} / \sum_k
    \hat T_{ik} = \hat T_{ij}$.

    Eq. 13 reads a whole row off at one point, and so does the percentile in its place; $h$ is the
    output there, a softmax, which sums to 1. So only rounding changes. For rows that are not
    outputs see `entrywise`; in the released code they are not, see
    `derived.released-row-normalise`.
    """

    c = Classes(tried=(2, 3))
    j, h = Label(c), Simplex(c)

    def conclusion(j, h):
        return eq(normalised(h)[j], h[j])


def distance(row, other):
    """The sum of the absolute differences."""
    return class_sum(lambda j: sympy.Abs(row[j] - other[j]), row.size)


class Entrywise:
    c = Classes(tried=(2, 3))
    m, t = Each(c, Real(0, 1, open="both")), Simplex(c, interior=True)


@ours.claim("row-normalise/entrywise")
class RowNormaliseEntrywise(Entrywise):
    r"""Row normalisation brings every estimated row closer to the row of the transition matrix in
    L₁ norm.

    Normalising brings a row of estimates closer to the row of $T$: $\sum_j |\hat T_{ij} / s_i -
    T_{ij}| \le \sum_j |\hat T_{ij} - T_{ij}|$ with $s_i = \sum_k \hat T_{ik}$.

    Each entry $m_j$ of the row is estimated by itself, so that the row need not sum to 1; $t$ is
    the row of $T$.

    The true row sums to 1, which suggests that normalising helps. However, where one entry is wrong
    and the others are right the division makes the others wrong. The normalised row is at most
    twice as far from the row of $T$, see `twice`.
    """

    def conclusion(m, t):
        return le(distance(normalised(m), t), distance(m, t))


def both_sides(x):
    """`|x| - x >= 0` and `|x| + x >= 0`."""
    size = sympy.Abs(x)

    def each(sign):
        goal = size + sign * x
        return cases(
            x,
            lambda up: combine(goal, absolute(up), (1 + sign, up)),
            lambda down: combine(goal, absolute(down), (1 - sign, down)),
        )

    return each(-1), each(1)


def moved_by(x, shift, sign, whole):
    """`|x| + e - |y| >= 0` for `y = x + sign e`, from the facts `e >= 0` and `whole > 0`.

    `whole` times `y` has no fraction.
    """
    moved = x + sign * shift.expr
    goal = sympy.Abs(x) + shift.expr - sympy.Abs(moved)
    below, above = both_sides(x)

    def end(bound, case, way):
        size = absolute(combine(way * moved, (case, reciprocal(whole))))
        return combine(goal, bound, (size, -1), (1 - way * sign, shift))

    return cases(
        sympy.expand(whole.expr * moved),
        lambda case: end(below, case, 1),
        lambda case: end(above, case, -1),
    )


@ours.claim("row-normalise/twice", repairs="patrini2017.row-normalise/entrywise")
class RowNormaliseTwice(Entrywise):
    r"""Row normalisation at most doubles the L₁ error of an estimated row of the transition matrix.

    $\sum_j |\hat T_{ij} / s_i - T_{ij}| \le 2 \sum_j |\hat T_{ij} - T_{ij}|$.

    No smaller factor is enough: near $t = (1, 0)$ and $m = (1, \delta)$ the ratio is $\frac{2}{1 +
    \delta}$.
    """

    def conclusion(m, t):
        return le(distance(normalised(m), t), 2 * distance(m, t))

    def prove(p):
        (goal,) = p.goals
        whole, entry, true = p.m.total(), p.m[ANY_CLASS], p.t[ANY_CLASS]
        low, sums = p.domain("m", ANY_CLASS)["lower"], p.domain("t")["total"]
        some = summed(low, ANY_CLASS, p.c)
        below, above = (summed(side, ANY_CLASS, p.c) for side in both_sides(entry - true))

        def small(case):
            """The sum is at most 1, so the division raises every entry."""
            rise = combine(entry / whole - entry, (case, low, reciprocal(some)))
            each = moved_by(entry - true, rise, 1, some)
            return combine(goal.difference, summed(each, ANY_CLASS, p.c), above, sums)

        def large(case):
            fall = combine(entry - entry / whole, (case, low, reciprocal(some)))
            each = moved_by(entry - true, fall, -1, some)
            return combine(goal.difference, summed(each, ANY_CLASS, p.c), below, (sums, -1))

        return cases(1 - whole, small, large)
