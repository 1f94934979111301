"""The value of a term at a point: a rational number, or a term of constants for any other.

What has no value there raises `UndefinedError`, wherever in the term it stands.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flint import fmpq, fmpq_mat

from lossproof.paper_checks.recheck.balls import CONSTANTS, UndecidedError, sign

Values = Mapping[str, Any]

ZERO, ONE = fmpq(0), fmpq(1)
MOST = 100_000  # terms of a sum, tables of counts, exponents


class UndefinedError(ArithmeticError):
    """A part of a term has no value."""


def evaluate(term: Any, values: Values) -> Any:
    """The value of the term, with these numbers, or nested tuples of them, for its names.

    Raises
    ------
    UndefinedError
        If any part has no value there.
    UndecidedError
        If a part needs a sign that cannot be told.
    """
    if isinstance(term, fmpq):
        return term
    if isinstance(term, str):
        if term not in values and term not in CONSTANTS:
            raise UndefinedError(f"{term} is not a name in the statement")
        return values.get(term, term)
    if not isinstance(term, tuple):
        return fmpq(term.numerator, term.denominator)
    head, *parts = term
    if head in LAZY:
        return LAZY[head](values, *parts)
    return FUNCTIONS[head](*(evaluate(part, values) for part in parts))


def add(*terms: Any) -> Any:
    """The sum, with equal terms of it together."""
    whole, apart = ZERO, dict[Any, fmpq]()
    for term in _parts("+", terms):
        if isinstance(term, fmpq):
            whole += term
            continue
        known = term[0] == "*" and isinstance(term[1], fmpq)
        factor, rest = (term[1], _joined("*", term[2:])) if known else (ONE, term)
        apart[rest] = apart.get(rest, ZERO) + factor
    found = [multiply(factor, rest) for rest, factor in apart.items() if factor != 0]
    return _joined("+", ([whole] if whole != 0 or not found else []) + found)


def multiply(*factors: Any) -> Any:
    """The product, with its number in front."""
    number, apart = ONE, list[Any]()
    for factor in _parts("*", factors):
        if isinstance(factor, fmpq):
            number *= factor
        else:
            apart.append(factor)
    if number == 0 or not apart:
        return number
    if len(apart) == 1 and apart[0][0] == "+":
        return add(*(multiply(number, term) for term in apart[0][1:]))
    apart.sort(key=repr)
    return _joined("*", apart if number == 1 else [number, *apart])


def power(base: Any, top: Any) -> Any:
    """A power; of 0 to no negative number, of a negative number to integers only."""
    whole = isinstance(top, fmpq) and top.q == 1
    if whole and 0 <= top <= MOST and isinstance(base, fmpq):
        return base ** int(top.p)
    of = sign(base)
    if of == 0 and sign(top) >= 0:
        return ONE if sign(top) == 0 else ZERO
    if of == 0 or (of < 0 and not whole):
        raise UndefinedError("a power of 0 or of a negative number")
    if not whole:
        return _root(base, top)
    return base ** int(top.p) if isinstance(base, fmpq) and abs(top) <= MOST else ("^", base, top)


def _root(base: Any, top: Any) -> Any:
    if isinstance(base, fmpq) and isinstance(top, fmpq) and top.q <= 64:
        ends = [_exact_root(int(n), int(top.q)) for n in (base.p, base.q)]
        if None not in ends and abs(top) <= MOST:
            return fmpq(*ends) ** int(top.p)
    return ("^", base, top)


def _exact_root(number: int, degree: int) -> int | None:
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low if low**degree == number else None


def log(x: Any) -> Any:
    """The natural logarithm of a positive number."""
    if sign(x) <= 0:
        raise UndefinedError("the logarithm of a number that is not positive")
    return ZERO if x == 1 else ("log", x)


def entropy(p: Any, q: Any) -> Any:
    """p log(p/q): 0 at p = 0."""
    first, second = sign(p), sign(q)
    if first < 0 or second < 0 or (first > 0 and second == 0):
        raise UndefinedError("a relative entropy of a negative number, or to 0")
    return multiply(p, log(multiply(p, power(q, fmpq(-1))))) if first else ZERO


def _polygamma(order: Any, x: Any) -> Any:
    if not (isinstance(order, fmpq) and order.q == 1 and order >= 0) or sign(x) <= 0:
        raise UndefinedError("a derivative of the logarithm of the gamma function, below 0")
    return ("polygamma", order, x)


def _falling(size: Any, taken: Any) -> Any:
    if not all(isinstance(x, fmpq) and x.q == 1 and x >= 0 for x in (size, taken)):
        raise UndefinedError("a falling factorial of a number that is not whole, or below 0")
    if min(size, taken) > MOST:
        raise UndecidedError(f"a product of {taken} factors")
    return fmpq(math.perm(int(size.p), int(taken.p)))


def _floor(x: Any) -> Any:
    if isinstance(x, fmpq):
        return fmpq(x.floor())
    low = 0
    while sign(add(x, fmpq(low))) < 0:  # bring it above 0, then double and bisect
        low = 2 * low + 1
    high = 1
    while sign(add(x, fmpq(low - high))) >= 0:
        high *= 2
    below = 0
    while high - below > 1:
        middle = (below + high) // 2
        reached = sign(add(x, fmpq(low - middle))) >= 0
        below, high = (middle, high) if reached else (below, middle)
    return fmpq(below - low)


def _largest(*parts: Any) -> Any:
    first, *others = parts
    for other in others:
        first = other if sign(add(other, multiply(fmpq(-1), first))) > 0 else first
    return first


def _entry(of: Any, *places: Any) -> Any:
    for place in places:
        if not (isinstance(of, tuple) and place.q == 1 and 0 <= place < len(of)):
            raise UndefinedError("an entry that does not exist")
        of = of[int(place.p)]
    return of


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "+": add,
    "*": multiply,
    "^": power,
    "log": log,
    "exp": lambda x: ONE if x == 0 else ("exp", x),
    "abs": lambda x: multiply(fmpq(-1), x) if sign(x) < 0 else x,
    "max": _largest,
    "min": lambda *parts: multiply(
        fmpq(-1), _largest(*(multiply(fmpq(-1), part) for part in parts))
    ),
    "sign": lambda x: fmpq(sign(x)),
    "step": lambda x, at_zero=ZERO: (at_zero, ONE, ZERO)[sign(x)],
    "slope": lambda x: fmpq(sign(x) + 1, 2),
    "is-zero": lambda x: fmpq(sign(x) == 0),
    "floor": _floor,
    "ceiling": lambda x: multiply(fmpq(-1), _floor(multiply(fmpq(-1), x))),
    "delta": lambda a, b: fmpq(sign(add(a, multiply(fmpq(-1), b))) == 0),
    "entropy": entropy,
    "polygamma": _polygamma,
    "falling": _falling,
    "at": _entry,
}


def _sum(values: Values, index: str, size: Any, body: Any) -> Any:
    labels = counted(size, values, least=0)
    return add(*(evaluate(body, {**values, index: fmpq(k)}) for k in labels))


def _mean(values: Values, index: str, size: Any, body: Any) -> Any:
    return multiply(_sum(values, index, size, body), power(evaluate(size, values), fmpq(-1)))


def _expectation(values: Values, index: str, size: Any, law: Any, body: Any) -> Any:
    return _sum(values, index, size, ("*", law, body))


def counted(size: Any, values: Values, least: int = 1) -> range:
    """0, 1, … up to a size, which is not below the least."""
    number = evaluate(size, values)
    if not (isinstance(number, fmpq) and number.q == 1 and number >= least):
        raise UndefinedError(f"a size that is no integer of at least {least}")
    if number > MOST:
        raise UndecidedError(f"a sum of {number} terms")
    return range(int(number.p))


def _determinant(values: Values, row: str, column: str, size: Any, body: Any) -> Any:
    labels = counted(size, values)
    rows = [
        [evaluate(body, {**values, row: fmpq(i), column: fmpq(j)}) for j in labels] for i in labels
    ]
    if all(isinstance(entry, fmpq) for line in rows for entry in line):
        return fmpq_mat(rows).det()
    return _expanded(rows)


def _expanded(rows: list[list[Any]]) -> Any:
    """The determinant by the entries of the first row."""
    if not rows:
        return ONE
    minors = ([line[:j] + line[j + 1 :] for line in rows[1:]] for j in range(len(rows)))
    signs = itertools.cycle((ONE, fmpq(-1)))
    every = zip(signs, rows[0], minors, strict=False)
    return add(*(multiply(each, entry, _expanded(minor)) for each, entry, minor in every))


def _batch_mean(values: Values, size: Any, body: Any, *chances: Any) -> Any:
    """The mean over the counts of independent samples, each in cell a with chance `chances[a]`."""
    number = len(counted(size, values))
    law = [evaluate(chance, values) for chance in chances]
    seen = sorted(_cells(body))
    others = [p for a, p in enumerate(law) if a not in seen]  # they are together one cell
    every = [*(law[a] for a in seen), *([add(*others)] if others else [])]
    return _averaged(values, body, number, every, [f"count {a}" for a in seen])


def _table_mean(
    values: Values, row: str, column: str, size: Any, law: Any, body: Any, rows: Any, columns: Any
) -> Any:
    """The mean over tables of independent samples, each in row i, column j with chance `law`."""
    number = len(counted(size, values))
    places = [(i, j) for i in counted(rows, values) for j in counted(columns, values)]
    chances = [evaluate(law, {**values, row: fmpq(i), column: fmpq(j)}) for i, j in places]
    return _averaged(values, body, number, chances, [f"cell {i} {j}" for i, j in places])


def _averaged(values: Values, body: Any, number: int, chances: list[Any], names: list[str]) -> Any:
    """The mean of the body over the counts of so many samples in cells, the first with names."""
    if math.comb(number + len(chances) - 1, number) > MOST:
        raise UndecidedError(f"the tables of {number} samples")
    terms: list[Any] = []
    for counts in _tables(number, len(chances)):
        known = {name: fmpq(k) for name, k in zip(names, counts, strict=False)}
        ways = math.factorial(number) // math.prod(map(math.factorial, counts))
        chance = (power(p, fmpq(k)) for p, k in zip(chances, counts, strict=True))
        terms.append(multiply(fmpq(ways), *chance, evaluate(body, {**values, **known})))
    return add(*terms)


def _table_count(values: Values, row: Any, column: Any) -> Any:
    places = [evaluate(place, values) for place in (row, column)]
    name = f"cell {places[0]} {places[1]}"
    if name not in values:
        raise UndefinedError("a count of a cell that the table does not have")
    return values[name]


def _cells(term: Any) -> set[int]:
    if not isinstance(term, tuple):
        return set()
    if term[0] == "count":
        return {int(term[1])}
    return set[int]().union(*map(_cells, term[1:]))


def _tables(size: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many samples fall in so many cells."""
    if cells == 1:
        yield (size,)
        return
    for first in range(size + 1):
        for others in _tables(size - first, cells - 1):
            yield (first, *others)


def _if(values: Values, condition: Any, value: Any, *other: Any) -> Any:
    """The first piece whose condition holds, whatever becomes of the others."""
    if met(condition, values):
        return evaluate(value, values)
    if not other:
        raise UndefinedError("no condition of a Piecewise holds at this point")
    return evaluate(other[0], values)


def met(condition: Any, values: Values) -> bool:
    """Whether a condition on terms holds, all parts of which have values."""
    head, *parts = condition
    if head in HOLDS:
        left, right = (evaluate(part, values) for part in parts)
        return HOLDS[head](sign(add(left, multiply(fmpq(-1), right))))
    truths = [met(part, values) for part in parts]
    return {"and": all, "or": any, "not": lambda every: not any(every)}[head](truths)


HOLDS: dict[str, Callable[[int], bool]] = {
    ">=": lambda found: found >= 0,
    ">": lambda found: found > 0,
    "<=": lambda found: found <= 0,
    "<": lambda found: found < 0,
    "==": lambda found: found == 0,
    "!=": lambda found: found != 0,
}
LAZY: dict[str, Callable[..., Any]] = {
    "if": _if,
    "sum": _sum,
    "mean": _mean,
    "expect": _expectation,
    "det": _determinant,
    "batch-mean": _batch_mean,
    "table-mean": _table_mean,
    "cell": _table_count,
    "count": lambda values, cell: values[f"count {int(cell)}"],
}


def _parts(head: str, terms: Any) -> Iterator[Any]:
    for term in terms:
        if isinstance(term, tuple) and term[0] == head:
            yield from term[1:]
        else:
            yield term


def _joined(head: str, parts: Any) -> Any:
    return parts[0] if len(parts) == 1 else (head, *parts)
