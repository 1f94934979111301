"""Counts and labels: they determine the shapes of all other values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

import sympy

from lossproof.theory.domain.base import (
    Domain,
    Environment,
    Index,
    atom,
    exact,
    is_whole,
    number_of_classes,
    size_term,
)
from lossproof.theory.language import CountSymbol, LabelSymbol, Relation, SamplesSymbol, ge, le


class Integer(Domain):
    """The integers from `low` to `high`, or all from `low`; a search uses those in `tried`."""

    what = "an integer"

    def __init__(
        self, low: int | None = None, high: int | None = None, tried: Sequence[int] = ()
    ) -> None:
        if low is None:
            raise ValueError(
                f"{self.what} must have a whole number as its least value; got none: "
                f"write {type(self).__name__}(1) for 1, 2, …"
            )
        ends = (low, *([] if high is None else [high]), *tried)
        if odd := [end for end in ends if not is_whole(end)]:
            raise ValueError(
                f"{self.what} must have whole numbers as low and high; got {odd[0]!r}: "
                "leave out high if there is no upper bound"
            )
        if high is not None and high < low:
            raise ValueError(f"{self.what} must have low <= high; got {low} and {high}: swap them")
        self.low, self.high = low, high
        last = low + 3 if high is None else min(high, low + 5)
        self.tried = tuple(tried) or tuple(range(low, last + 1))

    def describe(self) -> str:
        upper = "" if self.high is None else f" and at most {self.high}"
        return f"{self.what} of at least {self.low}{upper}"

    def term(self) -> str:
        high = "inf" if self.high is None else self.high
        return f"(integer {self.low} {high})"

    def scope(self) -> str:
        end = f" >= {self.low}" if self.high is None else f" in {self.low}..{self.high}"
        return self.name + end

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        sign = {"positive": True} if self.low > 0 else {"nonnegative": True} if not self.low else {}
        return atom(name, index, integer=True, **sign)

    def facts(self, value: Any) -> dict[str, Relation]:
        upper = {} if self.high is None else {"upper": le(value, self.high)}
        return {"lower": ge(value, self.low), **upper}

    def options(self, env: Environment) -> Iterator[Any]:
        """The values that a search uses, simplest first."""
        high = sympy.oo if self.high is None else self.high
        return (sympy.Integer(number) for number in self.tried if self.low <= number <= high)

    def check(self, value: Any, env: Environment) -> sympy.Integer:
        number = exact(value, self.name)
        if number.q != 1 or number < self.low or (self.high is not None and number > self.high):
            raise self.refuse(value)
        return sympy.Integer(number)


class Classes(Integer):
    """The number of classes c, at least 2."""

    what = "a number of classes"

    def __init__(self, low: int = 2, tried: Sequence[int] = (2, 3, 4, 6, 10)) -> None:
        if low < 2:
            raise ValueError(f"low must be at least 2, the fewest classes; got {low}")
        super().__init__(low, tried=[c for c in tried if c >= low])

    def term(self) -> str:
        return f"(classes {self.low} {'inf' if self.high is None else self.high})"

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        if index:
            raise ValueError(f"{name} must be one number of classes, not one for each index")
        return CountSymbol(name, integer=True, positive=True)


class Samples(Integer):
    """The number of samples n, at least 1."""

    what = "a number of samples"

    def __init__(self, tried: Sequence[int] = (1, 2, 3)) -> None:
        super().__init__(1, tried=tried)

    def term(self) -> str:
        return f"(samples {self.low} {'inf' if self.high is None else self.high})"

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        if index:
            raise ValueError(f"{name} must be one number of samples, not one for each index")
        return SamplesSymbol(name, integer=True, positive=True)


class Label(Domain):
    """A class: an integer in 0, …, c - 1."""

    @property
    def brief(self) -> str:
        return "any label"

    def __init__(self, classes: Any) -> None:
        self.classes = number_of_classes(classes, "Label")

    def class_sizes(self) -> tuple[Any, ...]:
        return (self.classes,)

    def extent(self) -> str:
        return f" of {self.classes} classes" if isinstance(self.classes, int) else ""

    def describe(self) -> str:
        return "a label, an integer in 0..c-1"

    def term(self) -> str:
        return f"(label {size_term(self.classes)})"

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        symbol = LabelSymbol(name, integer=True, nonnegative=True)
        return cast(sympy.IndexedBase, sympy.IndexedBase(symbol))[index] if index else symbol

    def facts(self, value: Any) -> dict[str, Relation]:
        return {"upper": le(value, self.classes - 1)} if isinstance(self.classes, int) else {}

    def options(self, env: Environment) -> Iterator[Any]:
        """Every label."""
        return iter(map(sympy.Integer, range(self.size(self.classes, env))))

    def check(self, value: Any, env: Environment) -> sympy.Integer:
        classes, number = self.size(self.classes, env), exact(value, self.name)
        if number.q != 1 or not 0 <= number < classes:
            hint = " (labels that count from 1? subtract 1)" if number == classes else ""
            raise ValueError(
                f"{self.name} must be a label, an integer in 0..c-1 = 0..{classes - 1}; "
                f"got {value}{hint}"
            )
        return sympy.Integer(number)
