"""Whether a statement says what was written, before SymPy evaluated any of its terms.

Both are texts, and terms are compared by the normal form: nothing that SymPy deduced is believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain
from typing import Any

from lossproof.paper_checks.recheck.balls import vanishes
from lossproof.paper_checks.recheck.derivation import Statement, instances
from lossproof.paper_checks.recheck.points.values import add, evaluate, multiply
from lossproof.paper_checks.recheck.rules.expectations import spread
from lossproof.paper_checks.recheck.step import CLASSES, ONE, Known, UnconfirmedError, minus, plus
from lossproof.paper_checks.recheck.terms import (
    BINDERS,
    MINUS,
    OPPOSITE,
    Term,
    names,
    parsed,
    replaced,
    written,
)

Asked = tuple[str, Term]
BOUND = *CLASSES, *(f"@bound{k}" for k in range(9))


def unlike(stated: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """The first part of what was written that is not seen to be stated; empty if each is.

    Parameters
    ----------
    stated, asked : statements as records hold them
        What is stated may ask for more values than what was written, and for no fewer.
    """
    known = Statement.read(stated).known()
    one, other = ({"": each["conclusion"], **each["given"]} for each in (stated, asked))
    if [*map(len, one.values())] != [*map(len, other.values())] or [*one] != [*other]:
        return "the number of its parts"
    for said, before in zip(chain(*one.values()), chain(*other.values()), strict=True):
        now, then = _without_not(parsed(said)), _without_not(parsed(before))
        if now != then and not _same(known, now, then):
            return before
    return ""


def _without_not(term: Term) -> Term:
    """The term, with the opposite of each comparison that stands in a `not`."""
    if not isinstance(term, tuple):
        return term
    head, *parts = (term[0], *map(_without_not, term[1:]))
    (inner,) = parts if head == "not" else (None,)
    if isinstance(inner, tuple) and inner[0] in OPPOSITE:
        return (OPPOSITE[str(inner[0])], *inner[1:])
    return (head, *parts)


def _same(known: Known, said: Term, before: Term) -> bool:
    """Whether two relations, for every index, compare the same sides in the same way."""
    while isinstance(said, tuple) and isinstance(before, tuple) and said[0] == "every":
        if (before[0], before[2]) != ("every", said[2]):
            return False
        said, before = (
            next(instances(each, known.domains, apart=True), each) for each in (said, before)
        )
    if not (isinstance(said, tuple) and isinstance(before, tuple) and said[0] == before[0]):
        return False
    try:
        if not all(_equal(known, *sides) for sides in zip(said[1:], before[1:], strict=True)):
            return False
        kept = [*_asked(known, said)]
        return all(_met(known, each, kept) for each in _asked(known, before))
    except (ArithmeticError, LookupError, UnconfirmedError):
        return False


def _equal(known: Known, one: Term, other: Term, bound: int = 0) -> bool:
    """Whether two terms are the same wherever both have values: as a whole, or part by part."""
    if one == other or known.forms.vanishes(spread(known, minus(one, other))):
        return True
    if not bound and not names(one) | names(other):
        left, right = evaluate(one, {}), multiply(evaluate(MINUS, {}), evaluate(other, {}))
        return vanishes(add(left, right))
    if not (isinstance(one, tuple) and isinstance(other, tuple)):
        return False
    count = BINDERS.get(str(one[0]), 0)
    if one[0] != other[0] or len(one) != len(other) or len(BOUND) < bound + count:
        return False
    pairs = [
        [replaced(part, dict(zip(term[1 : 1 + count], BOUND[bound:], strict=False)))
         for part in term[1 + count :]]
        for term in (one, other)
    ]  # fmt: skip
    return all(_equal(known, *pair, bound + count) for pair in zip(*pairs, strict=True))


def _asked(known: Known, term: Term, bound: int = 0) -> Iterator[Asked]:
    """What the parts of a term need for a value, of any index of the `bound` ones around them.

    What a piece of an `if` needs is needed in it, and not everywhere: its sign begins with the `if`
    and the place of the piece, between question marks.
    """
    if not isinstance(term, tuple):
        return
    head, *parts = term
    count = BINDERS.get(str(head), 0)
    if len(BOUND) < bound + count:
        raise UnconfirmedError("a term with that many indices has a value")
    marks: dict[Term, Term] = dict(zip(parts[:count], BOUND[bound:], strict=False))
    inner = [replaced(part, marks) for part in parts[count:]]
    if head == "if":
        whole = known.forms.canonical((head, *inner))
        yield "value", whole
        for place, part in enumerate(inner):
            for sign, of in _asked(known, part, bound + count):
                yield f"?{place} {written(whole)}?{sign}", of
        return
    for part in inner:
        yield from _asked(known, part, bound + count)
    if head == "^":
        base, top = map(known.forms.canonical, inner)
        if not isinstance(top, Fraction):
            yield f"^{written(top)}", base
        elif top.denominator > 1:
            yield ">" if top < 0 else ">=", inner[0]
        elif top < 0:
            yield from (("!=", factor) for factor in _factors(inner[0]))
    elif head in ("log", "polygamma"):
        yield ">", inner[-1]
    elif head in ("at", "cell", "any-cell", "entropy", "falling"):
        yield "value", known.forms.canonical((head, *inner))


def _factors(term: Term) -> Iterator[Term]:
    """What is other than 0 where the term is."""
    if isinstance(term, tuple) and term[0] == "*":
        for part in term[1:]:
            yield from _factors(part)
    elif isinstance(term, tuple) and term[0] == "^" and isinstance(term[2], Fraction):
        yield from _factors(term[1])
    else:
        yield term


def _met(known: Known, asked: Asked, kept: list[Asked]) -> bool:
    """Whether what is asked is evident, or asked by what is stated as well."""
    sign, term = asked
    if sign[0] == "?":
        place, _, sign = sign.rpartition("?")
        here = [(found.removeprefix(f"{place}?"), of) for found, of in kept]
        return _met(known, (sign, term), [each for each in here if each[0][0] != "?"])
    if sign == "value":
        return asked in kept or known.signs.finite(term)
    if sign[0] == "^":
        return asked in kept or known.signs.finite(("^", term, parsed(sign[1:])))
    if known.signs.holds(term, sign):
        return True
    own, others = _open(known, sign, term), [of for found, of in kept if found in (sign, ">")]
    if sign == "!=" and own <= frozenset[Any]().union(*(_open(known, sign, of) for of in others)):
        return True
    return any(
        (sign != "!=" and own == _open(known, sign, of))
        or known.forms.vanishes(minus(term, of))
        or (sign == "!=" and known.forms.vanishes(plus(term, of)))
        for of in others
    )


def _open(known: Known, sign: str, term: Term) -> frozenset[Any]:
    """The factors of a term that do not evidently have the sign that it is asked for."""
    poly = known.forms(term)
    if not poly:
        return frozenset({term})
    number, mono, rest = known.forms.factored(poly)
    factors = [(known.forms.terms[each], power) for each, power in mono]
    factors += [] if rest is None else [(rest, ONE)]
    if sign == "!=":
        return frozenset(of for of, _ in factors if not known.signs.holds(of, "!="))
    left = frozenset(pair for pair in factors if not known.signs.holds(pair[0], ">"))
    return left if number > 0 else left | {MINUS}
