"""The normal form of each head of the language."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from lossproof.paper_checks.recheck.polynomials import (
    CONSTANTS,
    ONE,
    UNIT,
    Mono,
    Poly,
    plus,
    scaled,
)
from lossproof.paper_checks.recheck.terms import Term, bound, names, replaced, written

if TYPE_CHECKING:
    from lossproof.paper_checks.recheck.forms import Forms


def _at(forms: Forms, name: Term, *indices: Term) -> Poly:
    return forms.generator(("at", name, *map(forms.canonical, indices)))


def _log(forms: Forms, of: Term) -> Poly:
    if isinstance(of, tuple) and of[0] == "^" and forms.range(of[1]).positive:
        return forms.times(forms(of[2]), _log(forms, of[1]))
    # A product above 0 of factors that are not below 0 has none that is 0.
    if isinstance(of, tuple) and of[0] == "*" and all(forms.range(x).nonnegative for x in of[1:]):
        return plus(*(_log(forms, part) for part in of[1:]))
    if isinstance(of, tuple) and of[0] == "exp":
        return forms(of[1])
    split, rest = forms.split(forms(of))
    found = [scaled(_log_of(forms, part), power) for part, power in split]
    if rest is not None:
        found.append(forms.generator(("log", rest)))
    return plus(*found)


def _log_of(forms: Forms, part: Term) -> Poly:
    if part == "@e":
        return UNIT
    if isinstance(part, tuple) and part[0] == "^":
        return forms.times(forms(part[2]), _log_of(forms, part[1]))
    return forms.generator(("log", part))


def _abs(forms: Forms, of: Term) -> Poly:
    number, mono, rest = forms.factored(forms(of)) if forms(of) else (Fraction(0), (), None)
    found: Poly = {(): abs(number)} if number else {}
    for each, power in mono:
        found = forms.times(found, _size(forms, forms.terms[each], power))
    return forms.times(found, _size(forms, rest, ONE)) if rest is not None else found


def _size(forms: Forms, of: Term, power: Fraction) -> Poly:
    if forms.range(of).nonnegative or power.denominator != 1 or power.numerator % 2 == 0:
        return forms.raised(of, power, None)
    if forms.range(of).nonpositive:
        return scaled(forms.raised(of, power, None), -ONE)
    return forms.generator(("abs", of), power)


def _direction(forms: Forms, of: Term) -> tuple[int, Term | None]:
    """A sign, and a term that has the same sign besides; None if that is positive."""
    poly = forms(of)
    if not poly:
        return 0, None
    number, mono, rest = forms.factored(poly)
    sign, left = (1 if number > 0 else -1), list[Term]()
    factors = [(forms.terms[n], power) for n, power in mono]
    factors += [(rest, ONE)] if rest is not None else []
    # 1/x and x^3 are also parts of x^(k - 1) and x^(k + 3), which may be 1 at x = 0.
    split = any(is_symbolic_power(factor) for factor, _ in factors)
    for factor, power in factors:
        if forms.range(factor).positive:
            continue
        if forms.range(factor).negative and power.denominator == 1:
            sign = -sign if power.numerator % 2 else sign
            continue
        odd = ONE if power.denominator == 1 and power.numerator % 2 else abs(power)
        left.append(("^", factor, power if split else odd))
    return sign, forms.canonical(("*", ONE, *left)) if left else None


def is_symbolic_power(term: Term) -> bool:
    """Whether the term holds a power whose exponent is no number."""
    return isinstance(term, tuple) and (
        (term[0] == "^" and not isinstance(term[2], Fraction))
        or any(map(is_symbolic_power, term[1:]))
    )


def _sign(forms: Forms, of: Term) -> Poly:
    sign, left = _direction(forms, of)
    if left is None:
        return {(): Fraction(sign)} if sign else {}
    return scaled(forms.generator(("sign", left)), Fraction(sign))


def _step(forms: Forms, of: Term, at_zero: Term = Fraction(0), head: str = "step") -> Poly:
    sign, left = _direction(forms, of)
    at_zero = Fraction(1, 2) if head == "slope" else forms.canonical(at_zero)
    further = () if at_zero == 0 or head == "slope" else (at_zero,)
    if left is None:
        return UNIT if sign > 0 else forms(at_zero) if sign == 0 else {}
    signed = left if sign > 0 else forms.canonical(("*", -ONE, left))
    if not further and head == "step" and forms.range(signed).nonpositive:
        return {}
    return forms.generator((head, signed, *further))


def _slope(forms: Forms, of: Term) -> Poly:
    return _step(forms, of, head="slope")


def _is_zero(forms: Forms, of: Term) -> Poly:
    sign, left = _direction(forms, of)
    if left is None:
        return {} if sign else UNIT
    return {} if forms.range(left).nonzero else forms.generator(("is-zero", left))


def _delta(forms: Forms, one: Term, other: Term) -> Poly:
    pair = sorted(map(forms.canonical, (one, other)), key=written)
    if pair[0] == pair[1]:
        return UNIT
    apart = all(isinstance(each, Fraction) for each in pair)
    return {} if apart else forms.generator(("delta", *pair))


def _if(forms: Forms, condition: Term, *values: Term) -> Poly:
    """A value by cases; the first or the second where two classes are evidently equal or not."""
    inner = [*map(forms.canonical, (condition, *values))]
    if isinstance(condition, tuple) and condition[0] in ("==", "!=") and len(values) == 2:
        pair = [*map(forms.canonical, condition[1:])]
        numbers = all(isinstance(each, Fraction) for each in pair)
        if numbers or (pair[0] == pair[1] and isinstance(pair[0], str)):
            return forms(values[(pair[0] == pair[1]) != (condition[0] == "==")])
    return forms.generator(("if", *inner))


def _compared(head: str) -> Callable[..., Poly]:
    """A comparison as one of a primitive sum with 0, in one of two senses."""

    def form(forms: Forms, one: Term, other: Term) -> Poly:
        pair = (other, one) if head in ("<", "<=") else (one, other)
        gap = plus(forms(pair[0]), scaled(forms(pair[1]), -ONE))
        size = max((abs(number) for number in gap.values()), default=ONE)
        sides = [forms.term(scaled(gap, 1 / size)), forms.term(scaled(gap, -1 / size))]
        side = min(sides, key=written) if head in ("==", "!=") else sides[0]
        return forms.generator(({"<": ">", "<=": ">="}.get(head, head), side, Fraction(0)))

    return form


def _max(forms: Forms, *parts: Term) -> Poly:
    flat: list[Term] = []
    for part in map(forms.canonical, parts):
        flat.extend(part[1:] if isinstance(part, tuple) and part[0] == "max" else [part])
    kept: list[Term] = []
    for part in sorted(set(flat), key=written):
        if any(_above(forms, other, part) for other in kept):
            continue
        kept = [other for other in kept if not _above(forms, part, other)]
        kept.append(part)
    return forms.generator(("max", *kept)) if len(kept) > 1 else forms(kept[0])


def _above(forms: Forms, one: Term, other: Term) -> bool:
    gap = forms.canonical(("+", one, ("*", -ONE, other)))
    return forms.range(gap).nonnegative or (not names(gap) - CONSTANTS and forms.above(gap))


def _min(forms: Forms, *parts: Term) -> Poly:
    return scaled(_max(forms, *(("*", -ONE, part) for part in parts)), -ONE)


def _exp(forms: Forms, of: Term) -> Poly:
    return forms.raised_to("@e", of)


def _polygamma(forms: Forms, order: Term, of: Term) -> Poly:
    at = forms.canonical(of)
    if order == 1 and isinstance(at, Fraction) and at.denominator == 1 and 0 < at <= 64:
        less = sum((Fraction(1, k * k) for k in range(1, int(at))), Fraction(0))
        return plus(
            scaled(forms.generator("@pi", Fraction(2)), Fraction(1, 6)),
            {(): -less} if less else {},
        )
    return forms.generator(("polygamma", order, at))


def _entropy(forms: Forms, p: Term, q: Term) -> Poly:
    if not forms(p):
        return {}
    return forms.generator(("entropy", forms.canonical(p), forms.canonical(q)))


def _sum(forms: Forms, head: str, index: Term, size: Term, body: Term) -> Poly:
    mark = forms.mark()
    whole = forms(size) if head == "sum" else UNIT
    found: list[Poly] = []
    for mono, number in forms(replaced(body, {index: mark})).items():
        inside = tuple(pair for pair in mono if mark in forms.free[pair[0]])
        outside = tuple(pair for pair in mono if pair not in inside)
        inner = _bound(forms, head, mark, size, inside) if inside else whole
        found.append(forms.times({outside: number}, inner))
    return plus(*found)


def _bound(forms: Forms, head: str, mark: str, size: Term, inside: Mono) -> Poly:
    made = bound(head, [mark], [forms.canonical(size), forms.product(inside, ONE)])
    # The order of its parts may depend on the name of the mark.
    index, number, body = made[1:]  # type: ignore[misc]
    return forms.generator((head, index, number, _ordered(forms, body)))


def _ordered(forms: Forms, term: Term) -> Term:
    if not isinstance(term, tuple):
        return term
    parts = [_ordered(forms, part) for part in term[1:]]
    if term[0] in ("+", "*", "max", "delta"):
        parts.sort(key=lambda part: (not isinstance(part, Fraction), written(part)))
    return (term[0], *parts)


def _batch_mean(forms: Forms, size: Term, body: Term, *chances: Term) -> Poly:
    law = (forms.canonical(size), *map(forms.canonical, chances))
    found: list[Poly] = []
    for mono, number in forms(body).items():
        inside = tuple(pair for pair in mono if _counts(forms.terms[pair[0]]))
        outside = tuple(pair for pair in mono if pair not in inside)
        made = ("batch-mean", law[0], forms.product(inside, ONE), *law[1:])
        found.append(forms.times({outside: number}, forms.generator(made)))
    return plus(*found)


def _table_mean(forms: Forms, row: str, column: str, *parts: Term) -> Poly:
    marks = [forms.mark(), forms.mark()]
    known: dict[Term, Term] = dict(zip((row, column), marks, strict=True))
    size, law, body, *extents = parts
    around = [forms.canonical(size), forms.canonical(replaced(law, known))]
    found: list[Poly] = []
    for mono, number in forms(body).items():
        inside = tuple(pair for pair in mono if _counts(forms.terms[pair[0]], "cell"))
        outside = tuple(pair for pair in mono if pair not in inside)
        inner = forms.product(inside, ONE)
        made = bound("table-mean", marks, [*around, inner, *map(forms.canonical, extents)])
        index, other, number_of, *rest = made[1:]  # type: ignore[misc]
        ordered = ("table-mean", index, other, number_of, *(_ordered(forms, x) for x in rest))
        found.append(forms.times({outside: number}, forms.generator(ordered)))
    return plus(*found)


def _falling(forms: Forms, size: Term, taken: Term) -> Poly:
    return forms.generator(("falling", forms.canonical(size), forms.canonical(taken)))


def _total(forms: Forms, *parts: Term) -> Poly:
    return _sum(forms, "sum", *parts)


def _mean(forms: Forms, *parts: Term) -> Poly:
    return _sum(forms, "mean", *parts)


def _counts(term: Term, head: str = "count") -> bool:
    return isinstance(term, tuple) and (
        term[0] == head or any(_counts(part, head) for part in term[1:])
    )


HEADS: dict[str, Callable[..., Poly]] = {
    "at": _at, "log": _log, "exp": _exp, "abs": _abs, "sign": _sign, "step": _step,
    "slope": _slope, "if": _if, "is-zero": _is_zero, "delta": _delta, "max": _max, "min": _min,
    **{each: _compared(each) for each in ("<", "<=", ">", ">=", "==", "!=")},
    "entropy": _entropy, "polygamma": _polygamma, "sum": _total, "mean": _mean,
    "batch-mean": _batch_mean, "table-mean": _table_mean, "falling": _falling,
}  # fmt: skip
