"""Terms in normal form: two that say the same but for the order of sums and products are equal."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256
from itertools import product
from typing import Any

from lossproof.theory.printing.terms import BINDERS


def normal(term: Any) -> Any:
    """A term with sums and products in one order, powers gathered, quotients as powers."""
    if not isinstance(term, tuple):
        return term
    head = term[0]
    if head == "+":
        return plus([normal(part) for part in term[1:]])
    if head == "*":
        found = times([normal(part) for part in _factors(term)])
        if isinstance(found, tuple) and found[0] == "*" and len(found) == 3:
            number, whole = sorted(found[1:], key=lambda part: not isinstance(part, Fraction))
            if isinstance(number, Fraction) and isinstance(whole, tuple) and whole[0] == "+":
                return plus([times([number, each]) for each in whole[1:]])
        return found
    if head == "^":
        base, top = normal(term[1]), normal(term[2])
        if isinstance(base, Fraction) and base.numerator == 1 < base.denominator:
            return power(1 / base, times([Fraction(-1), top]))
        return power(base, top)
    if head == "largest":
        return (head, f'"{shown(term[1].strip(chr(34)))}"')
    if head == "any-cell":  # a line does not say which batch: there is one
        return normal(("cell", *term[1:3]))
    own = 1 + BINDERS.get(head, 0)
    if head == "det" and isinstance(term[1], tuple):
        return term
    if head == "det" and (product := _product(term[4], *term[1:3])):
        return ("det", *product)
    if head == "det" and (weighted := _weighted(term[4], *term[1:3])):
        return ("det", normal(weighted))
    parts = tuple(map(normal, term[own:]))
    if head == "table-mean":
        known = _product(term[4], *term[1:3])
        return ("@table", parts[0], *(known or (*term[1:3], parts[1])), parts[2])
    if head == "batch-mean":
        return mean(*parts)
    if head == "expect" and parts[1][0] == "at" and parts[1][-1] == term[1]:
        parts = (None, *parts[1:])
    if head in ("max", "min", "delta", "and", "or"):
        parts = tuple(sorted(parts, key=repr))
    return (*term[:own], *parts)


def shown(name: str) -> str:
    """A class with a largest entry of what has no short name, by a digest."""
    return name if name.isidentifier() else f"m_{sha256(name.encode()).hexdigest()[:4]}"


def _product(body: Any, row: str, column: str) -> list[Any]:
    """The matrices, and which are transposed, of whose product a determinant is; none if not so."""
    if body[0] in ("cell", "any-cell") and body[1:3] == (row, column):
        return [("count", False)]
    if body[0] == "at" and len(body) == 4 and {*body[2:]} == {row, column}:
        return [(body[1], body[2] == column)]
    if body[0] == "sum" and body[3][0] == "*" and len(body[3]) == 3:
        for one, other in (body[3][1:], body[3][:0:-1]):
            left, right = _product(one, row, body[1]), _product(other, body[1], column)
            if left and right:
                return left + right
    return []


def _weighted(body: Any, row: str, column: str) -> Any:
    """The sum of weights times matrices, or the identity I, that a determinant is of; or None."""
    found = list[Any]()
    for term in body[1:] if body[0] == "+" else ():
        named = [(part, _name(part, row, column)) for part in _factors(term)]
        weight = [part for part, name in named if not name]
        if len(weight) != len(named) - 1 or any(f"'{k}'" in repr(weight) for k in (row, column)):
            return None
        found.append(("*", *weight, *(name for _, name in named if name)))
    return ("+", *found) if found else None


def _name(part: Any, row: str, column: str) -> str:
    """The matrix that has this entry."""
    if isinstance(part, tuple) and part[0] == "delta" and {*part[1:]} == {row, column}:
        return "I"
    return part[1] if isinstance(part, tuple) and part[2:] == (row, column) else ""


def _factors(term: Any) -> list[Any]:
    """Those of a product, and of products in it."""
    if not isinstance(term, tuple) or term[0] != "*":
        return [term]
    return [factor for part in term[1:] for factor in _factors(part)]


def plus(parts: list[Any]) -> Any:
    whole, others = Fraction(0), []
    for part in parts:
        for each in part[1:] if isinstance(part, tuple) and part[0] == "+" else (part,):
            if isinstance(each, Fraction):
                whole += each
            else:
                others.append(each)
    found = sorted([*others, *([whole] if whole else [])], key=repr)
    return found[0] if len(found) == 1 else ("+", *found) if found else whole


def mean(size: Any, body: Any, *chances: Any) -> Any:
    """A mean over batches, term by term, of what is counted alone."""
    if isinstance(body, tuple) and body[0] == "+":
        return plus([mean(size, part, *chances) for part in body[1:]])
    factors = body[1:] if isinstance(body, tuple) and body[0] == "*" else (body,)
    counted = [factor for factor in factors if "'count'" in repr(factor)]
    others = [factor for factor in factors if "'count'" not in repr(factor)]
    return times([*others, ("batch-mean", size, times(counted), *chances)])


def _negative(part: Any) -> bool:
    """Whether all terms of a sum are taken away."""
    return (
        isinstance(part, tuple)
        and part[0] == "+"
        and all(
            each < 0
            if isinstance(each, Fraction)
            else each[0] == "*" and any(isinstance(n, Fraction) and n < 0 for n in each[1:])
            for each in part[1:]
        )
    )


def _means(part: Any) -> bool:
    return (
        isinstance(part, tuple)
        and part[0] == "+"
        and all("batch-mean" in repr(p) for p in part[1:])
    )


def times(parts: list[Any]) -> Any:
    for place, part in enumerate(parts):
        if _means(part):
            rest = parts[:place] + parts[place + 1 :]
            return plus([times([each, *rest]) for each in part[1:]])
    whole, others = Fraction(1), []
    for part in parts:
        if _negative(part):
            whole, part = -whole, plus([times([Fraction(-1), each]) for each in part[1:]])
        for each in part[1:] if isinstance(part, tuple) and part[0] == "*" else (part,):
            if isinstance(each, Fraction):
                whole *= each
            else:
                others.append(each)
    if whole == 0:
        return whole
    found = sorted([*others, *([whole] if whole != 1 else [])], key=repr)
    return found[0] if len(found) == 1 else ("*", *found) if found else whole


def power(base: Any, exponent: Any) -> Any:
    if exponent == 1:
        return base
    if isinstance(base, Fraction) and isinstance(exponent, Fraction) and exponent == -1:
        return 1 / base
    if isinstance(base, tuple) and base[0] == "^" and base[2] == -1:
        return ("^", base[1], times([Fraction(-1), exponent]))
    return ("^", base, exponent)


def over(part: Any) -> Any:
    if isinstance(part, tuple) and part[0] == "*":
        return times([over(each) for each in part[1:]])
    if isinstance(part, tuple) and part[0] == "^":
        return power(part[1], times([Fraction(-1), part[2]]))
    return power(part, Fraction(-1))


def difference(left: Any, right: Any) -> Any:
    away = right[1:] if isinstance(right, tuple) and right[0] == "+" else (right,)
    return plus([left, *(times([Fraction(-1), part]) for part in away)])


def indicator(sign: str, left: Any, right: Any) -> Any:
    if sign == "==":
        return ("is-zero", left) if right == 0 else ("delta", *sorted((left, right), key=repr))
    size = difference(left, right)
    return ("step", size) if sign == ">" else ("step", size, Fraction(1))


def minors(entries: list[list[Any]]) -> Any:
    """The determinant of a table, by its first row."""
    if len(entries) == 1:
        return entries[0][0]
    terms: list[Any] = []
    for place, entry in enumerate(entries[0]):
        rest = [[*row[:place], *row[place + 1 :]] for row in entries[1:]]
        terms.append(times([Fraction((-1) ** place), entry, minors(rest)]))
    return plus(terms)


def expanded(term: Any) -> Any:
    """The product of sums as a sum of products."""
    if not isinstance(term, tuple):
        return term
    parts = [*map(expanded, term[1:])]
    if term[0] == "+":
        return plus(parts)
    if term[0] != "*":
        return term
    sums = [part[1:] if isinstance(part, tuple) and part[0] == "+" else (part,) for part in parts]
    return plus([times([*each]) for each in product(*sums)])
