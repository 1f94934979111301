"""Families of values: one per sample, per class, or per row of a matrix."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from copy import copy
from typing import Any

import sympy

from lossproof.theory.domain.base import (
    Domain,
    Environment,
    Index,
    exact,
    is_whole,
    number_of_classes,
    size_term,
    square,
)
from lossproof.theory.domain.counts import Integer, Label
from lossproof.theory.domain.points import Real, Simplex
from lossproof.theory.language import Relation, SymbolicVector, Vector
from lossproof.theory.noise import TransitionMatrix


class Each(Domain):
    """`count` values of another domain: `Each(n, Label(c))` is a label for every sample."""

    def __init__(self, count: Any, inner: Domain) -> None:
        number = is_whole(count) or isinstance(count, sympy.Expr)
        size: Any = sympy.sympify(count) if number else sympy.nan
        if not (isinstance(count, Domain) or (size.is_integer and size.is_positive)):
            raise ValueError(
                "the size of a family must be a whole number of at least 1, or a parameter such as "
                f"n = Samples(); got {count!r}"
            )
        self.count, self.inner = count, copy(inner)

    def class_sizes(self) -> tuple[Any, ...]:
        return self.inner.class_sizes()

    def describe(self) -> str:
        return f"for each index {self.inner.describe()}"

    def term(self) -> str:
        return f"(each {size_term(self.count)} {self.inner.term()})"

    def scope(self) -> str:
        if self.brief:
            return super().scope()
        name = self.name if self.name.startswith("every ") else f"every {self.name}"
        if isinstance(self.count, int):
            name += f" by {self.count}" if " of " in name else f" of {self.count}"
        self.inner.name = name
        return self.inner.scope()

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        size = self.size(self.count, env)
        if sympy.sympify(size).is_positive is not True:
            raise ValueError(f"{name} must have at least one entry; its size is {size}")
        return SymbolicVector(lambda i: self.inner.symbolic(name, env, (*index, i)), size)

    def facts(self, value: Any) -> dict[str, Relation]:
        return self.inner.facts(value)

    def options(self, env: Environment) -> Iterator[Any]:
        """Every family of labels (or numbers)."""
        choices = list(self.inner.options(env))  # type: ignore[attr-defined]
        for family in itertools.product(choices, repeat=self.size(self.count, env)):
            yield Vector(family)

    def check(self, value: Any, env: Environment) -> Vector:
        count = self.size(self.count, env)
        if not isinstance(value, (list, tuple)):
            raise self.refuse(f"{value}; write a list such as [1/2, 1/2]")
        if len(value) != count:
            raise ValueError(f"{self.name} must have {count} entries; got {len(value)}")
        self.inner.name = self.name
        return Vector(self.inner.check(entry, env) for entry in value)


class Scores(Each):
    """One real number per class, for example the loss of a hypothesis under every label."""

    def __init__(self, classes: Any, low: Any = None, high: Any = None) -> None:
        super().__init__(number_of_classes(classes, "Scores"), Real(low, high))

    @property
    def brief(self) -> str:
        every = self.inner.describe()
        return "any scores" if every == Real().describe() else f"scores, each {every}"

    def class_sizes(self) -> tuple[Any, ...]:
        return (self.count,)

    def describe(self) -> str:
        return f"one number per class, each {self.inner.describe()}"


class Transitions(Each):
    """Transition matrices: `T[i][j] = P(noisy = j | clean = i)`, rows on the simplex."""

    def __init__(self, classes: Any, *, interior: bool = False) -> None:
        number_of_classes(classes, "Transitions")
        super().__init__(classes, Simplex(classes, interior=interior))

    @property
    def brief(self) -> str:
        interior = getattr(self.inner, "interior", False)
        return f"any transition matrix{' of positive entries' if interior else ''}"

    def extent(self) -> str:
        return square(self.count)

    def describe(self) -> str:
        return "a transition matrix, T[i][j] = P(noisy = j | clean = i), rows sum to 1"

    def check(self, value: Any, env: Environment) -> Vector:
        classes = self.size(self.count, env)
        matrix = TransitionMatrix.from_rows(value)
        if matrix.classes != classes:
            raise ValueError(f"{self.name} must be {classes} by {classes}; got {matrix.classes}")
        return super().check([[exact(entry) for entry in row] for row in matrix.rows], env)


def leaf_of(domain: Domain) -> Domain:
    """The domain of a single value, below every nested `Each`."""
    return leaf_of(domain.inner) if isinstance(domain, Each) else domain


def is_discrete(domain: Domain) -> bool:
    """Whether the values are integers, which determine the shape of a claim."""
    return isinstance(leaf_of(domain), (Integer, Label))
