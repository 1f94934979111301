"""How a formula is laid out: what every printer walks, and where brackets are needed.

The tree of a statement says what is meant, the layout how it is shown: differences and quotients,
roots, entries, bars, one letter for every bound index. Nothing of a terminal, of LaTeX or of HTML.
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
    """A parameter, an index or a constant, as it is called in a statement."""

    text: str


@dataclass(frozen=True)
class Entry(Layout):
    """`name[place, …]`; a place of None is all of a row."""

    name: str
    places: tuple[Layout | None, ...]


@dataclass(frozen=True)
class Sum(Layout):
    """Terms, each with whether it is taken away; one term taken away is a negative."""

    terms: tuple[tuple[bool, Layout], ...]


@dataclass(frozen=True)
class Product(Layout):
    """Two factors or more."""

    factors: tuple[Layout, ...]


@dataclass(frozen=True)
class Quotient(Layout):
    """One thing over another."""

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
    """A quantity that a claim names, of arguments."""

    name: str
    arguments: tuple[Layout, ...]


@dataclass(frozen=True)
class Fenced(Layout):
    """What stands between bars (absolute value), or half brackets (integers near it)."""

    kind: Literal["abs", "floor", "ceiling"]
    body: Layout


@dataclass(frozen=True)
class Over(Layout):
    """A sum, mean, expectation or determinant over indices: of what size, or from which law."""

    mark: Mark
    indices: tuple[str, ...]
    about: Layout
    body: Layout


@dataclass(frozen=True)
class Batch(Layout):
    """The mean over batches of so many samples, whose chances of the cells are a law."""

    size: Layout
    law: Layout
    body: Layout


@dataclass(frozen=True)
class Related(Layout):
    """Sides with what stands between them, as in `0 < q <= 1`."""

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
    """A relation that holds for every index, or for all of several."""

    body: Layout
    indices: tuple[str, ...]
    size: Layout


RELATION, SUM, OVER, PRODUCT, POWER, ATOM = range(6)


def level(layout: Layout, flat: bool) -> int:
    """How tightly its parts hold together; on one line a quotient is a product."""
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
