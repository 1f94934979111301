"""Terms as records write them: S-expressions, read into tuples.

A rational number is a `Fraction`; a name a `str`, of a parameter (`eta`), of a constant (`@pi`,
`@e`), of any index (`@class`, `@row`, `@column`, `@sample`) or of one that a head binds (`#0`,
counted from the outside); a quoted name, of what a rule takes, is a `str` with its quotes; the rest
is `(head, …)`.

>>> read("(+ q (* -1/2 (log q)))")
('+', 'q', ('*', Number(-1, 2), ('log', 'q')))
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

Term = Fraction | str | tuple["Term", ...]
Domain = tuple[Term, ...]

DEEPEST = 60
BINDERS = {"sum": 1, "mean": 1, "det": 2, "every": 1, "expect": 1, "table-mean": 2}
BOUND = {"expect": (1, 2)}  # the parts after the indices for which they stand, if not the second
AVERAGED = {"batch-mean": 2, "table-mean": 5}  # in what part of a mean its counts stand
COUNTED = ("count", "cell")
FREE = ("+", "*", "^", "at", "exp", "log", "between")  # of whose powers nothing is known
OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "==": "!=", "!=": "=="}
JOINED = ("and", "or", "not")
FAMILIES = ("each", "simplex", "joint")
NO_NUMBERS = (
    *FAMILIES, *("classes", "samples", "integer", "label", "interval"), *JOINED, *OPPOSITE, "every"
)  # fmt: skip
QUOTED = ("between", "largest")  # whose name is a quoted one, which stands nowhere else
MANY = 10_000
# The least and the most parts of every head there is.
HEADS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("+", "*", "max", "min"), (2, MANY)),
    **dict.fromkeys(("^", "cell", "delta", "entropy", "falling", "polygamma"), (2, 2)),
    **dict.fromkeys((">", ">=", "==", "<=", "<", "!="), (2, 2)),
    **dict.fromkeys(("abs", "ceiling", "exp", "floor", "is-zero", "log", "sign", "slope"), (1, 1)),
    **dict.fromkeys(("between", "count", "largest", "label", "joint"), (1, 1)),
    **dict.fromkeys(("sum", "mean", "every", "any-count"), (3, 3)),
    **dict.fromkeys(("classes", "samples", "integer", "each"), (2, 2)),
    "if": (2, 3), "and": (2, MANY), "or": (2, MANY), "not": (1, 1),
    "at": (2, MANY), "batch-mean": (3, MANY), "interval": (4, 4),
    **dict.fromkeys(("det", "expect"), (4, 4)), "any-cell": (5, 5),
    "simplex": (1, 2), "step": (1, 2), "table-mean": (7, 7),
}  # fmt: skip
_TOKEN = re.compile(r'[()]|"[^"]*"|[^\s()"]+|"')
_NUMBER = re.compile(r"-?[0-9]+(?:/[1-9][0-9]*)?")
_OWN = re.compile(r"[^\W\d]\w*")
_NAME = re.compile(r"-?[^\W\d]\w*|[@#]\w+|[+*^]|<=|>=|==|!=|<|>|[a-z]+(?:-[a-z]+)+")


class Number(Fraction):
    """A rational that finds its hash once: terms are looked up again and again."""

    __slots__ = ("_found",)
    _found: int

    def __eq__(self, other: object) -> bool:
        if type(other) is Number:
            return self.numerator == other.numerator and self.denominator == other.denominator
        return super().__eq__(other)

    def __hash__(self) -> int:
        try:
            return self._found
        except AttributeError:
            self._found = super().__hash__()
            return self._found


MINUS = Number(-1)


class RejectedError(ValueError):
    """A record says what is not so."""


class UnreadableError(ValueError):
    """A text that is no term."""


def read(text: str) -> Term:
    """The term of a text; `UnreadableError` if it is none."""
    tokens = iter(_TOKEN.findall(text))
    found = _term(tokens, next(tokens, ""), 0)
    if left := next(tokens, ""):
        raise UnreadableError(f"{left!r} follows the end of a term")
    if _is_quoted(found):
        raise UnreadableError(f"{text} is a name, not a term")
    return found


def _term(tokens: Iterator[str], token: str, depth: int) -> Term:
    if depth > DEEPEST:
        raise UnreadableError(f"a term is nested more than {DEEPEST} deep")
    if token == "(":
        parts: list[Term] = []
        while (token := next(tokens, "")) != ")":
            parts.append(_term(tokens, token, depth + 1))
        return _headed(*parts)
    return _single(token)


@lru_cache(maxsize=10_000)
def _single(token: str) -> Term:
    """The number or the name of a token."""
    if _NUMBER.fullmatch(token):
        return Number(token)
    if _NAME.fullmatch(token) or (token.startswith('"') and len(token) > 1):
        return token
    raise UnreadableError(f"{token!r} is neither a number nor a name" if token else "it ends early")


def _headed(head: Term = "", *parts: Term) -> Term:
    """The term of a head that there is, with as many parts as it takes."""
    if not isinstance(head, str) or head not in HEADS:
        raise UnreadableError(f"no term begins with {head or 'nothing'}")
    least, most = HEADS[head]
    if not least <= len(parts) <= most:
        raise UnreadableError(f"{head} does not take {len(parts)} parts")
    if any(map(_is_quoted, parts)) != (head in QUOTED):
        raise UnreadableError(f"{head} takes {'a' if head in QUOTED else 'no'} quoted name")
    if head in BINDERS:
        own, rest = parts[: BINDERS[head]], parts[BINDERS[head] :]
        if not all(str(index)[0] == "#" for index in own):
            raise UnreadableError(f"{head} has a bound index that is not an index")
        outside = [part for place, part in enumerate(rest) if place not in BOUND.get(head, (1,))]
        if frozenset[Term](own) & frozenset[Term]().union(*map(names, outside)):
            raise UnreadableError(f"{head} has a bound index where it stands for nothing")
    return (head, *parts)


def _is_quoted(part: Term) -> bool:
    return isinstance(part, str) and part.startswith('"')


def is_indicator(term: Term) -> bool:
    """Whether the term is 0 or 1 by its head; a step may also have a value of its own at 0."""
    if not isinstance(term, tuple):
        return False
    branches = term[0] == "if" and len(term) == 4 and all(each in (0, 1) for each in term[2:])
    return branches or term[0] in ("delta", "step", "is-zero")


def collapses(term: Term) -> bool:
    """Whether normal forms of its powers merge powers of a part: of an indicator, or of 0."""
    if not isinstance(term, tuple):
        return False
    inside = term[0] in ("+", "*", "^", "abs") and any(map(collapses, term[1:]))
    return is_indicator(term) or term[:2] == ("^", 0) or inside


def may_divide_zero(term: Term) -> bool:
    """Whether a product of what is not 0 may be 0 with the term: (|x| - x)(|x| + x) is.

    So it is with all that has a rule for its powers, but for a root of a name.
    """
    if not isinstance(term, tuple):
        return False
    if term[0] == "^" and isinstance(term[2], Fraction):
        return (term[2].denominator > 1 and isinstance(term[1], tuple)) or may_divide_zero(term[1])
    return term[0] not in FREE or any(map(may_divide_zero, term[1:]))


def named(text: str) -> bool:
    """Whether it is a name that a parameter may have: none of constants, indices or heads."""
    return bool(_OWN.fullmatch(text)) and text not in ("inf", "nan", "pi", "π")


@lru_cache(maxsize=100_000)
def parsed(text: str) -> Term:
    """The settled term of a text; `UnreadableError` if it is none."""
    return settled(read(text)) if "#" in text else read(text)


@lru_cache(maxsize=100_000)
def spoken(text: str) -> frozenset[str]:
    """Every name that stands free in the term of a text."""
    return names(parsed(text))


def names(term: Term) -> frozenset[str]:
    """Every name that stands free in the term, also of what entries are of.

    `#count` and `#cell` stand for counts that no mean is over, or one over fewer cells.
    """
    found = set[str]()
    _collect(term, (), found)
    return frozenset(found)


def _collect(term: Term, taken: tuple[Term, ...], found: set[str]) -> None:
    """Add every name that stands in the term, unless what binds it is around."""
    if isinstance(term, tuple):
        if own := BINDERS.get(str(term[0])):
            taken = (*taken, *term[1 : 1 + own])
        if term[0] in COUNTED and not {term, f"!{term[0]}"} & {*taken}:
            found.add(f"#{term[0]}")
        averaged = AVERAGED.get(str(term[0]), 0)
        for place, part in enumerate(term[1:], 1):
            if place == averaged:
                _collect(part, (*taken, *_counts(term)), found)
            elif isinstance(part, tuple):
                _collect(part, taken, found)
            elif isinstance(part, str) and part not in taken:
                found.add(part)
    elif isinstance(term, str) and term not in taken:
        found.add(term)


def _counts(mean: tuple[Term, ...]) -> tuple[Term, ...]:
    """The counts of the cells that there are one by one, or `!cell` for those of a table."""
    if mean[0] == "table-mean":
        return ("!cell",)
    return tuple(("count", Fraction(cell)) for cell in range(len(mean) - 3))


def replaced(term: Term, known: Mapping[Term, Term]) -> Term:
    """The term with other terms for these, wherever they stand free in it."""
    return _replaced(term, known, any(isinstance(old, tuple) for old in known)) if known else term


def _replaced(term: Term, known: Mapping[Term, Term], compound: bool) -> Term:
    if not isinstance(term, tuple):
        return known.get(term, term)
    if compound and term in known:
        return known[term]
    kept = 1 + BINDERS.get(str(term[0]), 0)
    if own := term[1:kept]:
        known = {old: new for old, new in known.items() if old not in own}
    return (
        *term[:kept],
        *[
            _replaced(part, known, compound) if isinstance(part, tuple) else known.get(part, part)
            for part in term[kept:]
        ],
    )


def settled(term: Term, depth: int = 0) -> Term:
    """The term with bound indices named by how much they bind: the same wherever it stands."""
    if not isinstance(term, tuple):
        return term
    head, *parts = term
    if head not in BINDERS:
        return (head, *[settled(p, depth) if isinstance(p, tuple) else p for p in parts])
    own, rest = parts[: BINDERS[str(head)]], parts[BINDERS[str(head)] :]
    marks = [f"!{depth + k}" for k in range(len(own))]
    known: dict[Term, Term] = dict(zip(own, marks, strict=True))
    inner = [settled(replaced(part, known), depth + len(own)) for part in rest]
    return bound(head, marks, inner)


def bound(head: Term, marks: Sequence[str], parts: Sequence[Term]) -> Term:
    """A settled term that binds the marks in settled parts."""
    base = max(map(height, parts), default=0)
    own: list[Term] = [f"#{base + k}" for k in range(len(marks))]
    known: dict[Term, Term] = dict(zip(marks, own, strict=True))
    return (head, *own, *(replaced(part, known) if marks else part for part in parts))


def height(term: Term) -> int:
    """One more than the largest index that the term binds, 0 if it binds none."""
    if not isinstance(term, tuple):
        return 0
    own = term[1 : 1 + BINDERS.get(str(term[0]), 0)]
    inner = [height(part) for part in term[1 + len(own) :] if isinstance(part, tuple)]
    return max([0, *(int(str(index)[1:]) + 1 for index in own), *inner])


def inside(domain: Domain) -> Domain:
    """The domain of a member of a family; `UnreadableError` if it is none."""
    found = domain[2] if domain[0] == "each" and len(domain) == 3 else None
    if not isinstance(found, tuple):
        raise UnreadableError(f"{written(domain)} is not a family")
    return found


def written(term: Term) -> str:
    """The text of a term."""
    return f"({' '.join(map(written, term))})" if isinstance(term, tuple) else str(term)


def said(condition: Any, holds: bool) -> list[tuple[Term, str]]:
    """Signs of terms, where a condition holds or does not: those that are so for sure."""
    head, *parts = condition
    if head == "not":
        return said(parts[0], not holds)
    if head in ("and", "or"):
        every = (head == "and") == holds
        return [pair for part in parts for pair in said(part, holds)] if every else []
    sign = head if holds else OPPOSITE[head]
    gap: Term = ("+", parts[0], ("*", MINUS, parts[1]))
    if sign in ("<", "<="):
        return [(("*", MINUS, gap), {"<": ">", "<=": ">="}[sign])]
    return [] if sign == "==" else [(gap, sign)]


def parts_of(term: Term) -> Iterator[Term]:
    """Every term in a term, but not what has a value only there.

    That are the pieces of an `if`, and what is inside of a mean, or of another that binds indices.
    """
    if isinstance(term, tuple):
        yield term
        if term[0] not in (*BINDERS, *AVERAGED):
            for part in term[1:2] if term[0] == "if" else term[1:]:
                yield from parts_of(part)


class Shown(NamedTuple):
    """Terms that are known to be above 0, at least 0, other than 0, and to have a value.

    `of_any` are those that are known so of every class and sample.
    """

    positive: frozenset[Term] = frozenset()
    nonnegative: frozenset[Term] = frozenset()
    nonzero: frozenset[Term] = frozenset()
    valued: frozenset[Term] = frozenset()
    of_any: tuple[Shown, ...] = ()


NOTHING = Shown()
