"""Which code is seen to say the same of symbols and of numbers."""

from __future__ import annotations

from functools import cache, wraps
from typing import Any, NamedTuple

import sympy
from sympy import Max, Piecewise, Rational

from lossproof.theory.language import SymbolicVector, Vector, class_sum, eq, every_class, ge, le
from lossproof.theory.losses import cce, mae
from lossproof.theory.losses.gradients import of_label
from lossproof.theory.losses.gradients.logits import per_class
from lossproof.theory.statement.asking.composing import only_composes
from tests.together import together

HALF, LOSSES, NAMES = Rational(1, 2), (mae, of_label(cce)), {0: 1}


def by_hand(u: Any) -> Any:
    return HALF * u + sympy.log(u)


def branching(u: Any) -> Any:
    return u if u is HALF else by_hand(u)


HELD = of_label(branching)  # a function of the language that calls one of a claim
SECOND = SymbolicVector(branching, Rational(2))


@wraps(mae)
def disguised(u: Any) -> Any:
    return branching(u)


class Called(NamedTuple):
    times: Any

    def __call__(self, u: Any) -> Any:
        return branching(u)


CALLED = Called(HALF)


@cache
def remembered(u: Any) -> Any:
    return by_hand(u)


@cache
def constant() -> Any:
    return by_hand(HALF)


@together(
    "said",
    [
        lambda f, y: le(by_hand(f[y]), Max(0, f[y - 1]) + constant()),
        lambda f: every_class(lambda j: ge(f[j], -1), f.size),
        lambda f: eq(class_sum(lambda j: f[j] * f[0], f.size), f.total() * f[0]),
        lambda f, y: [ge(loss(f, y), 0) for loss in LOSSES],
        lambda x: eq(Vector((x, 1 - x)).total(), 1),
        lambda f: [eq(sum([f[0], u]), u) for u in (f[0], f[1])],
    ],
)
def test_terms_of_the_language_are_composed(said: Any) -> None:
    assert only_composes(said)


@together(
    "said",
    [
        lambda x: le(branching(x), 1),
        lambda x: le(remembered(x), 1),
        lambda f, y: le(HELD(f, y), 1),
        lambda y: le(SECOND[y], 1),
        lambda x: le(disguised(x), 1),
        lambda x: le(CALLED(x), 1),
        lambda x: le(x if x == HALF else 0, 1),
        lambda x: le(x and 1, 1),
        lambda x: le(x, 1 if x in {1, 2} else 2),
        lambda x: le(NAMES.get(x, 0), 1),
        lambda x: le({1: 2}[x], 1),
        lambda x, names=NAMES: le(names[x], 1),
        lambda x: le(max(x, 1), 1),
        lambda x: le(len(str(x)), 1),
        lambda x: le(int(x), 1),
        lambda x: le(isinstance(x, sympy.Symbol), 1),
        lambda x: le(x.is_positive, 1),
        lambda x: le(x.subs(x, 1), 1),
        lambda x: le(sympy.simplify(x), 1),
        lambda x: le(sympy.floor(x), 1),
        lambda x: le(Piecewise((1, x > 0), (0, True)), 1),
        lambda x: le(Max(x, 1, evaluate=True), 1),
        lambda x: le(undefined(x), 1),  # type: ignore[name-defined]  # noqa: F821
        print,
    ],
)
def test_what_may_take_a_symbol_for_another_thing_is_not_composed(said: Any) -> None:
    assert not only_composes(said)


def used_up(f: Any) -> Any:
    ones = (k for k in (1,))
    return le(f.total(lambda u: u * sum(ones)), 1)


def mapped(f: Any) -> Any:
    ones = map(int, (1,))
    return le(f.total(lambda u: u * sum(ones)), 1)


def counted(f: Any) -> Any:
    k = 0

    def power(u: Any) -> Any:
        nonlocal k
        k = k + 1
        return u**k

    return le(f.total(power), 1)


def growing(f: Any) -> Any:
    ones = [1]

    def times(u: Any) -> Any:
        known = ones
        known += [1]
        return u * sum(ones)

    return le(f.total(times), 1)


def late(f: Any) -> Any:
    one, other = [per_class(lambda j: f[j] * k, f) for k in (1, 2)]  # noqa: B023
    return le(one.total(), other.total())


def again(f: Any) -> Any:
    k = 1
    one = per_class(lambda j: f[j] * k, f)
    k = 2
    return le(one.total(), k)


def of_parameter(f: Any) -> Any:
    one = per_class(lambda j: f[j], f)
    f = per_class(lambda j: 2 * f[j], f)
    return le(one.total(), f.total())


@together("said", [used_up, mapped, counted, growing, late, again, of_parameter])
def test_what_says_something_else_each_time_is_not_composed(said: Any) -> None:
    assert not only_composes(said)


def total(u: Any) -> Any:
    return u


def test_a_variable_is_not_hidden_by_a_global_one_of_its_name() -> None:
    def around(total: Any) -> Any:
        return lambda f: le(f.total(), total[f[0]])

    assert not only_composes(around(NAMES))
    assert total(1) == 1
