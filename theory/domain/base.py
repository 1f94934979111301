"""The base class of domains, and exact numbers."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from fractions import Fraction
from typing import Any, Self, cast

import sympy

from lossproof.theory.language import Relation
from lossproof.theory.noise import written_out

Environment = Mapping[str, Any]
Index = tuple[Any, ...]


class Domain:
    """A set of values; `name` is the parameter in the claim."""

    name: str = "?"
    fixed: bool = False

    def __setattr__(self, name: str, value: Any) -> None:
        if self.fixed and name != "name":
            raise AttributeError(f"the domain of {self.name} belongs to a statement: it is fixed")
        super().__setattr__(name, value)

    def copied(self) -> Self:
        """A copy that can be changed, which the domain of a statement cannot."""
        alike = copy(self)
        vars(alike).pop("fixed", None)
        return alike

    @property
    def brief(self) -> str:
        """The short description in a scope, if it differs from `describe`."""
        return ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def size(self, of: Any, env: Environment) -> Any:
        """The value of a size: the number itself, or the value in `env` of the domain.

        Raises
        ------
        ValueError
            If `env` has no value of it.
        """
        if not isinstance(of, Domain):
            return of
        if of.name not in env:
            raise ValueError(
                f"the size of {self.name} must be a parameter above it: write {of.name} = … before "
                f"{self.name}, in the class of the claim"
            )
        return env[of.name]

    def class_sizes(self) -> tuple[Any, ...]:
        """The numbers of classes that the domain uses."""
        return ()

    def refuse(self, value: Any) -> ValueError:
        """The error for a value outside the domain."""
        return ValueError(f"{self.name} must be {self.describe()}; got {value}")

    def describe(self) -> str:
        """The allowed values in words."""
        raise TypeError(f"{type(self).__name__} has no description of its values")

    def term(self) -> str:
        """The domain in the form of records, as in "(interval 0 1 open closed)"."""
        raise TypeError(f"{type(self).__name__} cannot be saved in records")

    def scope(self) -> str:
        """The parameter and its values in a few words, as in "q in (0, 1]"."""
        return f"{self.name} {self.brief or self.describe()}{self.extent()}"

    def extent(self) -> str:
        """The size in words, if it is a number: " (2 entries)"."""
        return "".join(f" ({size} entries)" for size in self.class_sizes() if isinstance(size, int))

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        """A symbolic value for proofs."""
        raise TypeError(f"{type(self).__name__} has no symbolic value")

    def facts(self, value: Any) -> dict[str, Relation]:
        """The facts about every value, by name."""
        return {}

    def check(self, value: Any, env: Environment) -> Any:
        """The value in exact form.

        Raises
        ------
        ValueError
            If it is outside; it names the parameter, the allowed values and the given one.
        """
        raise TypeError(f"{type(self).__name__} does not check values")


def number_of_classes(size: Any, of: str) -> Any:
    """A number of classes: a parameter, or an integer of at least 2.

    Raises
    ------
    ValueError
        If it is anything else.
    """
    counts = isinstance(size, int) and not isinstance(size, bool) and size >= 2
    if isinstance(size, (int, float, str, type)) and not counts:
        raise ValueError(
            f"{of} must be given a number of classes, a parameter such as c = Classes() or a "
            f"whole number of at least 2; got {getattr(size, '__name__', size)}"
        )
    return size


def is_whole(number: Any) -> bool:
    """Whether it is a Python or SymPy integer."""
    return isinstance(number, (int, sympy.Integer)) and not isinstance(number, bool)


def size_term(size: Any) -> str:
    """A size in the form of records: a number or a parameter."""
    return size.name if isinstance(size, Domain) else str(size)


def square(size: Any) -> str:
    """The extent of a square matrix, if its size is a number: " (2 by 2)"."""
    return f" ({size} by {size})" if isinstance(size, int) else ""


def atom(name: str, index: Index, **assumptions: Any) -> Any:
    if index:
        return cast(sympy.IndexedBase, sympy.IndexedBase(name, **assumptions))[index]
    return sympy.Symbol(name, **assumptions)


def exact(value: Any, name: str = "value") -> sympy.Rational:
    """A number, or its text such as "1/3", as an exact rational; floats as their decimal form.

    Raises
    ------
    ValueError
        If it is not a finite number.
    """
    try:
        text = str(Fraction(value)) if isinstance(value, (int, Fraction)) else str(value)
        return cast(sympy.Rational, sympy.Rational(written_out(text)))
    except (TypeError, ValueError, ZeroDivisionError):
        raise ValueError(
            f"{name} must be a finite number such as 0.3 or 1/3; got {value}"
        ) from None
