"""Signs of means and sums, from products of facts about each sample or class.

Linear programming finds multipliers of the means of these products, of facts about means, and of
equalities in both directions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations, combinations_with_replacement, islice
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_ROW,
    ANY_SAMPLE,
    BOUND_CLASS,
    BOUND_SAMPLE,
    ClassSum,
    SampleMean,
    is_label,
    seen,
    unbound,
)
from lossproof.theory.language.terms import NestedSum
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import average, combine, reciprocal, total
from lossproof.theory.provers.arithmetic.linear import coefficients, evident, weights, widened
from lossproof.theory.provers.arithmetic.products import over_divisor
from lossproof.theory.provers.rewriting.instances import any_in, instance, meant
from lossproof.theory.provers.rewriting.others import Term, others
from lossproof.theory.provers.rewriting.signs import Signs

MOST_FACTORS, MOST_POWERS = 18, 4
TERMS = 200, 1200  # how many products serve, the simplest first
KINDS = ((SampleMean, ANY_SAMPLE, BOUND_SAMPLE, average), (ClassSum, ANY_CLASS, BOUND_CLASS, total))


def by_sums(expr: Any, strict: bool, facts: Sequence[Fact], signs: Signs) -> Fact | None:
    """`expr >= 0`, or `> 0` if `strict`, for an expression in means or class sums, or None."""
    equal = [fact.expr for fact in facts if fact.sign == "=="]
    kind = next((kind for kind in KINDS if any(x.atoms(kind[0]) for x in (expr, *equal))), None)
    if kind is None or expr.has(kind[1]) or expr.atoms(NestedSum):
        return None
    opened, below = over_divisor(expr, signs.above) or (None, None)
    if below is None:
        return None
    every, terms, proof = _terms(opened, facts, *kind), list[Term](), None
    for most in TERMS:
        terms += islice(every, most - len(terms))
        proof = _multiplied(opened, strict, terms)
        if proof is not None or len(terms) < most:
            break
    if proof is None or opened == expr:
        return proof
    return combine(expr, (proof, reciprocal(below)))


def _terms(
    expr: Any, facts: Sequence[Fact], kind: Any, index: Any, bound: Any, rule: Any
) -> Iterator[Term]:
    parts = _inside(expr, kind, index, bound)
    alone = not expr.atoms(kind)  # then a fact about any class may give one about what is summed
    for fact in sorted(facts, key=lambda fact: not fact.expr.has(index)):
        more = _inside(fact.expr, kind, index, bound)
        named = fact.expr.atoms(kind) and not fact.expr.has(index)
        if more & parts and (named or (alone and fact.expr.has(index))):
            parts = parts | more
    if kind is ClassSum:
        parts = parts | {entry for fact in facts for entry in _named(fact, parts)}
    outside = [
        fact
        for fact in facts
        if fact.sign == "==" and _inside(fact.expr, kind, index, bound) <= parts
    ]
    for fact in outside:
        if not fact.expr.has(index):
            monomials = [sympy.Integer(1), *(x for x in sorted(parts, key=str) if not x.has(index))]
            for times in (side * x for x in monomials for side in (1, -1)):
                yield times * fact.expr, lambda t=times, f=fact: (t, f), False
    sums = set[Any]().union(*(x.atoms(kind) for x in (expr, *(f.expr for f in facts))))
    size = min(sums, key=str).args[1]
    yield from _equalities(facts, parts, size, kind, index, bound, rule)
    known = [fact for fact in widened(facts, expr) if fact.sign != "=="]
    known += _of_rows(facts, parts) if kind is ClassSum else []
    inside = [fact for fact in known if _inside(fact.expr, kind, index, bound) <= parts]
    factors: list[Any] = [fact for fact in inside if not seen(fact.expr, ">=")]
    bodies = [x.args[0].xreplace({bound: index}) for x in expr.atoms(kind)]
    powers = sympy.Tuple(expr, *bodies).atoms(sympy.exp)
    factors += sorted((x for x in powers if not unbound(x)), key=str)[:MOST_POWERS]
    factors += [x for x in sorted(parts, key=str) if evident(x, False)]
    factors = factors[:MOST_FACTORS]
    if kind is ClassSum:
        yield from others(factors, expr, facts, size)
    for degree, choice in (
        (1, combinations),
        (2, combinations_with_replacement),
        (3, combinations),
    ):
        for chosen in choice(factors, degree):
            above = all(isinstance(factor, Fact) and factor.strict for factor in chosen)
            product: Any = sympy.Mul(*map(_expr, chosen))
            if not product.has(index):
                yield product, lambda c=chosen: c, above
                continue
            if product.atoms(kind) and any(term.has(index) for term in product.atoms(kind)):
                continue
            with suppress(ProofError, ValueError):
                value = kind(product.xreplace({index: bound}), size)
                yield value, lambda c=chosen, p=product: (rule(combine(p, c), size),), above


def _named(fact: Fact, parts: set[Any]) -> Iterator[Any]:
    """The entries of a fact at named classes that stand in the sums at any class."""
    for entry in fact.expr.atoms(sympy.Indexed):
        *of, last = entry.indices
        if is_label(last) and last != ANY_CLASS and entry.base[*of, ANY_CLASS] in parts:
            yield entry


def _of_rows(facts: Sequence[Fact], parts: set[Any]) -> list[Fact]:
    """Facts about every entry of a matrix, at the entries of a summed column."""
    instances = list[Fact]()
    for fact in facts:
        entries = sorted(fact.expr.atoms(sympy.Indexed), key=str)
        if fact.sign == "==" or not fact.expr.has(ANY_ROW) or len(entries) != 1:
            continue
        for entry in sorted((x for x in parts if x.is_Indexed), key=str):
            named = meant(entries[0], entry)
            with suppress(ProofError):
                instances += [instance(fact, named)] if named is not None else []
    return instances


def _equalities(
    facts: Sequence[Fact], parts: set[Any], size: Any, kind: Any, index: Any, bound: Any, rule: Any
) -> Iterator[Term]:
    """Means of equalities about any sample or class, in both directions."""
    numbers = [sympy.Integer(1), *(x for x in sorted(parts, key=str) if not x.has(index))]
    for fact in facts:
        if fact.sign != "==" or not fact.expr.has(index) or any_in(fact.expr) != frozenset({index}):
            continue
        if not _inside(fact.expr, kind, index, bound) <= parts:
            continue
        for times in (side * x for x in numbers for side in (1, -1)):
            with suppress(ProofError, ValueError):
                product = times * fact.expr
                value = kind(product.xreplace({index: bound}), size)
                yield value, lambda t=times, f=fact, p=product: (
                    rule(combine(p, (t, f)), size),
                ), False  # fmt: skip


def _inside(expr: Any, kind: Any, index: Any, bound: Any) -> set[Any]:
    """The entries and symbols of an expression, also inside its sums at any index."""
    bodies = [term.args[0].xreplace({bound: index}) for term in expr.atoms(kind)]
    marks = {term: sympy.Dummy() for term in expr.atoms(kind)}
    together = sympy.Tuple(expr.xreplace(marks), *bodies)
    entries = together.atoms(sympy.Indexed, sympy.Max, sympy.Abs)
    outer = {x for x in entries if not any(x != y and y.has(x) for y in entries)}
    marks |= {entry: sympy.Dummy() for entry in outer}
    rest = together.xreplace(marks)
    return outer | set(rest.free_symbols) - {*marks.values()}


def _multiplied(expr: Any, strict: bool, terms: Sequence[Term]) -> Fact | None:
    if not coefficients(-expr).keys() - {sympy.Integer(1)}:
        return None
    exprs, strictly = [*(of for of, *_ in terms), -expr], [*(above for *_, above in terms)]
    solution = weights(exprs, [*strictly, not strict])
    if solution is None or solution[-1] == 0:
        return None
    used: list[Any] = []
    with suppress(ProofError, ValueError):
        for times, (_, made, _) in zip(solution[:-1], terms, strict=True):
            if times:
                used.append((sympy.Rational(times / solution[-1]), *made()))
        values_of = [sympy.Mul(*map(_expr, term)) for term in used]
        rest = sympy.expand(expr - sympy.Add(*values_of))
        fact = combine(expr, *used, *((rest,) if rest else ()))
        return fact if fact.strict or not strict else None
    return None


def _expr(factor: Any) -> Any:
    return factor.expr if isinstance(factor, Fact) else factor
