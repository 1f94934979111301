"""Goals minus multiples of facts; also for each sample, or class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_SAMPLE,
    BOUND_CLASS,
    BOUND_SAMPLE,
    Binder,
    ClassSum,
    Relation,
    SampleMean,
)
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import average, combine, max_above, nonnegative, total
from lossproof.theory.provers.arithmetic.products import by_products
from lossproof.theory.provers.forms import factored
from lossproof.theory.provers.rewriting.instances import multiplied_out
from lossproof.theory.provers.rewriting.normal import Normal

MOST, BRANCHES = 3, 4


def by_multiples(
    goal: Relation, facts: Sequence[Fact], normal: Normal, most: int = MOST
) -> Fact | None:
    """The goal as a sum of facts times nonnegative factors, or None."""
    expr = multiplied_out(goal.difference)
    strict = goal.sign == ">"
    if (proof := _shown(expr, strict, normal)) is not None:
        return _as(goal.difference, proof)
    if (proof := each_sample(expr, strict, facts, normal)) is not None:
        return _as(goal.difference, proof)
    if most <= 0:
        return None
    candidates = [
        (sympy.count_ops(rest), k, fact, sign, rest)
        for k, fact in enumerate(facts)
        for times in _multipliers(expr, fact)
        if (sign := normal.signs.above(times, strict) or normal.signs.above(times, False))
        for rest in (_shorter(expr - multiplied_out(times * fact.expr)),)
    ]
    if (
        proof := by_products(expr, strict, [*facts, *_of_maxima(expr)], normal.signs.above)
    ) is not None:
        return _as(goal.difference, proof)
    for _, _, fact, sign, remaining in sorted(candidates, key=lambda way: way[:2])[:BRANCHES]:
        done = strict and fact.strict and sign.strict
        rest: Fact | None = None
        over = bool(remaining == 0) and (done or not strict)
        if not over:
            relation = Relation(remaining, ">" if strict and not done else ">=", sympy.Integer(0))
            others = [other for other in facts if other is not fact]
            rest = by_multiples(relation, others, normal, most - 1)
            if rest is None:
                continue
        with suppress(ProofError):
            return combine(goal.difference, (fact, sign), *([rest] if rest else []))
    return None


def _of_maxima(expr: Any) -> Iterator[Fact]:
    """Maxima are at least each of their arguments."""
    for maximum in sorted(expr.atoms(sympy.Max), key=str):
        if len(maximum.args) == 2:
            with suppress(ProofError):
                yield from (max_above(*maximum.args), max_above(*maximum.args[::-1]))


def _as(expr: Any, fact: Fact) -> Fact:
    return fact if fact.expr == expr else combine(expr, fact)


def _shown(expr: Any, strict: bool, normal: Normal) -> Fact | None:
    if expr == 0:
        return None if strict else nonnegative(sympy.Integer(0))
    return normal.signs.above(expr, strict)


def _shorter(expr: Any) -> Any:
    """The expression, with terms collected by sums, each over a factored divisor."""
    sums = sorted(expr.atoms(Linear, Binder), key=str)
    marks = {term: sympy.Dummy(real=True) for term in sums}
    inside = expr.xreplace(marks)
    coefficients: dict[Any, Any] = {}
    for part in sympy.Add.make_args(inside):
        rest, over = part.as_independent(*marks.values(), as_Add=False)
        rest, over = (rest, over) if sums else (part, sympy.Integer(1))
        coefficients[over] = coefficients.get(over, 0) + rest
    made = sympy.Add(*(factored(sympy.together(k)) * over for over, k in coefficients.items()))
    return made.xreplace({mark: term for term, mark in marks.items()})


def _multipliers(expr: Any, fact: Fact) -> Iterator[Any]:
    """Multipliers of a fact that eliminate one of its terms from the expression."""
    if fact.sign == "==":
        return
    opened = multiplied_out(fact.expr)
    terms = {x for x in opened.atoms(Linear, Binder) if x in expr.atoms(Linear, Binder)}
    terms = terms or {x for x in opened.atoms(sympy.Indexed) if x in expr.atoms(sympy.Indexed)}
    met = set[Any]()
    for term in sorted(terms, key=lambda x: (-len(str(x)), str(x)))[:3]:
        coefficient, wanted = opened.coeff(term, 1), expr.coeff(term, 1)
        if coefficient == 0 or wanted == 0:
            continue
        times: Any = sympy.cancel(sympy.together(wanted / coefficient))
        if times not in met:
            met.add(times)
            yield times


def each_sample(expr: Any, strict: bool, facts: Sequence[Fact], normal: Normal) -> Fact | None:
    """A sign of an expression with means, from a sign for each sample."""
    means = sorted(expr.atoms(SampleMean), key=str)
    if not means:
        return each_class(expr, strict, facts, normal)
    size = means[0].args[1]
    body = expr.xreplace(
        {mean: mean.args[0].xreplace({BOUND_SAMPLE: ANY_SAMPLE}) for mean in means}
    )
    if expr.has(ANY_SAMPLE) or not is_linear(expr, means):
        return None
    known = [fact for fact in facts if not fact.expr.atoms(SampleMean)]
    proof = by_multiples(
        Relation(body, ">" if strict else ">=", sympy.Integer(0)), known, normal, 2
    )
    if proof is None:
        return None
    with suppress(ProofError):
        return combine(expr, average(proof, size))
    return None


def each_class(expr: Any, strict: bool, facts: Sequence[Fact], normal: Normal) -> Fact | None:
    """A sign of an expression with sums over the classes, from a sign for each class."""
    sums = sorted(expr.atoms(ClassSum), key=str)
    if not sums or expr.has(ANY_CLASS) or not is_linear(expr, sums):
        return None
    size = sums[0].args[1]
    marks = {term: term.args[0].xreplace({BOUND_CLASS: ANY_CLASS}) for term in sums}
    rest = expr.xreplace(dict.fromkeys(sums, 0))
    body = sympy.expand(expr.xreplace(marks) - rest) + rest / size
    known = [fact for fact in facts if not fact.expr.atoms(ClassSum)]
    proof = by_multiples(
        Relation(body, ">" if strict else ">=", sympy.Integer(0)), known, normal, 1
    )
    if proof is None:
        return None
    with suppress(ProofError):
        return combine(expr, total(proof, size))
    return None


class InSums(NamedTuple):
    """An expression that is linear in sums of one size: their multipliers, and the rest."""

    size: Any
    times: dict[Any, Any]
    rest: Any

    def body(self, index: Any) -> Any:
        """The terms of the sums at an index, with the multipliers."""
        return sympy.Add(*(
            k * each.args[0].xreplace({each.indices[0]: index}) for each, k in self.times.items()
        ))  # fmt: skip


def in_sums(expr: Any, kind: Any) -> InSums | None:
    """The expression by its sums of a kind, if it is linear in them and they have one size."""
    expr = sympy.expand(expr)
    sums = sorted(expr.atoms(kind), key=str)
    sizes = {each.args[1] for each in sums}
    if len(sizes) != 1 or not is_linear(expr, sums):
        return None
    times = {each: expr.coeff(each, 1) for each in sums}
    rest = sympy.expand(expr - sympy.Add(*(k * each for each, k in times.items())))
    return InSums(*sizes, times, rest)


def is_linear(expr: Any, sums: Sequence[Any]) -> bool:
    marks = {term: sympy.Dummy(real=True) for term in sums}
    opened: Any = sympy.expand(expr.xreplace(marks))
    return all(
        sum(part.has(mark) for mark in marks.values()) <= 1
        and all(
            not part.has(mark) or part.as_independent(mark, as_Add=False)[1] == mark
            for mark in marks.values()
        )
        for part in sympy.Add.make_args(opened)
    )
