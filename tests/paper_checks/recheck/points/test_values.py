"""Values of terms: by hand, and against the kernel, which writes them out with SymPy."""

from __future__ import annotations

import pytest
import sympy
from flint import ctx, fmpq
from hypothesis import given, strategies as st

from lossproof.paper_checks.recheck.balls import UndecidedError, enclosed, sign
from lossproof.paper_checks.recheck.points.sides import tells
from lossproof.paper_checks.recheck.points.values import UndefinedError, evaluate
from lossproof.paper_checks.recheck.terms import read
from lossproof.theory.language import realise
from lossproof.theory.language.terms import entropy_term
from lossproof.theory.language.writing import written
from lossproof.theory.numbers import ball, compare
from tests.together import together

T = ((fmpq(3, 4), fmpq(1, 4)), (fmpq(1, 3), fmpq(2, 3)))
VALUES = {
    "c": fmpq(2), "n": fmpq(3), "q": fmpq(1, 2), "y": fmpq(1), "p": (fmpq(1, 4), fmpq(3, 4)),
    "T": T,
}  # fmt: skip
KNOWN = {
    "(+ q 1/2 -3)": fmpq(-2),
    "(* q 0 (log 2))": fmpq(0),
    "(^ 4/9 q)": fmpq(2, 3),
    "(^ 0 0)": fmpq(1),
    "(^ (+ q -1/2) q)": fmpq(0),
    "(^ -2 -3)": fmpq(-1, 8),
    "(log 1)": fmpq(0),
    "(exp (+ (log 2) (* -1 (log 2))))": fmpq(1),
    "(abs (+ -1 (log 2)))": ("+", fmpq(1), ("*", fmpq(-1), ("log", fmpq(2)))),
    "(max q (log 2) 1/3)": ("log", fmpq(2)),
    "(min q (log 2) 1/3)": fmpq(1, 3),
    "(sign (+ -1 (log 2)))": fmpq(-1),
    "(step 0)": fmpq(0),
    "(step 0 1)": fmpq(1),
    "(step (log 2))": fmpq(1),
    "(slope 0)": fmpq(1, 2),
    "(slope -1)": fmpq(0),
    "(is-zero (* 0 q))": fmpq(1),
    "(floor (* 10 (log 2)))": fmpq(6),
    "(floor (* -10 (log 2)))": fmpq(-7),
    "(floor -5/2)": fmpq(-3),
    "(ceiling (* 10 (log 2)))": fmpq(7),
    "(delta y 1)": fmpq(1),
    "(if (> q 0) 1 (log 0))": fmpq(1),
    "(if (and (< q 0) (== y 1)) 1 (if (or (< q 0) (== y 1)) 2))": fmpq(2),
    "(if (not (<= (log 2) q)) 3 4)": fmpq(3),
    "(delta y 0)": fmpq(0),
    "(at T 1 0)": fmpq(1, 3),
    "(at p y)": fmpq(3, 4),
    "(entropy 0 0)": fmpq(0),
    "(entropy 1/2 1/2)": fmpq(0),
    "(sum #0 c (sum #1 c (* (at p #0) (at T #0 #1))))": fmpq(1),
    "(sum #0 0 (^ 2 #0))": fmpq(0),
    "(mean #0 n #0)": fmpq(1),
    "(expect #0 c (at T y #0) (+ 3 #0))": fmpq(11, 3),
    "(expect #0 c (at p #0) (expect #1 c (at T #0 #1) (at p #1)))": fmpq(17, 32),
    "(det #0 #1 c (at T #0 #1))": fmpq(5, 12),
    "(batch-mean n (* (count 0) (count 1)) (at p 0) (at p 1))": fmpq(6) * fmpq(3, 16),
    "(batch-mean n (count 1) 1/3 1/3 1/3)": fmpq(1),
    "(batch-mean n (^ (+ (count 0) (count 1)) -1) 1/3 2/3)": fmpq(1, 3),
}  # fmt: skip
WITHOUT = (
    "(^ 0 -1)", "(* 0 (^ 0 -1))", "(+ (^ 0 -1) (* -1 (^ 0 -1)))", "(abs (^ (+ q -1/2) -1))",
    "(max 1 (^ 0 -1))", "(sign (^ 0 -1/2))", "(log 0)", "(* 0 (log -1))", "(^ -1 1/2)",
    "(if (< q 0) 1)",
    "(if (and (< q 0) (< (log 0) 1)) 1 2)", "(if (or (> q -1) (< (log 0) 1)) 1 2)",
    "(if (< (log 0) 1) 1 2)", "(entropy 1 0)",
    "(entropy -1 1)", "(at p 2)", "(at p -1)", "(at p q)", "(at q 0)",
    "(sum #0 q 1)", "(sum #0 -1 1)", "(mean #0 0 1)", "other", "(polygamma 1 0)", "(polygamma q 1)",
    "(polygamma -1 1)", "(falling 3 -1)", "(falling q 1)",
    "(mean #0 n (^ #0 -1))", "(expect #0 c #0 (^ #0 -1))", "(batch-mean n (^ (count 0) -1) q q)",
)  # fmt: skip


@together("text", KNOWN)
def test_terms_have_the_values_that_are_known_of_them(text: str) -> None:
    assert evaluate(read(text), VALUES) == KNOWN[text]


@together("text", WITHOUT)
def test_a_term_has_no_value_where_a_part_of_it_has_none(text: str) -> None:
    with pytest.raises(UndefinedError):
        evaluate(read(text), VALUES)


def test_a_determinant_of_constants_is_that_of_their_rational_approximations() -> None:
    text = "(det #0 #1 c (+ (at T #0 #1) (* (delta #0 #1) (log 2))))"
    two = sympy.log(2)
    exact = sympy.Matrix(
        [
            [sympy.Rational(3, 4) + two, sympy.Rational(1, 4)],
            [sympy.Rational(1, 3), sympy.Rational(2, 3) + two],
        ]
    ).det()
    assert enclosed(evaluate(read(text), VALUES), {}).overlaps(ball(exact))


@together(
    "text",
    [
        "(+ (log 6) (* -1 (log 2)) (* -1 (log 3)))",
        "(+ (log 2/3) (log 3) (* -1 (log 2)))",
        "(+ (^ 8 1/2) (* -2 (^ 2 1/2)))",
        "(+ (^ 3/4 1/2) (* -1/2 (^ 3 1/2)))",
        "(+ (^ (+ 1 (^ 2 1/2)) 2) -3 (* -2 (^ 2 1/2)))",
        "(+ (^ (+ 1 (^ 2 1/2)) -1) 1 (* -1 (^ 2 1/2)))",
        "(+ (exp 2) (* -1 (^ @e 2)))",
        "(+ (* 3/8 (^ 1/3 -3/2) (+ (* 5/9 (^ 1/3 1/2)) (* 1/9 (^ 1/3 -1/2)))) -1)",
    ],
)
def test_a_constant_that_is_zero_has_the_sign_0(text: str) -> None:
    assert sign(evaluate(read(text), {})) == 0
    assert sign(evaluate(read(f"(+ {text} (^ 1/10 200))"), {})) == 1


def test_a_sign_that_nothing_tells_is_no_sign() -> None:
    """The square root of 3 + 2 sqrt(2) is 1 + sqrt(2), which the normal form does not see."""
    text = "(+ (^ (+ 3 (* 2 (^ 2 1/2))) 1/2) -1 (* -1 (^ 2 1/2)))"
    with pytest.raises(UndecidedError):
        sign(evaluate(read(text), {}))


def test_what_a_record_tells_does_not_depend_on_the_precision_around() -> None:
    half = evaluate(read("(log 1/2)"), {})
    with ctx.workprec(2):
        assert tells("-log(2) = -0.693147", half)
        assert not tells("-log(2) = -0.693146", half)
    with pytest.raises(ValueError, match="too far from 1"):
        tells("1.00000e-434294481…", half)


q, x, p = sympy.symbols("q x p", positive=True)
SMALL = st.fractions(min_value=-3, max_value=3, max_denominator=6)


def _real(expr: sympy.Expr) -> bool:
    """Whether it is of real numbers only: SymPy takes real parts of what may be undefined."""
    return not expr.has(sympy.I, sympy.oo, sympy.nan, sympy.zoo, sympy.re, sympy.im, sympy.arg)


def _joined(drawn: st.SearchStrategy[sympy.Expr]) -> st.SearchStrategy[sympy.Expr]:
    parts = drawn.filter(_real)
    pair = st.tuples(parts, parts)
    stepped = parts.filter(lambda one: sympy.im(one).is_zero is not False)
    number = SMALL.map(lambda f: sympy.Rational(f.numerator, f.denominator))
    return st.one_of(
        pair.map(lambda two: two[0] + two[1]),
        pair.map(lambda two: two[0] * two[1]),
        st.tuples(parts, number).map(lambda two: sympy.Pow(*two)),
        pair.map(lambda two: sympy.Max(*two)),
        pair.map(lambda two: sympy.Min(*two)),
        pair.map(lambda two: entropy_term(*two)),
        *(parts.map(f) for f in (sympy.log, sympy.exp, sympy.Abs, sympy.sign, sympy.floor)),
        stepped.map(lambda one: sympy.Heaviside(one, 0)),
        stepped.map(lambda one: sympy.Heaviside(one, sympy.Rational(1, 2))),
    )


LEAVES = st.one_of(
    st.sampled_from((q, x, p)), SMALL.map(lambda f: sympy.Rational(f.numerator, f.denominator))
)
EXPRESSIONS = st.recursive(LEAVES, _joined, max_leaves=6).filter(_real)
POSITIVE = st.fractions(min_value="1/9", max_value=4, max_denominator=9)


@given(EXPRESSIONS, st.tuples(POSITIVE, POSITIVE, POSITIVE))
def test_a_random_term_has_the_value_that_the_kernel_gives_it(expr, numbers) -> None:
    values = dict(zip("qxp", numbers, strict=True))
    try:
        found = evaluate(
            read(written(expr)), {n: fmpq(v.numerator, v.denominator) for n, v in values.items()}
        )
    except (UndefinedError, UndecidedError):
        return
    exact = {n: sympy.Rational(v.numerator, v.denominator) for n, v in values.items()}
    kernel = realise(expr, exact)
    assert kernel.is_comparable or kernel.is_Rational
    assert enclosed(found, {}).overlaps(ball(kernel))
    if isinstance(found, fmpq):
        assert compare(kernel, "==", sympy.Rational(int(found.p), int(found.q))) is True
