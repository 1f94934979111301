"""Section 4.1: how many of the noises on a line are singular, all rows of T moving at once."""

import sympy

from paper_checks.papers.patrini2017 import patrini2017
from paper_checks.papers.patrini2017.inverse import LOCUS, other_factor
from theory.domain import Each, Real, Transitions
from theory.language import different, eq
from theory.language.terms import determinant, matrix
from theory.proof.rules import combine


def on_the_line(T, R, t):
    """The noise at `t` on the line from T, at 0, to R, at 1."""
    return matrix(lambda i, j: (1 - t) * T[i][j] + t * R[i][j], T.size)


def is_not_singular(T):
    return different(determinant(T), 0)


def are_singular(T, R, t):
    return tuple(eq(determinant(on_the_line(T, R, t[m])), 0) for m in range(T.size + 1))


def differences(t, points):
    """The product of the differences of all pairs: 0 where two are equal, and nowhere else."""
    return sympy.prod([t[m] - t[k] for m in range(points) for k in range(m)])


class _Line:
    given = {"T is not singular": is_not_singular, "all are singular": are_singular}

    def conclusion(T, t):
        return eq(differences(t, T.size + 1), 0)

    def prove(p):
        points = range(p.T.size + 1)
        apart, start = differences(p.t, len(points)), determinant(p.T)
        # Lagrange's formula: the determinant at 0, from its values at one point more than classes.
        terms = [
            (fact, start * sympy.cancel(apart * _at_zero(p.t, m, points)))
            for m, fact in zip(points, p.given("all are singular"), strict=True)
        ]
        both = combine(start**2 * apart, *terms)
        return other_factor(apart, both, p.given("T is not singular"))


def _at_zero(t, m, points):
    """At 0 the polynomial that is 1 at the `m`-th point and 0 at the others."""
    return sympy.prod([t[k] / (t[k] - t[m]) for k in points if k != m])


@patrini2017.claim(
    "invertible-almost-surely/two-classes",
    title="Two classes: a line of noises has ≤ 2 singular ones",
    locus=LOCUS,
    kind="id",
)
class InvertibleTwoClasses(_Line):
    r"""Two classes, all of $T$ at once: on a line of noises, $(1-t)\,T + t R$, of which one is
    invertible, at most two are singular.

    Of three singular ones two are the same: the product of the differences of their `t` is 0. As a
    function of $t$ the determinant is a polynomial of degree 2, and not 0 at $t = 0$. So the
    singular noises are a set that meets every line through $I$ twice at most: it has no volume,
    and a $T$ that is drawn by a law with a density is invertible with probability 1. For three
    classes see `three-classes`; for any number, a row at a time, see the plain claim.
    """

    T, R = Transitions(2), Transitions(2)
    t = Each(3, Real())


@patrini2017.claim(
    "invertible-almost-surely/three-classes",
    title="Three classes: a line of noises has ≤ 3 singular ones",
    locus=LOCUS,
    kind="id",
)
class InvertibleThreeClasses(_Line):
    r"""Three classes, all of $T$ at once: on a line of noises, $(1-t)\,T + t R$, of which one is
    invertible, at most three are singular.

    As `two-classes`, with a polynomial of degree 3.
    """

    T, R = Transitions(3), Transitions(3)
    t = Each(4, Real())
