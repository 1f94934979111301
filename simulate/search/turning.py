"""Integers at which the truth of a statement may change: next to the zeros of its parts.

The sign of a polynomial part is constant between its zeros. So if all parts are polynomials, one
integer on either side of each zero is enough; other parts are tested at powers of 2.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from math import ceil, floor
from typing import Any

import sympy
from flint import arb, fmpq_poly
from sympy.polys.polyerrors import BasePolynomialError

from lossproof.simulate.search import effort
from lossproof.simulate.violation import exact_row
from lossproof.theory.domain import Integer, Label, Real
from lossproof.theory.language.sums import Inert
from lossproof.theory.numbers import ball, to_fmpq
from lossproof.theory.statement import Statement

Numbers = Mapping[str, int]
FEW = 8  # values of each real number, and choices of all of them
_FAILED = (ValueError, TypeError, ArithmeticError, AttributeError, NotImplementedError)


class Turning:
    """Where the parts of a statement have their zeros, as functions of one integer."""

    def __init__(self, statement: Statement) -> None:
        self._symbols = statement.symbolic()
        domains = statement.parameters
        self._integers = {
            self._symbols[name]: name
            for name, domain in domains.items()
            if isinstance(domain, (Integer, Label))
        }
        self._reals = {
            self._symbols[name]: [*map(sympy.Rational, exact_row(domain.simple({})[:FEW, 0]))]
            for name, domain in domains.items()
            if isinstance(domain, Real)
        }
        self._low = {
            symbol: getattr(domains[name], "low", 0) for symbol, name in self._integers.items()
        }
        every = (*statement.symbolic_hypotheses.values(), statement.symbolic_conclusion)
        self._differences = [part.difference for parts in every for part in parts]

    @cached_property
    def constants(self) -> list[int]:
        """The integers next to the constants of the statement, and next to their inverses."""
        numbers = {n for form in self._differences for n in form.atoms(sympy.Rational)}
        sizes = {abs(to_fmpq(number)) for number in numbers if number != 0}
        near = {k for x in sizes for y in (x, 1 / x) for k in _next_to(y)}
        return sorted(near | {-k for k in near})

    def zeros(self, name: str, chosen: Numbers) -> list[int]:
        """The integers next to the zeros of every part in parameter `name`, given the chosen ones.

        Other integers and real numbers take a few simple values; two parts that are polynomial in
        this and another integer give their common zeros.
        """
        symbol = self._symbols[name]
        known = {self._symbols[other]: sympy.Integer(number) for other, number in chosen.items()}
        integers = set[int]()
        for form in self._forms:
            if symbol in form.free_symbols:
                for row in self._rows(form.free_symbols - {symbol, *known}):
                    if _is_short(form, values := {**known, **row}):
                        found = _zeros(form.xreplace(values), symbol, self._low[symbol])
                        integers.update(found)
        for other in self._integers.keys() - known.keys() - {symbol}:
            integers.update(self._common(symbol, other, known))
        return sorted(integers)

    @cached_property
    def _forms(self) -> list[Any]:
        """The sums and comparisons in the statement that depend on scalars alone."""
        known = {*self._integers, *self._reals}
        forms = dict[Any, None]()
        part: Any
        for difference in self._differences:
            for part in sympy.preorder_traversal(difference):
                compared = isinstance(part, (sympy.Max, sympy.Min))
                pairs = itertools.combinations(part.args, 2) if compared else ()
                sums = [part] if part is difference or isinstance(part, sympy.Add) else []
                for form in (*sums, *(one - other for one, other in pairs)):
                    symbols = form.free_symbols
                    if symbols <= known and symbols & {*self._integers} and not form.has(Inert):
                        forms[form] = None
        return [*forms][: effort.FORMS]

    def _rows(self, symbols: Iterable[Any]) -> Iterator[Mapping[Any, Any]]:
        """A few simple values of other integers and of real numbers, at different paces."""
        tables: list[tuple[Any, Any]] = []
        for symbol in sorted(symbols, key=str):
            low = self._low.get(symbol, 0)
            few = [sympy.Integer(low + k) for k in range(3)]
            tables.append((symbol, self._reals.get(symbol, few)))
        count = FEW if tables else 1
        for k in range(count):
            yield {s: table[(k * (i + 1)) % len(table)] for i, (s, table) in enumerate(tables)}

    def _common(self, symbol: Any, other: Any, known: Mapping[Any, Any]) -> Iterator[int]:
        """The integers next to this coordinate of the common zeros of two parts."""
        polynomials: list[Any] = []
        for form in self._forms:
            if form.free_symbols - {*known} == {symbol, other} and _is_short(form, known):
                top = _top(form.xreplace(known), symbol, other)
                if top is not None and max(top.degree_list()) <= effort.DEGREE_OF_PAIRS:
                    polynomials.append(top.as_expr())
        for one, two in itertools.combinations(polynomials[: effort.PAIRED], 2):
            yield from _zeros(sympy.resultant(one, two, other), symbol)


def _is_short(form: Any, values: Mapping[Any, Any]) -> bool:
    """Whether no power at these values has very many digits."""
    exponents = sorted({power.exp for power in form.atoms(sympy.Pow)}, key=_size)
    placed = (exponent.xreplace(values) for exponent in exponents)  # inner ones first
    return all(abs(top) <= effort.HIGHEST for top in placed if top.is_Rational)


def _size(exponent: Any) -> int:
    return exponent.count_ops()


def _top(form: Any, *symbols: Any) -> sympy.Poly | None:
    """The polynomial whose zeros are those of the form, if it is rational in the symbols."""
    try:
        top = sympy.fraction(sympy.together(form))[0]
        return sympy.Poly(top, *symbols, domain="QQ")
    except (BasePolynomialError, *_FAILED):
        return None


def _zeros(form: Any, symbol: Any, low: int = 0) -> Iterator[int]:
    """The integers, from `low` on, next to the zeros of a form in one symbol."""
    top = _top(form, symbol)
    if top is None:
        yield from _changes(form, symbol, low)
    elif 0 < top.degree() <= effort.DEGREE:
        polynomial = fmpq_poly([to_fmpq(entry) for entry in reversed(top.all_coeffs())])
        for root, _ in polynomial.complex_roots():
            if root.imag.contains(0):
                yield from _next_to(root.real)


def _changes(form: Any, symbol: Any, low: int) -> Iterator[int]:
    """The integers on both sides of the changes of sign that doubling shows."""

    def sign(number: int) -> int:
        placed = {symbol: sympy.Integer(number)}
        if not _is_short(form, placed):
            return 0
        try:
            value: Any = ball(form.xreplace(placed))
        except _FAILED:
            return 0
        return 1 if value > 0 else -1 if value < 0 else 0

    if form.free_symbols != {symbol}:
        return
    powers = [2**k for k in range(effort.DOUBLINGS)]
    grid = [*(-k for k in reversed(powers) if -k >= low), 0, *powers]
    signs = [*map(sign, grid)]
    for first, last, below, above in zip(grid, grid[1:], signs, signs[1:], strict=False):
        if below * above < 0:
            while last - first > 1:
                middle = (first + last) // 2
                first, last = (middle, last) if sign(middle) == below else (first, middle)
            yield from (first - 1, first, last, last + 1)


def _next_to(number: Any) -> Iterator[int]:
    """The integers at a distance of less than 2 from a number, and from its middle if a ball."""
    near = float(arb(number).mid())
    if abs(near) < effort.FARTHEST_INTEGER:
        yield from range(floor(near) - 1, ceil(near) + 2)
