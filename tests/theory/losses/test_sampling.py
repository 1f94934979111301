"""Risks over pairs and triplets as they are sampled, and their thresholds, from the definitions."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import product

import pytest
import sympy

from lossproof.theory.language import Vector
from lossproof.theory.language.terms import unfold
from lossproof.theory.losses import (
    all_pairs_rate,
    all_pairs_risk,
    break_even,
    one_to_one_factor,
    one_to_one_risk,
    pair_loss,
    random_triplets_risk,
    seen_as_valid,
    seen_same,
    seen_uniform,
    share_of,
    triplet_loss,
    triplets_loss,
    uniform_row,
    valid_and_swapped,
    validity,
    weighted_pairs_risk,
)

R = sympy.Rational
DISTANCES, SAME = Vector((R(1, 2), R(5, 4), R(7, 4))), Vector((1, 0, 1))
MISSED, MISTAKEN, MARGIN, BOUNDARY = R(1, 5), R(1, 8), R(1), R(5, 4)


def rows(eta: sympy.Rational, k: int) -> list[Vector]:
    return [Vector(uniform_row(y, eta, k)[j] for j in range(k)) for y in range(k)]


def by_hand(weight: sympy.Rational) -> sympy.Expr:
    """The weighted risk, from every way in which the three pairs may be seen."""
    same = different = seen = sympy.Integer(0)
    for relations in product((1, 0), repeat=3):
        chance = sympy.Integer(1)
        for true, found in zip(SAME, relations, strict=True):
            right = 1 - (MISSED if true else MISTAKEN)
            chance *= right if true == found else 1 - right
        for d, found in zip(DISTANCES, relations, strict=True):
            loss = max(0, MARGIN + (d - BOUNDARY if found else BOUNDARY - d))
            same, different = same + chance * found * loss, different + chance * (1 - found) * loss
            seen += chance * found
    return weight * same / seen + (1 - weight) * different / (3 - seen)


def test_risks_of_pairs_are_those_of_every_way_to_see_them() -> None:
    seen = seen_same(SAME, MISSED, MISTAKEN)
    share = share_of(seen)
    assert share == (2 * R(4, 5) + R(1, 8)) / 3
    for weight in (R(1, 3), R(1, 2), R(4, 5)):
        found = weighted_pairs_risk(DISTANCES, seen, weight, MARGIN, BOUNDARY)
        assert sympy.simplify(found - by_hand(weight)) == 0
    assert one_to_one_risk(DISTANCES, seen, MARGIN, BOUNDARY) == 2 * by_hand(R(1, 2))
    assert all_pairs_risk(DISTANCES, seen, MARGIN, BOUNDARY) == by_hand(share)


def test_the_mean_loss_is_that_of_the_two_sides() -> None:
    (found,) = (all_pairs_risk(Vector((R(3, 4),)), Vector((R(1, 4),)), MARGIN, BOUNDARY),)
    together, apart = (pair_loss(R(3, 4), side, MARGIN, BOUNDARY) for side in (1, -1))
    assert found == together / 4 + 3 * apart / 4


def test_one_to_one_sampling_keeps_the_factor_of_a_difference() -> None:
    other = Vector((R(3, 4), R(3, 2), R(1)))
    seen = seen_same(SAME, MISSED, MISTAKEN)
    factor = one_to_one_factor(share_of(SAME), share_of(seen), 1 - MISSED - MISTAKEN)
    (noisy, noisier), (clean, cleaner) = (
        [one_to_one_risk(d, x, MARGIN, BOUNDARY) for d in (DISTANCES, other)] for x in (seen, SAME)
    )
    assert noisy - noisier == factor * (clean - cleaner)
    assert factor != 1


@pytest.mark.parametrize("k", [2, 3, 7])
def test_at_the_rate_of_all_pairs_a_pair_of_one_class_is_seen_so_half_the_time(k: int) -> None:
    rate = all_pairs_rate(sympy.Integer(k))
    (chance,) = seen_uniform(Vector((1,)), rate, k)
    assert sympy.simplify(chance - R(1, 2)) == 0
    assert 0 < rate <= R(k - 1, k)


def test_break_even_is_half_for_all_pairs_and_the_share_for_one_to_one() -> None:
    share = R(2, 7)
    assert break_even(share, share) == R(1, 2)
    assert break_even(R(1, 2), share) == share
    assert break_even(R(3, 4), share) < share


@pytest.mark.parametrize(("eta", "k"), [(R(1, 3), 2), (R(2, 5), 4)])
def test_chances_of_triplets_are_their_validity(eta: sympy.Rational, k: int) -> None:
    of = rows(eta, k)
    valid, swapped = valid_and_swapped(eta, k)
    assert validity(of[0], of[0], of[1]) == seen_as_valid(of[0], of[0], of[1]) == valid
    assert validity(of[0], of[1], of[0]) == seen_as_valid(of[0], of[1], of[0]) == swapped
    assert valid != swapped


def test_random_triplets_are_those_seen_as_valid() -> None:
    eta, k, margin = R(1, 4), 3, R(1, 2)
    distances = Vector(Vector(R(abs(i - j) + (i == j), 2 + i) for j in range(k)) for i in range(k))
    of = rows(eta, k)
    total = chance = sympy.Integer(0)
    for a, p, n in product(range(k), repeat=3):
        weight = validity(of[a], of[p], of[n])
        total += weight * triplet_loss(distances[a][p], distances[a][n], margin)
        chance += weight
    assert random_triplets_risk(distances, Vector(of), margin) == total / chance
    assert chance == F(k - 1) * k


def test_triplets_under_any_noise_are_those_of_every_labelling() -> None:
    T = [Vector(map(R, row)) for row in (("7/10", "1/5", "1/10"), ("1/4", "3/4", 0), (0, 0, 1))]
    prior = Vector((R(1, 2), R(1, 3), R(1, 6)))
    others = [Vector((0, R(1, 2), R(1, 2))), Vector((1, 0, 0)), Vector((R(1, 3),) * 3)]
    distances = [(R(0), R(1), R(3)), (R(1), R(1, 2), R(2)), (R(3), R(2), R(1, 4))]
    expected = sympy.Integer(0)
    for classes in product(range(3), repeat=3):
        a, p, n = classes
        chance = prior[a] * others[a][p] * others[a][n]
        for labels in product(range(3), repeat=3):
            if labels[0] == labels[1] != labels[2]:
                drawn = sympy.prod(T[c][z] for c, z in zip(classes, labels, strict=True))
                loss = max(0, MARGIN + distances[a][p] - distances[a][n])
                expected += chance * drawn * loss
    assert unfold(triplets_loss(distances, prior, others, T, MARGIN)) == expected
