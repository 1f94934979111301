"""Section 4.1: how many matrices on a line are singular, with all rows of T varying at once."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.inverse import other_factor

section_4_1 = patrini2017.at("Sec. 4.1")


def on_the_line(T, R, t):
    """The noise at `t` on the line from T, at 0, to R, at 1."""
    return matrix(lambda i, j: (1 - t) * T[i][j] + t * R[i][j], T.size)


def is_not_singular(T):
    return different(determinant(T), 0)


def determinant_at(T, R, x):
    return determinant(on_the_line(T, R, x))


def are_singular(T, R, *points):
    return tuple(eq(determinant_at(T, R, t), 0) for t in points)


def last_cofactors(of):
    """The cofactors of the last column; with it replaced by ones the determinant is their sum."""
    table = sympy.Matrix(of.size, of.size, lambda i, j: of[i][j])
    return [table.cofactor(i, of.size - 1) for i in range(of.size)]


def with_ones(p, t):
    """The determinant at `t` with the last column replaced by ones, of one degree less in `t`.

    Also what of the rows' totals makes it the determinant: a column may have the others added.
    """
    cofactors, rows = last_cofactors(on_the_line(p.T, p.R, t)), range(p.T.size)
    totals = [
        (p.domain(name, i)["total"], share * cofactors[i])
        for i in rows
        for name, share in (("T", 1 - t), ("R", t))
    ]
    return sympy.Add(*cofactors), totals


def two_are_the_same(p, points):
    """That the product of the differences of the points is 0, where all noises there are singular.

    Lagrange's formula: the determinant at 0, from its values at as many points as there are
    classes.
    """
    apart = sympy.prod([t - s for m, t in enumerate(points) for s in points[:m]])
    start, terms = determinant(p.T), []
    for t, fact in zip(points, p.given("all are singular"), strict=True):
        at_zero = sympy.prod([s / (s - t) for s in points if s != t])
        reduced, totals = with_ones(p, t)
        singular = combine(reduced, fact, *((total, -factor) for total, factor in totals))
        terms.append((singular, start * sympy.cancel(apart * at_zero)))
    reduced, totals = with_ones(p, sympy.Integer(0))
    same = combine(start - reduced, *totals)
    both = combine(start**2 * apart, (same, start * apart), *terms)
    return other_factor(apart, both, p.given("T is not singular"))


@section_4_1.claim("invertible-almost-surely/two-classes")
class InvertibleTwoClasses:
    r"""For two classes, a line of transition matrices that are not all singular contains at most
    one singular one.

    With two classes, and all of $T$ varying at once: on a line of noise matrices, $(1-t)\,T + t
    R$, of which one is invertible, at most one is singular.

    Two singular ones, at `s` and `t`, are the same; `D` is the determinant on the line. As rows sum
    to 1 the determinant is $T_{00} - T_{10}$, of degree 1 in $t$, and not 0 at $t = 0$. So the
    singular matrices are a set that meets every line through $I$ at most once: it has no volume,
    and a random $T$ whose distribution has a density is invertible with probability 1. For three
    classes see `three-classes`; for any number, a row at a time, see `invertible-almost-surely`.
    """

    T, R = Transitions(2), Transitions(2)
    s, t = Real(), Real()
    where = {"D": determinant_at}

    given = {
        "T is not singular": is_not_singular,
        "all are singular": lambda T, R, s, t: are_singular(T, R, s, t),
    }

    def conclusion(s, t):
        return eq(s, t)

    def prove(p):
        return combine(p.goals[0].difference, (-1, two_are_the_same(p, (p.s, p.t))))


@section_4_1.claim("invertible-almost-surely/three-classes")
class InvertibleThreeClasses:
    r"""For three classes, a line of transition matrices that are not all singular contains at most
    two singular ones.

    With three classes, and all of $T$ varying at once: on a line of noise matrices, $(1-t)\,T +
    t R$, of which one is invertible, at most two are singular.

    Among three singular ones, at `r`, `s` and `t`, two are the same: the product of the differences
    is 0. `D` is the determinant on the line, of $(1-x)\,T + x R$. The argument is that of
    `two-classes`: with all columns added to the last that column is constantly 1, so the
    determinant has the degree 2 in $t$, one less than there are classes.
    """

    T, R = Transitions(3), Transitions(3)
    r, s, t = Real(), Real(), Real()
    where = {"D": determinant_at}

    given = {
        "T is not singular": is_not_singular,
        "all are singular": lambda T, R, r, s, t: are_singular(T, R, r, s, t),
    }

    def conclusion(r, s, t):
        return eq((s - r) * (t - r) * (t - s), 0)

    def prove(p):
        return two_are_the_same(p, (p.r, p.s, p.t))
