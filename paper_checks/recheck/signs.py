"""Signs of terms that the declared domains make evident, and where a term has a finite value."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from flint import ctx

from paper_checks.recheck.balls import enclosed
from paper_checks.recheck.forms import Forms
from paper_checks.recheck.polynomials import CONSTANTS
from paper_checks.recheck.ranges import NEGATIVE, POSITIVE, Range
from paper_checks.recheck.terms import BINDERS, Term, names, replaced

BITS = (64, 256, 1024)


def above_zero(constant: Term) -> bool:
    """Whether balls show that a constant is above 0."""
    for bits in BITS:
        with ctx.workprec(bits):
            found = enclosed(constant, {})
        if found > 0 or found < 0:
            return bool(found > 0)
    return False


class Signs:
    """What is evident of terms in these forms."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.shifts: dict[Term, Term] = {}
        domains = forms.ranges.domains
        for name, (head, *ends) in list(domains.items()):  # type: ignore[misc]
            if (
                head in ("classes", "samples", "integer")
                and isinstance(ends[0], Fraction)
                and ends[0]
            ):
                self.shifts[name] = ("+", ends[0], f"{name}'")
                forms.ranges.domains = {
                    **forms.ranges.domains,
                    f"{name}'": ("integer", Fraction(0), "inf"),
                }

    def holds(self, term: Term, sign: str) -> bool:
        """Whether `term sign 0` is evident; the sign is >, >=, == or !=."""
        if sign == "==":
            return self.forms.vanishes(term)
        if sign == "!=":
            return self.holds(term, ">") or self.holds(("*", Fraction(-1), term), ">")
        ways = (term, self.forms.canonical(term))
        if any(_has(self.forms.ranges(way), sign) for way in ways):
            return True
        if not names(ways[1]) - CONSTANTS:
            return above_zero(ways[1]) or (sign == ">=" and self.forms.vanishes(term))
        return any(self._by_terms(way, sign) for way in (ways[1], replaced(ways[1], self.shifts)))

    def _by_terms(self, term: Term, sign: str) -> bool:
        """By the signs of its factors, and of every summand of the last."""
        poly = self.forms(term)
        if not poly:
            return sign == ">="
        number, mono, rest = self.forms.factored(poly)
        factors = [(self.forms.terms[each], power) for each, power in mono]
        if rest is not None and not names(rest) - CONSTANTS:
            factors.append((rest, Fraction(1)))
            rest = None
        strict, negative = True, number < 0
        for factor, power in factors:
            even = power.denominator == 1 and power.numerator % 2 == 0
            found = self._constant(factor) or self.forms.range(factor)
            if not (even or found.nonnegative or found.nonpositive):
                return False
            negative ^= not (even or found.nonnegative)
            strict = strict and found.nonzero
        if rest is None:
            return not negative and (strict or sign == ">=")
        parts = [self.forms.term({m: x}) for m, x in self.forms(rest).items()]
        ranges = [self.forms.range(part) for part in parts]
        if not all(found.nonpositive if negative else found.nonnegative for found in ranges):
            return False
        return sign == ">=" or (strict and any(found.nonzero for found in ranges))

    def _constant(self, term: Term) -> Range | None:
        """Above or below 0, of what holds no parameter."""
        if names(term) - CONSTANTS or isinstance(term, Fraction):
            return None
        if above_zero(term):
            return POSITIVE
        return NEGATIVE if above_zero(("*", Fraction(-1), term)) else None

    def finite(self, term: Term, positive: Collection[Term] = ()) -> bool:
        """Whether the term evidently has a finite value; some terms are known to be above 0."""
        if not isinstance(term, tuple):
            return True
        head, *parts = term
        count = BINDERS.get(str(head), 0)
        if not all(self.finite(part, positive) for part in parts[count:]):
            return False
        if head == "^":
            base, top = parts
            if isinstance(top, Fraction) and top.denominator == 1:
                return top >= 0 or self._above(base, positive) or self.holds(base, "!=")
            if self._above(base, positive):
                return True
            return self.holds(base, ">=") and self.holds(top, ">=")
        if head in ("log", "polygamma"):
            return self._above(parts[-1], positive)
        if head == "entropy":
            return self.holds(parts[0], ">=") and self._above(parts[1], positive)
        return True

    def _above(self, term: Term, positive: Collection[Term]) -> bool:
        return self.forms.canonical(term) in positive or self.holds(term, ">")


def _has(found: Range, sign: str) -> bool:
    return found.positive if sign == ">" else found.nonnegative
