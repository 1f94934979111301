"""Linear equations with a matrix that has an inverse: each is multiplied by the inverse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ANY_COLUMN, ANY_ROW, BOUND_CLASS, ClassSum
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, renamed, summed
from lossproof.theory.provers.rewriting.normal import Normal

MOST = 6


def by_the_inverse(facts: Sequence[Fact]) -> Iterator[Fact]:
    """`a[t] == sum_j b(j) U[j, t]`, from `sum_i a[i] T[i, j] == b(j)` and `T U = I`, and alike."""
    equal = [fact for fact in facts if fact.sign == "=="]
    identities = [fact for fact in equal if any(_inverses(fact))]
    pairs = {pair for fact in identities for pair in _inverses(fact)}
    normal, made = Normal(identities), 0
    for fact in equal if pairs else ():
        for named in _of_any_class(fact):
            bases = {x.base for x in named.expr.atoms(sympy.Indexed) if len(x.indices) == 2}
            for inverse, of, size in sorted(pairs, key=str):
                if of not in bases or inverse in bases:
                    continue
                for times in (inverse[ANY_CLASS, ANY_COLUMN], inverse[ANY_COLUMN, ANY_CLASS]):
                    if made < MOST:
                        with suppress(ProofError, ValueError):
                            product = combine(sympy.expand(times * named.expr), (named, times))
                            whole = summed(product, ANY_CLASS, size)
                            expr, steps = normal.form(whole.expr)
                            if steps and expr != 0:
                                made += 1
                                yield combine(expr, whole, *((-1, step) for step in steps))


def _inverses(fact: Fact) -> Iterator[tuple[Any, Any, Any]]:
    """The matrices with a product that is the identity, each with the other and their size."""
    for each in fact.expr.atoms(ClassSum) if fact.expr.has(sympy.KroneckerDelta) else ():
        entries = each.args[0].args
        matrices = all(x.is_Indexed and len(x.indices) == 2 for x in entries)
        if len(entries) == 2 and matrices and all(x.has(BOUND_CLASS) for x in entries):
            one, other = (x.base for x in entries)
            yield from ((one, other, each.args[1]), (other, one, each.args[1]))


def _of_any_class(fact: Fact) -> Iterator[Fact]:
    """The fact, if it is about one index, as one about any class."""
    free = fact.expr.free_symbols & {ANY_CLASS, ANY_ROW, ANY_COLUMN}
    if free == {ANY_CLASS}:
        yield fact
    elif len(free) == 1:
        with suppress(ProofError):
            yield renamed(fact, {min(free, key=str): ANY_CLASS})
