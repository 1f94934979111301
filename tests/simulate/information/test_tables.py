"""Determinants and totals are exact, and blocks repeat."""

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
from lossproof.simulate.information.batches import exact_determinant
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


@together("classes", [2, 3, 4, 5])
@together("scale", [1, HUGE])
def test_the_determinant_is_that_of_sympy(classes: int, scale: int) -> None:
    counts = [[scale * n + n % 7 for n in row] for row in random_counts(classes, classes)]
    total = sum(map(sum, counts))
    exact = sympy.Matrix(counts).det() / sympy.Integer(total) ** classes
    sign, log_abs = int(sympy.sign(exact)), pytest.approx(float(sympy.log(abs(exact))), rel=1e-13)
    assert exact_determinant(np.array(counts, object), total) == (sign, log_abs)
    swapped = np.array([counts[1], counts[0], *counts[2:]], object)
    assert exact_determinant(swapped, total) == (-sign, log_abs)


@together("classes", [3, 10, 120])
def test_a_rank_below_the_classes_gives_exactly_0(classes: int) -> None:
    counts = np.array(random_counts(classes))
    counts[-1] = counts[0] + counts[1]
    assert exact_determinant(counts, 1000) == (0, -math.inf)
    counts[-1, -1] += 1
    assert exact_determinant(counts, 1000)[0] != 0


def test_a_nearly_singular_table_keeps_its_digits() -> None:
    counts = np.array([[HUGE, HUGE - 1], [HUGE + 1, HUGE]], dtype=object)
    log_abs = pytest.approx(-2 * math.log(4 * HUGE), rel=1e-13)
    assert exact_determinant(counts, 4 * HUGE) == (1, log_abs)


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
