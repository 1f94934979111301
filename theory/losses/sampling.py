"""Risks of an embedding over pairs that are taken by what is seen, and the noise they tolerate.

`distances[i]` is that of pair `i`, and `seen[i]` the chance that its two labels are seen to be the
same. As in `lossproof.theory.losses.embedding`, nothing here is quoted.
"""

from __future__ import annotations

from typing import Any

import sympy

from lossproof.theory.language import SymbolicVector, sample_mean
from lossproof.theory.language.terms import expected, sampled_value
from lossproof.theory.losses.embedding import (
    DIFFERENT,
    SAME,
    mixed_pair_loss,
    pair_loss,
    triplet_loss,
    uniform_agreement,
    validity,
)


def seen_same(same: Any, missed: Any, mistaken: Any) -> SymbolicVector:
    """The chance that pair `i` is seen as of one class.

    `same[i]` is 1 for a pair of one class, else 0; one is missed with chance `missed`, another is
    mistaken for one with chance `mistaken`.
    """
    return SymbolicVector(lambda i: same[i] * (1 - missed) + (1 - same[i]) * mistaken, same.size)


def seen_uniform(same: Any, eta: Any, k: Any) -> SymbolicVector:
    """The same, where the labels of `k` classes change by uniform noise at the rate `eta`."""
    return SymbolicVector(lambda i: uniform_agreement(same[i], eta, k), same.size)


def all_pairs_risk(distances: Any, noisy: Any, margin: Any, boundary: Any) -> sympy.Expr:
    """The mean margin loss of all pairs."""
    return sample_mean(
        lambda i: mixed_pair_loss(distances[i], noisy[i], margin, boundary), noisy.size
    )


def share_of(noisy: Any) -> sympy.Expr:
    """The share of pairs that are seen as of one class."""
    return sample_mean(lambda i: noisy[i], noisy.size)


def weighted_pairs_risk(
    distances: Any, noisy: Any, weight: Any, margin: Any, boundary: Any
) -> sympy.Expr:
    """`weight` times the mean loss of pairs seen as same, and the rest for pairs seen as different.

    Each mean is a ratio of expectations: what it is near in a large population.
    """

    def mean(side: int) -> Any:
        def term(i: Any) -> Any:
            value = pair_loss(distances[i], side, margin, boundary)
            values = (value, 0) if side == SAME else (0, value)
            return sampled_value(values, (noisy[i], 1 - noisy[i]))

        return sample_mean(term, noisy.size)

    share = share_of(noisy)
    return weight * mean(SAME) / share + (1 - weight) * mean(DIFFERENT) / (1 - share)


def one_to_one_risk(distances: Any, noisy: Any, margin: Any, boundary: Any) -> sympy.Expr:
    """The mean loss of a pair seen as same and one seen as different, the two losses added."""
    half = sympy.Rational(1, 2)
    return 2 * weighted_pairs_risk(distances, noisy, half, margin, boundary)


def one_to_one_factor(share: Any, noisy: Any, gap: Any) -> sympy.Expr:
    """What one-to-one sampling keeps of a difference of risks: `share (1 - share) gap / (Z+ Z-)`.

    `share` of the pairs are of one class and `seen` are seen so; `gap` is the chance that a pair of
    one class is seen so, less that of the others.
    """
    return share * (1 - share) * gap / (noisy * (1 - noisy))


def break_even(weight: Any, noisy: Any) -> sympy.Expr:
    """The chance of being seen as same at which a pair neither attracts nor repels.

    `weight` is that of the pairs seen as same, which are `seen` of all.
    """
    return (1 - weight) * noisy / (weight * (1 - noisy) + (1 - weight) * noisy)


def all_pairs_rate(k: Any) -> sympy.Expr:
    """The rate of uniform noise below which pairs of one of `k` classes are mostly seen so."""
    return (k - 1) / k * (1 - sympy.sqrt((k - 2) / (2 * (k - 1))))


def even_law(k: Any) -> SymbolicVector:
    """The law by which each of `k` classes has the same chance."""
    return SymbolicVector(lambda j: 1 / sympy.sympify(k), k)


def seen_as_valid(anchor: Any, positive: Any, negative: Any) -> sympy.Expr:
    """`validity` of a triplet from its points' rows of T, where the anchor's label is drawn."""
    return expected(lambda z: positive[z] * (1 - negative[z]), anchor)


def valid_and_swapped(eta: Any, k: Any) -> tuple[Any, Any]:
    """The chances that a valid triplet, and a swapped one, is seen as valid under uniform noise.

    A valid triplet has one class for anchor and positive and another for the negative; in a swapped
    one positive and negative have changed places.
    """
    unchanged, other = 1 - eta, eta / (k - 1)
    elsewhere = (k - 2) * other**2 * (1 - other)
    valid = unchanged**2 * (1 - other) + other**2 * (1 - unchanged) + elsewhere
    return valid, unchanged * other * (1 - unchanged) + unchanged * other * (1 - other) + elsewhere


def random_triplets_risk(distances: Any, behind: Any, margin: Any) -> sympy.Expr:
    """The mean triplet loss of random triplets, of balanced classes of which labels are seen.

    `distances[i][j]` is that of points of the classes i and j, and `behind[z]` the law of the class
    of a point with the label z. A label is drawn, then anchor and positive of that label, and a
    negative of another.
    """
    k = distances.size

    def of_label(z: Any) -> Any:
        negative = SymbolicVector(lambda j: (1 - behind[z][j]) / (k - 1), k)

        def of_anchor(a: Any) -> Any:
            return expected(
                lambda p: expected(
                    lambda n: triplet_loss(distances[a][p], distances[a][n], margin), negative
                ),
                behind[z],
            )

        return expected(of_anchor, behind[z])

    return expected(of_label, even_law(k))


def triplets_loss(distances: Any, anchors: Any, others: Any, T: Any, margin: Any) -> sympy.Expr:
    """The mean of the triplet loss over random triplets, of those not seen as valid taken as 0.

    An anchor of class `a` is drawn from `anchors`, then its positive and its negative from
    `others[a]`, and their labels by the rows of T. Over the chance that a triplet is seen as valid,
    which is the same for all embeddings, that is the risk of random triplets.
    """

    def loss_if_valid(a: Any, p: Any, n: Any) -> Any:
        return validity(T[a], T[p], T[n]) * triplet_loss(distances[a][p], distances[a][n], margin)

    return over_triplets(loss_if_valid, anchors, others)


def over_triplets(of: Any, anchors: Any, others: Any) -> sympy.Expr:
    """The mean of `of(a, p, n)` over random triplets: see `triplets_loss`."""
    return expected(
        lambda a: expected(lambda p: expected(lambda n: of(a, p, n), others[a]), others[a]),
        anchors,
    )
