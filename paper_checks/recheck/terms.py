"""Terms as records write them: S-expressions, read into tuples.

A rational number is a `Fraction`; a name a `str`, of a parameter (`eta`), of a constant (`@pi`,
`@e`), of any index (`@class`, `@row`, `@column`, `@sample`) or of one that a head binds (`#0`,
counted from the outside); a quoted name is a `str` with its quotes; the rest is `(head, …)`.

>>> read("(+ q (* -1/2 (log q)))")
('+', 'q', ('*', Fraction(-1, 2), ('log', 'q')))
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

Term = Fraction | str | tuple["Term", ...]

DEEPEST = 60
BINDERS = {"sum": 1, "mean": 1, "det": 2, "every": 1}
_TOKEN = re.compile(r'\s*(?:([()])|("[^"]*")|([^\s()"]+))')
_NUMBER = re.compile(r"-?[0-9]+(?:/[1-9][0-9]*)?")
_NAME = re.compile(r"-?[^\W\d]\w*|[@#]\w+|[+*^]|<=|>=|==|!=|<|>|[a-z]+(?:-[a-z]+)+")


class UnreadableError(ValueError):
    """A text that is no term."""


def read(text: str) -> Term:
    """The term of a text; `UnreadableError` if it is none."""
    tokens = _tokens(text)
    found = _term(tokens, next(tokens, ""), 0)
    if left := next(tokens, ""):
        raise UnreadableError(f"{left!r} follows the end of a term")
    return found


def _tokens(text: str) -> Iterator[str]:
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None:
            raise UnreadableError(f"{text[place : place + 12]!r} is no part of a term")
        yield found.group(found.lastindex or 0)
        place = found.end()


def _term(tokens: Iterator[str], token: str, depth: int) -> Term:
    if depth > DEEPEST:
        raise UnreadableError(f"a term is nested more than {DEEPEST} deep")
    if token == "(":
        parts: list[Term] = []
        while (token := next(tokens, "")) != ")":
            parts.append(_term(tokens, token, depth + 1))
        if not parts or not isinstance(parts[0], str):
            raise UnreadableError("a list begins with its head")
        return tuple(parts)
    if _NUMBER.fullmatch(token):
        return Fraction(token)
    if _NAME.fullmatch(token) or token.startswith('"'):
        return token
    raise UnreadableError(f"{token!r} is neither a number nor a name" if token else "it ends early")
