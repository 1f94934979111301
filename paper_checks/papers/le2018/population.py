"""Populations of pairs, and what the linear regime says of them."""

from itertools import combinations

from sympy import Abs, Integer

from theory.domain import Each, Real, Samples
from theory.language import ANY_SAMPLE, Vector, every_sample, le
from theory.losses import both_sides
from theory.proof.rules import average, combine, max_equals


def in_regime(d, n, alpha, beta):
    """That every pair is in the linear regime."""
    return every_sample(lambda s: (le(beta - d[s], alpha), le(d[s] - beta, alpha)), n)


class Pairs:
    """`n` pairs: `s[i]` is 1 where pair `i` is of one class, else 0, and `d[i]` its distance.

    Nothing that is said of them changes where `s[i]` is the chance that the pair is of one class.
    """

    n = Samples(tried=(1, 2, 3))
    alpha, beta = Real(0), Real(0)
    s, d = Each(n, Real(0, 1)), Each(n, Real(0))


class Two(Pairs):
    """The same pairs in two embeddings, both in the linear regime."""

    e = Each(Pairs.n, Real(0))

    given = {
        "linear regime": lambda n, d, e, alpha, beta: (
            in_regime(d, n, alpha, beta),
            in_regime(e, n, alpha, beta),
        )
    }


def regime(p, name):
    """The two facts that pair `s` of the embedding `name` is in the linear regime."""
    low, high, *others = p.given("linear regime")
    return (low, high) if name == "d" else tuple(others)


def linear(p, name):
    """`l(d, +1) == alpha + d - beta` and `l(d, -1) == alpha - d + beta`, of pair `s`."""
    low, high = regime(p, name)
    x = getattr(p, name)[ANY_SAMPLE] - p.beta
    return max_equals(p.alpha + x, 0, low), max_equals(p.alpha - x, 0, high)


def symmetric_mean(p, name):
    """`mean(l(d, +1) + l(d, -1) - 2 alpha) == 0`, over the pairs."""
    d = getattr(p, name)[ANY_SAMPLE]
    each = combine(both_sides(d, p.alpha, p.beta) - 2 * p.alpha, *linear(p, name))
    return average(each, p.n)


def distances(x):
    """The distances of all pairs `i < j` of points on the line."""
    return Vector(Abs(a - b) for a, b in combinations(list(x), 2))


def relations(labels):
    """Of all pairs `i < j`: 1 where the labels are the same, else 0."""
    return Vector(Integer(a == b) for a, b in combinations(labels, 2))


class Line:
    """Three points on the line, of classes 0, 0 and 1, in two embeddings `x` and `w`."""

    alpha, beta = Real(0, open="left"), Real(0, open="left")
    x, w = Each(3, Real()), Each(3, Real())


LINE = relations((0, 0, 1))
