"""Properties of terms, derived term by term from what is declared of symbols, with a reason.

SymPy's own answers are not asked: 1.14 takes `1/(m n) - 1/2` for positive where m and n are
integers above 0, and `2^n/6` for an integer.

>>> m, n = sympy.symbols("m n", integer=True, positive=True)
>>> why(m * n - 1, ">="), why(1 / (m * n) - sympy.Rational(1, 2), ">"), why(2**n / 6, "integer")
('no term of a multiple is below 0', '', '')
>>> why(2 * n + 1, "odd"), why(n**2 + m, "integer"), why(n, ">")
('the odd terms of a sum are odd in number', 'a sum of integers', 'n is declared positive')
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple, cast

import sympy
from sympy.core.parameters import global_parameters

from lossproof.theory.numbers.comparison import compare
from lossproof.theory.numbers.declared import declared
from lossproof.theory.numbers.polynomials import LongError, Polynomials

MAX_BITS = 256


class Sign(NamedTuple):
    """The least and the greatest sign that a term may have, -1, 0 or 1, and why."""

    low: int
    high: int
    because: str


OPEN = Sign(-1, 1, "")


def why(term: Any, property_: str) -> str:
    """Why a term has a property wherever it has a value; empty where that is not derived.

    Properties are "integer", "even", "odd", "real", "finite", and the signs ">", ">=", "==" and
    "!=", against 0.
    """
    if property_ in _SIGNS:
        return term_sign(term).because if _SIGNS[property_](term) else ""
    return _DERIVED[property_](term)


def integer(term: Any) -> bool:
    """Whether a term is an integer wherever it has a value."""
    return bool(_integer(term))


def parity(term: Any) -> int | None:
    """0 for an even term, 1 for an odd one, wherever it has a value; None if neither is derived."""
    return 0 if _even(term) else 1 if _odd(term) else None


def real(term: Any) -> bool:
    """Whether a term is a real number wherever it has a value."""
    return bool(_real(term))


def shown(term: Any, demand: str) -> bool:
    """Whether the term is >, >=, == or != 0 wherever it has a value."""
    return _SIGNS[demand](term)


def _is_own(term: Any) -> bool:
    """Whether it is a symbol, an entry, or of a class that is none of SymPy's."""
    own = not type(term).__module__.startswith("sympy.") and not isinstance(term, _FUNCTIONS)
    return isinstance(term, (sympy.Symbol, sympy.Indexed)) or own


_FUNCTIONS = (
    sympy.Abs, sympy.sign, sympy.floor, sympy.ceiling, sympy.Max, sympy.Min, sympy.Heaviside,
    sympy.KroneckerDelta, sympy.Piecewise,
)  # fmt: skip


@lru_cache(maxsize=65536)
def _integer(term: Any) -> str:
    if term.is_Rational:
        return f"{term} is an integer" if term.q == 1 else ""
    if _is_own(term):
        if "integer" in declared(term):
            return f"{term} is declared an integer"
        summed = getattr(term, "integral", ())
        return "a sum of integers" if summed and all(integer(term.args[k]) for k in summed) else ""
    if isinstance(term, (sympy.floor, sympy.ceiling, sympy.sign, sympy.KroneckerDelta)):
        return "a function whose values are integers"
    if isinstance(term, sympy.Heaviside):
        return "0, 1, or an integer between" if integer(cast(Any, term.args)[1]) else ""
    if isinstance(term, sympy.Piecewise):
        values = all(integer(value) for value, _ in cast(Any, term.args))
        return "every value is an integer" if values else ""
    if term.is_Add or term.is_Mul or isinstance(term, (sympy.Max, sympy.Min, sympy.Abs)):
        kind = "sum" if term.is_Add else "product" if term.is_Mul else "function"
        return f"a {kind} of integers" if all(map(integer, term.args)) else ""
    if term.is_Pow and integer(term.base) and integer(term.exp) and shown(term.exp, ">="):
        return "an integer to an integer from 0 on"
    return ""


@lru_cache(maxsize=65536)
def _even(term: Any) -> str:
    if term.is_Integer:
        return f"{term} is even" if term % 2 == 0 else ""
    if _is_own(term):
        return f"{term} is declared even" if "even" in declared(term) else ""
    if term.is_Mul:
        found = all(map(integer, term.args)) and any(map(_even, term.args))
        return "a factor is even, the others are integers" if found else ""
    if term.is_Add:
        kinds = [parity(part) for part in term.args]
        even = None not in kinds and sum(cast(Any, kinds)) % 2 == 0
        return "the odd terms of a sum are even in number" if even else ""
    if term.is_Pow and _even(term.base) and integer(term.exp) and shown(term.exp, ">"):
        return "an even number to an integer above 0"
    return ""


@lru_cache(maxsize=65536)
def _odd(term: Any) -> str:
    if term.is_Integer:
        return f"{term} is odd" if term % 2 else ""
    if _is_own(term):
        return f"{term} is declared odd" if "odd" in declared(term) else ""
    if term.is_Mul:
        return "every factor is odd" if all(map(_odd, term.args)) else ""
    if term.is_Add:
        kinds = [parity(part) for part in term.args]
        if None in kinds or sum(cast(Any, kinds)) % 2 == 0:
            return ""
        return "the odd terms of a sum are odd in number"
    if term.is_Pow and _odd(term.base) and integer(term.exp) and shown(term.exp, ">="):
        return "an odd number to an integer from 0 on"
    return ""


@lru_cache(maxsize=65536)
def _real(term: Any) -> str:
    if term.is_Rational or term in (sympy.pi, sympy.E):
        return f"{term} is a real number"
    if isinstance(term, (sympy.Symbol, sympy.Indexed)):
        return f"{term} is declared real" if "real" in declared(term) else ""
    if _is_own(term):
        return "a term of the language is real where it has a value"
    parts = term.args
    if isinstance(term, sympy.Piecewise):
        parts = [value for value, _ in cast(Any, parts)]
    return "every part is real" if parts and all(map(_real, parts)) else ""


def term_sign(term: Any) -> Sign:
    """The signs between which the term lies wherever it has a value.

    They are found, and remembered, with terms evaluated, also while a statement is written.
    """
    if global_parameters.evaluate:
        return _term_sign(term)
    with sympy.evaluate(True):
        return _term_sign(term)


@lru_cache(maxsize=65536)
def _term_sign(term: Any) -> Sign:
    if term.is_number:
        return _of_number(term)
    if _is_own(term):
        return _declared_sign(term)
    if term.is_Add:
        return _of_sum(term)
    if term.is_Mul:
        return _product(map(term_sign, term.args), "by the signs of its factors")
    if term.is_Pow:
        return _of_power(term.base, term.exp)
    if isinstance(term, sympy.exp):
        return Sign(1, 1, "an exponential")
    if isinstance(term, sympy.log):
        return term_sign(term.args[0] - 1)._replace(because="a logarithm, by what it is of less 1")
    if isinstance(term, sympy.Abs):
        return Sign(int(shown(term.args[0], "!=")), 1, "an absolute value")
    if isinstance(term, (sympy.Max, sympy.Min)):
        lows, highs, _ = zip(*map(term_sign, term.args), strict=True)
        most: Any = max if isinstance(term, sympy.Max) else min
        return Sign(most(lows), most(highs), "by the signs of its arguments")
    if isinstance(term, sympy.Piecewise):
        signs = (term_sign(value) for value, _ in cast(Any, term.args))
        lows, highs, _ = zip(*signs, strict=True)
        return Sign(min(lows), max(highs), "by the signs of its values")
    if isinstance(term, sympy.sign):
        return term_sign(term.args[0])
    if isinstance(term, (sympy.floor, sympy.ceiling)):
        low, high, because = term_sign(term.args[0])
        down = isinstance(term, sympy.floor)
        return Sign(min(low, 0) if down else low, high if down else max(high, 0), because)
    if isinstance(term, (sympy.Heaviside, sympy.KroneckerDelta)):
        return Sign(0, 1, "it is between 0 and 1")
    return OPEN


def _declared_sign(term: Any) -> Sign:
    known = declared(term)
    low = 1 if "positive" in known else 0 if "nonnegative" in known else -1
    high = -1 if "negative" in known else 0 if "nonpositive" in known else 1
    name = "negative" if high < 0 else "nonpositive" if high == 0 else "nonzero"
    name = "positive" if low > 0 else "nonnegative" if low == 0 else name
    return Sign(low, high, f"{term} is declared {name}" if name in known else "")


def _of_number(number: Any) -> Sign:
    try:
        low = 1 if compare(number, ">", 0, max_bits=MAX_BITS) else -1
        if low < 0 and compare(number, "==", 0, max_bits=MAX_BITS):
            return Sign(0, 0, f"{number} is 0")
        high = -1 if compare(number, "<", 0, max_bits=MAX_BITS) else 1
    except (TypeError, ValueError):
        return OPEN
    return Sign(low, high, f"the number {number}")


def _of_sum(term: Any) -> Sign:
    """Of its terms; else of a multiple, in k >= 0 where an integer is at least 1 (or 2)."""
    direct = _added(map(term_sign, term.args), "by the signs of its terms")
    if direct.low >= 0 or direct.high <= 0:
        return direct
    least = {
        symbol: getattr(symbol, "least", 1) + sympy.Symbol(f"{symbol.name} beyond", **_FROM_0)
        for symbol in term.free_symbols
        if isinstance(symbol, sympy.Symbol) and {"integer", "positive"} <= declared(symbol)
    }
    try:
        terms, divisors = Polynomials(term.xreplace(least)).cleared()
    except (LongError, ValueError):  # some terms, as means over a table, take only plain sizes
        return direct
    monomials = (
        _product([_of_number(number), *(_raised(of, power) for of, power in factors)], "")
        for number, factors in terms
    )
    found = _added(monomials, "")
    low, high, _ = _product([found, *(_raised(of, power) for of, power in divisors)], "")
    return Sign(low, high, f"no term of a multiple is {'below' if low >= 0 else 'above'} 0")


_FROM_0 = {"integer": True, "nonnegative": True}


def _raised(base: Any, power: int) -> Sign:
    sign = term_sign(base)
    if power % 2 == 0:
        return Sign(int(shown(base, "!=")), 1, "")
    return sign


def _added(signs: Iterable[Sign], because: str) -> Sign:
    found = [*signs]
    if not found:
        return Sign(0, 0, because)
    lows, highs, _ = zip(*found, strict=True)
    low = -1 if min(lows) < 0 else max(lows)
    return Sign(low, 1 if max(highs) > 0 else min(highs), because)


def _product(signs: Iterable[Sign], because: str) -> Sign:
    low, high = 1, 1
    for one, other, _ in signs:
        ends = [a * b for a in (low, high) for b in (one, other)]
        low, high = min(ends), max(ends)
    return Sign(low, high, because)


def _of_power(base: Any, top: Any) -> Sign:
    low, high, _ = term_sign(base)
    if low >= 0:
        return Sign(low, 1, "a power of what is not below 0")
    if _even(top):
        return Sign(int(shown(base, "!=")), 1, "an even power")
    return Sign(low, high, "an odd power") if _odd(top) else OPEN


def _not_zero(term: Any) -> bool:
    """Whether no factor is 0; of symbols that is declared."""
    if term.is_Mul:
        return all(shown(factor, "!=") for factor in term.args)
    if term.is_Pow:
        return shown(term.base, "!=")
    return _is_own(term) and "nonzero" in declared(term)


def _nonzero(term: Any) -> bool:
    low, high, _ = term_sign(term)
    return low > 0 or high < 0 or _not_zero(term)


_SIGNS: dict[str, Any] = {
    ">": lambda term: term_sign(term).low > 0,
    ">=": lambda term: term_sign(term).low >= 0,
    "==": lambda term: term_sign(term)[:2] == (0, 0),
    "!=": _nonzero,
}
_DERIVED: dict[str, Any] = {
    "integer": _integer, "even": _even, "odd": _odd, "real": _real, "finite": _real,
}  # fmt: skip
