"""Points of the line: their distances, and how a map that separates them moves them."""

from sympy import Add, expand

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.xu2022.space import within


def on_line(x, i, j):
    """The distance of two of the points `x` of the line."""
    return Abs(x[i] - x[j])


def drawn_in(x, s):
    """Two points moved towards each other by `s`, and one on each side of them away from them."""
    first, second, *others = (x[i] for i in range(x.size))
    return first + s, second - s, *(z + d * s for z, d in zip(others, (-1, 1), strict=False))


def in_lengths(goal, lengths, *terms):
    """The goal by facts and their factors, each distance in it the one of these lengths it is."""
    rest = as_written(expand(goal - Add(*(fact.expr * factor for fact, factor in terms))))
    known = [(absolute(length), rest.coeff(as_written(Abs(length.expr)))) for length in lengths]
    return combine(goal, *terms, *(term for term in known if term[1] != 0))


def change_within(change, s, lengths):
    """`2 s - |v| >= 0`, for a change `v` of a distance that is `2 s` or `-2 s`."""
    plain = as_written(change).xreplace(
        {as_written(Abs(length.expr)): length.expr for length in lengths}
    )

    def side(sign):
        return in_lengths(2 * s - sign * change, lengths, (nonnegative(2 * s - sign * plain), 1))

    return within(change, side(1), side(-1))
