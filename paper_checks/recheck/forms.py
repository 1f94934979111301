"""The normal form of terms: sums of products of generators to rational powers.

What is 0 in this form is 0 wherever every part has a value. `x^(a+b) = x^a x^b`, and real powers
and logarithms of products, are split only at factors that are not negative, by their ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from itertools import count
from math import floor, gcd, lcm

from lossproof.paper_checks.recheck.heads import HEADS
from lossproof.paper_checks.recheck.polynomials import (
    ONE,
    UNIT,
    Mono,
    Poly,
    TooLargeError,
    add,
    multiplied,
    plus,
    primes,
    scaled,
    total,
)
from lossproof.paper_checks.recheck.ranges import Range, Ranges
from lossproof.paper_checks.recheck.terms import (
    BINDERS,
    Domain,
    Term,
    bound,
    is_indicator,
    may_divide_zero,
    names,
    replaced,
    written,
)

MOST_TERMS = 4000

PARTS = {"delta": 3, "if": 4}  # of an indicator that has no value of its own at 0


class Forms:
    """Normal forms of terms about names with these domains.

    `above` tells whether a constant is certainly above 0; the terms in `positive` are.
    """

    def __init__(
        self,
        domains: Mapping[str, Domain],
        above: Callable[[Term], bool] = lambda term: False,
        positive: frozenset[Term] = frozenset(),
    ) -> None:
        self.above, self.positive = above, positive
        self.ranges = Ranges(domains)
        self.kept: dict[Term, Poly] = {}
        self.terms_of: dict[Term, Term] = {}
        self.numbers, self.sums = dict[str, int](), dict[int, Poly]()
        self.terms, self.texts, self.free = list[Term](), list[str](), list[frozenset[str]]()
        self.fresh = count()

    def mark(self) -> str:
        # Of equal length: what is bound within has the later text.
        return f"!{next(self.fresh):09}"

    def generator(self, term: Term, power: Fraction = ONE) -> Poly:
        """A term that is in normal form, as a generator; the power of one that is reduced."""
        text = written(term)
        if text not in self.numbers:
            self.numbers[text] = len(self.terms)
            self.terms.append(term)
            self.texts.append(text)
            self.free.append(names(term))
            if isinstance(term, tuple) and term[0] == "+":
                self.sums[self.numbers[text]] = self(term)
        return self._reduced(self.numbers[text], power)

    def _reduced(self, number: int, power: Fraction) -> Poly:
        term = self.terms[number]
        if not power:
            return UNIT
        if not isinstance(term, (str, tuple)):  # a prime
            whole = floor(power)
            rest = power - whole
            return {((number, rest),) if rest else (): term**whole}
        if number in self.sums and power >= 1:
            rest = self._reduced(number, power - floor(power))
            return self.times(self.power(self.sums[number], floor(power)), rest)
        if isinstance(term, tuple):
            if term[0] == "abs" and power.denominator == 1 and not 0 <= power < 2:
                whole = 2 * floor(power / 2)
                return self.times(
                    self.power(self(term[1]), whole), self._reduced(number, power - whole)
                )
            if is_indicator(term) and len(term) == PARTS.get(str(term[0]), 2) and power > 1:
                power = ONE
        return {((number, power),): ONE}

    def times(self, one: Poly, other: Poly) -> Poly:
        if len(one) * len(other) > MOST_TERMS * 25:
            raise TooLargeError("a product has too many terms")
        if one == UNIT or other == UNIT:
            return {**(other if one == UNIT else one)}
        found: Poly = {}
        for mono, number in one.items():
            for factor, by in other.items():
                product = multiplied(number, by)
                for made, extra in self._joined(mono, factor).items():
                    add(found, made, product if extra is ONE else multiplied(product, extra))
        return found

    def _joined(self, one: Mono, other: Mono) -> Poly:
        if not one or not other:
            return {one or other: ONE}
        powers = dict(one)
        odd: list[int] = []
        for number, power in other:
            if number in powers:
                powers[number] = total(powers[number], power)
                odd.append(number)
            else:
                powers[number] = power
        rest = UNIT
        for number in odd:
            made = self._reduced(number, powers[number])
            if made == {((number, powers[number]),): ONE}:
                continue
            del powers[number]
            rest = made if rest is UNIT else self.times(rest, made)
        base: Poly = {tuple(sorted(powers.items())): ONE}
        return base if rest is UNIT else self.times(base, rest)

    def power(self, poly: Poly, whole: int) -> Poly:
        """A form to an integer power."""
        if whole < 0:
            number, mono, rest = self.factored(poly)
            found = {(): number**whole}
            for each, power in mono:
                found = self.times(found, self._reduced(each, power * whole))
            if rest is not None:
                found = self.times(found, self.generator(rest, Fraction(whole)))
            return found
        if whole > MOST_TERMS:
            raise TooLargeError("a power has too large an exponent")
        found = UNIT
        for _ in range(whole):
            found = self.times(found, poly)
            if len(found) > MOST_TERMS:
                raise TooLargeError("a power has too many terms")
        return found

    def factored(self, poly: Poly) -> tuple[Fraction, Mono, Term | None]:
        """A number, a product of generators, and a primitive sum, if there is one, as a term."""
        if len(poly) == 1:
            ((mono, number),) = poly.items()
            return number, mono, None
        least: dict[int, Fraction] = {}
        monos = [dict(mono) for mono in poly]
        for number in {number for mono in monos for number in mono}:
            if low := min(mono.get(number, Fraction(0)) for mono in monos):
                least[number] = low
        inverse: Poly = {tuple(sorted((n, -p) for n, p in least.items())): ONE}
        poly = self.times(poly, inverse) if least else poly
        if not poly:
            raise ZeroDivisionError("a part divides by 0")
        content = Fraction(
            reduce(gcd, (x.numerator for x in poly.values())),
            reduce(lcm, (x.denominator for x in poly.values())),
        )
        lead = min(poly, key=self._text)
        content = content if poly[lead] > 0 else -content
        return content, tuple(sorted(least.items())), self.term(scaled(poly, 1 / content))

    def _text(self, mono: Mono) -> str:
        return " ".join(sorted(f"{self.texts[number]}^{power}" for number, power in mono)) or "~"

    def term(self, poly: Poly) -> Term:
        """A form as a term: equal forms are equal terms."""
        parts = [self.product(mono, poly[mono]) for mono in sorted(poly, key=self._text)]
        return ("+", *parts) if len(parts) > 1 else parts[0] if parts else Fraction(0)

    def product(self, mono: Mono, number: Fraction) -> Term:
        ordered = sorted(mono, key=lambda pair: self.texts[pair[0]])
        parts = [
            self.terms[n] if power == 1 else ("^", self.terms[n], power) for n, power in ordered
        ]
        if number != 1 or not parts:
            parts.insert(0, number)
        return ("*", *parts) if len(parts) > 1 else parts[0]

    # Forms of terms

    def __call__(self, term: Term) -> Poly:
        """The normal form of a term."""
        found = self.kept.get(term)
        if found is None:
            found = self.kept[term] = self._of(term)
        return found

    def canonical(self, term: Term) -> Term:
        """The term of the normal form."""
        found = self.terms_of.get(term)
        if found is None:
            found = self.terms_of[term] = self.term(self(term))
        return found

    def vanishes(self, term: Term) -> bool:
        """Whether the term is 0 wherever all of it has a value."""
        poly = self(term)
        while poly:
            low: dict[int, Fraction] = {}
            for mono in poly:
                for number, power in mono:
                    if number in self.sums and power < 0:
                        low[number] = min(low.get(number, power), power)
            if not low:
                return False
            number, power = min(low.items())
            of, used = self.terms[number], {self.terms[each] for mono in poly for each, _ in mono}
            powers = any(isinstance(each, tuple) and each[:2] == ("^", of) for each in used)
            if powers and not self.range(of).nonzero and any(map(may_divide_zero, used)):
                return False  # s^-2 s^k is also s^(k - 2), which is 1 at s = 0 and k = 2
            poly = self.times(poly, {((number, Fraction(-floor(power))),): ONE})
            # What lacked the generator has it now to a positive power: multiply that out.
            poly = plus(*(self._expanded(mono, x) for mono, x in poly.items()))
        return True

    def _expanded(self, mono: Mono, number: Fraction) -> Poly:
        found: Poly = {(): number}
        for each, power in mono:
            found = self.times(found, self._reduced(each, power))
        return found

    def _of(self, term: Term) -> Poly:
        if isinstance(term, str):
            return self.generator(term)
        if not isinstance(term, tuple):
            return {(): term} if term else {}
        head, *parts = term
        if head == "+":
            return plus(*map(self, parts))
        if head == "*":
            return reduce(self.times, map(self, parts), UNIT)
        if head == "^":
            return self.raised_to(parts[0], parts[1])
        if made := HEADS.get(str(head)):
            return made(self, *parts)
        count = BINDERS.get(str(head), 0)
        marks = [self.mark() for _ in range(count)]
        known: dict[Term, Term] = dict(zip(parts[:count], marks, strict=True))
        inner = [self.canonical(replaced(part, known)) for part in parts[count:]]
        return self.generator(bound(head, marks, inner) if count else (head, *inner))

    # Powers and logarithms

    def raised_to(self, base: Term, top: Term) -> Poly:
        exponent = self._cancelled(self(top))
        constant = exponent.get((), Fraction(0))
        inner = base[2] if isinstance(base, tuple) and base[0] == "^" else None
        factors = base[1:] if isinstance(base, tuple) and base[0] == "*" else ()
        whole = exponent.keys() <= {()} and constant.denominator == 1
        roots = exponent.keys() == {()} and all(self.range(x).nonnegative for x in factors)
        if factors and (whole or roots):
            return reduce(self.times, (self.raised_to(x, top) for x in factors), UNIT)
        if whole:
            if isinstance(inner, Fraction) and inner.denominator == 1:
                return self.raised_to(base[1], inner * constant)
            return self.power(self(base), int(constant))
        if inner is not None and self._is_even(inner):
            return self.raised_to(("abs", base[1]), ("*", inner, top))
        inverse = inner is not None and len(exponent) == 1 < len(self(inner))
        product = self._cancelled(self(("*", inner, top))) if inverse else {}
        if product.keys() == {()} and self.range(base[1]).nonnegative:
            return self.raised_to(base[1], product[()])  # (x^(q + 1))^(1/(q + 1)) is x
        poly = self(base)
        if poly == UNIT:
            return UNIT
        if not poly:
            power = self.canonical(top)
            return {} if self.range(power).positive else self.generator(("^", Fraction(0), power))
        if self._is_delta(poly) and self.range(self.canonical(top)).positive:
            return poly  # 0 and 1 are their own positive powers
        base, parts = self.term(poly), [self.term({mono: by}) for mono, by in exponent.items()]
        both = base, self.term(exponent)
        if len(parts) > 1 and not self.ranges.splits(*both, parts, self.positive):
            return self.generator(("^", base, self.canonical(top)))
        split, rest = self.split(poly)
        found, natural, others = UNIT, poly == self("@e"), Poly()
        for mono, by in exponent.items():
            if natural and (of := self._logarithm(mono)) is not None:
                found = self.times(found, self.raised_to(of[0], ("*", by, of[1])))
                continue
            symbolic = self.product(mono, ONE) if mono else None
            for part, power in split:
                found = self.times(found, self.raised(part, power * by, symbolic))
            if rest is not None and (self._whole(by, symbolic) or len(exponent) == 1):
                found = self.times(found, self.raised(rest, by, symbolic))
            elif rest is not None:
                others[mono] = by
        if not others:
            return found
        # x^(s + t) is not x^s x^t at x = -1, s = t = 1/2.
        sign = ONE if others[min(others)] > 0 else -ONE
        return self.times(found, self.generator(("^", rest, self.term(scaled(others, sign))), sign))

    def _is_even(self, top: Term) -> bool:
        return isinstance(top, Fraction) and top.denominator == 1 and top.numerator % 2 == 0

    def _whole(self, number: Fraction, symbolic: Term | None) -> bool:
        """Whether this part of an exponent is an integer."""
        return number.denominator == 1 and (symbolic is None or self.ranges.integer(symbolic))

    def _is_delta(self, poly: Poly) -> bool:
        ((mono, number),) = poly.items() if len(poly) == 1 else [((), ONE)]
        terms = [self.terms[each] for each, power in mono if power == number == ONE == len(mono)]
        return any(isinstance(term, tuple) and term[0] == "delta" for term in terms)

    def _logarithm(self, mono: Mono) -> tuple[Term, Term] | None:
        """What a factor of an exponent is the logarithm of, and the other factors, or None.

        The power of e has a value only where that is above 0, and is a power of it there.
        """
        for number, power in mono:
            term = self.terms[number]
            if power == 1 and isinstance(term, tuple) and term[0] == "log":
                rest = tuple(pair for pair in mono if pair[0] != number)
                return term[1], self.product(rest, ONE) if rest else ONE
        return None

    def _cancelled(self, poly: Poly) -> Poly:
        """The form over its divisors, without those that are its last factor."""
        if not any(n in self.sums and power < 0 for mono in poly for n, power in mono):
            return poly
        number, mono, rest = self.factored(poly)
        text = "" if rest is None else written(rest)
        if self.numbers.get(text) not in dict(mono):
            return poly
        return scaled(self._joined(mono, ((self.numbers[text], ONE),)), number)

    def raised(self, part: Term, power: Fraction, symbolic: Term | None) -> Poly:
        if symbolic is None:
            # A product, or a power to a number, is no generator by itself.
            number = isinstance(part, tuple) and part[0] == "^" and isinstance(part[2], Fraction)
            inner = number or (isinstance(part, tuple) and part[0] == "*")
            return self.generator(("+", part) if inner else part, power)
        if part == -ONE and power.denominator == 1 and self.ranges.integer(symbolic):
            power = Fraction(power % 2)
        if isinstance(part, tuple) and part[0] == "^" and self._multiply(part, power, symbolic):
            return self.raised_to(part[1], ("*", power, part[2], symbolic))
        if not self._whole(power, symbolic) and not self.range(part).nonnegative:
            # (x^c)^(1/2) is |x|, and x^(c/2) is x, at c = 2; x^(2 s) is no square at s = 1/2.
            sign = ONE if power > 0 else -ONE
            return self.generator(("^", part, self.canonical(("*", power * sign, symbolic))), sign)
        return self.generator(("^", part, symbolic), power)

    def _multiply(self, part: tuple[Term, ...], power: Fraction, symbolic: Term) -> bool:
        """Whether `(x^a)^b` is `x^(a b)`: for `x >= 0`, an integer `b`, or a number `a`.

        A number `a` is not even, by `split`; `(x^k)^(1/k)` is no `x` at `k = 2` and `x` below 0.
        """
        known = isinstance(part[2], Fraction) or self.range(part[1]).nonnegative
        return known or (power.denominator == 1 and self.ranges.integer(symbolic))

    def split(self, poly: Poly) -> tuple[list[tuple[Term, Fraction]], Term | None]:
        """Nonnegative factors with their powers, and what is left over, of which no sign is known.

        The factors are positive, unless nothing is left over.
        """
        number, mono, rest = self.factored(self._cancelled(poly))
        found: list[tuple[Term, Fraction]] = [*primes(abs(number))]
        others = list[tuple[Term, Fraction]]()
        factors = [(self.terms[n], power) for n, power in mono]
        if rest is not None:
            factors.append((rest, ONE))
        for factor, power in factors:
            if power.denominator == 1 and self.range(factor).nonpositive:
                found.append((self.canonical(("*", -ONE, factor)), power))
                number = -number if power.numerator % 2 else number
            elif self._is_even(power) and not self.range(factor).nonnegative:
                found.append((self.canonical(("abs", factor)), power))
            elif self.range(factor).nonnegative:
                found.append((factor, power))
            else:
                others.append((factor, power))
        if not others and number > 0:
            return found, None
        kept = [(f, p) for f, p in found if isinstance(f, Fraction) or self.range(f).positive]
        left: list[Term] = [("^", f, p) for f, p in (*others, *(x for x in found if x not in kept))]
        if number < 0:
            left.insert(0, -ONE)
        return kept, self.canonical(("*", ONE, *left))

    def range(self, term: Term) -> Range:
        """Between which numbers a term lies."""
        return self.ranges(term)
