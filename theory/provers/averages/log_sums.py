"""The logarithm of a sum over the classes, such as that of exponentials of scores.

It is at least the logarithm of every term, so at least each mean of these; and at most their mean
by the shares of the terms, plus the logarithm of the number of classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ANY_ROW, ClassSum, CountSymbol, Relation
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    combine,
    log_bound,
    log_increases,
    log_quotient,
    positive,
    reciprocal,
    renamed,
    total,
    total_of_others,
)
from lossproof.theory.provers.classes.units import body, over, unit_sum
from lossproof.theory.provers.plain import above


def of_log_sums(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Bounds of the logarithms of sums of positive terms in the goal, by means of their terms."""
    for log in sorted(goal.difference.atoms(sympy.log), key=str):
        whole: Any = log.args[0]
        if not isinstance(whole, ClassSum) or not isinstance(whole.args[1], CountSymbol):
            continue
        term, least = above(body(whole), facts), above(whole, facts)
        if term is not None and least is not None and term.expr.has(ANY_CLASS):
            with suppress(ProofError):
                yield from _bounds(whole, term, least, facts)


def _bounds(whole: Any, term: Fact, least: Fact, facts: Sequence[Fact]) -> Iterator[Fact]:
    size = whole.args[1]
    others = total_of_others(term, ANY_ROW, size, positive(size - 1))
    every = log_increases(renamed(others, {ANY_ROW: ANY_CLASS}), term)
    for weight in facts:
        of: Any = weight.expr
        if weight.sign == "==" or not of.is_Indexed or of.indices[-1] != ANY_CLASS:
            continue
        if (unit := unit_sum(of, facts)) is not None and unit[2] == size:
            one, side, _ = unit
            mean = total(combine(sympy.expand(of * every.expr), (weight, every)), size)
            level = sympy.log(whole)
            yield combine(level - over(sympy.expand(of * (level - every.expr)), size), mean,
                          (-side * level, one))  # fmt: skip
    share = combine(term.expr / whole, (term, reciprocal(least)))
    yield _below(every, share, whole)
    yield _near(whole, term, least, share)


def _below(every: Fact, share: Fact, whole: Any) -> Fact:
    """`log S - sum p log x >= 0`, for the shares `p = x / S` of the terms."""
    size, level = whole.args[1], sympy.log(whole)
    mean = total(combine(sympy.expand(share.expr * every.expr), (share, every)), size)
    return combine(level - over(sympy.expand(share.expr * (level - every.expr)), size), mean)


def _near(whole: Any, term: Fact, least: Fact, share: Fact) -> Fact:
    """`log c + sum p log x - log S >= 0`, from `log(S / (c x)) <= S / (c x) - 1`."""
    size, (of, level) = whole.args[1], (term.expr, sympy.log(whole))
    mean = combine(whole / size, (least, positive(1 / size)))
    ratio = combine(mean.expr / of, (mean, reciprocal(term)))
    expr = ratio.expr - 1 - level + sympy.log(size) + sympy.log(of)
    tangent = combine(
        expr, log_bound(ratio), log_quotient(mean, term), log_quotient(least, positive(size))
    )
    weighted = total(combine(sympy.expand(share.expr * expr), (share, tangent)), size)
    logs = over(sympy.expand(share.expr * sympy.log(of)), size)
    return combine(sympy.log(size) + logs - level, weighted)
