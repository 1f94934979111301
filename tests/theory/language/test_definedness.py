"""What `obligations` asks for is enough for a value, at poles, ties and ends too."""

from __future__ import annotations

import random
from typing import Any, cast

import sympy
from sympy import Abs, Max, Min, Rational, exp, log, sign

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_SAMPLE,
    BOUND_CLASS,
    CountSymbol,
    Known,
    SamplesSymbol,
    SymbolicVector,
    class_sum,
    discharged,
    obligations,
    unspoken,
)
from lossproof.theory.language.terms import (
    DRAWN,
    AnyCount,
    Count,
    Expectation,
    batch_mean,
    entropy_term,
    table_mean,
)
from lossproof.theory.numbers import ball, compare
from tests.together import together

c = CountSymbol("c", integer=True, positive=True)
n = SamplesSymbol("n", integer=True, positive=True)
u, v = sympy.Symbol("u", real=True), sympy.Symbol("v", nonnegative=True)
w, k = sympy.Symbol("w", positive=True), sympy.Symbol("k", integer=True)
f = cast(Any, sympy.IndexedBase("f", nonnegative=True))
step: Any = sympy.Heaviside
VALUES: dict[Any, list[Any]] = {
    u: [-2, Rational(-1, 3), 0, Rational(1, 2), 1, 3],
    v: [0, Rational(1, 2), 1, 2],
    w: [Rational(1, 10**6), 1, 2],
    k: [-2, -1, 0, 1, 2],
    c: [2, 3, 1000],
    n: [1, 2, 1000],
}
ATOMS = [*VALUES, c - 1, n - 1, c - 2, 1 - v, u - 1, Rational(1, 2), sympy.Integer(-1)]
ONE = [log, exp, Abs, sign, lambda x: 1 / x, lambda x: step(x, 0), sympy.sqrt, sympy.floor]
TWO = [lambda x, y: x + y, lambda x, y: x * y, sympy.Pow, Max, Min, lambda x, y: x - y]


def grown(rng: random.Random, depth: int) -> Any:
    if depth == 0:
        return rng.choice(ATOMS)
    if rng.random() < 0.4:
        return rng.choice(ONE)(grown(rng, depth - 1))
    return rng.choice(TWO)(grown(rng, depth - 1), grown(rng, rng.randrange(depth)))


def met(obligation: Any, point: dict[Any, Any]) -> bool:
    return any(
        all(compare(e.xreplace(point), demand, 0) is True for e, demand in way)
        for way in obligation.ways
    )


@together("seed", range(20))
def test_what_meets_its_obligations_is_a_finite_real_number(seed: int) -> None:
    rng, looked = random.Random(seed), 0
    for _ in range(40):
        try:
            expr = grown(rng, rng.randint(1, 3))
        except (ValueError, TypeError):  # SymPy refuses maxima of complex numbers
            continue
        if unspoken(expr) or expr.is_number:
            continue
        for _ in range(4):
            point = {x: sympy.sympify(rng.choice(values)) for x, values in VALUES.items()}
            try:
                if not all(met(each, point) for each in obligations(expr)):
                    continue
                value = expr.xreplace(point)
            except (ValueError, TypeError):
                continue
            looked += 1
            finite = ball(value, bits=256).is_finite() or compare(value, "==", value) is True
            assert finite or abs(value).count_ops() == 0, (expr, point)
    assert looked > 20


@together(
    ("expr", "asked"),
    [
        (1 / u, True),
        (1 / (c - 1), False),
        (1 / (c - 2), True),
        (1 / (n - 1), True),
        (v ** (c - 2), False),
        (v**u, True),
        (u**w, True),
        (v**w, False),
        (u**k, True),
        (w**u, False),
        (log(v), True),
        (exp(-Abs(log(v))), True),
        (log(1 + v), False),
        (sympy.sqrt(u), True),
        (sympy.polygamma(1, u), True),
        (entropy_term(v, w), False),
        (entropy_term(v, v), True),
        (class_sum(lambda j: 1 / f[j], c), True),
        (batch_mean(lambda N: 1 / N[0], n, [v, 1 - v]), True),
        (batch_mean(lambda N: 1 / (1 + N[0]), n, [v, 1 - v]), False),
        (batch_mean(lambda N: N[0], n, [1 / v, 1 - 1 / v]), True),
    ],
)
def test_what_is_asked_for(expr: Any, asked: bool) -> None:
    assert bool(obligations(expr)) is asked


def the_only(expr: Any) -> Any:
    (found,) = obligations(expr)
    return found


def vector(of: Any, size: Any) -> Any:
    return SymbolicVector(of, size)


@together(
    "about",
    [
        class_sum(lambda j: log(c - j), sympy.Symbol("k", integer=True, positive=True)),
        class_sum(lambda j: log(c - j), n),
        Expectation(log(c - DRAWN[0]), sympy.Integer(5), Rational(1, 5), DRAWN[0]),
        table_mean(lambda N: N[0][0], n, vector(lambda i: vector(lambda k: log(c - i), c), n)),
    ],
)
def test_an_index_of_something_else_is_no_class(about: Any) -> None:
    above = Known(c - ANY_CLASS, ">")
    assert not all(discharged(each, [above]) for each in obligations(about))
    assert discharged(the_only(class_sum(lambda j: log(c - j), c)), [above])


def test_a_row_of_a_table_may_be_a_sample() -> None:
    law = vector(lambda i: vector(lambda k: log(n - i), c), n)
    asked = the_only(table_mean(lambda N: N[0][0], n, law))
    assert discharged(asked, [Known(n - ANY_SAMPLE, ">")])
    assert not discharged(asked, [Known(n - ANY_CLASS, ">")])


def test_what_is_known_of_any_class_is_known_of_each() -> None:
    asked = the_only(class_sum(lambda j: log(f[j]), c))
    above = Known(f[ANY_CLASS], ">")
    assert discharged(asked, [above])
    assert not discharged(asked, [Known(f[ANY_CLASS], ">", frozenset({ANY_CLASS}))])
    assert not discharged(asked, [Known(f[ANY_CLASS], ">=")])
    assert not discharged(asked, [Known(f[0], ">")])
    over_features = the_only(
        class_sum(lambda j: log(f[j]), sympy.Symbol("E", integer=True, positive=True))
    )
    assert not discharged(over_features, [above])


def test_no_instance_is_captured_by_a_sum() -> None:
    rest = class_sum(lambda j: f[j], c) - 2 * f[ANY_CLASS]
    asked = the_only(1 / (class_sum(lambda j: f[j], c) - 2 * f[BOUND_CLASS]))
    assert not discharged(asked, [Known(rest, ">")])


def test_a_mean_over_batches_is_not_about_one_batch() -> None:
    asked = the_only(batch_mean(lambda N: 1 / N[0], n, [v, 1 - v]))
    count: Any = AnyCount(0, 2, n)
    assert discharged(asked, [Known(count, ">")])
    assert not discharged(asked, [Known(Count(0), ">")])


def test_multiples_and_factors_of_what_is_known() -> None:
    assert discharged(the_only(1 / (2 - 2 * u)), [Known(1 - u, ">")])
    assert discharged(the_only(1 / (u - 1)), [Known(1 - u, ">")])
    assert not discharged(the_only(log(u - 1)), [Known(1 - u, ">")])
    assert not discharged(the_only(1 / (1 - u)), [Known(1 - u, ">=")])
    assert not discharged(the_only(1 / (1 - u)), [Known(1 - u, "==")])
    assert discharged(the_only(sympy.sqrt(1 - u)), [Known(1 - u, ">=")])
    assert not discharged(the_only(1 / (1 - u)), [Known((1 - u) * v, ">=")])
    assert discharged(the_only(1 / (1 - u)), [Known((1 - u) * v, ">")])


def test_what_is_above_0_is_not_told_to_be_0() -> None:
    base, top = sympy.Symbol("b", real=True), sympy.Symbol("t", real=True)
    known = [Known(base * u, ">"), Known(top - sympy.floor(top), ">")]
    assert not discharged(the_only(base**top), known)
    assert discharged(the_only(base**top), [*known, Known(base, ">")])


@together(
    ("term", "told"),
    [
        (u ** Rational(1, 2), "u >= 0"),
        (u ** Rational(-1, 2), "u > 0"),
        (u**v, "u >= 0, or u != 0 and v - floor(v) == 0"),
        (u**u, "u >= 0, or u != 0 and u - floor(u) == 0"),
    ],
)
def test_what_is_needed_is_told_once_and_without_what_implies_it(term: Any, told: str) -> None:
    (needed,) = obligations(term)
    assert str(needed) == f"{term} has a value only where {told}"


def test_an_empty_sum_is_0() -> None:
    few = sympy.Symbol("m", integer=True, nonnegative=True)
    for size, there in ((c, True), (few, False), (few + 1, True)):
        quotient = 1 / class_sum(lambda j: sympy.exp(j * u), size)
        assert discharged(the_only(quotient), [Known(v, ">")]) == there
