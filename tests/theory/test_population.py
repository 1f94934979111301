"""Exact risks and minimisers of finite populations."""

from fractions import Fraction as F
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational as Q

from theory.losses import cce, mae, mse
from theory.noise import TransitionMatrix
from theory.population import Population, losses, minimisers
from theory.risk import clean_risk, noisy_risk, uniform_risk
from theory.sums import Vector

TWO = Population.labelled([0, 1], 2, ["1/4", "3/4"])
VERTICES = [[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 0], [1, 0]], [[0, 1], [0, 1]]]
MAE_TABLES = [losses(mae, predictions) for predictions in VERTICES]


def test_risks_by_hand() -> None:
    T = TransitionMatrix.from_rows([["2/3", "1/3"], [0, 1]])
    assert TWO.clean_risks(MAE_TABLES) == (0, 2, Q(3, 2), Q(1, 2))
    assert TWO.under(T).posteriors == ((Q(2, 3), Q(1, 3)), (0, 1))
    assert TWO.noisy_risks(MAE_TABLES, T) == (Q(1, 6), Q(11, 6), Q(5, 3), Q(1, 3))


numbers = st.fractions(-3, 3, max_denominator=6)


@settings(deadline=None)
@given(
    table=st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=1, max_size=3),
    eta=st.fractions(0, 1, max_denominator=9),
    data=st.data(),
)
def test_equally_likely_points_have_the_risks_of_a_sample(table, eta, data) -> None:
    n = len(table)
    labels = data.draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    scores = [Vector(map(sympy.sympify, row)) for row in table]
    T, population = TransitionMatrix.uniform(eta, 3), Population.labelled(labels, 3)
    assert population.clean_risks([table]) == (clean_risk(scores, labels, n),)
    (noisy,) = population.noisy_risks([table], T)
    assert noisy == uniform_risk(scores, labels, Q(eta), 3, n)
    rows = [[Q(x) for x in row] for row in T.rows]
    assert noisy == noisy_risk(scores, labels, rows, n)


def test_noise_may_differ_from_point_to_point() -> None:
    still, swap = TransitionMatrix.identity(2), TransitionMatrix.uniform(1, 2)
    assert TWO.under([still, swap]).posteriors == ((1, 0), (1, 0))
    assert TWO.under([swap, still]).posteriors == ((0, 1), (0, 1))


def test_all_ties_are_minimisers() -> None:
    assert minimisers([2, 1, 3, 1]) == (1, 3)
    assert minimisers([sympy.log(8), 3 * sympy.log(2), 5]) == (0, 1)
    assert minimisers([sympy.oo, sympy.oo]) == (0, 1)
    assert minimisers([sympy.oo, 7, F(20, 3)]) == (2,)
    assert minimisers([sympy.sqrt(2), Q(1414213562373095049, 10**18)]) == (0,)


@pytest.mark.parametrize("risks", [[1, sympy.nan], [sympy.zoo, 1], [1, sympy.I]])
def test_what_cannot_be_compared_is_an_error(risks: list) -> None:
    with pytest.raises(
        ValueError, match=r"risks\[1\] and risks\[0\] must be comparable.*undecided"
    ):
        minimisers(risks)


def test_no_risks_have_no_minimiser() -> None:
    with pytest.raises(ValueError, match="at least one"):
        minimisers([])


def test_mae_tolerates_uniform_noise_below_its_threshold_and_not_above() -> None:
    population = Population.labelled([0, 1, 2, 0], 3)
    grid = [
        [F(a, 2), F(b, 2), F(2 - a - b, 2)] for a, b in product(range(3), repeat=2) if a + b < 3
    ]
    tables = [losses(mae, [f, g, g, f]) for f, g in product(grid, repeat=2)]
    for eta, tolerant in (("1/3", True), ("3/5", True), ("2/3", False), ("3/4", False)):
        assert population.is_tolerant(tables, TransitionMatrix.uniform(eta, 3)) is tolerant


def test_mse_is_not_tolerant_in_a_restricted_class() -> None:
    point = Population.labelled([0], 3)
    tables = [losses(mse, [f]) for f in ([F(2, 5), F(3, 5), 0], [F(1, 3), F(1, 3), F(1, 3)])]
    assert minimisers(point.clean_risks(tables)) == (1,)
    tables.append(losses(mse, [["1/2", "1/2", 0]]))
    assert minimisers(point.clean_risks(tables)) == (2,)
    assert not point.is_tolerant(tables, TransitionMatrix.uniform("1/2", 3))
    assert point.is_tolerant(tables, TransitionMatrix.identity(3))


def test_a_tie_lost_in_one_direction_is_not_tolerance() -> None:
    """Every noisy minimiser is a clean one, but one of two clean ones is lost, or the reverse."""
    tables = [[[0, 0]], [[0, 1]]]
    T = TransitionMatrix.one_directional("1/4", 0, 1, 2)
    point = Population.labelled([0], 2)
    assert minimisers(point.clean_risks(tables)) == (0, 1)
    assert minimisers(point.noisy_risks(tables, T)) == (0,)
    assert not point.is_tolerant(tables, T)
    tables = [[[0, 4]], [[1, 1]]]
    assert minimisers(point.noisy_risks(tables, T)) == (0, 1)
    assert not point.is_tolerant(tables, T)


def test_an_infinite_loss_counts_only_where_its_label_occurs() -> None:
    point, tables = Population.labelled([0], 2), [[[0, sympy.oo]], [[cce(Q(1, 2)), cce(Q(1, 2))]]]
    assert point.clean_risks(tables) == (0, sympy.log(2))
    assert point.noisy_risks(tables, TransitionMatrix.uniform("1/4", 2))[0] is sympy.oo


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Population(("1/2", "1/3"), ((1, 0),) * 2), r"weights must hold points.* 1/2, 1/3"),
        (lambda: Population((), ()), r"weights must hold points .* got none"),
        (lambda: Population((1,), ((2, -1),)), r"posteriors\[0\] must hold c nonnegative.* 2, -1"),
        (lambda: Population((1,), ((1, 0), (0, 1))), r"one row per weight, 1, .*labelled"),
        (lambda: Population((1,), ((1,),)), r"of c >= 2 entries; got rows of \[1\]"),
        (
            lambda: Population.labelled([0, 2], 2),
            r"labels\[1\] must be .*0\.\.1; got 2: subtract 1",
        ),
        (lambda: TWO.under(TransitionMatrix.identity(3)), r"one exact 2 by 2 matrix"),
        (
            lambda: TWO.under(TransitionMatrix.uniform(0.5, 2)),
            r"one exact.*fractions such as '1/3'",
        ),
        (lambda: TWO.under([TransitionMatrix.identity(2)]), r"or one per point, 2"),
        (lambda: TWO.clean_risks([[[0, 1]]]), r"hypotheses\[0\] must hold c = 2 losses .*\[2\]"),
    ],
)
def test_errors_name_what_is_allowed_and_what_was_given(make, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("noise", [np.eye(2), None, [[1, 0], [0, 1]]])
def test_noise_must_be_a_transition_matrix(noise) -> None:
    with pytest.raises(TypeError, match=r"make it one with TransitionMatrix\.from_rows"):
        Population.labelled([0, 1], 2).under(noise)
