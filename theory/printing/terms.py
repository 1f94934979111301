"""Terms of records, parsed for printing: S-expressions as tuples.

A number is a `Fraction`, a name or an index a `str`, the rest `(head, part, …)`. Terms are not
validated here, but by `lossproof.theory.language` and the second checker.

>>> read("(+ q (* -1/2 (log q)))")
('+', 'q', ('*', Fraction(-1, 2), ('log', 'q')))
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

Term = Fraction | str | tuple["Term", ...]

CALL, LAW = "@call", "@law"
BINDERS = {"sum": 1, "mean": 1, "every": 1, "expect": 1, "det": 2, "table-mean": 2}
_TOKEN = re.compile(r'[()]|"[^"]*"|[^\s()"]+')
_NUMBER = re.compile(r"-?[0-9]+(?:/[0-9]+)?")


@lru_cache(maxsize=10_000)
def read(text: str) -> Term:
    """The term of a text; `ValueError` if it has no term, or more than one."""
    tokens = iter(_TOKEN.findall(text))
    term = _term(tokens, next(tokens, ""))
    if next(tokens, None) is not None:
        raise ValueError(f"{text!r} is more than one term")
    return term


def _term(tokens: Iterator[str], token: str) -> Term:
    if token == "(":
        parts: list[Term] = []
        while (token := next(tokens, "")) != ")":
            parts.append(_term(tokens, token))
        return tuple(parts)
    if token in ("", ")"):
        raise ValueError("a term must be a number, a name or a list in brackets")
    return Fraction(token) if _NUMBER.fullmatch(token) else token


def split(term: Term) -> tuple[str, tuple[str, ...], tuple[Term, ...]]:
    """The head of a list, the indices that it binds, and its parts."""
    if not isinstance(term, tuple) or not isinstance(term[0], str):
        raise TypeError(f"{term!r} is not a list")
    start = 1 + BINDERS.get(term[0], 0)
    return term[0], tuple(map(str, term[1:start])), term[start:]


def names(term: Term) -> frozenset[str]:
    """All names in the term, with indices and without heads."""
    symbols, pending = set[str](), [term]
    while pending:
        part = pending.pop()
        if isinstance(part, tuple):
            pending.extend(part[1:])
        elif isinstance(part, str):
            symbols.add(part)
    return frozenset(symbols)


def replaced(term: Term, old: Term, new: Term) -> Term:
    """The term with every occurrence of a part replaced."""
    if term == old:
        return new
    return tuple(replaced(part, old, new) for part in term) if isinstance(term, tuple) else term
