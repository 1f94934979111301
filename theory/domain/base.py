"""What every domain knows, and exact numbers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast

import sympy

from lossproof.theory.language import Relation
from lossproof.theory.noise import written_out

Environment = Mapping[str, Any]
Index = tuple[Any, ...]


class Domain:
    """A set of values; `name` is the parameter it is assigned to in a claim."""

    name: str = "?"

    @property
    def brief(self) -> str:
        """What it is called in a scope, if that is not how it is described."""
        return ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def size(self, of: Any, env: Environment) -> Any:
        """The number behind a size: itself, or what `env` holds for the domain it names."""
        return env[of.name] if isinstance(of, Domain) else of

    def class_sizes(self) -> tuple[Any, ...]:
        """What the domain takes for the number of classes."""
        return ()

    def refuse(self, value: Any) -> ValueError:
        """The error for a value outside."""
        return ValueError(f"{self.name} must be {self.describe()}; got {value}")

    def describe(self) -> str:
        """The allowed values in words."""
        raise TypeError(f"{type(self).__name__} does not describe its values")

    def term(self) -> str:
        """The domain as it is written in a record, as in "(interval 0 1 open closed)"."""
        raise TypeError(f"{type(self).__name__} is not written in records")

    def scope(self) -> str:
        """The parameter and its values in a few words, as in "q in (0, 1]"."""
        return f"{self.name} {self.brief or self.describe()}{self.extent()}"

    def extent(self) -> str:
        """The size, where it is a number and not another parameter: " (2 entries)"."""
        return "".join(f" ({size} entries)" for size in self.class_sizes() if isinstance(size, int))

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        """The value that stands for any other in a proof."""
        raise TypeError(f"{type(self).__name__} has no symbolic value")

    def facts(self, value: Any) -> dict[str, Relation]:
        """What holds for every value, by name."""
        return {}

    def check(self, value: Any, env: Environment) -> Any:
        """The value in exact form.

        Raises
        ------
        ValueError
            Names the parameter, what is allowed and what was given.
        """
        raise TypeError(f"{type(self).__name__} does not check values")


def number_of_classes(size: Any, of: str) -> Any:
    """What a domain takes for the number of classes: a parameter, or a number of at least 2.

    Raises
    ------
    ValueError
        If it is a number that is none, or no number.
    """
    counts = isinstance(size, int) and not isinstance(size, bool) and size >= 2
    if isinstance(size, (int, float, str, type)) and not counts:
        raise ValueError(
            f"{of} must be given a number of classes, a parameter such as c = Classes() or a "
            f"whole number from 2 on; got {getattr(size, '__name__', size)}"
        )
    return size


def is_whole(number: Any) -> bool:
    """Whether it is an integer, of Python's or SymPy's."""
    return isinstance(number, (int, sympy.Integer)) and not isinstance(number, bool)


def size_term(size: Any) -> str:
    """A size as it is written in a record: a number, or the parameter that it is."""
    return size.name if isinstance(size, Domain) else str(size)


def square(size: Any) -> str:
    """The extent of a square matrix, where its size is a number: " (2 by 2)"."""
    return f" ({size} by {size})" if isinstance(size, int) else ""


def atom(name: str, index: Index, **assumptions: Any) -> Any:
    if index:
        return cast(sympy.IndexedBase, sympy.IndexedBase(name, **assumptions))[index]
    return sympy.Symbol(name, **assumptions)


def exact(value: Any, name: str = "value") -> sympy.Rational:
    """A number, or its text such as "1/3", as an exact rational; floats keep their decimal form.

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
