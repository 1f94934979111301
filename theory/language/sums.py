"""Sums over classes and means over samples whose number may be a number or a symbol.

With a number they are written out. With a symbol they stay one inert, linear term, so that a
statement in `c` or `n` is a single expression and an identity between two of them is an
`expand` away. `realise` writes a symbolic one out again, which is how the two forms are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, cast

import sympy

from lossproof.theory.language.cells import Count, TableCount
from lossproof.theory.language.needs import Ways
from lossproof.theory.language.relations import Every, exactly, flatten, replaced_in
from lossproof.theory.numbers.properties import integer, shown


class Index(sympy.Symbol):
    """A class or sample index: never equal to a parameter that has the same name."""

    __slots__ = ()


class RowIndex(Index):
    """A second class index, for the rows of a matrix: never equal to a sample index."""

    __slots__ = ()


class BoundIndex(Index):
    """An index that only a `Binder` may bind: never equal to one of another kind."""

    __slots__ = ()


class CountSymbol(sympy.Symbol):
    """A symbol for a number of classes, which is at least 2."""

    __slots__ = ()
    least, written = 2, "a number of classes, as c = Classes()"


class SamplesSymbol(sympy.Symbol):
    """A symbol for a number of samples, which is at least 1."""

    __slots__ = ()
    written = "a number of samples, as n = Samples()"


class LabelSymbol(sympy.Symbol):
    """A symbol for a class, or for a family of classes: 0, …, c - 1."""

    __slots__ = ()


BOUND_CLASS = Index("j", integer=True, nonnegative=True)
BOUND_SAMPLE = Index("i", integer=True, nonnegative=True)
ANY_CLASS = Index("l", integer=True, nonnegative=True)
ANY_ROW = RowIndex("s", integer=True, nonnegative=True)
ANY_COLUMN = RowIndex("t", integer=True, nonnegative=True)
ANY_SAMPLE = Index("s", integer=True, nonnegative=True)
ANY = (ANY_CLASS, ANY_ROW, ANY_COLUMN)


def is_label(value: Any) -> bool:
    """Whether the value is evidently a class: any class `l`, any row, a label's symbol, or 0."""
    symbol = cast(Any, value.base).label if isinstance(value, sympy.Indexed) else value
    if isinstance(symbol, LabelSymbol):  # one that is known to be prime, say, may be no class
        return value.assumptions0 == ANY_CLASS.assumptions0
    return value in (ANY_CLASS, ANY_ROW, ANY_COLUMN, 0)


def is_index(symbol: Any) -> bool:
    """Whether the symbol is one of the indices, of which no more is assumed than of any class."""
    known = (BOUND_CLASS, BOUND_SAMPLE, ANY_CLASS, ANY_ROW, ANY_COLUMN, ANY_SAMPLE)
    own = isinstance(symbol, BoundIndex) and symbol.assumptions0 == ANY_CLASS.assumptions0
    return own or symbol in known


class Inert(sympy.Function):
    """A finite number wherever its arguments are; an integer where those at `integral` are."""

    head: ClassVar[str]
    integral: ClassVar[tuple[int, ...]] = ()
    is_real = True


class Partial(sympy.Function):
    """A function that has a value only where one of its `demands` is met."""

    head: ClassVar[str]

    @property
    def demands(self) -> Ways:
        """Ways to have a value, each of them expressions with what they must be: >, >= or != 0."""
        raise TypeError(f"{type(self).__name__} does not define where it has a value")


class WrittenTerm(sympy.Function):
    """A term that is written out in others; it may have no value where its last argument is 0."""

    @classmethod
    def written(cls, *arguments: Any) -> Any:
        """The term of these arguments, in others."""
        raise TypeError(f"{cls.__name__} has no form in other terms")


class Binder(Inert):
    """An inert term that binds indices of its own in its first argument, the body.

    `scope` are the places of all arguments in which it binds them; what is `whole` is not expanded
    where it stands in a sum, and what is `numbered` has a number as its size, or that of classes.
    """

    scope: tuple[int, ...] = (0,)
    whole = numbered = False

    @property
    def indices(self) -> tuple[Any, ...]:
        """The indices that it binds, as they are written."""
        return ()

    @property
    def extents(self) -> tuple[Any, ...]:
        """How many values each of these has."""
        return (self.args[1],) * len(self.indices)

    @property
    def bound(self) -> frozenset[Any]:
        """What it binds, indices or counts."""
        return frozenset(self.indices)

    @property
    def opened(self) -> Any:
        """The body, in what stands for any value of the indices it binds."""
        return self.args[0]

    def realised(self, values: Mapping[str, Any]) -> Any:
        """The term in numbers, as `realise` writes it out."""
        raise TypeError(f"{type(self).__name__} cannot be evaluated in numbers")


def expanded(body: Any) -> Any:
    """The expression as a sum of products, but for what is left whole."""
    inert = body.atoms(Linear, Binder)
    if not any(isinstance(inner, Binder) and inner.whole for inner in inert):
        return sympy.expand(body)
    kept = {inner: sympy.Dummy(real=True) for inner in inert}
    form: Any = sympy.expand(body.xreplace(kept))
    return form.xreplace({dummy: inner for inner, dummy in kept.items()})


class Linear(Inert):
    """A sum or mean over one index, linear in its body: the factors free of the index come out."""

    index: Index
    nargs = 2

    @property
    def indices(self) -> tuple[Any, ...]:
        """The index that it binds."""
        return (self.index,)

    @property
    def extents(self) -> tuple[Any, ...]:
        """How many values it has."""
        return (self.args[1],)

    @classmethod
    def of_one(cls, size: Any) -> Any:
        """What it makes of the body 1."""
        return size

    @classmethod
    def eval(cls, body: Any, size: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]  # in SymPy: eval(*args)
        body = expanded(body)
        if body == 0:
            return body
        if isinstance(body, sympy.Add):
            return sympy.Add(*(cls(term, size) for term in body.args))
        factors = sympy.Mul.make_args(body)
        parts = sympy.sift(factors, lambda factor: cls.index in unbound(factor), binary=True)
        inside, outside = (sympy.Mul(*part) for part in parts)
        if inside.atoms(cls):
            raise ValueError(
                f"a sum inside a sum over the same index must have numbers as sizes: {body}"
            )
        if inside == 1:
            return outside * cls.of_one(size)
        return None if outside == 1 else outside * cls(inside, size)


class ClassSum(Linear):
    """`ClassSum(body, size)`: the sum of `body` over `j = 0, …, size - 1`; linear and inert."""

    head, integral = "sum", (0,)
    index = BOUND_CLASS

    def _sympystr(self, printer: Any) -> str:
        return f"sum_j({printer._print(self.args[0])})"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        size = printer._print(self.args[1])
        body = rf"\left(\sum_{{j=1}}^{{{size}}} {printer._print(self.args[0])}\right)"
        return body if exp is None else f"{body}^{{{exp}}}"


class SampleMean(Linear):
    """`SampleMean(body, size)`: the mean of `body` over `i = 0, …, size - 1`; linear and inert."""

    head = "mean"
    index = BOUND_SAMPLE

    @classmethod
    def of_one(cls, size: Any) -> Any:
        return sympy.Integer(1)

    def _sympystr(self, printer: Any) -> str:
        return f"mean_i({printer._print(self.args[0])})"


LEVELS = tuple(BoundIndex(f"i{level}", integer=True, nonnegative=True) for level in (1, 2, 3, 4))


def _level(expr: Any) -> int:
    """The level of a sum over the expression."""
    inner = [LEVELS.index(each.args[2]) + 1 for each in expr.atoms(NestedSum)]
    return 1 + max(inner, default=0) if inner or expr.atoms(ClassSum) else 0


def _over_classes(body: Any, size: Any, index: Any) -> Any:
    """The sum of the body, in which there are no sums, over the index."""
    if body.has(BOUND_CLASS):
        raise ValueError(f"{body} already contains {BOUND_CLASS}, the index of the sum")
    return ClassSum(body.xreplace({index: BOUND_CLASS}), size)


class NestedSum(Binder):
    """`NestedSum(body, size, index)`: the sum of `body` over `index`; linear and inert."""

    head, integral = "sum", (0,)
    nargs = 3

    @property
    def indices(self) -> tuple[Any, ...]:
        return (self.args[2],)

    @classmethod
    def eval(cls, body: Any, size: Any, index: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]  # in SymPy: eval(*args)
        body = expanded(body)
        if body == 0:
            return body
        if isinstance(body, sympy.Add):
            return sympy.Add(*(cls(term, size, index) for term in body.args))
        if any(index in inner.bound for inner in body.atoms(Binder)):
            raise ValueError(f"{index} is already an index in {body}")
        parts = sympy.sift(sympy.Mul.make_args(body), lambda e: e.has(index), binary=True)
        inside, outside = (sympy.Mul(*part) for part in parts)
        if inside == 1:
            return outside * size
        if not (level := _level(inside)):
            return outside * _over_classes(inside, size, index)
        if level > len(LEVELS):
            raise ValueError(f"sums are nested more than {len(LEVELS)} deep in {inside}")
        proper = LEVELS[level - 1]
        if index == proper:
            return None if outside == 1 else outside * cls(inside, size, proper)
        if inside.has(proper):
            raise ValueError(f"{inside} already contains {proper}, the index of the sum")
        return outside * cls(inside.xreplace({index: proper}), size, proper)

    def _sympystr(self, printer: Any) -> str:
        return f"sum_{self.args[2]}({printer._print(self.args[0])})"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        body, size, index = map(printer._print, self.args)
        text = rf"\left(\sum_{{{index}=1}}^{{{size}}} {body}\right)"
        return text if exp is None else f"{text}^{{{exp}}}"


def unbound(expression: Any) -> frozenset[Any]:
    """The indices and counts that only a sum or another `Binder` may bind, and none does."""
    if isinstance(expression, (BoundIndex, Count)) or expression in (BOUND_CLASS, BOUND_SAMPLE):
        return frozenset({expression})
    if isinstance(expression, TableCount):
        return frozenset[Any]({TableCount}).union(*map(unbound, expression.args))
    if isinstance(expression, Binder):
        bound, inside = expression.bound, expression.scope
        parts = ((k, unbound(x)) for k, x in enumerate(expression.args) if x not in bound)
        return frozenset[Any]().union(*(x - bound if k in inside else x for k, x in parts))
    bound = {expression.index} if isinstance(expression, Linear) else set[Any]()
    return frozenset[Any]().union(*map(unbound, expression.args)) - bound


def _bind(kind: type[sympy.Function], term: Callable[[Any], Any], index: Index, size: Any) -> Any:
    """`term(index)`, once no sum inside it depends on the index, which its own would capture."""
    fresh = sympy.Dummy(integer=True, nonnegative=True)
    body: Any = sympy.sympify(term(fresh))
    if any(inner.has(fresh) for inner in body.atoms(kind)):
        shown = body.xreplace({fresh: sympy.Symbol(index.name)})
        raise ValueError(
            f"a sum over {size} inside another must not depend on its index; got {shown}: only "
            "sums over the number of classes are nested, and means over the samples two deep"
        )
    return body.xreplace({fresh: index})


def _count(size: Any, *symbols: Any) -> int | None:
    if isinstance(size, (int, sympy.Integer)):
        return int(size)
    if callable(size):
        raise ValueError("the function comes first and the size second")  # noqa: TRY004
    if symbols and not isinstance(size, symbols):
        allowed = " or ".join(kind.written for kind in symbols)
        raise ValueError(f"the size must be a whole number or {allowed}; got {size}")
    return None


def whole(size: Any) -> Any:
    """The size, a number or in symbols; `ValueError` unless it is evidently whole, from 0 on."""
    number = sympy.sympify(size)
    if not (integer(number) and shown(number, ">=")):
        raise ValueError(f"the size must be provably a whole number of at least 0; got {size}")
    return size


def _of_every(statement: Callable[[Any], Any], index: Index, size: Any) -> Every:
    """What it says of every index, once it says nothing of the index by itself."""
    fresh = sympy.Dummy(integer=True, nonnegative=True)
    said = statement(fresh)
    if any(side.has(index) for part in flatten(said) for side in (part.lhs, part.rhs)):
        raise ValueError(
            f"a relation for every {index} already contains {index}: use every_class, every_column "
            "and every_sample (which also stands for the rows of a matrix) once each"
        )
    return Every(index, size, replaced_in(said, {fresh: index}))


def class_sum(term: Callable[[Any], Any], size: Any) -> sympy.Expr:
    """The sum of `term(j)` over the classes `j = 0, …, size - 1`; `size` as `whole` has it.

    The terms may be sums that depend on `j`, up to five deep.
    """
    count = _count(size)
    whole(size)
    if count is None and isinstance(size, CountSymbol):
        fresh = sympy.Dummy(integer=True, nonnegative=True)
        body: Any = sympy.sympify(term(fresh))
        if body.atoms(ClassSum, NestedSum):
            return cast(sympy.Expr, NestedSum(body, size, fresh))
        return cast(sympy.Expr, _over_classes(body, size, fresh))
    if count is None:
        return cast(sympy.Expr, ClassSum(_bind(ClassSum, term, BOUND_CLASS, size), size))
    return sympy.Add(*(sympy.sympify(term(j)) for j in exactly(range(count))))


def sample_mean(term: Callable[[Any], Any], size: Any) -> sympy.Expr:
    """The mean of `term(i)` over the samples `i = 0, …, size - 1`.

    The terms may be means that depend on `i`: over pairs of samples.
    """
    count = _count(size, SamplesSymbol)
    if count is None:
        fresh = sympy.Dummy(integer=True, nonnegative=True)
        body: Any = sympy.sympify(term(fresh))
        if any(inner.has(fresh) for inner in body.atoms(SampleMean)):
            return class_sum(term, size) / size
        return cast(sympy.Expr, SampleMean(_bind(SampleMean, term, BOUND_SAMPLE, size), size))
    return sympy.Add(*(sympy.sympify(term(i)) for i in exactly(range(count)))) / count


def every_class(statement: Callable[[Any], Any], size: Any) -> Any:
    """`statement(l)` for every class `l`; one statement in the symbol `l` if `size` is a symbol."""
    count = _count(size, CountSymbol)
    if count is None:
        return _of_every(statement, ANY_CLASS, size)
    return tuple(map(statement, exactly(range(count))))


def every_column(statement: Callable[[Any], Any], size: Any) -> Any:
    """`statement(t)` for every column `t` of a matrix, as `every_class` says it."""
    count = _count(size, CountSymbol)
    if count is None:
        return _of_every(statement, ANY_COLUMN, size)
    return tuple(map(statement, exactly(range(count))))


def every_sample(statement: Callable[[Any], Any], size: Any) -> Any:
    """`statement(s)` for every sample `s`; one statement in `s` if `size` is a symbol.

    Also for every row of a matrix: in `ANY_ROW` if `size` is the symbol of the number of classes.
    """
    count = _count(size, SamplesSymbol, CountSymbol)
    if count is None:
        return _of_every(statement, ANY_ROW if isinstance(size, CountSymbol) else ANY_SAMPLE, size)
    return tuple(map(statement, exactly(range(count))))
