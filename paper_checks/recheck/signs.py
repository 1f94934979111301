"""Signs of terms that the declared domains make evident, and where a term has a finite value."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import product
from typing import Any

from lossproof.paper_checks.recheck.balls import above_zero
from lossproof.paper_checks.recheck.forms import Forms
from lossproof.paper_checks.recheck.heads import is_symbolic_power
from lossproof.paper_checks.recheck.polynomials import CONSTANTS
from lossproof.paper_checks.recheck.ranges import NEGATIVE, POSITIVE, Range
from lossproof.paper_checks.recheck.terms import (
    BINDERS,
    FAMILIES,
    JOINED,
    MINUS,
    NO_NUMBERS,
    NOTHING,
    OPPOSITE,
    Shown,
    Term,
    names,
    parts_of,
    replaced,
    said,
)

Factor = tuple[Term, Fraction]  # with its power
CLASSES = ("@class", "@row", "@column")
RUNNING = {"classes": CLASSES, "samples": ("@sample",)}
OF_A_NAME = ("at", "between", "largest")  # their first part is no number
MOST = 64  # values of an index that are looked at one by one


class Signs:
    """What is evident of terms in these forms."""

    def __init__(self, forms: Forms, samples: Term | None = None) -> None:
        self.forms, self.samples = forms, samples  # how many there are, if a statement says it
        self.runs: dict[Any, Term] = {}
        self.table: tuple[Term, ...] = ()
        self.shifts: dict[Term, Term] = {}
        self.held: dict[tuple[Term, str], bool] = {}
        self.evident: dict[Any, bool] = {}  # what is finite, by the indices that run
        self.traits: dict[tuple[Term, bool], tuple[frozenset[Term], ...]] = {}
        domains = forms.ranges.domains
        for name, (head, least, *_) in list(domains.items()):  # type: ignore[misc]
            counted = head in ("classes", "samples", "integer")
            if counted and isinstance(least, Fraction) and least:
                self.shifts[name] = ("+", least, f"{name}'")
                above = ("integer", Fraction(0), "inf")
                forms.ranges.domains = {**forms.ranges.domains, f"{name}'": above}

    def holds(self, term: Term, sign: str) -> bool:
        """Whether `term sign 0` is evident; the sign is >, >=, == or !=."""
        if (term, sign) not in self.held:
            self.held[term, sign] = self._holds(term, sign)
        return self.held[term, sign]

    def _holds(self, term: Term, sign: str) -> bool:
        if sign == "==":
            return self.forms.vanishes(term)
        if sign == "!=":
            return self.holds(term, ">") or self.holds(("*", MINUS, term), ">")
        ways = (term, self.forms.canonical(term))
        ranges = map(self.forms.ranges, ways)
        if any(found.positive if sign == ">" else found.nonnegative for found in ranges):
            return True
        if not names(ways[1]) - CONSTANTS:
            return above_zero(ways[1]) or (sign == ">=" and self.forms.vanishes(term))
        return any(self._by_terms(way, sign) for way in (ways[1], replaced(ways[1], self.shifts)))

    def _by_terms(self, term: Term, sign: str) -> bool:
        """By the signs of its factors, and of every summand of the last."""
        if self.forms.vanishes(term):
            return sign == ">="
        number, mono, rest = self.forms.factored(self.forms(term))
        factors = [(self.forms.terms[each], power) for each, power in mono]
        if rest is not None and (self._constant(rest) or self.forms.range(rest)).nonzero:
            factors.append((rest, Fraction(1)))
            rest = None
        strict, negative = True, number < 0
        split = any(is_symbolic_power(factor) for factor, _ in factors)
        for factor, power in factors:
            even = power.denominator == 1 and power.numerator % 2 == 0
            found = self._constant(factor) or self.forms.range(factor)
            if not (even or found.nonnegative or found.nonpositive):
                return False
            if split and power < 0 and not (found.nonnegative or found.nonzero):
                return False  # a part of x^(k - 1), which is 1 at x = 0 and k = 1
            negative ^= not (even or found.nonnegative)
            strict = strict and found.nonzero
        if rest is None:
            return not negative and (strict or sign == ">=")
        parts = [self.forms.term({m: x}) for m, x in self.forms(rest).items()]
        ranges = [self.forms.range(part) for part in parts]
        fine = all(found.nonpositive if negative else found.nonnegative for found in ranges)
        return fine and (sign == ">=" or (strict and any(found.nonzero for found in ranges)))

    def _constant(self, term: Term) -> Range | None:
        """Above or below 0, of what holds no parameter."""
        if names(term) - CONSTANTS or isinstance(term, Fraction):
            return None
        if above_zero(term):
            return POSITIVE
        return NEGATIVE if above_zero(("*", MINUS, term)) else None

    def finite(self, term: Term, known: Shown = NOTHING) -> bool:
        """Whether the term evidently has a finite value, by what is known besides the domains."""
        if not isinstance(term, tuple):  # a whole family is no number
            return str(self.forms.ranges.domains.get(str(term), ("",))[0]) not in FAMILIES
        if known is not NOTHING:
            return term in known.valued or self._finite(term, known)
        asked = (term, self.table, *self.runs.items())
        if asked not in self.evident:
            self.evident[asked] = self._finite(term, known)
        return self.evident[asked]

    def _finite(self, term: tuple[Term, ...], known: Shown) -> bool:
        head, *parts = term
        if head == "if":
            return self._finite_pieces(*parts, known=known)
        if head in NO_NUMBERS or (head == "at" and not self._has_entry(*parts)):
            return False
        if head == "table-mean":
            return self._finite_table(*parts, known=known)
        if head == "cell":
            inside = bool(self.table) and all(map(self.within, parts, self.table))
            return inside and all(self.finite(part, known) for part in parts)
        if head == "any-cell":
            row, column, size, *extents = parts
            inside = self.within(row, extents[0]) and self.within(column, extents[1])
            return inside and self._is_size(size) and all(self.finite(x, known) for x in parts)
        if head == "falling":
            whole = all(self.forms.ranges.integer(x) and self.holds(x, ">=") for x in parts)
            return whole and all(self.finite(part, known) for part in parts)
        count = BINDERS.get(str(head), 0)
        if (count or head == "batch-mean") and not self._is_size(parts[count]):
            return False
        if count:
            return self._finite_within(parts[:count], parts[count:], known)
        if not all(self.finite(part, known) for part in parts[head in OF_A_NAME :]):
            return False
        if head == "^":
            base, top = parts
            if self.forms.ranges.integer(top):
                apart = self.forms.canonical(base) in known.nonzero or self.holds(base, "!=")
                sides = (base, ("*", MINUS, base))
                signed = (self._known(side, known, ">") for side in sides)
                return self.holds(top, ">=") or apart or any(signed)
            if self._known(base, known, ">"):
                return True
            return self._known(base, known, ">=") and self.holds(top, ">=")
        if head in ("log", "polygamma"):
            ordered = head == "log" or self.within(parts[0], Fraction(MOST))
            return ordered and self._known(parts[-1], known, ">")
        if head == "entropy":
            p, q = parts
            apart = ("+", q, ("*", MINUS, ("^", p, Fraction(2))))
            dominated = self._known(q, known, ">") or self._known(apart, known, ">=")
            return self._known(p, known, ">=") and dominated
        return True

    def _finite_pieces(self, condition: Term, value: Term, *other: Term, known: Shown) -> bool:
        """Whether the condition has a value, and each piece where it is the one that applies."""
        if not (other and self._has_truth(condition, known)):
            return False
        sides = ((value, said(condition, True)), (other[0], said(condition, False)))
        return all(self.finite(piece, self._besides(known, told)) for piece, told in sides)

    def _has_truth(self, condition: Term, known: Shown) -> bool:
        """Whether it is a condition, and what it compares has values."""
        head, *parts = condition if isinstance(condition, tuple) else ("",)
        ask = self._has_truth if head in JOINED else self.finite
        return head in (*JOINED, *OPPOSITE) and all(ask(part, known) for part in parts)

    def _besides(self, known: Shown, told: Iterable[tuple[Term, str]]) -> Shown:
        """What is known, and what these comparisons say besides."""
        told = [*told]
        told += [
            (each, ">")
            for term, sign in told
            for each in (term, ("*", MINUS, term))
            if sign == "!=" and self._known(each, known, ">=")
        ]
        found = self.shown([pair for pair in told if pair[1] != "!="])
        apart = {self.forms.canonical(term) for term, sign in told if sign == "!="}
        return known._replace(
            positive=known.positive | found.positive,
            nonnegative=known.nonnegative | found.nonnegative,
            nonzero=known.nonzero | found.nonzero | found.positive | apart,
            of_any=known.of_any or (known,),
        )

    def _has_entry(self, name: Term, *indices: Term) -> bool:
        """Whether it is a number that a parameter has at these indices."""
        domain: Any = self.forms.ranges.domains.get(str(name), ())
        for index in map(self.forms.canonical, indices):
            if not domain or domain[0] not in FAMILIES:
                return False
            size = domain[1]
            if not self.within(index, size):
                return False
            domain = {
                "each": domain[-1], "joint": ("simplex", size), "simplex": ("interval",)
            }[str(domain[0])]  # fmt: skip
        return bool(domain) and domain[0] not in FAMILIES

    def within(self, index: Term, size: Term) -> bool:
        """Whether every value of an index is one of so many."""
        ranges = self.forms.ranges
        least = self._least(size)
        if isinstance(index, Fraction):
            return index.denominator == 1 and least is not None and 0 <= index < least
        if index in self.runs:
            return self._reaches(self.runs[index], size)
        if index == "@sample":
            many = self.samples
            return self._reaches(many, size) if many is not None else not self._of_classes(size)
        if index in CLASSES or (isinstance(index, tuple) and index[0] == "largest"):
            return all(size == c for c in ranges.domains if self._of_classes(c))
        name = index[1] if isinstance(index, tuple) and index[0] == "at" else index
        head, *data = ranges.leaf(str(name))
        if head == "label":
            return self._reaches(data[0], size)
        made = isinstance(index, tuple) and index[0] in ("+", "*") and ranges.integer(index)
        found = ranges(index)
        inside = found.nonnegative and least is not None and found.high.at < least
        return inside and (made or head == "integer")

    def _of_classes(self, size: Term) -> bool:
        return isinstance(size, str) and self.forms.ranges.domains.get(size, ("",))[0] == "classes"

    def _reaches(self, run: Term, size: Term) -> bool:
        """Whether there are so many for as many values of an index."""
        least = self._least(size)
        return run == size or (isinstance(run, Fraction) and least is not None and run <= least)

    def _least(self, size: Term) -> Fraction | None:
        """The least value of a size; None if that is not known."""
        least = size if isinstance(size, Fraction) else self.forms.ranges(size).low.at
        return least if isinstance(least, Fraction) else None

    def _is_size(self, term: Term) -> bool:
        """Whether the term evidently has a value, and is a positive integer."""
        return self.forms.ranges.integer(term) and self.holds(term, ">") and self.finite(term)

    def _finite_within(self, own: Sequence[Term], parts: Sequence[Term], known: Shown) -> bool:
        """Whether what stands under bound indices is finite, whichever class each of them is."""
        inner = known.of_any[0] if known.of_any else known
        size, *bodies = parts
        if isinstance(size, Fraction) and size <= MOST:
            numbers = [Fraction(k) for k in range(int(size))]
            places = [dict(zip(own, c, strict=True)) for c in product(numbers, repeat=len(own))]
            return all(self.finite(replaced(b, at), inner) for at in places for b in bodies)
        return any(
            self._finite_for(dict(zip(own, choice, strict=True)), size, bodies, inner)
            for choice in self._indices([size] * len(own), *parts)
        )

    def _indices(self, extents: Sequence[Term], *around: Term) -> Iterator[tuple[Term, ...]]:
        """Indices for as many values each, of any class or sample where they run through these."""
        taken = names(("*", *around)) | {*map(str, self.runs)}
        kinds = [str(self.forms.ranges.domains.get(str(size), ("",))[0]) for size in extents]
        free = {k: [index for index in RUNNING.get(k, ()) if index not in taken] for k in kinds}
        every = [
            free[kind] if len(free[kind]) >= kinds.count(kind) else [*free[kind], self.forms.mark()]
            for kind in kinds
        ]
        return (choice for choice in product(*every) if len({*choice}) == len(choice))

    def _finite_table(
        self,
        row: Term,
        column: Term,
        size: Term,
        law: Term,
        body: Term,
        *extents: Term,
        known: Shown,
    ) -> bool:
        """Whether the chance of every cell is finite, and what is averaged for every table."""
        if not all(self._is_size(each) for each in (size, *extents)):
            return False
        before, self.table = self.table, extents
        try:
            averaged = self.finite(body, known)
        finally:
            self.table = before
        inner = known.of_any[0] if known.of_any else known
        for choice in self._indices(extents, law, *extents):
            with self.running(dict(zip(choice, extents, strict=True))):
                if self.finite(replaced(law, dict(zip((row, column), choice, strict=True))), inner):
                    return averaged
        return False

    def _finite_for(
        self, choice: dict[Term, Term], size: Term, bodies: Sequence[Term], known: Shown
    ) -> bool:
        """The same for these indices in the place of those that are bound."""
        with self.running(dict.fromkeys(choice.values(), size)):
            return all(self.finite(replaced(body, choice), known) for body in bodies)

    @contextmanager
    def running(self, runs: Mapping[Any, Term]) -> Generator[None]:
        """While it lasts, these indices stand for so many."""
        before, self.runs = self.runs, {**self.runs, **runs}
        try:
            yield
        finally:
            self.runs = before

    def _known(self, term: Term, known: Shown, sign: str) -> bool:
        """Whether `term sign 0` is evident, or known of every factor that is not."""
        if not (known.positive or known.nonnegative):
            return self.holds(term, sign)
        if self._sided(term, known, sign):
            return True
        number, factors = self.factors(term)
        negative = number < 0
        # 1/x is also a part of x^(k - 1), which is 1 at x = 0 and k = 1, whatever the sign of x^k.
        split = any(is_symbolic_power(part) for part, _ in factors)
        for part, power in factors:
            if split and power < 0 and not self._sided(part, known, ">"):
                return False
            if self._sided(part, known, sign):
                continue
            if power.denominator != 1 or not self._sided(("*", MINUS, part), known, sign):
                return False
            negative ^= power.numerator % 2 == 1
        return number != 0 and not negative

    def _sided(self, part: Term, known: Shown, sign: str) -> bool:
        """Whether `part sign 0` is evident, or known of it as it stands."""
        form = self.forms.canonical(part)
        told = form in known.positive or (sign == ">=" and form in known.nonnegative)
        return told or self.holds(part, sign) or self._summed(form, known, sign)

    def _summed(self, form: Term, known: Shown, sign: str) -> bool:
        """Whether no summand is below 0, and one is above 0 if that is asked."""
        parts = form[1:] if isinstance(form, tuple) and form[0] == "+" and known.positive else ()
        least = parts and all(self._known(each, known, ">=") for each in parts)
        return bool(least) and (sign == ">=" or any(self._known(x, known, ">") for x in parts))

    def factors(self, term: Term) -> tuple[Fraction, list[Factor]]:
        """The number and the other factors of a term, with their powers."""
        poly = self.forms(term)
        if not poly:
            return Fraction(0), []
        number, mono, rest = self.forms.factored(poly)
        found = [(self.forms.terms[each], power) for each, power in mono]
        if rest is None:
            return number, found
        signed = rest if number > 0 else self.forms.canonical(("*", MINUS, rest))
        return abs(number), [*found, (signed, Fraction(1))]

    def shown(self, said: Iterable[tuple[Term, str]], *, closely: bool = True) -> Shown:
        """What is known where these terms are above 0 (">"), at least 0 (">="), or 0 ("==").

        Unless `closely`, without what their factors tell, which takes longer.
        """
        found: dict[str, set[Term]] = {">": set(), ">=": set(), "==": set()}
        valued, nonzero = set[Term](), set[Term]()
        for term, sign in said:
            if (term, closely) not in self.traits:
                self.traits[term, closely] = self._told(term, closely=closely)
            forms, factors, parts = self.traits[term, closely]
            found[sign] |= forms
            valued |= parts
            nonzero |= factors if sign == ">" else frozenset()
        above, least = frozenset(found[">"]), frozenset(found[">="])
        return Shown(above, least, frozenset(nonzero), frozenset(valued))

    def _told(self, term: Term, *, closely: bool) -> tuple[frozenset[Term], ...]:
        """Terms of the sign of this one, its factors, and its parts."""
        forms = {self.forms.canonical(term)}
        number, factors = self.factors(term) if closely else (Fraction(0), [])
        found = self._decisive(factors) if number > 0 else None
        if found and found[1].numerator % 2:
            forms.add(found[0])
        product = term[1:] if isinstance(term, tuple) and term[0] == "*" else ()
        own = frozenset(map(self.forms.canonical, product))
        return frozenset(forms), own, frozenset(parts_of(term))

    def _decisive(self, factors: Sequence[Factor]) -> Factor | None:
        """The factor that is positive where the product is, as all others evidently are."""
        if not factors:
            return None
        left = [pair for pair in factors if not self.holds(pair[0], ">")]
        return None if len(left) > 1 else (left or factors)[-1]
