"""Populations of pairs, and properties of the linear regime."""

from itertools import combinations
from math import prod

from lossproof.paper_checks.papers.notation import *

SIDES = {
    "pull": lambda alpha, beta, u: pair_loss(u, SAME, alpha, beta),
    "push": lambda alpha, beta, u: pair_loss(u, DIFFERENT, alpha, beta),
}


def in_regime(d, n, alpha, beta):
    """That every pair is in the linear regime."""
    return every_sample(lambda s: (le(beta - d[s], alpha), le(d[s] - beta, alpha)), n)


def inside_regime(d, n, alpha, beta):
    """That every pair is in the interior of the linear regime, where no loss has a kink."""
    return every_sample(lambda s: (lt(beta - d[s], alpha), lt(d[s] - beta, alpha)), n)


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


def losses(p, name):
    """The losses of pair `s` as same and as different, both `>= 0`."""
    d = getattr(p, name)[ANY_SAMPLE]
    return tuple(nonnegative(pair_loss(d, side, p.alpha, p.beta)) for side in (1, -1))


def level(p):
    """`l(e, +1) + l(e, -1) - l(d, +1) - l(d, -1) == 0`, of pair `s`."""
    sums = [both_sides(getattr(p, x)[ANY_SAMPLE], p.alpha, p.beta) for x in ("e", "d")]
    ours = [(fact, -1) for fact in linear(p, "d")]
    return combine(sums[0] - sums[1], *linear(p, "e"), *ours)


def gathered(*terms):
    """The sum of products of facts and multipliers, as one fact."""
    values = (prod(getattr(factor, "expr", factor) for factor in term) for term in terms)
    return combine(sum(values), *terms)


def realised(p, missed, mistaken, few, rare):
    """The order of the noisy risks of all pairs, where `d` has no clean risk.

    `missed` and `mistaken` say that these rates are `>= 0`, `few` and `rare` that 1/2 less each is.
    """
    (goal,) = p.goals
    s = p.s[ANY_SAMPLE]
    rest = combine(1 - s, p.domain("s")["upper"])
    (own, away), (pulled, pushed) = losses(p, "d"), losses(p, "e")
    terms = (
        (2, s, few, pulled),
        (2, rest, rare, pushed),
        (2, s, missed, own),
        (2, mistaken, rest, away),
    )
    wrong = s * missed.expr + (1 - s) * mistaken.expr
    return combine(
        goal.difference,
        average(gathered(*terms), p.n),
        average(gathered((wrong, level(p))), p.n),
        (p.given("no clean risk"), -1),
    )


def moved(p, kind, missed, mistaken, high, rate):
    """The reversed order, where `e` leaves `d`, of no clean risk, at pairs of one kind.

    The kind is that of the rate "missed" or "mistaken"; `high` says that it is at least 1/2, and
    `rate` that it is at most 1.
    """
    (goal,) = p.goals
    s, still = p.s[ANY_SAMPLE], p.given("only these move")
    rest = combine(1 - s, p.domain("s")["upper"])
    (own, away), (pulled, pushed) = losses(p, "d"), losses(p, "e")
    (d_same, d_apart), (e_same, e_apart) = linear(p, "d"), linear(p, "e")
    wrong = s * missed + (1 - s) * mistaken
    if kind == "missed":
        terms = ((2, s, high, pulled), (2, s, rate, own), (rest, away))
        fixed = combine(
            (1 - s) * (pushed.expr - away.expr), (e_apart, 1 - s), (d_apart, s - 1), (still, -1)
        )
        turned = (fixed, 2 * mistaken - 1)
    else:
        terms = ((2, rest, high, pushed), (2, rest, rate, away), (s, own))
        fixed = combine(s * (pulled.expr - own.expr), (e_same, s), (d_same, -s), (still, 1))
        turned = (fixed, 2 * missed - 1)
    return combine(
        goal.difference,
        average(gathered(*terms), p.n),
        average(gathered((-wrong, level(p))), p.n),
        average(gathered(turned), p.n),
        (p.given("no clean risk"), -1),
    )


def distances(x):
    """The distances of all pairs `i < j` of three points on the line, the first in the middle."""
    return Vector((x[0], x[1], x[0] + x[1]))


def relations(labels):
    """Of all pairs `i < j`: 1 where the labels are the same, else 0."""
    return Vector(sympy.Integer(a == b) for a, b in combinations(labels, 2))


class Line:
    """Three points on the line, of classes 0, 0 and 1, in two embeddings.

    The first is between the others, at the distances `x` from them in one and `w` in the other.
    """

    alpha, beta = Real(0, open="left"), Real(0, open="left")
    x, w = Each(2, Real(0, open="left")), Each(2, Real(0, open="left"))


LINE = relations((0, 0, 1))
