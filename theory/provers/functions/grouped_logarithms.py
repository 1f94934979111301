"""Logarithms grouped by their coefficients, each group by `log X >= 1 - 1/X`.

What is left is rational. So relative entropies are nonnegative, and Fano's and the log-sum
inequality hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import combinations, islice
from typing import Any

import sympy

from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    combine,
    log_bound,
    log_quotient,
    positive,
    reciprocal,
    replaced,
    squeezed,
)
from lossproof.theory.provers.forms import factored
from lossproof.theory.provers.points import Context, atoms_of

Sign = Callable[[Any, bool, Context], Fact | None]
MOST_LOGS, MOST_TIMES, MOST_CHOICES = 8, 3, 60


def grouped(expr: Any, strict: bool, context: Context, sign: Sign) -> Fact | None:
    """The sign of a sum of logarithms with coefficients, or None."""
    opened: Any = sympy.expand(expr)
    logs: list[Any] = sorted(opened.atoms(sympy.log), key=str)
    if not 2 <= len(logs) <= MOST_LOGS or all(log.is_number for log in logs):
        return None
    times = {log: opened.coeff(log, 1) for log in logs}
    rest = sympy.expand(opened - sympy.Add(*(k * log for log, k in times.items())))
    numbers = sorted(atoms_of(expr), key=str)
    if any(not k.is_rational_function(*numbers) for k in (rest, *times.values())):
        return None
    bases = {log: _factors(log.args[0], context) for log in logs}
    if None in bases.values():
        return None
    whole: dict[Any, Any] = {}
    for log in logs:
        for base, top in (bases[log] or {}).items():
            whole[base] = sympy.expand(whole.get(base, 0) + top * times[log])
    whole = {base: k for base, k in whole.items() if k != 0}
    shown = Shown(context, sign)
    for generators, tops in _groupings(whole, context):
        ratios = [
            sympy.Mul(*(base ** -tops[base][g] for base in whole)) for g in range(len(generators))
        ]
        left = rest + sympy.Add(
            *(b * (1 - ratio) for b, ratio in zip(generators, ratios, strict=True))
        )
        left = factored(sympy.together(left))
        if context.points.denies(left) or (strict and left == 0):
            continue
        with suppress(ProofError):
            terms = list[Any]()
            for g, b in enumerate(generators):
                counts = {base: -tops[base][g] for base in whole if tops[base][g]}
                ratio, equal = shown.product(counts)
                terms += [(log_bound(ratio), shown.sign(b, False)), (b, equal)]
            for log in logs:
                if (bases[log] or {}) != {log.args[0]: 1}:
                    _, equal = shown.product(bases[log] or {}, log.args[0])
                    terms.append((times[log], equal))
            if left != 0:
                terms.append(shown.sign(left, strict))
            return combine(expr, *terms)
    return None


class Shown:
    """Signs of bases, and logarithms of their products opened."""

    def __init__(self, context: Context, sign: Sign) -> None:
        self.context, self._sign = context, sign

    def sign(self, expr: Any, strict: bool) -> Fact:
        found = self._sign(expr, strict, self.context.lower())
        if found is None:
            raise ProofError(f"no sign of {expr} is found")
        return found

    def product(self, tops: Mapping[Any, int], of: Any = None) -> tuple[Fact, Fact]:
        return log_of_product(tops, lambda base: self.sign(base, True), of)


def log_of_product(
    tops: Mapping[Any, int], above: Callable[[Any], Fact], of: Any = None
) -> tuple[Fact, Fact]:
    """`p > 0` and `log p - sum top log base == 0`, for the product `p` of powers of bases.

    `above` finds `base > 0`; `p` is written as `of`, if that is given.
    """
    over, first = _times([b for b, top in tops.items() for _ in range(max(top, 0))], above)
    under, second = _times([b for b, top in tops.items() for _ in range(max(-top, 0))], above)
    quotient = over.expr / under.expr
    ratio = combine(quotient, (over, reciprocal(under)))
    split = [] if under.expr == 1 else [log_quotient(over, under)]
    written = quotient if of is None else of
    if written != quotient:
        same = _equal(written, quotient, over, under)
        split.append(replaced(sympy.log(written), same, written, quotient))
    opened = sympy.log(written) - sympy.Add(*(k * sympy.log(b) for b, k in tops.items()))
    return ratio, combine(opened, *split, *first, *((-1, each) for each in second))


def _times(bases: Sequence[Any], above: Callable[[Any], Fact]) -> tuple[Fact, list[Fact]]:
    """`p > 0`, and facts with the sum `log p - sum log base`, each `== 0`."""
    if not bases:
        return positive(sympy.Integer(1)), []
    made, equal = above(bases[0]), list[Fact]()
    for base in bases[1:]:
        more = combine(made.expr * base, (made, one := above(base)))
        # log(p b / b) - log(p b) + log b == 0
        equal.append(log_quotient(more, one).negated())
        made = more
    return made, equal


def _equal(one: Any, other: Any, *where: Fact) -> Fact:
    """`one == other` where these facts hold: elsewhere they may have no value."""
    idle = [(0, fact) for fact in where]
    return squeezed(combine(one - other, *idle), combine(other - one, *idle))


def _factors(expr: Any, context: Context) -> dict[Any, int] | None:
    """Positive factors with integer exponents, primes of numbers among them; None without."""
    made: Any = factored(sympy.together(expr))
    found: dict[Any, int] = {}
    sign = 1
    for part in sympy.Mul.make_args(made):
        base, top = part.as_base_exp()
        if part.is_Rational:
            sign *= 1 if part > 0 else -1
            primes: Any = sympy.factorrat(abs(part))
            for prime, count in primes.items():
                found[sympy.Integer(prime)] = found.get(prime, 0) + int(count)
            continue
        if not top.is_Integer:
            base, top = part, sympy.Integer(1)
        if context.points.least(base) < 0:
            base, sign = sympy.expand(-base), sign * (-1) ** int(top)
            if context.points.denies(base):
                return None
        found[base] = found.get(base, 0) + int(top)
    return found if sign > 0 else None


def _groupings(
    whole: Mapping[Any, Any], context: Context
) -> Iterator[tuple[Sequence[Any], Mapping[Any, Sequence[int]]]]:
    """Coefficients by which all are integer sums, and the multiples for each."""
    candidates = list[Any]()
    for k in whole.values():
        for side in (1, -1):
            each = sympy.expand(side * k)
            if each not in candidates and not context.points.denies(each) and each != 0:
                candidates.append(each)
    candidates.sort(key=lambda k: (sympy.count_ops(k), str(k)))
    numbers = sorted(set[Any]().union(*(atoms_of(k) for k in whole.values())), key=str)
    for size in (1, 2, 3, 4):
        for chosen in islice(combinations(candidates, size), MOST_CHOICES):
            marks = sympy.symbols(f"m:{size}")
            tops = dict[Any, Sequence[int]]()
            for base, k in whole.items():
                gap = sympy.together(k - sympy.Add(*map(sympy.Mul, marks, chosen)))
                top: Any = sympy.fraction(gap)[0]
                rows = sympy.Poly(top, *numbers).coeffs() if numbers else [top]
                solved: Any = sympy.linsolve(rows, *marks)
                values = next(iter(solved), None)
                if values is None or any(not x.is_Integer or abs(x) > MOST_TIMES for x in values):
                    break
                tops[base] = [int(x) for x in values]
            else:
                yield chosen, tops
