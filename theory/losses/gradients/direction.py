"""Gradients of losses along a change of the prediction.

A parameter moves the whole prediction: `slopes[j]` is the derivative of `f[j]` in that parameter,
and the slopes sum to 0 because the entries of `f` sum to 1. Every gradient here is differentiated
from the loss itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache, wraps
from typing import Any

import sympy
from sympy.core.parameters import global_parameters

from lossproof.theory.language import (
    BOUND_CLASS,
    UNDEFINED,
    Binder,
    ClassSum,
    CountSymbol,
    SampleMean,
    SymbolicVector,
    Vector,
    is_index,
    is_label,
)
from lossproof.theory.language.relations import SAYING
from lossproof.theory.language.terms import Expectation
from lossproof.theory.language.terms.folding import about_sums, dropped
from lossproof.theory.losses.gradients.smooth import (
    KINKS,
    PIECES,
    computed,
    is_stated,
    smooth_where,
)
from lossproof.theory.numbers.properties import shown

ZERO = sympy.Integer(0)


class _Steps(threading.local):
    depth = 0


_STEPS = _Steps()


@contextmanager
def _new_step() -> Iterator[tuple[Any, Any]]:
    """A step, and the change of every entry, of no derivative that is being computed around it."""
    _STEPS.depth += 1
    try:
        yield _step(_STEPS.depth)
    finally:
        _STEPS.depth -= 1


@cache
def _step(depth: int) -> tuple[Any, Any]:
    return sympy.Dummy(f"t{depth}", real=True), sympy.IndexedBase(sympy.Dummy("d", real=True))


def where_it_has_a_value(found: Any, written: Iterable[Any]) -> Any:
    """What was computed of some terms, which in a claim has no value where they have none.

    A vector is made of entries.
    """
    if not is_stated():
        return found
    if isinstance(found, SymbolicVector):
        return SymbolicVector(lambda k: where_it_has_a_value(found[k], written), found.size)
    if isinstance(found, Vector):
        return Vector(where_it_has_a_value(each, written) for each in found)
    for term in written:
        if lost := dropped(term, ZERO if global_parameters.evaluate else found):
            parts = [term] if about_sums(lost) else lost
            if global_parameters.evaluate:
                _hand_on(parts)
                continue
            found = found + sympy.Add(*(sympy.Mul(0, part) for part in parts))
    return found


def _hand_on(lost: list[Any]) -> None:
    """Leave it to what is `evaluated` around here to say where it has a value."""
    if SAYING.lost is None or about_sums(lost):
        raise ValueError(
            f"a derivative has a value only where {lost[0]} has one, which is lost inside "
            "`sympy.evaluate(True)`: take the derivative outside of it"
        )
    SAYING.lost += lost


def of_a_loss(derivative: Callable[..., Any]) -> Callable[..., Any]:
    """What SymPy computes of `loss(f, y)`, which has a value only where the loss is smooth."""
    plain = computed(derivative)

    @wraps(derivative)
    def stated(loss: Callable[[Any, Any], Any], f: Any, y: Any, *more: Any, **named: Any) -> Any:
        found = plain(loss, f, y, *more, **named)
        if not is_stated():
            return found
        return where_it_has_a_value(found, smooth_at(loss, f, y))

    return stated


def smooth_at(loss: Callable[[Any, Any], Any], f: Any, y: Any, *, twice: bool = False) -> list[Any]:
    """What must have a value for the loss to have one at `f`, and to be smooth in every entry."""
    free: Any
    if isinstance(f, SymbolicVector):
        base: Any = sympy.IndexedBase(sympy.Dummy("f", real=True))
        free, at = SymbolicVector(lambda j: base[j], f.size), {base: f}
    else:
        free = Vector(sympy.Dummy("f", real=True) for _ in f)
        at = dict(zip(free, f, strict=True))
    own = as_written(lambda: loss(f, y))
    return [own, *entries_of(f), *conditions(lambda: loss(free, y), at, twice=twice)]


def as_written(function: Callable[[], Any]) -> Any:
    """What a function returns, as it is written."""
    with sympy.evaluate(False):
        return sympy.sympify(function())


def conditions(
    function: Callable[[], Any], at: dict[Any, Any], *, twice: bool = False
) -> list[Any]:
    """`smooth_where` of a function, as it is written and as SymPy evaluates it."""
    written = as_written(function)
    return smooth_where((written, sympy.sympify(computed(function)())), at, twice=twice)


def entries_of(vector: Any) -> list[Any]:
    """Terms that have values where every entry of the vector has one."""
    if isinstance(vector, SymbolicVector):
        return [vector.total()]
    return [*vector]


def moved(f: Any, slopes: Any, step: sympy.Symbol) -> Any:
    """The vector after a step, along the slopes of its entries."""
    if isinstance(f, SymbolicVector):
        return SymbolicVector(lambda j: f[j] + step * slopes[j], f.size)
    return Vector(u + step * du for u, du in zip(f, slopes, strict=True))


def along(loss: Callable[[Any, Any], sympy.Expr], f: Any, y: Any, slopes: Any) -> sympy.Expr:
    """The derivative of `loss(f, y)` along the direction in which `f[j]` has slope `slopes[j]`.

    At a kink of |·|, Max or Min it is the mean of the derivatives at the two sides. A claim states
    it with what needs a value for the loss to have one and to be smooth there, times 0: it has none
    at a jump, at the end of a root or of a piece, or where a kink is within another one.

    Raises
    ------
    ValueError
        If the prediction is in a sum over rows, a determinant, a mean or another term whose
        derivative is not known, or the loss of a prediction of numbers is not smooth there.
    """
    found = derivative_along(loss, f, y, slopes)
    if found is sympy.nan:
        return found
    with _new_step() as (step, _):
        ahead = moved(f, slopes, step)
        needs = conditions(lambda: loss(ahead, y), {step: ZERO})
    own = as_written(lambda: loss(f, y))
    return where_it_has_a_value(found, [own, *entries_of(f), *entries_of(slopes), *needs])


@computed
def derivative_along(
    loss: Callable[[Any, Any], sympy.Expr], f: Any, y: Any, slopes: Any
) -> sympy.Expr:
    """The derivative as of `along`, whose caller sees to where it is that of the loss."""
    if _has_no_value(loss(f, y)):
        return sympy.nan
    with _new_step() as (step, _):
        return _derivative_at_0(sympy.sympify(loss(moved(f, slopes, step), y)), step)


# Claims need the same derivative at the same predictions many times.
@lru_cache(maxsize=4096)
def _derivative_at_0(value: Any, step: Any) -> Any:
    return derivative_in(value, step).xreplace({step: ZERO})


@computed
def derivative_in(value: Any, step: sympy.Symbol) -> Any:
    """The derivative of an expression that may contain sums over the classes and expectations.

    At a jump, where it is not 0, a step is to have no value.
    """
    inert = value.atoms(ClassSum, SampleMean, Binder)
    for inner in inert:
        if inner.has(step) and not (isinstance(inner, ClassSum) or _averages(inner, step)):
            raise ValueError(
                f"the derivative of a {type(inner).__name__} is not known: only sums over the "
                "classes have one; give a number of classes or samples"
            )
    symbols = {inner: sympy.Dummy(real=True) for inner in inert}
    closed = value.xreplace(symbols)
    derivative: Any = sympy.diff(closed, step).replace(sympy.DiracDelta, lambda *_: ZERO)
    for inner, symbol in symbols.items():
        if inner.has(step):
            body, *others = inner.args
            change = inner.func(derivative_in(body, step), *others)
            derivative += sympy.diff(closed, symbol) * change
    return derivative.xreplace({symbol: inner for inner, symbol in symbols.items()})


def _averages(inner: Any, step: sympy.Symbol) -> bool:
    """Whether the term is an expectation whose probabilities do not depend on the step."""
    return isinstance(inner, Expectation) and not inner.args[2].has(step)


def _has_no_value(number: Any) -> bool:
    """Whether it is evidently no real number."""
    return sympy.sympify(number).has(*UNDEFINED, sympy.I)


def partial(loss: Callable[[Any, Any], sympy.Expr], f: Any, y: Any, label: Any) -> sympy.Expr:
    """The derivative of `loss(f, y)` in the entry of `f` at `label`, with the others fixed.

    ValueError also if the classes are symbolic and `label` is not evidently one of them.
    """
    found: Any = _partial(loss, f, y, label)
    if isinstance(label, sympy.Dummy) and is_stated():  # it may run farther than the classes
        return found + sympy.Mul(0, f[label])
    return found


@of_a_loss
def _partial(loss: Callable[[Any, Any], sympy.Expr], f: Any, y: Any, label: Any) -> sympy.Expr:
    own = isinstance(f, SymbolicVector) and not is_index(label)
    if own and not _is_class(sympy.sympify(label), sympy.sympify(f.size)):
        raise ValueError(
            f"the label must be one of {f.size} classes: 0, 1 or the symbol of a label; got {label}"
        )
    if not isinstance(f, SymbolicVector):
        return along(loss, f, y, Vector(sympy.KroneckerDelta(j, label) for j in range(f.size)))
    if _has_no_value(loss(f, y)):
        return sympy.nan
    with _new_step() as (step, d):
        ahead = moved(f, SymbolicVector(lambda j: d[j], f.size), step)
        change = _derivative_at_0(sympy.sympify(loss(ahead, y)), step)
    return _of_one_entry(change, d, label, f.size)


def _of_one_entry(change: Any, of: Any, label: Any, size: Any) -> Any:
    """A change, linear in those `of` entries, where only that at the label has one: it is 1.

    A sum over the entries is its term at the label.
    """
    sums: dict[Any, Any] = {}
    own, index = sympy.Dummy(real=True), of[BOUND_CLASS]
    for inner in change.atoms(ClassSum):
        body, over = inner.args
        if over == size and body.has(index):
            rate = derivative_in(body.xreplace({index: own}), own)
            rest = inner.func(body.xreplace({index: ZERO}), over)
            sums[inner] = rate.xreplace({BOUND_CLASS: label}) + rest
    whole = change.xreplace(sums)
    changes = [each for each in whole.atoms(sympy.Indexed) if each.base == of]
    return whole.xreplace({x: sympy.KroneckerDelta(x.indices[0], label) for x in changes})


def _is_class(label: Any, size: Any) -> bool:
    """Whether it is evidently one of so many classes, as an index is where it stands."""
    symbol = is_label(label) or is_index(label) or isinstance(label, sympy.Dummy)
    if size.is_Integer:
        return symbol or bool(label.is_Integer and 0 <= label < size)
    return isinstance(size, CountSymbol) and (symbol or label == 1)


def along_every_label(loss: Callable[[Any, Any], sympy.Expr], f: Any, slopes: Any) -> Any:
    """The derivative `along` the slopes for each label that a sample may be given."""
    if isinstance(f, SymbolicVector):
        return SymbolicVector(lambda j: along(loss, f, j, slopes), f.size)
    return Vector(along(loss, f, j, slopes) for j in range(f.size))


def slope(loss: Callable[[Any], sympy.Expr], u: Any) -> sympy.Expr:
    """The derivative at `u` of a loss of one number.

    It has a value where `along` has one, and raises as that does.

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> slope(lambda u: u**2, x)
    2*x
    """
    found = _slope(loss, u)
    if found is sympy.nan:
        return found
    v = sympy.Dummy("u", real=True)
    needs = conditions(lambda: loss(v), {v: sympy.sympify(u)})
    return where_it_has_a_value(found, [as_written(lambda: loss(u)), u, *needs])


@computed
def _slope(loss: Callable[[Any], sympy.Expr], u: Any) -> sympy.Expr:
    if _has_no_value(loss(u)):
        return sympy.nan
    v = sympy.Dummy("u", real=True)
    value: Any = sympy.sympify(loss(v))
    if shown(sympy.sympify(u), ">=") and not value.has(*KINKS, *PIECES):
        v = sympy.Dummy("u", positive=True)
        value = sympy.sympify(loss(v))
    return derivative_in(value, v).xreplace({v: sympy.sympify(u)})


def weight(loss: Callable[[Any], sympy.Expr], u: Any) -> sympy.Expr:
    """The weight of a sample: the factor of `-∇f_y` in the gradient of a loss of `u = f_y`."""
    return -slope(loss, u)
