"""Relations at a point, in words: what its sides are, and whether it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lossproof.theory.printing.layout import Layout
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.text import line
from lossproof.theory.printing.values import value

Write = Callable[[Layout], str]
Words = Callable[[str], str]
SIGNS = {"==": "=", "<=": "≤", ">=": "≥"}
_TRUTH = {"0": "false", "1": "true"}


def equivalence(part: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a relation that is printed with `iff`: its sides are true or false."""
    left, right = (_TRUTH.get(part[key], part[key]) for key in ("lhs", "rhs"))
    return {**part, "lhs": left, "op": "iff", "rhs": right}


def met(part: Mapping[str, Any], write: Write = line, words: Words = str) -> str:
    """A relation that holds: `1/2 ≥ 1/2`, in digits where the exact sides are long."""
    left, right = (_near(part[key], write, words) for key in ("lhs", "rhs"))
    return left + words(f" {SIGNS.get(part['op'], part['op'])} ") + right


def told(part: Mapping[str, Any], write: Write = line, words: Words = str) -> str:
    """A relation at a point: `1/2 ≥ 1/2 holds`, or as `missed` says it."""
    if part["holds"] is False:
        return missed(part, write, words)
    came = "holds" if part["holds"] else "is undecided"
    plain = not any(" = " in part[key] for key in ("lhs", "rhs"))
    said = met(part, write, words) if plain else _sides(part, write, words)
    return f"{said} {came}"


def missed(part: Mapping[str, Any], write: Write = line, words: Words = str) -> str:
    """A relation that does not hold: `left 1/2, right 0: 1/2 < 0 is false`.

    >>> missed(equivalence({"lhs": "1", "op": "==", "rhs": "0", "holds": False}))
    'left true, right false'
    """
    if part["op"] == "iff":
        return f"left {words(part['lhs'])}, right {words(part['rhs'])}"
    return f"{_sides(part, write, words)} is false"


def _sides(part: Mapping[str, Any], write: Write, words: Words) -> str:
    (left, near), (right, far) = (
        (_exact(part[key], write, words), _near(part[key], write, words)) for key in ("lhs", "rhs")
    )
    if near == far and part["lhs"] != part["rhs"]:
        near, far = "left", "right"
    sign = words(f" {SIGNS.get(part['op'], part['op'])} ")
    return f"left {left}, right {right}: {near}{sign}{far}"


def _exact(side: str, write: Write, words: Words) -> str:
    """The exact value, with six digits if it is no rational."""
    text, equals, digits = side.partition(" = ")
    shown = _written(text, write, words)
    return shown + words(" ≈ ") + _written(digits, write, words) if equals else shown


def _near(side: str, write: Write, words: Words) -> str:
    return _written(side.rpartition(" = ")[2], write, words)


def _written(text: str, write: Write, words: Words) -> str:
    term = value(text)
    return words(text.replace("-", "−")) if term is None else write(Notation().term(term))
