"""The program gives the numbers that compiled code gives."""

import numpy as np
import pytest
import sympy

from simulate.gap.array_program import ArrayProgram
from theory.numbers import array

x, y, q = sympy.symbols("x y q")
FORMS = (
    x**2 - 3 * x * y + sympy.Rational(1, 3),
    (x**q - 1) / y,
    -sympy.log(x) + sympy.exp(y) * sympy.sqrt(sympy.Abs(y)),
    sympy.Max(x, y, sympy.Rational(1, 2)) - sympy.Min(x, q),
    sympy.sign(x - y) + sympy.floor(3 * x) + sympy.Heaviside(y - x, 0),
    1 / x - 1 / x**2 + x ** (-y),
    sympy.pi * x,
    sympy.Integer(7),
)


def test_the_tape_agrees_with_compiled_code() -> None:
    rng = np.random.default_rng(0)
    points = rng.integers(-2, 3, size=(500, 3)) / rng.integers(1, 4, size=(500, 3))
    results = zip(
        ArrayProgram(FORMS, (x, y, q))(points), array(FORMS, (x, y, q))(*points.T), strict=True
    )
    for form, (ours, theirs) in zip(FORMS, results, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, err_msg=str(form))


def test_common_parts_are_evaluated_once() -> None:
    part = sympy.log(x + y)
    assert len(ArrayProgram([part, part**2, part**3 + q], (x, y, q)).steps) == 5


def test_a_constant_has_a_value_for_every_row() -> None:
    (values,) = ArrayProgram([sympy.nan], ())(np.zeros((3, 0)))
    assert values.shape == (3,)
    assert np.isnan(values).all()


def test_a_symbol_without_a_column_is_refused() -> None:
    with pytest.raises(ValueError, match=r"q has no column; the columns are \(x, y\)"):
        ArrayProgram([x + q], (x, y))
