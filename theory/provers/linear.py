"""What is false of a number, as a sum of facts that cannot all be so.

Facts are linear in their terms (`x`, `x**2`, a sum over the classes), and a term that is evidently
not below 0 is a fact too. Multipliers that leave a number below 0 are found by exact linear
programming; squares of differences, and products of two facts, are tried where sums do not do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, combinations, combinations_with_replacement
from typing import Any

import sympy

from theory.language import ANY_CLASS, is_label, seen
from theory.proof import Fact, ProofError
from theory.proof.rules import combine, whole
from theory.provers.multipliers import multipliers

MOST_SYMBOLS, MOST_FACTORS, MOST_TERMS = 8, 12, 200

Term = tuple[Any, ...]  # factors: facts and evidently nonnegative expressions


def contradiction(facts: Sequence[Fact]) -> Fact | None:
    """A fact such as `-1 >= 0` by `combine` from these, if one is found; they are not in cases."""
    known = list(_widened(facts))
    evident = [(term,) for term in _nonnegative(fact.expr for fact in known)]
    sums: list[Term] = [*((fact,) for fact in known), *evident]
    more = [*_products(known), *((square,) for square in _squares(known))]
    for terms in (sums, [*sums, *more]):
        if len(terms) <= MOST_TERMS and (found := _absurd(terms)) is not None:
            return found
    return None


def _widened(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts in both directions if equal, at the labels that occur, and of whole numbers."""
    every = list(facts)
    symbols = set[Any]().union(*(fact.expr.atoms(sympy.Symbol, sympy.Indexed) for fact in every))
    places = set[Any]().union(
        *(each.indices for each in symbols if isinstance(each, sympy.Indexed))
    )
    labels = sorted((x for x in symbols | places if is_label(x) and x != ANY_CLASS), key=str)
    at = [each for fact in every if fact.expr.has(ANY_CLASS) for each in _instances(fact, labels)]
    for fact in (*every, *at):
        yield fact
        if fact.sign == "==":
            yield fact.negated()
        if fact.strict and fact.expr.is_integer:
            with suppress(ProofError):
                yield whole(fact)


def _instances(fact: Fact, labels: Iterable[Any]) -> Iterator[Fact]:
    for label in labels:
        with suppress(ProofError):
            yield fact.at(ANY_CLASS, label)


def _nonnegative(exprs: Iterable[Any]) -> list[Any]:
    """The terms of the expressions that are evidently not below 0, with that sign."""
    found = dict.fromkeys(term for expr in exprs for term in _terms(expr))
    return [s * t for t in found if t != 1 for s in (1, -1) if seen(s * t, ">=")]


def _terms(expr: Any) -> dict[Any, Any]:
    """The rational coefficient of every term of an expression that is multiplied out."""
    return dict(sympy.expand(expr).as_coefficients_dict())


def _products(facts: Sequence[Fact]) -> Iterator[Term]:
    signed = [fact for fact in facts if fact.sign != "=="]
    if len(signed) <= MOST_FACTORS:
        yield from combinations_with_replacement(signed, 2)


def _squares(facts: Sequence[Fact]) -> Iterator[Any]:
    symbols = set[Any]().union(*(fact.expr.free_symbols for fact in facts))
    real: list[Any] = sorted((x for x in symbols if x.is_real and x.is_Symbol), key=str)
    if len(real) <= MOST_SYMBOLS:
        yield from ((x + sign * y) ** 2 for x, y in combinations(real, 2) for sign in (1, -1))


def _absurd(terms: Sequence[Term]) -> Fact | None:
    values = [_terms(sympy.Mul(*(_expr(factor) for factor in term))) for term in terms]
    strict = [all(isinstance(f, Fact) and f.strict for f in term) for term in terms]
    rows = [key for key in dict.fromkeys(chain.from_iterable(values)) if key != 1]
    found = multipliers(
        [[value.get(key, 0) for key in rows] for value in values],
        [value.get(sympy.Integer(1), 0) for value in values],
        strict,
    )
    if found is None:
        return None
    used = [(sympy.Rational(x), *term) for x, term in zip(found, terms, strict=True) if x]
    total = sum(x * value.get(sympy.Integer(1), 0) for x, value in zip(found, values, strict=True))
    try:
        fact = combine(sympy.Rational(total), *used)
    except ProofError:
        return None
    return fact if fact.absurd else None


def _expr(factor: Any) -> Any:
    return factor.expr if isinstance(factor, Fact) else factor
