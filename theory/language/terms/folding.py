"""A side of a relation, made of what was written with `sympy.evaluate(False)`.

Sums, products and powers are SymPy's; functions, conditions and the pieces of a Piecewise stay as
they were written. A divisor, logarithm, root or power that is cancelled and may have no value
stays beside the side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import permutations, product
from typing import Any, NamedTuple

import sympy
from sympy.core.relational import Relational

from lossproof.theory.language.cells import Count, TableCount
from lossproof.theory.language.definedness import obligations
from lossproof.theory.language.relations import evaluated
from lossproof.theory.language.sums import (
    Binder,
    BoundIndex,
    Linear,
    class_sum,
    is_index,
    is_label,
    unbound,
)
from lossproof.theory.language.vocabulary import unspoken
from lossproof.theory.numbers.as_written import AS_WRITTEN, as_written
from lossproof.theory.numbers.properties import integer, parity, shown

_INDICES = [sympy.Dummy(f"j{k}", integer=True, nonnegative=True) for k in range(9)]
Lacking = Callable[[Any, Mapping[Any, Any]], bool]


class Side(NamedTuple):
    """A side of a relation, and the terms beside it that need a value for it to have one."""

    term: Any
    beside: frozenset[Any]


def held(written: Any, lacking: Lacking = lambda *_: True) -> Side:
    """The side, of what was written with `sympy.evaluate(False)`.

    `lacking` tells whether a term may have no value, by how far the bound indices in it run.

    Raises
    ------
    TypeError
        If SymPy made a power something else by what it deduced of its parts, or a term that may
        have no value cancels in a mean over batches.
    """
    asked = dict[Any, None]()
    term = _settled(written, asked)
    kept = _met(term)
    beside = frozenset(
        each for each in _lost(asked, term)
        if not _is_its_factors(each, kept) and lacking(each, _extents(each))
    )  # fmt: skip
    if counted := [each for each in beside if each.atoms(Count, TableCount)]:
        raise TypeError(f"{counted[0]} in a mean over batches cancels: write the mean without it")
    return Side(term, frozenset(map(_summed, beside)))


def _summed(term: Any) -> Any:
    """A sum that has a value where the term has one for every index, as far as each runs."""
    for index, extent in _extents(term).items():
        term = class_sum(lambda j, of=term, index=index: of.xreplace({index: j}), extent)
    return term


@evaluated
def dropped(written: Any, *kept: Any) -> list[Any]:
    """The terms of what was written that need a value for it to have one, and of the others do not.

    An entry of a vector is one of them, whether the vector may lack it or not.

    Raises
    ------
    ValueError
        If what was written has a term of which is not known where it has a value.
    """
    if why := unspoken(sympy.sympify(written)):
        raise ValueError(why)
    asked = dict[Any, None]()
    _settled(sympy.sympify(written), asked)
    return [*_lost(asked, *kept)]


def about_sums(terms: Iterable[Any]) -> bool:
    """Whether one of these terms is about an index that only a sum around it binds."""
    return any(map(_open, terms))


def _is_its_factors(power: Any, kept: frozenset[tuple[str, Any]]) -> bool:
    """Whether a root of a product is the product of the roots, and has a value where they have.

    So it is if at most one factor may be below 0, that one is not where another factor is 0, and
    its root is still asked for.
    """
    if not (power.is_Pow and power.exp.is_Rational and power.exp > 0 and power.base.is_Mul):
        return False
    odd = [each for each in power.base.args if not shown(each, ">=")]
    return not odd or (
        len(odd) == 1 and _of_any((">=", odd[0])) in kept and _above_zero_with(odd[0], power.base)
    )


def _above_zero_with(odd: Any, base: Any) -> bool:
    """Whether this factor of a product is not below 0 where another one is 0."""
    others = (each for each in sympy.Mul.make_args(base) if each != odd and not shown(each, ">"))
    return all(
        isinstance(each, (sympy.Symbol, sympy.Indexed))
        and shown(odd.xreplace({each: sympy.S.Zero}), ">=")
        for each in others
    )


def _open(term: Any) -> frozenset[Any]:
    """The indices in the term that only a sum around it binds."""
    bound = frozenset[Any]().union(*(each.bound for each in term.atoms(Binder)))
    dummies = {each for each in term.free_symbols if isinstance(each, sympy.Dummy)}
    return unbound(term) | (dummies - bound - {*_INDICES})


class _Running(BoundIndex):
    """What stands for a bound index, of which only is known how far it runs."""

    __slots__ = ("extent",)

    def _sympystr(self, _: Any) -> str:
        return self.name.partition(":")[0]


@lru_cache(maxsize=4096)
def _of_extent(extent: Any, place: int) -> Any:
    """One of the indices that run so far; the same each time."""
    index = _Running(
        f"{'jikl'[place % 4]}:{place}:{sympy.srepr(extent)}", integer=True, nonnegative=True
    )
    index.extent = extent
    return index


def _extents(term: Any) -> dict[Any, Any]:
    return {each: each.extent for each in term.free_symbols if isinstance(each, _Running)}


def _closed(inner: Iterable[Any], binder: Any) -> Iterator[Any]:
    """Terms from inside of what binds indices, with an index of the same extent for each."""
    for each in inner:
        named = dict[Any, Any]()
        for index, extent in zip(binder.indices, binder.extents, strict=True):
            if _put(each, {index: sympy.Dummy()}) != each:
                taken = {*each.free_symbols, *named.values()}
                places = (_of_extent(extent, k) for k in range(len(taken) + 1))
                named[index] = next(place for place in places if place not in taken)
        parts = (_put(part, named) for part in each.args)
        whole = each.is_Pow or isinstance(each, sympy.log)  # as it was asked for, not evaluated
        yield each.func(*parts, evaluate=False) if whole else _put(each, named)


def _put(term: Any, named: Mapping[Any, Any]) -> Any:
    """The term with other names for these indices, but where the term itself binds them."""
    if not term.atoms(Linear, Binder):
        return term.xreplace(named)
    own, scope = frozenset[Any](), (0,)
    if isinstance(term, Binder):
        own, scope = term.bound, term.scope
    elif isinstance(term, Linear):
        own = frozenset({term.index})
    left = {index: name for index, name in named.items() if index not in own}
    return term.func(*(
        part if part in own else _put(part, left if k in scope else named)
        for k, part in enumerate(term.args)
    ))  # fmt: skip


def _is_entry_of_table(term: Any) -> bool:
    """Whether it is a count of a cell that the table may lack."""
    return isinstance(term, TableCount) and not all(
        each.is_Integer or is_label(each) or is_index(each) for each in term.args
    )


def _may_be_empty(binder: Any) -> bool:
    """Whether a sum may have no terms, and so ask for nothing."""
    return not all(shown(extent, ">") for extent in binder.extents)


def _settled(term: Any, asked: dict[Any, None]) -> Any:
    """The term as it is evaluated, part by part; `asked` gets what may have no value."""
    if isinstance(term, sympy.Indexed):
        asked[term] = None
    if not term.args or isinstance(term, sympy.Indexed):
        return term
    if isinstance(term, sympy.Piecewise):
        return _settled_pieces(term, asked)
    if isinstance(term, sympy.log) and len(term.args) > 1:
        top, base = (sympy.log(each, evaluate=False) for each in term.args)
        return _settled(sympy.Mul(top, sympy.Pow(base, -1, evaluate=False), evaluate=False), asked)
    inside = dict[Any, None]()
    bodies = term.scope if isinstance(term, Binder) else (0,) if isinstance(term, Linear) else ()
    parts = [_settled(part, inside if k in bodies else asked) for k, part in enumerate(term.args)]
    if bodies:
        _check_empty(term, inside)
        asked.update(dict.fromkeys(_closed(inside, term)))
    kind = AS_WRITTEN.get(term.func, term.func)
    if kind is sympy.ITE:  # SymPy writes it for a Piecewise inside a condition
        when, then, otherwise = parts
        return sympy.Or(sympy.And(when, then), sympy.And(sympy.Not(when), otherwise))
    made = as_written(kind(*parts))
    if isinstance(made, (sympy.Eq, sympy.Ne)) and made.lhs.is_number:
        made = made.reversed  # SymPy does not end with a Piecewise of 0 = x
    if kind is sympy.Pow:
        _check_power(parts[0], parts[1], made)
        if not (parts[1].is_Integer and parts[1] >= 0):
            asked[sympy.Pow(*parts, evaluate=False)] = None
    elif isinstance(term, sympy.log):
        asked[sympy.log(parts[0], evaluate=False)] = None
    elif not (term.is_Add or term.is_Mul):
        asked.update({made: None} if obligations(made) or _is_entry_of_table(made) else {})
    return made


def _settled_pieces(term: Any, asked: dict[Any, None]) -> Any:
    """The Piecewise; `asked` gets what a piece loses, and the whole, which may have no value."""
    pairs, each_asked = list[Any](), list[tuple[dict[Any, None], tuple[Any, ...]]]()
    for value, condition in term.args:
        of_value, of_condition = dict[Any, None](), dict[Any, None]()
        pairs.append((_settled(value, of_value), _settled(condition, of_condition)))
        sides = (side for each in pairs[-1][1].atoms(Relational) for side in each.args)
        each_asked += [(of_value, (pairs[-1][0],)), (of_condition, (*sides,))]
    made = as_written(sympy.Piecewise(*pairs, evaluate=False))
    whole = isinstance(made, sympy.Piecewise)
    for inner, kept in each_asked:
        asked.update(dict.fromkeys(_lost(inner, *kept) if whole else inner))
    asked.update(dict.fromkeys([made] if obligations(made) else []))
    return made


def _check_empty(binder: Any, inside: Iterable[Any]) -> None:
    """`TypeError` if SymPy may take out of a sum that may be empty what may have no value."""
    for each in inside if _may_be_empty(binder) else ():
        needs = each.args[0] if each.is_Pow or isinstance(each, sympy.log) else each
        apart = [f for f in sympy.Mul.make_args(needs) if not unbound(f) & {*binder.indices}]
        if obligations(each) and not all(shown(factor, ">") for factor in apart):
            raise TypeError(
                f"{each} stands in a sum that may be empty, and {apart[0]} does not depend on its "
                "index: take it out of the sum, or let the size be at least 1"
            )


def _check_power(base: Any, top: Any, made: Any) -> None:
    """`TypeError` if what SymPy deduced of compound parts made a power something else."""
    plain = made.is_Pow and made.base == base and made.exp == top
    if (
        plain
        or made.has(sympy.I)
        or top.is_Integer
        or (base.is_Rational and (base >= 0 or top.is_Rational))
    ):
        return
    if integer(top):
        sign = {0: 1, 1: -1, None: 0}[parity(top)]
        if not base.could_extract_minus_sign() or made == sign * sympy.Pow(-base, top):
            return
    inner = base.base if base.is_Pow else base
    factors = [each for each in sympy.Mul.make_args(inner) if not shown(each, ">=")]
    alone = not base.is_Pow and len(factors) == 1 and made.has(*factors)
    if not factors or (alone and (shown(-top, ">") or _above_zero_with(factors[0], base))):
        return
    if isinstance(made, sympy.Abs) and base.is_Pow and made.args[0] == base.base:
        return
    raise TypeError(
        f"SymPy takes ({base})^({top}) for {made}, which does not follow from the domains: write "
        "the term without that power, or choose domains from which it follows"
    )


def _lost(asked: Iterable[Any], *terms: Any) -> Iterator[Any]:
    """What is asked for no longer by any of the terms, and is not evident."""
    kept = _met(*terms)
    open_ = frozenset[Any]().union(*map(obligations, terms))
    for each in asked:
        if not isinstance(each, (sympy.Indexed, TableCount)) and not obligations(each) - open_:
            continue
        if not all(condition in kept for condition in map(_of_any, _conditions(each))):
            yield each


def _of_any(condition: tuple[str, Any]) -> tuple[str, Any]:
    """The condition, expanded, of any values of its bound indices: two indices stay two."""
    sign, of = condition
    parts = of if isinstance(of, tuple) else (of,)
    bound = frozenset[Any]().union(*map(_open, parts))
    forms = (
        tuple(sympy.expand(part.xreplace(names)) for part in parts) for names in _renamed(bound)
    )
    form = min(forms, key=lambda each: [*map(sympy.default_sort_key, each)])
    if isinstance(of, tuple):
        return sign, form
    one = _primitive(form[0])
    return sign, _unsigned(one) if sign == "!=" else one


def _renamed(bound: Iterable[Any]) -> Iterator[dict[Any, Any]]:
    """Other names for bound indices, those that run as far in each order."""
    kinds = dict[Any, list[Any]]()
    for index in bound:
        kinds.setdefault(getattr(index, "extent", None), []).append(index)
    orders = (
        [
            dict(zip(order, _INDICES if extent is None else
                     [_of_extent(extent, k) for k in range(len(order))], strict=False))
            for order in permutations(indices)
        ]
        for extent, indices in kinds.items()
    )  # fmt: skip
    for chosen in product(*orders):
        yield {old: new for names in chosen for old, new in names.items()}


def _met(*terms: Any) -> frozenset[tuple[str, Any]]:
    """What every part of the terms asks for wherever they have values: no piece does."""
    return frozenset(_of_any(each) for term in terms for each in _asked_for(term))


@lru_cache(maxsize=65536)
def _asked_for(term: Any) -> frozenset[tuple[str, Any]]:
    """The same, of the indices that are bound in it only how far they run."""
    own = frozenset(_conditions(term))
    if isinstance(term, (sympy.Piecewise, sympy.Indexed)):
        return own
    inner = frozenset[tuple[str, Any]]().union(*map(_asked_for, term.args))
    if isinstance(term, (Linear, Binder)):
        if _may_be_empty(term):
            return own
        inner = frozenset(_conditions_closed(inner, term))
    return inner | own


def _conditions_closed(inner: Iterable[tuple[str, Any]], binder: Any) -> Iterator[tuple[str, Any]]:
    for sign, of in inner:
        both = sympy.Tuple(*(of if isinstance(of, tuple) else (of,)))
        (closed,) = _closed([both], binder)
        yield sign, tuple(closed) if isinstance(of, tuple) else closed[0]


def _conditions(term: Any) -> Iterator[tuple[str, Any]]:
    """What a power, a logarithm or an entry asks for, factor by factor, but for what is evident."""
    if not term.args:
        return
    if isinstance(term, sympy.Indexed) or _is_entry_of_table(term):
        yield "entry", term
    elif term.is_Pow:
        base, top = term.args
        if top.is_Integer:
            if top < 0:
                yield from _each("!=", base)
        elif top.is_Rational:
            yield from _each(">" if top < 0 else ">=", base)
        elif not shown(base, ">") and not (shown(base, ">=") and shown(top, ">=")):
            factors = (f for f in sympy.Mul.make_args(base) if not shown(f, ">"))
            yield "power", (sympy.Mul(*factors), top)
    elif isinstance(term, sympy.log):
        yield from _each(">", term.args[0])
    elif isinstance(term, sympy.Piecewise):
        if obligations(term):
            yield "term", term
    elif not isinstance(term, (Linear, Binder)) and obligations(term) - frozenset().union(
        *map(obligations, term.args)
    ):
        yield "term", term


def _each(sign: str, base: Any) -> Iterator[tuple[str, Any]]:
    if shown(base, sign):
        return
    sign = "!=" if sign == ">" and shown(base, ">=") else sign
    factors: list[Any] = [f for f in sympy.Mul.make_args(base) if not shown(f, ">")]
    if sign == "!=":
        factors = [f.base if f.is_Pow and f.exp.is_Integer else f for f in factors]
        yield from ((sign, _unsigned(f)) for f in factors if not shown(f, "!="))
    else:
        yield sign, _primitive(sympy.Mul(*factors))


def _primitive(term: Any) -> Any:
    return term.primitive()[1] if term.is_Add else term


def _unsigned(term: Any) -> Any:
    """The term without its rational factor and its sign."""
    term = _primitive(term)
    return -term if term.could_extract_minus_sign() else term
