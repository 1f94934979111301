"""The Arb enclosure of a SymPy formula, compiled once for many boxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, partial, reduce
from operator import add, mul, truediv
from typing import Any

import sympy as sp
from flint import arb, ctx, fmpq

from lossproof.theory.numbers.declared import not_below

Number = int | Fraction | str | fmpq | sp.Rational
Value = arb | Number | tuple[Number, Number]
_RATIONAL: Any = sp.Rational  # its declared type admits nan
_NAN, _ZERO, _ONE, _HALF = arb.nan(), arb(0), arb(1), arb(0.5)


def to_rational(x: Number) -> sp.Rational:
    """Return ``x`` as an exact SymPy rational.

    Parameters
    ----------
    x : int, Fraction, str such as ``"1/3"`` or ``"0.1"``, flint.fmpq, or sympy.Rational

    Raises
    ------
    TypeError
        For any other type; a float is refused because its decimal form is not its value.
    ValueError
        For a string that writes no rational number.
    """
    value: Any = x
    if isinstance(value, sp.Rational):
        return value
    if isinstance(value, fmpq | int | Fraction):
        return _RATIONAL(int(value.numerator), int(value.denominator))
    if not isinstance(value, str):
        raise TypeError(
            f"x: expected an int, Fraction, str, fmpq or sympy.Rational, got {type(x).__name__} "
            f"{x!r}; write a decimal as a string ('0.1') or as Fraction(1, 10)"
        )
    try:
        return to_rational(Fraction(value))
    except (ValueError, ZeroDivisionError):
        raise ValueError(
            f"x: expected a rational such as '1/3' or '0.1', got {x!r}; pass other numbers as "
            "SymPy expressions"
        ) from None


def to_fmpq(x: Number) -> fmpq:
    """Return ``x`` as a FLINT rational; takes and refuses what `to_rational` does."""
    if isinstance(x, fmpq):
        return x
    value: Any = to_rational(x)
    return fmpq(int(value.p), int(value.q))


def interval(lo: Number, hi: Number) -> arb:
    """Return a ball that contains [lo, hi]; it has no negative point when ``lo >= 0``.

    Raises
    ------
    ValueError
        If ``lo > hi``.
    """
    a, b = to_fmpq(lo), to_fmpq(hi)
    if a > b:
        raise ValueError(f"lo, hi: expected lo <= hi, got lo={lo}, hi={hi}; swap them")
    return arb(a) if a == b else _hull(arb(a), arb(b))


def _hull(lo: arb, hi: arb) -> arb:
    """Join two balls, keeping the sign of their ends (Arb's union rounds both outward)."""
    joined = lo.union(hi)
    if lo >= _ZERO:
        return joined.nonnegative_part()
    return -(-joined).nonnegative_part() if hi <= _ZERO else joined


def _mul(a: arb, b: arb) -> arb:
    """Multiply wide balls by their ends; Arb's product of [0, 1] by itself reaches -1/2."""
    if a.is_exact() or b.is_exact() or not (a.is_finite() and b.is_finite()):
        return a * b
    al, ah, bl, bh = a.lower(), a.upper(), b.lower(), b.upper()
    if al >= _ZERO and bl >= _ZERO:
        return _hull((al * bl).lower(), (ah * bh).upper())
    p, q, r, s = al * bl, al * bh, ah * bl, ah * bh
    return _hull(p.min(q).min(r.min(s)).lower(), p.max(q).max(r.max(s)).upper())


def _integer_power(b: arb, n: int) -> arb:
    if n < 0:
        return 1 / _integer_power(b, -n)
    if n == 0:
        return _ONE if b.is_finite() else _NAN
    if b.rel_accuracy_bits() > 4 or not b.is_finite():
        return b**n
    if n % 2:
        return _hull(b.lower() ** n, b.upper() ** n)
    return _hull(b.abs_lower() ** n, b.abs_upper() ** n)


def _power(b: arb, e: arb, nonnegative: bool) -> arb:
    """Raise to a real power a base not certainly positive, perhaps known to be nonnegative."""
    if b > _ZERO:
        return _mul(b.log(), e).exp()
    if not (b.is_finite() and e.is_finite()):
        return _NAN
    whole = e.unique_fmpz() if e.is_exact() else None
    if whole is not None:
        return _integer_power(b, int(whole))
    if (not b >= 0 and not nonnegative) or b < 0 or not e >= 0:
        return _NAN
    top = b.upper()
    end = _mul(top.log(), e).exp().upper() if top > 0 else _ZERO
    return _hull(_ZERO, end if e > 0 else end.max(_ONE))


def _absolute(b: arb) -> arb:
    if b >= 0:
        return b
    if b <= 0:
        return -b
    return _hull(_ZERO, b.abs_upper()) if b.is_finite() else _NAN


def _extreme(a: arb, b: arb, *, greatest: bool) -> arb:
    if not greatest:
        return -_extreme(-a, -b, greatest=True)
    if a >= b:
        return a
    if b >= a:
        return b
    if not (a.is_finite() and b.is_finite()):
        return _NAN
    return _hull(a.lower().max(b.lower()), a.upper().max(b.upper()))


def _sign(b: arb) -> arb:
    return _NAN if b.is_nan() else b.sgn()


def _step(b: arb, at_zero: arb) -> arb:
    """Enclose the step, which is 0 below 0, 1 above, and at 0 what is given."""
    if b > _ZERO:
        return _ONE
    if b < 0 or not b.is_finite():
        return _ZERO if b < 0 else _NAN
    if b >= 0 and b <= 0:
        return at_zero
    low, high = _ONE if b >= 0 else _ZERO, _ZERO if b <= 0 else _ONE
    return _hull(at_zero.min(low), at_zero.max(high))


def _product(a: arb, b: arb) -> arb:
    return a * b if a.rel_accuracy_bits() > 2 and b.rel_accuracy_bits() > 2 else _mul(a, b)


def _root(b: arb, known: bool) -> arb:
    return b.sqrt() if b > _ZERO else _power(b, _HALF, known)


class NotEnclosedError(TypeError):
    """A formula has a function that interval arithmetic does not know."""


class _Tape:
    """Steps for a list of expressions, every subexpression evaluated once; numbers of places."""

    def __init__(self, symbols: Sequence[sp.Symbol]) -> None:
        self.places: dict[sp.Basic, int] = {s: k for k, s in enumerate(symbols)}
        self.cells: list[arb | None] = [None] * len(symbols)  # the balls that are constant
        self.steps: list[tuple[int, Callable[..., arb], int, int | None]] = []

    def constant(self, value: arb) -> int:
        self.cells.append(value)
        return len(self.cells) - 1

    def put(self, function: Callable[..., arb], first: int, second: int | None = None) -> int:
        """A step, or its value when all that it reads is constant."""
        places = (first,) if second is None else (first, second)
        read = [self.cells[place] for place in places]
        if None not in read:
            return self.constant(function(*read))
        self.cells.append(None)
        self.steps.append((len(self.cells) - 1, function, first, second))
        return len(self.cells) - 1

    def product(self, a: int, b: int) -> int:
        constant = self.cells[a] is not None or self.cells[b] is not None
        return self.put(mul if constant else _product, a, b)

    def place(self, e: Any) -> int:
        if e not in self.places:
            self.places[e] = self.write(e)
        return self.places[e]

    def fold(self, e: Any, join: Callable[[int, int], int]) -> int:
        return reduce(join, sorted(map(self.place, e.args), key=lambda k: self.cells[k] is None))

    def write(self, e: Any) -> int:
        if e.is_Rational or e.is_Float:
            return self.constant(arb(to_fmpq(_RATIONAL(e))))
        if e is sp.pi or e is sp.E:
            return self.constant(arb.pi() if e is sp.pi else arb(1).exp())
        if e in (sp.nan, sp.zoo, sp.I):
            return self.constant(_NAN)
        if e in (sp.oo, -sp.oo):
            return self.constant(arb.pos_inf() if e is sp.oo else arb.neg_inf())
        if e.is_Add:
            return self.fold(e, partial(self.put, add))
        if e.is_Mul:
            return self.fold(e, self.product)
        if e.is_Pow:
            return self.write_power(e.base, e.exp)
        if isinstance(e, sp.Max | sp.Min):
            order = isinstance(e, sp.Max)
            return self.fold(e, partial(self.put, partial(_extreme, greatest=order)))
        if isinstance(e, sp.Heaviside):
            return self.put(_step, *map(self.place, e.args))
        for kind, function in _FUNCTIONS:
            if isinstance(e, kind):
                return self.put(function, self.place(e.args[0]))
        if e.is_Symbol:
            raise ValueError(
                f"symbols: expected every free symbol, {e} has no value; add it to the mapping"
            )
        raise NotEnclosedError(
            f"expr: expected sums, products, powers, log, exp, Abs, Max, Min, sign, floor and "
            f"ceiling, got {type(e).__name__} in {e}; rewrite it with those"
        )

    def write_power(self, base: Any, power: Any) -> int:
        b = self.place(base)
        if power.is_Integer:
            # flint: a ball over a ball that contains 0 is nan, never an exception
            integer = partial(_integer_power, n=int(power))
            return self.put(partial(truediv, 1) if power == -1 else integer, b)
        known = not_below(base)
        if power == sp.Rational(1, 2):
            return self.put(partial(_root, known=known), b)
        return self.put(partial(_power, nonnegative=known), b, self.place(power))


_FUNCTIONS: tuple[tuple[Any, Callable[[arb], arb]], ...] = (
    (sp.log, lambda b: b.log() if b > _ZERO else _NAN),
    (sp.exp, arb.exp),
    (sp.Abs, _absolute),
    (sp.sign, _sign),
    (sp.floor, arb.floor),
    (sp.ceiling, arb.ceil),
)


def compile_balls(
    expressions: Sequence[sp.Expr], symbols: Sequence[sp.Symbol], *, bits: int = 64
) -> Callable[[Sequence[arb]], tuple[arb, ...]]:
    """One function from the balls of ``symbols`` to the enclosures of the expressions.

    The enclosure holds wherever the expression is real and defined; where it may not be (log of
    a ball that reaches 0, division by one that contains 0) it is nan, and compares False.

    Parameters
    ----------
    bits : int >= 2, the working precision

    Raises
    ------
    TypeError
        For a function that has no interval here.
    ValueError
        For a free symbol outside ``symbols``, or ``bits < 2``.
    """
    if bits < 2:
        raise ValueError(f"bits: expected an integer >= 2, got {bits}; the default is 64")
    tape, count = _Tape(symbols), len(symbols)
    with ctx.workprec(bits):
        results = [tape.place(sp.sympify(e)) for e in expressions]
    constants, steps = tape.cells[count:], tape.steps

    def code(values: Sequence[arb]) -> tuple[arb, ...]:
        cells: list[Any] = [*values, *constants]
        for place, function, first, second in steps:
            if second is None:
                cells[place] = function(cells[first])
            else:
                cells[place] = function(cells[first], cells[second])
        return tuple([cells[k] for k in results])

    def run(values: Sequence[arb]) -> tuple[arb, ...]:
        if ctx.prec == bits:
            return code(values)
        with ctx.workprec(bits):
            return code(values)

    return run


@lru_cache(maxsize=4096)
def _compiled(
    expr: sp.Expr, symbols: tuple[sp.Symbol, ...], bits: int
) -> Callable[[Sequence[arb]], tuple[arb, ...]]:
    return compile_balls([expr], symbols, bits=bits)


def ball(expr: sp.Expr, values: Mapping[sp.Symbol, Value] | None = None, *, bits: int = 64) -> arb:
    """Enclose ``expr`` where each symbol is a number, a ball, or any point of (lo, hi).

    Raises and returns nan as `compile_balls` does.
    """
    values = values or {}
    with ctx.workprec(bits):
        balls = [
            v if isinstance(v, arb) else interval(*v) if isinstance(v, tuple) else arb(to_fmpq(v))
            for v in values.values()
        ]
    return _compiled(sp.sympify(expr), tuple(values), bits)(balls)[0]
