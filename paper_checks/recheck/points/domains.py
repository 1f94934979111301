"""What the parameters of a statement range over: whether a value lies in it, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flint import fmpq

Domain = Any  # a term: (head, …)
Values = Mapping[str, Any]


def contains(domain: Domain, value: Any, values: Values) -> bool:
    """Whether it is a value of the domain; `values` hold those that sizes name."""
    head, *data = domain
    if head == "each":
        return _long(value, data[0], values) and all(contains(data[1], x, values) for x in value)
    if head == "simplex":
        return _long(value, data[0], values) and _law(value, 0 if data[1:] else None)
    if head == "joint":
        square = _long(value, data[0], values) and all(_long(row, data[0], values) for row in value)
        return square and _law([x for row in value for x in row])
    if not isinstance(value, fmpq):
        return False
    if head == "interval":
        low, high, left, right = data
        open_ends = (("closed", "open").index(end) == 1 for end in (left, right))
        return _between(value, low, high, *open_ends)
    if head not in ("label", "classes", "samples", "integer"):
        raise ValueError(f"{head} is not a domain")
    low, high = (0, size_of(data[0], values) - 1) if head == "label" else data
    return value.q == 1 and _between(value, low, high)


def _between(value: fmpq, low: Any, high: Any, left: bool = False, right: bool = False) -> bool:
    above = low == "-inf" or value > _exact(low) or (value == _exact(low) and not left)
    if high == "inf" or not above:
        return above
    return value < _exact(high) or (value == _exact(high) and not right)


def _law(chances: Any, above: int | None = None) -> bool:
    """Whether they are nonnegative with sum 1, and above a number if one is given."""
    if not all(isinstance(p, fmpq) and p >= 0 and (above is None or p > above) for p in chances):
        return False
    return sum(chances, fmpq(0)) == 1


def _long(value: Any, size: Any, values: Values) -> bool:
    return isinstance(value, tuple) and len(value) == size_of(size, values)


def size_of(size: Any, values: Values) -> int:
    """The size that is a number or the name of one."""
    return int(values[size].p if isinstance(size, str) else size)


def _exact(number: Fraction | int) -> fmpq:
    return fmpq(number.numerator, number.denominator)


def scopes(name: str, domain: Domain) -> tuple[str, ...]:
    """The ways in which a record may tell the parameter and its values, as in "q in (0, 1]"."""
    head, *data = domain
    if head == "each":
        return (*_matrix(name, *data), *scopes(_every(name, data[0]), data[1]))
    if head == "interval":
        return (f"{name} {_interval(*data)}",)
    if head == "simplex":
        return (f"{name} {'inside' if data[1:] else 'on'} the simplex{_extent(data[0])}",)
    if head == "joint":
        return (f"{name} any joint distribution{_square(data[0])}",)
    if head == "label":
        return (f"{name} any label" + _told(" of {} classes", data[0]),)
    low, high = data
    return (f"{name} >= {low}" if high == "inf" else f"{name} in {low}..{high}",)


def _every(name: str, count: Any) -> str:
    every = name if name.startswith("every ") else f"every {name}"
    return every + _told(" by {}" if " of " in every else " of {}", count)


def _matrix(name: str, count: Any, inner: Domain) -> tuple[str, ...]:
    """What a family is called that is a transition matrix, or scores."""
    if inner[:2] == ("simplex", count):
        kind = "any transition matrix" + (" of positive entries" if inner[2:] else "")
        return (f"{name} {kind}{_square(count)}",)
    if inner[0] == "interval":
        each = _interval(*inner[1:])
        kind = "any scores" if each == "a real number" else f"scores, each {each}"
        return (f"{name} {kind}{_extent(count)}",)
    return ()


def _interval(low: Any, high: Any, left: str, right: str) -> str:
    if (low, high, left, right) == ("-inf", "inf", "open", "open"):
        return "a real number"
    ends = f"{str(low).replace('inf', 'oo')}, {str(high).replace('inf', 'oo')}"
    return f"in {'(['[left == 'closed']}{ends}{')]'[right == 'closed']}"


def _extent(size: Any) -> str:
    return _told(" ({} entries)", size)


def _square(size: Any) -> str:
    return _told(f" ({size} by {{}})", size)


def _told(text: str, size: Any) -> str:
    """The text about a size that is a number; nothing of one that is a parameter."""
    return "" if isinstance(size, str) else text.format(size)
