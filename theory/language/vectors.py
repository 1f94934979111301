"""Vectors with one entry per class: written out, with a symbolic number, or known up to order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import sympy

from lossproof.theory.language.sums import class_sum, whole


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
        numbers = all(isinstance(each, (int, sympy.Integer)) for each in (label, self.size))
        if numbers and not 0 <= label < self.size:
            raise ValueError(
                f"{self._entry(label)} does not exist: the {self.size} entries have the indices 0 "
                f"to {self.size - 1}"
            )
        return self._entry(label)

    def __iter__(self) -> Iterator[Any]:
        if not isinstance(self.size, (int, sympy.Integer)):
            raise TypeError(
                f"a vector of {self.size} entries cannot be listed: use total(), "
                "class_sum or every_class"
            )
        return (self[label] for label in range(int(self.size)))

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise TypeError("a vector is no array")

    def total(self, of: Callable[[Any], Any] = lambda entry: entry) -> sympy.Expr:
        """The sum of `of(entry)` over the entries, as one term."""
        return class_sum(lambda j: of(self[j]), self.size)


class Blocks:
    """A vector known up to order: `Blocks((a, 1), (b, c - 1))` has one entry a, c - 1 entries b.

    Raises
    ------
    ValueError
        If a count is a number that is not whole or below 0.
    """

    def __init__(self, *blocks: tuple[Any, Any]) -> None:
        self.blocks = tuple((sympy.sympify(value), sympy.sympify(count)) for value, count in blocks)
        for _, count in self.blocks:
            if count.is_Rational:
                whole(count)

    @property
    def size(self) -> sympy.Expr:
        return sympy.Add(*(count for _, count in self.blocks))

    def total(self, of: Callable[[Any], Any] = lambda entry: entry) -> sympy.Expr:
        """The sum of `of(entry)` over the entries."""
        return sympy.Add(*(count * sympy.sympify(of(value)) for value, count in self.blocks))
