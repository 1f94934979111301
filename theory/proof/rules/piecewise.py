"""Rules for Max, Min, absolute values, floors, signs, indicators and pieces, if signs are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import sympy

from lossproof.theory.language import ways_of_condition
from lossproof.theory.language.terms import is_zero
from lossproof.theory.numbers.as_written import (
    WrittenAbs,
    WrittenCeiling,
    WrittenFloor,
    WrittenStep,
)
from lossproof.theory.numbers.properties import integer
from lossproof.theory.proof.facts import (
    Fact,
    ProofError,
    follow,
    need,
    real,
    spoken,
    vanishes,
)


def max_equals(larger: Any, smaller: Any, fact: Fact) -> Fact:
    """The larger of two numbers: `larger - smaller >= 0` ⊢ `Max(larger, smaller) == larger`."""
    larger, smaller = spoken(larger), spoken(smaller)
    if not vanishes(larger - smaller - fact.expr):
        raise ProofError(f"{fact} does not say that {larger} >= {smaller}")
    by = {"larger": larger, "smaller": smaller}
    return follow(sympy.Max(larger, smaller) - larger, "==", "larger of two", fact, by=by)


def min_equals(smaller: Any, larger: Any, fact: Fact) -> Fact:
    """The smaller of two numbers: `larger - smaller >= 0` ⊢ `Min(smaller, larger) == smaller`."""
    larger, smaller = spoken(larger), spoken(smaller)
    if not vanishes(larger - smaller - fact.expr):
        raise ProofError(f"{fact} does not say that {larger} >= {smaller}")
    by = {"larger": larger, "smaller": smaller}
    return follow(sympy.Min(larger, smaller) - smaller, "==", "smaller of two", fact, by=by)


def max_above(one: Any, other: Any) -> Fact:
    """A maximum is at least each number: ⊢ `Max(a, b) - a >= 0`, for `a = one` and `b = other`.

    The domains must show that `a` and `b` are real.
    """
    one, other = real(one), real(other)
    rule, by = "the larger of two is at least each", {"one": one, "other": other}
    return follow(sympy.Max(one, other) - one, ">=", rule, by=by)


def min_below(one: Any, other: Any) -> Fact:
    """A minimum is at most each number: ⊢ `a - Min(a, b) >= 0`, for `a = one` and `b = other`.

    The domains must show that `a` and `b` are real.
    """
    one, other = real(one), real(other)
    rule, by = "the smaller of two is at most each", {"one": one, "other": other}
    return follow(one - sympy.Min(one, other), ">=", rule, by=by)


def floor_below(of: Any) -> Fact:
    """A floor is at most its number: ⊢ `e - floor(e) >= 0`, for `e = of`.

    The domains must show that `e` is real.
    """
    of = real(of)
    return follow(of - WrittenFloor(of), ">=", "a floor is at most its number", by={"of": of})


def floor_above(of: Any) -> Fact:
    """A floor is less than 1 below its number: ⊢ `floor(e) + 1 - e > 0`, for `e = of`.

    The domains must show that `e` is real.
    """
    of = real(of)
    rule = "a floor is less than 1 below its number"
    return follow(WrittenFloor(of) + 1 - of, ">", rule, by={"of": of})


def ceiling_equals(of: Any) -> Fact:
    """A ceiling by a floor: ⊢ `ceiling(e) == -floor(-e)`, for `e = of`.

    The domains must show that `e` is real.
    """
    of = real(of)
    rule = "a ceiling is a floor of the negative"
    return follow(WrittenCeiling(of) + WrittenFloor(-of), "==", rule, by={"of": of})


def absolute(fact: Fact) -> Fact:
    """The absolute value of a nonnegative number: `e >= 0` ⊢ `|e| == e`."""
    need(fact, ">=", "what stands in |·|")
    return follow(WrittenAbs(fact.expr) - fact.expr, "==", "absolute value", fact)


def sign_of(of: Any, fact: Fact) -> Fact:
    """The sign of a number: `e > 0` ⊢ `sign(e) == 1`; `-e > 0` ⊢ `sign(e) == -1`; for `e = of`."""
    of, known = spoken(of), need(fact, ">", "a number with a sign, or its negative").expr
    if vanishes(known - of):
        rule = "sign of a positive number"
        return follow(sympy.sign(of) - 1, "==", rule, fact, by={"of": of})
    if vanishes(known + of):
        rule = "sign of a negative number"
        return follow(sympy.sign(of) + 1, "==", rule, fact, by={"of": of})
    raise ProofError(f"{fact} says neither {of} > 0 nor {of} < 0")


def above_zero(x: Any) -> sympy.Expr:
    """1 if `x > 0`, else 0."""
    return WrittenStep(x, 0)


def decided(of: Any, fact: Fact) -> Fact:
    """The step function at a known sign: `e > 0` ⊢ `above_zero(e) == 1`; `-e >= 0` ⊢ `above_zero(e)
    == 0`; for `e = of`.

    The function `above_zero(e)` is 1 if `e > 0` and 0 otherwise.
    """
    of = spoken(of)
    if fact.strict and vanishes(fact.expr - of):
        rule = "indicator of what holds"
        return follow(above_zero(of) - 1, "==", rule, fact, by={"of": of})
    if fact.sign != "==" and vanishes(fact.expr + of):
        rule = "indicator of what does not hold"
        return follow(above_zero(of), "==", rule, fact, by={"of": of})
    raise ProofError(f"{fact} says neither {of} > 0 nor {of} <= 0")


def not_zero(fact: Fact) -> Fact:
    """The indicator of 0 at a positive number: `e > 0` ⊢ `[e = 0] == 0`, where `[e = 0]` is 1 if
    `e` is 0 and 0 otherwise.
    """
    need(fact, ">", "what is not 0")
    return follow(is_zero(fact.expr), "==", "indicator of 0 at what is above it", fact)


def first_piece(of: Any, *facts: Fact) -> Fact:
    """The first condition of the Piecewise `of` holds ⊢ `of` equals the value of its first branch.

    Every comparison in the condition must be one of the `facts`. For `And` and `Or` the facts must
    be enough to make the whole condition true.
    """
    (value, condition), *_ = _pieces(of)
    _need(condition, facts)
    return follow(of - value, "==", "first piece", *facts, by={"of": of})


def later_pieces(of: Any, *facts: Fact) -> Fact:
    """The first condition of the Piecewise `of` fails ⊢ `of` equals the Piecewise of its other
    branches.

    The `facts` must show that the first condition is false.
    """
    (_, condition), *rest = _pieces(of)
    _need(sympy.Not(condition), facts)
    return follow(of - sympy.Piecewise(*rest), "==", "later pieces", *facts, by={"of": of})


def piece_of_class(of: Any) -> Fact:
    """A Piecewise over two classes as a delta: ⊢ `of == b + KroneckerDelta(k, y) (a - b)`, for a
    Piecewise `of` with the value a if `k = y`, else b.

    The domains must show that k and y are integers.
    """
    (first, condition), *rest = _pieces(of)
    if not isinstance(condition, (sympy.Eq, sympy.Ne)):
        raise ProofError(f"the first condition of {of} is not whether two classes are equal")
    one, two = cast(Any, condition).args
    if not (integer(one) and integer(two)):
        raise ProofError(f"{one} and {two} are not evidently classes")
    other = sympy.Piecewise(*rest)
    equal, apart = (first, other) if isinstance(condition, sympy.Eq) else (other, first)
    value = apart + sympy.KroneckerDelta(one, two) * (equal - apart)
    return follow(of - value, "==", "piece of one class", by={"of": of})


def _pieces(of: Any) -> Any:
    if not isinstance(spoken(of), sympy.Piecewise):
        raise ProofError(f"{of} is not a Piecewise")
    return of.args


def _need(condition: Any, facts: Sequence[Fact]) -> None:
    """`ProofError` unless the facts say all that one way to meet the condition asks for."""
    ways = ways_of_condition(condition)
    if not any(all(_says(facts, *demand) for demand in way) for way in ways):
        known = "; ".join(map(str, facts)) or "nothing"
        raise ProofError(f"{condition} does not follow from {known}")


def _says(facts: Sequence[Fact], expr: Any, demand: str) -> bool:
    """Whether one of the facts says what is demanded."""
    for fact in facts:
        same, mirrored = vanishes(fact.expr - expr), vanishes(fact.expr + expr)
        if same and fact.sign in {">": (">",), ">=": (">", ">=", "==")}.get(demand, ()):
            return True
        if (same or mirrored) and fact.sign == {"==": "==", "!=": ">"}.get(demand):
            return True
        if demand == ">=" and mirrored and fact.sign == "==":
            return True
        square = {"!=": ">", "==": "=="}.get(demand)
        if fact.sign == square and vanishes(fact.expr - expr**2):
            return True
    return False
