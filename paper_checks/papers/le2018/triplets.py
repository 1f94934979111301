"""Triplets of points whose labels have uniform noise, of balanced classes."""

import itertools

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.notation import *


def apart(a, b):
    return gt((a - b) ** 2, 0)


def as_valid(k, eta, a, b):
    """The chances that a valid and a swapped triplet of `a` and `b` are seen as valid."""
    one, other = (uniform_row(label, eta, k) for label in (a, b))
    return seen_as_valid(one, one, other), seen_as_valid(one, other, one)


@le2018.claim("triplet-noise-mix")
class TripletNoiseMix:
    r"""Under uniform noise η on c balanced classes, triplets labelled valid are truly valid more
    often than swapped, by a share (1 − ηc/(c − 1))².

    With uniform label noise and balanced classes, a share $P_V$ of the triplets labelled valid
    is valid, a share $P_W$ has positive and negative swapped, and $P_V - P_W = \lambda^2$.

    With $c = 1 - \eta$ and $u = \frac{\eta}{k-1}$, $P_V = c^2 (1 - u) + u^2 (1 - c) + (k-2) u^2 (1
    - u)$ and $P_W = c u (1 - c) + c u (1 - u) + (k-2) u^2 (1 - u)$; the rest is invalid with either
    order. Classes `a` and `b` differ. The left sides are the probabilities that a valid, and a
    swapped triplet is labelled valid. They are the shares too: a triplet of independent labels of
    balanced classes is valid with probability $\frac{k-1}{k^2}$, and as labels remain balanced, see
    `balanced`, it is labelled valid with the same probability.
    """

    k, eta = Classes(), Real(0, 1)
    a, b = Label(k), Label(k)

    given = {"different classes": lambda a, b: apart(a, b)}
    where = {
        "valid": lambda k, eta, a, b: as_valid(k, eta, a, b)[0],
        "swapped": lambda k, eta, a, b: as_valid(k, eta, a, b)[1],
    }

    def conclusion(k, eta, a, b):
        valid, swapped = as_valid(k, eta, a, b)
        chances = valid_and_swapped(eta, k)
        return (
            eq(valid, chances[0]),
            eq(swapped, chances[1]),
            eq(valid - swapped, retained(eta, k) ** 2),
        )


@le2018.claim("triplet-noise-mix/balanced")
class TripletNoiseBalanced:
    r"""Uniform noise keeps balanced classes balanced, and then a point labelled z is of class a
    with the transition probability from z to a."""

    k, eta = Classes(), Real(0, 1)
    z, a = Label(k), Label(k)

    def conclusion(k, eta, z, a):
        def behind(y):
            return uniform_row(y, eta, k)[z]

        seen = expected(behind, even_law(k))
        return eq(seen, 1 / k), eq(behind(a) / k, seen * uniform_row(z, eta, k)[a])


class Regime:
    """`D[i][j]` is the distance of points of class i from those of class j, or its mean.

    The distances from class i lie between `low[i]` and `low[i] + m`: that is the linear regime, as
    two of them differ by at most `m`.
    """

    k = Classes(tried=(2, 3))
    eta, m = Real(0, 1), Real(0)
    D, low = Each(k, Scores(k, 0)), Scores(k)

    given = {
        "linear regime": lambda k, D, low, m: every_column(
            lambda i: every_class(lambda j: (le(low[i], D[i][j]), le(D[i][j], low[i] + m)), k),
            k,
        )
    }


def noisy(D, eta, k, m):
    behind = SymbolicVector(lambda z: uniform_row(z, eta, k), k)
    return random_triplets_risk(D, behind, m)


@le2018.claim(
    "triplet-class-noise",
    assumes=("le2018.triplet-noise-mix/balanced",),
    repairs="le2018.semi-hard-robust/any-distances",
)
class TripletClassNoise(Regime):
    r"""With c balanced classes, uniform noise η turns unclipped random-triplet loss R with margin m
    into λ²R + m(1 − λ²), λ = 1 − ηc/(c−1).

    For random triplets, balanced classes and uniform label noise, $\tilde R = \lambda^2 R + m(1
    - \lambda^2)$ in the linear regime, with $\lambda = 1 - \frac{\eta k}{k - 1}$.

    Triplets are sampled at random from those that are labelled valid, in a large population: a
    label, two points that have it, and one that has not. In the linear regime the loss is linear in
    the distances, so only the mean distance of two classes enters. Noise preserves every order of
    risks if $\lambda \ne 0$: at each rate but $\frac{k-1}{k}$, also above it.
    """

    def conclusion(k, eta, D, m):
        kept, clean = retained(eta, k) ** 2, noisy(D, sympy.Integer(0), k, m)
        return eq(noisy(D, eta, k, m), kept * clean + m * (1 - kept))

    def prove(p):
        (goal,) = p.goals
        kept = retained(p.eta, p.k)
        share = reciprocal(combine(p.k - 1, p.domain("k")["lower"], (1,)))
        order = exchanged(p.D[ANY_COLUMN][ANY_CLASS], ANY_CLASS, ANY_COLUMN, p.k)
        u = p.eta / (p.k - 1)
        return combine(
            goal.difference,
            *straight(p, p.eta, 1),
            *straight(p, sympy.Integer(0), -(kept**2)),
            (order, kept * u / (p.k - 1)),
            (0, order, share),
        )


def straight(p, eta, sign):
    """Terms of `combine` that make the risk at the rate `eta` linear in the distances.

    Anchor, positive and negative are each of any class, or of that of the label.
    """
    k, kept, u = p.k, retained(eta, p.k), eta / (p.k - 1)
    own = ((ANY_CLASS, u), (None, kept))
    other = ((ANY_CLASS, (1 - u) / (k - 1)), (None, -kept / (k - 1)))
    low, high = p.given("linear regime")
    a, q, n = ANY_COLUMN, ANY_ROW, ANY_CLASS
    loss = p.D[a][q] - p.D[a][n] + p.m
    near = renamed(low, {ANY_CLASS: ANY_ROW})
    each = max_equals(loss, 0, combine(loss, near, high))
    terms = []
    for (anchor, x), (positive, y), (negative, z) in itertools.product(own, own, other):
        scale = sign * x * y * z / k
        if scale == 0:
            continue
        free = [ANY_COLUMN, ANY_CLASS, ANY_ROW]
        label = None if None not in (anchor, positive, negative) else free.pop()
        places = [label if index is None else free.pop(0) for index in (anchor, positive, negative)]
        fact = renamed(each, dict(zip((a, q, n), places, strict=True)))
        for index in reversed([place for place in places if place is not label]):
            fact = summed(fact, index, k)
        if label is not None:
            fact = summed(fact, label, k)
        else:
            scale = scale * k
        terms.append((fact, scale))
    return terms
