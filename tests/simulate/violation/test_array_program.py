"""The program gives the numbers that compiled code gives."""

import numpy as np
import pytest
import sympy

from lossproof.simulate.violation.array_program import ArrayProgram
from lossproof.theory.language import BOUND_CLASS, ClassSum
from lossproof.theory.language.cells import Cell
from lossproof.theory.language.sums import Inert, Partial
from lossproof.theory.language.terms.batches import IsZero
from lossproof.theory.language.vocabulary import TERMS
from lossproof.theory.numbers import array

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


def test_terms_of_the_language_agree_with_exact_values() -> None:
    forms = (
        IsZero(x - y), 2 * IsZero(x) + IsZero(y), sympy.KroneckerDelta(x, y),
        sympy.polygamma(1, x**2 + 1), sympy.polygamma(0, q + 9),
        sympy.Piecewise((q, x < y), (x - 1, sympy.Ne(x, 1)), (y + q, True)),
    )  # fmt: skip
    points = [(-1, 1, 0), (1, 1, 2), (0, 2, -3), (0, 0, 1)]
    found = ArrayProgram(forms, (x, y, q))(np.array(points, float))
    for form, values in zip(forms, found, strict=True):
        for point, value in zip(points, values, strict=True):
            exact = form.subs(dict(zip((x, y, q), point, strict=True)))
            assert value == pytest.approx(float(exact)), (form, point)


def test_an_indicator_of_what_has_no_value_has_none() -> None:
    (values,) = ArrayProgram([IsZero(sympy.log(x))], (x,))(np.array([[-1.0], [1.0], [2.0]]))
    assert np.isnan(values[0])
    assert list(values[1:]) == [1, 0]


VOCABULARY = {
    sympy.Rational: sympy.Rational(2, 3),
    type(sympy.pi): sympy.pi,
    type(sympy.E): sympy.E,
    sympy.Symbol: x,
    sympy.Add: x + y,
    sympy.Mul: x * y,
    sympy.Pow: x**y,
    sympy.exp: sympy.exp(x),
    sympy.log: sympy.log(x),
    sympy.Abs: sympy.Abs(x),
    sympy.sign: sympy.sign(x),
    sympy.Max: sympy.Max(x, y),
    sympy.Min: sympy.Min(x, y),
    sympy.floor: sympy.floor(x),
    sympy.ceiling: sympy.ceiling(x),
    sympy.Heaviside: sympy.Heaviside(x, 1),
    sympy.Piecewise: sympy.Piecewise((x, x < y), (sympy.log(y), True)),
    sympy.KroneckerDelta: sympy.KroneckerDelta(x, y),
    sympy.polygamma: sympy.polygamma(1, x),
    Inert: IsZero(x),
}
WRITTEN_OUT = {sympy.Indexed, Cell, Partial}  # by `realise`, before any array


def test_every_term_of_the_language_is_evaluated() -> None:
    assert VOCABULARY.keys() | WRITTEN_OUT == TERMS.keys()
    for form in VOCABULARY.values():
        (values,) = ArrayProgram([form], (x, y))(np.array([[0.5, 2.0], [3.0, 3.0]]))
        assert np.isfinite(values).all(), form


@pytest.mark.parametrize("form", [ClassSum(BOUND_CLASS, y), sympy.Function("own")(x), sympy.erf(x)])
def test_another_term_is_refused_by_name(form: sympy.Expr) -> None:
    with pytest.raises(ValueError, match=f"{type(form).__name__} .* cannot be evaluated on arrays"):
        ArrayProgram([x + form], (x, y))
