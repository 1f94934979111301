"""Joint distributions of two variables with c values each."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast

import numpy as np
import sympy

from lossproof.theory.domain.base import (
    Domain,
    Environment,
    Index,
    exact,
    number_of_classes,
    size_term,
    square,
)
from lossproof.theory.domain.points import Simplex
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_ROW,
    Relation,
    SymbolicVector,
    Vector,
    class_sum,
    eq,
    ge,
)


class Cells(Simplex):
    """The entries of a joint matrix, row by row."""

    def simple(self, env: Environment) -> np.ndarray:
        """Simple tables: those of `Simplex`, and the balanced mixtures of two permutations."""
        c = round(int(self.size(self.classes, env)) ** 0.5)
        shifts = [np.roll(np.eye(c), k, axis=1) for k in range(c)]
        reversed_ = [shift[:, ::-1] for shift in shifts]
        weights = [Fraction(k, 6) for k in (6, 5, 4, 3, 2, 1)]
        mixed = {
            tuple(float(w) / c * one + float(1 - w) / c * other)
            for one in map(np.ravel, shifts + reversed_)
            for other in map(np.ravel, shifts + reversed_)
            for w in weights
        }
        upper = np.triu(np.ones((c, c)))
        mixed |= {tuple(np.ravel(table / table.sum())) for table in (upper, upper.T)}
        rows = np.concatenate([super().simple(env), np.array(sorted(mixed))])
        return np.unique(rows.round(12), axis=0)


class Joint(Domain):
    """Joint matrices: `Q[i][j] = P(first = i, second = j)`, nonnegative with sum 1."""

    @property
    def brief(self) -> str:
        return "any joint distribution"

    def __init__(self, classes: Any) -> None:
        self.classes = number_of_classes(classes, "Joint")

    def class_sizes(self) -> tuple[Any, ...]:
        return (self.classes,)

    def extent(self) -> str:
        return square(self.classes)

    def term(self) -> str:
        return f"(joint {size_term(self.classes)})"

    def describe(self) -> str:
        return "a joint matrix (c rows of c nonnegative entries, all of which sum to 1)"

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        base = cast(sympy.IndexedBase, sympy.IndexedBase(name, nonnegative=True))
        size = self.size(self.classes, env)

        def row(i: Any) -> SymbolicVector:
            return SymbolicVector(lambda j: base[(*index, i, j)], size)

        return SymbolicVector(row, size)

    def facts(self, value: Any) -> dict[str, Relation]:
        mass = class_sum(lambda i: class_sum(lambda j: value[i][j], value.size), value.size)
        return {"nonnegative": ge(value[ANY_ROW][ANY_CLASS], 0), "total": eq(mass, 1)}

    def check(self, value: Any, env: Environment) -> Vector:
        classes = int(self.size(self.classes, env))
        if not isinstance(value, (list, tuple)) or not all(
            isinstance(row, (list, tuple)) for row in value
        ):
            raise self.refuse(f"{value}; write rows such as [[1/2, 0], [0, 1/2]]")
        widths = [len(row) for row in value]
        if widths != [classes] * classes:
            actual = f"{len(widths)} rows of {' and '.join(map(str, sorted(set(widths)))) or 0}"
            raise ValueError(f"{self.name} must be {classes} by {classes}; got {actual}")
        rows = Vector(Vector(exact(x, f"an entry of {self.name}") for x in row) for row in value)
        least, total = min(map(min, rows)), sympy.Add(*(x for row in rows for x in row))
        if least < 0 or total != 1:
            wrong = f"its entries sum to {total}" if total != 1 else f"it holds {least}"
            raise self.refuse(f"one where {wrong}; divide counts by their total")
        return rows

    def cells(self, env: Mapping[str, Any]) -> Cells:
        """The domain of the entries, row by row."""
        return Cells(int(self.size(self.classes, env)) ** 2)

    def table(self, cells: Vector) -> Vector:
        """The rows of the matrix with these entries."""
        c = round(len(cells) ** 0.5)
        return Vector(Vector(cells[i * c : (i + 1) * c]) for i in range(c))
