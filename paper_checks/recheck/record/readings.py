"""Whether a statement says what was written, before SymPy evaluated any of its terms.

Both are texts, and terms are compared by the normal form: nothing that SymPy deduced is believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from lossproof.paper_checks.recheck.balls import vanishes
from lossproof.paper_checks.recheck.derivation import Statement, instances
from lossproof.paper_checks.recheck.points.values import add, evaluate, multiply
from lossproof.paper_checks.recheck.rules.expectations import spread
from lossproof.paper_checks.recheck.step import ONE, Known, UnconfirmedError, minus, plus
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


class Indices:
    """What stands for bound indices: another one at each depth, and for each extent."""

    def __init__(self, known: Known) -> None:
        self._known, self.runs = known, dict[Term, Term]()

    def of(self, term: tuple[Term, ...], depth: int) -> dict[Term, Term]:
        """Those of the indices that the term binds."""
        head, *parts = term
        count = BINDERS.get(str(head), 0)
        extents = parts[-count:] if head == "table-mean" else parts[count : count + 1] * count
        found = dict[Term, Term]()
        for index, extent in zip(parts[:count], extents, strict=True):
            of = self._known.forms.canonical(extent)
            kind = [*dict.fromkeys([*self.runs.values(), of])].index(of)
            found[index] = f"@bound{kind}_{depth + len(found)}"
            self.runs[found[index]] = of
        return found

    def named(self, asked: Asked) -> Asked:
        """What is asked of any values of bound indices, with these named by where they first stand.

        The same is asked with other names, of indices that run as far.
        """
        sign, term = asked
        if sign[0] in "?^[":
            return asked
        order = dict.fromkeys(each for each in _leaves(term) if each in self.runs)
        new = {old: f"{str(old).partition('_')[0]}_{place}" for place, old in enumerate(order)}
        self.runs |= {name: self.runs[old] for old, name in new.items()}
        return sign, replaced(term, new)

    @property
    def labels(self) -> frozenset[Term]:
        """Those that stand for classes."""
        runs = self.runs.items()
        return frozenset(index for index, size in runs if self._known.is_size(size, "classes"))


def _leaves(term: Term) -> Iterator[Term]:
    """The symbols of the term, in order."""
    if isinstance(term, tuple):
        for part in term[1:]:
            yield from _leaves(part)
    else:
        yield term


def unlike(stated: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """The first part of what was written that is not seen to be stated; empty if each is.

    Parameters
    ----------
    stated, asked : statements as records hold them
        A conclusion that is stated may ask for more values than what was written, a hypothesis
        may not, and neither for fewer.
    """
    known = Statement.read(stated).known()
    one, other = ({"": each["conclusion"], **each["given"]} for each in (stated, asked))
    if [*map(len, one.values())] != [*map(len, other.values())] or [*one] != [*other]:
        return "the number of its parts"
    for name, parts in one.items():
        for said, before in zip(parts, other[name], strict=True):
            now, then = _plain(parsed(said)), _plain(parsed(before))
            if now != then and not _same(known, now, then, exactly=name != ""):
                return before
    return ""


def _plain(term: Term) -> Term:
    """The term, with the opposite of a comparison in a `not`, and whole powers of factors alone."""
    if not isinstance(term, tuple):
        return term
    head, *parts = (term[0], *map(_plain, term[1:]))
    inner = parts[0] if head in ("not", "^") else None
    if not isinstance(inner, tuple):
        return (head, *parts)
    if head == "not" and inner[0] in OPPOSITE:
        return (OPPOSITE[str(inner[0])], *inner[1:])
    top = parts[-1]
    if head == "^" and inner[0] == "*" and isinstance(top, Fraction) and top.denominator == 1:
        return ("*", *(("^", factor, top) for factor in inner[1:]))
    return (head, *parts)


def _same(known: Known, said: Term, before: Term, *, exactly: bool) -> bool:
    """Whether two relations, for every index, compare the same sides in the same way.

    What is said asks for no fewer values, and for no more if it is to be the same `exactly`.
    """
    while isinstance(said, tuple) and isinstance(before, tuple) and said[0] == "every":
        if (before[0], before[2]) != ("every", said[2]):
            return False
        said, before = (
            next(instances(each, known.domains, apart=True), each) for each in (said, before)
        )
    if not (isinstance(said, tuple) and isinstance(before, tuple) and said[0] == before[0]):
        return False
    indices = Indices(known)
    try:
        sides = zip(said[1:], before[1:], strict=True)
        if not all(_equal(known, *pair, indices) for pair in sides):
            return False
        kept, asked = ([*_asked(known, each, indices)] for each in (said, before))
        pairs = [(asked, kept), (kept, asked)] if exactly else [(asked, kept)]
        renamed = [
            ([*map(indices.named, here)], [*map(indices.named, there)]) for here, there in pairs
        ]
        with known.signs.running(indices.runs):
            return all(
                _met(known, each, there) or _met(known, other, others)
                for (here, there), (named, others) in zip(pairs, renamed, strict=True)
                for each, other in zip(here, named, strict=True)
            )
    except (ArithmeticError, LookupError, UnconfirmedError):
        return False


def _equal(known: Known, one: Term, other: Term, indices: Indices, bound: int = 0) -> bool:
    """Whether two terms are the same wherever both have values: as a whole, or part by part."""
    if one == other or known.forms.vanishes(spread(known, minus(one, other), indices.labels)):
        return True
    if not bound and not names(one) | names(other):
        left, right = evaluate(one, {}), multiply(evaluate(MINUS, {}), evaluate(other, {}))
        return vanishes(add(left, right))
    if not (isinstance(one, tuple) and isinstance(other, tuple)):
        return False
    count = BINDERS.get(str(one[0]), 0)
    if one[0] != other[0] or len(one) != len(other):
        return False
    pairs = [
        [replaced(part, indices.of(term, bound)) for part in term[1 + count :]]
        for term in (one, other)
    ]
    inner = bound + count
    return all(_equal(known, *pair, indices, inner) for pair in zip(*pairs, strict=True))


def _asked(known: Known, term: Term, indices: Indices, bound: int = 0) -> Iterator[Asked]:
    """What the parts of a term need for a value, of any index of the `bound` ones around them.

    What a piece of an `if` needs is needed in it, and not everywhere: its sign begins with the `if`
    and the place of the piece, between question marks. What a sum needs that may be empty is needed
    where it is not: the sign begins with its size, in brackets.
    """
    if not isinstance(term, tuple):
        return
    head, *parts = term
    count = BINDERS.get(str(head), 0)
    inner = [replaced(part, indices.of(term, bound)) for part in parts[count:]]
    if head == "if":
        whole = known.forms.canonical((head, *inner))
        yield "value", whole
        for place, part in enumerate(inner):
            for sign, of in _asked(known, part, indices, bound + count):
                yield f"?{place} {written(whole)}?{sign}", of
        return
    size = inner[0] if count and head in ("sum", "mean", "every") else ONE
    place = "" if known.signs.holds(size, ">") else f"[{written(known.forms.canonical(size))}]"
    for part in inner:
        for sign, of in _asked(known, part, indices, bound + count):
            yield f"{place}{sign}", of
    if head == "^":
        base, top = map(known.forms.canonical, inner)
        if not isinstance(top, Fraction):
            yield f"^{written(top)}", base
        elif top.denominator > 1:
            yield ">" if top < 0 else ">=", inner[0]
        elif top < 0:
            yield "!=", _root(inner[0])
    elif head in ("log", "polygamma"):
        yield ">", inner[-1]
    elif head in ("at", "cell", "any-cell", "entropy", "falling"):
        yield "value", known.forms.canonical((head, *inner))


def _root(term: Term) -> Term:
    """What is other than 0 where the power is."""
    while isinstance(term, tuple) and term[0] == "^" and isinstance(term[2], Fraction):
        term = term[1]
    return term


def _met(known: Known, asked: Asked, kept: list[Asked]) -> bool:
    """Whether what is asked is evident, or asked by what is stated as well."""
    sign, term = asked
    if sign[0] == "[":
        place, _, sign = sign.partition("]")
        here = [(found.removeprefix(f"{place}]"), of) for found, of in kept]
        return _met(known, (sign, term), [each for each in here if each[0][0] != "["])
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
    if sign == ">" and known.signs.holds(term, ">="):
        sign = "!="
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
