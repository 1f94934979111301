"""Terms in numbers are what they are written out, and nan where they have no value."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from flint import arb, ctx, fmpq
from sympy import Heaviside, KroneckerDelta, Max, Min, Rational

from lossproof.theory.domain import Classes, Each, Real, Samples, Simplex
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_SAMPLE,
    CountSymbol,
    SamplesSymbol,
    class_sum,
    eq,
    every_class,
    ge,
    gt,
    le,
    realise,
    sample_mean,
)
from lossproof.theory.language.terms import (
    AnyCount,
    EntropyTerm,
    batch_mean,
    determinant,
    is_zero,
    matrix,
)
from lossproof.theory.numbers import to_fmpq
from lossproof.theory.statement.enclosing import Enclosure
from lossproof.theory.statement.numbers import power
from tests.theory.bogus import statement
from tests.together import together

C, N = (
    CountSymbol("c", integer=True, positive=True),
    SamplesSymbol("n", integer=True, positive=True),
)
F, X = sympy.IndexedBase("f", nonnegative=True), sympy.IndexedBase("x", real=True)
Q, R = sympy.Symbol("q", positive=True), sympy.Symbol("r", real=True)
POINT: dict[str, Any] = {
    "c": sympy.Integer(3), "n": sympy.Integer(2), "q": Rational(2, 3), "r": Rational(-5, 4),
    "f": [Rational(1, 2), Rational(1, 2), sympy.Integer(0)],
    "x": [Rational(1, 3), sympy.Integer(-2)],
}  # fmt: skip
SQUARE = matrix(lambda i, j: F[i] + KroneckerDelta(i, j), C)
TERMS = {
    "a polynomial": Q**2 - R * Q + 3,
    "a root": Q**R,
    "a root of 0": F[ANY_CLASS] ** Q,
    "a number": sympy.pi * sympy.E - sympy.sqrt(2),
    "exp and log": sympy.exp(R) + sympy.log(Q),
    "sign, step, delta": sympy.sign(R) + Heaviside(R + Rational(5, 4), Rational(1, 3))
    + KroneckerDelta(ANY_CLASS, 1),
    "extremes": Max(R, Q, F[ANY_CLASS]) - Min(R, sympy.exp(Q)) + sympy.Abs(R),
    "a sum": class_sum(lambda j: F[j] ** 2 * KroneckerDelta(j, ANY_CLASS) + Q, C),
    "a mean": sample_mean(lambda i: X[i] * X[ANY_SAMPLE], N),
    "sums in sums": class_sum(lambda i: class_sum(lambda j: (F[i] - Q * F[j]) ** 2, C) ** 2, C),
    "a determinant": determinant(SQUARE),
    "a determinant in balls": determinant(matrix(lambda i, j: sympy.exp(F[i] * j) + R, C)),
    "an entropy": EntropyTerm(F[ANY_CLASS], Q),
    "a mean over batches": batch_mean(lambda k: (k[0] - k[1]) ** 2 * Q, N, [Q, 1 - Q, Q - Q]),
    "of some cells": batch_mean(lambda k: sympy.exp(k[2]), N, [F[0], F[1], Q, 1 - Q]),
    "trigamma": sympy.polygamma(1, Q) - sympy.polygamma(0, Q),
    "what it does not know": is_zero(R + Rational(5, 4)) + sympy.floor(R) + sympy.cos(0 * R),
}  # fmt: skip


@together("name", TERMS)
def test_terms_are_what_they_are_written_out(name: str) -> None:
    at = Enclosure(POINT)
    at.move(POINT)
    for label in range(3):
        chosen = {ANY_CLASS: label, ANY_SAMPLE: label % 2}
        found = at(TERMS[name], chosen)
        known = {index: sympy.Integer(k) for index, k in chosen.items()}
        written = realise(TERMS[name].xreplace(known), POINT)
        exact = written if written.is_Rational else sympy.Rational(written.evalf(40))
        with ctx.workprec(128):
            assert abs(found - fmpq(int(exact.p), int(exact.q))) < arb("1e-30")
        assert isinstance(found, arb) or found == to_fmpq(written)


def test_counts_of_any_batch_are_chosen() -> None:
    at = Enclosure(POINT)
    at.move(POINT)
    count = AnyCount(1, 3, N)
    assert count in at.about(count * Q)
    assert at(count * Q, {count: 3}) == 2


@together(
    "term",
    [
        1 / (R + Rational(5, 4)), sympy.Abs(1 / F[2]), sympy.log(F[2]), sympy.log(R), R**Q,
        Max(0, sympy.log(R)), (1 + 1 / F[2]) ** KroneckerDelta(ANY_CLASS, 1),
        F[2] * sympy.log(F[2]),
        Heaviside(1 / F[2], 0), KroneckerDelta(ANY_CLASS, 1) / F[2],
    ],
)  # fmt: skip
def test_what_has_no_value_is_nan_however_far_inside(term: Any) -> None:
    at = Enclosure(POINT)
    at.move(POINT)
    number = at(term, {ANY_CLASS: 0})
    assert isinstance(number, arb)
    assert number.is_nan()


def test_an_entry_that_is_not_there_has_no_value() -> None:
    at = Enclosure(POINT)
    at.move(POINT)
    assert all(at(F[ANY_CLASS], {ANY_CLASS: label}).is_nan() for label in (3, -1))


def test_a_point_leaves_nothing_for_the_next() -> None:
    at = Enclosure(POINT)
    for q in (1, 2):
        at.move({**POINT, "q": sympy.Integer(q)})
        assert at(Q**2 + 1, {}) == q**2 + 1


CLASSES = Classes()
SAYS: dict[str, Any] = {
    "of every class": lambda c, f, n, x, a: every_class(lambda k: le(f[k] * a, f[k] + 1), c),
    "a tie": lambda a: eq((a + 1) ** 2, a**2 + 2 * a + 1),
    "a tie in balls": lambda a: le(sympy.exp(a) * sympy.exp(1), sympy.exp(a + 1)),
    "strict": lambda a, f: gt(f.total(lambda u: u**2), a),
    "undefined": lambda a: ge(sympy.Abs(1 / a), 1),
    "two": lambda a, x, n: (ge(a, 0), le(sample_mean(lambda i: x[i], n), a)),
}


@together("given", SAYS)
@together("conclusion", SAYS)
def test_points_are_decided_as_when_they_are_written_out(given: str, conclusion: str) -> None:
    samples = Samples()
    parameters = {
        "c": CLASSES, "f": Simplex(CLASSES), "n": samples, "x": Each(samples, Real()), "a": Real(),
    }  # fmt: skip
    claim = statement(parameters, SAYS[conclusion], given=SAYS[given])
    for a in (0, 1, "-1/2", "3/8"):
        point = {"c": 3, "f": ["1/2", "1/4", "1/4"], "n": 2, "x": [1, "1/3"], "a": a}
        outcome = claim.at(point)
        for dropped in ((), ("given",)):
            assert claim.meets(point, dropped) == outcome.meets(dropped)
            assert claim.refutes(point, dropped) == outcome.refutes(dropped)


@together(
    ("base", "exponent", "short"),
    [
        (2, Rational("0.123456789"), True),
        (3, Rational(-(10**12), 10**6 + 1), True),
        (2, 10**7, True),
        (2, 10**7 + 1, False),
        (sympy.sqrt(2), -(10**9), False),
    ],
)
def test_powers_are_written_out_as_long_as_that_is_quick(base, exponent, short: bool) -> None:
    stated = statement({"x": Real(), "n": Real()}, lambda x, n: ge(x**n, 0))
    symbols = statement({"n": Real()}, lambda n: ge(base**n, 0)).tree.written(
        {"n": sympy.Symbol("n")}
    )
    for written in (
        lambda: stated.tree.written({"x": base, "n": exponent}),
        lambda: symbols.at({sympy.Symbol("n"): sympy.sympify(exponent)}),
    ):
        if short:
            assert written() is not None
        else:
            with pytest.raises(ValueError, match="has too many digits"):
                written()


def test_primes_are_not_taken_out_of_powers_with_fine_exponents() -> None:
    fine, n = 1 - Rational(1, 10**30), sympy.Symbol("n")
    x = sympy.Symbol("x")
    stated = statement({"x": Real(0), "n": Real()}, lambda x, n: ge(x**n, 0))
    symbols = stated.tree.written({"x": x, "n": n})
    for base in (12, Rational(1, 12), 1 - Rational(1, 10**30)):
        for written in (
            lambda base=base: stated.tree.written({"x": base, "n": fine}),
            lambda base=base: symbols.at({x: sympy.sympify(base), n: fine}),
        ):
            with pytest.raises(ValueError, match="is not worked out"):
                written()
    for base in (Rational(1, 10**30), 30, 1):
        assert stated.tree.written({"x": base, "n": fine}) is not None


def test_an_exponential_of_logarithms_is_not_written_out_with_many_digits() -> None:
    u, v = sympy.symbols("u v")
    symbols = statement(
        {"u": Real(0, 1, open="both"), "v": Real(0, 1, open="both")},
        lambda u, v: ge(sympy.exp(-u * sympy.log(u / v) - (1 - u) * sympy.log(1 - v)), 0),
    ).tree.written({"u": u, "v": v})
    assert symbols.at({u: Rational(1, 3), v: Rational(2, 7)}) is not None
    with pytest.raises(ValueError, match="has too many digits"):
        symbols.at({u: 1 - Rational(1, 10**37), v: Rational(2, 7)})


def test_long_powers_are_balls() -> None:
    assert power(fmpq(1, 3), fmpq(-2)) == 9
    assert isinstance(power(fmpq(1, 10**300), fmpq(10**9)), arb)
