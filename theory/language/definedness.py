"""Where the terms of an expression have values: what has to hold, and what is evident of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple, cast

import sympy
from sympy.core.relational import Relational

from lossproof.theory.language.needs import (
    Demand,
    Ways,
    always_met,
    log_ways,
    power_ways,
    seen,
    ways_of_condition,
)
from lossproof.theory.language.relations import Sense
from lossproof.theory.language.sums import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    BOUND_CLASS,
    BOUND_SAMPLE,
    Binder,
    BoundIndex,
    CountSymbol,
    Linear,
    Partial,
    SamplesSymbol,
    is_label,
    unbound,
)

IMPLIED = {">": (">=", "!="), "==": (">=",), ">=": (), "!=": ()}


class BoundSample(BoundIndex):
    """A bound index that runs through the samples, and is called as if it were of classes."""

    __slots__ = ()


class BoundOther(BoundIndex):
    """A bound index that runs through neither the classes nor the samples."""

    __slots__ = ()


class Known(NamedTuple):
    """`expr sign 0`, of any class or sample that it is about, but for those that are fixed.

    Without a sign: that the expression has a value.
    """

    expr: Any
    sign: Sense | None
    fixed: frozenset[Any] = frozenset()


class Obligation(NamedTuple):
    """Ways for a term to have a value, of which one must hold: each of several demands."""

    term: Any
    ways: Ways

    def __str__(self) -> str:
        open_ = [way for way in self.ways if all(_may_hold(e, sign) for e, sign in way)]
        told = [tuple(dict.fromkeys(x for x in way if not seen(*x))) for way in open_]
        ways = (" and ".join(f"{e} {sign} 0" for e, sign in way) for way in _widest(told))
        return f"{self.term} has a value only where " + ", or ".join(ways)


def _widest(ways: Sequence[tuple[Demand, ...]]) -> list[tuple[Demand, ...]]:
    """The ways that imply no other one, each once."""
    once = [*dict.fromkeys(ways)]
    return [
        way for way in once
        if not any(_implies(way, other) and not _implies(other, way)
                   for other in once)
    ]  # fmt: skip


def _implies(way: tuple[Demand, ...], other: tuple[Demand, ...]) -> bool:
    return all(
        any(e == expr and (had == sign or sign in IMPLIED[had]) for e, had in way)
        for expr, sign in other
    )


def _may_hold(expr: Any, sign: Sense) -> bool:
    return not expr.is_Rational or seen(expr, sign)


@lru_cache(maxsize=65536)
def obligations(expr: Any) -> frozenset[Obligation]:
    """What must hold for every term of the expression to have a value, and is not evident."""
    if isinstance(expr, sympy.Piecewise):
        return frozenset(_of_pieces(expr))
    inner = frozenset[Obligation]().union(*map(obligations, _parts(expr)))
    ways = _ways(expr)
    if not ways or any(all(seen(e, sign) for e, sign in way) for way in ways):
        return inner
    return inner | {Obligation(expr, ways)}


def _of_pieces(expr: Any) -> Iterator[Obligation]:
    """What the conditions and values of a Piecewise ask for, each only where it is reached."""
    known, apart = list[Known](), cast(Ways, ())
    for value, condition in expr.args:
        for side in _sides(condition):
            yield from _unless(obligations(side), apart, known)
        last = condition == sympy.true
        beside = apart if last else (*apart, *ways_of_condition(sympy.Not(condition)))
        yield from _unless(obligations(value), beside, [*known, *_known_where(condition)])
        apart = (*apart, *ways_of_condition(condition))
        known += _known_where(sympy.Not(condition))


def _sides(condition: Any) -> Iterator[Any]:
    for relation in condition.atoms(Relational):
        yield from relation.args


def _known_where(condition: Any) -> list[Known]:
    """What holds where a condition does, of the classes and samples that it is about."""
    ways = ways_of_condition(condition)
    demands = ways[0] if len(ways) == 1 else ()
    return [Known(e, cast(Sense, sign), _EVERY) for e, sign in demands if sign != "!="]


def _unless(asked: frozenset[Obligation], apart: Ways, known: list[Known]) -> Iterator[Obligation]:
    """What is asked, unless one of the other ways is met or what is known answers it."""
    for each in asked:
        if not discharged(each, known) and not always_met((*each.ways, *apart)):
            yield Obligation(each.term, (*each.ways, *apart))


def poles(expr: Any) -> frozenset[Obligation]:
    """Those of its obligations without which a term is infinite: a power with a top >= 0 is not."""
    roots = (each for each in obligations(expr) if _is_root(each.term))
    return obligations(expr).difference(roots)


def _is_root(term: Any) -> bool:
    return isinstance(term, sympy.Pow) and seen(term.exp, ">=")


def subterms(expr: Any) -> frozenset[Any]:
    """Every term of the expression, also of the body of what binds indices.

    Not the terms of a Piecewise, but for its first condition: others are not always reached.
    """
    if isinstance(expr, sympy.Piecewise):
        first = cast(Any, expr.args[0])[1]
        return frozenset({expr}).union(*map(subterms, _sides(first)))
    return frozenset({expr}).union(*map(subterms, _parts(expr)))


def _parts(expr: Any) -> tuple[Any, ...]:
    """The terms next inside, with bound indices that are called by what they run through."""
    if not isinstance(expr, (Linear, Binder)):
        return expr.args
    binder = isinstance(expr, Binder)
    named = {i: _called(i, extent) for i, extent in zip(expr.indices, expr.extents, strict=True)}
    parts = (expr.opened, *expr.args[1:]) if binder else expr.args
    scope = expr.scope if binder else (0,)
    return tuple(part.xreplace(named) if k in scope else part for k, part in enumerate(parts))


def _called(index: Any, extent: Any) -> Any:
    of_samples = index == BOUND_SAMPLE
    if isinstance(extent, SamplesSymbol if of_samples else CountSymbol):
        return index
    kind = BoundSample if isinstance(extent, SamplesSymbol) else BoundOther
    return kind(index.name, integer=True, nonnegative=True)


def _ways(expr: Any) -> Ways:
    if isinstance(expr, sympy.Pow):
        return power_ways(expr.base, expr.exp)
    if isinstance(expr, (sympy.log, sympy.polygamma)):
        return log_ways(expr.args[-1])
    return expr.demands if isinstance(expr, Partial) else ()


def discharged(obligation: Obligation, known: Collection[Known]) -> bool:
    """Whether what is known, of any class or sample if it is about one, meets the obligation."""
    term = obligation.term
    values = [fact for fact in known if fact.sign is None and isinstance(fact.expr, type(term))]
    if any(term == item[0] for fact in values for item in _instances(fact, term)):
        return True
    signed = [fact for fact in known if fact.sign is not None]
    if any(all(_follows(e, sign, signed) for e, sign in way) for way in obligation.ways):
        return True
    # What is not below 0 is 0, which one of the ways allows, or above 0.
    zeros = [way[0][0] for way in obligation.ways if len(way) == 1 and way[0][1] == "=="]
    return any(
        all(_follows(e, sign, [*signed, Known(side, ">", _EVERY)]) for e, sign in way)
        for zero in zeros
        for side in (zero, -zero)
        if _follows(side, ">=", signed)
        for way in obligation.ways
    )


_TOLD = {">": (">", ">=", "!="), ">=": (">=",)}  # of a positive multiple of what has a sign


def _follows(expr: Any, demand: str, known: Collection[Known]) -> bool:
    if seen(expr, demand):
        return True
    instances = {item for fact in known for item in _instances(fact, expr)}
    for fact, sign in instances:
        if demand == "!=" and sign == ">" and expr in sympy.Mul.make_args(fact):
            return True
        if demand in _TOLD.get(sign, ()):
            ratio = _ratio(expr, fact)
            if seen(ratio, ">") or (demand == "!=" and seen(-ratio, ">")):
                return True
    signs, inside = dict[Any, Any](), set(sympy.preorder_traversal(expr))
    for fact, sign in sorted(instances, key=lambda item: item[1], reverse=True):
        if sign in _SIGNS and not fact.is_number and (fact in inside or -fact in inside):
            zero = sign == ">=" and seen(-fact, ">=")
            signs[fact] = sympy.Integer(0) if zero else _mark(fact, sign)
            signs[-fact] = -signs[fact]
    marked = _with_sums_marked(expr.xreplace(signs))
    return marked != expr and seen(marked, demand)


@lru_cache(maxsize=65536)
def _ratio(one: Any, other: Any) -> Any:
    """One expression over another, where it has a value wherever both have; else 0."""
    if one == other:
        return sympy.Integer(1)
    if one.free_symbols != other.free_symbols:
        return sympy.Integer(0)
    ratio = sympy.cancel(sympy.expand(one) / sympy.expand(other))
    return sympy.Integer(0) if obligations(ratio) else ratio


@lru_cache(maxsize=65536)
def _mark(fact: Any, sign: str) -> Any:
    """A number of that sign, another one for every value of an index that a sum around binds."""
    bound = sorted(unbound(fact), key=str)
    base: Any = sympy.IndexedBase(sympy.Dummy(**_SIGNS[sign]))
    return base[tuple(bound)] if bound else base.label


def _with_sums_marked(expr: Any) -> Any:
    """The expression with a number of its sign for every sum or mean of what has one."""
    sums = [each for each in expr.atoms(Linear) if seen(each.args[0], ">=")]
    return expr.xreplace(
        {each: _mark(each, ">" if all(seen(part, ">") for part in each.args) else ">=")
         for each in sums}
    )  # fmt: skip


_SIGNS: dict[str, dict[str, bool]] = {">": {"positive": True}, ">=": {"nonnegative": True}}
_CLASSES = (ANY_CLASS, ANY_ROW, ANY_COLUMN)
_EVERY = frozenset((*_CLASSES, ANY_SAMPLE))


def _instances(fact: Known, within: Any) -> Iterator[tuple[Any, Any]]:
    """The fact, with every index of any class or sample in it one of those of an expression."""
    expr, sign, fixed = fact
    free = [index for index in _any_indices(expr) if index not in fixed]
    if not free:
        yield expr, sign
        return
    classes, samples = _places(within)
    choices = [[index, *(samples if index == ANY_SAMPLE else classes)] for index in free]
    for choice in product(*choices):
        bound = [x for each in choice for x in each.atoms(sympy.Symbol) if _is_bound(x)]
        if any(map(expr.has, bound)):
            continue  # what binds the index inside would take it
        yield _with(expr, (*free,), choice), sign


@lru_cache(maxsize=65536)
def _any_indices(expr: Any) -> tuple[Any, ...]:
    """The indices of any class or sample in an expression."""
    inside = expr.atoms(sympy.Symbol)
    return tuple(index for index in (*_CLASSES, ANY_SAMPLE) if index in inside)


@lru_cache(maxsize=65536)
def _places(expr: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The classes and the samples that an expression is about."""
    atoms = expr.atoms(sympy.Symbol, sympy.Indexed)
    samples = [x for x in atoms if x in (ANY_SAMPLE, BOUND_SAMPLE) or isinstance(x, BoundSample)]
    others = {*samples, *(x for x in atoms if isinstance(x, BoundOther))}
    classes = (x for x in atoms if is_label(x) or (_is_bound(x) and x not in others))
    return tuple(classes), tuple(samples)


@lru_cache(maxsize=65536)
def _with(expr: Any, indices: tuple[Any, ...], values: tuple[Any, ...]) -> Any:
    return expr.xreplace(dict(zip(indices, values, strict=True)))


def _is_bound(symbol: Any) -> bool:
    return symbol in (BOUND_CLASS, BOUND_SAMPLE) or isinstance(symbol, BoundIndex)
