"""What must have a value where the derivative of a loss is the one that SymPy computes.

A derivative is computed of terms that SymPy has evaluated. It is that of the function as it was
written wherever these conditions hold: below a root or a real power is a positive number, and no
jump, end of a piece or kink that stands with another kink is there. At one kink of |·|, Max or Min
it is the mean of the derivatives at the two sides.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import combinations
from typing import Any, ParamSpec, TypeVar

import sympy
from sympy.core.parameters import global_parameters
from sympy.core.relational import Relational

from lossproof.theory.language import UNDEFINED, Binder, evaluated
from lossproof.theory.language.relations import SAYING
from lossproof.theory.language.sums import Linear
from lossproof.theory.numbers.properties import integer

P = ParamSpec("P")
R = TypeVar("R")
KINKS = sympy.Max, sympy.Min, sympy.Abs
SMOOTH = sympy.Add, sympy.Mul, sympy.exp, sympy.log, sympy.Tuple
PIECES = sympy.sign, sympy.Heaviside, sympy.Piecewise


class _Inside(threading.local):
    computed = False


_INSIDE = _Inside()


def computed(function: Callable[P, R]) -> Callable[P, R]:
    """The function, `evaluated`, whose caller sees to where its result has a value."""
    run = evaluated(function)

    @wraps(function)
    def inside(*args: P.args, **named: P.kwargs) -> R:
        before, _INSIDE.computed = _INSIDE.computed, True
        try:
            return run(*args, **named)
        finally:
            _INSIDE.computed = before

    return inside


def is_stated() -> bool:
    """Whether what is made is said by a claim, which has a value only where all of it has one."""
    if _INSIDE.computed and global_parameters.evaluate:
        return False
    return SAYING.now or not global_parameters.evaluate


def smooth_where(written: Iterable[Any], at: dict[Any, Any], *, twice: bool = False) -> list[Any]:
    """Terms that all have values only where the written ones are smooth in some numbers.

    They have a derivative then, or are smooth in every way if they are to have it `twice`. `at`
    has what the numbers are there; that of an `IndexedBase` is a vector.

    Raises
    ------
    ValueError
        If one of the numbers is in a term whose derivative is not known, or what must have a value
        is about no symbol and has none.
    """
    with sympy.evaluate(False):
        needs = [
            _put(each, at)
            for term in written
            for each in _needs(sympy.sympify(term), tuple(at), twice)
        ]
    for each in needs:
        if not each.free_symbols and _evaluated(each).has(*UNDEFINED, sympy.I):
            raise ValueError(
                "a loss with a derivative must have no jump, end of a root or of a piece there, "
                f"and no kink of |·|, Max or Min that meets another; got {each}: "
                "state its derivative on each side"
            )
    return needs


def _put(term: Any, at: dict[Any, Any]) -> Any:
    """The term, not evaluated, with what the numbers are."""
    if isinstance(term, sympy.Indexed) and term.base in at:
        return at[term.base][term.indices[0]]
    if not term.has(*at):
        return term
    return at[term] if term in at else term.func(*(_put(part, at) for part in term.args))


@computed
def _evaluated(term: Any) -> Any:
    return term.func(*map(_evaluated, term.args)) if term.args else term


@computed
def _expanded(term: Any) -> Any:
    return sympy.expand(_evaluated(term))


def _needs(term: Any, numbers: tuple[Any, ...], twice: bool) -> Iterator[Any]:
    """What must have a value for the term to be smooth in the numbers."""
    if isinstance(term, sympy.Indexed) or not term.has(*numbers):
        return
    if isinstance(term, (Linear, Binder)):
        yield from _of_sum(term, numbers, twice)
        return
    if isinstance(term, sympy.Piecewise):
        if term.args[-1][1] != sympy.true:
            raise _unknown(term, "its last piece must have the condition True")
        pieces: Any = [
            (sympy.Add(*_needs(value, numbers, twice)), when) for value, when in term.args
        ]
        yield sympy.Piecewise(*pieces)
        parts = [side for each in _relations(term) for side in each.args]
    else:
        parts = term.args
    for part in parts:
        yield from _needs(part, numbers, twice)
    if isinstance(term, sympy.Pow):
        base, top = term.args
        if top.has(*numbers) or not integer(top):
            yield sympy.log(base)
    elif isinstance(term, (*KINKS, *PIECES)):
        met = any(x.has(*numbers) for part in term.args for x in part.atoms(*KINKS))
        many = isinstance(term, KINKS) and len(term.args) > 2  # of which two that tie may stay tied
        for end in _ends(term, every=twice or met or many):
            if many or _expanded(end).has(*numbers):
                yield sympy.Pow(end, -1)
    elif term.args and not isinstance(term, SMOOTH):
        raise _unknown(term, "state it on each side, or without this term")


def _unknown(term: Any, way_out: str) -> ValueError:
    return ValueError(f"the derivative of {term} is not known: {way_out}")


def _of_sum(term: Any, numbers: tuple[Any, ...], twice: bool) -> Iterator[Any]:
    """The same of a sum or a mean, whose terms are to be smooth."""
    if any(part.has(*numbers) for part in term.args[1:]):
        raise _unknown(term, "its sizes and chances must stay")
    if needs := [*_needs(term.args[0], numbers, twice)]:
        yield term.func(sympy.Add(*needs), *term.args[1:])


def _ends(term: Any, *, every: bool) -> Iterator[Any]:
    """What is 0 at a jump, the end of a piece or, if `every` is asked for, a kink."""
    if isinstance(term, sympy.Piecewise):
        yield from (each.lhs - each.rhs for each in _relations(term))
        return
    args = term.args[:1] if isinstance(term, PIECES) else term.args
    sides = [*args, sympy.Integer(0)] if len(args) == 1 else args
    if isinstance(term, PIECES) or every:
        yield from (one - other for one, other in combinations(sides, 2))


def _relations(of: Any) -> Iterator[Any]:
    """The relations in the conditions of a Piecewise, or in one of them."""
    if isinstance(of, Relational):
        yield of
        return
    conditions = [each[1] for each in of.args] if isinstance(of, sympy.Piecewise) else of.args
    for each in conditions:
        yield from _relations(each)
