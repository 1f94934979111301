"""Rules for powers, logarithms, absolute values, signs, maxima and steps: known schemas."""

from __future__ import annotations

from collections.abc import Iterator

from lossproof.paper_checks.recheck.step import (
    MINUS,
    ONE,
    Said,
    Step,
    minus,
    plus,
    power,
    rule,
    times,
)
from lossproof.paper_checks.recheck.terms import Term


@rule("log x <= x - 1")
def log_bound(step: Step) -> Iterator[Said]:
    """`x > 0` ⊢ `x - 1 - log x >= 0`."""
    x = step.premise(0, ">").term
    yield minus(minus(x, ONE), ("log", x)), ">="


@rule("log x < x - 1 for x != 1")
def strict_log_bound(step: Step) -> Iterator[Said]:
    """`x > 0`, and `x - 1 > 0` or `1 - x > 0` ⊢ `x - 1 - log x > 0`."""
    x = step.premise(0, ">").term
    step.says(step.premise(1, ">"), minus(x, ONE), mirrored=True)
    yield minus(minus(x, ONE), ("log", x)), ">"


@rule("log x increases with x")
def log_increases(step: Step) -> Iterator[Said]:
    """`a - b >= 0`, `b > 0` ⊢ `log a - log b >= 0`, with the sense of the first."""
    difference, b = step.premise(0, ">="), step.premise(1, ">").term
    yield minus(("log", plus(difference.term, b)), ("log", b)), difference.sign


@rule("logarithm of a quotient")
def log_quotient(step: Step) -> Iterator[Said]:
    """`a > 0`, `b > 0` ⊢ `log(a/b) == log a - log b`."""
    a, b = step.premise(0, ">").term, step.premise(1, ">").term
    parts = minus(("log", b), ("log", a))
    yield plus(("log", times(a, power(b, MINUS))), parts), "=="


@rule("a^w b^(1-w) <= w a + (1-w) b")
def weighted_am_gm(step: Step) -> Iterator[Said]:
    """`a, b >= 0`, `w >= 0`, `1-w >= 0` ⊢ `w a + (1-w) b - a^w b^(1-w) >= 0`."""
    a, b, w = (step.premise(k, ">=").term for k in range(3))
    step.says(step.premise(3, ">="), minus(ONE, w))
    mixed = plus(times(w, a), times(minus(ONE, w), b))
    yield minus(mixed, times(power(a, w), power(b, minus(ONE, w)))), ">="


@rule("x^q increases with x")
def power_in_base(step: Step) -> Iterator[Said]:
    """`a - b >= 0`, `b >= 0`, `q > 0` ⊢ `a^q - b^q >= 0`, with the sense of the first."""
    difference, b, q = step.premise(0, ">="), step.premise(1, ">=").term, step.premise(2, ">").term
    yield minus(power(plus(difference.term, b), q), power(b, q)), difference.sign


@rule("x^a increases with a for x >= 1")
def power_in_exponent(step: Step) -> Iterator[Said]:
    """`x - 1 >= 0`, `a - b >= 0` ⊢ `x^a - x^b >= 0`; strict if both are."""
    base, difference, b = (
        step.premise(0, ">="),
        step.premise(1, ">="),
        step.finite(step.given("smaller")),
    )
    x: Term = plus(base.term, ONE)
    strict = base.sign == difference.sign == ">"
    yield minus(power(x, plus(difference.term, b)), power(x, b)), ">" if strict else ">="


@rule("x^a decreases with a for 0 <= x <= 1")
def power_of_fraction(step: Step) -> Iterator[Said]:
    """`x >= 0`, `1 - x >= 0`, `a - b >= 0`, `b > 0` ⊢ `x^b - x^a >= 0`; strict if all are."""
    x, below, difference = (step.premise(k, ">=") for k in range(3))
    b = step.finite(step.given("smaller"))
    step.says(below, minus(ONE, x.term))
    step.need(step.holds(b, ">"), "the smaller exponent is not evidently positive")
    strict = x.sign == below.sign == difference.sign == ">"
    yield minus(power(x.term, b), power(x.term, plus(difference.term, b))), ">" if strict else ">="


@rule("power of a nonnegative number")
def power_of(step: Step) -> Iterator[Said]:
    """`x >= 0`, `e > 0` ⊢ `x^e >= 0`, with the sense of the first."""
    base = step.premise(0, ">=")
    yield power(base.term, step.finite(step.premise(1, ">").term)), base.sign


@rule("equal exponents")
def same_power(step: Step) -> Iterator[Said]:
    """⊢ `x^a == x^b`, for identical `a` and `b`."""
    base, first, second = (step.given(name) for name in ("base", "first", "second"))
    step.need(step.equal(first, second), "the exponents differ")
    yield minus(power(base, first), power(base, second)), "=="


@rule("(x^a)^b = x^(a b) for x >= 0")
def nested_power(step: Step) -> Iterator[Said]:
    """`x >= 0`, `a > 0`, `b > 0` ⊢ `(x^a)^b == x^(a b)`."""
    x, a, b = step.premise(0, ">=").term, step.premise(1, ">").term, step.premise(2, ">").term
    yield minus(power(power(x, a), b), power(x, times(a, b))), "=="


@rule("larger of two")
def max_equals(step: Step) -> Iterator[Said]:
    """`a - b >= 0` ⊢ `max(a, b) == a`."""
    larger, smaller = step.given("larger"), step.given("smaller")
    step.says(step.premise(), minus(larger, smaller))
    yield minus(("max", larger, smaller), larger), "=="


@rule("smaller of two")
def min_equals(step: Step) -> Iterator[Said]:
    """`b - a >= 0` ⊢ `min(a, b) == a`."""
    larger, smaller = step.given("larger"), step.given("smaller")
    step.says(step.premise(), minus(larger, smaller))
    yield minus(("min", larger, smaller), smaller), "=="


@rule("the larger of two is at least each")
def max_above(step: Step) -> Iterator[Said]:
    """⊢ `max(a, b) - a >= 0`, for finite `a` and `b`."""
    one, other = step.finite(step.given("one")), step.finite(step.given("other"))
    yield minus(("max", one, other), one), ">="


@rule("the smaller of two is at most each")
def min_below(step: Step) -> Iterator[Said]:
    """⊢ `a - min(a, b) >= 0`, for finite `a` and `b`."""
    one, other = step.finite(step.given("one")), step.finite(step.given("other"))
    yield minus(one, ("min", one, other)), ">="


@rule("absolute value")
def absolute(step: Step) -> Iterator[Said]:
    """`e >= 0` ⊢ `|e| == e`."""
    term = step.premise(0, ">=").term
    yield minus(("abs", term), term), "=="


@rule("sign of a positive number", "sign of a negative number")
def sign_of(step: Step) -> Iterator[Said]:
    """`e > 0` ⊢ `sign(e) == 1`; `-e > 0` ⊢ `sign(e) == -1`."""
    of, known = step.given("of"), step.premise(0, ">")
    above = step.equal(known.term, of)
    if not above:
        step.says(known, times(MINUS, of))
    yield plus(("sign", of), MINUS if above else ONE), "=="


@rule("indicator of 0 at what is above it")
def not_zero(step: Step) -> Iterator[Said]:
    """`e > 0` ⊢ `[e = 0] == 0`."""
    yield ("is-zero", step.premise(0, ">").term), "=="


@rule("indicator of what holds", "indicator of what does not hold")
def decided(step: Step) -> Iterator[Said]:
    """`e > 0` ⊢ `step(e) == 1`; `-e >= 0` ⊢ `step(e) == 0`."""
    of = step.given("of")
    if step.rule == "indicator of what holds":
        step.says(step.premise(0, ">"), of)
        yield minus(("step", of), ONE), "=="
    else:
        step.says(step.premise(0, ">="), times(MINUS, of))
        yield ("step", of), "=="


@rule("slope of a maximum")
def slope(step: Step) -> Iterator[Said]:
    """The slope of `max(x, 0)` is 1 for `x > 0`, 0 for `-x > 0`, and of [0, 1] for finite `x`."""
    of = step.given("of")
    if not step.premises:
        step.finite(of)
        yield ("slope", of), ">="
        yield minus(ONE, ("slope", of)), ">="
    elif step.equal(step.premise(0, ">").term, of):
        yield minus(("slope", of), ONE), "=="
    else:
        step.says(step.premise(0, ">"), times(MINUS, of))
        yield ("slope", of), "=="
