"""Formulas of losses: read as mathematics, refused with a reason, never run."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
import sympy
from hypothesis import given, settings, strategies as st

from lossproof.theory.language import Vector
from lossproof.theory.losses import cce, lq, mae, mse, parse, truncated_lq
from lossproof.theory.losses.formula import FormulaError
from tests.together import together

F = Vector(map(sympy.Rational, ("1/2", "1/3", "1/6")))
Q, K = sympy.Rational(7, 10), sympy.Rational(2, 5)
SYMPIFY = sympy.sympify


def value(text: str, y: int = 1, **parameters: str) -> sympy.Expr:
    return parse(text, parameters).expression(F, y)


@together(
    ("text", "parameters", "expected"),
    [
        ("-log(p)", {}, lambda f, y: cce(f[y])),
        ("1 - p**0.7", {}, lambda f, y: 1 - f[y] ** Q),
        ("(1-p^q)/q", {"q": "7/10"}, lambda f, y: lq(f[y], Q)),
        ("(1 - max(p, k)**q) / q", {"q": "0.7", "k": "2/5"}, lambda f, y: truncated_lq(f[y], Q, K)),
        ("abs(1-p) + others(abs(p))", {}, mae),
        ("(1-p)**2 + others(p**2)", {}, mse),
        ("sum(p**2) + 1 - 2*p[y]", {}, mse),
        ("sum((p - p[y])**2)", {}, lambda f, y: f.total(lambda u: (u - f[y]) ** 2)),
        ("max(p) - p", {}, lambda f, y: f[0] - f[y]),
        ("min(p) + c*pi", {}, lambda f, y: f[2] + 3 * sympy.pi),
        ("sqrt(exp(-p))", {}, lambda f, y: sympy.sqrt(sympy.exp(-f[y]))),
        ("-p**2", {}, lambda f, y: -(f[y] ** 2)),
        ("2**-1 * p - -p", {}, lambda f, y: f[y] * sympy.Rational(3, 2)),
        ("2^3^2 * p", {}, lambda f, y: 512 * f[y]),
        ("1e-3*p + .5", {}, lambda f, y: f[y] / 1000 + sympy.Rational(1, 2)),
    ],
)
def test_values(text, parameters, expected) -> None:
    assert sympy.simplify(value(text, 1, **parameters) - expected(F, 1)) == 0


ATTACKS = [
    "__import__('os').system('true')", "().__class__.__bases__", "p.__class__", "p.real",
    "p.func", "eval(p)", "exec(p)", "open(p)", "lambda: p", "lambda p: p", "[p for p in p]",
    "p[0]", "p[y][0]", "p['y']", "f'{p}'", "'p'", '"p"', "p; p", "p := 1", "p = 1",
    "p if p else p", "p and p", "not p", "p < 1", "p == p", "p @ p", "p // p", "p % p", "p & p",
    "~p", "p!", "*p", "**p", "p...", "{p}", "log", "log.p", "log(p)(p)", "(log)(p)", "sum",
    "Symbol(p)", "S(p)", "oo", "zoo", "nan", "I", "True", "None", "_", "__", "sympy", "p\x00",
    "p\\", "p`p`", "$p", "#p", "p #", "0x10*p", "0b1", "1_000*p", "1j*p", "p**p", "2**p", "p**c",
    "\u0070\u0301", "\uff50", "p\u2212 1", "\u00b2p", "p\u00b2", "\u03c0*p", "p\u200b+\u202e1",
    "\u0660+p", "log(p, 2)", "max()", "log()", "sum(p, p)", "sum(sum(p))", "sum(max(p))", "p +",
    "+", "", " ", "(", ")", "(p", "p)", "p p", "2p", "1..2*p", "1e*p", "1e400", "1e-400*p",
    "9" * 60 + "*p",
]  # fmt: skip


@together("text", ATTACKS)
def test_what_is_no_formula_is_refused(text: str, monkeypatch) -> None:
    monkeypatch.setattr(sympy, "sympify", _only_values(SYMPIFY))
    with pytest.raises(FormulaError):
        parse(text)


def _only_values(sympify):
    def checked(value, *args, **kwargs):
        assert not isinstance(value, str), f"sympify would run {value!r}"
        return sympify(value, *args, **kwargs)

    return checked


@together(
    "text",
    [
        "9**9**9", "9^9^9^9*p", "p**1000", "p**-1000", "((p+1)**100)**100", "99**99*p", "10**100*p",
        "(1+p+p**2+p**3)**50", "*".join(["(p+1)**50"] * 20), "exp(exp(exp(9)))*p", "exp(1000)*p",
        "(" * 200 + "p" + ")" * 200, "log(" * 60 + "p" + ")" * 60, "p**1" * 1 + "**1" * 80,
        "p+" * 400 + "p", "abs(" * 45 + "p" + ")" * 45, "p**0.1234567", "p**(1/9999)",
        "(p+log(p)+exp(p)+sqrt(p))**40", "1/0", "0**-1", "1/(c-c)", "log(0)", "log(-1)*p",
        "sqrt(-1)*p", "(-8)**(1/3)*p", "p/(1-1)", "x" * 501,
    ],
)  # fmt: skip
def test_what_would_not_end_is_refused_at_once(text: str) -> None:
    start = time.process_time()
    with pytest.raises(FormulaError):
        parse(text)
    assert time.process_time() - start < 2


@together("text", ["-" * 400 + "p", "p" + "+1" * 200, "((((p))))", "p*1" + "*1" * 90])
def test_long_but_harmless_formulas_are_read(text: str) -> None:
    assert parse(text).expression(F, 0).is_real


@together(
    ("text", "parameters", "sentence"),
    [
        (
            "1 - p**q",
            {},
            "or write p for the label's probability (column 8)",
        ),
        ("1 - p**q", {"r": "1"}, "'q' has no value"),
        ("-lg(p)", {}, "the function lg is not known: did you mean log? (column 2)"),
        ("2*gce", {}, "'gce' is the name of a loss, but a formula is needed: -log(p) for cce"),
        ("mae+1", {}, "-log(p) for cce, 1 - p for unhinged, (1-p**q)/q for lq"),
        ("1 - p", {"q": "1"}, "q has a value but is not in the formula"),
        ("1 - p", {"p": "1"}, "a parameter cannot be called 'p'"),
        ("log*p", {"log": "1"}, "a parameter cannot be called 'log'"),
        ("sum*p", {"sum": "1"}, "a parameter cannot be called 'sum'"),
        (
            "1 - f[y]",
            {},
            "f[…] is not known: write p or p[y] for the label's probability (column 5)",
        ),
        ("1 - prob", {}, "allowed are p (the label's probability)"),
        ("p & 1", {}, "'&' is not part of a formula (column 3)"),
        ("log(p", {}, "expected ')', got the end of the formula (column 6)"),
        ("p[1]", {}, "only p[y] is known, got p[1"),
        ("log(p, 2)", {}, "log takes one argument, got 2"),
        ("2**p", {}, "write exp(a*log(b)) for b**a"),
        ("sum(others(p))", {}, "holds another"),
        ("p/0", {}, "it divides by 0"),
    ],
)
def test_errors_name_what_is_allowed(text: str, parameters, sentence: str) -> None:
    with pytest.raises(FormulaError) as error:
        parse(text, parameters)
    assert sentence in str(error.value)


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(FormulaError):
        parse(text).expression(F, 0)


@given(st.text(alphabet="pcy019.+-*/^()[], logexpsqrtabsmaxminsumothers", max_size=40))
@settings(max_examples=100, deadline=None)
def test_texts_close_to_formulas_are_read_or_refused(text: str) -> None:
    with suppress(FormulaError):
        parse(text).expression(F, 0)
