"""Formulas as array code: what is no real number is nan, and equal numbers are told apart."""

from __future__ import annotations

import warnings

import numpy as np
import sympy

from lossproof.theory.numbers import array
from lossproof.theory.numbers.as_written import AS_WRITTEN

X = sympy.Symbol("x", real=True)


def test_what_is_no_real_number_is_nan_without_a_warning() -> None:
    forms = [sympy.sqrt(-1 - X**2), sympy.log(-2) * X, sympy.I * sympy.pi, X]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        *others, same = array(forms, [X])(np.array([1.0, 2.0]))
    assert all(np.isnan(other).all() for other in others)
    assert same.tolist() == [1, 2]


def test_equal_numbers_are_told_in_arrays() -> None:
    (found,) = array([3 * sympy.KroneckerDelta(X, sympy.Rational(1, 2))], [X])(np.array([0.5, 1]))
    assert found.tolist() == [3, 0]


def test_a_function_inside_itself_is_array_code() -> None:
    of = AS_WRITTEN[sympy.Abs]
    twice = of(of(X) - 2, evaluate=False)
    (found, once) = array([twice, of(of(X))], [X])(np.array([-1.0, 5]))
    assert found.tolist() == [1, 3]
    assert once.tolist() == [1, 5]
