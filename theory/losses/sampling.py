"""Risks of an embedding over pairs chosen by their noisy labels, and the noise they tolerate.

`distances[i]` is the distance of pair `i`, and `noisy[i]` the probability that its noisy labels are
equal. As in `lossproof.theory.losses.embedding`, the formulas are our interpretation.
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
    """The probability that the noisy labels of pair `i` are equal.

    `same[i]` is 1 for a pair of one class, else 0. `missed` is the probability of unequal labels
    for a pair of one class, and `mistaken` that of equal labels for two classes.
    """
    return SymbolicVector(lambda i: same[i] * (1 - missed) + (1 - same[i]) * mistaken, same.size)


def seen_uniform(same: Any, eta: Any, k: Any) -> SymbolicVector:
    """The same for uniform noise at the rate `eta` over `k` classes."""
    return SymbolicVector(lambda i: uniform_agreement(same[i], eta, k), same.size)


def all_pairs_risk(distances: Any, noisy: Any, margin: Any, boundary: Any) -> sympy.Expr:
    """The mean margin loss of all pairs."""
    return sample_mean(
        lambda i: mixed_pair_loss(distances[i], noisy[i], margin, boundary), noisy.size
    )


def share_of(noisy: Any) -> sympy.Expr:
    """The share of pairs with equal noisy labels."""
    return sample_mean(lambda i: noisy[i], noisy.size)


def weighted_pairs_risk(
    distances: Any, noisy: Any, weight: Any, margin: Any, boundary: Any
) -> sympy.Expr:
    """The weighted mean losses of pairs with equal (`weight`) and with unequal noisy labels.

    Each mean is a ratio of expectations, its limit in a large population.
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
    """The mean of the sum of two losses: of a pair with equal noisy labels and an unequal pair."""
    half = sympy.Rational(1, 2)
    return 2 * weighted_pairs_risk(distances, noisy, half, margin, boundary)


def one_to_one_factor(share: Any, noisy: Any, gap: Any) -> sympy.Expr:
    """The factor of one-to-one sampling on risk differences: `share (1 - share) gap / (Z+ Z-)`.

    `share` is the share of pairs of one class, and `noisy` that of pairs with equal noisy labels.
    `gap` is the probability of equal noisy labels in one class minus that in two classes.
    """
    return share * (1 - share) * gap / (noisy * (1 - noisy))


def break_even(weight: Any, noisy: Any) -> sympy.Expr:
    """The probability of equal noisy labels at which a pair neither attracts nor repels.

    `weight` is the weight of pairs with equal noisy labels, and `noisy` their share.
    """
    return (1 - weight) * noisy / (weight * (1 - noisy) + (1 - weight) * noisy)


def all_pairs_rate(k: Any) -> sympy.Expr:
    """The rate of uniform noise below which most pairs of one of `k` classes have equal labels."""
    return (k - 1) / k * (1 - sympy.sqrt((k - 2) / (2 * (k - 1))))


def even_law(k: Any) -> SymbolicVector:
    """The uniform distribution over `k` classes."""
    return SymbolicVector(lambda j: 1 / sympy.sympify(k), k)


def seen_as_valid(anchor: Any, positive: Any, negative: Any) -> sympy.Expr:
    """`validity` from the rows of T of a triplet, as an expectation over the anchor's label."""
    return expected(lambda z: positive[z] * (1 - negative[z]), anchor)


def valid_and_swapped(eta: Any, k: Any) -> tuple[Any, Any]:
    """The probabilities that a valid and a swapped triplet are observed as valid, uniform noise.

    In a valid triplet anchor and positive have one class and the negative another; in a swapped
    triplet positive and negative are exchanged.
    """
    unchanged, other = 1 - eta, eta / (k - 1)
    elsewhere = (k - 2) * other**2 * (1 - other)
    valid = unchanged**2 * (1 - other) + other**2 * (1 - unchanged) + elsewhere
    return valid, unchanged * other * (1 - unchanged) + unchanged * other * (1 - other) + elsewhere


def random_triplets_risk(distances: Any, behind: Any, margin: Any) -> sympy.Expr:
    """The mean triplet loss of random triplets by noisy labels, for balanced classes.

    `distances[i][j]` is the distance of the classes i and j, and `behind[z]` the distribution of
    the class given the label z. The label of anchor and positive is uniform; the negative has
    another label.
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
    """The mean triplet loss over random triplets, with 0 for those not observed as valid.

    The class `a` of the anchor has the distribution `anchors`, those of positive and negative have
    `others[a]`, and labels follow the rows of T. Divided by the probability of an observed valid
    triplet, which is the same for all embeddings, it is the risk of random triplets.
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
