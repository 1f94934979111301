"""The layout of the terms of a statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from hashlib import sha256
from itertools import count
from string import ascii_lowercase
from typing import Any, cast

from lossproof.theory.printing import layout, terms
from lossproof.theory.printing.layout import Layout, Name, Number
from lossproof.theory.printing.matching.shapes import chances, headed, matrices, noises, weighted
from lossproof.theory.printing.matching.written_out import shorter
from lossproof.theory.printing.printer import printed
from lossproof.theory.printing.terms import Term, names, split

CLASSES, SAMPLES = "jklhuvw", "istabd"
_FREE = {"@class": "kl", "@column": "lk", "@row": "ir", "@sample": "st"}
_CONSTANTS = {"@e": "e", "@pi": "pi"}
_CALLS = {"exp": "exp", "log": "log", "max": "max", "min": "min", "sign": "sgn", "entropy": "kl",
          "falling": "falling", "polygamma": "polygamma", "any-count": "count"}  # fmt: skip
_SIGNS = ("==", "<=", "<", ">=", ">", "!=")
_SAID_ANYWAY = ((">=", 0), (">", 1), ("==", 0))  # of a class that a relation does not speak of
_HALF = Fraction(1, 2)


class Notation:
    """The notation of one statement: layouts of its terms.

    Parameters
    ----------
    taken : names
        The statement's parameters; no index gets such a name.
    samples : names
        The parameters that are numbers of samples: indices up to them are i, s, t, the others j, k.
    shapes : mapping
        The sizes of the parameters that are vectors or matrices; without them those of one name,
        such as c, are taken to be whole.
    whole : names
        The parameters that are sizes which go without saying.
    """

    def __init__(
        self,
        taken: Iterable[str] = (),
        samples: Iterable[str] = (),
        shapes: Mapping[str, tuple[Term, ...]] | None = None,
        whole: Iterable[str] = (),
    ) -> None:
        # Also as they are printed: j_ as j, and u_1 as u1.
        self.taken = frozenset(each for name in taken for each in (name, printed(name)))
        self.samples = frozenset(samples)
        self.whole = frozenset(whole)
        self.shapes = shapes or {}
        self.counted = {
            name: tuple(map(int, sizes))
            for name, sizes in self.shapes.items()
            if all(isinstance(size, (int, Fraction)) for size in sizes)
        }

    def term(self, term: Term, bound: Mapping[str, str] | None = None) -> Layout:
        """The layout of a term or relation; `bound` has the letters of the enclosing indices."""
        free = self.free(term) if bound is None else bound
        return self._shown(shorter(term, self.counted), free)

    def free(self, term: Term) -> dict[str, str]:
        """Letters for the free indices of a term, the same in all terms."""
        letters = dict[str, str]()
        for index, first in _FREE.items():
            letters[index] = next(self._letters(first, letters))
        return {index: letters[index] for index in names(term) & _FREE.keys()}

    def _shown(self, term: Term, bound: Mapping[str, str]) -> Layout:
        if isinstance(term, tuple):
            return self._list(term, bound)
        if not isinstance(term, str):
            return _number(term)
        if term == "@e" and "e" in self.taken:
            return layout.Call("exp", (Number("1"),))
        return Name(_name(term, bound))

    def _letters(self, first: str, bound: Mapping[str, str]) -> Iterator[str]:
        """Unused letters, those for this kind first, then numbered ones."""
        used = {*self.taken, *bound.values(), "e"}
        yield from (letter for letter in first if letter not in used)
        yield from (letter for letter in ascii_lowercase if letter not in used | set(first))
        yield from (name for k in count(1) if (name := f"{first[0]}{k}") not in used)

    def _between(self, name: str) -> str:
        """A number between two, `u1`, by a name that no parameter or entry has."""
        vectors = {each for each, shape in self.shapes.items() if shape}
        return next(x for x in self._renamed(name) if x[0] not in vectors)

    def _renamed(self, name: str) -> Iterator[str]:
        """The name, or else with another first letter, of those that no parameter has."""
        names = (f"{letter}{name[1:]}" for letter in (name[0], *ascii_lowercase[::-1]))
        return (name for name in names if printed(name) not in self.taken)

    def _list(self, term: Term, bound: Mapping[str, str]) -> Layout:
        head, indices, parts = split(term)
        if indices:
            return self._binder(head, indices, parts, bound)
        if head == "+":
            return self._sum(parts, bound)
        if head in ("*", "^"):
            return self._product(term, bound)
        if apart := _apart(head, parts):
            shown = tuple(self._shown(part, bound) for part in apart)
            return layout.Related(shown, ("!=",))
        shown = tuple(self._shown(part, bound) for part in parts)
        if head == "==" and all(headed(part, "step") for part in parts):
            truths = [side.condition for side in shown if isinstance(side, layout.Truth)]
            if len(truths) == len(shown):
                return layout.Joined("iff", tuple(truths))
        if head in _SIGNS:
            return layout.Related(shown, (_sign(head),))
        match head:
            case "largest":
                own = _largest(str(parts[0]).strip('"'))
                return layout.Largest(next(self._renamed(own)))
            case "between":
                return Name(self._between(str(parts[0]).strip('"')))
            case terms.CALL:
                kind = layout.Call if parts[0] == "det" else layout.Applied
                return kind(str(parts[0]), shown[1:])
            case "at":
                return layout.Entry(_name(str(parts[0]), bound), shown[1:])
            case "count" | "cell" | "any-cell":
                return layout.Entry("count", shown[:2])
            case "abs" | "floor" | "ceiling":
                return layout.Fenced(head, shown[0])
            case "delta":
                return layout.Truth(layout.Related(shown, ("=",)))
            case "is-zero":
                return layout.Truth(layout.Related((shown[0], Number("0")), ("=",)))
            case "step" if len(parts) == 1 or parts[1] == 1:
                return layout.Truth(
                    self._balanced(">" if len(parts) == 1 else ">=", parts[0], bound)
                )
            case "step" | "slope":
                at_zero = shown[1] if head == "step" else _number(_HALF)
                return layout.Call("step", (shown[0], at_zero))
            case "batch-mean":
                law = shown[2] if headed(parts[2], terms.LAW) else layout.Call("", shown[2:])
                return layout.Batch(shown[0], law, shown[1])
            case terms.LAW:
                return shown[0] if len(shown) == 1 else layout.Product(shown)
            case "and" | "or" | "not":
                return layout.Joined(head, shown)
            case "if":
                return layout.Cases(tuple(self._pieces(term, bound)))
            case _:
                return layout.Call(_CALLS[head], shown)

    def _pieces(self, term: Term, bound: Mapping[str, str]) -> Iterator[Any]:
        while isinstance(term, tuple) and term[0] == "if":
            yield self._shown(term[2], bound), self._shown(term[1], bound)
            if len(term) == 3:
                return
            term = term[3]
        yield self._shown(term, bound), None

    def _binder(
        self, head: str, indices: tuple[str, ...], parts: tuple[Term, ...], bound: Mapping[str, str]
    ) -> Layout:
        size, body = parts[0], parts[-1]
        inner, letters = dict(bound), list[str]()
        for index in indices:
            letters.append(next(self._letters(self._kind(size), inner)))
            inner[index] = letters[-1]
        about = self._shown(size, bound)
        if head == "table-mean":
            law, averaged, *extents = parts[1:]
            sizes = dict(zip(indices, extents, strict=True))
            of = tuple(map(self._matrix, matrices(law, sizes, self._whole)))
            if not of:
                of = (layout.Call("table", (*map(Name, letters), self._shown(law, inner))),)
            distribution = of[0] if len(of) == 1 else layout.Product(of)
            return layout.Batch(about, distribution, self._shown(averaged, bound))
        but, body = _others(head, indices, body)
        apart = but if but is None else self._shown(but, bound)
        if head == "every":
            relation = self._shown(body, inner)
            if isinstance(relation, layout.Every) and relation.size == about and not relation.but:
                return layout.Every(relation.body, (letters[0], *relation.indices), about)
            return layout.Every(relation, (letters[0],), about, apart)
        square = dict.fromkeys(indices, size)
        if head == "det" and (product := list(matrices(body, square, self._whole))):
            shown = tuple(map(self._matrix, product))
            return layout.Call("det", shown if len(shown) == 1 else (layout.Product(shown),))
        mixed = weighted(body, square, self._whole) if head == "det" else None
        if mixed and "I" not in self.taken:
            return layout.Call("det", (self._shown(mixed, bound),))
        if head == "expect":
            about = self._law(size, parts[1], indices[0], inner)
        mark: Any = {"expect": "E"}.get(head, head)
        return layout.Over(mark, tuple(letters), about, self._shown(body, inner), apart)

    def _law(self, size: Term, law: Any, index: str, bound: Mapping[str, str]) -> Layout:
        """A distribution: a row of a matrix, a list of probabilities, uniform noise, or another."""
        own = headed(law, "at") and law[-1] == index and index not in names(law[:-1])
        if own and self._whole(law[1], (size,), len(law) - 2):
            places = [self._shown(part, bound) for part in law[2:-1]]
            return layout.Entry(_name(str(law[1]), bound), (*places, None))
        if isinstance(size, Fraction) and (every := chances(law, index, int(size))):
            return layout.Call("", tuple(self._shown(chance, bound) for chance in every))
        for name, of in noises(law, size, index):
            among = () if size == "c" else (size,)
            return layout.Call(name, tuple(self._shown(part, bound) for part in (*of, *among)))
        return layout.Call("law", (self._shown(size, bound), self._shown(law, bound)))

    def _whole(self, name: str, sizes: tuple[Term, ...], places: int | None = None) -> bool:
        """Whether a parameter with so many places has these sizes at its last ones."""
        known = self.shapes.get(name)
        if known is None:
            return isinstance(sizes[0], str) and len({*sizes}) == 1
        return known[: places or len(sizes)][-len(sizes) :] == sizes

    def _kind(self, size: Term) -> str:
        return SAMPLES if size in self.samples else CLASSES

    def _matrix(self, named: tuple[str, bool]) -> Layout:
        name, transposed = named
        return layout.Transposed(name) if transposed else Name(name)

    def _sum(self, parts: Iterable[Term], bound: Mapping[str, str]) -> Layout:
        """Terms in order: subtracted terms after the others, numbers last in each group."""
        terms = [(*_signed(part), part) for part in parts]
        terms.sort(key=lambda term: (term[0], isinstance(term[1], Fraction)))
        return layout.Sum(tuple((minus, self._shown(size, bound)) for minus, size, _ in terms))

    def fact(self, term: Term) -> Layout:
        """The relation of a step to 0, with subtracted terms on the other side.

        A relation between two terms is unchanged.
        """
        head, _, (left, *others) = split(term)
        if len(others) > 1:
            bound = self.free(term)
            sides = (self._shown(shorter(side, self.counted), bound) for side in (left, *others))
            return layout.Related(tuple(sides), (_sign(head),) * len(others))
        return self._balanced(head, shorter(left, self.counted), self.free(term))

    def _balanced(self, sign: str, left: Term, bound: Mapping[str, str]) -> Layout:
        right: Term = Fraction(0)
        if isinstance(left, tuple) and left[0] == "+":
            signed = [*map(_signed, left[1:])]
            plus = [part for (minus, _), part in zip(signed, left[1:], strict=True) if not minus]
            away = [size for minus, size in signed if minus]
            if plus and away:
                left, right = _added(plus), _added(away)
        return layout.Related((self._shown(left, bound), self._shown(right, bound)), (_sign(sign),))

    def _product(self, term: Term, bound: Mapping[str, str]) -> Layout:
        minus, size = _signed(term)
        number, over, under = Fraction(1), list[Layout](), list[Layout]()
        for factor in size[1:] if isinstance(size, tuple) and size[0] == "*" else (size,):
            if isinstance(factor, Fraction):
                number *= factor
                continue
            base, exponent = factor[1:] if headed(factor, "^") else (factor, Fraction(1))
            down, exponent = _signed(exponent)
            shown = self._power(base, exponent, bound)
            (under if down else over).append(shown)
        if number.numerator != 1 or not over:
            over.insert(0, Number(str(number.numerator)))
        if number.denominator != 1:
            under.insert(0, Number(str(number.denominator)))
        product = _times(over)
        product = layout.Quotient(product, _times(under)) if under else product
        return layout.Sum(((True, product),)) if minus else product

    def _power(self, base: Term, exponent: Term, bound: Mapping[str, str]) -> Layout:
        shown = self._shown(base, bound)
        if exponent == 1:
            return shown
        if exponent == _HALF:
            return layout.Root(shown)
        return layout.Power(shown, self._shown(exponent, bound))


def _others(head: str, indices: tuple[str, ...], body: Term) -> tuple[Term | None, Term]:
    """The class that a sum leaves out, or that a relation of every class does not speak of, and the
    body for the others; None and the whole body if there is no such class."""
    match (head, body):
        case ("sum", ("if", ("==", at, other), there, value)) if there == 0:
            left: Term = value
        case ("every", (sign, ("if", ("==", at, other), there, value), low)) if (
            low == 0 and (sign, there) in _SAID_ANYWAY
        ):
            left = (sign, value, low)
        case _:
            return None, body
    return (other, left) if at == indices[0] and at not in names(other) else (None, body)


def _apart(head: str, parts: tuple[Term, ...]) -> tuple[Term, Term] | None:
    """Two terms that differ, if the square of their difference is not 0."""
    match (head, *parts):
        case (">", ("^", ("+", one, other), size), low) if (size, low) == (2, 0):
            signed = sorted(map(_signed, (one, other)), key=lambda part: part[0])
            if [minus for minus, _ in signed] == [False, True]:
                return signed[0][1], signed[1][1]
        case (">", ("^", (terms.CALL, "det", name), size), low) if (size, low) == (2, 0):
            return (terms.CALL, "det", name), Fraction(0)
        case _:
            pass
    return None


def _largest(name: str) -> str:
    """A class with a largest entry; a digest identifies long entries."""
    return name if name.isidentifier() else f"m_{sha256(name.encode()).hexdigest()[:4]}"


def _name(name: str, bound: Mapping[str, str]) -> str:
    return bound.get(name) or _CONSTANTS.get(name, name)


def _sign(head: str) -> str:
    return "=" if head == "==" else head


def _signed(term: Term) -> tuple[bool, Term]:
    """Whether a term has a minus sign, and the term without it."""
    if not isinstance(term, tuple | str):
        return term < 0, abs(term)
    if headed(term, "*"):
        _, first, *others = cast(Any, term)
        if isinstance(first, Fraction) and first < 0:
            factors = [*([] if first == -1 else [-first]), *others]
            return True, factors[0] if len(factors) == 1 else ("*", *factors)
    return False, term


def _added(parts: list[Term]) -> Term:
    return parts[0] if len(parts) == 1 else ("+", *parts)


def _number(value: Fraction) -> Layout:
    size: Layout = Number(str(abs(value.numerator)))
    if value.denominator != 1:
        size = layout.Quotient(size, Number(str(value.denominator)))
    return layout.Sum(((True, size),)) if value < 0 else size


_ORDER = (Number, Name, layout.Entry, layout.Power, layout.Root, layout.Sum, layout.Fenced,
          layout.Call, layout.Truth)  # fmt: skip


def _times(factors: list[Layout]) -> Layout:
    """A product: numbers and names first, sums and the like last."""
    if len(factors) == 1:
        return factors[0]
    order: dict[type, int] = {kind: k for k, kind in enumerate(_ORDER)}
    factors.sort(key=lambda factor: order.get(type(factor), len(order)))
    return layout.Product(tuple(factors))
