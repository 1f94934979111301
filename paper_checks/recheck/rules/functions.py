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


@rule("equal exponents")
def same_power(step: Step) -> Iterator[Said]:
    """⊢ `x^a == x^b`, for identical `a` and `b`."""
    base, first, second = (step.given(name) for name in ("base", "first", "second"))
    step.need(step.equal(first, second), "the exponents differ")
    yield minus(power(base, first), power(base, second)), "=="


@rule("sign of a positive number", "sign of a negative number")
def sign_of(step: Step) -> Iterator[Said]:
    """`e > 0` ⊢ `sign(e) == 1`; `-e > 0` ⊢ `sign(e) == -1`."""
    of, known = step.given("of"), step.premise(0, ">")
    above = step.equal(known.term, of)
    if not above:
        step.says(known, times(MINUS, of))
    yield plus(("sign", of), MINUS if above else ONE), "=="


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
