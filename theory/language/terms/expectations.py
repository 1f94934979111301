"""Expectations where a class is drawn, such as a noisy label from its row of the noise.

`Expectation` says what is averaged, of how many classes one is drawn, and with what chances, so
that a sampler can draw from it. `unfold` is what it is worth: a sum over the classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, cast

import sympy

from lossproof.theory.language.realising import at_index, realise
from lossproof.theory.language.sums import (
    BOUND_CLASS,
    BOUND_SAMPLE,
    Binder,
    BoundIndex,
    ClassSum,
    CountSymbol,
    NestedSum,
    SampleMean,
    class_sum,
    is_label,
    sample_mean,
    unbound,
)

DRAWN = tuple(BoundIndex(name, integer=True, nonnegative=True) for name in ("z", "z2", "z3", "z4"))


class Expectation(Binder):
    """`Expectation(body, size, law, index)`: the mean of `body` where `index` is drawn; inert.

    One of the classes 0, …, `size` - 1 is drawn, each with the chance `law`, an expression in the
    index as the body is. Its value is the sum of `law` times `body` over the classes; a sampler
    refuses a law that is no law. Every level of nesting has an index of its own.
    """

    head = "expect"
    nargs = 4
    scope = (0, 2)
    whole = numbered = True

    @property
    def indices(self) -> tuple[Any, ...]:
        return (self.args[3],)

    @classmethod
    def eval(cls, body: Any, size: Any, law: Any, index: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]  # in SymPy: eval(*args)
        if any(index in inner.bound for inner in body.atoms(Binder) | law.atoms(Binder)):
            raise ValueError(f"{index} is already an index in {body} or {law}")
        inner = body.atoms(cls) | law.atoms(cls)
        level = max((DRAWN.index(each.args[3]) + 1 for each in inner), default=0)
        if level >= len(DRAWN):
            raise ValueError(f"expectations are nested more than {len(DRAWN)} deep in {body}")
        proper = DRAWN[level]
        if index == proper:
            return None
        if proper in unbound(body) | unbound(law):
            raise ValueError(f"{body} or {law} contains {proper}, which is sampled")
        return cls(body.xreplace({index: proper}), size, law.xreplace({index: proper}), proper)

    def realised(self, values: Mapping[str, Any]) -> Any:
        body, size, law, index = cast(Any, self.args)

        def term(k: Any) -> Any:
            return at_index(law, index, k, values) * at_index(body, index, k, values)

        return class_sum(term, realise(size, values))

    def _sympystr(self, printer: Any) -> str:
        body, size, law, index = cast(Any, self.args)
        if size.is_Integer and law.has(sympy.KroneckerDelta):
            at = [{index: sympy.Integer(k)} for k in range(int(size))]
            pairs = [[printer._print(side.xreplace(k)) for side in (law, body)] for k in at]
            return f"E({'; '.join(': '.join(pair) for pair in pairs)})"
        if row := _row(law, index):
            chances = f"{printer._print(row[0])}[{', '.join([*map(printer._print, row[1]), ':'])}]"
        else:
            chances = f"[{printer._print(law)}]"
        return f"E_{index}~{chances}({printer._print(body)})"


def _row(law: Any, index: Any) -> tuple[Any, list[Any]] | None:
    """The name and the indices of the row of a parameter that a law is, if it is one."""
    if isinstance(law, sympy.Indexed) and law.indices[-1] == index:
        before = list(law.indices[:-1])
        if not any(place.has(index) for place in before):
            return cast(Any, law.base).label, before
    return None


def expected(of: Callable[[Any], Any], law: Any) -> sympy.Expr:
    """The mean of `of(z)` where the class `z` is drawn from `law`, a vector of chances.

    With a number of classes it is a number if chances and values are; those that are known only of
    numbers, as the entries of a `Vector` are, are listed class by class.
    """
    fresh, size = sympy.Dummy(integer=True, nonnegative=True), sympy.sympify(law.size)

    def kept() -> Any:
        return Expectation(sympy.sympify(of(fresh)), size, sympy.sympify(law[fresh]), fresh)

    if isinstance(size, CountSymbol):
        return cast(sympy.Expr, kept())
    values, chances = ([entry(k) for k in range(int(size))] for entry in (of, law.__getitem__))
    listed = sampled_value(values, chances)
    if listed.has(Expectation):
        with suppress(TypeError):  # a tuple has no entry at a symbol
            return cast(sympy.Expr, kept())
    return listed


def sampled_value(values: Any, chances: Any) -> sympy.Expr:
    """The mean of a value that is drawn from a list, with the chances of another one."""
    terms = [(sympy.sympify(x), sympy.sympify(p)) for x, p in zip(values, chances, strict=True)]
    if not any(side.free_symbols for term in terms for side in term):
        return sympy.Add(*(x * p for x, p in terms))
    fresh = sympy.Dummy(integer=True, nonnegative=True)
    marks = [sympy.KroneckerDelta(k, fresh) for k in range(len(terms))]
    body, law = (
        sympy.Add(*(mark * term[side] for mark, term in zip(marks, terms, strict=True)))
        for side in (0, 1)
    )
    return cast(sympy.Expr, Expectation(body, sympy.Integer(len(terms)), law, fresh))


def unfold(expr: Any, labels: frozenset[Any] = frozenset()) -> Any:
    """The expression with every expectation as the sum over the classes that it is.

    Of a multiple of `KroneckerDelta(z, y)` in the law of `z` the body at `y` is left, if `y` is
    evidently a class, and one whatever `z` is. `labels` are symbols that stand for classes.
    """
    return _unfolded(expr, labels) if expr.has(Expectation) else expr


# A proof asks for the same expectations at every step.
@lru_cache(maxsize=4096)
def _unfolded(expr: Any, labels: frozenset[Any]) -> Any:
    if isinstance(expr, Expectation):
        return _sum(expr, labels)
    if isinstance(expr, (ClassSum, NestedSum, SampleMean)):
        return _opened(expr, labels)
    return expr.func(*(unfold(part, labels) for part in expr.args))


def _opened(expr: Any, labels: frozenset[Any]) -> Any:
    """The same sum or mean of what its terms are unfolded."""
    body, size = expr.args[:2]
    fresh = sympy.Dummy(integer=True, nonnegative=True)
    if isinstance(expr, SampleMean):
        inner = unfold(body.xreplace({BOUND_SAMPLE: fresh}), labels)
        return sample_mean(lambda i: inner.xreplace({fresh: i}), size)
    index = expr.args[2] if isinstance(expr, NestedSum) else BOUND_CLASS
    inside = labels | {fresh} if isinstance(size, CountSymbol) else labels
    inner = unfold(body.xreplace({index: fresh}), inside)
    try:
        return class_sum(lambda j: inner.xreplace({fresh: j}), size)
    except ValueError:  # a sum over what are no classes holds none in its index
        return expr


def _sum(expr: Any, labels: frozenset[Any]) -> Any:
    body, size, law, index = expr.args
    fresh = sympy.Dummy(integer=True, nonnegative=True)
    counted = isinstance(size, CountSymbol)
    inside = labels | {fresh} if counted else labels
    body, law = (unfold(part.xreplace({index: fresh}), inside) for part in (body, law))
    if not counted:
        if not size.is_Integer:
            raise ValueError(f"{expr} is over {size}, which is not the number of classes")
        every = [{fresh: sympy.Integer(k)} for k in range(int(size))]
        return sympy.Add(*(law.xreplace(at) * body.xreplace(at) for at in every))

    def share(part: Any) -> Any:
        """What a part of the law leaves of the body."""
        for factor in sympy.Mul.make_args(part):
            label = _marked(factor, fresh)
            if label in labels or is_label(label):
                return (part / factor * body).xreplace({fresh: label})
        free, bound = part.as_independent(fresh, as_Add=False)
        return free * class_sum(lambda j: (bound * body).xreplace({fresh: j}), size)

    return sympy.Add(*map(share, sympy.Add.make_args(sympy.expand(law))))


def _marked(factor: Any, index: Any) -> Any:
    """`y`, if the factor is `KroneckerDelta(index, y)` and `y` is not about the index."""
    if not (isinstance(factor, sympy.KroneckerDelta) and index in factor.args):
        return None
    first, second = cast(Any, factor.args)
    label = second if first == index else first
    return None if label.has(index) else label
