"""The value of a term at an exact point, worked out anew: fractions where it can, else 60 digits.

Shares nothing with the evaluation of `theory` but the terms, so that the two check each other.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import sympy
from mpmath import mp, mpf

from lossproof.theory.language import (
    BOUND_CLASS,
    BOUND_SAMPLE,
    AnyCell,
    AnyCount,
    ClassSum,
    SampleMean,
    Sense,
)
from lossproof.theory.language.cells import Count
from lossproof.theory.language.terms import (
    TABLE_COLUMN,
    TABLE_ROW,
    BatchMean,
    Determinant,
    EntropyTerm,
    Expectation,
    Falling,
    NestedSum,
    TableCount,
    TableMean,
)
from lossproof.theory.language.terms.batches import IsZero
from lossproof.theory.language.terms.determinants import COLUMN, ROW

mp.dps = 60
NEAR = mpf(10) ** -40

Number = Any
Point = Mapping[Any, Any]


class UndefinedError(ArithmeticError):
    """A term has no value at the point."""


class UnsureError(ArithmeticError):
    """Whether a rounded number is 0 decides the value."""


def sign_of(x: Number) -> int:
    """-1, 0 or 1."""
    if isinstance(x, mpf) and abs(x) < NEAR:
        raise UnsureError(str(x))
    return (x > 0) - (x < 0)


def _floor(x: Number) -> int:
    """The integer below; a rounded number is not near one."""
    if isinstance(x, mpf) and abs(x - mp.nint(x)) < NEAR:
        raise UnsureError(str(x))
    return math.floor(x)


def holds(x: Number, sign: Sense) -> bool:
    """Whether a number is `>= 0`, `> 0` or `== 0`; a rounded one if it may be, strict if not 0."""
    if isinstance(x, mpf) and abs(x) < NEAR:
        if sign == ">":
            raise UnsureError(str(x))
        return True
    return bool({">=": x >= 0, ">": x > 0, "==": x == 0}[sign])


def difference(one: Number, other: Number) -> Number:
    """One number less another."""
    return _sum(one, -other)


def value(expr: Any, at: Point) -> Number:
    """The value of an expression: symbols and vectors are named in `at`, indices stand in it.

    Raises
    ------
    UndefinedError
        If some term of it has no value there.
    """
    if isinstance(expr, sympy.Rational):
        return Fraction(int(expr.p), int(expr.q))
    if expr in at:
        return at[expr]
    if isinstance(expr, sympy.Symbol):
        return at[expr.name]
    if isinstance(expr, sympy.Indexed):
        found = at[str(expr.base.label)]
        for index in expr.indices:
            place = int(value(index, at))
            if not 0 <= place < len(found):
                raise UndefinedError(f"{expr} at {place}")
            found = found[place]
        return found
    for kind, of in _BINDERS.items():
        if isinstance(expr, kind):
            return of(expr, at)
    if isinstance(expr, sympy.Piecewise):
        pieces = (piece for piece, said in expr.args if _is_met(said, at))  # type: ignore[misc]
        return value(next(pieces), at)
    arguments = [value(part, at) for part in expr.args]
    for kind, function in _TERMS.items():
        if isinstance(expr, kind):
            return function(*arguments)
    raise TypeError(f"{type(expr).__name__} has no value here")


def _is_met(said: Any, at: Point) -> bool:
    """Whether a condition holds, all of whose sides have values."""
    if isinstance(said, (sympy.And, sympy.Or, sympy.Not)):
        every = [_is_met(part, at) for part in said.args]
        return {sympy.And: all, sympy.Or: any, sympy.Not: lambda x: not any(x)}[type(said)](every)
    if not said.args:
        return bool(said)
    sign = sign_of(difference(*(value(side, at) for side in said.args)))
    return (
        sign
        in {"==": (0,), "!=": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}[
            said.rel_op
        ]
    )


def _power(base: Number, top: Number) -> Number:
    if isinstance(top, Fraction) and top.denominator == 1:
        if base == 0 and top < 0:
            raise UndefinedError("0 to a negative power")
        return base ** int(top) if isinstance(base, Fraction) else mp.power(base, int(top))
    if sign_of(base) < 0 or (sign_of(base) == 0 and sign_of(top) < 0):
        raise UndefinedError(f"{base} to the power {top}")
    if base == 0 or base == 1 or top == 0:
        return Fraction(int(top == 0 or base == 1))
    if isinstance(base, Fraction) and isinstance(top, Fraction):
        roots = [_root(part, top.denominator) for part in (base.numerator, base.denominator)]
        if None not in roots:
            return Fraction(*roots) ** top.numerator
    return mp.power(_rounded(base), _rounded(top))


def _root(number: int, degree: int) -> int | None:
    near = round(number ** (1 / degree)) if number < 10**15 else 0
    return near if near**degree == number else None


def _rounded(x: Number) -> mpf:
    return mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else x


def _sum(*parts: Number) -> Number:
    exact = sum((part for part in parts if isinstance(part, Fraction)), Fraction(0))
    others = [part for part in parts if not isinstance(part, Fraction)]
    return mp.fsum([_rounded(exact), *others]) if others else exact


def _product(*parts: Number) -> Number:
    exact = math.prod((part for part in parts if isinstance(part, Fraction)), start=Fraction(1))
    others = [part for part in parts if not isinstance(part, Fraction)]
    if not others or exact == 0:
        return exact
    return _rounded(exact) * mp.fprod(others)


def _log(x: Number) -> Number:
    if sign_of(x) <= 0:
        raise UndefinedError(f"log {x}")
    return Fraction(0) if x == 1 else mp.log(_rounded(x))


def _entropy(p: Number, q: Number) -> Number:
    if sign_of(p) < 0 or sign_of(q) < 0 or (sign_of(q) == 0 and sign_of(p) > 0):
        raise UndefinedError(f"{p} log({p}/{q})")
    return Fraction(0) if p == 0 else _product(p, _log(_product(p, _power(q, Fraction(-1)))))


def _extreme(best: Any) -> Any:
    def of(*parts: Number) -> Number:
        for one, other in itertools.combinations(parts, 2):
            if not (isinstance(one, Fraction) and isinstance(other, Fraction)):
                holds(_sum(one, -other), ">=")
        return best(parts, key=_rounded)

    return of


def _step(x: Number, at_zero: Number) -> Number:
    sign = sign_of(x)
    return at_zero if sign == 0 else Fraction(int(sign > 0))


_TERMS: dict[Any, Any] = {
    sympy.Add: _sum,
    sympy.Mul: _product,
    sympy.Pow: _power,
    sympy.exp: lambda x: Fraction(1) if x == 0 else mp.exp(_rounded(x)),
    sympy.log: _log,
    sympy.Abs: abs,
    sympy.sign: lambda x: Fraction(sign_of(x)),
    sympy.floor: lambda x: Fraction(_floor(x)),
    sympy.ceiling: lambda x: Fraction(-_floor(-x)),
    sympy.Max: _extreme(max),
    sympy.Min: _extreme(min),
    sympy.Heaviside: _step,
    sympy.KroneckerDelta: lambda one, other: Fraction(int(one == other)),
    IsZero: lambda x: Fraction(int(sign_of(x) == 0)),
    EntropyTerm: _entropy,
    Falling: lambda n, k: Fraction(math.perm(int(n), int(k))),
    type(sympy.pi): lambda: mp.pi,
    type(sympy.E): lambda: mp.e,
}


def _over(expr: Any, at: Point, index: Any) -> list[Number]:
    size = int(value(expr.args[1], at))
    return [value(expr.args[0], {**at, index: Fraction(k)}) for k in range(size)]


def _mean(expr: Any, at: Point) -> Number:
    parts = _over(expr, at, BOUND_SAMPLE)
    return _product(_sum(*parts), Fraction(1, len(parts)))


def _expectation(expr: Any, at: Point) -> Number:
    body, size, law, index = expr.args
    every = [{**at, index: Fraction(k)} for k in range(int(value(size, at)))]
    return _sum(*(_product(value(law, here), value(body, here)) for here in every))


def _determinant(expr: Any, at: Point) -> Number:
    size = int(value(expr.args[1], at))
    entry = [
        [value(expr.args[0], {**at, ROW: Fraction(i), COLUMN: Fraction(j)}) for j in range(size)]
        for i in range(size)
    ]
    signed = (
        _product(
            Fraction((-1) ** sum(a > b for a, b in itertools.combinations(order, 2))),
            *(entry[i][j] for i, j in enumerate(order)),
        )
        for order in itertools.permutations(range(size))
    )
    return _sum(*signed)


def _batches(expr: Any, at: Point) -> Number:
    body, size, *law = expr.args
    n, chances = int(value(size, at)), [value(p, at) for p in law]
    terms: list[Number] = []
    for counts in _tables(n, len(chances)):
        ways = math.factorial(n) // math.prod(map(math.factorial, counts))
        chance = [_power(p, Fraction(k)) for p, k in zip(chances, counts, strict=True)]
        here = {**at, **{Count(a): Fraction(k) for a, k in enumerate(counts)}}
        terms.append(_product(Fraction(ways), *chance, value(body, here)))
    return _sum(*terms)


def _table_mean(expr: Any, at: Point) -> Number:
    body, size, law, *extents = expr.args
    n, rows, columns = (int(value(each, at)) for each in (size, *extents))
    places = [*itertools.product(range(rows), range(columns))]
    chances = [
        value(law, {**at, TABLE_ROW: Fraction(i), TABLE_COLUMN: Fraction(j)}) for i, j in places
    ]
    terms: list[Number] = []
    for counts in _tables(n, len(places)):
        ways = math.factorial(n) // math.prod(map(math.factorial, counts))
        chance = [_power(p, Fraction(k)) for p, k in zip(chances, counts, strict=True)]
        table = dict(zip(places, map(Fraction, counts), strict=True))
        terms.append(_product(Fraction(ways), *chance, value(body, {**at, "table": table})))
    return _sum(*terms)


def _table_count(expr: Any, at: Point) -> Number:
    return at["table"][tuple(int(value(place, at)) for place in expr.args)]


def _tables(size: int, cells: int) -> Iterator[tuple[int, ...]]:
    if cells == 1:
        yield (size,)
        return
    for first in range(size + 1):
        yield from ((first, *rest) for rest in _tables(size - first, cells - 1))


def _any_cell(expr: Any, at: Point) -> Number:
    row, column = (int(value(place, at)) for place in expr.args[:2])
    return at["cells"][expr.table.rows.name][row][column]


def _count(expr: Any, at: Point) -> Number:
    return at["counts"][int(expr.args[0])]


_BINDERS: dict[Any, Any] = {
    ClassSum: lambda expr, at: _sum(*_over(expr, at, BOUND_CLASS)),
    SampleMean: _mean,
    Expectation: _expectation,
    NestedSum: lambda expr, at: _sum(*_over(expr, at, expr.args[2])),
    Determinant: _determinant,
    BatchMean: _batches,
    AnyCount: _count,
    AnyCell: _any_cell,
    TableMean: _table_mean,
    TableCount: _table_count,
}
