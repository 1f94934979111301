"""Rules of algebra, from facts to facts. Each rejects a conclusion that does not follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_SAMPLE,
    BOUND_CLASS,
    BOUND_SAMPLE,
    ClassSum,
    Obligation,
    SampleMean,
    SamplesSymbol,
    Sense,
    obligations,
    seen,
    subterms,
)
from lossproof.theory.numbers.properties import integer
from lossproof.theory.proof.facts import (
    Case,
    Fact,
    ProofError,
    assume,
    bind,
    closed,
    discharge,
    finite,
    follow,
    need,
    pole_free,
    sized,
    spoken,
    vanishes,
)

Term = Fact | sympy.Expr | int | Sequence[Any]


def positive(expr: Any) -> Fact:
    """An expression that is positive by its domains: ⊢ `expr > 0`, if the domains of the symbols
    show it.

    The domains must also show that no term of `expr` has a pole.
    """
    expr = pole_free(expr)
    if not seen(expr, ">"):
        raise ProofError(f"{expr} is not evidently positive from the domain of its symbols")
    return follow(expr, ">", "evident sign", trust=["sympy"])


def nonnegative(expr: Any) -> Fact:
    """An expression that is nonnegative by its domains: ⊢ `expr >= 0`, if the domains of the
    symbols show it.

    The domains must also show that no term of `expr` has a pole.
    """
    expr = pole_free(expr)
    if not seen(expr, ">="):
        raise ProofError(f"{expr} is not evidently nonnegative from the domain of its symbols")
    return follow(expr, ">=", "evident sign", trust=["sympy"])


def identity(lhs: Any, rhs: Any) -> Fact:
    """An identity: ⊢ `lhs == rhs`, if `lhs - rhs` over a common denominator expands to 0."""
    difference = spoken(lhs) - spoken(rhs)
    if not vanishes(difference):
        raise ProofError(f"not an identity: {lhs} - ({rhs}) leaves {sympy.expand(difference)}")
    return follow(difference, "==", "identity", trust=["sympy"])


def _product(term: Term) -> tuple[sympy.Expr, Sense, list[Fact], frozenset[Obligation]]:
    factors: list[Any] = list(term) if isinstance(term, (tuple, list)) else [term]
    if any(factor is None for factor in factors):
        raise ProofError("a term is None: give a fact (easy returns None if it finds no proof)")
    facts = [factor for factor in factors if isinstance(factor, Fact)]
    others = [spoken(factor) for factor in factors if not isinstance(factor, Fact)]
    value = sympy.Mul(*(fact.expr for fact in facts), *others)
    doubts = frozenset[Obligation]().union(*map(obligations, others))
    if any(fact.sign == "==" for fact in facts):
        return value, "==", facts, doubts
    others = list(map(pole_free, others))
    if unknown := [other for other in others if not seen(other, ">=")]:
        raise ProofError(f"the multiplier {unknown[0]} is not evidently nonnegative")
    strict = all(fact.strict for fact in facts) and all(seen(o, ">") for o in others)
    return value, ">" if strict else ">=", facts, doubts


def _alone(term: Term) -> Fact | None:
    """The one fact of a product whose other factors are 1."""
    factors: Sequence[Any] = term if isinstance(term, (tuple, list)) else [term]
    left = [
        each for each in factors
        if (each.expr if isinstance(each, Fact) and each.strict else each) != 1
    ]  # fmt: skip
    return left[0] if len(left) == 1 and isinstance(left[0], Fact) else None


def combine(goal: Any, *terms: Term) -> Fact:
    """A sum of products of known facts: `f_1`, `f_2`, … ⊢ `goal >= 0`, if `goal` equals a sum of
    products of these facts.

    Each term is one fact, or a sequence of facts and multipliers, which stands for their product. A
    multiplier of an equality may be any expression with a value. A multiplier of an inequality must
    be nonnegative by the domains of its symbols. The conclusion is `goal > 0` if at least one
    product is positive. The conclusion is `goal == 0` if every product contains an equality. One
    fact that already states the goal is returned itself.
    """
    goal = spoken(goal)
    if len(terms) == 1 and (fact := _alone(terms[0])) is not None and fact.expr == goal:
        return fact
    products = [_product(term) for term in terms]
    rest = goal - sympy.Add(*(value for value, *_ in products))
    if not vanishes(rest):
        raise ProofError(
            f"{goal} is not the sum of the given terms: the difference is {sympy.expand(rest)}"
        )
    signs = {sign for _, sign, *_ in products}
    sign: Sense = ">" if ">" in signs else ">=" if ">=" in signs else "=="
    premises = [fact for _, _, facts, _ in products for fact in facts]
    doubts = obligations(goal).union(*(asked for *_, asked in products))
    by = {"terms": [list(term) if isinstance(term, (tuple, list)) else [term] for term in terms]}
    return follow(goal, sign, "combination", *premises, trust=["sympy"], doubts=(doubts,), by=by)


def reciprocal(fact: Fact) -> Fact:
    """The reciprocal of a positive number: `e > 0` ⊢ `1/e > 0`.

    Every term of `e` must have a value, by the domains or by earlier steps of the proof.
    """
    divisor = finite(need(fact, ">", "a divisor"))
    return follow(1 / divisor, ">", "reciprocal", fact)


def quotient(goal: Any, product: Fact, divisor: Fact) -> Fact:
    """Division by a positive number: `divisor * goal >= 0`, `divisor > 0` ⊢ `goal >= 0`.

    If the first premise is `>` or `==`, the conclusion is `>` or `==` too.
    """
    return combine(goal, (product, reciprocal(divisor)))


def squeezed(fact: Fact, reverse: Fact) -> Fact:
    """Equality from two inequalities: `e >= 0`, `-e >= 0` ⊢ `e == 0`."""
    need(fact, ">=", "the first side")
    if not vanishes(need(reverse, ">=", "the other side").expr + fact.expr):
        raise ProofError(f"{reverse} is not the negative of {fact}")
    return follow(fact.expr, "==", "neither above nor below 0", fact, reverse)


def whole(fact: Fact) -> Fact:
    """An integer above 0 is at least 1: `e > 0` ⊢ `e - 1 >= 0`, for an integer `e`.

    The expression `e` may contain sums over the classes of integers and of indicators, but no mean.
    """
    expr = need(fact, ">", "an integer").expr
    if not integer(pole_free(expr)):
        raise ProofError(f"{expr} is not evidently an integer")
    return follow(expr - 1, ">=", "an integer above 0 is at least 1", fact)


def replaced(expr: Any, equality: Fact, old: Any, new: Any) -> Fact:
    """Replacing equals by equals: `old == new` ⊢ `expr == expr'`, where `expr'` is `expr` with
    `new` in place of `old`.

    At least one of `expr` and `expr'` must have a value.
    """
    expr, old, new = spoken(expr), spoken(old), spoken(new)
    same = vanishes(old - new - equality.expr) or vanishes(new - old - equality.expr)
    if equality.sign != "==" or not same:
        raise ProofError(f"{equality} does not say that {old} equals {new}")
    if expr == old and equality.expr == old - new:
        return equality
    other = expr.xreplace({old: new})
    there = subterms(other)
    image = {term: term.xreplace({old: new}) for term in subterms(expr)}
    written = obligations(expr - other)
    forward = {each for each in written if each.term not in image.values()}
    backward = {each for each in written if image.get(each.term) not in there}
    doubts = (obligations(expr) | forward, obligations(other) | backward)
    by = {"expression": expr, "old": old, "new": new}
    return follow(expr - other, "==", "equals for equals", equality, doubts=doubts, by=by)


def total(fact: Fact, size: Any) -> Fact:
    """The sum over the classes of a nonnegative term: `e(l) >= 0` for every class `l` ⊢ `sum_l e(l)
    >= 0`.

    If the premise is `>` or `==`, the conclusion is `>` or `==` too. No case assumption and no sum
    inside `e` may contain `l`. The argument `size` is the symbol of the number of classes.
    """
    closed(fact, ANY_CLASS)
    body = bind(fact.expr, ANY_CLASS, BOUND_CLASS, ClassSum)
    over = cast(sympy.Expr, ClassSum(body, sized(size)))
    by = {"index": ANY_CLASS, "size": size}
    return follow(over, fact.sign, "sum over the classes", fact, by=by)


def average(fact: Fact, size: Any) -> Fact:
    """The mean over the samples of a nonnegative term: `e(s) >= 0` for every sample `s` ⊢ `mean_s
    e(s) >= 0`.

    If the premise is `>` or `==`, the conclusion is `>` or `==` too. No case assumption and no mean
    inside `e` may contain `s`. The argument `size` is the symbol of the number of samples.
    """
    closed(fact, ANY_SAMPLE)
    if not isinstance(size, SamplesSymbol):
        raise ProofError(f"the size {size} of a mean is not the symbol of the number of samples")
    body = bind(fact.expr, ANY_SAMPLE, BOUND_SAMPLE, SampleMean)
    mean = cast(sympy.Expr, SampleMean(body, size))
    return follow(mean, fact.sign, "mean over the samples", fact, by={"size": size})


def cases(
    split: Any,
    upper: Callable[[Fact], Fact],
    lower: Callable[[Fact], Fact],
    strict: bool = False,
    *,
    bases: Sequence[Fact] = (),
) -> Fact:
    """Proof by two cases: (`split >= 0` ⊢ `e >= 0`), (`split <= 0` ⊢ `e >= 0`) ⊢ `e >= 0`.

    The rule splits a proof into two cases by the sign of the number `split`. With `strict` the
    first case is `split > 0`. The functions `upper` and `lower` receive their case as a fact, and
    must prove a relation about the same expression `e`. If both functions prove the same relation,
    the conclusion is that relation. The domains must show that `split` is real. The facts `bases`
    show `b >= 0` for bases `b` of positive powers in `split`.
    """
    split, bases = spoken(split), tuple(bases)
    known = {finite(need(fact, ">=", "a base")) for fact in bases}
    powers = {
        power: sympy.Dummy(real=True)
        for power in split.atoms(sympy.Pow)
        if power.base in known and seen(power.exp, ">")
    }
    if obligations(split.xreplace(powers)):
        raise ProofError(f"{split} is not evidently a real number, which is >= 0 or <= 0")
    above: Sense = ">" if strict else ">="
    high, low = (Case(f"{split} {sign} 0", frozenset(split.free_symbols)) for sign in (above, "<="))
    first = upper(assume(split, above, high, *bases))
    second = lower(assume(-split, ">=", low, *bases))
    if not vanishes(first.expr - second.expr):
        raise ProofError(
            f"the cases of {split} must prove the same fact; they prove {first} and {second}"
        )
    sign = first.sign if first.sign == second.sign else ">="
    by = {"split": split, "strict": strict}
    return discharge(first.expr, sign, "both cases", (first, high), (second, low), by=by)
