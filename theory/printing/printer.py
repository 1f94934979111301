"""The common part of all printers: the walk over a layout, and brackets.

A printer writes each layout from the texts of its parts.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from lossproof.theory.printing import layout
from lossproof.theory.printing.layout import (
    ATOM,
    OVER,
    POWER,
    PRODUCT,
    RELATION,
    SUM,
    Layout,
    level,
)


class Printer(ABC):
    """Writes layouts. If `flat`, a quotient is on one line and needs brackets as a product does."""

    flat: bool

    def show(self, shown: Layout) -> str:
        """The text of a layout."""
        match shown:
            case layout.Number(digits):
                return self.number(digits)
            case layout.Name(text):
                return self.name(text)
            case layout.Transposed(name):
                return self.transposed(self.name(name))
            case layout.Entry(name, places):
                return self.entry(self.name(name), [p and self.show(p) for p in places])
            case layout.Sum(terms):
                return self.sum([(minus, self.within(term, OVER)) for minus, term in terms])
            case layout.Product(factors):
                return self._product(factors)
            case layout.Quotient(over, under):
                inside = (self._factor(over), self.within(under, POWER))
                return self.quotient(*(inside if self.flat else map(self.show, (over, under))))
            case layout.Power(base, exponent):
                return self._power(base, exponent)
            case layout.Root(body):
                return self.root(self.show(body), isinstance(body, layout.Number | layout.Name))
            case layout.Call(name, arguments):
                return self.call(name, [*map(self.show, arguments)])
            case layout.Applied(name, arguments):
                return self.applied(self.name(name), [*map(self.show, arguments)])
            case layout.Fenced(kind, body):
                return self.fenced(kind, self.show(body))
            case _:
                return self._large(shown)

    def _large(self, shown: Layout) -> str:
        match shown:
            case layout.Over(mark, indices, about, body, but):
                names = [*map(self.name, indices)]
                size = self._size(names, about, but)
                return self.over(mark, names, size, self.within(body, OVER))
            case layout.Batch(size, law, body):
                return self.batch(self.show(size), self.show(law), self.within(body, OVER))
            case layout.Related(sides, signs):
                return self.related([self.within(side, SUM) for side in sides], signs)
            case layout.Truth(condition):
                return self.truth(self.show(condition))
            case layout.Cases(pieces):
                return self.cases([(self.show(v), w and self.show(w)) for v, w in pieces])
            case layout.Joined(word, parts):
                inner = [
                    self.brackets(self.show(part)) if isinstance(part, layout.Joined)
                    or word == "not" else self.show(part) for part in parts
                ]  # fmt: skip
                return self.joined(word, inner)
            case layout.Every(body, indices, size, but):
                names = [*map(self.name, indices)]
                return self.every(self.show(body), names, self._size(names, size, but))
            case _:
                raise TypeError(f"{shown!r} is not a layout")

    def _size(self, names: Sequence[str], size: Layout, but: Layout | None) -> str:
        """A size, and the one index below it that is left out."""
        parts = [self.show(size)]
        if but is not None:
            parts.append(self.related([*names, self.show(but)], ["!="]))
        return self.listed(parts)

    def within(self, shown: Layout, need: int) -> str:
        """The text, in brackets if its precedence is too low."""
        text = self.show(shown)
        return text if level(shown, self.flat) >= need else self.brackets(text)

    def _power(self, base: Layout, exponent: Layout) -> str:
        digits = exponent.digits if isinstance(exponent, layout.Number) else ""
        return self.power(
            self.within(base, ATOM),
            self.within(exponent, ATOM if self.flat else RELATION),
            digits,
        )

    def _product(self, factors: Sequence[Layout]) -> str:
        """A product; a number is next to the name that follows."""
        *before, last = factors
        reaches = level(last, self.flat) == OVER
        texts = [*map(self._factor, before), self.show(last) if reaches else self._factor(last)]
        text = texts[0]
        for left, right, written in zip(factors, factors[1:], texts[1:], strict=False):
            before = right.base if isinstance(right, layout.Power) else right
            sign = self.dot if isinstance(before, layout.Number) else self.times
            text += ("" if self.close(left, right) else sign) + written
        return text

    def close(self, left: Layout, right: Layout) -> bool:
        """Whether a factor needs no sign after the one before it."""
        base = right.base if isinstance(right, layout.Power) else right
        return isinstance(left, layout.Number) and isinstance(base, layout.Name | layout.Entry)

    def _factor(self, shown: Layout) -> str:
        """A factor or numerator: a quotient on the line is put in brackets."""
        text = self.show(shown)
        alone = level(shown, self.flat) >= PRODUCT
        inline = self.flat and isinstance(shown, layout.Quotient)
        return text if alone and not inline else self.brackets(text)

    times: str
    dot: str  # before a number, which would otherwise join the one before it
    signs: Mapping[str, str]

    @abstractmethod
    def number(self, digits: str) -> str: ...
    @abstractmethod
    def name(self, text: str) -> str: ...
    @abstractmethod
    def transposed(self, name: str) -> str: ...
    @abstractmethod
    def entry(self, name: str, places: Sequence[str | None]) -> str: ...
    @abstractmethod
    def sum(self, terms: Sequence[tuple[bool, str]]) -> str: ...
    @abstractmethod
    def quotient(self, over: str, under: str) -> str: ...
    @abstractmethod
    def power(self, base: str, exponent: str, digits: str) -> str: ...
    @abstractmethod
    def root(self, body: str, plain: bool) -> str: ...
    @abstractmethod
    def call(self, name: str, arguments: Sequence[str]) -> str: ...
    @abstractmethod
    def applied(self, name: str, arguments: Sequence[str]) -> str: ...
    @abstractmethod
    def fenced(self, kind: str, body: str) -> str: ...
    @abstractmethod
    def over(self, mark: str, indices: Sequence[str], about: str, body: str) -> str: ...
    @abstractmethod
    def batch(self, size: str, law: str, body: str) -> str: ...
    def related(self, sides: Sequence[str], signs: Sequence[str]) -> str:
        """Sides with the signs between them."""
        text = sides[0]
        for sign, side in zip(signs, sides[1:], strict=True):
            text += f" {self.signs.get(sign, sign)} {side}"
        return text

    def listed(self, parts: Sequence[str]) -> str:
        """Parts in a row."""
        return ", ".join(parts)

    @abstractmethod
    def truth(self, body: str) -> str: ...
    @abstractmethod
    def cases(self, pieces: Sequence[tuple[str, str | None]]) -> str: ...
    @abstractmethod
    def joined(self, word: str, parts: Sequence[str]) -> str: ...
    @abstractmethod
    def every(self, body: str, indices: Sequence[str], size: str) -> str: ...
    @abstractmethod
    def brackets(self, body: str) -> str: ...


GREEK = {"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η",
         "theta": "θ", "kappa": "κ", "lambda": "λ", "lambda_": "λ", "mu": "μ", "nu": "ν",
         "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "psi": "ψ", "omega": "ω",
         "pi": "π"}  # fmt: skip


def parted(name: str) -> tuple[str, str]:
    """A name, and the digits at its end, which become a subscript."""
    return re.fullmatch(r"(.*?)_*(\d*)", name).groups()  # type: ignore[union-attr]


def printed(name: str) -> str:
    """A name as it looks, without underscores before its digits or at its end."""
    return "".join(parted(name))


def stem_and_digits(name: str) -> tuple[str, str]:
    """The printed form of a name; two names with the same form look alike in some output."""
    stem, digits = parted(GREEK.get(name, name))
    return GREEK.get(stem, stem), digits
