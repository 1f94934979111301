"""Each zero test answers its own question, and says no where it is not shown."""

import flint
import pytest
import sympy as sp
from flint import arb

from lossproof.theory.numbers import (
    ball,
    compare,
    compile_balls,
    constant_sign,
    identically_zero,
    simplifies_to_zero,
)
from lossproof.theory.numbers.as_written import WrittenSign, WrittenStep
from lossproof.theory.numbers.comparison import opened
from lossproof.theory.numbers.properties import shown
from lossproof.theory.numbers.radicals import radical_is_zero
from lossproof.theory.numbers.zero import constant_is_zero

x, y = sp.symbols("x y", positive=True)
z = sp.Symbol("z", real=True)
n, m = sp.symbols("n m", integer=True, nonnegative=True)
f = sp.IndexedBase("f", positive=True)


TINY = sp.Rational(1, 10**400)  # the numerator of 1 + TINY is too large to be factored


class Inert(sp.Function):
    """A function that SymPy knows nothing of."""


@pytest.mark.parametrize(
    ("constant", "zero"),
    [
        (sp.log(6) - sp.log(2) - sp.log(3), True),
        (sp.sqrt(5 + 2 * sp.sqrt(6)) - sp.sqrt(2) - sp.sqrt(3), True),
        (sp.log(1 / (1 + sp.exp(-3))) - sp.log(1 / (1 + sp.exp(3))) - 3, True),
        (sp.log(1 / (1 + sp.exp(-3))) - sp.log(1 / (1 + sp.exp(3))) - 2, False),
        (sp.log(6) - sp.log(5), False),
        (sp.log(4 + 4 * TINY) - sp.log(1 + TINY) - sp.log(8) + sp.log(2), True),
        (sp.log(4 + 4 * TINY) - sp.log(1 + TINY) - sp.log(8) + sp.log(3), False),
        (sp.log((1 + TINY) ** 2) - 2 * sp.log(1 + TINY), True),
        (3 ** sp.log(2) - 2 ** sp.log(3), False),  # it is 0, and no rewriting here shows it
    ],
)
def test_a_constant_is_zero_only_if_rewriting_shows_it(constant, zero) -> None:
    assert constant_is_zero(constant) is zero


@pytest.mark.parametrize(
    ("expr", "zero"),
    [
        (1 / x + 1 / y - (x + y) / (x * y), True),
        (sp.log(x * y) - sp.log(x) - sp.log(y), True),
        (x - y, False),
        (sp.log(z**2) - 2 * sp.log(z), False),
        (sp.sqrt(z**2) - z, False),
        (sp.log(x * (y + 1)) - sp.log(x) - sp.log(y + 1), True),
        (2 ** (1 - x) - 2 * 2**-x, True),
        ((1 - sp.KroneckerDelta(n, m)) ** 2 - 1 + sp.KroneckerDelta(n, m), True),
        ((f[n] + f[m]) ** 3 / (f[n] + f[m]) - f[n] ** 2 - 2 * f[n] * f[m] - f[m] ** 2, True),
        (f[n] - f[m], False),
        (sp.KroneckerDelta(n, m) - f[n], False),
        (Inert(x * (y + 1)) - Inert(x * y + x), True),
        (Inert(x) - Inert(y), False),
        (Inert(x) ** 2 - Inert(x), False),
        ((x + y) ** 1000 - (y + x) ** 999 * (x + y), True),
        ((z + 2) ** (x - 1) * (z + 2) - (z + 2) ** x, True),
        ((z + 2) ** (n - 1) - z * (z + 2) ** (n - 2) - 2 * (z + 2) ** (n - 2), True),
        ((z + 2) ** (x - 1) * (z + 2) - (z + 2) ** (x + 1), False),
        (sp.sqrt((z + 2) ** (2 * x + 2)) - (z + 2) ** x * (z + 2), False),
        (sp.zoo * (1 / x + 1 / y - (x + y) / (x * y)), False),
        (sp.exp(z * sp.log(x) + x * sp.log(y)) - x**z * y**x, True),
        (sp.exp(z * sp.log(x) + x * sp.log(y)) - x**x * y**z, False),
    ],
)
def test_an_identity_holds_for_all_values_of_its_symbols(expr, zero) -> None:
    assert identically_zero(expr) is zero


def test_what_divides_by_zero_is_no_identity() -> None:
    nothing = 1 / (x + 1) + 1 / (y + 1) - (x + y + 2) / ((x + 1) * (y + 1))
    with pytest.raises(ZeroDivisionError, match="divides by"):
        identically_zero(1 - x / nothing)


@pytest.mark.parametrize(
    "nothing",
    [
        (x + 1) ** 2 - x**2 - 2 * x - 1,
        sp.log(x * y) - sp.log(x) - sp.log(y),
        Inert(x * (y + 1)) - Inert(x * y + x),
    ],
)
def test_what_divides_by_zero_in_disguise_is_no_identity(nothing) -> None:
    assert nothing != 0
    with pytest.raises(ZeroDivisionError, match="divides by"):
        identically_zero(x / nothing - x / nothing * (y + 1) + x * y / nothing)


@pytest.mark.parametrize(
    ("form", "zero"),
    [
        (sp.log(z**2) - 2 * sp.log(z), True),
        ((x + 1) ** sp.Rational(1, 2) * sp.sqrt(x + 1) - x - 1, True),
        (x - sp.Rational(2, 7), False),
        (x - sp.Rational(1, 7), False),
    ],
)
def test_a_formula_in_probabilities_simplifies(form, zero) -> None:
    assert simplifies_to_zero(form) is zero


def test_a_formula_defined_only_near_zero_is_told_from_zero_by_a_ball(monkeypatch) -> None:
    monkeypatch.setattr(sp, "simplify", lambda form: pytest.fail(f"rewriting {form} takes minutes"))
    entropy = 4 * x * sp.log(x) + (1 - 4 * x) * sp.log(1 - 4 * x)
    level = sp.Rational(69781795, 70086009)
    assert not simplifies_to_zero(entropy - level * sp.log(level) + 16 * sp.exp(x))


@pytest.mark.parametrize(
    ("constant", "sign"),
    [
        (sp.exp(sp.pi * sp.sqrt(163)) - 640320**3 - 744, -1),
        (sp.log(6) - sp.log(2) - sp.log(3), 0),
        (sp.pi - 3, 1),
        (-sp.oo, -1),
        (sp.nan, None),
        (3 ** sp.log(2) - 2 ** sp.log(3), None),
    ],
)
def test_the_sign_of_a_constant(constant, sign) -> None:
    assert constant_sign(constant, max_bits=256) == sign


def test_the_precision_is_left_as_it_was() -> None:
    before = flint.ctx.prec
    with pytest.raises(TypeError):
        ball(sp.sin(x), {x: 1}, bits=before + 100)
    code = compile_balls([1 / (x - 1)], [x], bits=before + 100)
    assert not code([arb(1)])[0].is_finite()
    with pytest.raises(TypeError):
        code([None])  # type: ignore[list-item]
    assert flint.ctx.prec == before


def near(digits: int) -> sp.Expr:
    """Just above 0: of two roots of one polynomial that differ by so little, the difference."""
    h = sp.sqrt(2) / 10**digits
    return sp.sqrt(1 + h) - sp.sqrt(1 - h)


@pytest.mark.parametrize("digits", [40, 300, 600, 2000])
def test_what_is_nearly_0_is_not_0(digits: int) -> None:
    constant = near(digits)
    assert not constant_is_zero(constant)
    assert compare(constant, "==", 0) is not True
    assert compare(constant, ">", 0) is not False
    assert not shown(constant, "==")
    assert opened(WrittenSign(constant)) != 0
    assert opened(WrittenStep(constant, 0)) != 0


@pytest.mark.parametrize(
    "constant",
    [
        sp.sqrt(3 + 2 * sp.sqrt(2)) - 1 - sp.sqrt(2),
        1 / (sp.sqrt(2) - 1) - sp.sqrt(2) - 1,
        sp.Pow(9 + 4 * sp.sqrt(5), sp.Rational(1, 3)) - sp.Rational(3, 2) - sp.sqrt(5) / 2,
    ],
)
def test_roots_that_cancel_are_0(constant: sp.Expr) -> None:
    assert radical_is_zero(constant)
    assert not radical_is_zero(constant + sp.Rational(1, 10**100))


@pytest.mark.parametrize("constant", [sp.log(2), sp.pi, sp.Pow(-8, sp.Rational(1, 3)), 1 / sp.E])
def test_other_constants_are_not_told(constant: sp.Expr) -> None:
    assert not radical_is_zero(constant)


def test_exponents_that_sympy_cannot_compare_are_no_identity() -> None:
    w, k = sp.Symbol("w", real=True), sp.Symbol("k", integer=True)
    root = sp.Rational(1, 4)
    with sp.evaluate(False):
        product = sp.Mul(sp.Pow(w, sp.Mul(2, k)), sp.Pow(sp.Mul(w, z), root))
        parts = sp.Mul(sp.Pow(w, sp.Mul(2, k)), sp.Pow(w, root), sp.Pow(z, root))
    assert not identically_zero(product.doit() - parts.doit())
