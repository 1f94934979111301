"""Closed forms are guessed from numbers, and from nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy
from sympy import E, Integer, Rational, exp, log, sqrt

from lossproof.theory.numbers.closed_forms import closed_forms
from tests.turns import in_turns

c, q = sympy.symbols("c q", positive=True)
SIZES = [{c: Integer(k)} for k in (2, 3, 4, 5, 7)]
PAIRS = ((3, "1/2"), (5, "1/3"), (7, "3/4"), (3, "1/5"), (5, "5/7"), (7, "2/9"))
BOTH = [{c: Integer(k), q: Rational(x)} for k, x in PAIRS]


def guessed(form: Any, letters: list[Any], tolerance: float = 1e-10) -> Any:
    values = [float(form.xreplace(each)) for each in letters]
    return next(closed_forms(letters, values, tolerance), None)


@in_turns(
    ("form", "letters"),
    [
        *((form, SIZES) for form in (1 - 1 / c, c * log(c), 2 * c - 2)),
        ((c - 1) / (E + c - 1), SIZES),
        (sqrt(1 - 1 / c), SIZES),
        *((form, BOTH) for form in ((c - 1) / q, (c - c ** (1 - q)) / q, 1 - 2 ** (1 - q))),
        *(
            (form, [{}])
            for form in (Rational(27, 16), exp(-1), 2 - sqrt(2), log(2) + 1, 1 / (1 + E))
        ),
    ],
    3,
)
def test_a_form_is_found_again(form: Any, letters: list[Any]) -> None:
    found = guessed(sympy.sympify(form), letters)
    assert found is not None
    for at in ({c: Integer(11), q: Rational(4, 9)}, {c: Integer(23), q: Rational(1, 17)}):
        assert abs(float((found - form).xreplace(at))) < 1e-9


def test_numbers_without_a_form_have_none() -> None:
    values = [float(x) for x in np.random.default_rng(0).random(len(SIZES))]
    assert next(closed_forms(SIZES, values, 1e-10), None) is None


def test_the_simplest_form_comes_first() -> None:
    assert guessed(1 / c, SIZES) == 1 / c
    assert guessed(Rational(1, 4), [{}], 5e-6) == Rational(1, 4)
