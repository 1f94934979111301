"""What a statement says at one exact point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sympy

from lossproof.theory.language import UNDEFINED, Relation
from lossproof.theory.numbers import compare


@dataclass(frozen=True)
class Decided:
    """One relation at one point, with its truth: True, False, or None where undecided.

    A relation with a side that has no value there is neither true nor false.
    """

    relation: Relation
    holds: bool | None

    @property
    def defined(self) -> bool:
        """Whether both sides have values."""
        return sympy.nan not in (self.relation.lhs, self.relation.rhs)


@dataclass(frozen=True)
class Outcome:
    """What a statement says at one exact point."""

    given: Mapping[str, tuple[Decided, ...]]
    conclusion: tuple[Decided, ...]

    def meets(self, dropped: Iterable[str] = ()) -> bool:
        """Whether every hypothesis that is not dropped certainly holds."""
        kept = [parts for name, parts in self.given.items() if name not in set(dropped)]
        return all(part.holds is True for parts in kept for part in parts)

    @property
    def undefined(self) -> tuple[Decided, ...]:
        """The parts of the conclusion that have no value."""
        return tuple(part for part in self.conclusion if not part.defined)

    @property
    def missed(self) -> tuple[Decided, ...]:
        """The parts of the conclusion that certainly fail."""
        return tuple(part for part in self.conclusion if part.holds is False)

    def refutes(self, dropped: Iterable[str] = ()) -> bool:
        """Whether the point is a counterexample."""
        return bool(self.missed) and self.meets(dropped)


def decided(relation: Relation) -> Decided:
    """The relation of two numbers with its truth."""
    found = relation.map(lambda side: sympy.nan if side in UNDEFINED else side)
    known = Decided(found, None)
    if not known.defined or any(side.has(sympy.Piecewise) for side in (found.lhs, found.rhs)):
        return known  # which branch applies is open
    return Decided(found, compare(found.lhs, found.op, found.rhs))
