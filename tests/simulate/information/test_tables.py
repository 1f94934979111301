"""Determinants and totals are exact, information is right to rounding, and blocks repeat."""

import json
import math
import pickle
from dataclasses import replace
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.simulate.drawing import noisy_joint
from lossproof.simulate.information import CountsTask
from lossproof.simulate.information.tables import JointTable
from lossproof.simulate.running import run
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

# Not symmetric.
T = TransitionMatrix.from_rows(
    [["7/10", "1/5", "1/10"], ["1/20", "9/10", "1/20"], ["1/3", 0, "2/3"]]
)
OTHER = TransitionMatrix.circular("1/4", 3)
JOINT = (
    np.array([[F(5), F(1), F(2)], [F(1), F(6), F(0)], [F(3), F(1), F(4)], [F(1), F(2), F(6)]]) / 32
)
HUGE = 10**19


def random_counts(classes: int, seed: int = 0, top: int = 1000) -> list[list[int]]:
    drawn = np.random.default_rng(seed).integers(top, size=(classes, classes))
    return (drawn + top * np.eye(classes, dtype=int)).tolist()


def as_table(joint: Any) -> JointTable:
    """The table of which the frequencies are these fractions."""
    unit = math.lcm(*(x.denominator for x in joint.flat))
    return JointTable([[int(x * unit) for x in row] for row in joint])


@together("classes", [2, 3, 4, 5])
@together("scale", [1, HUGE])
def test_the_determinant_is_that_of_sympy(classes: int, scale: int) -> None:
    counts = [[scale * n + n % 7 for n in row] for row in random_counts(classes, classes)]
    total = sum(map(sum, counts))
    exact = sympy.Matrix(counts).det() / sympy.Integer(total) ** classes
    table = JointTable(counts)
    assert table.determinant() == F(int(exact.p), int(exact.q))
    assert table.dmi() == abs(table.determinant())
    assert table.log_abs_determinant() == pytest.approx(float(sympy.log(abs(exact))), rel=1e-13)
    swapped = JointTable([counts[1], counts[0], *counts[2:]])
    assert swapped.determinant() == -table.determinant()
    assert swapped.dmi() == table.dmi()


@together("classes", [2, 3, 5, 10])
def test_noise_multiplies_the_determinant_of_the_expected_table(classes: int) -> None:
    rng = np.random.default_rng(classes)
    noise = TransitionMatrix.random(classes, rng=rng, denominator=1000)
    clean = JointTable(random_counts(classes))
    noisy = as_table(noisy_joint(clean.frequencies(), noise))
    assert noisy.determinant() == clean.determinant() * noise.determinant()
    shift = math.log(abs(noise.determinant()))
    both = clean.log_abs_determinant(), noisy.log_abs_determinant()
    assert both[1] - both[0] == pytest.approx(shift, rel=1e-9)


def test_frequencies_sum_to_1() -> None:
    table = JointTable([[1, 2], [3, 10**30]])
    assert table.total == 10**30 + 6
    assert table.frequencies().sum() == 1
    assert table.frequencies()[1, 0] == F(3, 10**30 + 6)
    assert table.to_numpy().dtype == np.float64
    assert table.to_numpy().tolist() == [[1e-30, 2e-30], [3e-30, 1.0]]


def test_a_missing_class_is_reported_and_gives_0() -> None:
    table = JointTable([[3, 0, 1], [1, 0, 2], [0, 0, 5]])
    assert table.missing_classes == (1,)
    assert table.determinant() == 0
    assert table.log_abs_determinant() == -math.inf
    assert JointTable([[3, 1], [0, 1]]).missing_classes == ()


@together("classes", [3, 10, 120])
def test_a_rank_below_the_classes_gives_exactly_0(classes: int) -> None:
    counts = random_counts(classes)
    counts[-1] = [a + b for a, b in zip(counts[0], counts[1], strict=True)]
    table = JointTable(counts)
    assert table.missing_classes == ()
    assert table.determinant() == 0
    assert table.log_abs_determinant() == -math.inf
    counts[-1][-1] += 1
    numerator, denominator = abs(JointTable(counts).determinant()).as_integer_ratio()
    exact = math.log(numerator) - math.log(denominator)
    assert JointTable(counts).log_abs_determinant() == pytest.approx(exact, rel=1e-12)


def test_a_nearly_singular_table_keeps_its_digits() -> None:
    table = JointTable([[HUGE, HUGE - 1], [HUGE + 1, HUGE]])
    assert table.determinant() == F(1, (4 * HUGE) ** 2)
    assert table.log_abs_determinant() == pytest.approx(-2 * math.log(4 * HUGE), rel=1e-13)


def test_a_determinant_that_the_prime_divides_is_not_0() -> None:
    counts = (np.eye(101, dtype=int)).astype(object)
    counts[0, 0] = 2**61 - 1
    table = JointTable(counts)
    exact = math.log(2**61 - 1) - 101 * math.log(2**61 + 99)
    assert table.log_abs_determinant() == pytest.approx(exact, rel=1e-12)


def test_information_agrees_with_its_definition() -> None:
    counts = np.array([[5, 0, 2], [1, 6, 0], [3, 1, 4], [0, 0, 0]])
    p = counts / counts.sum()
    rows, columns = p.sum(axis=1, keepdims=True), p.sum(axis=0, keepdims=True)
    there = p > 0
    exact = (p[there] * np.log(p[there] / (rows * columns)[there])).sum()
    assert JointTable(counts).mutual_information() == pytest.approx(exact, rel=1e-13)
    assert JointTable(counts.astype(object) * HUGE).mutual_information() == pytest.approx(
        exact, rel=1e-13
    )


def test_information_ends() -> None:
    assert JointTable([[2, 4], [3, 6]]).mutual_information() == 0
    assert JointTable(np.eye(5, dtype=int)).mutual_information() == pytest.approx(math.log(5))
    nearly = JointTable([[HUGE + 10**9, HUGE - 10**9], [HUGE - 10**9, HUGE + 10**9]])
    # By Taylor: half the mean square of the lift, 1e-10.
    assert nearly.mutual_information() == pytest.approx(5e-21, rel=1e-9)


@together(
    ("counts", "error", "message"),
    [
        ([[1, -2], [3, 4]], ValueError, "counts must be >= 0; got -2"),
        ([[1.0, 2], [3, 4]], TypeError, "type int; got 1.0"),
        ([1, 2], ValueError, r"shape \(m, c\); got \(2,\)"),
        (
            [[0, 0], [0, 0]],
            ValueError,
            r"at least one sample; got an empty table of shape \(2, 2\)",
        ),
        (np.zeros((0, 2), int), ValueError, "at least one sample"),
    ],
)
def test_wrong_counts(counts, error, message: str) -> None:
    with pytest.raises(error, match=message):
        JointTable(counts)


@together("name", ["determinant", "log_abs_determinant", "dmi"])
def test_a_determinant_needs_a_square(name: str) -> None:
    table = JointTable([[1, 2, 3], [4, 5, 6]])
    with pytest.raises(ValueError, match=r"square, shape \(c, c\); got \(2, 3\)"):
        getattr(table, name)()
    assert table.mutual_information() > 0


def task(**changes: Any) -> CountsTask:
    given = CountsTask(
        joint=JOINT, noises=(T, OTHER), samples_per_block=HUGE, seed=1, claim="counts"
    )
    return replace(given, **changes)


def farthest(counts: Any, size: int, chances: Any) -> float:
    """The largest distance of a count from its mean, in standard deviations."""
    return max(
        abs(float(n - size * p)) / float(size * p * (1 - p)) ** 0.5
        for n, p in zip(counts.flat, chances.flat, strict=True)
        if p
    )


@together("coupled", [True, False])
@together("size", [10**6, HUGE, 10**25])
def test_totals_over_blocks_are_exact(coupled: bool, size: int) -> None:
    totals = run(task(coupled=coupled, samples_per_block=size), 3).totals
    assert totals["clean"].shape == (4, 3)
    assert totals["noisy"].shape == (2, 4, 3)
    assert sum(totals["clean"].flat) == 3 * size
    for r, noise in enumerate((T, OTHER)):
        noisy = totals["noisy"][r]
        assert sum(noisy.flat) == 3 * size
        assert farthest(noisy, 3 * size, noisy_joint(JOINT, noise)) < 6.5
        assert farthest(noisy, 3 * size, noisy_joint(JOINT, (OTHER, T)[r])) > 100
        assert (noisy.sum(axis=1) == totals["clean"].sum(axis=1)).all() == coupled


def test_blocks_are_functions_of_recipe_and_number() -> None:
    again = pickle.loads(pickle.dumps(task()))
    assert again.recipe == task().recipe
    for block in (0, 5):
        first, second = task()(block), again(block)
        assert all((first[name] == second[name]).all() for name in first)
    assert (task()(0)["clean"] != task()(1)["clean"]).any()
    assert run(task(), 2).digest == run(again, 2).digest


def test_recipes_differ_where_results_do() -> None:
    floats = JOINT.astype(float)
    changed = [
        task(joint=JOINT[::-1]),
        task(joint=floats),
        task(noises=(OTHER, T)),
        task(samples_per_block=HUGE + 1),
        task(seed=2),
        task(claim="other"),
        task(coupled=False),
    ]
    recipes = [json.dumps(dict(each.recipe)) for each in (task(), *changed)]
    assert len(set(recipes)) == len(recipes)
    assert [float(x) for row in task(joint=floats).recipe["joint"] for x in row] == [*floats.flat]


@together(
    ("changes", "error", "message"),
    [
        ({"joint": JOINT * 2}, ValueError, "joint must sum to 1; got 2"),
        ({"joint": JOINT[:, :2] / 5 * 8}, ValueError, r"joint must have shape \(m, c\) with c = 3"),
        ({"joint": JOINT[0] * 4}, ValueError, r"joint must have shape \(m, c\); got \(3,\)"),
        ({"samples_per_block": 0}, ValueError, r"in 1..10\*\*33; got 0"),
        ({"samples_per_block": 10**34}, ValueError, r"in 1..10\*\*33; got 10"),
        ({"samples_per_block": 1e6}, TypeError, "type int; got 1000000.0"),
        ({"noises": (TransitionMatrix.identity(2),)}, ValueError, "c = 2, the classes of T"),
    ],
)
def test_wrong_tasks(changes, error, message: str) -> None:
    with pytest.raises(error, match=message):
        task(**changes)
