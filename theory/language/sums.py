"""Sums over classes and means over samples whose number may be a number or a symbol.

With a number they are written out. With a symbol they stay one inert, linear term, so that a
statement in `c` or `n` is a single expression and an identity between two of them is an
`expand` away. `realise` writes a symbolic one out again, which is how the two forms are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

import sympy

from theory.language.cells import Count
from theory.language.relations import Every, Relation, flatten, replaced_in


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


class SamplesSymbol(sympy.Symbol):
    """A symbol for a number of samples, which is at least 1."""

    __slots__ = ()


class LabelSymbol(sympy.Symbol):
    """A symbol for a class, or for a family of classes: 0, …, c - 1."""

    __slots__ = ()


BOUND_CLASS = Index("j", integer=True, nonnegative=True)
BOUND_SAMPLE = Index("i", integer=True, nonnegative=True)
ANY_CLASS = Index("l", integer=True, nonnegative=True)
ANY_ROW = RowIndex("s", integer=True, nonnegative=True)
ANY_COLUMN = RowIndex("t", integer=True, nonnegative=True)
ANY_SAMPLE = Index("s", integer=True, nonnegative=True)


def is_label(value: Any) -> bool:
    """Whether the value is evidently a class: any class `l`, any row, a label's symbol, or 0."""
    symbol = cast(Any, value.base).label if isinstance(value, sympy.Indexed) else value
    if isinstance(symbol, LabelSymbol):  # one that is known to be prime, say, may be no class
        return value.assumptions0 == ANY_CLASS.assumptions0
    return value in (ANY_CLASS, ANY_ROW, ANY_COLUMN, 0)


class Inert(sympy.Function):
    """A function that is a finite number wherever its arguments are."""

    head: ClassVar[str]


class Partial(sympy.Function):
    """A function that has a value only where one of its `demands` is met."""

    head: ClassVar[str]

    @property
    def demands(self) -> tuple[tuple[tuple[Any, str], ...], ...]:
        """Ways to have a value, each of them expressions with what they must be: >, >= or != 0."""
        raise TypeError(f"{type(self).__name__} does not say where it has a value")


class WrittenTerm(sympy.Function):
    """A term that is written out in others; it may have no value where its last argument is 0."""

    @classmethod
    def written(cls, *arguments: Any) -> Any:
        """The term of these arguments, in others."""
        raise TypeError(f"{cls.__name__} is not written out")


class Binder(Inert):
    """An inert term that binds indices of its own in its first argument, the body."""

    @property
    def indices(self) -> tuple[Any, ...]:
        """The indices that it binds, as they are written."""
        return ()

    @property
    def bound(self) -> frozenset[Any]:
        """The indices it binds."""
        raise TypeError(f"{type(self).__name__} does not say what it binds")

    @property
    def opened(self) -> Any:
        """The body, in what stands for any value of the indices it binds."""
        return self.args[0]

    def realised(self, values: Mapping[str, Any]) -> Any:
        """The term in numbers, as `realise` writes it out."""
        raise TypeError(f"{type(self).__name__} is not written out")

    def _eval_is_real(self) -> bool | None:
        return self.opened.is_real


class Linear(Inert):
    """A sum or mean over one index, linear in its body: the factors free of the index come out."""

    index: Index
    nargs = 2

    @property
    def indices(self) -> tuple[Any, ...]:
        """The index that it binds."""
        return (self.index,)

    @classmethod
    def of_one(cls, size: Any) -> Any:
        """What it makes of the body 1."""
        return size

    @classmethod
    def eval(cls, body: Any, size: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]  # in SymPy: eval(*args)
        body = sympy.expand(body)
        if body.is_zero:
            return body
        if isinstance(body, sympy.Add):
            return sympy.Add(*(cls(term, size) for term in body.args))
        factors = sympy.Mul.make_args(body)
        parts = sympy.sift(factors, lambda factor: cls.index in unbound(factor), binary=True)
        inside, outside = (sympy.Mul(*part) for part in parts)
        if inside.atoms(cls):
            raise ValueError(
                f"a sum inside a sum over the same index cannot be kept symbolic: {body}"
            )
        if inside == 1:
            return outside * cls.of_one(size)
        return None if outside == 1 else outside * cls(inside, size)

    def _eval_is_real(self) -> bool | None:
        return self.args[0].is_real


class ClassSum(Linear):
    """`ClassSum(body, size)`: the sum of `body` over `j = 0, …, size - 1`; linear and inert."""

    head = "sum"
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

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        body = rf"\left\langle {printer._print(self.args[0])} \right\rangle_{{i}}"
        return body if exp is None else f"{{{body}}}^{{{exp}}}"


def unbound(expression: Any) -> frozenset[Any]:
    """The indices and counts that only a sum or another `Binder` may bind, and none does."""
    if isinstance(expression, (BoundIndex, Count)) or expression in (BOUND_CLASS, BOUND_SAMPLE):
        return frozenset({expression})
    if isinstance(expression, Binder):
        bound, others = expression.bound, expression.args[1:]
        outside = (unbound(part) for part in others if part not in bound)
        return (unbound(expression.args[0]) - bound).union(*outside)
    bound = {expression.index} if isinstance(expression, Linear) else set[Any]()
    return frozenset[Any]().union(*map(unbound, expression.args)) - bound


def _bind(kind: type[sympy.Function], term: Callable[[Any], Any], index: Index) -> Any:
    """`term(index)`, once no sum inside it depends on the index, which its own would capture."""
    fresh = sympy.Dummy(integer=True, nonnegative=True)
    body: Any = sympy.sympify(term(fresh))
    if any(inner.has(fresh) for inner in body.atoms(kind)):
        raise ValueError(f"a sum inside a sum over the same index cannot be kept symbolic: {body}")
    return body.xreplace({fresh: index})


def _count(size: Any, *symbols: type[sympy.Symbol]) -> int | None:
    if isinstance(size, (int, sympy.Integer)):
        return int(size)
    if symbols and not isinstance(size, symbols):
        allowed = " or ".join(kind.__name__ for kind in symbols)
        raise ValueError(f"the size must be a number or a {allowed} of the statement; got {size}")
    return None


def _of_every(statement: Callable[[Any], Any], index: Index, size: Any) -> Every:
    """What it says of every index, once it says nothing of the index by itself."""
    fresh = sympy.Dummy(integer=True, nonnegative=True)
    said = statement(fresh)
    if any(side.has(index) for part in flatten(said) for side in (part.lhs, part.rhs)):
        raise ValueError(
            f"what holds of every {index} is about {index} already: use every_class, every_column "
            "and every_sample (which also stands for the rows of a matrix) once each"
        )
    return Every(index, size, replaced_in(said, {fresh: index}))


def class_sum(term: Callable[[Any], Any], size: Any) -> sympy.Expr:
    """The sum of `term(j)` over the classes `j = 0, …, size - 1`; `size` a number or a symbol."""
    count = _count(size)
    if count is None:
        return cast(sympy.Expr, ClassSum(_bind(ClassSum, term, BOUND_CLASS), size))
    return sympy.Add(*(sympy.sympify(term(j)) for j in range(count)))


def sample_mean(term: Callable[[Any], Any], size: Any) -> sympy.Expr:
    """The mean of `term(i)` over the samples `i = 0, …, size - 1`."""
    count = _count(size, SamplesSymbol)
    if count is None:
        return cast(sympy.Expr, SampleMean(_bind(SampleMean, term, BOUND_SAMPLE), size))
    return sympy.Add(*(sympy.sympify(term(i)) for i in range(count))) / count


def every_class(statement: Callable[[Any], Any], size: Any) -> Any:
    """`statement(l)` for every class `l`; one statement in the symbol `l` if `size` is a symbol."""
    count = _count(size, CountSymbol)
    if count is None:
        return _of_every(statement, ANY_CLASS, size)
    return tuple(statement(label) for label in range(count))


def every_column(statement: Callable[[Any], Any], size: Any) -> Any:
    """`statement(t)` for every column `t` of a matrix, as `every_class` says it."""
    count = _count(size, CountSymbol)
    if count is None:
        return _of_every(statement, ANY_COLUMN, size)
    return tuple(statement(column) for column in range(count))


def every_sample(statement: Callable[[Any], Any], size: Any) -> Any:
    """`statement(s)` for every sample `s`; one statement in `s` if `size` is a symbol.

    Also for every row of a matrix: in `ANY_ROW` if `size` is the symbol of the number of classes.
    """
    count = _count(size, SamplesSymbol, CountSymbol)
    if count is None:
        return _of_every(statement, ANY_ROW if isinstance(size, CountSymbol) else ANY_SAMPLE, size)
    return tuple(statement(s) for s in range(count))


class Vector(tuple[Any, ...]):
    """A vector with one entry per class, written out."""

    __slots__ = ()

    def __new__(cls, entries: Iterable[Any]) -> Vector:
        return super().__new__(cls, entries)

    @property
    def size(self) -> int:
        return len(self)

    def total(self, of: Callable[[Any], Any] = lambda entry: entry) -> sympy.Expr:
        """The sum of `of(entry)` over the entries."""
        return sympy.Add(*(sympy.sympify(of(entry)) for entry in self))


class SymbolicVector:
    """A vector with a symbolic number of entries: `entry(j)` for the class `j`."""

    def __init__(self, entry: Callable[[Any], Any], size: Any) -> None:
        self._entry, self.size = entry, size

    def __getitem__(self, label: Any) -> Any:
        return self._entry(label)

    def __iter__(self) -> Iterator[Any]:
        if not isinstance(self.size, (int, sympy.Integer)):
            raise TypeError(
                f"a vector of {self.size} entries cannot be gone through one by one: use total(), "
                "class_sum or every_class"
            )
        return (self[label] for label in range(int(self.size)))

    def total(self, of: Callable[[Any], Any] = lambda entry: entry) -> sympy.Expr:
        """The sum of `of(entry)` over the entries, as one term."""
        return class_sum(lambda j: of(self[j]), self.size)


class Blocks:
    """A vector known up to order: `Blocks((a, 1), (b, c - 1))` has one entry a, c - 1 entries b."""

    def __init__(self, *blocks: tuple[Any, Any]) -> None:
        self.blocks = tuple((sympy.sympify(value), sympy.sympify(count)) for value, count in blocks)

    @property
    def size(self) -> sympy.Expr:
        return sympy.Add(*(count for _, count in self.blocks))

    def total(self, of: Callable[[Any], Any] = lambda entry: entry) -> sympy.Expr:
        """The sum of `of(entry)` over the entries."""
        return sympy.Add(*(count * sympy.sympify(of(value)) for value, count in self.blocks))


class Remembered(dict[str, Any]):
    """Values that keep what `realise` makes of each sum: for many expressions at one point.

    `poles` are what it raised to a power or took a logarithm of: where one of them is 0, there may
    be no value, though what SymPy makes of the whole has one.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.sums: dict[Any, Any] = {}
        self.poles: set[Any] = set()


def realise(expression: Any, values: Mapping[str, Any]) -> Any:
    """The expression with every symbol replaced by its value in `values` and every sum written out.

    Values are numbers, or nested sequences for what is indexed.
    """
    if isinstance(expression, Relation):
        return expression.map(lambda side: realise(side, values))
    if isinstance(expression, (ClassSum, SampleMean, Binder)):
        known = values.sums if isinstance(values, Remembered) else dict[Any, Any]()
        if expression not in known:
            known[expression] = _written_out(expression, values)
        return known[expression]
    if isinstance(expression, sympy.Indexed):
        value = values[str(cast(sympy.IndexedBase, expression.base).label)]
        for index in expression.indices:
            place = int(realise(index, values))
            if not 0 <= place < len(value):
                raise IndexError(
                    f"{expression} asks for the entry {place} of {len(value)}, which count from 0: "
                    "let the domain have more, as in Classes(3)"
                )
            value = value[place]
        return sympy.sympify(value)
    if isinstance(expression, sympy.Symbol):
        return sympy.sympify(values[expression.name])
    if not expression.args:
        return expression
    arguments = [realise(argument, values) for argument in expression.args]
    if isinstance(values, Remembered) and _may_have_pole(expression, arguments):
        values.poles.add(arguments[-1 if isinstance(expression, WrittenTerm) else 0])
    if isinstance(expression, WrittenTerm):
        return expression.written(*arguments)
    return expression.func(*arguments)


def _may_have_pole(expression: Any, arguments: Sequence[Any]) -> bool:
    if isinstance(expression, sympy.Pow):
        return not (arguments[1].is_nonnegative or arguments[0].is_nonzero)
    return isinstance(expression, (sympy.log, WrittenTerm)) and not arguments[-1].is_nonzero


def _written_out(expression: ClassSum | SampleMean | Binder, values: Mapping[str, Any]) -> Any:
    if isinstance(expression, Binder):
        return expression.realised(values)
    body, size = expression.args
    mean = isinstance(expression, SampleMean)
    index, write = (BOUND_SAMPLE, sample_mean) if mean else (BOUND_CLASS, class_sum)
    return write(
        lambda k: realise(body.xreplace({index: sympy.Integer(k)}), values), realise(size, values)
    )
