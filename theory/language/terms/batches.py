"""Expectations over a batch of independent samples, each of which falls in one of k cells.

`batch_mean` is the mean of a function of the counts. Where the number of samples is a number, every
table of counts is enumerated; where it is a symbol, the mean stays one inert, linear term, and the
rules below say what it is.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, cast

import sympy
from sympy.core.parameters import global_parameters

from lossproof.theory.language.cells import AnyCount, Count
from lossproof.theory.language.definedness import poles
from lossproof.theory.language.needs import Ways, all_met, seen
from lossproof.theory.language.realising import asked, note, realise
from lossproof.theory.language.relations import exactly
from lossproof.theory.language.sums import Binder, Inert, whole
from lossproof.theory.language.terms.determinants import determinant, matrix


class IsZero(Inert):
    """1 where the argument is 0, else 0."""

    head = "is-zero"
    nargs = 1
    is_integer = is_nonnegative = True

    @classmethod
    def eval(cls, x: sympy.Expr) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]  # in SymPy: eval(*args)
        known = (seen(x, "==") or seen(x, "!=")) and (x.is_number or not poles(x))
        return sympy.Integer(seen(x, "==")) if known else None

    def _sympystr(self, printer: Any) -> str:
        return f"[{printer._print(self.args[0])} = 0]"


def is_zero(x: Any) -> sympy.Expr:
    """1 where `x` is 0, else 0."""
    return cast(sympy.Expr, IsZero(x))


class OverBatches(Binder):
    """A mean over batches: none stands inside another one."""


class BatchMean(OverBatches):
    """`BatchMean(body, n, p_0, …)`: the mean of `body` in `Count(a)` for n samples, P(a) = p_a."""

    head = "batch-mean"

    @property
    def bound(self) -> frozenset[Any]:
        return frozenset(Count(a) for a in range(len(self.args) - 2))

    @property
    def opened(self) -> Any:
        """The body, in the counts of any batch."""
        cells, size = len(self.args) - 2, self.args[1]
        body: Any = self.args[0]
        return body.xreplace({Count(a): AnyCount(a, cells, size) for a in range(cells)})

    def realised(self, values: Mapping[str, Any]) -> Any:
        body, needs = asked(self.args[0], values)
        size, *chances = (realise(argument, values) for argument in self.args[1:])
        counted = {ways for ways in needs if any(e.has(Count) for way in ways for e, _ in way)}
        note(needs - counted, values)
        if body is sympy.nan or not has_values(counted, int(size), len(chances)):
            return sympy.nan
        return BatchMean(body, size, *chances)

    @classmethod
    def eval(cls, body: sympy.Expr, size: sympy.Expr, *chances: sympy.Expr) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]  # in SymPy: eval(*args)
        if body.has(OverBatches) or any(chance.has(OverBatches) for chance in chances):
            raise ValueError(f"a mean over batches must not contain another one: {body}, {chances}")
        if size.is_Integer:
            cells = sorted({int(cast(Any, count.args[0])) for count in body.atoms(Count)})
            others = [p for a, p in enumerate(chances) if a not in cells]
            law = [*(chances[a] for a in cells), *([sympy.Add(*others)] if others else [])]

            def at(counts: Sequence[int]) -> Any:
                known = zip(cells, counts, strict=False)  # the other cells are together the last
                return body.xreplace({Count(a): sympy.Integer(k) for a, k in known})

            return _enumerated(at, int(size), law)
        body = sympy.expand(body)
        if isinstance(body, sympy.Add):
            return sympy.Add(*(cls(term, size, *chances) for term in body.args))
        inside, outside = sympy.sift(
            sympy.Mul.make_args(body), lambda factor: factor.has(Count), binary=True
        )
        inside, outside = sympy.Mul(*inside), sympy.Mul(*outside)
        if inside == 1:
            # The chances sum to 1 only by a fact, so the mean of 1 is left as it is.
            return None if outside == 1 else outside * cls(sympy.Integer(1), size, *chances)
        return None if outside == 1 else outside * cls(inside, size, *chances)

    def _sympystr(self, printer: Any) -> str:
        return f"E({printer._print(self.args[0])})"


def has_values(needs: Collection[Ways], size: int, cells: int) -> bool:
    """Whether what is needed of the counts is so for every table of them."""
    known = (
        {Count(a): sympy.Integer(k) for a, k in enumerate(table)}
        for table in (tables(size, cells) if needs else ())
    )
    return all(all_met(needs, counts) for counts in known)


def tables(size: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Every way in which `size` samples fall in so many cells."""
    for bars in itertools.combinations(range(size + cells - 1), cells - 1):
        edges = (-1, *bars, size + cells - 1)
        yield tuple(b - a - 1 for a, b in itertools.pairwise(edges))


def _enumerated(
    of: Callable[[Sequence[Any]], Any], size: int, chances: Sequence[Any]
) -> sympy.Expr:
    terms: list[Any] = []
    for counts in tables(size, len(chances)):
        value = sympy.sympify(of([*exactly(counts)]))
        if value != 0 or not global_parameters.evaluate:  # as written, each chance needs a value
            ways = math.factorial(size) // math.prod(map(math.factorial, counts))
            chance = sympy.Mul(*(p**k for p, k in zip(chances, counts, strict=True)))
            terms.append(ways * chance * value)
    return sympy.Add(*terms)


def batch_mean(of: Callable[[Sequence[Any]], Any], size: Any, chances: Sequence[Any]) -> sympy.Expr:
    """The mean of `of(counts)` for independent samples, each in cell a with chance `chances[a]`.

    Their number is `size`, a number or a symbol; `counts` is as long as `chances`.
    """
    cells = [sympy.sympify(p) for p in chances]
    if isinstance(whole(size), int) or size.is_Integer:
        return _enumerated(of, int(size), cells)
    body = sympy.sympify(of([Count(a) for a in range(len(cells))]))
    return cast(sympy.Expr, BatchMean(body, size, *cells))


def cells_of(table: Any) -> list[Any]:
    """The entries of a matrix row by row: the chances of the cells of a batch of pairs."""
    return [table[i][j] for i in range(int(table.size)) for j in range(int(table[i].size))]


def table_of(cells: Sequence[Any], classes: int) -> Any:
    """The matrix whose entries are listed row by row."""
    return matrix(lambda i, j: cells[i * classes + j], classes)


@cache
def permutations(size: int) -> tuple[tuple[tuple[int, ...], int], ...]:
    """Every permutation of 0..size-1, with its sign."""
    return tuple(
        (order, (-1) ** sum(a > b for a, b in itertools.combinations(order, 2)))
        for order in itertools.permutations(range(size))
    )


def batch_factor(size: Any, classes: int) -> Any:
    r"""`n! / ((n - C)! n^C)`: what a batch of n leaves of a C by C determinant, 0 if n < C."""
    return math.prod((size - k for k in range(classes)), start=sympy.Integer(1)) / size**classes


def batch_determinant(counts: Sequence[Any], size: Any, classes: int) -> sympy.Expr:
    """The determinant of the table of frequencies of a batch."""
    return determinant(table_of(counts, classes)) / size**classes


def expected_determinant(law: Any, size: Any) -> sympy.Expr:
    """The mean of `batch_determinant` for independent pairs of the joint matrix `law`."""
    return batch_mean(lambda counts: batch_determinant(counts, size, law.size), size, cells_of(law))
