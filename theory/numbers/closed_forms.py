"""Closed forms over some letters that have given values: guesses, for a proof to confirm.

>>> import sympy
>>> c = sympy.Symbol("c", positive=True)
>>> next(closed_forms([{c: k} for k in (2, 3, 5, 7)], [1 / 2, 2 / 3, 4 / 5, 6 / 7], 1e-9))
(c - 1)/c
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

LARGEST, DENOMINATOR = 60, 12  # of the rational factors of a form
WIDER = 10  # how much larger these may be for a number alone
WIDEST = 300  # and for one that is rational
TERMS = 1200  # that are tried in pairs
E, TWO = sympy.E, sympy.Integer(2)
CONSTANTS = (sympy.S.One, E, 1 / E, sympy.log(2), sympy.sqrt(2), sympy.sqrt(3), sympy.pi)

Values = np.ndarray
# What a form may be inside: the value is `outer(form)`, so `inner(value)` is a form.
_OUTER: tuple[tuple[Callable[[Values], Values], Callable[[Any], Any]], ...] = (
    (lambda x: x, lambda form: form),
    (lambda x: 1 / x, lambda form: 1 / form),
    (lambda x: x * x, sympy.sqrt),
    (np.exp, sympy.log),
    (np.log, sympy.exp),
)


def closed_forms(
    letters: Sequence[Mapping[Any, Any]], values: Sequence[float], tolerance: float
) -> Iterator[Any]:
    """Forms that agree with the values, simplest first.

    They are sums of one or two terms with rational factors, where a term is a product or a quotient
    of letters, their powers, logarithms and exponentials, or one of `CONSTANTS`; and the
    reciprocal, square root, logarithm or exponential of such a sum.

    Parameters
    ----------
    letters : the number of every letter, for each value
        Several values of one form are needed to tell it from others: with n of them, a form with
        two terms has n - 2 that confirm it.
    values : floats
    tolerance : float
        How much a form may differ from a value, relative to it where that is above 1.
    """
    wanted = np.array(values, dtype=float)
    allowed = tolerance * np.maximum(1.0, np.abs(wanted))
    terms, table = _terms(letters)
    found = dict[Any, None]()
    for inner, outer in _OUTER:
        with np.errstate(all="ignore"):
            inside = inner(wanted)
            moved = np.abs(inner(wanted + allowed) - inside)
        if np.isfinite(inside).all() and np.isfinite(moved).all():
            for form in _sums(terms, table, inside, moved + 1e-15):
                found.setdefault(min(outer(form), sympy.together(outer(form)), key=_cost))
    good = (form for form in found if _agrees(form, letters, wanted, allowed))
    yield from sorted(good, key=_cost)


def _terms(letters: Sequence[Mapping[Any, Any]]) -> tuple[list[Any], np.ndarray]:
    """Terms that are real at every value of the letters, simplest first, and their numbers."""
    symbols = sorted(letters[0], key=str)
    simple = dict.fromkeys(CONSTANTS if not symbols else CONSTANTS[:5])
    for x in symbols:
        simple |= dict.fromkeys((x, x - 1, x + 1, sympy.log(x), sympy.sqrt(x), TWO**x))
        simple |= dict.fromkeys((sympy.exp(x), sympy.log(1 - x), sympy.log(1 + x), TWO - x))
    for x, y in itertools.permutations(symbols, 2):
        simple |= dict.fromkeys((x**y, x ** (1 - y), x - y, x + y, 1 - x * y))
    rows = {each: _numbers(each, letters) for each in simple}
    real = {each: row for each, row in rows.items() if np.isfinite(row).all() and row.all()}
    length = {each: _cost(each)[0] for each in real}
    products = list[tuple[int, int, Any, Any, np.ndarray]]()
    for a, b in itertools.combinations_with_replacement(real, 2):
        x, y, both = real[a], real[b], length[a] + length[b]
        products += [(both, 0, a, b, x * y), (both, 1, a, b, x / y), (both, 1, b, a, y / x)]
        products.append((both + 1, 2, a, b, 1 / (x * y)))
    products.sort(key=lambda each: each[:2])
    kept = dict[tuple[float, ...], tuple[Any, np.ndarray]]()
    for _, kind, a, b, row in products:
        key = tuple(np.round(row, 12))
        if len(kept) < TERMS and key not in kept and np.isfinite(row).all():
            kept[key] = (a * b if kind == 0 else a / b if kind == 1 else 1 / (a * b), row)
    return [term for term, _ in kept.values()], np.array([row for _, row in kept.values()])


def _sums(
    terms: Sequence[Any], table: np.ndarray, values: np.ndarray, allowed: np.ndarray
) -> Iterator[Any]:
    """Rational multiples of one term, then sums of two, that have the values."""
    if np.all(np.abs(values) <= allowed):
        yield sympy.S.Zero
        return
    wider = WIDER if len(values) == 1 and allowed[0] < 1e-7 else 1
    ratios = values / table
    for k in np.flatnonzero(np.all(np.abs(ratios - ratios[:, :1]) <= allowed / np.abs(table), 1)):
        much = WIDEST if wider == WIDER and terms[int(k)] == 1 else wider
        factor = _rational(ratios[k, 0], allowed[0] / abs(table[k, 0]), much)
        if factor is not None:
            yield factor * terms[int(k)]
    if len(values) == 1:
        yield from _with_a_rational(terms, table[:, 0], float(values[0]), float(allowed[0]))
        return
    one, other = 0, len(values) - 1
    for k in range(len(terms) - 1):
        a, rest = table[k], table[k + 1 :]
        with np.errstate(all="ignore"):
            size = a[one] * rest[:, other] - a[other] * rest[:, one]
            first = (values[one] * rest[:, other] - values[other] * rest[:, one]) / size
            second = (a[one] * values[other] - a[other] * values[one]) / size
            off = np.abs(first[:, None] * a + second[:, None] * rest - values)
            spread = (np.abs(rest[:, [one, other]]).sum(1) + np.abs(a).max()) / np.abs(size)
        for i in np.flatnonzero(np.all(off <= 4 * allowed * (1 + spread[:, None]), 1)):
            room = float(allowed.max() * (1 + spread[i]))
            factors = _rational(first[i], room), _rational(second[i], room)
            if None not in factors and room < 1e-3:
                yield factors[0] * terms[k] + factors[1] * terms[k + 1 + int(i)]


def _with_a_rational(
    terms: Sequence[Any], numbers: np.ndarray, value: float, allowed: float
) -> Iterator[Any]:
    """Sums of a rational and a simple multiple of a term that have one value."""
    if allowed > 1e-7:
        return
    for term, number in zip(terms, numbers, strict=True):
        if term.is_Rational:
            continue
        for p, q in itertools.product(range(-6, 7), (1, 2, 3, 4)):
            part = _rational(value - p * number / q, allowed)
            if p and part is not None:
                yield part + sympy.Rational(p, q) * term


def _rational(number: float, allowed: float, wider: int = 1) -> Any | None:
    """The simple rational at this number, if there is one."""
    if not np.isfinite(number):
        return None
    near = Fraction(float(number)).limit_denominator(wider * DENOMINATOR)
    if abs(float(near) - number) > max(allowed, 1e-13) or abs(near) > wider * LARGEST:
        return None
    return sympy.Rational(near.numerator, near.denominator)


def _agrees(
    form: Any, letters: Sequence[Mapping[Any, Any]], values: np.ndarray, allowed: np.ndarray
) -> bool:
    if form.has(sympy.zoo, sympy.nan):
        return False
    numbers = _numbers(form, letters)
    return bool(np.isfinite(numbers).all() and np.all(np.abs(numbers - values) <= 2 * allowed))


def _numbers(form: Any, letters: Sequence[Mapping[Any, Any]]) -> np.ndarray:
    """The form at each choice of letters; nan where it has no real value."""
    symbols = [*letters[0]]
    function = sympy.lambdify(symbols, form, "numpy")
    columns = [np.array([complex(each[s]) for each in letters]) for s in symbols]
    with np.errstate(all="ignore"):
        found: Any = np.broadcast_to(function(*columns), (len(letters),)).astype(complex)
    return np.where(np.abs(found.imag) < 1e-12, found.real, np.nan)


def _cost(form: Any) -> tuple[int, str]:
    """The length of a form, for the order."""
    size = int(form.count_ops()) + sum(
        len(str(x)) for x in sympy.preorder_traversal(form) if x.is_Rational
    )
    return size + len(form.atoms(sympy.log, sympy.exp)), str(form)
