"""The Arb enclosure of a SymPy formula, compiled once for many boxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp
from flint import arb, ctx, fmpq

Number = int | Fraction | str | fmpq | sp.Rational
Value = arb | Number | tuple[Number, Number]
_RATIONAL: Any = sp.Rational  # its declared type admits nan
_NAN, _ZERO, _ONE = arb.nan(), arb(0), arb(1)


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


def _extreme(a: arb, b: arb, greatest: bool) -> arb:
    if not greatest:
        return -_extreme(-a, -b, True)
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


class _Tape:
    """Straight-line Python code for a list of expressions, every subexpression evaluated once."""

    def __init__(self, symbols: Sequence[sp.Symbol]) -> None:
        self.names: dict[sp.Basic, str] = {s: f"x{i}" for i, s in enumerate(symbols)}
        self.arguments = ", ".join(self.names.values())
        self.lines: list[str] = []
        self.space: dict[str, Any] = {
            "mul": _mul, "ipow": _integer_power, "rpow": _power, "absolute": _absolute,
            "extreme": _extreme, "sign": _sign, "step": _step, "NAN": _NAN, "ZERO": _ZERO,
        }  # fmt: skip

    def constant(self, value: arb) -> str:
        name = f"c{len(self.space)}"
        self.space[name] = value
        return name

    def put(self, code: str, *names: str) -> str:
        """Write ``code``, or evaluate it now when all that it reads is constant."""
        code = code.format(*names)
        if all(name in self.space for name in names):
            return self.constant(eval(code, self.space))
        self.lines.append(f"t{len(self.lines)} = {code}")
        return f"t{len(self.lines) - 1}"

    def product(self, a: str, b: str) -> str:
        if a in self.space or b in self.space:
            return self.put("{0} * {1}", a, b)
        accurate = "{0}.rel_accuracy_bits() > 2 and {1}.rel_accuracy_bits() > 2"
        return self.put(f"{{0}} * {{1}} if {accurate} else mul({{0}}, {{1}})", a, b)

    def name(self, e: Any) -> str:
        if e not in self.names:
            self.names[e] = self.write(e)
        return self.names[e]

    def fold(self, e: Any, join: Callable[[str, str], str]) -> str:
        names = sorted(map(self.name, e.args), key=lambda name: name not in self.space)
        result = names[0]
        for name in names[1:]:
            result = join(result, name)
        return result

    def write(self, e: Any) -> str:
        if e.is_Rational or e.is_Float:
            return self.constant(arb(to_fmpq(_RATIONAL(e))))
        if e is sp.pi or e is sp.E:
            return self.constant(arb.pi() if e is sp.pi else arb(1).exp())
        if e in (sp.nan, sp.zoo, sp.I):
            return self.constant(_NAN)
        if e in (sp.oo, -sp.oo):
            return self.constant(arb.pos_inf() if e is sp.oo else arb.neg_inf())
        if e.is_Add:
            return self.fold(e, lambda a, b: self.put("{0} + {1}", a, b))
        if e.is_Mul:
            return self.fold(e, self.product)
        if e.is_Pow:
            return self.write_power(e.base, e.exp)
        if isinstance(e, sp.Max | sp.Min):
            order = isinstance(e, sp.Max)
            return self.fold(e, lambda a, b: self.put(f"extreme({{0}}, {{1}}, {order})", a, b))
        if isinstance(e, sp.Heaviside):
            return self.put("step({0}, {1})", *map(self.name, e.args))
        for kind, code in _FUNCTIONS:
            if isinstance(e, kind):
                return self.put(code, self.name(e.args[0]))
        if e.is_Symbol:
            raise ValueError(
                f"symbols: expected every free symbol, {e} has no value; add it to the mapping"
            )
        raise TypeError(
            f"expr: expected sums, products, powers, log, exp, Abs, Max, Min, sign, floor and "
            f"ceiling, got {type(e).__name__} in {e}; rewrite it with those"
        )

    def write_power(self, base: Any, power: Any) -> str:
        b = self.name(base)
        if power.is_Integer:
            # flint: a ball over a ball that contains 0 is nan, never an exception
            return self.put("1 / {0}" if power == -1 else f"ipow({{0}}, {int(power)})", b)
        known = base.is_nonnegative is True
        e = self.name(power)
        if power == sp.Rational(1, 2):
            return self.put(f"{{0}}.sqrt() if {{0}} > ZERO else rpow({{0}}, {{1}}, {known})", b, e)
        exponent = self.product(e, self.name(sp.log(base, evaluate=False)))
        code = f"{{0}}.exp() if {{1}} > ZERO else rpow({{1}}, {{2}}, {known})"
        return self.put(code, exponent, b, e)


_FUNCTIONS: tuple[tuple[Any, str], ...] = (
    (sp.log, "{0}.log() if {0} > ZERO else NAN"),
    (sp.exp, "{0}.exp()"),
    (sp.Abs, "absolute({0})"),
    (sp.sign, "sign({0})"),
    (sp.floor, "{0}.floor()"),
    (sp.ceiling, "{0}.ceil()"),
)


def compile_balls(
    expressions: Sequence[sp.Expr], symbols: Sequence[sp.Symbol], *, bits: int = 64
) -> Callable[[Sequence[arb]], tuple[arb, ...]]:
    """Compile expressions to one function from the balls of ``symbols`` to their enclosures.

    The enclosure holds wherever the expression is real and defined; where it may not be (log of
    a ball that reaches 0, division by one that contains 0) it is nan, and compares False.

    Parameters
    ----------
    bits : int >= 2, the working precision

    Raises
    ------
    TypeError
        For a function that has no enclosure here.
    ValueError
        For a free symbol outside ``symbols``, or ``bits < 2``.
    """
    if bits < 2:
        raise ValueError(f"bits: expected an integer >= 2, got {bits}; the default is 64")
    tape = _Tape(symbols)
    with ctx.workprec(bits):
        results = "".join(tape.name(sp.sympify(e)) + ", " for e in expressions)
    body = "\n    ".join([*tape.lines, f"return ({results})"])
    exec(f"def code({tape.arguments}):\n    {body}", tape.space)
    code = tape.space["code"]

    def run(values: Sequence[arb]) -> tuple[arb, ...]:
        if ctx.prec == bits:
            return code(*values)
        with ctx.workprec(bits):
            return code(*values)

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
