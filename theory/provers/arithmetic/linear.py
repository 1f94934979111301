"""Consequences of facts as sums of multiples: a contradiction between numbers, or a relation.

Facts are linear in their terms (`x`, `x**2`, a sum over the classes), and an evidently nonnegative
term is a fact too. Exact linear programming finds multipliers whose sum is a negative number.
Squares of differences and products of two facts are added if the facts alone do not suffice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import combinations, combinations_with_replacement
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, Relation, is_label, seen
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, nonnegative, positive, squeezed, whole
from lossproof.theory.provers.arithmetic.multipliers import multipliers
from lossproof.theory.provers.values import beside, values_of

MOST_SYMBOLS, MOST_FACTORS, MOST_TERMS = 8, 12, 200

Term = tuple[Any, ...]  # factors: facts and evidently nonnegative expressions


def contradiction(facts: Sequence[Fact]) -> Fact | None:
    """A fact such as `-1 >= 0` by `combine` from these facts, or None; no fact has an open case."""
    if found := next((fact for fact in facts if fact.absurd and not fact.cases), None):
        return found
    known = list(widened(facts))
    evident = [(term,) for term in _nonnegative(fact.expr for fact in known)]
    sums: list[Term] = [*((fact,) for fact in known), *evident]
    more = [*_products(known), *((square,) for square in _squares(known))]
    for terms in (sums, [*sums, *more]):
        if len(terms) <= MOST_TERMS and (proof := _absurd(terms)) is not None:
            return proof
    return None


def evident(expr: Any, strict: bool) -> Fact | None:
    """`expr > 0` if `strict`, else at least `expr >= 0`, if that is evident, or None."""
    with suppress(ProofError):
        return positive(expr) if strict or expr.is_positive else nonnegative(expr)
    return None


def shown(expr: Any, strict: bool, facts: Sequence[Fact]) -> Fact | None:
    """The sign of an expression: evident, or a sum of facts."""
    relation = Relation(expr, ">" if strict else ">=", sympy.Integer(0))
    return evident(expr, strict) or combination(relation, facts)


def combination(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
    """A fact that states the goal, by `combine` from these facts, or None; none has an open case.

    Its relation is that of the goal or a stronger one.
    """
    proof = _combination(goal.difference, goal.sign == ">", facts)
    if goal.sign != "==" or proof is None or proof.sign == "==":
        return proof
    reverse = _combination(-goal.difference, False, facts)
    return None if reverse is None else squeezed(proof, reverse)


def _combination(expr: Any, strict: bool, facts: Sequence[Fact]) -> Fact | None:
    """`expr >= 0`, or `> 0` if `strict`: the negation contradicts the facts."""
    known = list(widened(facts, expr))
    evident = [(term,) for term in _nonnegative([expr, *(fact.expr for fact in known)])]
    sums: list[Term] = [*((fact,) for fact in known), *evident]
    for terms in (sums, [*sums, *_products(known)]):
        if len(terms) > MOST_TERMS:
            return None
        if (proof := combined(expr, strict, terms)) is not None:
            return proof
    return None


def combined(expr: Any, strict: bool, terms: Sequence[Term]) -> Fact | None:
    """`expr >= 0`, or `> 0` if `strict`, as a sum of nonnegative products."""
    if (solution := _multiplied([*terms, (-expr,)], [*_strict(terms), not strict])) is None:
        return None
    *used, opposite = solution
    if opposite == 0:  # the facts contradict each other, and anything follows
        return _from_nothing(expr, terms)
    factors = [
        (sympy.Rational(x / opposite), *term) for x, term in zip(used, terms, strict=True) if x
    ]
    rest = sympy.expand(expr - sympy.Add(*(sympy.Mul(*map(_expr, f)) for f in factors)))
    with suppress(ProofError):
        return combine(expr, *factors, *((rest,) if rest else ()))
    return None


def _from_nothing(expr: Any, terms: Sequence[Term]) -> Fact | None:
    """`expr > 0`, and that its terms have values, by facts that contradict each other, or None."""
    with suppress(ProofError):
        found = _of_nothing(expr, terms)
        values = values_of([expr], lambda of, strict: _of_nothing(of, terms))
        return found and beside(found, values)
    return None


def _of_nothing(expr: Any, terms: Sequence[Term]) -> Fact | None:
    """`expr > 0`, by facts that contradict each other, or None."""
    if (solution := _multiplied(terms, strict := _strict(terms))) is None:
        return None
    used = [(sympy.Rational(x), *term) for x, term in zip(solution, terms, strict=True) if x]
    above = next((k for k, x in enumerate(solution) if x and strict[k]), None)
    with suppress(ProofError):
        if above is None:
            total = sympy.expand(sympy.Add(*(sympy.Mul(*map(_expr, term)) for term in used)))
            equal = squeezed(combine(total, *used), nonnegative(-total))
            return combine(expr, positive(sympy.Integer(1)), ((expr - 1) / total, equal))
        first = (sympy.Rational(solution[above]), *terms[above])
        most = combine(sympy.Mul(*map(_expr, first)), first)
        others = [term for term in used if term != first]
        rest = -most.expr - sympy.Add(*(sympy.Mul(*map(_expr, term)) for term in others))
        least = combine(-most.expr, *others, *([rest] if sympy.expand(rest) else []))
        equal = squeezed(most.weakened(), least)
        return combine(expr, most, (expr / most.expr - 1, equal))
    return None


def widened(facts: Iterable[Fact], *others: Any) -> Iterator[Fact]:
    """The facts, with both directions of equalities, instances, and consequences for integers.

    Instances are at the labels in the facts and in the other expressions.
    """
    every = list(facts)
    symbols = set[Any]().union(*map(_atoms, [*(fact.expr for fact in every), *others]))
    places = set[Any]().union(
        *(entry.indices for entry in symbols if isinstance(entry, sympy.Indexed))
    )
    labels = sorted((x for x in symbols | places if is_label(x) and x != ANY_CLASS), key=str)
    at = [x for fact in every if fact.expr.has(ANY_CLASS) for x in _instances(fact, labels)]
    for fact in (*every, *at):
        yield fact
        if fact.sign == "==":
            yield _negated(fact)
        if fact.strict and fact.expr.is_integer:
            with suppress(ProofError):
                yield whole(fact)


# Every combination widens the same facts, and has the same terms.
@lru_cache(maxsize=8192)
def _atoms(expr: Any) -> set[Any]:
    return expr.atoms(sympy.Symbol, sympy.Indexed)


@lru_cache(maxsize=8192)
def _negated(fact: Fact) -> Fact:
    return fact.negated()


@lru_cache(maxsize=8192)
def _at(fact: Fact, label: Any) -> Fact:
    return fact.at(ANY_CLASS, label)


def _instances(fact: Fact, labels: Iterable[Any]) -> Iterator[Fact]:
    for label in labels:
        with suppress(ProofError):
            yield _at(fact, label)


def _nonnegative(exprs: Iterable[Any]) -> list[Any]:
    """The terms of the expressions, with a sign such that they are evidently nonnegative."""
    terms = dict.fromkeys(term for expr in exprs for term in coefficients(expr))
    return [s * t for t in terms if t != 1 for s in (1, -1) if seen(s * t, ">=")]


@lru_cache(maxsize=8192)
def coefficients(expr: Any) -> Mapping[Any, Any]:
    """The rational coefficient of every term of the expanded expression."""
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
    if (solution := _multiplied(terms, _strict(terms))) is None:
        return None
    used = [(sympy.Rational(x), *term) for x, term in zip(solution, terms, strict=True) if x]
    total = sympy.expand(sympy.Add(*(sympy.Mul(*map(_expr, term)) for term in used)))
    try:
        fact = combine(total, *used)
    except ProofError:
        return None
    return fact if fact.absurd else None


def _multiplied(terms: Sequence[Term], strict: Sequence[bool]) -> Sequence[Any] | None:
    """Multipliers of the terms, each `>= 0` or `> 0`, whose sum is a contradiction, or None."""
    return weights([sympy.Mul(*map(_expr, term)) for term in terms], strict)


def weights(exprs: Sequence[Any], strict: Sequence[bool]) -> Sequence[Any] | None:
    """`multipliers` of expressions that are linear in their terms; None without a value of one."""
    values = [*map(coefficients, exprs)]
    if not all(number.is_Rational for value in values for number in value.values()):
        return None
    rows: dict[Any, int] = {sympy.Integer(1): 0}
    placed = [{rows.setdefault(key, len(rows)): x for key, x in each.items()} for each in values]
    columns = [[each.get(row, 0) for row in range(len(rows))] for each in placed]
    return multipliers([each[1:] for each in columns], [each[0] for each in columns], strict)


def _strict(terms: Iterable[Term]) -> list[bool]:
    return [all(isinstance(f, Fact) and f.strict for f in term) for term in terms]


def _expr(factor: Any) -> Any:
    return factor.expr if isinstance(factor, Fact) else factor
