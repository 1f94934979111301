"""The layout of a formula, which every printer walks, and the precedence for brackets.

The tree of a statement gives the meaning, the layout the form: differences and quotients, roots,
entries, bars, and a letter for each bound index. It is independent of the output format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["sum", "mean", "E", "det"]


class Layout:
    """A part of a formula."""


@dataclass(frozen=True)
class Number(Layout):
    """A natural number."""

    digits: str


@dataclass(frozen=True)
class Name(Layout):
    """A parameter, an index or a constant, by its name in a statement."""

    text: str


@dataclass(frozen=True)
class Largest(Name):
    """A class with the largest entry of a vector, or the largest value of a term."""


@dataclass(frozen=True)
class Entry(Layout):
    """`name[place, …]`; a place of None means a whole row."""

    name: str
    places: tuple[Layout | None, ...]


@dataclass(frozen=True)
class Sum(Layout):
    """Terms, each with whether it is subtracted; one subtracted term is a negative."""

    terms: tuple[tuple[bool, Layout], ...]


@dataclass(frozen=True)
class Product(Layout):
    """A product of two or more factors."""

    factors: tuple[Layout, ...]


@dataclass(frozen=True)
class Quotient(Layout):
    """A fraction."""

    over: Layout
    under: Layout


@dataclass(frozen=True)
class Power(Layout):
    """A base with an exponent."""

    base: Layout
    exponent: Layout


@dataclass(frozen=True)
class Root(Layout):
    """A square root."""

    body: Layout


@dataclass(frozen=True)
class Transposed(Layout):
    """A matrix, transposed."""

    name: str


@dataclass(frozen=True)
class Call(Layout):
    """A function of arguments, by its name."""

    name: str
    arguments: tuple[Layout, ...]


@dataclass(frozen=True)
class Applied(Layout):
    """A quantity that a claim defines, with arguments."""

    name: str
    arguments: tuple[Layout, ...]


@dataclass(frozen=True)
class Fenced(Layout):
    """A layout between bars (absolute value) or half brackets (rounding)."""

    kind: Literal["abs", "floor", "ceiling"]
    body: Layout


@dataclass(frozen=True)
class Over(Layout):
    """A sum, mean, expectation or determinant over indices, with their size or distribution.

    A sum may be over all classes but one.
    """

    mark: Mark
    indices: tuple[str, ...]
    about: Layout
    body: Layout
    but: Layout | None = None


@dataclass(frozen=True)
class Batch(Layout):
    """The mean over batches of `size` samples with a distribution over cells."""

    size: Layout
    law: Layout
    body: Layout


@dataclass(frozen=True)
class Related(Layout):
    """Sides and the relations between them, as in `0 < q <= 1`."""

    sides: tuple[Layout, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Truth(Layout):
    """1 where a condition holds, else 0."""

    condition: Layout


@dataclass(frozen=True)
class Cases(Layout):
    """Values with their conditions, the first that holds; a condition of None is "otherwise"."""

    pieces: tuple[tuple[Layout, Layout | None], ...]


@dataclass(frozen=True)
class Joined(Layout):
    """Conditions joined by `and`, `or` or `iff`; `not` has one."""

    word: Literal["and", "or", "iff", "not"]
    parts: tuple[Layout, ...]


@dataclass(frozen=True)
class Every(Layout):
    """A relation that holds for every index, or for all of several; of one, perhaps but for one."""

    body: Layout
    indices: tuple[str, ...]
    size: Layout
    but: Layout | None = None


RELATION, SUM, OVER, PRODUCT, POWER, ATOM = range(6)


def level(layout: Layout, flat: bool) -> int:
    """The precedence of a layout; on one line a quotient has that of a product."""
    match layout:
        case Related() | Joined() | Every():
            return RELATION
        case Sum():
            return SUM
        case Over() | Batch():
            return OVER
        case Product(factors):
            return OVER if level(factors[-1], flat) == OVER else PRODUCT
        case Quotient():
            return PRODUCT if flat else POWER
        case Power():
            return POWER
        case _:
            return ATOM
