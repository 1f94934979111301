"""Between which rational numbers a term lies, from the declared domains of its names alone."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from lossproof.paper_checks.recheck.terms import Domain, Term, collapses, inside

ZERO, ONE = Fraction(0), Fraction(1)
INTEGERS = ("classes", "samples", "integer", "label")
# Powers and numbers above these are not worked out.
ANYTHING: Domain = ("interval", "-inf", "inf", "open", "open")
LARGEST, WIDEST = 64, 2**256


class End(NamedTuple):
    """An end of a range: a number, or an infinity as a float, and whether it is left out."""

    at: Fraction | float
    open: bool


class Range(NamedTuple):
    """Every number between two ends."""

    low: End
    high: End

    @property
    def positive(self) -> bool:
        return self.low > (ZERO, False)

    @property
    def nonnegative(self) -> bool:
        return self.low.at >= 0

    @property
    def negative(self) -> bool:
        return self.high.at < 0 or (self.high.at == 0 and self.high.open)

    @property
    def nonpositive(self) -> bool:
        return self.high.at <= 0

    @property
    def nonzero(self) -> bool:
        return self.positive or self.negative


def infinite(at: Fraction | float) -> bool:
    """Whether an end is no number: only an infinity is a float, and numbers may be too large."""
    return isinstance(at, float)


def closed(low: Fraction | float, high: Fraction | float) -> Range:
    """The range with its ends, where they are numbers."""
    return Range(End(low, infinite(low)), End(high, infinite(high)))


ALL, SOME = closed(-math.inf, math.inf), closed(ZERO, math.inf)
POSITIVE = Range(End(ZERO, True), End(math.inf, True))
NEGATIVE = Range(End(-math.inf, True), End(ZERO, True))
UNIT, SIGNS = closed(ZERO, ONE), closed(-ONE, ONE)


class Ranges:
    """Ranges of terms, for names of these domains.

    `low` of a domain of integers is a number; indices and labels are integers of at least 0.
    """

    def __init__(self, domains: Mapping[str, Domain]) -> None:
        self.domains = domains
        self.kept: dict[Term, Range] = {}

    def leaf(self, name: str) -> Domain:
        """The domain of one number of a parameter."""
        domain = self.domains.get(name, ANYTHING)
        while domain[0] == "each":
            domain = inside(domain)
        return domain

    def splits(
        self, base: Term, top: Term, parts: Iterable[Term], positive: Collection[Term]
    ) -> bool:
        """Whether `b^(s + t)` is `b^s b^t`; the terms in `positive` are above 0.

        0^(k + 1) is 1 at k = -1, where 0^k 0 has no value, or is taken for 0.
        """
        if all(self(part).nonnegative for part in parts):
            return True
        above = any(each in positive or self(each).positive for each in (base, top))
        return above and not collapses(base)

    def integer(self, term: Term) -> bool:
        """Whether the term is evidently an integer."""
        if isinstance(term, Fraction):
            return term.denominator == 1
        if isinstance(term, str):
            return (term[0] in "@#!" and term not in ("@e", "@pi")) or (
                term in self.domains and self.domains[term][0] in INTEGERS
            )
        head = term[0]
        if head == "at":
            return self.leaf(str(term[1]))[0] in INTEGERS
        if head in ("+", "*", "abs", "max", "min"):
            return all(map(self.integer, term[1:]))
        if head == "^":
            return self.integer(term[1]) and self.integer(term[2]) and self(term[2]).nonnegative
        if head == "sum":
            return self.integer(term[3])
        if head == "step":
            return len(term) == 2
        return head in (
            "is-zero",
            "any-cell",
            "any-count",
            "cell",
            "count",
            "falling",
            "delta",
            "floor",
            "ceiling",
            "largest",
            "sign",
        )

    def __call__(self, term: Term) -> Range:
        found = self.kept.get(term)
        if found is None:
            found = self.kept[term] = self._of(term)
        return found

    def _of(self, term: Term) -> Range:
        if not isinstance(term, (str, tuple)):
            return closed(term, term)
        if isinstance(term, str):
            if term in ("@e", "@pi"):
                return closed(*(Fraction(k) for k in ((2, 3) if term == "@e" else (3, 4))))
            return SOME if term[0] in "@#!" else _domain(self.leaf(term))
        head, *parts = term
        if head == "at":
            return _domain(self.leaf(str(parts[0])))
        if head in ("any-cell", "any-count", "cell", "count", "falling", "largest"):
            return SOME
        if head == "between":
            return POSITIVE
        if head in ("step", "slope", "delta", "is-zero"):
            return UNIT if head != "step" or len(parts) == 1 else _around(UNIT, self(parts[1]))
        if head == "if":
            return _around(self(parts[1]), self(parts[2])) if len(parts) == 3 else ALL
        if head == "mean":
            return self(parts[2])
        if head == "sum":
            return self._total(self(parts[1]), self(parts[2]))
        if head in ("batch-mean", "table-mean", "entropy", "det", "polygamma"):
            return ALL
        found = [self(part) for part in parts]
        if head in ("floor", "ceiling"):
            return _rounded(found[0], head == "ceiling")
        if head == "+":
            return _sum(found)
        if head == "*":
            return _product(found)
        if head == "^":
            return self._power(parts[0], parts[1], *found)
        if head == "exp":
            return POSITIVE
        if head == "log":
            return Range(
                End(ZERO, found[0].low > (ONE, False)) if found[0].low.at >= 1 else ALL.low,
                End(ZERO, found[0].high != (ONE, False)) if found[0].high.at <= 1 else ALL.high,
            )
        if head == "abs":
            return _absolute(found[0])
        if head == "sign":
            return closed(
                ZERO if found[0].nonnegative else -ONE, ZERO if found[0].nonpositive else ONE
            )
        if head == "max":
            return Range(
                max((f.low for f in found), key=_from_below),
                max((f.high for f in found), key=_from_above),
            )
        if head == "min":
            return Range(
                min((f.low for f in found), key=_from_below),
                min((f.high for f in found), key=_from_above),
            )
        return ALL

    def _total(self, size: Range, body: Range) -> Range:
        if not body.nonnegative:
            return ALL
        if not (body.positive and size.positive):
            return SOME
        return _product([body, Range(size.low, ALL.high)]) if body.low.at else POSITIVE

    def _power(self, base: Term, top: Term, low: Range, range_of_top: Range) -> Range:
        even = isinstance(top, Fraction) and top.denominator == 1 and top.numerator % 2 == 0
        if even:
            low = _absolute(low)
        if isinstance(top, Fraction) and top.denominator == 1:
            if abs(top) <= LARGEST:
                return _integer_power(low, int(top))
            return POSITIVE if low.positive else SOME if low.nonnegative else ALL
        if low.positive and range_of_top.nonnegative:
            return _between_powers(low, range_of_top)
        if low.positive:
            return POSITIVE
        if low.nonnegative:
            return (
                Range(SOME.low, End(ONE, False))
                if low.high.at <= 1 and range_of_top.nonnegative
                else SOME
            )
        return ALL


def _between_powers(base: Range, top: Range) -> Range:
    if base.low.at >= 1:
        return Range(End(ONE, base.low.open and base.low.at == 1 and top.positive), ALL.high)
    return Range(POSITIVE.low, End(ONE, False)) if base.high.at <= 1 else POSITIVE


def _domain(domain: Domain) -> Range:
    head, *data = domain
    if head == "interval":
        low, high = (x if isinstance(x, Fraction) else float(str(x)) for x in data[:2])
        return Range(End(low, data[2] == "open"), End(high, data[3] == "open"))
    if head == "simplex":
        return Range(End(ZERO, len(data) > 1), End(ONE, False))
    if head == "joint":
        return UNIT
    if head == "label":
        return closed(ZERO, data[0] - 1) if isinstance(data[0], Fraction) else SOME
    low, high = (x if isinstance(x, Fraction) else float(str(x)) for x in data)
    return closed(low, high)


def _from_below(end: End) -> tuple[Fraction | float, bool]:
    return end.at, end.open


def _from_above(end: End) -> tuple[Fraction | float, bool]:
    return end.at, not end.open


def _sum(parts: list[Range]) -> Range:
    lows, highs = [part.low for part in parts], [part.high for part in parts]
    return Range(_added(lows, -math.inf), _added(highs, math.inf))


def _added(ends: list[End], beyond: float) -> End:
    if any(infinite(end.at) for end in ends):
        return End(beyond, True)
    return End(sum((Fraction(end.at) for end in ends), ZERO), any(end.open for end in ends))


def _product(parts: list[Range]) -> Range:
    found = parts[0]
    for part in parts[1:]:
        ends = [_times(one, other) for one, other in product(found, part)]
        low, high = min(ends, key=_from_below), max(ends, key=_from_above)
        found = Range(_coarse(low, below=True), _coarse(high, below=False))
    return found


def _coarse(end: End, *, below: bool) -> End:
    """The end, or one further out, where it has too many digits."""
    if infinite(end.at) or max(abs(Fraction(end.at).numerator), Fraction(end.at).denominator) <= (
        WIDEST
    ):
        return end
    if below:
        return End(ZERO, True) if end.at > 0 else End(-math.inf, True)
    return End(ZERO, True) if end.at < 0 else End(math.inf, True)


def _times(one: End, other: End) -> End:
    for zero, factor in ((one, other), (other, one)):
        if zero.at == 0:
            # 0 is reached unless the end is open, or the other factor is 0 there as well.
            return End(ZERO, zero.open and not (factor.at == 0 and not factor.open))
    if infinite(one.at) or infinite(other.at):
        return End(math.inf if (one.at > 0) == (other.at > 0) else -math.inf, True)
    return End(Fraction(one.at) * Fraction(other.at), one.open or other.open)


def _around(one: Range, other: Range) -> Range:
    return Range(
        min(one.low, other.low, key=_from_below), max(one.high, other.high, key=_from_above)
    )


def _rounded(of: Range, up: bool) -> Range:
    """The range of the integers next to numbers, above or below them."""
    end = of.high if up else of.low
    if infinite(end.at):
        return of
    whole = End(Fraction(math.ceil(end.at) if up else math.floor(end.at)), False)
    return Range(of.low, whole) if up else Range(whole, of.high)


def _absolute(of: Range) -> Range:
    if of.nonnegative:
        return of
    if of.nonpositive:
        return Range(End(-of.high.at, of.high.open), End(-of.low.at, of.low.open))
    ends = (End(-of.low.at, of.low.open), of.high)
    return Range(SOME.low, max(ends, key=_from_above))


def _integer_power(base: Range, top: int) -> Range:
    if top < 0:
        if not base.nonzero:
            return SOME if base.nonnegative else ALL
        inverse = [
            End(math.inf if base.positive else -math.inf, True)
            if end.at == 0
            else End(ZERO, True)
            if infinite(end.at)
            else End(1 / Fraction(end.at), end.open)
            for end in base
        ]
        return _integer_power(Range(inverse[1], inverse[0]), -top)
    return _product([base] * top) if top else closed(ONE, ONE)
