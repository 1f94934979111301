"""What is 0: three questions, each answered True only where exact rewriting shows it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import gcd
from typing import Any

import sympy as sp

from lossproof.theory.numbers.as_written import AsWritten
from lossproof.theory.numbers.balls import ball
from lossproof.theory.numbers.declared import declared
from lossproof.theory.numbers.polynomials import LongError, Polynomials
from lossproof.theory.numbers.radicals import radical_is_zero

MOST_OPERATIONS, SHORT = 150, 60
LARGE_TO_FACTOR = 2**64  # integers from here on are not taken apart into primes: it may take hours


def constant_is_zero(constant: Any) -> bool:
    """Whether rewriting takes a constant to 0; False says only that it did not."""
    quick = _quick_to_factor(constant)
    logs = _over_coprime(sp.expand_log(constant, factor=True) if quick else constant)
    small = all(abs(each.p) < LARGE_TO_FACTOR > each.q for each in logs.atoms(sp.Rational))
    forms = [constant, logs, *([sp.powsimp(logs)] if small else [])]
    if quick and constant.count_ops() < SHORT:
        whole = constant.replace(sp.log, lambda inner: sp.log(sp.together(inner)))
        forms += [sp.radsimp(constant), sp.expand_log(whole)]
    for form in forms:
        if sp.expand(form, log=quick) == 0:
            return True
    return radical_is_zero(constant)


def shorter_by_logarithms(value: Any) -> Any:
    """The value with its logarithms of rationals over coprime integers, if that is shorter.

    >>> shorter_by_logarithms(sp.log(3) + sp.log(sp.Rational(2, 3)))
    log(2)
    """
    if sum(log.args[0].is_Rational for log in value.atoms(sp.log)) < 2:
        return value
    other = sp.expand(_over_coprime(value))
    return other if other.count_ops() < value.count_ops() else value


def _quick_to_factor(constant: Any) -> bool:
    return all(
        abs(each.p) < LARGE_TO_FACTOR and each.q < LARGE_TO_FACTOR
        for log in constant.atoms(sp.log)
        for each in log.atoms(sp.Rational)
    )


def _over_coprime(constant: Any) -> Any:
    """The constant with logarithms of rationals as sums of those of pairwise coprime integers.

    These are independent over the rationals, and found by greatest common divisors alone.
    """
    logs = [log for log in constant.atoms(sp.log) if log.args[0].is_Rational and log.args[0] > 0]
    waiting, base = [n for log in logs for n in (log.args[0].p, log.args[0].q)], list[int]()
    while waiting:
        number = int(waiting.pop())
        other = next((each for each in base if gcd(number, each) > 1), None)
        if other is not None:
            base.remove(other)
            shared = gcd(number, other)
            waiting += [number // shared, other // shared, shared]
        elif number > 1:
            base.append(number)

    def split(log: Any) -> Any:
        numerator, denominator = log.args[0].p, log.args[0].q
        powers = ((b, _exponent(numerator, b) - _exponent(denominator, b)) for b in base)
        return sp.Add(*(power * sp.log(b) for b, power in powers))

    return constant.xreplace({log: split(log) for log in logs})


def _exponent(number: int, base: int) -> int:
    count = 0
    while number % base == 0:
        number, count = number // base, count + 1
    return count


def identically_zero(expr: Any) -> bool:
    """Whether an expression is 0 at all values of its symbols, by expanding it over one divisor.

    The test of the kernel: it simplifies by laws of fractions, powers and logarithms that hold for
    all values that the assumptions of the symbols admit.

    Raises
    ------
    ZeroDivisionError
        If the expression divides by what is identically 0.
    """
    if expr.is_Rational:
        return expr == 0
    expr = _with_pieces_marked(expr)
    for power in expr.atoms(sp.Pow):
        if power.exp.could_extract_minus_sign() and _is_zero_divisor(power.base):
            raise ZeroDivisionError(f"{expr} divides by {power.base}, which is 0")
    known = _as_polynomial(expr)
    return _by_rewriting(expr) if known is None else known


def _with_pieces_marked(expr: Any) -> Any:
    """The expression with a real number for every Piecewise that stands in no inert sum."""
    pieces = {each for each in _terms(expr) if isinstance(each, sp.Piecewise)}
    return expr.xreplace({each: sp.Dummy(real=True) for each in pieces}) if pieces else expr


def _terms(expr: Any) -> Iterator[Any]:
    """Every term, but not those inside a Piecewise or an inert term."""
    yield expr
    if not isinstance(expr, sp.Piecewise) and not _is_inert(expr):
        for part in expr.args:
            yield from _terms(part)


def _is_inert(term: Any) -> bool:
    written = type(term).__module__.startswith("sympy.") or isinstance(term, AsWritten)
    return isinstance(term, sp.Function) and not written


@lru_cache(maxsize=4096)
def _is_zero_divisor(base: Any) -> bool:
    if not base.free_symbols or _unrelated(base):
        return False
    known = _as_polynomial(base)
    if known is None:
        return sp.expand(sp.fraction(sp.together(base))[0]) == 0
    return known


def _as_polynomial(expr: Any) -> bool | None:
    """Whether it is 0 as a polynomial in its terms; None where rewriting these may say more."""
    form = Polynomials(expr)
    if any(term.has(sp.oo, -sp.oo, sp.zoo, sp.nan) for term in form.terms):
        return None
    unrelated = all(map(_unrelated, form.terms))
    try:
        if form.vanish():
            return True
    except LongError:
        return None
    return False if unrelated or _is_other_at_a_point(expr) else None


def _unrelated(term: Any) -> bool:
    """Whether SymPy has no law that relates the term to others: an entry, say, or an inert sum."""
    if term.is_Symbol or isinstance(term, sp.Indexed):
        return True
    return _is_inert(term) and sp.expand(term) == term


def _is_other_at_a_point(expr: Any) -> bool:
    """Whether a ball shows that it is not 0 at a point that the assumptions of symbols admit.

    Inert terms are any numbers there, and all classes differ.
    """
    met = expr.atoms(sp.Symbol, sp.Indexed, sp.Function)
    at: dict[Any, Any] = {each: 0 for each in met if isinstance(each, sp.KroneckerDelta)}
    for k, each in enumerate(sorted(filter(_unrelated, met), key=str)):
        at[each] = sp.Integer(11 + k) if "integer" in declared(each) else sp.Rational(2 + k, 7)
    try:
        found = ball(expr, at)
    except (TypeError, ValueError):
        return False
    return bool(found > 0 or found < 0)


def _apart(expr: Any, kind: type) -> Any:
    """The expression with `b^a b^k` for each `b^(a + k)` with a whole number k, b of this kind.

    Both are the same wherever both have values: at b = 0 no exponent is below 0 then.
    """
    powers = [(power, *power.exp.as_coeff_Add()) for power in expr.atoms(sp.Pow)]
    known = {
        power: sp.Pow(power.base, rest) * sp.Pow(power.base, whole)
        for power, whole, rest in powers
        if isinstance(power.base, kind) and whole.is_Integer and whole and rest
    }
    return expr.xreplace(known) if known else expr


def _in_powers(expr: Any) -> Any:
    """The expression with `b^k exp(rest)` for each `exp(k log(b) + rest)`, as b > 0 there."""
    known = dict[Any, Any]()
    for each in expr.atoms(sp.exp):
        parts = [part.as_independent(sp.log) for part in sp.Add.make_args(sp.expand(each.args[0]))]
        powers = [(log.args[0], k) for k, log in parts if isinstance(log, sp.log)]
        if powers:
            rest = [k * log for k, log in parts if not isinstance(log, sp.log)]
            known[each] = sp.Mul(sp.exp(sp.Add(*rest)), *(sp.Pow(b, k) for b, k in powers))
    return expr.xreplace(known) if known else expr


def _by_rewriting(expr: Any) -> bool:
    split = _apart(expr, sp.Add)
    whole, powers = _apart(split, sp.Pow), _apart(_in_powers(expr), sp.Add)
    return any(map(_rewritten, dict.fromkeys((split, whole, powers))))


def _rewritten(expr: Any) -> bool:
    expanded = sp.expand(expr)
    if expanded == 0:
        return True
    numerator = sp.expand(sp.fraction(sp.together(expanded))[0])
    if numerator == 0:
        return True
    try:
        logs = sp.expand(sp.expand_log(sp.powsimp(numerator)))
        return logs == 0 or sp.expand(sp.powsimp(sp.powdenest(logs))) == 0
    except TypeError:  # powsimp compares exponents, which may be symbols
        return False


def simplifies_to_zero(form: Any) -> bool:
    """Whether SymPy simplifies a formula to 0, unless its ball at a point excludes it.

    For formulas in probabilities: logarithms of products are split, as between positive numbers,
    and the points are small as well, as `1 - 9 p` has no logarithm at others.
    """
    symbols = sorted(form.free_symbols, key=str)
    for size in (7, 70, 700):
        at = {s: sp.Rational(k + 2, size) for k, s in enumerate(symbols)}
        tried = ball(form.xreplace(at))
        if tried > 0 or tried < 0:
            return False
    if sp.expand(form) == 0:
        return True
    if form.count_ops() > MOST_OPERATIONS:
        return False
    return sp.simplify(sp.together(sp.expand_log(form, force=True))) == 0
