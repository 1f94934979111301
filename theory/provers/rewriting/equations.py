"""Known equalities, each solved for a term and used to replace it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_SAMPLE,
    Binder,
    CountSymbol,
    Index,
    LabelSymbol,
    SamplesSymbol,
)
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, reciprocal
from lossproof.theory.provers.rewriting.instances import any_in, instance, meant, multiplied_out

Above = Callable[[Any, bool], Fact | None]


@dataclass(frozen=True)
class Equation:
    """`term == value`, by a fact about their difference, for any class in it."""

    term: Any
    value: Any
    fact: Fact

    def at(self, term: Any) -> tuple[Any, Fact] | None:
        """The value of a term that matches, and the fact, or None."""
        named = meant(self.term, term)
        if named is None:
            return None
        value = self.value.xreplace(dict(named))
        if value == term or value.has(term):
            return None
        with suppress(ProofError):
            return value, instance(self.fact, named)
        return None


def solved(fact: Fact, above: Above) -> Equation | None:
    """The equality solved for its most complex term with a nonzero coefficient, or None."""
    opened = multiplied_out(fact.expr)
    for term in sorted(_terms(opened), key=_rank):
        times = opened.coeff(term, 1)
        rest = opened - multiplied_out(times * term)
        if times == 0 or rest.has(term) or times.has(term) or not any_in(rest) <= any_in(term):
            continue
        if any_in(times) - any_in(term) or (over := _divisor(times, above)) is None:
            continue
        with suppress(ProofError):
            side, divisor = over
            by = divisor.expr if isinstance(divisor, Fact) else divisor
            value = sympy.Add(*(-side * part * by for part in sympy.Add.make_args(rest)))
            return Equation(term, value, combine(term - value, (side, divisor, fact)))
    return None


def terms_of(expr: Any) -> Iterator[Any]:
    """The terms of an expression, except those inside its sums."""
    if isinstance(expr, (Linear, Binder)) or not expr.args or expr.is_Indexed:
        yield expr
        return
    yield expr
    for part in expr.args:
        yield from terms_of(part)


def _terms(opened: Any) -> Iterable[Any]:
    terms = dict[Any, None]()
    for part in sympy.Add.make_args(opened):
        for factor in sympy.Mul.make_args(part):
            known = isinstance(factor, (Linear, Binder, sympy.KroneckerDelta))
            if known or factor.is_Indexed or _is_number(factor):
                terms[factor] = None
    return [x for x in terms if not isinstance(x, sympy.KroneckerDelta) or len(terms) == 1]


def _is_number(factor: Any) -> bool:
    others = (Index, LabelSymbol, SamplesSymbol)
    return factor.is_Symbol and not isinstance(factor, others)


def _rank(term: Any) -> Any:
    binder = isinstance(term, (Linear, Binder))
    return (
        not binder,
        -len(term.atoms(sympy.Indexed)),
        -len(any_in(term)),
        not (term.is_Indexed or term.is_Symbol),
        isinstance(term, CountSymbol),
        str(term),
    )


def _divisor(times: Any, above: Above) -> tuple[int, Any] | None:
    """The sign of a nonzero factor, and the reciprocal of its absolute value."""
    if times.is_number:
        return (1 if times > 0 else -1), 1 / abs(times)
    if times.has(ANY_SAMPLE):
        return None
    for side in (1, -1):
        if (known := above(side * times, True)) is not None:
            with suppress(ProofError):
                return side, reciprocal(known)
    return None
